"""From a raster to its dehazed GeoTIFF: the whole flow on one page. Every caller, QGIS or not, comes through here.

    source ─▶ stretch ─▶ tiles on the raster's lattice ─▶ worker process ─▶ change blended ─▶ strips ─▶ GeoTIFF
    └──────── read ahead by a thread ────────┘            └── this thread ──┘               └ written behind by one ┘

What is blended is the model's change (dehazed − hazy), not its picture: where the model changes nothing the result is
the source bit for bit, whatever its type, and what the stretch cut off at either end keeps its detail.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from typing import Deque, Dict, Iterator, List, Optional, Tuple

import numpy as np

from .errors import Text
from .model_files import ModelConfig, find_model
from .progress import Progress, Stage
from .raster.blend import StripBlender
from .raster.grid import Window
from .raster.radiometry import Stretch
from .raster.reader import TileRun, read_tiles
from .raster.source import RasterSource
from .raster.strips import StripWriter
from .raster.tiles import Lattice
from .raster.tiles import fitting_tile as fitting_tile  # for ui, which estimates how many tiles a run has
from .raster.tiles import usual_overlap as usual_overlap
from .raster.writer import GeoTiffWriter, RasterProfile, check_outputs, publish_all
from .request import PAPER_STEPS, DehazeOptions, DehazeRequest, DehazeResult, Quality
from .runtime.client import TileBatch, Worker, borrow_worker, close_all_workers
from .runtime.environment import child_environment as child_environment  # for ui, which asks that Python about itself
from .runtime.environment import find_python as find_python
from .threads import Meanwhile, ReadAhead, WriteBehind

STRIP_PIXELS = 250_000  # that are written at once: few enough for the processor's caches and to stop soon
BATCHES_AHEAD = 2  # that are read before the worker takes them
STRIPS_BEHIND = 8  # that wait to be written
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
        fitting = stack.enter_context(Meanwhile(lambda stop: Stretch.fit(source, stop)))  # while torch is imported
        progress.report(0, Stage.START)
        with watch("start"):
            worker = stack.enter_context(
                borrow_worker(str(model.path), request.options.device, python=python, progress=progress)
            )
        progress.info(Text("Model {model} on {device}", model=model.name, device=worker.device))
        with watch("stretch"):
            stretch = fitting.result(progress)
        writers = [stack.enter_context(GeoTiffWriter(path, profile, source, plan.window)) for path, profile in profiles]
        progress.report(0, Stage.DEHAZING)
        strength = request.options.strength_percent / 100
        reading, adding = (stack.enter_context(source.reopened()) for _ in range(2))  # GDAL wants one for each thread
        strips = stack.enter_context(StripWriter(adding, plan.window, stretch, strength, request.nodata, writers))
        run = _Run(reading, plan, stretch, worker, request.options, progress, watch)
        run.dehaze(strips)
        progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
        with watch("finish"):
            for writer in writers:
                writer.complete(progress)
            publish_all(writers)  # only now that every file is whole
        device = worker.device
    progress.report(1, Stage.DONE)
    return DehazeResult(
        output=request.output,
        haze_map=request.haze_map,
        width_px=plan.window.width,
        height_px=plan.window.height,
        tiles=run.sent,
        steps=plan.steps,
        mean_haze=strips.mean_haze,
        seconds=watch.total(),
        seconds_by_stage=watch.seconds,
        device=device,
    )


def make_plan(source: RasterSource, request: DehazeRequest, config: ModelConfig) -> Plan:
    """Return the run's plan; the lattice depends on the source and the tile size alone, never on the extent."""
    window = source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()
    tile_px = request.options.tile_size_px or config.tile_size_px
    lattice = Lattice.usual(source.grid.height, source.grid.width, tile_px)
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
    """Adds up the wall time that one thread spends in named stages."""

    def __init__(self) -> None:
        self.seconds: Dict[str, float] = {}
        self._started = time.monotonic()

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.monotonic() - started

    def total(self) -> float:
        """Seconds since the watch was made."""
        return time.monotonic() - self._started


