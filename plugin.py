"""Registers what the plugin adds to QGIS and takes it away again; the work is done elsewhere."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication

from .dsrdmpd.pipeline import close_workers
from .ui.provider import DehazeProvider


class DehazePlugin:
    """What QGIS loads. `iface` is None without a desktop (qgis_process, QGIS Server)."""

    def __init__(self, iface: Optional[object] = None):
        self.iface = iface
        self.provider: Optional[DehazeProvider] = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls this and nothing else."""
        if self.provider is None:
            self.provider = DehazeProvider()
            QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:
        """Called by the desktop."""
        self.initProcessing()

    def unload(self) -> None:
        """Take away what `initGui` added, and end the process that is kept warm between runs."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        close_workers()
