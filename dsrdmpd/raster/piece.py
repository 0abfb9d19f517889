"""A piece of a raster before and after, in memory: what a preview shows, at any strength."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Dict, Mapping, Optional, Tuple

import numpy as np

from .bands import BandProfile, BandTriple
from .correction import ColourCorrection
from .grid import Grid
from .memory import MemoryFolder


@dataclass(frozen=True)
class Piece:
    """A dehazed piece of a raster.

    Attributes:
        hazy: (3, h, w) DN of the source's type before. change: (3, h, w) float32, what the method changes of it.
        correction: makes DN of the change. place: row and column of the first pixel, in pixels of the piece's size.
        valid: (h, w) bool, the usable pixels; the others stay.
        grid: where the piece lies on the map.
        steps: sampling steps used.
        final: whether this is the quality that was asked for, and not the draft before it.
        exact: whether a run gives these pixels: not for a draft that is no part of the lattice, nor for an overview.
        bands: numbers of the dehazed bands in the source. others: (h, w) of each other band that is shown.
        profiles: what the source says about each of its bands. nodata: its nodata value.
        masked: whether the source has a mask beside nodata and alpha.
        inset: whether it is the small piece at full size beside a view from afar.
        look: whether it is the whole raster, small, and no part of what the view shows.
        seen: (h, w) of each band that the correction needs beside the colours.
    """

    hazy: np.ndarray
    change: np.ndarray
    correction: ColourCorrection
    place: Tuple[int, int]
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
    inset: bool = False
    look: bool = False
    seen: Mapping[int, np.ndarray] = field(default_factory=dict)

    @cached_property
    def dehazed(self) -> np.ndarray:
        """DN (3, h, w) at the strength of 100 %."""
        return self.at_strength(100)

    def at_strength(self, percent: float) -> np.ndarray:
        """DN (3, h, w) of the colour bands as a run with this strength makes them."""
        bands = self.corrected(percent)
        return np.stack([bands[number] for number in self.bands])

    def corrected(self, percent: float) -> Dict[int, np.ndarray]:
        """DN (h, w) of every band that a run with this strength changes, by its number; the last are remembered."""
        if percent not in self._made:
            correct = replace(self.correction, strength=percent / 100)
            made = correct(self.hazy, self.stretched, self.change, self.valid, self.place, self.seen)[0]
            self._made.clear()
            shown = {*self.bands, *self.others}
            self._made[percent] = {number: pixels for number, pixels in made.items() if number in shown}
        return dict(self._made[percent])

    @cached_property
    def _made(self) -> Dict[float, Dict[int, np.ndarray]]:
        return {}

    def thinned(self, step: int) -> Piece:
        """Return every `step`th pixel of each row and column, for a look that cannot wait."""
        thin = np.s_[..., ::step, ::step]
        height, width = self.valid[thin].shape
        coarser = self.grid.coarser(step)
        return replace(
            self,
            hazy=np.ascontiguousarray(self.hazy[thin]),
            change=np.ascontiguousarray(self.change[thin]),
            correction=self.correction.coarser(step),
            place=(self.place[0] // step, self.place[1] // step),
            valid=self.valid[thin],
            grid=replace(coarser, height=height, width=width),
            others={number: np.ascontiguousarray(values[thin]) for number, values in self.others.items()},
            seen={number: np.ascontiguousarray(values[thin]) for number, values in self.seen.items()},
        )

    @cached_property
    def stretched(self) -> np.ndarray:
        """Display values (3, h, w) float32 of `hazy`."""
        return self.correction.stretch.normalise(self.hazy)

    def write(self, folder: MemoryFolder, strength_percent: float) -> str:
        """Write the piece as a raster with the source's band numbers and return its path."""
        mask = self.valid if self.masked else None
        return folder.write(
            self.grid, {**self.others, **self.corrected(strength_percent)}, self.profiles, self.nodata, mask
        )
