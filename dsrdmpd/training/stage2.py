"""Training of stage 2 on a frozen stage 1: the residual at random timesteps."""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor, nn

from ..model import diffusion
from ..model.layers import channels_last
from ..model.stage2 import ResidualDiffusionUNet
from ..model_files import Stage2Config
from .losses import residual_loss
from .stage1 import PairDrawer


def stage2_loss(
    network: nn.Module,
    stage1: nn.Module,
    draw: PairDrawer,
    schedule: diffusion.NoiseSchedule,
    precision: torch.dtype,
    start_share: float = 0.5,
    decibel_weight: float = 0.0,
) -> Callable[[torch.Generator, int, int], Tensor]:
    """Return the loss of one batch for `Trainer`; stage 1 runs as it will at inference.

    `start_share` of the images train at timestep T − 1, where sampling starts; the others at uniform timesteps.
    """

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        hazy, clear = draw(generator, side, count)
        device = hazy.device
        noise = torch.randn(hazy.shape, generator=generator).to(device, memory_format=torch.channels_last)
        timestep = torch.randint(0, schedule.timesteps, (len(hazy),), generator=generator).to(device)
        at_start = (torch.rand(len(hazy), generator=generator) < start_share).to(device)
        timestep = torch.where(at_start, schedule.timesteps - 1, timestep)
        with torch.autocast(device.type, precision, enabled=precision != torch.float32):
            with torch.no_grad():
                coarse = stage1(hazy).float()

            def predict(*inputs: Tensor) -> Tensor:
                return network(*inputs).float()

            predicted, residual = diffusion.residuals(predict, hazy, coarse, clear, noise, timestep, schedule)
        return residual_loss(predicted, residual, decibel_weight)

    return loss


def build_stage2(config: Stage2Config, device: torch.device) -> ResidualDiffusionUNet:
    """Return an untrained stage 2 that starts by predicting no residual, which is stage 1's image unchanged."""
    network = ResidualDiffusionUNet(config)
    _, _, last_conv = network.decoder
    nn.init.zeros_(last_conv.weight)
    assert last_conv.bias is not None
    nn.init.zeros_(last_conv.bias)
    return channels_last(network, device)
