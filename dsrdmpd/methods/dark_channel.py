"""The dark channel prior with a guided filter: haze is where no colour of the neighbourhood is dark."""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..errors import Text

TITLE = Text("Dark channel prior (He 2011)")
TILE_PX = 512
PATCH_PX = 15
OMEGA = 0.95  # share of the haze that is removed, He et al. 2011, section 4.2
LEAST_TRANSMISSION = 0.1  # t0
AIRLIGHT_SHARE = 0.001
LEAST_AIRLIGHT = 1 / 255
GUIDE_RADIUS_PX = 60
GUIDE_EPSILON = 1e-4
GREY = np.array([0.299, 0.587, 0.114], np.float32)  # share of red, green and blue


def dehaze(hazy: np.ndarray, airlight: Optional[np.ndarray] = None) -> np.ndarray:
    """Return an image without the haze that the dark channel prior sees.

    He, Sun and Tang, "Single Image Haze Removal Using Dark Channel Prior", TPAMI 33(12), 2011, with the parameters
    given there; the transmission is refined with the guided filter (TPAMI 35(6), 2013) instead of soft matting.

    Args:
        hazy: (3, h, w) float32 display values in [0, 1]. airlight: (3,) colour of endless haze; None has `measure` say.

    Returns:
        As `hazy`.
    """
    airlight = measure(hazy) if airlight is None else airlight
    endless = airlight[:, None, None].astype(np.float32)
    coarse = 1 - np.float32(OMEGA) * dark_channel(hazy / endless)  # 2011, eq. 12
    grey = np.tensordot(GREY, hazy, axes=1)
    t = np.clip(guided_filter(grey, coarse), LEAST_TRANSMISSION, 1)
    return np.clip((hazy - endless) / t + endless, 0, 1).astype(np.float32)  # 2011, eq. 22


def measure(hazy: np.ndarray, valid: Optional[np.ndarray] = None) -> np.ndarray:
    """Return the airlight, (3,): the mean colour of the 0.1 % of pixels with the brightest dark channel.

    The paper (2011, section 4.3) takes the single brightest of those pixels. Their mean is what most implementations
    take; it is steadier on real scenes, where one bright roof otherwise sets the airlight.

    Args:
        hazy: (3, h, w) in [0, 1]. valid: (h, w) bool, the pixels that count; None counts all.
    """
    dark = dark_channel(hazy)
    dark, colours = (dark.ravel(), hazy.reshape(3, -1)) if valid is None else (dark[valid], hazy[:, valid])
    if dark.size == 0:
        return np.ones(3, np.float32)
    count = max(1, int(AIRLIGHT_SHARE * dark.size))
    haziest = dark >= np.partition(dark, -count)[-count]  # all that are as bright, and not some of them
    return np.maximum(colours[:, haziest].mean(axis=1), LEAST_AIRLIGHT).astype(np.float32)


def dark_channel(image: np.ndarray) -> np.ndarray:
    """Return the lowest value of any channel in the patch around each pixel (2011, eq. 5): (3, h, w) → (h, w)."""
    lowest = image.min(axis=0)
    return _lowest_along(_lowest_along(lowest, PATCH_PX).T, PATCH_PX).T


def guided_filter(
    guide: np.ndarray, image: np.ndarray, radius_px: int = GUIDE_RADIUS_PX, epsilon: float = GUIDE_EPSILON
) -> np.ndarray:
    """Return `image` smoothed along the edges of `guide`; both (h, w).

    He, Sun and Tang 2013: q = mean(a)·I + mean(b), a = cov(I, p) / (var(I) + ε), b = mean(p) − a·mean(I), means over
    windows of 2r + 1 pixels, which end where the image does.
    """
    guide, image = guide.astype(np.float64), image.astype(np.float64)
    mean_guide, mean_image = _box(guide, radius_px), _box(image, radius_px)
    variance = _box(guide * guide, radius_px) - mean_guide**2
    covariance = _box(guide * image, radius_px) - mean_guide * mean_image
    slope = covariance / (variance + epsilon)  # eq. 5
    offset = mean_image - slope * mean_guide  # eq. 6
    return (_box(slope, radius_px) * guide + _box(offset, radius_px)).astype(np.float32)  # eq. 8


def _lowest_along(values: np.ndarray, size: int) -> np.ndarray:
    """Lowest of the `size` rows around each row, by spans that double: log2(size) steps."""
    half = size // 2
    values = np.pad(values, ((half, half), (0, 0)), constant_values=np.inf)
    span = 1
    while span < size:
        shift = min(span, size - span)
        values = np.minimum(values[:-shift], values[shift:])
        span += shift
    return values


def _box(image: np.ndarray, radius_px: int) -> np.ndarray:
    """Mean over windows of 2r + 1 pixels, of those that lie inside the image."""
    return _mean_along(_mean_along(image, radius_px).T, radius_px).T


def _mean_along(values: np.ndarray, radius_px: int) -> np.ndarray:
    length = len(values)
    sums = np.concatenate([np.zeros_like(values[:1]), np.cumsum(values, axis=0)])
    at = np.arange(length)
    first, stop = np.maximum(at - radius_px, 0), np.minimum(at + radius_px + 1, length)
    return (sums[stop] - sums[first]) / (stop - first)[:, None]
