"""From rasters to figures: one pass from top to bottom, in strips whose sums add up to those of the whole.

rasters ─▶ inputs: same pixels, common bands, units ─▶ strips: usable pixels ─▶ sums ─▶ figures
"""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from typing import Dict, Optional

import numpy as np

from ..measures.similarity import SSIM_RADIUS_PX
from ..methods.dark_channel import PATCH_PX
from ..progress import Progress, Stage
from ..raster.grid import Window
from .inputs import Inputs, open_inputs
from .request import AFTER, BEFORE, REFERENCE, Assessment, AssessRequest
from .sums import ComparisonSums, RasterSums, SeamSums, Strip
from .thumbnails import thumbnail

HALO_PX = max(SSIM_RADIUS_PX, PATCH_PX // 2)  # rows beyond a strip that its measures look at
STRIP_VALUES = 2_000_000  # of all bands of one raster that are in memory at a time, unless a few rows have more
LEAST_ROWS = 32


def assess(request: AssessRequest, progress: Optional[Progress] = None) -> Assessment:
    """Measure a raster: by itself, and against a reference or what it was before, if they are given.

    A pixel counts if it is usable in every band that is measured of every raster, so that all figures are of the same
    pixels. Memory grows with the rasters' width and bands, not with their height.

    Raises:
        RasterError, OptionError: they cannot be measured, with reason and remedy. Cancelled: the user stopped it.
    """
    progress, started = progress or Progress(), time.monotonic()
    progress.report(0, Stage.MEASURING)
    with ExitStack() as stack:
        inputs = open_inputs(request, stack)
        states = {role: RasterSums(inputs, role) for role in inputs.readers}
        against = REFERENCE if request.reference else (BEFORE if request.before else "")
        pairs = {
            role: ComparisonSums(inputs, role, against)
            for role in (BEFORE, AFTER)
            if request.compare and against and role in inputs.readers and role != against
        }
        seams = SeamSums(inputs, *request.seams) if request.seams and inputs.colours and request.before else None
        pixels = _sum_up(inputs, states, pairs, seams, progress)
        window = inputs.windows[AFTER]
        result = Assessment(
            paths=request.paths,
            width_px=window.width,
            height_px=window.height,
            pixels=pixels,
            bands={number: _name(inputs, number) for number in inputs.bands},
            colours=inputs.colours,
            nir=inputs.nir,
            unit=inputs.unit,
            range_told=inputs.range_told,
            data_range=inputs.data_range,
            edges=inputs.edges,
            states={role: sums.figures() for role, sums in states.items()},
            against=against,
            compared={role: sums.figures() for role, sums in pairs.items()},
            notes=inputs.notes,
            seconds=time.monotonic() - started,
            pictures=_pictures(inputs) if request.pictures else {},
            seams=seams.value if seams else math.nan,
        )
    progress.report(1, Stage.DONE)
    return result


def _sum_up(
    inputs: Inputs,
    states: Dict[str, RasterSums],
    pairs: Dict[str, ComparisonSums],
    seams: Optional[SeamSums],
    progress: Progress,
) -> int:
    """Go through the rasters once and return how many usable pixels they share."""
    window = inputs.windows[AFTER]
    rows_at_once = max(LEAST_ROWS, STRIP_VALUES // (window.width * len(inputs.bands)))
    pixels = 0
    for row in range(0, window.height, rows_at_once):
        progress.check()
        strip = _read(inputs, row, min(rows_at_once, window.height - row))
        pixels += int(np.count_nonzero(strip.core(strip.valid)))
        for state in states.values():
            state.add(strip)
        for pair in pairs.values():
            pair.add(strip)
        if seams:
            seams.add(strip, row)
        progress.report((row + rows_at_once) / (window.height + rows_at_once), Stage.MEASURING)
    return pixels


def _read(inputs: Inputs, row: int, count: int) -> Strip:
    """Read rows of all rasters, and the halo around them as far as it is inside."""
    height = inputs.windows[AFTER].height
    top, bottom = max(0, row - HALO_PX), min(height, row + count + HALO_PX)
    dn: Dict[str, Dict[int, np.ndarray]] = {}
    valid: Optional[np.ndarray] = None
    for role, reader in inputs.readers.items():
        whole = inputs.windows[role]
        part = Window(whole.row + top, whole.col, bottom - top, whole.width)
        read = {number: reader.read(number, part) for number in inputs.bands}
        dn[role] = {number: values for number, (values, _) in read.items()}
        for _, usable in read.values():
            valid = usable if valid is None else valid & usable
        reader.trim_cache()
    assert valid is not None  # there is at least one raster with at least one band
    return Strip(dn, valid, row - top, row - top + count)


def _pictures(inputs: Inputs) -> Dict[str, str]:
    """Small pictures of the rasters, all shown alike."""
    bands = inputs.colours or inputs.bands[:1]
    edges, units = inputs.edges[bands[0]], inputs.units[inputs.base]
    ends = ((edge - units.offset[bands[0]]) / units.scale[bands[0]] for edge in (edges[0], edges[-1]))
    low, high = sorted(ends)
    return {
        role: thumbnail(reader, inputs.windows[role], bands, inputs.stretch, (low, high))
        for role, reader in inputs.readers.items()
    }


def _name(inputs: Inputs, number: int) -> str:
    return inputs.readers[inputs.base].profiles[number].description or f"band {number}"
