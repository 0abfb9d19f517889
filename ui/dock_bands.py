"""The part of the dock that says which bands are red, green and blue."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.raster.source import RasterSource
from .checks import layer_problem
from .widgets import add_entry, choose, let_shrink

_KEY = "dsrdmpd/bands"  # of a layer: the bands that the user chose for it


class BandsPart(QObject):
    """Three lists of a layer's bands, set as a run would guess them or as the user chose before.

    Signals:
        chosen: by the user.
    """

    chosen = pyqtSignal()

    def __init__(self, form: Any):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._boxes = form.red_box, form.green_box, form.blue_box
        self._layer: Optional[QgsRasterLayer] = None
        for box in self._boxes:
            let_shrink(box)
            form.bands_row.setStretchFactor(box, 1)  # three equal parts
            box.activated.connect(self._keep)

    @property
    def bands(self) -> Tuple[int, ...]:
        """The chosen red, green and blue band number; none if the layer has no three bands."""
        chosen = tuple(box.currentData() for box in self._boxes)
        return () if None in chosen else chosen

    def show(self, layer: Optional[QgsRasterLayer]) -> None:
        """Offer the bands of this layer."""
        self._layer = layer
        for box in self._boxes:
            box.clear()
            box.setEnabled(layer is not None)
        if layer is None or layer_problem(layer, ()) is not None:
            return
        for number in range(1, layer.bandCount() + 1):
            text = _band_text(layer, number)
            for box in self._boxes:
                add_entry(box, text, number, layer.bandName(number))
        for box, number in zip(self._boxes, _first_bands(layer)):
            choose(box, number)

    def _keep(self, *_: object) -> None:
        if self._layer is not None:
            self._layer.setCustomProperty(_KEY, ",".join(map(str, self.bands)))
        self.chosen.emit()


def _first_bands(layer: QgsRasterLayer) -> Tuple[int, ...]:
    """The bands that the user chose for this layer before, else the guess of a run."""
    kept = str(layer.customProperty(_KEY, "")).split(",")
    if len(kept) == 3 and all(part.isdigit() and 1 <= int(part) <= layer.bandCount() for part in kept):
        return tuple(map(int, kept))
    try:
        with RasterSource.open(layer.dataProvider().dataSourceUri()) as raster:
            return raster.bands
    except DehazeError:
        return 1, 2, 3  # the check before a run says what is wrong


def _band_text(layer: QgsRasterLayer, number: int) -> str:
    """A band's number and its name, short enough for a third of the dock."""
    name = layer.bandName(number).partition(":")[2].strip() or layer.dataProvider().colorInterpretationName(number)
    return f"{number} {name}"
