"""Reads a view's tiles in the lattice's order and makes of them what methods take: batches of display values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Iterator, List, Optional, Tuple

import numpy as np

from ..progress import Progress
from .grid import Window
from .radiometry import Stretch
from .tiles import Lattice, fill_invalid, pad_to_tile
from .view import View


@dataclass(frozen=True)
class TileRun:
    """Tiles that follow one another on the lattice, on their way from the reader through a method to the blender.

    Attributes:
        starts: first row and column of each in the view, and whether it has a usable pixel.
        tiles: (n, 3, t, t) float32 in [0, 1], C-contiguous, of those that have one; n may be 0.
        origin: where the view's first pixel lies in the raster, row and column in pixels of the view's size.
        step_px: pixels of the raster along a side of one of the view's.
    """

    starts: Tuple[Tuple[int, int, bool], ...]
    tiles: np.ndarray
    origin: Tuple[int, int] = (0, 0)
    step_px: int = 1

    @property
    def rows(self) -> Tuple[int, ...]:
        """First row of each of `tiles`, to which the sampler's noise is pinned."""
        return tuple(row for row, _, usable in self.starts if usable)

    @property
    def cols(self) -> Tuple[int, ...]:
        """First column of each of `tiles`."""
        return tuple(col for _, col, usable in self.starts if usable)


def read_tiles(
    view: View,
    stretch: Stretch,
    lattice: Lattice,
    window: Window,
    batch_tiles: int,
    progress: Progress,
    wanted: Optional[Callable[[Window], bool]] = None,
) -> Iterator[TileRun]:
    """Yield all tiles that touch `window`, in runs with `batch_tiles` usable ones; the last may have fewer, or none.

    A tile is not usable either where nothing is `wanted` of its window.

    Raises:
        RasterError: the raster cannot be read. Cancelled: `progress` says so.
    """
    shape = (batch_tiles, 3, lattice.tile_px, lattice.tile_px)
    starts: List[Tuple[int, int, bool]] = []
    tiles, count = np.empty(shape, np.float32), 0
    for row in lattice.rows_touching(window):
        view.trim_cache()
        for col in lattice.cols_touching(window):
            progress.check()
            place = lattice.tile_window(row, col)
            usable = (wanted is None or wanted(place)) and _read_tile(view, stretch, place, tiles[count], progress)
            starts.append((row, col, usable))
            count += usable
            if count == batch_tiles:
                yield TileRun(tuple(starts), tiles, view.origin, view.step_px)
                starts, tiles, count = [], np.empty(shape, np.float32), 0
    if starts:
        yield TileRun(tuple(starts), tiles[:count], view.origin, view.step_px)


def _read_tile(view: View, stretch: Stretch, window: Window, target: np.ndarray, progress: Progress) -> bool:
    """Read a tile into `target`, (3, t, t), and return whether it has a usable pixel."""
    dn, valid = view.read_with_valid(window, progress)
    if not valid.any():
        return False
    whole = dn.shape == target.shape
    hazy = stretch.normalise(dn, out=target if whole else None)
    filled = fill_invalid(hazy, valid)
    if filled is not target:
        target[...] = pad_to_tile(filled, target.shape[-1])
    return True
