"""The report of a dehazing run: what it made of a raster, and how."""

from __future__ import annotations

import math
import os
from typing import Any, List, Mapping, Tuple

from ..assess.request import AFTER, Assessment, AssessRequest
from ..assess.run import assess
from ..errors import Text, Words
from ..progress import Progress
from ..raster.grid import Window
from ..raster.source import RasterSource
from ..raster.tiles import Lattice
from ..request import DehazeRequest, DehazeResult
from .assessment import Say, write_report


def measure_run(
    request: DehazeRequest, source: RasterSource, made: str, window: Window, lattice: Lattice, progress: Progress
) -> Assessment:
    """Measure a finished result, which lies at `made` and may not have its name yet, and what it was made from.

    Args:
        window: pixels of the source that the result shows. lattice: of the tiles that it was made in.

    Raises:
        RasterError: they cannot be measured. Cancelled: `progress` says so.
    """
    wanted = AssessRequest(
        raster=made,
        before=request.source,
        bands=source.bands,
        nodata=request.nodata,
        compare=False,
        pictures=True,
        seams=(
            _meetings(lattice.row_starts, lattice.tile_px, window.row),
            _meetings(lattice.col_starts, lattice.tile_px, window.col),
        ),
    )
    found = assess(wanted, progress)
    found.paths[AFTER] = request.output
    return found


def write_run_report(
    found: Assessment,
    request: DehazeRequest,
    result: DehazeResult,
    method: Mapping[str, Any],
    values: Words,
    say: Say,
) -> None:
    """Write the report that `request.report` names.

    Args:
        found: of `measure_run`. method: as `Method.describe` says. values: what the raster's values were taken for.

    Raises:
        RasterError: the file cannot be written.
    """
    about = _about(request, result, method, values)
    if not math.isnan(found.seams):
        told = Text("The change steps {times:.2f} times as much where tiles meet as elsewhere", times=found.seams)
        about.append((Text("Tile consistency"), told))
    title = os.path.basename(request.output)
    write_report(found, str(request.report), say, kind=Text("Dehazing report"), title=title, about=about)


def _about(
    request: DehazeRequest, result: DehazeResult, method: Mapping[str, Any], values: Words
) -> List[Tuple[Words, Words]]:
    options = request.options
    name = Text("{name}", name=options.model)
    title = Text("{name} ({title})", name=options.model, title=method.get("title", ""))
    about: List[Tuple[Words, Words]] = [
        (Text("Model"), title if method.get("title") else name),
        (Text("Sampling steps"), Text("{steps}", steps=result.steps)),
        (Text("Strength"), Text("{percent:g} %", percent=options.strength_percent)),
        (Text("Seed"), Text("{seed}", seed=options.seed)),
        (Text("Values"), values),
        (Text("Device"), result.device),
        (Text("Tiles that went through the method"), Text("{tiles}", tiles=result.tiles)),
        (Text("Time"), Text("{seconds:.1f} s", seconds=result.seconds)),
    ]
    if not math.isnan(result.mean_haze):
        about.append((Text("Mean haze thickness"), Text("{haze:.3f}", haze=result.mean_haze)))
        about.append((Text("Became black in some colour"), Text("{share:.2%}", share=result.clipped)))
        told = Text("{saturated:.2%} saturated, {hidden:.2%} hidden by cloud or snow",
                    saturated=result.saturated, hidden=result.hidden)  # fmt: skip
        about.append((Text("Left as it was"), told))
    if result.matched:
        about.append((Text("Scenes of the mosaic"), result.matched))
    if request.bounds:
        bounds = ", ".join(f"{value:.10g}" for value in request.bounds)
        about.append((Text("Extent"), Text("{bounds}", bounds=bounds)))
    if request.mask:
        told = Text("{mask}, soft over {feather} pixels", mask=request.mask, feather=request.feather_px)
        about.append((Text("Mask"), told))
    return about


def _meetings(starts: Tuple[int, ...], tile_px: int, first: int) -> Tuple[int, ...]:
    """Where tiles begin and end along an axis, but for the first and the last, counted from a window's first pixel."""
    ends = {start + tile_px for start in starts[:-1]}
    return tuple(sorted(place - first for place in ends | set(starts[1:])))