@dataclass
class _Run:
    """One pass over the tiles of a plan."""

    source: RasterSource  # for the thread that reads ahead
    plan: Plan
    stretch: Stretch
    worker: Worker
    options: DehazeOptions
    progress: Progress
    watch: Stopwatch
    sent: int = 0  # tiles that had a usable pixel and went through the model
    _waiting: Deque[Tuple[int, int, bool]] = field(default_factory=deque)  # tiles not blended yet; whether sent
    _blended: int = 0

    def dehaze(self, strips: StripWriter) -> None:
        """Read, dehaze, blend and write every strip of the window, all at the same time."""
        computed_s = self.worker.computed_s
        with (
            ReadAhead(self._read, BATCHES_AHEAD) as ahead,
            WriteBehind(strips.write, STRIPS_BEHIND) as behind,
            closing(self._blend(ahead, behind)) as blended,
        ):
            for strip in blended:
                behind.put(strips.begin(strip), self.progress)
            behind.finish(self.progress)
        busy = {"network": self.worker.computed_s - computed_s, "read": ahead.busy_s, "write": behind.busy_s}
        self.watch.seconds.update(busy)

    def _read(self, stop: Progress) -> Iterator[TileRun]:
        size = self.options.batch_tiles or self.worker.suggest_batch(self.plan.lattice.tile_px)
        size = min(size, self.plan.tiles)  # room is made for whole batches
        return read_tiles(self.source, self.stretch, self.plan.lattice, self.plan.rows, self.plan.cols, size, stop)

    def _blend(self, ahead: ReadAhead[TileRun], behind: WriteBehind) -> Iterator[Tuple[int, np.ndarray]]:
        """Yield (first row, change (3, n, w)) from the top of the window to its end, as tiles come back."""
        blender = StripBlender(self.plan.window, self.plan.lattice)
        # rows are finished where the next row of tiles begins; tiles that reach in from above the window finish none
        following = deque(row for row in self.plan.rows if row > self.plan.window.row)
        with closing(self._changes(ahead)) as changes:
            for row, col, change in changes:
                behind.check()  # a full disk is told now, not when the next strip is finished
                while following and following[0] <= row:  # nothing of later tiles reaches above their first row
                    yield from self._finished(blender, following.popleft())
                with self.watch("blend"):
                    blender.add(row, col, change)
        yield from self._finished(blender, self.plan.window.row_stop)

    def _finished(self, blender: StripBlender, upto_row: int) -> Iterator[Tuple[int, np.ndarray]]:
        """Yield the finished rows above `upto_row` in strips of a size that bounds memory."""
        rows_at_once = max(1, STRIP_PIXELS // self.plan.window.width)
        while blender.row < min(upto_row, self.plan.window.row_stop):
            with self.watch("blend"):
                strip = blender.finish(min(upto_row, blender.row + rows_at_once))
            yield strip

    def _changes(self, ahead: ReadAhead[TileRun]) -> Iterator[Tuple[int, int, Optional[np.ndarray]]]:
        """Yield (row start, column start, change) of every tile in the lattice's order; None if it was not sent."""
        answers = self.worker.dehaze(
            self._batches(ahead), steps=self.plan.steps, seed=self.options.seed, progress=self.progress
        )
        with closing(answers):
            for batch, dehazed in answers:
                with self.watch("blend"):
                    changes = np.subtract(dehazed, batch.tiles, out=dehazed)
                for change in changes:
                    yield from self._not_sent()
                    yield self._next_tile(change)
            yield from self._not_sent()

    def _not_sent(self) -> Iterator[Tuple[int, int, None]]:
        """Yield the tiles at the head of the queue that have no usable pixel."""
        while self._waiting and not self._waiting[0][2]:
            yield self._next_tile(None)

    def _next_tile(self, change: Optional[np.ndarray]) -> Tuple[int, int, Optional[np.ndarray]]:
        self.progress.check()
        row, col, _ = self._waiting.popleft()
        self._blended += 1
        self.progress.report((1 - WRITING_SHARE) * self._blended / self.plan.tiles, Stage.DEHAZING)
        return row, col, change

    def _batches(self, ahead: ReadAhead[TileRun]) -> Iterator[TileBatch]:
        for run in ahead.items(self.progress):
            self._waiting.extend(run.starts)
            if len(run.tiles):
                self.sent += len(run.tiles)
                yield TileBatch(run.tiles, *zip(*run.usable))


def _profiles(source: RasterSource, window: Window, request: DehazeRequest) -> List[Tuple[str, RasterProfile]]:
    profiles = [(request.output, RasterProfile.like(source, window))]
    if request.haze_map:
        profiles.append((request.haze_map, RasterProfile.haze_map(source, window)))
    return profiles
