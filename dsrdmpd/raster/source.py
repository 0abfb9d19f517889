"""Reads any raster that GDAL opens, refuses before any work what cannot be dehazed, and tells usable pixels apart."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass
from typing import ContextManager, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError
from ..progress import Progress
from . import close_dataset, gdal_calls
from .grid import Grid, Window
from .radiometry import nodata_as

BandTriple = Tuple[int, int, int]
Metadata = Tuple[Tuple[str, Tuple[str, ...]], ...]  # (domain, its lines as GDAL lists them), …

_SUPPORTED = ("Byte", "Int8", "UInt16", "Int16", "UInt32", "Int32", "Float32", "Float64")
_NUMPY_NAMES = {"Byte": "uint8"}
NUMPY_OF_GDAL: Dict[int, np.dtype] = {
    getattr(gdal, f"GDT_{name}"): np.dtype(_NUMPY_NAMES.get(name, name.lower()))
    for name in _SUPPORTED
    if hasattr(gdal, f"GDT_{name}")  # Int8 came with GDAL 3.7
}
GDAL_OF_NUMPY: Dict[np.dtype, int] = {dtype: code for code, dtype in NUMPY_OF_GDAL.items()}

# What describes the file rather than its pixels, or stops being true when pixels change or move.
_FILE_DOMAINS = {"IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "COLOR_PROFILE", "GEOLOCATION", "xml:VRT"}
_STALE_PREFIX = "STATISTICS_"

CACHED_BYTES = 64_000_000  # of decoded blocks that a raster which is read from top to bottom lets GDAL keep, about

_COLOUR_WORDS = ({"red"}, {"green"}, {"blue"})
_OTHER_COLOURS = {"edge", "rededge", "coastal", "coastalblue"}  # a red edge is no red, a coastal blue no blue
_COLOUR_NUMBERS = ({"b4", "b04"}, {"b3", "b03"}, {"b2", "b02"})  # Sentinel-2, and Landsat since 8


@dataclass(frozen=True)
class BandProfile:
    """What a file says about a band beside its pixels."""

    description: str = ""
    interpretation: int = gdal.GCI_Undefined
    scale: Optional[float] = None
    offset: Optional[float] = None
    unit: str = ""
    metadata: Metadata = ()


def guess_bands(colours: Sequence[str], names: Sequence[str]) -> BandTriple:
    """The likeliest red, green and blue band (1-based) of a raster with at least three bands.

    By colour interpretation if all three are there, else by the bands' descriptions (colour words, then B4, B3, B2),
    else by their number: 7 or more bands are ordered like Landsat's and Sentinel-2's (4, 3, 2), fewer are 1, 2, 3.

    Args:
        colours: GDAL's or QGIS's name of each band's colour interpretation.
        names: each band's description, empty if it has none.
    """
    described = [_words(name) for name in names]
    return (
        _find([_words(colour) for colour in colours], _COLOUR_WORDS)
        or _find(described, _COLOUR_WORDS)
        or _find(described, _COLOUR_NUMBERS)
        or ((4, 3, 2) if len(names) >= 7 else (1, 2, 3))
    )


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
        self.files: Tuple[str, ...] = _files_behind(dataset)
        self.grid = Grid(dataset.RasterYSize, dataset.RasterXSize, _geotransform(dataset), _crs(dataset) or crs_wkt)
        self.bands = bands
        self.band_count: int = dataset.RasterCount
        self.dtype = NUMPY_OF_GDAL[self._band(bands[0]).DataType]
        self._row_bytes = self.grid.width * len(bands) * self.dtype.itemsize
        self._declared = tuple(self._band(number).GetNoDataValue() for number in bands)
        self.nodata = tuple(nodata if value is None else value for value in self._declared)
        self._alpha = _alpha_band(dataset)
        self._masks = _mask_bands(dataset, bands)
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
        with gdal_calls(f"{name} cannot be opened", "Check the path, and that GDAL reads this format"):
            dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        if dataset is None:
            raise RasterError(f"{name} cannot be opened", "GDAL does not say why")
        with gdal_calls(f"{name} cannot be dehazed"):
            _refuse_without_pixels(name, dataset)
            _refuse_bands(name, dataset, bands)
            chosen = tuple(int(b) for b in bands) if bands else guess_bands(*_colours_and_names(dataset))
            _refuse_palette(name, dataset, chosen)
            _refuse_types(name, dataset, chosen)
            _refuse_nodata(name, dataset, chosen)
            _refuse_position(name, dataset)
            return cls(dataset, path, chosen, nodata, crs_wkt or "")

    def __enter__(self) -> RasterSource:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; nothing can be read afterwards."""
        dataset, self._dataset = self._dataset, None
        if dataset is not None:
            with gdal_calls(f"{self.path} cannot be closed"):
                close_dataset(dataset)

    def reopened(self) -> RasterSource:
        """The same raster opened once more, for another thread."""
        return RasterSource.open(self.path, self.bands, self._extra_nodata, self._extra_crs_wkt)

    def trim_cache(self) -> None:
        """Let go of GDAL's decoded blocks once they may be many, or memory grows with the raster up to GDAL's limit."""
        row_of_blocks = self._row_bytes * self._band(self.bands[0]).GetBlockSize()[1]
        if self._cached_bytes < max(CACHED_BYTES, 2 * row_of_blocks):  # with less, most would be decoded again
            return
        with gdal_calls(f"{self.path} cannot be read"):
            for band in (*_each_band(self._dataset), *(self._band(number).GetMaskBand() for number in self._masks)):
                band.FlushCache()
        self._cached_bytes = 0

    def read(self, window: Window) -> np.ndarray:
        """The colour bands' DN, (3, h, w) of `dtype`, of a window inside the raster."""
        return self._read_bands(self.bands, window, (window.height, window.width))

    def read_band(self, number: int, window: Window) -> np.ndarray:
        """Any band's values, (h, w) in the colour bands' type, which holds them all (else `open` refuses)."""
        return self._read_bands((number,), window, (window.height, window.width))[0]

    def read_mask(self, window: Window) -> np.ndarray:
        """The raster's own mask, (h, w) uint8 with 0 for unusable; all 255 if `has_mask` is not so."""
        return self._read_mask(window, (window.height, window.width))

    def read_valid(self, window: Window) -> np.ndarray:
        """Which pixels are usable, (h, w) bool: finite, not nodata in any colour band, not transparent, not masked."""
        return self.read_with_valid(window)[1]

    def read_with_valid(self, window: Window) -> Tuple[np.ndarray, np.ndarray]:
        """`read` and `read_valid` of a window, the colour bands being read once."""
        dn = self.read(window)
        return dn, self._valid(dn, window)

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
        dn = self._read_bands(self.bands, self.grid.window(), shape, progress)
        return dn, self._valid(dn, self.grid.window())

    def _read_sample_by_rows(self, shape: Tuple[int, int], progress: Progress) -> Tuple[np.ndarray, np.ndarray]:
        """`read_sample` where every block must be decoded: row by row, so that few are in memory at a time."""
        dn, valid = np.empty((len(self.bands), *shape), self.dtype), np.empty(shape, dtype=bool)
        before = 0
        for number in range(shape[0]):
            progress.check()
            row = int((number + 0.5) * (self.grid.height / shape[0]) + 1e-10)  # the one that GDAL's sampling takes
            window, here = Window(row, 0, 1, self.grid.width), slice(number, number + 1)
            dn[:, here] = self._read_bands(self.bands, window, (1, shape[1]))
            valid[here] = self._valid(dn[:, here], window)
            self._cached_bytes += (row - before) * self._row_bytes
            before = row
            self.trim_cache()
        return dn, valid

    def band_profiles(self) -> Tuple[BandProfile, ...]:
        """What the file says about each of its bands."""
        with gdal_calls(f"The bands of {self.path} cannot be read"):
            return tuple(_band_profile(self._band(number)) for number in range(1, self.band_count + 1))

    def metadata(self) -> Metadata:
        """What the file says about the whole raster, without what only describes the file itself."""
        with gdal_calls(f"The metadata of {self.path} cannot be read"):
            return _metadata(self._dataset)

    def _band(self, number: int) -> gdal.Band:
        if self._dataset is None:
            raise RasterError(f"{self.path} cannot be read", "it was closed")
        return self._dataset.GetRasterBand(number)

    def _valid(self, dn: np.ndarray, window: Window) -> np.ndarray:
        shape = dn.shape[1:]
        valid = np.ones(shape, dtype=bool)
        for band, declared in zip(dn, self._declared):
            if band.dtype.kind == "f":
                valid &= np.isfinite(band)
            for value in (declared, self._extra_nodata):
                held = nodata_as(self.dtype, value)
                if held is not None:
                    valid &= band != held
        if self._alpha:
            valid &= self._read_bands((self._alpha,), window, shape)[0] != 0
        if self._masks:
            valid &= self._read_mask(window, shape) != 0
        return valid

    def _read_mask(self, window: Window, shape: Tuple[int, int]) -> np.ndarray:
        mask = np.full(shape, 255, dtype=np.uint8)
        for number in self._masks:
            with self._reading(window):
                data = self._band(number).GetMaskBand().ReadRaster(*_place(window), shape[1], shape[0], gdal.GDT_Byte)
            self._cached_bytes += len(data)
            mask = np.minimum(mask, np.frombuffer(data, dtype=np.uint8).reshape(shape))
        return mask

    def _read_bands(
        self, numbers: Sequence[int], window: Window, shape: Tuple[int, int], progress: Optional[Progress] = None
    ) -> np.ndarray:
        self._band(numbers[0])
        callback = None if progress is None else lambda *_: 0 if progress.cancelled() else 1
        try:
            with self._reading(window):
                # Not ReadAsArray: that needs bindings built for the numpy installed, which a user's pip may break.
                data = self._dataset.ReadRaster(
                    *_place(window),
                    shape[1],
                    shape[0],
                    GDAL_OF_NUMPY[self.dtype],
                    band_list=list(numbers),
                    callback=callback,
                )
            if data is None:
                raise RasterError(f"{self.path} cannot be read", "GDAL returned nothing and gave no reason")
        except RasterError:
            if progress is not None:
                progress.check()  # a cancelled read comes back as a failure, or as nothing
            raise
        self._cached_bytes += len(data)
        return np.frombuffer(data, dtype=self.dtype).reshape(len(numbers), *shape)

    def _reading(self, window: Window) -> ContextManager[None]:
        if window.is_empty or not self.grid.window().contains(window):
            raise RasterError(f"{self.path} cannot be read", f"{window} does not lie inside the raster")
        return gdal_calls(f"{self.path} cannot be read", "The file may be damaged: check it with gdalinfo -checksum")


