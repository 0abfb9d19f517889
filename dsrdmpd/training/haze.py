"""Haze made on the fly over clear images, after the physical model by which RS-Haze was built.

A thickness map m in [0, 1] gives the transmission of the shortest band, t1 = 1 − w·m, and of each band
t_j = t1^((0.443 / λ_j)^γ) with γ falling as haze thickens; the hazy band is I_j = J_j·t_j + A_j·(1 − t_j) (Koschmieder)
in linear light. Half of the haze is instead a grey veil composed in display space, which is as common in real pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

REFERENCE_UM = 0.443
WAVELENGTHS_UM = (0.655, 0.5625, 0.4825)  # red, green, blue
DISPLAY_GAMMA = 2.2


@dataclass(frozen=True)
class HazeRecipe:
    """Ranges that haze is drawn from; thickness is w, the share of light lost where the map is 1.

    Attributes:
        clear_share: share of the images that get no haze, so that the model learns to leave clear ground alone.
        veil_share: share of the hazy images that get a grey veil in display space.
        thickness: range of w, drawn log-uniformly, for haze in linear light.
        veil_thickness: range of w, drawn uniformly, for veils.
        airlight: range of A's brightness in linear light. veil_airlight: the same in display values.
        tint: standard deviation of A's colour cast.
        noise: largest standard deviation of sensor noise, display values.
    """

    clear_share: float = 0.1
    veil_share: float = 0.5
    thickness: Tuple[float, float] = (0.05, 1.0)
    veil_thickness: Tuple[float, float] = (0.1, 0.8)
    airlight: Tuple[float, float] = (0.55, 1.0)
    veil_airlight: Tuple[float, float] = (0.45, 0.85)  # often darker than bright sand
    tint: float = 0.05
    noise: float = 0.015


def transmission(first: Tensor) -> Tensor:
    """Return the transmission of red, green and blue for that of the shortest band, t1.

    Args:
        first: (b, 1, h, w) in [0, 1].

    Returns:
        (b, 3, h, w): t1^((0.443/λ_j)^γ), γ = clip(−21.547 s³ + 41.224 s² − 27.465 s + 6.537, 0, 4), s = 1 − t1.
    """
    s = 1 - first
    gamma = (((-21.547 * s + 41.224) * s - 27.465) * s + 6.537).clamp(0, 4)
    ratio = torch.tensor([REFERENCE_UM / wavelength for wavelength in WAVELENGTHS_UM], device=first.device)
    return first.clamp_min(1e-4) ** (ratio.view(1, 3, 1, 1) ** gamma)


def compose(clear: Tensor, t: Tensor, airlight: Tensor, linear_light: bool = True) -> Tensor:
    """Return I = J·t + A·(1 − t) for display values (b, 3, h, w), in linear light or in display space."""
    if not linear_light:
        return clear * t + airlight * (1 - t)
    mixed = clear**DISPLAY_GAMMA * t + airlight * (1 - t)
    return mixed.clamp(0, 1) ** (1 / DISPLAY_GAMMA)


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

    veil = uniform(0, 1, b, 1, 1, 1) < recipe.veil_share
    none = uniform(0, 1, b, 1, 1, 1) < recipe.clear_share
    maps = thickness_maps(b, h, w, patterns, generator)
    # A veil is nearly even: little of it varies.
    evenness = torch.where(veil, uniform(0.7, 1, b, 1, 1, 1), (uniform(0, 1, b, 1, 1, 1) < 0.15).float())
    maps = evenness + (1 - evenness) * maps
    low, high = recipe.thickness
    patchy = torch.exp(uniform(float(np.log(low)), float(np.log(high)), b, 1, 1, 1))
    strength = torch.where(veil, uniform(*recipe.veil_thickness, b, 1, 1, 1), patchy)
    thickness = torch.where(none, torch.zeros_like(maps), strength * maps)

    cast = 1 + recipe.tint * torch.randn((b, 3, 1, 1), generator=generator, device=device)
    haze = compose(clear, transmission(1 - thickness), uniform(*recipe.airlight, b, 1, 1, 1) * cast)
    grey = compose(clear, 1 - thickness, uniform(*recipe.veil_airlight, b, 1, 1, 1) * cast, linear_light=False)
    hazy = torch.where(veil, grey, haze)
    sigma = uniform(0, recipe.noise, b, 1, 1, 1) * (uniform(0, 1, b, 1, 1, 1) < 0.5)
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
    """Return the haze patterns of a folder of grey images as (n, 512, 512) in [0, 1]."""
    patterns: List[np.ndarray] = []
    for path in sorted(Path(folder).glob("*.png")):
        values = np.asarray(Image.open(path), dtype=np.float32)
        values = (values - values.min()) / max(float(np.ptp(values)), 1e-6)
        patterns.append(np.asarray(Image.fromarray(values, "F").resize((512, 512), Image.Resampling.BILINEAR)))
    return torch.from_numpy(np.stack(patterns)) if patterns else torch.zeros((0, 512, 512))


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
