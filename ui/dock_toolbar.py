"""The dock's tool bar: preview, compare with the stretches of a result, settings and help."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from .icon import own_icon

try:  # these moved between Qt 5 and Qt 6
    from qgis.PyQt.QtGui import QAction, QActionGroup
except ImportError:
    from qgis.PyQt.QtWidgets import QAction, QActionGroup


class DockToolbar(QObject):
    """Fills a tool bar.

    Signals:
        stretch_chosen: whether preview and result are to be stretched as the source is, else by their own values.
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
        self._stretches = self._stretch_menu()
        for action in (self.preview_action, self.compare_action):
            button = bar.widgetForAction(action)
            button.setMenu(self._stretches)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
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

    @property
    def as_source(self) -> bool:
        """Whether preview and result are stretched as the source is."""
        return self._by_source.isChecked()

    def choose_stretch(self, as_source: bool) -> None:
        """Choose without telling anybody."""
        (self._by_source if as_source else self._by_itself).setChecked(True)

    def _stretch_menu(self) -> QMenu:
        menu = QMenu(self._bar)
        group = QActionGroup(menu)
        self._by_itself = menu.addAction(self.tr("Stretch preview and result by their own values"))
        self._by_source = menu.addAction(self.tr("Stretch preview and result as the source is"))
        for action in (self._by_itself, self._by_source):
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _: self.stretch_chosen.emit(self.as_source))
        self._by_itself.setChecked(True)
        return menu
