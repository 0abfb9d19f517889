"""The sensors and products whose numbers are known: one table, from which everything else about them is read.

A row says how a product gives itself away, how its DN become reflectance, which light its bands see, and whether a
clear sky's own light is still in it. `python -m dsrdmpd sensors` prints the table; the README's list is made of it.

Sources: Sentinel-2 Products Specification Document, issue 15 (RADIO_ADD_OFFSET from baseline 04.00 on); Landsat 8-9
Collection 2 Level 1 and Level 2 Data Format Control Books (LSDS-1822, LSDS-1328); Landsat Collection 1 Surface
Reflectance guides (LSDS-1368); HLS 2.0 user guide; MOD09 user guide, collection 6.1; Planet Imagery Product
Specifications (2023); EnMAP Product Specification Document.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Mapping, Optional, Tuple

from ..errors import Term, Words
from ..physics import LANDSAT5_UM, LANDSAT8_UM, SENTINEL2_UM, rayleigh_depth

SCATTERING_PHASE = 1.19  # Rayleigh's phase function at 140°, between sun and a sensor that looks down
USUAL_SUN_ELEVATION_DEG = 50.0  # where the file does not say it


class Sky(Enum):
    """Whether light of the air above the ground is in a product's numbers."""

    REMOVED = "removed by the producer"
    INCLUDED = "included"
    INCLUDED_OVER_SUN = "included, and divided by the sine of the sun's elevation"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Sensor:
    """One product of one sensor.

    Attributes:
        name: as its makers call it. pattern: regular expression, without regard to case, that its names or metadata
            match. recognised: the same in words. dtypes: numpy's names of the types that its values come in.
        scale, offset: reflectance = scale · DN + offset; None where numbers are a picture's or need a table per scene.
        sky: whether a clear sky adds to them. bands: centre wavelengths in µm by the bands' own labels.
        orders: for stacks without names, the labels of all bands in their usual order; the number of bands decides.
        note: what a user should know besides.
    """

    name: Term
    pattern: str
    recognised: Words
    dtypes: Tuple[str, ...]
    scale: Optional[float]
    offset: Optional[float]
    sky: Sky
    bands: Mapping[str, float]
    orders: Tuple[Tuple[str, ...], ...] = ()
    note: Words = ""

    def order(self, band_count: int) -> Optional[Tuple[str, ...]]:
        """Return the labels of an unnamed stack of so many bands, None if it has no usual order."""
        return next((order for order in self.orders if len(order) == band_count), None)


def clear_sky(wavelength_um: float, sky: Sky, sun_elevation_sine: Optional[float] = None) -> float:
    """Return the reflectance that a clear sky alone adds at a wavelength: ρ = τ·P / (4·μv), over μs where divided.

    Single scattering of a Rayleigh atmosphere under a view from above (μv = 1). For red, green and blue it agrees with
    the darkest pixels of clear Landsat 8 scenes (0.018, 0.031, 0.049) to 0.005. Taking off more hides thin haze, less
    lets a clear sky pass for it.

    Args:
        wavelength_um: centre of the band. sky: of the product. sun_elevation_sine: μs, None takes a usual one.
    """
    if sky in (Sky.REMOVED, Sky.UNKNOWN):
        return 0.0
    added = rayleigh_depth(wavelength_um) * SCATTERING_PHASE / 4
    if sky is Sky.INCLUDED_OVER_SUN:
        return added / (USUAL_SUN_SINE if sun_elevation_sine is None else sun_elevation_sine)
    return added


USUAL_SUN_SINE = 0.766  # of USUAL_SUN_ELEVATION_DEG

_U16, _SHORT = ("uint16",), ("int16", "uint16")
_LANDSAT5_SIX = (("1", "2", "3", "4", "5", "7"),)
_LANDSAT8_SEVEN = (("1", "2", "3", "4", "5", "6", "7"),)
_S2_ALL = ("1", "2", "3", "4", "5", "6", "7", "8", "8a", "9", "10", "11", "12")
_S2_L2A = tuple(label for label in _S2_ALL if label != "10")
_MODIS_UM = {"1": 0.645, "2": 0.8585, "3": 0.469, "4": 0.555, "5": 1.24, "6": 1.64, "7": 2.13}
_PLANET4_UM = {"1": 0.485, "2": 0.545, "3": 0.63, "4": 0.82}
_SUPERDOVE_UM = {
    "1": 0.443, "2": 0.49, "3": 0.531, "4": 0.565, "5": 0.61, "6": 0.665, "7": 0.705, "8": 0.865,
}  # fmt: skip
_NAIP_UM = {"1": 0.635, "2": 0.555, "3": 0.465, "4": 0.845}
_S2_NOTE: Words = "from processing baseline 04.00 (January 2022) on shifted by 1000: offset −0.1"

