"""The dock: what to dehaze, where, and how. It checks and emits a request; the runs are elsewhere."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from qgis.core import (
    QgsApplication,
    QgsMapLayer,
    QgsMapLayerProxyModel,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsDockWidget, QgsFileWidget, QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from ..dsrdmpd.errors import DehazeError, OptionError
from ..dsrdmpd.machine import DEVICES
from ..dsrdmpd.methods.registry import MethodEntry, list_methods
from ..dsrdmpd.raster.source import RasterSource
from ..dsrdmpd.raster.tiles import fitting_tile
from ..dsrdmpd.request import DehazeOptions, Quality
from .area import RectangleDrawer, Where, area_in
from .checks import (
    Problem,
    area_problem,
    as_bytes,
    as_duration,
    layer_problem,
    output_problem,
    python_problem,
)
from .core_texts import sentence, translated
from .device import Device
from .device_line import DeviceLine
from .empty_page import EmptyPage
from .estimate import Estimate, Load
from .icon import RESOURCES, own_icon
from .output_path import next_name, output_paths
from .runs import RunRequest
from .settings import DockState, Settings
from .temporary import destination, place
from .widgets import LEAST_BOX_PX, HugContent, add_entry, dim, let_shrink

try:  # these moved between Qt 5 and Qt 6
    from qgis.PyQt.QtGui import QAction, QShortcut
except ImportError:
    from qgis.PyQt.QtWidgets import QAction, QShortcut

TILE_AS_TRAINED = 48  # the box's lowest value stands for no choice
SAMPLE = RESOURCES / "samples" / "landsat8_hazy.tif"
_SETTLE_MS = 150  # after the last change, before the estimate is made anew
_BANDS_KEY = "dsrdmpd/bands"  # of a layer: the bands that the user chose for it


class DehazeDock(QgsDockWidget):
    """The form and its checks.

    Signals:
        run_requested: a `RunRequest` that passed every check. refused: a `Problem` for the message bar.
        preview_toggled, compare_toggled: the buttons in its tool bar. stretch_chosen: whether the result is to be
        stretched as its source is, else by its own values. preview_outdated: other choices than the strength
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
        self._canvas = canvas
        self.device_view = DeviceLine(self.device_line, self)
        self.device_view.known.connect(self._device_known)
        self._methods: Dict[str, MethodEntry] = {}
        self._busy_files: Callable[[], List[str]] = list
        self._drawer = RectangleDrawer(canvas, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self.empty_page = EmptyPage(self.contents, SAMPLE.is_file())
        self._build_toolbar()
        self._arrange()
        self._fill()
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
        return DehazeOptions(
            model=self.model_box.currentData(),
            quality=self.quality_box.currentData(),
            steps=self.steps_box.value() if self.steps_box.value() >= 0 else None,
            strength_percent=float(self.strength_box.value()),
            seed=self.seed_box.value(),
            device=self.device_box.currentText().strip() or "auto",
            tile_size_px=self._tile_size(),
        )

    def bands(self) -> Tuple[int, ...]:
        """Return the chosen red, green and blue band number; none if the layer has no three bands."""
        chosen = tuple(box.currentData() for box in self._band_boxes())
        return () if None in chosen else chosen

    def problem(self) -> Optional[Problem]:
        """Return what prevents a run as the form stands, None if nothing does."""
        try:
            self.options()
        except OptionError as error:
            return Problem(sentence(error))
        return self._source_problem() or self._target_problem()

    def preview_problem(self) -> Optional[Problem]:
        """Return what prevents a preview of the current view."""
        return layer_problem(self.layer, self.bands()) or self._python_problem()

    def submit(self) -> None:
        """Emit the request that the form stands for, or why there can be none."""
        problem = self.problem()
        if problem is not None:
            self.refused.emit(problem)
        else:
            self.run_requested.emit(self._request())

    def renew_output(self) -> None:
        """Name the next result otherwise than the one that has just been asked for."""
        name = self.output_file.filePath().strip()
        if name and self.layer is not None:
            self.output_file.setFilePath(next_name(name, self.layer))

    def settings_changed(self) -> None:
        """Take over what the settings page has changed."""
        settings = Settings.load()
        self.device_box.setCurrentText(settings.device)
        self.tile_box.setValue(settings.tile_size_px or TILE_AS_TRAINED)
        self.output_file.setDefaultRoot(settings.output_folder)
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
        replace(
            DockState.load(),
            dock_area=self.area_box.currentData().value,
            dock_model=self.model_box.currentData(),
            dock_quality=self.quality_box.currentData().value,
            dock_strength=self.strength_box.value(),
            dock_haze_map=self.haze_box.isChecked(),
            dock_steps=self.steps_box.value(),
            dock_seed=self.seed_box.value(),
            dock_advanced=not self.advanced_group.isCollapsed(),
            dock_log=not self.log_group.isCollapsed(),
        ).save()
        settings = Settings.load()
        device = self.device_box.currentText().strip() or "auto"
        replace(settings, device=device, tile_size_px=self._tile_size() or 0).save()

    def remove(self) -> None:
        """Leave nothing on the canvas and no process behind."""
        self._settle.stop()
        self.device_view.drop()
        self._drawer.remove()
        self._canvas.extentsChanged.disconnect(self._view_changed)

    # --- How it is made -----------------------------------------------------------------------------------------------

    def _build_toolbar(self) -> None:
        self.preview_action = QAction(own_icon("preview"), self.tr("Preview"), self)
        self.preview_action.setToolTip(
            self.tr("Show what the map shows without haze, wherever you move it. Strength and method follow at once.")
        )
        self.compare_action = QAction(own_icon("compare"), self.tr("Compare"), self)
        self.compare_action.setToolTip(
            self.tr("Swipe between the layer and its dehazed result: drag the line over the map.")
        )
        stretches = QMenu(self)
        for text, as_source in (
            (self.tr("Stretch the result by its own values"), False),
            (self.tr("Stretch the result as its source is"), True),
        ):
            stretches.addAction(text).triggered.connect(lambda _, wanted=as_source: self.stretch_chosen.emit(wanted))
        settings = QAction(QgsApplication.getThemeIcon("/mActionOptions.svg"), self.tr("Settings"), self)
        settings.setToolTip(self.tr("Settings: the Python that runs the model, folders, memory"))
        settings.triggered.connect(self.settings_requested)
        help_page = QAction(QgsApplication.getThemeIcon("/mActionHelpContents.svg"), self.tr("Help"), self)
        help_page.setToolTip(self.tr("Open the help page"))
        help_page.triggered.connect(self.help_requested)
        for action in (self.preview_action, self.compare_action):
            action.setCheckable(True)
            self.toolbar.addAction(action)
        button = self.toolbar.widgetForAction(self.compare_action)
        button.setMenu(stretches)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.toolbar.addWidget(gap)
        for action in (settings, help_page):
            self.toolbar.addAction(action)
            self.toolbar.widgetForAction(action).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        for action in self.toolbar.actions():
            button = self.toolbar.widgetForAction(action)
            if button is not gap:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # tool bars leave it out

    def _arrange(self) -> None:
        """Let the button follow the form closely, and the room that is left lie below everything."""
        self.outer.insertWidget(1, self.empty_page)
        self.outer.setStretchFactor(self.scroll, 1000)  # it takes the room first, as far as it has something to show
        self.outer.addStretch(1)
        self._hug = HugContent(self.scroll)
        self.run_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _fill(self) -> None:
        self.layer_box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        for text, where, tip in (
            (self.tr("Whole layer"), Where.LAYER, self.tr("Everything that the layer has")),
            (self.tr("Current view"), Where.VIEW, self.tr("What the map shows when the run starts")),
            (self.tr("Drawn rectangle"), Where.RECTANGLE, self.tr("A rectangle that you draw on the map")),
            (self.tr("Extent of a layer"), Where.OTHER, self.tr("The extent of another layer")),
        ):
            add_entry(self.area_box, text, where, tip)
        self.draw_button.setIcon(QgsApplication.getThemeIcon("/mActionAddBasicRectangle.svg"))
        self._fill_models()
        for text, quality, tip in (
            (self.tr("Draft (fastest)"), Quality.DRAFT, self.tr("The first network alone")),
            (self.tr("Standard"), Quality.STANDARD, self.tr("The best trade that was measured for the model")),
            (self.tr("Paper (five steps)"), Quality.PAPER, self.tr("Five diffusion steps, as published: slowest")),
        ):
            add_entry(self.quality_box, text, quality, tip)
        self.quality_box.setToolTip(
            self.tr(
                "Draft: the first network alone, fastest. Standard: the best trade measured for the model. Paper: five "
                "diffusion steps, as published."
            )
        )
        self.device_box.addItems(DEVICES)
        self.output_file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.output_file.setFilter(self.tr("GeoTIFF (*.tif *.tiff)"))
        self.output_file.setDialogTitle(self.tr("Save the dehazed raster as"))
        self.output_file.lineEdit().setPlaceholderText(self.tr("[Temporary file]"))
        self.output_file.lineEdit().setAccessibleName(self.tr("File of the result"))
        for box in (self.layer_box, self.other_box, self.model_box, self.area_box, self.quality_box, self.device_box):
            let_shrink(box)
        for box in self._band_boxes():
            let_shrink(box)
            self.bands_row.setStretchFactor(box, 1)  # three equal parts
        for box in (self.steps_box, self.tile_box, self.seed_box):
            box.setMinimumWidth(LEAST_BOX_PX)
        for label in (self.estimate_label, self.device_line, self.stage_label, self.queue_label):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for label in (self.estimate_label, self.stage_label):  # Qt would guess: an apostrophe came out as &#x27;
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.device_line, self.queue_label):
            label.setTextFormat(Qt.TextFormat.RichText)
        dim(self.device_line)
        dim(self.stage_label)
        dim(self.queue_label)
        self.layer_label.setMinimumWidth(self.strength_label.sizeHint().width())

    def _fill_models(self) -> None:
        self._methods = {method.name: method for method in list_methods()}
        tasks = {"haze": "", "rain": self.tr("rain"), "blur": self.tr("blur")}
        for name, method in self._methods.items():
            task = tasks.get(method.task, method.task)
            tip = self.tr("Needs neither a model nor a Python with torch")
            if method.model:
                tip = self.tr("Tiles of {} pixels. Sampling steps at standard quality: {}. Licence: {}").format(
                    method.tile_size_px, method.model.config.standard_steps, method.model.config.licence
                )
            text = f"{name} – {translated(method.title)}" if method.title else name
            add_entry(self.model_box, f"{text} ({task})" if task else text, name, tip)

    def _restore(self, state: DockState, settings: Settings) -> None:
        for box, value in (
            (self.area_box, _member(Where, state.dock_area)),
            (self.model_box, state.dock_model),
            (self.quality_box, _member(Quality, state.dock_quality)),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.strength_slider.setValue(state.dock_strength)
        self.strength_box.setValue(self.strength_slider.value())
        self.haze_box.setChecked(state.dock_haze_map)
        self.steps_box.setValue(state.dock_steps)
        self.seed_box.setValue(state.dock_seed)
        self.advanced_group.setCollapsed(not state.dock_advanced)
        self.log_group.setCollapsed(not state.dock_log)
        self.device_box.setCurrentText(settings.device)
        self.tile_box.setValue(settings.tile_size_px or TILE_AS_TRAINED)
        self.output_file.setDefaultRoot(settings.output_folder)
        self._area_changed()
        self._method_changed()

    def _connect(self) -> None:
        self.layer_box.layerChanged.connect(self._layer_changed)
        self.area_box.currentIndexChanged.connect(self._area_changed)
        self.other_box.layerChanged.connect(self._outdated)
        self.draw_button.clicked.connect(self._draw)
        self._drawer.drawn.connect(self._outdated)
        self._drawer.active.connect(self.draw_button.setChecked)
        self._canvas.extentsChanged.connect(self._view_changed)
        for box in self._band_boxes():
            box.activated.connect(self._keep_bands)
        self.model_box.currentIndexChanged.connect(self._method_changed)
        for box in (self.model_box, self.quality_box):
            box.currentIndexChanged.connect(self._how_changed)
        for box in (self.steps_box, self.seed_box, self.tile_box):
            box.valueChanged.connect(self._how_changed)
        self.strength_slider.valueChanged.connect(self.strength_box.setValue)
        self.strength_box.valueChanged.connect(self.strength_slider.setValue)
        self.strength_box.valueChanged.connect(lambda percent: self.strength_changed.emit(float(percent)))
        self.haze_box.toggled.connect(self._outdated)
        self.output_file.fileChanged.connect(self._outdated)
        self.device_box.activated.connect(self._ask_device)
        self.device_box.lineEdit().editingFinished.connect(self._ask_device)
        self.device_line.linkActivated.connect(lambda _: self.setup_requested.emit())
        self._settle.timeout.connect(self._show_estimate)
        self.preview_action.toggled.connect(self.preview_toggled)
        self.compare_action.toggled.connect(self.compare_toggled)
        self.queue_button.clicked.connect(self.submit)
        self.visibilityChanged.connect(self._visibility_changed)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.submit)

    # --- When something changes ---------------------------------------------------------------------------------------

    def _layer_changed(self, *_: object) -> None:
        layer = self.layer
        self.empty_page.setVisible(layer is None)
        for widget in (self.scroll, self.separator, self.run_button):
            widget.setVisible(layer is not None)
        for box in self._band_boxes():
            box.clear()
            box.setEnabled(layer is not None)
        if layer is not None and layer_problem(layer, ()) is None:
            for number in range(1, layer.bandCount() + 1):
                text = _band_text(layer, number)
                for box in self._band_boxes():
                    add_entry(box, text, number, layer.bandName(number))
            for box, number in zip(self._band_boxes(), self._first_bands(layer)):
                box.setCurrentIndex(max(0, box.findData(number)))
        self.form.invalidate()  # it would keep the width that the lists asked for while they were filled
        self.preview_outdated.emit()
        self._settle.start()

    def _first_bands(self, layer: QgsRasterLayer) -> Tuple[int, ...]:
        """The bands that the user chose for this layer before, else the guess of a run."""
        kept = str(layer.customProperty(_BANDS_KEY, "")).split(",")
        if len(kept) == 3 and all(part.isdigit() and 1 <= int(part) <= layer.bandCount() for part in kept):
            return tuple(map(int, kept))
        try:
            with RasterSource.open(layer.dataProvider().dataSourceUri()) as raster:
                return raster.bands
        except DehazeError:
            return 1, 2, 3  # the check before a run says what is wrong

    def _keep_bands(self, *_: object) -> None:
        if self.layer is not None:
            self.layer.setCustomProperty(_BANDS_KEY, ",".join(map(str, self.bands())))
        self._how_changed()

    def _outdated(self, *_: object) -> None:
        self._settle.start()

    def _how_changed(self, *_: object) -> None:
        self.preview_outdated.emit()
        self._settle.start()

    def _method_changed(self, *_: object) -> None:
        """Quality, steps and seed are those of a model."""
        for box in (self.quality_box, self.steps_box, self.seed_box):
            box.setEnabled(self._method.model is not None)

    def _area_changed(self, *_: object) -> None:
        where = self.area_box.currentData()
        self.draw_button.setVisible(where is Where.RECTANGLE)
        self.other_box.setVisible(where is Where.OTHER)
        self._drawer.show(where is Where.RECTANGLE)
        if where is not Where.RECTANGLE:
            self._drawer.stop()
        self._settle.start()

    def _view_changed(self) -> None:
        if self.area_box.currentData() is Where.VIEW:
            self._settle.start()

    def _draw(self, wanted: bool) -> None:
        if wanted:
            self._drawer.start()
        else:
            self._drawer.stop()

    def _visibility_changed(self, visible: bool) -> None:
        if visible:
            self._ask_device()
            self._settle.start()
        self._drawer.show(visible and self.area_box.currentData() is Where.RECTANGLE)

    def without_model(self) -> List[str]:
        """Return the titles of the methods that need neither a model nor a Python with torch."""
        return [translated(each.title) or each.name for each in self._methods.values() if not each.model]

    # --- The device ---------------------------------------------------------------------------------------------------

    def _ask_device(self, *_: object) -> None:
        if self.isVisible():
            self.device_view.ask(Settings.load().python, self.device_box.currentText().strip() or "auto")

    def _device_known(self, device: Device) -> None:
        self._settle.start()
        self.python_known.emit(device)

    # --- The estimate and the request ---------------------------------------------------------------------------------

    def _show_estimate(self) -> None:
        problem = self._source_problem()
        if problem is not None:
            self.estimate_label.setText(f"⚠ {problem.text}" if self.layer else "")
            return
        estimate = self._estimate()
        size = self.tr("{} × {} px").format(estimate.width_px, estimate.height_px)
        time = self.tr("about {}").format(as_duration(estimate.seconds))
        disk = self.tr("up to {}").format(as_bytes(estimate.bytes))
        self.estimate_label.setText(f"{size} · {time} · {disk}")

    def _source_problem(self) -> Optional[Problem]:
        layer, where = self.layer, self.area_box.currentData()
        return layer_problem(layer, self.bands()) or area_problem(layer, where, self._area())

    def _target_problem(self) -> Optional[Problem]:
        paths = [path for path in self._paths() if path]
        folder = os.path.dirname(paths[0]) if paths else place(Settings.load().temporary_folder)
        return output_problem(paths, folder, self._estimate().bytes, self._busy_files()) or self._python_problem()

    def _python_problem(self) -> Optional[Problem]:
        return python_problem(self.device_view.device) if self._method.model else None

    def _area(self) -> Optional[QgsRectangle]:
        where = self.area_box.currentData()
        return area_in(self.layer, where, self._canvas, self._drawer.rectangle, self.other_box.currentLayer())

    def _estimate(self) -> Estimate:
        return Estimate.of(self.layer, self._area(), self._load(), self._tile_px(), self.haze_box.isChecked())

    def _load(self) -> Load:
        method, steps = self._method, self.steps_box.value()
        options = DehazeOptions(quality=self.quality_box.currentData(), steps=steps if steps >= 0 else None)
        config = method.model.config if method.model else None
        device = self.device_view.device
        return Load(method.name, config, method.steps(options), device.device if device else "cpu")

    @property
    def _method(self) -> MethodEntry:
        return self._methods[self.model_box.currentData()]

    def _tile_size(self) -> Optional[int]:
        value = self.tile_box.value()
        return None if value == TILE_AS_TRAINED else value

    def _tile_px(self) -> int:
        tile_px = self._tile_size() or self._method.tile_size_px
        return fitting_tile(tile_px, self.layer.height(), self.layer.width())

    def _paths(self) -> Tuple[str, str]:
        """The files of the result and of the haze map, empty where they are temporary."""
        return output_paths(self.output_file.filePath(), self.layer, self.haze_box.isChecked())

    def _request(self) -> RunRequest:
        layer, area, (output, haze) = self.layer, self._area(), self._paths()
        options = self.options()
        parameters: Dict[str, Any] = {
            "INPUT": layer.id(),
            "BANDS": list(self.bands()),
            "MODEL": options.model,
            "QUALITY": options.quality.value,
            "STRENGTH": options.strength_percent,
            "SEED": options.seed,
            "DEVICE": options.device,
            "OUTPUT": self._destination(output, "dehazed"),
        }
        if self.area_box.currentData() is not Where.LAYER:
            parameters["EXTENT"] = QgsReferencedRectangle(area, layer.crs())
        if options.steps is not None:
            parameters["STEPS"] = options.steps
        if options.tile_size_px is not None:
            parameters["TILE_SIZE"] = options.tile_size_px
        if self.haze_box.isChecked():
            parameters["HAZE_MAP"] = self._destination(haze, "haze")
        return RunRequest(
            parameters=parameters,
            layer_id=layer.id(),
            layer_name=layer.name(),
            source=layer.source(),
            load=self._load(),
            tile_px=self._tile_px(),
            seconds=self._estimate().seconds,
            temporary=not output,
        )

    def _destination(self, path: str, kind: str) -> QgsProcessingOutputLayerDefinition:
        path = path or destination(Settings.load().temporary_folder, f"{self.layer.name()}_{kind}")
        return QgsProcessingOutputLayerDefinition(path, QgsProject.instance())

    def _band_boxes(self) -> Tuple[QComboBox, QComboBox, QComboBox]:
        return self.red_box, self.green_box, self.blue_box


def _band_text(layer: QgsRasterLayer, number: int) -> str:
    """A band's number and its name, short enough for a third of the dock."""
    name = layer.bandName(number).partition(":")[2].strip() or layer.dataProvider().colorInterpretationName(number)
    return f"{number} {name}"


def _member(kind: Any, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        return None
