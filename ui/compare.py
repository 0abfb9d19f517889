"""The swipe tool: a vertical line over the map, what was before on its left, what came after on its right."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from qgis.core import QgsMapLayer, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPointF, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen

from .map_image import SHADE, MapImage, Overlay, copy_nodata, draw_tag, imitate

GRIP_RADIUS = 13.0  # screen pixels, as all sizes here
ARROW = 4.0
TAG_TOP, TAG_GAP = 12.0, 10.0


class SwipeTool(QgsMapTool):
    """Compares two rasters by a line that the user drags.

    Both sides show the canvas's layers, with one of the two rasters where the upper one of them lies (at the top, if
    neither is on the canvas), in the look that `before` has when the comparison starts or its style changes. They are
    pictures, rendered in the background once for each view; a drag only clips them. The tool works on copies of the
    two layers and stops by itself when either is removed. Escape and choosing another tool stop it too.
    """

    stopped = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas):
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self._canvas = canvas
        self._former: Optional[QgsMapTool] = None
        self._pair: Optional[Tuple[QgsRasterLayer, QgsRasterLayer]] = None
        self._twins: Sequence[QgsRasterLayer] = ()
        self._images: Sequence[MapImage] = ()
        self._curtain: Optional[_Curtain] = None

    @property
    def active(self) -> bool:
        """Whether a comparison is going on."""
        return self._pair is not None

    @property
    def position(self) -> float:
        """Where the line is, 0 (left edge of the canvas) to 1 (right edge)."""
        return self._curtain.position if self._curtain else 0.5

    def compare(self, before: QgsRasterLayer, after: QgsRasterLayer) -> None:
        """Start comparing, or go on with another pair; `after` need not be part of the project."""
        position = self.position
        self._end()
        self._begin(before, after, position)
        if self._canvas.mapTool() is not self:
            self._former = self._canvas.mapTool()
            self._canvas.setMapTool(self)
        self._canvas.setFocus()

    def stop(self) -> None:
        """End the comparison and give the canvas its former tool back; nothing happens if none is going on."""
        if not self.active or sip.isdeleted(self._canvas):
            return
        self._canvas.unsetMapTool(self)  # calls deactivate
        if self._former is not None and not sip.isdeleted(self._former) and self._canvas.mapTool() is None:
            self._canvas.setMapTool(self._former)
        self._former = None

    def deactivate(self) -> None:
        """Called by the canvas when another tool takes over."""
        was_active = self.active
        self._end()
        super().deactivate()
        if was_active:
            self.stopped.emit()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag(event)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.stop()
        else:
            super().keyPressEvent(event)

    def _drag(self, event: QgsMapMouseEvent) -> None:
        if self._curtain:
            self._curtain.move_to(event.pos().x() / max(1, self._canvas.viewport().width()))

    def _begin(self, before: QgsRasterLayer, after: QgsRasterLayer, position: float) -> None:
        self._pair = before, after
        self._images = MapImage(self._canvas), MapImage(self._canvas)
        self._curtain = _Curtain(self._canvas, self._images, (self.tr("Before"), self.tr("After")), position)
        for image in self._images:
            image.changed.connect(self._redraw)
        for layer, copy in zip(self._pair, (self._copy_layers, self._copy_after)):
            layer.willBeDeleted.connect(self.stop)
            layer.repaintRequested.connect(copy)
        self._canvas.renderStarting.connect(self._render)
        self._canvas.extentsChanged.connect(self._redraw)
        self._copy_layers()

    def _end(self) -> None:
        """Take back what `_begin` did."""
        if self._pair is None:
            return
        for layer, copy in zip(self._pair, (self._copy_layers, self._copy_after)):
            if not sip.isdeleted(layer):
                layer.willBeDeleted.disconnect(self.stop)
                layer.repaintRequested.disconnect(copy)
        self._canvas.renderStarting.disconnect(self._render)
        self._canvas.extentsChanged.disconnect(self._redraw)
        for image in self._images:
            image.changed.disconnect(self._redraw)
            image.clear()
        self._curtain.remove()
        self._pair, self._twins, self._images, self._curtain = None, (), (), None

    def _copy_layers(self) -> None:
        """Take both layers as they are now; their files and looks may have changed."""
        before, after = self._pair
        self._twins = _twin(before, before), _twin(after, before)
        self._render()

    def _copy_after(self) -> None:
        before, after = self._pair
        self._twins = self._twins[0], _twin(after, before)
        self._render()

    def _render(self) -> None:
        sides = _sides(self._canvas.layers(), self._pair, self._twins)
        for image, layers in zip(self._images, sides):
            image.show(layers)

    def _redraw(self) -> None:
        if self._curtain:
            self._curtain.update()


class _Curtain(Overlay):
    """Two pictures of the map, and the line between them."""

    def __init__(self, canvas: QgsMapCanvas, images: Sequence[MapImage], names: Tuple[str, str], position: float):
        super().__init__(canvas, 1)
        self._images, self._names = images, names
        self.position = position

    def move_to(self, position: float) -> None:
        self.position = min(max(position, 0.0), 1.0)
        self.update()

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        box = self.boundingRect()
        x = round(self.position * box.width())
        for image, left, right in zip(self._images, (0, x), (x, box.width())):
            painter.save()
            painter.setClipRect(QRectF(left, 0, right - left, box.height()))
            image.paint(painter)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_line(painter, x, box.height())
        _draw_grip(painter, QPointF(x, box.center().y()))
        before, after = self._names
        draw_tag(painter, QPointF(x - TAG_GAP, TAG_TOP), before, Qt.AlignmentFlag.AlignRight)
        draw_tag(painter, QPointF(x + TAG_GAP, TAG_TOP), after)


def _draw_line(painter: QPainter, x: float, height: float) -> None:
    for colour, width in ((SHADE, 4.0), (QColor("white"), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, 0), QPointF(x, height))


def _draw_grip(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(SHADE, 1.0))
    painter.setBrush(QColor("white"))
    painter.drawEllipse(centre, GRIP_RADIUS, GRIP_RADIUS)
    arrows = QPainterPath()
    for side in (-1, 1):
        tip = centre + QPointF(side * 2 * ARROW, 0)
        arrows.moveTo(tip)
        arrows.lineTo(tip + QPointF(-side * ARROW, -ARROW))
        arrows.lineTo(tip + QPointF(-side * ARROW, ARROW))
        arrows.closeSubpath()
    painter.fillPath(arrows, SHADE)


def _twin(layer: QgsRasterLayer, look: QgsRasterLayer) -> QgsRasterLayer:
    """A layer of the same pixels that looks like `look` and is nobody else's."""
    options = QgsRasterLayer.LayerOptions(False)  # a default style would read the raster's statistics first
    twin = QgsRasterLayer(layer.source(), layer.name(), layer.providerType(), options)
    if twin.isValid():
        imitate(layer, twin)  # its own look, if the other one needs bands that it has not
        imitate(look, twin)
        twin.setCrs(layer.crs())
        copy_nodata(layer, twin)
    return twin


def _sides(
    shown: Sequence[QgsMapLayer], pair: Sequence[QgsRasterLayer], twins: Sequence[QgsRasterLayer]
) -> Tuple[List[QgsMapLayer], List[QgsMapLayer]]:
    """The layers of both sides, topmost first; what came after may be smaller, so it lies on what was before."""
    places = [place for place, layer in enumerate(shown) if layer in pair]
    top = places[0] if places else 0
    above, below = list(shown[:top]), [layer for layer in shown[top:] if layer not in pair]
    before, after = twins
    return [*above, before, *below], [*above, after, before, *below]
