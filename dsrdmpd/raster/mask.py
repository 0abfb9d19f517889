"""Where a correction applies: polygons or a mask raster as a weight for each pixel, 0 outside and 1 well inside."""

from __future__ import annotations

import copy
import hashlib
import os
import threading
from typing import Any, Tuple

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import RasterError, Text, Words
from ..request import MAX_FEATHER_PX
from . import gdal_calls
from .grid import UNREFERENCED, Grid, Window
from .stamps import files_behind, stamps_of

CURVE_STEPS = 200  # that a polygon's longer side is cut into before it is taken to another CRS, where lines bend
_LOOK_PX = 1024  # longer side of the reduced raster in which a mask is looked for
_REMEDY = "Choose a polygon layer or a raster that lies on the raster, or leave the mask out"


class Mask:
    """A weight for each pixel of a raster: 0 outside, bit for bit, rising over some pixels to 1 inside.

    A pixel is inside if its centre lies in a polygon, or if the nearest pixel of a mask raster is neither 0 nor nodata.
    Its weight depends on what is around it in the raster alone, so a window sees what the whole sees. The raster's edge
    is no edge of the mask. Any thread may ask.

    Args:
        path: what GDAL opens, with ``|layername=``, ``|layerid=`` or ``|subset=`` as QGIS adds them.
        grid: of the raster. feather_px: width of the rise, in pixels; 0 for none.

    Raises:
        RasterError: it cannot be opened, has no polygons, or none of it lies on the raster.
    """

    def __init__(self, path: str, grid: Grid, feather_px: int = 0) -> None:
        if not 0 <= feather_px <= MAX_FEATHER_PX:
            raise ValueError(f"a feather of {feather_px} pixels")
        self._grid, self._feather_px = grid, feather_px
        self._lock = threading.Lock()  # GDAL's handles serve one thread at a time
        self._name, options = _parts(path)
        with gdal_calls(self._unusable, _REMEDY):
            self._polygons, self._raster = _open(self._name, options, grid)
        if not self._anywhere():
            raise RasterError(self._unusable, "nothing in it lies on the raster", _REMEDY)

    def weights(self, window: Window) -> np.ndarray:
        """Return the weights of a window of the raster, (h, w) float32."""
        halo = self._feather_px + 1 if self._feather_px else 0
        wide = Window(window.row - halo, window.col - halo, window.height + 2 * halo, window.width + 2 * halo)
        wide = wide.intersect(self._grid.window())
        inside = self._inside(wide)
        top, left = window.row - wide.row, window.col - wide.col
        rise = feathered(inside, self._feather_px, range(top, top + window.height))
        return rise[:, left : left + window.width]

    def touches(self, window: Window) -> bool:
        """Whether any pixel of a window of the raster, as far as it has some, is inside."""
        window = window.intersect(self._grid.window())
        return not window.is_empty and bool(self._inside(window).any())

    def coarser(self, step: int) -> Mask:
        """Return the same mask for a view in which a pixel stands for `step` x `step` of these."""
        again = copy.copy(self)  # it asks the same handles, one at a time
        again._grid, again._feather_px = self._grid.coarser(step), round(self._feather_px / step)
        return again

    def stamp(self) -> str:
        """What names the mask's content: a digest of its polygons, or the state of the raster's files."""
        if self._polygons is None:
            return repr(stamps_of(files_behind(self._raster)))
        digest = hashlib.sha256()
        for feature in self._polygons.GetLayer(0):
            digest.update(bytes(feature.GetGeometryRef().ExportToWkb()))
        return digest.hexdigest()

    @property
    def _unusable(self) -> Text:
        return Text("The mask {name} cannot be used", name=os.path.basename(self._name.rstrip("/")) or self._name)

    def _anywhere(self) -> bool:
        """Whether it has a pixel of the raster: looked for coarsely, then, for what is small, pixel by pixel."""
        step = max(1, max(self._grid.height, self._grid.width) // _LOOK_PX)
        step = min(step, self._grid.height, self._grid.width)
        coarse = self._grid.coarser(step) if step > 1 else self._grid
        with self._lock, gdal_calls(self._unusable, _REMEDY):
            if self._burnt(coarse).any():
                return True
        if step == 1:
            return False
        height = max(1, 4_000_000 // self._grid.width)
        rows = range(0, self._grid.height, height)
        whole = self._grid.window()
        return any(self.touches(Window(row, 0, height, whole.width)) for row in rows)

    def _inside(self, window: Window) -> np.ndarray:
        with self._lock, gdal_calls(self._unusable, _REMEDY):
            return self._burnt(self._grid.crop(window))

    def _burnt(self, grid: Grid) -> np.ndarray:
        """Which pixels of a grid are inside, (h, w) bool."""
        target = gdal.GetDriverByName("MEM").Create("", grid.width, grid.height, 1, gdal.GDT_Byte)
        target.SetGeoTransform(grid.geotransform or UNREFERENCED)
        if self._polygons is not None:
            gdal.RasterizeLayer(target, [1], self._polygons.GetLayer(0), burn_values=[1])
        else:
            target.SetProjection(grid.crs_wkt or self._raster.GetProjection())
            gdal.ReprojectImage(self._raster, target, None, None, gdal.GRA_NearestNeighbour)
        data = target.GetRasterBand(1).ReadRaster(0, 0, grid.width, grid.height)
        return np.frombuffer(data, np.uint8).reshape(grid.height, grid.width) != 0


def feathered(inside: np.ndarray, width_px: int, rows: range) -> np.ndarray:
    """Return weights that rise from 0 outside to 1 further inside than `width_px`: (h, w) bool → (rows, w) float32.

    The rise is smoothstep, 3 t² − 2 t³, of the distance to the nearest pixel outside over the width. The distance is
    Euclidean and exact: first along each row, then over the rows that are near enough to matter (the two passes of
    Felzenszwalb and Huttenlocher 2012).
    """
    own = inside[rows.start : rows.stop]
    if width_px == 0 or inside.all() or not own.any():
        return own.astype(np.float32)
    most = width_px + 1
    across = np.minimum(_to_outside(inside), most).astype(np.int32) ** 2
    squared = across[rows.start : rows.stop].copy()
    for shift in range(-width_px, most):
        first, stop = max(rows.start + shift, 0), min(rows.stop + shift, len(across))
        if shift and first < stop:
            part = squared[first - shift - rows.start : stop - shift - rows.start]
            np.minimum(part, across[first:stop] + shift * shift, out=part)
    t = np.minimum(np.sqrt(squared, dtype=np.float32) / np.float32(most), 1)
    return t * t * (3 - 2 * t)


def _to_outside(inside: np.ndarray) -> np.ndarray:
    """Distance of each pixel to the nearest one outside in its row; far if there is none."""
    columns = np.arange(inside.shape[1])
    far = 2 * MAX_FEATHER_PX + 2
    before = np.maximum.accumulate(np.where(inside, -far, columns), axis=1)
    after = np.minimum.accumulate(np.where(inside, inside.shape[1] + far, columns)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(columns - before, after - columns)


def _parts(path: str) -> Tuple[str, dict]:
    """A path and what QGIS has added to it; a subset comes last and may hold anything."""
    path, _, subset = path.partition("|subset=")
    name, *more = path.split("|")
    found = dict(part.split("=", 1) for part in more if "=" in part)
    return name, {**found, "subset": subset}


def _open(path: str, options: dict, grid: Grid) -> Tuple[Any, Any]:
    """Polygons in the grid's CRS, as a dataset in memory, or a raster; the other one is None."""
    try:
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_READONLY)
    except RuntimeError:  # where GDAL raises
        dataset = None
    if dataset is not None and dataset.GetLayerCount() > 0:
        return _polygons(dataset, options, grid), None
    gdal.ErrorReset()  # what no vector driver opens may be a raster
    raster = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
    if raster is None or raster.RasterCount == 0:
        raise _refused(path, "GDAL opens it neither as polygons nor as a raster")
    if raster.GetGeoTransform(can_return_null=True) is None and grid.geotransform is not None:
        raise _refused(path, "it is not placed on the map")
    return None, raster


def _polygons(dataset: gdal.Dataset, options: dict, grid: Grid) -> Any:
    layer = _layer(dataset, options)
    if layer is None:
        raise _refused(dataset.GetDescription(), "it has no such layer")
    if options.get("subset"):
        layer.SetAttributeFilter(options["subset"])
    transform = _transform(layer.GetSpatialRef(), grid)
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")  # which took the other's place in GDAL 3.11
    kept = driver.CreateDataSource("")
    copy = kept.CreateLayer("mask", geom_type=ogr.wkbUnknown)
    for feature in layer:
        geometry = feature.GetGeometryRef()
        if geometry is not None and not geometry.IsEmpty() and geometry.GetDimension() == 2:
            made = ogr.Feature(copy.GetLayerDefn())
            made.SetGeometry(_placed(geometry, transform))
            copy.CreateFeature(made)
    if copy.GetFeatureCount() == 0:
        raise _refused(dataset.GetDescription(), "it has no polygons")
    return kept


def _placed(geometry: Any, transform: Any) -> Any:
    """A polygon of straight lines, taken to another CRS if need be."""
    straight = geometry.GetLinearGeometry()
    if transform is not None:
        left, right, bottom, top = straight.GetEnvelope()
        straight.Segmentize(max(right - left, top - bottom) / CURVE_STEPS)
        straight.Transform(transform)
    return straight


def _layer(dataset: gdal.Dataset, options: dict) -> Any:
    if "layername" in options:
        return dataset.GetLayerByName(options["layername"])
    return dataset.GetLayerByIndex(int(options.get("layerid", 0)))


def _transform(own: Any, grid: Grid) -> Any:
    """From the layer's CRS to the grid's; None if they are the same, or one is not known."""
    if own is None or not grid.crs_wkt:
        return None
    own, wanted = own.Clone(), osr.SpatialReference()
    wanted.ImportFromWkt(grid.crs_wkt)
    for each in (own, wanted):
        each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return None if own.IsSame(wanted) else osr.CoordinateTransformation(own, wanted)


def _refused(path: str, why: Words) -> RasterError:
    name = os.path.basename(path.rstrip("/")) or path
    return RasterError(Text("The mask {name} cannot be used", name=name), why, _REMEDY)
