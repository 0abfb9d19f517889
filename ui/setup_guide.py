"""Leads to the set-up from wherever the model is missed, and goes on afterwards with what the user wanted."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QMessageBox, QWidget

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.runtime.install import as_size, remove
from ..dsrdmpd.runtime.managed import find_managed
from ..dsrdmpd.runtime.pool import close_all_workers
from .core_texts import sentence
from .setup import Setup
from .setup_dialog import SetupDialog
from .setup_panel import SetupPanel


class SetupGuide(QObject):
    """One for the plugin. `changed`: the model was set up or removed, whoever asks Python must ask again."""

    changed = pyqtSignal()

    def __init__(self, window: QWidget, parent: QObject):
        super().__init__(parent)
        self.setup = Setup(self)
        self._window = window
        self._dialog: Optional[SetupDialog] = None
        self._panel: Optional[SetupPanel] = None
        self._dock: Any = None
        self._then: Optional[Callable[[], None]] = None  # what the user wanted when the model was missed

    def attach(self, dock: Any) -> None:
        """Put the panel at the head of the dock."""
        self._dock = dock
        self._panel = SetupPanel(self.setup, dock)
        dock.column.insertWidget(0, self._panel)
        self._panel.requested.connect(self.ask)
        dock.setup_requested.connect(self.ask)
        dock.python_known.connect(self._known)
        self.changed.connect(dock.renew_device)

    def ask(self, then: Optional[Callable[[], None]] = None) -> None:
        """Open the dialog; when the model is ready, do `then`."""
        self._then = then if callable(then) else None
        self._open(self._window).show()
        self._dialog.raise_()

    def ask_over(self, parent: QWidget) -> None:
        """Open it over another dialog, and return when it is closed."""
        self._then = None
        self._open(parent).exec()

    def remove_over(self, parent: QWidget) -> None:
        """Take the managed environment away if the user says yes."""
        managed = find_managed()
        if managed is None:
            return
        text = self.tr("Remove the environment that runs the model? It takes {} in {}.")
        asked = QMessageBox.question(
            parent, self.tr("Remove the model's environment"), text.format(as_size(managed.bytes), managed.folder)
        )
        if asked != QMessageBox.StandardButton.Yes:
            return
        close_all_workers()
        try:
            remove()
        except DehazeError as error:
            QMessageBox.warning(parent, self.tr("Remove the model's environment"), sentence(error))
        self.changed.emit()

    def close(self) -> None:
        """End what goes on."""
        self._then = None
        self.setup.close()
        if self._dialog is not None and not sip.isdeleted(self._dialog):
            self._dialog.deleteLater()

    def _open(self, parent: QWidget) -> SetupDialog:
        if self._dialog is not None and not sip.isdeleted(self._dialog):
            if self.setup.running:
                return self._dialog
            self._dialog.deleteLater()
        self._dialog = dialog = SetupDialog(self.setup, parent)
        dialog.finished_well.connect(self.changed)
        dialog.rejected.connect(self._forget)
        return dialog

    def _forget(self) -> None:
        self._then = None

    def _known(self, device: Any) -> None:
        missing = not device.torch
        self._panel.show_for(missing, self._dock.without_model())
        then, self._then = (self._then, None) if not missing else (None, self._then)
        if then is not None:
            then()
