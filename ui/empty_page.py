"""What the dock shows while there is nothing to dehaze: what to do about it, at a click."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from .icon import RESOURCES

SAMPLE = RESOURCES / "samples" / "landsat8_hazy.tif"
_MARGIN_PX, _GAP_PX = 12, 8


class EmptyPage(QWidget):
    """Two sentences and two buttons.

    Signals:
        layer_wanted: a raster layer is to be added. sample_wanted: the plugin's own sample is.
    """

    layer_wanted = pyqtSignal()
    sample_wanted = pyqtSignal()

    def __init__(self, parent: QWidget, with_sample: bool):
        super().__init__(parent)
        title = QLabel(self.tr("<b>There is no raster layer yet.</b>"))
        text = QLabel(
            self.tr(
                "Add an aerial or satellite image with a red, a green and a blue band, or drop its file on the map."
            )
        )
        text.setWordWrap(True)
        self.add_button = QPushButton(
            QgsApplication.getThemeIcon("/mActionAddRasterLayer.svg"), self.tr("Add a raster layer…")
        )
        self.sample_button = QPushButton(
            QgsApplication.getThemeIcon("/mActionStart.svg"), self.tr("Try it on the sample")
        )
        self.sample_button.setToolTip(self.tr("A hazy Landsat 8 scene that comes with the plugin, in preview"))
        self.sample_button.setVisible(with_sample)
        self.add_button.clicked.connect(self.layer_wanted)
        self.sample_button.clicked.connect(self.sample_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(_GAP_PX)
        for widget in (title, text, self.add_button, self.sample_button):
            column.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
