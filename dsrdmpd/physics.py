"""How haze acts on light: the equations that training, the haze simulation and the sample share.

Standard library only. The functions take whatever has arithmetic operators and `clip`: numpy arrays and torch tensors.
"""

from __future__ import annotations

from typing import Any, Dict, Tuple, TypeVar

Array = TypeVar("Array", bound=Any)  # numpy.ndarray or torch.Tensor

DISPLAY_GAMMA = 2.2  # from display values to linear light, of the pictures models are trained on (sRGB, nearly)
REFERENCE_UM = 0.443  # the shortest band of Landsat 8 and Sentinel-2, whose transmission the other bands' derive from
LEAST_TRANSMISSION = 1e-4  # of the reference band: nothing but haze, and still a number that can be raised to a power

# Centres of the bands that a raster's own words may name, in micrometres.
WAVELENGTHS_UM: Dict[str, float] = {
    "coastal": 0.443, "blue": 0.4825, "green": 0.5625, "yellow": 0.605, "red": 0.655, "pan": 0.59,
    "rededge": 0.705, "rededge1": 0.705, "rededge2": 0.74, "rededge3": 0.783,
    "nir": 0.865, "nir08": 0.865, "nir09": 0.945,
    "swir": 1.61, "swir1": 1.61, "swir16": 1.61, "swir2": 2.2, "swir22": 2.2,
}  # fmt: skip
RGB_UM: Tuple[float, float, float] = (WAVELENGTHS_UM["red"], WAVELENGTHS_UM["green"], WAVELENGTHS_UM["blue"])
LANDSAT8_UM: Dict[str, float] = {  # by band number
    "1": 0.443, "2": 0.4825, "3": 0.5625, "4": 0.655, "5": 0.865, "6": 1.61, "7": 2.2, "8": 0.59, "9": 1.375,
    "10": 10.9, "11": 12.0,
}  # fmt: skip
LANDSAT5_UM: Dict[str, float] = {
    "1": 0.485,
    "2": 0.56,
    "3": 0.66,
    "4": 0.83,
    "5": 1.65,
    "6": 11.45,
    "7": 2.215,
}  # and 7
SENTINEL2_UM: Dict[str, float] = {
    "1": 0.443, "2": 0.49, "3": 0.56, "4": 0.665, "5": 0.705, "6": 0.74, "7": 0.783, "8": 0.842, "8a": 0.865,
    "9": 0.945, "10": 1.375, "11": 1.61, "12": 2.19,
}  # fmt: skip


def transmission(first: Array, wavelength_um: Any) -> Array:
    """Return the transmission of a band from that of the reference band: t1^((0.443/λ)^γ).

    γ = clip(−21.547 s³ + 41.224 s² − 27.465 s + 6.537, 0, 4) with s = 1 − t1 falls as haze thickens: thin haze is blue
    and lets the infrared pass, thick haze is grey. The equations are those by which the RS-Haze data set was made.

    Args:
        first: transmission t1 of the reference band in [0, 1], any shape. wavelength_um: centre λ of the band, or an
            array of them that broadcasts against `first`.

    Returns:
        As `first`, or as both broadcast; exactly 1 where t1 is 1.
    """
    s: Any = 1 - first
    gamma = (((-21.547 * s + 41.224) * s - 27.465) * s + 6.537).clip(0, 4)
    return first.clip(LEAST_TRANSMISSION, 1) ** ((REFERENCE_UM / wavelength_um) ** gamma)


def compose(clear: Array, transmitted: Array, airlight: Array) -> Array:
    """Return the hazy light I = J·t + A·(1 − t) (Koschmieder 1924) of clear light J, transmission t and airlight A.

    It holds for light, not for display values, in any linear unit that J and A share: DN, radiance, reflectance.
    """
    return clear * transmitted + airlight * (1 - transmitted)


def rayleigh_depth(wavelength_um: float) -> float:
    """Return the optical depth of a clear sky's air at sea level (Hansen and Travis 1974, eq. 2.30).

    0.048, 0.091 and 0.168 at 0.655, 0.5625 and 0.4825 µm, as Bodhaine et al. (1999) have it to 0.002.
    """
    square = wavelength_um**-2
    return 0.008569 * square * square * (1 + 0.0113 * square + 0.00013 * square * square)
