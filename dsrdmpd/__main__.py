"""The command line: `python -m dsrdmpd dehaze IN OUT`, `simulate-haze`, `import-weights`, `train`,
`average`, `evaluate`, `info`, `runtime`.

Exit status 0 only when the output is complete, 1 on an error (one line on standard error), 2 on wrong usage, 130 when
interrupted. Rooms are imported by the command that needs them: rasters need GDAL, the rest torch.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import os
import re
import signal
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterator, Optional, Sequence, Tuple, Union

from . import model_files
from .errors import Cancelled, DehazeError, OptionError, Words
from .logs import start_logging, stop_logging
from .machine import DEVICES
from .progress import Progress, Stage, clock
from .request import DehazeOptions, DehazeRequest, Quality

if TYPE_CHECKING:
    from .training.evaluate import Evaluation

_EXPONENT = re.compile(r"-(\d+\.?\d*|\.\d+)[eE][-+]?\d{1,3}")
_DEVICE_HELP = f"{', '.join(DEVICES)} or another cuda:N"
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


class TerminalProgress(Progress):
    """A bar with the time left on standard error; plain lines where that is no terminal. Ctrl-C cancels.

    The time left is judged by what was done since the first report: a resumed run begins where it was stopped.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage: Union[Stage, Words] = ""
        self._begun: Optional[float] = None  # fraction that was done at _started
        self._started, self._tenths = 0.0, -1
        self._cancelled = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._cancel)

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._stage = stage or self._stage
        if self._begun is None:
            self._begun, self._started = fraction, time.monotonic()
            self._bar = _bar(fraction) if sys.stderr.isatty() else None
        if self._bar is None:
            self._line(fraction)
            return
        self._bar.set_description_str(f"{self._stage!s:<20}", refresh=False)
        self._bar.update(fraction - self._bar.n)
        if fraction >= 1:
            self._bar.leave = True
            self._bar.close()

    def info(self, text: Words) -> None:
        if self._bar is not None:
            self._bar.write(str(text), file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)

    def warning(self, text: Words) -> None:
        self.info(f"warning: {text}")

    def cancelled(self) -> bool:
        return self._cancelled

    def _line(self, fraction: float) -> None:
        if int(10 * fraction) > self._tenths:
            self._tenths = int(10 * fraction)
            seconds, done = time.monotonic() - self._started, fraction - (self._begun or 0)
            left = f"{clock(seconds / done * (1 - fraction))} left" if done > 0 and fraction < 1 else clock(seconds)
            print(f"{100 * fraction:3.0f} %  {self._stage}  {left}", file=sys.stderr, flush=True)

    def _cancel(self, *_: object) -> None:
        self._cancelled = True


def _bar(fraction: float) -> Any:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own
    drawn = {"bar_format": "{desc} {bar:30} {percentage:3.0f} %  {remaining} left", "leave": False}
    steady = {"smoothing": 0, "miniters": 0, "mininterval": 0.2}
    return tqdm(total=1, initial=fraction, file=sys.stderr, **drawn, **steady)


# --- Commands ---------------------------------------------------------------------------------------------------------


def _dehaze(options: argparse.Namespace) -> None:
    from .pipeline import dehaze_raster

    request = DehazeRequest(
        source=options.input,
        output=options.output,
        haze_map=options.haze_map,
        bounds=tuple(options.extent) if options.extent else None,
        bands=tuple(options.bands) if options.bands else None,
        nodata=options.nodata,
        options=DehazeOptions(
            model=options.model,
            quality=options.quality,
            steps=options.steps,
            strength_percent=options.strength,
            seed=options.seed,
            device=options.device,
            tile_size_px=options.tile_size,
            batch_tiles=options.batch,
        ),
    )
    result = dehaze_raster(request, TerminalProgress(), python=_python_with_torch())
    print(f"{result.output}  {result.width_px} × {result.height_px} px, {result.tiles} tiles, {result.seconds:.1f} s")
    if result.haze_map:
        print(f"{result.haze_map}  mean haze thickness {result.mean_haze:.3f}")
    if options.timing:
        for stage, seconds in sorted(result.seconds_by_stage.items(), key=lambda item: -item[1]):
            print(f"  {stage:<8} {seconds:8.2f} s  {100 * seconds / result.seconds:5.1f} %")


