"""Dehazes the middle of a view in memory, quickly: first a draft, then what a run would give there.

It goes the pipeline's way (same source, stretch, lattice of tiles, worker, change) for a few tiles and writes no file.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from contextlib import closing
from dataclasses import dataclass, field
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

import numpy as np

from .errors import OptionError
from .model_files import find_model
from .pipeline import sampling_steps
from .progress import Progress, Stage
from .raster.blend import StripBlender
from .raster.grid import UNREFERENCED, Grid, Window
from .raster.memory import MemoryFolder
from .raster.radiometry import Stretch
from .raster.source import BandProfile, RasterSource
from .raster.tiles import Lattice, fill_invalid, pad_to_tile
from .request import DehazeOptions
from .runtime.client import TileBatch, Worker, borrow_worker

__all__ = ["MemoryFolder", "PreviewRequest", "PreviewResult", "preview_raster"]

SIDE_PX = 256  # of a preview
STRETCHES_KEPT = 8

_stretches: OrderedDict[tuple, Stretch] = OrderedDict()  # fitting one may mean reading a whole raster


@dataclass(frozen=True)
class PreviewRequest:
    """Which view of which raster to show dehazed.

    Attributes:
        source: what GDAL opens.
        bounds: (xmin, ymin, xmax, ymax) of the view in the map units of the source's CRS.
        step_px: pixels of the raster, along a row or column, that one pixel of the preview stands for: 1 shows the
            raster itself, more an overview of it.
        bands, nodata, crs_wkt, options: as in `DehazeRequest`; the strength is left to `PreviewResult.at_strength`.
        other_bands: bands that are shown beside the dehazed ones, 1-based.

    Raises:
        OptionError: the step is less than 1.
    """

    source: str
    bounds: Tuple[float, float, float, float]
    step_px: int = 1
    bands: Optional[Tuple[int, int, int]] = None
    nodata: Optional[float] = None
    crs_wkt: Optional[str] = None
    other_bands: Tuple[int, ...] = ()
    options: DehazeOptions = field(default_factory=DehazeOptions)

    def __post_init__(self) -> None:
        if self.step_px < 1:
            raise OptionError(f"A preview cannot show every {self.step_px}th pixel", "the step must be at least 1")


@dataclass(frozen=True)
class PreviewResult:
    """A dehazed piece of a raster.

    Attributes:
        hazy, dehazed: (3, h, w) DN of the source's type before, and after with full strength.
        valid: (h, w) bool, the usable pixels; the others are alike in both.
        grid: where the piece lies on the map.
        steps: sampling steps used.
        final: whether this is the quality that was asked for, and not the draft before it.
        exact: whether a run gives these pixels: not for a draft that is no part of the lattice, nor for an overview.
        bands: numbers of the dehazed bands in the source. others: (h, w) of each other band that is shown.
        profiles: what the source says about each of its bands. nodata: its nodata value.
        masked: whether the source has a mask beside nodata and alpha.
    """

    hazy: np.ndarray
    dehazed: np.ndarray
    valid: np.ndarray
    grid: Grid
    steps: int
    final: bool
    exact: bool
    bands: Tuple[int, int, int]
    others: Mapping[int, np.ndarray]
    profiles: Tuple[BandProfile, ...]
    nodata: Optional[float]
    masked: bool

    def at_strength(self, percent: float) -> np.ndarray:
        """DN (3, h, w) with `percent` of the change; within a rounding step of a run with that strength."""
        if percent == 100:
            return self.dehazed
        before = self.hazy.astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity are not usable and stay
            blended = before + (self.dehazed - before) * (percent / 100)
        if self.hazy.dtype.kind in "iu":
            blended = np.rint(blended)
        blended = np.where(self.valid, blended, 0).astype(self.hazy.dtype)
        if self.nodata is not None:  # which a usable pixel may pass on its way, but not take
            blended = np.where(blended == self.nodata, self.dehazed, blended)
        return np.where(self.valid, blended, self.hazy)

    def write(self, folder: MemoryFolder, strength_percent: float) -> str:
        """Write the piece as a raster with the source's band numbers and return its path."""
        dehazed = dict(zip(self.bands, self.at_strength(strength_percent)))
        mask = self.valid if self.masked else None
        return folder.write(self.grid, {**self.others, **dehazed}, self.profiles, self.nodata, mask)


