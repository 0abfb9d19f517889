"""The folded part of the dock with what is seldom needed of a run: mask, other bands, more results, unfinished runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional, Sequence, Tuple

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.request import MASK_THRESHOLD, MAX_FEATHER_PX, Bands, DehazeOptions, Unfinished
from .checks import Problem
from .core_texts import sentence
from .layers import gdal_uri
from .mask_file import mask_path
from .settings import DockState, member
from .widgets import LEAST_BOX_PX, add_entry, choose, let_shrink


class OptionsPart(QObject):
    """What `dsrdmpd:dehaze` takes beside area, bands and method. The title says what of it is on while it is folded.

    Signals:
        changed: anything that a preview shows, too. results_changed: what is made beside the result.
    """

    changed = pyqtSignal()
    results_changed = pyqtSignal()

    def __init__(self, form: Any):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._form = form
        self._masks: Tuple[str, ...] = ()  # ids of the mask, and of the one before it until events are through
        self._fill()
        self._connect()
        self._tell()

    @property
    def mask(self) -> Optional[QgsMapLayer]:
        """The layer inside of which is dehazed, None for everywhere."""
        return self._form.mask_box.currentLayer()

    @property
    def feather_px(self) -> int:
        """Over how many pixels the change grows inside the mask's edge."""
        return self._form.feather_box.value()

    @property
    def haze_map(self) -> bool:
        """Whether a haze map is wanted."""
        return self._form.haze_box.isChecked()

    @property
    def haze_mask(self) -> bool:
        """Whether a haze mask is wanted."""
        return self._form.haze_mask_box.isChecked()

    @property
    def report(self) -> bool:
        """Whether a report is wanted."""
        return self._form.report_box.isChecked()

    def added(self, options: DehazeOptions) -> DehazeOptions:
        """Return `options` with what is chosen here."""
        return replace(options, other_bands=self._other_bands(), mask_threshold=self._form.threshold_box.value())

    def parameters(self) -> Dict[str, Any]:
        """Return a run's parameters as far as they are chosen here; results excepted."""
        chosen: Dict[str, Any] = {
            "OTHER_BANDS": self._other_bands().value,
            "MASK_THRESHOLD": self._form.threshold_box.value(),
            "UNFINISHED": self._form.unfinished_box.currentData().value,
        }
        if self.mask is not None:
            chosen.update(MASK=self.mask.id(), FEATHER=self.feather_px)
        return chosen

    def mask_file(self) -> Optional[str]:
        """Return what GDAL opens for the mask, None for no mask; layers that are no file are written into one.

        Raises:
            DehazeError: there is none.
        """
        return mask_path(self.mask) if self.mask is not None else None

    def problem(self) -> Optional[Problem]:
        """Return what is wrong with the choices."""
        if isinstance(self.mask, QgsRasterLayer):
            try:
                gdal_uri(self.mask)
            except DehazeError as error:
                return Problem(sentence(error))
        return None

    def show(self, layer: Optional[QgsRasterLayer]) -> None:
        """Fit the choices to the layer that is to be dehazed."""
        self._form.mask_box.setExceptedLayerList([layer] if layer is not None else [])
        self._form.others_box.setEnabled(layer is not None and layer.bandCount() > 3)

    def restore(self, state: DockState) -> None:
        """Set the controls as they were left; a mask is chosen anew in each session."""
        form = self._form
        choose(form.others_box, member(Bands, state.dock_other_bands))
        choose(form.unfinished_box, member(Unfinished, state.dock_unfinished))
        form.feather_box.setValue(state.dock_feather)
        form.haze_box.setChecked(state.dock_haze_map)
        form.haze_mask_box.setChecked(state.dock_haze_mask)
        form.threshold_box.setValue(state.dock_threshold / 100)
        form.report_box.setChecked(state.dock_report)
        form.options_group.setCollapsed(not state.dock_options)

    def kept(self, state: DockState) -> DockState:
        """Return `state` with what the controls are left at."""
        form = self._form
        return replace(
            state,
            dock_other_bands=form.others_box.currentData().value,
            dock_unfinished=form.unfinished_box.currentData().value,
            dock_feather=form.feather_box.value(),
            dock_haze_map=self.haze_map,
            dock_haze_mask=self.haze_mask,
            dock_threshold=round(100 * form.threshold_box.value()),
            dock_report=self.report,
            dock_options=not form.options_group.isCollapsed(),
        )

    def _other_bands(self) -> Bands:
        return self._form.others_box.currentData()

    def _fill(self) -> None:
        form = self._form
        kinds = QgsMapLayerProxyModel.Filter
        form.mask_box.setFilters(kinds.PolygonLayer | kinds.RasterLayer)
        form.mask_box.setAllowEmptyLayer(True, self.tr("Everywhere"))
        form.mask_box.setLayer(None)
        form.feather_box.setMaximum(MAX_FEATHER_PX)
        form.threshold_box.setValue(MASK_THRESHOLD)
        form.threshold_box.setPrefix(self.tr("haze from "))
        for text, bands, tip in (
            (self.tr("Copy them"), Bands.KEEP, self.tr("Near infrared and all others stay as they are, bit for bit")),
            (
                self.tr("Correct them"),
                Bands.CORRECT,
                self.tr("The haze that red, green and blue show is taken off them by wavelength, so that NDVI fits"),
            ),
        ):
            add_entry(form.others_box, text, bands, tip)
        for text, unfinished, tip in (
            (
                self.tr("Go on next time"),
                Unfinished.RESUME,
                self.tr(
                    "The same run, started again, goes on where it failed or QGIS ended. Cancelling leaves nothing."
                ),
            ),
            (
                self.tr("Go on, also if cancelled"),
                Unfinished.KEEP,
                self.tr("The same run, started again, goes on where it failed, QGIS ended, or you cancelled it"),
            ),
            (self.tr("Begin anew"), Unfinished.DISCARD, self.tr("Nothing is kept of a run that does not end")),
        ):
            add_entry(form.unfinished_box, text, unfinished, tip)
        for box in (form.mask_box, form.others_box, form.unfinished_box):
            let_shrink(box)
        for box in (form.feather_box, form.threshold_box):
            box.setMinimumWidth(LEAST_BOX_PX)

    def _connect(self) -> None:
        form = self._form
        form.mask_box.layerChanged.connect(self._mask_changed)
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_go)
        form.feather_box.valueChanged.connect(self.changed)
        form.others_box.currentIndexChanged.connect(self.changed)
        form.threshold_box.valueChanged.connect(self.results_changed)
        for box in (form.haze_box, form.haze_mask_box, form.report_box):
            box.toggled.connect(self.results_changed)
        for signal in (self.changed, self.results_changed):
            signal.connect(self._tell)
        form.unfinished_box.currentIndexChanged.connect(self._tell)

    def _mask_changed(self, layer: Optional[QgsMapLayer]) -> None:
        self._masks = (*self._masks[-1:], layer.id() if layer is not None else "")
        self.changed.emit()
        QTimer.singleShot(0, self._settle_mask)

    def _settle_mask(self) -> None:
        self._masks = self._masks[-1:]

    def _layers_go(self, layer_ids: Sequence[str]) -> None:
        """Without its layer there is no mask: the list would go on to the next layer."""
        if set(self._masks) & set(layer_ids):
            self._form.mask_box.setLayer(None)

    def remove(self) -> None:
        """Listen to the project no longer."""
        QgsProject.instance().layersWillBeRemoved.disconnect(self._layers_go)

    def _tell(self, *_: object) -> None:
        """Show what of it is on, also while it is folded."""
        form = self._form
        form.feather_box.setEnabled(self.mask is not None)
        form.threshold_box.setVisible(self.haze_mask)
        on: List[str] = []
        if self.mask is not None:
            on.append(self.tr("mask"))
        if self._other_bands() is Bands.CORRECT:
            on.append(self.tr("other bands"))
        for wanted, name in (
            (self.haze_map, self.tr("haze map")),
            (self.haze_mask, self.tr("haze mask")),
            (self.report, self.tr("report")),
        ):
            if wanted:
                on.append(name)
        title = self.tr("Options")
        form.options_group.setTitle(self.tr("{} ({})").format(title, ", ".join(on)) if on else title)
