"""Which device runs the model, and how much of it is free."""

from __future__ import annotations

import os
import platform
from contextlib import nullcontext
from typing import Any, ContextManager, Dict

import torch

from ..errors import DeviceError, Text, Words
from ..machine import available_cores, free_memory

_TILE_BYTES_PER_PIXEL_AND_CHANNEL = 60  # activations alive at once, per base channel; measured at widths 16 and 64
_CPU_BATCH_CHANNELS = 64  # tiles of a batch × base channels


def resolve_device(name: str) -> torch.device:
    """Return the device that `name` (``auto``, ``cpu``, ``cuda``, ``cuda:N``, ``mps``) stands for.

    Raises:
        DeviceError: there is no such device here.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        what = Text("There is no device '{name}'", name=name)
        raise DeviceError(what, remedy="Use auto, cpu, cuda, cuda:N or mps") from None
    unusable = Text("The device {name} cannot be used", name=name)
    if device.type == "cuda":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (device.index or 0) >= count:
            why = Text("this torch sees {count} CUDA devices", count=count) if count else _why_no_cuda()
            raise DeviceError(unusable, why, "Use auto or cpu")
        return torch.device("cuda", device.index or 0)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise DeviceError(unusable, "this machine or torch has none", "Use auto or cpu")
    if device.type not in ("cpu", "mps"):
        raise DeviceError(unusable, "the model runs on CPU, CUDA and MPS", "Use auto or cpu")
    return device


def probe(name: str) -> Dict[str, Any]:
    """Return what `runtime.report.Device` says of the device that `name` would run on, the CPU if it is not there."""
    try:
        device = resolve_device(name)
    except DeviceError:
        device = torch.device("cpu")
    found: Dict[str, Any] = {"device": str(device), "words": describe_device(device)}
    if device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(device)
        return {**found, "name": torch.cuda.get_device_name(device), "free_bytes": free}
    if device.type == "mps":
        return {**found, "name": "Apple GPU"}
    why = "no usable GPU" if torch.version.cuda else "built without CUDA"
    return {**found, "free_bytes": free_memory(), "no_gpu": "cpu asked for" if name == "cpu" else why}


def describe_device(device: torch.device) -> Words:
    """Return the device in words for a log or the dock."""
    if device.type == "cuda":
        return Text("{name} ({device})", name=torch.cuda.get_device_name(device), device=str(device))
    if device.type == "mps":
        return Text("Apple GPU (mps)")
    return Text("CPU, {cores} cores ({machine})", cores=available_cores(), machine=platform.machine())


def use_all_cores() -> None:
    """Let torch compute on every core that this process may use, unless OMP_NUM_THREADS says otherwise."""
    if not os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(available_cores())


def fast_dtype(device: torch.device) -> torch.dtype:
    """Return the numbers in which the networks run fastest without visible loss: bfloat16 where hardware has it.

    Not float16 on older GPUs: its range ends at 65504, and nobody has shown that all weights stay within it.
    """
    if device.type == "cuda":
        has_bfloat16 = torch.cuda.get_device_capability(device) >= (8, 0)
    else:
        has_bfloat16 = device.type == "cpu" and _cpu_has_bfloat16()
    return torch.bfloat16 if has_bfloat16 else torch.float32


def full_digits(device: torch.device, dtype: torch.dtype) -> ContextManager[None]:
    """Return a context in which a GPU convolves float32 as float32; by itself it rounds factors to TF32's 10 bits."""
    if device.type != "cuda" or dtype != torch.float32:
        return nullcontext()
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=False, allow_tf32=False)


def suggest_batch(device: torch.device, tile_px: int, width: int) -> int:
    """Return how many tiles to send at once.

    A GPU computes them together. On a CPU a batch is what lies ready: enough to keep it busy while the parent writes a
    strip, little enough to be cancelled soon.
    """
    if device.type != "cuda":
        return max(tiles_side_by_side(width), _CPU_BATCH_CHANNELS // width, 1)
    free, _ = torch.cuda.mem_get_info(device)
    per_tile = tile_px * tile_px * width * _TILE_BYTES_PER_PIXEL_AND_CHANNEL
    return int(max(1, min(32, 0.5 * free // per_tile)))


def tiles_side_by_side(width: int) -> int:
    """Return how many tiles a CPU computes at once, each on its share of the cores.

    Narrow networks have small operators: cores that share one wait for each other after each of them, and for long if
    another program takes one of them away. Cores with a tile each do not. Memory sets the limit.
    """
    return max(1, min(torch.get_num_threads(), _CPU_BATCH_CHANNELS // width))


def _cpu_has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 itself; oneDNN imitates it on others, which is slow."""
    tests = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(test is not None and test() for test in tests)


def _why_no_cuda() -> Text:
    if torch.version.cuda is None:
        return Text("this torch was built without CUDA")
    return Text("torch finds no usable NVIDIA GPU or driver")
