"""From a raster to its dehazed GeoTIFF: the whole flow on one page. Every caller, QGIS or not, comes through here.

    source ─▶ stretch ─▶ tiles on the raster's lattice ─▶ worker process ─▶ change blended ─▶ strips ─▶ GeoTIFF

What is blended is the model's change (dehazed − hazy), not its picture: where the model changes nothing the result is
the source bit for bit, whatever its type, and what the stretch cut off at either end keeps its detail.
"""

from __future__ import annotations

import math
import time
from collections import deque
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Deque, Dict, Iterator, List, Optional, Tuple

import numpy as np

from .catalog import ModelConfig, find_model
from .config import PAPER_STEPS, DehazeOptions, DehazeRequest, DehazeResult, Quality
from .progress import Progress
from .raster.blend import StripBlender
from .raster.grid import Window
from .raster.radiometry import Stretch, haze_thickness
from .raster.source import RasterSource
from .raster.tiles import Lattice, fill_invalid, pad_to_tile
from .raster.writer import HAZE_NODATA, GeoTiffWriter, RasterProfile, check_outputs, publish_all
from .runtime.client import TileBatch, Worker, borrow_worker, close_all_workers
from .runtime.environment import child_environment as child_environment  # for ui, which asks that Python about itself
from .runtime.environment import find_python as find_python

OVERLAP = 0.25  # of a tile: wide enough that tiles whose global statistics differ meet without an edge
STRIP_PIXELS = 2_000_000  # that are written between two looks at whether to stop
WRITING_SHARE = 0.05  # of the progress bar, for overviews and closing the file


@dataclass(frozen=True)
class Plan:
    """What a run will do, decided before any pixel is touched.

    Attributes:
        window: pixels of the source that the result shows. lattice: the source's tiles.
        rows, cols: starts of the rows and columns of tiles that touch the window. steps: sampling steps.
    """

    window: Window
    lattice: Lattice
    rows: Tuple[int, ...]
    cols: Tuple[int, ...]
    steps: int

    @property
    def tiles(self) -> int:
        """Number of tiles, those without a usable pixel included."""
        return len(self.rows) * len(self.cols)


def dehaze_raster(
    request: DehazeRequest, progress: Optional[Progress] = None, *, python: Optional[str] = None
) -> DehazeResult:
    """Dehaze a raster, or an extent of it, into a GeoTIFF on the source's own grid.

    Args:
        request: what to dehaze, where to, and how. progress: told how far the run is; may cancel it.
        python: interpreter of the worker process; None leaves it to the environment (`runtime.environment`).

    Returns:
        Paths and figures of the finished run.

    Raises:
        RasterError, OptionError, WeightsError, DeviceError, WorkerError: with reason and remedy.
        Cancelled: the user stopped it. After any exception there is no new file, and an older result is as it was.
    """
    progress = progress or Progress()
    watch = Stopwatch()
    model = find_model(request.options.model)
    with (
        RasterSource.open(request.source, request.bands, request.nodata, request.crs_wkt) as source,
        ExitStack() as stack,
    ):
        plan = make_plan(source, request, model.config)
        profiles = _profiles(source, plan.window, request)
        check_outputs(profiles, source.files)
        progress.report(0, "Starting the model")
        with watch("start"):
            worker = stack.enter_context(
                borrow_worker(str(model.path), request.options.device, python=python, progress=progress)
            )
        progress.info(f"Model {model.name} on {worker.hello.get('device', 'an unknown device')}")
        with watch("stretch"):
            stretch = Stretch.fit(source, progress)
        writers = [stack.enter_context(GeoTiffWriter(path, profile, source, plan.window)) for path, profile in profiles]
        progress.report(0, "Dehazing")
        run = _Run(source, plan, stretch, worker, request.options, progress, watch, request.nodata)
        mean_haze = run.write_strips(writers)
        progress.report(1 - WRITING_SHARE, "Building overviews")
        with watch("write"):
            for writer in writers:
                writer.complete(progress)
            publish_all(writers)  # only now that every file is whole
        device = str(worker.hello.get("device", ""))
    progress.report(1, "Done")
    return DehazeResult(
        output=request.output,
        haze_map=request.haze_map,
        width_px=plan.window.width,
        height_px=plan.window.height,
        tiles=run.sent,
        steps=plan.steps,
        mean_haze=mean_haze,
        seconds=watch.total(),
        seconds_by_stage=watch.seconds,
        device=device,
    )


