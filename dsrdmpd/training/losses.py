"""What training minimises."""

from __future__ import annotations

import torch
from torch import Tensor

from .metrics import ssim

SSIM_WEIGHT = 0.15
_FLOOR = 1e-4  # mean squared error of 40 dB: what is that close is not drawn closer


def restoration_loss(image: Tensor, truth: Tensor, decibel_weight: float = 0.0) -> Tensor:
    """Return L1 + 0.15·(1 − SSIM) − decibel_weight · PSNR, mean over images: faithful colours, kept structure.

    L1 hardly sees clear ground's errors beside those of thick haze; in dB each image's error counts by its own size.

    Args:
        image, truth: (b, 3, h, w) float32 in [0, 1].
    """
    loss = (image - truth).abs().flatten(1).mean(dim=1) + SSIM_WEIGHT * (1 - ssim(image, truth))
    if decibel_weight:
        squared = (image - truth).square().flatten(1).mean(dim=1)
        loss = loss + decibel_weight * 10 * torch.log10(squared + _FLOOR)
    return loss.mean()
