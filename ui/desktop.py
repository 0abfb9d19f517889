"""What the plugin adds to the desktop: a button, a menu entry, the dock, its runs, the settings page. And their end."""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, List, Optional, Tuple

from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QLocale, QObject, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QPushButton

from ..dsrdmpd.errors import DehazeError
from . import idle
from .checks import Problem, as_duration
from .compare import SwipeTool
from .core_texts import sentence
from .dock import DehazeDock
from .dock_toolbar import QAction
from .empty_page import SAMPLE
from .icon import RESOURCES, own_icon
from .options_page import PAGE, OptionsFactory
from .output_path import is_unfinished
from .preview import Preview
from .run_panel import RunPanel
from .runs import RunOutcome, RunQueue, RunRequest, folder_of
from .settings import DockState, Settings
from .setup_guide import SetupGuide
from .stretch import fit_stretch, take_stretch

_AFTER_QGIS_MS = 300
_MESSAGE_S = 20  # that a good message stays; what went wrong stays until it is closed


class Desktop(QObject):
    """Made when QGIS loads the plugin, `remove`d when it unloads it; `iface` is QGIS's."""

    def __init__(self, iface: QgisInterface):
        super().__init__(iface.mainWindow())
        self._iface = iface
        self._dock: Optional[DehazeDock] = None
        self._panel: Optional[RunPanel] = None
        self._preview: Optional[Preview] = None
        self._swipe: Optional[SwipeTool] = None
        self._starting = False
        self._messages: List[QgsMessageBarItem] = []  # those with buttons must not outlive the plugin
        self._last: Tuple[str, str] = ("", "")  # ids of the last source and its result
        self._queue = RunQueue(self)
        self._queue.ended.connect(self._run_ended)
        self._outcomes: List[RunOutcome] = []  # that are still to be told
        self._teller = _single_shot(self, _AFTER_QGIS_MS, self._tell_outcomes)
        self._action = QAction(own_icon("dehaze"), self.tr("Dehaze…"), self)
        self._action.setCheckable(True)
        self._action.setToolTip(self.tr("Dehaze: remove haze from raster layers"))
        self._action.triggered.connect(self._opened_or_closed)
        iface.addToolBarIcon(self._action)
        iface.rasterMenu().addAction(self._action)
        self._guide = SetupGuide(iface.mainWindow(), self)
        self._options = OptionsFactory(self._settings_saved, self._guide)
        iface.registerOptionsWidgetFactory(self._options)
        if DockState.load().dock_open:
            _single_shot(self, 0, self._reopen).start()  # QGIS must not wait for it while it starts

    def remove(self) -> None:
        """Take away everything that was added, and end what runs."""
        if self._preview is not None:
            self._preview.clear()
        self._guide.close()
        self._queue.close()
        for message in self._messages:
            if not sip.isdeleted(message):
                self._iface.messageBar().popWidget(message)
        self._iface.unregisterOptionsWidgetFactory(self._options)
        self._iface.removeToolBarIcon(self._action)
        self._iface.rasterMenu().removeAction(self._action)
        self._options.deleteLater()  # QGIS owns it, and would keep it and what it calls
        if self._swipe is not None:
            self._swipe.stop()
            self._swipe.deleteLater()
        if self._dock is not None:
            self._iface.currentLayerChanged.disconnect(self._dock.follow)
            self._dock.save()
            self._dock.remove()
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None
        self._teller.stop()
        idle.stop()
        self.deleteLater()

    # --- What it is made of, for scripts and tests --------------------------------------------------------------------

    @property
    def action(self) -> QAction:
        """The button that opens the dock."""
        return self._action

    @property
    def dock(self) -> Optional[DehazeDock]:
        """The dock, once it was opened."""
        return self._dock

    @property
    def queue(self) -> RunQueue:
        """The runs."""
        return self._queue

    @property
    def preview(self) -> Optional[Preview]:
        """The preview, once there was one."""
        return self._preview

    @property
    def swipe(self) -> Optional[SwipeTool]:
        """The tool that compares two layers, once it was used."""
        return self._swipe

    # --- The dock -----------------------------------------------------------------------------------------------------

    def _opened_or_closed(self, opened: bool) -> None:
        """The user pressed the button, or closed the dock."""
        replace(DockState.load(), dock_open=opened).save()
        if self._dock is None and opened:
            self._make_dock()

    def _reopen(self) -> None:
        if self._dock is None:
            self._make_dock()
            self._action.setChecked(True)

    def _make_dock(self) -> None:
        self._dock = dock = DehazeDock(self._iface.mapCanvas(), self._iface.mainWindow())
        dock.set_busy_files(self._queue.outputs)
        dock.run_requested.connect(self._run)
        dock.refused.connect(lambda problem: self._refuse(problem, dock.submit))
        dock.preview_toggled.connect(self._toggle_preview)
        dock.preview_outdated.connect(self._renew_preview)
        dock.strength_changed.connect(self._set_strength)
        dock.compare_toggled.connect(self._toggle_compare)
        dock.stretch_chosen.connect(self._stretch_result)
        dock.settings_requested.connect(self._open_settings)
        dock.help_requested.connect(open_help)
        dock.empty_page.layer_wanted.connect(lambda: self._iface.actionAddRasterLayer().trigger())
        dock.empty_page.sample_wanted.connect(self._try_sample)
        dock.closed.connect(lambda: self._opened_or_closed(False))
        self._panel = RunPanel(dock, self._queue)
        self._guide.attach(dock)
        self._iface.currentLayerChanged.connect(dock.follow)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.setToggleVisibilityAction(self._action)
        dock.follow(self._iface.activeLayer())

    def _open_settings(self) -> None:
        self._iface.showOptionsDialog(self._iface.mainWindow(), PAGE)

    def _settings_saved(self) -> None:
        if self._dock is not None:
            self._dock.settings_changed()

    def _try_sample(self) -> None:
        """Add the plugin's sample, show it, and show it without haze."""
        layer = QgsRasterLayer(str(SAMPLE), self.tr("Sample, Landsat 8"))
        if not layer.isValid():
            self._refuse(Problem(self.tr("The sample {} cannot be opened. Install the plugin again.").format(SAMPLE)))
            return
        QgsProject.instance().addMapLayer(layer)
        self._dock.follow(layer)
        self._iface.setActiveLayer(layer)
        self._iface.mapCanvas().setDestinationCrs(layer.crs())
        self._iface.mapCanvas().setExtent(layer.extent())
        self._iface.mapCanvas().refresh()
        self._dock.preview_action.setChecked(True)

    # --- Runs ---------------------------------------------------------------------------------------------------------

    def _run(self, request: RunRequest) -> None:
        self._dock.save()
        refusal = self._queue.submit(request)
        if refusal:
            self._refuse(Problem(refusal))
        else:
            self._dock.renew_output()

    def _run_ended(self, outcome: RunOutcome) -> None:
        """Wait with the message: QGIS says "Task complete" next, and would cover it."""
        if outcome.layer_ids:
            self._last = (outcome.request.layer_id, outcome.layer_ids[0])
            self._dock.preview_action.setChecked(False)  # it would cover the result
            if self._dock.tools.as_source:
                self._stretch_as_source(*self._last)
        if not outcome.succeeded and self._dock is not None:
            self._dock.result.give_back(outcome.request.output)
        self._outcomes.append(outcome)
        self._teller.start()

    def _tell_outcomes(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        for outcome in outcomes:
            self._tell(outcome)

    def _tell(self, outcome: RunOutcome) -> None:
        name = outcome.request.layer_name
        if outcome.cancelled:
            self._tell_cancelled(outcome)
        elif not outcome.succeeded:
            self._refuse(Problem(outcome.message))
        elif outcome.layer_ids:
            text = self.tr("“{}” was dehazed in {}.").format(name, as_duration(outcome.seconds))
            text = f"{text} {outcome.results.get('NOTES', '')}".strip()
            pair = (outcome.request.layer_id, outcome.layer_ids[0])
            compare = (self.tr("Compare"), lambda: self._compare(*pair))
            stretch = (self.tr("Same stretch as the source"), lambda: self._stretch_as_source(*pair))
            folder = (self.tr("Open folder"), lambda: open_folder(folder_of(outcome.results)))
            self._say(text, Qgis.MessageLevel.Success, compare, stretch, folder)
        else:  # its project was closed
            text = self.tr("“{}” was dehazed: {}").format(name, outcome.results.get("OUTPUT", ""))
            folder = folder_of(outcome.results)
            self._say(text, Qgis.MessageLevel.Success, (self.tr("Open folder"), lambda: open_folder(folder)))

    def _tell_cancelled(self, outcome: RunOutcome) -> None:
        name = outcome.request.layer_name
        if is_unfinished(outcome.request.output):
            text = self.tr("The run over “{}” was cancelled. Started again, it goes on where it stopped.")
        else:
            text = self.tr("The run over “{}” was cancelled; it left no file behind.")
        self._say(text.format(name))

    def _refuse(self, problem: Problem, then: Optional[Callable[[], None]] = None) -> None:
        """Say what is in the way; where it is the model's set-up, offer that, and go on with `then` afterwards."""
        if problem.about_python:
            self._guide.ask(then)
        else:
            self._say(problem.text, Qgis.MessageLevel.Warning)

    def _say(
        self,
        text: str,
        level: Qgis.MessageLevel = Qgis.MessageLevel.Info,
        *buttons: Tuple[str, Callable[[], None]],
    ) -> None:
        """Show a sentence in the message bar, with buttons that close it."""
        bar = self._iface.messageBar()
        message = bar.createMessage(self.tr("Dehaze"), text)
        for caption, act in buttons:
            button = QPushButton(caption)
            button.clicked.connect(act)
            message.layout().addWidget(button)
        duration = 0 if level == Qgis.MessageLevel.Warning else _MESSAGE_S
        self._messages = [other for other in self._messages if not sip.isdeleted(other)] + [
            bar.pushWidget(message, level, duration)
        ]

    # --- Preview and compare ------------------------------------------------------------------------------------------

    def _toggle_preview(self, wanted: bool) -> None:
        if not wanted:
            if self._preview is not None:
                self._preview.clear()
            self._panel.note("")
            return
        problem = self._dock.preview_problem()
        if problem is not None:
            self._dock.preview_action.setChecked(False)
            self._refuse(problem, lambda: self._dock.preview_action.setChecked(True))
            return
        if self._preview is None:
            self._preview = Preview(self._iface.mapCanvas(), self)
            self._preview.set_own_stretch(not self._dock.tools.as_source)
            self._preview.changed.connect(self._preview_changed)
            self._preview.failed.connect(self._preview_failed)
        self._start_preview()

    def _start_preview(self, patient: bool = False) -> None:
        """Preview the layer; `patient` if it is not what the user has just asked for."""
        choices = self._dock.choices
        try:
            options, mask = self._dock.options(), choices.mask_file()
        except DehazeError as error:
            self._preview_failed(sentence(error))
            return
        self._starting = True  # an earlier preview goes first, and says so
        python = Settings.load().python or None
        self._preview.start(self._dock.layer, options, self._dock.bands(), python, mask, choices.feather_px, patient)
        self._starting = False

    def _preview_changed(self, text: str) -> None:
        self._panel.note(text)
        if not self._preview.active and not self._starting:  # its layer has gone, or its task was cancelled
            self._dock.preview_action.setChecked(False)
            idle.run_ended(60.0 * Settings.load().keep_minutes)

    def _renew_preview(self) -> None:
        if self._dock is not None and self._dock.preview_action.isChecked():
            if self._dock.preview_problem() is None:
                self._start_preview(patient=True)
            else:
                self._dock.preview_action.setChecked(False)

    def _set_strength(self, percent: float) -> None:
        if self._preview is not None and self._preview.active:
            self._preview.set_strength(percent)

    def _preview_failed(self, text: str) -> None:
        self._dock.preview_action.setChecked(False)
        self._refuse(Problem(text))

    def _toggle_compare(self, wanted: bool) -> None:
        if not wanted:
            if self._swipe is not None:
                self._swipe.stop()
            return
        pair = self._pair()
        if pair is None:
            self._dock.compare_action.setChecked(False)
            self._refuse(Problem(self.tr("There is nothing to compare yet. Dehaze the layer first.")))
        else:
            self._swipe_between(*pair)

    def _compare(self, before_id: str, after_id: str) -> None:
        project = QgsProject.instance()
        before, after = project.mapLayer(before_id), project.mapLayer(after_id)
        if before is None or after is None:
            self._refuse(Problem(self.tr("One of the two layers is no longer in the project.")))
        else:
            self._swipe_between(before, after)

    def _swipe_between(self, before: QgsRasterLayer, after: QgsRasterLayer) -> None:
        if self._swipe is None:
            self._swipe = SwipeTool(self._iface.mapCanvas())
            self._swipe.stopped.connect(lambda: self._dock.compare_action.setChecked(False))
        self._dock.compare_action.blockSignals(True)
        self._dock.compare_action.setChecked(True)
        self._dock.compare_action.blockSignals(False)
        self._swipe.compare(before, after)

    def _stretch_as_source(self, source_id: str, result_id: str) -> None:
        source, result = (QgsProject.instance().mapLayer(found) for found in (source_id, result_id))
        if source is None or result is None:
            self._refuse(Problem(self.tr("One of the two layers is no longer in the project.")))
        else:
            take_stretch(source, result)

    def _stretch_result(self, as_source: bool) -> None:
        if self._preview is not None:
            self._preview.set_own_stretch(not as_source)
        pair = self._result_pair()
        if pair is not None and as_source:
            take_stretch(*pair)
        elif pair is not None:
            fit_stretch(pair[1])

    def _pair(self) -> Optional[Tuple[QgsRasterLayer, QgsRasterLayer]]:
        """The previewed layer and its preview, else the chosen one and what was made of it, else the last run's two."""
        if self._preview is not None and self._preview.layer is not None:
            return self._preview.source, self._preview.layer
        return self._result_pair()

    def _result_pair(self) -> Optional[Tuple[QgsRasterLayer, QgsRasterLayer]]:
        """The chosen layer and what was made of it, else the last run's two."""
        layers = QgsProject.instance().mapLayers()
        chosen = self._dock.layer
        if chosen is not None and chosen.id() not in self._last:
            origin = chosen.metadata().parentIdentifier()
            for other in layers.values():
                if not isinstance(other, QgsRasterLayer) or other.bandCount() != chosen.bandCount():
                    continue
                if origin and other.source() == origin:
                    return other, chosen
                if other.metadata().parentIdentifier() == chosen.source():
                    return chosen, other
        before, after = (layers.get(layer_id) for layer_id in self._last)
        return (before, after) if before is not None and after is not None else None


def _single_shot(parent: QObject, after_ms: int, act: Callable[[], None]) -> QTimer:
    """A timer that goes with its parent, so that nothing is called afterwards."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(after_ms)
    timer.timeout.connect(act)
    return timer


def open_folder(folder: str) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))


def open_help() -> None:
    """Open the help page in QGIS's language, or else in English."""
    names = QLocale(QgsApplication.locale()).uiLanguages()
    pages = [RESOURCES / "help" / f"help_{name.replace('-', '_')}.html" for name in names]
    page = next((path for path in pages if path.is_file()), RESOURCES / "help" / "help.html")
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))
