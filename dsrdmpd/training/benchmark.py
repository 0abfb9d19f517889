"""Degradation that never changes, to measure on: clear images under haze, rain or blur, decided by their names alone.

Every image draws its kind of haze (half bright and patchy in linear light, half a grey veil in display space), its
pattern and its airlight from a seed made of its file's stem. So neither the order, nor which other images there are,
nor the density changes the draw: the three densities show one haze growing thicker.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Dict, Optional, Tuple

import torch
from torch import Tensor

from .degradations import BlurRecipe, RainRecipe, add_blur, add_rain
from .haze import compose, thickness_maps, transmission

VEIL_SHARE = 0.5
VEIL_EVENNESS = (0.6, 1.0)
AIRLIGHT = (0.65, 1.0)  # of bright haze, linear light
VEIL_AIRLIGHT = (0.58, 0.78)  # display values: often darker than bright sand
TINT = 0.04  # standard deviation of the airlight's colour cast


@dataclass(frozen=True)
class Density:
    """How thick the haze is.

    Attributes:
        thickness: range of w, the share of light lost where the map is 1, for bright haze.
        evenness: share of that haze that lies evenly over the image, range.
        veil_thickness: range of w for veils.
    """

    thickness: Tuple[float, float]
    evenness: Tuple[float, float]
    veil_thickness: Tuple[float, float]


DENSITIES: Dict[str, Optional[Density]] = {
    "none": None,
    "thin": Density(thickness=(0.1, 0.25), evenness=(0.1, 0.4), veil_thickness=(0.15, 0.35)),
    "moderate": Density(thickness=(0.3, 0.55), evenness=(0.1, 0.4), veil_thickness=(0.4, 0.65)),
    "thick": Density(thickness=(0.7, 0.95), evenness=(0.3, 0.6), veil_thickness=(0.75, 0.95)),
}

SIMULATIONS = (*DENSITIES, "rain", "blur")


def fixed_degradation(clear: Tensor, stem: str, name: str, patterns: Optional[Tensor] = None) -> Tensor:
    """Return one image (1, 3, h, w) in [0, 1] degraded as belongs to its name; `name` is one of `SIMULATIONS`."""
    generator = torch.Generator().manual_seed(_seed(stem))
    if name == "rain":
        return add_rain(clear, None, generator, RainRecipe(clear_share=0.0))[0]
    if name == "blur":
        return add_blur(clear, None, generator, BlurRecipe(clear_share=0.0))[0]
    return fixed_haze(clear, stem, name, patterns)


def fixed_haze(clear: Tensor, stem: str, density: str, patterns: Optional[Tensor] = None) -> Tensor:
    """Return one image under the haze that belongs to its name.

    Args:
        clear: (1, 3, h, w) display values in [0, 1], on the CPU. stem: file name without its ending.
        density: a key of `DENSITIES`; "none" returns `clear` itself.
        patterns: (n, s, s) real haze patterns in [0, 1]; None takes smooth noise.

    Returns:
        (1, 3, h, w) in [0, 1], rounded to 8 bits.
    """
    chosen = DENSITIES[density]
    if chosen is None:
        return clear
    generator = torch.Generator().manual_seed(_seed(stem))

    def uniform(low: float, high: float) -> float:
        return low + (high - low) * float(torch.rand((), generator=generator))

    veil, depth, spread, brightness = (uniform(0, 1) for _ in range(4))
    cast = 1 + TINT * torch.randn((1, 3, 1, 1), generator=generator)
    pattern = thickness_maps(1, clear.shape[-2], clear.shape[-1], patterns, generator)
    if veil < VEIL_SHARE:
        even = _between(VEIL_EVENNESS, spread)
        t = 1 - _between(chosen.veil_thickness, depth) * (even + (1 - even) * pattern)
        hazy = compose(clear, t, _between(VEIL_AIRLIGHT, brightness) * cast, linear_light=False)
    else:
        even = _between(chosen.evenness, spread)
        t = transmission(1 - _between(chosen.thickness, depth) * (even + (1 - even) * pattern))
        hazy = compose(clear, t, _between(AIRLIGHT, brightness) * cast)
    return (hazy.clamp(0, 1) * 255).round() / 255


def _between(limits: Tuple[float, float], share: float) -> float:
    return limits[0] + (limits[1] - limits[0]) * share


def _seed(stem: str) -> int:
    return int.from_bytes(hashlib.sha256(stem.encode()).digest()[:7], "big")
