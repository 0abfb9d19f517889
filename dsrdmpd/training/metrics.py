"""PSNR and SSIM as the dehazing literature computes them, on 8-bit RGB values scaled to [0, 1]."""

from __future__ import annotations

from typing import Callable, Dict, Mapping, Tuple

import torch
from torch import Tensor
from torch.nn import functional as F

_WINDOW, _SIGMA = 11, 1.5
_C1, _C2 = 0.01**2, 0.03**2


def psnr(image: Tensor, truth: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio in dB of each image: (b, c, h, w) in [0, 1] → (b,)."""
    error = (image - truth).square().flatten(1).mean(dim=1)
    return -10 * torch.log10(error.clamp_min(1e-12))


def ssim(image: Tensor, truth: Tensor) -> Tensor:
    """Return the structural similarity of each image: (b, c, h, w) in [0, 1] → (b,).

    Wang et al. 2004: Gaussian window of 11 with σ = 1.5, no padding, mean over pixels and channels.
    """
    channels = image.shape[1]
    offsets = torch.arange(_WINDOW, device=image.device, dtype=image.dtype) - _WINDOW // 2
    line = torch.exp(-(offsets**2) / (2 * _SIGMA**2))
    line = line / line.sum()
    rows = line.view(1, 1, -1, 1).expand(channels, 1, -1, 1)
    columns = line.view(1, 1, 1, -1).expand(channels, 1, 1, -1)

    def blur(x: Tensor) -> Tensor:
        return F.conv2d(F.conv2d(x, rows, groups=channels), columns, groups=channels)

    mean_x, mean_y = blur(image), blur(truth)
    variance_x = blur(image * image) - mean_x**2
    variance_y = blur(truth * truth) - mean_y**2
    covariance = blur(image * truth) - mean_x * mean_y
    luminance = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
    contrast = (2 * covariance + _C2) / (variance_x + variance_y + _C2)
    return (luminance * contrast).flatten(1).mean(dim=1)


def mean_scores(restore: Callable[[Tensor], Tensor], sets: Mapping[str, Tuple[Tensor, Tensor]]) -> Dict[str, float]:
    """Return ``{set_psnr, set_ssim}`` means of `restore` over named sets of (hazy, clear) images (n, 3, h, w)."""
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
