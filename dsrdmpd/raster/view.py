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
from .values import moved, nodata_ranges

READ_PIXELS = 4_000_000  # that are averaged at a time, unless one row has more
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
        """Return the whole raster reduced by a step that overviews fit into, so that no side is longer than `side_px`.

        A raster too narrow for that step keeps one row or column of larger pixels, and a longer side.
        """
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
        return self._averaged(window, progress or Progress())

    def read_band(self, number: int, window: Window) -> np.ndarray:
        """Any band's values in a window of the view, (h, w) in the colour bands' type: of the nearest pixels."""
        window = self._placed(window)
        return self.source.read_band(number, _scaled(window, self.step_px), (window.height, window.width))

    def _placed(self, window: Window) -> Window:
        return window if self.part is None else window.shifted(self.part.row, self.part.col)

    def _averaged(self, window: Window, progress: Progress) -> Tuple[np.ndarray, np.ndarray]:
        """`read_with_valid` of larger pixels: the mean of the usable samples in each, else the one in the middle.

        Sums grow row by row of samples, so that they come out alike however many rows are read at a time.
        """
        fitting = [found for found in self.source.overviews().items() if self.step_px % found[0] == 0]
        step, level = max(fitting, default=(1, None))
        read = self.source.read_with_valid if level is None else partial(self.source.read_overview, level)
        side = self.step_px // step  # of a larger pixel, in samples
        fine = _scaled(window, side)
        rows_at_once = max(1, READ_PIXELS // fine.width)
        middle = np.empty((len(self.source.bands), window.height, window.width), self.source.dtype)
        sums, counts = np.zeros(middle.shape), np.zeros(middle.shape[1:])
        for row in range(0, fine.height, rows_at_once):
            progress.check()
            samples, usable = read(Window(fine.row + row, fine.col, min(rows_at_once, fine.height - row), fine.width))
            for target, rows in _rows_of_targets(row, len(usable), side):
                sums[:, target] = _added(sums[:, target], np.where(usable[rows], samples[:, rows], 0), side)
                counts[target] = _added(counts[target], usable[rows], side)
                centre = target * side + side // 2 - row
                if rows.start <= centre < rows.stop:
                    middle[:, target] = samples[:, centre, side // 2 :: side]
            self.trim_cache()
        means = np.stack([self._as_pixels(total / np.maximum(counts, 1)) for total in sums])
        return np.where(counts > 0, means, middle), counts >= LEAST_USABLE * side * side

    def _as_pixels(self, values: np.ndarray) -> np.ndarray:
        """Numbers as pixels of the raster's type, none of them nodata."""
        avoid = nodata_ranges(self.source.dtype, *self.source.nodata, self.source.also_nodata)
        nothing = np.zeros(values.shape, self.source.dtype)
        return moved(nothing, values, avoid)


def _fitting(source: RasterSource, step_px: int) -> int:
    """Step of the coarsest overview of a quarter of `step_px` at most, so that rounding costs little; 1 if none."""
    return max((step for step in source.overviews() if 4 * step <= step_px), default=1)


def _scaled(window: Window, factor: int) -> Window:
    return Window(window.row * factor, window.col * factor, window.height * factor, window.width * factor)


def _rows_of_targets(row: int, count: int, side: int) -> Iterator[Tuple[int, slice]]:
    """Yield the larger pixels' rows that `count` rows of samples from `row` on belong to, and which those are."""
    for target in range(row // side, (row + count - 1) // side + 1):
        yield target, slice(max(0, target * side - row), min(count, (target + 1) * side - row))


def _added(sums: np.ndarray, samples: np.ndarray, side: int) -> np.ndarray:
    """Sums (…, w) float64 with rows of samples (…, n, w·side) added, `side` neighbours in a row together."""
    if samples.dtype.kind != "f" and samples.dtype.itemsize <= 2:  # exact in any order: the quickest
        return sums + _sums_across(samples.sum(axis=-2, dtype=np.int64), side)
    for number in range(samples.shape[-2]):
        sums = sums + _sums_across(samples[..., number, :], side)
    return sums


def _sums_across(values: np.ndarray, side: int) -> np.ndarray:
    """Sum (…, w·side) over `side` neighbours in a row into (…, w) float64."""
    return values.reshape(*values.shape[:-1], -1, side).sum(axis=-1, dtype=np.float64)
