"""From a raster to its dehazed GeoTIFF: the whole flow on one page. Every caller, QGIS or not, comes through here.

source ─▶ stretch ─▶ view ─▶ method on one lattice of tiles ─▶ change ─▶ correction ─▶ results
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Optional

from .flow import DEHAZED, HAZE, Meter, changes, deliver, read_scene
from .methods.registry import find_method, open_method
from .progress import PartOfProgress, Progress, Stage
from .raster.correction import ColourCorrection
from .raster.radiometry import Stretch
from .raster.results import Results
from .raster.source import RasterSource
from .raster.tiles import Lattice
from .raster.view import View
from .raster.writer import RasterProfile
from .request import DehazeRequest, DehazeResult
from .runtime.pool import close_all_workers as close_workers
from .threads import Meanwhile

__all__ = ["close_workers", "dehaze_raster"]

WRITING_SHARE = 0.05  # of the progress bar, for overviews and closing the file


def dehaze_raster(
    request: DehazeRequest, progress: Optional[Progress] = None, *, python: Optional[str] = None
) -> DehazeResult:
    """Dehaze a raster, or an extent of it, into a GeoTIFF on the source's own grid.

    Args:
        request: what to dehaze, where to, and how. progress: told how far the run is; may cancel it.
        python: interpreter of the worker process; None leaves it to the environment (`runtime.environment`).

    Returns:
        Paths and figures of the finished run.

    Raises:
        RasterError, OptionError, WeightsError, DeviceError, WorkerError: with reason and remedy.
        Cancelled: the user stopped it. After any exception there is no new file, and an older result is as it was.
    """
    progress, meter, options = progress or Progress(), Meter(), request.options
    chosen = find_method(options.model)
    with (
        RasterSource.open(request.source, request.bands, request.nodata, request.crs_wkt) as source,
        ExitStack() as stack,
    ):
        view, grid = View(source), source.grid
        window = grid.window_from_bounds(request.bounds) if request.bounds else grid.window()
        dehazed, haze = RasterProfile.like(source, window), RasterProfile.haze_map(source, window)
        results = Results(source, window, {DEHAZED: (request.output, dehazed), HAZE: (request.haze_map, haze)})
        fitting = stack.enter_context(Meanwhile(lambda stop: Stretch.fit(source, stop)))  # while torch is imported
        with meter("start"):
            method = stack.enter_context(open_method(chosen, options, progress, python=python))
        with meter("stretch"):
            stretch = fitting.result(progress)
            if stretch.told:
                progress.info(stretch.told)
            method = method.for_scene(lambda: read_scene(view, stretch, progress))
        stack.enter_context(results)
        progress.report(0, Stage.DEHAZING)
        # the lattice depends on the source and the tile size alone, never on the extent
        lattice = Lattice.usual(grid.height, grid.width, method.tile_px)
        correction = ColourCorrection.of(source, stretch, request.nodata, options.strength_percent, method.field)
        deliver(
            lambda watched: changes(view, stretch, lattice, window, method, watched, meter),
            view, stretch, correction, results, PartOfProgress(progress, 0, 1 - WRITING_SHARE), meter,
        )  # fmt: skip
        progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
        with meter("finish"):
            results.complete(progress)
            results.publish()  # only now that every file is whole
    progress.report(1, Stage.DONE)
    return DehazeResult(
        output=request.output,
        haze_map=request.haze_map,
        width_px=window.width,
        height_px=window.height,
        tiles=meter.tiles,
        steps=method.steps,
        mean_haze=results.mean(HAZE),
        seconds=meter.total(),
        seconds_by_stage={**meter.seconds, "network": method.busy_s},
        device=method.describe()["device"],
    )
