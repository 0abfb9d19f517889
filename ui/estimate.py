"""How large a run is, and how long and how much disk it will take, judged by the runs before it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qgis.core import QgsRasterLayer, QgsRectangle, QgsSettings

from ..dsrdmpd.model_files import ModelConfig
from ..dsrdmpd.pipeline import usual_overlap
from .settings import PREFIX

OVERVIEWS = 4 / 3  # what a raster grows to with overviews: 1 + 1/4 + 1/16 …
START_S = 3.0  # torch and a model loaded from a warm disk; measured on 2 cores
# A first guess until a run was measured: pixels a second through stage 1 and through one sampling step of networks of
# width 16, worked out from what `./run bench` gave on 2 cores without a GPU. Other widths cost in proportion to their
# area; a GPU is taken to be this many times faster.
STAGE1_RATE, STEP_RATE = 1_050_000, 810_000
MEASURED_WIDTH = 16
GPU_FACTOR = 25
_LEAST_PIXELS = 500_000  # a shorter run says more about its start than about the model


@dataclass(frozen=True)
class Load:
    """What decides how fast a run goes: the model, its sampling steps and the device ("cpu", "cuda:0", …)."""

    model: str
    config: ModelConfig
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
    def of(cls, layer: QgsRasterLayer, area: QgsRectangle, load: Load, tile_px: int, haze_map: bool) -> Estimate:
        """Judge a run over `area`, in the layer's CRS; an area that misses the layer has no pixels."""
        width, height = pixels_in(layer, area)
        tiles = _tiles_along(width, layer.width(), tile_px) * _tiles_along(height, layer.height(), tile_px)
        seconds = START_S + tiles * tile_px * tile_px / load.rate() if tiles else 0.0
        provider = layer.dataProvider()
        pixel_bytes = sum(provider.dataTypeSize(band) for band in range(1, layer.bandCount() + 1))
        pixel_bytes += 4 if haze_map else 0
        return cls(width, height, seconds, int(width * height * pixel_bytes * OVERVIEWS))


def pixels_in(layer: QgsRasterLayer, area: QgsRectangle) -> tuple:
    """Return (width, height) of the pixels that `area`, in the layer's CRS, touches; (0, 0) if it misses the layer."""
    extent, size_x, size_y = layer.extent(), layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
    part = area.intersect(extent)
    if part.isEmpty() or not size_x or not size_y:
        return 0, 0
    return (
        _pixels_between(part.xMinimum() - extent.xMinimum(), part.xMaximum() - extent.xMinimum(), size_x),
        _pixels_between(extent.yMaximum() - part.yMaximum(), extent.yMaximum() - part.yMinimum(), size_y),
    )


def _pixels_between(start: float, stop: float, size: float) -> int:
    """Pixels of `size` that the span touches; one that is touched by rounding alone is left out."""
    return max(0, math.ceil(stop / size - 1e-6) - math.floor(start / size + 1e-6))


def _tiles_along(pixels: int, whole: int, tile_px: int) -> int:
    """Tiles of the layer's lattice that a stretch of pixels touches, on average over where it lies."""
    if pixels == 0:
        return 0
    stride = tile_px - usual_overlap(tile_px)
    everything = 1 + math.ceil(max(0, whole - tile_px) / stride)
    return min(everything, math.ceil((pixels + tile_px) / stride))
