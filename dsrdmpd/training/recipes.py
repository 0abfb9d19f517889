"""Named training recipes: the networks' sizes and how each stage is trained."""

from __future__ import annotations

from dataclasses import dataclass

from ..catalog import DiffusionConfig, Stage1Config, Stage2Config
from .haze import HazeRecipe
from .loop import Schedule


@dataclass(frozen=True)
class Recipe:
    """A configuration of both networks and their training; `Schedule`s get their budget from the command line."""

    stage1: Stage1Config
    stage2: Stage2Config
    diffusion: DiffusionConfig
    schedule1: Schedule
    schedule2: Schedule
    tile_size_px: int
    haze: HazeRecipe = HazeRecipe()


COMPACT = Recipe(
    stage1=Stage1Config(width=16),
    # Heads of 8 channels: at this width the released heads of 32 cost more memory traffic than all convolutions.
    stage2=Stage2Config(width=16, heads=4, head_channels=8),
    diffusion=DiffusionConfig(sum_scale=0.01),
    schedule1=Schedule(iterations=1, learning_rate=1.5e-3, crops=((0.0, 128, 12), (0.8, 256, 4))),
    schedule2=Schedule(iterations=1, learning_rate=8e-4, crops=((0.0, 128, 12), (0.8, 256, 4))),
    tile_size_px=256,
)
RECIPES = {"compact": COMPACT}
