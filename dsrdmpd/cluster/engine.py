"""Dask's scheduler and its workers: found or started, handed tasks, and waited for while their progress is told.

Only this file knows Dask; it is imported where it is used, so that everything else works without.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Iterator, Optional

from ..errors import DehazeError, OptionError, Text, WorkerError
from ..machine import available_cores
from ..progress import Progress
from ..runtime.graphics import cards

LOCAL = "local"  # in place of a scheduler's address: one is started on this machine
CONNECT_S = 15.0
NO_WORKER_S = 900.0  # queues of clusters take their time
RETRIES = 2  # of a block that failed
_LOOK_S = 0.2
# What workers need on their path to import this package by the name that it has here, in a plugin's folder or not.
_ROOT = Path(os.path.abspath(__file__)).parents[__name__.count(".")]


@dataclass(frozen=True)
class Engine:
    """Who computes.

    Attributes:
        scheduler: address of a Dask scheduler, such as ``tcp://head:8786``; the file that it wrote for
            ``--scheduler-file``, ending in .json; or ``local``.
        workers: that `local` starts, or that are expected in the end where there are fewer at first; None is one for
            each graphics card or, without any, one for all cores, or those that are there.

    Raises:
        OptionError: there are to be fewer than one.
    """

    scheduler: str = LOCAL
    workers: Optional[int] = None

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise OptionError(Text("{count} workers cannot be used", count=self.workers), "there must be one at least")


class Tasks:
    """A connection to a scheduler: hands it tasks, and waits for them while their progress is told.

    Attributes:
        topic: under which workers tell how far they are.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address = client, address
        self.topic = f"dsrdmpd-{os.getpid()}-{time.time_ns()}"
        self._fractions: Dict[str, float] = {}
        self._without_worker: Optional[float] = None  # since when

    def submit(self, function: Any, *arguments: Any) -> Any:
        """Return the future of a task; it is done again if its worker dies, and if it fails, a few times."""
        return self._client.submit(function, *arguments, retries=RETRIES, pure=False)

    def share(self, value: Any) -> Any:
        """Return a future of a value that goes to every worker once."""
        return self._client.scatter(value, broadcast=True, hash=False)

    def worker_count(self) -> int:
        """Workers that there are now."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def hear(self, event: Any) -> None:
        """Take note of how far a block is."""
        key, fraction = event[1]
        self._fractions[str(key)] = fraction

    def result(self, future: Any, progress: Progress, count: int = 0) -> Any:
        """Wait for a task and return its value, telling the progress of `count` blocks meanwhile.

        Raises:
            DehazeError: what the task raised, or that no worker can do it. Cancelled: `progress` says so.
        """
        reached = 0.0
        while not future.done():
            progress.check()
            self._check_workers()
            if count:
                reached = max(reached, min(sum(self._fractions.values()) / count, 1.0))
                progress.report(reached)
            time.sleep(_LOOK_S)
        error = future.exception()
        if error is not None:
            raise _as_error(error)
        return future.result()

    def _check_workers(self) -> None:
        status = self._client.status
        if status not in ("running", "connecting"):
            raise _unreachable(self._address, Text("the connection was lost"))
        if self.worker_count():
            self._without_worker = None
            return
        self._without_worker = self._without_worker or time.monotonic()
        if time.monotonic() - self._without_worker > NO_WORKER_S:
            why = Text("it has had no worker for {minutes} minutes", minutes=round(NO_WORKER_S / 60))
            remedy = Text("Start some: dask worker {address}", address=self._address)
            raise WorkerError(Text("The scheduler {address} does nothing", address=self._address), why, remedy)


@contextmanager
def connected(engine: Engine, progress: Progress) -> Iterator[Tasks]:
    """Yield the connection to a scheduler; one that was started for it ends with it.

    Raises:
        DehazeError: it cannot be reached, or this Python has no `distributed`.
    """
    try:
        import distributed
    except ModuleNotFoundError:
        raise WorkerError(
            "Several workers cannot be used",
            Text("{python} lacks the module 'distributed'", python=sys.executable),
            "Install what requirements-cluster.txt lists there, and on every machine",
        ) from None
    with ExitStack() as stack:
        if engine.scheduler == LOCAL:
            address = stack.enter_context(_local_cluster(engine.workers)).scheduler_address
            progress.info(Text("A scheduler was started on this machine: {address}", address=address))
        else:
            address = engine.scheduler
        by_file = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
        _check_address(address)  # a client that fails at these leaves threads behind
        try:
            client = stack.enter_context(distributed.Client(**by_file, timeout=CONNECT_S, set_as_default=False))
        except (OSError, ValueError) as error:  # TimeoutError is an OSError
            raise _unreachable(address, str(error)) from None
        tasks = Tasks(client, address)
        client.subscribe_topic(tasks.topic, tasks.hear)
        yield tasks


def _check_address(address: str) -> None:
    from distributed.comm.addressing import get_address_host_port

    if address.endswith(".json"):
        if not os.path.isfile(address):
            raise _unreachable(address, Text("there is no such file"))
        return
    try:
        get_address_host_port(address)
    except ValueError as error:
        raise _unreachable(address, str(error)) from None


@contextmanager
def _local_cluster(workers: Optional[int]) -> Iterator[Any]:
    """Start a scheduler and workers on this machine, each with its share of the cores or with a card of its own."""
    from distributed import Nanny, Scheduler, SpecCluster

    found = cards()
    count = workers or max(1, len(found))
    threads = str(max(1, available_cores() // count))
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-cluster-") as scratch:
        options = {"nthreads": 1, "memory_limit": 0, "dashboard": False, "local_directory": scratch, "silence_logs": 50}
        specs = {}
        for number in range(count):
            own = {"CUDA_VISIBLE_DEVICES": found[number % len(found)].uuid} if found else {}
            environment = {"OMP_NUM_THREADS": threads, **own}
            specs[number] = {"cls": Nanny, "options": {**options, "env": environment}}
        scheduler = {"cls": Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
        with SpecCluster(workers=specs, scheduler=scheduler, silence_logs=50) as cluster:
            yield cluster


def _as_error(error: BaseException) -> BaseException:
    """Return what a task raised as a sentence."""
    import distributed

    if isinstance(error, (DehazeError, MemoryError)):
        return error
    if isinstance(error, distributed.KilledWorker):
        died = "every worker that tried it died, perhaps for lack of memory"
        return WorkerError("A block cannot be dehazed", died, "Look at the workers' logs, and use fewer at a time")
    if isinstance(error, ImportError):
        why = Text("a worker cannot import the program ({error})", error=str(error))
        remedy = Text("Start workers with PYTHONPATH={root}, and the same packages as here", root=str(_ROOT))
        return WorkerError("The workers cannot be used", why, remedy)
    return error


def _unreachable(address: str, why: Any) -> WorkerError:
    remedy = Text("Start one with `dask scheduler`, or use `{local}` for this machine", local=LOCAL)
    return WorkerError(Text("The scheduler {address} cannot be reached", address=address), why, remedy)
