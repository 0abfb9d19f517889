"""Training of the haze field: the error of the whole view, image by image, and that of the haze's thickness."""

from __future__ import annotations

from typing import Callable, Tuple

import torch
from torch import Tensor
from torch.nn import functional

from ..model.field import Field, FieldNet, remove_haze
from .views import Draw, GroundRecipe, HazyViews, ViewHazeRecipe, ViewPool, add_view_haze, small_patterns, vary_ground

# Errors count by their root mean square, image by image, and only a little in decibels. In decibels alone every
# doubtful view is taken for the thinner haze, where a good bet pays most: such a field saw t = 0.7 where it was 0.2.
_RMS_WEIGHT, _DECIBEL_WEIGHT = 10.0, 0.1
_LEFT = 1.5  # how much haze that is left counts beside as much that was never there
_FLOOR = 2e-4  # mean squared error that counts as none in decibels: 37 dB
_LEAK = 0.1  # how much of what lies outside [0, 1] counts: a file cuts it off
_THICKNESS_WEIGHT, _TRANSMISSION_WEIGHT, _DETAIL_WEIGHT = 1.0, 2.0, 1.5
_FAINT = 0.01  # deviation of detail that is too little to judge by
_WIDE_SHARE, _WIDE = 0.15, 1.5  # of the batches show this many times the pixels along a side, and fewer views

ViewDrawer = Callable[[torch.Generator, int, int], Tuple[HazyViews, Tensor]]


def view_drawer(
    pool: ViewPool, patterns: Tensor, ground: GroundRecipe = GroundRecipe(), haze: ViewHazeRecipe = ViewHazeRecipe()
) -> ViewDrawer:
    """Return what draws (hazy, clear) of `count` views of `side` pixels."""
    patterns = small_patterns(patterns)

    def drawn(generator: torch.Generator, side: int, count: int) -> Tuple[HazyViews, Tensor]:
        draw = Draw(count, generator)
        clear = vary_ground(pool.draw(count, side, generator), draw, ground)
        return add_view_haze(clear, patterns, draw, haze), clear

    return drawn


def field_loss(network: FieldNet, draw: ViewDrawer, precision: torch.dtype) -> Callable[..., Tensor]:
    """Return the loss of one batch for `Trainer`."""

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        if float(torch.rand((), generator=generator)) < _WIDE_SHARE:
            side, count = _wider(side, count)
        views, clear = draw(generator, side, count)
        device = next(network.parameters()).device
        views, clear = HazyViews(*(part.to(device) for part in views)), clear.to(device)
        with torch.autocast(device.type, precision, enabled=precision != torch.float32):
            field = network(views.hazy.contiguous(memory_format=torch.channels_last))
        dehazed = remove_haze(views.hazy, field)
        inside = dehazed.clamp(0, 1)
        error = (inside - clear + _LEAK * (dehazed - inside)) * network.exposure(views.hazy)
        error = torch.where(error > 0, _LEFT * error, error)
        squared = error.square().mean(dim=(1, 2, 3))
        missed = _RMS_WEIGHT * (squared + 1e-6).sqrt() + _DECIBEL_WEIGHT * torch.log(squared + _FLOOR)
        missed = missed + _DETAIL_WEIGHT * _lost_detail(dehazed, clear)
        return missed.mean() + _field_error(field, views)

    return loss


def _lost_detail(dehazed: Tensor, clear: Tensor) -> Tensor:
    """Return (b,) how far detail finer than haze is off, relative to what there is: 0 is right, 1 is none of it."""
    wanted = _detail(clear)
    missing = (_detail(dehazed) - wanted).square().mean(dim=(1, 2, 3))
    return ((missing + 1e-8) / (wanted.square().mean(dim=(1, 2, 3)) + _FAINT**2)).sqrt()


def _detail(image: Tensor) -> Tensor:
    """Return what an image has beside its mean over the pixels around."""
    return image - functional.avg_pool2d(image, 5, 1, 2, count_include_pad=False)


def _field_error(field: Field, views: HazyViews) -> Tensor:
    """Return how far the field itself is off where it is known, which its effect alone does not say: a veil that
    follows the ground can stand in for contrast."""
    rows, cols = field.thickness.shape[-2:]
    thickness = (field.thickness - functional.adaptive_avg_pool2d(views.thickness, (rows, cols))).abs().mean()
    truth = functional.adaptive_avg_pool2d(views.transmission, (rows, cols))
    known = ~truth.isnan()
    off = torch.where(known, field.transmission - truth, torch.zeros_like(truth))
    off = torch.where(off > 0, _LEFT * off, -off).sum()
    return _THICKNESS_WEIGHT * thickness + _TRANSMISSION_WEIGHT * off / known.sum().clamp_min(1)


def _wider(side: int, count: int) -> Tuple[int, int]:
    """Return the side of wider views, which the network halves four times, and how many of them are as much work."""
    wide = round(side * _WIDE / 16) * 16
    return wide, max(1, round(count * (side / wide) ** 2))
