"""Where to dehaze: the whole layer, the current view, a drawn rectangle, or another layer's extent."""

from __future__ import annotations

from enum import Enum
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsMapToolExtent, QgsRubberBand
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QColor

_FILL, _LINE = QColor(47, 125, 91, 40), QColor(47, 125, 91, 220)


class Where(str, Enum):
    """The ways to say which part of a layer is meant."""

    LAYER = "layer"
    VIEW = "view"
    RECTANGLE = "rectangle"
    OTHER = "other"


class RectangleDrawer(QObject):
    """Lets the user draw a rectangle on the canvas and shows it until it is taken away.

    Signals:
        drawn: there is a new rectangle. active: whether the canvas waits for one to be drawn.
    """

    drawn = pyqtSignal()
    active = pyqtSignal(bool)

    def __init__(self, canvas: QgsMapCanvas, parent: QObject):
        super().__init__(parent)
        self._canvas = canvas
        self._former: Optional[QgsMapTool] = None
        self.rectangle: Optional[QgsReferencedRectangle] = None
        self._tool = QgsMapToolExtent(canvas)
        self._tool.extentChanged.connect(self._keep)
        self._tool.deactivated.connect(lambda: self.active.emit(False))
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setFillColor(_FILL)
        self._band.setStrokeColor(_LINE)
        self._band.setWidth(2)

    def start(self) -> None:
        """Wait for a rectangle on the canvas."""
        if self._canvas.mapTool() is not self._tool:
            self._former = self._canvas.mapTool()
        self._canvas.setMapTool(self._tool)
        self.active.emit(True)

    def stop(self) -> None:
        """Wait no longer, and give the canvas back the tool that it had."""
        if self._canvas.mapTool() is self._tool:
            if self._former is not None:
                self._canvas.setMapTool(self._former)
            else:
                self._canvas.unsetMapTool(self._tool)
        self._former = None

    def show(self, visible: bool) -> None:
        """Show the rectangle on the canvas, or hide it."""
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if visible and self.rectangle is not None:
            self._band.setToGeometry(QgsGeometry.fromRect(self.rectangle), self.rectangle.crs())

    def remove(self) -> None:
        """Leave nothing on the canvas."""
        self.stop()
        self._canvas.scene().removeItem(self._band)
        self._tool.deleteLater()

    def _keep(self, rectangle: QgsRectangle) -> None:
        if rectangle.isEmpty():
            return
        self.rectangle = QgsReferencedRectangle(rectangle, self._canvas.mapSettings().destinationCrs())
        self.stop()
        self.show(True)
        self.drawn.emit()


def area_in(
    layer: QgsRasterLayer,
    where: Where,
    canvas: QgsMapCanvas,
    rectangle: Optional[QgsReferencedRectangle],
    other: Optional[QgsMapLayer],
) -> Optional[QgsRectangle]:
    """Return the area in the layer's CRS, or None if it cannot be said.

    Args:
        rectangle: the drawn one. other: the layer whose extent is meant.
    """
    if where is Where.LAYER:
        return layer.extent()
    if where is Where.VIEW:
        return _transformed(canvas.extent(), canvas.mapSettings().destinationCrs(), layer.crs())
    if where is Where.RECTANGLE:
        return rectangle and _transformed(rectangle, rectangle.crs(), layer.crs())
    return other and _transformed(other.extent(), other.crs(), layer.crs())


def _transformed(
    rectangle: QgsRectangle, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> Optional[QgsRectangle]:
    if not (source.isValid() and target.isValid()):
        return QgsRectangle(rectangle)
    try:
        box = QgsCoordinateTransform(source, target, QgsProject.instance()).transformBoundingBox(rectangle)
    except QgsCsException:
        return None
    return box if box.isFinite() else None
