"""`train`: the haze field, stage 1 or stage 2 from images."""

from __future__ import annotations

import argparse
from pathlib import Path

from .. import model_files
from .terminal import DEVICE_HELP, TerminalProgress

HELP = "train the haze field, stage 1 or stage 2"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
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
    add.add_argument("--device", default="auto", metavar="D", help=DEVICE_HELP)
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--half", action="store_true", help="store the weights in float16: half the file")
    for name in ("title", "licence", "provenance"):
        add.add_argument(f"--{name}", default="", help="stored in the weights file; default: that of --init")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..training.run import TrainingRequest, train

    names = vars(options)
    request = TrainingRequest(**{name: names[name] for name in TrainingRequest.__dataclass_fields__})
    print(train(request, TerminalProgress()))


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
