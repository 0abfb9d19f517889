"""From a raster to its dehazed GeoTIFF: the whole flow on one page. Every caller, QGIS or not, comes through here.

source ─▶ stretch ─▶ view ─▶ method on one lattice of tiles ─▶ change ─▶ correction ─▶ results
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import Optional, Tuple

from .about import version
from .assess.request import Assessment
from .errors import RasterError, Text
from .files import check_document
from .flow import DEHAZED, Meter, read_scene
from .job import (
    Given,
    Job,
    Settled,
    finishing_share,
    forget_kept,
    keep_field,
    left_to_do,
    mask_of,
    results_of,
    tell_kept,
    window_of,
)
from .methods.protocol import Scene
from .methods.registry import find_method, open_method
from .progress import PartOfProgress, Progress, Stage
from .raster.correction import HAZE
from .raster.maps import COUNTED, told_of
from .raster.opening import open_source, tell_of
from .raster.provenance import provenance
from .raster.radiometry import Stretch
from .raster.results import Results
from .raster.source import RasterSource
from .raster.tiles import Lattice
from .raster.view import View
from .report.dehazing import measure_run, write_run_report
from .request import DehazeRequest, DehazeResult
from .runtime.pool import close_all_workers as close_workers
from .threads import Meanwhile

__all__ = ["close_workers", "dehaze_raster"]

MEASURING_SHARE = 0.02  # of the progress bar, if a report is wanted


def dehaze_raster(
    request: DehazeRequest,
    progress: Optional[Progress] = None,
    *,
    python: Optional[str] = None,
    given: Optional[Given] = None,
) -> DehazeResult:
    """Dehaze a raster, or an extent of it, into a GeoTIFF on the source's own grid.

    Args:
        request: what to dehaze, where to, and how. progress: told how far the run is; may cancel it.
        python: interpreter of the worker process; None leaves it to the environment (`runtime.environment`).
        given: range and haze of the scene where they are known; None has the run find them.

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
        view = View(source)
        window = window_of(request, source)
        mask = mask_of(request, source)
        if request.report:
            check_document(request.report, ".html", source.files)
        tell_of(source, progress)
        results = results_of(request, source, window)
        look = partial(_look, view, given.stretch if given else None, chosen.sees_scene and not given)
        looking = stack.enter_context(Meanwhile(look))  # while torch is imported
        with meter("start"):
            method = stack.enter_context(open_method(chosen, options, progress, python=python))
        with meter("stretch"):
            stretch, scene = looking.result(progress)
            if stretch.told:
                progress.info(stretch.told)
            if given:
                method = method.knowing(given.known)
                if given.told:
                    progress.info(given.told)
            else:
                method = method.for_scene(lambda: scene or read_scene(view, stretch, progress))
        matched = given.told if given else ""
        said = provenance(request, source, stretch, method.describe(), version(), matched)
        keep_field(request, source, stretch, Settled.of(method), mask, results, said)
        results.say(said)
        stack.callback(tell_kept, results, progress)
        stack.enter_context(results)
        described, pixels_done = method.describe(), 1 - finishing_share(method, window)
        part = PartOfProgress(progress, 0, pixels_done)
        left = left_to_do(request, source, stretch, method.field, described, mask, results, part)
        done = (left.row - window.row) / window.height
        progress.report(done * pixels_done, Stage.DEHAZING)
        job = Job.of(request, source, stretch, method, mask, progress)
        if not left.is_empty:
            job.deliver(left, results, PartOfProgress(progress, done * pixels_done, pixels_done), meter)
        progress.report(pixels_done, Stage.OVERVIEWS)
        for line in told_of(results):
            progress.info(line)
        with meter("finish"):
            results.complete(PartOfProgress(progress, pixels_done, 1 - MEASURING_SHARE))
            measured = _measured(
                request, source, results, job.lattice, PartOfProgress(progress, 1 - MEASURING_SHARE, 1)
            )
            results.publish()  # only now that every file is whole
            forget_kept(request.output, results)
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
        device=described["device"],
        notes=source.notes,
        bands=source.bands,
        matched=matched,
    )
    if measured:
        try:
            write_run_report(measured, request, result, described, stretch.told, progress.words)
        except RasterError as error:
            progress.warning(Text("The report was not made: {error}", error=str(error)))
    progress.report(1, Stage.DONE)
    return result


def _look(view: View, known: Optional[Stretch], whole: bool, progress: Progress) -> Tuple[Stretch, Optional[Scene]]:
    """Return a raster's range of values, found unless it is known, and the whole of it reduced if that is wanted."""
    stretch = known or Stretch.fit(view.source, progress)
    return stretch, read_scene(view, stretch, progress) if whole else None


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