SENSORS: Tuple[Sensor, ...] = (
    Sensor(
        "Sentinel-2 L2A", r"S2[A-D]_MSIL2A|sentinel[-_ ]?2[-_ ]?(msi[-_ ]?)?l2a|T\d{2}[A-Z]{3}_\d{8}T\d{6}_\w+_\d0m",
        "S2A_MSIL2A…, T33UUB_…_B04_10m, sentinel-2-l2a", _SHORT, 1e-4, 0.0, Sky.REMOVED, SENTINEL2_UM, (_S2_L2A,),
        _S2_NOTE,
    ),
    Sensor(
        "Sentinel-2 L1C", r"S2[A-D]_MSIL1C|T\d{2}[A-Z]{3}_\d{8}T\d{6}_(?:B\d|TCI)|sentinel[-_ ]?2",
        "S2A_MSIL1C…, T33UUB_…_B04, sentinel-2", _SHORT, 1e-4, 0.0, Sky.INCLUDED_OVER_SUN, SENTINEL2_UM, (_S2_ALL,),
        _S2_NOTE,
    ),
    Sensor(
        "HLS", r"HLS\.[LS]30", "HLS.L30…, HLS.S30…", ("int16",), 1e-4, 0.0, Sky.REMOVED, LANDSAT8_UM,
        note="wavelengths of HLS.L30; those of HLS.S30 are Sentinel-2's",
    ),
    Sensor(
        "Landsat 8 or 9 Collection 2 level 2", r"L[CO]0[89]_L2S[PR]|landsat[-_ ]?[89].*level-?2", "LC08_L2SP…", _SHORT,
        2.75e-5, -0.2, Sky.REMOVED, LANDSAT8_UM, _LANDSAT8_SEVEN,
    ),
    Sensor(
        "Landsat 4 to 7 Collection 2 level 2", r"L[ET]0[4-7]_L2S[PR]|landsat[-_ ]?[4-7].*level-?2", "LT05_L2SP…",
        _SHORT, 2.75e-5, -0.2, Sky.REMOVED, LANDSAT5_UM, _LANDSAT5_SIX,
    ),
    Sensor(
        "Landsat 8 Collection 1 level 2", r"LC08_L1T[PS]_\d{6}_\d{8}_\d{8}_01_T\d_sr", "LC08_L1TP_…_01_T1_sr_band4",
        ("int16",), 1e-4, 0.0, Sky.REMOVED, LANDSAT8_UM, _LANDSAT8_SEVEN,
    ),
    Sensor(
        "Landsat 4 to 7 Collection 1 level 2", r"L[ET]0[4-7]_L1T[PS]_\d{6}_\d{8}_\d{8}_01_T\d_sr",
        "LT05_L1TP_…_01_T1_sr_band3", ("int16",), 1e-4, 0.0, Sky.REMOVED, LANDSAT5_UM, _LANDSAT5_SIX,
    ),
    Sensor(
        "Landsat 8 or 9 level 1", r"L[CO]0[89]_L1[TG][PTS]|L[CO]8\d{13}|LANDSAT_[89]", "LC08_L1TP…, or its numbers",
        _U16, 2e-5, -0.1, Sky.INCLUDED, LANDSAT8_UM, _LANDSAT8_SEVEN,
        "Collections 1 and 2; not divided by the sine of the sun's elevation",
    ),
    Sensor(
        "Landsat 4 to 7 level 1", r"L[EMT]0[1-7]_L1[TG][PTS]|L[EMT][4-7]\d{13}|LANDSAT_[1-7]", "LT05_L1TP…", ("uint8",),
        None, None, Sky.INCLUDED, LANDSAT5_UM, _LANDSAT5_SIX, "gain and offset differ by scene: taken for a picture",
    ),
    Sensor(
        "MODIS and VIIRS surface reflectance", r"M[OY]D09|MCD43A4|VNP09", "MOD09GA…, MCD43A4…", ("int16",), 1e-4, 0.0,
        Sky.REMOVED, _MODIS_UM, (tuple(_MODIS_UM),), "fill −28672",
    ),
    Sensor(
        "PlanetScope surface reflectance, 8 bands", r"AnalyticMS_SR_8b|analytic_8b_sr|_SR_8b", "…_AnalyticMS_SR_8b",
        _U16, 1e-4, 0.0, Sky.REMOVED, _SUPERDOVE_UM, (tuple(_SUPERDOVE_UM),),
    ),
    Sensor(
        "PlanetScope surface reflectance", r"AnalyticMS_SR|analytic_sr|\d_\d{4}_3B_\w*SR", "…_AnalyticMS_SR", _U16,
        1e-4, 0.0, Sky.REMOVED, _PLANET4_UM, (tuple(_PLANET4_UM),),
    ),
    Sensor(
        "PlanetScope radiance", r"3B_AnalyticMS|analytic_[48]b(?!_sr)", "…_3B_AnalyticMS", _U16, None, None,
        Sky.INCLUDED, _PLANET4_UM, (tuple(_PLANET4_UM),),
        "its factor to reflectance differs by scene and band: one range for the three colours is taken",
    ),
    Sensor(
        "EnMAP L2A", r"ENMAP0\d-____L2A|ENMAP.*L2A", "ENMAP01-____L2A…", ("int16",), 1e-4, 0.0, Sky.REMOVED, {},
        note="wavelengths from the bands' metadata",
    ),
    Sensor(
        "NAIP", r"\bm_\d{7}_[ns][ew]_\d{1,2}_|National Agriculture Imagery|\bNAIP", "m_3607717_sw…, NAIP", ("uint8",),
        None, None, Sky.UNKNOWN, _NAIP_UM, (tuple(_NAIP_UM),), "taken for a picture",
    ),
)  # fmt: skip
