"""Dark object subtraction: what the darkest ground of a band still shines with is haze, the same everywhere."""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..errors import Text
from ..physics import DISPLAY_GAMMA
from ..scene.veil import IndexedVeil

TITLE = Text("Dark object subtraction (Chavez 1988)")
TILE_PX = 512
DARKEST_SHARE = 0.001  # of the pixels that may be darker than the dark object
REFLECTANCE = 0.01  # that a dark object has itself (Chavez 1996)


def dehaze(hazy: np.ndarray, dark: Optional[np.ndarray] = None) -> np.ndarray:
    """Return an image less the light of its dark object, band by band.

    Chavez, "An improved dark-object subtraction technique for atmospheric scattering correction of multispectral data",
    Remote Sensing of Environment 24(3), 1988. The subtraction is one of light, so display values become light for it.

    Args:
        hazy: (3, h, w) float32 display values in [0, 1]. dark: (3,) light to subtract; None has `measure` say.

    Returns:
        As `hazy`.
    """
    dark = measure(hazy) if dark is None else dark
    light = hazy ** np.float32(DISPLAY_GAMMA) - dark[:, None, None].astype(np.float32)
    return np.clip(light, 0, 1) ** np.float32(1 / DISPLAY_GAMMA)


def measure(hazy: np.ndarray, valid: Optional[np.ndarray] = None) -> np.ndarray:
    """Return the light of haze over the dark object of each band, (3,), 0 or more.

    Args:
        hazy: (3, h, w) in [0, 1]. valid: (h, w) bool, the pixels that count; None counts all.
    """
    values = hazy.reshape(3, -1) if valid is None else hazy[:, valid]
    if values.shape[1] == 0:
        return np.zeros(3, np.float32)
    darkest = np.quantile(values, DARKEST_SHARE, axis=1) ** DISPLAY_GAMMA
    return np.maximum(darkest - REFLECTANCE, 0).astype(np.float32)


def veil(measured: np.ndarray) -> IndexedVeil:
    """Return what is subtracted from other bands: each one's own dark object, the same everywhere."""

    def table(index: np.ndarray, light: np.ndarray) -> np.ndarray:
        darkest = np.quantile(light, DARKEST_SHARE) if light.size else 0.0
        return np.array([max(float(darkest) - REFLECTANCE, 0.0)])

    return IndexedVeil(np.zeros(1), lambda hazy: np.zeros(hazy.shape[1:]), table)
