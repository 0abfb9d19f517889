"""One life of the process that holds torch, and its pipes. What follows when it ends is `client`'s business."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from typing import IO, BinaryIO, Deque, List, Optional, Sequence

from ..errors import DehazeError, Text, Words, WorkerError
from ..progress import Progress
from .environment import popen_options
from .protocol import BYE, HEARTBEAT, BrokenOffError, Buffer, Message, pack, read_message, write_buffers

GRACE_S = 1.0  # how long a child may take to finish what it does when asked to stop
_POLL_S = 0.05  # how soon a cancel or a death is noticed
_ASLEEP_S = 1.0  # a poll that took longer: this computer slept, and the child is not to blame
_TAIL_LINES = 100
_PIPE_BYTES = 1 << 20


class ChildLost(Exception):
    """The child will not answer any more. `how` goes on from "the process …"; `killed`: by SIGKILL, not ours."""

    def __init__(self, how: Words, killed: bool = False):
        super().__init__(str(how))
        self.how, self.killed = how, killed


class ChildProcess:
    """One life of the process. Three threads own one pipe each and close it, so nothing here blocks on a pipe."""

    def __init__(self, command: Sequence[str]):
        try:
            self._process = subprocess.Popen(list(command), **popen_options())
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            why = Text("{program}: {said}", program=command[0], said=said)
            raise WorkerError("The dehazing process cannot be started", why, "Name another Python") from None
        self.pid: int = self._process.pid
        self._heard = 0  # messages of any kind, heartbeats too
        self._nonsense: Words = ""
        self._inbox: queue.SimpleQueue[Optional[Message]] = queue.SimpleQueue()  # None: the pipe ended
        self._outbox: queue.SimpleQueue[Optional[List[Buffer]]] = queue.SimpleQueue()  # None: close the pipe
        self._tail: Deque[str] = deque(maxlen=_TAIL_LINES)
        process, tasks = self._process, (self._read, self._write, self._log)
        self._threads = [
            threading.Thread(target=task, args=(pipe,), name=f"dsrdmpd{task.__name__}", daemon=True)
            for task, pipe in zip(tasks, (process.stdout, process.stdin, process.stderr))
        ]
        _enlarge_pipes(process.stdin, process.stdout)
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
            ChildLost: it died, sent nonsense, or exceeded a limit. Cancelled: the user asked to stop.
        """
        waited = quiet = 0.0
        heard, before = self._heard, time.monotonic()
        while True:
            progress.check()
            with suppress(queue.Empty):
                message = self._inbox.get(timeout=_POLL_S)
                if message is None:
                    raise self._how_it_ended()
                return message
            now = time.monotonic()
            passed, before = min(now - before, _ASLEEP_S), now
            waited += passed
            quiet = quiet + passed if heard == self._heard else 0.0
            heard = self._heard
            if waited > limit_s:
                raise ChildLost(Text("did not answer within {seconds:.0f} s", seconds=limit_s))
            if quiet > silence_limit_s:
                raise ChildLost(Text("gave no sign of life for {seconds:.0f} s", seconds=silence_limit_s))
            if quiet > GRACE_S and not self.alive:  # dead, but something it left behind keeps the pipe open
                raise self._how_it_ended()

    def last_output(self) -> Words:
        """Return the end of its standard error, as a continuation of a sentence, or nothing."""
        self._threads[2].join(timeout=0.2)
        lines = [line.strip() for line in list(self._tail) if line.strip()][-3:]
        return Text("; its last words were: {lines}", lines=" / ".join(lines)[-500:]) if lines else ""

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
            self._process.wait(timeout=GRACE_S)
        if self.alive:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=GRACE_S)
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

    def _how_it_ended(self) -> ChildLost:
        if self._nonsense:
            return ChildLost(Text("sent nonsense ({nonsense})", nonsense=self._nonsense))
        try:
            status = self._process.wait(timeout=GRACE_S)
        except subprocess.TimeoutExpired:
            return ChildLost("closed its pipe")
        if status >= 0:
            return ChildLost(Text("ended with exit status {status}", status=status))
        try:
            name: Words = signal.Signals(-status).name
        except ValueError:
            name = Text("unknown")
        how = Text("was ended by signal {number} ({name})", number=-status, name=name)
        return ChildLost(how, killed=name == "SIGKILL")

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


def _enlarge_pipes(*pipes: Optional[IO[bytes]]) -> None:
    """Let pipes hold a megabyte where Linux grants it: arrays then cross five times as fast as by its usual 64 KB."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl  # not on Windows

        for pipe in filter(None, pipes):
            fcntl.fcntl(pipe, getattr(fcntl, "F_SETPIPE_SZ", 1031), _PIPE_BYTES)
