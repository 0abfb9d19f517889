"""Training of stages 1 and 2 behind a haze field: they see what it leaves of the haze, as they do in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import torch
from torch import Tensor

from ..model.field import FieldNet, find_scene_field, take_off
from .stage1 import PairDrawer

_DRAWN = 2  # times as many as wanted: about half of what is drawn has so little haze that the field settles it


@dataclass(frozen=True)
class BehindField:
    """Draws pairs and takes off what the field finds in each degraded image, which counts as a whole scene.

    Attributes:
        pairs: where they come from. field: does not learn. start: `ModelConfig.coarse_from`: the stages never see where
            haze hides less of the light, so images that have less are passed over while there are others.
    """

    pairs: PairDrawer
    field: FieldNet
    start: float

    def __call__(self, generator: torch.Generator, side: int, count: int) -> Tuple[Tensor, Tensor]:
        """Return (what the field leaves, clear), each (count, 3, side, side) in [0, 1], channels-last."""
        degraded, clear = self.pairs(generator, side, count * (_DRAWN if self.start else 1))
        cleared, weight = take_off(degraded, find_scene_field(self.field, degraded), self.start)
        chosen = torch.argsort((weight.mean(dim=(1, 2, 3)) == 0).int(), stable=True)[:count]
        left, truth = (images[chosen].contiguous(memory_format=torch.channels_last) for images in (cleared, clear))
        return left, truth
