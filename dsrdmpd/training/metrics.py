"""What a restored image is measured by: PSNR, SSIM, spectral angle, CIEDE2000 and FLIP, against the clear truth.

PSNR and SSIM are computed as the dehazing literature does, on 8-bit RGB values scaled to [0, 1].
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Callable, Dict, Mapping, Tuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..measures.colour import ciede2000 as difference
from ..measures.colour import lab
from ..measures.similarity import SSIM_K1, SSIM_K2, SSIM_SIGMA, SSIM_WINDOW_PX

PSNR_LIMIT_DB = 100.0

_C1, _C2 = SSIM_K1**2, SSIM_K2**2


def psnr(image: Tensor, truth: Tensor) -> Tensor:
    """Return the peak signal-to-noise ratio in dB of each image: (b, c, h, w) in [0, 1] → (b,).

    10·log10(1 / MSE), the mean taken over pixels and channels; 100 dB where nothing differs, so that means stay finite.
    """
    error = (image - truth).square().flatten(1).mean(dim=1)
    return -10 * torch.log10(error.clamp_min(10 ** (-PSNR_LIMIT_DB / 10)))


def ssim(image: Tensor, truth: Tensor) -> Tensor:
    """Return the structural similarity of each image: (b, c, h, w) in [0, 1] → (b,).

    Wang et al. 2004: Gaussian window of 11 with σ = 1.5, no padding, mean over pixels and channels.
    """
    channels = image.shape[1]
    offsets = torch.arange(SSIM_WINDOW_PX, device=image.device, dtype=image.dtype) - SSIM_WINDOW_PX // 2
    line = torch.exp(-(offsets**2) / (2 * SSIM_SIGMA**2))
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


def spectral_angle(image: Tensor, truth: Tensor) -> Tensor:
    """Return the mean angle between the pixels' spectra in degrees: (b, c, h, w) → (b,).

    Spectral angle mapper, Kruse et al. 1993: θ = arccos(x·y / (‖x‖‖y‖)), mean over pixels. Brightness does not count.
    It is computed as θ = 2·atan2(‖u − v‖, ‖u + v‖) with u = x/‖x‖ and v = y/‖y‖, which keeps its digits at small
    angles (Kahan). A black pixel has no direction: it is 0° from black and 90° from anything else.
    """
    u, v = F.normalize(image.double(), dim=1), F.normalize(truth.double(), dim=1)
    angle = 2 * torch.atan2((u - v).norm(dim=1), (u + v).norm(dim=1))
    return torch.rad2deg(angle).flatten(1).mean(dim=1)


def ciede2000(image: Tensor, truth: Tensor) -> Tensor:
    """Return the mean colour difference ΔE00 of each image: (b, 3, h, w) sRGB in [0, 1] → (b,).

    CIEDE2000 (Sharma et al. 2005), mean over pixels; 1 is about what an eye just notices.
    """
    left, right = (lab(images.movedim(1, 0).double().cpu().numpy()) for images in (truth, image))
    return torch.from_numpy(difference(left, right)).flatten(1).mean(dim=1)


def flip(image: Tensor, truth: Tensor) -> Tensor:
    """Return the mean perceived difference of each image, 0 to 1: (b, 3, h, w) sRGB in [0, 1] → (b,).

    LDR-FLIP (Andersson et al. 2020) by its authors' package, at its default of 67 pixels per degree of sight. It needs
    no learned weights; LPIPS needs a backbone that no package carries.
    """
    import flip_evaluator

    pairs = zip(_channels_last(truth), _channels_last(image))
    return torch.tensor([flip_evaluator.evaluate(left, right, "LDR", applyMagma=False)[1] for left, right in pairs])


@dataclass(frozen=True)
class Measure:
    """One figure of an image against its truth.

    Attributes:
        key: its name in files. heading: its name and unit in a table. decimals: shown in a table.
        score: (b, 3, h, w) image and truth, both in [0, 1] → (b,).
        module, package: what it cannot do without, and the package that brings it; "" needs nothing.
    """

    key: str
    heading: str
    decimals: int
    score: Callable[[Tensor, Tensor], Tensor]
    higher_is_better: bool = False
    module: str = ""
    package: str = ""

    @property
    def available(self) -> bool:
        """Whether this Python has what the measure needs."""
        return not self.module or importlib.util.find_spec(self.module) is not None


MEASURES = (
    Measure("psnr_db", "PSNR dB", 2, psnr, higher_is_better=True),
    Measure("ssim", "SSIM", 4, ssim, higher_is_better=True),
    Measure("spectral_angle_deg", "SAM °", 2, spectral_angle),
    Measure("ciede2000", "ΔE00", 2, ciede2000),
    Measure("flip", "FLIP", 4, flip, module="flip_evaluator", package="flip-evaluator"),
)


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


def _channels_last(images: Tensor) -> np.ndarray:
    return np.ascontiguousarray(images.permute(0, 2, 3, 1).float().cpu().numpy())
