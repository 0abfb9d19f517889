"""Reads any raster that GDAL opens and that can be dehazed, and tells its usable pixels apart."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text, Words
from ..progress import Progress
from ..request import Nodata
from ..scene.sensors import SceneFacts
from . import close_dataset, gdal_calls
from .admission import admit, admit_bands
from .bands import (
    BandProfile,
    BandTriple,
    Metadata,
    alpha_band,
    band_profile,
    each_band,
    mask_bands,
    metadata_of,
)
from .choice import MOST_UNNAMED, BandChoice, by_values, by_words
from .damage import DAMAGED
from .facts import facts_of
from .findings import Findings, inspect
from .grid import Window
from .look import patches_of
from .overview_check import overviews_agree
from .pixels import opened, read_once, read_pixels
from .place import grid_of
from .remembered import Remembered
from .stamps import Stamps, files_behind, stamps_of
from .usable import PixelRules
from .values import GDAL_OF_NUMPY, NUMPY_OF_GDAL, only_value

KEPT_BYTES = 128_000_000  # of decoded blocks, which a raster that has no more keeps until a run begins to write
CACHED_BYTES = 64_000_000  # of decoded blocks that a raster which is read from top to bottom lets GDAL keep, about
_STEADY = "Start again when nothing changes it any more"

_findings: Remembered[Findings] = Remembered(16)
_choices: Remembered[BandChoice] = Remembered(16)


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
        also_nodata: what was given to `open`.
        has_mask: whether it carries a mask beside nodata and alpha.
        findings: what a look at its pixels found out, such as fill.
        choice: which bands were taken for red, green and blue and by what, None if `open` was told.
    """

    def __init__(
        self,
        dataset: gdal.Dataset,
        path: str,
        bands: BandTriple,
        nodata: Nodata,
        crs_wkt: str,
        declared_nodata: bool = True,
        override_crs: bool = False,
    ):
        self._dataset: Optional[gdal.Dataset] = dataset
        self._crs, self._declared_nodata = (crs_wkt, override_crs), declared_nodata
        self._cached_bytes = 0  # at most: what was read since blocks were let go
        self._small = True  # until `let_go`, and only if it is
        self.path = path
        self.files: Tuple[str, ...] = files_behind(dataset)
        self._stamps = self.stamps()
        self.grid = grid_of(dataset, crs_wkt)
        if override_crs and crs_wkt:
            self.grid = replace(self.grid, crs_wkt=crs_wkt)
        self.bands = bands
        self.band_count: int = dataset.RasterCount
        self.dtype = NUMPY_OF_GDAL[self._band(bands[0]).DataType]
        self._row_bytes = self.grid.width * len(bands) * self.dtype.itemsize
        declared = [self._band(number).GetNoDataValue() if declared_nodata else None for number in bands]
        self._rules = PixelRules(tuple(declared), nodata)
        one = only_value(nodata)
        self.nodata = tuple(one if value is None else value for value in declared)
        self.also_nodata: Nodata = nodata
        self.findings, self._fill_seen = Findings(), False
        self._patient = True  # with reads that fail
        self.choice: Optional[BandChoice] = None
        self._alpha = alpha_band(dataset)
        self._masks = mask_bands(dataset, bands)
        self.has_mask = bool(self._masks)

    @classmethod
    def open(
        cls,
        path: str,
        bands: Optional[Sequence[int]] = None,
        nodata: Nodata = None,
        crs_wkt: Optional[str] = None,
        *,
        declared_nodata: bool = True,
        find_fill: bool = True,
        override_crs: bool = False,
    ) -> RasterSource:
        """Open what GDAL opens, if it can be dehazed, and take a look at its pixels.

        Args:
            path: file, `/vsi…` path or GDAL URI.
            bands: 1-based red, green and blue band; None leaves them to `choice`, which says by what it took which.
            nodata: value, or ranges of values, to treat as nodata in every colour band, beside what the file declares.
            crs_wkt: CRS for a file that has none. override_crs: whether it holds for a file that has one, too.
            declared_nodata: whether the nodata value that the file declares is one.
            find_fill: whether pixels that look like fill are left out, though nothing declares them.

        Raises:
            RasterError: it cannot be opened or cannot be dehazed, with the reason and a remedy.
        """
        name = os.path.basename(path.rstrip("/")) or path
        dataset = opened(path, name)
        with gdal_calls(Text("{name} cannot be dehazed", name=name)):
            admit(name, dataset, bands)
            open_with = partial(
                cls,
                dataset,
                path,
                nodata=nodata,
                crs_wkt=crs_wkt or "",
                declared_nodata=declared_nodata,
                override_crs=override_crs,
            )
        choice = None if bands else _choose(dataset, path, open_with)
        with gdal_calls(Text("{name} cannot be dehazed", name=name)):
            red, green, blue = choice.bands if choice else map(int, bands or ())
            admit_bands(name, dataset, (red, green, blue))
            source = open_with((red, green, blue))
        source.choice = choice
        source._take(source._remembered(find_fill), find_fill)
        return source

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
        with gdal_calls(Text("{path} cannot be opened", path=self.path)):
            dataset = gdal.OpenEx(self.path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
            again = RasterSource(
                dataset, self.path, self.bands, self._rules.extra, self._crs[0], self._declared_nodata, self._crs[1]
            )
        again.choice, again._small = self.choice, False
        again._take(self.findings, self._rules.huge)
        return again

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
        if self._keeps_blocks:
            return
        row_of_blocks = self._row_bytes * self._band(self.bands[0]).GetBlockSize()[1]
        if self._cached_bytes >= max(CACHED_BYTES, 2 * row_of_blocks):  # with less, most would be decoded again
            self._drop_cache()

    def let_go(self) -> None:
        """Let go of the blocks of a small raster, which are kept while it is looked at again and again."""
        self._small = False
        self._drop_cache()

    @property
    def _keeps_blocks(self) -> bool:
        return self._small and self.grid.height * self._row_bytes <= KEPT_BYTES

    def _drop_cache(self) -> None:
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
        nodata value was given beside the file's, or fill found: whoever made them knew nothing of it and mixed it in.
        """
        bands = self._colours_and_masks()
        if self._fill_seen or self.also_nodata not in (None, *self._rules.declared):
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
            with gdal_calls(self._unreadable, DAMAGED):
                overview = band.GetOverview(level)
            data = read_once(overview, self.path, window, (window.width, window.height, code))
            self._cached_bytes += len(data)
            read.append(np.frombuffer(data, NUMPY_OF_GDAL[code]).reshape(window.height, window.width))
        dn, alpha_and_masks = np.stack(read[: len(self.bands)]), read[len(self.bands) :]
        return dn, np.logical_and.reduce([self._rules.usable(dn), *(band != 0 for band in alpha_and_masks)])

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
        few = self._keeps_blocks or height * self._row_bytes <= CACHED_BYTES
        reduced = self._band(self.bands[0]).GetOverviewCount() > 0
        if not (few or reduced):
            return self._read_sample_by_rows(shape, progress or Progress())
        dn, valid = self.read_with_valid(self.grid.window(), shape, progress)
        return dn, _away_from_unusable(valid) if self._fill_seen and reduced else valid

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
        return replace(
            facts_of(self._opened(), self.path, self.dtype),
            scales=tuple(profile.scale for profile in colours),
            offsets=tuple(profile.offset for profile in colours),
        )

    @property
    def notes(self) -> Tuple[Words, ...]:
        """What the user should know of the raster before its result is used."""
        unsure = (self.choice.told,) if self.choice and not self.choice.sure else ()
        return (*unsure, *self.findings.told)

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

    @property
    def size(self) -> Tuple[int, int]:
        """Height and width in pixels."""
        return self.grid.height, self.grid.width

    @property
    def block_shape(self) -> Tuple[int, int]:
        """Height and width of the blocks that GDAL decodes."""
        width, height = self._band(self.bands[0]).GetBlockSize()
        return height, width

    def read_looked_at(self, window: Window) -> Tuple[np.ndarray, ...]:
        """What `inspect` judges by: DN, pixels that nodata leaves usable, alpha, mask."""
        shape = window.height, window.width
        dn = self._read_bands(self.bands, window, shape)
        opaque = np.full(shape, 255, dtype=np.uint8)
        alpha = self._read_bands((self._alpha,), window, shape)[0] if self._alpha else opaque
        return dn, self._rules.usable(dn), alpha, self._read_mask(window, shape)

    def _values(self, count: int) -> np.ndarray:
        """Pixels of the first bands from all over the raster, (count, n), neither nodata nor fill."""
        self._patient = False
        fills = tuple(fill.values for fill in inspect(self, 0, seek_fill=True).fills)
        rules, numbers, parts = replace(self._rules, fills=fills), tuple(range(1, count + 1)), []
        for window in patches_of(self):
            with suppress(RasterError):
                parts.append(self._read_bands(numbers, window, (window.height, window.width)))
        if not parts:
            return np.empty((count, 0), self.dtype)
        return np.concatenate([part[:, rules.usable(part[:3])] for part in parts], axis=1)

    def _remembered(self, find_fill: bool) -> Findings:
        if not any(map(os.path.exists, self.files)):  # in memory or far away: nobody could tell when it has changed
            return self._looked(find_fill)
        return _findings.of(self, lambda: self._looked(find_fill), self._rules, find_fill)

    def _looked(self, find_fill: bool) -> Findings:
        self._patient = False
        found = inspect(self, self._alpha, find_fill)
        self._patient = True
        band = self._band(self.bands[0])
        stale = False
        with suppress(RasterError), gdal_calls(self._unreadable, DAMAGED):
            stale = band.GetOverviewCount() > 0 and not overviews_agree(band, self.dtype)
        if stale:
            note = Text("The overviews (pyramids) were made before the pixels were changed, and are not used")
            found = replace(found, stale_overviews=True, told=(*found.told, note))
        if not self._keeps_blocks:
            self._drop_cache()  # of blocks from all over
        return found

    def _take(self, findings: Findings, huge: bool) -> None:
        """Judge pixels by what was found from now on."""
        self.findings = findings
        self._rules = replace(self._rules, fills=tuple(fill.values for fill in findings.fills), huge=huge)
        self._fill_seen = any(fill.share for fill in findings.fills)
        if findings.alpha_is_band:
            self._alpha = 0
        if findings.stale_overviews:  # GDAL itself takes them where pixels are skipped
            with gdal_calls(self._unreadable, DAMAGED):
                self._dataset = gdal.OpenEx(self.path, gdal.OF_RASTER, open_options=["OVERVIEW_LEVEL=NONE"])

    def _valid(self, dn: np.ndarray, window: Window) -> np.ndarray:
        shape = dn.shape[1], dn.shape[2]
        valid = self._rules.usable(dn)
        if self._alpha:
            valid &= self._read_bands((self._alpha,), window, shape)[0] != 0
        if self._masks:
            valid &= self._read_mask(window, shape) != 0
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
        if window.is_empty or not self.grid.window().contains(window):
            raise ValueError(f"{window} does not lie inside {self.path}")
        if not self._patient:
            return read_once(readable, self.path, window, kind, **more)
        return read_pixels(readable, self.path, window, kind, progress, **more)


def _choose(dataset: gdal.Dataset, path: str, open_with: Callable[[BandTriple], RasterSource]) -> BandChoice:
    """Which bands to take where nobody says it."""
    with gdal_calls(Text("The bands of {path} cannot be read", path=path)):
        types = [NUMPY_OF_GDAL.get(band.DataType) for band in each_band(dataset)]
        profiles = [band_profile(band) for band in each_band(dataset)]
        first = min(4, len(types))
        readable = types[0] is not None and len(set(types[:first])) == 1
        facts = facts_of(dataset, path, types[0] or np.dtype(np.uint8))
    found = by_words(profiles, facts)
    if found:
        return found
    if not readable or len(types) > MOST_UNNAMED:
        return by_values(len(types), np.empty((3, 0), np.uint8))
    unnamed = open_with((1, 2, 3))
    return _choices.of(unnamed, lambda: by_values(len(types), unnamed._values(first)), unnamed._rules)


def _away_from_unusable(valid: np.ndarray) -> np.ndarray:
    """Which of `valid` have no unusable neighbour and do not lie at the rim: others may be mixtures, in an overview."""
    inside = np.pad(valid, 1)
    across = inside[:, :-2] & inside[:, 1:-1] & inside[:, 2:]
    return across[:-2] & across[1:-1] & across[2:]
