"""What every method is to the flow: tiles in, what changes in them out, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Generator, Iterator, NamedTuple, Optional, Protocol, Tuple

import numpy as np

from ..scene.evidence import SceneBand
from ..scene.field import HazeField
from ..scene.veil import IndexedVeil

if TYPE_CHECKING:  # so that a method's arithmetic can be had without GDAL
    from ..raster.reader import TileRun


class Scene(NamedTuple):
    """A raster as a whole, reduced.

    Attributes:
        display: (3, h, w) float32 display values in [0, 1]. valid: (h, w) bool, the usable pixels.
        step_px: pixels of the raster along a side of one of these.
        bands: near and shortwave infrared, if the raster has them and says so.
        bright_share: share of the usable pixels that cloud or snow hides, by their brightness.
        least_airlight: light that endless haze has at least, in units of white; 0 if nothing is known of it.
    """

    display: np.ndarray
    valid: np.ndarray
    step_px: int
    bands: Tuple[SceneBand, ...] = ()
    bright_share: float = 0.0
    least_airlight: float = 0.0


class Method(Protocol):
    """Removes haze from tiles. What it makes of a tile depends on the tile, its place and the scene alone."""

    @property
    def tile_px(self) -> int:
        """Side of its tiles, unless the raster is smaller."""

    @property
    def batch_tiles(self) -> int:
        """Tiles that it takes at a time."""

    @property
    def steps(self) -> int:
        """Sampling steps, 0 if it takes none."""

    @property
    def busy_s(self) -> float:
        """Seconds that it has computed so far."""

    @property
    def field(self) -> Optional[HazeField]:
        """The haze that it found over the whole scene, None if it judges every tile by itself."""

    @property
    def beyond_field_from(self) -> float:
        """From which share of hidden light on it goes on after its field: the `start` of `HazeField.weight_at`."""

    @property
    def veil(self) -> Optional[IndexedVeil]:
        """What it subtracts from any band by an index of the colours, None if it does not work so."""

    def for_scene(self, read: Callable[[], Scene]) -> Method:
        """Return the method fitted to a scene; `read` gives the whole of it, reduced, and takes its time."""

    @property
    def known(self) -> Any:
        """What `for_scene` found, as a value that can be carried to another process; None before."""

    def knowing(self, known: Any) -> Method:
        """Return the method fitted to a scene by what another one of its kind found there."""

    def draft(self) -> Optional[Method]:
        """Return a quicker form of it for a first look, None if there is none."""

    def restore(self, runs: Iterator[TileRun]) -> Generator[Tuple[TileRun, np.ndarray], None, None]:
        """Yield each run of tiles with what it changes in them, in order; more runs may be taken meanwhile.

        The change, (n, 3, t, t) float32, is restored minus hazy, or what it adds to its field's, if it has one; it is
        the receiver's to change.

        Raises:
            WorkerError: with reason and remedy. Cancelled: the user stopped it.
        """

    def describe(self) -> Dict[str, Any]:
        """Return what it is as JSON-able values: ``method``, ``title``, ``device`` (in words), ``steps``."""
