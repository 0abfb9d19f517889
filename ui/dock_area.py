"""The part of the dock that says where to dehaze."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsApplication, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .area import RectangleDrawer, Where, area_in
from .widgets import add_entry, choose, let_shrink


class AreaPart(QObject):
    """The list of areas, the button that draws one, and the list of layers whose extent may be meant.

    Signals:
        changed: the area is, or may be, another.

    Attributes:
        drawer: what draws the rectangle on the map.
    """

    changed = pyqtSignal()

    def __init__(self, form: Any, canvas: QgsMapCanvas):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._form, self._canvas = form, canvas
        self.drawer = RectangleDrawer(canvas, self)
        for text, where, tip in (
            (self.tr("Whole layer"), Where.LAYER, self.tr("Everything that the layer has")),
            (self.tr("Current view"), Where.VIEW, self.tr("What the map shows when the run starts")),
            (self.tr("Drawn rectangle"), Where.RECTANGLE, self.tr("A rectangle that you draw on the map")),
            (self.tr("Extent of a layer"), Where.OTHER, self.tr("The extent of another layer")),
        ):
            add_entry(form.area_box, text, where, tip)
        form.draw_button.setIcon(QgsApplication.getThemeIcon("/mActionAddBasicRectangle.svg"))
        for box in (form.area_box, form.other_box):
            let_shrink(box)
        form.area_box.currentIndexChanged.connect(self._kind_changed)
        form.other_box.layerChanged.connect(self.changed)
        form.draw_button.clicked.connect(self._draw)
        self.drawer.drawn.connect(self.changed)
        self.drawer.active.connect(form.draw_button.setChecked)
        canvas.extentsChanged.connect(self._view_changed)
        self._kind_changed()

    @property
    def where(self) -> Where:
        """The kind of area that is chosen."""
        return self._form.area_box.currentData()

    def choose(self, where: Optional[Where]) -> None:
        """Choose a kind of area; None is the whole layer."""
        choose(self._form.area_box, where)

    def within(self, layer: QgsRasterLayer) -> Optional[QgsRectangle]:
        """Return the area in the layer's CRS, None if it cannot be said."""
        return area_in(layer, self.where, self._canvas, self.drawer.rectangle, self._form.other_box.currentLayer())

    def show(self, visible: bool) -> None:
        """Show the drawn rectangle on the map while the dock has a use for it, and else wait for none."""
        if not visible:
            self.drawer.stop()
        self.drawer.show(visible and self.where is Where.RECTANGLE)

    def remove(self) -> None:
        """Leave nothing on the canvas."""
        self.drawer.remove()
        self._canvas.extentsChanged.disconnect(self._view_changed)

    def _kind_changed(self, *_: object) -> None:
        drawn = self.where is Where.RECTANGLE
        self._form.draw_button.setVisible(drawn)
        self._form.other_box.setVisible(self.where is Where.OTHER)
        self.drawer.show(drawn)
        if not drawn:
            self.drawer.stop()
        self.changed.emit()

    def _view_changed(self) -> None:
        if self.where is Where.VIEW:
            self.changed.emit()

    def _draw(self, wanted: bool) -> None:
        if wanted:
            self.drawer.start()
        else:
            self.drawer.stop()
