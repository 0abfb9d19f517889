"""From the change that a method wants to the pixels of a result: which bands move, and how thick the haze was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import Dict, Mapping, Optional, Protocol, Tuple

import numpy as np

from ..request import MASK_THRESHOLD, Nodata
from ..scene.field import HazeField
from .grid import Window
from .mask import Mask
from .other_bands import OtherBands
from .radiometry import Stretch, haze_thickness
from .source import RasterSource
from .strength import change_at
from .surfaces import Surfaces, look_at
from .telling import snow_band

Place = Tuple[int, int]
Maps = Dict[str, np.ndarray]  # by name: a figure of each pixel, (h, w)

HAZE, MASK = "haze", "mask"  # maps that may become files
SATURATED, HIDDEN, CLIPPED = "saturated", "hidden", "clipped"  # maps whose mean alone is wanted


class HazeClass(IntEnum):
    """What a pixel of the haze mask says."""

    CLEAR = 0  # haze thinner than the threshold
    HAZE = 1
    CLOUD = 2  # left as it is: thick cloud, or snow where no shortwave infrared band tells the two apart
    SNOW = 3  # left as it is
    SATURATED = 4  # left as it is: at the end of the type's range


class Correction(Protocol):
    """Turns a strip of change into DN."""

    @property
    def bands(self) -> Tuple[int, ...]:
        """Numbers of the bands that it makes, 1-based: the colours first."""

    @property
    def needs(self) -> Tuple[int, ...]:
        """Numbers of the bands beside the colours that it wants to see."""

    def __call__(
        self,
        dn: np.ndarray,
        hazy: np.ndarray,
        change: np.ndarray,
        valid: np.ndarray,
        place: Place,
        others: Mapping[int, np.ndarray],
    ) -> Tuple[Dict[int, np.ndarray], Maps]:
        """Return the corrected bands and what is to be said of each pixel.

        Args:
            dn: (3, h, w) of the raster's type, its colour bands. hazy: (3, h, w) float32, their display values.
            change: (3, h, w) float32, restored minus hazy. valid: (h, w) bool; other pixels stay bit for bit.
            place: row and column of the first pixel, counted in pixels of its size.
            others: DN (h, w) of the bands that it needs.

        Returns:
            DN (h, w) of the raster's type by number of the band, and maps by name: haze thickness (h, w) float32, 0 to
            1, the mask (`HazeClass`), and 1 where a pixel is saturated, hidden by cloud or snow, or cut off at black.
        """


@dataclass(frozen=True)
class ColourCorrection:
    """The change of the red, green and blue band at some strength, and of others by their wavelength if wanted.

    Cloud, snow and saturated pixels are left as they are (`surfaces`).

    Attributes:
        stretch: what the change is measured in. colours: red, green and blue band.
        nodata: per band, a value that no usable pixel may take; also_nodata: others, of all bands.
        strength: 0 (none) to 2: how many times the optical thickness of the haze is removed; see `strength`.
        field: the haze over the raster; None has its thickness follow from the change.
        step_px: pixels of the raster along a side of one that is corrected.
        mask: where the change applies, of a raster at full size; None is everywhere.
        others: how other bands are corrected, None has them copied. snow_band: the one that tells snow, 0 for none.
        threshold: haze thickness from which the mask says haze.
    """

    stretch: Stretch
    colours: Tuple[int, int, int]
    nodata: Tuple[Optional[float], ...] = (None, None, None)
    also_nodata: Nodata = None
    strength: float = 1.0
    field: Optional[HazeField] = None
    step_px: int = 1
    mask: Optional[Mask] = None
    others: Optional[OtherBands] = None
    snow_band: int = 0
    threshold: float = MASK_THRESHOLD

    @classmethod
    def of(
        cls,
        source: RasterSource,
        stretch: Stretch,
        nodata: Nodata = None,
        strength_percent: float = 100,
        field: Optional[HazeField] = None,
        step_px: int = 1,
        mask: Optional[Mask] = None,
        others: Optional[OtherBands] = None,
        threshold: float = MASK_THRESHOLD,
    ) -> ColourCorrection:
        """Return the correction of a raster's bands; `nodata` is what counts beside the file's own."""
        snow, strength = snow_band(source, stretch) or 0, strength_percent / 100
        return cls(
            stretch, source.bands, source.nodata, nodata, strength, field, step_px, mask, others, snow, threshold
        )

    def coarser(self, step: int) -> ColourCorrection:
        """Return the correction of a view in which a pixel stands for `step` x `step` of this one's."""
        mask = self.mask.coarser(step) if self.mask else None
        return replace(self, step_px=self.step_px * step, mask=mask)

    @property
    def bands(self) -> Tuple[int, ...]:
        """See `Correction`."""
        return (*self.colours, *(self.others.lights if self.others else ()))

    @property
    def needs(self) -> Tuple[int, ...]:
        """See `Correction`."""
        return tuple(sorted({*self.bands, self.snow_band} - {*self.colours, 0}))

    def __call__(
        self,
        dn: np.ndarray,
        hazy: np.ndarray,
        change: np.ndarray,
        valid: np.ndarray,
        place: Place,
        others: Mapping[int, np.ndarray] = MappingProxyType({}),
    ) -> Tuple[Dict[int, np.ndarray], Maps]:
        """See `Correction`."""
        surfaces = look_at(self.stretch, dn, others.get(self.snow_band))
        share, wanted = surfaces.share, change_at(self.strength, hazy, change, self.field, place, self.step_px)
        if self.mask is not None:
            share = share * self.mask.weights(Window(*place, *valid.shape))  # exactly 0 outside
        if surfaces.anything or self.mask is not None:
            wanted = share * wanted
        moved = self.stretch.apply(dn, wanted, valid, self.nodata, self.also_nodata, hazy=hazy)
        thickness = (
            haze_thickness(hazy, change)
            if self.field is None
            else self.field.thickness_at(*place, hazy.shape[1], hazy.shape[2], self.step_px)
        )
        bands = dict(zip(self.colours, moved))
        if self.others:
            how = thickness, share, valid, self.strength, place, self.step_px
            bands.update(self.others.corrected(others, *how, hazy=hazy))
        return bands, self._maps(surfaces, thickness, _cut_off(hazy, wanted))

    def _maps(self, surfaces: Surfaces, thickness: np.ndarray, clipped: np.ndarray) -> Maps:
        # nothing but haze where cloud hides the ground; snow says nothing of the air above it
        shown = np.maximum(thickness, surfaces.cloud)
        if surfaces.anything:
            shown *= 1 - surfaces.snow
        mask = np.uint8(HazeClass.HAZE) * (shown >= np.float32(self.threshold))
        counts = {SATURATED: surfaces.saturated, HIDDEN: surfaces.cloud, CLIPPED: clipped}
        if surfaces.anything:
            for where, what in (
                (surfaces.saturated, HazeClass.SATURATED),
                (surfaces.cloud, HazeClass.CLOUD),
                (surfaces.snow, HazeClass.SNOW),
            ):  # fmt: skip
                mask[where > 0.5] = what
            counts[SATURATED] = (surfaces.saturated >= 1).astype(np.float32)
            counts[HIDDEN] = (np.maximum(surfaces.cloud, surfaces.snow) > 0.5).astype(np.float32)
        return {HAZE: shown, MASK: mask, **counts}


def _cut_off(hazy: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """1 where a pixel becomes black in a colour that was not, 0 elsewhere: (h, w) float32."""
    black = np.zeros(hazy.shape[1:], bool)
    for before, change in zip(hazy, wanted):
        now = before + change <= 0
        if now.any():  # seldom
            black |= now & (before > 0)
    return black.astype(np.float32)
