"""What a Python that is to run the model says of itself: versions, device, models and folders (`dsrdmpd info`)."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import logging
import sys
from dataclasses import asdict, dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..errors import Words, from_json, to_json
from ..logs import log_file
from ..machine import available_cores, free_memory
from ..model_files import list_models, user_models_folder
from .choice import choosable, choose_device
from .finding import survey

PACKAGES = {"torch": "torch", "numpy": "numpy", "einops": "einops", "safetensors": "safetensors", "GDAL": "osgeo"}
_log = logging.getLogger("dsrdmpd.report")


@dataclass(frozen=True)
class Device:
    """Where the model would run.

    Attributes:
        torch: its version, empty where it is missing. device: such as "cpu", "cuda:0", "mps". name: of a GPU.
        cores: that may be used. free_bytes: of the memory that the model would use, None if unknown.
        no_gpu: why it is not a GPU: "cpu asked for", "built without CUDA", "no usable GPU" or "".
        words: the device for people. problem: why torch is there and cannot be used.
        hint: why it is not the GPU that this computer has. choosable: every device that may be named, in words.
    """

    torch: str = ""
    device: str = "cpu"
    name: str = ""
    cores: int = 1
    free_bytes: Optional[int] = None
    no_gpu: str = ""
    words: Words = ""
    problem: str = ""
    hint: Words = ""
    choosable: Tuple[Words, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that a bug report needs; `models` are those that `list_models` finds.

    `interpreters` are all that were looked at for the model, if they were asked.
    """

    python: str
    executable: str
    packages: Mapping[str, Optional[str]]
    device: Device
    models_folder: str
    log: str
    asked: str = "auto"
    models: List[Dict[str, Any]] = field(default_factory=list)
    interpreters: List[Dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> Dict[str, Any]:
        """Return it as JSON values."""
        device = {**asdict(self.device), "words": to_json(self.device.words), "hint": to_json(self.device.hint)}
        device["choosable"] = [to_json(words) for words in self.device.choosable]
        return {**asdict(self), "device": device}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Report:
        """Return what `to_json` gave.

        Raises:
            TypeError, KeyError, AttributeError: it is something else.
        """
        told = values["device"]
        words = {name: from_json(told.get(name)) for name in ("words", "hint")}
        device = Device(**{**told, **words, "choosable": tuple(map(from_json, told.get("choosable", ())))})
        return cls(**{**values, "device": device})

    def lines(self) -> List[str]:
        """Return it for people."""
        lines = [f"Python {self.python} at {self.executable}"]
        lines += [f"{name} {version or 'missing'}" for name, version in self.packages.items()]
        if self.device.torch:
            lines.append(f"device {self.asked}: {self.device.problem or self.device.words}")
        if str(self.device.hint):
            lines.append(f"not on the GPU: {self.device.hint}")
        if len(self.device.choosable) > 1:
            lines.append(f"devices: {'; '.join(map(str, self.device.choosable))}")
        lines += [f"Python of {each['line']}" for each in self.interpreters]
        lines += [f"models of your own: {self.models_folder}", f"log: {self.log}"]
        for model in self.models:
            lines.append(
                f"model {model['name']}: {model['title'] or 'untitled'}; removes {model['task']}, tiles of "
                f"{model['tile_size_px']} px, standard {model['standard_steps']} steps, licence {model['licence']}"
            )
        return lines


def make_report(device: str = "auto", everywhere: bool = False) -> Report:
    """Return what this Python says of itself; imports torch where it is.

    Args:
        everywhere: ask the other Pythons, too, that could run the model.
    """
    entries = list_models()
    interpreters = []
    if everywhere:
        for found in survey():
            said = {"origin": str(found.origin), "why": str(found.why), "line": found.line()}
            interpreters.append({**asdict(found), **said})
    return Report(
        python=sys.version.split()[0],
        executable=sys.executable,
        packages={name: _version(name, module) for name, module in PACKAGES.items()},
        device=_device(device),
        models_folder=str(user_models_folder()),
        log=str(log_file()),
        asked=device,
        interpreters=interpreters,
        models=[{"name": entry.name, "path": str(entry.path), **asdict(entry.config)} for entry in entries],
    )


def _version(name: str, module: str) -> Optional[str]:
    """Return a package's version, "" if it does not say, None if it is missing."""
    if importlib.util.find_spec(module) is None:
        return None
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return str(getattr(importlib.import_module(module), "__version__", ""))


def _device(asked: str) -> Device:
    torch = _version("torch", "torch")
    here = Device(torch=torch or "", cores=available_cores(), free_bytes=free_memory())
    if torch is None:
        return here
    try:
        from ..inference.device import probe  # torch enters here

        module = importlib.import_module("torch")
        chosen, hint = choose_device(asked, module)
        found = probe("auto" if chosen == "cpu" and asked == "auto" else chosen)
        return Device(torch=torch, cores=here.cores, hint=hint, choosable=tuple(choosable(module)), **found)
    except Exception as error:  # a broken library can fail in any way, and this is where it is told
        _log.exception("torch cannot be used")
        return Device(**{**asdict(here), "problem": " ".join(f"{type(error).__name__}: {error}".split())[:500]})
