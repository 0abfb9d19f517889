"""Haze made on the fly over clear images, by the equations of `physics`.

A thickness map m in [0, 1] gives the transmission of the reference band, t1 = 1 − w·m, from which those of red, green
and blue follow; haze is composed with the ground in linear light, or in display space, as the makers of many pairs
blend it. More than half of it is instead a grey veil, also in display space and nearly even over the image, which is as
common in real pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from .. import physics
from ..physics import DISPLAY_GAMMA
from .datasets import DataError

_PATTERN_PX = 512
NOISY_SHARE = 0.4  # of the images: so many have sensor noise


@dataclass(frozen=True)
class HazeRecipe:
    """Ranges that haze is drawn from; thickness is w, the share of light lost where the map is 1.

    Attributes:
        clear_share: share of the images that get no haze, so that the model learns to leave clear ground alone.
        veil_share: share of the hazy images that get a grey veil in display space.
        thickness: range of w, drawn uniformly, for haze in linear light.
        even_share: share of that haze that lies evenly over the whole image.
        display_share: share of that haze that is composed in display space, as bright as in linear light.
        veil_thickness: range of w, drawn uniformly, for veils.
        veil_evenness: least part of a veil that lies evenly; most veils come close to 1.
        airlight: range of A's brightness in linear light. veil_airlight: the same in display values.
        tint: standard deviation of A's colour cast.
        noise: largest standard deviation of sensor noise, display values.
    """

    clear_share: float = 0.15
    veil_share: float = 0.58
    thickness: Tuple[float, float] = (0.05, 1.0)
    even_share: float = 0.3
    display_share: float = 0.3
    veil_thickness: Tuple[float, float] = (0.05, 0.95)
    veil_evenness: float = 0.3
    airlight: Tuple[float, float] = (0.55, 1.0)
    veil_airlight: Tuple[float, float] = (0.55, 0.8)  # often darker than bright sand
    tint: float = 0.04
    noise: float = 0.01


def transmission(first: Tensor) -> Tensor:
    """Return the transmission (b, 3, h, w) of red, green and blue for that of the reference band (b, 1, h, w)."""
    return physics.transmission(first, torch.tensor(physics.RGB_UM, device=first.device).view(1, 3, 1, 1))


def compose(clear: Tensor, t: Tensor, airlight: Tensor, linear_light: bool = True) -> Tensor:
    """Return I = J·t + A·(1 − t) for display values (b, 3, h, w), in linear light or in display space."""
    if not linear_light:
        return physics.compose(clear, t, airlight)
    return physics.compose(clear**DISPLAY_GAMMA, t, airlight).clamp(0, 1) ** (1 / DISPLAY_GAMMA)


def add_haze(
    clear: Tensor, patterns: Optional[Tensor], generator: torch.Generator, recipe: HazeRecipe = HazeRecipe()
) -> Tuple[Tensor, Tensor]:
    """Return hazy images and their thickness maps for clear images in display values.

    Args:
        clear: (b, 3, h, w) in [0, 1]. patterns: (n, s, s) real cirrus patterns in [0, 1], or None.
        generator: decides everything that is random; on the device of `clear`.

    Returns:
        hazy (b, 3, h, w) in [0, 1], rounded to 8 bits; thickness (b, 1, h, w) = w·m.
    """
    b, _, h, w = clear.shape
    device = clear.device

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(shape, generator=generator, device=device)

    def chance(share: float) -> Tensor:
        return uniform(0, 1, b, 1, 1, 1) < share

    veil, none = chance(recipe.veil_share), chance(recipe.clear_share)
    maps = thickness_maps(b, h, w, patterns, generator)
    veil_evenness = 1 - (1 - recipe.veil_evenness) * uniform(0, 1, b, 1, 1, 1) ** 3
    evenness = torch.where(veil, veil_evenness, chance(recipe.even_share).float())
    maps = evenness + (1 - evenness) * maps
    strength = torch.where(veil, uniform(*recipe.veil_thickness, b, 1, 1, 1), uniform(*recipe.thickness, b, 1, 1, 1))
    thickness = torch.where(none, torch.zeros_like(maps), strength * maps)

    cast = 1 + recipe.tint * torch.randn((b, 3, 1, 1), generator=generator, device=device)
    t, airlight = transmission(1 - thickness), uniform(*recipe.airlight, b, 1, 1, 1)
    haze = compose(clear, t, airlight * cast)
    blended = compose(clear, t, airlight ** (1 / DISPLAY_GAMMA) * cast, linear_light=False)
    haze = torch.where(chance(recipe.display_share), blended, haze)
    grey = compose(clear, 1 - thickness, uniform(*recipe.veil_airlight, b, 1, 1, 1) * cast, linear_light=False)
    hazy = torch.where(veil, grey, haze)
    sigma = uniform(0, recipe.noise, b, 1, 1, 1) * chance(NOISY_SHARE)
    hazy = hazy + sigma * torch.randn(hazy.shape, generator=generator, device=device)
    hazy = torch.where(none, clear, hazy).clamp(0, 1)
    return (hazy * 255).round() / 255, thickness


def thickness_maps(b: int, h: int, w: int, patterns: Optional[Tensor], generator: torch.Generator) -> Tensor:
    """Return (b, 1, h, w) maps in [0, 1]: crops of the patterns, smooth noise, or a mix of both."""
    device = generator.device
    noise = smooth_noise(b, h, w, generator)
    if patterns is None or not len(patterns):
        return noise
    crops = torch.stack([_crop_pattern(patterns, h, w, generator) for _ in range(b)])
    share = torch.rand((b, 1, 1, 1), generator=generator, device=device)
    share = torch.where(share < 0.4, torch.ones_like(share), torch.where(share > 0.8, torch.zeros_like(share), share))
    return _stretch(share * crops + (1 - share) * noise)


def smooth_noise(b: int, h: int, w: int, generator: torch.Generator, octaves: int = 4) -> Tensor:
    """Return (b, 1, h, w) multi-octave value noise stretched to [0, 1]."""
    total = torch.zeros((b, 1, h, w), device=generator.device)
    for octave in range(octaves):
        cells = 2 ** (octave + 1)
        grid = torch.randn((b, 1, cells + 1, cells + 1), generator=generator, device=generator.device)
        total += F.interpolate(grid, size=(h, w), mode="bicubic", align_corners=True) * 0.55**octave
    return _stretch(total)


def load_patterns(folder: Path | str) -> Tensor:
    """Return the haze patterns of a folder of grey PNG images, of 8 or 16 bits, as (n, 512, 512) in [0, 1].

    Raises:
        DataError: there is no pattern in the folder, or one cannot be read.
    """
    paths = sorted(Path(folder).glob("*.png"))
    if not paths:
        raise DataError(f"The folder {folder} cannot be used", "there is no PNG pattern in it", "Name one, or none")
    return torch.from_numpy(np.stack([_read_pattern(path) for path in paths]))


def _read_pattern(path: Path) -> np.ndarray:
    try:
        values = np.asarray(Image.open(path), dtype=np.float32)
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"The haze pattern {path.name} cannot be read", str(error), "Take it out or mend it") from None
    if values.ndim != 2:
        raise DataError(f"The haze pattern {path.name} cannot be used", "it is not grey", "Take it out of the folder")
    values = (values - values.min()) / max(float(np.ptp(values)), 1e-6)
    return np.asarray(Image.fromarray(values, "F").resize((_PATTERN_PX, _PATTERN_PX), Image.Resampling.BILINEAR))


def _crop_pattern(patterns: Tensor, h: int, w: int, generator: torch.Generator) -> Tensor:
    """Return one (1, h, w) crop: a random pattern, place, scale, flip and quarter turn."""

    def integer(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=generator, device=generator.device))

    pattern = patterns[integer(0, len(patterns))]
    side = integer(min(96, pattern.shape[-1] // 2), pattern.shape[-1])
    top, left = (integer(0, pattern.shape[-1] - side + 1) for _ in range(2))
    crop = torch.rot90(pattern[top : top + side, left : left + side], integer(0, 4))
    crop = crop.flip(0) if integer(0, 2) else crop
    return _stretch(F.interpolate(crop[None, None], size=(h, w), mode="bilinear", align_corners=False))[0]


def _stretch(maps: Tensor, floor: Sequence[int] = (2, 3)) -> Tensor:
    low, high = maps.amin(dim=tuple(floor), keepdim=True), maps.amax(dim=tuple(floor), keepdim=True)
    return (maps - low) / (high - low).clamp_min(1e-6)
