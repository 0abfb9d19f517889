"""What is to be measured and what came out, as plain validated values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Dict, Optional, Tuple

import numpy as np

from ..errors import OptionError, Text, Words
from ..request import Nodata

AFTER, BEFORE, REFERENCE = "after", "before", "reference"  # what a raster is measured as
Triple = Tuple[int, int, int]


@dataclass(frozen=True)
class AssessRequest:
    """Which rasters to measure.

    Attributes:
        raster: what GDAL opens: the raster that is judged, such as a dehazed one.
        before: the same scene before something was done to it, such as the hazy raster; None for none.
        reference: the truth, such as the scene without haze; None for none.
        bands: 1-based red, green and blue band; None takes the best guess.
        compared: 1-based bands that are compared; None takes all but alpha.
        nir: 1-based near-infrared band, for NDVI; None has the file say it, 0 leaves NDVI out.
        data_range: range of the values (in DN) that PSNR and SSIM are measured against; None finds one.
        nodata: value, or ranges of them, to treat as nodata beside what the files declare; None adds nothing.
        compare: False leaves out what compares rasters pixel by pixel, which takes most of the time.
        pictures: True makes small pictures, too.
        seams: first rows and first columns of places where tiles met in what made `raster` from `before`.

    Raises:
        OptionError: the range is not above 0, or a band is named twice.
    """

    raster: str
    before: Optional[str] = None
    reference: Optional[str] = None
    bands: Optional[Triple] = None
    compared: Optional[Tuple[int, ...]] = None
    nir: Optional[int] = None
    data_range: Optional[float] = None
    nodata: Nodata = None
    compare: bool = True
    pictures: bool = False
    seams: Optional[Tuple[Tuple[int, ...], Tuple[int, ...]]] = None

    def __post_init__(self) -> None:
        if self.data_range is not None and not (self.data_range > 0 and math.isfinite(self.data_range)):
            why = "it must be a number above 0"
            raise OptionError(Text("The data range {value:g} cannot be used", value=self.data_range), why)
        if self.compared is not None and (not self.compared or len(set(self.compared)) < len(self.compared)):
            named = ", ".join(map(str, self.compared))
            raise OptionError(Text("The bands {bands} cannot be compared", bands=named), "they must be different ones")

    @property
    def paths(self) -> Dict[str, str]:
        """Paths by what they are measured as: before, after, reference."""
        named = {BEFORE: self.before, AFTER: self.raster, REFERENCE: self.reference}
        return {role: path for role, path in named.items() if path}


@dataclass(frozen=True)
class BandState:
    """One band of one raster over the pixels that were measured; NaN where there were none.

    Attributes:
        mean, deviation: in the unit of the values. low, high: share of pixels at either end of the data type, NaN for
            floats, which have none. histogram: (n,) pixels by value, over `Assessment.edges` of this band.
    """

    mean: float
    deviation: float
    low: float
    high: float
    histogram: np.ndarray


@dataclass(frozen=True)
class RasterState:
    """What can be measured on a raster by itself.

    Attributes:
        haze: mean dark channel of its display values, 0 (clear) to 1; NaN without colours. ndvi: its mean, NaN without.
        bands: by number.
    """

    haze: float
    ndvi: float
    bands: Dict[int, BandState]


@dataclass(frozen=True)
class BandComparison:
    """One band against that of the reference: PSNR in dB, SSIM, and RMSE and mean difference in the values' unit."""

    psnr_db: float
    ssim: float
    rmse: float
    bias: float


@dataclass(frozen=True)
class Comparison:
    """A raster against another one; NaN for what could not be measured.

    Attributes:
        psnr_db: 10·log10(L² / MSE) over pixels and bands, infinite for equal rasters. ssim: mean over bands.
        rmse: over pixels and bands, in the values' unit. sam_deg: mean spectral angle. ergas: Wald 2000, 0 is best.
        ciede2000: mean ΔE00 of the colours. ndvi_rmse: of the vegetation index. bands: by number.
    """

    psnr_db: float
    ssim: float
    rmse: float
    sam_deg: float
    ergas: float
    ciede2000: float
    ndvi_rmse: float
    bands: Dict[int, BandComparison]


@dataclass(frozen=True)
class Assessment:
    """What was measured.

    Attributes:
        paths: of the rasters, by what they are. width_px, height_px: of what they share. pixels: usable ones.
        bands: names by number of the bands that were compared. colours: red, green and blue, None without. nir: 0 for
            none. unit: what values are, and range_told: what L is and why, for people. data_range: L, in that unit.
        edges: (n + 1,) of each band's histograms. states: of each raster by itself. against: what `compared` is
            measured against, "" for nothing. compared: of before and after, as far as they are there.
        notes: what could not be measured, and why. seconds: wall time. pictures: data URIs of the rasters.
        seams: how much the change steps where tiles met, as a multiple of how much it does elsewhere; NaN if not asked.
    """

    paths: Dict[str, str]
    width_px: int
    height_px: int
    pixels: int
    bands: Dict[int, str]
    colours: Optional[Triple]
    nir: int
    unit: Words
    range_told: Words
    data_range: float
    edges: Dict[int, np.ndarray]
    states: Dict[str, RasterState]
    against: str
    compared: Dict[str, Comparison]
    notes: Tuple[Words, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    pictures: Dict[str, str] = field(default_factory=dict)
    seams: float = math.nan
