"""The dock's line about where the model runs: asked in the background, once for each Python and device."""

from __future__ import annotations

import html
from typing import Optional, Tuple

from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel

from .checks import as_bytes
from .core_texts import translated
from .device import Device, Question


class DeviceLine(QObject):
    """Fills a label.

    Signals:
        known: the `Device` of the Python that would run the model.

    Attributes:
        device: the last answer, None while there is none.
    """

    known = pyqtSignal(object)

    def __init__(self, label: QLabel, parent: QObject):
        super().__init__(parent)
        self._label = label
        self._asked_for: Optional[Tuple[str, str]] = None
        self._question = Question(parent)
        self.device: Optional[Device] = None

    def ask(self, python: str, device: str) -> None:
        """Ask this Python about this device, unless it was the last that was asked."""
        if (python, device) == self._asked_for:
            return
        self._asked_for, self.device = (python, device), None
        self._label.setText(self.tr("Looking for the device…"))
        self._question.ask_device(python, device, self.show)

    def forget(self) -> None:
        """Ask again next time: the same Python may have been given torch meanwhile."""
        self._asked_for = None

    def drop(self) -> None:
        """Leave no process behind."""
        self._question.drop()

    def show(self, device: Device) -> None:
        """Take and show an answer."""
        self.device = device
        self._label.setText(self._describe(device))
        self._label.setToolTip(
            self.tr("Where the model runs, in a process of its own: torch {}").format(device.torch)
            if device.torch
            else self.tr("The model runs outside QGIS and is set up once")
        )
        self.known.emit(device)

    def _describe(self, device: Device) -> str:
        if not device.torch:
            text, link = self.tr("The model is not set up yet."), self.tr("Set it up…")
            return f"⚠ {text} <a href='setup'>{link}</a>"
        words = [html.escape(device.name) or self._describe_cpu(device)]
        if device.free_bytes is not None:
            words.append(self.tr("{} free").format(as_bytes(device.free_bytes)))
        reasons = {
            "built without CUDA": self.tr("no GPU: this torch was built without CUDA"),
            "no usable GPU": self.tr("no GPU: torch finds no usable GPU or driver"),
        }
        if device.hint:
            words.append(html.escape(self.tr("not the GPU: {}").format(translated(device.hint))))
        elif device.no_gpu in reasons:
            words.append(reasons[device.no_gpu])
        return " · ".join(words)

    def _describe_cpu(self, device: Device) -> str:
        return self.tr("CPU with {} cores").format(device.cores) if device.cores > 1 else self.tr("CPU")
