"""Mosaics. Scenes of one: one range of values for all, and haze fields that agree where the scenes overlap.

all sources ─▶ one stretch ─▶ field of each ─▶ overlaps, warped ─▶ fields matched ─▶ each dehazed as ever (`batch`)

And one raster that is dehazed into many files.
"""

from __future__ import annotations

import math
import os
from dataclasses import replace
from typing import Any, Dict, Hashable, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from .batch import Outcome, dehaze_many, make_folder
from .errors import DehazeError, OptionError, RasterError, Text, Words
from .files import same_file
from .flow import read_scene
from .job import Given
from .methods.protocol import Method
from .methods.registry import find_method, open_method
from .progress import NamedProgress, PartOfProgress, Progress, Stage
from .raster.grid import Window
from .raster.mosaic_file import check_mosaic, write_mosaic
from .raster.opening import open_source
from .raster.overlaps import ReducedScene, find_overlaps
from .raster.radiometry import SAMPLE_PIXELS, Stretch, sampled
from .raster.view import View
from .request import DehazeRequest, DehazeResult
from .scene.field import HazeField
from .scene.matching import Matched, match
from .scene.sensors import SceneFacts

FITTING_SHARE = 0.15  # of the progress bar
_RANGE_SHARE, _FIELD_SHARE = 0.3, 0.95  # where these end, of that part
PART_PX = 16384  # side of the files that a raster is dehazed into, at most
_IN_PARTS = ("output", "haze_map", "haze_mask")  # results that may be cut into parts
_ALL_SAMPLES = 8 * SAMPLE_PIXELS  # of all scenes together
_LEAST_SAMPLES = 10_000  # of one


def dehaze_mosaic(
    requests: Sequence[DehazeRequest],
    progress: Optional[Progress] = None,
    reference: Optional[str] = None,
    *,
    python: Optional[str] = None,
    keep_existing: bool = False,
) -> Iterator[Outcome]:
    """Dehaze scenes so that neighbours meet: as `dehaze_many`, which explains the rest, after `fit_together`.

    Raises:
        As `dehaze_many` and `fit_together`.
    """
    progress = progress or Progress()
    part = PartOfProgress(progress, 0, FITTING_SHARE)
    given = fit_together(requests, part, reference, python=python)
    part = PartOfProgress(progress, FITTING_SHARE, 1)
    yield from dehaze_many(requests, part, python=python, keep_existing=keep_existing, given=given)


def fit_together(
    requests: Sequence[DehazeRequest],
    progress: Progress,
    reference: Optional[str] = None,
    *,
    python: Optional[str] = None,
) -> List[Optional[Given]]:
    """Return what is known of each scene once all were looked at together; None for one that cannot be read.

    Scenes of one kind (type, sensor, scale) share a range of values and are matched; those of other kinds with their
    own. Ground is compared at the scenes' place on the map, in whatever CRS each has.

    Args:
        requests: scenes to dehaze, with the same options. progress: told how far it is (0 to 1); may cancel.
        reference: source among them whose exposure the others take, too; None leaves all exposures as they are.

    Raises:
        OptionError: the method finds no haze field, or the reference is not among the scenes.
        WeightsError, DeviceError, WorkerError: nothing can be dehazed so. Cancelled: `progress` says so.
    """
    chosen = _with_field(requests)
    number = _number_of(reference, requests)
    stretches, kinds = _ranges(requests, PartOfProgress(progress, 0, _RANGE_SHARE))
    scenes: Dict[int, ReducedScene] = {}
    part = NamedProgress(progress, _RANGE_SHARE, _FIELD_SHARE)
    with open_method(chosen, requests[0].options, part, python=python) as method:
        for index, stretch in stretches.items():
            part.name = os.path.basename(requests[index].source.rstrip("/")) or requests[index].source
            scene = _looked_at(requests[index], stretch, method, part)
            part.report((len(scenes) + 1) / (len(stretches) + 1), Stage.FIELD)
            if scene is not None:
                scenes[index] = scene
    progress.report(_FIELD_SHARE, Stage.MATCHING)
    given: List[Optional[Given]] = [None] * len(requests)
    for kind in dict.fromkeys(kinds.values()):
        members = [index for index in scenes if kinds[index] == kind]
        found = _matched([scenes[index] for index in members],
                         members.index(number) if number in members else None, progress)  # fmt: skip
        for index, (matched, told) in zip(members, found):
            given[index] = Given(stretches[index], matched.field, told)
    if len(set(kinds.values())) > 1:
        why = Text("The scenes are of {count} kinds (type, sensor or scale): each is matched with its own kind alone",
                   count=len(set(kinds.values())))  # fmt: skip
        progress.warning(why)
    progress.report(1)
    return given