def _simulate_haze(options: argparse.Namespace) -> None:
    from .simulation.request import HazeOptions, SimulationRequest
    from .simulation.run import simulate_haze

    haze = {name: getattr(options, name) for name in HazeOptions.__dataclass_fields__}
    request = SimulationRequest(
        source=options.input,
        output=options.output,
        thickness=options.thickness,
        bounds=tuple(options.extent) if options.extent else None,
        wavelengths_um=tuple(options.wavelengths) if options.wavelengths else None,
        nodata=options.nodata,
        options=HazeOptions(**{name: value for name, value in haze.items() if value is not None}),
    )
    result = simulate_haze(request, TerminalProgress())
    print(f"{result.output}  {result.width_px} × {result.height_px} px, {result.seconds:.1f} s")
    print(f"{result.thickness or 'thickness'}  mean haze thickness {result.mean_thickness:.3f}")


def _import_weights(options: argparse.Namespace) -> None:
    from .model.weights import import_released

    config = import_released(
        options.stage1,
        options.stage2,
        options.out,
        use_ema=options.ema,
        task=options.task,
        tile_size_px=options.tile_size,
    )
    print(f"{options.out}  widths {config.stage1.width} and {config.stage2.width}, task {config.task}")


def _train(options: argparse.Namespace) -> None:
    from .training.run import TrainingRequest, train

    names = vars(options)
    request = TrainingRequest(**{name: names[name] for name in TrainingRequest.__dataclass_fields__})
    print(train(request, TerminalProgress()))


def _average(options: argparse.Namespace) -> None:
    from .training.average import average_weights

    average_weights(options.models, options.out, options.shares, options.half)
    print(options.out)


def _evaluate(options: argparse.Namespace) -> None:
    from .training.evaluate import check_writable, write_csv, write_json

    files = [(path, write) for path, write in ((options.json, write_json), (options.csv, write_csv)) if path]
    for path, _ in files:
        check_writable(path)
    evaluation, table = (_evaluate_suite if options.suite else _evaluate_folder)(options)
    print(table, flush=True)
    for path, write in files:
        write(evaluation, path)


def _evaluate_folder(options: argparse.Namespace) -> Tuple[Evaluation, str]:
    from .training.evaluate import EvaluationRequest, evaluate, show

    _refuse(options, "--suite", "sets", "methods", "sheets")
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
    from .training.suite import SuiteRequest, evaluate_suite, show_suite

    _refuse(options, "--hazy and --simulate", "clear", "patterns", "steps", "write_simulated")
    request = SuiteRequest(
        suite=options.suite,
        sets=tuple(options.sets or ()),
        methods=tuple(options.methods or ()),
        models=tuple(options.model or [model_files.DEFAULT_MODEL]),
        device=options.device,
        limit=options.limit,
        sheets=options.sheets,
    )
    evaluation = evaluate_suite(request, TerminalProgress())
    return evaluation, show_suite(evaluation)


def _refuse(options: argparse.Namespace, owner: str, *names: str) -> None:
    given = [name.replace("_", "-") for name in names if getattr(options, name)]
    if given:
        raise OptionError("The evaluation cannot start", f"--{given[0]} belongs to {owner}", "Leave it away")


def _runtime(options: argparse.Namespace) -> None:
    from .runtime import install

    if options.action == "status":
        found = install.status()
        print(json.dumps(found) if options.json else "\n".join(_status_lines(found)))
    elif options.action == "remove":
        if not _said_yes("Remove the environment that runs the model?", options.yes):
            raise Cancelled("Nothing was removed.")
        print(f"freed {install.as_size(install.remove())}")
    else:
        plan = install.make_plan(options.device, wheels=options.wheels, base=options.base)
        print("\n".join(map(str, plan.lines())), flush=True)
        if not _said_yes("Set the model up?", options.yes):
            raise Cancelled("Nothing was installed.")
        try:
            made = install.install(plan, TerminalProgress())
        except Cancelled:
            raise Cancelled(str(install.cancelled_text())) from None
        print(f"{made.program}  torch {made.torch} for {made.device}, {install.as_size(made.bytes)}")


def _status_lines(found: Dict[str, Any]) -> Iterator[str]:
    from .runtime.install import as_size

    managed = found["installed"]
    if managed is None:
        yield "not set up; `python -m dsrdmpd runtime install` does it"
    else:
        yield f"{managed['program']}  torch {managed['torch']} for {managed['device']}, Python {managed['python']}"
        yield f"takes {as_size(managed['bytes'])}"
        if not found["current"]:
            yield "made for another version of the plugin: `runtime install` renews it; until then it works as it is"
    if found["downloads_bytes"]:
        yield f"downloads kept for the next try: {as_size(found['downloads_bytes'])}"
    yield f"folder: {found['folder']}"
    yield f"log: {found['log']}"


