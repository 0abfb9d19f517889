"""The one loop of reading, restoring and blending, and the one of correcting and writing; both work side by side.

    view ─▶ tiles on a lattice ─▶ method ─▶ change blended ─▶ strips    │    strips ─▶ correction ─▶ results
    └─── read ahead by a thread ──┘         └─ this thread ─┘           │    └ some threads ┘  └ written behind by one

What is blended is the method's change (restored − hazy), not its picture: where it changes nothing the result is the
source bit for bit, whatever its type, and what the stretch cut off at either end keeps its detail.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any, Callable, Dict, Generator, Iterator, Optional, Tuple

import numpy as np

from .methods.protocol import Method, Scene
from .progress import PartOfProgress, Progress, Stage
from .raster.blend import StripBlender
from .raster.correction import Correction
from .raster.grid import Window
from .raster.kept_change import CHANGE, Beyond
from .raster.radiometry import Stretch
from .raster.reader import TileRun, read_tiles
from .raster.results import Sink
from .raster.telling import least_airlight, scene_bands
from .raster.tiles import Lattice, fill_invalid
from .raster.view import View
from .threads import ReadAhead, WriteBehind

Strip = Tuple[int, np.ndarray]  # first row of the view, and the change (3, n, w) float32 of rows as wide as the window
Tile = Tuple[int, int, Optional[np.ndarray]]  # first row and column, change (3, t, t) or None for none
Rows = Tuple[int, Dict[str, Any], np.ndarray]  # first row, results by name, usable pixels

DEHAZED = "dehazed"  # name of a result, beside those of the correction's maps
STRIP_PIXELS = 250_000  # that are written at once: few enough for the processor's caches and to stop soon
BATCHES_AHEAD = 2  # that are read before the method takes them
STRIPS_BEHIND = 8  # that wait to be written
SCENE_PX = 512  # longer side of the reduced scene that a method is fitted to
_THREADS = max(1, min(4, (os.cpu_count() or 1) // 2))  # numpy's operations on large arrays run side by side


class Meter:
    """Counts the tiles that went through a method, and adds up the wall seconds of a run's stages."""

    def __init__(self) -> None:
        self.tiles = 0
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
        wanted: whether anything in a window of the view is to change; tiles where nothing is are left out.

    Raises:
        RasterError, WorkerError: with reason and remedy. Cancelled: `progress` says so.
    """
    meter = meter or Meter()
    total = len(lattice.rows_touching(window)) * len(lattice.cols_touching(window))
    size = min(method.batch_tiles, total)  # room is made for whole batches
    with ExitStack() as stack:
        reading = stack.enter_context(view.reopened())
        read = lambda stop: read_tiles(reading, stretch, lattice, window, size, stop, wanted)  # noqa: E731
        ahead = stack.enter_context(ReadAhead(read, BATCHES_AHEAD))
        answers = stack.enter_context(closing(method.restore(ahead.items(progress))))
        tiles = _tiles(answers, total, progress, meter, stage)
        yield from _blended(tiles, lattice, window, meter)
    meter.seconds["read"] = meter.seconds.get("read", 0.0) + ahead.busy_s


def deliver(
    make: Callable[[Progress], Generator[Strip, None, None]],
    view: View,
    stretch: Stretch,
    correction: Correction,
    results: Sink,
    progress: Progress,
    meter: Meter,
    beyond: Optional[Beyond] = None,
) -> None:
    """Correct the view's pixels by strips of change, and write every strip of the results' window.

    Args:
        make: makes the strips, as `changes` does, with the progress that it is given, which fails when writing did.
        view: opened once more for the threads that correct. stretch, correction: what the change becomes.
        results: takes ``dehazed``, and those of the correction's maps that it wants.
        beyond: where it takes the change, too, as ``change``; None has it take none.
        meter: adds the seconds of ``write``.

    Raises:
        As `changes`.
    """
    with ExitStack() as stack:
        corrector = _Corrector(stack.enter_context(view.reopened()), stretch, correction, results.window, beyond)
        threads = ThreadPoolExecutor(_THREADS, "dsrdmpd_strip")
        stack.callback(threads.shutdown, cancel_futures=True)

        def write(computing: Future[Rows], stop: Progress) -> None:
            row, pixels, valid = computing.result()
            stop.check()
            results.write(row, pixels, valid)

        behind = stack.enter_context(WriteBehind(write, STRIPS_BEHIND))
        strips = stack.enter_context(closing(make(_Watching(progress, behind))))
        for strip in strips:
            behind.put(threads.submit(corrector, *strip), progress)
        behind.finish(progress)
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


def _tiles(
    answers: Iterator[Tuple[TileRun, np.ndarray]],
    total: int,
    progress: Progress,
    meter: Meter,
    stage: Optional[Stage],
) -> Iterator[Tile]:
    """Yield every tile's change in the lattice's order."""
    done = 0
    for run, restored in answers:
        with meter("blend"):
            following = iter(np.subtract(restored, run.tiles, out=restored))
        meter.tiles += len(run.tiles)
        for row, col, usable in run.starts:
            progress.check()
            done += 1
            progress.report(done / total, stage)
            yield row, col, next(following) if usable else None


def _blended(tiles: Iterator[Tile], lattice: Lattice, window: Window, meter: Meter) -> Iterator[Strip]:
    """Yield the strips of a window as its tiles come."""
    blender = StripBlender(window, lattice)
    # rows are finished where the next row of tiles begins; tiles that reach in from above the window finish none
    following = deque(row for row in lattice.rows_touching(window) if row > window.row)
    for row, col, change in tiles:
        while following and following[0] <= row:  # nothing of later tiles reaches above their first row
            yield from _finished(blender, following.popleft(), window, meter)
        with meter("blend"):
            blender.add(row, col, change)
    yield from _finished(blender, window.row_stop, window, meter)


def _finished(blender: StripBlender, upto_row: int, window: Window, meter: Meter) -> Iterator[Strip]:
    """Yield the finished rows above `upto_row` in strips of a size that bounds memory."""
    rows_at_once = max(1, STRIP_PIXELS // window.width)
    while blender.row < min(upto_row, window.row_stop):
        with meter("blend"):
            strip = blender.finish(min(upto_row, blender.row + rows_at_once))
        yield strip


class _Corrector:
    """Computes rows of the results in several threads."""

    def __init__(
        self, view: View, stretch: Stretch, correction: Correction, window: Window, beyond: Optional[Beyond]
    ) -> None:
        self._view, self._stretch, self._correction, self._window = view, stretch, correction, window
        self._beyond = beyond
        self._reading = threading.Lock()  # GDAL's handle serves one thread at a time

    def __call__(self, row: int, change: np.ndarray) -> Rows:
        with self._reading:
            self._view.trim_cache()
            strip = Window(row, self._window.col, change.shape[1], self._window.width)
            dn, valid = self._view.read_with_valid(strip)
            others = {number: self._view.read_band(number, strip) for number in self._correction.needs}
        hazy, place = self._stretch.normalise(dn), (strip.row, strip.col)
        bands, maps = self._correction(dn, hazy, change, valid, place, others)
        pixels: Dict[str, Any] = {DEHAZED: bands, **maps}
        if self._beyond is not None:
            pixels[CHANGE] = dict(enumerate(self._beyond.kept(strip, change), 1))
        return row, pixels, valid


class _Watching(PartOfProgress):
    """Fails as soon as writing did: a full disk is told now, not when the next strip is finished."""

    def __init__(self, progress: Progress, behind: WriteBehind) -> None:
        super().__init__(progress, 0, 1)
        self._behind = behind

    def check(self) -> None:
        self._behind.check()
        super().check()
