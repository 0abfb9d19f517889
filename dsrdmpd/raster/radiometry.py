"""Digital numbers (DN) to the model's [0, 1] and back, and how thick the removed haze was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional, Sequence, Tuple, Union

import numpy as np

from ..progress import Progress

if TYPE_CHECKING:
    from .source import RasterSource

Triple = Tuple[float, float, float]

SAMPLE_PIXELS = 1_000_000
PERCENTILES = (0.5, 99.5)
MARGIN = 0.05  # of the percentiles' distance, so that few pixels outside it are cut off
HUGE = np.finfo(np.float64).max / 8  # bounds that a float64 can still subtract from each other
DISPLAY_GAMMA = 2.2  # of the pictures the model was trained on (sRGB, nearly)
WHITE_FLOOR = 0.6  # least summed distance from white that a haze thickness is measured against


@dataclass(frozen=True)
class Stretch:
    """How DN become the display values in [0, 1] that the model was trained on, per colour band, and back.

    8-bit rasters are pictures already and keep 0 to 255. Other rasters (12-bit counts, reflectance, radiance) are
    linear in light and use an unknown part of their type's range. `fit` takes that range from the data, for each band
    by itself, as in the colour composites of the training images: in DN the bands differ by gain and by the haze
    itself, whose brightness falls from blue to red. `gamma` then turns linear light into display values, without which
    such a scene would be far darker than any picture the model knows.

    What this means for haze: a veil that lies evenly over the whole raster lifts a band's low percentile, so the
    stretch hides part of it from the model, and as the way back uses the same range that part stays in the result.
    Haze that varies over the raster, which is what a stretch in QGIS cannot take out, is seen in full.

    Attributes:
        low, high: per band, the DN that the model sees as 0 and as 1.
        gamma: exponent from display values to linear light, 1 for DN that are display values already.
    """

    low: Triple
    high: Triple
    gamma: float = 1.0

    @classmethod
    def fit(cls, source: RasterSource, progress: Optional[Progress] = None) -> Stretch:
        """Fit to a raster's usable pixels: always a sample of the whole raster, whatever window is wanted later.

        Raises:
            Cancelled: `progress` says so.
        """
        if source.dtype == np.uint8:
            return cls((0.0, 0.0, 0.0), (255.0, 255.0, 255.0))
        dn, valid = source.read_sample(SAMPLE_PIXELS, progress)
        ranges = [_range(band[valid], source.dtype) for band in dn]
        low, high = zip(*ranges)
        return cls(low, high, DISPLAY_GAMMA)

    def normalise(self, dn: np.ndarray) -> np.ndarray:
        """(3, h, w) DN of any supported type to float32 in [0, 1]; what lies outside the range is cut off, NaN is 0."""
        out = np.empty(dn.shape, dtype=np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            for band, low, high, target in zip(dn, self.low, self.high, out):
                scaled = (band.astype(np.float64) - low) / (high - low)
                target[...] = np.fmin(np.fmax(scaled, 0.0), 1.0)  # unlike clip, these drop NaN
        return out if self.gamma == 1 else out ** np.float32(1 / self.gamma)

    def apply(
        self,
        dn: np.ndarray,
        change: np.ndarray,
        valid: np.ndarray,
        strength: float = 1.0,
        nodata: Sequence[Optional[float]] = (None, None, None),
        also_nodata: Optional[float] = None,
    ) -> np.ndarray:
        """DN + strength · (linear(hazy + change) − linear(hazy)) · (high − low), cut off to the type's range.

        Args:
            dn: (3, h, w) of the raster's type.
            change: (3, h, w) float32, dehazed minus hazy in the model's [0, 1].
            valid: (h, w) bool; the other pixels are returned bit for bit, as are those whose change is 0.
            strength: 0 (nothing) to 1 (the full change).
            nodata: per band, a value that a usable pixel must not take: it stops one step short of it.
            also_nodata: another such value, of all bands.

        Returns:
            A new (3, h, w) array of the same type.
        """
        out = dn.copy()
        if strength == 0:
            return out
        hazy = self.normalise(dn)
        for number, band in enumerate(out):
            moving = valid & (change[number] != 0)
            before = hazy[number][moving].astype(np.float64)
            after = np.clip(before + change[number][moving], 0, 1)
            span = self.high[number] - self.low[number]
            shift = (after**self.gamma - before**self.gamma) * (strength * span)
            avoid = [nodata_as(dn.dtype, value) for value in (nodata[number], also_nodata)]
            band[moving] = moved(band[moving], shift, [value for value in avoid if value is not None])
        return out


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
    clear = np.clip(hazy + change, 0, 1) ** np.float32(DISPLAY_GAMMA)
    darkened = np.maximum(hazy ** np.float32(DISPLAY_GAMMA) - clear, 0).sum(axis=0)
    room = np.maximum((1 - clear).sum(axis=0), np.float32(WHITE_FLOOR))
    return np.clip(darkened / room, 0, 1).astype(np.float32)


def nodata_as(dtype: np.dtype, value: Optional[float]) -> Optional[np.generic]:
    """A nodata value as a pixel of this type holds it; None if no pixel can, or for NaN, which equals none."""
    dtype = np.dtype(dtype)
    if value is None or np.isnan(value):
        return None
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            return dtype.type(value)
    limits = np.iinfo(dtype)
    fits = limits.min <= value <= limits.max and float(value).is_integer()
    return dtype.type(int(value)) if fits else None


def _range(values: np.ndarray, dtype: np.dtype) -> Tuple[float, float]:
    values = values[np.isfinite(values)].astype(np.float64)
    if values.size == 0:
        return 0.0, 1.0
    bottom, top = np.percentile(np.clip(values, -HUGE, HUGE), PERCENTILES)
    margin = MARGIN * (top - bottom)
    low, high = bottom - margin, top + margin
    span = _least_span(dtype, max(abs(bottom), abs(top)))
    if high - low < span:  # constant, or nearly
        low = (bottom + top - span) / 2
        high = low + span
    if dtype.kind == "u":
        low, high = max(low, 0.0), max(high, span)
    return float(low), float(high)


def _least_span(dtype: np.dtype, magnitude: float) -> float:
    return 1.0 if dtype.kind in "iu" else max(1e-6 * magnitude, 1e-30)


def moved(before: np.ndarray, shift: np.ndarray, avoid: Sequence[np.generic]) -> np.ndarray:
    """Pixels of one band moved by `shift` (float64) DN, within the type's range and never onto a value of `avoid`."""
    dtype = before.dtype
    whole = dtype.kind in "iu"
    limits: Union[np.iinfo, np.finfo] = np.iinfo(dtype) if whole else np.finfo(dtype)
    if whole:
        after = np.clip(before.astype(np.int64) + np.rint(shift).astype(np.int64), limits.min, limits.max)
    else:
        with np.errstate(over="ignore"):
            after = np.clip(before.astype(np.float64) + shift, limits.min, limits.max)
    after = after.astype(dtype)
    for value in (*avoid, *avoid):  # twice, as the step away from one value may lead onto the other
        hit = after == value
        if whole:
            after[hit] = np.where(before[hit] > value, int(value) + 1, int(value) - 1)
        else:
            after[hit] = np.nextafter(value, before[hit])
    return after
