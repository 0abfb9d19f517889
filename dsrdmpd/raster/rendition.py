"""Which DN of a raster are black and which are white to the model, and whether they are light or display values.

The same picture must come out whether it is stored in 8 bits, in 16, or as reflectance, so the range is never that of
each band: a veil lifts a band's darkest pixels, and a range that begins there hides it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import List, Optional, Sequence

import numpy as np

from ..errors import Text, Words, as_text
from ..physics import DISPLAY_GAMMA
from ..scene.sensors import Calibration, SceneFacts, Triple, calibrate
from .values import HUGE

DARK, MIDDLE, BRIGHT = 0.1, 50.0, 99.0  # percentiles
_STORED_8_BIT = 257  # 255 · 257 is 65535: what a program makes of an 8-bit picture that it saves with 16
_ZERO_IS_BLACK = 0.75  # of the bright end: if the darkest pixels lie no higher, it is haze and not an offset
_MARGIN = 0.05  # above the bright end, so that few pixels are cut off
# What a clear sky may add to green and blue over red, as shares of the range, where no sensor is known: not more of a
# band's own darkness is taken for black.
_SKY: Triple = (0.0, 0.02, 0.05)


@dataclass(frozen=True)
class Rendition:
    """How DN become display values.

    Attributes:
        low, high: per colour, the DN of black and of white. gamma: from display values to light, 1 if DN are the first.
        told: what was taken for what and why, for people. calibration: how DN are reflectance, None if not known.
    """

    low: Triple
    high: Triple
    gamma: float
    told: Words
    calibration: Optional[Calibration] = None


def render(facts: SceneFacts, samples: Sequence[np.ndarray]) -> Rendition:
    """Return how a raster is rendered.

    Args:
        facts: what its file says. samples: usable DN (n,) of red, green and blue, the whole raster's.
    """
    dtype = np.dtype(facts.dtype)
    if dtype == np.uint8:
        return Rendition((0.0,) * 3, (255.0,) * 3, 1.0, "8-bit values are taken for a picture")
    values = [_finite(sample) for sample in samples]
    if dtype == np.uint16 and any(len(band) for band in values) and all(_is_widened(band) for band in values):
        widened = "The 16-bit values are an 8-bit picture's, times 257, and are taken for one"
        return Rendition((0.0,) * 3, (65535.0,) * 3, 1.0, widened)
    if all(len(band) for band in values):
        points = [np.percentile(band, (DARK, MIDDLE, BRIGHT)).tolist() for band in values]
        dark, middle, bright = map(_triple, zip(*points))
        facts = replace(facts, dark=dark, middle=middle, bright=bright)
    found = calibrate(facts)
    if found:
        low, high = found.dn_range
        told = Text(
            "Values are taken for {sensor}, by {evidence}",
            sensor=as_text(found.sensor),
            evidence=as_text(found.evidence),
        )
        if found.doubt:
            told = Text("{told}; {doubt}", told=told, doubt=as_text(found.doubt))
        return Rendition(low, high, DISPLAY_GAMMA, told, found)
    return _shared(values, dtype)


def _shared(values: Sequence[np.ndarray], dtype: np.dtype) -> Rendition:
    """One range for the three colours, which begins at 0 unless even the darkest pixels are far from it."""
    present = [band for band in values if len(band)]
    if not present:
        return Rendition((0.0,) * 3, (1.0,) * 3, DISPLAY_GAMMA, "No pixel is usable")
    darkest = [float(np.percentile(band, DARK)) if len(band) else None for band in values]
    dark = min(value for value in darkest if value is not None)
    bright = max(float(np.percentile(band, BRIGHT)) for band in present)
    low = 0.0 if 0 <= dark <= _ZERO_IS_BLACK * bright else dark
    span = max((1 + _MARGIN) * (bright - low), _least_span(dtype, max(abs(dark), abs(bright))))
    lows = _with_sky(low, span, darkest)
    told = Text(
        "No sensor is known: values from {low:.6g} to {high:.6g} are taken for light from black to white",
        low=low,
        high=low + span,
    )
    return Rendition(lows, (lows[0] + span, lows[1] + span, lows[2] + span), DISPLAY_GAMMA, told)


def _with_sky(low: float, span: float, darkest: Sequence[Optional[float]]) -> Triple:
    """Return each colour's black: the shared one, and what a clear sky may add to green and blue over red."""
    lows: List[float] = []
    red_dark = low if darkest[0] is None else max(low, darkest[0])
    for value, sky in zip(darkest, _SKY):
        lift = 0.0 if value is None else min(max(value - red_dark, 0.0), sky * span)
        lows.append(low + lift)
    return _triple(lows)


def _triple(values: Sequence[float]) -> Triple:
    red, green, blue = values
    return red, green, blue


def _is_widened(values: np.ndarray) -> bool:
    return bool((values % _STORED_8_BIT == 0).all())


def _finite(values: np.ndarray) -> np.ndarray:
    kept = values[np.isfinite(values)]
    return np.clip(kept.astype(np.float64), -HUGE, HUGE)


def _least_span(dtype: np.dtype, magnitude: float) -> float:
    """A constant raster has a range, too."""
    return 1.0 if dtype.kind in "iu" else max(1e-6 * magnitude, 1e-30)
