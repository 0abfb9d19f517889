"""The parent's side of the process that holds torch: keeps it fed with tile batches, and outlives its failures.

`child.ChildProcess` is one life of the process and its pipes. `Worker` decides what happens when a life goes wrong: out
of memory means smaller batches, death or silence means one new start per batch. `pool` keeps one idle worker warm.
"""

from __future__ import annotations

import itertools
import logging
import math
import os
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Deque, Dict, Generator, Iterable, Iterator, Optional, Protocol, Sequence, Tuple

import numpy as np

from ..errors import DehazeError, Text, Words, WorkerError, WorkerMemoryError, WorkerStartError, from_json
from ..progress import Progress
from .child import GRACE_S, ChildLost, ChildProcess
from .environment import find_python, lacks_module, worker_command
from .protocol import (
    CANCEL,
    ERROR,
    FAILED,
    FIELD,
    HELLO,
    MAX_PAYLOAD_BYTES,
    OUT_OF_MEMORY,
    PROTOCOL_VERSION,
    RESULT,
    RUN,
    Message,
    error_from,
)

IDLE_S = 3600.0  # who wants it sooner closes it; it never outlives its parent
FIELD_CHANNELS = 7  # transmission and veil of three colours, thickness
FIELD_CELL_PX = 4  # pixels of the view along a side of a cell of the field
_BATCHES_HELD = 3  # one computing, one waiting in the child, one on its way there or back
_USUAL_STEPS = 5  # a batch with more sampling steps may take longer in proportion
_MEMORY_REMEDY = "Choose a smaller tile size, the device cpu, or close other programs"
_log = logging.getLogger("dsrdmpd.client")


class Tiles(Protocol):
    """What goes through the model together: a `TileBatch`, or whatever else has its attributes."""

    @property
    def tiles(self) -> np.ndarray:
        """See `TileBatch`."""

    @property
    def rows(self) -> Tuple[int, ...]:
        """See `TileBatch`."""

    @property
    def cols(self) -> Tuple[int, ...]:
        """See `TileBatch`."""


@dataclass(frozen=True)
class TileBatch:
    """Tiles that go through the model together.

    Attributes:
        tiles: (b, 3, h, w) float32, C-contiguous, in [0, 1]; must not be changed until its result has come.
        rows, cols: absolute pixel of each tile's upper left corner.

    Raises:
        WorkerError: the arrays do not have this form.
    """

    tiles: np.ndarray
    rows: Tuple[int, ...]
    cols: Tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(int(row) for row in self.rows))
        object.__setattr__(self, "cols", tuple(int(col) for col in self.cols))
        shape = self.tiles.shape
        sound = len(shape) == 4 and min(shape) > 0 and shape[1] == 3
        if not (sound and self.tiles.dtype == np.float32 and self.tiles.flags.c_contiguous):
            why = Text("it has shape {shape} and dtype {dtype}", shape=str(shape), dtype=str(self.tiles.dtype))
            raise WorkerError("A batch of tiles cannot be sent", why)
        if not len(self.rows) == len(self.cols) == shape[0]:
            why = Text("{tiles} tiles have {positions} positions", tiles=shape[0], positions=len(self.rows))
            raise WorkerError("A batch of tiles cannot be sent", why)


