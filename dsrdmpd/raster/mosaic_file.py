"""Many rasters as one: a VRT beside them, which any GIS opens as a single raster."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from typing import Any, Dict, Sequence, Tuple

from osgeo import gdal

from ..errors import RasterError, Text
from ..files import said_by, unwritable
from . import close_dataset, gdal_calls

MOSAIC_ENDING = ".vrt"


def check_mosaic(path: str) -> None:
    """Refuse a place where no mosaic can be made, before any work.

    Raises:
        RasterError: the name does not end in .vrt, or its folder is not there.
    """
    if not path.lower().endswith(MOSAIC_ENDING):
        raise unwritable(path, "a mosaic of many files is a VRT", "Give it a name that ends in .vrt")
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise unwritable(path, "its folder is not there", "Make the folder first")


def write_mosaic(parts: Sequence[str], path: str) -> None:
    """Make a VRT of rasters that have one CRS, type and number of bands; where they overlap, later ones lie above.

    It names the parts as seen from its own folder, so that both may be moved together.

    Raises:
        RasterError: the rasters do not fit together, or the file cannot be written; an older one is as it was.
    """
    check_mosaic(path)
    name = os.path.basename(path)
    what = Text("The mosaic {name} cannot be made", name=name)
    _check_alike(parts, what)
    beside = os.path.join(os.path.dirname(os.path.abspath(path)), f".{name}.{uuid.uuid4().hex[:8]}{MOSAIC_ENDING}")
    try:
        with gdal_calls(what, "Build it with gdalbuildvrt"):
            made = gdal.BuildVRT(beside, [os.path.abspath(part) for part in parts])
            if made is not None:
                close_dataset(made)
        if not os.path.exists(beside):
            raise RasterError(what, "GDAL made no file", "Build it with gdalbuildvrt")
        os.replace(beside, path)
    except OSError as error:
        raise unwritable(path, said_by(error), "Choose another folder") from None
    finally:
        with suppress(OSError):
            os.remove(beside)


def _check_alike(parts: Sequence[str], what: Text) -> None:
    """Refuse rasters that a VRT would silently leave out or spoil."""
    seen: Dict[Tuple[Any, str], str] = {}
    for part in parts:
        with gdal_calls(what):
            dataset = gdal.OpenEx(part, gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR)
        transform = dataset.GetGeoTransform(can_return_null=True)
        if transform is None or transform[2] or transform[4]:
            why = Text("{name} has no upright place on the map", name=os.path.basename(part))
            raise RasterError(what, why, "Warp the results to one upright grid first")
        reference = dataset.GetSpatialRef()
        kind = dataset.RasterCount, dataset.GetRasterBand(1).DataType, dataset.GetRasterBand(1).GetNoDataValue()
        wkt = "" if reference is None else reference.ExportToWkt()
        seen.setdefault((kind, wkt), part)
    if len(seen) > 1:
        one, other, *_ = seen.values()
        why = Text("{one} and {other} differ in CRS, type, bands or nodata",
                   one=os.path.basename(one), other=os.path.basename(other))  # fmt: skip
        raise RasterError(what, why, "Warp the results to one grid first, and build it with gdalbuildvrt")
    if not seen:
        raise RasterError(what, "there is no result to make it of")
