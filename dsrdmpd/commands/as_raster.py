"""The same picture as a 16-bit raster, dehazed by the whole pipeline: a column of `evaluate --suite`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Dict

import numpy as np

from ..physics import DISPLAY_GAMMA
from ..request import DehazeOptions, DehazeRequest, Quality

if TYPE_CHECKING:
    import torch

    from ..training.evaluate import Method

_SCALE = 1e-4  # reflectance of one step, as Sentinel-2 has it, declared in the file


def sixteen_bit_methods(model: str, device: str) -> Dict[str, Method]:
    """Return the columns by name: standard quality, over the picture stored as reflectance × 10 000."""
    from ..pipeline import dehaze_raster

    options = DehazeOptions(model=model, device=device, quality=Quality.STANDARD)

    def restore(image: torch.Tensor) -> torch.Tensor:
        import torch

        with tempfile.TemporaryDirectory(prefix="dsrdmpd-") as folder:
            hazy, dehazed = Path(folder, "hazy.tif"), Path(folder, "dehazed.tif")
            write_reflectance(hazy, image[0].numpy())
            dehaze_raster(DehazeRequest(str(hazy), str(dehazed), options=options))
            return torch.from_numpy(read_reflectance(dehazed))[None]

    return {"standard_16bit": restore}


def write_reflectance(path: Path, display: np.ndarray) -> None:
    """Write display values (3, h, w) in [0, 1] as a uint16 GeoTIFF of reflectance, its scale declared."""
    from osgeo import gdal

    counts = np.rint(display.astype(np.float64) ** DISPLAY_GAMMA / _SCALE).astype(np.uint16)
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), counts.shape[2], counts.shape[1], 3, gdal.GDT_UInt16)
    for number, band in enumerate(counts, start=1):
        target = dataset.GetRasterBand(number)
        target.WriteRaster(0, 0, band.shape[1], band.shape[0], band.tobytes())
        target.SetScale(_SCALE)
        target.SetColorInterpretation(gdal.GCI_RedBand + number - 1)  # a veil's colour must not decide which is red
    dataset.FlushCache()


def read_reflectance(path: Path) -> np.ndarray:
    """Return such a raster's display values (3, h, w) float32 in [0, 1]."""
    from osgeo import gdal

    dataset = gdal.Open(str(path))
    size = dataset.RasterYSize, dataset.RasterXSize
    counts = [np.frombuffer(dataset.GetRasterBand(n).ReadRaster(), np.uint16).reshape(size) for n in (1, 2, 3)]
    light = np.clip(np.stack(counts) * _SCALE, 0, 1)
    return (light ** (1 / DISPLAY_GAMMA)).astype(np.float32)
