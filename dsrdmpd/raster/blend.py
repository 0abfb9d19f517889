"""Blends the changes of overlapping tiles into finished strips of rows, holding no more rows than are still open."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from ..errors import RasterError, Text
from .grid import Window
from .tiles import Lattice


class StripBlender:
    """Sums feathered tiles over a window and divides by the summed weights.

    Tiles come in the lattice's order, row of tiles by row of tiles and from left to right. Each pixel then sees the
    same float operations in the same order whatever the window or the batch size: its result is the same bit for bit.
    Memory grows with the window's width, not with its height.

    Args:
        window: the pixels that are wanted.
        lattice: the tiles of the whole raster.

    Attributes:
        row: first row of the raster that `finish` has not handed over.
    """

    def __init__(self, window: Window, lattice: Lattice) -> None:
        self._window, self._lattice = window, lattice
        self._feather = lattice.feather()
        self.row = window.row
        self._top, self._open = 0, 0  # where it lies in the arrays, and how many rows from there on are in use
        self._sums = np.empty((3, 0, window.width), dtype=np.float32)
        self._weights = np.empty((0, window.width), dtype=np.float32)
        self._weighted = np.empty((3, lattice.tile_px, lattice.tile_px), dtype=np.float32)
        self._last = (-1, -1)

    def add(self, row_start: int, col_start: int, change: Optional[np.ndarray]) -> None:
        """Take in one tile's change, (3, tile, tile) float32 or None for none; what lies outside the window is ignored.

        Raises:
            RasterError: its values are not finite. ValueError: it is out of order or late.
        """
        self._check(row_start, col_start, change)
        part = self._lattice.tile_window(row_start, col_start).intersect(self._window)
        if part.is_empty:
            return
        self._open_until(part.row_stop)
        rows, cols = part.shifted(-row_start, -col_start).slices
        weight = self._feather[rows, cols]
        rows_here, cols_here = part.shifted(self._top - self.row, -self._window.col).slices
        if change is not None:
            weighted = self._weighted[:, : part.height, : part.width]
            np.multiply(change[:, rows, cols], weight, out=weighted)
            self._sums[:, rows_here, cols_here] += weighted
        self._weights[rows_here, cols_here] += weight

    def finish(self, upto_row: Optional[int] = None) -> Tuple[int, np.ndarray]:
        """Hand over the rows above `upto_row` that were not handed over before.

        Args:
            upto_row: first row of the raster that later tiles may still reach, which is the start of the next row of
                tiles; None is the window's end.

        Returns:
            The first of these rows (of the raster) and their change, (3, n, window width) float32; n may be 0.

        Raises:
            ValueError: a pixel of these rows was in none of the tiles.
        """
        stop = self._window.row_stop if upto_row is None else min(upto_row, self._window.row_stop)
        first, count = self.row, max(0, stop - self.row)
        self._open_until(first + count)
        done = slice(self._top, self._top + count)
        weights = self._weights[done]
        if not weights.all():
            raise ValueError(f"rows {first} to {stop} are not covered by tiles")
        change = self._sums[:, done] / weights
        self.row, self._top, self._open = self.row + count, self._top + count, self._open - count
        return first, change

    def _check(self, row_start: int, col_start: int, change: Optional[np.ndarray]) -> None:
        if (row_start, col_start) <= self._last:
            raise ValueError(f"tile {(row_start, col_start)} came after tile {self._last}")
        if max(row_start, self._window.row) < self.row:
            raise ValueError(f"row {row_start} was handed over before its last tile")
        if change is not None and not np.isfinite(change).all():
            raise RasterError(
                "The raster cannot be dehazed",
                Text("values that are not finite came back for the tile at {place}", place=(row_start, col_start)),
                "Run again on the CPU (device 'cpu'), or with another model",
            )
        self._last = (row_start, col_start)

    def _open_until(self, row_stop: int) -> None:
        """Have zeros in the rows up to `row_stop` that no tile reached yet."""
        needed = row_stop - self.row
        if needed <= self._open:
            return
        if self._top + needed > len(self._weights):
            self._move_to_top(needed)
        new = slice(self._top + self._open, self._top + needed)
        self._sums[:, new], self._weights[new] = 0, 0
        self._open = needed

    def _move_to_top(self, needed: int) -> None:
        """Move the open rows to the arrays' beginning, and have room for `needed` rows."""
        here, there = slice(self._top, self._top + self._open), slice(0, self._open)
        sums, weights = self._sums, self._weights
        if needed > len(weights):
            self._sums, self._weights = (
                np.empty((*a.shape[:-2], needed, a.shape[-1]), a.dtype) for a in (sums, weights)
            )
        self._sums[:, there], self._weights[there] = sums[:, here], weights[here]
        self._top = 0
