"""`info`: versions, devices, models and folders."""

from __future__ import annotations

import argparse
import json

from .terminal import DEVICE_HELP

HELP = "versions, device, models and folders, to copy into a report"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("--device", default="auto", metavar="D", help=DEVICE_HELP)
    add.add_argument("--json", action="store_true", help="all of it as one line of JSON")
    add.add_argument("--here", action="store_true", help="only this Python, not the others that could run the model")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..runtime.report import make_report

    report = make_report(options.device, everywhere=not options.here)
    print(json.dumps(report.to_json()) if options.json else "\n".join(report.lines()))