def _said_yes(question: str, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise DehazeError("Nobody can be asked here", remedy="Say --yes if you agree")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _info(options: argparse.Namespace) -> None:
    from .runtime.report import make_report

    report = make_report(options.device, everywhere=not options.here)
    print(json.dumps(report.to_json()) if options.json else "\n".join(report.lines()))


def _python_with_torch() -> Optional[str]:
    """Return this interpreter if it has torch and no other one was named, else leave the choice to `runtime`."""
    named = os.environ.get("DSRDMPD_PYTHON")
    return sys.executable if not named and importlib.util.find_spec("torch") else None


# --- Arguments --------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dsrdmpd", description="Removes haze from raster images.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _dehaze_arguments(_command(commands, "dehaze", _dehaze, "dehaze a raster into a GeoTIFF"))
    _simulation_arguments(_command(commands, "simulate-haze", _simulate_haze, "lay known haze over a clear raster"))
    _import_arguments(_command(commands, "import-weights", _import_weights, "turn released checkpoints into a model"))
    _train_arguments(_command(commands, "train", _train, "train the haze field, stage 1 or stage 2"))
    _average_arguments(_command(commands, "average", _average, "average the weights of several runs into one model"))
    _evaluate_arguments(_command(commands, "evaluate", _evaluate, "measure models beside the dark channel prior"))
    _runtime_arguments(_command(commands, "runtime", _runtime, "set up, show or remove the Python that runs the model"))
    _info_arguments(_command(commands, "info", _info, "versions, device, models and folders, to copy into a report"))
    return parser


def _without_exponents(arguments: Sequence[str]) -> Sequence[str]:
    """Return the arguments with -2.8e6 written out: argparse would take it for an option."""
    return [format(Decimal(each), "f") if _EXPONENT.fullmatch(each) else each for each in arguments]


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], None],
    help_text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    return parser


def _dehaze_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("input", metavar="IN", help="raster that GDAL reads")
    add.add_argument("output", metavar="OUT", help="GeoTIFF to make, on the input's own grid")
    extent = ("XMIN", "YMIN", "XMAX", "YMAX")
    add.add_argument(
        "--extent", nargs=4, type=float, metavar=extent, help="part to dehaze, map units of the input's CRS"
    )
    add.add_argument("--bands", nargs=3, type=int, metavar=("R", "G", "B"), help="band numbers, counted from 1")
    add.add_argument(
        "--model", default=model_files.DEFAULT_MODEL, help="installed model, weights file, dark_channel or dark_object"
    )
    add.add_argument("--quality", default="standard", choices=[q.value for q in Quality])
    add.add_argument("--steps", type=int, help="sampling steps of stage 2; 0 is stage 1 alone; overrides --quality")
    add.add_argument("--strength", type=float, default=100, metavar="P", help="percent of the change, 0 to 100")
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--device", default="auto", metavar="D", help=_DEVICE_HELP)
    add.add_argument("--haze-map", metavar="FILE", help="GeoTIFF of haze thickness to make, too")
    add.add_argument("--nodata", type=float, metavar="V", help="value to treat as nodata beside the file's own")
    add.add_argument("--tile-size", type=int, metavar="PX", help="default: what the model names")
    add.add_argument("--batch", type=int, metavar="N", help="tiles at once; default: by free memory")
    add.add_argument("--timing", action="store_true", help="show where the time went")


def _simulation_arguments(add: argparse.ArgumentParser) -> None:
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
    add.add_argument("--nodata", type=float, metavar="V", help="value to treat as nodata beside the file's own")


def _import_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("--stage1", required=True, metavar="FILE", help="released stage 1: a bare state dict")
    add.add_argument("--stage2", required=True, metavar="FILE", help="released stage 2: a training checkpoint")
    add.add_argument("--out", required=True, metavar="FILE", help="weights file to make, ending in .safetensors")
    add.add_argument("--ema", action="store_true", help="take stage 2's moving average instead of its model")
    add.add_argument("--task", default="haze", choices=["haze", "rain", "blur"], help="what the checkpoints remove")
    add.add_argument("--tile-size", type=int, default=512, metavar="PX", help="side of their training crops")


