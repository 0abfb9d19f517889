"""Digital numbers (DN) to the model's [0, 1] and back, and how thick the removed haze was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import List, Optional, Sequence, Tuple

import numpy as np

from ..errors import Words
from ..physics import DISPLAY_GAMMA
from ..progress import Progress
from ..request import Nodata
from ..scene.sensors import Calibration, SceneFacts
from .rendition import render
from .sites import sample_bands
from .source import RasterSource
from .values import moved, nodata_ranges
from .wavelengths import cirrus_band, known_wavelengths

Triple = Tuple[float, float, float]

SAMPLE_PIXELS = 1_000_000
_LISTED = tuple(np.dtype(name) for name in ("uint8", "int8", "uint16", "int16"))  # types whose values fit a table
WHITE_FLOOR = 0.6  # least summed distance from white that a haze thickness is measured against


@dataclass(frozen=True)
class Stretch:
    """How DN become the display values in [0, 1] that the model was trained on, per colour band, and back.

    8-bit rasters are pictures already and keep 0 to 255. Other rasters are linear in light; `rendition` finds the range
    that they use of their type, by what the file says of its sensor if it can. `gamma` then turns light into display
    values, without which such a scene would be far darker than any picture the model knows.

    Attributes:
        low, high: per band, the DN that the model sees as 0 and as 1.
        gamma: exponent from display values to linear light, 1 for DN that are display values already.
        told: what the values were taken for and why, for people.
        calibration: how DN are reflectance, None if that is not known.
    """

    low: Triple
    high: Triple
    gamma: float = 1.0
    told: Words = field(default="", compare=False)
    calibration: Optional[Calibration] = field(default=None, compare=False)

    @classmethod
    def fit(cls, source: RasterSource, progress: Optional[Progress] = None) -> Stretch:
        """Fit to a raster's usable pixels: always a sample of the whole raster, whatever window is wanted later.

        Raises:
            Cancelled: `progress` says so.
        """
        return cls.of(*sampled(source, SAMPLE_PIXELS, progress))

    @classmethod
    def of(cls, facts: SceneFacts, samples: Sequence[np.ndarray]) -> Stretch:
        """Fit to what a file says, and to usable DN (n,) of its red, green and blue."""
        if facts.dtype == "uint8":
            return cls((0.0,) * 3, (255.0,) * 3)
        chosen = render(facts, samples)
        return cls(chosen.low, chosen.high, chosen.gamma, chosen.told, chosen.calibration)

    def normalise(self, dn: np.ndarray, out: Optional[np.ndarray] = None) -> np.ndarray:
        """(3, h, w) DN of any supported type to float32 in [0, 1]; what lies outside the range is cut off, NaN is 0.

        Args:
            out: takes the result, (3, h, w) float32; None makes a new array.
        """
        out = np.empty(dn.shape, dtype=np.float32) if out is None else out
        for number, (band, target) in enumerate(zip(dn, out)):
            if dn.dtype in _LISTED:
                # no index can be outside, but only in a mode that cannot fail does numpy write without a buffer
                np.take(_tables(self, number, dn.dtype)[0], _index(band), out=target, mode="clip")
            else:
                target[...] = self._normalised(number, band)
        return out

    def _normalised(self, number: int, dn: np.ndarray) -> np.ndarray:
        """`normalise` of one band, computed."""
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = (dn.astype(np.float64) - self.low[number]) / (self.high[number] - self.low[number])
            display = np.fmin(np.fmax(scaled, 0.0), 1.0).astype(np.float32)  # unlike clip, these drop NaN
        return display if self.gamma == 1 else display ** np.float32(1 / self.gamma)

    def apply(
        self,
        dn: np.ndarray,
        change: np.ndarray,
        valid: np.ndarray,
        nodata: Sequence[Optional[float]] = (None, None, None),
        also_nodata: Nodata = None,
        *,
        hazy: Optional[np.ndarray] = None,
    ) -> np.ndarray:
        """DN + (linear(hazy + change) − linear(hazy)) · (high − low), cut off to the type's range.

        Args:
            dn: (3, h, w) of the raster's type.
            change: (3, h, w) float32, dehazed minus hazy in the model's [0, 1].
            valid: (h, w) bool; the other pixels are returned bit for bit, as are those whose change is 0.
            nodata: per band, a value that a usable pixel must not take: it stops one step short of it.
            also_nodata: others of all bands.
            hazy: `normalise` of `dn`, where the caller has it already.

        Returns:
            A new (3, h, w) array of the same type.
        """
        out = dn.copy()
        hazy = self.normalise(dn) if hazy is None else hazy
        for number, band in enumerate(out):
            moving = valid & (change[number] != 0)
            chosen = ... if moving.all() else moving
            shift = np.add(hazy[number][chosen], change[number][chosen], dtype=np.float64)
            np.clip(shift, 0, 1, out=shift)
            if self.gamma != 1:
                shift **= self.gamma
            shift -= self._linear(number, dn[number][chosen], hazy[number][chosen])
            shift *= self.high[number] - self.low[number]
            avoid = nodata_ranges(dn.dtype, nodata[number], also_nodata)
            band[chosen] = moved(band[chosen], shift, avoid)
        return out

    def _linear(self, number: int, dn: np.ndarray, hazy: np.ndarray) -> np.ndarray:
        """Linear light (float64) of one band's DN, whose display values are `hazy`."""
        if dn.dtype in _LISTED:
            light = np.empty(dn.shape)  # into which numpy takes six times as fast as into one of its own
            return np.take(_tables(self, number, dn.dtype)[1], _index(dn), out=light, mode="clip")
        return hazy.astype(np.float64) ** self.gamma


