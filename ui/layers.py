"""From a QGIS layer to the plain values that a run needs, and from its result to a layer that looks like the source.

Everything here runs on the main thread: a worker must not touch a layer of the project.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRasterRange,
    QgsRasterShader,
    QgsReadWriteContext,
    QgsRectangle,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from ..dsrdmpd.errors import RasterError, Text
from ..dsrdmpd.files import same_file, unwritable
from ..dsrdmpd.raster.grid import Grid
from ..dsrdmpd.request import Nodata

translate = QCoreApplication.translate
# White where the air is clear, blue where it is thick; the same for every raster, so that maps can be compared.
# Most haze is thin, so the colours change fastest there.
_MASK_COLOURS = ("#ffffff", "#6497cb", "#8c8c8c", "#a5e3e8", "#e8785a")  # clear, haze, cloud, snow, saturated
_HAZE_COLOURS = ((0.0, "#ffffff"), (0.15, "#bcd5ec"), (0.4, "#6497cb"), (1.0, "#12326b"))


@dataclass(frozen=True)
class SourceLayer:
    """What a run and its result need to know of a raster layer.

    Attributes:
        name: as the layer tree shows it.
        uri: what GDAL opens.
        crs_wkt: the layer's CRS, None if it has none.
        nodata: ranges of values that the user declared as nodata in the layer's properties, None if there are none.
        nodata_left_out: whether the user declared more than a run can take: other values in each band.
        override_crs: whether the user has set another CRS than the file's.
        declared_nodata: whether what the file declares as nodata counts: the user may have switched it off.
        style: the layer's symbology as XML.
    """

    name: str
    uri: str
    crs_wkt: Optional[str]
    nodata: Nodata
    nodata_left_out: bool
    style: str
    declared_nodata: bool = True
    override_crs: bool = False

    @classmethod
    def of(cls, layer: QgsRasterLayer, bands: Optional[Sequence[int]] = None) -> SourceLayer:
        """Take the values of `layer`; `bands` are the colour bands, if they are known.

        Raises:
            RasterError: the layer is broken, or no source that GDAL opens.
        """
        uri = gdal_uri(layer)
        crs = layer.crs()
        provider, numbers = layer.dataProvider(), bands or range(1, layer.bandCount() + 1)
        nodata, left_out = _user_nodata(provider, numbers)
        return cls(
            name=layer.name(),
            uri=uri,
            crs_wkt=crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL) if crs.isValid() else None,
            nodata=nodata,
            nodata_left_out=left_out,
            style=_export_style(layer),
            override_crs=crs.isValid() and crs != provider.crs(),
            declared_nodata=all(map(provider.useSourceNoDataValue, numbers)),
        )

    def apply_style(self, layer: QgsRasterLayer) -> None:
        """Give `layer`, the dehazed one, this layer's symbology, stretch included, its nodata values and its CRS."""
        document = QDomDocument()
        document.setContent(self.style)
        layer.importNamedStyle(document, QgsMapLayer.StyleCategory.Symbology)
        crs = QgsCoordinateReferenceSystem.fromWkt(self.crs_wkt or "")
        if crs.isValid() and crs != layer.crs():  # the user has set another one than the file's
            layer.setCrs(crs)
        provider = layer.dataProvider()
        for number in range(1, layer.bandCount() + 1):  # which are as they were in the source
            ranges = [QgsRasterRange(low, high) for low, high in self.nodata or ()]
            provider.setUserNoDataValue(number, ranges)
        layer.triggerRepaint()


def record_origin(
    layer: QgsRasterLayer, title: str, abstract: str, source: SourceLayer, history: Sequence[str]
) -> None:
    """Write into the layer's metadata what it was made from and how; `history` has one entry a step."""
    metadata = QgsLayerMetadata(layer.metadata())
    metadata.setTitle(title)
    metadata.setAbstract(abstract)
    metadata.setType("dataset")
    metadata.setParentIdentifier(source.uri)
    metadata.setCrs(layer.crs())
    for step in history:
        metadata.addHistoryItem(step)
    layer.setMetadata(metadata)


def style_haze_map(layer: QgsRasterLayer) -> None:
    """Colour a haze map from white (0, clear) to blue (1, nothing but haze)."""
    (_, clear), *between, (_, thick) = _HAZE_COLOURS
    stops = [QgsGradientStop(value, QColor(colour)) for value, colour in between]
    ramp = QgsGradientColorRamp(QColor(clear), QColor(thick), False, stops)
    colours = QgsColorRampShader(0, 1, ramp)
    colours.classifyColorRamp()
    shader = QgsRasterShader(0, 1)
    shader.setRasterShaderFunction(colours)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0)
    renderer.setClassificationMax(1)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def style_haze_mask(layer: QgsRasterLayer, names: Sequence[str]) -> None:
    """Colour a haze mask by its values, which `names` name from 0 on."""
    classes = [
        QgsPalettedRasterRenderer.Class(value, QColor(colour), name)
        for value, (colour, name) in enumerate(zip(_MASK_COLOURS, names))
    ]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    layer.triggerRepaint()