class Worker:
    """A process that dehazes tile batches. Made by `Worker.start`; used by one thread at a time; a context manager.

    Attributes:
        hello: what the process said of itself: versions (``protocol``, ``python``, ``numpy``, ``torch``), ``device`` in
            words, ``batch_tiles`` (suggestion for tiles of the model's own size) and ``model`` (its configuration).
        computed_s: seconds that it has spent in the model so far, as it says itself.
    """

    def __init__(self, command: Sequence[str], startup_limit_s: float, silence_limit_s: float, batch_limit_s: float):
        self._command = list(command)
        self._startup_limit_s = startup_limit_s
        self._silence_limit_s = silence_limit_s
        self._batch_limit_s = batch_limit_s
        self._child: Optional[ChildProcess] = None
        self._ids = itertools.count(1)  # never used twice, so that a late answer cannot be taken for another's
        self._job: Optional[_Job] = None
        self._limit_px: Optional[int] = None  # pixels of the largest batch that fits, once one did not
        self.hello: Dict[str, Any] = {}
        self.computed_s = 0.0

    @classmethod
    def start(
        cls,
        model: str,
        device: str = "auto",
        *,
        python: Optional[str] = None,
        command: Optional[Sequence[str]] = None,
        startup_limit_s: float = 180.0,
        silence_limit_s: float = 30.0,
        batch_limit_s: float = 600.0,
        idle_seconds: float = IDLE_S,
        progress: Optional[Progress] = None,
    ) -> Worker:
        """Start the process and wait until its model is loaded.

        Args:
            model: name of an installed model or path of a weights file. device: ``auto``, ``cpu``, ``cuda:N``, ``mps``.
            python: interpreter that has torch, see `environment.find_python`.
            command: whole command instead of all these.
            startup_limit_s: time to import torch and load the model.
            silence_limit_s: silence that means the process hangs.
            batch_limit_s: time for one batch of up to 5 sampling steps; more may take longer in proportion.
            idle_seconds: the process leaves by itself after this long without job.

        Raises:
            WorkerStartError: the process cannot be started. WeightsError, DeviceError: what it says of model and
                device. Cancelled: the user asked to stop.
        """
        command = command or worker_command(find_python(python), _absolute_model(model), device, idle_seconds)
        worker = cls(command, startup_limit_s, silence_limit_s, batch_limit_s)
        try:
            worker._launch(progress or Progress())
        except WorkerError as error:
            if type(error) is not WorkerError:  # the child's own, which says more
                raise
            raise WorkerStartError(error.what, error.why, error.remedy) from error
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> Optional[int]:
        """Number of the process, also after its end."""
        return self._child.pid if self._child else None

    @property
    def device(self) -> Words:
        """Where the process computes."""
        said = self.hello.get("device_text") or self.hello.get("device")
        return from_json(said or "an unknown device")

    def suggest_batch(self, tile_px: int) -> int:
        """Return how many tiles of `tile_px` pixels to send at once: memory goes with their area."""
        own_px = int((self.hello.get("model") or {}).get("tile_size_px", tile_px))
        return max(1, int(self.hello.get("batch_tiles", 1)) * own_px * own_px // (tile_px * tile_px))

    def dehaze(
        self, batches: Iterable[Tiles], *, steps: int, seed: int, progress: Optional[Progress] = None
    ) -> Generator[Tuple[Tiles, np.ndarray], None, None]:
        """Yield each batch with its result, (b, 3, t, t) float32, in order; the next are computed meanwhile.

        At most three batches are held beside it. Closing the generator early stops the work; so does an error in its
        consumer once the generator is closed (use `contextlib.closing`) or the worker is given back.

        Args:
            steps: sampling steps, 0 is stage 1 alone. seed: of the sampler's noise.

        Raises:
            WorkerMemoryError: a single tile does not fit. WorkerError: the process failed twice at the same batch.
            Cancelled: the user asked to stop; the process is idle again or gone.
        """
        return self._answers(_Job(RUN, int(steps), int(seed)), iter(batches), progress or Progress())

    def find_field(self, view: np.ndarray, progress: Optional[Progress] = None) -> np.ndarray:
        """Return the haze field of a scene.

        Args:
            view: (3, h, w) float32 display values in [0, 1] of the reduced scene, sides multiples of 16.

        Returns:
            (7, h/4, w/4) float32: transmission of red, green and blue, veil of each, thickness.

        Raises:
            As `dehaze`.
        """
        batch = TileBatch(np.ascontiguousarray(view[None]), (0,), (0,))
        (_, field_cells) = next(self._answers(_Job(FIELD), iter([batch]), progress or Progress()))
        return field_cells[0]

    def _answers(
        self, job: _Job, source: Iterator[Tiles], progress: Progress
    ) -> Generator[Tuple[Tiles, np.ndarray], None, None]:
        """Yield each batch with its answer, in order."""
        self.stop_computing()  # a generator dropped halfway may have left work behind
        self._job = job
        try:
            if not self.alive:
                self._launch(progress)
            self._send_ahead(job, source)
            while job.batches:
                while not job.batches[0].complete:
                    self._take_answer(job, progress)
                finished = job.batches.popleft()
                self._send_ahead(job, source)  # before the consumer takes its time
                yield finished.answer()
        finally:
            if self._job is job:
                self.stop_computing()

    def stop_computing(self) -> None:
        """Make the process idle within a second, or end it."""
        job, self._job = self._job, None
        if job is None or not job.runs or self._child is None or not self._child.alive:
            return
        child, deadline = self._child, time.monotonic() + GRACE_S
        child.send(Message(CANCEL))
        try:
            while job.runs:  # each is answered once, by its result or by the word that it was dropped
                answer = child.next_message(Progress(), deadline - time.monotonic(), math.inf)
                job.runs.pop(answer.fields.get("id", 0), None)
        except ChildLost:
            child.kill()

    def close(self) -> None:
        """Ask the process to leave, and see to it that it does."""
        self._job = None
        if self._child:
            self._child.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _launch(self, progress: Progress, again: bool = True) -> None:
        """Start a child and wait for its hello; one that speaks another version of the protocol is started `again`.

        Only `startup_limit_s` counts here: loading torch's libraries from a slow disk can hold the interpreter's lock,
        and with it the heartbeat, for longer than a computing process would ever be silent.
        """
        child = ChildProcess(self._command)
        other = False
        try:
            first = child.next_message(progress, self._startup_limit_s, math.inf)
            if first.kind == ERROR:
                raise error_from(first)
            version = first.fields.get("protocol")
            other = first.kind == HELLO and version != PROTOCOL_VERSION and again
            if (first.kind != HELLO or version != PROTOCOL_VERSION) and not other:
                raise WorkerError(
                    "The dehazing process does not fit this plugin",
                    Text(
                        "it speaks version {its} of the protocol and the plugin version {ours}",
                        its=version,
                        ours=PROTOCOL_VERSION,
                    ),
                    "Restart QGIS, so that both come from the same version",
                )
        except ChildLost as lost:
            child.kill()
            raise _startup_error(lost, child, self._command[0]) from None
        except BaseException:
            child.kill()
            raise
        if other:  # begun while an upgrade was replacing the plugin's files: what is there now may fit
            child.close()
            self._launch(progress, again=False)
            return
        self._child, self.hello = child, first.fields
        _log.info("process %d computes on %s: %s", child.pid, self.device, self._command)

    def _send_ahead(self, job: _Job, source: Iterator[Tiles]) -> None:
        """Send batches until as many are held as may be."""
        for batch in itertools.islice(source, _BATCHES_HELD - len(job.batches)):
            job.batches.append(_SentBatch(batch))
            self._send(job, job.batches[-1], 0, len(batch.tiles))

    def _send(self, job: _Job, sent: _SentBatch, start: int, stop: int) -> None:
        """Send tiles `start` to `stop` of a batch, in runs that fit."""
        assert self._child is not None
        batch, size = sent.batch, self._tiles_that_fit(sent.batch)
        for low in range(start, stop, size):
            run = _SentRun(next(self._ids), sent, low, min(low + size, stop))
            part = slice(run.start, run.stop)
            options = {"steps": job.steps, "seed": job.seed, "rows": batch.rows[part], "cols": batch.cols[part]}
            job.runs[run.id] = run
            self._child.send(Message(job.kind, {"id": run.id, **options}, (batch.tiles[part],)))

    def _tiles_that_fit(self, batch: Tiles) -> int:
        tile_px = batch.tiles[0, 0].size
        limit_px = min(self._limit_px or math.inf, MAX_PAYLOAD_BYTES // batch.tiles[0, :, 0, 0].nbytes)
        return max(1, int(min(len(batch.tiles), limit_px // tile_px)))

    def _take_answer(self, job: _Job, progress: Progress) -> None:
        """Wait for one answer and take it in, whatever it is."""
        assert self._child is not None
        try:
            limit_s = self._batch_limit_s * max(1.0, job.steps / _USUAL_STEPS)
            answer = self._child.next_message(progress, limit_s, self._silence_limit_s)
        except ChildLost as lost:
            self._restart(job, lost, progress)
            return
        run = job.runs.pop(answer.fields.get("id", 0), None)
        if run is None:
            return
        if answer.kind == RESULT:
            run.batch.parts[run.start] = _checked(answer, run, job.kind)
            self.computed_s += float(answer.fields.get("seconds", 0))
        elif answer.fields.get("code") == OUT_OF_MEMORY:
            self._send_smaller(job, run, error_from(answer), progress)
        else:
            if answer.fields.get("code") == FAILED:
                self._child.kill()  # an error on a GPU can spoil everything that comes after it
            raise error_from(answer)

    def _send_smaller(self, job: _Job, run: _SentRun, error: DehazeError, progress: Progress) -> None:
        if run.tiles == 1:
            raise WorkerMemoryError("There is not enough memory to dehaze a single tile", error.why, _MEMORY_REMEDY)
        if run.tiles <= self._tiles_that_fit(run.batch.batch):  # else it was sent before the limit was lowered
            self._lower_limit(run, progress)
        self._send(job, run.batch, run.start, run.stop)

    def _lower_limit(self, run: _SentRun, progress: Progress) -> None:
        """Make every run from now on at most half as large as `run`."""
        tiles = (run.tiles + 1) // 2
        limit_px = tiles * run.batch.batch.tiles[0, 0].size
        if self._limit_px is None or limit_px < self._limit_px:
            self._limit_px = limit_px
            told = Text(
                "Memory does not hold {tiles} tiles at once; going on with {fewer}.", tiles=run.tiles, fewer=tiles
            )
            _log.warning("%s", told)
            progress.warning(told)

    def _restart(self, job: _Job, lost: ChildLost, progress: Progress) -> None:
        """Start again after a death or a hang, and send again what was not answered."""
        assert self._child is not None
        self._child.kill()
        runs = [job.runs[number] for number in sorted(job.runs)]
        blamed = runs[0]  # runs are computed in the order in which they were sent
        blamed.batch.failures += 1
        _log.warning("process %d %s%s", self._child.pid, lost.how, self._child.last_output())
        if blamed.batch.failures > 1:
            raise WorkerError(
                "The dehazing process failed twice at the same tiles",
                Text("it {ended}{output}", ended=lost.how, output=self._child.last_output()),
                _MEMORY_REMEDY,
            )
        progress.warning(Text("The dehazing process {ended}; it is started again.", ended=lost.how))
        if lost.killed and blamed.tiles > 1:  # what the system does to a process that takes too much
            self._lower_limit(blamed, progress)
        self._launch(progress)
        job.runs.clear()
        for run in runs:
            self._send(job, run.batch, run.start, run.stop)


@dataclass
class _SentBatch:
    """A batch that was sent, and the parts of its result that have come, by their first tile."""

    batch: Tiles
    parts: Dict[int, np.ndarray] = field(default_factory=dict)
    failures: int = 0

    @property
    def complete(self) -> bool:
        return sum(len(part) for part in self.parts.values()) == len(self.batch.tiles)

    def answer(self) -> Tuple[Tiles, np.ndarray]:
        parts = [self.parts[start] for start in sorted(self.parts)]
        return self.batch, parts[0] if len(parts) == 1 else np.concatenate(parts)


@dataclass(frozen=True)
class _SentRun:
    """Tiles `start` to `stop` of a batch: one `run` message."""

    id: int
    batch: _SentBatch
    start: int
    stop: int

    @property
    def tiles(self) -> int:
        return self.stop - self.start


@dataclass
class _Job:
    """One call of `dehaze` or `find_field`: batches in order, and the runs sent and not yet answered, by id."""

    kind: str
    steps: int = 0
    seed: int = 0
    batches: Deque[_SentBatch] = field(default_factory=deque)
    runs: Dict[int, _SentRun] = field(default_factory=dict)


def _checked(answer: Message, run: _SentRun, kind: str) -> np.ndarray:
    """Return the array of a result if it is what was asked for."""
    count, channels, height, width = run.batch.batch.tiles[run.start : run.stop].shape
    wanted = (
        (count, FIELD_CHANNELS, height // FIELD_CELL_PX, width // FIELD_CELL_PX)
        if kind == FIELD
        else (count, channels, height, width)
    )
    result = answer.arrays[0] if answer.arrays else np.empty(0)
    if result.shape != wanted or result.dtype != np.float32:
        raise WorkerError(
            "The dehazing process answered with the wrong array",
            Text(
                "{dtype} {shape} instead of float32 {wanted}",
                dtype=str(result.dtype),
                shape=str(result.shape),
                wanted=str(wanted),
            ),
            "Restart QGIS and run again",
        )
    if not np.isfinite(result).all():
        raise WorkerError(
            "The model gave values that are not numbers",
            Text("in the tiles that begin at row {row}", row=run.batch.batch.rows[run.start]),
            "Try the device cpu or another model",
        )
    return result


def _startup_error(lost: ChildLost, child: ChildProcess, python: str) -> WorkerError:
    module = child.missing_module()
    if module:
        return lacks_module(python, module)
    why = Text("it {ended} before it was ready{output}", ended=lost.how, output=child.last_output())
    remedy = Text("Check that {python} can import torch", python=python)
    return WorkerError("The dehazing process could not be started", why, remedy)


def _absolute_model(model: str) -> str:
    """Return an installed name as it is and a path made absolute: the child works in another folder."""
    path = Path(model).expanduser()
    is_path = path.is_file() and (path.suffix or path.name != model)
    return os.path.abspath(path) if is_path else model
