"""Where scenes show the same ground, in whatever CRS each has, and how they show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal, osr

from ..errors import Text
from ..progress import Progress
from ..scene.field import HazeField
from ..scene.matching import Overlap
from . import gdal_calls
from .grid import Bounds, Grid, Point

LEAST_SHARE = 0.25  # of a cell that two scenes must both show
_EDGE_POINTS = 21  # along each side of a scene, which is bent in another CRS
_SATURATED = 0.98  # display values from which pixels say nothing
_FLAT = 1e-4  # spread of display values below which there is no detail


@dataclass(frozen=True)
class ReducedScene:
    """A scene as matching sees it.

    Attributes:
        name: for people. grid: its reduced pixels on the map. display: (3, h, w) float16 hazy display values, NaN
            where unusable. step_px: pixels of the raster along a side of one of these. field: its haze.
    """

    name: str
    grid: Grid
    display: np.ndarray
    step_px: int
    field: HazeField

    @classmethod
    def of(
        cls, name: str, grid: Grid, display: np.ndarray, valid: np.ndarray, step_px: int, field: HazeField
    ) -> ReducedScene:
        """Take a scene's display values (3, h, w) in [0, 1] and its usable pixels (h, w)."""
        shown = valid & (display.max(axis=0) < _SATURATED)
        return cls(name, grid, np.where(shown, display, np.nan).astype(np.float16), step_px, field)

    def dehazed(self) -> np.ndarray:
        """Return display values without haze, (3, h, w) float32, NaN where unusable."""
        return self.field.clear(self.display.astype(np.float32), 0, 0, self.step_px)


def find_overlaps(scenes: Sequence[ReducedScene], progress: Progress) -> List[Overlap]:
    """Return what pairs of scenes show of the same ground; scenes without a georeference have no place.

    Raises:
        RasterError: GDAL cannot bring one to the grid of another. Cancelled: `progress` says so.
    """
    found = []
    for first, one in enumerate(scenes):
        dehazed: Optional[np.ndarray] = None
        for second in range(first + 1, len(scenes)):
            progress.check()
            if _may_overlap(one.grid, scenes[second].grid):
                dehazed = one.dehazed() if dehazed is None else dehazed
                overlap = _overlap(first, second, one, dehazed, scenes[second])
                found += [overlap] if overlap else []
        progress.report((first + 1) / len(scenes))
    return found


def _overlap(first: int, second: int, one: ReducedScene, dehazed: np.ndarray, other: ReducedScene) -> Optional[Overlap]:
    """Compare two scenes cell by cell of the first one's field, None if no cell shows enough of both."""
    warped = _warped(one.grid, other)
    here, there = dehazed, warped[:3]
    place = warped[3:]  # rows and columns in the other's pixels
    usable = np.isfinite(here).all(axis=0) & np.isfinite(there).all(axis=0) & np.isfinite(place).all(axis=0)
    numbers, size = _cell_numbers(one), one.field.thickness.size
    number = numbers[usable]
    total = np.maximum(np.bincount(numbers.ravel(), minlength=size), 1)
    count = np.bincount(number, minlength=size)
    cell = np.flatnonzero((count >= LEAST_SHARE * total) & (count >= 4))
    if not len(cell):
        return None

    def mean(values: np.ndarray) -> np.ndarray:
        """Mean of the usable pixels in each of the cells, of (…, h, w)."""
        flat = values[..., usable].reshape(-1, len(number)).astype(np.float64)
        sums = np.stack([np.bincount(number, row, size) for row in flat])
        return (sums[:, cell] / count[cell]).reshape(*values.shape[:-2], len(cell))

    means = np.stack([mean(here), mean(there)])
    squares = np.stack([mean(here**2), mean(there**2)])
    spreads = np.sqrt(np.maximum(squares - means**2, 0))
    product = np.maximum(spreads.prod(axis=0), _FLAT**2)
    alike = np.clip((mean(here * there) - means.prod(axis=0)) / product, 0, 1)
    cells, shares = _between_cells(mean(place), other)
    return Overlap(first, second, cell, cells, shares, means, spreads, count[cell] / total[cell], alike)


