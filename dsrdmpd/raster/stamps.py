"""Which files hold a raster, and whether they were changed since."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Dict, Sequence, Tuple

from osgeo import gdal

Stamps = Tuple[Tuple[str, int, int], ...]


def files_behind(dataset: gdal.Dataset) -> Tuple[str, ...]:
    """Return the files that hold a dataset, those that virtual rasters inside virtual rasters stand for included."""
    found: Dict[str, None] = {}
    waiting = list(dataset.GetFileList() or ())
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = None
        if path.lower().endswith(".vrt"):
            inner = gdal.OpenEx(path, gdal.OF_RASTER)
            waiting += (inner.GetFileList() or ()) if inner is not None else ()
    return tuple(found)


def stamps_of(files: Sequence[str]) -> Stamps:
    """See `RasterSource.stamps`."""
    return tuple((path, *_stamp(path)) for path in files if not path.lower().endswith(".aux.xml"))


def _stamp(path: str) -> Tuple[int, int]:
    with suppress(OSError):
        status = os.stat(path)
        return status.st_mtime_ns, status.st_size
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        found = gdal.VSIStatL(path)  # inside an archive, or on a server
    except RuntimeError:
        found = None
    finally:
        gdal.PopErrorHandler()
    return (-1, -1) if found is None else (found.mtime, found.size)
