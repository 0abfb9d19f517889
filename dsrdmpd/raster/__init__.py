"""Rasters in and out, numpy and GDAL only; this file holds the room's one way of calling and closing GDAL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator

from osgeo import gdal

from ..errors import RasterError, Words


@contextmanager
def gdal_calls(what: Words, remedy: Words = "") -> Iterator[None]:
    """Run GDAL calls quietly; a failure that GDAL reports meanwhile leaves as one `RasterError`.

    GDAL either raises or returns an error code, by a switch that belongs to the whole process and may stand either way
    (QGIS and other plugins flip it). Code inside this block works the same under both.

    Args:
        what, remedy: the first and last part of the error's sentence; GDAL's own message stands between them.
    """
    gdal.ErrorReset()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
        if gdal.GetLastErrorType() >= gdal.CE_Failure:  # asked here because PopErrorHandler may forget it
            raise RasterError(what, gdal.GetLastErrorMsg(), remedy)
    except RuntimeError as error:  # what the bindings raise when the switch is on
        raise RasterError(what, str(error), remedy) from error
    finally:
        gdal.PopErrorHandler()


def close_dataset(dataset: gdal.Dataset) -> None:
    """Close a dataset now, and let errors of its last writes be seen. Nothing may use it afterwards."""
    if hasattr(dataset, "Close"):  # since GDAL 3.8
        dataset.Close()
    else:  # what `del` does, but not only at the last reference, and without Python swallowing the exception
        gdal.Dataset.__swig_destroy__(dataset)