def _train_arguments(add: argparse.ArgumentParser) -> None:
    stages = {"field": "field", "1": 1, "2": 2}
    add.add_argument("--stage", type=lambda text: stages.get(text, text), required=True, choices=list(stages.values()))
    add.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the run; resumed if it exists")
    add.add_argument("--task", choices=model_files.TASKS, help="what to remove; default: that of --init, else haze")
    add.add_argument("--recipe", default="compact", help="compact, paper, or a JSON file (see training/recipes.py)")
    add.add_argument("--init", metavar="MODEL", help="fine-tune this installed model or weights file")
    add.add_argument("--stage1-weights", metavar="MODEL", help="for stage 2: whose stage 1 stays frozen")
    _training_data_arguments(add.add_argument_group("data"))
    add.add_argument("--iterations", type=int, metavar="N", help="default: the recipe's, with --init a tenth")
    add.add_argument("--hours", type=float, metavar="H", help="end after this time, or after --iterations if sooner")
    add.add_argument("--learning-rate", type=float, metavar="R", help="default: the recipe's, with --init a tenth")
    add.add_argument("--device", default="auto", metavar="D", help=_DEVICE_HELP)
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--half", action="store_true", help="store the weights in float16: half the file")
    for name in ("title", "licence", "provenance"):
        add.add_argument(f"--{name}", default="", help="stored in the weights file; default: that of --init")


def _info_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("--device", default="auto", metavar="D", help=_DEVICE_HELP)
    add.add_argument("--json", action="store_true", help="all of it as one line of JSON")
    add.add_argument("--here", action="store_true", help="only this Python, not the others that could run the model")


def _runtime_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("action", choices=["install", "status", "remove"])
    add.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"], help="which build of torch")
    add.add_argument("--wheels", type=Path, metavar="DIR", help="install from this folder of wheels, without a network")
    add.add_argument("--base", metavar="PYTHON", help="the Python to make it from; default: looked for")
    add.add_argument("--yes", action="store_true", help="do not ask")
    add.add_argument("--json", action="store_true", help="status as one line of JSON")


def _average_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("models", nargs="+", metavar="MODEL", help="models or weights files of one configuration")
    add.add_argument("--out", type=Path, required=True, metavar="FILE", help="weights file to make")
    add.add_argument("--shares", type=float, nargs="+", metavar="S", help="how much each counts; default: alike")
    add.add_argument("--half", action="store_true", help="store the weights in float16: half the file")


def _training_data_arguments(add: argparse._ArgumentGroup) -> None:
    add.add_argument("--data", type=Path, nargs="+", default=(), metavar="DIR", help="folders of clear images")
    add.add_argument(
        "--train-pairs",
        nargs="+",
        default=(),
        metavar="DIR",
        help="real pairs to train on: folders with hazy beside clear, input beside target and the like, or HAZY:CLEAR; "
        "test and val folders in them are left out",
    )
    add.add_argument("--real-share", type=float, default=0.5, metavar="P", help="of --train-pairs, beside --data")
    add.add_argument("--patterns", type=Path, metavar="DIR", help="folder of real haze patterns (grey images)")
    add.add_argument("--exclude", nargs="*", default=(), metavar="NAME", help="images to leave out, without ending")
    add.add_argument("--hold-out", action="store_true", help="leave out what `evaluate --suite` measures on, too")
    add.add_argument("--validation", type=Path, metavar="DIR", help="clear images to measure on, degraded")
    add.add_argument("--pairs", nargs="+", default=(), metavar="DIR", help="real pairs to measure on, or HAZY CLEAR")
    add.add_argument("--validate-every", type=float, default=5.0, metavar="MINUTES", dest="validate_minutes")


def _evaluate_arguments(add: argparse.ArgumentParser) -> None:
    add.epilog = (
        "All figures are means over images of 8-bit RGB values against the clear truth. PSNR: over all pixels and "
        "channels, 100 dB where nothing differs. SSIM: Gaussian window of 11 pixels with sigma 1.5, no padding, mean "
        "over channels. SAM: spectral angle in degrees. ΔE00: CIEDE2000 by scikit-image. FLIP: perceived difference "
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
    add.add_argument("--methods", nargs="+", metavar="NAME", help="dark_channel dark_object draft standard paper")
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


if __name__ == "__main__":
    sys.exit(main())
