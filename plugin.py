"""Registers what the plugin adds to QGIS and takes it away again; the work is done elsewhere."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from .dsrdmpd.logs import start_logging, stop_logging
from .ui import idle
from .ui.provider import DehazeProvider

TRANSLATIONS = Path(__file__).parent / "resources" / "i18n"


class DehazePlugin:
    """What QGIS loads. `iface` is None without a desktop (qgis_process, QGIS Server)."""

    def __init__(self, iface: Optional[object] = None):
        self.iface = iface
        self.provider: Optional[DehazeProvider] = None
        self.desktop: Optional[object] = None
        self._translator = QTranslator()
        self._log: Optional[logging.Handler] = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls this and nothing else."""
        if self.provider is None:
            language = _language()
            if self._translator.load(language, "dsrdmpd_dehaze", "_", str(TRANSLATIONS)):
                QCoreApplication.installTranslator(self._translator)
            self._log = start_logging()
            self.provider = DehazeProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Called by the desktop."""
        self.initProcessing()
        if self.iface is not None and self.desktop is None:
            from .ui.desktop import Desktop  # needs qgis.gui, which qgis_process has no use for

            self.desktop = Desktop(self.iface)

    def unload(self) -> None:
        """Take away what `initGui` added, and end the process that is kept warm between runs."""
        if self.desktop is not None:
            self.desktop.remove()
            self.desktop = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
            QCoreApplication.removeTranslator(self._translator)
        idle.stop()
        stop_logging(self._log)
        self._log = None


def _language() -> QLocale:
    """The language that QGIS speaks: by `--lang` for this session, else by the settings, else the system's."""
    application = QgsApplication.instance()
    session = application.translation() if hasattr(application, "translation") else ""
    return QLocale(session or QgsApplication.locale())
