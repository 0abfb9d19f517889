"""Shows the view dehazed, over the map, as it moves: a draft at once, then the quality asked for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Optional, Tuple, Union

from qgis.core import QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal

from ..dsrdmpd.errors import DehazeError, Words
from ..dsrdmpd.methods.registry import find_method
from ..dsrdmpd.progress import Stage
from ..dsrdmpd.raster.piece import Piece
from ..dsrdmpd.request import MAX_STRENGTH_PERCENT, DehazeOptions, PreviewRequest, Quality
from .core_texts import sentence, translated
from .preview_picture import PreviewPicture
from .preview_task import BlendTask, OutOfView, PreviewTask, request_of

SLIDER_MS = 20  # strengths that come faster than this are skipped
FINE_MS = 250  # after the slider's last move, before every pixel follows
FOLLOW_MS = 250  # after the map's last move, before the preview follows


@dataclass(frozen=True)
class How:
    """What a preview is asked for beside the view, see `Preview.start`."""

    options: DehazeOptions = field(default_factory=DehazeOptions)
    bands: Optional[Tuple[int, int, int]] = None
    python: Optional[str] = None
    mask: Optional[str] = None
    feather_px: int = 0


class Preview(QObject):
    """What the view shows of one layer, dehazed, at the screen's resolution, and an inset at full size from afar.

    It follows the map after a moment, and goes when its layer does. Everything slow happens in a background task; one
    at a time, so that all share the worker process that is kept warm.

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
        self._how = How()
        self._strength_percent = 100.0
        self._task: Optional[PreviewTask] = None  # whose results are wanted
        self._running: Optional[PreviewTask] = None  # perhaps a cancelled one
        self._blending: Optional[BlendTask] = None
        self._shown: Optional[PreviewPicture] = None
        self._own_stretch = True
        self._slider = self._timer(SLIDER_MS, self._blend)
        self._fine = self._timer(FINE_MS, self._blend_all)
        self._follower = self._timer(FOLLOW_MS, self._follow)

    @property
    def active(self) -> bool:
        """Whether a preview is shown or being made."""
        return self._source is not None

    @property
    def layer(self) -> Optional[QgsRasterLayer]:
        """The dehazed view as a layer in memory, for `SwipeTool.compare`; None until there is one.

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
        mask: Optional[str] = None,
        feather_px: int = 0,
        patient: bool = False,
    ) -> None:
        """Preview the view; what an earlier start has shown stays until the first result is there.

        Args:
            layer: what to preview. options: how, as a run would. bands: red, green and blue; None takes the best guess.
            python: interpreter of the worker process; None leaves it to the environment.
            mask: what GDAL opens for where to dehaze, None for everywhere. feather_px: width of its soft edge.
            patient: whether a view that does not show the layer is waited with, instead of a failure.
        """
        how = How(options, bands, python, mask, feather_px)
        request: Optional[PreviewRequest] = None
        try:
            request = self._request(layer, how, self._own_stretch)
        except DehazeError as error:
            if not (patient and isinstance(error, OutOfView)):
                self._fail(sentence(error))
                return
        if layer is not self._source:
            self.clear()
            self._source = layer
            layer.willBeDeleted.connect(self.clear)
            layer.styleChanged.connect(self._restyle)
            self._canvas.extentsChanged.connect(self._follower.start)
        self._how, self._strength_percent = how, options.strength_percent
        if request is not None:
            self._submit(request)
        else:
            self._tell_out_of_view()

    def set_strength(self, percent: float) -> None:
        """Show `percent` (0 to 200) of the haze removed; the model does not run again."""
        self._strength_percent = min(max(float(percent), 0.0), float(MAX_STRENGTH_PERCENT))
        if self._task is not None:
            self._task.strength_percent = self._strength_percent
        if self._shown is not None and not self._slider.isActive():
            self._slider.start()

    def set_own_stretch(self, wanted: bool) -> None:
        """Show the preview as the result will look, stretched by its own values, or as the source is stretched."""
        self._own_stretch = wanted
        if self._shown is not None:
            self._shown.own_stretch = wanted
            self._shown.restyle()
            self._follow()  # it may lack what the stretch is judged by

    def clear(self) -> None:
        """Take everything away: overlays, layers, files in memory, tasks."""
        if self._source is None:
            return
        self._canvas.extentsChanged.disconnect(self._follower.start)
        if not sip.isdeleted(self._source):
            self._source.willBeDeleted.disconnect(self.clear)
            self._source.styleChanged.disconnect(self._restyle)
        self._source, self._task, self._blending = None, None, None
        for timer in (self._slider, self._fine, self._follower):
            timer.stop()
        if self._running is not None:
            self._running.cancel()
        if self._shown is not None:
            shown, self._shown = self._shown, None
            shown.remove()
        self.changed.emit("")

    # --- The work -----------------------------------------------------------------------------------------------------

    def _submit(self, request: PreviewRequest) -> None:
        """Work on this from now on."""
        task = PreviewTask(self.tr("Preview of {}").format(self._source.name()), request, self._how.python)
        task.strength_percent = self._strength_percent
        task.made.connect(self._show, Qt.ConnectionType.QueuedConnection)
        task.told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        task.ended.connect(self._finish)
        self._task = task
        if self._running is None:
            self._launch()
        else:
            self._running.cancel()  # its end launches the new one

    def _launch(self) -> None:
        self._running = self._task
        self.changed.emit(self.tr("Preparing the preview"))
        self._running.begin()

    def _finish(self, task: PreviewTask) -> None:
        self._running = None
        if task is not self._task:
            if self._task is not None:
                self._launch()
        elif task.error:
            self._fail(task.error)
        elif self._shown is None:  # cancelled in QGIS's task manager
            self.clear()

    def _tell(self, task: PreviewTask, stage: Union[Stage, Words, None]) -> None:
        if task is self._task and stage:
            self.changed.emit(translated(stage))

    def _fail(self, text: str) -> None:
        self.clear()
        self.failed.emit(text)

    def _follow(self) -> None:
        """The map has come to rest: show what it shows now."""
        try:
            lacks_look = self._shown is None or not self._shown.has_look
            request = self._request(self._source, self._how, self._own_stretch and lacks_look)
        except OutOfView:
            self._tell_out_of_view()
            return
        except DehazeError as error:
            self._fail(sentence(error))
            return
        if self._task is None or request not in (self._task.request, replace(self._task.request, look=False)):
            self._submit(request)

    def _tell_out_of_view(self) -> None:
        self.changed.emit(self.tr("The view does not show the layer. Zoom to it, and the preview follows."))

    def _request(self, layer: QgsRasterLayer, how: How, look: bool) -> PreviewRequest:
        return request_of(self._canvas, layer, how.options, how.bands, True, how.mask, how.feather_px, look)

    # --- The picture --------------------------------------------------------------------------------------------------

    def _show(self, task: PreviewTask, piece: Piece) -> None:
        if task is not self._task:
            return
        if self._shown is None:
            name = self.tr("{} preview").format(self._source.name())
            self._shown = PreviewPicture(self._canvas, self._source, name, self.tr("Full size"), self._own_stretch)
        tag, words = self._words(task.request, piece)
        try:
            if piece.look:
                self._shown.take_look(piece, self._strength_percent)
                return
            self._shown.show(piece, tag, self._strength_percent)
        except DehazeError as error:
            self._fail(sentence(error))
            return
        self.changed.emit(words)

    def _words(self, request: PreviewRequest, piece: Piece) -> Tuple[str, str]:
        """What the result is, for its tag on the map and as a sentence."""
        if not piece.final:
            return self.tr("Draft"), self.tr("Draft. The chosen quality follows.")
        names = {
            Quality.DRAFT: self.tr("Draft"),
            Quality.STANDARD: self.tr("Standard"),
            Quality.PAPER: self.tr("Paper"),
        }
        method = find_method(request.options.model)
        name = names[request.options.quality] if method.model else translated(method.title) or method.name
        if piece.inset:
            return name, self.tr("{}. The inset shows at full size what a run gives.").format(name)
        if piece.exact:
            return name, self.tr("{}: what a run gives here.").format(name)
        return name, self.tr("{}, at the screen's resolution.").format(name)

    def _blend(self) -> None:
        """Show another strength now, and in every pixel once the slider rests."""
        if self._shown is None:
            return
        try:
            whole = self._shown.show_strength(self._strength_percent)
        except DehazeError as error:
            self._fail(sentence(error))
            return
        if not whole:
            self._fine.start()

    def _blend_all(self) -> None:
        if self._shown is not None and self._shown.piece is not None:
            words = self.tr("Preview of {}").format(self._source.name())
            self._blending = BlendTask(words, self._shown.piece, self._strength_percent)
            self._blending.ended.connect(self._blended)
            self._blending.begin()

    def _blended(self, task: BlendTask) -> None:
        if task is not self._blending or self._shown is None:
            return
        self._blending = None
        if task.piece is self._shown.piece and task.percent == self._strength_percent and not task.error:
            try:
                self._shown.show(task.piece, self._shown.name, task.percent)
                self._shown.fit_look(task.percent)
            except DehazeError as error:
                self._fail(sentence(error))

    def _restyle(self) -> None:
        if self._shown is not None:
            self._shown.restyle()

    def _timer(self, after_ms: int, act) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(act)
        return timer
