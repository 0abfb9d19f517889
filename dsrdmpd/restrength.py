"""Another strength of a result, from the haze field that its run has kept: no model, no torch, no network.

kept files ─▶ the field's haze taken off, and what the networks added ─▶ correction ─▶ result

The pixels are those of a new run at that strength, bit for bit: the range of values, the lattice and the correction are
the same, and the change is what it was.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generator, Optional

from .about import version
from .errors import as_text
from .files import check_output
from .flow import STRIP_PIXELS, Meter, deliver
from .job import Job, mask_of, results_of
from .methods.kept import KeptMethod
from .methods.registry import veil_of
from .progress import PartOfProgress, Progress, Stage
from .raster.correction import HAZE
from .raster.grid import Window
from .raster.kept_change import ChangeFile
from .raster.kept_files import open_kept
from .raster.maps import COUNTED, told_of
from .raster.opening import open_source, tell_of
from .raster.provenance import provenance
from .raster.strip import Strip
from .request import FULL_STRENGTH_PERCENT, MAX_STRENGTH_PERCENT, DehazeResult, within

WRITING_SHARE = 0.1  # of the progress bar, for overviews and closing the file


@dataclass(frozen=True)
class RestrengthRequest:
    """A result that is wanted at another strength.

    Attributes:
        kept: the result, with its haze field beside it, or the file of that field.
        output: path of the GeoTIFF to make, which may be the result itself.
        strength_percent: as in `DehazeOptions`. source: where the raster that was dehazed is now; None: where it was.

    Raises:
        OptionError: the strength is outside its range.
    """

    kept: str
    output: str
    strength_percent: float = FULL_STRENGTH_PERCENT
    source: Optional[str] = None

    def __post_init__(self) -> None:
        within("strength", self.strength_percent, 0, MAX_STRENGTH_PERCENT)


def restrength(request: RestrengthRequest, progress: Optional[Progress] = None) -> DehazeResult:
    """Make a result again at another strength.

    Args:
        progress: told how far it is; may cancel it.

    Returns:
        Path and figures of the finished run; no tile went through a model.

    Raises:
        RasterError: what was kept cannot be used, the source is not what it was, or the result cannot be made.
        Cancelled: the user stopped it. After any exception an older result is as it was.
    """
    progress, meter = progress or Progress(), Meter()
    kept = open_kept(request.kept)
    run, asked = kept.run, kept.run.asked(request.output, request.strength_percent, kept.source(request.source))
    check_output(request.output, kept.files)
    with open_source(asked) as source, ExitStack() as stack:
        run.source.check(source)
        mask = mask_of(asked, source)
        run.check_mask(mask)
        tell_of(source, progress)
        results = results_of(asked, source, run.window)
        results.say(provenance(asked, source, run.stretch, run.described, version(), run.matched))
        stack.enter_context(results)
        veil = None if run.known is None else veil_of(str(run.described["method"]), run.known)
        method = KeptMethod(run.tile_px, run.steps, run.described, run.field, veil)
        job = Job.of(asked, source, run.stretch, method, mask, progress)
        change = stack.enter_context(ChangeFile(kept.change_path, run.window)) if kept.change_path else None
        progress.report(0, Stage.DEHAZING)
        part = PartOfProgress(progress, 0, 1 - WRITING_SHARE)
        deliver(
            lambda watched: _changes(job, run.window, change, watched, meter),
            job.view, job.stretch, job.correction, results, part, meter,
        )  # fmt: skip
        for line in told_of(results):
            progress.info(line)
        progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
        with meter("finish"):
            results.complete(PartOfProgress(progress, 1 - WRITING_SHARE, 1))
            results.publish()
    progress.report(1, Stage.DONE)
    return DehazeResult(
        output=request.output,
        haze_map=None,
        haze_mask=None,
        width_px=run.window.width,
        height_px=run.window.height,
        tiles=0,
        steps=run.steps,
        mean_haze=results.mean(HAZE),
        **{name: results.mean(name) for name in COUNTED},
        seconds=meter.total(),
        seconds_by_stage=dict(meter.seconds),
        device=as_text(run.described["device"]),
        notes=source.notes,
        bands=source.bands,
        matched=run.matched,
    )


def _changes(
    job: Job, window: Window, kept: Optional[ChangeFile], progress: Progress, meter: Meter
) -> Generator[Strip, None, None]:
    """Yield what the run changed, in strips from the top."""
    if kept is None:
        yield from job.changes(window, progress, meter)
        return
    rows = max(1, STRIP_PIXELS // window.width)
    for row in range(window.row, window.row_stop, rows):
        progress.check()
        progress.report((row - window.row) / window.height, Stage.DEHAZING)
        strip = Window(row, window.col, min(rows, window.row_stop - row), window.width)
        yield Strip(strip, kept.read(row, strip.height), job.method.field, (strip.row, strip.col))
