"""Dehazes what a view shows of a raster, in memory: a draft at once, then what a run would give there.

It goes the pipeline's way (same source, stretch, lattice of tiles, method, change) and writes no file:

    view at the screen's resolution ─▶ draft ─▶ chosen quality     and, seen from afar, a small inset at full size

With weights that find a haze field the draft is the field alone, which needs neither tiles nor, once it is known, the
model's process. Other methods look at a coarser view first.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Hashable, Iterator, Optional, Tuple

import numpy as np

from .flow import changes, read_scene
from .methods.protocol import Method, Scene
from .methods.registry import MethodEntry, find_method, open_method
from .progress import Progress, Stage
from .raster.correction import ColourCorrection
from .raster.grid import Window
from .raster.mask import Mask
from .raster.opening import open_source
from .raster.other_bands import OtherBands
from .raster.piece import Piece
from .raster.radiometry import Stretch
from .raster.remembered import Remembered
from .raster.source import RasterSource
from .raster.strip import joined
from .raster.tiles import Lattice
from .raster.view import View
from .request import PreviewRequest
from .scene.field import HazeField

INSET_PX = 256  # side of the piece at full size
LOOK_PX = 512  # longer side of the whole raster, small
PIECES_KEPT = 3  # that were read for a view: another method or quality does not read it again
Pixels = Tuple[np.ndarray, np.ndarray]  # DN (3, h, w) and usable pixels (h, w)

_stretches: Remembered[Stretch] = Remembered()  # these may mean reading a whole raster
_scenes: Remembered[Scene] = Remembered()
_fields: Remembered[HazeField] = Remembered()  # and this a process
_read: Remembered[Pixels] = Remembered(PIECES_KEPT)


def preview_raster(
    request: PreviewRequest, progress: Optional[Progress] = None, *, python: Optional[str] = None
) -> Iterator[Piece]:
    """Yield what a view shows, dehazed: a draft at once, then the quality asked for, then an inset if it is wanted.

    Between the first two comes the whole raster, small, if a look at it is wanted.

    Without a step (`step_px` 1) the last result is what `dehaze_raster` gives there, from the same tiles. With one, the
    method sees an overview, which no run does: the haze field is a run's, what the networks add to it is not. The inset
    is the middle of such a view, at most 256 x 256 of the raster's own pixels, and again what a run gives.

    Args:
        request: what to show. progress: told how far it is; may cancel it. python: as in `dehaze_raster`.

    Raises:
        RasterError, OptionError, WeightsError, DeviceError, WorkerError: with reason and remedy.
        Cancelled: the user stopped it.
    """
    progress = progress or Progress()
    options = replace(request.options, batch_tiles=1)  # one that is not wanted any more ends soon
    chosen = find_method(options.model)
    with open_source(request) as source:
        stretch = _stretches.of(source, lambda: _fitted(source, progress))
        preview = _Preview(View.about(source, request.step_px), stretch, request, progress)
        key = (stretch, *_stamp(chosen))
        known = _fields.known(source, *key)
        if known:
            yield preview.by_field(known)
        with open_method(chosen, options, progress, python=python) as method:
            field = known
            if known:
                method = method.knowing(known)
            else:
                method = method.for_scene(lambda: preview.scene())
                field = found = method.field
                if found is not None:
                    yield preview.by_field(_fields.of(source, lambda: found, *key))
                else:
                    yield from preview.drafts(method)
            if request.look:
                yield preview.look(method, field)
            yield preview.dehazed(method)
            if request.inset and preview.view.step_px > 1:
                yield preview.inset(method)


@dataclass(frozen=True)
class _Preview:
    """What the results of a preview share."""

    view: View
    stretch: Stretch
    request: PreviewRequest
    progress: Progress

    @property
    def window(self) -> Window:
        """What the view shows of the raster, in the view's pixels."""
        return _shown(self.view, self.request.bounds)

    def scene(self) -> Scene:
        """Return the whole raster, reduced."""
        source = self.view.source
        return _scenes.of(source, lambda: read_scene(self.view, self.stretch, self.progress), self.stretch)

    def by_field(self, field: HazeField) -> Piece:
        """Return the view without the haze of the field: no tile and no process is needed for that."""
        return self._cleared(field, self.view, self.window)

    def look(self, method: Method, field: Optional[HazeField]) -> Piece:
        """Return the whole raster, small, as quickly as the method can."""
        view = View.within(self.view.source, LOOK_PX)
        window = view.grid.window()
        piece = self._cleared(field, view, window) if field else self._by(method.draft() or method, view, window)
        return replace(piece, look=True)

    def drafts(self, method: Method) -> Iterator[Piece]:
        """Yield a first look by a method without a field, from a view coarse enough for one tile, if it is quicker."""
        quick = method.draft() or method
        longer = max(self.window.height, self.window.width)
        step = self.view.step_px * max(1, -(-longer // method.tile_px))
        view = View.about(self.view.source, step)
        if quick is not method or view.step_px > self.view.step_px:
            yield self._by(quick, view, _shown(view, self.request.bounds))

    def dehazed(self, method: Method) -> Piece:
        """Return the view in the quality that was asked for."""
        piece = self._by(method, self.view, self.window)
        return replace(piece, final=True, exact=self.view.step_px == 1)

    def inset(self, method: Method) -> Piece:
        """Return the middle of the view in the raster's own pixels."""
        view = View(self.view.source)
        piece = self._by(method, view, _middle(view, self.request.bounds, method.tile_px))
        return replace(piece, final=True, exact=True, inset=True)

    def _cleared(self, field: HazeField, view: View, window: Window) -> Piece:
        dn, valid = self._pixels(view, window)
        hazy = self.stretch.normalise(dn)
        change = field.clear(hazy, window.row, window.col, view.step_px) - hazy
        return self._piece(view, window, (dn, valid), np.where(valid, change, 0), field)

    def _by(self, method: Method, view: View, window: Window) -> Piece:
        """Dehaze with tiles of the lattice over all of a view, so that the same ground looks alike wherever it is."""
        pixels, whole = self._pixels(view, window), view.grid.window()
        hazy, lattice = self.stretch.normalise(pixels[0]), Lattice.usual(whole.height, whole.width, method.tile_px)
        with closing(changes(view, self.stretch, lattice, window, method, self.progress, stage=None)) as strips:
            change = joined(strips, hazy)
        return self._piece(view, window, pixels, change, method.field, method.steps)

    def _piece(
        self,
        view: View,
        window: Window,
        pixels: Pixels,
        change: np.ndarray,
        field: Optional[HazeField],
        steps: int = 0,
    ) -> Piece:
        source, (dn, valid), asked = view.source, pixels, self.request
        others = OtherBands.wanted(source, self.stretch, asked.options, asked.nodata, field)
        mask = Mask(asked.mask, source.grid, asked.feather_px) if asked.mask else None
        correction = ColourCorrection.of(
            source, self.stretch, asked.nodata, field=field, mask=mask, others=others
        ).coarser(view.step_px)
        extra = [n for n in self.request.other_bands if n not in source.bands and 1 <= n <= source.band_count]
        return Piece(
            hazy=dn,
            change=change,
            correction=correction,
            place=(window.row, window.col),
            valid=valid,
            grid=source.grid.coarser(view.step_px).crop(window),  # placed even if the raster is not
            steps=steps,
            final=False,
            exact=False,
            bands=source.bands,
            others={number: view.read_band(number, window) for number in extra},
            profiles=source.band_profiles(),
            nodata=source.nodata[0],
            masked=source.has_mask,
            seen={number: view.read_band(number, window) for number in correction.needs},
        )

    def _pixels(self, view: View, window: Window) -> Pixels:
        read = lambda: view.read_with_valid(window, self.progress)  # noqa: E731
        return _read.of(view.source, read, view.step_px, window)


def _fitted(source: RasterSource, progress: Progress) -> Stretch:
    progress.report(0, Stage.RANGE)
    return Stretch.fit(source, progress)


def _stamp(chosen: MethodEntry) -> Tuple[Hashable, ...]:
    """What tells a method's field from another's: its weights, in their present state."""
    if chosen.model is None:
        return (chosen.name,)
    return str(chosen.model.path), os.stat(chosen.model.path).st_mtime_ns


def _shown(view: View, bounds: Tuple[float, float, float, float]) -> Window:
    """The pixels of a view that lie in the bounds; at least one, if the raster has any there."""
    shown, step, whole = view.source.grid.window_from_bounds(bounds), view.step_px, view.grid.window()
    row, col = min(shown.row // step, whole.height - 1), min(shown.col // step, whole.width - 1)
    row_stop = min(max(-(-shown.row_stop // step), row + 1), whole.height)
    col_stop = min(max(-(-shown.col_stop // step), col + 1), whole.width)
    return Window(row, col, row_stop - row, col_stop - col)


def _middle(view: View, bounds: Tuple[float, float, float, float], tile_px: int) -> Window:
    """The piece at full size: around the middle of what the view shows of the raster, and inside it.

    It gives way by up to a quarter of its side, if it then lies on fewer of a run's tiles.
    """
    shown, whole = view.source.grid.window_from_bounds(bounds), view.grid.window()
    row, col = (shown.row + shown.row_stop) // 2, (shown.col + shown.col_stop) // 2
    middle = _grown(Window(min(row, whole.height - 1), min(col, whole.width - 1), 1, 1), INSET_PX, whole)
    lattice = Lattice.usual(whole.height, whole.width, tile_px)

    def tiles(window: Window) -> int:
        return len(lattice.rows_touching(window)) * len(lattice.cols_touching(window))

    for rows, cols in ((1, 0), (0, 1)):
        shifts = sorted(range(-INSET_PX // 4, INSET_PX // 4 + 1), key=abs)
        places = [middle.shifted(rows * shift, cols * shift) for shift in shifts]
        middle = min((place for place in places if whole.contains(place)), key=tiles)  # the nearest of the best
    return middle


def _grown(window: Window, side_px: int, whole: Window) -> Window:
    """`window` with sides of at least `side_px`, if `whole`, which it stays in, is as large."""
    height, width = (min(max(a, side_px), b) for a, b in ((window.height, whole.height), (window.width, whole.width)))
    row = window.row - (height - window.height + 1) // 2
    col = window.col - (width - window.width + 1) // 2
    return Window(max(0, min(row, whole.height - height)), max(0, min(col, whole.width - width)), height, width)
