"""The command line: `python -m dsrdmpd dehaze IN OUT`, `import-weights`, `train`, `evaluate`, `info`.

Exit status 0 only when the output is complete, 1 on an error (one line on standard error), 2 on wrong usage, 130 when
interrupted. Rooms are imported by the command that needs them: `dehaze` needs GDAL, the others torch.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import List, Optional, Sequence

from . import catalog
from .config import DehazeOptions, DehazeRequest, Quality
from .errors import Cancelled, DehazeError
from .progress import Progress

NUMBER = re.compile(r"^-(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign must not fail a finished run
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except DehazeError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        remedy = "Install it there, or use ./run python, which has everything"
        print(f"error: This Python ({sys.executable}) lacks the module '{error.name}'. {remedy}.", file=sys.stderr)
        return 1
    except (Cancelled, KeyboardInterrupt):
        print("cancelled: nothing was written.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output left
        sys.stderr.close()
        return 1
    return 0


class TerminalProgress(Progress):
    """A bar with the time left on standard error; plain lines where that is no terminal. Ctrl-C cancels."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()
        self._started = time.monotonic()
        self._shown = -1
        self._cancelled = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._cancel)

    def report(self, fraction: float, stage: str = "") -> None:
        percent = int(100 * fraction)
        step = 1 if self._bar else 10
        if percent // step == self._shown // step and percent < 100:
            return
        self._shown = percent
        seconds = time.monotonic() - self._started
        left = f"{_clock(seconds / fraction * (1 - fraction))} left" if 0 < fraction < 1 else _clock(seconds)
        if self._bar:
            filled = int(30 * fraction)
            end = "\n" if fraction >= 1 else ""
            bar = "━" * filled + "╌" * (30 - filled)
            print(f"\r\033[K{stage:<20} {bar} {percent:3d} %  {left}", end=end, file=sys.stderr, flush=True)
        else:
            print(f"{percent:3d} %  {stage}  {left}", file=sys.stderr, flush=True)

    def info(self, text: str) -> None:
        print(("\r\033[K" if self._bar else "") + text, file=sys.stderr, flush=True)

    def warning(self, text: str) -> None:
        self.info(f"warning: {text}")

    def cancelled(self) -> bool:
        return self._cancelled

    def _cancel(self, *_: object) -> None:
        self._cancelled = True


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
    print(train(request, lambda line: print(line, flush=True)))


def _evaluate(options: argparse.Namespace) -> None:
    from .training.evaluate import evaluate, show, write_json

    figures = evaluate(options.hazy, options.clear, options.model, options.steps, options.device)
    print(show(figures))
    if options.json:
        write_json(figures, options.json)


def _info(options: argparse.Namespace) -> None:
    lines: List[str] = [f"Python {sys.version.split()[0]} at {sys.executable}"]
    for module in ("torch", "numpy", "einops", "safetensors", "osgeo"):
        found = importlib.util.find_spec(module)
        version = getattr(importlib.import_module(module), "__version__", "") if found else "missing"
        lines.append(f"{'GDAL' if module == 'osgeo' else module} {version}")
    if importlib.util.find_spec("torch"):
        from .inference.device import describe_device, resolve_device

        lines.append(f"device auto: {describe_device(resolve_device('auto'))}")
    lines.append(f"models of your own: {catalog.user_models_folder()}")
    for entry in catalog.list_models():
        config = entry.config
        lines.append(
            f"model {entry.name}: {config.title or 'untitled'}; removes {config.task}, "
            f"tiles of {config.tile_size_px} px, standard {config.standard_steps} steps, licence {config.licence}"
        )
    print("\n".join(lines))


def _python_with_torch() -> Optional[str]:
    """Return this interpreter if it has torch and no other one was named, else leave the choice to `runtime`."""
    named = os.environ.get("DSRDMPD_PYTHON")
    return sys.executable if not named and importlib.util.find_spec("torch") else None


# --- Arguments --------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dsrdmpd", description="Removes haze from raster images.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _dehaze_arguments(_command(commands, "dehaze", _dehaze, "dehaze a raster into a GeoTIFF"))
    _import_arguments(_command(commands, "import-weights", _import_weights, "turn released checkpoints into a model"))
    _train_arguments(_command(commands, "train", _train, "train stage 1, then stage 2"))
    _evaluate_arguments(_command(commands, "evaluate", _evaluate, "PSNR and SSIM on folders of hazy and clear images"))
    _command(commands, "info", _info, "versions, devices and models, to copy into a report")
    return parser


