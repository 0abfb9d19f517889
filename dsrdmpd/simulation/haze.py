"""Haze laid over a raster: how thick it is at each pixel, and what each band's light becomes under it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Dict, Optional, Sequence, Tuple

import numpy as np

from ..physics import DISPLAY_GAMMA, compose, transmission
from ..progress import Progress
from ..raster.grid import Window
from ..raster.sites import sites
from ..raster.source import RasterSource
from ..raster.values import HUGE, moved, nodata_ranges, within_ranges
from ..request import Nodata

OCTAVES = 5
LACUNARITY = 1.93  # an octave's cell over the next finer one's: not 2, or the lattices would meet and show
GAIN = 0.55  # of an octave's amplitude over the next coarser one's
LEAST_CELL_PX = 2.0  # finer octaves than that would be pixel noise
# A sum of many random numbers is nearly normal: in standard deviations, where haze begins and where it is thickest.
CLEAR_BELOW, THICKEST_ABOVE = -0.9, 2.5
SPLINE_VARIANCE = (151 / 315) ** 2  # Σ w² of a cubic B-spline's weights in two directions, mean over a cell

PERCENTILES = (1.0, 99.0)
WHITE = 255.0  # of 8-bit display values


@dataclass(frozen=True)
class HazeField:
    """Where haze is: a thickness for every pixel of a raster, whatever part of it is looked at.

    The pattern is value noise in octaves: random numbers on lattices that are pinned to the raster's first pixel,
    interpolated by cubic B-splines.

    Attributes:
        thickness_max: w, the share of the reference band's light that the thickest haze takes, 0 to 1.
        pattern_px: cell of the coarsest lattice, which is about the size of a patch.
        patchiness: 0 is a veil of even thickness, 1 patches with clear air between them.
        seed: which pattern.
    """

    thickness_max: float
    pattern_px: float
    patchiness: float
    seed: int

    def thickness(self, window: Window) -> np.ndarray:
        """Return w·m of `window`, (h, w) float32 in 0 to `thickness_max`; m is the pattern, whose veil part is even."""
        pattern: np.ndarray = np.ones((), np.float32)
        if self.patchiness > 0 and self.thickness_max > 0:
            patches = _smoothstep((self._normal_noise(window) - CLEAR_BELOW) / (THICKEST_ABOVE - CLEAR_BELOW))
            pattern = 1 - np.float32(self.patchiness) * (1 - patches)
        return np.broadcast_to(np.float32(self.thickness_max) * pattern, (window.height, window.width))

    def _normal_noise(self, window: Window) -> np.ndarray:
        """(h, w) float32 of mean 0 and standard deviation 1, nearly normal."""
        cells = [self.pattern_px / LACUNARITY**octave for octave in range(OCTAVES)]
        octaves = [(GAIN**n, cell) for n, cell in enumerate(cells) if n == 0 or cell >= LEAST_CELL_PX]
        total = np.zeros((window.height, window.width), dtype=np.float32)
        for number, (amplitude, cell) in enumerate(octaves):
            total += np.float32(amplitude) * _value_noise(window, cell, (self.seed, number))
        variance = SPLINE_VARIANCE / 12 * sum(amplitude**2 for amplitude, _ in octaves)  # 1/12: uniform in 0 to 1
        return total / np.float32(math.sqrt(variance))


@dataclass(frozen=True)
class BandHaze:
    """What haze does to the DN of one band.

    Light mixes linearly, so 8-bit rasters, which are pictures (see `Stretch`), are mixed as light and turned back into
    display values. In others the DN are linear in light already, and as the equation is indifferent to gain and offset
    it holds for the DN as they are.

    Attributes:
        wavelength_um: centre of the band.
        airlight: light of endless haze: DN, or display values turned into light, 0 to 1.
        display: whether DN are display values.
    """

    wavelength_um: float
    airlight: float
    display: bool

    def apply(
        self, dn: np.ndarray, thickness: np.ndarray, valid: np.ndarray, nodata: Sequence[Nodata] = ()
    ) -> np.ndarray:
        """Return the band under haze.

        Args:
            dn: (h, w) of the raster's type. thickness: (h, w), w·m.
            valid: (h, w) bool; other pixels are returned bit for bit, as are those without haze, those whose value
                is nodata and those that are not finite.
            nodata: values that mean nodata, which a usable pixel must not take.

        Returns:
            A new (h, w) array of the same type.
        """
        avoid = nodata_ranges(dn.dtype, *nodata)
        usable = valid & np.isfinite(dn) & (thickness > 0) & ~within_ranges(dn, avoid)
        t = transmission(1 - thickness[usable].astype(np.float64), self.wavelength_um)
        before = dn[usable]
        with np.errstate(over="ignore"):
            if self.display:
                after = WHITE * compose(_light(before), t, self.airlight) ** (1 / DISPLAY_GAMMA)
            else:
                after = compose(before.astype(np.float64), t, self.airlight)
            shift = after - before
        out = dn.copy()
        out[usable] = moved(before, shift, avoid)
        return out


def fit_haze(
    source: RasterSource,
    wavelengths_um: Sequence[float],
    brightness: float,
    progress: Optional[Progress] = None,
) -> Dict[int, BandHaze]:
    """Take the airlight from the raster's own range: always a sample of the whole raster, whatever window is hazed.

    Args:
        source: the raster. wavelengths_um: of all its bands, 0 for one that gets no haze.
        brightness: of the airlight, from a band's dark pixels (0) to its bright ones (1). progress: may cancel.

    Returns:
        The bands that get haze, by their 1-based number.

    Raises:
        Cancelled: `progress` says so.
    """
    display = source.dtype == np.uint8
    looked = sites(source.grid.window())
    valid = [source.read_valid(site) for site in looked]
    airlight: Dict[int, float] = {}
    for number in (n for n, um in enumerate(wavelengths_um, 1) if um):
        (progress or Progress()).check()
        dn = np.concatenate([source.read_band(number, site)[mask] for site, mask in zip(looked, valid)])
        dark, bright = _range(_light(dn) if display else dn.astype(np.float64))
        airlight[number] = dark + brightness * (bright - dark)
    if display:  # display values of different bands compare, and haze is nearly white
        airlight = dict.fromkeys(airlight, max(airlight.values()))
    return {number: BandHaze(wavelengths_um[number - 1], light, display) for number, light in airlight.items()}


def _light(display: np.ndarray) -> np.ndarray:
    return (display.astype(np.float64) / WHITE) ** DISPLAY_GAMMA


def _range(values: np.ndarray) -> Tuple[float, float]:
    values = values[np.isfinite(values)]
    if values.size == 0:
        return 0.0, 0.0
    dark, bright = np.percentile(np.clip(values, -HUGE, HUGE), PERCENTILES)
    return float(dark), float(bright)


def _smoothstep(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0, 1)
    return np.minimum(x * x * (3 - 2 * x), 1)


def _value_noise(window: Window, cell_px: float, key: Tuple[int, int]) -> np.ndarray:
    """(h, w) float32 around 0: random numbers on a lattice of `cell_px`, interpolated by cubic B-splines."""
    row_nodes, row_weights = _spline(window.row, window.height, cell_px)
    col_nodes, col_weights = _spline(window.col, window.width, cell_px)
    nodes = _lattice(key, range(row_nodes[0], row_nodes[-1] + 4), range(col_nodes[0], col_nodes[-1] + 4))
    rows, cols = row_nodes - row_nodes[0], col_nodes - col_nodes[0]
    across = sum(weight * nodes[:, cols + tap] for tap, weight in enumerate(col_weights))
    return sum(weight[:, None] * across[rows + tap] for tap, weight in enumerate(row_weights))


def _spline(first: int, count: int, cell_px: float) -> Tuple[np.ndarray, np.ndarray]:
    """Of pixels `first` on: the first of the four nodes that each lies among, (n,), and their weights, (4, n)."""
    at = (first + np.arange(count) + 0.5) / cell_px
    nodes = np.floor(at).astype(np.int64)
    u = at - nodes
    weights = np.stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3])
    return nodes, (weights / 6).astype(np.float32)


def _lattice(key: Tuple[int, int], rows: range, cols: range) -> np.ndarray:
    """Uniform random numbers in -0.5 to 0.5, each a function of (key, row, column) alone, (rows, cols) float32.

    A row is a stream of its own that starts at column 0, and streams can be entered anywhere.
    """
    lattice = np.empty((len(rows), len(cols)), dtype=np.float32)
    for target, row in zip(lattice, rows):
        stream = np.random.PCG64([*key, row])
        stream.advance(cols.start)
        target[:] = (stream.random_raw(len(cols)) >> np.uint64(11)) * 2.0**-53 - 0.5
    return lattice
