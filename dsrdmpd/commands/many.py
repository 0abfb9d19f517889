"""What `dehaze --out-dir` does: many rasters into a folder, and a table of what became of each."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Iterator, List, Sequence, Tuple

from ..errors import DehazeError
from ..progress import clock
from ..request import DehazeRequest
from .terminal import TerminalProgress

if TYPE_CHECKING:
    from ..batch import Outcome

HEAD = ("raster", "result", "pixels", "haze", "time")


def dehaze_into_folder(options: argparse.Namespace, like: DehazeRequest) -> None:
    """Dehaze the rasters that `options.paths` name, and print a table at the end, also of a cancelled run.

    Raises:
        DehazeError: not all of them could be dehazed. Cancelled: not all of them were tried.
    """
    from ..batch import Folders, dehaze_many, plan_batch
    from ..mosaic import dehaze_mosaic
    from ..raster.inputs import parts_of_mosaics
    from ..raster.mosaic_file import check_mosaic, write_mosaic
    from ..runtime.environment import python_with_torch

    if options.mosaic:
        check_mosaic(options.mosaic)
    paths = parts_of_mosaics(options.paths) if options.match else options.paths
    folders = Folders(options.out_dir, options.haze_map, options.haze_mask, options.report)
    requests = plan_batch(paths, like, folders)
    outcomes: List[Outcome] = []
    progress, python = TerminalProgress(), python_with_torch()
    how = {"python": python, "keep_existing": options.keep_existing}
    dehaze = (
        dehaze_mosaic(requests, progress, options.reference, **how)
        if options.match
        else dehaze_many(requests, progress, **how)
    )
    try:
        for outcome in dehaze:
            outcomes.append(outcome)
    finally:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)  # the bar of a cancelled run
        print("\n".join(table(outcomes)), flush=True)
    made = [outcome.request.output for outcome in outcomes if outcome.error is None]
    if options.mosaic and made:
        write_mosaic(made, options.mosaic)
        print(f"{options.mosaic}  {len(made)} rasters")
    failed = sum(outcome.error is not None for outcome in outcomes)
    if failed:
        raise DehazeError(f"{failed} of {len(requests)} rasters could not be dehazed", remedy="The table says why")


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a line for each raster: what was made of it and how long it took, or why it could not be dehazed."""
    rows = [HEAD, *map(_row, outcomes)]
    whole = [row for row in rows if len(row) == len(HEAD)]  # a reason is as long as it is
    widths = [max(len(row[column]) for row in whole) for column in range(1, len(HEAD))]
    widths.insert(0, max(len(row[0]) for row in rows))
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths)).rstrip()


def _row(outcome: Outcome) -> Tuple[str, ...]:
    result, request = outcome.result, outcome.request
    if outcome.error:
        return request.source, f"failed: {outcome.error}"
    if result is None:
        return request.source, f"{request.output} was there"
    size = f"{result.width_px} × {result.height_px}"
    return request.source, result.output, size, f"{result.mean_haze:.3f}", clock(result.seconds)
