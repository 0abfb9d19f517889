"""One raster on many workers, on this machine or others: blocks of its lattice as tasks of Dask's scheduler.

    here:        source ─▶ results                                      ┌─▶ strips of finished blocks ─▶ results
    scheduler:        └─▶ fit (one task) ─▶ dehaze blocks (many) ───────┘
    each worker: opens the source itself, keeps the model warm, writes its blocks into a folder that all machines see

The pixels are those of one machine: every block has the range, the haze field and the lattice of the whole raster. The
machine that starts a run needs no torch; none needs anything of Dask but `distributed`.
"""

from __future__ import annotations

import math
import os
import shutil
import socket
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, Iterator, Optional, Sequence

from ..about import version
from ..claims import unfinished_folder
from ..errors import OptionError, RasterError, Text, WorkerError, as_text
from ..files import said_by, unwritable
from ..flow import STRIP_PIXELS, Meter, read_scene
from ..job import Job, Settled, forget_kept, keep_field, left_to_do, mask_of, results_of, tell_kept, window_of
from ..methods.protocol import Method
from ..methods.registry import find_method, open_method
from ..progress import PartOfProgress, Progress, Stage
from ..raster.blocks import BlockWriter, read_blocks, remove_blocks, split
from ..raster.correction import HAZE
from ..raster.grid import Window
from ..raster.journal import code_digest
from ..raster.maps import COUNTED, told_of
from ..raster.opening import open_source, tell_of
from ..raster.provenance import provenance
from ..raster.radiometry import Stretch
from ..raster.results import Results
from ..raster.source import RasterSource
from ..raster.tiles import Lattice
from ..raster.view import View
from ..request import DehazeRequest, DehazeResult
from ..runtime.environment import python_with_torch
from ..scene.field import HazeField
from .engine import Engine, Tasks, connected

_TELL_S = 0.5  # how often a worker says how far it is, and looks whether it should go on
_WRITING_SHARE = 0.05  # of the progress bar


@dataclass(frozen=True)
class Fitted(Settled):
    """What is the same for all blocks of a run: what the method knows of the whole scene, and the range of values.

    Attributes:
        stretch: the range. program: digest of the program that found it.
    """

    stretch: Stretch
    program: str


@dataclass(frozen=True)
class Done:
    """What a worker says of a finished block: seconds are those of its stages."""

    tiles: int
    seconds: Dict[str, float]


def dehaze_on_cluster(request: DehazeRequest, engine: Engine, progress: Optional[Progress] = None) -> DehazeResult:
    """Dehaze a raster as `pipeline.dehaze_raster` does, with the same pixels, on the workers of a scheduler.

    Source, weights and the folder of the result must be there under the same name on every machine. Blocks that were
    running on a worker that died are done again by another one.

    Raises:
        DehazeError: there is no `distributed` here, the scheduler cannot be reached, or it has no worker.
        RasterError, OptionError, WeightsError, DeviceError, WorkerError, Cancelled: as in `dehaze_raster`; what workers
        keep failing at ends the run.
    """
    progress, meter = progress or Progress(), Meter()
    entry = find_method(request.options.model)
    with (
        open_source(request) as source,
        ExitStack() as stack,
    ):
        grid = source.grid
        window = window_of(request, source)
        mask = mask_of(request, source)
        if request.report:
            why, remedy = "a run on many machines makes none", "Use the command assess on its result"
            raise OptionError("A report cannot be made", why, remedy)
        tell_of(source, progress)
        results = results_of(request, source, window)
        asked = _absolute(request)
        with meter("start"):
            progress.report(0, Stage.WORKERS)
            tasks = stack.enter_context(connected(engine, progress))
            fitted: Fitted = tasks.result(tasks.submit(_fit, asked), progress)
        _tell_fitted(entry.name, fitted, progress)
        said = provenance(request, source, fitted.stretch, fitted.described, version())
        keep_field(request, source, fitted.stretch, fitted, mask, results, said)
        results.say(said)
        stack.callback(tell_kept, results, progress)
        stack.enter_context(results)
        field = fitted.known if isinstance(fitted.known, HazeField) else None
        part = PartOfProgress(progress, 0, 1 - _WRITING_SHARE)
        left = left_to_do(request, source, fitted.stretch, field, fitted.described, mask, results, part)
        done = (left.row - window.row) / window.height
        tiles = 0
        if not left.is_empty:
            folder = stack.enter_context(_block_folder(request.output))
            lattice, workers = Lattice.usual(grid.height, grid.width, fitted.tile_px), tasks.worker_count()
            blocks = split(lattice, left, max(engine.workers or 0, workers, 1))
            progress.info(Text("Blocks: {count}, workers: {workers}", count=sum(map(len, blocks)), workers=workers))
            part = PartOfProgress(progress, done * (1 - _WRITING_SHARE), 1 - _WRITING_SHARE)
            tiles = _dehaze_blocks(tasks, asked, fitted, blocks, folder, results, part, meter)
        progress.report(1 - _WRITING_SHARE, Stage.OVERVIEWS)
        for line in told_of(results):
            progress.info(line)
        with meter("finish"):
            results.complete(progress)
            results.publish()
            forget_kept(request.output, results)
    progress.report(1, Stage.DONE)
    return DehazeResult(
        output=request.output,
        haze_map=request.haze_map,
        haze_mask=request.haze_mask,
        width_px=window.width,
        height_px=window.height,
        tiles=tiles,
        steps=fitted.steps,
        mean_haze=results.mean(HAZE),
        **{name: results.mean(name) for name in COUNTED},
        seconds=meter.total(),
        seconds_by_stage=meter.seconds,
        device=fitted.described["device"],
        notes=source.notes,
        bands=source.bands,
        matched="",
    )


