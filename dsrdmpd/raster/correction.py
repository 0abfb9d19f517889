"""From the change that a method wants to the pixels of a result: which bands move, and how thick the haze was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Protocol, Tuple

import numpy as np

from ..scene.field import HazeField
from .grid import Window
from .mask import Mask
from .radiometry import Stretch, haze_thickness
from .source import RasterSource
from .strength import change_at

Place = Tuple[int, int]


class Correction(Protocol):
    """Turns a strip of change into DN."""

    @property
    def bands(self) -> Tuple[int, ...]:
        """Numbers of the bands that it makes, 1-based."""

    def __call__(
        self, dn: np.ndarray, hazy: np.ndarray, change: np.ndarray, valid: np.ndarray, place: Place
    ) -> Tuple[Dict[int, np.ndarray], np.ndarray]:
        """Return the corrected bands and how thick the haze was.

        Args:
            dn: (3, h, w) of the raster's type, its colour bands. hazy: (3, h, w) float32, their display values.
            change: (3, h, w) float32, restored minus hazy. valid: (h, w) bool; other pixels stay bit for bit.
            place: row and column of the first pixel, counted in pixels of its size.

        Returns:
            DN (h, w) of the raster's type by number of the band, and haze thickness (h, w) float32, 0 to 1.
        """


@dataclass(frozen=True)
class ColourCorrection:
    """The change of the red, green and blue band at some strength, and of no other.

    Attributes:
        stretch: what the change is measured in. bands: red, green and blue band.
        nodata: per band, a value that no usable pixel may take; also_nodata: another one, of all bands.
        strength: 0 (none) to 2: how many times the optical thickness of the haze is removed; see `strength`.
        field: the haze over the raster; None has its thickness follow from the change.
        step_px: pixels of the raster along a side of one that is corrected.
        mask: where the change applies, of a raster at full size; None is everywhere.
    """

    stretch: Stretch
    bands: Tuple[int, int, int]
    nodata: Tuple[Optional[float], ...] = (None, None, None)
    also_nodata: Optional[float] = None
    strength: float = 1.0
    field: Optional[HazeField] = None
    step_px: int = 1
    mask: Optional[Mask] = None

    @classmethod
    def of(
        cls,
        source: RasterSource,
        stretch: Stretch,
        nodata: Optional[float] = None,
        strength_percent: float = 100,
        field: Optional[HazeField] = None,
        step_px: int = 1,
        mask: Optional[Mask] = None,
    ) -> ColourCorrection:
        """Return the correction of a raster's colour bands; `nodata` is a value beside the file's own."""
        return cls(stretch, source.bands, source.nodata, nodata, strength_percent / 100, field, step_px, mask)

    def __call__(
        self, dn: np.ndarray, hazy: np.ndarray, change: np.ndarray, valid: np.ndarray, place: Place
    ) -> Tuple[Dict[int, np.ndarray], np.ndarray]:
        """See `Correction`."""
        wanted = change_at(self.strength, hazy, change, self.field, place, self.step_px)
        if self.mask is not None:
            wanted = wanted * self.mask.weights(Window(*place, *valid.shape))  # exactly 0 outside
        moved = self.stretch.apply(dn, wanted, valid, self.nodata, self.also_nodata, hazy=hazy)
        thickness = (
            haze_thickness(hazy, change)
            if self.field is None
            else self.field.thickness_at(*place, hazy.shape[1], hazy.shape[2], self.step_px)
        )
        return dict(zip(self.bands, moved)), thickness
