"""The one place that decides which bands of a raster are red, green and blue, and says by what.

By the bands' names, else their wavelengths, else their colour interpretation, else the usual order of the sensor that
the file's name or metadata tell, else how the bands' values behave: light scattered by air fills the shadows of blue
and leaves red its contrast, so that the spread over the middle grows from blue to red; near infrared goes its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Optional, Sequence

import numpy as np
from osgeo import gdal

from ..errors import Text, Words, as_text
from ..physics import RGB_UM
from ..scene.sensors import SceneFacts, recognise
from .band_words import band_number, metadata_um
from .bands import BandProfile, BandTriple, by_colour_words, words_about

# How far from red, green and blue a band may lie and still be taken for it, in µm.
_REACH_UM = 0.04
_LANDSAT_4_TO_7 = {"1", "2", "3", "4", "5", "7"}  # all labels of a stack of these, whose band 6 is thermal
_NAMED_4_TO_7, _NAMED_SINCE = ("3", "2", "1"), ("4", "3", "2")  # red, green, blue
_CONTRAST = 1.15  # red's spread over its middle, in blue's
_APART = 0.1  # less correlated than the bands before: near infrared
_ENDS = (1, 50, 99)  # percentiles
_FEWEST_PIXELS = 500
MOST_UNNAMED = 13  # bands of a stack that may have a usual order


@dataclass(frozen=True)
class BandChoice:
    """Which bands are taken for red, green and blue.

    Attributes:
        bands: their numbers, 1-based. why: by what. sure: whether the file says so; if not, the user should look.
    """

    bands: BandTriple
    why: Words
    sure: bool = True

    @property
    def told(self) -> Words:
        """What was taken and why, for people."""
        red, green, blue = self.bands
        values = {"red": red, "green": green, "blue": blue, "why": as_text(self.why)}
        if self.sure:
            return Text("Bands {red}, {green} and {blue} are taken for red, green and blue, by {why}", **values)
        return Text(
            "Nothing in the file says which bands are red, green and blue: {red}, {green} and {blue} are taken, by "
            "{why}; name the bands if that is wrong",
            **values,
        )  # fmt: skip


def by_words(profiles: Sequence[BandProfile], facts: SceneFacts) -> Optional[BandChoice]:
    """Return the choice that names, wavelengths, colours or the sensor give, None if they give none.

    Args:
        profiles: of all bands. facts: the file's names, metadata and type.
    """
    names = [profile.description for profile in profiles]
    found = by_colour_words(words_about(names))
    if found:
        return BandChoice(found, "the bands' names")
    found = _by_wavelength([metadata_um(profile) for profile in profiles])
    if found:
        return BandChoice(found, "the bands' wavelengths")
    sensor = recognise(facts)
    numbers = [band_number(name) for name in names]
    found = _by_number(numbers, sensor[0].bands if sensor else None)
    if found:
        return BandChoice(found, "the bands' numbers")
    colours = [gdal.GetColorInterpretationName(profile.interpretation) or "" for profile in profiles]
    found = by_colour_words(words_about(colours))
    if found:
        return BandChoice(found, "the colours that the file gives its bands")
    order = sensor[0].order(len(profiles)) if sensor else None
    found = _by_number(order, sensor[0].bands) if sensor and order else None
    if found and sensor:
        return BandChoice(
            found,
            Text("the usual order of {sensor} ({evidence})", sensor=as_text(sensor[0].name), evidence=sensor[1]),
        )
    return None


def by_values(count: int, pixels: np.ndarray) -> BandChoice:
    """Return the choice that the values of unnamed bands suggest.

    Args:
        count: of all bands. pixels: (k, n) usable ones of the first k bands, 3 or 4 of them, of the raster's type.
    """
    usual: BandTriple = (1, 2, 3) if count <= 4 else (3, 2, 1) if count in (5, 6, 10) else (4, 3, 2)
    if (
        count > MOST_UNNAMED or pixels.shape[1] < _FEWEST_PIXELS or pixels.dtype == np.uint8
    ):  # a picture's contrast says nothing
        return BandChoice(usual, "their usual order", sure=False)
    values = pixels.astype(np.float64)
    if usual == (4, 3, 2):
        return _with_or_without_coastal(values, usual)
    contrast = _contrast(values[2]) / max(_contrast(values[0]), 1e-12)
    if contrast >= _CONTRAST:
        return BandChoice((3, 2, 1), "their contrast, which grows from blue to red")
    if contrast <= 1 / _CONTRAST:
        return BandChoice((1, 2, 3), "their contrast, which grows from blue to red")
    return BandChoice(usual, "their usual order", sure=False)


def _with_or_without_coastal(values: np.ndarray, usual: BandTriple) -> BandChoice:
    """Seven bands or more begin with coastal blue or with blue: then the fourth is infrared and no red."""
    if len(values) > 3:
        alike = np.corrcoef(values)
        if alike[2, 3] < min(alike[0, 1], alike[1, 2]) - _APART:
            return BandChoice((3, 2, 1), "their values: the fourth band behaves like near infrared")
    return BandChoice(usual, "their usual order", sure=False)


def _contrast(values: np.ndarray) -> float:
    low, middle, high = np.percentile(values, _ENDS)
    return float((high - low) / max(abs(middle), 1e-12))


def _by_wavelength(wavelengths_um: Sequence[Optional[float]]) -> Optional[BandTriple]:
    """The bands nearest to red, green and blue light."""
    chosen = []
    for wanted in RGB_UM:
        distances = [np.inf if um is None else abs(um - wanted) for um in wavelengths_um]
        nearest = int(np.argmin(distances))
        if distances[nearest] > _REACH_UM:
            return None
        chosen.append(nearest + 1)
    red, green, blue = chosen
    return (red, green, blue) if len(set(chosen)) == 3 else None


def _by_number(labels: Sequence[Optional[str]], bands_um: Optional[Mapping[str, float]]) -> Optional[BandTriple]:
    """The bands with the numbers that red, green and blue have on the sensor, as far as it is known."""
    given = [label for label in labels if label]
    if bands_um:
        found = _by_wavelength([bands_um.get(label) if label else None for label in labels])
        if found:
            return found
    wanted = _NAMED_4_TO_7 if set(given) == _LANDSAT_4_TO_7 else _NAMED_SINCE
    if not set(wanted) <= set(given):
        return None
    red, green, blue = (list(labels).index(label) + 1 for label in wanted)
    return red, green, blue
