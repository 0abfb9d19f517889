"""Another strength of what a method changed: the strength scales the optical thickness of the haze that is removed.

With I = J·t + A·(1 − t), removing haze of transmission t^k instead of t moves a pixel by

    (I − A)·(t^−k − 1), which is (t^−k − 1) / (t^−1 − 1) of the change J − I, whatever the airlight A.

That share is 0 at k = 0, 1 at k = 1, and 1 + 1/t at k = 2: twice the change where haze is thin, more where it is thick.
"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from ..physics import DISPLAY_GAMMA
from ..scene.field import HazeField
from .radiometry import haze_thickness

LEAST_TRANSMISSION = 0.2  # of one pixel's own haze: what is left of less is noise, which would be multiplied


def change_at(
    strength: float,
    hazy: np.ndarray,
    change: np.ndarray,
    field: Optional[HazeField],
    place: Tuple[int, int],
    step_px: int = 1,
) -> np.ndarray:
    """Return the change with `strength` times the haze removed: exactly none at 0, and exactly `change` at 1.

    Args:
        strength: 0 to 2. hazy: (3, h, w) float32 display values. change: (3, h, w) float32, restored minus hazy.
        field: the haze over the scene that the method began with. None takes each pixel's haze from its change.
        place: row and column of the first pixel, counted in pixels of its size. step_px: the raster's along its side.
    """
    if strength == 1:
        return change
    if strength == 0:
        return np.zeros_like(change)
    if field is None:
        return _by_pixel(strength, hazy, change)
    # What the tiles added to the field is detail and colour: it comes with the haze, and is there in full at 1.
    detail = hazy + change
    detail -= field.clear(hazy, *place, step_px)
    detail *= np.float32(min(strength, 1.0))
    moved = field.strengthened(strength).clear(hazy, *place, step_px)
    moved += detail
    np.clip(moved, 0, 1, out=moved)
    moved -= hazy
    moved[change == 0] = 0
    return moved


def _by_pixel(strength: float, hazy: np.ndarray, change: np.ndarray) -> np.ndarray:
    """`change_at` in linear light, by the haze that each pixel's change says it had, the same for all its colours."""
    gamma = np.float32(DISPLAY_GAMMA)
    before = hazy**gamma
    light = np.clip(hazy + change, 0, 1) ** gamma
    light -= before
    light *= share_of_change(strength, 1 - haze_thickness(hazy, change))
    light += before
    moved = np.clip(light, 0, 1, out=light) ** (1 / gamma)
    moved -= hazy
    moved[change == 0] = 0  # powers there and back are not exact
    return moved


def share_of_change(strength: float, transmission: np.ndarray) -> np.ndarray:
    """Return (t^−k − 1) / (t^−1 − 1), (h, w) float32, of a transmission (h, w); where t is 1, its limit k."""
    t = np.clip(transmission, LEAST_TRANSMISSION, 1).astype(np.float64)
    room = 1 / t - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (t**-strength - 1) / room
    return np.where(room > 1e-6, share, strength).astype(np.float32)
