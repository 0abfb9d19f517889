"""The one loop of reading, restoring and blending, and the one of correcting and writing; both work side by side.

    view ─▶ tiles on a lattice ─▶ method ─▶ change blended ─▶ strips    │    strips ─▶ correction ─▶ results
    └─── read ahead by a thread ──┘         └─ this thread ─┘           │    └ some threads ┘  └ written behind by one

What is blended is the method's change, not its picture: where it changes nothing the result is the source bit for bit,
whatever its type, and what the stretch cut off at either end keeps its detail. A haze field changes pixel by pixel, in
the strips; only what goes on after it needs tiles, and only there are they read.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from itertools import product
from typing import Any, Callable, Dict, Generator, Iterator, Mapping, Optional, Tuple, Union

import numpy as np

from .errors import Words
from .methods.protocol import Method, Scene
from .progress import PartOfProgress, Progress, Stage
from .raster.blend import StripBlender
from .raster.correction import Correction
from .raster.grid import Window
from .raster.kept_change import CHANGE
from .raster.radiometry import Stretch
from .raster.reader import TileRun, read_tiles
from .raster.results import Sink
from .raster.strip import Strip
from .raster.telling import least_airlight, scene_bands
from .raster.tiles import Lattice, fill_invalid
from .raster.view import View
from .threads import ReadAhead, WriteBehind

Tile = Tuple[int, int, Optional[np.ndarray]]  # first row and column, change (3, t, t) or None for none
Rows = Tuple[int, int, Optional[np.ndarray]]  # first row, how many, change (3, n, w) or None for none
Corrected = Tuple[int, Dict[str, Any], np.ndarray]  # first row, results by name, usable pixels

DEHAZED = "dehazed"  # name of a result, beside those of the correction's maps
STRIP_PIXELS = 250_000  # that are written at once: few enough for the processor's caches and to stop soon
BATCHES_AHEAD = 2  # that are read before the method takes them
STRIPS_BEHIND = 8  # that wait to be written
TILE_WORK = 8.0  # of a tile's pixel, in what reading, correcting and writing one take, without a GPU
_WORTH_TELLING = 0.002  # of a run
SCENE_PX = 512  # longer side of the reduced scene that a method is fitted to
_THREADS = max(1, min(4, (os.cpu_count() or 1) // 2))  # numpy's operations on large arrays run side by side


class Meter:
    """Counts the tiles that went through a method, and adds up the wall seconds of a run's stages.

    Attributes:
        tiles: that went through it. tiles_px: pixels of those that have to. seconds: by stage.
    """

    def __init__(self) -> None:
        self.tiles, self.tiles_px = 0, 0
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
        """Seconds since the meter was made."""
        return time.monotonic() - self._started


def changes(
    view: View,
    stretch: Stretch,
    lattice: Lattice,
    window: Window,
    method: Method,
    progress: Progress,
    meter: Optional[Meter] = None,
    stage: Optional[Stage] = Stage.DEHAZING,
    wanted: Optional[Callable[[Window], bool]] = None,
) -> Generator[Strip, None, None]:
    """Yield what a method wants to change in a window of a view, in strips from its top to its end.

    A pixel's change depends on the view, the lattice and the method alone, not on the window that it is asked for in.

    Args:
        view: what is read; opened once more for the thread that reads. stretch: from DN to display values.
        lattice: tiles of the whole view, not of the window. window: pixels of the view.
        method: made for this scene. progress: told how much of it is done (0 to 1), in `stage`; may cancel.
        meter: counts the tiles, and the seconds of ``read`` and ``blend``.
        wanted: whether anything in a window of the view is to change; tiles where nothing is are left out, as are those
            where the method adds nothing to its field.

    Raises:
        RasterError, WorkerError: with reason and remedy. Cancelled: `progress` says so.
    """
    meter = meter or Meter()
    with ExitStack() as stack:
        acts = _acting(view, lattice, window, method, wanted)
        total = sum(acts.values())
        meter.tiles_px = total * lattice.tile_px**2
        rows: Iterator[Rows] = _empty_rows(window)
        if total:
            reading = stack.enter_context(view.reopened())
            size = min(method.batch_tiles, total)  # room is made for whole batches
            acting = lambda tile: acts[tile.row, tile.col]  # noqa: E731
            read = lambda stop: read_tiles(reading, stretch, lattice, window, size, stop, acting)  # noqa: E731
            ahead = stack.enter_context(ReadAhead(read, BATCHES_AHEAD))
            answers = stack.enter_context(closing(method.restore(ahead.items(progress))))
            rows = _blended(_tiles(answers, acts, progress, meter, stage), lattice, window, meter)
        top, left = view.origin
        for row, count, beyond in rows:
            progress.check()
            part = Window(row, window.col, count, window.width)
            yield Strip(part, beyond, method.field, (top + row, left + window.col), view.step_px)
        if total:
            meter.seconds["read"] = meter.seconds.get("read", 0.0) + ahead.busy_s


def deliver(
    make: Callable[[Progress], Generator[Strip, None, None]],
    view: View,
    stretch: Stretch,
    correction: Correction,
    results: Sink,
    progress: Progress,
    meter: Meter,
    keep_change: bool = False,
) -> None:
    """Correct the view's pixels by strips of change, and write every strip of the results' window.

    Args:
        make: makes the strips, as `changes` does, with the progress that it is given, which fails when writing did.
        view: opened once more for the threads that correct. stretch, correction: what the change becomes.
        results: takes ``dehazed``, and those of the correction's maps that it wants.
        keep_change: whether it takes what goes beyond the field, too, as ``change``.
        meter: adds the seconds of ``write``.

    Raises:
        As `changes`.
    """
    with ExitStack() as stack:
        view.source.let_go()  # of what was looked at so far: the threads read for themselves
        corrector = _Corrector(stack.enter_context(view.reopened()), stretch, correction, keep_change)
        threads = ThreadPoolExecutor(_THREADS, "dsrdmpd_strip")
        stack.callback(threads.shutdown, cancel_futures=True)

        def write(computing: Future[Corrected], stop: Progress) -> None:
            row, pixels, valid = computing.result()
            stop.check()
            results.write(row, pixels, valid)
            watching.written_px += valid.size

        behind = stack.enter_context(WriteBehind(write, STRIPS_BEHIND))
        watching = _Watching(progress, behind, meter, results.window)
        strips = stack.enter_context(closing(make(watching)))
        for strip in strips:
            behind.put(threads.submit(corrector, strip), watching)
        behind.finish(watching)
        watching.check()
    meter.seconds["write"] = behind.busy_s


def read_scene(view: View, stretch: Stretch, progress: Progress) -> Scene:
    """Return the raster of a view as a whole, reduced: what its haze is judged by, whatever window is wanted.

    Raises:
        RasterError: it cannot be read. Cancelled: `progress` says so.
    """
    scene = View.within(view.source, SCENE_PX)
    window = scene.grid.window()
    dn, valid = scene.read_with_valid(window, progress)
    bands, hidden = scene_bands(scene, stretch, dn, valid, progress)
    display = fill_invalid(stretch.normalise(dn), valid)
    return Scene(display, valid, scene.step_px, bands, hidden, least_airlight(stretch))


def _acting(
    view: View, lattice: Lattice, window: Window, method: Method, wanted: Optional[Callable[[Window], bool]]
) -> Dict[Tuple[int, int], bool]:
    """Which of the tiles that touch a window have to go through the method, by their first row and column."""
    (top, left), start = view.origin, method.beyond_field_from
    acts = {}
    for row, col in product(lattice.rows_touching(window), lattice.cols_touching(window)):
        tile = lattice.tile_window(row, col)
        place = top + row, left + col, tile.height, tile.width, view.step_px
        beyond = method.field is None or method.field.hides(start, *place)
        acts[row, col] = beyond and (wanted is None or wanted(tile))
    return acts


def _tiles(
    answers: Iterator[Tuple[TileRun, np.ndarray]],
    acts: Mapping[Tuple[int, int], bool],
    progress: Progress,
    meter: Meter,
    stage: Optional[Stage],
) -> Iterator[Tile]:
    """Yield the change in every tile in the lattice's order; those that act count as work."""
    done, total = 0, sum(acts.values())
    for run, change in answers:
        meter.tiles += len(run.tiles)
        following = iter(change)
        for row, col, usable in run.starts:
            progress.check()
            if acts[row, col]:
                done += 1
                progress.report(done / total, stage)
            yield row, col, next(following) if usable else None