def _files_behind(dataset: gdal.Dataset) -> Tuple[str, ...]:
    """The files that hold a dataset, those that virtual rasters inside virtual rasters stand for included."""
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


def _place(window: Window) -> Tuple[int, int, int, int]:
    return window.col, window.row, window.width, window.height


def _words(text: str) -> frozenset:
    """The lower-case words of a band's name, none if it names a band beside the three colours."""
    words = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    return frozenset() if words & _OTHER_COLOURS else words


def _find(described: Sequence[frozenset], wanted: Sequence[set]) -> Optional[BandTriple]:
    """The first bands called exactly that, as ``green`` beside ``green i``, else the first whose words include it."""
    found = tuple(
        next((i for i, words in enumerate(described, 1) if len(words) == 1 and words <= any_of), 0)
        or next((i for i, words in enumerate(described, 1) if words & any_of), 0)
        for any_of in wanted
    )
    return found if all(found) and len(set(found)) == 3 else None


def _each_band(dataset: gdal.Dataset) -> Iterator[gdal.Band]:
    return (dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1))


def _colours_and_names(dataset: gdal.Dataset) -> Tuple[List[str], List[str]]:
    colours = [gdal.GetColorInterpretationName(band.GetColorInterpretation()) for band in _each_band(dataset)]
    return colours, [band.GetDescription() for band in _each_band(dataset)]


