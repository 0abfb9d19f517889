"""Where a dataset's pixels lie on the map, as far as the file says it."""

from __future__ import annotations

from typing import Optional

from osgeo import gdal

from .grid import GeoTransform, Grid


def grid_of(dataset: gdal.Dataset, crs_wkt: str = "") -> Grid:
    """Return a dataset's pixels on the map; `crs_wkt` is for one that does not say its CRS."""
    return Grid(dataset.RasterYSize, dataset.RasterXSize, _geotransform(dataset), _crs(dataset) or crs_wkt)


def _geotransform(dataset: gdal.Dataset) -> Optional[GeoTransform]:
    found = dataset.GetGeoTransform(can_return_null=True)
    if found is None:
        return None
    left, width, row_skew, top, col_skew, height = found
    return left, width, row_skew, top, col_skew, height


def _crs(dataset: gdal.Dataset) -> str:
    # WKT 2, because WKT 1 cannot say every CRS
    reference = dataset.GetSpatialRef()
    return "" if reference is None else reference.ExportToWkt(["FORMAT=WKT2_2018"])
