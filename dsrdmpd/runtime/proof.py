"""Proves an environment by real work: run by its Python, prints one line of JSON. Imports nothing of ours but this."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from typing import Any, Dict, List, Optional


def main(arguments: Optional[List[str]] = None) -> int:
    """Convolve on the device that is named, "cpu" or "cuda"; a GPU that cannot is told, and the CPU proved instead."""
    (asked,) = sys.argv[1:] if arguments is None else arguments
    threading.Thread(target=_end_with_parent, daemon=True).start()
    torch, *_ = map(importlib.import_module, ("torch", "numpy", "einops", "safetensors.torch"))  # as the worker
    said: Dict[str, Any] = {"torch": str(torch.__version__), "python": sys.version.split()[0], "no_gpu": ""}
    if asked == "cuda":
        try:
            _convolve(torch, "cuda")
        except Exception as error:  # whatever a driver or a missing kernel makes of it
            said["no_gpu"] = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    _convolve(torch, "cpu")
    print(json.dumps(said))
    return 0


def _end_with_parent() -> None:
    while os.read(0, 4096):  # its end of our standard input closes when it dies
        pass
    os._exit(9)


def _convolve(torch: Any, device: str) -> None:
    image, kernel = torch.ones(1, 2, 8, 8, device=device), torch.ones(3, 2, 3, 3, device=device)
    total = float(torch.nn.functional.conv2d(image, kernel).sum())
    if total != 3 * 36 * 18:
        raise ArithmeticError(f"a convolution on {device} gave {total}")
