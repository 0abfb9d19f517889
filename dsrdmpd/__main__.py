"""The command line: `python -m dsrdmpd dehaze IN OUT` and the other commands, one file each in `commands`.

Exit status 0 only when the output is complete, 1 on an error (one line on standard error), 2 on wrong usage, 130 when
interrupted. Rooms are imported by the command that needs them: rasters need GDAL, the rest torch.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from decimal import Decimal
from typing import Optional, Sequence

from .commands import (
    assess,
    average,
    dehaze,
    evaluate,
    import_weights,
    info,
    restrength,
    runtime,
    sensors,
    simulate_haze,
    train,
)
from .errors import Cancelled, DehazeError
from .logs import start_logging, stop_logging

COMMANDS = {
    "dehaze": dehaze,
    "restrength": restrength,
    "assess": assess,
    "simulate-haze": simulate_haze,
    "sensors": sensors,
    "import-weights": import_weights,
    "train": train,
    "average": average,
    "evaluate": evaluate,
    "runtime": runtime,
    "info": info,
}
_EXPONENT = re.compile(r"-(\d+\.?\d*|\.\d+)[eE][-+]?\d{1,3}")
_log = logging.getLogger("dsrdmpd.command")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign must not fail a finished run
    options = _parser().parse_args(_without_exponents(sys.argv[1:] if arguments is None else arguments))
    handler = start_logging()
    try:
        options.run(options)
    except DehazeError as error:
        _log.error("%s", error, exc_info=True)
        print(f"error: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        _log.error("a module is missing", exc_info=True)
        remedy = "Install it there, or use ./run python, which has everything"
        print(f"error: This Python ({sys.executable}) lacks the module '{error.name}'. {remedy}.", file=sys.stderr)
        return 1
    except (Cancelled, KeyboardInterrupt) as stop:
        clear_bar = "\r\033[K" if sys.stderr.isatty() else ""
        print(clear_bar + (str(stop) or "cancelled: no result was written."), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output left
        sys.stderr.close()
        return 1
    except Exception:
        _log.exception("an error that nobody expected")
        raise
    finally:
        stop_logging(handler)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dsrdmpd", description="Removes haze from raster images.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        adding = commands.add_parser(name, help=command.HELP, description=command.HELP)
        adding.set_defaults(run=command.run)
        command.arguments(adding)
    return parser


def _without_exponents(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments with -2.8e6 written out: argparse would take it for an option."""
    return [format(Decimal(each), "f") if _EXPONENT.fullmatch(each) else each for each in arguments]


if __name__ == "__main__":
    sys.exit(main())
