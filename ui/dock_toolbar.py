"""The dock's tool bar: preview, compare with the stretches of a result, settings and help."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from .icon import own_icon

try:  # it moved between Qt 5 and Qt 6
    from qgis.PyQt.QtGui import QAction
except ImportError:
    from qgis.PyQt.QtWidgets import QAction


class DockToolbar(QObject):
    """Fills a tool bar.

    Signals:
        stretch_chosen: whether the result is to be stretched as its source is, else by its own values.
        settings_requested, help_requested: to be opened.

    Attributes:
        preview_action, compare_action: on while there is a preview, a comparison.
    """

    stretch_chosen = pyqtSignal(bool)
    settings_requested = pyqtSignal()
    help_requested = pyqtSignal()

    def __init__(self, bar: QToolBar, parent: QObject):
        super().__init__(parent)
        self._bar = bar
        self.preview_action = self._switch(
            "preview",
            self.tr("Preview"),
            self.tr("Show what the map shows without haze, wherever you move it. Strength and method follow at once."),
        )
        self.compare_action = self._switch(
            "compare",
            self.tr("Compare"),
            self.tr("Swipe between the layer and its dehazed result: drag the line over the map."),
        )
        self._add_stretches(bar.widgetForAction(self.compare_action))
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        self._link(
            "/mActionOptions.svg",
            self.tr("Settings"),
            self.tr("Settings: the Python that runs the model, folders, memory"),
            self.settings_requested,
        )
        self._link("/mActionHelpContents.svg", self.tr("Help"), self.tr("Open the help page"), self.help_requested)
        for action in bar.actions():
            button = bar.widgetForAction(action)
            if button is not gap:
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # tool bars leave it out

    def _switch(self, icon: str, text: str, tip: str) -> QAction:
        action = QAction(own_icon(icon), text, self)
        action.setToolTip(tip)
        action.setCheckable(True)
        self._bar.addAction(action)
        return action

    def _link(self, icon: str, text: str, tip: str, wanted: pyqtSignal) -> None:
        action = QAction(QgsApplication.getThemeIcon(icon), text, self)
        action.setToolTip(tip)
        action.triggered.connect(wanted)
        self._bar.addAction(action)
        self._bar.widgetForAction(action).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _add_stretches(self, button: QToolButton) -> None:
        stretches = QMenu(button)
        for text, as_source in (
            (self.tr("Stretch the result by its own values"), False),
            (self.tr("Stretch the result as its source is"), True),
        ):
            stretches.addAction(text).triggered.connect(lambda _, wanted=as_source: self.stretch_chosen.emit(wanted))
        button.setMenu(stretches)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
