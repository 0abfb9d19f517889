"""Training of the haze field: the error of the whole view in decibels, image by image, and the haze's thickness."""

from __future__ import annotations

from typing import Callable, Tuple

import torch
from torch import Tensor, nn

from ..model.field import FieldNet, remove_haze
from .views import Draw, GroundRecipe, ViewHazeRecipe, ViewPool, add_view_haze, small_patterns, vary_ground

# Mean squared error that counts as none: 37 dB. Were it lower, it would pay to take every doubtful view for clear.
_FLOOR = 2e-4
_LEAK = 0.1  # how much of what lies outside [0, 1] counts: a file cuts it off
_L1_WEIGHT, _THICKNESS_WEIGHT = 4.0, 1.0
_WIDE_SHARE, _WIDE = 0.15, 1.5  # of the batches show this many times the pixels along a side, and fewer views

ViewDrawer = Callable[[torch.Generator, int, int], Tuple[Tensor, Tensor, Tensor]]


def view_drawer(
    pool: ViewPool, patterns: Tensor, ground: GroundRecipe = GroundRecipe(), haze: ViewHazeRecipe = ViewHazeRecipe()
) -> ViewDrawer:
    """Return what draws (hazy, clear, thickness) of `count` views of `side` pixels."""
    patterns = small_patterns(patterns)

    def drawn(generator: torch.Generator, side: int, count: int) -> Tuple[Tensor, Tensor, Tensor]:
        draw = Draw(count, generator)
        clear = vary_ground(pool.draw(count, side, generator), draw, ground)
        hazy, thickness = add_view_haze(clear, patterns, draw, haze)
        return hazy, clear, thickness

    return drawn


def field_loss(network: FieldNet, draw: ViewDrawer, precision: torch.dtype) -> Callable[..., Tensor]:
    """Return the loss of one batch for `Trainer`."""

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        if float(torch.rand((), generator=generator)) < _WIDE_SHARE:
            side, count = _wider(side, count)
        hazy, clear, thickness = draw(generator, side, count)
        device = next(network.parameters()).device
        hazy, clear, thickness = (part.to(device) for part in (hazy, clear, thickness))
        with torch.autocast(device.type, precision, enabled=precision != torch.float32):
            field = network(hazy.contiguous(memory_format=torch.channels_last))
        dehazed = remove_haze(hazy, field)
        inside = dehazed.clamp(0, 1)
        error = inside - clear + _LEAK * (dehazed - inside)
        decibels = torch.log(error.square().mean(dim=(1, 2, 3)) + _FLOOR).mean()
        truth = nn.functional.adaptive_avg_pool2d(thickness, field.thickness.shape[-2:])
        return decibels + _L1_WEIGHT * error.abs().mean() + _THICKNESS_WEIGHT * (field.thickness - truth).abs().mean()

    return loss


def _wider(side: int, count: int) -> Tuple[int, int]:
    """Return the side of wider views, which the network halves four times, and how many of them are as much work."""
    wide = round(side * _WIDE / 16) * 16
    return wide, max(1, round(count * (side / wide) ** 2))
