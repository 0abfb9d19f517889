"""A method that is a numpy function of a tile and of what was measured of the scene; it runs in this very process."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable, Dict, Generator, Iterator, Optional, Tuple

import numpy as np

from ..errors import Words
from ..scene.veil import IndexedVeil
from .protocol import Scene

if TYPE_CHECKING:
    from ..raster.reader import TileRun


@dataclass
class PlainMethod:
    """See `Method`.

    Attributes:
        name, title: what it is called. tile_px: as in `Method`.
        measure: what the scene tells once, of display values (3, h, w) and usable pixels (h, w).
        dehaze: a tile (3, t, t) without haze, by the tile and what was measured (None: of the tile itself).
        measured: that, once the method was made for a scene. make_veil: of what was measured, what other bands lose.
    """

    name: str
    title: Words
    tile_px: int
    measure: Callable[[np.ndarray, np.ndarray], np.ndarray]
    dehaze: Callable[[np.ndarray, Optional[np.ndarray]], np.ndarray]
    measured: Optional[np.ndarray] = None
    busy_s: float = dataclasses.field(default=0.0, compare=False)
    batch_tiles: int = 1
    steps: int = 0
    field: None = None
    beyond_field_from: float = 0.0
    make_veil: Optional[Callable[[np.ndarray], IndexedVeil]] = None

    @property
    def veil(self) -> Optional[IndexedVeil]:
        """See `Method`."""
        return self.make_veil(self.measured) if self.make_veil and self.measured is not None else None

    def for_scene(self, read: Callable[[], Scene]) -> PlainMethod:
        """Return the method with what it needs to know of the scene."""
        scene = read()
        return replace(self, measured=self.measure(scene.display, scene.valid))

    @property
    def known(self) -> Optional[np.ndarray]:
        """See `Method`."""
        return self.measured

    def knowing(self, known: Optional[np.ndarray]) -> PlainMethod:
        """See `Method`."""
        return replace(self, measured=known)

    def draft(self) -> None:
        """There is no quicker form."""

    def restore(self, runs: Iterator[TileRun]) -> Generator[Tuple[TileRun, np.ndarray], None, None]:
        """See `Method`."""
        for run in runs:
            started = time.monotonic()
            change = np.empty_like(run.tiles)
            for tile, target in zip(run.tiles, change):
                np.subtract(self.dehaze(tile, self.measured), tile, out=target)
            self.busy_s += time.monotonic() - started
            yield run, change

    def describe(self) -> Dict[str, Any]:
        """See `Method`."""
        return {"method": self.name, "title": str(self.title), "device": "CPU", "steps": 0}
