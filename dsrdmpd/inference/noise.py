"""The sampler's starting noise as a function of (seed, absolute row, absolute column, channel).

Overlapping tiles see the same noise where they overlap, whatever the tile plan, the batch or the window that was asked
for, and a run can be repeated. A counter-based generator gives this without drawing the noise of the whole raster.
"""

from __future__ import annotations

from typing import Optional, Sequence

import numpy as np

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def pinned_noise(
    seed: int, rows: Sequence[int], cols: Sequence[int], height: int, width: Optional[int] = None, channels: int = 3
) -> np.ndarray:
    """Return standard normal noise (b, channels, height, width) float32 for tiles with these upper left pixels.

    Box–Muller on two uniform numbers that a hash of (seed, row, column, channel) gives. Tiles are square if `width` is
    left out.
    """
    width = height if width is None else width
    return np.stack([_tile_noise(seed, row, col, height, width, channels) for row, col in zip(rows, cols)])


def _tile_noise(seed: int, row: int, col: int, height: int, width: int, channels: int) -> np.ndarray:
    down, right = np.arange(height, dtype=np.int64), np.arange(width, dtype=np.int64)
    with np.errstate(over="ignore"):  # the hash lives on wrap-around
        state = _mix(np.asarray(seed, np.int64).astype(np.uint64) + _GOLDEN)
        by_row = _mix(state + (row + down).astype(np.uint64) * _GOLDEN)
        by_pixel = _mix(by_row[:, None] ^ ((col + right).astype(np.uint64) * _GOLDEN + _GOLDEN)[None, :])
        channel = np.arange(channels, dtype=np.uint64)[:, None, None]
        first = _mix(by_pixel[None] + (2 * channel + np.uint64(1)) * _GOLDEN)
        second = _mix(by_pixel[None] + (2 * channel + np.uint64(2)) * _GOLDEN)
    radius = np.sqrt(-2 * np.log1p(-_uniform(first)))
    return (radius * np.cos(2 * np.pi * _uniform(second))).astype(np.float32)


def _mix(z: np.ndarray) -> np.ndarray:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit changes half of the output bits."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _uniform(bits: np.ndarray) -> np.ndarray:
    """Map 64 random bits to [0, 1) with 53 of them."""
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53
