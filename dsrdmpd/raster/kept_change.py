"""What a run has changed beyond its haze field, as a GeoTIFF beside the result.

What the field takes off follows from the field, so it is not kept. What the networks add is, in float32: anything less
would not give another strength's pixels exactly.
"""

from __future__ import annotations

from types import TracebackType
from typing import Optional, Type

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text
from . import close_dataset, gdal_calls
from .grid import Window

CHANGE = "change"  # name of a result
_REMEDY = "Copy it again from where it is whole, or dehaze the source again"


class ChangeFile:
    """What a run has kept, to be read from top to bottom. A context manager; one thread.

    Args:
        path: the GeoTIFF. window: the pixels of the raster that it shows.

    Raises:
        RasterError: it cannot be opened, or is not of that size.
    """

    def __init__(self, path: str, window: Window) -> None:
        self._path, self._window = path, window
        with gdal_calls(self._unusable, _REMEDY):
            self._dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        found = self._dataset and (self._dataset.RasterCount, self._dataset.RasterYSize, self._dataset.RasterXSize)
        if found != (3, window.height, window.width):
            raise RasterError(self._unusable, "it is not of the result's size", _REMEDY)

    def __enter__(self) -> ChangeFile:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        dataset, self._dataset = self._dataset, None
        with gdal_calls(self._unusable, _REMEDY):
            close_dataset(dataset)

    def read(self, row: int, height: int) -> np.ndarray:
        """Return the change of rows that begin at the raster's `row`: (3, height, w) float32.

        Raises:
            RasterError: they cannot be read.
        """
        width = self._window.width
        with gdal_calls(self._unusable, _REMEDY):
            data = self._dataset.ReadRaster(
                0, row - self._window.row, width, height, width, height, gdal.GDT_Float32, band_list=[1, 2, 3]
            )
        if data is None:
            raise RasterError(self._unusable, "GDAL returned nothing and gave no reason", _REMEDY)
        return np.frombuffer(data, np.float32).reshape(3, height, width)

    @property
    def _unusable(self) -> Text:
        return Text("The kept change {path} cannot be used", path=self._path)
