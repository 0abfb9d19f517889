"""Which sensor a raster comes from, and so what its numbers mean: reflectance = scale · DN + offset.

Haze is a matter of light, so what the model sees must be anchored in light. A range fitted to each band by itself
takes an even veil for black and hides it. Where the file tells its scale and offset, or its name, its metadata or its
numbers give the sensor away, every scene is rendered alike; else one range is shared by the three colours (`raster`).

Black is anchored so; white follows the scene, for ground seen from space is several times darker than a photograph,
and by how much depends on the sun and the season. What is brighter than white, cloud and snow, keeps its values.

What a clear sky itself adds at the top of the atmosphere is no haze and stays in the result: the path reflectance of a
Rayleigh atmosphere in single scattering, ρ = τ·P / (4·μv·μs), with the optical depths τ of 0.655, 0.5625 and 0.4825 µm
(0.048, 0.090, 0.170; Bodhaine et al. 1999), the phase function P at 140° (1.19), a view from above (μv = 1). Products
that are divided by the sine of the sun's elevation have it by μs, others not: the darkest pixels of clear Landsat 8
scenes (0.018, 0.031, 0.049) agree to 0.005. Taking off more hides thin haze, less lets a clear sky pass for it.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, replace
from typing import Callable, Mapping, Optional, Sequence, Tuple

from ..errors import Text, Words

Triple = Tuple[float, float, float]  # red, green, blue

NONE: Triple = (0.0, 0.0, 0.0)
REFLECTANCE = "reflectance"  # of a sensor that is not known
RAYLEIGH: Triple = (0.0143, 0.0268, 0.0506)  # of reflectance that is not divided by μs
RAYLEIGH_SUN_40: Triple = (0.0186, 0.0350, 0.0660)  # of what is divided by it, for a sun 40° from the zenith
_WHITE = (0.3, 1.0)  # reflectance of white: of all but bright scenes, and at most
_WHITE_MARGIN = 1.1  # over the bright end of a scene
_PICTURE_FROM = 0.55  # reflectance that a hundredth of a scene exceeds if its light is that of a picture
_PLAUSIBLE = (-0.25, 2.0)  # reflectance of the middle of a scene; beyond it the numbers mean something else


@dataclass(frozen=True)
class SceneFacts:
    """What a file says of itself, and how its colours are distributed.

    Attributes:
        dtype: numpy's name of the type. names: of the files that hold it. metadata: of the file, keys in lower case.
        scales, offsets: of red, green and blue as the file declares them, None where it does not.
        dark, middle, bright: per colour, the DN of the 0.1, 50 and 99 percent point of the usable pixels.
    """

    dtype: str
    names: Tuple[str, ...] = ()
    metadata: Mapping[str, str] = dataclasses.field(default_factory=dict)
    scales: Tuple[Optional[float], ...] = (None, None, None)
    offsets: Tuple[Optional[float], ...] = (None, None, None)
    dark: Triple = NONE
    middle: Triple = NONE
    bright: Triple = NONE

    @property
    def words(self) -> str:
        """Names and metadata in one text, to look for what gives a sensor away."""
        return " ".join([*self.names, *(f"{key}={value}" for key, value in self.metadata.items())])


@dataclass(frozen=True)
class Calibration:
    """How DN become reflectance.

    Attributes:
        sensor: in words. evidence: what it was recognised by. scale, offset: reflectance = scale · DN + offset.
        clear_sky: reflectance that a clear sky adds to red, green and blue. white: reflectance of the model's white.
    """

    sensor: Words
    evidence: Words
    scale: Triple
    offset: Triple
    clear_sky: Triple = NONE
    white: float = 1.0

    @property
    def dn_range(self) -> Tuple[Triple, Triple]:
        """The DN of no reflectance (behind a clear sky) and of white, per colour."""
        low = _triple([(sky - b) / a for a, b, sky in zip(self.scale, self.offset, self.clear_sky)])
        high = _triple([(self.white + sky - b) / a for a, b, sky in zip(self.scale, self.offset, self.clear_sky)])
        return low, high


def calibrate(facts: SceneFacts) -> Optional[Calibration]:
    """Return the calibration of a scene, or None if nothing gives it away, or the numbers speak against it."""
    for rule in _RULES:
        found = rule(facts)
        if found and _plausible(found, facts):
            return replace(found, white=_white(found, facts))
    return None


def _declared(facts: SceneFacts) -> Optional[Calibration]:
    """Scale and offset in the file itself. A scale of 1 says nothing."""
    if not all(scale is not None and 0 < scale < 0.01 for scale in facts.scales):
        return None
    scale = tuple(float(scale or 1) for scale in facts.scales)
    offset = tuple(float(offset or 0) for offset in facts.offsets)
    evidence = Text("the file's own scale {scale:g} and offset {offset:g}", scale=scale[0], offset=offset[0])
    return Calibration(REFLECTANCE, evidence, _triple(scale), _triple(offset), _sky(facts))


def _sentinel2(facts: SceneFacts) -> Optional[Calibration]:
    """Reflectance × 10 000, and from processing baseline 04.00 (January 2022) on shifted by 1000."""
    found = re.search(r"S2[A-D]_MSI(L1C|L2A)|T\d{2}[A-Z]{3}_\d{8}T\d{6}_(?:B\d|TCI)|sentinel[-_ ]?2", facts.words, re.I)
    if not found or facts.dtype not in ("uint16", "int16"):
        return None
    baseline = re.search(r"_N(\d{2})(\d{2})_|processing_baseline=(\d{2})\.(\d{2})", facts.words, re.I)
    number = int("".join(part for part in baseline.groups() if part)) if baseline else None
    shifted = number >= 400 if number is not None else _starts_at(facts, 1000)
    level = "L2A" if re.search("L2A", facts.words, re.I) else "L1C"
    return Calibration(
        Text("Sentinel-2 {level}", level=level),
        Text("its name or metadata, {found}", found=found.group(0)),
        (1e-4,) * 3,
        (-0.1 if shifted else 0.0,) * 3,
        NONE if level == "L2A" else RAYLEIGH_SUN_40,
    )


def _landsat(facts: SceneFacts) -> Optional[Calibration]:
    """Collection 2, level 2: 2.75e-5 · DN − 0.2; Landsat 8 and 9, level 1: 2e-5 · DN − 0.1."""
    if facts.dtype not in ("uint16", "int16"):
        return None
    level2 = re.search(r"L[COET]0[4-9]_L2S[PR]|landsat.*level-?2", facts.words, re.I)
    if level2:
        evidence = Text("its name or metadata, {found}", found=level2.group(0))
        return Calibration("Landsat Collection 2 level 2", evidence, (2.75e-5,) * 3, (-0.2,) * 3)
    level1 = re.search(r"L[CO]0[89]_L1[TG][PTS]|L[CO]8\d{13}|LANDSAT_[89]", facts.words, re.I)
    numbers = facts.dtype == "uint16" and _looks_like_landsat8(facts)
    if not level1 and not numbers:
        return None
    seen: Words = Text("its name or metadata, {found}", found=level1.group(0)) if level1 else "its numbers"
    return Calibration("Landsat 8 or 9 level 1", seen, (2e-5,) * 3, (-0.1,) * 3, RAYLEIGH)


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


_RULES: Tuple[Callable[[SceneFacts], Optional[Calibration]], ...] = (_declared, _sentinel2, _landsat, _reflectance)


def _white(found: Calibration, facts: SceneFacts) -> float:
    """Return the reflectance of white: above the scene's bright end; 1 if the light is a picture's, of no sensor."""
    lit = zip(found.scale, found.offset, found.clear_sky, facts.bright)
    bright = max(a * value + b - sky for a, b, sky, value in lit)
    if bright > _PICTURE_FROM and found.sensor == REFLECTANCE:
        return 1.0
    low, high = _WHITE
    return min(max(_WHITE_MARGIN * bright, low), high)


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


def _sky(facts: SceneFacts) -> Triple:
    """A clear sky's part, if the file says that it was measured at the top of the atmosphere."""
    return RAYLEIGH_SUN_40 if re.search(r"\bTOA\b|L1C|L1TP|top[-_ ]of[-_ ]atmosphere", facts.words, re.I) else NONE


def _pairs(facts: SceneFacts) -> Sequence[Tuple[float, float]]:
    return tuple(zip(facts.dark, facts.middle))


def _triple(values: Sequence[float]) -> Triple:
    red, green, blue = values
    return red, green, blue
