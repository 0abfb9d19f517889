"""`simulate-haze`: known haze over a clear raster."""

from __future__ import annotations

import argparse

from .nodata import add_nodata, nodata_of
from .terminal import TerminalProgress

HELP = "lay known haze over a clear raster"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("input", metavar="IN", help="clear raster that GDAL reads")
    add.add_argument("output", metavar="OUT", help="GeoTIFF to make, on the input's own grid")
    add.add_argument("--thickness", metavar="FILE", help="GeoTIFF of the true haze thickness to make, too")
    extent = ("XMIN", "YMIN", "XMAX", "YMAX")
    add.add_argument("--extent", nargs=4, type=float, metavar=extent, help="part to make, map units of the input's CRS")
    for name, field, metavar, help_text in (
        ("thickness-max", "thickness_max", "W", "of the thickest haze, 0 (none) to 1 (nothing but haze); default 0.6"),
        ("pattern-size", "pattern_px", "PX", "width of the patches; default: a quarter of the input's longer side"),
        ("patchiness", "patchiness", "P", "0 (an even veil) to 1 (patches with clear air between); default 0.8"),
        ("airlight", "airlight", "A", "brightness of the haze, from the input's dark (0) to bright (1); default 0.9"),
    ):
        add.add_argument(f"--{name}", type=float, dest=field, metavar=metavar, help=help_text)
    add.add_argument("--seed", type=int, metavar="N", help="which pattern; default 0")
    wavelengths = "of every band in micrometres, 0 for one that gets no haze; default: what the file says"
    add.add_argument("--wavelengths", nargs="+", type=float, metavar="UM", help=wavelengths)
    add_nodata(add)
    add.add_argument(
        "--keep-fill", action="store_true", help="treat pixels that look like fill, such as a collar of 0, as ground"
    )


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..simulation.request import HazeOptions, SimulationRequest
    from ..simulation.run import simulate_haze

    haze = {name: getattr(options, name) for name in HazeOptions.__dataclass_fields__}
    request = SimulationRequest(
        source=options.input,
        output=options.output,
        thickness=options.thickness,
        bounds=tuple(options.extent) if options.extent else None,
        wavelengths_um=tuple(options.wavelengths) if options.wavelengths else None,
        nodata=nodata_of(options),
        find_fill=not options.keep_fill,
        options=HazeOptions(**{name: value for name, value in haze.items() if value is not None}),
    )
    result = simulate_haze(request, TerminalProgress())
    print(f"{result.output}  {result.width_px} × {result.height_px} px, {result.seconds:.1f} s")
    print(f"{result.thickness or 'thickness'}  mean haze thickness {result.mean_thickness:.3f}")
