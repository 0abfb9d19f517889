"""Writes results as GeoTIFF: strip by strip into a part file that takes the final name only when it is complete."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ContextManager, Iterator, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Words
from ..files import beside, room_for, said_by, unwritable
from ..physics import REFERENCE_UM
from ..progress import Progress
from . import close_dataset, gdal_calls
from .bands import BandProfile, Metadata
from .grid import Grid, Window
from .source import CACHED_BYTES, RasterSource
from .values import GDAL_OF_NUMPY

BLOCK_PX = 256
DEFLATE_LEVEL = 1  # with a predictor, more takes nearly twice the time for files of the same size (within 1 %)
HAZE_NODATA = -9999.0
MASK_NODATA = 255.0
SIDECARS = (".aux.xml", ".ovr", ".msk")
_REMEDY = "Check that the disk has room and the folder is writable"
_RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)


@dataclass(frozen=True)
class RasterProfile:
    """Everything about a GeoTIFF but its pixels.

    Attributes:
        grid: size and place.
        dtype: type of all bands.
        nodata: the file's nodata value; GeoTIFF knows one for all bands.
        bands: what is said about each band.
        written: 1-based numbers of the bands whose pixels come through `GeoTiffWriter.write`.
        metadata: of the whole raster.
        has_mask: whether a mask is stored inside the file.
        is_map: whether it holds a figure for each usable pixel, and nodata for the others.
        sparse: whether blocks of nodata alone take no room; such a file has no overviews.
    """

    grid: Grid
    dtype: np.dtype
    nodata: Optional[float]
    bands: Tuple[BandProfile, ...]
    written: Tuple[int, ...]
    metadata: Metadata = ()
    has_mask: bool = False
    is_map: bool = False
    sparse: bool = False

    @classmethod
    def like(cls, source: RasterSource, window: Window, written: Optional[Sequence[int]] = None) -> RasterProfile:
        """The profile of a copy of `window` whose bands `written` are new (None: the colour bands)."""
        return cls(
            source.grid.crop(window),
            source.dtype,
            source.nodata[0],
            source.band_profiles(),
            source.bands if written is None else tuple(written),
            tuple((domain, _moved(domain, lines, window)) for domain, lines in source.metadata()),
            source.has_mask,
        )

    @classmethod
    def haze_map(cls, source: RasterSource, window: Window) -> RasterProfile:
        """The profile of the haze thickness of `window`: one Float32 band, 0 to 1, -9999 for nodata."""
        name = f"haze thickness, 1 - transmission at {REFERENCE_UM:g} um"
        said = ("", (f"wavelength={REFERENCE_UM:g}", "wavelength_units=micrometers"))
        band = BandProfile(name, gdal.GCI_GrayIndex, metadata=(said,))
        return cls(source.grid.crop(window), np.dtype(np.float32), HAZE_NODATA, (band,), (1,), is_map=True)

    @classmethod
    def haze_mask(cls, source: RasterSource, window: Window, values: Mapping[str, int]) -> RasterProfile:
        """The profile of a mask of `window`: one Byte band of `values` by name, 255 for nodata."""
        said = ("", tuple(f"{value}={name}" for name, value in values.items()))
        band = BandProfile("haze mask", gdal.GCI_GrayIndex, metadata=(said,))
        return cls(source.grid.crop(window), np.dtype(np.uint8), MASK_NODATA, (band,), (1,), is_map=True)

    @property
    def size_bytes(self) -> int:
        """The most disk that it takes, which is before compression."""
        pixel_bytes = len(self.bands) * self.dtype.itemsize + self.has_mask
        return room_for(self.grid.height, self.grid.width, pixel_bytes)


class GeoTiffWriter:
    """Writes one GeoTIFF from top to bottom, as a context manager.

        with GeoTiffWriter(path, profile, source, window) as writer:
            writer.write(row, dn)  # for each strip
            writer.finish(progress)

    Until `finish` the pixels are in a part file beside `path`. Leaving the block without it, by an error or a cancelled
    run, removes the part file and leaves an older result as it was.

    Args:
        path: the result.
        profile: what it is to be.
        source: where the mask and the bands that are not in `profile.written` are copied from; None if there are none.
            Used by the thread that calls `write`.
        window: which pixels of the raster the result shows; the rows given to `write` count in that raster.
        folder: where the part file goes, on the disk of `path`; None is beside `path`.
    """

    def __init__(
        self,
        path: str,
        profile: RasterProfile,
        source: Optional[RasterSource],
        window: Window,
        folder: Optional[Path] = None,
    ) -> None:
        self._profile, self._source, self._window = profile, source, window
        self._path = Path(os.path.realpath(path))  # a link stays, and its target is what is written
        self._part, self._older = (beside(self._path.with_suffix(".tif"), kind) for kind in ("part", "older"))
        if folder is not None:
            self._part = folder / self._part.name
        self._copied = [n for n in range(1, len(profile.bands) + 1) if n not in profile.written]
        self._dataset: Any = None  # a gdal.Dataset between `__enter__` and the file's completion
        self._row = window.row  # the next row that the file lacks
        self._waiting: List[np.ndarray] = []  # rows that do not yet fill a row of blocks
        self._waiting_rows = 0
        self._finished = False

    def __enter__(self) -> GeoTiffWriter:
        try:
            with self._calls():
                self._dataset = _create(str(self._part), self._profile)
                _describe_all(self._dataset, self._profile)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._finished:
            self._discard()

    def write(self, row: int, pixels: np.ndarray) -> None:
        """Take the next rows, which start at the raster's `row`.

        Args:
            pixels: (b, n, w) of the profile's type, its bands in the order of `profile.written`; n may be 0.

        Raises:
            RasterError: the disk does not take them. ValueError: they are not the next ones, or of another kind.
        """
        expected = (len(self._profile.written), self._window.width)
        due = self._row + self._waiting_rows
        if row != due or (pixels.shape[0], pixels.shape[2]) != expected:
            raise ValueError(f"pixels of shape {pixels.shape} came for row {row}, and row {due} is due")
        if pixels.dtype != self._profile.dtype:
            raise ValueError(f"the pixels of {self._path} are {self._profile.dtype}, not {pixels.dtype}")
        if pixels.shape[1] == 0:
            return
        self._waiting.append(pixels)
        self._waiting_rows += pixels.shape[1]
        # Only whole blocks, counted from the file's top: a compressed block that is written twice leaves a hole.
        # One row of them at a time: the bands' order in the file must not depend on how many rows come at once.
        while self._waiting_rows >= BLOCK_PX:
            self._put(BLOCK_PX)
        if self._waiting_rows and self._row + self._waiting_rows == self._window.row_stop:
            self._put(self._waiting_rows)

    def finish(self, progress: Optional[Progress] = None) -> None:
        """`complete`, then `publish_all` of this file alone."""
        self.complete(progress)
        publish_all([self])

    def complete(self, progress: Optional[Progress] = None) -> None:
        """Complete the part file: remaining rows, overviews, everything on disk.

        Args:
            progress: told how far the overviews are (0 to 1); may cancel.

        Raises:
            RasterError: the disk did not take everything. ValueError: rows are missing.
            Cancelled: `progress` says so, while the overviews are built.
        """
        if self._waiting_rows:
            self._put(self._waiting_rows)
        if self._row != self._window.row_stop:
            raise ValueError(f"{self._path} ends at row {self._row} instead of {self._window.row_stop}")
        self._flush_and_close()
        with self._calls():
            # Opened anew, since a file that is written by several threads is read by several too, and what those have
            # to say about tags goes to the terminal, past every error handler.
            self._dataset = gdal.OpenEx(str(self._part), gdal.OF_RASTER | gdal.OF_UPDATE | gdal.OF_VERBOSE_ERROR)
        self._build_overviews(progress or Progress())
        self._flush_and_close()

    @property
    def part_path(self) -> str:
        """Where the file lies until `take_name`."""
        return str(self._part)

    def take_name(self) -> None:
        """Give the complete file its final name; an older result is set aside until `settle` or `withdraw`.

        Raises:
            RasterError: another program holds the older result.
        """
        try:
            if self._path.exists():
                os.replace(self._path, self._older)
            os.replace(self._part, self._path)
        except OSError as error:
            self._bring_back_older()
            remedy = "Close the file in other programs, or remove its layer, and try again"
            raise self._error(said_by(error), remedy) from None

    def withdraw(self) -> None:
        """Undo `take_name`."""
        with suppress(OSError):
            os.replace(self._path, self._part)
        self._bring_back_older()

    def settle(self) -> None:
        """Forget the older result, and its sidecars, which describe other pixels."""
        self._finished = True
        with suppress(OSError):
            self._older.unlink()
        for ending in SIDECARS:
            ours, old = (Path(f"{path}{ending}") for path in (self._part, self._path))
            with suppress(OSError):
                os.replace(ours, old) if ours.exists() else old.unlink()

    def _bring_back_older(self) -> None:
        with suppress(OSError):
            os.replace(self._older, self._path)

    def _put(self, count: int) -> None:
        """Write the first `count` waiting rows, and copy the other bands and the mask of the same rows."""
        rows = np.concatenate(self._waiting, axis=1) if len(self._waiting) > 1 else self._waiting[0]
        now, later = rows[:, :count], rows[:, count:]
        self._waiting, self._waiting_rows = ([later.copy()] if later.shape[1] else []), later.shape[1]
        strip = Window(self._row, self._window.col, count, self._window.width)
        place = (0, self._row - self._window.row, strip.width, count)
        for number, band in zip(self._profile.written, now):
            self._put_band(number, place, band)
        if self._source is not None:
            self._copy(self._source, strip, place)
        self._row += count

    def _copy(self, source: RasterSource, strip: Window, place: Tuple[int, int, int, int]) -> None:
        for number in self._copied:
            self._put_band(number, place, source.read_band(number, strip))
        if self._profile.has_mask:
            mask = source.read_mask(strip).tobytes()
            with self._calls():
                self._dataset.GetRasterBand(1).GetMaskBand().WriteRaster(*place, mask, *place[2:], gdal.GDT_Byte)
        source.trim_cache()

    def _put_band(self, number: int, place: Tuple[int, int, int, int], pixels: np.ndarray) -> None:
        with self._calls():  # a buffer rather than an array, for the reason given in source.py
            band = self._dataset.GetRasterBand(number)
            buffer = np.ascontiguousarray(pixels).data
            band.WriteRaster(*place, buffer, *place[2:], GDAL_OF_NUMPY[self._profile.dtype])
            band.FlushCache()  # compressed now, while the next rows are computed, and out of memory

    def _build_overviews(self, progress: Progress) -> None:
        longest = max(self._window.height, self._window.width)
        levels = [2**n for n in range(1, 32) if longest // 2**n >= BLOCK_PX]
        if not levels or self._profile.sparse:
            return
        flushed, furthest, failures = 0.0, 0.0, []  # an exception cannot pass through GDAL

        def goes_on(fraction: float, *_: object) -> int:
            nonlocal flushed, furthest
            if gdal.GetLastErrorType() >= gdal.CE_Failure:  # GDAL itself goes on, and the next call may forget it
                failures.append(self._error(gdal.GetLastErrorMsg(), _REMEDY))
            elif (fraction - flushed) * self._profile.size_bytes > CACHED_BYTES:
                try:
                    self._flush_blocks()
                except RasterError as error:
                    failures.append(error)
                flushed = fraction
            furthest = max(furthest, fraction)
            progress.report(furthest)
            return 0 if failures or progress.cancelled() else 1

        try:
            with self._calls(), _configured("ZLEVEL_OVERVIEW", str(DEFLATE_LEVEL)):
                self._dataset.BuildOverviews("AVERAGE", levels, goes_on)
        except RasterError as error:
            if not failures:
                progress.check()  # GDAL reports a cancelled run as a failure
            raise (failures or [error])[0] from None

    def _flush_blocks(self) -> None:
        """Have every band's finished blocks written and out of memory, those of its overviews too."""
        bands = [self._dataset.GetRasterBand(number) for number in range(1, len(self._profile.bands) + 1)]
        bands += [bands[0].GetMaskBand()] if self._profile.has_mask else []
        for band in bands:
            for each in (band, *map(band.GetOverview, range(band.GetOverviewCount()))):
                with self._calls():
                    each.FlushCache()

    def _flush_and_close(self) -> None:
        """Have everything on disk; one call at a time, since the next one may forget what went wrong before."""
        with self._calls():
            self._dataset.FlushCache()
        with self._calls():
            self._close()

    def _discard(self) -> None:
        with suppress(RasterError), self._calls():
            self._close()
        self._waiting = []
        for ending in ("", *SIDECARS):
            with suppress(OSError):
                os.remove(f"{self._part}{ending}")

    def _close(self) -> None:
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            close_dataset(dataset)

    def _calls(self) -> ContextManager[None]:
        return gdal_calls(unwritable(self._path, "").what, _REMEDY)

    def _error(self, why: Words, remedy: Words = "") -> RasterError:
        return unwritable(self._path, why, remedy)


