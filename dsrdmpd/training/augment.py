"""How clear images are varied before they are degraded: place, scale, palette, contrast and colours.

Most clear images to be had are aerial and full of detail. Satellite scenes are also desert, open water, snow and
crops: wide, nearly flat ground of strong colour. Without such ground among the clear images, a network learns that low
contrast is haze, and darkens sand and sea.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence, Tuple

import torch
from torch import Tensor
from torch.nn import functional as F

_COLOUR_SAMPLE_PX = 8  # the ground's colour is the mean of a crop brought to this side
_LEAST_DEVIATION, _CONTRAST_GAIN = 0.01, (0.25, 3.0)  # a flat crop must not become noise


@dataclass(frozen=True)
class AugmentRecipe:
    """Ranges that clear crops are varied in, uniformly unless said otherwise.

    Attributes:
        least_side_px: smallest side that is cut, log-uniform up to the whole image; the crop is resized from it.
        palette_share: share of the crops that take the mean and deviation of each colour from another crop.
        flat_share: share of the crops that become nearly flat ground of a colour that occurs elsewhere.
        flat_contrast: what is left of those crops' contrast, log-uniform.
        natural_share: share of the crops whose colours are then left as they are.
        saturation: factor. gamma: largest |ln γ|. gain, tint: largest relative change of all and of each colour.
    """

    least_side_px: int = 48
    palette_share: float = 0.5
    flat_share: float = 0.25
    flat_contrast: Tuple[float, float] = (0.08, 0.7)
    natural_share: float = 0.4
    saturation: Tuple[float, float] = (0.8, 1.8)
    gamma: float = 0.25
    gain: float = 0.2
    tint: float = 0.06


class ImagePool:
    """Images that crops are drawn from.

    Args:
        images: (c, h, w) uint8 each. weights: how often each is drawn, relative to the others. recipe: how.
    """

    def __init__(self, images: Sequence[Tensor], weights: Tensor, recipe: AugmentRecipe = AugmentRecipe()) -> None:
        self.images, self.weights, self.recipe = images, weights, recipe

    def crops(self, count: int, size: int, generator: torch.Generator) -> Tensor:
        """Return (count, c, size, size) crops in [0, 1], resized, turned and flipped at random."""
        picks = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        return torch.stack([self._crop(self.images[int(i)], size, generator) for i in picks])

    def varied(self, count: int, size: int, generator: torch.Generator) -> Tensor:
        """Return (count, 3, size, size) crops whose palette, contrast and colours are varied, too."""
        crops = self.crops(count, size, generator)
        recipe = self.recipe
        for i in _some(count, recipe.palette_share, generator):
            crops[i] = _with_palette(crops[i], self.crops(1, size, generator)[0])
        for i in _some(count, recipe.flat_share, generator):
            colour = self.crops(1, _COLOUR_SAMPLE_PX, generator)[0].mean(dim=(1, 2), keepdim=True)
            contrast = _log_uniform(*recipe.flat_contrast, generator)
            crops[i] = (colour + contrast * (crops[i] - crops[i].mean(dim=(1, 2), keepdim=True))).clamp(0, 1)
        return vary_colours(crops, generator, recipe)

    def _crop(self, image: Tensor, size: int, generator: torch.Generator) -> Tensor:
        def integer(low: int, high: int) -> int:
            return int(torch.randint(low, high, (), generator=generator))

        limit = min(image.shape[1:])
        side = int(_log_uniform(min(self.recipe.least_side_px, limit), limit, generator))
        top, left = (integer(0, length - side + 1) for length in image.shape[1:])
        crop = image[None, :, top : top + side, left : left + side].float() / 255
        if side != size:
            crop = F.interpolate(crop, size=(size, size), mode="bilinear", antialias=side > size, align_corners=False)
        crop = torch.rot90(crop[0], integer(0, 4), dims=(1, 2))
        return crop.flip(2) if integer(0, 2) else crop


def vary_colours(crops: Tensor, generator: torch.Generator, recipe: AugmentRecipe = AugmentRecipe()) -> Tensor:
    """Vary saturation, contrast (gamma), exposure and white balance of (b, 3, h, w) in [0, 1], as sensors do."""
    shape = (len(crops), 1, 1, 1)

    def uniform(low: float, high: float, *size: int) -> Tensor:
        return low + (high - low) * torch.rand(size, generator=generator)

    natural = uniform(0, 1, *shape) < recipe.natural_share
    grey = crops.mean(dim=1, keepdim=True)
    varied = grey + (crops - grey) * uniform(*recipe.saturation, *shape)
    varied = varied.clamp(0, 1) ** torch.exp(uniform(-recipe.gamma, recipe.gamma, *shape))
    gain = uniform(1 - recipe.gain, 1 + recipe.gain, *shape)
    varied = varied * gain * uniform(1 - recipe.tint, 1 + recipe.tint, len(crops), 3, 1, 1)
    return torch.where(natural, crops, varied.clamp(0, 1))


def _with_palette(crop: Tensor, other: Tensor) -> Tensor:
    """Return `crop` with the mean and standard deviation of each colour of `other`, (3, h, w) each."""
    mean, deviation = crop.mean(dim=(1, 2), keepdim=True), crop.std(dim=(1, 2), keepdim=True)
    gain = other.std(dim=(1, 2), keepdim=True) / deviation.clamp_min(_LEAST_DEVIATION)
    return ((crop - mean) * gain.clamp(*_CONTRAST_GAIN) + other.mean(dim=(1, 2), keepdim=True)).clamp(0, 1)


def _some(count: int, share: float, generator: torch.Generator) -> Sequence[int]:
    return (torch.rand(count, generator=generator) < share).nonzero().flatten().tolist()


def _log_uniform(low: float, high: float, generator: torch.Generator) -> float:
    return low * (high / low) ** float(torch.rand((), generator=generator))
