"""A run with everything settled that its windows share, so that each can be done by itself, here or elsewhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Dict, Generator, Optional, Tuple

from .errors import Text, Words
from .flow import DEHAZED, Meter, changes, deliver
from .methods.protocol import Method
from .progress import Progress
from .raster.correction import ColourCorrection, Correction
from .raster.grid import Window
from .raster.journal import run_key
from .raster.kept import KeptRun, SourceMark
from .raster.kept_files import forget
from .raster.maps import dehazed_like, maps_of
from .raster.mask import Mask
from .raster.other_bands import OtherBands
from .raster.radiometry import Stretch
from .raster.results import Results, Sink
from .raster.source import RasterSource
from .raster.strip import Strip
from .raster.tiles import Lattice
from .raster.view import View
from .request import DehazeRequest, Unfinished
from .scene.field import HazeField


@dataclass(frozen=True)
class Given:
    """What is known of a scene before its run, in place of what the run would find by itself.

    Attributes:
        stretch: its range of values. known: see `Method.known`. told: how it was found, for people.
    """

    stretch: Stretch
    known: Any
    told: Words


BY_TILES, BY_FIELD = 0.05, 0.2  # of a run's work that is left when all pixels are written: measured


def finishing_share(method: Method, window: Window) -> float:
    """Return how much of the work on a window is left when its pixels are written: overviews and closing."""
    place = window.row, window.col, window.height, window.width
    field = method.field
    return BY_TILES if field is None or field.hides(method.beyond_field_from, *place) else BY_FIELD


def mask_of(request: DehazeRequest, source: RasterSource) -> Optional[Mask]:
    """Return where the correction applies, None for everywhere.

    Raises:
        RasterError: the mask cannot be used.
    """
    return Mask(request.mask, source.grid, request.feather_px) if request.mask else None


def results_of(request: DehazeRequest, source: RasterSource, window: Window) -> Results:
    """Return the results that a request wants of a window.

    Raises:
        RasterError: one of them cannot be made.
    """
    dehazed = request.output, dehazed_like(source, window, request.options)
    return Results(source, window, {DEHAZED: dehazed, **maps_of(source, window, request.haze_map, request.haze_mask)})


@dataclass(frozen=True)
class Job:
    """What every window of a run has in common. Made by `of`.

    Attributes:
        view: the raster at full size. stretch: its range of values. method: fitted to the whole of it.
        lattice: its tiles, which depend on the raster and the tile size alone, never on the extent.
        correction: from change to DN. mask: where it applies, None for everywhere.
        keep_change: whether what goes beyond the field is kept beside the result.
    """

    view: View
    stretch: Stretch
    method: Method
    lattice: Lattice
    correction: Correction
    mask: Optional[Mask] = None
    keep_change: bool = False

    @classmethod
    def of(
        cls,
        request: DehazeRequest,
        source: RasterSource,
        stretch: Stretch,
        method: Method,
        mask: Optional[Mask],
        progress: Progress,
    ) -> Job:
        """Return the job of a request; `mask` is that of `mask_of`, and `progress` may cancel."""
        grid, strength = source.grid, request.options.strength_percent
        lattice = Lattice.usual(grid.height, grid.width, method.tile_px)
        others = OtherBands.wanted(
            source, stretch, request.options, request.nodata, method.field, progress, method.veil
        )
        correction = ColourCorrection.of(
            source, stretch, request.nodata, strength, method.field,
            mask=mask, others=others, threshold=request.options.mask_threshold,
        )  # fmt: skip
        keep = keeps_change(request, method.field, method.beyond_field_from, window_of(request, source))
        return cls(View(source), stretch, method, lattice, correction, mask, keep)

    def deliver(self, window: Window, results: Sink, progress: Progress, meter: Meter) -> None:
        """Dehaze a window and write it; raises as `flow.deliver`."""
        make = lambda watched: self.changes(window, watched, meter)  # noqa: E731
        deliver(make, self.view, self.stretch, self.correction, results, progress, meter, self.keep_change)

    def changes(self, window: Window, progress: Progress, meter: Meter) -> Generator[Strip, None, None]:
        """Yield what the method changes of a window; see `flow.changes`."""
        wanted = self.mask.touches if self.mask else None
        return changes(self.view, self.stretch, self.lattice, window, self.method, progress, meter, wanted=wanted)


def window_of(request: DehazeRequest, source: RasterSource) -> Window:
    """Return the pixels that a request is about.

    Raises:
        RasterError: its bounds lie beside the raster.
    """
    return source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()


def keeps_change(request: DehazeRequest, field: Optional[HazeField], start: float, window: Window) -> bool:
    """Whether what goes beyond the field is kept beside the result, which it is not where nothing can."""
    place = window.row, window.col, window.height, window.width
    return request.keep_field and (field is None or field.hides(start, *place))


def keep_field(
    request: DehazeRequest,
    source: RasterSource,
    stretch: Stretch,
    method: Settled,
    mask: Optional[Mask],
    results: Results,
    said: Tuple[str, ...],
) -> None:
    """Have the results get what another strength needs, if that is wanted; before they are entered.

    Args:
        said: what the result says of its making.

    Raises:
        RasterError: it cannot be written.
    """
    if not request.keep_field:
        return
    field = method.known if isinstance(method.known, HazeField) else None
    has_change = keeps_change(request, field, method.beyond_field_from, results.window)
    run = KeptRun(
        request, results.window, stretch, method.described, method.tile_px, method.steps, field,
        None if field is not None else method.known, has_change, SourceMark.of(source),
        mask.stamp() if mask else None, said,
    )  # fmt: skip
    run.keep(results, source)


def forget_kept(output: str, results: Results) -> None:
    """Remove what an earlier run has kept beside a result of this name, once that is published."""
    forget(output, results.paths)


@dataclass(frozen=True)
class Settled:
    """What a run knows of its method once that was fitted to the scene; `described` by `describe`."""

    known: Any
    tile_px: int
    steps: int
    beyond_field_from: float
    described: Dict[str, Any]

    @classmethod
    def of(cls, method: Method) -> Settled:
        """Return it."""
        return cls(method.known, method.tile_px, method.steps, method.beyond_field_from, method.describe())


def left_to_do(
    request: DehazeRequest,
    source: RasterSource,
    stretch: Stretch,
    field: Optional[HazeField],
    described: Dict[str, Any],
    mask: Optional[Mask],
    results: Results,
    progress: Progress,
) -> Window:
    """Return what of the results' window is left to do: all of it, or what an earlier run did not finish.

    Args:
        field, described: the method's, once it was fitted to the scene.
    """
    window = results.window
    if request.unfinished is Unfinished.DISCARD:
        return window
    results.keep_cancelled = request.unfinished is Unfinished.KEEP
    row = results.resume(_run_key(request, source, stretch, field, described, mask), progress)
    done = (row - window.row) / window.height
    if done:
        progress.info(Text("An earlier run got as far as {done:.0%}; this one goes on from there", done=done))
    return Window(row, window.col, window.row_stop - row, window.width)


def tell_kept(results: Results, progress: Progress) -> None:
    """Say what an ended run has left."""
    if results.rows_kept:
        kept = results.rows_kept / results.window.height
        progress.info(Text("{kept:.0%} of the result is kept: the same run, started again, goes on there", kept=kept))


def _run_key(
    request: DehazeRequest,
    source: RasterSource,
    stretch: Stretch,
    field: Optional[HazeField],
    described: Dict[str, Any],
    mask: Optional[Mask],
) -> str:
    """Return what names a run: a digest of all that its pixels depend on, and not where they go."""
    asked = asdict(request)
    for elsewhere in ("output", "haze_map", "haze_mask", "report", "unfinished", "mask"):
        del asked[elsewhere]
    del asked["options"]["batch_tiles"]
    found = None if field is None else asdict(field)
    fitted = {"low": stretch.low, "high": stretch.high, "gamma": stretch.gamma, "field": found}
    # not its CRS, which has more than one wording: the files' stamps stand for all that they say
    read = {"bands": source.bands, "nodata": source.nodata, "stamps": source.stamps(), "mask": mask and mask.stamp()}
    return run_key({"asked": asked, "read": read, "method": described, "fitted": fitted})