def publish_all(writers: Sequence[GeoTiffWriter]) -> None:
    """Give every complete file its final name, or none of them.

    Raises:
        RasterError: one of the names could not be taken; older results are as they were.
    """
    taken: List[GeoTiffWriter] = []
    try:
        for writer in writers:
            writer.take_name()
            taken.append(writer)
    except BaseException:
        for writer in reversed(taken):
            writer.withdraw()
        raise
    for writer in writers:
        writer.settle()


def _moved(domain: str, lines: Tuple[str, ...], window: Window) -> Tuple[str, ...]:
    """A domain's lines for a window: rational polynomials (RPC) count from the first pixel of the file."""
    if domain != "RPC":
        return lines
    shifts = {"LINE_OFF": window.row, "SAMP_OFF": window.col}
    items = (line.partition("=") for line in lines)
    return tuple(
        f"{key}={float(value) - shifts[key]:.15g}" if shifts.get(key) else f"{key}={value}" for key, _, value in items
    )


def _create(path: str, profile: RasterProfile) -> gdal.Dataset:
    height, width = profile.grid.height, profile.grid.width
    dtype, count = GDAL_OF_NUMPY[profile.dtype], len(profile.bands)
    dataset = gdal.GetDriverByName("GTiff").Create(path, width, height, count, dtype, _creation_options(profile))
    if dataset is None:
        raise unwritable(path, gdal.GetLastErrorMsg())
    return dataset


