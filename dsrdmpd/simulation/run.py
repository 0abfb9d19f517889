"""From a clear raster to a hazy GeoTIFF and its true haze thickness: known haze, to test with.

source ─▶ wavelengths and airlight of its bands ─▶ strips: thickness ─▶ haze by band ─▶ results
"""

from __future__ import annotations

import time
from typing import Dict, List, Optional, Tuple

from ..errors import Text
from ..progress import PartOfProgress, Progress, Stage
from ..raster.grid import Window
from ..raster.opening import open_source
from ..raster.results import Results
from ..raster.source import RasterSource
from ..raster.writer import BLOCK_PX, RasterProfile
from ..request import Nodata
from .haze import BandHaze, HazeField, fit_haze
from .request import LEAST_PATTERN_PX, HazeOptions, SimulationRequest, SimulationResult
from .wavelengths import band_wavelengths

STRIP_PIXELS = 1_000_000  # that are hazed between two looks at whether to stop
WRITING_SHARE = 0.1  # of the progress bar, for overviews and closing the files
PATCHES_ACROSS = 4  # along the raster's longer side, if the size of the pattern is left open
HAZY, THICKNESS = "hazy", "thickness"  # names of results


def simulate_haze(request: SimulationRequest, progress: Optional[Progress] = None) -> SimulationResult:
    """Lay haze over a raster, or an extent of it, into a GeoTIFF on the source's own grid.

    Raises:
        RasterError, OptionError: with reason and remedy.
        Cancelled: the user stopped it. After any exception there is no new file, and an older result is as it was.
    """
    progress, started = progress or Progress(), time.monotonic()
    options = request.options
    with open_source(request) as source:
        wavelengths = band_wavelengths(source, request.wavelengths_um)
        window = source.grid.window_from_bounds(request.bounds) if request.bounds else source.grid.window()
        hazed = [number for number, um in enumerate(wavelengths, 1) if um]
        hazy, thickness = RasterProfile.like(source, window, hazed), RasterProfile.haze_map(source, window)
        results = Results(source, window, {HAZY: (request.output, hazy), THICKNESS: (request.thickness, thickness)})
        for note in source.findings.told:
            progress.warning(note)
        progress.info(Text("Haze by wavelength: {bands}", bands=_by_band(wavelengths)))
        progress.report(0, Stage.RANGE)
        bands = fit_haze(source, wavelengths, options.airlight, progress)
        with results:
            part = PartOfProgress(progress, 0, 1 - WRITING_SHARE)
            _write_strips(source, results, _field(source, options), bands, request.nodata, part)
            progress.report(1 - WRITING_SHARE, Stage.OVERVIEWS)
            results.complete(PartOfProgress(progress, 1 - WRITING_SHARE, 1))
            progress.check()
            results.publish()  # only now that every file is whole
    progress.report(1, Stage.DONE)
    return SimulationResult(
        output=request.output,
        thickness=request.thickness,
        width_px=window.width,
        height_px=window.height,
        wavelengths_um=wavelengths,
        mean_thickness=results.mean(THICKNESS),
        seconds=time.monotonic() - started,
    )


def _field(source: RasterSource, options: HazeOptions) -> HazeField:
    longer_side = max(source.grid.height, source.grid.width)
    pattern_px = options.pattern_px or max(LEAST_PATTERN_PX, longer_side / PATCHES_ACROSS)
    return HazeField(options.thickness_max, pattern_px, options.patchiness, options.seed)


def _write_strips(
    source: RasterSource,
    results: Results,
    haze_field: HazeField,
    bands: Dict[int, BandHaze],
    extra_nodata: Nodata,
    progress: Progress,
) -> None:
    """Write every strip of the results' window."""
    window = results.window
    nodata = source.nodata[0], extra_nodata  # the result, being a GeoTIFF, has one for all bands
    rows_at_once = max(1, min(BLOCK_PX, STRIP_PIXELS // window.width))
    for row in range(window.row, window.row_stop, rows_at_once):
        progress.check()
        strip = Window(row, window.col, min(rows_at_once, window.row_stop - row), window.width)
        thickness, valid = haze_field.thickness(strip), source.read_valid(strip)
        hazy = {n: band.apply(source.read_band(n, strip), thickness, valid, nodata) for n, band in bands.items()}
        results.write(row, {HAZY: hazy, THICKNESS: thickness}, valid)
        progress.report((strip.row_stop - window.row) / window.height, Stage.HAZING)


def _by_band(wavelengths: Tuple[float, ...]) -> List[Text]:
    return [
        Text("band {number} {um:g} µm", number=number, um=um) if um else Text("band {number} none", number=number)
        for number, um in enumerate(wavelengths, 1)
    ]
