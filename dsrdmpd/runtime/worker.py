"""Main of the process that holds torch: loads the model, answers runs, and leaves when nobody needs it.

Standard input carries messages in, a private copy of standard output carries messages out, and whatever a library
prints goes to standard error. When the parent dies its end of the pipe closes and this process ends at once.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import platform
import queue
import sys
import threading
import time
from contextlib import suppress
from typing import Any, BinaryIO, Callable, Dict, NoReturn, Optional, Sequence, Tuple

import numpy as np

from ..errors import (
    DehazeError,
    DeviceError,
    Text,
    WeightsError,
    Words,
    WorkerError,
    WorkerMemoryError,
    from_json,
    to_json,
)
from ..logs import LOGGER, log_file, start_logging
from .choice import choose_device
from .environment import lacks_module
from .protocol import (
    BAD_WEIGHTS,
    BYE,
    CANCEL,
    CANCELLED,
    ERROR,
    FAILED,
    FIELD,
    HEARTBEAT,
    HELLO,
    NO_DEVICE,
    OUT_OF_MEMORY,
    PROTOCOL_VERSION,
    RESULT,
    RUN,
    Message,
    error_fields,
    pack,
    read_message,
    write_buffers,
)

HEARTBEAT_S = 1.0
_log = logging.getLogger("dsrdmpd.worker")
_MEMORY_TEXTS = (
    "out of memory",
    "not enough memory",
    "can't allocate memory",
    "cannot allocate memory",
    "bad_alloc",
    "alloc_failed",
)


def main(argv: Optional[Sequence[str]] = None) -> NoReturn:
    """Serve the model named on the command line until told to leave."""
    parser = argparse.ArgumentParser(prog="dsrdmpd-worker")
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--idle-seconds", type=float, required=True)
    options = parser.parse_args(argv)

    def load() -> Any:
        from ..inference import TwoStageDehazer  # torch enters here, after the first heartbeat

        return load_on(options.device, lambda device: TwoStageDehazer.load(options.model, device, precision="fast"))

    serve(load, idle_seconds=options.idle_seconds)


def load_on(asked: str, load: Callable[[str], Any]) -> Any:
    """Return what `load` gives for the device that `asked` stands for.

    "auto" falls back to the CPU where the GPU does not work, and what the model says of itself tells why.
    """
    device, why = choose_device(asked, sys.modules["torch"])
    try:
        dehazer = load(device)
    except DehazeError:
        raise
    except Exception as error:  # a driver, a missing kernel, memory that another program has
        if asked != "auto" or device == "cpu":
            raise
        _log.exception("%s cannot be used", device)
        why = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        dehazer = load("cpu")
    return _Telling(dehazer, why) if str(why) else dehazer


class _Telling:
    """A dehazer that says, too, why it is not on the GPU."""

    def __init__(self, dehazer: Any, why: Words):
        self._why = why
        self._dehazer = dehazer
        self.dehaze_tiles = dehazer.dehaze_tiles

    def describe(self) -> Dict[str, Any]:
        """Return what the dehazer says, and the reason beside its device."""
        said = dict(self._dehazer.describe())
        told = Text("{device}, not the GPU: {why}", device=from_json(said["device"]), why=self._why)
        return {**said, "device": to_json(told)}


def serve(load: Callable[[], Any], *, idle_seconds: float = 3600.0) -> NoReturn:
    """Answer the parent's messages with what `load` returns; never returns.

    Args:
        load: makes the dehazer, an object with `dehaze_tiles(tiles, rows, cols, *, steps, seed)`,
            `find_field(views)` and `describe()`.
        idle_seconds: leave after this long without a message.
    """
    link = _Link(*_take_over_stdio())
    to_parent = logging.StreamHandler()  # standard error, whose end the parent shows if this process dies
    to_parent.setLevel(logging.WARNING)
    LOGGER.addHandler(to_parent)
    start_logging("worker")
    try:
        dehazer = load()
        hello = {
            "protocol": PROTOCOL_VERSION,
            "python": platform.python_version(),
            "numpy": np.__version__,
            **dehazer.describe(),
        }
    except Exception as error:  # whatever it is, the parent is told in words
        _log.exception("the model was not loaded")
        link.send(error_message(error))
        _leave(1)
    link.send(Message(HELLO, hello))
    _log.info("ready: %s", hello)
    while True:
        run = link.next_run(idle_seconds)
        if run is None:
            _leave(0)
        answer = _answer(dehazer, run)
        if answer.fields.get("code") == OUT_OF_MEMORY:
            _empty_caches()  # only here, where no traceback holds the tensors any more
        link.send_behind(answer)
        del run, answer  # not held while waiting for the next


def error_message(error: BaseException, run_id: Optional[int] = None) -> Message:
    """Return the message from which the parent raises the same error again."""
    code, told = _classify(error)
    return Message(ERROR, {"id": run_id, "code": code, **error_fields(told)})


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception of Python, numpy or torch says that memory ran out."""
    if isinstance(error, (MemoryError, WorkerMemoryError)) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in _MEMORY_TEXTS)


