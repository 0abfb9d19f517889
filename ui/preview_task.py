"""The preview's work outside the main thread: what the canvas asks for, as plain values, and the tasks that make it."""

from __future__ import annotations

import math
import traceback
from contextlib import closing
from typing import List, Optional, Tuple, Union

from qgis.core import Qgis, QgsApplication, QgsCsException, QgsMessageLog, QgsPointXY, QgsRasterLayer, QgsTask
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal

from ..dsrdmpd.errors import Cancelled, DehazeError, RasterError, Text, Words
from ..dsrdmpd.preview import preview_raster
from ..dsrdmpd.progress import Progress, Stage
from ..dsrdmpd.raster.piece import Piece
from ..dsrdmpd.request import DehazeOptions, PreviewRequest
from .core_texts import sentence
from .layers import SourceLayer, bounds_of
from .map_image import to_map

LOG = "DS-RDMPD"


class _Task(QgsTask):
    """A task that is kept until it ends: QGIS neither runs nor ends one that Python has let go of."""

    _kept: List[_Task] = []
    ended = pyqtSignal(object)  # this task, on the main thread

    def __init__(self, description: str):
        flags = QgsTask.Flag.CanCancel
        if hasattr(QgsTask.Flag, "Silent"):  # since QGIS 3.26: no notification that a preview is complete
            flags |= QgsTask.Flag.Silent
        super().__init__(description, flags)
        self.error = ""

    def begin(self) -> None:
        """Hand it to QGIS; it says `ended` once, whatever happens."""
        self._kept.append(self)
        QgsApplication.taskManager().addTask(self)

    def run(self) -> bool:
        try:
            self.compute()
        except Cancelled:
            return False
        except DehazeError as error:
            self.error = sentence(error)
        except Exception as error:  # noqa: BLE001  (one that leaves here ends QGIS)
            QgsMessageLog.logMessage(traceback.format_exc(), LOG, Qgis.MessageLevel.Critical)
            why = Text("{kind}: {error}", kind=type(error).__name__, error=str(error))
            self.error = sentence(RasterError("The preview failed", why, "See the log"))
        return not self.error

    def compute(self) -> None:
        """Do the work, in a thread of QGIS's."""
        raise NotImplementedError

    def finished(self, succeeded: bool) -> None:
        self._kept.remove(self)
        self.ended.emit(self)


class PreviewTask(_Task):
    """Makes one preview's results.

    Signals:
        made(task, piece): one is there. told(task, stage): what is being done.
    """

    made = pyqtSignal(object, object)
    told = pyqtSignal(object, object)

    def __init__(self, description: str, request: PreviewRequest, python: Optional[str]):
        super().__init__(description)
        self.request = request
        self.strength_percent = request.options.strength_percent  # may change while it works
        self._python = python

    def compute(self) -> None:
        with closing(preview_raster(self.request, _TaskProgress(self), python=self._python)) as results:
            for piece in results:
                piece.corrected(self.strength_percent)  # here, for it takes the main thread too long
                self.made.emit(self, piece)


class BlendTask(_Task):
    """Computes another strength of a piece, which remembers it."""

    def __init__(self, description: str, piece: Piece, percent: float):
        super().__init__(description)
        self.piece, self.percent = piece, percent

    def compute(self) -> None:
        self.piece.corrected(self.percent)


class _TaskProgress(Progress):
    """Tells a task's listener what is being done, and asks the task whether to stop."""

    def __init__(self, task: PreviewTask):
        self._task = task

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._task.told.emit(self._task, stage)

    def cancelled(self) -> bool:
        return self._task.isCanceled()


def request_of(
    canvas: QgsMapCanvas,
    layer: QgsRasterLayer,
    options: DehazeOptions,
    bands: Optional[Tuple[int, int, int]],
    inset: bool,
    mask: Optional[str] = None,
    feather_px: int = 0,
    look: bool = False,
) -> PreviewRequest:
    """Return everything that a preview needs of the view and of the layer, as plain values.

    Raises:
        OutOfView: the view does not show the layer. DehazeError: the layer or the options cannot be used.
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
        override_crs=source.override_crs,
        declared_nodata=source.declared_nodata,
        other_bands=tuple({*renderer.usesBands(), renderer.alphaBand()}),
        inset=inset,
        look=look,
        options=options,
        mask=mask,
        feather_px=feather_px,
    )


class OutOfView(RasterError):
    """The view does not show the layer; it may do so again."""


def _view(canvas: QgsMapCanvas, layer: QgsRasterLayer) -> Tuple[Tuple[float, float, float, float], int]:
    """What the canvas shows of the layer, in the layer's CRS, and the layer's pixels under a pixel of the screen."""
    transform = to_map(canvas, layer)
    what = Text("There is no preview of '{layer}'", layer=layer.name())
    try:
        view = transform.transformBoundingBox(canvas.extent(), Qgis.TransformDirection.Reverse)
        shown = view.intersect(layer.extent()) if view.isFinite() else layer.extent()
        if shown.isEmpty():
            raise OutOfView(what, "the view does not show it", "Zoom to the layer")
        return bounds_of(shown), _step_px(canvas, layer, transform, shown.center())
    except QgsCsException as error:
        raise RasterError(
            what,
            Text("its place in the map's coordinate reference system cannot be found ({reason})", reason=str(error)),
            "Set the project's CRS to that of the layer",
        ) from None


def _step_px(canvas: QgsMapCanvas, layer: QgsRasterLayer, transform, middle: QgsPointXY) -> int:
    """The raster's pixels under one of the screen, to the nearest whole number."""
    on_map, side = transform.transform(middle), canvas.mapUnitsPerPixel()
    steps = []
    for dx, dy in ((side, 0), (0, side)):
        beside = transform.transform(on_map.x() + dx, on_map.y() + dy, Qgis.TransformDirection.Reverse)
        steps.append(math.hypot(beside.x() - middle.x(), beside.y() - middle.y()))
    return max(1, round(min(steps) / max(layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())))
