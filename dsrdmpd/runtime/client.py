"""The parent's side: starts the process that holds torch, keeps it fed with tile batches, and outlives its failures.

`_Child` is one life of the process and its pipes. `Worker` decides what happens when a life goes wrong: out of memory
means smaller batches, death or silence means one new start per batch. `borrow_worker` keeps one idle worker warm.
"""

from __future__ import annotations

import atexit
import itertools
import math
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Deque, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from .. import errors
from ..errors import DehazeError, WeightsError, WorkerError, WorkerMemoryError
from ..model_files import find_model
from ..progress import Progress
from .environment import find_python, lacks_module, popen_options, worker_command
from .protocol import (
    BYE,
    CANCEL,
    ERROR,
    FAILED,
    HEARTBEAT,
    HELLO,
    MAX_PAYLOAD_BYTES,
    OUT_OF_MEMORY,
    PROTOCOL_VERSION,
    RESULT,
    RUN,
    BrokenOffError,
    Message,
    pack,
    read_message,
    write_buffers,
)

IDLE_S = 3600.0  # who wants it sooner closes it; it never outlives its parent
_POLL_S = 0.05  # how soon a cancel or a death is noticed
_GRACE_S = 1.0  # how long a child may take to finish what it does when asked to stop
_ASLEEP_S = 1.0  # a poll that took longer: this computer slept, and the child is not to blame
_BATCHES_HELD = 3  # one computing, one waiting in the child, one on its way there or back
_TAIL_LINES = 100
_PIPE_BYTES = 1 << 20
_USUAL_STEPS = 5  # a batch with more sampling steps may take longer in proportion
_MEMORY_REMEDY = "Choose a smaller tile size, the device cpu, or close other programs"


