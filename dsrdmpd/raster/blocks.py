"""A raster's window cut into blocks that are dehazed apart, and what was made of each on its way to the result.

A pixel depends on the raster, the lattice and the method alone, never on the window it is asked in, so blocks meet
without a seam, and bit for bit as one run makes them. Tiles that reach over a border are computed on either side of it:
blocks are as few and as square as balance allows.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from ..errors import RasterError, Text
from ..files import said_by, unwritable
from .grid import Window
from .tiles import Lattice

TWICE_SHARE = 0.03  # of the tiles, which may be computed twice for the sake of more blocks
BLOCKS_PER_WORKER = 2  # at least, where there are several: haze is not everywhere alike, nor are machines
_FACTS = "facts.json"
_VALID = "valid"
_VISIBLE_S = 60.0  # that a file may need to be seen by another machine
_REMEDY = "Check that the disk has room and that every machine sees the folder under this name"


def split(lattice: Lattice, window: Window, workers: int) -> List[List[Window]]:
    """Return rows of blocks that together are `window`; borders lie where tiles begin.

    Args:
        workers: that are to share the work; one of them gets as many blocks as cost next to nothing.
    """
    rows, cols = lattice.rows_touching(window), lattice.cols_touching(window)
    wanted = BLOCKS_PER_WORKER * workers if workers > 1 else 1
    shapes = [(n, m) for n in range(1, len(rows) + 1) for m in range(1, len(cols) + 1)]
    twice = {(n, m): (1 + (n - 1) / len(rows)) * (1 + (m - 1) / len(cols)) - 1 for n, m in shapes}
    enough = [shape for shape in shapes if shape[0] * shape[1] >= wanted] or shapes[-1:]
    cheapest = min(enough, key=lambda shape: (twice[shape], shape))
    free = [shape for shape in enough if twice[shape] <= TWICE_SHARE]
    count, across = max(free, key=lambda shape: (shape[0] * shape[1], -twice[shape]), default=cheapest)
    tops, lefts = (
        _borders(rows, count, window.row, window.row_stop),
        _borders(cols, across, window.col, window.col_stop),
    )
    return [[Window(t, a, b - t, z - a) for a, z in zip(lefts, lefts[1:])] for t, b in zip(tops, tops[1:])]


class BlockWriter:
    """Keeps what is made of a block, as a folder of plain arrays that has its name only when it is whole.

    Takes strips as `Results.write` does. A context manager; leaving it before `complete` leaves nothing.

    Args:
        folder: where the blocks of a run lie. window: the block.

    Raises:
        RasterError: the disk does not take it, or the run's folder is gone.
    """

    def __init__(self, folder: Path, window: Window) -> None:
        self.window = window
        self._path, self._part = _place(folder, window), _place(folder, window).with_suffix(f".{os.getpid()}.part")
        self._stack = ExitStack()
        self._files: Dict[str, Any] = {}
        self._types: Dict[str, str] = {}
        self._row = window.row

    def __enter__(self) -> BlockWriter:
        try:
            shutil.rmtree(self._part, ignore_errors=True)
            self._part.mkdir()
        except OSError as error:
            raise unwritable(self._part, said_by(error), _REMEDY) from None
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()
        shutil.rmtree(self._part, ignore_errors=True)

    def write(self, row: int, pixels: Mapping[str, Any], valid: np.ndarray) -> None:
        """Take the next rows; see `Results.write`."""
        if row != self._row:
            raise ValueError(f"row {row} came, and row {self._row} is due")
        try:
            for name, values in _flat(pixels, valid):
                if name not in self._files:
                    self._types[name] = values.dtype.str
                    self._files[name] = self._stack.enter_context(open(self._part / name, "wb"))  # noqa: SIM115
                self._files[name].write(np.ascontiguousarray(values).data)
        except OSError as error:
            raise unwritable(self._part, said_by(error), _REMEDY) from None
        self._row += len(valid)

    def complete(self, **facts: Any) -> None:
        """Give the whole block its name; `facts` are JSON values that go with it."""
        if self._row != self.window.row_stop:
            raise ValueError(f"{self._path} ends at row {self._row} instead of {self.window.row_stop}")
        try:
            self._stack.close()
            text = json.dumps({"window": self.window.__dict__, "types": self._types, **facts})
            (self._part / _FACTS).write_text(text, encoding="utf-8")
            shutil.rmtree(self._path, ignore_errors=True)  # a worker that was given up may have come to its end
            os.replace(self._part, self._path)
        except OSError as error:
            raise unwritable(self._path, said_by(error), _REMEDY) from None


class Strip(NamedTuple):
    """Rows of all blocks side by side, as `Results.write` takes them."""

    row: int
    pixels: Dict[str, Any]
    valid: np.ndarray


def read_blocks(folder: Path, blocks: Sequence[Window], rows_at_once: int) -> Iterator[Strip]:
    """Yield the rows of finished blocks that lie side by side, from the top.

    Raises:
        RasterError: they are not there, or not whole.
    """
    places = [_place(folder, block) for block in blocks]
    types = [json.loads(_seen(place / _FACTS))["types"] for place in places]
    with ExitStack() as stack:
        try:
            files = [
                {name: stack.enter_context(open(place / name, "rb")) for name in kinds}
                for place, kinds in zip(places, types)
            ]
        except OSError as error:
            raise _unreadable(folder, error) from None
        for row in range(blocks[0].row, blocks[0].row_stop, rows_at_once):
            count = min(rows_at_once, blocks[0].row_stop - row)
            parts = [
                {name: _read(folder, files[n][name], types[n][name], count, block.width) for name in types[n]}
                for n, block in enumerate(blocks)
            ]
            joined = {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}
            yield Strip(row, *_nested(joined))


def remove_blocks(folder: Path, blocks: Sequence[Window]) -> None:
    """Free the room of blocks that are in the result."""
    for block in blocks:
        shutil.rmtree(_place(folder, block), ignore_errors=True)


def _borders(starts: Tuple[int, ...], count: int, first: int, stop: int) -> List[int]:
    """`count` parts of a row or column of tiles, of as many tiles each as can be: where they begin, and the end."""
    chosen = [starts[round(number * len(starts) / count)] for number in range(1, count)]
    return [first, *(start for start in chosen if first < start < stop), stop]


def _place(folder: Path, block: Window) -> Path:
    return folder / f"{block.row:09d}_{block.col:09d}"


def _flat(pixels: Mapping[str, Any], valid: np.ndarray) -> Iterator[Tuple[str, np.ndarray]]:
    """Yield every array by a name of its own: of a result, and of one of its bands."""
    for name, values in pixels.items():
        if isinstance(values, Mapping):
            yield from ((f"{name}.{number}", band) for number, band in values.items())
        else:
            yield name, values
    yield _VALID, valid


def _nested(arrays: Mapping[str, np.ndarray]) -> Tuple[Dict[str, Any], np.ndarray]:
    """Undo `_flat`."""
    pixels: Dict[str, Any] = {}
    for key, values in arrays.items():
        name, _, number = key.partition(".")
        if number:
            pixels.setdefault(name, {})[int(number)] = values
        elif name != _VALID:
            pixels[name] = values
    return pixels, arrays[_VALID]


def _read(folder: Path, file: Any, kind: str, rows: int, width: int) -> np.ndarray:
    dtype = np.dtype(kind)
    try:
        data = file.read(rows * width * dtype.itemsize)
    except OSError as error:
        raise _unreadable(folder, error) from None
    if len(data) < rows * width * dtype.itemsize:
        raise _unreadable(folder, None)
    return np.frombuffer(data, dtype).reshape(rows, width)


def _seen(path: Path) -> str:
    """Read a file that another machine has finished; network disks show that after a while."""
    until = time.monotonic() + _VISIBLE_S
    while True:
        try:
            return path.read_text(encoding="utf-8")
        except OSError as error:
            if time.monotonic() > until or not path.parent.parent.exists():
                raise _unreadable(path.parent.parent, error) from None
            time.sleep(0.2)


def _unreadable(folder: Path, error: Optional[OSError]) -> RasterError:
    why = said_by(error) if error else Text("a block is shorter than it was")
    return RasterError(Text("The blocks in {folder} cannot be read", folder=str(folder)), why, _REMEDY)
