"""What the dock shows before the model is set up: one sentence, one button, and what works without it."""

from __future__ import annotations

import html
from typing import Optional, Sequence

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..dsrdmpd.runtime.install import Plan
from .setup import Setup


class SetupPanel(QFrame):
    """Hidden until the dock knows that there is no Python with torch. `requested`: its button was pressed."""

    requested = pyqtSignal()

    def __init__(self, setup: Setup, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setObjectName("DsrdmpdSetupPanel")
        self._setup, self._asked = setup, False
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 8, 9, 9)
        column.setSpacing(8)
        self.text = QLabel()
        self.text.setWordWrap(True)
        column.addWidget(self.text)
        self.button = QPushButton(self.tr("Set up the model…"))
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # nor does it widen the dock
        self.button.clicked.connect(self.requested)
        column.addWidget(self.button)
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        red, green, blue = colour.red(), colour.green(), colour.blue()
        self.setStyleSheet(
            f"#DsrdmpdSetupPanel {{ border: 1px solid rgba({red}, {green}, {blue}, 110); border-radius: 4px; "
            f"background: rgba({red}, {green}, {blue}, 26); }}"
        )
        setup.planned.connect(self._planned)
        self.hide()

    def show_for(self, missing: bool, without: Sequence[str] = ()) -> None:
        """Show it if the model's Python is `missing`; `without` are methods that work all the same."""
        self.setVisible(missing)
        if not missing:
            return
        text = html.escape(self.tr("The model is not set up yet."))
        more = self.tr("It runs outside QGIS and is fetched once.")
        if without:
            more += " " + self.tr("Without it, these work at once: {}.").format(", ".join(without))
        self.text.setText(f"<b>{text}</b> {html.escape(more)}")
        if not self._asked:
            self._asked = True
            self._setup.look()

    def _planned(self, plan: object) -> None:
        if isinstance(plan, Plan):
            text = self.tr("Set up the model ({}, once)") if plan.download_bytes else self.tr("Set up the model…")
            self.button.setText(text.format(plan.size))
            self.button.setToolTip(text.format(plan.size))
