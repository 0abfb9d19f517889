"""What a preview has on the map: the dehazed view over the layer, and from afar an inset at full size."""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.core import QgsCsException, QgsDataProvider, QgsPointXY, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QPolygonF

from ..dsrdmpd.raster.memory import MemoryFolder
from ..dsrdmpd.raster.piece import Piece
from .map_image import SHADE, MapImage, Overlay, StillImage, copy_nodata, draw_tag, imitate, to_map
from .stretch import fit_stretch

LIVE_PIXELS = 150_000  # of a piece that another strength is computed for while the slider moves
TAG_LIFT, TAG_EDGE = 26.0, 6.0  # of the tag above the frame, and its least distance to the map's edge, screen pixels
INSET_GAP, INSET_SHARE = 12.0, 0.4  # from the map's edge, and the most of the map's width and height that it may take


class PreviewPicture:
    """The pictures of one layer's preview, in its look, and the layers in memory behind them.

    Attributes:
        layer: the dehazed view as a layer in memory, the same object until `remove`; None until there is one.
        piece: what it shows. name: how that is called on the map. own_stretch: whether it is stretched as a result will
            be, by the values of the whole raster without haze, else as the source is.
    """

    def __init__(
        self, canvas: QgsMapCanvas, source: QgsRasterLayer, name: str, inset_name: str, own_stretch: bool = False
    ):
        self._canvas, self._source = canvas, source
        self.own_stretch = own_stretch
        self._folder, self._inset_folder, self._look_folder = MemoryFolder(), MemoryFolder(), MemoryFolder()
        self._image, self._still = MapImage(canvas, QColor(0, 0, 0, 0)), StillImage(canvas, QColor(0, 0, 0, 0))
        self._layer_name = name
        self._item, self._inset_item = _Frame(canvas, self._image), _Inset(canvas, self._still, inset_name)
        self._image.changed.connect(self._item.update)
        self._still.changed.connect(self._inset_item.update)
        canvas.renderStarting.connect(self._render)
        canvas.layersChanged.connect(self._follow_visibility)
        canvas.destinationCrsChanged.connect(self._place)
        self.layer: Optional[QgsRasterLayer] = None
        self.piece: Optional[Piece] = None
        self.name = ""
        self._inset: Optional[Piece] = None
        self._inset_layer: Optional[QgsRasterLayer] = None
        self._look: Optional[Piece] = None
        self._look_layer: Optional[QgsRasterLayer] = None
        self._thin: Tuple[Optional[Piece], Optional[Piece]] = None, None  # a piece, and its thinned form

    def show(self, piece: Piece, name: str, strength_percent: float) -> None:
        """Show a piece at this strength, which it should have computed; an inset goes when its view does.

        Raises:
            RasterError: memory is short.
        """
        if piece.inset:
            self._inset = piece
            self._draw_inset(strength_percent)
            return
        if self.piece is not None and piece.grid != self.piece.grid:
            self._drop_inset()
        self.piece, self.name = piece, name
        self._draw(piece, strength_percent)

    @property
    def has_look(self) -> bool:
        """Whether it knows the whole raster without haze, and so how a result will be stretched."""
        return self._look is not None

    def take_look(self, look: Piece, percent: float) -> None:
        """Stretch by the values of `look`, the whole raster, small, from now on.

        Raises:
            RasterError: memory is short.
        """
        self._look = look
        self.fit_look(percent)

    def fit_look(self, percent: float) -> None:
        """Stretch as a result of this strength will be.

        Raises:
            RasterError: memory is short.
        """
        if self._look is not None:
            self._look_layer = self._written(self._look, percent, self._look_folder, self._look_layer)
            self.restyle()

    def show_strength(self, percent: float) -> bool:
        """Show another strength at once, coarsely if need be, and return whether it is the whole piece that shows it.

        Raises:
            RasterError: memory is short.
        """
        if self.piece is None:
            return True
        piece = self._live(self.piece)
        self._draw(piece, percent)
        if self._inset is not None:
            self._draw_inset(percent)
        return piece is self.piece

    def restyle(self) -> None:
        """Look as the source looks now."""
        if self._look_layer is not None:
            imitate(self._source, self._look_layer)
            fit_stretch(self._look_layer)
        for layer, image in ((self.layer, self._image), (self._inset_layer, self._still)):
            if layer is not None:
                self._restyle_one(layer, image)

    def remove(self) -> None:
        """Leave no trace."""
        if not sip.isdeleted(self._canvas):
            self._canvas.renderStarting.disconnect(self._render)
            self._canvas.layersChanged.disconnect(self._follow_visibility)
            self._canvas.destinationCrsChanged.disconnect(self._place)
        for image, item in ((self._image, self._item), (self._still, self._inset_item)):
            image.changed.disconnect(item.update)
            image.clear()
            item.remove()
        for layer in (self.layer, self._inset_layer, self._look_layer):
            if layer is not None:
                sip.delete(layer)
        self._folder.close()
        self._inset_folder.close()
        self._look_folder.close()

    def _draw(self, piece: Piece, percent: float) -> None:
        self.layer = self._written(piece, percent, self._folder, self.layer)
        self._item.tag = self.name if percent == 100 else f"{self.name} · {percent:.0f} %"
        self._place()
        self._restyle_one(self.layer, self._image)

    def _draw_inset(self, percent: float) -> None:
        self._inset_layer = self._written(self._inset, percent, self._inset_folder, self._inset_layer)
        self._place()
        self._restyle_one(self._inset_layer, self._still)

    def _restyle_one(self, layer: QgsRasterLayer, image: MapImage) -> None:
        imitate(self._source, layer)
        if self.own_stretch and self._look_layer is not None:
            imitate(self._look_layer, layer)
        elif self.own_stretch:
            fit_stretch(layer)  # by what the view shows, until more is known
        layer.triggerRepaint()  # for whoever compares with it
        image.show([layer])

    def _written(
        self, piece: Piece, percent: float, folder: MemoryFolder, layer: Optional[QgsRasterLayer]
    ) -> QgsRasterLayer:
        """Write the piece into memory and return the layer that shows it."""
        path = piece.write(folder, percent)
        if layer is None:
            options = QgsRasterLayer.LayerOptions(False)  # no default style: that would read the pixels
            layer = QgsRasterLayer(path, self._layer_name, "gdal", options)
        else:
            layer.setDataSource(path, self._layer_name, "gdal", QgsDataProvider.ProviderOptions())
        copy_nodata(self._source, layer)
        return layer

    def _live(self, piece: Piece) -> Piece:
        """The piece, or one with so few of its pixels that a strength takes no time."""
        step = 1
        while piece.valid.size / step**2 > LIVE_PIXELS:
            step += 1
        if step == 1:
            return piece
        if self._thin[0] is not piece:
            self._thin = piece, piece.thinned(step)
        return self._thin[1]

    def _drop_inset(self) -> None:
        self._inset = None
        self._still.clear()
        self._inset_item.set_corners([])

    def _render(self) -> None:
        self._image.render()

    def _follow_visibility(self) -> None:
        visible = self._source in self._canvas.layers()
        self._item.setVisible(visible)
        self._inset_item.setVisible(visible)

    def _place(self) -> None:
        transform = to_map(self._canvas, self._source)
        for piece, item in ((self.piece, self._item), (self._inset, self._inset_item)):
            item.set_corners(_corners(piece, transform) if piece else [])


