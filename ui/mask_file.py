"""What GDAL opens for a layer that is taken as a mask."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsMapLayer,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorFileWriter,
)

from ..dsrdmpd.errors import RasterError, Text
from .layers import gdal_uri
from .temporary import file_stem


def mask_path(layer: QgsMapLayer) -> str:
    """Return a layer's source as GDAL opens it; polygons that are no file (memory, PostGIS, WFS) are written into one.

    Raises:
        RasterError: it is no source that GDAL opens, or could not be written.
    """
    if isinstance(layer, QgsRasterLayer):
        return gdal_uri(layer)
    if layer.providerType() == "ogr":
        return layer.source()
    path = QgsProcessingUtils.generateTempFilename(f"{file_stem(layer.name())}.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, path, QgsCoordinateTransformContext(), options
    )
    if error != QgsVectorFileWriter.WriterError.NoError:
        what = Text("The mask {name} cannot be used", name=layer.name())
        raise RasterError(what, message, "Save it as a GeoPackage, and choose that")
    return path
