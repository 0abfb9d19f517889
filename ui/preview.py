"""Shows the middle of the view dehazed, over the map: a draft at once, then the quality asked for."""

from __future__ import annotations

import math
import traceback
from contextlib import closing
from typing import List, Optional, Tuple, Union

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCsException,
    QgsDataProvider,
    QgsMessageLog,
    QgsPointXY,
    QgsRasterLayer,
    QgsTask,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPointF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QPolygonF

from ..dsrdmpd.errors import Cancelled, DehazeError, RasterError, Text, Words
from ..dsrdmpd.preview import preview_raster
from ..dsrdmpd.progress import Progress, Stage
from ..dsrdmpd.raster.memory import MemoryFolder
from ..dsrdmpd.raster.piece import Piece
from ..dsrdmpd.request import MAX_STRENGTH_PERCENT, DehazeOptions, PreviewRequest, Quality
from .core_texts import sentence, translated
from .layers import SourceLayer, bounds_of
from .map_image import SHADE, MapImage, Overlay, copy_nodata, draw_tag, imitate, to_map

SLIDER_MS = 20  # strengths that come faster than this are skipped
TAG_LIFT, TAG_EDGE = 26.0, 6.0  # of the tag above the frame, and its least distance to the map's edge, screen pixels
LOG = "DS-RDMPD"


class Preview(QObject):
    """A dehazed piece of one layer on the canvas: at most 256 pixels around the middle of the view, in a fine frame.

    It stays where it is on the map, and goes when its layer does. Everything slow happens in a background task; one at
    a time, so that all share the worker process that is kept warm.

    Signals:
        changed(text): what is shown, or being done, in words; empty once nothing is.
        failed(text): why there is no preview, a sentence.
    """

    changed = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QObject] = None):
        super().__init__(parent)
        self._canvas = canvas
        self._source: Optional[QgsRasterLayer] = None
        self._strength_percent = 100.0
        self._task: Optional[_PreviewTask] = None  # whose results are wanted
        self._running: Optional[_PreviewTask] = None  # perhaps a cancelled one
        self._shown: Optional[_Shown] = None
        self._slider = QTimer(self)
        self._slider.setSingleShot(True)
        self._slider.setInterval(SLIDER_MS)
        self._slider.timeout.connect(self._blend)

    @property
    def active(self) -> bool:
        """Whether a preview is shown or being made."""
        return self._source is not None

    @property
    def layer(self) -> Optional[QgsRasterLayer]:
        """The dehazed piece as a layer in memory, for `SwipeTool.compare`; None until there is one.

        It is the same object as long as the preview is active and is deleted with it.
        """
        return self._shown.layer if self._shown else None

    @property
    def source(self) -> Optional[QgsRasterLayer]:
        """The layer that is previewed."""
        return self._source

    def start(
        self,
        layer: QgsRasterLayer,
        options: DehazeOptions,
        bands: Optional[Tuple[int, int, int]] = None,
        python: Optional[str] = None,
    ) -> None:
        """Preview the middle of the view; what an earlier start has shown stays until the first result is there.

        Args:
            layer: what to preview. options: how, as a run would. bands: red, green and blue; None takes the best guess.
            python: interpreter of the worker process; None leaves it to the environment.
        """
        try:
            request = _request(self._canvas, layer, options, bands)
        except DehazeError as error:
            self._fail(sentence(error))
            return
        if layer is not self._source:
            self.clear()
            self._source = layer
            layer.willBeDeleted.connect(self.clear)
            layer.styleChanged.connect(self._restyle)
        self._strength_percent = options.strength_percent
        self._task = _PreviewTask(self.tr("Preview of {}").format(layer.name()), request, python)
        self._task.made.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._task.told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._task.ended.connect(self._finish)
        if self._running is None:
            self._launch()
        else:
            self._running.cancel()  # its end launches the new one

    def set_strength(self, percent: float) -> None:
        """Show `percent` (0 to 200) of the haze removed; the model does not run again."""
        self._strength_percent = min(max(float(percent), 0.0), float(MAX_STRENGTH_PERCENT))
        if self._shown is not None and not self._slider.isActive():
            self._slider.start()

    def clear(self) -> None:
        """Take everything away: overlay, layer, files in memory, task."""
        if self._source is None:
            return
        if not sip.isdeleted(self._source):
            self._source.willBeDeleted.disconnect(self.clear)
            self._source.styleChanged.disconnect(self._restyle)
        self._source, self._task = None, None
        self._slider.stop()
        if self._running is not None:
            self._running.cancel()
        if self._shown is not None:
            shown, self._shown = self._shown, None
            shown.remove()
        self.changed.emit("")

    def _launch(self) -> None:
        self._running = self._task
        self.changed.emit(self.tr("Preparing the preview"))
        self._running.begin()

    def _finish(self, task: _PreviewTask) -> None:
        self._running = None
        if task is not self._task:
            if self._task is not None:
                self._launch()
        elif task.error:
            self._fail(task.error)
        elif self._shown is None:  # cancelled in QGIS's task manager
            self.clear()

    def _tell(self, task: _PreviewTask, stage: Union[Stage, Words, None]) -> None:
        if task is self._task and stage:
            self.changed.emit(translated(stage))

    def _fail(self, text: str) -> None:
        self.clear()
        self.failed.emit(text)

    def _show(self, task: _PreviewTask, result: Piece) -> None:
        if task is not self._task:
            return
        if self._shown is None:
            self._shown = _Shown(self._canvas, self._source, self.tr("{} preview").format(self._source.name()))
        words = self._words(task.request, result)
        self._draw(result, words[0])
        self.changed.emit(words[1])

    def _words(self, request: PreviewRequest, result: Piece) -> Tuple[str, str]:
        """What the result is, for its tag on the map and as a sentence."""
        if not result.final:
            return self.tr("Draft"), self.tr("Draft. The chosen quality follows.")
        names = {
            Quality.DRAFT: self.tr("Draft"),
            Quality.STANDARD: self.tr("Standard"),
            Quality.PAPER: self.tr("Paper"),
        }
        name = names[request.options.quality]
        if result.exact:
            return name, self.tr("{}: what a run gives here.").format(name)
        return name, self.tr("{}, seen from afar. Zoom in to see what a run gives.").format(name)

    def _blend(self) -> None:
        if self._shown is not None:
            self._draw(self._shown.result, self._shown.name)

    def _draw(self, result: Piece, name: str) -> None:
        try:
            self._shown.draw(result, name, self._strength_percent)
        except DehazeError as error:
            self._fail(sentence(error))

    def _restyle(self) -> None:
        if self._shown is not None:
            self._shown.restyle()