def _describe_all(dataset: gdal.Dataset, profile: RasterProfile) -> None:
    """Say of a new file what the profile says."""
    for domain, lines in profile.metadata:
        dataset.SetMetadata(list(lines), domain)
    if profile.grid.geotransform is not None:
        dataset.SetGeoTransform(profile.grid.geotransform)
    if profile.grid.crs_wkt:
        dataset.SetProjection(profile.grid.crs_wkt)
    if profile.nodata is not None:
        dataset.GetRasterBand(1).SetNoDataValue(profile.nodata)
    for number, band in enumerate(profile.bands, 1):
        _describe(dataset.GetRasterBand(number), band)
    if profile.has_mask:
        with _configured("GDAL_TIFF_INTERNAL_MASK", "YES"):  # rather than in a .msk file beside it
            dataset.CreateMaskBand(gdal.GMF_PER_DATASET)


def _creation_options(profile: RasterProfile) -> List[str]:
    rgb = tuple(band.interpretation for band in profile.bands[:3]) == _RGB
    return [
        "TILED=YES",
        f"BLOCKXSIZE={BLOCK_PX}",
        f"BLOCKYSIZE={BLOCK_PX}",
        "COMPRESS=DEFLATE",
        f"ZLEVEL={DEFLATE_LEVEL}",
        f"PREDICTOR={3 if profile.dtype.kind == 'f' else 2}",
        "INTERLEAVE=BAND",  # bands are written one after the other
        "BIGTIFF=IF_SAFER",
        "NUM_THREADS=ALL_CPUS",
        f"PHOTOMETRIC={'RGB' if rgb else 'MINISBLACK'}",
        "ALPHA=NO",  # else GDAL takes a fourth band for alpha; the true alpha is named below
        f"SPARSE_OK={'TRUE' if profile.sparse else 'FALSE'}",
    ]


def _describe(band: gdal.Band, profile: BandProfile) -> None:
    band.SetDescription(profile.description)
    # A palette cannot be kept beside other bands in a TIFF, and naming what is already so would be written as a change.
    if profile.interpretation not in (gdal.GCI_PaletteIndex, band.GetColorInterpretation()):
        band.SetColorInterpretation(profile.interpretation)
    if profile.scale is not None:
        band.SetScale(profile.scale)
    if profile.offset is not None:
        band.SetOffset(profile.offset)
    if profile.unit:
        band.SetUnitType(profile.unit)
    for domain, lines in profile.metadata:
        band.SetMetadata(list(lines), domain)


@contextmanager
def _configured(option: str, value: str) -> Iterator[None]:
    """Set one of GDAL's options for this thread."""
    before = gdal.GetThreadLocalConfigOption(option)
    gdal.SetThreadLocalConfigOption(option, value)
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption(option, before)
