"""`import-weights`: a model from the checkpoints that were released."""

from __future__ import annotations

import argparse

HELP = "turn released checkpoints into a model"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("--stage1", required=True, metavar="FILE", help="released stage 1: a bare state dict")
    add.add_argument("--stage2", required=True, metavar="FILE", help="released stage 2: a training checkpoint")
    add.add_argument("--out", required=True, metavar="FILE", help="weights file to make, ending in .safetensors")
    add.add_argument("--ema", action="store_true", help="take stage 2's moving average instead of its model")
    add.add_argument("--task", default="haze", choices=["haze", "rain", "blur"], help="what the checkpoints remove")
    add.add_argument("--tile-size", type=int, default=512, metavar="PX", help="side of their training crops")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..model.weights import import_released

    config = import_released(
        options.stage1,
        options.stage2,
        options.out,
        use_ema=options.ema,
        task=options.task,
        tile_size_px=options.tile_size,
    )
    print(f"{options.out}  widths {config.stage1.width} and {config.stage2.width}, task {config.task}")
