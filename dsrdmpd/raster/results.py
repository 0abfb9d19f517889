"""The results of a run by name: checked before any work, written strip by strip, and published all together or not."""

from __future__ import annotations

import math
import os
from contextlib import ExitStack, suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Protocol, Tuple, Type

import numpy as np

from ..claims import Claim, refuse_claimed
from ..errors import Cancelled, DehazeError, RasterError
from ..files import check_output, has_room
from ..progress import PartOfProgress, Progress, Stage
from .grid import Window
from .journal import Journal, run_key
from .provenance import with_provenance
from .source import RasterSource
from .writer import GeoTiffWriter, RasterProfile, publish_all

Wanted = Mapping[str, Tuple[Optional[str], RasterProfile]]


class Whole(NamedTuple):
    """A GeoTIFF whose pixels are known before the run: see `Results.add_whole`."""

    path: str
    profile: RasterProfile
    pixels: np.ndarray


class Sink(Protocol):
    """What takes the strips of a run."""

    window: Window  # of the raster, whose rows come in order

    def write(self, row: int, pixels: Mapping[str, Any], valid: np.ndarray) -> None:
        """See `Results.write`."""


class Results:
    """The GeoTIFFs that a run makes of a window of a raster. A context manager.

        results = Results(source, window, {"dehazed": (path, profile), "haze": (None, profile)})  # refuses
        with results:  # makes the part files
            row = results.resume(key, progress)  # optional: what an earlier run finished is there already
            results.write(row, {"dehazed": {3: dn, 2: dn, 1: dn}, "haze": thickness}, valid)  # for each strip
            results.complete(progress)
            results.publish()

    Leaving the block before `publish` leaves older results as they were and no part file; of a run that can be resumed
    it leaves the rows that are finished, unless it was cancelled and `keep_cancelled` is not set.

    Args:
        source: what is read: never written over, and where bands and masks that stay are copied from, by the thread
            that calls `write`. window: its pixels that the results show.
        wanted: path and profile by name. Without a path there is no file, but a map's mean is kept all the same.

    Attributes:
        keep_cancelled: whether a cancelled run leaves what is finished. rows_kept: rows that an ended run has left.

    Raises:
        RasterError: a file cannot be made, two have the same name, or another run is writing one.
    """

    def __init__(self, source: RasterSource, window: Window, wanted: Wanted) -> None:
        self.window, self.keep_cancelled, self.rows_kept = window, False, 0
        self._source, self._wanted = source, dict(wanted)
        self._wholes: List[Whole] = []
        self._writing, self._claimed = ExitStack(), ExitStack()
        self._writers: Dict[str, GeoTiffWriter] = {}
        self._alone: List[GeoTiffWriter] = []  # of what is whole from the beginning
        self._claims: List[Claim] = []
        self._journal: Optional[Journal] = None
        self._sums: Dict[str, Tuple[float, int]] = {}
        self._published = False
        self._check()

    def add(self, name: str, path: str, profile: RasterProfile) -> None:
        """Want one more result, which `write` takes as any other; before the block is entered.

        Raises:
            RasterError: as when the results are made.
        """
        self._wanted[name] = path, profile
        self._check()

    def add_whole(self, path: str, profile: RasterProfile, pixels: np.ndarray) -> None:
        """Publish one more GeoTIFF with the others, on a grid of its own and known already; before it is entered.

        Args:
            pixels: (b, h, w) of the profile's type.

        Raises:
            RasterError: as when the results are made.
        """
        self._wholes.append(Whole(path, profile, pixels))
        self._check()

    def _check(self) -> None:
        """Refuse results that could not be written, before any work is done."""
        named = [(path, profile) for path, profile in self._wanted.values() if path]
        named += [(path, profile) for path, profile, _ in self._wholes]
        if len({os.path.normcase(os.path.realpath(path)) for path, _ in named}) < len(named):
            raise RasterError("The results cannot be written", "both have the same name", "Name one of them otherwise")
        self._needed = sum(profile.size_bytes for _, profile in named)
        for path, _ in named:
            check_output(path, self._source.files, self._needed)
            refuse_claimed(path)

    def __enter__(self) -> Results:
        with ExitStack() as claimed, ExitStack() as writing:  # which undo what was made before one that cannot be
            for name, (path, profile) in self._wanted.items():
                if path:
                    claim = claimed.enter_context(Claim(path))
                    writer = GeoTiffWriter(path, profile, self._source, self.window, claim.folder)
                    self._writers[name] = writing.enter_context(writer)
                    self._claims.append(claim)
            for path, profile, pixels in self._wholes:
                window = Window(0, 0, *pixels.shape[1:])
                alone = writing.enter_context(GeoTiffWriter(path, profile, None, window, self._claims[0].folder))
                alone.write(0, pixels)
                self._alone.append(alone)
            self._writing, self._claimed = writing.pop_all(), claimed.pop_all()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        with self._claimed:
            self._writing.close()
            wanted = self.keep_cancelled if isinstance(error, Cancelled) else error is not None
            if self._journal is not None and wanted and not self._published:
                self._keep(self._journal)

    def resume(self, key: str, progress: Progress) -> int:
        """Take over what an earlier run with this key finished, and keep from now on what this one finishes.

        Args:
            key: names the run by all that decides its pixels (`run_key`). progress: told how much of it is there; may
                cancel.

        Returns:
            The first row of the raster that is missing.

        Raises:
            RasterError: the disk does not take the rows. Cancelled: `progress` says so.
        """
        kinds = {name: [profile.dtype.str, profile.written, profile.nodata] for name, _, profile in self._files()}
        key = run_key([key, self.window, kinds])
        folder, row = self._claims[0].folder, self.window.row
        # blocks are not compressed, and take no more room than a result with overviews may
        self._journal = Journal(folder, key, row, takes_rows=has_room(str(folder), 2 * self._needed))
        for block in self._journal.replay():
            progress.check()
            for name, writer in self._writers.items():
                writer.write(row, block.arrays[name])
            self._sums = {name: (total, count) for name, (total, count) in block.facts["sums"].items()}
            row += block.facts["rows"]
            progress.report((row - self.window.row) / self.window.height, Stage.RESUMING)
        return row

    def say(self, lines: Tuple[str, ...]) -> None:
        """Have every result say in its metadata how it was made; before the block is entered."""
        for name, (path, profile) in self._wanted.items():
            self._wanted[name] = path, replace(profile, metadata=with_provenance(profile.metadata, lines))
        self._wholes = [
            Whole(path, replace(profile, metadata=with_provenance(profile.metadata, lines)), pixels)
            for path, profile, pixels in self._wholes
        ]

    def write(self, row: int, pixels: Mapping[str, Any], valid: np.ndarray) -> None:
        """Write the next rows of every result, which start at the raster's `row`.

        Args:
            pixels: by name, (n, w) of a map, whose unusable pixels become nodata here; of another result its new bands
                by number, (n, w) each. valid: (n, w) bool, the usable pixels.

        Raises:
            RasterError: the disk does not take them, or the source is not what it was.
        """
        written, whole = {}, bool(valid.all())
        for name, (_, profile) in self._wanted.items():
            writer, given = self._writers.get(name), pixels[name]
            if profile.is_map:
                self._count(name, given if whole else given[valid])
                bands = [np.where(valid, given, profile.dtype.type(profile.nodata))] if writer else []
            else:
                bands = [given[number] for number in profile.written]
            if writer:
                written[name] = np.stack(bands)
                writer.write(row, written[name])
        if self._journal is not None and self._journal.add(len(valid), written, {"sums": dict(self._sums)}):
            self._source.check_unchanged()
            self._journal.write()

    def mean(self, name: str) -> float:
        """Mean of a map's usable pixels written so far, NaN if there were none."""
        total, count = self._sums.get(name, (0.0, 0))
        return total / count if count else math.nan

    def complete(self, progress: Optional[Progress] = None) -> None:
        """Complete every part file: overviews, of which `progress` is told (0 to 1), everything on disk.

        Raises:
            RasterError: the disk did not take everything, or the source is not what it was. Cancelled: `progress` says
                so.
        """
        self._source.check_unchanged()
        progress, writers = progress or Progress(), self._in_order()
        for number, writer in enumerate(writers):
            writer.complete(PartOfProgress(progress, number / len(writers), (number + 1) / len(writers)))

    @property
    def paths(self) -> Tuple[str, ...]:
        """The names of all files."""
        return tuple(path for _, path, _ in self._files()) + tuple(whole.path for whole in self._wholes)

    def complete_path(self, name: str) -> str:
        """Where a result's complete file lies until it is published, to be read."""
        return self._writers[name].part_path

    def publish(self) -> None:
        """Give every complete file its final name, or none of them.

        Raises:
            RasterError: one of the names could not be taken; older results are as they were.
        """
        publish_all(self._in_order())
        self._published = True

    def _keep(self, journal: Journal) -> None:
        """Leave the finished rows for a run that comes later; a short run, which has written none, leaves nothing."""
        if not journal.rows_on_disk:
            return
        with suppress(DehazeError):  # the rest may have no room, or be of a raster that changed
            self._source.check_unchanged()
            journal.write()
        self._claims[0].keep, self.rows_kept = True, journal.rows_on_disk

    def _files(self) -> List[Tuple[str, str, RasterProfile]]:
        return [(name, path, profile) for name, (path, profile) in self._wanted.items() if path]

    def _in_order(self) -> List[GeoTiffWriter]:
        return [*self._writers.values(), *self._alone]

    def _count(self, name: str, usable: np.ndarray) -> None:
        total, count = self._sums.get(name, (0.0, 0))
        self._sums[name] = total + float(usable.sum(dtype=np.float64)), count + usable.size
