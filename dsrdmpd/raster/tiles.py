"""The raster's one lattice of tiles, and how a tile is completed where the raster has no usable pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np

from ..request import MIN_TILE_PX, TILE_MULTIPLE_PX
from .grid import Window

MID_GREY = 0.5  # stands for a tile that has no usable pixel at all
_OVERLAP, _MOST_OVERLAP_PX = 0.25, 64  # of a tile; large ones differ less, so they need no more to meet without an edge


def fitting_tile(tile_px: int, height: int, width: int) -> int:
    """Return the side of a raster's tiles: as asked for, or less if one smaller tile holds the whole raster."""
    needed = -(-max(height, width) // TILE_MULTIPLE_PX) * TILE_MULTIPLE_PX
    return min(tile_px, max(needed, MIN_TILE_PX))


def usual_overlap(tile_px: int) -> int:
    """Return how many pixels neighbouring tiles of this side share in a run."""
    return min(int(tile_px * _OVERLAP), _MOST_OVERLAP_PX)


@dataclass(frozen=True)
class Lattice:
    """Where the tiles of a raster lie. Nothing but these four numbers decides it, so every window sees the same tiles.

    Attributes:
        height, width: size of the raster in pixels.
        tile_px: side of a tile.
        overlap_px: what neighbouring tiles share; the last tile of a row or column shares more, to end at the edge.

    Raises:
        ValueError: the overlap is negative or leaves no way forward.
    """

    height: int
    width: int
    tile_px: int
    overlap_px: int

    def __post_init__(self) -> None:
        if not 0 <= self.overlap_px < self.tile_px:
            raise ValueError(f"an overlap of {self.overlap_px} px does not lie between 0 and a tile's {self.tile_px}")

    @classmethod
    def usual(cls, height: int, width: int, tile_px: int) -> Lattice:
        """Return the lattice of a run with tiles of `tile_px` pixels over a raster of this size."""
        tile_px = fitting_tile(tile_px, height, width)
        return cls(height, width, tile_px, usual_overlap(tile_px))

    @property
    def stride_px(self) -> int:
        return self.tile_px - self.overlap_px

    @property
    def row_starts(self) -> Tuple[int, ...]:
        """First row of each row of tiles."""
        return _starts(self.height, self.tile_px, self.stride_px)

    @property
    def col_starts(self) -> Tuple[int, ...]:
        """First column of each column of tiles."""
        return _starts(self.width, self.tile_px, self.stride_px)

    def rows_touching(self, window: Window) -> Tuple[int, ...]:
        """The row starts whose tiles hold a row of `window`."""
        return tuple(s for s in self.row_starts if s < window.row_stop and s + self.tile_px > window.row)

    def cols_touching(self, window: Window) -> Tuple[int, ...]:
        """The column starts whose tiles hold a column of `window`."""
        return tuple(s for s in self.col_starts if s < window.col_stop and s + self.tile_px > window.col)

    def tile_window(self, row_start: int, col_start: int) -> Window:
        """The pixels that the tile at this start takes from the raster: a whole tile, or less on a small raster."""
        return Window(row_start, col_start, min(self.tile_px, self.height), min(self.tile_px, self.width))

    def feather(self) -> np.ndarray:
        """Weight of each pixel of a tile: (tile, tile) float32, falling linearly over the overlap, above 0 everywhere.

        Two neighbours at the usual stride weigh 1 together. Elsewhere they do not, so a blend divides by the sum.
        """
        from_start = np.arange(1, self.tile_px + 1, dtype=np.float32)
        to_edge = np.minimum(from_start, from_start[::-1])
        ramp = np.minimum(to_edge / np.float32(self.overlap_px + 1), np.float32(1))
        return np.outer(ramp, ramp)


def pad_to_tile(tile: np.ndarray, tile_px: int) -> np.ndarray:
    """Grow (..., h, w) to (..., tile_px, tile_px) at the bottom and right by reflection, as often as it takes."""
    height, width = tile.shape[-2:]
    if height == width == tile_px:
        return tile
    return tile[..., _reflected(height, tile_px)[:, None], _reflected(width, tile_px)[None, :]]


def fill_invalid(tile: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Fill the pixels that are not usable with a smooth continuation of the usable ones of the same tile.

    What the unusable pixels hold (0, -9999, NaN) leaves no trace, or a network that pools over the tile would see it.
    The fill is a pull-push pyramid: means of usable pixels on ever coarser grids, then interpolated back into the gaps.

    Args:
        tile: (3, h, w) float32 in [0, 1] where usable.
        valid: (h, w) bool, True where usable; those pixels are returned bit for bit.

    Returns:
        (3, h, w) float32, in [0, 1] everywhere; the argument itself if nothing has to be filled.
    """
    if valid.all():
        return tile
    if not valid.any():
        return np.full_like(tile, MID_GREY)
    fill = _pull_push(np.where(valid, tile, np.float32(0)), valid)
    return np.where(valid, tile, np.clip(fill, 0, 1))


def _starts(length: int, tile_px: int, stride_px: int) -> Tuple[int, ...]:
    last = max(0, length - tile_px)
    return (*range(0, last, stride_px), last)


def _reflected(length: int, size: int) -> np.ndarray:
    """Indices 0 … size-1 folded back into 0 … length-1, the edge pixel not repeated."""
    period = max(1, 2 * (length - 1))
    index = np.arange(size) % period
    return np.minimum(index, period - index) if length > 1 else np.zeros(size, dtype=np.intp)


def _pull_push(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Values (3, h, w) with the pixels that are not `known` (and hold 0) filled from coarser means."""
    if known.all():
        return values
    count = _sum_of_quads(known.astype(np.float32))
    means = _sum_of_quads(values) / np.maximum(count, np.float32(1))
    coarse = _pull_push(means, count > 0)
    height, width = known.shape
    finer = _doubled(_doubled(coarse, axis=-1), axis=-2)[..., :height, :width]
    return np.where(known, values, finer)


def _sum_of_quads(values: np.ndarray) -> np.ndarray:
    height, width = values.shape[-2:]
    even = np.pad(values, [(0, 0)] * (values.ndim - 2) + [(0, height % 2), (0, width % 2)])
    rows = even[..., 0::2, :] + even[..., 1::2, :]
    return rows[..., 0::2] + rows[..., 1::2]


def _doubled(values: np.ndarray, axis: int) -> np.ndarray:
    """Twice the samples along `axis`, linearly interpolated between the centres of the old ones."""
    values = np.moveaxis(values, axis, -1)
    before = np.concatenate([values[..., :1], values[..., :-1]], axis=-1)
    after = np.concatenate([values[..., 1:], values[..., -1:]], axis=-1)
    near, far = np.float32(0.75), np.float32(0.25)
    pairs = np.stack([near * values + far * before, near * values + far * after], axis=-1)
    return np.moveaxis(pairs.reshape(*values.shape[:-1], -1), -1, axis)
