"""What training minimises."""

from __future__ import annotations

import torch
from torch import Tensor

from .metrics import ssim

SSIM_WEIGHT = 0.15
_FLOOR = 1e-4  # mean squared error of 40 dB: what is that close is not drawn closer


def residual_loss(predicted: Tensor, residual: Tensor, decibel_weight: float = 0.0) -> Tensor:
    """Return mean |predicted residual − residual| − 2·decibel_weight · PSNR, mean over images; published without PSNR.

    Twice, as residuals are in twice the units of stage 1's images, so that both weigh PSNR alike beside L1.

    Args:
        predicted, residual: coarse − clear, (b, 3, h, w) float32 in [−1, 1] units.
    """
    loss = (predicted - residual).abs().mean()
    return loss + 2 * decibel_weight * _decibels((predicted - residual) / 2) if decibel_weight else loss


def restoration_loss(image: Tensor, truth: Tensor, decibel_weight: float = 0.0) -> Tensor:
    """Return L1 + 0.15·(1 − SSIM) − decibel_weight · PSNR, mean over images: faithful colours, kept structure.

    L1 hardly sees clear ground's errors beside those of thick haze; in dB each image's error counts by its own size.

    Args:
        image, truth: (b, 3, h, w) float32 in [0, 1].
    """
    loss = (image - truth).abs().mean() + SSIM_WEIGHT * (1 - ssim(image, truth)).mean()
    return loss + decibel_weight * _decibels(image - truth) if decibel_weight else loss


def _decibels(error: Tensor) -> Tensor:
    """Return how large the error (b, 3, h, w) of images in [0, 1] is in dB: −PSNR, mean over images."""
    return 10 * torch.log10(error.square().flatten(1).mean(dim=1) + _FLOOR).mean()
