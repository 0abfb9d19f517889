"""Keeps one idle worker warm between runs: importing torch and loading a model takes seconds."""

from __future__ import annotations

import atexit
import threading
from contextlib import contextmanager
from typing import Dict, Hashable, Iterator, Optional, Sequence, Tuple

from ..errors import WeightsError
from ..model_files import find_model
from ..progress import Progress
from .client import Worker
from .environment import find_python

_Key = Tuple[Hashable, ...]
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


def is_warm() -> bool:
    """Whether a process waits for the next run."""
    with _pool_lock:
        return any(worker.alive for worker in _pool.values())


def close_all_workers() -> None:
    """End the idle worker, if there is one. Runs by itself when Python ends; a plugin calls it when it is unloaded."""
    with _pool_lock:
        idle = list(_pool.values())
        _pool.clear()
    for worker in idle:
        worker.close()


atexit.register(close_all_workers)


def _give_back(key: _Key, worker: Worker) -> None:
    worker.stop_computing()
    if not worker.alive:
        worker.close()
        return
    with _pool_lock:
        surplus = list(_pool.values())
        _pool.clear()
        _pool[key] = worker
    for other in surplus:
        other.close()


def _model_stamp(model: str) -> _Key:
    """Return what tells one state of a model's file from another: its path, time and size."""
    try:
        path = find_model(model).path
        status = path.stat()
    except (WeightsError, OSError):  # the child will say what is wrong with it
        return (model,)
    return (str(path), status.st_mtime_ns, status.st_size)