def preview_raster(
    request: PreviewRequest, progress: Optional[Progress] = None, *, python: Optional[str] = None
) -> Iterator[PreviewResult]:
    """Yield the middle of a view, at most 256 x 256 pixels, dehazed: a draft at once, then the quality asked for.

    Without a step (`step_px` 1) the last result is what `dehaze_raster` gives there, from the same tiles. With one, the
    model sees an overview, which no run does, so that result shows the effect and not the pixels of a run.

    Args:
        request: what to show. progress: told how far it is; may cancel it. python: as in `dehaze_raster`.

    Raises:
        RasterError, OptionError, WeightsError, DeviceError, WorkerError: with reason and remedy.
        Cancelled: the user stopped it.
    """
    progress = progress or Progress()
    model = find_model(request.options.model)
    with _CoarseSource.open(request.source, request.bands, request.nodata, request.crs_wkt) as source:
        source.choose_step(request.step_px)
        tile_px = request.options.tile_size_px or model.config.tile_size_px
        window = _middle(source, request.bounds, tile_px)
        progress.report(0, Stage.START)
        with borrow_worker(str(model.path), request.options.device, python=python, progress=progress) as worker:
            stretch = _stretch_of(source, request, progress)
            piece = _Piece(source, window, stretch, worker, request, progress)
            everything = source.coarse.window()
            nearby = _grown(window, tile_px, everything)
            steps = sampling_steps(request.options, model.config)
            exact = source.step_px == 1
            if steps > 0 or (exact and nearby != everything):
                yield piece.dehazed(nearby, tile_px, 0, final=False, exact=False)
            yield piece.dehazed(everything if exact else nearby, tile_px, steps, final=True, exact=exact)


class _CoarseSource(RasterSource):
    """A raster as if it had larger pixels, from its overviews where it has some."""

    step_px = 1  # the raster's pixels along a side of such a pixel

    @property
    def coarse(self) -> Grid:
        """The larger pixels on the map; what is left over at the right and at the bottom belongs to none."""
        height, width, step = self.grid.height // self.step_px, self.grid.width // self.step_px, self.step_px
        x, a, b, y, d, e = UNREFERENCED if self.grid.geotransform is None else self.grid.geotransform
        return Grid(height, width, (x, a * step, b * step, y, d * step, e * step), self.grid.crs_wkt)

    def choose_step(self, step_px: int) -> None:
        """Make the pixels this many times as large, or as many as a small raster has room for."""
        self.step_px = min(step_px, self.grid.height, self.grid.width)

    def read_coarse(self, window: Window, progress: Progress) -> Tuple[np.ndarray, np.ndarray]:
        """`read_with_valid` of a window of larger pixels."""
        dn = self._read_coarse(self.bands, window, progress)
        return dn, self._valid(dn, self._fine(window))

    def read_coarse_bands(self, numbers: Tuple[int, ...], window: Window, progress: Progress) -> Dict[int, np.ndarray]:
        """Any bands' values, (h, w) each."""
        return {number: self._read_coarse((number,), window, progress)[0] for number in numbers}

    def _read_coarse(self, numbers: Tuple[int, ...], window: Window, progress: Progress) -> np.ndarray:
        return self._read_bands(numbers, self._fine(window), (window.height, window.width), progress)

    def _fine(self, window: Window) -> Window:
        return Window(*(self.step_px * side for side in (window.row, window.col, window.height, window.width)))