def _blended(tiles: Iterator[Tile], lattice: Lattice, window: Window, meter: Meter) -> Iterator[Rows]:
    """Yield the rows of a window as its tiles come."""
    blender = StripBlender(window, lattice)
    # rows are finished where the next row of tiles begins; tiles that reach in from above the window finish none
    following = deque(row for row in lattice.rows_touching(window) if row > window.row)
    for row, col, change in tiles:
        while following and following[0] <= row:  # nothing of later tiles reaches above their first row
            yield from _finished(blender, following.popleft(), window, meter)
        with meter("blend"):
            blender.add(row, col, change)
    yield from _finished(blender, window.row_stop, window, meter)


def _finished(blender: StripBlender, upto_row: int, window: Window, meter: Meter) -> Iterator[Rows]:
    """Yield the finished rows above `upto_row`, few enough at once to bound memory."""
    rows_at_once = _rows_at_once(window)
    while blender.row < min(upto_row, window.row_stop):
        with meter("blend"):
            row, change = blender.finish(min(upto_row, blender.row + rows_at_once))
        yield row, change.shape[1], change


def _empty_rows(window: Window) -> Iterator[Rows]:
    """Yield all rows of a window in which no tile changes anything."""
    rows_at_once = _rows_at_once(window)
    for row in range(window.row, window.row_stop, rows_at_once):
        yield row, min(rows_at_once, window.row_stop - row), None


