"""Windows of pixels and the grid they lie on; the only file that converts between pixels and map units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

from ..errors import RasterError, Text

Bounds = Tuple[float, float, float, float]  # xmin, ymin, xmax, ymax
Point = Tuple[float, float]
GeoTransform = Tuple[float, float, float, float, float, float]  # GDAL's six terms

# Where QGIS draws a raster that has no georeference: x is the column, y is minus the row.
UNREFERENCED: GeoTransform = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)

# An extent that was typed or went through a project file rarely meets a pixel's edge exactly.
EDGE_TOLERANCE_PX = 1e-6
# Programs round the terms of a geotransform; over a large raster that adds up at its far corner.
SAME_PLACE_PX = 0.05


@dataclass(frozen=True)
class Window:
    """A half-open rectangle of pixels: rows `row` to `row_stop`, columns `col` to `col_stop`; it may be empty.

    Raises:
        ValueError: the height or width is negative.
    """

    row: int
    col: int
    height: int
    width: int

    def __post_init__(self) -> None:
        if self.height < 0 or self.width < 0:
            raise ValueError(f"a window of {self.height} x {self.width} pixels")

    @property
    def row_stop(self) -> int:
        return self.row + self.height

    @property
    def col_stop(self) -> int:
        return self.col + self.width

    @property
    def is_empty(self) -> bool:
        return self.height == 0 or self.width == 0

    @property
    def slices(self) -> Tuple[slice, slice]:
        """Index of this window's pixels in an array whose last two axes are (row, column) of the whole raster."""
        return slice(self.row, self.row_stop), slice(self.col, self.col_stop)

    def intersect(self, other: Window) -> Window:
        """The pixels that are in both windows; of zero size if there are none."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        height = max(0, min(self.row_stop, other.row_stop) - row)
        width = max(0, min(self.col_stop, other.col_stop) - col)
        return Window(row, col, height, width)

    def contains(self, other: Window) -> bool:
        """Whether every pixel of `other` is in this window."""
        return self.intersect(other) == other

    def shifted(self, rows: int, cols: int) -> Window:
        """The same rectangle moved by `rows` down and `cols` to the right."""
        return Window(self.row + rows, self.col + cols, self.height, self.width)


@dataclass(frozen=True)
class Grid:
    """A raster's pixels on the map. Pixels need not be square and rows may run in any direction.

    Attributes:
        height, width: size in pixels.
        geotransform: GDAL's six terms, or None for a raster without georeference.
        crs_wkt: coordinate reference system as WKT, empty if unknown.

    Raises:
        RasterError: there are no pixels, or the geotransform folds them onto a line.
    """

    height: int
    width: int
    geotransform: Optional[GeoTransform] = None
    crs_wkt: str = ""

    def __post_init__(self) -> None:
        if self.height < 1 or self.width < 1:
            why = Text("its size is {width} x {height} pixels", width=self.width, height=self.height)
            raise RasterError("The raster cannot be used", why)
        _, a, b, _, d, e = self._transform
        if not all(map(math.isfinite, self._transform)) or a * e - b * d == 0:
            raise RasterError(
                "The raster's position on the map cannot be used",
                Text("its geotransform {terms} does not spread the pixels over an area", terms=self.geotransform),
                "Georeference the raster again",
            )

    @property
    def _transform(self) -> GeoTransform:
        return UNREFERENCED if self.geotransform is None else self.geotransform

    def window(self) -> Window:
        """All pixels of the grid."""
        return Window(0, 0, self.height, self.width)

    def bounds(self, window: Optional[Window] = None) -> Bounds:
        """The smallest upright rectangle of map units around `window` (the whole grid if None)."""
        return _around(self.corners(window))

    def corners(self, window: Optional[Window] = None) -> Tuple[Point, ...]:
        """The corners of `window` (the whole grid if None), (x, y) each, in order around it from the first pixel's."""
        part = window or self.window()
        top, left, bottom, right = part.row, part.col, part.row_stop, part.col_stop
        return tuple(self._to_map(*at) for at in ((top, left), (top, right), (bottom, right), (bottom, left)))

    def window_from_bounds(self, bounds: Sequence[float]) -> Window:
        """The pixels that `bounds` touches, clipped to the grid; on a rotated grid, the window that covers them.

        Args:
            bounds: (xmin, ymin, xmax, ymax) in map units. One that ends on a pixel's edge does not gain the next pixel.

        Raises:
            RasterError: the bounds hold no area, or lie beside the raster.
        """
        xmin, ymin, xmax, ymax = bounds
        if not (xmin < xmax and ymin < ymax and all(map(math.isfinite, bounds))):
            raise RasterError(
                Text("The extent {bounds} cannot be used", bounds=_words(bounds)),
                "it has no area",
                "Give xmin, ymin, xmax, ymax with xmin below xmax and ymin below ymax",
            )
        row_min, col_min, row_max, col_max = _around([self._to_pixel(x, y) for x in (xmin, xmax) for y in (ymin, ymax)])
        row, col = (math.floor(v + EDGE_TOLERANCE_PX) for v in (row_min, col_min))
        row_stop, col_stop = (math.ceil(v - EDGE_TOLERANCE_PX) for v in (row_max, col_max))
        asked = Window(row, col, max(0, row_stop - row), max(0, col_stop - col))
        window = asked.intersect(self.window())
        if window.is_empty:
            raise RasterError(
                Text("The extent {bounds} cannot be dehazed", bounds=_words(bounds)),
                Text("it lies outside the raster, which covers {covered}", covered=_words(self.bounds())),
                "Choose an extent that overlaps the raster, in the raster's own coordinate reference system",
            )
        return window

    def window_of(self, other: Grid) -> Optional[Window]:
        """The place of another grid's pixels among this one's, which may lie outside it; None if they do not coincide.

        Grids without georeference coincide if they have the same size. Coordinate reference systems are not compared.
        """
        if (self.geotransform is None) != (other.geotransform is None):
            return None
        if self.geotransform is None:
            same = (self.height, self.width) == (other.height, other.width)
            return self.window() if same else None
        row, col = self._to_pixel(*other.corners()[0])
        window = Window(round(row), round(col), other.height, other.width)
        top, left, bottom, right = window.row, window.col, window.row_stop, window.col_stop
        meant = ((top, left), (top, right), (bottom, right), (bottom, left))
        for (meant_row, meant_col), corner in zip(meant, other.corners()):
            row, col = self._to_pixel(*corner)
            if max(abs(row - meant_row), abs(col - meant_col)) > SAME_PLACE_PX:
                return None
        return window

    def crop(self, window: Window) -> Grid:
        """The grid of `window` alone: the same pixels at the same place on the map."""
        if self.geotransform is None:
            return Grid(window.height, window.width, None, self.crs_wkt)
        x, y = self._to_map(window.row, window.col)
        _, a, b, _, d, e = self.geotransform
        return Grid(window.height, window.width, (x, a, b, y, d, e), self.crs_wkt)

    def coarser(self, step: int) -> Grid:
        """The grid whose pixels are `step` times as large in both directions, from the same first corner on.

        What is left over at the right and at the bottom belongs to none of them. It has a geotransform even where this
        grid has none: that of the place where QGIS draws such a raster.
        """
        x, a, b, y, d, e = self._transform
        transform = (x, a * step, b * step, y, d * step, e * step)
        return Grid(self.height // step, self.width // step, transform, self.crs_wkt)

    def cells(self, rows: int, cols: int, height: float, width: float) -> Grid:
        """The grid of `rows` x `cols` cells that divide the first `height` x `width` pixels of this one.

        It has a geotransform even where this grid has none, as that of `coarser`.
        """
        x, a, b, y, d, e = self._transform
        down, across = height / rows, width / cols
        return Grid(rows, cols, (x, a * across, b * down, y, d * across, e * down), self.crs_wkt)

    def _to_map(self, row: float, col: float) -> Tuple[float, float]:
        x0, a, b, y0, d, e = self._transform
        return x0 + col * a + row * b, y0 + col * d + row * e

    def _to_pixel(self, x: float, y: float) -> Tuple[float, float]:
        x0, a, b, y0, d, e = self._transform
        dx, dy, determinant = x - x0, y - y0, a * e - b * d
        return (a * dy - d * dx) / determinant, (e * dx - b * dy) / determinant


def _around(points: Sequence[Point]) -> Bounds:
    firsts, seconds = zip(*points)
    return min(firsts), min(seconds), max(firsts), max(seconds)


def _words(bounds: Sequence[float]) -> str:
    return "(" + ", ".join(f"{value:.10g}" for value in bounds) + ")"
