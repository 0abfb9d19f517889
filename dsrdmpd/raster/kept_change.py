"""Where a method may change more than its haze field says, and that change as a GeoTIFF beside the result.

What the field alone takes off follows from the field, tile by tile as in the run, so it is not kept. Where the networks
had a say the change is kept as it is, in float32: anything less would not give another strength's pixels exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Optional, Tuple, Type

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text
from ..scene.field import HazeField
from . import close_dataset, gdal_calls
from .grid import Window
from .tiles import Lattice

CHANGE = "change"  # name of a result
_ALMOST = 1 - 1e-4  # of the threshold: rounding must not leave out a tile that the method worked on
_REMEDY = "Copy it again from where it is whole, or dehaze the source again"


@dataclass(frozen=True)
class Beyond:
    """The tiles of a raster in which a method may go on after its field.

    Attributes:
        lattice: the raster's tiles. tiles: (rows, columns of tiles) bool; whole tiles, and some more than there are.
    """

    lattice: Lattice
    tiles: np.ndarray

    @classmethod
    def of(cls, lattice: Lattice, field: Optional[HazeField], start: float) -> Beyond:
        """Return those whose haze hides a share of `start` of the light somewhere; all if there is no field.

        Args:
            start: as in `HazeField.weight_at`.
        """
        rows, cols = lattice.row_starts, lattice.col_starts
        if field is None or start <= 0:
            return cls(lattice, np.ones((len(rows), len(cols)), bool))
        if start >= 1:
            return cls(lattice, np.zeros((len(rows), len(cols)), bool))
        hidden = 1 - field.transmission.mean(axis=0)
        down = [field.cells_between(row, lattice.tile_px, 0) for row in rows]
        across = [field.cells_between(col, lattice.tile_px, 1) for col in cols]
        most = np.array([[hidden[above:below, left:right].max() for left, right in across] for above, below in down])
        return cls(lattice, most >= start * _ALMOST)

    def touches(self, window: Window) -> bool:
        """Whether any pixel of a window lies in one of the tiles."""
        return bool(self._of(window)[2].any())

    def where(self, window: Window) -> np.ndarray:
        """Which pixels of a window lie in one of the tiles: (h, w) bool."""
        inside = np.zeros((window.height, window.width), bool)
        rows, cols, tiles = self._of(window)
        for number, col in zip(*np.nonzero(tiles)):
            tile = self.lattice.tile_window(rows[number], cols[col]).intersect(window)
            inside[tile.shifted(-window.row, -window.col).slices] = True
        return inside

    def kept(self, window: Window, change: np.ndarray) -> np.ndarray:
        """Return the change (3, h, w) of a window where it is kept, NaN elsewhere."""
        return np.where(self.where(window), change, np.float32(np.nan))

    def _of(self, window: Window) -> Tuple[Tuple[int, ...], Tuple[int, ...], np.ndarray]:
        """The starts of the tiles that have a pixel in a window, and which of them are meant."""
        rows, cols = self.lattice.rows_touching(window), self.lattice.cols_touching(window)
        starts = (self.lattice.row_starts, rows), (self.lattice.col_starts, cols)
        places = (np.searchsorted(all_of_them, some) for all_of_them, some in starts)
        return rows, cols, self.tiles[np.ix_(*places)]


class ChangeFile:
    """The change that a run has kept, to be read from top to bottom. A context manager; one thread.

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
        """Return the change of rows that begin at the raster's `row`: (3, height, w) float32, NaN where none is kept.

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

    def over(self, row: int, change: np.ndarray) -> np.ndarray:
        """Return what the field changes, (3, h, w) of rows that begin at `row`, with what is kept in its place."""
        kept = self.read(row, change.shape[1])
        return np.where(np.isnan(kept), change, kept)

    @property
    def _unusable(self) -> Text:
        return Text("The kept change {path} cannot be used", path=self._path)