def _rows_at_once(window: Window) -> int:
    return max(1, STRIP_PIXELS // window.width)


class _Corrector:
    """Computes rows of the results in several threads."""

    def __init__(self, view: View, stretch: Stretch, correction: Correction, keep_change: bool) -> None:
        self._view, self._stretch, self._correction, self._keep_change = view, stretch, correction, keep_change
        self._reading = threading.Lock()  # GDAL's handle serves one thread at a time

    def __call__(self, strip: Strip) -> Corrected:
        window = strip.window
        with self._reading:
            self._view.trim_cache()
            dn, valid = self._view.read_with_valid(window)
            others = {number: self._view.read_band(number, window) for number in self._correction.needs}
        hazy, place = self._stretch.normalise(dn), (window.row, window.col)
        bands, maps = self._correction(dn, hazy, strip.change(hazy), valid, place, others)
        pixels: Dict[str, Any] = {DEHAZED: bands, **maps}
        if self._keep_change:
            beyond = np.zeros(dn.shape, np.float32) if strip.beyond is None else strip.beyond
            pixels[CHANGE] = dict(enumerate(beyond, 1))
        return window.row, pixels, valid


class _Watching(PartOfProgress):
    """Knows what is done by the work that it took: pixels written, and tiles, whose pixels take longer.

    Fails as soon as writing did: a full disk is told now, not when the next strip is finished.
    """

    def __init__(self, progress: Progress, behind: WriteBehind, meter: Meter, window: Window) -> None:
        super().__init__(progress, 0, 1)
        self.written_px = 0
        self._behind, self._meter, self._window_px = behind, meter, window.height * window.width
        self._tiles_done, self._told = 0.0, 0.0

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._tiles_done = fraction
        self._tell(stage)

    def check(self) -> None:
        self._behind.check()
        self._tell()
        super().check()  # after it: who cancels by what is told is heard at once, also at the last strip

    def _tell(self, stage: Union[Stage, Words, None] = None) -> None:
        tiles = TILE_WORK * self._meter.tiles_px
        done = (tiles * self._tiles_done + self.written_px) / (tiles + self._window_px)
        if stage is not None or done >= self._told + _WORTH_TELLING:
            self._told = max(self._told, min(done, 1.0))
            super().report(self._told, stage)
