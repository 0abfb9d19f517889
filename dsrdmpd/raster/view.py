"""A raster as it is read for a purpose: at full size or reduced, whole or a part of it, on a grid of its own."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Iterator, Optional, Tuple

import numpy as np

from ..progress import Progress
from .grid import Grid, Window
from .source import RasterSource
from .values import moved, nodata_as

READ_PIXELS = 4_000_000  # at most about that many are averaged at a time
LEAST_USABLE = 0.5  # of the pixels that a larger one stands for


@dataclass(frozen=True)
class View:
    """A raster with pixels `step_px` times as large in both directions: 1 is the raster itself, bit for bit.

    A larger pixel is the average of the usable pixels that it stands for, or of those of the coarsest overview whose
    pixels fit into it, and is usable if half of them are. What a pixel is does not depend on the window it is read in.

    Attributes:
        source: the raster; one thread at a time.
        step_px: the raster's pixels along a side of one of the view's; no more than a small raster has room for.
        part: window of the (larger) pixels that the view shows, all of them if None.
    """

    source: RasterSource
    step_px: int = 1
    part: Optional[Window] = None

    def __post_init__(self) -> None:
        most = min(self.source.grid.height, self.source.grid.width)
        object.__setattr__(self, "step_px", max(1, min(self.step_px, most)))

    @classmethod
    def within(cls, source: RasterSource, side_px: int) -> View:
        """Return the whole raster reduced until no side is longer than `side_px`, by a step that overviews fit into."""
        step = -(-max(source.grid.height, source.grid.width) // side_px)
        fit = _fitting(source, step)
        return cls(source, -(-step // fit) * fit)

    @classmethod
    def about(cls, source: RasterSource, step_px: int) -> View:
        """Return the whole raster reduced by `step_px`, or by a little less that overviews fit into."""
        return cls(source, step_px - step_px % _fitting(source, step_px))

    @property
    def grid(self) -> Grid:
        """The view's pixels on the map; what is left over at the raster's right and bottom belongs to none."""
        whole = self.source.grid if self.step_px == 1 else self.source.grid.coarser(self.step_px)
        return whole if self.part is None else whole.crop(self.part)

    @property
    def origin(self) -> Tuple[int, int]:
        """Row and column of the first pixel, in pixels of the view's size from the raster's first one."""
        return (0, 0) if self.part is None else (self.part.row, self.part.col)

    def cropped(self, window: Window) -> View:
        """Return the view of a window of this one, whose first pixel is its own."""
        return replace(self, part=self._placed(window))

    @contextmanager
    def reopened(self) -> Iterator[View]:
        """Yield the same view of the raster opened once more, for another thread."""
        with self.source.reopened() as source:
            yield replace(self, source=source)

    def trim_cache(self) -> None:
        """Let go of GDAL's decoded blocks once they may be many."""
        self.source.trim_cache()

    def read_with_valid(self, window: Window, progress: Optional[Progress] = None) -> Tuple[np.ndarray, np.ndarray]:
        """Return the colour bands of a window of the view, and which of its pixels are usable.

        Returns:
            DN (3, h, w) of the raster's type and (h, w) bool.

        Raises:
            RasterError: the raster cannot be read. Cancelled: `progress` says so.
        """
        window = self._placed(window)
        if self.step_px == 1:
            return self.source.read_with_valid(window)
        fitting = [found for found in self.source.overviews().items() if self.step_px % found[0] == 0]
        step, level = max(fitting, default=(1, None))
        taken = self.step_px // step  # pixels along a side of a larger one
        dn = np.empty((len(self.source.bands), window.height, window.width), self.source.dtype)
        valid = np.empty((window.height, window.width), dtype=bool)
        rows = max(1, READ_PIXELS // (window.width * taken * taken))
        for start in range(0, window.height, rows):
            part = Window(window.row + start, window.col, min(rows, window.height - start), window.width)
            fine = _scaled(part, taken)
            if progress:
                progress.check()
            read = self.source.read_with_valid if level is None else partial(self.source.read_overview, level)
            samples, usable = read(fine)
            here = slice(start, start + part.height)
            dn[:, here], valid[here] = self._averaged(samples, usable, taken)
            self.trim_cache()
        return dn, valid

    def read_band(self, number: int, window: Window) -> np.ndarray:
        """Any band's values in a window of the view, (h, w) in the colour bands' type: of the nearest pixels."""
        window = self._placed(window)
        return self.source.read_band(number, _scaled(window, self.step_px), (window.height, window.width))

    def _placed(self, window: Window) -> Window:
        return window if self.part is None else window.shifted(self.part.row, self.part.col)

    def _averaged(self, dn: np.ndarray, valid: np.ndarray, taken: int) -> Tuple[np.ndarray, np.ndarray]:
        """Average squares of `taken` x `taken` samples over the usable ones; others keep the sample in the middle."""
        if taken == 1:
            return dn, valid
        count = _sum_of_squares(valid[None], taken)[0]
        out = dn[:, taken // 2 :: taken, taken // 2 :: taken].copy()
        for band, (samples, declared) in enumerate(zip(dn, self.source.nodata)):
            total = _sum_of_squares(np.where(valid, samples, 0)[None], taken)[0]
            held = nodata_as(dn.dtype, declared)
            mean = moved(np.zeros_like(out[band]), total / np.maximum(count, 1), [] if held is None else [held])
            out[band] = np.where(count > 0, mean, out[band])
        return out, count >= LEAST_USABLE * taken * taken


def _fitting(source: RasterSource, step_px: int) -> int:
    """Step of the coarsest overview of a quarter of `step_px` at most, so that rounding costs little; 1 if none."""
    return max((step for step in source.overviews() if 4 * step <= step_px), default=1)


def _scaled(window: Window, factor: int) -> Window:
    return Window(window.row * factor, window.col * factor, window.height * factor, window.width * factor)


def _sum_of_squares(values: np.ndarray, side: int) -> np.ndarray:
    """Sum (b, h·side, w·side) over squares of `side` x `side` into (b, h, w) float64."""
    bands, height, width = values.shape
    rows = values.reshape(bands, height // side, side, width).sum(axis=2, dtype=np.float64)
    return rows.reshape(bands, height // side, width // side, side).sum(axis=3)