@dataclass(frozen=True)
class TileBatch:
    """Tiles that go through the model together.

    Attributes:
        tiles: (b, 3, t, t) float32, C-contiguous, in [0, 1]; must not be changed until its result has come.
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
        sound = len(shape) == 4 and min(shape) > 0 and shape[1] == 3 and shape[2] == shape[3]
        if not (sound and self.tiles.dtype == np.float32 and self.tiles.flags.c_contiguous):
            raise WorkerError("A batch of tiles cannot be sent", f"it has shape {shape} and dtype {self.tiles.dtype}")
        if not len(self.rows) == len(self.cols) == shape[0]:
            raise WorkerError("A batch of tiles cannot be sent", f"{shape[0]} tiles have {len(self.rows)} positions")


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
        self._child: Optional[_Child] = None
        self._ids = itertools.count(1)  # never used twice, so that a late answer cannot be taken for another's
        self._work: Optional[_Work] = None
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
            idle_seconds: the process leaves by itself after this long without work.

        Raises:
            WorkerError: the process cannot be started. WeightsError, DeviceError: what it says of model and device.
            Cancelled: the user asked to stop.
        """
        command = command or worker_command(find_python(python), _absolute_model(model), device, idle_seconds)
        worker = cls(command, startup_limit_s, silence_limit_s, batch_limit_s)
        worker._launch(progress or Progress())
        return worker

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> Optional[int]:
        """Number of the process, also after its end."""
        return self._child.pid if self._child else None

    def suggest_batch(self, tile_px: int) -> int:
        """Return how many tiles of `tile_px` pixels to send at once: memory goes with their area."""
        own_px = int((self.hello.get("model") or {}).get("tile_size_px", tile_px))
        return max(1, int(self.hello.get("batch_tiles", 1)) * own_px * own_px // (tile_px * tile_px))

    def dehaze(
        self, batches: Iterable[TileBatch], *, steps: int, seed: int, progress: Optional[Progress] = None
    ) -> Iterator[Tuple[TileBatch, np.ndarray]]:
        """Yield each batch with its result, (b, 3, t, t) float32, in order; the next are computed meanwhile.

        At most three batches are held beside it. Closing the generator early stops the work; so does an error in its
        consumer once the generator is closed (use `contextlib.closing`) or the worker is given back.

        Args:
            steps: sampling steps, 0 is stage 1 alone. seed: of the sampler's noise.

        Raises:
            WorkerMemoryError: a single tile does not fit. WorkerError: the process failed twice at the same batch.
            Cancelled: the user asked to stop; the process is idle again or gone.
        """
        progress = progress or Progress()
        self._abandon()  # a generator dropped halfway may have left work behind
        self._work = work = _Work(int(steps), int(seed))
        source = iter(batches)
        try:
            if not self.alive:
                self._launch(progress)
            self._fill(work, source)
            while work.flights:
                while not work.flights[0].complete:
                    self._advance(work, progress)
                flight = work.flights.popleft()
                self._fill(work, source)  # before the consumer takes its time
                yield flight.answer()
        finally:
            if self._work is work:
                self._abandon()

    def close(self) -> None:
        """Ask the process to leave, and see to it that it does."""
        self._work = None
        if self._child:
            self._child.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _launch(self, progress: Progress) -> None:
        """Start a child and wait for its hello.

        Only `startup_limit_s` counts here: loading torch's libraries from a slow disk can hold the interpreter's lock,
        and with it the heartbeat, for longer than a computing process would ever be silent.
        """
        child = _Child(self._command)
        try:
            first = child.next_message(progress, self._startup_limit_s, math.inf)
            if first.kind == ERROR:
                raise _as_error(first)
            version = first.fields.get("protocol")
            if first.kind != HELLO or version != PROTOCOL_VERSION:
                raise WorkerError(
                    "The dehazing process does not fit this plugin",
                    f"it speaks version {version} of the protocol and the plugin version {PROTOCOL_VERSION}",
                    "Restart QGIS, so that both come from the same version",
                )
        except _Lost as lost:
            child.kill()
            raise _startup_error(lost, child, self._command[0]) from None
        except BaseException:
            child.kill()
            raise
        self._child, self.hello = child, first.fields

    def _fill(self, work: _Work, source: Iterator[TileBatch]) -> None:
        for batch in itertools.islice(source, _BATCHES_HELD - len(work.flights)):
            work.flights.append(_Flight(batch))
            self._send(work, work.flights[-1], 0, len(batch.tiles))

    def _send(self, work: _Work, flight: _Flight, start: int, stop: int) -> None:
        """Send tiles `start` to `stop` of a flight, in pieces that fit."""
        assert self._child is not None
        batch, size = flight.batch, self._piece_tiles(flight.batch)
        for low in range(start, stop, size):
            piece = _Piece(next(self._ids), flight, low, min(low + size, stop))
            part = slice(piece.start, piece.stop)
            options = {"steps": work.steps, "seed": work.seed, "rows": batch.rows[part], "cols": batch.cols[part]}
            work.pieces[piece.id] = piece
            self._child.send(Message(RUN, {"id": piece.id, **options}, (batch.tiles[part],)))

    def _piece_tiles(self, batch: TileBatch) -> int:
        tile_px = batch.tiles[0, 0].size
        limit_px = min(self._limit_px or math.inf, MAX_PAYLOAD_BYTES // batch.tiles[0, :, 0, 0].nbytes)
        return max(1, int(min(len(batch.tiles), limit_px // tile_px)))

    def _advance(self, work: _Work, progress: Progress) -> None:
        """Wait for one answer and take it in, whatever it is."""
        assert self._child is not None
        try:
            limit_s = self._batch_limit_s * max(1.0, work.steps / _USUAL_STEPS)
            answer = self._child.next_message(progress, limit_s, self._silence_limit_s)
        except _Lost as lost:
            self._recover(work, lost, progress)
            return
        piece = work.pieces.pop(answer.fields.get("id", 0), None)
        if piece is None:
            return
        if answer.kind == RESULT:
            piece.flight.parts[piece.start] = _checked(answer, piece)
            self.computed_s += float(answer.fields.get("seconds", 0))
        elif answer.fields.get("code") == OUT_OF_MEMORY:
            self._halve(work, piece, _as_error(answer), progress)
        else:
            if answer.fields.get("code") == FAILED:
                self._child.kill()  # an error on a GPU can spoil everything that comes after it
            raise _as_error(answer)

    def _halve(self, work: _Work, piece: _Piece, error: DehazeError, progress: Progress) -> None:
        tiles = piece.stop - piece.start
        if tiles == 1:
            raise WorkerMemoryError("There is not enough memory to dehaze a single tile", error.why, _MEMORY_REMEDY)
        if tiles <= self._piece_tiles(piece.flight.batch):  # else it was sent before the limit was lowered
            self._lower_limit(piece, progress)
        self._send(work, piece.flight, piece.start, piece.stop)

    def _lower_limit(self, piece: _Piece, progress: Progress) -> None:
        """Make every batch from now on at most half as large as `piece`."""
        tiles = (piece.stop - piece.start + 1) // 2
        limit_px = tiles * piece.flight.batch.tiles[0, 0].size
        if self._limit_px is None or limit_px < self._limit_px:
            self._limit_px = limit_px
            progress.warning(f"Memory does not hold {piece.stop - piece.start} tiles at once; going on with {tiles}.")

    def _recover(self, work: _Work, lost: _Lost, progress: Progress) -> None:
        """Start again after a death or a hang, and send again what was not answered."""
        assert self._child is not None
        self._child.kill()
        pieces = [work.pieces[number] for number in sorted(work.pieces)]
        blamed = pieces[0]  # runs are computed in the order in which they were sent
        blamed.flight.failures += 1
        if blamed.flight.failures > 1:
            raise WorkerError(
                "The dehazing process failed twice at the same tiles",
                f"it {lost.how}{self._child.last_words()}",
                _MEMORY_REMEDY,
            )
        progress.warning(f"The dehazing process {lost.how}; it is started again.")
        if lost.killed and blamed.stop - blamed.start > 1:  # what the system does to a process that takes too much
            self._lower_limit(blamed, progress)
        self._launch(progress)
        work.pieces.clear()
        for piece in pieces:
            self._send(work, piece.flight, piece.start, piece.stop)

    def _abandon(self) -> None:
        """Make the child idle within a second, or end it."""
        work, self._work = self._work, None
        if work is None or not work.pieces or self._child is None or not self._child.alive:
            return
        child, deadline = self._child, time.monotonic() + _GRACE_S
        child.send(Message(CANCEL))
        try:
            while work.pieces:  # each is answered once, by its result or by the word that it was dropped
                answer = child.next_message(Progress(), deadline - time.monotonic(), math.inf)
                work.pieces.pop(answer.fields.get("id", 0), None)
        except _Lost:
            child.kill()


@dataclass
class _Flight:
    """A batch on its way, and the parts of its result that have come, by their first tile."""

    batch: TileBatch
    parts: Dict[int, np.ndarray] = field(default_factory=dict)
    failures: int = 0

    @property
    def complete(self) -> bool:
        return sum(len(part) for part in self.parts.values()) == len(self.batch.tiles)

    def answer(self) -> Tuple[TileBatch, np.ndarray]:
        parts = [self.parts[start] for start in sorted(self.parts)]
        return self.batch, parts[0] if len(parts) == 1 else np.concatenate(parts)


@dataclass(frozen=True)
class _Piece:
    """Tiles `start` to `stop` of a flight: one `run` message."""

    id: int
    flight: _Flight
    start: int
    stop: int


@dataclass
class _Work:
    """One call of `dehaze`: batches in order, and the runs sent and not yet answered, by id."""

    steps: int
    seed: int
    flights: Deque[_Flight] = field(default_factory=deque)
    pieces: Dict[int, _Piece] = field(default_factory=dict)


class _Lost(Exception):
    """The child will not answer any more. `how` goes on from "the process …"; `killed`: by SIGKILL, not ours."""

    def __init__(self, how: str, killed: bool = False):
        super().__init__(how)
        self.how, self.killed = how, killed


class _Child:
    """One life of the process. Three threads own one pipe each and close it, so nothing here blocks on a pipe."""

    def __init__(self, command: Sequence[str]):
        try:
            self._process = subprocess.Popen(list(command), **popen_options())
        except (OSError, ValueError) as error:
            why = f"{command[0]}: {getattr(error, 'strerror', None) or error}"
            raise WorkerError("The dehazing process cannot be started", why, "Name another Python") from None
        self.pid: int = self._process.pid
        self._heard = 0  # messages of any kind, heartbeats too
        self._nonsense = ""
        self._inbox: queue.SimpleQueue[Optional[Message]] = queue.SimpleQueue()  # None: the pipe ended
        self._outbox: queue.SimpleQueue[Optional[List[Any]]] = queue.SimpleQueue()  # None: close the pipe
        self._tail: Deque[str] = deque(maxlen=_TAIL_LINES)
        _enlarge_pipes(self._process.stdin, self._process.stdout)
        process, tasks = self._process, (self._read, self._write, self._log)
        self._threads = [
            threading.Thread(target=task, args=(pipe,), name=f"dsrdmpd{task.__name__}", daemon=True)
            for task, pipe in zip(tasks, (process.stdout, process.stdin, process.stderr))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, message: Message) -> None:
        """Hand a message to the writing thread: a child that does not read cannot block the caller."""
        self._outbox.put(pack(message))

    def next_message(self, progress: Progress, limit_s: float, silence_limit_s: float) -> Message:
        """Return the next message that is no heartbeat.

        Only time spent waiting here counts, in steps of at most a second: neither a slow consumer nor a computer that
        was asleep makes the child look dead.

        Raises:
            _Lost: it died, sent nonsense, or exceeded a limit. Cancelled: the user asked to stop.
        """
        waited = quiet = 0.0
        heard, before = self._heard, time.monotonic()
        while True:
            progress.check()
            with suppress(queue.Empty):
                message = self._inbox.get(timeout=_POLL_S)
                if message is None:
                    raise self._lost()
                return message
            now = time.monotonic()
            passed, before = min(now - before, _ASLEEP_S), now
            waited += passed
            quiet = quiet + passed if heard == self._heard else 0.0
            heard = self._heard
            if waited > limit_s:
                raise _Lost(f"did not answer within {limit_s:.0f} s")
            if quiet > silence_limit_s:
                raise _Lost(f"gave no sign of life for {silence_limit_s:.0f} s")
            if quiet > _GRACE_S and not self.alive:  # dead, but something it left behind keeps the pipe open
                raise self._lost()

    def last_words(self) -> str:
        """Return the end of its standard error, as a continuation of a sentence, or nothing."""
        self._threads[2].join(timeout=0.2)
        lines = [line.strip() for line in list(self._tail) if line.strip()][-3:]
        return f"; its last words were: {' / '.join(lines)[-500:]}" if lines else ""

    def missing_module(self) -> Optional[str]:
        """Return the module it died for want of, if that is what its standard error says."""
        self._threads[2].join(timeout=0.2)
        lines = [line for line in list(self._tail) if line.strip()]
        found = re.search(r"No module named '?([\w.]+)'?", lines[-1]) if lines else None
        return found.group(1) if found else None

    def close(self) -> None:
        """Say goodbye, then terminate, then kill; each is given a second."""
        if self.alive:
            self.send(Message(BYE))
        self._outbox.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_GRACE_S)
        if self.alive:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_GRACE_S)
        self.kill()

    def kill(self) -> None:
        """End the process and whatever it started; then its pipes close and the threads end."""
        if self.alive:
            with suppress(OSError):
                if os.name == "nt":
                    self._process.kill()
                else:
                    os.killpg(self.pid, signal.SIGKILL)
        self._outbox.put(None)
        with suppress(subprocess.TimeoutExpired):  # a process stuck in a driver outlives even this for a while
            self._process.wait(timeout=0.5)
        for thread in self._threads:
            thread.join(timeout=0.2)

    def _lost(self) -> _Lost:
        if self._nonsense:
            return _Lost(f"sent nonsense ({self._nonsense})")
        try:
            status = self._process.wait(timeout=_GRACE_S)
        except subprocess.TimeoutExpired:
            return _Lost("closed its pipe")
        if status >= 0:
            return _Lost(f"ended with exit status {status}")
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = "unknown"
        return _Lost(f"was ended by signal {-status} ({name})", killed=name == "SIGKILL")

    def _read(self, pipe: BinaryIO) -> None:
        with pipe:
            try:
                for message in iter(lambda: read_message(pipe), None):
                    self._heard += 1
                    if message.kind != HEARTBEAT:
                        self._inbox.put(message)
            except BrokenOffError:  # it is gone, and its exit status tells how
                pass
            except DehazeError as error:
                self._nonsense = error.why
            except (OSError, MemoryError) as error:
                self._nonsense = f"{type(error).__name__}: {error}"
        self._inbox.put(None)
        self._outbox.put(None)  # a child that leaves by itself, idle, leaves neither a thread nor a zombie
        self._process.wait()

    def _write(self, pipe: BinaryIO) -> None:
        with suppress(OSError), pipe:  # a closed pipe is the reader's news, not the writer's
            for buffers in iter(self._outbox.get, None):
                write_buffers(pipe, buffers)
                del buffers

    def _log(self, pipe: BinaryIO) -> None:
        with suppress(OSError), pipe:
            rest = ""
            for chunk in iter(lambda: pipe.read(4096), b""):
                *lines, rest = re.split(r"[\r\n]+", rest + chunk.decode("utf-8", "replace"))
                self._tail.extend(lines)
                rest = rest[-4096:]
            self._tail.append(rest)


def _enlarge_pipes(*pipes: Optional[BinaryIO]) -> None:
    """Let pipes hold a megabyte where Linux grants it: arrays then cross five times as fast as by its usual 64 KB."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl  # not on Windows

        for pipe in pipes:
            fcntl.fcntl(pipe, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE_BYTES)


def _checked(answer: Message, piece: _Piece) -> np.ndarray:
    """Return the array of a result if it is what was asked for."""
    wanted = piece.flight.batch.tiles[piece.start : piece.stop]
    result = answer.arrays[0] if answer.arrays else np.empty(0)
    if result.shape != wanted.shape or result.dtype != np.float32:
        why = f"{result.dtype} {result.shape} instead of float32 {wanted.shape}"
        raise WorkerError("The dehazing process answered with the wrong array", why, "Restart QGIS and run again")
    if not np.isfinite(result).all():
        raise WorkerError(
            "The model gave values that are not numbers",
            f"in the tiles that begin at row {piece.flight.batch.rows[piece.start]}",
            "Try the device cpu or another model",
        )
    return result


def _as_error(message: Message) -> DehazeError:
    """Return the error that the child met, of the same class."""
    fields = message.fields
    known = getattr(errors, str(fields.get("error")), None)
    error_class = known if isinstance(known, type) and issubclass(known, DehazeError) else WorkerError
    return error_class(*(str(fields.get(part) or "") for part in ("what", "why", "remedy")))


def _startup_error(lost: _Lost, child: _Child, python: str) -> WorkerError:
    module = child.missing_module()
    if module:
        return lacks_module(python, module)
    why = f"it {lost.how} before it was ready{child.last_words()}"
    return WorkerError("The dehazing process could not be started", why, f"Check that {python} can import torch")


def _absolute_model(model: str) -> str:
    """Return an installed name as it is and a path made absolute: the child works in another folder."""
    path = Path(model).expanduser()
    is_path = path.is_file() and (path.suffix or path.name != model)
    return os.path.abspath(path) if is_path else model


_Key = Tuple[Any, ...]
_pool_lock = threading.Lock()
_pool: Dict[_Key, Worker] = {}  # never more than one


@contextmanager
def borrow_worker(
    model: str,
    device: str = "auto",
    *,
    python: Optional[str] = None,
    progress: Optional[Progress] = None,
    command: Optional[Sequence[str]] = None,
    **limits: float,
) -> Iterator[Worker]:
    """Yield the idle worker if it has the same Python, model and device, else a new one; keep it warm afterwards.

    A weights file that has changed on disk is another model. `command` and `limits` are those of `Worker.start`.

    Raises:
        As `Worker.start`.
    """
    if command is None:
        python = find_python(python)
    key = (python, *_model_stamp(model), device, tuple(command or ()), tuple(sorted(limits.items())))
    with _pool_lock:
        worker = _pool.pop(key, None)
    if worker is None or not worker.alive:
        close_all_workers()  # another model's memory is needed now
        worker = Worker.start(model, device, python=python, command=command, progress=progress, **limits)
    try:
        yield worker
    finally:
        _give_back(key, worker)


def close_all_workers() -> None:
    """End the idle worker, if there is one. Runs by itself when Python ends; a plugin calls it when it is unloaded."""
    with _pool_lock:
        idle = list(_pool.values())
        _pool.clear()
    for worker in idle:
        worker.close()


atexit.register(close_all_workers)


def _give_back(key: _Key, worker: Worker) -> None:
    worker._abandon()
    if not worker.alive:
        worker.close()
        return
    with _pool_lock:
        surplus = list(_pool.values())
        _pool.clear()
        _pool[key] = worker
    for other in surplus:
        other.close()


def _model_stamp(model: str) -> Tuple[Any, ...]:
    """Return what tells one state of a model's file from another: its path, time and size."""
    try:
        path = find_model(model).path
        status = path.stat()
    except (WeightsError, OSError):  # the child will say what is wrong with it
        return (model,)
    return (str(path), status.st_mtime_ns, status.st_size)
