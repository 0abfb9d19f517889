"""Training of stage 1: pairs real or made on the fly, L1 + SSIM."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List, Optional, Tuple

import torch
from torch import Tensor, nn

from ..model.layers import channels_last
from ..model.stage1 import MCESSUNet
from ..model_files import Stage1Config
from .datasets import ClearCrops, PairedCrops
from .degradations import Degradation
from .losses import restoration_loss

PairDrawer = Callable[[torch.Generator, int, int], Tuple[Tensor, Tensor]]  # (generator, side, count) → pairs


@dataclass(frozen=True)
class PairSource:
    """Draws batches to train on: degraded clear images, real pairs, or both.

    Attributes:
        clear, pairs: where crops come from; one of them may be None.
        real_share: share of the images that come from `pairs`, if there are both.
        degrade: (clear, patterns, generator) → (degraded, strength). patterns: (n, s, s), on `device`.
    """

    clear: Optional[ClearCrops]
    pairs: Optional[PairedCrops]
    real_share: float
    degrade: Degradation
    patterns: Tensor
    device: torch.device

    def __call__(self, generator: torch.Generator, side: int, count: int) -> Tuple[Tensor, Tensor]:
        """Return (degraded, clear), each (count, 3, side, side) in [0, 1] on `device`, channels-last."""
        real = self._real_count(generator, count)
        parts: List[Tuple[Tensor, Tensor]] = []
        if self.pairs and real:
            degraded, clear = self.pairs.draw(real, side, generator)
            parts.append((degraded.to(self.device), clear.to(self.device)))
        if self.clear and real < count:
            clear = self.clear.draw(count - real, side, generator).to(self.device)
            degraded, _ = self.degrade(clear, self.patterns, _on_device(generator, self.device))
            parts.append((degraded, clear))
        degraded, clear = (torch.cat(images).contiguous(memory_format=torch.channels_last) for images in zip(*parts))
        return degraded, clear

    def _real_count(self, generator: torch.Generator, count: int) -> int:
        if not (self.clear and self.pairs):
            return count if self.pairs else 0
        return int((torch.rand(count, generator=generator) < self.real_share).sum())


def _on_device(generator: torch.Generator, device: torch.device) -> torch.Generator:
    """Return a generator on `device` whose numbers follow from those of `generator`, the one a checkpoint holds."""
    if generator.device == device:
        return generator
    seed = int(torch.randint(2**62, (), generator=generator))
    return torch.Generator(device).manual_seed(seed)


def stage1_loss(
    network: nn.Module, draw: PairDrawer, precision: torch.dtype, decibel_weight: float = 0.0
) -> Callable[[torch.Generator, int, int], Tensor]:
    """Return the loss of one batch for `Trainer`, `losses.restoration_loss`."""

    def loss(generator: torch.Generator, side: int, count: int) -> Tensor:
        degraded, clear = draw(generator, side, count)
        with torch.autocast(degraded.device.type, precision, enabled=precision != torch.float32):
            coarse = network(degraded)
        return restoration_loss(coarse.float(), clear, decibel_weight)

    return loss


def build_stage1(config: Stage1Config, device: torch.device) -> MCESSUNet:
    """Return an untrained stage 1 that starts as the identity: its last convolution is zero."""
    network = MCESSUNet(config)
    nn.init.zeros_(network.Final_conv.weight)
    assert network.Final_conv.bias is not None
    nn.init.zeros_(network.Final_conv.bias)
    return channels_last(network, device)