def _warped(grid: Grid, other: ReducedScene) -> np.ndarray:
    """Return another scene's dehazed display values on a grid, and their row and column there: (5, h, w), else NaN."""
    rows, cols = np.mgrid[: other.grid.height, : other.grid.width].astype(np.float32) + np.float32(0.5)
    source = _in_memory(other.grid, np.concatenate([other.dehazed(), rows[None], cols[None]]))
    target = _in_memory(grid, np.full((5, grid.height, grid.width), np.nan, np.float32))
    finer = _pixel_size(other.grid) * 1.5 < _pixel_size(grid) and other.grid.crs_wkt == grid.crs_wkt
    how = gdal.GRA_Average if finer else gdal.GRA_Bilinear
    with gdal_calls(Text("{name} cannot be brought to the grid of another scene", name=other.name)):
        gdal.Warp(target, source, resampleAlg=how, srcNodata="nan", dstNodata="nan", multithread=False)
        values: np.ndarray = target.ReadAsArray()
    return values


def _in_memory(grid: Grid, values: np.ndarray) -> gdal.Dataset:
    count, height, width = values.shape
    dataset = gdal.GetDriverByName("MEM").Create("", width, height, count, gdal.GDT_Float32)
    dataset.SetGeoTransform(grid.geotransform)
    if grid.crs_wkt:
        dataset.SetProjection(grid.crs_wkt)
    for number, band in enumerate(values, 1):
        dataset.GetRasterBand(number).SetNoDataValue(float("nan"))
        dataset.GetRasterBand(number).WriteArray(band)
    return dataset


def _cell_numbers(scene: ReducedScene) -> np.ndarray:
    """Return the number of the cell that each reduced pixel lies in, (h, w)."""
    pixels, cells = scene.display.shape[1:], scene.field.thickness.shape
    lengths = scene.field.height / scene.step_px, scene.field.width / scene.step_px
    row, col = (
        np.minimum(((np.arange(count) + 0.5) * (size / length)).astype(int), size - 1)
        for count, size, length in zip(pixels, cells, lengths)
    )
    numbers: np.ndarray = row[:, None] * cells[1] + col
    return numbers


def _between_cells(place: np.ndarray, scene: ReducedScene) -> Tuple[np.ndarray, np.ndarray]:
    """Return the four cells around places (2, k), rows and columns of reduced pixels, and their shares: (k, 4) each."""
    shape = scene.field.thickness.shape
    lengths = scene.field.height / scene.step_px, scene.field.width / scene.step_px
    lows, highs, parts = [], [], []
    for at, count, length in zip(place, shape, lengths):
        where = np.clip(at * (count / length) - 0.5, 0, count - 1)
        low = where.astype(int)
        lows.append(low)
        highs.append(np.minimum(low + 1, count - 1))
        parts.append(where - low)
    (top, left), (bottom, right), (down, across) = lows, highs, parts
    cells = np.stack([top * shape[1] + left, top * shape[1] + right,
                      bottom * shape[1] + left, bottom * shape[1] + right], axis=1)  # fmt: skip
    shares = np.stack([(1 - down) * (1 - across), (1 - down) * across, down * (1 - across), down * across], axis=1)
    return cells, shares


def _may_overlap(one: Grid, other: Grid) -> bool:
    """Whether the upright rectangles around two scenes touch, in the first one's CRS."""
    if bool(one.crs_wkt) != bool(other.crs_wkt):
        return False
    bounds = _bounds_in(other, one.crs_wkt)
    if bounds is None:
        return False
    ours = one.bounds()
    return all(ours[axis] < bounds[axis + 2] and bounds[axis] < ours[axis + 2] for axis in (0, 1))


def _bounds_in(grid: Grid, crs_wkt: str) -> Optional[Bounds]:
    """Return a grid's bounds in a CRS, None if it has no place there."""
    if grid.crs_wkt == crs_wkt:
        return grid.bounds()
    source, target = osr.SpatialReference(), osr.SpatialReference()
    for reference, wkt in ((source, grid.crs_wkt), (target, crs_wkt)):
        reference.ImportFromWkt(wkt)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    try:
        with gdal_calls("The scenes' coordinate reference systems do not go together"):
            moved = osr.CoordinateTransformation(source, target).TransformPoints(_outline(grid))
    except Exception:  # one cannot be brought into the other
        return None
    points = np.array([point[:2] for point in moved])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return None
    (xmin, ymin), (xmax, ymax) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return xmin, ymin, xmax, ymax


def _outline(grid: Grid) -> List[Point]:
    corners = [*grid.corners(), grid.corners()[0]]
    shares = np.linspace(0, 1, _EDGE_POINTS)
    return [
        (float(a[0] + share * (b[0] - a[0])), float(a[1] + share * (b[1] - a[1])))
        for a, b in zip(corners, corners[1:])
        for share in shares
    ]


def _pixel_size(grid: Grid) -> float:
    (x0, y0), (x1, y1), *_ = grid.crop(grid.window()).corners()
    return float(np.hypot(x1 - x0, y1 - y0)) / grid.width