def make_plan(source: RasterSource, request: DehazeRequest, config: ModelConfig) -> Plan:
    """Return the run's plan; the lattice depends on the source and the tile size alone, never on the extent."""
    window = source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()
    tile_px = request.options.tile_size_px or config.tile_size_px
    lattice = Lattice(source.grid.height, source.grid.width, tile_px, int(tile_px * OVERLAP))
    rows, cols = lattice.rows_touching(window), lattice.cols_touching(window)
    return Plan(window, lattice, rows, cols, sampling_steps(request.options, config))


def sampling_steps(options: DehazeOptions, config: ModelConfig) -> int:
    """Return the sampling steps that the options stand for with this model."""
    if options.steps is not None:
        return options.steps
    return {Quality.DRAFT: 0, Quality.STANDARD: config.standard_steps, Quality.PAPER: PAPER_STEPS}[options.quality]


def guess_bands(source: str) -> Tuple[int, int, int]:
    """Return the band numbers that a run would take as red, green and blue.

    Raises:
        RasterError: the raster cannot be dehazed.
    """
    with RasterSource.open(source) as raster:
        return raster.bands


def close_workers() -> None:
    """End the process that is kept warm between runs, if there is one."""
    close_all_workers()


class Stopwatch:
    """Splits wall time into named stages; a stage inside another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Dict[str, float] = {}
        self._started = self._since = time.monotonic()
        self._stack: List[str] = []

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        self._book()
        self._stack.append(stage)
        try:
            yield
        finally:
            self._book()
            self._stack.pop()

    def total(self) -> float:
        """Seconds since the watch was made."""
        return time.monotonic() - self._started

    def _book(self) -> None:
        now = time.monotonic()
        if self._stack:
            stage = self._stack[-1]
            self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._since
        self._since = now


@dataclass
class _Run:
    """One pass over the tiles of a plan."""

    source: RasterSource
    plan: Plan
    stretch: Stretch
    worker: Worker
    options: DehazeOptions
    progress: Progress
    watch: Stopwatch
    extra_nodata: Optional[float] = None  # that the user named beside the file's own
    sent: int = 0  # tiles that had a usable pixel and went through the model
    _waiting: Deque[Tuple[int, int, Optional[np.ndarray]]] = field(default_factory=deque)
    _blended: int = 0

    def write_strips(self, writers: List[GeoTiffWriter]) -> float:
        """Write every strip of the window and return the mean haze thickness of its usable pixels."""
        total, count = 0.0, 0
        rows_at_once = max(1, STRIP_PIXELS // self.plan.window.width)
        with closing(self._strips()) as strips:
            for first, strip_change in strips:
                for start in range(0, strip_change.shape[1], rows_at_once):
                    self.progress.check()
                    with self.watch("write"):
                        change = strip_change[:, start : start + rows_at_once]
                        haze = self._write_rows(writers, first + start, change)
                    total, count = total + float(haze.sum(dtype=np.float64)), count + haze.size
        return total / count if count else math.nan

    def _write_rows(self, writers: List[GeoTiffWriter], row: int, change: np.ndarray) -> np.ndarray:
        """Write the rows from `row` on and return the haze thickness of their usable pixels, (n,)."""
        strip = Window(row, self.plan.window.col, change.shape[1], self.plan.window.width)
        dn, valid = self.source.read_with_valid(strip)
        strength = self.options.strength_percent / 100
        nodata = self.source.nodata, self.extra_nodata
        writers[0].write(row, self.stretch.apply(dn, change, valid, strength, *nodata))
        haze = haze_thickness(self.stretch.normalise(dn), change)
        if len(writers) > 1:
            writers[1].write(row, np.where(valid, haze, np.float32(HAZE_NODATA))[None])
        return haze[valid]

    def _strips(self) -> Iterator[Tuple[int, np.ndarray]]:
        """Yield (first row, change (3, n, w)) from the top of the window to its end, as tiles come back."""
        blender = StripBlender(self.plan.window, self.plan.lattice)
        no_change = np.zeros((3, self.plan.lattice.tile_px, self.plan.lattice.tile_px), np.float32)
        # a strip ends where the next row of tiles begins; tiles that reach into the window from above end none
        following = deque(row for row in self.plan.rows if row > self.plan.window.row)
        for row, col, change in self._changes(no_change):
            while following and following[0] <= row:  # nothing of later tiles reaches above their first row
                yield self._finish(blender, following.popleft())
            with self.watch("blend"):
                blender.add(row, col, change)
        while following:
            yield self._finish(blender, following.popleft())
        yield self._finish(blender, None)

    def _finish(self, blender: StripBlender, upto_row: Optional[int]) -> Tuple[int, np.ndarray]:
        with self.watch("blend"):
            return blender.finish(upto_row)

    def _changes(self, no_change: np.ndarray) -> Iterator[Tuple[int, int, np.ndarray]]:
        """Yield (row start, column start, change) of every tile in the lattice's order."""
        batches = self.worker.dehaze(
            self._batches(), steps=self.plan.steps, seed=self.options.seed, progress=self.progress
        )
        with closing(batches):
            while True:
                with self.watch("network"):
                    answer = next(batches, None)
                if answer is None:
                    break
                for dehazed in answer[1]:
                    yield from self._unsent(no_change)
                    row, col, hazy = self._waiting.popleft()
                    with self.watch("blend"):
                        change = dehazed - hazy
                    yield row, col, change
                    self._advance()
            yield from self._unsent(no_change)

    def _unsent(self, no_change: np.ndarray) -> Iterator[Tuple[int, int, np.ndarray]]:
        """Yield the tiles at the head of the queue that have no usable pixel, so were never sent."""
        while self._waiting and self._waiting[0][2] is None:
            row, col, _ = self._waiting.popleft()
            yield row, col, no_change
            self._advance()

    def _advance(self) -> None:
        self.progress.check()
        self._blended += 1
        self.progress.report((1 - WRITING_SHARE) * self._blended / self.plan.tiles, "Dehazing")

    def _batches(self) -> Iterator[TileBatch]:
        size = self.options.batch_tiles or self.worker.suggest_batch(self.plan.lattice.tile_px)
        batch: List[Tuple[int, int, np.ndarray]] = []
        for row in self.plan.rows:
            for col in self.plan.cols:
                self.progress.check()  # many tiles may pass here without one being sent
                with self.watch("read"):
                    hazy = self._read_tile(row, col)
                self._waiting.append((row, col, hazy))
                if hazy is None:
                    continue
                self.sent += 1
                batch.append((row, col, hazy))
                if len(batch) == size:
                    yield _as_batch(batch)
                    batch = []
        if batch:
            yield _as_batch(batch)

    def _read_tile(self, row: int, col: int) -> Optional[np.ndarray]:
        """Return the tile (3, t, t) in [0, 1], or None if it has no usable pixel."""
        window = self.plan.lattice.tile_window(row, col)
        dn, valid = self.source.read_with_valid(window)
        if not valid.any():
            return None
        hazy = fill_invalid(self.stretch.normalise(dn), valid)
        return pad_to_tile(hazy, self.plan.lattice.tile_px)


def _as_batch(tiles: List[Tuple[int, int, np.ndarray]]) -> TileBatch:
    rows, cols, arrays = zip(*tiles)
    return TileBatch(np.ascontiguousarray(np.stack(arrays)), rows, cols)


def _profiles(source: RasterSource, window: Window, request: DehazeRequest) -> List[Tuple[str, RasterProfile]]:
    profiles = [(request.output, RasterProfile.like(source, window))]
    if request.haze_map:
        profiles.append((request.haze_map, RasterProfile.haze_map(source, window)))
    return profiles