def _classify(error: BaseException) -> Tuple[str, DehazeError]:
    why = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    if is_out_of_memory(error):
        way_out = "Close other programs, choose a smaller tile size, or the device cpu"
        return OUT_OF_MEMORY, WorkerMemoryError("There is not enough memory for the model", why, way_out)
    if isinstance(error, WeightsError):
        return BAD_WEIGHTS, error
    if isinstance(error, DeviceError):
        return NO_DEVICE, error
    if isinstance(error, DehazeError):
        return FAILED, error
    if isinstance(error, ModuleNotFoundError) and error.name:
        return FAILED, lacks_module(sys.executable, error.name)
    remedy = Text("Try the device cpu, or report this with the end of {log}", log=str(log_file("worker")))
    return FAILED, WorkerError("The model stopped with an error", why, remedy)


def _answer(dehazer: Any, run: Message) -> Message:
    fields = run.fields
    try:
        (tiles,) = run.arrays
        rows, cols = tuple(fields["rows"]), tuple(fields["cols"])
        started = time.perf_counter()
        if run.kind == FIELD:
            result = dehazer.find_field(tiles)
        else:
            result = dehazer.dehaze_tiles(tiles, rows, cols, steps=fields["steps"], seed=fields["seed"])
        seconds = time.perf_counter() - started
        answer = Message(RESULT, {"id": fields["id"], "seconds": seconds}, (np.asarray(result, order="C"),))
        pack(answer)  # what cannot travel is this run's failure, not the end of the process
        return answer
    except Exception as error:
        _log.exception("run %s failed", fields.get("id"))
        return error_message(error, fields.get("id"))


def _empty_caches() -> None:
    gc.collect()
    torch = sys.modules.get("torch")
    with suppress(Exception):  # best effort: the parent sends less next time anyway
        if torch is not None and torch.cuda.is_available():
            torch.cuda.empty_cache()
        elif torch is not None and torch.backends.mps.is_available():
            torch.mps.empty_cache()


class _Link:
    """Both pipes: a thread reads, one writes answers, one says every second that this process lives."""

    def __init__(self, source: BinaryIO, sink: BinaryIO):
        self._source, self._sink = source, sink
        self._lock = threading.Lock()
        self._runs: queue.Queue[Message] = queue.Queue()
        self._answers: queue.SimpleQueue[Message] = queue.SimpleQueue()  # few: the parent sends few runs at once
        for target in (self._read, self._write, self._beat):
            threading.Thread(target=target, name=f"dsrdmpd{target.__name__}", daemon=True).start()

    def send(self, message: Message) -> None:
        """Write one message; if nobody reads any more, leave."""
        buffers = pack(message)
        try:
            with self._lock:
                write_buffers(self._sink, buffers)
        except OSError:
            _leave(0)

    def send_behind(self, message: Message) -> None:
        """Have the message written while the next run is computed."""
        self._answers.put(message)

    def next_run(self, idle_seconds: float) -> Optional[Message]:
        """Return the next run, or None after `idle_seconds` without one."""
        with suppress(queue.Empty):
            return self._runs.get(timeout=idle_seconds)
        return None

    def _read(self) -> None:
        try:
            while True:
                message = read_message(self._source)
                if message is None or message.kind == BYE:
                    _leave(0)
                if message.kind in (RUN, FIELD):
                    self._runs.put(message)
                elif message.kind == CANCEL:
                    self._drop_runs()
        except BaseException:  # a torn message, or no memory for it: this process cannot go on without its ears
            _log.exception("the messages from the parent cannot be read")
        _leave(1)

    def _write(self) -> None:
        while True:
            self.send(self._answers.get())

    def _drop_runs(self) -> None:
        with suppress(queue.Empty):
            while True:
                self.send(Message(ERROR, {"id": self._runs.get_nowait().fields.get("id"), "code": CANCELLED}))

    def _beat(self) -> None:
        while True:
            self.send(Message(HEARTBEAT))
            time.sleep(HEARTBEAT_S)


def _take_over_stdio() -> Tuple[BinaryIO, BinaryIO]:
    """Keep private copies of both pipes, and give libraries nothing to read and standard error to print to."""
    source, sink = os.dup(0), os.dup(1)  # copies are not inherited by processes that a library starts
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(source, "rb", buffering=0), os.fdopen(sink, "wb", buffering=0)


def _leave(status: int) -> NoReturn:
    """End at once: unwinding torch's threads at exit can hang, and a reader blocked in a pipe cannot be woken."""
    with suppress(Exception):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)
