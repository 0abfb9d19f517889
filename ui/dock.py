"""The dock: what to dehaze, where, and how. It checks and emits a request; the runs are elsewhere.

Its form is made of parts (`dock_area`, `dock_bands`, `dock_method`, `dock_options`, `dock_result`), each of which fills
some of the widgets of dock.ui, says what they mean and remembers them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsRasterLayer, QgsRectangle, QgsReferencedRectangle
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence, QResizeEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ..dsrdmpd.errors import OptionError
from ..dsrdmpd.request import DehazeOptions
from .area import Where
from .checks import (
    Problem,
    area_problem,
    as_bytes,
    as_duration,
    layer_problem,
    output_problem,
    python_problem,
)
from .core_texts import sentence
from .device import Device
from .device_line import DeviceLine
from .dock_area import AreaPart
from .dock_bands import BandsPart
from .dock_method import MethodPart
from .dock_options import OptionsPart
from .dock_result import ResultPart
from .dock_toolbar import DockToolbar
from .empty_page import SAMPLE, EmptyPage
from .estimate import Estimate, Load
from .runs import RunRequest
from .settings import DockState, Settings, member
from .temporary import place
from .widgets import HugContent, breakable, dim, let_shrink

try:  # it moved between Qt 5 and Qt 6
    from qgis.PyQt.QtGui import QShortcut
except ImportError:
    from qgis.PyQt.QtWidgets import QShortcut

_LOW_PX = 300  # a dock that is not as high has no line about the device
_SETTLE_MS = 150  # after the last change, before the estimate is made anew


class DehazeDock(QgsDockWidget):
    """The form and its checks.

    Signals:
        run_requested: a `RunRequest` that passed every check. refused: a `Problem` for the message bar.
        preview_toggled, compare_toggled: the buttons in its tool bar. stretch_chosen: whether preview and result are
        to be stretched as the source is, else by their own values. preview_outdated: other choices than the strength
        changed. strength_changed: in percent. settings_requested, help_requested,
        setup_requested: to be opened. python_known: the `Device` of the Python that would run the model.
    """

    run_requested = pyqtSignal(object)
    refused = pyqtSignal(object)
    preview_toggled = pyqtSignal(bool)
    preview_outdated = pyqtSignal()
    compare_toggled = pyqtSignal(bool)
    stretch_chosen = pyqtSignal(bool)
    strength_changed = pyqtSignal(float)
    settings_requested = pyqtSignal()
    setup_requested = pyqtSignal()
    python_known = pyqtSignal(object)
    help_requested = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None):
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_name("dock.ui")), self)
        self.setObjectName("DsrdmpdDehazeDock")  # QGIS keeps its place under this name
        self.device_view = DeviceLine(self.device_line, self)
        self._busy_files: Callable[[], List[str]] = list
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self.empty_page = EmptyPage(self.contents, SAMPLE.is_file())
        self.tools = DockToolbar(self.toolbar, self)
        self.preview_action, self.compare_action = self.tools.preview_action, self.tools.compare_action
        self.area = AreaPart(self, canvas)
        self.colours = BandsPart(self)
        self.method = MethodPart(self)
        self.choices = OptionsPart(self)
        self.result = ResultPart(self, self.choices)
        self._arrange()
        self._restore(DockState.load(), Settings.load())
        self._connect()
        self._layer_changed()

    # --- What others call ---------------------------------------------------------------------------------------------

    @property
    def layer(self) -> Optional[QgsRasterLayer]:
        """The layer that is chosen."""
        return self.layer_box.currentLayer()

    def follow(self, layer: Optional[QgsMapLayer]) -> None:
        """Choose the layer that was selected in the layer tree, if it is a raster."""
        if isinstance(layer, QgsRasterLayer):
            self.layer_box.setLayer(layer)

    def set_busy_files(self, busy_files: Callable[[], List[str]]) -> None:
        """Have files refused that `busy_files` names: runs are going to write them."""
        self._busy_files = busy_files

    def options(self) -> DehazeOptions:
        """Return how to dehaze, as the controls say it.

        Raises:
            OptionError: a value that no run can use.
        """
        return self.choices.added(self.method.options())

    def bands(self) -> Tuple[int, ...]:
        """Return the chosen red, green and blue band number; none if the layer has no three bands."""
        return self.colours.bands

    def without_model(self) -> List[str]:
        """Return the titles of the methods that need neither a model nor a Python with torch."""
        return self.method.without_model()

    def problem(self) -> Optional[Problem]:
        """Return what prevents a run as the form stands, None if nothing does."""
        try:
            self.options()
        except OptionError as error:
            return Problem(sentence(error))
        return self._source_problem() or self.choices.problem() or self._target_problem()

    def preview_problem(self) -> Optional[Problem]:
        """Return what prevents a preview of the current view."""
        return layer_problem(self.layer, self.bands()) or self.choices.problem() or self._python_problem()

    def submit(self) -> None:
        """Emit the request that the form stands for, or why there can be none."""
        problem = self.problem()
        if problem is not None:
            self.refused.emit(problem)
        else:
            self.run_requested.emit(self._request())

    def renew_output(self) -> None:
        """Name the next result otherwise than the one that has just been asked for."""
        self.result.renew(self.layer)

    def settings_changed(self) -> None:
        """Take over what the settings page has changed."""
        settings = Settings.load()
        self.method.take(settings)
        self.result.take(settings)
        self.renew_device()

    def renew_device(self) -> None:
        """Ask the Python again: the same one may have been given torch meanwhile."""
        self.device_view.forget()
        self._ask_device()

    def renew_estimate(self) -> None:
        """A run has ended: the rates are known better."""
        self._settle.start()

    def save(self) -> None:
        """Remember the controls for the next session."""
        state = replace(
            DockState.load(),
            dock_area=self.area.where.value,
            dock_advanced=not self.advanced_group.isCollapsed(),
            dock_as_source=self.tools.as_source,
            dock_log=not self.log_group.isCollapsed(),
        )
        self.choices.kept(self.method.kept(state)).save()
        settings = Settings.load()
        replace(settings, device=self.method.device, tile_size_px=self.method.tile_size or 0).save()

    def remove(self) -> None:
        """Leave nothing on the canvas and no process behind."""
        self._settle.stop()
        self.device_view.drop()
        self.area.remove()
        self.choices.remove()

    # --- How it is made -----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Let the button follow the form closely, and the room that is left lie below everything."""
        self.outer.insertWidget(1, self.empty_page)
        self.outer.setStretchFactor(self.scroll, 1000)  # it takes the room first, as far as it has something to show
        self.outer.addStretch(1)
        self._hug = HugContent(self.scroll)
        self.run_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layer_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        let_shrink(self.layer_box)
        self.layer_label.setMinimumWidth(self.strength_label.sizeHint().width())
        plain, rich = (self.estimate_label, self.result_hint, self.stage_label), (self.device_line, self.queue_label)
        for label in (*plain, *rich, self.bands_text):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for label in plain:  # Qt would guess: an apostrophe came out as &#x27;
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in rich:
            label.setTextFormat(Qt.TextFormat.RichText)
        for label in (self.device_line, self.stage_label, self.queue_label, self.result_hint):
            dim(label)

    def _restore(self, state: DockState, settings: Settings) -> None:
        self.area.choose(member(Where, state.dock_area))
        self.method.restore(state, settings)
        self.choices.restore(state)
        self.result.take(settings)
        self.tools.choose_stretch(state.dock_as_source)
        self.advanced_group.setCollapsed(not state.dock_advanced)
        self.log_group.setCollapsed(not state.dock_log)

    def _connect(self) -> None:
        self.layer_box.layerChanged.connect(self._layer_changed)
        for part in (self.area, self.result):
            part.changed.connect(self._settle.start)
        for how in (self.colours.chosen, self.method.changed, self.choices.changed):
            how.connect(self.preview_outdated)
            how.connect(self._settle.start)
        self.method.strength_changed.connect(self.strength_changed)
        self.method.device_chosen.connect(self._ask_device)
        self.device_view.known.connect(self._device_known)
        self.device_line.linkActivated.connect(lambda _: self.setup_requested.emit())
        self._settle.timeout.connect(self._show_estimate)
        self.preview_action.toggled.connect(self.preview_toggled)
        self.compare_action.toggled.connect(self.compare_toggled)
        self.tools.stretch_chosen.connect(self.stretch_chosen)
        self.tools.settings_requested.connect(self.settings_requested)
        self.tools.help_requested.connect(self.help_requested)
        self.queue_button.clicked.connect(self.submit)
        self.visibilityChanged.connect(self._visibility_changed)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.submit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low dock keeps its room for the form and the button."""
        super().resizeEvent(event)
        self.device_line.setVisible(event.size().height() >= _LOW_PX)

    # --- When something changes ---------------------------------------------------------------------------------------

    def _layer_changed(self, *_: object) -> None:
        layer = self.layer
        self.empty_page.setVisible(layer is None)
        for widget in (self.scroll, self.separator, self.run_button):
            widget.setVisible(layer is not None)
        self.area.show(layer is not None)
        self.colours.show(layer)
        self.choices.show(layer)
        self.form.invalidate()  # it would keep the width that the lists asked for while they were filled
        self.preview_outdated.emit()
        self._settle.start()

    def _visibility_changed(self, visible: bool) -> None:
        if visible:
            self._ask_device()
            self._settle.start()
        self.area.show(visible)

    def _ask_device(self) -> None:
        if self.isVisible():
            self.device_view.ask(Settings.load().python, self.method.device)

    def _device_known(self, device: Device) -> None:
        self._settle.start()
        self.python_known.emit(device)

    # --- The estimate and the request ---------------------------------------------------------------------------------

    def _show_estimate(self) -> None:
        self.result.tell_unfinished(self.layer)
        problem = self._source_problem()
        if problem is not None:
            self.estimate_label.setText(breakable(f"⚠ {problem.text}") if self.layer else "")
            return
        estimate = self._estimate()
        size = self.tr("{} × {} px").format(estimate.width_px, estimate.height_px)
        time = self.tr("about {}").format(as_duration(estimate.seconds))
        disk = self.tr("up to {}").format(as_bytes(estimate.bytes))
        self.estimate_label.setText(f"{size} · {time} · {disk}")

    def _source_problem(self) -> Optional[Problem]:
        layer = self.layer
        return layer_problem(layer, self.bands()) or area_problem(layer, self.area.where, self._area())

    def _target_problem(self) -> Optional[Problem]:
        paths = [path for path in self.result.paths(self.layer).values() if path]
        folder = os.path.dirname(paths[0]) if paths else place(Settings.load().temporary_folder)
        return output_problem(paths, folder, self._estimate().bytes, self._busy_files()) or self._python_problem()

    def _python_problem(self) -> Optional[Problem]:
        return python_problem(self.device_view.device) if self.method.entry.model else None

    def _area(self) -> Optional[QgsRectangle]:
        return self.area.within(self.layer)

    def _estimate(self) -> Estimate:
        tile_px = self.method.tile_px(self.layer)
        return Estimate.of(self.layer, self._area(), self._load(), tile_px, self._map_bytes())

    def _map_bytes(self) -> int:
        return 4 * self.choices.haze_map + self.choices.haze_mask

    def _load(self) -> Load:
        device = self.device_view.device
        return self.method.load(device.device if device else "cpu")

    def _request(self) -> RunRequest:
        layer, options = self.layer, self.options()
        parameters: Dict[str, Any] = {
            "INPUT": layer.id(),
            "BANDS": list(self.bands()),
            "MODEL": options.model,
            "QUALITY": options.quality.value,
            "STRENGTH": options.strength_percent,
            "SEED": options.seed,
            "DEVICE": options.device,
            **self.choices.parameters(),
            **self.result.parameters(layer),
        }
        if self.area.where is not Where.LAYER:
            parameters["EXTENT"] = QgsReferencedRectangle(self._area(), layer.crs())
        if options.steps is not None:
            parameters["STEPS"] = options.steps
        if options.tile_size_px is not None:
            parameters["TILE_SIZE"] = options.tile_size_px
        estimate = self._estimate()
        return RunRequest(
            parameters=parameters,
            layer_id=layer.id(),
            layer_name=layer.name(),
            source=layer.source(),
            load=self._load(),
            tile_px=self.method.tile_px(layer),
            seconds=estimate.seconds,
            temporary=not self.result.paths(layer)["OUTPUT"],
            work=estimate.work,
            share=estimate.share,
        )
