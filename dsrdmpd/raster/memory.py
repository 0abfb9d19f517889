"""Small rasters in GDAL's memory, which a reader in the same process opens by name as if they were files."""

from __future__ import annotations

import uuid
from collections import deque
from typing import Deque, Mapping, Optional, Sequence

import numpy as np
from osgeo import gdal

from . import close_dataset, gdal_calls
from .bands import BandProfile
from .grid import Grid
from .values import GDAL_OF_NUMPY

KEPT = 3  # rasters at once: a reader in another thread may open the last one late


class MemoryFolder:
    """Holds the latest rasters written to it; each has a name of its own, so that no reader sees one change."""

    def __init__(self) -> None:
        self._prefix = f"/vsimem/dsrdmpd_{uuid.uuid4().hex}"
        self._paths: Deque[str] = deque()
        self._count = 0

    def write(
        self,
        grid: Grid,
        bands: Mapping[int, np.ndarray],
        profiles: Sequence[BandProfile],
        nodata: Optional[float] = None,
        valid: Optional[np.ndarray] = None,
    ) -> str:
        """Write a raster and return the path that GDAL opens.

        Args:
            grid: its pixels on the map.
            bands: (h, w) values of one type by 1-based number; bands that are left out take no room and read as 0.
            profiles: what each of all its bands says about itself.
            nodata: value that means nodata, None for none.
            valid: (h, w) bool, kept as the raster's mask; None leaves it without.

        Raises:
            RasterError: memory is short.
        """
        path = f"{self._prefix}_{self._count}.tif"
        self._count += 1
        with gdal_calls("The preview cannot be kept in memory", "Close other programs"):
            self._paths.append(path)
            dataset = _create(path, grid, len(profiles), next(iter(bands.values())).dtype)
            for number, profile in enumerate(profiles, 1):
                _describe(dataset.GetRasterBand(number), profile)
            if nodata is not None:
                dataset.GetRasterBand(1).SetNoDataValue(nodata)  # a GeoTIFF has one for all its bands
            for number, values in bands.items():
                _fill(dataset.GetRasterBand(number), values)
            if valid is not None:
                dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
                _fill(dataset.GetRasterBand(1).GetMaskBand(), valid.astype(np.uint8) * np.uint8(255))
            close_dataset(dataset)
        while len(self._paths) > KEPT:
            _remove(self._paths.popleft())
        return path

    def close(self) -> None:
        """Remove every raster; a reader that still has one open keeps its pixels until it lets go."""
        while self._paths:
            _remove(self._paths.popleft())


def _create(path: str, grid: Grid, count: int, dtype: np.dtype) -> gdal.Dataset:
    options = ["SPARSE_OK=TRUE", "INTERLEAVE=BAND", "PHOTOMETRIC=MINISBLACK", "ALPHA=NO", "BIGTIFF=NO"]
    dataset = gdal.GetDriverByName("GTiff").Create(
        path, grid.width, grid.height, count, GDAL_OF_NUMPY[dtype], options
    )  # fmt: skip
    if grid.geotransform is not None:
        dataset.SetGeoTransform(grid.geotransform)
    if grid.crs_wkt:
        dataset.SetProjection(grid.crs_wkt)
    return dataset


def _describe(band: gdal.Band, profile: BandProfile) -> None:
    band.SetDescription(profile.description)
    if profile.interpretation != gdal.GCI_Undefined:
        band.SetColorInterpretation(profile.interpretation)
    if profile.scale is not None:
        band.SetScale(profile.scale)
    if profile.offset is not None:
        band.SetOffset(profile.offset)


def _fill(band: gdal.Band, values: np.ndarray) -> None:
    height, width = values.shape
    code = GDAL_OF_NUMPY[values.dtype]
    band.WriteRaster(0, 0, width, height, np.ascontiguousarray(values).tobytes(), width, height, code)


def _remove(path: str) -> None:
    for suffix in ("", ".msk", ".aux.xml"):
        if gdal.VSIStatL(path + suffix) is not None:
            gdal.Unlink(path + suffix)
