"""What the words about one band, its metadata, name and colour, say of the light that it sees."""

from __future__ import annotations

import re
from typing import Dict, List, Optional

from osgeo import gdal

from ..physics import WAVELENGTHS_UM
from .bands import BandProfile

NO_LIGHT_UM = 0.0  # stands for a band that haze does not reach: alpha, classes, thermal infrared, cirrus
SHORTEST_UM, LONGEST_UM = 0.3, 4.0  # sunlight; a larger number is meant in nanometres
LEAST_NANOMETRES = 100.0
CIRRUS_UM = (1.34, 1.42)  # of which water vapour takes all light of the ground and of the haze above it

_NUMBERED = re.compile(r"b0?(\d{1,2}a?)")  # B2, B02, b8a
_SYNONYMS = {"nearinfrared": "nir", "panchromatic": "pan", "coastalblue": "coastal"}


def said_of(band: BandProfile, sensor: Dict[str, float]) -> Optional[float]:
    """Return what a band's metadata, name or colour interpretation say; None if nothing that is understood.

    The name goes before the colour, since GDAL and QGIS call three bands red, green and blue that are shown as such.
    """
    if band.interpretation == gdal.GCI_AlphaBand:
        return NO_LIGHT_UM
    said = (
        metadata_um(band),
        named_um(band.description),
        sensor.get(band_number(band.description) or ""),
        named_um(gdal.GetColorInterpretationName(band.interpretation) or ""),
    )
    um = next((um for um in said if um is not None), None)
    return um if um is None or SHORTEST_UM <= um <= LONGEST_UM else NO_LIGHT_UM


def is_cirrus(um: Optional[float]) -> bool:
    """Whether a band sees high clouds alone."""
    return um is not None and CIRRUS_UM[0] <= um <= CIRRUS_UM[1]


def metadata_um(band: BandProfile) -> Optional[float]:
    """Return the item WAVELENGTH (as ENVI files have it) or CENTRAL_WAVELENGTH_UM (GDAL's IMAGERY domain) in µm."""
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


def named_um(text: str) -> Optional[float]:
    """Return the wavelength in µm of a colour word, two of which may be one name ("red edge", "SWIR 2")."""
    words = words_of(text)
    if "infra" in words:
        return None  # "infra red" is no red
    joined = [first + second for first, second in zip(words, words[1:])]
    for word in (*joined, *words):
        found = WAVELENGTHS_UM.get(_SYNONYMS.get(word, word))
        if found is not None:
            return found
    return None


def band_number(text: str) -> Optional[str]:
    """Return the band number in a name such as B02, SR_B4 or B8A; None if there is none."""
    matches = (_NUMBERED.fullmatch(word) for word in words_of(text))
    return next((match.group(1) for match in matches if match), None)


def words_of(text: str) -> List[str]:
    """Return the lower-case words of a name."""
    return re.findall(r"[a-z0-9]+", text.lower())
