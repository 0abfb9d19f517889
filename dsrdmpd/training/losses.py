"""What training minimises."""

from __future__ import annotations

from torch import Tensor

from .metrics import ssim

SSIM_WEIGHT = 0.15


def restoration_loss(image: Tensor, truth: Tensor) -> Tensor:
    """Return L1 + 0.15·(1 − SSIM) of float32 images (b, 3, h, w) in [0, 1]: faithful colours, kept structure."""
    return (image - truth).abs().mean() + SSIM_WEIGHT * (1 - ssim(image, truth).mean())
