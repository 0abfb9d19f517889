"""Measures a model on folders of hazy and clear images, beside the hazy input itself."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Dict, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..inference import TwoStageDehazer
from .datasets import DataError, pair_images, read_image
from .metrics import psnr, ssim


def evaluate(
    hazy: Path | str, clear: Path | str, model: str, steps: Optional[Sequence[int]] = None, device: str = "auto"
) -> Dict[str, Any]:
    """Return ``{method: {"psnr", "ssim", "seconds", "images": {name: [psnr, ssim]}}}`` for the input and step counts.

    Images are compared as 8-bit files would be: clipped to [0, 1] and rounded.

    Raises:
        DataError: folders that do not pair up, or a pair of unequal size. WeightsError, DeviceError: from loading.
    """
    pairs = pair_images(hazy, clear)
    dehazer = TwoStageDehazer.load(model, device)
    methods = {"hazy input": None}
    for count in steps or sorted({0, dehazer.config.standard_steps}):
        methods["stage 1 alone" if count == 0 else f"{count} steps"] = count
    figures: Dict[str, Any] = {name: {"images": {}, "seconds": 0.0} for name in methods}
    for left, right in pairs:
        image, truth = _tensor(left), _tensor(right)
        if image.shape != truth.shape:
            raise DataError(f"{left.name} and {right.name} cannot be compared", "their sizes differ")
        for name, count in methods.items():
            started = time.monotonic()
            result = image if count is None else dehazer.dehaze(image, steps=count)
            figures[name]["seconds"] += time.monotonic() - started
            result = (result.clamp(0, 1) * 255).round() / 255
            figures[name]["images"][left.stem] = [float(psnr(result, truth)), float(ssim(result, truth))]
    for row in figures.values():
        values = np.array(list(row["images"].values()))
        row["psnr"], row["ssim"] = (float(v) for v in values.mean(axis=0))
        row["seconds"] /= len(pairs)
    return figures


def show(figures: Dict[str, Any]) -> str:
    """Return the means as a table."""
    count = len(next(iter(figures.values()))["images"])
    lines = [f"{count} pairs{'':<13} PSNR dB    SSIM   s/image"]
    for name, row in figures.items():
        lines.append(f"{name:<20} {row['psnr']:8.2f} {row['ssim']:8.4f} {row['seconds']:8.2f}")
    return "\n".join(lines)


def write_json(figures: Dict[str, Any], path: Path | str) -> None:
    """Store everything, the figures of each image too."""
    try:
        Path(path).write_text(json.dumps(figures, indent=1))
    except OSError as error:
        raise DataError(f"{path} cannot be written", error.strerror or str(error)) from None


def _tensor(path: Path) -> Tensor:
    return torch.from_numpy(read_image(path).copy()).permute(2, 0, 1)[None].float() / 255
