"""Which sensor a raster comes from, and so what its numbers mean: reflectance = scale · DN + offset.

Haze is a matter of light, so what the model sees must be anchored in light. A range fitted to each band by itself
takes an even veil for black and hides it. Where the file tells its scale and offset, or its name, its metadata or its
numbers give the sensor away (`sensor_table`), every scene is rendered alike; else one range is shared by the three
colours (`raster`).

Black is anchored so; white follows the scene, for ground seen from space is several times darker than a photograph,
and by how much depends on the sun and the season. What is brighter than white, cloud and snow, keeps its values.

What a clear sky itself adds at the top of the atmosphere is no haze and stays in the result (`sensor_table.clear_sky`).
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass, replace
from typing import Callable, Mapping, Optional, Sequence, Tuple

from ..errors import Term, Text, Words, as_text
from ..physics import RGB_UM
from .sensor_table import SENSORS, Sensor, Sky, clear_sky

Triple = Tuple[float, float, float]  # red, green, blue

NONE: Triple = (0.0, 0.0, 0.0)
REFLECTANCE: Term = "reflectance"  # of a sensor that is not known
_WHITE = (0.3, 1.0)  # reflectance of white: of all but bright scenes, and at most
_WHITE_MARGIN = 1.1  # over the bright end of a scene
_PICTURE_FROM = 0.55  # reflectance that a hundredth of a scene exceeds if its light is that of a picture
_PLAUSIBLE = (-0.25, 2.0)  # reflectance of the middle of a scene; beyond it the numbers mean something else
_DIM = 0.1  # reflectance that land exceeds in some band, so that a scene which does not is worth a word
_LEAST_SUN_SINE = 0.15  # of a sun 9° high, below which single scattering says nothing
_S2_SHIFT_DN = 1000.0


@dataclass(frozen=True)
class SceneFacts:
    """What a file says of itself, and how its colours are distributed.

    Attributes:
        dtype: numpy's name of the type. names: of the files that hold it. metadata: of the file, keys in lower case.
        scales, offsets: of red, green and blue as the file declares them, None where it does not.
        dark, middle, bright: per colour, the DN of the 0.1, 50 and 99 percent point of the usable pixels.
        floor, ceiling: the lowest of all bands' 0.1 percent points, and the highest of their 99 percent points; None if
            there are no bands beside the colours.
        unlit: the 0.1 percent point of a cirrus band, which neither ground nor haze sends light to; None without one.
    """

    dtype: str
    names: Tuple[str, ...] = ()
    metadata: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scales: Tuple[Optional[float], ...] = (None, None, None)
    offsets: Tuple[Optional[float], ...] = (None, None, None)
    dark: Triple = NONE
    middle: Triple = NONE
    bright: Triple = NONE
    floor: Optional[float] = None
    ceiling: Optional[float] = None
    unlit: Optional[float] = None

    @property
    def words(self) -> str:
        """Names and metadata in one text, to look for what gives a sensor away."""
        return " ".join([*self.names, *(f"{key}={value}" for key, value in self.metadata.items())])


@dataclass(frozen=True)
class Calibration:
    """How DN become reflectance.

    Attributes:
        sensor: in words. evidence: what it was recognised by. scale, offset: reflectance = scale · DN + offset.
        sky: what is known of a clear sky's part in it. sun_sine: of the sun's elevation, None if the file does not say.
        white: reflectance of the model's white. doubt: what speaks against it, empty if nothing does.
    """

    sensor: Words
    evidence: Words
    scale: Triple
    offset: Triple
    sky: Sky = Sky.UNKNOWN
    sun_sine: Optional[float] = None
    white: float = 1.0
    doubt: Words = ""

    @property
    def is_of_a_sensor(self) -> bool:
        """Whether a product that is known says so, and not a scale alone: pictures, too, are stored as reflectance."""
        return self.sky is not Sky.UNKNOWN

    @property
    def clear_sky(self) -> Triple:
        """Reflectance that a clear sky adds to red, green and blue."""
        return _triple([self.clear_sky_at(um) for um in RGB_UM])

    def clear_sky_at(self, wavelength_um: float) -> float:
        """Return the reflectance that a clear sky adds at a wavelength in µm."""
        return clear_sky(wavelength_um, self.sky, self.sun_sine)

    @property
    def dn_range(self) -> Tuple[Triple, Triple]:
        """The DN of no reflectance (behind a clear sky) and of white, per colour."""
        low = _triple([(sky - b) / a for a, b, sky in zip(self.scale, self.offset, self.clear_sky)])
        high = _triple([(self.white + sky - b) / a for a, b, sky in zip(self.scale, self.offset, self.clear_sky)])
        return low, high


def recognise(facts: SceneFacts) -> Optional[Tuple[Sensor, str]]:
    """Return the first sensor of the table that names, metadata and type speak for, and what was found; else None."""
    for sensor in SENSORS:
        found = re.search(sensor.pattern, facts.words, re.I)
        if found and facts.dtype in sensor.dtypes:
            if sensor.name == "Sentinel-2 L1C" and re.search("L2A", facts.words, re.I):
                continue
            return sensor, found.group(0)
    level2 = next(sensor for sensor in SENSORS if sensor.name == "Sentinel-2 L2A")
    found = re.search(r"sentinel[-_ ]?2", facts.words, re.I)  # its level stands elsewhere in the metadata
    return (level2, found.group(0)) if found and facts.dtype in level2.dtypes else None


def calibrate(facts: SceneFacts) -> Optional[Calibration]:
    """Return the calibration of a scene, or None if nothing gives it away, or the numbers speak against it."""
    for rule in _RULES:
        found = rule(facts)
        if found and _plausible(found, facts):
            return replace(found, white=_white(found, facts), sun_sine=_sun_sine(facts), doubt=_doubt(found, facts))
    return None


def _declared(facts: SceneFacts) -> Optional[Calibration]:
    """Scale and offset in the file itself. A scale of 1 says nothing."""
    if not all(scale is not None and 0 < scale < 0.01 for scale in facts.scales):
        return None
    scale = tuple(float(scale or 1) for scale in facts.scales)
    offset = tuple(float(offset or 0) for offset in facts.offsets)
    evidence = Text("the file's own scale {scale:g} and offset {offset:g}", scale=scale[0], offset=offset[0])
    known = recognise(facts)
    name = known[0].name if known and known[0].scale else REFLECTANCE
    return Calibration(name, evidence, _triple(scale), _triple(offset), known[0].sky if known else _sky(facts))


def _tabled(facts: SceneFacts) -> Optional[Calibration]:
    """What the table says of the sensor that names or metadata tell."""
    known = recognise(facts)
    if known is None or known[0].scale is None or known[0].offset is None:
        return None
    sensor, found = known
    offset, evidence = sensor.offset or 0.0, Text("its name or metadata, {found}", found=found)
    if sensor.name.startswith("Sentinel-2"):
        shifted, why = _sentinel2_shift(facts)
        if shifted:
            offset = -sensor.scale * _S2_SHIFT_DN if sensor.scale else 0.0
            evidence = Text("its name or metadata, {found}, and {why}", found=found, why=as_text(why))
    return Calibration(sensor.name, evidence, (sensor.scale or 1.0,) * 3, (offset,) * 3, sensor.sky)


def _sentinel2_shift(facts: SceneFacts) -> Tuple[bool, Words]:
    """Whether DN are shifted on by 1000, as from processing baseline 04.00 on, and what says so.

    Without a baseline the numbers decide. The cirrus band (10) is dark nearly everywhere, under haze too, so its lowest
    values lie at 0 or at 1000. Without one, some band is dark somewhere unless haze is thick, so that it is the lowest
    values of all bands that count. With no band beside the colours it is theirs.
    """
    baseline = re.search(r"_N(\d{2})(\d{2})_|processing_baseline=(\d{2})\.(\d{2})", facts.words, re.I)
    if baseline:
        major, minor = (part for part in baseline.groups() if part)
        return int(major + minor) >= 400, Text("processing baseline {major}.{minor}", major=major, minor=minor)
    if facts.unlit is not None:
        shifted = 0.9 * _S2_SHIFT_DN <= facts.unlit <= 1.5 * _S2_SHIFT_DN
        return shifted, Text("its cirrus band, which begins at {floor:.0f}", floor=facts.unlit)
    if facts.floor is not None:
        shifted = 0.9 * _S2_SHIFT_DN <= facts.floor <= 1.5 * _S2_SHIFT_DN and min(facts.dark) > _S2_SHIFT_DN
        return shifted, Text("its darkest band, which begins at {floor:.0f}", floor=facts.floor)
    return _starts_at(facts, _S2_SHIFT_DN), "its darkest pixels"


def _landsat_numbers(facts: SceneFacts) -> Optional[Calibration]:
    """Landsat 8 and 9, level 1, by its numbers: 2e-5 · DN − 0.1."""
    if facts.dtype != "uint16" or not _looks_like_landsat8(facts):
        return None
    sensor = next(sensor for sensor in SENSORS if sensor.name == "Landsat 8 or 9 level 1")
    return Calibration(sensor.name, "its numbers", (2e-5,) * 3, (-0.1,) * 3, sensor.sky)


def _reflectance(facts: SceneFacts) -> Optional[Calibration]:
    """Floating point between 0 and about 1, and whole numbers that are reflectance × 10 000."""
    if facts.dtype.startswith("float") and all(dark >= -0.05 and 0.005 <= mid <= 1.2 for dark, mid in _pairs(facts)):
        return Calibration(REFLECTANCE, "its numbers", (1.0,) * 3, NONE)
    said = re.search(r"reflectance", facts.words, re.I)
    if (
        said
        and facts.dtype in ("uint16", "int16")
        and all(dark >= -500 and mid <= 10_000 for dark, mid in _pairs(facts))
    ):
        return Calibration("reflectance × 10 000", "its metadata", (1e-4,) * 3, NONE)
    return None


_RULES: Tuple[Callable[[SceneFacts], Optional[Calibration]], ...] = (
    _declared, _tabled, _landsat_numbers, _reflectance,
)  # fmt: skip


def _white(found: Calibration, facts: SceneFacts) -> float:
    """Return the reflectance of white: above the scene's bright end; 1 if the light is a picture's, of no sensor."""
    lit = zip(found.scale, found.offset, found.clear_sky, facts.bright)
    bright = max(a * value + b - sky for a, b, sky, value in lit)
    if bright > _PICTURE_FROM and found.sensor == REFLECTANCE:
        return 1.0
    low, high = _WHITE
    return min(max(_WHITE_MARGIN * bright, low), high)


def _sun_sine(facts: SceneFacts) -> Optional[float]:
    """Return the sine of the sun's elevation, if the metadata say where the sun stood."""
    for key, text in facts.metadata.items():
        found = re.fullmatch(r"(?:.*[_:])?sun[_ ]?(elevation|zenith)(?:[_ ]?angle)?", key, re.I)
        try:
            degrees = float(text) if found else math.nan
        except ValueError:
            continue
        if found and 0 <= degrees <= 90:
            elevation = degrees if found.group(1) == "elevation" else 90 - degrees
            return max(math.sin(math.radians(elevation)), _LEAST_SUN_SINE)
    return None


