"""The files that a run makes beside its pixels, and what it counts: haze map, haze mask, and shares worth a word."""

from __future__ import annotations

from typing import Dict, Iterator, Optional, Tuple

from ..errors import Text
from ..request import Bands, DehazeOptions
from .correction import CLIPPED, HAZE, HIDDEN, MASK, SATURATED, HazeClass
from .grid import Window
from .other_bands import wavelengths_of
from .results import Results
from .source import RasterSource
from .writer import RasterProfile

COUNTED = (SATURATED, HIDDEN, CLIPPED)  # maps of which only the mean is kept
_LEAST_TOLD = 0.0005  # share of the pixels below which nothing is said


def dehazed_like(source: RasterSource, window: Window, options: DehazeOptions) -> RasterProfile:
    """Return the profile of the dehazed raster: its colours are new, and other bands if they are corrected."""
    if options.other_bands is Bands.KEEP:
        return RasterProfile.like(source, window)
    known = wavelengths_of(source, options.wavelengths_um)
    others = [number for number, um in enumerate(known, 1) if um and number not in source.bands]
    return RasterProfile.like(source, window, [*source.bands, *others])


def maps_of(
    source: RasterSource, window: Window, haze_map: Optional[str], haze_mask: Optional[str]
) -> Dict[str, Tuple[Optional[str], RasterProfile]]:
    """Return a run's maps by name: path, None for one of which only the mean is kept, and profile."""
    thickness = RasterProfile.haze_map(source, window)
    values = {each.name.lower(): each.value for each in HazeClass}
    return {
        HAZE: (haze_map, thickness),
        MASK: (haze_mask, RasterProfile.haze_mask(source, window, values)),
        **dict.fromkeys(COUNTED, (None, thickness)),
    }


def told_of(results: Results) -> Iterator[Text]:
    """Yield what is worth a word about pixels that could not be restored."""
    share = {name: results.mean(name) for name in COUNTED}
    told = {
        SATURATED: Text("{share:.1%} of the pixels are saturated and stay as they are", share=share[SATURATED]),
        HIDDEN: Text("{share:.1%} of the pixels are cloud or snow and stay as they are", share=share[HIDDEN]),
        CLIPPED: Text("{share:.1%} of the pixels became black in some colour", share=share[CLIPPED]),
    }
    yield from (told[name] for name in COUNTED if share[name] >= _LEAST_TOLD)
