"""Turns strips of the model's change into rows of the results: DN + change, and how thick the removed haze was."""

from __future__ import annotations

import math
import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

import numpy as np

from ..progress import Progress
from .grid import Window
from .radiometry import Stretch, haze_thickness
from .source import RasterSource
from .writer import HAZE_NODATA, GeoTiffWriter

Strip = Tuple[int, np.ndarray]  # the raster's first row of these, and the change (3, n, w) float32
_THREADS = max(1, min(4, (os.cpu_count() or 1) // 2))  # numpy's operations on large arrays run side by side


@dataclass(frozen=True)
class _Rows:
    """Rows of the results: from `row` on, DN (3, n, w), haze thickness (n, w), and which pixels are usable (n, w)."""

    row: int
    dn: np.ndarray
    haze: np.ndarray
    valid: np.ndarray


class StripWriter:
    """Adds changes to the source's DN and writes them from the top of a window to its end. A context manager.

    Several strips are computed at a time, in threads of its own; they are written in order by the caller's.

    Args:
        source: the raster, for this writer alone. window: its pixels that the results show.
        stretch: what the change is measured in.
        strength: share of the change, 0 to 1.
        extra_nodata: a nodata value beside the file's own.
        writers: of the result and, if wanted, of the haze map.
    """

    def __init__(
        self,
        source: RasterSource,
        window: Window,
        stretch: Stretch,
        strength: float,
        extra_nodata: Optional[float],
        writers: Sequence[GeoTiffWriter],
    ) -> None:
        self._source, self._window, self._stretch = source, window, stretch
        self._strength, self._nodata = strength, (source.nodata, extra_nodata)
        self._writers = writers
        self._haze_sum, self._haze_count = 0.0, 0
        self._threads = ThreadPoolExecutor(_THREADS, "dsrdmpd_strip")
        self._reading = threading.Lock()  # GDAL's handle serves one thread at a time

    def __enter__(self) -> StripWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    @property
    def mean_haze(self) -> float:
        """Mean haze thickness of the usable pixels written so far, NaN if there were none."""
        return self._haze_sum / self._haze_count if self._haze_count else math.nan

    def begin(self, strip: Strip) -> Future[_Rows]:
        """Begin to compute the next rows, for `write`."""
        return self._threads.submit(self._compute, *strip)

    def write(self, computing: Future[_Rows], progress: Progress) -> None:
        """Write the next rows once they are computed.

        Raises:
            RasterError: they cannot be read or written. Cancelled: `progress` says so.
        """
        rows = computing.result()
        progress.check()
        self._writers[0].write(rows.row, rows.dn)
        if len(self._writers) > 1:
            self._writers[1].write(rows.row, np.where(rows.valid, rows.haze, np.float32(HAZE_NODATA))[None])
        usable = rows.haze[rows.valid]
        self._haze_sum += float(usable.sum(dtype=np.float64))
        self._haze_count += usable.size

    def _compute(self, row: int, change: np.ndarray) -> _Rows:
        with self._reading:
            self._source.trim_cache()
            dn, valid = self._source.read_with_valid(Window(row, self._window.col, change.shape[1], self._window.width))
        hazy = self._stretch.normalise(dn)
        result = self._stretch.apply(dn, change, valid, self._strength, *self._nodata, hazy=hazy)
        return _Rows(row, result, haze_thickness(hazy, change), valid)
