"""The haze over a scene, smooth, per colour: found once on a reduced view, applied at any window of the full size.

hazy = transmission · clear + veil in display values, so removing haze of known transmission and veil keeps every
detail, leaves no seam, and can be weakened or strengthened afterwards: transmission to the power of the strength.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence, Tuple, Union

import numpy as np

Triple = Tuple[float, float, float]  # red, green, blue

_LEAST_TRANSMISSION = 0.04  # that a strength above 1 leads to: a gain of 25, beyond which there is only noise
_ALMOST = 1 - 1e-4  # of a share: rounding must not leave out what lies just above it
_LEAST_HIDDEN = 1e-6  # share of the light below which a veil has no colour to speak of


@dataclass(frozen=True)
class HazeField:
    """Haze on a grid of equal cells that cover a raster. Every method depends on the pixels' place in the raster
    alone, never on the window they are asked in: a window equals its part of the whole bit for bit.

    Attributes:
        transmission: (3, n, m) float32, above 0 to 1: what is left of the ground's display values, per colour.
        veil: (3, n, m) float32: what the haze adds to them.
        thickness: (n, m) float32: 1 − t of the shortest band (0.443 µm) in linear light.
        height, width: of the raster in pixels.
        gain, offset: of each colour, from the scene's exposure to that of another one, where scenes were matched; they
            apply to display values without haze, and are no part of it.

    Raises:
        ValueError: the shapes do not belong together.
    """

    transmission: np.ndarray
    veil: np.ndarray
    thickness: np.ndarray
    height: int
    width: int
    gain: Triple = (1.0, 1.0, 1.0)
    offset: Triple = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        shape = self.thickness.shape
        if not (len(shape) == 2 and self.transmission.shape == self.veil.shape == (3, *shape) and min(shape) > 0):
            raise ValueError(f"a field of shapes {self.transmission.shape}, {self.veil.shape} and {shape}")

    def strengthened(self, strength: Union[float, np.ndarray]) -> HazeField:
        """The field that removes `strength` times the optical thickness, everywhere or by cell: 0 is none, 1 this one.

        t becomes t^k, and the veil A·(1 − t) becomes A·(1 − t^k) with the same airlight A. Above 1 nothing is amplified
        without a limit.
        """
        exponent = np.asarray(strength, np.float32)
        transmission = self.transmission**exponent
        least = np.minimum(self.transmission, np.float32(_LEAST_TRANSMISSION))
        transmission = np.maximum(transmission, least)
        hidden = np.maximum(1 - self.transmission, np.float32(_LEAST_HIDDEN))
        veil = self.veil * ((1 - transmission) / hidden)
        thickness = 1 - (1 - self.thickness) ** exponent
        haze = {"transmission": transmission, "veil": veil.astype(np.float32), "thickness": thickness}
        if not self.is_exposed:
            return replace(self, **haze)
        share = min(float(exponent.max()), 1.0)  # of the way to the other exposure: none at 0, all of it from 1 on
        gain = _triple([1 + share * (gain - 1) for gain in self.gain])
        return replace(self, **haze, gain=gain, offset=_triple([share * offset for offset in self.offset]))

    def clear(self, hazy: np.ndarray, row: int, col: int, step_px: int = 1) -> np.ndarray:
        """Return display values (3, h, w) without the haze, cut off to [0, 1].

        Args:
            hazy: display values of pixels that begin at this row and column, counted in pixels of their own size.
            step_px: pixels of the raster along a side of one of them.
        """
        place = (row, col, *hazy.shape[1:], step_px)
        out = np.empty(hazy.shape, np.float32)
        for colour, target in enumerate(out):  # one by one, for the processor's caches
            np.subtract(hazy[colour], self._at(self.veil[colour], *place), out=target)
            target /= self._at(self.transmission[colour], *place)
            if self.is_exposed:
                target *= np.float32(self.gain[colour])
                target += np.float32(self.offset[colour])
        return np.clip(out, 0, 1, out=out)

    @property
    def is_exposed(self) -> bool:
        """Whether it changes the exposure, too."""
        return self.gain != (1.0, 1.0, 1.0) or self.offset != (0.0, 0.0, 0.0)

    def thickness_at(self, row: int, col: int, height: int, width: int, step_px: int = 1) -> np.ndarray:
        """Thickness (h, w) float32 of the pixels of a window; its numbers count as in `clear`."""
        return self._at(self.thickness, row, col, height, width, step_px)

    def weight_at(self, start: float, row: int, col: int, height: int, width: int, step_px: int = 1) -> np.ndarray:
        """How far what the field left is worth a closer look: (h, w) float32 in [0, 1]; numbers count as in `clear`.

        Args:
            start: share of the light that haze hides, 1 − t averaged over the colours, up to which it is not at all;
                from twice that on it is in full. 0 makes it so everywhere, 1 nowhere.
        """
        if start <= 0:
            return np.ones((height, width), np.float32)
        hidden = self._at(1 - self.transmission.mean(axis=0), row, col, height, width, step_px)
        return np.clip(hidden / np.float32(start) - 1, 0, 1)

    def hides(self, start: float, row: int, col: int, height: int, width: int, step_px: int = 1) -> bool:
        """Whether `weight_at` may be above 0 anywhere in a window; not so where no cell near it hides as much light."""
        if start <= 0:
            return True
        above, below, _ = _between(row, height, self.thickness.shape[0], self.height / step_px)
        left, right, _ = _between(col, width, self.thickness.shape[1], self.width / step_px)
        near = self.transmission[:, above[0] : below[-1] + 1, left[0] : right[-1] + 1]
        return bool((1 - near.mean(axis=0)).max() > start * _ALMOST)

    def spread(self, cells: np.ndarray, row: int, col: int, height: int, width: int, step_px: int = 1) -> np.ndarray:
        """A figure of each cell, (n, m), brought to the pixels of a window: (h, w) float32; numbers as in `clear`."""
        return self._at(cells.astype(np.float32), row, col, height, width, step_px)

    def _at(self, cells: np.ndarray, row: int, col: int, height: int, width: int, step_px: int) -> np.ndarray:
        """Cells (n, m) interpolated linearly between their centres: (height, width) float32."""
        above, below, share = _between(row, height, cells.shape[0], self.height / step_px)
        left, right, across = _between(col, width, cells.shape[1], self.width / step_px)
        first, last = int(above[0]), int(below[-1])
        near = cells[first : last + 1]
        lines = near[:, left] + (near[:, right] - near[:, left]) * across  # of the cells' centres, as wide as wanted
        steps = np.diff(lines, axis=0, append=lines[-1:])
        out = steps[above - first]
        out *= share[:, None]
        out += lines[above - first]
        return out


def _triple(values: Sequence[float]) -> Triple:
    red, green, blue = values
    return red, green, blue


def reduced(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return an image (3, h, w) float32 brought to (3, height, width) by averaging the area of every new pixel."""
    rows, cols = _area_weights(image.shape[1], height), _area_weights(image.shape[2], width)
    return np.ascontiguousarray(np.einsum("ni,cij,mj->cnm", rows, image, cols, optimize=True), dtype=np.float32)


def _area_weights(count: int, wanted: int) -> np.ndarray:
    """Return (wanted, count): how much each old pixel is part of each new one; rows sum to 1."""
    edges = np.linspace(0, count, wanted + 1)
    old = np.arange(count)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    weights = np.maximum(overlap, 0)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _between(start: int, count: int, cells: int, length: float) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of `count` pixels, the cells on either side of its centre and the share of the second (float32)."""
    place = np.clip((np.arange(start, start + count) + 0.5) * (cells / length) - 0.5, 0, cells - 1)
    first = place.astype(np.intp)
    return first, np.minimum(first + 1, cells - 1), (place - first).astype(np.float32)
