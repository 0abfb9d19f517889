"""The part of the dock that says what a run makes, and in which files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Optional, Tuple

from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .output_path import next_name, output_paths
from .settings import DockState, Settings
from .temporary import destination


class ResultPart(QObject):
    """The name of the result, and what else is made beside it.

    Signals:
        changed: what is made, or where, is another.
    """

    changed = pyqtSignal()

    def __init__(self, form: Any):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._form = form
        form.output_file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        form.output_file.setFilter(self.tr("GeoTIFF (*.tif *.tiff)"))
        form.output_file.setDialogTitle(self.tr("Save the dehazed raster as"))
        form.output_file.lineEdit().setPlaceholderText(self.tr("[Temporary file]"))
        form.output_file.lineEdit().setAccessibleName(self.tr("File of the result"))
        form.output_file.fileChanged.connect(self.changed)
        form.haze_box.toggled.connect(self.changed)

    @property
    def haze_map(self) -> bool:
        """Whether a haze map is wanted."""
        return self._form.haze_box.isChecked()

    def paths(self, layer: QgsRasterLayer) -> Tuple[str, str]:
        """Return the files of the result and of the haze map, empty where they are temporary or not wanted."""
        return output_paths(self._form.output_file.filePath(), layer, self.haze_map)

    def parameters(self, layer: QgsRasterLayer) -> Dict[str, Any]:
        """Return the destinations among a run's parameters.

        Raises:
            OSError: no folder for temporary results can be made.
        """
        output, haze = self.paths(layer)
        made = {"OUTPUT": _destination(layer, output, "dehazed")}
        if self.haze_map:
            made["HAZE_MAP"] = _destination(layer, haze, "haze")
        return made

    def renew(self, layer: Optional[QgsRasterLayer]) -> None:
        """Name the next result otherwise than the one that has just been asked for."""
        name = self._form.output_file.filePath().strip()
        if name and layer is not None:
            self._form.output_file.setFilePath(next_name(name, layer))

    def restore(self, state: DockState, settings: Settings) -> None:
        """Set the controls as they were left."""
        self._form.haze_box.setChecked(state.dock_haze_map)
        self.take(settings)

    def take(self, settings: Settings) -> None:
        """Take over what the settings page says."""
        self._form.output_file.setDefaultRoot(settings.output_folder)

    def kept(self, state: DockState) -> DockState:
        """Return `state` with what the controls are left at."""
        return replace(state, dock_haze_map=self.haze_map)


def _destination(layer: QgsRasterLayer, path: str, kind: str) -> QgsProcessingOutputLayerDefinition:
    path = path or destination(Settings.load().temporary_folder, f"{layer.name()}_{kind}")
    return QgsProcessingOutputLayerDefinition(path, QgsProject.instance())
