"""The part of the dock that says which bands are red, green and blue, and why these."""

from __future__ import annotations

import html
from typing import Any, Optional, Tuple

from qgis.core import QgsMultiBandColorRenderer, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, pyqtSignal

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.raster.choice import BandChoice
from ..dsrdmpd.raster.source import RasterSource
from .checks import layer_problem
from .core_texts import translated
from .stretch import show_bands
from .widgets import add_entry, choose, let_shrink

_KEY = "dsrdmpd/bands"  # of a layer: the bands that the user chose for it
_GRAY = 1  # QGIS counts colours that say nothing up to it: undefined, gray
_SHORT = 24  # letters that fit into a line
_CHANGE, _GUESS, _SHOW = "change", "guess", "show"  # links


class BandsPart(QObject):
    """A text that names the bands in full and says why, and three lists that unfold to choose others.

    They are set as a run would guess them or as the user chose before, and unfold where the guess is unsure.

    Signals:
        chosen: by the user.
    """

    chosen = pyqtSignal()

    def __init__(self, form: Any):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._form = form
        self._boxes = form.red_box, form.green_box, form.blue_box
        self._layer: Optional[QgsRasterLayer] = None
        self._guess: Optional[BandChoice] = None
        self._by_user = False
        form.bands_text.setTextFormat(Qt.TextFormat.RichText)
        form.bands_text.linkActivated.connect(self._follow)
        for box in self._boxes:
            let_shrink(box)
            box.activated.connect(self._keep)

    @property
    def bands(self) -> Tuple[int, ...]:
        """The chosen red, green and blue band number; none if the layer has no three bands."""
        chosen = tuple(box.currentData() for box in self._boxes)
        return () if None in chosen else chosen

    def show(self, layer: Optional[QgsRasterLayer]) -> None:
        """Offer the bands of this layer."""
        self._let_go()
        self._guess = None
        for box in self._boxes:
            box.clear()
        usable = layer is not None and layer_problem(layer, ()) is None
        self._form.bands_label.setVisible(usable)
        self._form.bands_text.setVisible(usable)
        self._form.bands_lists.hide()
        if not usable:
            return
        self._layer = layer
        layer.styleChanged.connect(self._tell)
        layer.willBeDeleted.connect(self._let_go)
        for number in range(1, layer.bandCount() + 1):
            for box in self._boxes:
                add_entry(box, band_text(layer, number), number, layer.bandName(number))
        kept, self._guess = _kept(layer), _guess(layer)
        self._by_user = kept is not None
        self._form.bands_lists.setVisible(not self._by_user and self._guess is not None and not self._guess.sure)
        self._set(kept or (self._guess.bands if self._guess else (1, 2, 3)))

    def _set(self, bands: Tuple[int, ...]) -> None:
        for box, number in zip(self._boxes, bands):
            choose(box, number)
        self._tell()

    def _tell(self) -> None:
        """Say which bands are taken, and why."""
        names = ", ".join(_kept_together(box.currentText()) for box in self._boxes)
        lines = [html.escape(names, quote=False), " · ".join([html.escape(self._why(), quote=False), *self._links()])]
        self._form.bands_text.setText("<br>".join(lines))

    def _why(self) -> str:
        if self._by_user:
            return self.tr("as you chose")
        if self._guess is None:  # the check before a run says what is wrong
            return self.tr("in their usual order")
        why = self.tr("by {}").format(translated(self._guess.why))
        if self._guess.sure:
            return why
        return self.tr("⚠ {}: nothing in the file says which are red, green and blue").format(why)

    def _links(self) -> Tuple[str, ...]:
        folded = self._form.bands_lists.isHidden()
        links = [(_CHANGE, self.tr("Change…") if folded else self.tr("Fold"))]
        if self._by_user and self._guess is not None:
            links.append((_GUESS, self.tr("Find them again")))
        if self._shown_otherwise():
            links.append((_SHOW, self.tr("Show them on the map")))
        return tuple(f"<a href='{link}'>{html.escape(text)}</a>" for link, text in links)

    def _shown_otherwise(self) -> bool:
        """Whether the map shows the layer in the colours of other bands."""
        renderer = self._layer.renderer() if self._layer is not None else None
        if not isinstance(renderer, QgsMultiBandColorRenderer):
            return False
        return (renderer.redBand(), renderer.greenBand(), renderer.blueBand()) != self.bands

    def _follow(self, link: str) -> None:
        if link == _CHANGE:
            self._form.bands_lists.setVisible(self._form.bands_lists.isHidden())
            self._tell()
        elif link == _GUESS:
            self._layer.removeCustomProperty(_KEY)
            self._by_user = False
            self._set(self._guess.bands)
            self.chosen.emit()
        elif link == _SHOW:
            show_bands(self._layer, self.bands)

    def _keep(self, *_: object) -> None:
        if self._layer is not None:
            self._by_user = True
            self._layer.setCustomProperty(_KEY, ",".join(map(str, self.bands)))
            self._tell()
        self.chosen.emit()

    def _let_go(self) -> None:
        layer, self._layer = self._layer, None
        if layer is not None:
            layer.styleChanged.disconnect(self._tell)
            layer.willBeDeleted.disconnect(self._let_go)


def band_text(layer: QgsRasterLayer, number: int) -> str:
    """Return a band's number and its name, or else its colour, as QGIS says them."""
    name = layer.bandName(number).partition(":")[2].strip()
    colour = layer.dataProvider().colorInterpretation(number)
    if not name and getattr(colour, "value", colour) > _GRAY:
        name = layer.dataProvider().colorInterpretationName(number).lower()
    text = QCoreApplication.translate("BandsPart", "Band {}").format(number)
    return f"{text} ({name})" if name else text


def _kept_together(text: str) -> str:
    """A short name in one line, for one that is broken reads badly."""
    return text.replace(" ", "\u00a0") if len(text) <= _SHORT else text


def _kept(layer: QgsRasterLayer) -> Optional[Tuple[int, ...]]:
    """The bands that the user chose for this layer before."""
    parts = str(layer.customProperty(_KEY, "")).split(",")
    if len(parts) == 3 and all(part.isdigit() and 1 <= int(part) <= layer.bandCount() for part in parts):
        return tuple(map(int, parts))
    return None


def _guess(layer: QgsRasterLayer) -> Optional[BandChoice]:
    """What a run would take; None for a raster that it would refuse."""
    try:
        with RasterSource.open(layer.dataProvider().dataSourceUri()) as raster:
            return raster.choice
    except DehazeError:
        return None
