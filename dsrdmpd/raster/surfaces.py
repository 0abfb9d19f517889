"""Pixels that are left as they are: cloud and snow, under which there is nothing to restore, and saturated ones.

Where a sensor's numbers are reflectance, cloud and snow are brighter in every colour than haze over ground can be;
snow is told from cloud by the shortwave infrared, which it absorbs (NDSI, Hall et al. 1995), if there is such a band.
In pictures brightness means nothing, whatever they are stored as, and only saturated pixels are left.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..scene.sensors import Calibration
from .radiometry import Stretch

# Reflectance of the darkest colour, over a clear sky's: where a pixel begins to be left, from where it is in full.
BRIGHT = (0.45, 0.60)
SNOW_BRIGHT = (0.30, 0.40)  # the same where the shortwave infrared says snow
NDSI = (0.40, 0.50)
SATURATED = (0.98, 1.0)  # of the range of a picture's brightest colour
SNOW_UM = (1.5, 1.75)  # bands that tell snow from cloud
_ROUNDING = 1e-4  # of light that is computed in single precision


class Surfaces(NamedTuple):
    """What pixels show; each (h, w) float32 from 0 to 1.

    Attributes:
        cloud: thick cloud, or snow that nothing tells from it. snow: snow. saturated: at the end of the type's range.
        anything: False where all three are 0 everywhere.
    """

    cloud: np.ndarray
    snow: np.ndarray
    saturated: np.ndarray
    anything: bool = True

    @property
    def share(self) -> np.ndarray:
        """How much of the change counts, (h, w) float32: 0 where a pixel is left as it is."""
        return (1 - self.cloud) * (1 - self.snow) * (1 - self.saturated)


def look_at(stretch: Stretch, dn: np.ndarray, swir: Optional[np.ndarray] = None) -> Surfaces:
    """Tell surfaces by their pixels alone.

    Args:
        stretch: of the raster. dn: (3, h, w), its colours. swir: (h, w) DN of a band in `SNOW_UM`, encoded alike.
    """
    none = np.broadcast_to(np.float32(0), dn.shape[1:])
    found = stretch.calibration
    if found is None or not found.is_of_a_sensor or stretch.gamma == 1:
        found = None
    if not _may_be_bright(stretch, dn, found):
        return Surfaces(none, none, none, anything=False)
    saturated = _saturated(stretch, dn)
    if found is None:
        return Surfaces(none, none, saturated)
    light = [np.float32(a) * band.astype(np.float32) + np.float32(b - sky)
             for band, a, b, sky in zip(dn, found.scale, found.offset, found.clear_sky)]  # fmt: skip
    darkest = np.minimum(np.minimum(light[0], light[1]), light[2])
    darkest = np.where(np.isfinite(darkest), darkest, 0)
    bright = _ramp(darkest, BRIGHT)
    if swir is None:
        return Surfaces(bright, none, saturated)
    green, short = light[1], np.float32(found.scale[0]) * swir.astype(np.float32) + np.float32(found.offset[0])
    total = green + short
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.where(total > 0, (green - short) / total, 0)
    snowy = _ramp(np.where(np.isfinite(index), index, 0), NDSI)
    return Surfaces(bright * (1 - snowy), _ramp(darkest, SNOW_BRIGHT) * snowy, saturated)


def _may_be_bright(stretch: Stretch, dn: np.ndarray, found: Optional[Calibration]) -> bool:
    """Whether any pixel may be more than 0 of anything: most pixels are not, which their brightest values tell."""
    if dn.dtype.kind == "f" or not dn.size:
        return True
    most = [int(band.max()) for band in dn]
    if stretch.gamma == 1:
        low, high = np.float32(stretch.low[0]), np.float32(stretch.high[0])
        return bool((np.float32(max(most)) - low) / (high - low) > np.float32(SATURATED[0]))
    if max(most) == np.iinfo(dn.dtype).max:
        return True
    if found is None:
        return False
    # the darkest colour has to be bright; a scale that falls, which no sensor has, leaves it open
    least = min(BRIGHT[0], SNOW_BRIGHT[0]) - _ROUNDING
    light = [a * each + b - sky for each, a, b, sky in zip(most, found.scale, found.offset, found.clear_sky)]
    return min(light) > least or min(found.scale) <= 0


def _saturated(stretch: Stretch, dn: np.ndarray) -> np.ndarray:
    if dn.dtype.kind == "f":
        return np.zeros(dn.shape[1:], np.float32)
    if stretch.gamma == 1:  # a picture, whose brightest values are near the end before they are at it
        low, high = np.float32(stretch.low[0]), np.float32(stretch.high[0])
        return _ramp((dn.max(axis=0).astype(np.float32) - low) / (high - low), SATURATED)
    return (dn == np.iinfo(dn.dtype).max).any(axis=0).astype(np.float32)


def _ramp(values: np.ndarray, ends: tuple) -> np.ndarray:
    low, high = ends
    share = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    return (share * share * (3 - 2 * share)).astype(np.float32)
