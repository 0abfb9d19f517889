"""A first look at a raster: its edges and small patches from all over it, at full size, before anything else is read.

It costs some hundred decoded blocks, however large the raster is, and never an overview, whose pixels are mixtures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Protocol, Sequence, Tuple

import numpy as np

from ..errors import RasterError
from .grid import Window

PATCH_PX = 32
EDGE_SAMPLES = 256  # along each of the four edges
_ACROSS = 16  # patches along a side of the raster
_LEAST_ACROSS = 4
_BLOCKS_PER_PATCH = 3  # of a row of blocks: fewer patches where a block is large, as in JPEG 2000
_SMALL_PX = 8192
_REMOTE = ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "/vsihdfs", "/vsiwebhdfs")


class Readable(Protocol):
    """What a look needs of a raster."""

    path: str

    @property
    def size(self) -> Tuple[int, int]:
        """Height and width in pixels."""

    @property
    def block_shape(self) -> Tuple[int, int]:
        """Height and width of what is decoded at once."""

    def read_looked_at(self, window: Window) -> Sequence[np.ndarray]:
        """Return the pixels (b, h, w) of a window, and further arrays (…, h, w) of the same pixels."""


@dataclass(frozen=True)
class Look:
    """What was seen of a raster.

    Attributes:
        patches: of each patch, what `Readable.read_looked_at` returned of it. weights: how many of the raster's pixels
            each of its own stands for, (h, w).
        edges: the same of the top, bottom, left and right edge, (…, 1, k) or (…, k, 1), evenly spaced pixels.
    """

    patches: Tuple[Sequence[np.ndarray], ...]
    edges: Tuple[Sequence[np.ndarray], ...]
    weights: Tuple[np.ndarray, ...]

    @property
    def all(self) -> Tuple[Sequence[np.ndarray], ...]:
        """Patches and edges."""
        return (*self.patches, *self.edges)


def take_look(raster: Readable) -> Look:
    """Read a raster's patches and edges from its top to its bottom, as formats without random access need it.

    What cannot be read is left out.
    """
    height, width = raster.size
    sides = _evenly(height, 1, _ACROSS if raster.path.startswith(_REMOTE) else EDGE_SAMPLES)
    places: List[Tuple[str, Window]] = [
        ("top", Window(0, 0, 1, width)),
        *(("patch", window) for window in patches_of(raster)),
        *(("left", Window(row, 0, 1, 1)) for row in sides),
        *(("right", Window(row, width - 1, 1, 1)) for row in sides),
        ("bottom", Window(height - 1, 0, 1, width)),
    ]
    read = {"top": [], "bottom": [], "left": [], "right": [], "patch": []}  # type: ignore[var-annotated]
    rows, cols = ({getattr(place, name) for kind, place in places if kind == "patch"} for name in ("row", "col"))
    weights = []
    for kind, window in sorted(places, key=lambda place: place[1].row):
        try:
            seen = raster.read_looked_at(window)
        except RasterError:  # a damaged block may lie where nobody wants to read
            continue
        if kind in ("top", "bottom"):
            seen = [each[..., _evenly(width, 1, EDGE_SAMPLES)] for each in seen]
        read[kind].append(seen)
        if kind == "patch":
            down = _stands_for(window.row, window.height, sorted(rows))
            across = _stands_for(window.col, window.width, sorted(cols))
            weights.append(down[:, None] * across)
    kinds = [kind for kind in read if kind != "patch" and read[kind]]
    edges = [tuple(np.concatenate(parts, axis=-2) for parts in zip(*read[kind])) for kind in kinds]
    return Look(tuple(read["patch"]), tuple(edges), tuple(weights))


def patches_of(raster: Readable) -> List[Window]:
    """Return the places of a raster's patches, from its top to its bottom."""
    height, width = raster.size
    remote = raster.path.startswith(_REMOTE)
    rows = _spread(height, PATCH_PX, raster.block_shape[0], remote)
    cols = _spread(width, PATCH_PX, raster.block_shape[1], remote)
    return [Window(row, col, min(PATCH_PX, height), min(PATCH_PX, width)) for row in rows for col in cols]


def _stands_for(start: int, length: int, starts: Sequence[int]) -> np.ndarray:
    """How many of a side's pixels each of a patch stands for: itself, and the rim for half the gap to the next patch.

    So what is in a thin collar is not taken for more than it is.
    """
    pixels, every = np.arange(start, start + length)[:, None], np.array(starts)
    weights = 1 / ((pixels >= every) & (pixels < every + length)).sum(axis=1)  # those of a small raster overlap
    place = starts.index(start)
    if place > 0:
        weights[0] += max(0, start - starts[place - 1] - length) / 2
    if place + 1 < len(starts):
        weights[-1] += max(0, starts[place + 1] - start - length) / 2
    return weights


def _spread(length: int, part: int, block: int, remote: bool) -> List[int]:
    """First pixels of patches along a side."""
    blocks = -(-length // max(1, block))
    most = _LEAST_ACROSS if remote else max(_LEAST_ACROSS, min(_ACROSS, blocks // _BLOCKS_PER_PATCH))
    if not remote and (blocks == 1 or length <= _SMALL_PX):  # more of them decode nothing more, or little
        most = _ACROSS
    return _evenly(length, part, most)


def _evenly(length: int, part: int, most: int) -> List[int]:
    count = min(most, -(-length // part))
    last = max(0, length - part)
    return sorted({round(number * last / max(1, count - 1)) for number in range(count)})
