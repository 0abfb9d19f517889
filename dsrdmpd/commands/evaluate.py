"""`evaluate`: figures of models and methods against the truth."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Mapping, Tuple

from .. import model_files
from ..errors import OptionError
from .terminal import TerminalProgress

if TYPE_CHECKING:
    from ..training.evaluate import Evaluation, Method

HELP = "measure models beside the dark channel prior"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.epilog = (
        "All figures are means over images of 8-bit RGB values against the clear truth. PSNR: over all pixels and "
        "channels, 100 dB where nothing differs. SSIM: Gaussian window of 11 pixels with sigma 1.5, no padding, mean "
        "over channels. SAM: spectral angle in degrees. ΔE00: CIEDE2000. FLIP: perceived difference "
        "from 0 to 1 by flip-evaluator. A measure whose package is not installed is left out."
    )
    images = add.add_mutually_exclusive_group(required=True)
    images.add_argument("--hazy", type=Path, metavar="DIR", help="hazy images, same file names as the clear ones")
    images.add_argument(
        "--simulate",
        nargs="+",
        choices=["none", "thin", "moderate", "thick", "rain", "blur"],
        help="degrade the clear images instead, always alike; none measures how clear ground is left alone",
    )
    images.add_argument(
        "--suite", type=Path, metavar="DIR|FILE", help="a table of named sets: JSON file or data folder"
    )
    add.add_argument(
        "--sets", nargs="+", metavar="NAME", help="of the suite: rice1, panels, aerial, thick, aerial/thick"
    )
    add.add_argument("--methods", nargs="+", metavar="NAME", help="dark_channel dark_object hot draft standard paper")
    add.add_argument(
        "--sixteen-bit",
        action="store_true",
        help="of the suite: a column more, the same pictures as 16-bit reflectance through the whole pipeline (slow)",
    )
    add.add_argument("--sheets", type=Path, metavar="DIR", help="PNGs of each set's five worst images, by method")
    add.add_argument("--clear", type=Path, metavar="DIR", help="the truth; with --hazy or --simulate")
    add.add_argument("--patterns", type=Path, metavar="DIR", help="real haze patterns to simulate with (grey PNG)")
    add.add_argument("--model", action="append", help="installed model or weights file; repeat to compare several")
    add.add_argument("--steps", type=int, nargs="+", metavar="N", help="default: stage 1 alone and the standard steps")
    add.add_argument("--device", default="auto", metavar="D")
    add.add_argument("--limit", type=int, metavar="N", help="measure N images only, spread over the folder (or set)")
    add.add_argument("--json", type=Path, metavar="FILE", help="everything, each image and the options too")
    add.add_argument("--csv", type=Path, metavar="FILE", help="one row for each image and method")
    add.add_argument("--write-simulated", type=Path, metavar="DIR", help="keep the simulated pairs as PNG files")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..training.evaluate import check_writable, write_csv, write_json

    files = [(path, write) for path, write in ((options.json, write_json), (options.csv, write_csv)) if path]
    for path, _ in files:
        check_writable(path)
    evaluation, table = (_evaluate_suite if options.suite else _evaluate_folder)(options)
    print(table, flush=True)
    for path, write in files:
        write(evaluation, path)


def _evaluate_folder(options: argparse.Namespace) -> Tuple[Evaluation, str]:
    from ..training.evaluate import EvaluationRequest, evaluate, show

    _refuse(options, "--suite", "sets", "methods", "sheets", "sixteen_bit")
    request = EvaluationRequest(
        clear=options.clear,
        hazy=options.hazy,
        simulate=tuple(options.simulate or ()),
        patterns=options.patterns,
        models=tuple(options.model or [model_files.DEFAULT_MODEL]),
        steps=tuple(options.steps) if options.steps else None,
        device=options.device,
        limit=options.limit,
        write_simulated=options.write_simulated,
    )
    evaluation = evaluate(request, TerminalProgress())
    return evaluation, show(evaluation)


def _evaluate_suite(options: argparse.Namespace) -> Tuple[Evaluation, str]:
    from ..training.suite import SuiteRequest, evaluate_suite, show_suite

    _refuse(options, "--hazy and --simulate", "clear", "patterns", "steps", "write_simulated")
    more = _sixteen_bit(options)
    request = SuiteRequest(
        suite=options.suite,
        sets=tuple(options.sets or ()),
        methods=(*options.methods, *more) if options.methods else (),
        models=tuple(options.model or [model_files.DEFAULT_MODEL]),
        device=options.device,
        limit=options.limit,
        sheets=options.sheets,
    )
    evaluation = evaluate_suite(request, TerminalProgress(), more)
    return evaluation, show_suite(evaluation)


def _sixteen_bit(options: argparse.Namespace) -> Mapping[str, Method]:
    """Return the columns of the first model over 16-bit rasters, if they are wanted."""
    if not options.sixteen_bit:
        return {}
    from .as_raster import sixteen_bit_methods

    return sixteen_bit_methods((options.model or [model_files.DEFAULT_MODEL])[0], options.device)


def _refuse(options: argparse.Namespace, owner: str, *names: str) -> None:
    given = [name.replace("_", "-") for name in names if getattr(options, name)]
    if given:
        raise OptionError("The evaluation cannot start", f"--{given[0]} belongs to {owner}", "Leave it away")