def _geotransform(dataset: gdal.Dataset) -> Optional[Tuple[float, ...]]:
    found = dataset.GetGeoTransform(can_return_null=True)
    return None if found is None else tuple(found)


def _crs(dataset: gdal.Dataset) -> str:
    # WKT 2, because WKT 1 cannot say every CRS
    reference = dataset.GetSpatialRef()
    return "" if reference is None else reference.ExportToWkt(["FORMAT=WKT2_2018"])


def _alpha_band(dataset: gdal.Dataset) -> int:
    """Number of the first alpha band, 0 if there is none."""
    bands = enumerate(_each_band(dataset), 1)
    return next((number for number, band in bands if band.GetColorInterpretation() == gdal.GCI_AlphaBand), 0)


def _mask_bands(dataset: gdal.Dataset, colours: BandTriple) -> Tuple[int, ...]:
    """The colour bands with a mask of their own, not derived from nodata or alpha; only the first if they share one."""
    numbers = []
    for number in colours:
        flags = dataset.GetRasterBand(number).GetMaskFlags()
        if flags & (gdal.GMF_ALL_VALID | gdal.GMF_ALPHA) or flags == gdal.GMF_NODATA:
            continue
        numbers.append(number)
        if flags & gdal.GMF_PER_DATASET:
            break
    return tuple(numbers)


def _metadata(described: gdal.MajorObject) -> Metadata:
    domains = [d for d in described.GetMetadataDomainList() or () if d not in _FILE_DOMAINS]
    lines = ((d, tuple(described.GetMetadata_List(d) or ())) for d in domains)
    kept = ((d, tuple(line for line in found if not line.startswith(_STALE_PREFIX))) for d, found in lines)
    return tuple((domain, found) for domain, found in kept if found)


def _band_profile(band: gdal.Band) -> BandProfile:
    return BandProfile(
        band.GetDescription(),
        band.GetColorInterpretation(),
        band.GetScale(),
        band.GetOffset(),
        band.GetUnitType() or "",
        _metadata(band),
    )


# --- what cannot be dehazed, and what to do about it


