"""Threads beside the one that runs the pipeline: a value computed meanwhile, items made ahead, items used behind.

Each is a context manager, and its thread ends with the block whatever happens. An error in the thread is raised, as it
is, where its value is waited for. What runs in a thread gets a `Progress` of its own, which is cancelled when the block
ends; the caller's is looked at while waiting.
"""

from __future__ import annotations

import queue
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any, Callable, Generic, Iterator, Optional, TypeVar

from .errors import Cancelled
from .progress import Progress

T = TypeVar("T")
_POLL_S = 0.05  # how soon a cancel is noticed
_END = object()


class _Background(ABC):
    """One thread that runs `_work` for as long as a `with` block lasts. `busy_s`: time that it did not wait."""

    def __init__(self) -> None:
        self.busy_s = 0.0
        self._stop = _Stop()
        self._error: Optional[BaseException] = None
        self._thread = threading.Thread(target=self._run, name=f"dsrdmpd_{type(self).__name__}", daemon=True)

    def __enter__(self) -> Any:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._wake()
        self._thread.join()

    def check(self) -> None:
        """Raise what went wrong in the thread, if something did."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._work()
        except Cancelled:  # the block has ended: nobody waits any more
            pass
        except BaseException as error:
            self._error = error

    @abstractmethod
    def _work(self) -> None:
        """What the thread does."""

    @abstractmethod
    def _wake(self) -> None:
        """Let the thread see that the block has ended."""

    def _timed(self, function: Callable[..., T], *arguments: Any) -> T:
        started = time.monotonic()
        try:
            return function(*arguments)
        finally:
            self.busy_s += time.monotonic() - started


class Meanwhile(_Background, Generic[T]):
    """Computes one value, `function(progress)`, in a thread of its own."""

    def __init__(self, function: Callable[[Progress], T]) -> None:
        super().__init__()
        self._function = function
        self._value: queue.SimpleQueue[T] = queue.SimpleQueue()

    def result(self, progress: Progress) -> T:
        """Wait for the value and return it.

        Raises:
            Cancelled: `progress` says so. Whatever the function raised.
        """
        while self._thread.is_alive():
            progress.check()
            self._thread.join(_POLL_S)
        self.check()
        return self._value.get_nowait()

    def _work(self) -> None:
        self._value.put(self._timed(self._function, self._stop))

    def _wake(self) -> None:
        """It waits for nothing, and looks at its `Progress` by itself."""


class ReadAhead(_Background, Generic[T]):
    """Makes the items of `make(progress)` in a thread of its own, at most `depth` of them before they are asked for."""

    def __init__(self, make: Callable[[Progress], Iterator[T]], depth: int) -> None:
        super().__init__()
        self._make = make
        self._free = threading.Semaphore(depth)
        self._items: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def items(self, progress: Progress) -> Iterator[T]:
        """Yield the items in order.

        Raises:
            Cancelled: `progress` says so. Whatever making them raised, after the items before it.
        """
        while True:
            item = _taken(self._items, progress)
            if item is _END:
                self.check()
                return
            self._free.release()
            yield item

    def _run(self) -> None:
        super()._run()
        self._items.put(_END)

    def _work(self) -> None:
        items = iter(self._make(self._stop))
        while True:
            self._free.acquire()
            self._stop.check()
            item = self._timed(next, items, _END)
            if item is _END:
                return
            self._items.put(item)

    def _wake(self) -> None:
        self._free.release()


class WriteBehind(_Background, Generic[T]):
    """Uses up items, `use(item, progress)`, in a thread of its own, while at most `depth` more wait for it."""

    def __init__(self, use: Callable[[T, Progress], None], depth: int) -> None:
        super().__init__()
        self._use = use
        self._free = threading.Semaphore(depth)
        self._items: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def put(self, item: T, progress: Progress) -> None:
        """Hand over the next item, once there is room for it.

        Raises:
            Cancelled: `progress` says so. Whatever using an earlier item raised.
        """
        self.check()
        while not self._free.acquire(timeout=_POLL_S):
            progress.check()
            self.check()
        self._items.put(item)

    def finish(self, progress: Progress) -> None:
        """Wait until every item is used; raises as `put`."""
        self._items.put(_END)
        while self._thread.is_alive():
            progress.check()
            self._thread.join(_POLL_S)
        self.check()

    def _work(self) -> None:
        for item in iter(self._items.get, _END):
            self._stop.check()
            self._free.release()
            self._timed(self._use, item, self._stop)
            del item  # not held while waiting for the next

    def _wake(self) -> None:
        self._items.put(_END)


class _Stop(Progress):
    """What a thread looks at to see whether its block has ended."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    def cancelled(self) -> bool:
        return self._event.is_set()


def _taken(items: queue.SimpleQueue[Any], progress: Progress) -> Any:
    while True:
        progress.check()
        with suppress(queue.Empty):
            return items.get(timeout=_POLL_S)
