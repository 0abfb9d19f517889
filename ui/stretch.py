"""How a result is stretched on the screen: by its own values, as QGIS would fit them, or as its source is."""

from __future__ import annotations

from typing import Sequence

from qgis.core import (
    Qgis,
    QgsContrastEnhancement,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsReadWriteContext,
    QgsRectangle,
    QgsSingleBandGrayRenderer,
)
from qgis.PyQt.QtXml import QDomDocument

_LIMITS, _SAMPLE = QgsRasterMinMaxOrigin.Limits, 250_000  # pixels, as many as QGIS itself takes for an estimate


def fit_stretch(layer: QgsRasterLayer) -> bool:
    """Stretch a layer by its own values, over the share of them that its style says, and return whether it could.

    One that shows its values as they are (8 bits, most often) or in colours of a table keeps doing so.
    """
    renderer = layer.renderer()
    algorithm = _algorithm(renderer)
    if algorithm == QgsContrastEnhancement.ContrastEnhancementAlgorithm.NoEnhancement:
        return False
    origin = QgsRasterMinMaxOrigin(renderer.minMaxOrigin())
    if origin.limits() in (_LIMITS.None_, _LIMITS.MinMax):  # numbers that somebody gave, or that few pixels decide
        origin.setLimits(_LIMITS.CumulativeCut)
    origin.setExtent(QgsRasterMinMaxOrigin.Extent.WholeRaster)
    layer.setContrastEnhancement(algorithm, origin.limits(), QgsRectangle(), _SAMPLE)
    layer.renderer().setMinMaxOrigin(origin)
    layer.triggerRepaint()
    layer.emitStyleChanged()
    return True


def take_stretch(source: QgsRasterLayer, layer: QgsRasterLayer) -> None:
    """Make a result look as its source does now, stretch included, so that their values can be compared by eye."""
    document = QDomDocument()
    source.exportNamedStyle(document, QgsReadWriteContext(), QgsMapLayer.StyleCategory.Symbology)
    layer.importNamedStyle(document, QgsMapLayer.StyleCategory.Symbology)
    layer.triggerRepaint()
    layer.emitStyleChanged()


def _algorithm(renderer) -> int:
    none = QgsContrastEnhancement.ContrastEnhancementAlgorithm.NoEnhancement
    if isinstance(renderer, QgsMultiBandColorRenderer):
        enhancement = renderer.redContrastEnhancement()
    elif isinstance(renderer, QgsSingleBandGrayRenderer):
        enhancement = renderer.contrastEnhancement()
    else:
        return none
    return none if enhancement is None else enhancement.contrastEnhancementAlgorithm()


def show_bands(layer: QgsRasterLayer, bands: Sequence[int]) -> None:
    """Show a layer in the colours of these bands, each over its own values as QGIS would stretch them."""
    renderer = QgsMultiBandColorRenderer(layer.dataProvider(), *bands)
    layer.setRenderer(renderer)
    stretched = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
    if layer.dataProvider().dataType(bands[0]) != Qgis.DataType.Byte:
        layer.setContrastEnhancement(stretched, _LIMITS.CumulativeCut, QgsRectangle(), _SAMPLE)
    layer.triggerRepaint()
    layer.emitStyleChanged()
