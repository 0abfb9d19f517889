"""How long a run takes: what starting it costs, and each pixel and each tile, on a machine that does nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from .model_files import ModelConfig

# A first guess until runs were measured, seconds on 2 quiet cores without a GPU: torch and a model loaded from a warm
# disk; any run, however small; a million pixels looked at; a million read, corrected and written.
_START_S, _BASE_S, _SCENE_S, _PIXEL_S = 2.5, 0.35, 0.05, 0.2
# Pixels a second through stage 1 and through one sampling step of networks of width 16, worked out from what
# `./run bench` gave. Other widths cost in proportion to their area; a GPU is taken to be this many times faster.
_STAGE1_RATE, _STEP_RATE = 1_050_000, 810_000
_MEASURED_WIDTH = 16
_PLAIN_RATE = 2_000_000  # of a method without a model, which runs on one core
_GPU_FACTOR = 25

_MPX = 1e6
_TRUST = 0.5  # in a run's own measure, beside what was known before
_MOST_APART = 4.0  # times: a run that was held up by a slow disk or a sleeping computer says no more than that


@dataclass(frozen=True)
class Work:
    """What a run has to do.

    Attributes:
        scene_px: pixels of the raster, which is looked at as a whole. window_px: that are read, corrected and written.
        tiles_px: pixels of the tiles that go through the method. starts: whether a process has to be started.
    """

    scene_px: int
    window_px: int
    tiles_px: int
    starts: bool


@dataclass(frozen=True)
class Costs:
    """Seconds on a quiet machine: `start_s` for the process, `base_s` for any run, the others for a million pixels.

    `slow` is how many times that this computer takes, tiles left out.
    """

    start_s: float
    base_s: float
    scene_s: float
    pixel_s: float
    tile_s: float
    slow: float = 1.0

    @classmethod
    def guess(cls, config: Optional[ModelConfig], steps: int, device: str) -> Costs:
        """Return what a method costs before any run was measured.

        Args:
            config: of its model, None if it has none. steps: sampling steps. device: "cpu", "cuda:0", …
        """
        if config is None:
            return cls(0.0, _BASE_S, _SCENE_S, _PIXEL_S, _MPX / _PLAIN_RATE)
        stage1 = _STAGE1_RATE * (_MEASURED_WIDTH / config.stage1.width) ** 2
        step = _STEP_RATE * (_MEASURED_WIDTH / config.stage2.width) ** 2
        tile_s = _MPX * (1 / stage1 + steps / step)
        return cls(_START_S, _BASE_S, _SCENE_S, _PIXEL_S, tile_s if device == "cpu" else tile_s / _GPU_FACTOR)

    def seconds(self, work: Work, share: float = 1.0) -> float:
        """Return how long some work takes a program that gets `share` (above 0 to 1) of the computing that it wants.

        Tiles go through the method while others are read and written, so the slower of both counts.
        """
        begin = self.base_s + self.start_s * work.starts + self.scene_s * work.scene_px / _MPX
        pixels = self.pixel_s * work.window_px / _MPX
        return max(self.slow * (begin + pixels), self.slow * begin + self._tiles(work)) / share

    def learned(self, work: Work, seconds: float, share: float = 1.0) -> Costs:
        """Return the costs corrected by a run that took `seconds` at this `share`: of the tiles if those decided."""
        here, thought = seconds * share, self.seconds(work)
        without = self.seconds(replace(work, tiles_px=0))
        if thought <= 0:
            return self
        if self._tiles(work) > thought / 2:
            begin = thought - self._tiles(work)
            return replace(self, tile_s=self.tile_s * _believed((here - begin) / self._tiles(work)))
        return self if thought > without else replace(self, slow=self.slow * _believed(here / thought))

    def _tiles(self, work: Work) -> float:
        return self.tile_s * work.tiles_px / _MPX


def _believed(ratio: float) -> float:
    """How far a cost is corrected by a run that took `ratio` times what it was thought to."""
    return float(min(max(ratio, 1 / _MOST_APART), _MOST_APART) ** _TRUST)
