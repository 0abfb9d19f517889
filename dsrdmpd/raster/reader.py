"""Reads a raster's tiles in the lattice's order and makes of them what the model takes: batches of display values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Sequence, Tuple

import numpy as np

from ..progress import Progress
from .radiometry import Stretch
from .source import RasterSource
from .tiles import Lattice, fill_invalid, pad_to_tile


@dataclass(frozen=True)
class TileRun:
    """Tiles that follow one another on the lattice.

    Attributes:
        starts: first row and column of each, and whether it has a usable pixel.
        tiles: (n, 3, t, t) float32 in [0, 1], C-contiguous, of those that have one; n may be 0.
    """

    starts: Tuple[Tuple[int, int, bool], ...]
    tiles: np.ndarray

    @property
    def usable(self) -> Tuple[Tuple[int, int], ...]:
        """First row and column of each of `tiles`."""
        return tuple((row, col) for row, col, usable in self.starts if usable)


def read_tiles(
    source: RasterSource,
    stretch: Stretch,
    lattice: Lattice,
    rows: Sequence[int],
    cols: Sequence[int],
    batch_tiles: int,
    progress: Progress,
) -> Iterator[TileRun]:
    """Yield all tiles that start at `rows` and `cols`, in runs with `batch_tiles` usable ones; the last may have fewer.

    Raises:
        RasterError: the raster cannot be read. Cancelled: `progress` says so.
    """
    shape = (batch_tiles, 3, lattice.tile_px, lattice.tile_px)
    starts: List[Tuple[int, int, bool]] = []
    tiles, count = np.empty(shape, np.float32), 0
    for row in rows:
        source.trim_cache()
        for col in cols:
            progress.check()
            usable = _read_tile(source, stretch, lattice, row, col, tiles[count])
            starts.append((row, col, usable))
            count += usable
            if count == batch_tiles:
                yield TileRun(tuple(starts), tiles)
                starts, tiles, count = [], np.empty(shape, np.float32), 0
    if starts:
        yield TileRun(tuple(starts), tiles[:count])


def _read_tile(
    source: RasterSource, stretch: Stretch, lattice: Lattice, row: int, col: int, target: np.ndarray
) -> bool:
    """Read the tile that starts here into `target`, (3, t, t), and return whether it has a usable pixel."""
    dn, valid = source.read_with_valid(lattice.tile_window(row, col))
    if not valid.any():
        return False
    whole = dn.shape == target.shape
    hazy = stretch.normalise(dn, out=target if whole else None)
    filled = fill_invalid(hazy, valid)
    if filled is not target:
        target[...] = pad_to_tile(filled, lattice.tile_px)
    return True
