"""Small pictures of rasters for a report, as data URIs."""

from __future__ import annotations

import base64
import uuid
from typing import Optional, Tuple

import numpy as np
from osgeo import gdal

from ..raster import close_dataset, gdal_calls
from ..raster.bandwise import BandReader
from ..raster.grid import Window
from ..raster.radiometry import Stretch

SIDE_PX = 640
_NOTHING = 238  # grey of pixels that are not usable


def thumbnail(
    reader: BandReader, window: Window, bands: Tuple[int, ...], stretch: Optional[Stretch], ends: Tuple[float, float]
) -> str:
    """Return a window of a raster, reduced to its nearest pixels, as a JPEG's data URI.

    Args:
        bands: red, green and blue, shown by `stretch`; or one band, shown from black to white between `ends` (DN).
    """
    scale = max(1.0, max(window.height, window.width) / SIDE_PX)
    shape = max(1, round(window.height / scale)), max(1, round(window.width / scale))
    read = [reader.read(number, window, shape) for number in bands]
    reader.trim_cache()
    valid = np.logical_and.reduce([usable for _, usable in read])
    dn = np.stack([values for values, _ in read])
    if stretch is not None and len(bands) == 3:
        display = stretch.normalise(dn)
    else:
        low, high = ends
        display = np.clip((np.where(valid, dn, low) - low) / ((high - low) or 1), 0, 1)
    shown = np.where(valid, np.rint(255 * display), _NOTHING).astype(np.uint8)
    return _data_uri(shown)


def _data_uri(picture: np.ndarray) -> str:
    """(b, h, w) uint8 as a JPEG, or a PNG where GDAL lacks the former."""
    count, height, width = picture.shape
    driver, kind, options = gdal.GetDriverByName("JPEG"), "jpeg", ["QUALITY=88"]
    if driver is None:
        driver, kind, options = gdal.GetDriverByName("PNG"), "png", []
    path = f"/vsimem/dsrdmpd_{uuid.uuid4().hex}"
    with gdal_calls("A picture for the report cannot be made"):
        memory = gdal.GetDriverByName("MEM").Create("", width, height, count, gdal.GDT_Byte)
        memory.WriteRaster(0, 0, width, height, np.ascontiguousarray(picture).tobytes())
        close_dataset(driver.CreateCopy(path, memory, options=options))
        file = gdal.VSIFOpenL(path, "rb")
        content = gdal.VSIFReadL(1, gdal.VSIStatL(path).size, file)
        gdal.VSIFCloseL(file)
        gdal.Unlink(path)
        if gdal.VSIStatL(f"{path}.aux.xml") is not None:
            gdal.Unlink(f"{path}.aux.xml")
    return f"data:image/{kind};base64,{base64.b64encode(bytes(content)).decode()}"
