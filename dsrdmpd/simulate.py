"""From a clear raster to a hazy GeoTIFF and its true haze thickness: known haze, to test with.

source ─▶ wavelengths and airlight of its bands ─▶ strips: thickness ─▶ haze by band ─▶ GeoTIFF
"""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Dict, List, Optional, Tuple

import numpy as np

from .errors import OptionError
from .progress import Progress, Stage
from .raster.grid import Window
from .raster.haze import BandHaze, HazeField, fit_haze
from .raster.source import RasterSource
from .raster.wavelengths import band_wavelengths
from .raster.writer import BLOCK_PX, HAZE_NODATA, GeoTiffWriter, RasterProfile, check_outputs, publish_all

STRIP_PIXELS = 1_000_000  # that are hazed between two looks at whether to stop
WRITING_SHARE = 0.1  # of the progress bar, for overviews and closing the files
PATCHES_ACROSS = 4  # along the raster's longer side, if the size of the pattern is left open
LEAST_PATTERN_PX, MAX_PATTERN_PX = 2, 1e6
MAX_AIRLIGHT = 2.0


@dataclass(frozen=True)
class HazeOptions:
    """What haze to make.

    Attributes:
        thickness_max: share of the light of the shortest band (0.443 µm) that the thickest haze takes, 0 (the raster
            is returned bit for bit) to 1 (nothing but haze).
        pattern_px: size of the patches in pixels, at least 2; None takes a quarter of the raster's longer side.
        patchiness: 0 (a veil of even thickness) to 1 (patches with clear air between them).
        airlight: brightness of endless haze, from the raster's dark (0) to its bright pixels (1) and beyond, to 2.
        seed: which pattern, 0 to 2**31 - 1.

    Raises:
        OptionError: a value is outside these ranges.
    """

    thickness_max: float = 0.6
    pattern_px: Optional[float] = None
    patchiness: float = 0.8
    airlight: float = 0.9
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("thickness", self.thickness_max, 0, 1),
            ("pattern size", self.pattern_px, LEAST_PATTERN_PX, MAX_PATTERN_PX),
            ("patchiness", self.patchiness, 0, 1),
            ("airlight", self.airlight, 0, MAX_AIRLIGHT),
            ("seed", self.seed, 0, 2**31 - 1),
        ):
            if value is not None and not low <= value <= high:
                raise OptionError(f"The {name} {value} cannot be used", f"it must lie between {low:g} and {high:.10g}")


@dataclass(frozen=True)
class SimulationRequest:
    """One run: which pixels of which raster, and where the results go.

    Attributes:
        source: what GDAL opens (path, `/vsi…` path or GDAL URI).
        output: path of the hazy GeoTIFF to make.
        thickness: path of the GeoTIFF of the true haze thickness to make, or None.
        bounds: (xmin, ymin, xmax, ymax) in the map units of the source's CRS; None is the whole raster.
        wavelengths_um: of all bands, 0 for a band that gets no haze; None has the file say them.
        nodata: value to treat as nodata beside what the file declares; None adds nothing.
        crs_wkt: CRS for a file that has none; None leaves it without.
        options: what haze to make.
    """

    source: str
    output: str
    thickness: Optional[str] = None
    bounds: Optional[Tuple[float, float, float, float]] = None
    wavelengths_um: Optional[Tuple[float, ...]] = None
    nodata: Optional[float] = None
    crs_wkt: Optional[str] = None
    options: HazeOptions = field(default_factory=HazeOptions)


@dataclass(frozen=True)
class SimulationResult:
    """What a finished run made, in numbers worth chaining.

    Attributes:
        output, thickness: paths of the files made (thickness None if not asked for).
        width_px, height_px: size of the result.
        wavelengths_um: of all bands, as they were used.
        mean_thickness: mean haze thickness (0 to 1) over the usable pixels, NaN if there are none.
        seconds: wall time of the run.
    """

    output: str
    thickness: Optional[str]
    width_px: int
    height_px: int
    wavelengths_um: Tuple[float, ...]
    mean_thickness: float
    seconds: float


