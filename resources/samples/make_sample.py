"""Makes the demo's sample: a crop of a clear Landsat 8 scene, and the same crop under physically modelled haze.

    ./run python resources/samples/make_sample.py SCENE_RGB_DN.tif CIRRUS_PATTERN.png resources/samples

The haze follows `dsrdmpd.training.haze` (transmission by wavelength, Koschmieder's equation) on top-of-atmosphere
reflectance, not on display values, so the sample is a 16-bit raster as analysts have it.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from osgeo import gdal
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from dsrdmpd.training.haze import transmission  # noqa: E402

ROW, COL, SIDE = 1180, 640, 512  # city, river and reservoir; training tiles that overlap it are left out of training
PATTERN = (40, 20, 420)  # top, left and side of the crop of the cirrus pattern (LC08 148033 2020-12-01, band 9)
THICKNESS = 0.2
AIRLIGHT = (0.270, 0.275, 0.290)  # reflectance of thick haze in red, green, blue
SCALE, OFFSET = 2e-5, -0.1  # Landsat 8 Collection 1: reflectance = DN · scale + offset


def main(scene: str, pattern: str, folder: str) -> None:
    source = gdal.Open(scene)
    clear = source.ReadAsArray(COL, ROW, SIDE, SIDE)
    assert (clear > 0).all(), "the crop must not touch the scene's collar"
    reflectance = clear * SCALE + OFFSET
    t = transmission(1 - THICKNESS * torch.from_numpy(_thickness(pattern))[None, None])[0].numpy()
    hazy = reflectance * t + np.array(AIRLIGHT)[:, None, None] * (1 - t)
    hazy = np.rint((hazy - OFFSET) / SCALE).astype(np.uint16)
    _write(Path(folder) / "landsat8_hazy.tif", hazy, source)
    _write(Path(folder) / "landsat8_clear.tif", clear, source)


def _thickness(pattern: str) -> np.ndarray:
    top, left, side = PATTERN
    values = np.asarray(Image.open(pattern), dtype=np.float32)[top : top + side, left : left + side]
    values = np.asarray(Image.fromarray(values).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    low, high = np.percentile(values, (1, 99))
    return np.clip((values - low) / (high - low), 0, 1)


def _write(path: Path, values: np.ndarray, source: gdal.Dataset) -> None:
    options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2", "ZLEVEL=9"]
    target = gdal.GetDriverByName("GTiff").Create(str(path), SIDE, SIDE, 3, gdal.GDT_UInt16, options)
    x, width, skew, y, skew2, height = source.GetGeoTransform()
    target.SetGeoTransform((x + COL * width, width, skew, y + ROW * height, skew2, height))
    target.SetProjection(source.GetProjection())
    names = (("red", gdal.GCI_RedBand), ("green", gdal.GCI_GreenBand), ("blue", gdal.GCI_BlueBand))
    for number, (name, colour) in enumerate(names, 1):
        band = target.GetRasterBand(number)
        band.WriteArray(values[number - 1])
        band.SetNoDataValue(0)
        band.SetDescription(name)
        band.SetColorInterpretation(colour)


if __name__ == "__main__":
    main(*sys.argv[1:])
