"""Dehazing without learning, to measure a model against: dark channel prior with a guided filter, dark object."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

PATCH_PX = 15
OMEGA = 0.95  # share of the haze that is removed, He et al. 2011, section 4.2
LOWEST_TRANSMISSION = 0.1  # t0
AIRLIGHT_SHARE = 0.001
GUIDE_RADIUS_PX = 60
GUIDE_EPSILON = 1e-4
DARK_SHARE = 0.005  # of the pixels: so many may be darker than the dark object
DARK_GROUND = 0.01 ** (1 / 2.2)  # display value of a reflectance of 1 %, Chavez 1988 and 1996


def dark_channel_prior(hazy: Tensor) -> Tensor:
    """Return images without the haze that the dark channel prior sees: (b, 3, h, w) in [0, 1] → the same.

    He, Sun and Tang, "Single Image Haze Removal Using Dark Channel Prior", TPAMI 33(12), 2011, with the parameters
    given there; the transmission is refined with the guided filter (TPAMI 35(6), 2013) instead of soft matting.
    """
    airlight = _airlight(hazy, _dark_channel(hazy))
    coarse = 1 - OMEGA * _dark_channel(hazy / airlight)  # 2011, eq. 12
    grey = (hazy * hazy.new_tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)
    t = guided_filter(grey, coarse).clamp(LOWEST_TRANSMISSION, 1)
    return ((hazy - airlight) / t + airlight).clamp(0, 1)  # 2011, eq. 22


def dark_object(hazy: Tensor) -> Tensor:
    """Return images less what their darkest pixels have too much, per colour: (b, 3, h, w) in [0, 1] → the same.

    Dark object subtraction (Chavez, Remote Sens. Environ. 24, 1988): the darkest ground of a scene reflects about 1 %,
    so whatever it shows beyond that is light of the haze, which is taken for the same over the whole image. Display
    values stand in for radiance here: J = I − max(0, d − display(1 %)), d the darkest value but for DARK_SHARE.
    """
    values = hazy.flatten(2)
    rank = 1 + int(DARK_SHARE * values.shape[2])
    darkest = torch.kthvalue(values, rank, dim=2).values[..., None, None]
    return (hazy - (darkest - DARK_GROUND).clamp_min(0)).clamp(0, 1)


def guided_filter(
    guide: Tensor, image: Tensor, radius_px: int = GUIDE_RADIUS_PX, epsilon: float = GUIDE_EPSILON
) -> Tensor:
    """Return `image` smoothed along the edges of `guide`; both (b, 1, h, w).

    He, Sun and Tang 2013: q = mean(a)·I + mean(b), a = cov(I, p) / (var(I) + ε), b = mean(p) − a·mean(I), means over
    windows of 2r + 1 pixels, which end where the image does.
    """
    mean_guide, mean_image = _box(guide, radius_px), _box(image, radius_px)
    variance = _box(guide * guide, radius_px) - mean_guide**2
    covariance = _box(guide * image, radius_px) - mean_guide * mean_image
    slope = covariance / (variance + epsilon)  # eq. 5
    offset = mean_image - slope * mean_guide  # eq. 6
    return _box(slope, radius_px) * guide + _box(offset, radius_px)  # eq. 8


def _dark_channel(image: Tensor) -> Tensor:
    """Return (b, 1, h, w): the lowest value of any channel in the patch around each pixel (2011, eq. 5)."""
    negative = -image.amin(dim=1, keepdim=True)
    half = PATCH_PX // 2
    rows = F.max_pool2d(negative, (PATCH_PX, 1), stride=1, padding=(half, 0))
    return -F.max_pool2d(rows, (1, PATCH_PX), stride=1, padding=(0, half))


def _airlight(image: Tensor, dark: Tensor) -> Tensor:
    """Return (b, 3, 1, 1): the mean colour of the 0.1 % of pixels whose dark channel is brightest (2011, section 4.3).

    The paper takes the single brightest of those pixels. Their mean is what most implementations take; it is the
    stronger baseline on real pairs, where one bright roof otherwise sets the airlight.
    """
    count = max(1, int(AIRLIGHT_SHARE * dark[0].numel()))
    haziest = dark.flatten(1).topk(count, dim=1).indices
    candidates = image.flatten(2).gather(2, haziest[:, None].expand(-1, 3, -1))
    return candidates.mean(dim=2)[..., None, None].clamp_min(1 / 255)


def _box(image: Tensor, radius_px: int) -> Tensor:
    """Return the mean over windows of 2r + 1 pixels, of those that lie inside the image."""
    rows = F.avg_pool2d(image, (2 * radius_px + 1, 1), stride=1, padding=(radius_px, 0), count_include_pad=False)
    return F.avg_pool2d(rows, (1, 2 * radius_px + 1), stride=1, padding=(0, radius_px), count_include_pad=False)
