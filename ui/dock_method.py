"""The part of the dock that says how to dehaze: model, quality, strength, and what is seldom needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, List, Optional

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..dsrdmpd.machine import DEVICES
from ..dsrdmpd.methods.registry import MethodEntry, list_methods
from ..dsrdmpd.raster.tiles import fitting_tile
from ..dsrdmpd.request import DehazeOptions, Quality
from .core_texts import translated
from .estimate import Load
from .settings import DockState, Settings, member
from .widgets import LEAST_BOX_PX, add_entry, choose, let_shrink

TILE_AS_TRAINED = 48  # the box's lowest value stands for no choice


class MethodPart(QObject):
    """The lists, the slider and the boxes that `DehazeOptions` are made of.

    Signals:
        changed: anything but the strength. strength_changed: in percent. device_chosen: another device is meant.
    """

    changed = pyqtSignal()
    strength_changed = pyqtSignal(float)
    device_chosen = pyqtSignal()

    def __init__(self, form: Any):
        """`form` is the dock, whose widgets have the names of dock.ui."""
        super().__init__(form)
        self._form = form
        self._methods: Dict[str, MethodEntry] = {method.name: method for method in list_methods()}
        self._fill()
        self._connect()

    @property
    def entry(self) -> MethodEntry:
        """The method that is chosen."""
        return self._methods[self._form.model_box.currentData()]

    @property
    def tile_size(self) -> Optional[int]:
        """Side of the tiles, None to leave it to the model."""
        value = self._form.tile_box.value()
        return None if value == TILE_AS_TRAINED else value

    @property
    def device(self) -> str:
        """Where the model is to run."""
        return self._form.device_box.currentText().strip() or "auto"

    def options(self) -> DehazeOptions:
        """Return how to dehaze.

        Raises:
            OptionError: a value that no run can use.
        """
        form = self._form
        return DehazeOptions(
            model=form.model_box.currentData(),
            quality=form.quality_box.currentData(),
            steps=self._steps(),
            strength_percent=float(form.strength_box.value()),
            seed=form.seed_box.value(),
            device=self.device,
            tile_size_px=self.tile_size,
        )

    def tile_px(self, layer: QgsRasterLayer) -> int:
        """Return the side of the tiles that a run over this layer takes."""
        return fitting_tile(self.tile_size or self.entry.tile_size_px, layer.height(), layer.width())

    def load(self, device: str) -> Load:
        """Return what a run's speed depends on; `device` is the one that it would find."""
        method = self.entry
        options = DehazeOptions(quality=self._form.quality_box.currentData(), steps=self._steps())
        config = method.model.config if method.model else None
        return Load(method.name, config, method.steps(options), device)

    def without_model(self) -> List[str]:
        """Return the titles of the methods that need neither a model nor a Python with torch."""
        return [translated(each.title) or each.name for each in self._methods.values() if not each.model]

    def restore(self, state: DockState, settings: Settings) -> None:
        """Set the controls as they were left."""
        form = self._form
        choose(form.model_box, state.dock_model)
        choose(form.quality_box, member(Quality, state.dock_quality))
        form.strength_slider.setValue(state.dock_strength)
        form.strength_box.setValue(form.strength_slider.value())
        form.steps_box.setValue(state.dock_steps)
        form.seed_box.setValue(state.dock_seed)
        self.take(settings)
        self._method_changed()

    def take(self, settings: Settings) -> None:
        """Take over what the settings page says."""
        self._form.device_box.setCurrentText(settings.device)
        self._form.tile_box.setValue(settings.tile_size_px or TILE_AS_TRAINED)

    def kept(self, state: DockState) -> DockState:
        """Return `state` with what the controls are left at."""
        form = self._form
        return replace(
            state,
            dock_model=form.model_box.currentData(),
            dock_quality=form.quality_box.currentData().value,
            dock_strength=form.strength_box.value(),
            dock_steps=form.steps_box.value(),
            dock_seed=form.seed_box.value(),
        )

    def _steps(self) -> Optional[int]:
        steps = self._form.steps_box.value()
        return steps if steps >= 0 else None

    def _fill(self) -> None:
        form = self._form
        self._fill_models()
        for text, quality, tip in (
            (self.tr("Draft (fastest)"), Quality.DRAFT, self.tr("The first network alone")),
            (self.tr("Standard"), Quality.STANDARD, self.tr("The best trade that was measured for the model")),
            (self.tr("Paper (five steps)"), Quality.PAPER, self.tr("Five diffusion steps, as published: slowest")),
        ):
            add_entry(form.quality_box, text, quality, tip)
        form.quality_box.setToolTip(
            self.tr(
                "Draft: the first network alone, fastest. Standard: the best trade measured for the model. Paper: five "
                "diffusion steps, as published."
            )
        )
        form.device_box.addItems(DEVICES)
        for box in (form.model_box, form.quality_box, form.device_box):
            let_shrink(box)
        for box in (form.steps_box, form.tile_box, form.seed_box):
            box.setMinimumWidth(LEAST_BOX_PX)

    def _fill_models(self) -> None:
        titles = [method.title for method in self._methods.values() if method.title]
        tasks = {"haze": "", "rain": self.tr("rain"), "blur": self.tr("blur")}
        for name, method in self._methods.items():
            task = tasks.get(method.task, method.task)
            tip = self.tr("Needs neither a model nor a Python with torch")
            if method.model:
                tip = self.tr(
                    "Model {}. Tiles of {} pixels. Sampling steps at standard quality: {}. Licence: {}"
                ).format(name, method.tile_size_px, method.model.config.standard_steps, method.model.config.licence)
            text = translated(method.title) or name
            if titles.count(method.title) > 1:
                text = f"{text} – {name}"
            add_entry(self._form.model_box, f"{text} ({task})" if task else text, name, tip)

    def _connect(self) -> None:
        form = self._form
        form.model_box.currentIndexChanged.connect(self._method_changed)
        for box in (form.model_box, form.quality_box):
            box.currentIndexChanged.connect(self.changed)
        for box in (form.steps_box, form.seed_box, form.tile_box):
            box.valueChanged.connect(self.changed)
        form.strength_slider.valueChanged.connect(form.strength_box.setValue)
        form.strength_box.valueChanged.connect(form.strength_slider.setValue)
        form.strength_box.valueChanged.connect(lambda percent: self.strength_changed.emit(float(percent)))
        form.device_box.activated.connect(self.device_chosen)
        form.device_box.lineEdit().editingFinished.connect(self.device_chosen)

    def _method_changed(self, *_: object) -> None:
        """Quality, steps and seed are those of a model."""
        for box in (self._form.quality_box, self._form.steps_box, self._form.seed_box):
            box.setEnabled(self.entry.model is not None)
