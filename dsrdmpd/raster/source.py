"""Reads any raster that GDAL opens and that can be dehazed, and tells its usable pixels apart."""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text
from ..progress import Progress
from ..scene.sensors import SceneFacts
from . import close_dataset, gdal_calls
from .admission import admit
from .bands import BandProfile, BandTriple, Metadata, alpha_band, band_profile, each_band, mask_bands, metadata_of
from .grid import GeoTransform, Grid, Window
from .values import GDAL_OF_NUMPY, NUMPY_OF_GDAL, nodata_as

Stamps = Tuple[Tuple[str, int, int], ...]

PAUSES_S = (0.2, 1.3)  # before a read that failed is tried again; a cancel waits no longer than that
CACHED_BYTES = 64_000_000  # of decoded blocks that a raster which is read from top to bottom lets GDAL keep, about
_STEADY = "Start again when nothing changes it any more"
_DAMAGED = "The file may be damaged: check it with gdalinfo -checksum"


class RasterSource:
    """An open raster with its colour bands chosen. A context manager; one thread at a time.

    Attributes:
        path: what was opened.
        files: the files on disk that hold it, its sidecars and the parts of a virtual raster included.
        grid: its pixels on the map.
        bands: 1-based numbers of the red, green and blue band.
        band_count: all its bands.
        dtype: type of the colour bands.
        nodata: per colour band, the value that means nodata: the file's, else the one given to `open`, else None.
        has_mask: whether it carries a mask beside nodata and alpha.
    """

    def __init__(self, dataset: gdal.Dataset, path: str, bands: BandTriple, nodata: Optional[float], crs_wkt: str):
        self._dataset: Optional[gdal.Dataset] = dataset
        self._extra_nodata, self._extra_crs_wkt = nodata, crs_wkt
        self._cached_bytes = 0  # at most: what was read since blocks were let go
        self.path = path
        self.files: Tuple[str, ...] = files_behind(dataset)
        self._stamps = self.stamps()
        self.grid = grid_of(dataset, crs_wkt)
        self.bands = bands
        self.band_count: int = dataset.RasterCount
        self.dtype = NUMPY_OF_GDAL[self._band(bands[0]).DataType]
        self._row_bytes = self.grid.width * len(bands) * self.dtype.itemsize
        self._declared = tuple(self._band(number).GetNoDataValue() for number in bands)
        self.nodata = tuple(nodata if value is None else value for value in self._declared)
        self._alpha = alpha_band(dataset)
        self._masks = mask_bands(dataset, bands)
        self.has_mask = bool(self._masks)

    @classmethod
    def open(
        cls,
        path: str,
        bands: Optional[Sequence[int]] = None,
        nodata: Optional[float] = None,
        crs_wkt: Optional[str] = None,
    ) -> RasterSource:
        """Open what GDAL opens, if it can be dehazed.

        Args:
            path: file, `/vsi…` path or GDAL URI.
            bands: 1-based red, green and blue band; None takes `guess_bands`.
            nodata: value to treat as nodata in every colour band, beside what the file declares.
            crs_wkt: CRS for a file that has none.

        Raises:
            RasterError: it cannot be opened or cannot be dehazed, with the reason and a remedy.
        """
        name = os.path.basename(path.rstrip("/")) or path
        with gdal_calls(Text("{name} cannot be opened", name=name), "Check the path, and that GDAL reads this format"):
            dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        if dataset is None:
            raise RasterError(Text("{name} cannot be opened", name=name), "GDAL does not say why")
        with gdal_calls(Text("{name} cannot be dehazed", name=name)):
            chosen = admit(name, dataset, bands)
            return cls(dataset, path, chosen, nodata, crs_wkt or "")

    def __enter__(self) -> RasterSource:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; nothing can be read afterwards."""
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            with gdal_calls(Text("{path} cannot be closed", path=self.path)):
                close_dataset(dataset)

    def reopened(self) -> RasterSource:
        """The same raster opened once more, for another thread."""
        return RasterSource.open(self.path, self.bands, self._extra_nodata, self._extra_crs_wkt)

    def stamps(self) -> Stamps:
        """When each of its files was changed last and its size in bytes, -1 for both if it is not there.

        Sidecars that programs write while they look at a raster are left out, and so are servers that do not say.
        """
        return stamps_of(self.files)

    def check_unchanged(self) -> None:
        """Refuse to go on with a raster whose files are not what they were when it was opened.

        Raises:
            RasterError: with the file's name.
        """
        for (path, *before), (_, *now) in zip(self._stamps, self.stamps()):
            if now != before:
                gone = now == [-1, -1]
                why = Text("{path} disappeared", path=path) if gone else Text("{path} was changed", path=path)
                raise RasterError(Text("{path} cannot be read on", path=self.path), why, _STEADY)

    def trim_cache(self) -> None:
        """Let go of GDAL's decoded blocks once they may be many, or memory grows with the raster up to GDAL's limit."""
        row_of_blocks = self._row_bytes * self._band(self.bands[0]).GetBlockSize()[1]
        if self._cached_bytes < max(CACHED_BYTES, 2 * row_of_blocks):  # with less, most would be decoded again
            return
        with gdal_calls(self._unreadable):
            for band in (*each_band(self._dataset), *(self._band(number).GetMaskBand() for number in self._masks)):
                band.FlushCache()
        self._cached_bytes = 0

    def read(self, window: Window) -> np.ndarray:
        """The colour bands' DN, (3, h, w) of `dtype`, of a window inside the raster."""
        return self._read_bands(self.bands, window, (window.height, window.width))

    def read_band(self, number: int, window: Window, shape: Optional[Tuple[int, int]] = None) -> np.ndarray:
        """Any band's values, (h, w) in the colour bands' type, which holds them all (else `open` refuses).

        `shape` is as in `read_with_valid`.
        """
        return self._read_bands((number,), window, shape or (window.height, window.width))[0]

    def read_mask(self, window: Window) -> np.ndarray:
        """The raster's own mask, (h, w) uint8 with 0 for unusable; all 255 if `has_mask` is not so."""
        return self._read_mask(window, (window.height, window.width))

    def read_valid(self, window: Window) -> np.ndarray:
        """Which pixels are usable, (h, w) bool: finite, not nodata in any colour band, not transparent, not masked."""
        return self.read_with_valid(window)[1]

    def read_with_valid(
        self, window: Window, shape: Optional[Tuple[int, int]] = None, progress: Optional[Progress] = None
    ) -> Tuple[np.ndarray, np.ndarray]:
        """`read` and `read_valid` of a window, the colour bands being read once.

        Args:
            shape: (height, width) to return the window in, of its nearest pixels, from overviews where there are some;
                None returns every pixel. progress: may cancel.
        """
        dn = self._read_bands(self.bands, window, shape or (window.height, window.width), progress)
        return dn, self._valid(dn, window)

    def overviews(self) -> Dict[int, int]:
        """The overviews that all colours, alpha and masks have: GDAL's number of each by its step.

        The step is how many of the raster's pixels, along a row, one of the overview's stands for. There are none if a
        nodata value was given beside the file's, since whoever made them knew nothing of it and mixed it in.
        """
        bands = self._colours_and_masks()
        if self._extra_nodata is not None and self._extra_nodata not in self._declared:
            return {}
        found: Dict[int, int] = {}
        for level in range(min(band.GetOverviewCount() for band in bands)):
            sizes = {(over.XSize, over.YSize) for over in (band.GetOverview(level) for band in bands)}
            step = round(self.grid.width / min(sizes)[0])
            if sizes == {(-(-self.grid.width // step), -(-self.grid.height // step))}:
                found[step] = level
        return found

    def read_overview(self, level: int, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """`read_with_valid` of a window of the pixels of one of `overviews`, by its number."""
        read = []
        for number, band in enumerate(self._colours_and_masks()):
            code = GDAL_OF_NUMPY[self.dtype] if number < len(self.bands) else gdal.GDT_Float64
            with gdal_calls(self._unreadable, _DAMAGED):
                data = band.GetOverview(level).ReadRaster(*_place(window), buf_type=code)
            self._cached_bytes += len(data)
            read.append(np.frombuffer(data, NUMPY_OF_GDAL[code]).reshape(window.height, window.width))
        dn, alpha_and_masks = np.stack(read[: len(self.bands)]), read[len(self.bands) :]
        return dn, np.logical_and.reduce([self._usable(dn), *(band != 0 for band in alpha_and_masks)])

    def read_sample(self, max_pixels: int, progress: Optional[Progress] = None) -> Tuple[np.ndarray, np.ndarray]:
        """At most about `max_pixels` pixels spread over the whole raster, from its overviews where it has some.

        Returns:
            DN (3, h, w) of `dtype` and which of them are usable (h, w) bool.

        Raises:
            Cancelled: `progress` says so; without overviews a large raster is read whole, which takes its time.
        """
        height, width = self.grid.height, self.grid.width
        step = math.sqrt(max(1.0, height * width / max_pixels))
        shape = max(1, int(height / step)), max(1, int(width / step))
        few = height * self._row_bytes <= CACHED_BYTES
        if not few and self._band(self.bands[0]).GetOverviewCount() == 0:
            return self._read_sample_by_rows(shape, progress or Progress())
        return self.read_with_valid(self.grid.window(), shape, progress)

    def _read_sample_by_rows(self, shape: Tuple[int, int], progress: Progress) -> Tuple[np.ndarray, np.ndarray]:
        """`read_sample` where every block must be decoded: row by row, so that few are in memory at a time."""
        dn, valid = np.empty((len(self.bands), *shape), self.dtype), np.empty(shape, dtype=bool)
        before = 0
        for number in range(shape[0]):
            progress.check()
            row = int((number + 0.5) * (self.grid.height / shape[0]) + 1e-10)  # the one that GDAL's sampling takes
            window, here = Window(row, 0, 1, self.grid.width), slice(number, number + 1)
            dn[:, here], valid[here] = self.read_with_valid(window, (1, shape[1]))
            self._cached_bytes += (row - before) * self._row_bytes
            before = row
            self.trim_cache()
        return dn, valid

    def facts(self) -> SceneFacts:
        """What the file says of its numbers."""
        profiles = self.band_profiles()
        colours = [profiles[number - 1] for number in self.bands]
        lines = [line for _, entries in self.metadata() for line in entries]
        return SceneFacts(
            dtype=self.dtype.name,
            names=tuple(os.path.basename(path) for path in (self.path, *self.files)),
            metadata={key.lower(): value for key, _, value in (line.partition("=") for line in lines)},
            scales=tuple(profile.scale for profile in colours),
            offsets=tuple(profile.offset for profile in colours),
        )

    def band_profiles(self) -> Tuple[BandProfile, ...]:
        """What the file says about each of its bands."""
        with gdal_calls(Text("The bands of {path} cannot be read", path=self.path)):
            return tuple(band_profile(self._band(number)) for number in range(1, self.band_count + 1))

    def metadata(self) -> Metadata:
        """What the file says about the whole raster, without what only describes the file itself."""
        with gdal_calls(Text("The metadata of {path} cannot be read", path=self.path)):
            return metadata_of(self._dataset)

    @property
    def _unreadable(self) -> Text:
        return Text("{path} cannot be read", path=self.path)

    def _opened(self) -> gdal.Dataset:
        if self._dataset is None:
            raise RasterError(self._unreadable, "it was closed")
        return self._dataset

    def _band(self, number: int) -> gdal.Band:
        return self._opened().GetRasterBand(number)

    def _colours_and_masks(self) -> List[gdal.Band]:
        """The colour bands, then what else says which pixels are usable."""
        alpha = [self._band(self._alpha)] if self._alpha else []
        return [*map(self._band, self.bands), *alpha, *(self._band(number).GetMaskBand() for number in self._masks)]

    def _valid(self, dn: np.ndarray, window: Window) -> np.ndarray:
        shape = dn.shape[1], dn.shape[2]
        valid = self._usable(dn)
        if self._alpha:
            valid &= self._read_bands((self._alpha,), window, shape)[0] != 0
        if self._masks:
            valid &= self._read_mask(window, shape) != 0
        return valid

    def _usable(self, dn: np.ndarray) -> np.ndarray:
        """Which pixels are finite and not nodata in any colour band."""
        valid = np.ones(dn.shape[1:], dtype=bool)
        for band, declared in zip(dn, self._declared):
            if band.dtype.kind == "f":
                valid &= np.isfinite(band)
            for value in (declared, self._extra_nodata):
                held = nodata_as(self.dtype, value)
                if held is not None:
                    valid &= band != held
        return valid

    def _read_mask(self, window: Window, shape: Tuple[int, int]) -> np.ndarray:
        mask = np.full(shape, 255, dtype=np.uint8)
        for number in self._masks:
            band = self._band(number).GetMaskBand()
            data = self._persistently(band, window, (*shape[::-1], gdal.GDT_Byte))
            self._cached_bytes += len(data)
            mask = np.minimum(mask, np.frombuffer(data, dtype=np.uint8).reshape(shape))
        return mask

    def _read_bands(
        self, numbers: Sequence[int], window: Window, shape: Tuple[int, int], progress: Optional[Progress] = None
    ) -> np.ndarray:
        kind = (*shape[::-1], GDAL_OF_NUMPY[self.dtype])
        data = self._persistently(self._opened(), window, kind, progress, band_list=list(numbers))
        self._cached_bytes += len(data)
        return np.frombuffer(data, dtype=self.dtype).reshape(len(numbers), *shape)

    def _persistently(
        self,
        readable: Any,
        window: Window,
        kind: Tuple[int, int, int],
        progress: Optional[Progress] = None,
        **more: Any,
    ) -> bytearray:
        """Read a window of a dataset or a band, again after a pause if that fails: a network may be back by then.

        Args:
            kind: width, height and GDAL type of what comes back. progress: may cancel. more: of `ReadRaster`.

        Raises:
            RasterError: it failed every time; the first of its blocks that cannot be read is named.
        """
        if window.is_empty or not self.grid.window().contains(window):
            raise ValueError(f"{window} does not lie inside {self.path}")
        if progress is not None:
            more["callback"] = lambda *_: 0 if progress.cancelled() else 1
        for pause_s in (*PAUSES_S, None):
            try:
                return self._read_once(readable, window, kind, **more)
            except RasterError:
                if progress is not None:
                    progress.check()  # a cancelled read comes back as a failure, or as nothing
                if pause_s is None:
                    break
            time.sleep(pause_s)
        for block in _blocks(readable, window):
            self._read_once(readable, block, (block.width, block.height, kind[2]), **more)
        return self._read_once(readable, window, kind, **more)  # each of them can be read now

    def _read_once(self, readable: Any, window: Window, kind: Tuple[int, int, int], **more: Any) -> bytearray:
        what = Text(
            "{path} cannot be read in rows {row} to {row_end}, columns {col} to {col_end}",
            path=self.path,
            row=window.row,
            row_end=window.row_stop - 1,
            col=window.col,
            col_end=window.col_stop - 1,
        )
        with gdal_calls(what, _DAMAGED):
            # Not ReadAsArray: that needs bindings built for the numpy installed, which a user's pip may break.
            data = readable.ReadRaster(*_place(window), *kind, **more)
        if data is None:
            raise RasterError(what, "GDAL returned nothing and gave no reason")
        return data


def _blocks(readable: Any, window: Window) -> Iterator[Window]:
    """Yield the parts of a window that lie in one block of the file each."""
    band = readable if hasattr(readable, "GetBlockSize") else readable.GetRasterBand(1)
    width, height = band.GetBlockSize()
    for row in range(window.row // height * height, window.row_stop, height):
        for col in range(window.col // width * width, window.col_stop, width):
            yield Window(row, col, height, width).intersect(window)


def stamps_of(files: Sequence[str]) -> Stamps:
    """See `RasterSource.stamps`."""
    return tuple((path, *_stamp(path)) for path in files if not path.lower().endswith(".aux.xml"))


def grid_of(dataset: gdal.Dataset, crs_wkt: str = "") -> Grid:
    """Return a dataset's pixels on the map; `crs_wkt` is for one that does not say its CRS."""
    return Grid(dataset.RasterYSize, dataset.RasterXSize, _geotransform(dataset), _crs(dataset) or crs_wkt)


def files_behind(dataset: gdal.Dataset) -> Tuple[str, ...]:
    """Return the files that hold a dataset, those that virtual rasters inside virtual rasters stand for included."""
    found: Dict[str, None] = {}
    waiting = list(dataset.GetFileList() or ())
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = None
        if path.lower().endswith(".vrt"):
            inner = gdal.OpenEx(path, gdal.OF_RASTER)
            waiting += (inner.GetFileList() or ()) if inner is not None else ()
    return tuple(found)


def _stamp(path: str) -> Tuple[int, int]:
    with suppress(OSError):
        status = os.stat(path)
        return status.st_mtime_ns, status.st_size
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        found = gdal.VSIStatL(path)  # inside an archive, or on a server
    except RuntimeError:
        found = None
    finally:
        gdal.PopErrorHandler()
    return (-1, -1) if found is None else (found.mtime, found.size)


def _place(window: Window) -> Tuple[int, int, int, int]:
    return window.col, window.row, window.width, window.height


def _geotransform(dataset: gdal.Dataset) -> Optional[GeoTransform]:
    found = dataset.GetGeoTransform(can_return_null=True)
    if found is None:
        return None
    left, width, row_skew, top, col_skew, height = found
    return left, width, row_skew, top, col_skew, height


def _crs(dataset: gdal.Dataset) -> str:
    # WKT 2, because WKT 1 cannot say every CRS
    reference = dataset.GetSpatialRef()
    return "" if reference is None else reference.ExportToWkt(["FORMAT=WKT2_2018"])
