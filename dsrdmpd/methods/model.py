"""A model as a method: its worker process, its sampling steps and its seed."""

from __future__ import annotations

from collections import deque
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, Generator, Iterator, Optional, Tuple

import numpy as np

from ..errors import Text
from ..model_files import ModelConfig, ModelEntry
from ..progress import Progress, Stage
from ..request import PAPER_STEPS, DehazeOptions, Quality
from ..runtime.client import Worker
from ..runtime.pool import borrow_worker
from ..scene.field import HazeField, reduced
from .protocol import Scene

if TYPE_CHECKING:
    from ..raster.reader import TileRun


@dataclass(frozen=True)
class ModelMethod:
    """A model that runs in a process of its own. Made by `open_model`; see `Method`.

    Attributes:
        model: its weights. worker: the process. tile_px, batch_tiles, steps: as in `Method`.
        seed: of the sampler's noise. progress: may cancel, and hears warnings of the process.
        computed_before_s: what the process had computed before, for others.
        field: the haze over the scene, once the method was made for one.
    """

    model: ModelEntry
    worker: Worker
    tile_px: int
    batch_tiles: int
    steps: int
    seed: int
    progress: Progress
    computed_before_s: float
    field: Optional[HazeField] = None

    @property
    def busy_s(self) -> float:
        """Seconds that the process has spent in the model, as it says itself."""
        return self.worker.computed_s - self.computed_before_s

    def for_scene(self, read: Callable[[], Scene]) -> ModelMethod:
        """Return the method with the haze that the model's field network finds over the scene, if it has one."""
        config = self.model.config.field
        if config is None:
            return self
        self.progress.report(0, Stage.FIELD)
        scene = read()
        height, width = scene.display.shape[1:]
        view = reduced(scene.display, *config.view_size(height, width))
        cells = self.worker.find_field(view, self.progress)
        extent = height * scene.step_px, width * scene.step_px
        return replace(self, field=HazeField(cells[:3], cells[3:6], cells[6], *extent))

    def draft(self) -> ModelMethod:
        """Return stage 1 alone."""
        return replace(self, steps=0)

    def restore(self, runs: Iterator[TileRun]) -> Generator[Tuple[TileRun, np.ndarray], None, None]:
        """See `Method`. Runs without a usable tile, which only end a raster, do not go to the process."""
        for filled, group in groupby(runs, key=lambda run: len(run.tiles) > 0):
            if not filled:
                yield from ((run, run.tiles) for run in group)
                continue
            # a run has what the process wants of a batch: tiles, rows and cols
            asked: Deque[TileRun] = deque()  # the process sees tiles without the scene's haze, the flow wants its own
            sent = self._sent(group, asked)
            answers = self.worker.dehaze(sent, steps=self.steps, seed=self.seed, progress=self.progress)
            with closing(answers):
                for _, restored in answers:
                    yield asked.popleft(), restored

    def _sent(self, runs: Iterator[TileRun], asked: Deque[TileRun]) -> Iterator[TileRun]:
        """Yield runs as the process sees them, and note in `asked` which they were."""
        for run in runs:
            asked.append(run)
            yield self._cleared(run)

    def _cleared(self, run: TileRun) -> TileRun:
        """Return a run without the haze of the scene's field."""
        if self.field is None:
            return run
        top, left = run.origin
        places = zip(run.tiles, run.rows, run.cols)
        tiles = [self.field.clear(tile, top + row, left + col, run.step_px) for tile, row, col in places]
        return replace(run, tiles=np.stack(tiles))

    def describe(self) -> Dict[str, Any]:
        """See `Method`."""
        told = {"method": self.model.name, "title": self.model.config.title}
        return {**told, "device": self.worker.device, "steps": self.steps}


@contextmanager
def open_model(
    model: ModelEntry, options: DehazeOptions, python: Optional[str], progress: Progress
) -> Iterator[ModelMethod]:
    """Yield the model as a method, its process being started or warm; the process stays warm afterwards.

    Raises:
        WeightsError, DeviceError, WorkerError: it cannot run. Cancelled: `progress` says so.
    """
    tile_px = options.tile_size_px or model.config.tile_size_px
    steps = sampling_steps(options, model.config)
    progress.report(0, Stage.START)
    with borrow_worker(str(model.path), options.device, python=python, progress=progress) as worker:
        progress.info(Text("Model {name} on {device}", name=model.name, device=worker.device))
        batch_tiles = options.batch_tiles or worker.suggest_batch(tile_px)
        yield ModelMethod(model, worker, tile_px, batch_tiles, steps, options.seed, progress, worker.computed_s)


def sampling_steps(options: DehazeOptions, config: ModelConfig) -> int:
    """Return the sampling steps that the options stand for with this model."""
    if options.steps is not None:
        return options.steps
    return {Quality.DRAFT: 0, Quality.STANDARD: config.standard_steps, Quality.PAPER: PAPER_STEPS}[options.quality]
