"""Which wavelength each band of a raster sees, as far as the file or its sensor says."""

from __future__ import annotations

from typing import Dict, Optional, Sequence, Tuple

from ..errors import OptionError, Text
from ..physics import LANDSAT8_UM, RGB_UM, SENTINEL2_UM
from ..scene.sensors import recognise
from .band_words import LEAST_NANOMETRES, LONGEST_UM, NO_LIGHT_UM, SHORTEST_UM, band_number, is_cirrus, said_of
from .source import RasterSource

__all__ = ["LEAST_NANOMETRES", "LONGEST_UM", "NO_LIGHT_UM", "SHORTEST_UM", "check_wavelengths", "known_wavelengths"]

_SAME_UM = 0.06  # that one colour's wavelengths differ between sensors

_SENTINEL2_ONLY = {"8", "8a", "12"}  # Landsat has no 12, and its 8 is the panchromatic band, rarely stacked with others


def cirrus_band(source: RasterSource) -> Optional[int]:
    """Return the number of the first band that sees neither ground nor haze but high clouds, None if there is none."""
    return next((number for number, um in enumerate(_said_wavelengths(source), 1) if is_cirrus(um)), None)


def known_wavelengths(source: RasterSource) -> Tuple[Optional[float], ...]:
    """Return the centre wavelength of every band in µm, `NO_LIGHT_UM` where haze does not reach, None if not known.

    By the bands' metadata, else their names, else their colour interpretation; what these leave open, by the usual
    order of the sensor that the file's name or metadata tell, unless that contradicts them. If nothing is said of any
    band, `source.bands` are red, green and blue.
    """
    return tuple(NO_LIGHT_UM if is_cirrus(um) else um for um in _said_wavelengths(source))


def _said_wavelengths(source: RasterSource) -> Tuple[Optional[float], ...]:
    """`known_wavelengths` with that of a cirrus band."""
    profiles = source.band_profiles()
    numbers = {band_number(band.description) for band in profiles}
    recognised = recognise(source.facts())
    labels: Dict[str, float] = SENTINEL2_UM if _SENTINEL2_ONLY & numbers else LANDSAT8_UM
    if recognised and recognised[0].bands:
        labels = dict(recognised[0].bands)
    found = [said_of(band, labels) for band in profiles]
    order = recognised[0].order(len(found)) if recognised else None
    usual = [labels[label] for label in order] if order else []
    if usual and all(um is None or abs(um - other) <= _SAME_UM for um, other in zip(found, usual)):
        return tuple(other if um is None else um for um, other in zip(found, usual))
    if any(found):
        return tuple(found)
    colours = dict(zip(source.bands, RGB_UM))
    return tuple(colours.get(number) if um is None else um for number, um in enumerate(found, 1))


def check_wavelengths(wavelengths_um: Sequence[float], band_count: int) -> None:
    """Refuse wavelengths in µm, `NO_LIGHT_UM` for a band that haze does not reach, that cannot be a raster's.

    Raises:
        OptionError: their number is wrong, one is no sunlight, or all are 0.
    """
    what = Text("The wavelengths {given} cannot be used", given=", ".join(f"{um:g}" for um in wavelengths_um))
    if len(wavelengths_um) != band_count:
        why = Text("there are {count} of them and {bands} bands", count=len(wavelengths_um), bands=band_count)
        raise OptionError(what, why, "Give one for each band, in micrometres, and 0 for a band that gets no haze")
    for um in wavelengths_um:
        if um != NO_LIGHT_UM and not SHORTEST_UM <= um <= LONGEST_UM:
            place = {"um": um, "low": SHORTEST_UM, "high": LONGEST_UM}
            why = Text("{um:g} does not lie between {low:g} and {high:g}, where sunlight does", **place)
            if um < LEAST_NANOMETRES:
                raise OptionError(what, why, "Give micrometres")
            raise OptionError(what, why, Text("Give micrometres, so {um:g} for {nm:g} nm", um=um / 1000, nm=um))
    if not any(wavelengths_um):
        raise OptionError(what, "no band would get haze", "Give at least one band its wavelength")
