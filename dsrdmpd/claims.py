"""A hidden folder beside a result that holds whatever of it is unfinished, and belongs to one run at a time.

The folder's name follows from the result's alone, so a run that comes later finds what a killed one left, and can tell
whether another is still at it: the lock on a file inside is the system's, which lets go of it when its process ends,
however it ends.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Optional

from .errors import RasterError, Text
from .files import Name, said_by, unwritable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = "lock"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def unfinished_folder(path: Name) -> Path:
    """Return the hidden folder beside `path` (links followed) for what is unfinished of it."""
    target = Path(os.path.realpath(path))
    digest = hashlib.sha256(target.name.encode(errors="surrogateescape")).hexdigest()[:8]
    return target.with_name(f".{target.stem[:40]}.{digest}.unfinished")  # names have an end: 255 bytes


class Claim:
    """The unfinished folder of a result, locked against other runs, of this process too. A context manager.

    Attributes:
        folder: where to put part files; what an earlier run left is still in it.
        keep: whether the folder stays when the claim ends.
    """

    def __init__(self, path: Name) -> None:
        self.folder = unfinished_folder(path)
        self.keep = False
        self._path = path
        self._lock: Optional[BinaryIO] = None

    def __enter__(self) -> Claim:
        """Make the folder and lock it.

        Raises:
            RasterError: another run is writing this result, or the folder cannot be made.
        """
        while self._lock is None:
            try:
                self.folder.mkdir(exist_ok=True)
                self._lock = self._locked()
            except FileNotFoundError:  # a run that ended took the folder away in between
                continue
            except OSError as error:
                raise unwritable(self._path, said_by(error), "Choose another folder") from None
        self._lock.truncate(0)
        self._lock.write(f"process {os.getpid()} on {platform.node()}".encode(errors="replace"))
        self._lock.flush()
        return self

    def __exit__(self, *exception: object) -> None:
        lock, self._lock = self._lock, None
        assert lock is not None
        if self.keep:
            lock.truncate(0)
            lock.close()
            return
        if sys.platform == "win32":
            lock.close()  # an open file cannot be removed there
        shutil.rmtree(self.folder, ignore_errors=True)
        lock.close()

    def _locked(self) -> Optional[BinaryIO]:
        """Return the lock file, locked; None if it was removed meanwhile by the run that held it."""
        path = self.folder / _LOCK
        lock = open(path, "a+b")  # noqa: SIM115
        try:
            _lock_file(lock)
            if sys.platform != "win32" and not os.path.samestat(os.fstat(lock.fileno()), os.stat(path)):
                raise FileNotFoundError
        except FileNotFoundError:
            lock.close()
            return None
        except OSError as error:
            if error.errno in _TAKEN:
                holder = _holder(lock)
                lock.close()
                raise busy(self._path, holder) from None
            # A file system that knows no locks: its users must see to it themselves.
        except BaseException:
            lock.close()
            raise
        return lock


def refuse_claimed(path: Name) -> None:
    """Refuse `path` if another run is writing it now: to be told before any work is done.

    Raises:
        RasterError: it is.
    """
    with suppress(FileNotFoundError, PermissionError), open(unfinished_folder(path) / _LOCK, "rb+") as lock:
        try:
            _lock_file(lock)
        except OSError as error:
            if error.errno in _TAKEN:
                raise busy(path, _holder(lock)) from None


def busy(path: Name, holder: str) -> RasterError:
    """Return the error that another run is writing `path`."""
    why = Text("another run is writing it ({holder})", holder=holder) if holder else "another run is writing it"
    return unwritable(path, why, "Wait until it has ended, cancel it, or choose another file name")


def _holder(lock: BinaryIO) -> str:
    with suppress(OSError):
        lock.seek(0)
        return lock.read(200).decode(errors="replace")
    return ""


def _lock_file(lock: BinaryIO) -> None:
    """Lock an open file without waiting.

    Raises:
        OSError: another has it (`_TAKEN`), or the file system knows no locks.
    """
    if sys.platform == "win32":
        lock.seek(1 << 20)  # beyond what is written, or nobody else could read who has it
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        lock.seek(0, os.SEEK_END)
    else:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
