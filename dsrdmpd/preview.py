"""Dehazes the middle of a view in memory, quickly: first a draft, then what a run would give there.

It goes the pipeline's way (same source, stretch, lattice of tiles, method, change) for a few tiles and writes no file.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import Iterator, Optional, Tuple

import numpy as np

from .flow import changes, read_scene
from .methods.protocol import Method, Scene
from .methods.registry import find_method, open_method
from .progress import Progress, Stage
from .raster.correction import ColourCorrection
from .raster.grid import Window
from .raster.piece import Piece
from .raster.radiometry import Stretch
from .raster.remembered import Remembered
from .raster.source import RasterSource
from .raster.tiles import Lattice
from .raster.view import View
from .request import PreviewRequest

SIDE_PX = 256  # of a preview

_stretches: Remembered[Stretch] = Remembered()  # either may mean reading a whole raster
_scenes: Remembered[Scene] = Remembered()


def preview_raster(
    request: PreviewRequest, progress: Optional[Progress] = None, *, python: Optional[str] = None
) -> Iterator[Piece]:
    """Yield the middle of a view, at most 256 x 256 pixels, dehazed: a draft at once, then the quality asked for.

    Without a step (`step_px` 1) the last result is what `dehaze_raster` gives there, from the same tiles. With one, the
    method sees an overview, which no run does, so that result shows the effect and not the pixels of a run.

    Args:
        request: what to show. progress: told how far it is; may cancel it. python: as in `dehaze_raster`.

    Raises:
        RasterError, OptionError, WeightsError, DeviceError, WorkerError: with reason and remedy.
        Cancelled: the user stopped it.
    """
    progress = progress or Progress()
    options = replace(request.options, batch_tiles=1)  # one that is not wanted any more ends soon
    chosen = find_method(options.model)
    with RasterSource.open(request.source, request.bands, request.nodata, request.crs_wkt) as source:
        view = View.about(source, request.step_px)
        window = _middle(view, request.bounds, options.tile_size_px or chosen.tile_size_px)
        with open_method(chosen, options, progress, python=python) as method:
            stretch = _stretches.of(source, lambda: _fitted(source, progress))
            scene = lambda: _scenes.of(source, lambda: read_scene(view, stretch, progress), stretch)  # noqa: E731
            method = method.for_scene(scene)
            preview = _Preview(view, window, stretch, request, progress)
            whole, exact = view.grid.window(), view.step_px == 1
            nearby, draft = _grown(window, method.tile_px, whole), method.draft()
            if draft and (method.steps > 0 or (exact and nearby != whole)):
                yield preview.dehazed(draft, nearby, final=False, exact=False)
            yield preview.dehazed(method, whole if exact else nearby, final=True, exact=exact)


@dataclass(frozen=True)
class _Preview:
    """What the results of a preview share; `window` is the piece that it shows, in the view's pixels."""

    view: View
    window: Window
    stretch: Stretch
    request: PreviewRequest
    progress: Progress

    def dehazed(self, method: Method, context: Window, *, final: bool, exact: bool) -> Piece:
        """Dehaze with the tiles of the lattice that lies over `context`, which holds the piece."""
        view, source = self.view, self.view.source
        dn, valid = view.read_with_valid(self.window, self.progress)
        correction = ColourCorrection.of(
            source, self.stretch, self.request.nodata, field=method.field, step_px=view.step_px
        )
        extra = [n for n in self.request.other_bands if n not in source.bands and 1 <= n <= source.band_count]
        return Piece(
            hazy=dn,
            change=self._change(method, context),
            correction=correction,
            place=(self.window.row, self.window.col),
            valid=valid,
            grid=source.grid.coarser(view.step_px).crop(self.window),  # placed even if the raster is not
            steps=method.steps,
            final=final,
            exact=exact,
            bands=source.bands,
            others={number: view.read_band(number, self.window) for number in extra},
            profiles=source.band_profiles(),
            nodata=source.nodata[0],
            masked=source.has_mask,
        )

    def _change(self, method: Method, context: Window) -> np.ndarray:
        """The change of the piece, (3, h, w)."""
        lattice = Lattice.usual(context.height, context.width, method.tile_px)
        wanted = self.window.shifted(-context.row, -context.col)
        view = self.view.cropped(context)
        with closing(changes(view, self.stretch, lattice, wanted, method, self.progress, stage=None)) as strips:
            return np.concatenate([change for _, change in strips], axis=1)


def _fitted(source: RasterSource, progress: Progress) -> Stretch:
    progress.report(0, Stage.RANGE)
    return Stretch.fit(source, progress)


def _middle(view: View, bounds: Tuple[float, float, float, float], tile_px: int) -> Window:
    """The piece to show, in larger pixels: around the middle of what the view shows of the raster, and inside it.

    Where a run's own tiles are shown it gives way by up to a quarter of its side, if it then lies on fewer of them.
    """
    shown, step, whole = view.source.grid.window_from_bounds(bounds), view.step_px, view.grid.window()
    row, col = (shown.row + shown.row_stop) // (2 * step), (shown.col + shown.col_stop) // (2 * step)
    middle = _grown(Window(min(row, whole.height - 1), min(col, whole.width - 1), 1, 1), SIDE_PX, whole)
    if step > 1:
        return middle
    lattice = Lattice.usual(whole.height, whole.width, tile_px)

    def tiles(window: Window) -> int:
        return len(lattice.rows_touching(window)) * len(lattice.cols_touching(window))

    for rows, cols in ((1, 0), (0, 1)):
        shifts = sorted(range(-SIDE_PX // 4, SIDE_PX // 4 + 1), key=abs)
        places = [middle.shifted(rows * shift, cols * shift) for shift in shifts]
        middle = min((place for place in places if whole.contains(place)), key=tiles)  # the nearest of the best
    return middle


def _grown(window: Window, side_px: int, whole: Window) -> Window:
    """`window` with sides of at least `side_px`, if `whole`, which it stays in, is as large."""
    height, width = (min(max(a, side_px), b) for a, b in ((window.height, whole.height), (window.width, whole.width)))
    row = window.row - (height - window.height + 1) // 2
    col = window.col - (width - window.width + 1) // 2
    return Window(max(0, min(row, whole.height - height)), max(0, min(col, whole.width - width)), height, width)
