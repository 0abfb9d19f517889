"""The sums behind the figures, strip by strip: of a raster by itself, and of one against another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..measures.colour import ciede2000, lab
from ..measures.similarity import SSIM_RADIUS_PX, spectral_angles, ssim
from ..methods.dark_channel import PATCH_PX, dark_channel
from .inputs import Inputs
from .request import AFTER, BEFORE, BandComparison, BandState, Comparison, RasterState

CHUNK_PIXELS = 200_000  # whose colours are compared at a time: few enough for the processor's caches


@dataclass(frozen=True)
class Strip:
    """Rows of all rasters with the rows around them.

    Attributes:
        dn: (h, w) by raster and band. valid: (h, w) bool, pixels that are usable in all of them.
        start, stop: rows of the arrays that are the strip's own.
    """

    dn: Mapping[str, Mapping[int, np.ndarray]]
    valid: np.ndarray
    start: int
    stop: int

    def core(self, values: np.ndarray) -> np.ndarray:
        """The strip's own rows of an array (…, h, w)."""
        return values[..., self.start : self.stop, :]

    def around(self, radius_px: int) -> slice:
        """Its own rows and `radius_px` around them, as far as there are some."""
        return slice(max(0, self.start - radius_px), self.stop + radius_px)


class _Mean:
    """Sum and count of what was added."""

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def add(self, values: np.ndarray) -> None:
        self.add_sum(float(values.sum(dtype=np.float64)), values.size)

    def add_sum(self, total: float, count: int) -> None:
        self.total += total
        self.count += count

    @property
    def value(self) -> float:
        return self.total / self.count if self.count else math.nan


