"""From a raster to its dehazed GeoTIFF: the whole flow on one page. Every caller, QGIS or not, comes through here.

source ─▶ stretch ─▶ view ─▶ method on one lattice of tiles ─▶ change ─▶ correction ─▶ results
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import Optional

from .assess.request import Assessment
from .errors import RasterError, Text
from .files import check_document
from .flow import DEHAZED, Meter, changes, deliver, read_scene
from .methods.protocol import Method
from .methods.registry import find_method, open_method
from .progress import PartOfProgress, Progress, Stage
from .raster.correction import HAZE, ColourCorrection
from .raster.grid import Window
from .raster.journal import run_key
from .raster.maps import COUNTED, dehazed_like, maps_of, told_of
from .raster.mask import Mask
from .raster.other_bands import OtherBands
from .raster.radiometry import Stretch
from .raster.results import Results
from .raster.source import RasterSource, open_source, tell_of
from .raster.tiles import Lattice
from .raster.view import View
from .report.dehazing import measure_run, write_run_report
from .request import DehazeRequest, DehazeResult, Unfinished
from .runtime.pool import close_all_workers as close_workers
from .threads import Meanwhile

__all__ = ["close_workers", "dehaze_raster"]

MEASURING_SHARE = 0.02  # of the progress bar, if a report is wanted
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
        What a long run had finished may lie in a hidden folder, for the same run to go on from: `request.unfinished`.
    """
    progress, meter, options = progress or Progress(), Meter(), request.options
    chosen = find_method(options.model)
    with (
        open_source(request) as source,
        ExitStack() as stack,
    ):
        view, grid = View(source), source.grid
        window = grid.window_from_bounds(request.bounds) if request.bounds else grid.window()
        mask = Mask(request.mask, grid, request.feather_px) if request.mask else None
        wanted = mask.touches if mask else None
        if request.report:
            check_document(request.report, ".html", source.files)
        tell_of(source, progress)
        results = Results(
            source,
            window,
            {
                DEHAZED: (request.output, dehazed_like(source, window, options)),
                **maps_of(source, window, request.haze_map, request.haze_mask),
            },
        )
        fitting = stack.enter_context(Meanwhile(lambda stop: Stretch.fit(source, stop)))  # while torch is imported
        with meter("start"):
            method = stack.enter_context(open_method(chosen, options, progress, python=python))
        with meter("stretch"):
            stretch = fitting.result(progress)
            if stretch.told:
                progress.info(stretch.told)
            method = method.for_scene(lambda: read_scene(view, stretch, progress))
        stack.callback(_tell_kept, results, progress)
        stack.enter_context(results)
        left = _left(request, source, method, stretch, mask, results, progress)
        done = (left.row - window.row) / window.height
        progress.report(done * (1 - WRITING_SHARE), Stage.DEHAZING)
        # the lattice depends on the source and the tile size alone, never on the extent
        lattice = Lattice.usual(grid.height, grid.width, method.tile_px)
        others = OtherBands.wanted(source, stretch, options, request.nodata, method.field, progress)
        correction = ColourCorrection.of(
            source, stretch, request.nodata, options.strength_percent, method.field,
            mask=mask, others=others, threshold=options.mask_threshold,
        )  # fmt: skip
        if not left.is_empty:
            deliver(
                lambda watched: changes(view, stretch, lattice, left, method, watched, meter, wanted=wanted),
                view, stretch, correction, results,
                PartOfProgress(progress, done * (1 - WRITING_SHARE), 1 - WRITING_SHARE), meter,
            )  # fmt: skip
        progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
        for line in told_of(results):
            progress.info(line)
        with meter("finish"):
            results.complete(progress)
            measured = _measured(request, source, results, lattice, PartOfProgress(progress, 1 - MEASURING_SHARE, 1))
            results.publish()  # only now that every file is whole
    result = DehazeResult(
        output=request.output,
        haze_map=request.haze_map,
        haze_mask=request.haze_mask,
        width_px=window.width,
        height_px=window.height,
        tiles=meter.tiles,
        steps=method.steps,
        mean_haze=results.mean(HAZE),
        **{name: results.mean(name) for name in COUNTED},
        seconds=meter.total(),
        seconds_by_stage={**meter.seconds, "network": method.busy_s},
        device=method.describe()["device"],
        notes=source.notes,
        bands=source.bands,
    )
    if measured:
        try:
            write_run_report(measured, request, result, method.describe(), stretch.told, progress.words)
        except RasterError as error:
            progress.warning(Text("The report was not made: {error}", error=str(error)))
    progress.report(1, Stage.DONE)
    return result


def _measured(
    request: DehazeRequest, source: RasterSource, results: Results, lattice: Lattice, progress: Progress
) -> Optional[Assessment]:
    """Return the figures of the complete result for the report, None if none is wanted or they cannot be had."""
    if not request.report:
        return None
    try:
        return measure_run(request, source, results.complete_path(DEHAZED), results.window, lattice, progress)
    except RasterError as error:  # which is no reason to lose the result
        progress.warning(Text("The report was not made: {error}", error=str(error)))
        return None


def _left(
    request: DehazeRequest,
    source: RasterSource,
    method: Method,
    stretch: Stretch,
    mask: Optional[Mask],
    results: Results,
    progress: Progress,
) -> Window:
    """Return what of the results' window is left to do: all of it, or what an earlier run did not finish."""
    window = results.window
    if request.unfinished is Unfinished.DISCARD:
        return window
    results.keep_cancelled = request.unfinished is Unfinished.KEEP
    key = _run_key(request, source, method, stretch, mask)
    row = results.resume(key, PartOfProgress(progress, 0, 1 - WRITING_SHARE))
    done = (row - window.row) / window.height
    if done:
        progress.info(Text("An earlier run got as far as {done:.0%}; this one goes on from there", done=done))
    return Window(row, window.col, window.row_stop - row, window.width)


def _run_key(
    request: DehazeRequest, source: RasterSource, method: Method, stretch: Stretch, mask: Optional[Mask]
) -> str:
    """Return what names a run: a digest of all that its pixels depend on, and not where they go."""
    asked = asdict(request)
    for elsewhere in ("output", "haze_map", "haze_mask", "report", "unfinished", "mask"):
        del asked[elsewhere]
    del asked["options"]["batch_tiles"]
    field = None if method.field is None else asdict(method.field)
    fitted = {"low": stretch.low, "high": stretch.high, "gamma": stretch.gamma, "field": field}
    # not its CRS, which has more than one wording: the files' stamps stand for all that they say
    read = {"bands": source.bands, "nodata": source.nodata, "stamps": source.stamps(), "mask": mask and mask.stamp()}
    return run_key({"asked": asked, "read": read, "method": method.describe(), "fitted": fitted})


def _tell_kept(results: Results, progress: Progress) -> None:
    """Say what an ended run has left."""
    if results.rows_kept:
        kept = results.rows_kept / results.window.height
        progress.info(Text("{kept:.0%} of the result is kept: the same run, started again, goes on there", kept=kept))
