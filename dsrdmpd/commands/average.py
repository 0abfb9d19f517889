"""`average`: one model from the weights of several runs."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "average the weights of several runs into one model"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("models", nargs="+", metavar="MODEL", help="models or weights files of one configuration")
    add.add_argument("--out", type=Path, required=True, metavar="FILE", help="weights file to make")
    add.add_argument("--shares", type=float, nargs="+", metavar="S", help="how much each counts; default: alike")
    add.add_argument("--half", action="store_true", help="store the weights in float16: half the file")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..training.average import average_weights

    average_weights(options.models, options.out, options.shares, options.half)
    print(options.out)
