"""The Processing provider `dsrdmpd`: its name, its icon, its algorithms."""

from __future__ import annotations

from typing import List

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms.assess import AssessAlgorithm
from .algorithms.dehaze import DehazeAlgorithm
from .algorithms.dehaze_mosaic import DehazeMosaicAlgorithm
from .algorithms.restrength import RestrengthAlgorithm
from .algorithms.simulate_haze import SimulateHazeAlgorithm
from .icon import ICON


class DehazeProvider(QgsProcessingProvider):
    """Shown in the toolbox as DS-RDMPD."""

    def id(self) -> str:
        return "dsrdmpd"

    def name(self) -> str:
        return "DS-RDMPD"

    def longName(self) -> str:
        return "DS-RDMPD Dehaze"

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def svgIconPath(self) -> str:
        return ICON

    def loadAlgorithms(self) -> None:
        self.addAlgorithm(DehazeAlgorithm())
        self.addAlgorithm(DehazeMosaicAlgorithm())
        self.addAlgorithm(RestrengthAlgorithm())
        self.addAlgorithm(AssessAlgorithm())
        self.addAlgorithm(SimulateHazeAlgorithm())

    def supportedOutputRasterLayerExtensions(self) -> List[str]:
        """What the writer makes; QGIS would offer every format that GDAL writes."""
        return ["tif", "tiff"]
