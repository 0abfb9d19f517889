"""`restrength`: a result again at another strength, from the haze field that its run has kept."""

from __future__ import annotations

import argparse

from .terminal import TerminalProgress

HELP = "make a result again at another strength, without the model"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.epilog = (
        "The result is that of a new run at this strength, pixel by pixel. Its run must have kept its haze field."
    )
    add.add_argument(
        "kept", metavar="RESULT", help="result of dehaze --keep-field, or the .haze_field.tif file beside it"
    )
    add.add_argument("output", metavar="OUT", help="GeoTIFF to make; it may be RESULT itself")
    add.add_argument(
        "--strength", type=float, required=True, metavar="P", help="percent of the haze to remove, 0 to 200"
    )
    add.add_argument("--source", metavar="FILE", help="where the raster that was dehazed is now, if it was moved")
    add.add_argument("--timing", action="store_true", help="show where the time went")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..restrength import RestrengthRequest, restrength

    request = RestrengthRequest(options.kept, options.output, options.strength, options.source)
    result = restrength(request, TerminalProgress())
    print(f"{result.output}  {result.width_px} × {result.height_px} px, {result.seconds:.1f} s")
    if options.timing:
        for stage, seconds in sorted(result.seconds_by_stage.items(), key=lambda item: -item[1]):
            print(f"  {stage:<16} {seconds:8.2f} s  {100 * seconds / result.seconds:5.1f} %")
