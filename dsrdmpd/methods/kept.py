"""A method that a run has kept: its haze field alone, without the model that found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Dict, Generator, Iterator, Mapping, Optional, Tuple

import numpy as np

from ..scene.field import HazeField
from ..scene.veil import IndexedVeil
from .protocol import Scene

if TYPE_CHECKING:
    from ..raster.reader import TileRun

BATCH_TILES = 16  # few enough to need no memory to speak of, enough to keep reading ahead


@dataclass(frozen=True)
class KeptMethod:
    """See `Method`. Adds nothing to the field that it knows.

    Attributes:
        described: what the method said of itself. field: what it found; None takes nothing off.
    """

    tile_px: int
    steps: int
    described: Mapping[str, Any]
    field: Optional[HazeField] = None
    veil: Optional[IndexedVeil] = None
    batch_tiles: int = BATCH_TILES
    busy_s: float = 0.0
    beyond_field_from: float = 1.0

    def for_scene(self, read: Callable[[], Scene]) -> KeptMethod:
        """It is fitted already."""
        return self

    @property
    def known(self) -> Optional[HazeField]:
        """See `Method`."""
        return self.field

    def knowing(self, known: Any) -> KeptMethod:
        """It is fitted already."""
        return self

    def draft(self) -> None:
        """There is no quicker form."""

    def restore(self, runs: Iterator[TileRun]) -> Generator[Tuple[TileRun, np.ndarray], None, None]:
        """See `Method`."""
        for run in runs:
            yield run, np.zeros_like(run.tiles)

    def describe(self) -> Dict[str, Any]:
        """See `Method`."""
        return dict(self.described)