def _command(commands, name: str, run, help_text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=run)
    return parser


def _dehaze_arguments(add: argparse.ArgumentParser) -> None:
    add._negative_number_matcher = NUMBER  # argparse's own takes -2.8e6 for an option
    add.add_argument("input", metavar="IN", help="raster that GDAL reads")
    add.add_argument("output", metavar="OUT", help="GeoTIFF to make, on the input's own grid")
    extent = ("XMIN", "YMIN", "XMAX", "YMAX")
    add.add_argument(
        "--extent", nargs=4, type=float, metavar=extent, help="part to dehaze, map units of the input's CRS"
    )
    add.add_argument("--bands", nargs=3, type=int, metavar=("R", "G", "B"), help="band numbers, counted from 1")
    add.add_argument("--model", default=catalog.DEFAULT_MODEL, help="installed model or weights file")
    add.add_argument("--quality", default="standard", choices=[q.value for q in Quality])
    add.add_argument("--steps", type=int, help="sampling steps of stage 2; 0 is stage 1 alone; overrides --quality")
    add.add_argument("--strength", type=float, default=100, metavar="P", help="percent of the change, 0 to 100")
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--device", default="auto", metavar="D", help="auto, cpu, cuda, cuda:N or mps")
    add.add_argument("--haze-map", metavar="FILE", help="GeoTIFF of haze thickness to make, too")
    add.add_argument("--nodata", type=float, metavar="V", help="value to treat as nodata beside the file's own")
    add.add_argument("--tile-size", type=int, metavar="PX", help="default: the size the model was trained at")
    add.add_argument("--batch", type=int, metavar="N", help="tiles at once; default: by free memory")
    add.add_argument("--timing", action="store_true", help="show where the time went")


def _import_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("--stage1", required=True, metavar="FILE", help="released stage 1: a bare state dict")
    add.add_argument("--stage2", required=True, metavar="FILE", help="released stage 2: a training checkpoint")
    add.add_argument("--out", required=True, metavar="FILE", help="weights file to make, ending in .safetensors")
    add.add_argument("--ema", action="store_true", help="take stage 2's moving average instead of its model")
    add.add_argument("--task", default="haze", choices=["haze", "rain", "blur"], help="what the checkpoints remove")
    add.add_argument("--tile-size", type=int, default=512, metavar="PX", help="side of their training crops")


def _train_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("--stage", type=int, required=True, choices=[1, 2])
    add.add_argument("--recipe", default="compact")
    add.add_argument("--data", type=Path, nargs="+", required=True, metavar="DIR", help="folders of clear images")
    add.add_argument("--patterns", type=Path, metavar="DIR", help="folder of real haze patterns (grey images)")
    add.add_argument("--validation", type=Path, metavar="DIR", help="clear images to measure on under fixed haze")
    add.add_argument("--pairs", type=Path, nargs=2, metavar=("HAZY", "CLEAR"), help="real pairs to measure on")
    add.add_argument("--stage1-weights", type=Path, metavar="FILE", help="for stage 2: whose stage 1 stays frozen")
    add.add_argument("--exclude", nargs="*", default=(), metavar="NAME", help="images to leave out, without ending")
    add.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the run; resumed if it exists")
    add.add_argument("--iterations", type=int, metavar="N")
    add.add_argument("--hours", type=float, metavar="H")
    add.add_argument("--device", default="cpu", metavar="D")
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--half", action="store_true", help="store the weights in float16: half the file")
    for name, default in (("title", ""), ("licence", "unknown"), ("provenance", "")):
        add.add_argument(f"--{name}", default=default, help="stored in the weights file")


def _evaluate_arguments(add: argparse.ArgumentParser) -> None:
    add.add_argument("--hazy", required=True, metavar="DIR")
    add.add_argument("--clear", required=True, metavar="DIR", help="truth, same file names")
    add.add_argument("--model", default=catalog.DEFAULT_MODEL)
    add.add_argument("--steps", type=int, nargs="+", metavar="N", help="default: stage 1 alone and the standard steps")
    add.add_argument("--device", default="auto", metavar="D")
    add.add_argument("--json", metavar="FILE")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


if __name__ == "__main__":
    sys.exit(main())