def _doubt(found: Calibration, facts: SceneFacts) -> Words:
    """Return what speaks against a calibration without ruling it out."""
    ceiling = max(facts.bright) if facts.ceiling is None else facts.ceiling
    light = found.scale[0] * ceiling + found.offset[0]
    if light < _DIM:
        return Text("even its brightest ground would reflect only {light:.1%}: is the scale right?", light=light)
    return ""


def _looks_like_landsat8(facts: SceneFacts) -> bool:
    """Zero reflectance is DN 5000 there, and behind a clear sky the darkest blue is brighter than green and red."""
    red, green, blue = facts.dark
    return 5000 < red < green < blue < 20_000 and red < 14_000


def _starts_at(facts: SceneFacts, offset: float) -> bool:
    """Whether the darkest pixels lie closely above an offset."""
    return all(0.9 * offset <= dark <= 2.2 * offset for dark in facts.dark) and min(facts.dark) < 1.45 * offset


def _plausible(found: Calibration, facts: SceneFacts) -> bool:
    low, high = _PLAUSIBLE
    return all(low < a * mid + b < high for a, b, mid in zip(found.scale, found.offset, facts.middle))


def _sky(facts: SceneFacts) -> Sky:
    """A clear sky's part is in it if the file says that it was measured at the top of the atmosphere."""
    said = re.search(r"\bTOA\b|L1C|L1TP|top[-_ ]of[-_ ]atmosphere", facts.words, re.I)
    return Sky.INCLUDED_OVER_SUN if said else Sky.UNKNOWN


def _pairs(facts: SceneFacts) -> Sequence[Tuple[float, float]]:
    return tuple(zip(facts.dark, facts.middle))


def _triple(values: Sequence[float]) -> Triple:
    red, green, blue = values
    return red, green, blue
