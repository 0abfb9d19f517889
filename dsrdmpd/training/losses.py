"""What training minimises."""

from __future__ import annotations

from typing import Optional

from torch import Tensor

from .metrics import ssim

SSIM_WEIGHT = 0.15
UNTOUCHED = 1 / 255  # the largest difference that rounding to 8 bits makes


def restoration_loss(image: Tensor, truth: Tensor, weight: Optional[Tensor] = None) -> Tensor:
    """Return L1 + 0.15·(1 − SSIM), weighted mean over images: faithful colours, kept structure.

    Args:
        image, truth: (b, 3, h, w) float32 in [0, 1]. weight: of each image, (b,); None weighs them alike.
    """
    loss = (image - truth).abs().flatten(1).mean(dim=1) + SSIM_WEIGHT * (1 - ssim(image, truth))
    return loss.mean() if weight is None else (loss * weight).sum() / weight.sum()


def image_weights(degraded: Tensor, clear: Tensor, untouched_weight: float) -> Tensor:
    """Return (b,): `untouched_weight` for images that were left as they are, 1 for the others; both (b, 3, h, w)."""
    touched = (degraded - clear).abs().flatten(1).amax(dim=1) > UNTOUCHED
    return 1 + (untouched_weight - 1) * (~touched)
