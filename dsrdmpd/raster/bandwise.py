"""Reads a raster band by band, as it is: any number of bands, each with its own type and its own usable pixels."""

from __future__ import annotations

import os
from typing import Dict, Optional, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text, Words
from ..request import Nodata
from . import close_dataset, gdal_calls
from .bands import BandProfile, alpha_band, band_profile, each_band
from .damage import DAMAGED
from .grid import Grid, Window
from .pixels import opened
from .place import grid_of
from .source import CACHED_BYTES
from .stamps import files_behind
from .values import GDAL_OF_NUMPY, NUMPY_OF_GDAL, nodata_ranges, within_ranges


class BandReader:
    """An open raster to measure on, of which `RasterSource` asks more than that. A context manager; one thread.

    Attributes:
        path, name: what was opened, and its last part. files: those on disk that hold it. grid: its pixels on the map.
        numbers: 1-based numbers of its bands, alpha left out. profiles: what the file says of each band, by number.
        dtypes: their types, by number.
    """

    def __init__(self, dataset: gdal.Dataset, path: str, nodata: Nodata) -> None:
        self._dataset: Optional[gdal.Dataset] = dataset
        self._nodata, self._cached_bytes = nodata, 0
        self.path, self.name = path, _name(path)
        self.files = files_behind(dataset)
        self.grid: Grid = grid_of(dataset)
        alpha = alpha_band(dataset)
        self.numbers = tuple(number for number in range(1, dataset.RasterCount + 1) if number != alpha)
        self.profiles: Dict[int, BandProfile] = {number: band_profile(self._band(number)) for number in self.numbers}
        self.dtypes = {number: NUMPY_OF_GDAL[self._band(number).DataType] for number in self.numbers}

    @classmethod
    def open(cls, path: str, nodata: Nodata = None) -> BandReader:
        """Open what GDAL opens, if its pixels are amounts.

        Args:
            path: file, `/vsi…` path or GDAL URI. nodata: values to treat as nodata beside what the file declares.

        Raises:
            RasterError: it cannot be opened, or its pixels are no amounts, with the reason and a remedy.
        """
        name = _name(path)
        dataset = opened(path, name)
        with gdal_calls(Text("{name} cannot be measured", name=name)):
            _admit(name, dataset)
            return cls(dataset, path, nodata)

    def __enter__(self) -> BandReader:
        return self

    def __exit__(self, *exception: object) -> None:
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            with gdal_calls(Text("{path} cannot be closed", path=self.path)):
                close_dataset(dataset)

    def read(
        self, number: int, window: Window, shape: Optional[Tuple[int, int]] = None
    ) -> Tuple[np.ndarray, np.ndarray]:
        """A band's values, (h, w) of its type, in a window inside the raster, and which of them are usable (h, w) bool.

        Args:
            shape: (height, width) to return the window in, of its nearest pixels; None returns every pixel.
        """
        band, dtype = self._band(number), self.dtypes[number]
        height, width = shape or (window.height, window.width)
        place = window.col, window.row, window.width, window.height, width, height
        with gdal_calls(Text("{path} cannot be read", path=self.path), DAMAGED):
            data = band.ReadRaster(*place, GDAL_OF_NUMPY[dtype])  # not ReadAsArray, for the reason given in pixels.py
            masked = band.GetMaskFlags() != gdal.GMF_ALL_VALID
            mask = band.GetMaskBand().ReadRaster(*place, gdal.GDT_Byte) if masked else None
        values = np.frombuffer(data, dtype).reshape(height, width)
        valid = np.ones(values.shape, dtype=bool) if mask is None else np.frombuffer(mask, np.uint8) != 0
        valid = valid.reshape(values.shape)
        if dtype.kind == "f":
            valid &= np.isfinite(values)
        valid &= ~within_ranges(values, nodata_ranges(dtype, self._nodata))
        # a reduced read decodes every block of the window, too
        self._cached_bytes += window.height * window.width * (dtype.itemsize + masked)
        return values, valid

    def trim_cache(self) -> None:
        """Let go of GDAL's decoded blocks once they may be many."""
        if self._cached_bytes < CACHED_BYTES or self._dataset is None:
            return
        with gdal_calls(Text("{path} cannot be read", path=self.path)):
            for band in each_band(self._dataset):
                band.FlushCache()
        self._cached_bytes = 0

    def _band(self, number: int) -> gdal.Band:
        if self._dataset is None:
            raise RasterError(Text("{path} cannot be read", path=self.path), "it was closed")
        return self._dataset.GetRasterBand(number)


def _name(path: str) -> str:
    return os.path.basename(path.rstrip("/")) or path


def _admit(name: str, dataset: gdal.Dataset) -> None:
    """Refuse a raster whose pixels are no amounts."""
    if dataset.RasterCount == 0:
        raise _refusal(name, "it has no bands of its own", "Open one of the rasters in it by its own name")
    for number, band in enumerate(each_band(dataset), 1):
        if band.GetColorTable() is not None or band.GetColorInterpretation() == gdal.GCI_PaletteIndex:
            why = Text("band {number} holds palette indices, which are names and no amounts", number=number)
            raise _refusal(name, why, "Expand it first with gdal_translate -expand rgb")
        if band.DataType not in NUMPY_OF_GDAL:
            kind = gdal.GetDataTypeName(band.DataType)
            why = Text("band {number} is of the type {kind}, which is not supported", number=number, kind=kind)
            raise _refusal(name, why, "Convert it first with gdal_translate -ot Float32")


def _refusal(name: str, why: Words, remedy: Words) -> RasterError:
    return RasterError(Text("{name} cannot be measured", name=name), why, remedy)