def _with_field(requests: Sequence[DehazeRequest]) -> Any:
    """The method of the requests, which must find a haze field."""
    chosen = find_method(requests[0].options.model)
    if chosen.model is None or chosen.model.config.field is None:
        what = Text("Scenes cannot be matched with {name}", name=chosen.name)
        raise OptionError(what, "it finds no haze field", "Choose a model that has one, such as default")
    return chosen


def _number_of(reference: Optional[str], requests: Sequence[DehazeRequest]) -> Optional[int]:
    if reference is None:
        return None
    for number, request in enumerate(requests):
        if request.source == reference or same_file(request.source, reference):
            return number
    what = Text("{name} cannot be the reference", name=os.path.basename(reference) or reference)
    raise OptionError(what, "it is not among the rasters to dehaze", "Name it with them")


def _ranges(requests: Sequence[DehazeRequest], progress: Progress) -> Tuple[Dict[int, Stretch], Dict[int, Hashable]]:
    """Return the range of every scene that can be read, which those of one kind share, and its kind; by number."""
    most = max(_LEAST_SAMPLES, min(SAMPLE_PIXELS, _ALL_SAMPLES // len(requests)))
    seen: Dict[int, Tuple[SceneFacts, List[np.ndarray]]] = {}
    for number, request in enumerate(requests):
        progress.report(number / len(requests), Stage.RANGE)
        progress.check()
        try:
            with open_source(request) as source:
                seen[number] = sampled(source, most, progress)
        except DehazeError:  # its own run says why
            continue
    alone = {number: Stretch.of(*found) for number, found in seen.items()}
    kinds = {number: _kind(seen[number][0], stretch) for number, stretch in alone.items()}
    shared = {}
    for kind in dict.fromkeys(kinds.values()):
        members = [number for number, other in kinds.items() if other == kind]
        shared.update(dict.fromkeys(members, _shared(members, seen, alone)))
    return {number: shared[number] for number in seen}, kinds


def _kind(facts: SceneFacts, stretch: Stretch) -> Hashable:
    """What scenes must have in common to share a range."""
    found = stretch.calibration
    return facts.dtype, stretch.gamma, found and (found.scale, found.offset, found.sky)


def _shared(
    members: Sequence[int], seen: Dict[int, Tuple[SceneFacts, List[np.ndarray]]], alone: Dict[int, Stretch]
) -> Stretch:
    """Return the range of scenes of one kind: that of all their pixels, by what the first one's file says."""
    if len(members) == 1:
        return alone[members[0]]
    facts = [seen[number][0] for number in members]
    pooled = [np.concatenate([seen[number][1][colour] for number in members]) for colour in range(3)]
    floors, ceilings = ([value for value in values if value is not None]
                        for values in ([f.floor for f in facts], [f.ceiling for f in facts]))  # fmt: skip
    whole = replace(facts[0], floor=min(floors, default=None), ceiling=max(ceilings, default=None))
    return Stretch.of(whole, pooled)


def _looked_at(
    request: DehazeRequest, stretch: Stretch, method: Method, progress: NamedProgress
) -> Optional[ReducedScene]:
    """Return a scene reduced, with the haze that the method finds in it; None if it cannot be read."""
    try:
        with open_source(request) as source:
            scene = read_scene(View(source), stretch, progress)
            field = method.for_scene(lambda: scene).field
            assert field is not None
            grid = View(source, scene.step_px).grid
            return ReducedScene.of(progress.name, grid, scene.display, scene.valid, scene.step_px, field)
    except RasterError:  # its own run says why
        return None


def _matched(
    scenes: Sequence[ReducedScene], reference: Optional[int], progress: Progress
) -> List[Tuple[Matched, Words]]:
    """Match scenes of one kind, and say of each what was adjusted."""
    overlaps = find_overlaps(scenes, progress)
    found = match([scene.field for scene in scenes], overlaps, reference)
    return [(matched, _told(scene.field, matched)) for scene, matched in zip(scenes, found)]


def _told(before: HazeField, matched: Matched) -> Words:
    after = matched.field
    if math.isnan(matched.before):
        return Text("It overlaps no other scene, and is left as it was found")
    told = Text(
        "Matched: mean difference from the scenes that it overlaps {before:.1%} → {after:.1%}, haze thickness "
        "{thin:.2f} → {thick:.2f}",
        before=matched.before, after=matched.after,
        thin=float(before.thickness.mean()), thick=float(after.thickness.mean()),
    )  # fmt: skip
    if not after.is_exposed:
        return told
    gains = " ".join(f"{gain:.3f}" for gain in after.gain)
    offsets = " ".join(f"{offset:+.3f}" for offset in after.offset)
    return Text("{told}, exposure × {gains} and {offsets}", told=told, gains=gains, offsets=offsets)


# --- One raster, many files -------------------------------------------------------------------------------------------


def dehaze_in_parts(
    request: DehazeRequest,
    progress: Optional[Progress] = None,
    *,
    python: Optional[str] = None,
    keep_existing: bool = False,
    part_px: int = PART_PX,
) -> List[DehazeResult]:
    """Dehaze a raster into GeoTIFFs in a folder beside a VRT that shows them as one, for what is too large for a file.

    Range and haze are those of the whole raster: the pixels are those of a run into one file.

    Args:
        request: whose results end in .vrt. progress: of the whole; may cancel. python: as in `dehaze_raster`.
        keep_existing: parts that are there stay. part_px: side of a part, at most.

    Raises:
        RasterError: the raster has no upright place on the map, which parts need. As `dehaze_raster`: the parts that
            are finished stay, and there is no VRT.
    """
    progress = progress or Progress()
    results = {name: path for name in _IN_PARTS if (path := getattr(request, name))}
    if request.report or request.keep_field:
        raise OptionError("A result in parts cannot be made", "it has neither a report nor a kept haze field")
    for path in results.values():
        check_mosaic(path)
    with open_source(request) as source:
        transform = source.grid.geotransform
        if transform is None or transform[2] or transform[4]:
            what = Text("{name} cannot be dehazed in parts", name=os.path.basename(request.source))
            raise RasterError(what, "it has no upright place on the map", "Name a result that ends in .tif")
        asked = source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()
        bounds = [source.grid.bounds(part) for part in _parts_of(asked, part_px)]
        part = PartOfProgress(progress, 0, FITTING_SHARE)
        stretch = Stretch.fit(source, part)
        chosen = find_method(request.options.model)
        with open_method(chosen, request.options, part, python=python) as method:
            known = method.for_scene(lambda: read_scene(View(source), stretch, part)).known
    folders = {name: f"{os.path.splitext(path)[0]}_parts" for name, path in results.items()}
    for path in folders.values():
        make_folder(path)
    requests = []
    for number, each in enumerate(bounds, 1):
        paths: Dict[str, Any] = {n: os.path.join(folder, f"{n}_{number:04d}.tif") for n, folder in folders.items()}
        requests.append(replace(request, bounds=each, **paths))
    part = PartOfProgress(progress, FITTING_SHARE, 1)
    given = [Given(stretch, known, "")] * len(requests)
    made = []
    for outcome in dehaze_many(requests, part, python=python, keep_existing=keep_existing, given=given):
        if outcome.error:
            raise outcome.error
        made += [outcome.result] if outcome.result else []
    for name, path in results.items():
        write_mosaic([getattr(each, name) for each in requests], path)
    return made


def _parts_of(window: Window, part_px: int) -> List[Window]:
    """Cut a window into parts of at most `part_px` along a side, row by row."""
    return [
        Window(row, col, part_px, part_px).intersect(window)
        for row in range(window.row, window.row_stop, part_px)
        for col in range(window.col, window.col_stop, part_px)
    ]
