"""Training of stage 1: clear crops, haze made on the fly, L1 + SSIM."""

from __future__ import annotations

from typing import Callable, Tuple

import torch
from torch import Tensor, nn

from ..catalog import Stage1Config
from ..model.stage1 import MCESSUNet
from .datasets import ClearCrops
from .haze import HazeRecipe, add_haze
from .losses import restoration_loss

PairDrawer = Callable[[torch.Generator, int, int], Tuple[Tensor, Tensor]]  # (generator, side, count) → (hazy, clear)


def pair_drawer(crops: ClearCrops, patterns: Tensor, haze: HazeRecipe, device: torch.device) -> PairDrawer:
    """Return a function (generator, side, count) → (hazy, clear) on `device`, channels-last."""

    def draw(generator: torch.Generator, side: int, count: int) -> Tuple[Tensor, Tensor]:
        clear = crops.draw(count, side, generator)
        hazy, _ = add_haze(clear, patterns, generator, haze)
        layout = torch.channels_last
        return hazy.to(device, memory_format=layout), clear.to(device, memory_format=layout)

    return draw


def stage1_loss(
    network: nn.Module, draw: PairDrawer, precision: torch.dtype
) -> Callable[[torch.Generator, int, int], Tensor]:
    """Return the loss of one batch for `Trainer`."""

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        hazy, clear = draw(generator, side, count)
        with torch.autocast(hazy.device.type, precision, enabled=precision != torch.float32):
            coarse = network(hazy)
        return restoration_loss(coarse.float(), clear)

    return loss


def build_stage1(config: Stage1Config, device: torch.device) -> MCESSUNet:
    """Return an untrained stage 1 that starts as the identity: its last convolution is zero."""
    network = MCESSUNet(config)
    nn.init.zeros_(network.Final_conv.weight)
    nn.init.zeros_(network.Final_conv.bias)
    return network.to(device, memory_format=torch.channels_last)
