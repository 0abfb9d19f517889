"""Asks the Python that holds torch about itself, in the background."""

from __future__ import annotations

import json
import sys
from typing import Callable, Optional

from qgis.core import Qgis
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QObject, QProcess, QProcessEnvironment, QTimer

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.runtime.environment import ROOT, child_environment, find_python, info_command
from ..dsrdmpd.runtime.report import Device, Report

LIMIT_MS = 60_000  # to import torch from a cold disk


def interpreter(setting: str) -> Optional[str]:
    """Return the Python that a run would use, or None if there is none."""
    try:
        return find_python(setting)
    except DehazeError:
        return None


class Question(QObject):
    """One program that runs in the background and what to do with what it says."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._process: Optional[QProcess] = None
        self._answer: Optional[Callable[[Optional[Report]], None]] = None

    def ask_device(self, setting: str, device: str, answer: Callable[[Device], None]) -> None:
        """Call `answer` with the device that `device` ("auto", …) stands for; one without torch if there is none."""
        self.ask(setting, device, lambda report: answer(report.device if report else Device()))

    def drop(self) -> None:
        """End the program that runs, if there is one; nothing is answered."""
        self._answer = None
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished(1000)
            self._process.deleteLater()
            self._process = None

    def ask(self, setting: str, device: str, answer: Callable[[Optional[Report]], None]) -> None:
        """Call `answer` with all that the Python says of itself, None if it cannot be asked."""
        self.drop()
        python = interpreter(setting)
        if python is None:
            QTimer.singleShot(0, lambda: answer(None))
            return
        self._answer = answer
        self._process = process = QProcess(self)
        environment = QProcessEnvironment()
        for name, value in child_environment().items():
            environment.insert(name, value)
        process.setProcessEnvironment(environment)
        process.setWorkingDirectory(str(ROOT))
        process.finished.connect(self._tell)
        process.errorOccurred.connect(self._tell)
        program, *arguments = info_command(python, device)
        process.start(program, arguments)
        QTimer.singleShot(LIMIT_MS, process.kill)

    def _tell(self, *_: object) -> None:
        process, answer = self._process, self._answer
        if process is None or answer is None:
            return
        self._process = self._answer = None
        text = bytes(process.readAllStandardOutput()).decode("utf-8", "replace")
        process.deleteLater()
        answer(_read(text))


def _read(text: str) -> Optional[Report]:
    try:
        return Report.from_json(json.loads(text.strip().splitlines()[-1]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def qgis_info() -> str:
    """Return the versions on QGIS's own side, for a report."""
    return f"QGIS {Qgis.QGIS_VERSION}, Qt {QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}, Python {sys.version.split()[0]}"
