"""The results of a run by name: checked before any work, written strip by strip, and published all together or not."""

from __future__ import annotations

import math
import os
from contextlib import ExitStack
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from ..errors import RasterError
from ..files import check_output
from ..progress import Progress
from .grid import Window
from .source import RasterSource
from .writer import GeoTiffWriter, RasterProfile, publish_all

Wanted = Mapping[str, Tuple[Optional[str], RasterProfile]]


class Results:
    """The GeoTIFFs that a run makes of a window of a raster. A context manager.

        results = Results(source, window, {"dehazed": (path, profile), "haze": (None, profile)})  # refuses
        with results:  # makes the part files
            results.write(row, {"dehazed": {3: dn, 2: dn, 1: dn}, "haze": thickness}, valid)  # for each strip
            results.complete(progress)
            results.publish()

    Leaving the block before `publish` leaves nothing behind, and older results as they were.

    Args:
        source: what is read: never written over, and where bands and masks that stay are copied from, by the thread
            that calls `write`. window: its pixels that the results show.
        wanted: path and profile by name. Without a path there is no file, but a map's mean is kept all the same.

    Raises:
        RasterError: a file cannot be made, or two have the same name.
    """

    def __init__(self, source: RasterSource, window: Window, wanted: Wanted) -> None:
        self.window = window
        self._source, self._wanted = source, dict(wanted)
        self._stack = ExitStack()
        self._writers: Dict[str, GeoTiffWriter] = {}
        self._sums: Dict[str, Tuple[float, int]] = {}
        named = [(path, profile) for path, profile in self._wanted.values() if path]
        if len({os.path.normcase(os.path.realpath(path)) for path, _ in named}) < len(named):
            raise RasterError("The results cannot be written", "both have the same name", "Name one of them otherwise")
        needed = sum(profile.size_bytes for _, profile in named)
        for path, _ in named:
            check_output(path, source.files, needed)

    def __enter__(self) -> Results:
        with ExitStack() as stack:  # which undoes what was made before one that cannot be
            for name, (path, profile) in self._wanted.items():
                if path:
                    writer = GeoTiffWriter(path, profile, self._source, self.window)
                    self._writers[name] = stack.enter_context(writer)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def write(self, row: int, pixels: Mapping[str, Any], valid: np.ndarray) -> None:
        """Write the next rows of every result, which start at the raster's `row`.

        Args:
            pixels: by name, (n, w) of a map, whose unusable pixels become nodata here; of another result its new bands
                by number, (n, w) each. valid: (n, w) bool, the usable pixels.

        Raises:
            RasterError: the disk does not take them.
        """
        for name, (_, profile) in self._wanted.items():
            writer, given = self._writers.get(name), pixels[name]
            if profile.is_map:
                self._count(name, given[valid])
                bands = [np.where(valid, given, profile.dtype.type(profile.nodata))] if writer else []
            else:
                bands = [given[number] for number in profile.written]
            if writer:
                writer.write(row, np.stack(bands))

    def mean(self, name: str) -> float:
        """Mean of a map's usable pixels written so far, NaN if there were none."""
        total, count = self._sums.get(name, (0.0, 0))
        return total / count if count else math.nan

    def complete(self, progress: Optional[Progress] = None) -> None:
        """Complete every part file: overviews, everything on disk.

        Raises:
            RasterError: the disk did not take everything. Cancelled: `progress` says so.
        """
        for writer in self._in_order():
            writer.complete(progress)

    def publish(self) -> None:
        """Give every complete file its final name, or none of them.

        Raises:
            RasterError: one of the names could not be taken; older results are as they were.
        """
        publish_all(self._in_order())

    def _in_order(self) -> List[GeoTiffWriter]:
        return list(self._writers.values())

    def _count(self, name: str, usable: np.ndarray) -> None:
        total, count = self._sums.get(name, (0.0, 0))
        self._sums[name] = total + float(usable.sum(dtype=np.float64)), count + usable.size
