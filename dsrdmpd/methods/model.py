"""A model as a method: its worker process, its sampling steps and its seed."""

from __future__ import annotations

from collections import deque
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, Generator, Iterator, Optional, Tuple

import numpy as np

from ..errors import Text
from ..files import digest_of
from ..model_files import ModelConfig, ModelEntry
from ..progress import Progress, Stage
from ..request import PAPER_STEPS, DehazeOptions, Quality
from ..runtime.client import TileBatch, Worker
from ..runtime.pool import borrow_worker
from ..scene.evidence import contrast_of, judge
from ..scene.field import HazeField, reduced
from .protocol import Scene

if TYPE_CHECKING:
    from ..raster.reader import TileRun

_MOSTLY = 0.5  # share of a view's pixel from which it shows ground


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
    veil: None = None

    @property
    def busy_s(self) -> float:
        """Seconds that the process has spent in the model, as it says itself."""
        return self.worker.computed_s - self.computed_before_s

    def for_scene(self, read: Callable[[], Scene]) -> ModelMethod:
        """Return the method with the haze that the model's field network finds, as far as the scene bears it out."""
        config = self.model.config.field
        if config is None:
            return self
        self.progress.report(0, Stage.FIELD)
        scene = read()
        height, width = scene.display.shape[1:]
        view = reduced(scene.display, *config.view_size(height, width))
        cells = self.worker.find_field(view, self.progress)
        extent = height * scene.step_px, width * scene.step_px
        found = HazeField(cells[:3], cells[3:6], cells[6], *extent)
        usable = reduced(scene.valid[None].astype(np.float32), *view.shape[1:])[0] > _MOSTLY
        contrast = contrast_of(view, usable)
        judged = judge(found, scene.bands, scene.bright_share, scene.least_airlight, contrast)
        self.progress.info(judged.told)
        return replace(self, field=judged.field)

    @property
    def beyond_field_from(self) -> float:
        """See `Method`."""
        return self.model.config.coarse_from

    @property
    def known(self) -> Optional[HazeField]:
        """See `Method`."""
        return self.field

    def knowing(self, known: Optional[HazeField]) -> ModelMethod:
        """See `Method`."""
        return replace(self, field=known)

    def draft(self) -> ModelMethod:
        """Return stage 1 alone."""
        return replace(self, steps=0)

    def restore(self, runs: Iterator[TileRun]) -> Generator[Tuple[TileRun, np.ndarray], None, None]:
        """See `Method`."""
        for busy, group in groupby(map(self._prepared, runs), key=lambda prepared: prepared.batch is not None):
            if not busy:
                yield from ((prepared.run, np.zeros_like(prepared.run.tiles)) for prepared in group)
                continue
            sent: Deque[_Prepared] = deque()
            batches = _noted(group, sent)
            answers = self.worker.dehaze(batches, steps=self.steps, seed=self.seed, progress=self.progress)
            with closing(answers):
                for _, restored in answers:
                    prepared = sent.popleft()
                    yield prepared.run, prepared.added(restored)

    def _prepared(self, run: TileRun) -> _Prepared:
        """Take the scene's haze off the tiles of a run, and find those that are worth going through the networks."""
        everywhere = np.ones(len(run.tiles), bool)
        if self.field is None or not len(run.tiles):
            batch = TileBatch(run.tiles, run.rows, run.cols) if len(run.tiles) else None
            return _Prepared(run, everywhere, None, batch)
        side, (top, left) = run.tiles.shape[-1], run.origin
        places = [(top + row, left + col) for row, col in zip(run.rows, run.cols)]
        start = self.beyond_field_from
        weights = [self.field.weight_at(start, *place, side, side, run.step_px) for place in places]
        worth = np.array([bool(weight.any()) for weight in weights])
        if not worth.any():
            return _Prepared(run, worth, None, None)
        sent = [(tile, place) for tile, place, some in zip(run.tiles, places, worth) if some]
        cleared = np.stack([self.field.clear(tile, row, col, run.step_px) for tile, (row, col) in sent])
        rows, cols = (tuple(np.array(starts)[worth].tolist()) for starts in (run.rows, run.cols))
        return _Prepared(run, worth, np.stack(weights)[worth, None], TileBatch(cleared, rows, cols))

    def describe(self) -> Dict[str, Any]:
        """See `Method`."""
        told = {"method": self.model.name, "title": self.model.config.title, "weights": digest_of(self.model.path)}
        return {**told, "device": self.worker.device, "torch": self.worker.hello.get("torch"), "steps": self.steps}


@dataclass(frozen=True)
class _Prepared:
    """A run on its way through the process.

    Attributes:
        run: as it came. worth: (n,) which of its tiles are sent.
        weight: (m, 1, t, t) how far what comes back counts, None for in full. batch: what is sent, without the haze of
            the scene's field if there is one; None for nothing.
    """

    run: TileRun
    worth: np.ndarray
    weight: Optional[np.ndarray]
    batch: Optional[TileBatch]

    def added(self, restored: np.ndarray) -> np.ndarray:
        """Return the change in all tiles, by what came back of those that were sent; takes that over."""
        assert self.batch is not None
        restored -= self.batch.tiles
        if self.weight is None:
            return restored
        restored *= self.weight
        if self.worth.all():
            return restored
        whole = np.zeros_like(self.run.tiles)
        whole[self.worth] = restored
        return whole


def _noted(group: Iterator[_Prepared], sent: Deque[_Prepared]) -> Iterator[TileBatch]:
    """Yield what is sent of each run, and note in `sent` which run it was of."""
    for prepared in group:
        assert prepared.batch is not None
        sent.append(prepared)
        yield prepared.batch


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
