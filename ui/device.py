"""Asks the Python that holds torch about itself, in the background."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List, Optional

from qgis.core import Qgis
from qgis.PyQt.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QObject, QProcess, QProcessEnvironment, QTimer

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.runtime.environment import child_environment, find_python

ROOT = Path(__file__).resolve().parents[1]
REPORT = str(Path(__file__).with_name("device_report.py"))
LIMIT_MS = 60_000  # to import torch from a cold disk


@dataclass(frozen=True)
class Device:
    """Where the model would run, as `device_report.py` says it; `torch` is empty where it is missing."""

    torch: str = ""
    device: str = "cpu"
    name: str = ""
    cores: int = 1
    free_bytes: Optional[int] = None
    no_gpu: str = ""


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
        self._answer: Optional[Callable[[str], None]] = None

    def ask_device(self, setting: str, device: str, answer: Callable[[Device], None]) -> None:
        """Call `answer` with the device that `device` ("auto", …) stands for; one without torch if there is none."""
        self._ask(setting, ["-I", REPORT, device], lambda text: answer(_read_device(text)))

    def ask_info(self, setting: str, answer: Callable[[str], None]) -> None:
        """Call `answer` with what `python -m dsrdmpd info` prints, empty if it cannot be run."""
        self._ask(setting, ["-s", "-m", "dsrdmpd", "info"], answer)

    def drop(self) -> None:
        """End the program that runs, if there is one; nothing is answered."""
        self._answer = None
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished(1000)
            self._process.deleteLater()
            self._process = None

    def _ask(self, setting: str, arguments: List[str], answer: Callable[[str], None]) -> None:
        self.drop()
        python = interpreter(setting)
        if python is None:
            QTimer.singleShot(0, lambda: answer(""))
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
        process.start(python, arguments)
        QTimer.singleShot(LIMIT_MS, process.kill)

    def _tell(self, *_: object) -> None:
        process, answer = self._process, self._answer
        if process is None or answer is None:
            return
        self._process = self._answer = None
        text = bytes(process.readAllStandardOutput()).decode("utf-8", "replace")
        process.deleteLater()
        answer(text.strip())


def _read_device(text: str) -> Device:
    try:
        said = json.loads(text.splitlines()[-1])
        return Device(**{**said, "torch": said["torch"] or ""})
    except (ValueError, IndexError, TypeError, KeyError):
        return Device()


def qgis_info() -> str:
    """Return the versions on QGIS's own side, for a report."""
    return f"QGIS {Qgis.QGIS_VERSION}, Qt {QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}, Python {sys.version.split()[0]}"
