"""A band's DN as light, in the unit of the colours: what haze acts on, in any band and any encoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional, Sequence

import numpy as np

from ..physics import DISPLAY_GAMMA
from .radiometry import Stretch
from .values import Ranges, moved


@dataclass(frozen=True)
class BandLight:
    """From DN to light, 0 for black (behind a clear sky) and 1 for the colours' white, and back.

    Attributes:
        wavelength_um: centre of the band. low, high: DN of no light and of white.
        display: whether DN are display values, of which light is the power 2.2; else they are linear in light.
    """

    wavelength_um: float
    low: float
    high: float
    display: bool

    @classmethod
    def of(cls, stretch: Stretch, wavelength_um: float) -> BandLight:
        """Return how a band of this wavelength holds light, if it is encoded as the raster's colours are.

        Where their sensor is known a clear sky adds its own to each band; else the band begins where red does.
        """
        found, low = stretch.calibration, stretch.low[0]
        if found:
            low = (found.clear_sky_at(wavelength_um) - found.offset[0]) / found.scale[0]
        return cls(wavelength_um, low, low + stretch.high[0] - stretch.low[0], stretch.gamma == 1)

    def light(self, dn: np.ndarray) -> np.ndarray:
        """Return the light (float64) of DN: NaN stays, darker than black is negative where DN are linear."""
        share = (dn.astype(np.float64) - self.low) / (self.high - self.low)
        return np.maximum(share, 0) ** DISPLAY_GAMMA if self.display else share

    def changed(self, dn: np.ndarray, light: np.ndarray, wanted: np.ndarray, avoid: Ranges) -> np.ndarray:
        """Return DN (n,) whose `light` becomes the `wanted` one, within the type's range and never one in `avoid`.

        Where the two are equal the DN stay bit for bit.
        """
        if self.display:
            light, wanted = (np.maximum(each, 0) ** (1 / DISPLAY_GAMMA) for each in (light, wanted))
        with np.errstate(over="ignore", invalid="ignore"):
            shift = (wanted - light) * (self.high - self.low)
        return moved(dn, np.nan_to_num(shift, posinf=0.0, neginf=0.0), avoid)


def lights_of(stretch: Stretch, wavelengths_um: Sequence[Optional[float]]) -> Dict[int, BandLight]:
    """Return how each band (1-based) that sees sunlight holds it."""
    return {number: BandLight.of(stretch, um) for number, um in enumerate(wavelengths_um, 1) if um}
