"""Structural similarity and spectral angle of rasters, pixel by pixel, where pixels may be missing."""

from __future__ import annotations

from typing import Sequence, Tuple

import numpy as np

SSIM_RADIUS_PX = 5
SSIM_WINDOW_PX = 2 * SSIM_RADIUS_PX + 1
SSIM_SIGMA = 1.5
SSIM_K1, SSIM_K2 = 0.01, 0.03  # C1 = (K1·L)², C2 = (K2·L)²


def ssim(image: np.ndarray, truth: np.ndarray, valid: np.ndarray, data_range: float) -> Tuple[float, int]:
    """Return the sum of the structural similarity over one band, and over how many places it was taken.

    Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4), 2004:
    Gaussian window of 11 pixels with σ = 1.5, K1 = 0.01, K2 = 0.03, no padding. A place counts if every pixel of its
    window is usable, so the sums of strips that overlap by 10 rows add up to those of the whole.

    Args:
        image, truth: (h, w) in any unit, `data_range` of which is the range L. valid: (h, w) bool, the usable pixels.

    Returns:
        Sum and number of places; 0 and 0 if no window is whole.
    """
    if min(image.shape) < SSIM_WINDOW_PX:
        return 0.0, 0
    whole = _all_around(valid)
    count = int(np.count_nonzero(whole))
    if count == 0:
        return 0.0, 0
    middle = float(truth[valid].mean(dtype=np.float64))  # taken off first, so that single precision is enough
    x, y = (((band - middle) / data_range).astype(np.float32) for band in (image, truth))
    if count < whole.size:
        x[~valid] = y[~valid] = 0
    mean_x, mean_y = _blur(x), _blur(y)
    covariance = _blur(x * y) - mean_x * mean_y
    variances = _blur(x * x + y * y) - mean_x**2 - mean_y**2
    mean_x += np.float32(middle / data_range)
    mean_y += np.float32(middle / data_range)
    c1, c2 = SSIM_K1**2, SSIM_K2**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    values = np.minimum(luminance * (2 * covariance + c2) / (variances + c2), 1)  # rounding may lead beyond
    return float(values[whole].sum(dtype=np.float64)), count


def spectral_angles(image: Sequence[np.ndarray], truth: Sequence[np.ndarray]) -> np.ndarray:
    """Return the angle between the spectra of each pixel in degrees: bands of any one shape → that shape, float64.

    Spectral angle mapper, Kruse et al. 1993: θ = arccos(x·y / (‖x‖‖y‖)). Brightness does not count. It is computed as
    θ = 2·atan2(‖u − v‖, ‖u + v‖) with u = x/‖x‖ and v = y/‖y‖, which keeps its digits at small angles (Kahan). A pixel
    of zeros has no direction: it is 0° from another one and 90° from anything else.
    """
    lengths = [np.sqrt(sum(np.square(band, dtype=np.float64) for band in bands)) for bands in (image, truth)]
    scales = [np.where(length > 0, length, 1) for length in lengths]
    apart, together = np.zeros(lengths[0].shape), np.zeros(lengths[0].shape)
    for x, y in zip(image, truth):
        u, v = x / scales[0], y / scales[1]
        apart += np.square(u - v)
        together += np.square(u + v)
    return np.degrees(2 * np.arctan2(np.sqrt(apart), np.sqrt(together)))


def _kernel() -> np.ndarray:
    offsets = np.arange(-SSIM_RADIUS_PX, SSIM_RADIUS_PX + 1)
    line = np.exp(-(offsets**2) / (2 * SSIM_SIGMA**2))
    return (line / line.sum()).astype(np.float32)


_KERNEL = _kernel()


def _blur(values: np.ndarray) -> np.ndarray:
    """Gaussian mean of each whole window: (h, w) → (h − 10, w − 10)."""
    height, width = (length - 2 * SSIM_RADIUS_PX for length in values.shape)
    down = _weighted([values[place : place + height] for place in range(SSIM_WINDOW_PX)])
    return _weighted([down[:, place : place + width] for place in range(SSIM_WINDOW_PX)])


def _weighted(shifted: Sequence[np.ndarray]) -> np.ndarray:
    """Sum of the places of a window by the kernel's weights, whose two halves are alike."""
    result = _KERNEL[SSIM_RADIUS_PX] * shifted[SSIM_RADIUS_PX]
    pair = np.empty_like(result)
    for place in range(SSIM_RADIUS_PX):
        np.add(shifted[place], shifted[-1 - place], out=pair)
        pair *= _KERNEL[place]
        result += pair
    return result


def _all_around(valid: np.ndarray) -> np.ndarray:
    """Whether all pixels of each whole window are usable: (h, w) → (h − 10, w − 10)."""
    if valid.all():
        return np.ones((valid.shape[0] - SSIM_WINDOW_PX + 1, valid.shape[1] - SSIM_WINDOW_PX + 1), dtype=bool)
    for _ in range(2):
        sums = np.cumsum(np.pad(~valid, ((1, 0), (0, 0))), axis=0, dtype=np.int64)
        valid = (sums[SSIM_WINDOW_PX:] - sums[:-SSIM_WINDOW_PX] == 0).T
    return valid