class RasterSums:
    """Of one raster by itself."""

    def __init__(self, inputs: Inputs, role: str) -> None:
        self._inputs, self._role = inputs, role
        self._means = {number: _Mean() for number in inputs.bands}
        self._squares = {number: _Mean() for number in inputs.bands}
        self._ends = {number: (_Mean(), _Mean()) for number in inputs.bands}
        self._histograms = {number: np.zeros(len(edges) - 1, np.int64) for number, edges in inputs.edges.items()}
        self._middles: Dict[int, float] = {}  # taken off before squaring, so that a deviation keeps its digits
        self._haze, self._ndvi = _Mean(), _Mean()

    def add(self, strip: Strip) -> None:
        """Add the pixels of a strip."""
        valid = strip.core(strip.valid)
        for number in self._inputs.bands:
            self._add_band(number, strip.core(strip.dn[self._role][number])[valid])
        if self._inputs.colours and self._inputs.stretch:
            around = strip.around(PATCH_PX // 2)
            display = _display(self._inputs, self._role, strip, around)
            display[:, ~strip.valid[around]] = np.inf  # which is not the lowest of any patch
            dark = dark_channel(display)[strip.start - around.start :][: strip.stop - strip.start]
            self._haze.add(dark[valid])
        index = _ndvi(self._inputs, self._role, strip)
        if index is not None:
            self._ndvi.add(index[valid & np.isfinite(index)])

    def figures(self) -> RasterState:
        """Return what the sums come to."""
        return RasterState(self._haze.value, self._ndvi.value, {n: self._band(n) for n in self._inputs.bands})

    def _add_band(self, number: int, dn: np.ndarray) -> None:
        if dn.size == 0:
            return
        values = self._inputs.units[self._role].values(number, dn)
        middle = self._middles.setdefault(number, float(values.mean()))
        values -= middle
        self._means[number].add(values)
        self._squares[number].add(np.square(values))
        edges = self._inputs.edges[number]
        places = ((values + (middle - edges[0])) * (len(edges) - 1) / (edges[-1] - edges[0])).astype(np.int64)
        inside = (places >= 0) & (places < len(edges) - 1)
        self._histograms[number] += np.bincount(places[inside], minlength=len(edges) - 1)
        if dn.dtype.kind in "iu":
            limits = np.iinfo(dn.dtype)
            for end, limit in zip(self._ends[number], (limits.min, limits.max)):
                end.add_sum(int(np.count_nonzero(dn == limit)), dn.size)

    def _band(self, number: int) -> BandState:
        mean, square = self._means[number].value, self._squares[number].value
        low, high = self._ends[number]
        return BandState(
            mean=mean + self._middles.get(number, math.nan),
            deviation=math.sqrt(max(square - mean**2, 0)) if math.isfinite(square) else math.nan,
            low=low.value,
            high=high.value,
            histogram=self._histograms[number],
        )


class ComparisonSums:
    """Of one raster against another."""

    def __init__(self, inputs: Inputs, role: str, against: str) -> None:
        self._inputs, self._role, self._against = inputs, role, against
        self._errors = {number: _Mean() for number in inputs.bands}
        self._shifts = {number: _Mean() for number in inputs.bands}
        self._truths = {number: _Mean() for number in inputs.bands}
        self._ssim = {number: _Mean() for number in inputs.bands}
        self._angle, self._colour, self._ndvi = _Mean(), _Mean(), _Mean()

    def add(self, strip: Strip) -> None:
        """Add the pixels of a strip."""
        inputs, valid = self._inputs, strip.core(strip.valid)
        around = strip.around(SSIM_RADIUS_PX)
        spectra: Tuple[Dict[int, np.ndarray], Dict[int, np.ndarray]] = ({}, {})
        for number in inputs.bands:
            image, truth = (
                inputs.units[role].values(number, strip.dn[role][number][around])
                for role in (self._role, self._against)
            )
            self._ssim[number].add_sum(*ssim(image, truth, strip.valid[around], inputs.data_range))
            own = slice(strip.start - around.start, strip.stop - around.start)
            spectra[0][number], spectra[1][number] = image[own][valid], truth[own][valid]
            difference = spectra[0][number] - spectra[1][number]
            self._shifts[number].add(difference)
            self._errors[number].add(np.square(difference, out=difference))
            self._truths[number].add(spectra[1][number])
        if len(inputs.bands) > 1:  # one band has no direction
            self._angle.add(spectral_angles(list(spectra[0].values()), list(spectra[1].values())))
        if inputs.colours and inputs.stretch:
            self._add_colours(strip, valid)
        self._add_ndvi(strip, valid)

    def figures(self) -> Comparison:
        """Return what the sums come to."""
        bands = {number: self._band(number) for number in self._inputs.bands}
        error = float(np.mean([self._errors[number].value for number in bands]))
        ratios = [_ratio(self._errors[n].value, self._truths[n].value ** 2) for n in bands]
        return Comparison(
            psnr_db=psnr_db(error, self._inputs.data_range),
            ssim=float(np.mean([band.ssim for band in bands.values()])),
            rmse=math.sqrt(error),
            sam_deg=self._angle.value,
            ergas=100 * math.sqrt(float(np.mean(ratios))),  # Wald 2000, for two rasters of one resolution
            ciede2000=self._colour.value,
            ndvi_rmse=math.sqrt(self._ndvi.value),
            bands=bands,
        )

    def _band(self, number: int) -> BandComparison:
        error = self._errors[number].value
        psnr = psnr_db(error, self._inputs.data_range)
        return BandComparison(psnr, self._ssim[number].value, math.sqrt(error), self._shifts[number].value)

    def _add_colours(self, strip: Strip, valid: np.ndarray) -> None:
        rows = slice(strip.start, strip.stop)
        pair = [_display(self._inputs, role, strip, rows)[:, valid] for role in (self._role, self._against)]
        for start in range(0, pair[0].shape[1], CHUNK_PIXELS):
            first, second = (lab(display[:, start : start + CHUNK_PIXELS]) for display in pair)
            self._colour.add(ciede2000(second, first))

    def _add_ndvi(self, strip: Strip, valid: np.ndarray) -> None:
        first, second = (_ndvi(self._inputs, role, strip) for role in (self._role, self._against))
        if first is not None and second is not None:
            difference = (first - second)[valid]
            self._ndvi.add(np.square(difference[np.isfinite(difference)]))


class SeamSums:
    """How much a change steps from pixel to pixel where tiles met, and how much elsewhere."""

    def __init__(self, inputs: Inputs, first_rows: Sequence[int], first_cols: Sequence[int]) -> None:
        self._inputs = inputs
        window = inputs.windows[AFTER]
        self._rows = {row - window.row for row in first_rows}
        self._cols = np.array([col - window.col for col in first_cols], dtype=int)
        self._cols = self._cols[(self._cols > 0) & (self._cols < window.width)]
        self._met, self._elsewhere = _Mean(), _Mean()

    def add(self, strip: Strip, first_row: int) -> None:
        """Add the pixels of a strip that begins at `first_row` of the shared pixels."""
        rows = slice(max(0, strip.start - 1), strip.stop)
        before, after = (_display(self._inputs, role, strip, rows).mean(axis=0) for role in (BEFORE, AFTER))
        change, valid = after - before, strip.valid[rows]
        down, both = np.abs(np.diff(change, axis=0)), valid[1:] & valid[:-1]
        place = first_row - (strip.start - rows.start)  # of the first row of `change`
        at_seam = np.array([place + 1 + number in self._rows for number in range(len(down))], dtype=bool)
        self._met.add(down[at_seam][both[at_seam]])
        self._elsewhere.add(down[~at_seam][both[~at_seam]])
        own = slice(strip.start - rows.start, None)
        across, both = np.abs(np.diff(change[own], axis=1)), valid[own, 1:] & valid[own, :-1]
        at_seam = np.zeros(across.shape[1], dtype=bool)
        at_seam[self._cols - 1] = True
        self._met.add(across[:, at_seam][both[:, at_seam]])
        self._elsewhere.add(across[:, ~at_seam][both[:, ~at_seam]])

    @property
    def value(self) -> float:
        """The one as a multiple of the other; NaN where tiles met nowhere, or nothing changed."""
        return self._met.value / self._elsewhere.value if self._elsewhere.total else math.nan


def psnr_db(squared_error: float, data_range: float) -> float:
    """Return 10·log10(L² / MSE), infinite where nothing differs, NaN where nothing was measured."""
    if squared_error == 0:
        return math.inf
    return 10 * math.log10(data_range**2 / squared_error) if math.isfinite(squared_error) else math.nan


def _ratio(part: float, whole: float) -> float:
    if part == 0:
        return 0.0
    return part / whole if whole else math.inf


def _display(inputs: Inputs, role: str, strip: Strip, rows: slice) -> np.ndarray:
    """Display values (3, n, w) of some rows, all rasters rendered as the one by which they are understood."""
    assert inputs.stretch and inputs.colours
    return inputs.stretch.normalise(np.stack([strip.dn[role][number][rows] for number in inputs.colours]))


def _ndvi(inputs: Inputs, role: str, strip: Strip) -> Optional[np.ndarray]:
    """The vegetation index (NIR − red) / (NIR + red) of the strip's own rows; NaN where there is no light."""
    if not (inputs.nir and inputs.colours):
        return None
    nir, red = (
        inputs.units[role].values(number, strip.core(strip.dn[role][number]))
        for number in (inputs.nir, inputs.colours[0])
    )
    light = nir + red
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(light > 0, (nir - red) / light, np.nan)