class _Shown:
    """What a preview has on the screen and in memory."""

    def __init__(self, canvas: QgsMapCanvas, source: QgsRasterLayer, name: str):
        self._canvas, self._source, self._layer_name = canvas, source, name
        self._folder = MemoryFolder()
        self._image = MapImage(canvas, QColor(0, 0, 0, 0))
        self._item = _Frame(canvas, self._image)
        self._image.changed.connect(self._item.update)
        canvas.renderStarting.connect(self._render)
        canvas.layersChanged.connect(self._follow_visibility)
        canvas.destinationCrsChanged.connect(self._place)
        self.layer: Optional[QgsRasterLayer] = None
        self.result: Optional[Piece] = None
        self.name = ""

    def draw(self, result: Piece, name: str, strength_percent: float) -> None:
        """Show `result` at this strength.

        Raises:
            RasterError: memory is short.
        """
        self.result, self.name = result, name
        path = result.write(self._folder, strength_percent)
        if self.layer is None:
            options = QgsRasterLayer.LayerOptions(False)  # no default style: that would read the pixels
            self.layer = QgsRasterLayer(path, self._layer_name, "gdal", options)
        else:
            self.layer.setDataSource(path, self._layer_name, "gdal", QgsDataProvider.ProviderOptions())
        copy_nodata(self._source, self.layer)
        self._item.tag = name if strength_percent == 100 else f"{name} · {strength_percent:.0f} %"
        self._place()
        self.restyle()

    def restyle(self) -> None:
        """Look as the source looks now."""
        imitate(self._source, self.layer)
        self.layer.triggerRepaint()  # for whoever compares with it
        self._image.show([self.layer])

    def remove(self) -> None:
        """Leave no trace."""
        if not sip.isdeleted(self._canvas):
            self._canvas.renderStarting.disconnect(self._render)
            self._canvas.layersChanged.disconnect(self._follow_visibility)
            self._canvas.destinationCrsChanged.disconnect(self._place)
        self._image.changed.disconnect(self._item.update)
        self._image.clear()
        self._item.remove()
        if self.layer is not None:
            sip.delete(self.layer)
        self._folder.close()

    def _render(self) -> None:
        self._image.render()

    def _follow_visibility(self) -> None:
        self._item.setVisible(self._source in self._canvas.layers())

    def _place(self) -> None:
        self._item.set_corners(_corners(self.result, to_map(self._canvas, self._source)) if self.result else [])


class _Frame(Overlay):
    """The picture of the dehazed piece, a fine line around it, and a tag."""

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
        to_screen = self.canvas.mapSettings().mapToPixel()
        frame = QPolygonF([to_screen.transform(corner).toQPointF() for corner in self._corners])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((SHADE, 3.0), (QColor("white"), 1.0)):
            painter.setPen(
                QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
            )
            painter.drawPolygon(frame)
        corner = frame.boundingRect().topLeft() - QPointF(0, TAG_LIFT)
        draw_tag(painter, QPointF(max(corner.x(), TAG_EDGE), max(corner.y(), TAG_EDGE)), self.tag)


