"""The page in QGIS's options dialog."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path
from typing import Callable, Optional

from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.machine import DEVICES
from ..dsrdmpd.model_files import user_models_folder
from ..dsrdmpd.runtime.environment import find_python
from ..dsrdmpd.runtime.install import is_current
from ..dsrdmpd.runtime.managed import find_managed
from ..dsrdmpd.runtime.report import Report
from .about import version
from .core_texts import sentence
from .device import Question, interpreter, qgis_info
from .dock_method import TILE_AS_TRAINED
from .icon import own_icon
from .settings import MOST_KEEP_MINUTES, Settings
from .setup_guide import SetupGuide

PAGE = "DsrdmpdOptionsPage"  # by which QGIS opens the dialog at this page


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page each time that the dialog is opened; `saved` is called after its values were."""

    def __init__(self, saved: Callable[[], None], guide: SetupGuide):
        super().__init__(QCoreApplication.translate("OptionsFactory", "DS-RDMPD Dehaze"), own_icon("dehaze"))
        self._saved, self._guide = saved, guide

    def icon(self) -> QIcon:
        return own_icon("dehaze")

    def createWidget(self, parent: QWidget) -> QgsOptionsPageWidget:
        return OptionsPage(parent, self._saved, self._guide)


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings, and what the Python that runs the model says of itself."""

    def __init__(self, parent: QWidget, saved: Callable[[], None], guide: Optional[SetupGuide] = None):
        super().__init__(parent)
        uic.loadUi(str(Path(__file__).with_name("options_page.ui")), self)
        self.setObjectName(PAGE)
        self._saved = saved
        self._question = Question(self)
        self._fill(Settings.load())
        self.python_file.fileChanged.connect(self._ask)
        self.copy_button.clicked.connect(lambda: QgsApplication.clipboard().setText(self.info_text.toPlainText()))
        self.destroyed.connect(self._question.drop)
        self.set_up_button = QPushButton(self.tr("Set up the model…"))
        self.remove_button = QPushButton(self.tr("Remove it…"))
        if guide is not None:
            self.set_up_button.clicked.connect(lambda: guide.ask_over(self.window()))
            self.remove_button.clicked.connect(lambda: guide.remove_over(self.window()))
            guide.changed.connect(self._ask)
        for button in (self.set_up_button, self.remove_button):
            self.setup_row.addWidget(button)
        self.setup_row.addStretch()
        self._ask()

    def apply(self) -> None:
        """Called by the dialog's OK."""
        replace(
            Settings.load(),
            python=self.python_file.filePath().strip(),
            device=self.device_box.currentText().strip() or "auto",
            output_folder=self.output_folder.filePath().strip(),
            temporary_folder=self.temporary_folder.filePath().strip(),
            tile_size_px=0 if self.tile_box.value() == TILE_AS_TRAINED else self.tile_box.value(),
            batch_tiles=self.batch_box.value(),
            keep_minutes=self.keep_box.value(),
        ).save()
        self._saved()

    def _fill(self, settings: Settings) -> None:
        self.python_file.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self.python_file.setFilePath(settings.python)
        self.python_file.lineEdit().setPlaceholderText(self.tr("found by itself"))
        for box, folder, text in (
            (self.output_folder, settings.output_folder, self.tr("the source's folder")),
            (self.temporary_folder, settings.temporary_folder, self.tr("QGIS's temporary folder")),
        ):
            box.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
            box.setFilePath(folder)
            box.lineEdit().setPlaceholderText(text)
        self.device_box.addItems(DEVICES)
        self.device_box.setCurrentText(settings.device)
        self.keep_box.setMaximum(MOST_KEEP_MINUTES)
        self.keep_box.setValue(settings.keep_minutes)
        self.tile_box.setValue(settings.tile_size_px or TILE_AS_TRAINED)
        self.batch_box.setValue(settings.batch_tiles)
        folder = user_models_folder()
        link = QUrl.fromLocalFile(str(folder)).toString()
        self.models_folder.setText(f"<a href='{html.escape(link)}'>{html.escape(str(folder))}</a>")
        self.models_folder.setOpenExternalLinks(True)

    def _ask(self, *_: object) -> None:
        python = self.python_file.filePath().strip()
        self.remove_button.setVisible(find_managed() is not None)
        self.python_state.setText(self.tr("Asking that Python…"))
        self.info_text.setPlainText(qgis_info())
        device = self.device_box.currentText().strip() or "auto"
        self._question.ask(python, device, lambda report: self._told(python, report))

    def _told(self, python: str, report: Optional[Report]) -> None:
        found = interpreter(python)
        if found is None and python:
            state = f"⚠ {_why_not(python)}"
        elif found is None:
            state = self.tr("⚠ The model is not set up yet. Set it up, or name a Python that has torch.")
        elif report is None:
            state = self.tr("⚠ {} could not be asked: it is no Python of version 3.10 or newer.").format(found)
        elif not report.device.torch:
            state = self.tr("⚠ {} has no torch. Set the model up, or name another Python.").format(found)
        elif report.device.problem:
            state = self.tr("⚠ {} cannot use its torch: {}").format(found, report.device.problem)
        else:
            state = self.tr("✔ torch {} in {}").format(report.device.torch, found)
            managed = find_managed()
            if managed is not None and str(managed.program) == found and not is_current(managed):
                state += " " + self.tr("It was made for another version of the plugin: set the model up to renew it.")
        self.python_state.setText(state)
        lines = [f"DS-RDMPD Dehaze {version()}", qgis_info(), *(report.lines() if report else ())]
        self.info_text.setPlainText("\n".join(lines))


def _why_not(python: str) -> str:
    """Why the Python that is named cannot be used."""
    try:
        find_python(python)
    except DehazeError as error:
        return sentence(error)
    return ""
