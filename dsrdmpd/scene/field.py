"""The haze over a scene, smooth, per colour: found once on a reduced view, applied at any window of the full size.

hazy = transmission · clear + veil in display values, so removing haze of known transmission and veil keeps every
detail, leaves no seam, and can be weakened or strengthened afterwards: transmission to the power of the strength.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np

_LEAST_HIDDEN = 1e-6  # share of the light below which a veil has no colour to speak of


@dataclass(frozen=True)
class HazeField:
    """Haze on a grid of equal cells that cover a raster. Every method depends on the pixels' place in the raster
    alone, never on the window they are asked in: a window equals its part of the whole bit for bit.

    Attributes:
        transmission: (3, n, m) float32, above 0 to 1: what is left of the ground's display values, per colour.
        veil: (3, n, m) float32: what the haze adds to them.
        thickness: (n, m) float32: 1 − t of the shortest band (0.443 µm) in linear light.
        height, width: of the raster in pixels.

    Raises:
        ValueError: the shapes do not belong together.
    """

    transmission: np.ndarray
    veil: np.ndarray
    thickness: np.ndarray
    height: int
    width: int

    def __post_init__(self) -> None:
        shape = self.thickness.shape
        if not (len(shape) == 2 and self.transmission.shape == self.veil.shape == (3, *shape) and min(shape) > 0):
            raise ValueError(f"a field of shapes {self.transmission.shape}, {self.veil.shape} and {shape}")

    def strengthened(self, strength: float) -> HazeField:
        """The field that removes `strength` times the optical thickness: 0 is none of it, 1 is this one.

        t becomes t^k, and the veil A·(1 − t) becomes A·(1 − t^k) with the same airlight A.
        """
        transmission = self.transmission ** np.float32(strength)
        hidden = np.maximum(1 - self.transmission, np.float32(_LEAST_HIDDEN))
        veil = self.veil * ((1 - transmission) / hidden)
        thickness = 1 - (1 - self.thickness) ** np.float32(strength)
        return HazeField(transmission, veil.astype(np.float32), thickness, self.height, self.width)

    def clear(self, hazy: np.ndarray, row: int, col: int) -> np.ndarray:
        """Display values (3, h, w) without the haze, cut off to [0, 1], of pixels that start at this row and column."""
        height, width = hazy.shape[1:]
        out = hazy - self._at(self.veil, row, col, height, width)
        out /= self._at(self.transmission, row, col, height, width)
        return np.clip(out, 0, 1, out=out)

    def thickness_at(self, row: int, col: int, height: int, width: int) -> np.ndarray:
        """Thickness (h, w) float32 of the pixels of a window."""
        return self._at(self.thickness[None], row, col, height, width)[0]

    def _at(self, cells: np.ndarray, row: int, col: int, height: int, width: int) -> np.ndarray:
        """Cells (c, n, m) interpolated linearly between their centres: (c, height, width) float32."""
        above, below, share = _between(row, height, cells.shape[1], self.height)
        left, right, across = _between(col, width, cells.shape[2], self.width)
        lines = cells[:, above] * (1 - share)[:, None] + cells[:, below] * share[:, None]
        return lines[:, :, left] * (1 - across) + lines[:, :, right] * across


def _between(start: int, count: int, cells: int, length: int) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of `count` pixels, the cells on either side of its centre and the share of the second (float32)."""
    place = np.clip((np.arange(start, start + count) + 0.5) * (cells / length) - 0.5, 0, cells - 1)
    first = place.astype(np.intp)
    return first, np.minimum(first + 1, cells - 1), (place - first).astype(np.float32)
