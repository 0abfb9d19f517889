"""The option `--nodata`, which several commands have: values and ranges that mean nodata."""

from __future__ import annotations

import argparse
from typing import Tuple

from ..request import Nodata

_HELP = "value to treat as nodata beside the file's own, or a range LOW:HIGH with both ends in it; may be given again"


def add_nodata(add: argparse.ArgumentParser) -> None:
    """Add the option; what it says is read by `nodata_of`."""
    add.add_argument("--nodata", action="append", type=_range, metavar="V", help=_HELP)


def nodata_of(options: argparse.Namespace) -> Nodata:
    """Return what the option says."""
    return tuple(options.nodata) if options.nodata else None


def _range(text: str) -> Tuple[float, float]:
    low, _, high = text.partition(":")
    ends = float(low), float(high or low)
    if high and not ends[0] <= ends[1]:
        raise argparse.ArgumentTypeError(f"{text} is neither a number nor a range from a lower to a higher one")
    return ends


_range.__name__ = "number or range"  # argparse says it of what cannot be read