class _Frame(Overlay):
    """The picture of the dehazed view, a fine line around it, and a tag."""

    def __init__(self, canvas: QgsMapCanvas, image: MapImage):
        super().__init__(canvas, 0)
        self._image = image
        self._corners: List[QgsPointXY] = []
        self.tag = ""

    def set_corners(self, corners: List[QgsPointXY]) -> None:
        """Put the frame through these points of the map."""
        self._corners = corners
        self.update()

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        self._image.paint(painter)
        if not self._corners:
            return
        frame = _on_screen(self.canvas, self._corners)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _outline(painter, frame)
        corner = frame.boundingRect().topLeft() - QPointF(0, TAG_LIFT)
        draw_tag(painter, QPointF(max(corner.x(), TAG_EDGE), max(corner.y(), TAG_EDGE)), self.tag)


class _Inset(Overlay):
    """A window at the map's lower right that shows the middle of the view at full size, and where that lies."""

    def __init__(self, canvas: QgsMapCanvas, image: StillImage, name: str):
        super().__init__(canvas, 0)
        self._image, self._name = image, name
        self._corners: List[QgsPointXY] = []

    def set_corners(self, corners: List[QgsPointXY]) -> None:
        """Mark this place of the map as the one that is shown; without one there is no window."""
        self._corners = corners
        self.update()

    def paint(self, painter: QPainter, option: object = None, widget: object = None) -> None:
        box, size = self.boundingRect(), self._image.size()
        if not self._corners or size.isEmpty() or not self._image.ready:
            return
        side = QSizeF(min(size.width(), INSET_SHARE * box.width()), min(size.height(), INSET_SHARE * box.height()))
        window = QRectF(box.bottomRight() - QPointF(side.width() + INSET_GAP, side.height() + INSET_GAP), side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _outline(painter, _on_screen(self.canvas, self._corners))
        painter.save()
        painter.setClipRect(window)
        painter.fillRect(window, SHADE)
        middle = window.center() - QPointF(size.width() / 2, size.height() / 2)
        self._image.paint(painter, middle)
        painter.restore()
        _outline(painter, QPolygonF(window))
        draw_tag(painter, window.topLeft() + QPointF(TAG_EDGE, TAG_EDGE), self._name)


def _outline(painter: QPainter, frame: QPolygonF) -> None:
    """Draw a white line with a dark edge, which can be seen on anything."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((SHADE, 3.0), (QColor("white"), 1.0)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawPolygon(frame)


def _on_screen(canvas: QgsMapCanvas, corners: List[QgsPointXY]) -> QPolygonF:
    to_screen = canvas.mapSettings().mapToPixel()
    return QPolygonF([to_screen.transform(corner).toQPointF() for corner in corners])


def _corners(piece: Piece, transform) -> List[QgsPointXY]:
    """The corners of the piece on the map, in order around it; none where the map has no place for them."""
    try:
        return [transform.transform(QgsPointXY(*corner)) for corner in piece.grid.corners()]
    except QgsCsException:
        return []
