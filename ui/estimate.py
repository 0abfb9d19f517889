"""How large a run is, and how long and how much disk it will take, judged by the runs before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from qgis.core import QgsRasterLayer, QgsRectangle, QgsSettings

from ..dsrdmpd.errors import RasterError
from ..dsrdmpd.files import room_for
from ..dsrdmpd.model_files import ModelConfig
from ..dsrdmpd.raster.tiles import Lattice
from .layers import bounds_of, grid_of
from .settings import PREFIX

START_S = 3.0  # torch and a model loaded from a warm disk; measured on 2 cores
# A first guess until a run was measured: pixels a second through stage 1 and through one sampling step of networks of
# width 16, worked out from what `./run bench` gave on 2 cores without a GPU. Other widths cost in proportion to their
# area; a GPU is taken to be this many times faster.
STAGE1_RATE, STEP_RATE = 1_050_000, 810_000
MEASURED_WIDTH = 16
PLAIN_RATE = 2_000_000  # of a method without a model, which runs on one core
GPU_FACTOR = 25
_LEAST_PIXELS = 500_000  # a shorter run says more about its start than about the model


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
        """Name of the setting that remembers the rate."""
        return f"{PREFIX}/rates/{self.model}-{self.steps}-{self.device.replace(':', '')}"

    def rate(self) -> float:
        """Pixels a second that pass through the model, overlaps counted: as last measured, else a first guess."""
        try:
            measured = float(QgsSettings().value(self.key, 0))
        except (TypeError, ValueError):
            measured = 0
        return measured if measured > 0 else self._guess()

    def remember(self, tiles: int, tile_px: int, seconds: float) -> None:
        """Keep the rate of a finished run, if it was long enough to tell."""
        pixels = tiles * tile_px * tile_px
        if pixels >= _LEAST_PIXELS and seconds > 0:
            QgsSettings().setValue(self.key, round(pixels / seconds))

    def _guess(self) -> float:
        if self.config is None:
            return PLAIN_RATE
        stage1 = STAGE1_RATE * (MEASURED_WIDTH / self.config.stage1.width) ** 2
        step = STEP_RATE * (MEASURED_WIDTH / self.config.stage2.width) ** 2
        rate = 1 / (1 / stage1 + self.steps / step)
        return rate if self.device == "cpu" else rate * GPU_FACTOR


@dataclass(frozen=True)
class Estimate:
    """Size of the result in pixels, time in seconds, and the most disk that its files can take in bytes."""

    width_px: int
    height_px: int
    seconds: float
    bytes: int

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
        seconds = START_S + tiles * tile_px * tile_px / load.rate()
        provider = layer.dataProvider()
        pixel_bytes = sum(provider.dataTypeSize(band) for band in range(1, layer.bandCount() + 1))
        needed = room_for(window.height, window.width, pixel_bytes + map_bytes)
        return cls(window.width, window.height, seconds, needed)


def pixels_in(layer: QgsRasterLayer, area: QgsRectangle) -> Tuple[int, int]:
    """Return (width, height) of the pixels that `area`, in the layer's CRS, touches; (0, 0) if it misses the layer."""
    try:
        window = grid_of(layer).window_from_bounds(bounds_of(area))
    except RasterError:
        return 0, 0
    return window.width, window.height