def style_when_loaded(
    context: QgsProcessingContext,
    path: str,
    style: Callable[[QgsRasterLayer], None],
    default_name: str,
    name: str,
) -> None:
    """Have `style` called with the layer of the result `path` once Processing has loaded it, if it will.

    The layer gets `name` unless somebody (a model, a script) has named it otherwise than `default_name`.
    """
    if not context.willLoadLayerOnCompletion(path):
        return
    details = context.layerToLoadOnCompletionDetails(path)
    if details.name == default_name:
        details.name = name
    details.setPostProcessor(_Styler(style))


class _Styler(QgsProcessingLayerPostProcessorInterface):
    """Calls a function with a loaded result."""

    # QGIS keeps a bare pointer, nobody says for how long: without these references it would call into freed memory.
    _kept: List[_Styler] = []

    def __init__(self, style: Callable[[QgsRasterLayer], None]):
        super().__init__()
        self._style = style
        self._kept.append(self)

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        if isinstance(layer, QgsRasterLayer) and layer.isValid():
            self._style(layer)


def gdal_uri(layer: QgsRasterLayer) -> str:
    """Return what GDAL opens.

    Raises:
        RasterError: the layer is broken, or no source that GDAL opens as it is.
    """
    what = translate("Layers", "The layer '{}' cannot be dehazed").format(layer.name())
    provider = layer.providerType()
    if not layer.isValid() or layer.dataProvider() is None:
        why = translate("Layers", "its data source is not available")
        raise RasterError(what, why, translate("Layers", "Repair the layer's data source, or add it again"))
    if provider != "gdal":
        kind = _kinds().get(provider, translate("Layers", "of the kind '{}'").format(provider))
        raise RasterError(what, translate("Layers", "it is {} and no file that GDAL reads").format(kind), _save_first())
    uri = layer.dataProvider().dataSourceUri()
    if "|option:" in uri:
        raise RasterError(what, translate("Layers", "it is opened with options"), _save_first())
    if "authcfg=" in uri:
        raise RasterError(what, translate("Layers", "it needs a login that QGIS keeps"), _save_first())
    return uri


def layer_of(path: str, project: QgsProject) -> Optional[QgsMapLayer]:
    """Return the layer that shows the file `path`, None if there is none."""
    shown = (layer for layer in project.mapLayers().values() if same_file(path, layer.source().split("|")[0]))
    return next(shown, None)


def refuse_shown(path: str, project: QgsProject) -> None:
    """Refuse an output that a layer shows: Windows would not replace it, elsewhere the layer would show what is gone.

    Raises:
        RasterError: one does.
    """
    shown = layer_of(path, project)
    if shown is not None:
        why = Text("it is open as the layer '{name}'", name=shown.name())
        raise unwritable(path, why, "Choose another file name, or remove that layer first")


def bounds_of(box: QgsRectangle) -> Tuple[float, float, float, float]:
    """Return xmin, ymin, xmax, ymax."""
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def grid_of(layer: QgsRasterLayer) -> Grid:
    """Return the layer's pixels as QGIS places them.

    Raises:
        RasterError: it has none, or they have no extent.
    """
    extent, size_x, size_y = layer.extent(), layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
    place = (extent.xMinimum(), size_x, 0.0, extent.yMaximum(), 0.0, -size_y)
    return Grid(layer.height(), layer.width(), place)


def _kinds() -> Dict[str, str]:
    """Data providers that are no file, in words."""
    return {
        "wms": translate("Layers", "a web map (WMS, WMTS or XYZ tiles)"),
        "wcs": translate("Layers", "a web coverage (WCS)"),
        "arcgismapserver": translate("Layers", "an ArcGIS map service"),
        "postgresraster": translate("Layers", "a PostGIS raster"),
        "virtualraster": translate("Layers", "a virtual raster made of other layers"),
    }


def _save_first() -> str:
    return translate("Layers", "Save it as a GeoTIFF first (right-click the layer, Export, Save As) and dehaze that")


def _user_nodata(provider: QgsRasterDataProvider, bands: Sequence[int]) -> Tuple[Nodata, bool]:
    """Return the values declared in all `bands`, None if there are none, and whether bands differ in them."""
    declared = [tuple(map(_closed, provider.userNoDataValues(band))) for band in bands]
    common = [ends for ends in declared[0] if all(ends in others for others in declared)]
    return tuple(common) or None, any(set(others) != set(common) for others in declared)


def _closed(values: QgsRasterRange) -> Tuple[float, float]:
    """The lowest and the highest value of a range, which QGIS may leave open at an end, or without one (NaN)."""
    low = -math.inf if math.isnan(values.min()) else values.min()
    high = math.inf if math.isnan(values.max()) else values.max()
    kinds = QgsRasterRange.BoundsType
    if values.bounds() in (kinds.IncludeMax, kinds.Exclusive):
        low = math.nextafter(low, math.inf)
    if values.bounds() in (kinds.IncludeMin, kinds.Exclusive):
        high = math.nextafter(high, -math.inf)
    return low, high


def _export_style(layer: QgsRasterLayer) -> str:
    document = QDomDocument()
    layer.exportNamedStyle(document, QgsReadWriteContext(), QgsMapLayer.StyleCategory.Symbology)
    return document.toString()
