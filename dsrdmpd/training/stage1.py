"""Training of stage 1: clear crops, haze made on the fly, L1 + SSIM."""

from __future__ import annotations

from typing import Callable, Mapping

import torch
from torch import Tensor, nn

from ..model.stage1 import MCESSUNet
from .datasets import ClearCrops
from .haze import HazeRecipe, add_haze
from .losses import restoration_loss


def pair_drawer(
    crops: ClearCrops, patterns: Tensor, haze: HazeRecipe, device: torch.device
) -> Callable[[torch.Generator, int, int], tuple[Tensor, Tensor]]:
    """Return a function (generator, side, count) → (hazy, clear) on `device`, channels-last."""

    def draw(generator: torch.Generator, side: int, count: int) -> tuple[Tensor, Tensor]:
        clear = crops.draw(count, side, generator)
        hazy, _ = add_haze(clear, patterns, generator, haze)
        return tuple(x.to(device, memory_format=torch.channels_last) for x in (hazy, clear))  # type: ignore[return-value]

    return draw


def stage1_loss(
    network: nn.Module, draw: Callable[[torch.Generator, int, int], tuple[Tensor, Tensor]], precision: torch.dtype
) -> Callable[[torch.Generator, int, int], Tensor]:
    """Return the loss of one batch for `Trainer`."""

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        hazy, clear = draw(generator, side, count)
        with torch.autocast(hazy.device.type, precision, enabled=precision != torch.float32):
            coarse = network(hazy)
        return restoration_loss(coarse.float(), clear)

    return loss


def build_stage1(config, device: torch.device) -> MCESSUNet:
    """Return an untrained stage 1 that starts as the identity: its last convolution is zero."""
    network = MCESSUNet(config)
    nn.init.zeros_(network.Final_conv.weight)
    nn.init.zeros_(network.Final_conv.bias)
    return network.to(device, memory_format=torch.channels_last)


def scores(restore: Callable[[Tensor], Tensor], sets: Mapping[str, tuple[Tensor, Tensor]]) -> Mapping[str, float]:
    """Return ``{set_psnr, set_ssim}`` means of `restore` over named sets of (hazy, clear) images (n, 3, h, w)."""
    from .metrics import psnr, ssim

    figures = {}
    for name, (hazy, clear) in sets.items():
        values = []
        for start in range(0, len(hazy), 8):
            image = restore(hazy[start : start + 8]).float().clamp(0, 1)
            truth = clear[start : start + 8].to(image.device)
            values.append(torch.stack([psnr(image, truth), ssim(image, truth)], dim=1))
        mean = torch.cat(values).mean(dim=0)
        figures[f"{name}_psnr"], figures[f"{name}_ssim"] = float(mean[0]), float(mean[1])
    return figures
