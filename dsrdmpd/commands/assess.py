"""`assess`: figures of a raster, by itself, against a reference, or before and after."""

from __future__ import annotations

import argparse

from .nodata import add_nodata, nodata_of
from .terminal import TerminalProgress

HELP = "measure a raster: against a reference, or before and after"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.epilog = (
        "All figures are of the pixels that are usable in every band of every raster. PSNR and SSIM (Wang 2004) are "
        "measured against a range that the output names. SAM: spectral angle. ERGAS: Wald 2000. ΔE00: CIEDE2000 of the "
        "colours as the model sees them. Haze density: mean dark channel (He 2011), 0 is clear."
    )
    add.add_argument("raster", metavar="RASTER", help="what is judged, such as a dehazed raster")
    add.add_argument("--reference", metavar="FILE", help="the truth, on the same pixels")
    add.add_argument("--before", metavar="FILE", help="the raster before, such as the hazy one, on the same pixels")
    add.add_argument("--bands", nargs=3, type=int, metavar=("R", "G", "B"), help="band numbers, counted from 1")
    add.add_argument("--compare", nargs="+", type=int, metavar="N", help="bands to compare; default: all but alpha")
    add.add_argument("--nir", type=int, metavar="N", help="near-infrared band, for NDVI; default: what the file says")
    add.add_argument("--data-range", type=float, metavar="L", help="of the values (DN), for PSNR and SSIM")
    add_nodata(add)
    add.add_argument("--csv", metavar="FILE", help="the figures as a table")
    add.add_argument("--report", metavar="FILE", help="an HTML file with pictures, figures and charts")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..assess.request import AssessRequest
    from ..assess.run import assess
    from ..assess.table import show, write_csv
    from ..files import check_document
    from ..report.assessment import write_report

    request = AssessRequest(
        raster=options.raster,
        before=options.before,
        reference=options.reference,
        bands=tuple(options.bands) if options.bands else None,
        compared=tuple(options.compare) if options.compare else None,
        nir=options.nir,
        data_range=options.data_range,
        nodata=nodata_of(options),
        pictures=bool(options.report),
    )
    for path, ending in ((options.csv, ".csv"), (options.report, ".html")):
        if path:
            check_document(path, ending, tuple(request.paths.values()))
    assessment = assess(request, TerminalProgress())
    print(show(assessment), flush=True)
    if options.csv:
        write_csv(assessment, options.csv)
    if options.report:
        write_report(assessment, options.report)
