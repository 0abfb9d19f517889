"""Rows of what a method changes: what its haze field does, which every pixel tells by itself, and what tiles add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Optional, Tuple

import numpy as np

from ..scene.field import HazeField
from .grid import Window


@dataclass(frozen=True)
class Strip:
    """Finished rows of the window of a view, as wide as it.

    Attributes:
        window: which pixels of the view. beyond: (3, h, w) float32, what tiles add to the field, None for nothing.
        field: the haze over the raster, None if tiles alone decide. place: first row and column of the rows, from the
            raster's first, in pixels of the view's size. step_px: pixels of the raster along a side of one of them.
    """

    window: Window
    beyond: Optional[np.ndarray] = None
    field: Optional[HazeField] = None
    place: Tuple[int, int] = (0, 0)
    step_px: int = 1

    def change(self, hazy: np.ndarray) -> np.ndarray:
        """Return restored minus hazy, (3, h, w) float32.

        Args:
            hazy: (3, h, w) float32, the display values of its pixels; unchanged.
        """
        if self.field is None:
            return np.zeros_like(hazy) if self.beyond is None else self.beyond
        change = self.field.clear(hazy, *self.place, self.step_px)
        change -= hazy
        if self.beyond is not None:
            change += self.beyond
        return change


def joined(strips: Iterable[Strip], hazy: np.ndarray) -> np.ndarray:
    """Return the change of all strips of a window, one below the other, whose display values are `hazy`."""
    parts, row = [], 0
    for strip in strips:
        parts.append(strip.change(hazy[:, row : row + strip.window.height]))
        row += strip.window.height
    return np.concatenate(parts, axis=1)