def haze_thickness(hazy: np.ndarray, change: np.ndarray) -> np.ndarray:
    """How much of each pixel's light was haze: 1 - t of I = J t + A (1 - t), the haze model of Koschmieder (1924).

    With white airlight (A = 1) the equation gives 1 - t = (I - J) / (1 - J) for the hazy I and the dehazed J in linear
    light. Its two sides are summed over the bands first, which is steadier than a ratio per band, and only what the
    dehazing darkened counts. Near white (J close to 1) haze cannot be told from a bright surface: there the divisor
    stays at `WHITE_FLOOR`.

    Args:
        hazy: (3, h, w) float32 display values in [0, 1].
        change: (3, h, w) float32, dehazed minus hazy.

    Returns:
        (h, w) float32, 0 (no haze) to 1 (nothing but haze).
    """
    gamma = np.float32(DISPLAY_GAMMA)
    clear = hazy + change
    np.clip(clear, 0, 1, out=clear)
    clear **= gamma
    darkened = hazy**gamma
    darkened -= clear
    thickness = np.maximum(darkened, 0, out=darkened).sum(axis=0)
    room = np.subtract(1, clear, out=clear).sum(axis=0)
    thickness /= np.maximum(room, np.float32(WHITE_FLOOR), out=room)
    return np.clip(thickness, 0, 1, out=thickness)


def sampled(
    source: RasterSource, max_pixels: int, progress: Optional[Progress] = None
) -> Tuple[SceneFacts, List[np.ndarray]]:
    """Return what a raster's file says of its numbers, and usable DN (n,) of its red, green and blue.

    8-bit rasters, whose range is known, are not read.

    Raises:
        Cancelled: `progress` says so.
    """
    if source.dtype == np.uint8:
        return source.facts(), [np.zeros(0, np.uint8)] * 3
    dn, valid = source.read_sample(max_pixels, progress)
    return all_bands_range(source, source.facts()), [band[valid] for band in dn]


def all_bands_range(source: RasterSource, facts: SceneFacts) -> SceneFacts:
    """Return the facts with the lowest and the highest value of all bands, where there are some beside the colours."""
    if source.band_count <= len(source.bands):
        return facts
    known = known_wavelengths(source)
    lit = [number for number, um in enumerate(known, 1) if um and number not in source.bands]
    if not lit:
        return facts
    others, colours = sample_bands(source, lit)
    values = [band[np.isfinite(band)] for band in (*others.values(), *colours)]
    if not all(len(band) for band in values):
        return facts
    points = np.array([np.percentile(band, (0.1, 99.0)) for band in values])
    return replace(facts, floor=float(points[:, 0].min()), ceiling=float(points[:, 1].max()), unlit=_unlit(source))


def _unlit(source: RasterSource) -> Optional[float]:
    """What a band holds that neither ground nor haze sends light to."""
    number = cirrus_band(source)
    if number is None:
        return None
    values = sample_bands(source, [number])[0][number]
    values = values[np.isfinite(values)]
    return float(np.percentile(values, 0.1)) if len(values) else None


@lru_cache(maxsize=6)
def _tables(stretch: Stretch, band: int, dtype: np.dtype) -> Tuple[np.ndarray, np.ndarray]:
    """Display values (float32) and linear light (float64) of every DN that a band's type holds, as `_index` counts."""
    unsigned = np.dtype(f"u{dtype.itemsize}")
    every = np.arange(np.iinfo(unsigned).max + 1, dtype=unsigned).view(dtype)
    display = stretch._normalised(band, every)
    return display, display.astype(np.float64) ** stretch.gamma


def _index(dn: np.ndarray) -> np.ndarray:
    """DN as places in `_tables`: their bit patterns."""
    return dn.view(f"u{dn.dtype.itemsize}")
