"""Which wavelength each band of a raster sees, as far as the file or its sensor says."""

from __future__ import annotations

import re
from typing import Dict, List, Optional, Sequence, Tuple

from osgeo import gdal

from ..errors import OptionError, Text
from ..physics import LANDSAT8_UM, RGB_UM, SENTINEL2_UM, WAVELENGTHS_UM
from ..scene.sensors import recognise
from .bands import BandProfile
from .source import RasterSource

NO_LIGHT_UM = 0.0  # stands for a band that haze does not reach: alpha, classes, thermal infrared
SHORTEST_UM, LONGEST_UM = 0.3, 4.0  # sunlight; a larger number is meant in nanometres
LEAST_NANOMETRES = 100.0

_SAME_UM = 0.06  # that one colour's wavelengths differ between sensors

_NUMBERED = re.compile(r"b0?(\d{1,2}a?)")  # B2, B02, b8a
_SENTINEL2_ONLY = {"8", "8a", "12"}  # Landsat has no 12, and its 8 is the panchromatic band, rarely stacked with others
_SYNONYMS = {"nearinfrared": "nir", "panchromatic": "pan", "coastalblue": "coastal"}


def known_wavelengths(source: RasterSource) -> Tuple[Optional[float], ...]:
    """Return the centre wavelength of every band in µm, `NO_LIGHT_UM` where haze does not reach, None if not known.

    By the bands' metadata, else their names, else their colour interpretation; what these leave open, by the usual
    order of the sensor that the file's name or metadata tell, unless that contradicts them. If nothing is said of any
    band, `source.bands` are red, green and blue.
    """
    profiles = source.band_profiles()
    numbers = {_number(band.description) for band in profiles}
    recognised = recognise(source.facts())
    labels: Dict[str, float] = SENTINEL2_UM if _SENTINEL2_ONLY & numbers else LANDSAT8_UM
    if recognised and recognised[0].bands:
        labels = dict(recognised[0].bands)
    found = [_said(band, labels) for band in profiles]
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


def _said(band: BandProfile, sensor: Dict[str, float]) -> Optional[float]:
    """What a band's metadata, name or colour interpretation say; None if nothing that is understood.

    The name goes before the colour, since GDAL and QGIS call three bands red, green and blue that are shown as such.
    """
    if band.interpretation == gdal.GCI_AlphaBand:
        return NO_LIGHT_UM
    said = (
        _from_metadata(band),
        _named(band.description),
        sensor.get(_number(band.description) or ""),
        _named(gdal.GetColorInterpretationName(band.interpretation) or ""),
    )
    um = next((um for um in said if um is not None), None)
    return um if um is None or SHORTEST_UM <= um <= LONGEST_UM else NO_LIGHT_UM


def _from_metadata(band: BandProfile) -> Optional[float]:
    """The item WAVELENGTH (as ENVI files have it) or CENTRAL_WAVELENGTH_UM (GDAL's IMAGERY domain)."""
    lines = (line.partition("=") for _, domain in band.metadata for line in domain)
    items: Dict[str, str] = {name.strip().lower(): value.strip() for name, _, value in lines}
    try:
        if "central_wavelength_um" in items:
            return float(items["central_wavelength_um"])
        value = float(items["wavelength"])
    except (KeyError, ValueError):
        return None
    unit = items.get("wavelength_units", items.get("wavelength_unit", "")).lower()
    nanometres = unit.startswith("nano") or unit == "nm" or (not unit and value >= LEAST_NANOMETRES)
    return value / 1000 if nanometres else value


def _named(text: str) -> Optional[float]:
    """The wavelength of a colour word, two of which may be one name ("red edge", "SWIR 2")."""
    words = _words(text)
    if "infra" in words:
        return None  # "infra red" is no red
    joined = [first + second for first, second in zip(words, words[1:])]
    for word in (*joined, *words):
        found = WAVELENGTHS_UM.get(_SYNONYMS.get(word, word))
        if found is not None:
            return found
    return None


def _number(text: str) -> Optional[str]:
    """The band number in a name such as B02, SR_B4 or B8A; None if there is none."""
    matches = (_NUMBERED.fullmatch(word) for word in _words(text))
    return next((match.group(1) for match in matches if match), None)


def _words(text: str) -> List[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