class _PreviewTask(QgsTask):
    """Makes one preview's results in a thread of QGIS's."""

    _kept: List[_PreviewTask] = []  # QGIS neither runs nor ends a task that Python has let go of
    made = pyqtSignal(object, object)  # this task, a Piece
    told = pyqtSignal(object, object)  # this task, its stage
    ended = pyqtSignal(object)  # this task, on the main thread

    def __init__(self, description: str, request: PreviewRequest, python: Optional[str]):
        flags = QgsTask.Flag.CanCancel
        if hasattr(QgsTask.Flag, "Silent"):  # since QGIS 3.26: no notification that a preview is complete
            flags |= QgsTask.Flag.Silent
        super().__init__(description, flags)
        self.request = request
        self._python = python
        self.error = ""

    def begin(self) -> None:
        """Hand it to QGIS; it says `ended` once, whatever happens."""
        self._kept.append(self)
        QgsApplication.taskManager().addTask(self)

    def run(self) -> bool:
        try:
            with closing(preview_raster(self.request, _TaskProgress(self), python=self._python)) as results:
                for result in results:
                    self.made.emit(self, result)
        except Cancelled:
            return False
        except DehazeError as error:
            self.error = sentence(error)
        except Exception as error:  # noqa: BLE001  (one that leaves here ends QGIS)
            QgsMessageLog.logMessage(traceback.format_exc(), LOG, Qgis.MessageLevel.Critical)
            why = Text("{kind}: {error}", kind=type(error).__name__, error=str(error))
            self.error = sentence(RasterError("The preview failed", why, "See the log"))
        return not self.error

    def finished(self, succeeded: bool) -> None:
        self._kept.remove(self)
        self.ended.emit(self)


class _TaskProgress(Progress):
    """Tells a task's listener what is being done, and asks the task whether to stop."""

    def __init__(self, task: _PreviewTask):
        self._task = task

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._task.told.emit(self._task, stage)

    def cancelled(self) -> bool:
        return self._task.isCanceled()


def _request(
    canvas: QgsMapCanvas, layer: QgsRasterLayer, options: DehazeOptions, bands: Optional[Tuple[int, int, int]]
) -> PreviewRequest:
    """Everything that a preview needs of the view and of the layer, as plain values.

    Raises:
        DehazeError: the layer or the options cannot be used, or the view does not show the layer.
    """
    source = SourceLayer.of(layer, bands)
    bounds, step_px = _view(canvas, layer)
    renderer = layer.renderer()
    return PreviewRequest(
        source=source.uri,
        bounds=bounds,
        step_px=step_px,
        bands=bands,
        nodata=source.nodata,
        crs_wkt=source.crs_wkt,
        other_bands=tuple({*renderer.usesBands(), renderer.alphaBand()}),
        options=options,
    )


def _view(canvas: QgsMapCanvas, layer: QgsRasterLayer) -> Tuple[Tuple[float, float, float, float], int]:
    """What the canvas shows of the layer, in the layer's CRS, and the layer's pixels under a pixel of the screen."""
    transform = to_map(canvas, layer)
    try:
        view = transform.transformBoundingBox(canvas.extent(), Qgis.TransformDirection.Reverse)
        shown = view.intersect(layer.extent()) if view.isFinite() else layer.extent()
        if shown.isEmpty():
            why = "the view does not show it"
            raise RasterError(_no_preview(layer), why, "Zoom to the layer")
        return bounds_of(shown), _step_px(canvas, layer, transform, shown.center())
    except QgsCsException as error:
        raise RasterError(
            _no_preview(layer),
            Text("its place in the map's coordinate reference system cannot be found ({reason})", reason=str(error)),
            "Set the project's CRS to that of the layer",
        ) from None


def _no_preview(layer: QgsRasterLayer) -> Text:
    return Text("There is no preview of '{layer}'", layer=layer.name())


def _step_px(canvas: QgsMapCanvas, layer: QgsRasterLayer, transform, middle: QgsPointXY) -> int:
    on_map, side = transform.transform(middle), canvas.mapUnitsPerPixel()
    steps = []
    for dx, dy in ((side, 0), (0, side)):
        beside = transform.transform(on_map.x() + dx, on_map.y() + dy, Qgis.TransformDirection.Reverse)
        steps.append(math.hypot(beside.x() - middle.x(), beside.y() - middle.y()))
    return max(1, int(min(steps) / max(layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())))


def _corners(result: Piece, transform) -> List[QgsPointXY]:
    """The corners of the piece on the map, in order around it; none where the map has no place for them."""
    try:
        return [transform.transform(QgsPointXY(*corner)) for corner in result.grid.corners()]
    except QgsCsException:
        return []
