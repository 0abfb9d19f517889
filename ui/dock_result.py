"""The part of the dock that says in which files a run's results lie."""

from __future__ import annotations

from typing import Any, Dict, Optional

from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .dock_options import OptionsPart
from .output_path import ENDINGS, is_unfinished, next_name, output_paths
from .settings import Settings
from .temporary import destination, document


class ResultPart(QObject):
    """The name of the result, from which those of what is made beside it follow.

    Signals:
        changed: what is made, or where, is another.
    """

    changed = pyqtSignal()

    def __init__(self, form: Any, options: OptionsPart):
        """`form` is the dock, whose widgets have the names of dock.ui; `options` say what is made beside the result."""
        super().__init__(form)
        self._form, self._options = form, options
        self._renewed: Dict[str, str] = {}  # by file of a run: the name that was proposed after it
        form.output_file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        form.output_file.setFilter(self.tr("GeoTIFF (*.tif *.tiff)"))
        form.output_file.setDialogTitle(self.tr("Save the dehazed raster as"))
        form.output_file.lineEdit().setPlaceholderText(self.tr("[Temporary file]"))
        form.output_file.lineEdit().setAccessibleName(self.tr("File of the result"))
        form.output_file.fileChanged.connect(self.changed)
        options.results_changed.connect(self.changed)
        form.result_hint.hide()

    def paths(self, layer: QgsRasterLayer) -> Dict[str, str]:
        """Return the file of each result that is wanted by its parameter, empty where it is temporary."""
        wanted = {"HAZE_MAP": self._options.haze_map, "HAZE_MASK": self._options.haze_mask}
        names = ["OUTPUT", *(name for name, on in wanted.items() if on), *(["REPORT"] if self._options.report else [])]
        return output_paths(self._form.output_file.filePath(), layer, names)

    def parameters(self, layer: QgsRasterLayer) -> Dict[str, Any]:
        """Return the destinations among a run's parameters.

        Raises:
            OSError: no folder for temporary results can be made.
        """
        folder = Settings.load().temporary_folder
        made: Dict[str, Any] = {}
        for name, path in self.paths(layer).items():
            called = f"{layer.name()}{ENDINGS[name] or '_dehazed'}"
            if name == "REPORT":
                made[name] = path or document(folder, called)
            else:
                path = path or destination(folder, called)
                made[name] = QgsProcessingOutputLayerDefinition(path, QgsProject.instance())
        return made

    def renew(self, layer: Optional[QgsRasterLayer]) -> None:
        """Name the next result otherwise than the one that has just been asked for."""
        name = self._form.output_file.filePath().strip()
        if name and layer is not None:
            following = next_name(name, layer)
            self._renewed[self.paths(layer)["OUTPUT"]] = following
            self._form.output_file.setFilePath(following)

    def give_back(self, path: str) -> None:
        """Propose the name of a run again that made nothing, unless the user has written another one meanwhile."""
        if self._renewed.pop(path, None) == self._form.output_file.filePath():
            self._form.output_file.setFilePath(path)

    def tell_unfinished(self, layer: Optional[QgsRasterLayer]) -> None:
        """Say so if an earlier run to this file did not end."""
        path = self.paths(layer)["OUTPUT"] if layer is not None else ""
        unfinished = is_unfinished(path)
        self._form.result_hint.setVisible(unfinished)
        if unfinished:
            self._form.result_hint.setText(
                self.tr("A run to this file was not finished. With the same choices it goes on where it stopped.")
            )

    def take(self, settings: Settings) -> None:
        """Take over what the settings page says."""
        self._form.output_file.setDefaultRoot(settings.output_folder)
