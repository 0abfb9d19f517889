"""Which bands beside the colours tell something of haze and snow, and how they hold light."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

import numpy as np

from ..progress import Progress
from ..scene.evidence import SceneBand
from .band_light import BandLight
from .radiometry import Stretch
from .source import RasterSource
from .surfaces import SNOW_UM, look_at
from .view import View
from .wavelengths import known_wavelengths

NEAR_UM = (0.76, 0.90)  # where the air absorbs little and water is dark
SHORTWAVE_UM = (1.5, 1.75)
LEAST_AIRLIGHT = 0.3  # reflectance of endless haze, at least; smoke can be darker and is then removed in part


def scene_bands(
    view: View, stretch: Stretch, dn: np.ndarray, valid: np.ndarray, progress: Progress
) -> Tuple[Tuple[SceneBand, ...], float]:
    """Return what the bands beside the colours tell of a scene, and the share of it that cloud or snow hides.

    The colours themselves are the model's business: what a clear sky adds to them is taken off already, more or less
    than there was, so their darkest light is no bound.

    Args:
        view: the whole raster, reduced. dn, valid: what it shows, as `View.read_with_valid` has it. progress: may
            cancel.
    """
    read: Dict[int, np.ndarray] = {}
    bands = []
    for number, light in telling_bands(view.source, stretch).items():
        progress.check()
        read[number] = view.read_band(number, view.grid.window())
        seen = np.where(valid, light.light(read[number]), np.nan).astype(np.float32)
        bands.append(SceneBand(light.wavelength_um, seen))
    surfaces = look_at(stretch, dn, read.get(snow_band(view.source, stretch) or 0))
    hidden = float(np.maximum(surfaces.cloud, surfaces.snow)[valid].mean()) if valid.any() else 0.0
    return tuple(bands), hidden


def least_airlight(stretch: Stretch) -> float:
    """Return the light that endless haze has at least, in units of white; 0 where no sensor says that DN are light.

    A scale alone does not: a picture may be stored as reflectance.
    """
    found = stretch.calibration
    return LEAST_AIRLIGHT / found.white if found and found.is_of_a_sensor else 0.0


def telling_bands(source: RasterSource, stretch: Stretch) -> Dict[int, BandLight]:
    """Return one band of the near and one of the shortwave infrared by its number, if the raster has them.

    Of an 8-bit raster only the near infrared, which cameras and NAIP have.
    """
    known = known_wavelengths(source)
    found = {}
    for low, high in (NEAR_UM,) if stretch.gamma == 1 else (NEAR_UM, SHORTWAVE_UM):
        inside = [n for n, um in enumerate(known, 1) if um and low <= um <= high and n not in source.bands]
        if inside:
            found[inside[0]] = BandLight.of(stretch, known[inside[0] - 1] or low)
    return found


def snow_band(source: RasterSource, stretch: Stretch) -> Optional[int]:
    """Return the number of the band that tells snow from cloud, None if there is none or DN are no reflectance."""
    if not (stretch.calibration and stretch.calibration.is_of_a_sensor):
        return None
    known = known_wavelengths(source)
    low, high = SNOW_UM
    return next((number for number, um in enumerate(known, 1) if um and low <= um <= high), None)