def _refuse_without_pixels(name: str, dataset: gdal.Dataset) -> None:
    inner = [line.split("=", 1)[1] for line in dataset.GetMetadata_List("SUBDATASETS") or () if "_NAME=" in line]
    if dataset.RasterCount == 0 and inner:
        raise RasterError(
            f"{name} cannot be dehazed",
            f"it holds {len(inner)} rasters and does not say which one to take",
            f"Open one of them by its own name, such as {inner[0]}",
        )
    if dataset.RasterCount == 0 or dataset.RasterXSize < 1 or dataset.RasterYSize < 1:
        raise RasterError(f"{name} cannot be dehazed", "it has no pixels", "Choose another raster")


def _refuse_palette(name: str, dataset: gdal.Dataset, bands: Sequence[int]) -> None:
    for number in bands:
        band = dataset.GetRasterBand(number)
        if band.GetColorInterpretation() == gdal.GCI_PaletteIndex or band.GetColorTable() is not None:
            raise RasterError(
                f"{name} cannot be dehazed",
                f"band {number} holds palette indices instead of colours",
                "Expand it first with Raster > Conversion > PCT to RGB, or with gdal_translate -expand rgb",
            )


def _refuse_bands(name: str, dataset: gdal.Dataset, bands: Optional[Sequence[int]]) -> None:
    count = dataset.RasterCount
    if count < 3:
        _refuse_palette(name, dataset, (1,))  # its colours are there, so the remedy is another one
        raise RasterError(
            f"{name} cannot be dehazed",
            f"it has {count} band{'s' * (count > 1)}, and red, green and blue are needed",
            "Stack three bands first with Raster > Miscellaneous > Build Virtual Raster, or gdalbuildvrt -separate",
        )
    if bands is None:
        return
    if len(bands) != 3 or len(set(bands)) != 3 or not all(1 <= number <= count for number in bands):
        raise RasterError(
            f"The bands {', '.join(map(str, bands))} cannot be used",
            f"red, green and blue must be three different bands from 1 to {count}",
            "Choose other band numbers",
        )


def _refuse_types(name: str, dataset: gdal.Dataset, colours: BandTriple) -> None:
    types = [band.DataType for band in _each_band(dataset)]
    unknown = {gdal.GetDataTypeName(code) for code in types if code not in NUMPY_OF_GDAL}
    if any(band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE" for band in _each_band(dataset)):
        unknown.add("signed Byte")  # how GDAL before 3.7 says Int8
    if unknown:
        raise RasterError(
            f"{name} cannot be dehazed",
            f"pixels of type {', '.join(sorted(unknown))} are not supported",
            "Convert it first with gdal_translate -ot Float32 (or -ot Int32 for whole numbers)",
        )
    names = [gdal.GetDataTypeName(types[number - 1]) for number in colours]
    if len(set(names)) > 1:
        raise RasterError(
            f"{name} cannot be dehazed",
            f"its red, green and blue band are of different types ({', '.join(names)})",
            "Convert it first to one type with gdal_translate -ot",
        )
    held = NUMPY_OF_GDAL[types[colours[0] - 1]]
    for number, code in enumerate(types, 1):
        if not np.can_cast(NUMPY_OF_GDAL[code], held):
            raise RasterError(
                f"{name} cannot be dehazed",
                f"a GeoTIFF of its colours' type {names[0]} cannot hold band {number} ({gdal.GetDataTypeName(code)})",
                "Leave that band out with gdal_translate -b, or convert all bands to its type with -ot",
            )


def _refuse_nodata(name: str, dataset: gdal.Dataset, colours: BandTriple) -> None:
    values = [dataset.GetRasterBand(number).GetNoDataValue() for number in colours]
    if len({str(value) for value in values}) > 1:  # as text, NaN equals itself
        raise RasterError(
            f"{name} cannot be dehazed",
            f"its colour bands differ in nodata value ({', '.join(map(str, values))}), and a GeoTIFF keeps only one",
            "Give them one value first with gdalwarp -dstnodata",
        )
    others = set(range(1, dataset.RasterCount + 1)) - {*colours, _alpha_band(dataset)}
    for number in sorted(others):
        value = dataset.GetRasterBand(number).GetNoDataValue()
        if value is not None and str(value) != str(values[0]):
            raise RasterError(
                f"{name} cannot be dehazed",
                f"the nodata value of band {number} is {value} and that of the colour bands {values[0]}, and a GeoTIFF "
                "keeps only one",
                "Give them one value first with gdalwarp -dstnodata",
            )


def _refuse_position(name: str, dataset: gdal.Dataset) -> None:
    if _geotransform(dataset) is not None:
        return
    by_points = dataset.GetGCPCount() > 0
    if by_points or dataset.GetMetadata_List("GEOLOCATION"):
        raise RasterError(
            f"{name} cannot be dehazed",
            f"it is placed on the map by {'ground control points' if by_points else 'geolocation arrays'} only",
            "Warp it first with Raster > Projections > Warp, or with gdalwarp",
        )
