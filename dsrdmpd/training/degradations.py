"""What is made of clear images to train on: haze, rain streaks or blur, by the task of the weights.

Every degradation has one signature: ``(clear, patterns, generator, recipe) → (degraded, strength)``, images
(b, 3, h, w) in display values and strength (b, 1, h, w), all on the device of the generator, which decides everything
that is random. What comes out is rounded to 8 bits, as files are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Dict, Optional, Tuple

import torch
from torch import Tensor
from torch.nn import functional as F

from ..physics import DISPLAY_GAMMA
from .haze import add_haze

Degradation = Callable[..., Tuple[Tensor, Tensor]]

REACH_PX = 24  # half the side of the kernels: longer streaks and paths are cut off


@dataclass(frozen=True)
class RainRecipe:
    """Ranges that rain is drawn from, uniformly unless said otherwise.

    Attributes:
        clear_share: share of the images without rain.
        layers: streaks near and far, each layer with its own length, width and density.
        density: streaks that begin per pixel of a layer, log-uniform.
        length_px, width_px: of a streak; the width is the Gaussian's standard deviation.
        slant_degrees: largest angle to the vertical; layers differ from each other by a few degrees.
        brightness: of the brightest streak, display values. tint: standard deviation of its colour cast.
        screen_share: share of the images whose streaks cover the scene (screen) instead of adding to it.
        noise: largest standard deviation of sensor noise, display values.
    """

    clear_share: float = 0.05
    layers: int = 3
    density: Tuple[float, float] = (2e-4, 5e-3)
    length_px: Tuple[float, float] = (10.0, 40.0)
    width_px: Tuple[float, float] = (0.4, 1.1)
    slant_degrees: float = 45.0
    brightness: Tuple[float, float] = (0.2, 0.9)
    tint: float = 0.03
    screen_share: float = 0.5
    noise: float = 0.01


@dataclass(frozen=True)
class BlurRecipe:
    """Ranges that blur is drawn from, uniformly.

    Attributes:
        clear_share: share of the images without blur.
        motion_share: share of the blurred images that moved; the others are out of focus.
        length_px: of the path that a moving camera draws. bend: largest sagitta of that path, as share of its length.
        radius_px: of the disc that a point out of focus becomes.
        linear_share: share of the images blurred in linear light, as optics do, instead of in display values.
        noise: largest standard deviation of sensor noise, display values.
    """

    clear_share: float = 0.05
    motion_share: float = 0.6
    length_px: Tuple[float, float] = (3.0, 21.0)
    bend: float = 0.3
    radius_px: Tuple[float, float] = (1.0, 5.0)
    linear_share: float = 0.5
    noise: float = 0.01


class _Draw:
    """Random numbers (b, 1, 1, 1) for a batch of `b` images."""

    def __init__(self, b: int, generator: torch.Generator):
        self.b, self.generator, self.device = b, generator, generator.device

    def uniform(self, low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand((self.b, 1, 1, 1), generator=self.generator, device=self.device)

    def log_uniform(self, low: float, high: float) -> Tensor:
        return self.uniform(math.log(low), math.log(high)).exp()

    def chance(self, share: float) -> Tensor:
        return self.uniform(0, 1) < share

    def field(self, c: int, h: int, w: int) -> Tensor:
        return torch.rand((self.b, c, h, w), generator=self.generator, device=self.device)

    def normal(self, c: int, h: int = 1, w: int = 1) -> Tensor:
        return torch.randn((self.b, c, h, w), generator=self.generator, device=self.device)


def add_rain(
    clear: Tensor, patterns: Optional[Tensor], generator: torch.Generator, recipe: RainRecipe = RainRecipe()
) -> Tuple[Tensor, Tensor]:
    """Return images with rain streaks and the light of the streaks, 0 to 1.

    Streaks are seeds convolved with an oriented line: O = B + R, or 1 − (1 − B)(1 − R) where they cover the scene
    (the additive and the screen blend model of the deraining literature). `patterns` are not used.
    """
    b, _, h, w = clear.shape
    draw = _Draw(b, generator)
    slant = draw.uniform(-recipe.slant_degrees, recipe.slant_degrees)
    light = torch.zeros((b, 1, h, w), device=clear.device)
    for _ in range(recipe.layers):
        angle = torch.deg2rad(slant + draw.uniform(-4, 4))
        kernel = _streak(angle, draw.uniform(*recipe.length_px), draw.uniform(*recipe.width_px))
        begins = draw.field(1, h + 2 * REACH_PX, w + 2 * REACH_PX) < draw.log_uniform(*recipe.density)
        seeds = begins * (0.3 + 0.7 * draw.field(1, *begins.shape[2:]))
        light = light + _filter(seeds, kernel)
    light = (draw.uniform(*recipe.brightness) * light).clamp(0, 1)
    light = torch.where(draw.chance(recipe.clear_share), torch.zeros_like(light), light)
    streaks = (light * (1 + recipe.tint * draw.normal(3))).clamp(0, 1)
    covered = 1 - (1 - clear) * (1 - streaks)
    rainy = torch.where(draw.chance(recipe.screen_share), covered, clear + streaks)
    changed = light.amax(dim=(1, 2, 3), keepdim=True) > 0
    return _recorded(rainy, clear, changed, recipe.noise, draw), light


def add_blur(
    clear: Tensor, patterns: Optional[Tensor], generator: torch.Generator, recipe: BlurRecipe = BlurRecipe()
) -> Tuple[Tensor, Tensor]:
    """Return images blurred by motion or defocus and the kernel's standard deviation in pixels, even over the image.

    `patterns` are not used.
    """
    b, _, h, w = clear.shape
    draw = _Draw(b, generator)
    angle = draw.uniform(0, math.pi)
    moved = _path(angle, draw.uniform(*recipe.length_px), draw.uniform(-recipe.bend, recipe.bend))
    kernel = torch.where(draw.chance(recipe.motion_share), moved, _disc(draw.uniform(*recipe.radius_px)))
    kernel = kernel / kernel.sum(dim=(2, 3), keepdim=True)
    gamma = torch.where(draw.chance(recipe.linear_share), DISPLAY_GAMMA, 1.0)
    padded = F.pad(clear, (REACH_PX,) * 4, mode="reflect" if min(h, w) > REACH_PX else "replicate")
    blurred = _filter(padded**gamma, kernel).clamp_min(0) ** (1 / gamma)
    changed = ~draw.chance(recipe.clear_share)
    strength = _spread_px(kernel) * changed
    return _recorded(blurred, clear, changed, recipe.noise, draw), strength.expand(b, 1, h, w)


DEGRADATIONS: Dict[str, Degradation] = {"haze": add_haze, "rain": add_rain, "blur": add_blur}


# --- Kernels: (b, 1, k, k) with k = 2·REACH_PX + 1 --------------------------------------------------------------------


def _grid(device: torch.device) -> Tuple[Tensor, Tensor]:
    """Return the offsets (x, y) in pixels, (1, k) and (k, 1)."""
    offsets = torch.arange(-REACH_PX, REACH_PX + 1, device=device, dtype=torch.float32)
    return offsets.view(1, -1), offsets.view(-1, 1)


def _streak(angle: Tensor, length_px: Tensor, width_px: Tensor) -> Tensor:
    """Return a straight line that fades at its ends and flanks, with peak 1; `angle` is that to the vertical."""
    x, y = _grid(angle.device)
    along, across = x * torch.sin(angle) + y * torch.cos(angle), x * torch.cos(angle) - y * torch.sin(angle)
    return torch.exp(-0.5 * ((across / width_px) ** 2 + (along / (length_px / 4)) ** 2))  # 95 % lies within the length


def _path(angle: Tensor, length_px: Tensor, bend: Tensor, points: int = 33) -> Tensor:
    """Return a bent path as thin as a pixel: a parabola whose sagitta is `bend` times its length."""
    x, y = _grid(angle.device)
    s = torch.linspace(-0.5, 0.5, points, device=angle.device).view(1, -1, 1, 1)
    along, across = length_px * s, length_px * bend * (4 * s * s - 1 / 3)  # centred: 1/3 is the mean of 4s²
    px, py = along * torch.cos(angle) - across * torch.sin(angle), along * torch.sin(angle) + across * torch.cos(angle)
    return torch.exp(-0.5 * ((x - px) ** 2 + (y - py) ** 2) / 0.5**2).sum(dim=1, keepdim=True)


def _disc(radius_px: Tensor) -> Tensor:
    x, y = _grid(radius_px.device)
    return (radius_px + 0.5 - (x * x + y * y).sqrt()).clamp(0, 1)


def _spread_px(kernel: Tensor) -> Tensor:
    """Return the standard deviation along one axis, mean of both axes' variances, of kernels that sum to 1."""
    x, y = _grid(kernel.device)

    def mean(values: Tensor) -> Tensor:
        return (kernel * values).sum(dim=(2, 3), keepdim=True)

    variance = mean(x * x + y * y) - mean(x + 0 * y) ** 2 - mean(y + 0 * x) ** 2
    return (variance / 2).clamp_min(0).sqrt()


def _filter(padded: Tensor, kernel: Tensor) -> Tensor:
    """Convolve each image, padded by REACH_PX on all sides, with its kernel; the padding is cut off again."""
    size = padded.shape[-2:]
    product = torch.fft.rfft2(padded) * torch.fft.rfft2(kernel, s=size)
    # A kernel whose centre lies at REACH_PX shifts the image by as much, so the valid part ends at the far border.
    return torch.fft.irfft2(product, s=size)[..., 2 * REACH_PX :, 2 * REACH_PX :]


def _recorded(degraded: Tensor, clear: Tensor, changed: Tensor, noise: float, draw: _Draw) -> Tensor:
    """Return what a camera stores: noise in half of the degraded images, 8 bits; `clear` where nothing was changed."""
    sigma = draw.uniform(0, noise) * draw.chance(0.5)
    degraded = torch.where(changed, degraded + sigma * draw.normal(*degraded.shape[1:]), clear)
    return (degraded.clamp(0, 1) * 255).round() / 255
