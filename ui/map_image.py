"""Layers drawn over the canvas: rendered in the background as the canvas would, kept in place while the map moves."""

from __future__ import annotations

from typing import List, Optional, Sequence

from qgis.core import (
    QgsCoordinateTransform,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsReadWriteContext,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QImage, QPainter, QTransform
from qgis.PyQt.QtXml import QDomDocument

SHADE = QColor(16, 22, 28, 190)  # behind white lines and letters, so that they stand out from snow and from the sea
TAG_PAD_X, TAG_PAD_Y = 8.0, 3.0


class MapImage(QObject):
    """A picture of some layers in the canvas's view."""

    changed = pyqtSignal()
    _leaving: List[MapImage] = []  # that nobody needs any more but whose jobs have not ended

    def __init__(self, canvas: QgsMapCanvas, background: Optional[QColor] = None):
        """`background` None takes the canvas's colour."""
        super().__init__()
        self._canvas, self._background = canvas, background
        self._layers: List[QgsMapLayer] = []
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._ending: List[QgsMapRendererParallelJob] = []  # cancelled; deleting one that still runs would block
        self._image: Optional[QImage] = None
        self._view = QTransform()  # from the map to the image

    def show(self, layers: Sequence[QgsMapLayer]) -> None:
        """Render these layers from now on, the topmost first; the old picture stays until the new one is there."""
        self._layers = list(layers)
        self.render()

    def render(self) -> None:
        """Render the canvas's present view, in the background."""
        self._give_up()
        self._job = QgsMapRendererParallelJob(self._settings())
        self._job.finished.connect(self._take)
        self._job.start()

    def clear(self) -> None:
        """Forget the layers and the picture."""
        self._give_up()
        self._layers, self._image = [], None
        if self._ending and self not in self._leaving:
            self._leaving.append(self)

    def paint(self, painter: QPainter) -> None:
        """Draw the picture; one that was rendered for another view is moved and scaled until the new one is there."""
        if self._image is None:
            return
        view = self._canvas.mapSettings().mapToPixel().transform()
        painter.save()
        if view != self._view:
            painter.setTransform(self._view.inverted()[0] * view, True)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QPointF(0, 0), self._image)
        painter.restore()

    def _settings(self) -> QgsMapSettings:
        """What is rendered."""
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setLayers(self._layers)
        if self._background is not None:
            settings.setBackgroundColor(self._background)
        return settings

    def _take(self) -> None:
        job = self.sender()
        if job is self._job:
            self._image, self._view, self._job = job.renderedImage(), job.mapSettings().mapToPixel().transform(), None
            self.changed.emit()
        elif job in self._ending:
            self._ending.remove(job)
            if not self._ending and self in self._leaving:
                self._leaving.remove(self)

    def _give_up(self) -> None:
        if self._job is not None:
            self._ending.append(self._job)
            self._job.cancelWithoutBlocking()
            self._job = None


class StillImage(MapImage):
    """A picture of one raster alone, all of it, a pixel of the screen for each of its own; the map may go anywhere."""

    def size(self) -> QSize:
        """Its width and height in pixels of the screen."""
        return QSize(self._layers[0].width(), self._layers[0].height()) if self._layers else QSize(0, 0)

    @property
    def ready(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def paint(self, painter: QPainter, corner: QPointF = QPointF(0, 0)) -> None:
        """Draw the picture with its upper left corner there."""
        if self._image is not None:
            painter.drawImage(corner, self._image)

    def _settings(self) -> QgsMapSettings:
        settings, layer = super()._settings(), self._layers[0]
        settings.setRotation(0)
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(layer.extent())
        settings.setOutputSize(self.size())
        return settings


class Overlay(QgsMapCanvasItem):
    """A canvas item over the whole map, in pixels of the canvas. Under rubber bands, annotations and map tips."""

    def __init__(self, canvas: QgsMapCanvas, height: int):
        """`height`: overlays with a larger one hide those below; all lie between the map and everything else."""
        super().__init__(canvas)
        self.canvas = canvas
        self.setZValue(-9 + height)  # the map itself is at -10

    def boundingRect(self) -> QRectF:
        return QRectF(self.canvas.viewport().rect())

    def updatePosition(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def remove(self) -> None:
        """Take it off the canvas; it must not be used any more."""
        if not sip.isdeleted(self):
            if self.scene() is not None:
                self.scene().removeItem(self)
            sip.delete(self)


def imitate(source: QgsRasterLayer, target: QgsRasterLayer) -> None:
    """Give `target` the CRS and the look of `source`, stretch included, as they are at this moment.

    A stretch that follows the view is held, or each layer would come to one of its own.
    """
    target.setCrs(source.crs())
    if max(source.renderer().usesBands(), default=0) > target.bandCount():
        return
    document = QDomDocument()
    source.exportNamedStyle(document, QgsReadWriteContext(), QgsMapLayer.StyleCategory.Symbology)
    target.importNamedStyle(document, QgsMapLayer.StyleCategory.Symbology)
    target.renderer().setMinMaxOrigin(QgsRasterMinMaxOrigin())


def copy_nodata(source: QgsRasterLayer, target: QgsRasterLayer) -> None:
    """Let the same values be transparent in `target` as in `source`."""
    ours, theirs = source.dataProvider(), target.dataProvider()
    for band in range(1, min(source.bandCount(), target.bandCount()) + 1):
        theirs.setUserNoDataValue(band, ours.userNoDataValues(band))
        theirs.setUseSourceNoDataValue(band, ours.useSourceNoDataValue(band))


def to_map(canvas: QgsMapCanvas, layer: QgsRasterLayer) -> QgsCoordinateTransform:
    """From the layer's CRS to that of the canvas."""
    return QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(), QgsProject.instance())


def draw_tag(painter: QPainter, corner: QPointF, text: str, align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft):
    """Write `text` on a dark, round tag whose upper left (or, aligned right, upper right) corner is `corner`."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 2 * TAG_PAD_X, metrics.height() + 2 * TAG_PAD_Y
    left = corner.x() - width if align == Qt.AlignmentFlag.AlignRight else corner.x()
    box = QRectF(left, corner.y(), width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(QColor("white"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
