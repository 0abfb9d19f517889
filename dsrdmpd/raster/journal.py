"""Finished rows of a run, kept on disk until its results are whole: what a run that was killed goes on from.

A block is one file: a line of JSON that says what it holds, the arrays, and a checksum of all before it. It is written
beside its name, forced to the disk, and only then named, so that a name stands for a whole block or for none; what is
torn all the same (a disk that lied, a copy that broke off) fails the checksum and counts as not there.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import struct
import time
import zlib
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence

import numpy as np

from ..files import said_by, unwritable

FORMAT = 1
BLOCK_BYTES = 32_000_000  # that are kept in memory before they are written
BLOCK_S = 10.0  # that a run which is killed loses at most of what was finished
_ENDING = ".block"
_CHECKSUM = struct.Struct("<I")


class Block(NamedTuple):
    """What one file of a journal holds: `facts` are JSON values."""

    facts: Dict[str, Any]
    arrays: Dict[str, np.ndarray]


def write_block(path: Path, facts: Mapping[str, Any], arrays: Mapping[str, Sequence[np.ndarray]]) -> None:
    """Write a block that is either whole under its name or not there, even after a power failure.

    Args:
        arrays: by name, in parts (…, rows, w) that lie one below the other.

    Raises:
        OSError: the disk does not take it.
    """
    part = path.with_name(f"{path.name}.part")
    kinds = [[name, parts[0].dtype.str, _shape_of(parts)] for name, parts in arrays.items()]
    header = json.dumps({"format": FORMAT, "facts": facts, "arrays": kinds}).encode() + b"\n"
    try:
        with open(part, "wb") as file:
            checksum = 0
            for piece in chain([memoryview(header)], *(_pieces_of(parts) for parts in arrays.values())):
                file.write(piece)
                checksum = zlib.crc32(piece, checksum)
            file.write(_CHECKSUM.pack(checksum))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def read_block(path: Path) -> Optional[Block]:
    """Return a block, or None if there is none or it is not exactly what was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    body = memoryview(content)[: -_CHECKSUM.size]
    if len(content) <= _CHECKSUM.size or _CHECKSUM.pack(zlib.crc32(body)) != content[-_CHECKSUM.size :]:
        return None
    at = content.find(b"\n") + 1
    header = json.loads(content[:at])
    if header["format"] != FORMAT:
        return None
    arrays: Dict[str, np.ndarray] = {}
    for name, kind, shape in header["arrays"]:
        dtype, count = np.dtype(kind), math.prod(shape)
        arrays[name] = np.frombuffer(body, dtype, count, at).reshape(shape)
        at += count * dtype.itemsize
    return Block(header["facts"], arrays)


def run_key(facts: Any) -> str:
    """Return what names a run: a digest of all that decides its pixels, this program's own code included.

    Args:
        facts: nested dictionaries, lists and plain values; arrays count by their content.
    """
    text = json.dumps([code_digest(), facts], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=2)
def code_digest(*names: str) -> str:
    """Return a digest of this package's source, or of files and folders of it: another version's pixels may differ."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    parts = [root / name for name in names] or [root]
    files = {path for part in parts for path in (part.rglob("*.py") if part.is_dir() else [part])}
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Journal:
    """The rows of a run from its first one on, by name of the result, in the order in which they are finished.

    Args:
        folder: where its blocks lie, and nothing else of that ending. key: the run's (`run_key`); blocks of another
            run are not read. first_row: of the run's window. takes_rows: False where there is no room for more.
    """

    def __init__(self, folder: Path, key: str, first_row: int, takes_rows: bool = True) -> None:
        self._folder, self._key, self._takes_rows = folder, key, takes_rows
        self._first, self._row = first_row, first_row  # of the run, and the first that is in no block
        self._waiting: List[Mapping[str, np.ndarray]] = []
        self._waiting_bytes, self._waiting_rows = 0, 0
        self._facts: Mapping[str, Any] = {}
        self._written_at = time.monotonic()

    @property
    def rows_on_disk(self) -> int:
        """How many rows a later run would find."""
        return self._row - self._first

    def replay(self) -> Iterator[Block]:
        """Yield the blocks that an earlier run of the same key left, up to the first that is missing or torn.

        Whatever else lies there is removed: nothing follows what is torn.
        """
        used = set()
        while True:
            path = self._path(self._row)
            block = read_block(path)
            if block is None or (block.facts.get("key"), block.facts.get("row")) != (self._key, self._row):
                break
            used.add(path)
            self._row += block.facts["rows"]
            yield block
        for path in self._folder.glob(f"*{_ENDING}*"):
            if path not in used:
                path.unlink()
        self._written_at = time.monotonic()

    def add(self, rows: int, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> bool:
        """Take the next rows, and say whether they should be written now.

        Args:
            arrays: by name, (…, rows, w); they must not change afterwards. facts: of the run after these rows.
        """
        if not self._takes_rows:
            return False
        self._waiting.append(arrays)
        self._waiting_rows += rows
        self._waiting_bytes += sum(array.nbytes for array in arrays.values())
        self._facts = facts
        return self._waiting_bytes >= BLOCK_BYTES or time.monotonic() - self._written_at >= BLOCK_S

    def write(self) -> None:
        """Write the rows that wait.

        Raises:
            RasterError: the disk does not take them.
        """
        if not self._waiting:
            return
        names = self._waiting[0]
        arrays = {name: [given[name] for given in self._waiting] for name in names}
        facts = {"key": self._key, "row": self._row, "rows": self._waiting_rows, **self._facts}
        path = self._path(self._row)
        try:
            write_block(path, facts, arrays)
        except OSError as error:
            raise unwritable(path, said_by(error), "Check that the disk has room") from None
        self._row += self._waiting_rows
        self._waiting, self._waiting_rows, self._waiting_bytes = [], 0, 0
        self._written_at = time.monotonic()

    def _path(self, row: int) -> Path:
        return self._folder / f"{row:09d}{_ENDING}"


def _shape_of(parts: Sequence[np.ndarray]) -> List[int]:
    """Return the shape of parts (…, rows, w) one below the other."""
    *before, _, width = parts[0].shape
    return [*before, sum(part.shape[-2] for part in parts), width]


def _pieces_of(parts: Sequence[np.ndarray]) -> Iterator[memoryview]:
    """Yield the bytes of parts (…, rows, w) one below the other, in the order of an array that holds them all."""
    for place in np.ndindex(parts[0].shape[:-2]):
        for part in parts:
            yield np.ascontiguousarray(part[place]).reshape(-1).view(np.uint8).data


def _plain(value: Any) -> Any:
    """Return what JSON takes of a value that it does not know."""
    if isinstance(value, np.ndarray):
        content = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return [value.dtype.str, list(value.shape), content]
    if isinstance(value, np.generic):
        return value.item()
    return str(value)


def _sync_folder(folder: Path) -> None:
    """Have a folder's names on disk, where a system can do that."""
    with suppress(OSError):  # Windows opens no folder, and some file systems sync none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