def _tell_fitted(name: str, fitted: Fitted, progress: Progress) -> None:
    progress.info(Text("Method {name} on {device}", name=name, device=fitted.described["device"]))
    if fitted.stretch.told:
        progress.info(fitted.stretch.told)


def _dehaze_blocks(
    tasks: Tasks,
    request: DehazeRequest,
    fitted: Fitted,
    blocks: Sequence[Sequence[Window]],
    folder: Path,
    results: Results,
    progress: Progress,
    meter: Meter,
) -> int:
    """Have all blocks dehazed, write them in order while others are computed, and return how many tiles that took."""
    progress.report(0, Stage.DEHAZING)
    shared = tasks.share(fitted)
    futures = [
        [tasks.submit(_dehaze_block, request, shared, block, str(folder), tasks.topic) for block in row]
        for row in blocks
    ]
    tiles, busy = 0, Meter()
    for row, waited in zip(blocks, futures):
        for future in waited:
            done: Done = tasks.result(future, progress, sum(map(len, blocks)))
            tiles += done.tiles
            for stage, seconds in done.seconds.items():
                busy.seconds[stage] = busy.seconds.get(stage, 0.0) + seconds
        with meter("join"):
            width = sum(block.width for block in row)
            for strip in read_blocks(folder, row, max(1, STRIP_PIXELS // width)):
                progress.check()
                results.write(*strip)
        remove_blocks(folder, row)
    meter.seconds.update({f"workers' {stage}": seconds for stage, seconds in busy.seconds.items()})
    return tiles


# --- What a worker does -----------------------------------------------------------------------------------------------


def _fit(request: DehazeRequest) -> Fitted:
    """Find the range of values, and have the method look at the whole scene."""
    entry = find_method(request.options.model)
    with open_source(request) as source:
        stretch = Stretch.fit(source)
        with open_method(entry, request.options, Progress(), python=python_with_torch()) as method:
            method = method.for_scene(lambda: read_scene(View(source), stretch, Progress()))
            return Fitted(**vars(Settled.of(method)), stretch=stretch, program=code_digest())


def _dehaze_block(request: DehazeRequest, fitted: Fitted, block: Window, folder: str, topic: str) -> Done:
    """Dehaze one block and leave it in the folder."""
    progress, meter, options = _BlockProgress(folder, topic, block), Meter(), request.options
    with ExitStack() as stack:
        source = stack.enter_context(_opened(request))
        method = stack.enter_context(
            open_method(find_method(options.model), options, progress, python=python_with_torch())
        ).knowing(fitted.known)
        _check_same(fitted, method)
        job = Job.of(request, source, fitted.stretch, method, mask_of(request, source), progress)
        writer = stack.enter_context(BlockWriter(Path(folder), block))
        job.deliver(block, writer, progress, meter)
        writer.complete()
        return Done(meter.tiles, {**meter.seconds, "network": method.busy_s})


def _check_same(fitted: Fitted, method: Method) -> None:
    """Refuse to go on with another program or other weights than those that the scene was fitted with."""
    described = method.describe()
    for same, what in (
        (fitted.program == code_digest(), "version of this program"),
        (fitted.described.get("weights") == described.get("weights"), "weights"),
        (fitted.described.get("torch") == described.get("torch"), "version of torch"),
    ):
        if not same:
            why = Text("{host} has another {what}", host=socket.gethostname(), what=Text(what))
            raise WorkerError("The workers do not fit together", why, "Give all of them the same, and start them again")


@contextmanager
def _opened(request: DehazeRequest) -> Iterator[RasterSource]:
    """Open the source on a worker, and say of what cannot be read which machine could not."""
    try:
        with open_source(request) as source:
            yield source
    except RasterError as error:
        why = Text("{why} (on {host})", why=as_text(error.why), host=socket.gethostname())
        raise RasterError(error.what, why, error.remedy) from None


class _BlockProgress(Progress):
    """Tells the machine that started the run how far a block is; the run's folder being gone means to stop."""

    def __init__(self, folder: str, topic: str, block: Window) -> None:
        self._folder, self._topic, self._key = folder, topic, [block.row, block.col]
        self._told = self._looked = -math.inf
        self._gone = False

    def report(self, fraction: float, stage: Any = None) -> None:
        if time.monotonic() - self._told >= _TELL_S:
            from distributed import get_worker

            self._told = time.monotonic()
            get_worker().log_event(self._topic, [self._key, fraction])

    def cancelled(self) -> bool:
        if not self._gone and time.monotonic() - self._looked >= _TELL_S:
            self._looked = time.monotonic()
            self._gone = not os.path.isdir(self._folder)
        return self._gone


@contextmanager
def _block_folder(output: str) -> Iterator[Path]:
    """Yield a hidden folder beside the result, which is removed at the end: that stops workers that go on."""
    folder = unfinished_folder(output) / "blocks"
    try:
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        folder.mkdir()
    except OSError as error:
        raise unwritable(folder, said_by(error), "Choose another folder") from None
    try:
        yield folder
    finally:
        for _ in range(3):  # a worker may be writing into it
            shutil.rmtree(folder, ignore_errors=True)


def _absolute(request: DehazeRequest) -> DehazeRequest:
    """Return the request as any working folder understands it."""

    def absolute(name: str) -> str:
        return os.path.abspath(name) if os.path.exists(name) else name

    mask = absolute(request.mask) if request.mask else None
    options = replace(request.options, model=absolute(request.options.model))
    return replace(request, source=absolute(request.source), mask=mask, options=options)
