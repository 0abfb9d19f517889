"""Puts finished results into the layer tree, above the layer that they were made from."""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate


def load_results(context: QgsProcessingContext, feedback: QgsProcessingFeedback, source_id: str) -> Tuple[str, ...]:
    """Add the layers that a run wants loaded and return their ids, the main result's first.

    That one lies above its source and is shown; others lie above it and are not, for they would cover it.
    """
    project = QgsProject.instance()
    added: List[str] = []
    wanted = context.layersToLoadOnCompletion().items()
    for path, details in sorted(wanted, key=lambda item: item[1].outputName != "OUTPUT"):
        options = QgsRasterLayer.LayerOptions(False)  # the style comes from the source: no statistics are needed
        layer = QgsRasterLayer(path, details.name, "gdal", options)
        if not layer.isValid():
            feedback.reportError(translate("Results", "{} could not be loaded.").format(path))
            continue
        if details.postProcessor() is not None:
            details.postProcessor().postProcessLayer(layer, context, feedback)
        added.append(layer.id())
        project.addMapLayer(layer, False)
    for number, layer_id in enumerate(added):
        _insert_above(project, layer_id, added[number - 1] if number else source_id)
        project.layerTreeRoot().findLayer(layer_id).setItemVisibilityChecked(number == 0)
    return tuple(added)


def _insert_above(project: QgsProject, layer_id: str, below_id: str) -> None:
    parent, place = _place_of(project.layerTreeRoot().findLayer(below_id))
    if parent is None:  # the source has gone
        parent, place = project.layerTreeRoot(), 0
    node = parent.insertLayer(place, project.mapLayer(layer_id))
    node.setExpanded(False)


def _place_of(node: Optional[QgsLayerTreeLayer]) -> Tuple[Optional[QgsLayerTreeGroup], int]:
    if node is None or node.parent() is None:
        return None, 0
    return node.parent(), node.parent().children().index(node)
