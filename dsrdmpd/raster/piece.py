"""A piece of a raster before and after, in memory: what a preview shows, at any strength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Tuple

import numpy as np

from .bands import BandProfile, BandTriple
from .grid import Grid
from .memory import MemoryFolder


@dataclass(frozen=True)
class Piece:
    """A dehazed piece of a raster.

    Attributes:
        hazy, dehazed: (3, h, w) DN of the source's type before, and after with full strength.
        valid: (h, w) bool, the usable pixels; the others are alike in both.
        grid: where the piece lies on the map.
        steps: sampling steps used.
        final: whether this is the quality that was asked for, and not the draft before it.
        exact: whether a run gives these pixels: not for a draft that is no part of the lattice, nor for an overview.
        bands: numbers of the dehazed bands in the source. others: (h, w) of each other band that is shown.
        profiles: what the source says about each of its bands. nodata: its nodata value.
        masked: whether the source has a mask beside nodata and alpha.
    """

    hazy: np.ndarray
    dehazed: np.ndarray
    valid: np.ndarray
    grid: Grid
    steps: int
    final: bool
    exact: bool
    bands: BandTriple
    others: Mapping[int, np.ndarray]
    profiles: Tuple[BandProfile, ...]
    nodata: Optional[float]
    masked: bool

    def at_strength(self, percent: float) -> np.ndarray:
        """DN (3, h, w) with `percent` of the change; within a rounding step of a run with that strength."""
        if percent == 100:
            return self.dehazed
        before = self.hazy.astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):  # NaN and infinity are not usable and stay
            blended = before + (self.dehazed - before) * (percent / 100)
        if self.hazy.dtype.kind in "iu":
            blended = np.rint(blended)
        blended = np.where(self.valid, blended, 0).astype(self.hazy.dtype)
        if self.nodata is not None:  # which a usable pixel may pass on its way, but not take
            blended = np.where(blended == self.nodata, self.dehazed, blended)
        return np.where(self.valid, blended, self.hazy)

    def write(self, folder: MemoryFolder, strength_percent: float) -> str:
        """Write the piece as a raster with the source's band numbers and return its path."""
        dehazed = dict(zip(self.bands, self.at_strength(strength_percent)))
        mask = self.valid if self.masked else None
        return folder.write(self.grid, {**self.others, **dehazed}, self.profiles, self.nodata, mask)
