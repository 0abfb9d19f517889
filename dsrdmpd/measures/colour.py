"""Colour as the eye sees it: sRGB to CIELAB, and the difference CIEDE2000."""

from __future__ import annotations

import numpy as np

# IEC 61966-2-1: linear sRGB to XYZ, relative to the white of D65 (CIE 1931, 2°).
_XYZ_OF_RGB = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
_WHITE = np.array([0.95047, 1.0, 1.08883])
_POW7_25 = 25.0**7


def lab(rgb: np.ndarray) -> np.ndarray:
    """Return CIELAB (D65, 2°) of sRGB display values: (3, …) in [0, 1] → (3, …) float64."""
    rgb = np.asarray(rgb, dtype=np.float64)
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0) + 0.055) / 1.055) ** 2.4)
    xyz = np.tensordot(_XYZ_OF_RGB / _WHITE[:, None], light, axes=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the colour difference ΔE00 of CIELAB colours: two of (3, …) → (…) float64.

    Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30(1), 2005, whose
    equations are numbered here, with kL = kC = kH = 1. About 1 is what an eye just notices.
    """
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7  # eq. 3
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + _POW7_25))  # 1 + G, eq. 4
    a1, a2 = a1 * stretch, a2 * stretch  # eq. 5
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)  # eq. 6
    h1, h2 = np.arctan2(b1, a1) % (2 * np.pi), np.arctan2(b2, a2) % (2 * np.pi)  # eq. 7
    coloured = c1 * c2 > 0
    turn = (h2 - h1 + np.pi) % (2 * np.pi) - np.pi  # eq. 10, the short way round
    delta_l, delta_c = l2 - l1, c2 - c1  # eq. 8, 9
    delta_h = np.where(coloured, 2 * np.sqrt(c1 * c2) * np.sin(turn / 2), 0)  # eq. 11
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2  # eq. 12, 13
    mean_h = np.where(coloured, _mean_hue(h1, h2), h1 + h2)  # eq. 14
    weight_t = (  # eq. 15
        1
        - 0.17 * np.cos(mean_h - np.radians(30))
        + 0.24 * np.cos(2 * mean_h)
        + 0.32 * np.cos(3 * mean_h + np.radians(6))
        - 0.20 * np.cos(4 * mean_h - np.radians(63))
    )
    theta = np.radians(30) * np.exp(-(((np.degrees(mean_h) - 275) / 25) ** 2))  # eq. 16
    mean_c7 = mean_c**7
    rotation = -2 * np.sqrt(mean_c7 / (mean_c7 + _POW7_25)) * np.sin(2 * theta)  # eq. 17, 21
    squared = (mean_l - 50) ** 2
    part_l = delta_l / (1 + 0.015 * squared / np.sqrt(20 + squared))  # eq. 18
    part_c = delta_c / (1 + 0.045 * mean_c)  # eq. 19
    part_h = delta_h / (1 + 0.015 * mean_c * weight_t)  # eq. 20
    return np.sqrt(np.maximum(part_l**2 + part_c**2 + part_h**2 + rotation * part_c * part_h, 0))  # eq. 22


def _mean_hue(h1: np.ndarray, h2: np.ndarray) -> np.ndarray:
    """Mean of two hues in radians, on the side where they are nearer to each other."""
    mean = (h1 + h2) / 2
    far = np.abs(h1 - h2) > np.pi
    return np.where(far, np.where(h1 + h2 < 2 * np.pi, mean + np.pi, mean - np.pi), mean)
