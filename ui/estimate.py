"""How large a run is, and how long and how much disk it will take, judged by the runs before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Optional, Tuple

from qgis.core import QgsRasterLayer, QgsRectangle, QgsSettings

from ..dsrdmpd.errors import RasterError
from ..dsrdmpd.files import room_for
from ..dsrdmpd.machine import free_share
from ..dsrdmpd.model_files import ModelConfig
from ..dsrdmpd.pace import Costs, Work
from ..dsrdmpd.raster.tiles import Lattice
from ..dsrdmpd.runtime.pool import is_warm
from .layers import bounds_of, grid_of
from .settings import PREFIX

_COSTS = ("slow", "tile_s")  # that are learned


@dataclass(frozen=True)
class Load:
    """What decides how fast a run goes.

    Attributes:
        model: name of the method. config: of its model, None if it has none. steps: sampling steps.
        device: "cpu", "cuda:0", …
    """

    model: str
    config: Optional[ModelConfig]
    steps: int
    device: str

    @property
    def key(self) -> str:
        """Begin of the settings that remember the costs."""
        return f"{PREFIX}/costs/{self.model}-{self.steps}-{self.device.replace(':', '')}"

    def costs(self) -> Costs:
        """What a run costs: as runs have corrected it, else a first guess."""
        guess = Costs.guess(self.config, self.steps, self.device)
        learned = {name: _positive(QgsSettings().value(f"{self.key}/{name}", 0)) for name in _COSTS}
        return replace(guess, **{name: value for name, value in learned.items() if value})

    def remember(self, work: Work, seconds: float, share: float) -> None:
        """Let a finished run correct the costs; `share` is what it got of the machine (`machine.free_share`)."""
        costs = self.costs().learned(work, seconds, share)
        for name in _COSTS:
            QgsSettings().setValue(f"{self.key}/{name}", getattr(costs, name))

    def work(self, scene_px: int, window_px: int, tiles_px: int) -> Work:
        """Return what a run has to do, `tiles_px` being the pixels of all its tiles.

        Where a model's field sees the scene, tiles go through its networks only under thick haze, which few scenes
        have and nobody knows before the run.
        """
        alone = self.config is not None and self.config.field is not None and self.config.coarse_from > 0
        starts = self.config is not None and not is_warm()
        return Work(scene_px, window_px, 0 if alone else tiles_px, starts)


def _positive(stored: Any) -> float:
    """A number from the settings, 0 for anything that is none."""
    try:
        return max(0.0, float(stored))
    except (TypeError, ValueError):
        return 0.0


@dataclass(frozen=True)
class Estimate:
    """Size of the result in pixels, time in seconds, and the most disk that its files can take in bytes.

    `work` is what the time was judged by, and `share` what a run gets of the machine just now.
    """

    width_px: int
    height_px: int
    seconds: float
    bytes: int
    work: Work = Work(0, 0, 0, False)
    share: float = 1.0

    @classmethod
    def of(cls, layer: QgsRasterLayer, area: QgsRectangle, load: Load, tile_px: int, map_bytes: int) -> Estimate:
        """Judge a run over `area`, in the layer's CRS; an area that misses the layer has no pixels.

        `map_bytes`: what a pixel takes in all maps that are made beside the result.
        """
        try:
            grid = grid_of(layer)
            window = grid.window_from_bounds(bounds_of(area))
        except RasterError:
            return cls(0, 0, 0.0, 0)
        lattice = Lattice.usual(grid.height, grid.width, tile_px)
        tiles = len(lattice.rows_touching(window)) * len(lattice.cols_touching(window))
        work = load.work(grid.height * grid.width, window.height * window.width, tiles * tile_px * tile_px)
        share = free_share()
        provider = layer.dataProvider()
        pixel_bytes = sum(provider.dataTypeSize(band) for band in range(1, layer.bandCount() + 1))
        needed = room_for(window.height, window.width, pixel_bytes + map_bytes)
        return cls(window.width, window.height, load.costs().seconds(work, share), needed, work, share)


def pixels_in(layer: QgsRasterLayer, area: QgsRectangle) -> Tuple[int, int]:
    """Return (width, height) of the pixels that `area`, in the layer's CRS, touches; (0, 0) if it misses the layer."""
    try:
        window = grid_of(layer).window_from_bounds(bounds_of(area))
    except RasterError:
        return 0, 0
    return window.width, window.height
