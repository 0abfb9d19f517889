"""The haze optimized transformation: blue against red tells how far a pixel lies off the line of clear ground.

Zhang, Guindon and Cihlar, "An image transform to characterize and compensate for spatial variations in thin cloud
contamination of Landsat images", Remote Sensing of Environment 82(2–3), 2002. Over clear ground blue and red go
together along a line of angle θ; HOT = blue·sin θ − red·cos θ (eq. 1) grows with haze whatever the ground is. Haze is
removed by dark objects, level by level of HOT: what the darkest ground of a level shines with more than that of the
clearest level is subtracted (section 4). The paper has a user choose clear ground for the line; here it is fitted to
the least blue tenth of the pixels of equal red.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..errors import Text
from ..physics import DISPLAY_GAMMA
from ..scene.veil import IndexedVeil

TITLE = Text("Haze optimized transformation (Zhang 2002)")
TILE_PX = 512
LEVELS = 16
CLEAR, HAZIEST = 5.0, 99.5  # percentiles of HOT between which the levels lie
DARK = 1.0  # percentile of a level that is its dark object
LEAST_PIXELS = 50  # of a level that says something
_RED_BINS = 24


def dehaze(hazy: np.ndarray, measured: Optional[np.ndarray] = None) -> np.ndarray:
    """Return an image less the light that its haze level adds, band by band.

    Args:
        hazy: (3, h, w) float32 display values in [0, 1]. measured: what `measure` says; None has it say.

    Returns:
        As `hazy`.
    """
    measured = measure(hazy) if measured is None else measured
    found, levels = index(hazy, measured), measured[0]
    added = np.stack([np.interp(found, levels, table) for table in measured[1:4]])
    return (np.clip(hazy**DISPLAY_GAMMA - added, 0, 1) ** (1 / DISPLAY_GAMMA)).astype(np.float32)


def measure(hazy: np.ndarray, valid: Optional[np.ndarray] = None) -> np.ndarray:
    """Return the levels of HOT, what each adds to red, green and blue (light), and θ: (5, LEVELS).

    Args:
        hazy: (3, h, w) in [0, 1]. valid: (h, w) bool, the pixels that count; None counts all.
    """
    values = hazy.reshape(3, -1) if valid is None else hazy[:, valid]
    measured = np.zeros((5, LEVELS))
    measured[0] = np.arange(LEVELS)
    if values.shape[1] < LEAST_PIXELS:
        return measured
    light = values.astype(np.float64) ** DISPLAY_GAMMA
    measured[4] = _clear_line(light[0], light[2])
    found = index(values, measured)
    ends = np.percentile(found, np.linspace(CLEAR, HAZIEST, LEVELS))  # as many pixels in each level
    measured[0] = np.maximum.accumulate(ends + 1e-9 * np.arange(LEVELS))
    measured[1:4] = [table(found, band, measured[0]) for band in light]
    return measured


def index(hazy: np.ndarray, measured: np.ndarray) -> np.ndarray:
    """Return HOT of display values (3, …): (…)."""
    angle = measured[4, 0]
    return hazy[2].astype(np.float64) ** DISPLAY_GAMMA * np.sin(angle) - hazy[0] ** DISPLAY_GAMMA * np.cos(angle)


def table(found: np.ndarray, light: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return the light that each level adds to a band, (LEVELS,), from pixels' HOT and light, (n,) each."""
    nearest = np.clip(np.searchsorted(levels, found), 0, len(levels) - 1)
    dark = np.full(len(levels), np.nan)
    for level in range(len(levels)):
        inside = light[nearest == level]
        if len(inside) >= LEAST_PIXELS:
            dark[level] = np.percentile(inside, DARK)
    known = np.isfinite(dark)
    if not known.any():
        return np.zeros(len(levels))
    places = np.arange(len(levels))
    filled = np.interp(places, places[known], dark[known])
    added = np.maximum(filled - filled[0], 0)
    # more haze adds no less light: between the least and the most that a rising curve could be
    return (np.maximum.accumulate(added) + np.minimum.accumulate(added[::-1])[::-1]) / 2


def veil(measured: np.ndarray) -> IndexedVeil:
    """Return what is subtracted from other bands: by their own dark objects of each level."""
    levels = measured[0]
    return IndexedVeil(levels, lambda hazy: index(hazy, measured), lambda found, light: table(found, light, levels))


def _clear_line(red: np.ndarray, blue: np.ndarray) -> float:
    """Return the angle of the line of clear ground in the plane of blue and red."""
    edges = np.quantile(red, np.linspace(0, 0.95, _RED_BINS + 1))
    reds, blues = [], []
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (red >= low) & (red <= high)
        if inside.sum() >= 10:
            clearest = blue[inside] <= np.quantile(blue[inside], 0.1)
            reds.append(red[inside][clearest].mean())
            blues.append(blue[inside][clearest].mean())
    if len(reds) < 2 or np.ptp(blues) < 1e-6:
        return float(np.pi / 4)
    slope = np.polyfit(blues, reds, 1)[0]
    return float(np.arctan2(max(slope, 1e-3), 1.0))
