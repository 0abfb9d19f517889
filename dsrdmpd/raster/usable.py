"""Which pixels of a raster are ground, judged by their colours: not nodata, not fill, and finite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

import numpy as np

from ..request import Nodata
from .fill import HUGE_FILL, FillValue
from .values import nodata_ranges, within_ranges


@dataclass(frozen=True)
class PixelRules:
    """What makes a pixel unusable.

    Attributes:
        declared: per colour band, the file's nodata value; one band that has it is enough. extra: others, of all
            bands. fills: colours that stand for no ground where all three of them meet. huge: whether floats that are
            too large for any light are no ground.
    """

    declared: Tuple[Optional[float], ...] = (None, None, None)
    extra: Nodata = None
    fills: Tuple[FillValue, ...] = ()
    huge: bool = False

    def usable(self, dn: np.ndarray) -> np.ndarray:
        """Which pixels of colour bands (3, h, w) are usable, (h, w) bool."""
        valid = np.ones(dn.shape[1:], dtype=bool)
        for band, declared in zip(dn, self.declared):
            if band.dtype.kind == "f":
                valid &= np.abs(band) < HUGE_FILL if self.huge else np.isfinite(band)
            nodata = nodata_ranges(dn.dtype, declared, self.extra)
            if nodata:
                valid &= ~within_ranges(band, nodata)
        for fill in self.fills:
            here = dn[0] == dn.dtype.type(fill[0])
            if here.any():  # seldom
                for band, each in zip(dn[1:], fill[1:]):
                    here &= band == dn.dtype.type(each)
                valid &= ~here
        return valid
