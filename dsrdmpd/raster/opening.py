"""Opens the raster that a request names, and says what was found out about it."""

from __future__ import annotations

from typing import Optional, Protocol

from ..progress import Progress
from ..request import Nodata
from .bands import BandTriple
from .source import RasterSource


class Wanted(Protocol):
    """What requests say of the raster that they are about; `RasterSource.open` explains it."""

    @property
    def source(self) -> str: ...
    @property
    def bands(self) -> Optional[BandTriple]: ...
    @property
    def nodata(self) -> Nodata: ...
    @property
    def crs_wkt(self) -> Optional[str]: ...
    @property
    def declared_nodata(self) -> bool: ...
    @property
    def find_fill(self) -> bool: ...
    @property
    def override_crs(self) -> bool: ...


def open_source(wanted: Wanted) -> RasterSource:
    """Open the raster that a request names.

    Raises:
        RasterError: as `RasterSource.open`.
    """
    return RasterSource.open(
        wanted.source,
        wanted.bands,
        wanted.nodata,
        wanted.crs_wkt,
        declared_nodata=wanted.declared_nodata,
        find_fill=wanted.find_fill,
        override_crs=wanted.override_crs,
    )


def tell_of(source: RasterSource, progress: Progress) -> None:
    """Say what was found out about a raster, and what was taken for red, green and blue."""
    if source.choice and source.choice.sure:
        progress.info(source.choice.told)
    for note in source.notes:
        progress.warning(note)
