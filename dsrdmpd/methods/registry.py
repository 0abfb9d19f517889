"""The methods that can be chosen by name: installed models, weights files, and those that need no model."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Iterator, List, Optional

import numpy as np

from ..errors import Text, Words
from ..model_files import ModelEntry, find_model, list_models
from ..progress import Progress
from ..request import DehazeOptions
from ..scene.veil import IndexedVeil
from . import dark_channel, dark_object, hot
from .model import open_model, sampling_steps
from .plain import PlainMethod
from .protocol import Method

WITHOUT_MODEL = {
    "dark_channel": dark_channel,
    "dark_object": dark_object,
    "hot": hot,
}  # TITLE, TILE_PX, measure() and dehaze()
HAZE_TASK = "haze"


@dataclass(frozen=True)
class MethodEntry:
    """A method by name, looked up once for a run.

    Attributes:
        name: how it is chosen. title: how people call it, perhaps empty. task: what it removes.
        tile_size_px: side of its tiles unless others are asked for.
        model: its weights, None for a method without; that one needs no Python with torch.
    """

    name: str
    title: Words
    task: str
    tile_size_px: int
    model: Optional[ModelEntry] = None

    @property
    def sees_scene(self) -> bool:
        """Whether it looks at the whole raster, reduced, before its first tile."""
        return self.model is None or self.model.config.field is not None

    def steps(self, options: DehazeOptions) -> int:
        """Return the sampling steps that it takes with these options, 0 if it takes none."""
        return sampling_steps(options, self.model.config) if self.model else 0


def find_method(name: str) -> MethodEntry:
    """Return what `name` stands for: a method, an installed model, or the path of a weights file.

    Raises:
        WeightsError: there is no such model or file, or it cannot be read.
    """
    if name in WITHOUT_MODEL:
        module = WITHOUT_MODEL[name]
        return MethodEntry(name, module.TITLE, HAZE_TASK, module.TILE_PX)
    return _of(find_model(name))


def list_methods() -> List[MethodEntry]:
    """Return the usable models, the default one first, then the methods without one."""
    return [*map(_of, list_models()), *map(find_method, WITHOUT_MODEL)]


@contextmanager
def open_method(
    entry: MethodEntry, options: DehazeOptions, progress: Progress, *, python: Optional[str] = None
) -> Iterator[Method]:
    """Yield a method ready to work; `for_scene` comes before its first tile.

    Args:
        entry: which one. options: steps, seed, device, tile size and batch size. progress: hears of it; may cancel.
        python: interpreter of a model's process; None leaves it to the environment (`runtime.environment`).

    Raises:
        WeightsError, DeviceError, WorkerError: a model cannot run. Cancelled: `progress` says so.
    """
    if entry.model:
        with open_model(entry.model, options, python, progress) as method:
            yield method
        return
    module = WITHOUT_MODEL[entry.name]
    progress.info(Text("Method {title}; it needs no model", title=entry.title))
    tile_px = options.tile_size_px or entry.tile_size_px
    yield PlainMethod(
        entry.name, entry.title, tile_px, module.measure, module.dehaze, make_veil=getattr(module, "veil", None)
    )


def veil_of(name: str, measured: np.ndarray) -> Optional[IndexedVeil]:
    """Return what a method without a model takes off other bands, by what it measured; None if it does not work so."""
    make = getattr(WITHOUT_MODEL.get(name), "veil", None)
    return make(measured) if make else None


def _of(model: ModelEntry) -> MethodEntry:
    config = model.config
    title = Text("{title}", title=config.title) if config.title else ""  # a name, which is never translated
    return MethodEntry(model.name, title, config.task, config.tile_size_px, model)