@dataclass
class _Piece:
    """The piece of a raster that a preview shows."""

    source: _CoarseSource
    window: Window  # of the source's larger pixels
    stretch: Stretch
    worker: Worker
    request: PreviewRequest
    progress: Progress

    def dehazed(self, context: Window, tile_px: int, steps: int, *, final: bool, exact: bool) -> PreviewResult:
        """Dehaze with the tiles of the lattice that lies over `context`, which holds the piece."""
        source = self.source
        change = self._change(context, tile_px, steps)
        dn, valid = source.read_coarse(self.window, self.progress)
        extra = tuple(n for n in self.request.other_bands if n not in source.bands and 1 <= n <= source.band_count)
        return PreviewResult(
            hazy=dn,
            dehazed=self.stretch.apply(dn, change, valid, 1.0, source.nodata, self.request.nodata),
            valid=valid,
            grid=source.coarse.crop(self.window),
            steps=steps,
            final=final,
            exact=exact,
            bands=source.bands,
            others=source.read_coarse_bands(extra, self.window, self.progress),
            profiles=source.band_profiles(),
            nodata=source.nodata[0],
            masked=source.has_mask,
        )

    def _change(self, context: Window, tile_px: int, steps: int) -> np.ndarray:
        """The blended change (3, h, w) of the piece."""
        lattice = Lattice.usual(context.height, context.width, tile_px)
        wanted = self.window.shifted(-context.row, -context.col)
        starts = [(row, col) for row in lattice.rows_touching(wanted) for col in lattice.cols_touching(wanted)]
        changes = {start: np.zeros((3, lattice.tile_px, lattice.tile_px), np.float32) for start in starts}
        batches = self._batches(lattice, context, starts)
        answers = self.worker.dehaze(batches, steps=steps, seed=self.request.options.seed, progress=self.progress)
        with closing(answers):
            for batch, dehazed in answers:
                start = batch.rows[0] - context.row, batch.cols[0] - context.col
                changes[start] = dehazed[0] - batch.tiles[0]
                self.progress.check()
        blender = StripBlender(wanted, lattice)
        for start in starts:
            blender.add(*start, changes[start])
        return blender.finish()[1]

    def _batches(self, lattice: Lattice, context: Window, starts: List[Tuple[int, int]]) -> Iterator[TileBatch]:
        """Yield the tiles that have a usable pixel, each by itself: a preview that is not wanted any more ends soon."""
        for start in starts:
            window = lattice.tile_window(*start).shifted(context.row, context.col)
            dn, valid = self.source.read_coarse(window, self.progress)
            if valid.any():
                tile = pad_to_tile(fill_invalid(self.stretch.normalise(dn), valid), lattice.tile_px)
                yield TileBatch(np.ascontiguousarray(tile[None]), (window.row,), (window.col,))


def _middle(source: _CoarseSource, bounds: Tuple[float, float, float, float], tile_px: int) -> Window:
    """The piece to show, in larger pixels: around the middle of what the view shows of the raster, and inside it.

    Where a run's own tiles are shown it gives way by up to a quarter of its side, if it then lies on fewer of them.
    """
    shown, step, whole = source.grid.window_from_bounds(bounds), source.step_px, source.coarse.window()
    row, col = (shown.row + shown.row_stop) // (2 * step), (shown.col + shown.col_stop) // (2 * step)
    middle = _grown(Window(min(row, whole.height - 1), min(col, whole.width - 1), 1, 1), SIDE_PX, whole)
    if step > 1:
        return middle
    lattice = Lattice.usual(whole.height, whole.width, tile_px)

    def tiles(window: Window) -> int:
        return len(lattice.rows_touching(window)) * len(lattice.cols_touching(window))

    for rows, cols in ((1, 0), (0, 1)):
        shifts = sorted(range(-SIDE_PX // 4, SIDE_PX // 4 + 1), key=abs)
        places = [middle.shifted(rows * shift, cols * shift) for shift in shifts]
        middle = min((place for place in places if whole.contains(place)), key=tiles)  # the nearest of the best
    return middle


def _grown(window: Window, side_px: int, whole: Window) -> Window:
    """`window` with sides of at least `side_px`, if `whole`, which it stays in, is as large."""
    height, width = (min(max(a, side_px), b) for a, b in ((window.height, whole.height), (window.width, whole.width)))
    row = window.row - (height - window.height + 1) // 2
    col = window.col - (width - window.width + 1) // 2
    return Window(max(0, min(row, whole.height - height)), max(0, min(col, whole.width - width)), height, width)


def _stretch_of(source: RasterSource, request: PreviewRequest, progress: Progress) -> Stretch:
    """The raster's stretch, from an earlier preview if its files have not changed since."""
    key = (source.path, source.bands, request.nodata, _stamps(source.files))
    if key not in _stretches:
        progress.report(0, Stage.RANGE)
        _stretches[key] = Stretch.fit(source, progress)
    _stretches.move_to_end(key)
    while len(_stretches) > STRETCHES_KEPT:
        _stretches.popitem(last=False)
    return _stretches[key]


def _stamps(files: Tuple[str, ...]) -> tuple:
    found = []
    for path in files:
        try:
            status = os.stat(path)
        except OSError:  # inside an archive, or on a server
            continue
        found.append((path, status.st_mtime_ns, status.st_size))
    return tuple(found)