def simulate_haze(request: SimulationRequest, progress: Optional[Progress] = None) -> SimulationResult:
    """Lay haze over a raster, or an extent of it, into a GeoTIFF on the source's own grid.

    Raises:
        RasterError, OptionError: with reason and remedy.
        Cancelled: the user stopped it. After any exception there is no new file, and an older result is as it was.
    """
    progress, started = progress or Progress(), time.monotonic()
    options = request.options
    with (
        RasterSource.open(request.source, nodata=request.nodata, crs_wkt=request.crs_wkt) as source,
        ExitStack() as stack,
    ):
        wavelengths = band_wavelengths(source, request.wavelengths_um)
        window = source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()
        longer_side = max(source.grid.height, source.grid.width)
        pattern_px = options.pattern_px or max(LEAST_PATTERN_PX, longer_side / PATCHES_ACROSS)
        haze_field = HazeField(options.thickness_max, pattern_px, options.patchiness, options.seed)
        profiles = _profiles(source, window, wavelengths, request)
        check_outputs(profiles, source.files)
        progress.info(_words(wavelengths))
        progress.report(0, Stage.RANGE)
        bands = fit_haze(source, wavelengths, options.airlight, progress)
        writers = [stack.enter_context(GeoTiffWriter(path, profile, source, window)) for path, profile in profiles]
        mean = _write_strips(source, window, haze_field, bands, request.nodata, writers, progress)
        progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
        for writer in writers:
            writer.complete(progress)
        progress.check()
        publish_all(writers)  # only now that every file is whole
    progress.report(1, Stage.DONE)
    return SimulationResult(
        output=request.output,
        thickness=request.thickness,
        width_px=window.width,
        height_px=window.height,
        wavelengths_um=wavelengths,
        mean_thickness=mean,
        seconds=time.monotonic() - started,
    )


def _write_strips(
    source: RasterSource,
    window: Window,
    haze_field: HazeField,
    bands: Dict[int, BandHaze],
    extra_nodata: Optional[float],
    writers: List[GeoTiffWriter],
    progress: Progress,
) -> float:
    """Write every strip of the window and return the mean thickness over its usable pixels."""
    total, count = 0.0, 0
    nodata = source.nodata[0], extra_nodata  # the result, being a GeoTIFF, has one for all bands
    rows_at_once = max(1, min(BLOCK_PX, STRIP_PIXELS // window.width))
    for row in range(window.row, window.row_stop, rows_at_once):
        progress.check()
        strip = Window(row, window.col, min(rows_at_once, window.row_stop - row), window.width)
        thickness, valid = haze_field.thickness(strip), source.read_valid(strip)
        hazy = [band.apply(source.read_band(number, strip), thickness, valid, nodata) for number, band in bands.items()]
        writers[0].write(row, np.stack(hazy))
        if len(writers) > 1:
            writers[1].write(row, np.where(valid, thickness, np.float32(HAZE_NODATA))[None])
        total, count = total + float(thickness[valid].sum(dtype=np.float64)), count + int(valid.sum())
        progress.report((1 - WRITING_SHARE) * (strip.row_stop - window.row) / window.height, Stage.HAZING)
    return total / count if count else math.nan


def _profiles(
    source: RasterSource, window: Window, wavelengths: Tuple[float, ...], request: SimulationRequest
) -> List[Tuple[str, RasterProfile]]:
    hazed = tuple(number for number, um in enumerate(wavelengths, 1) if um)
    profiles = [(request.output, replace(RasterProfile.like(source, window), written=hazed))]
    if request.thickness:
        profiles.append((request.thickness, RasterProfile.haze_map(source, window)))
    return profiles


def _words(wavelengths: Tuple[float, ...]) -> str:
    seen = (f"band {number} {f'{um:g} µm' if um else 'none'}" for number, um in enumerate(wavelengths, 1))
    return f"Haze by wavelength: {', '.join(seen)}"
