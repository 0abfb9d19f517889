"""Every Python that could run the model, asked one by one with a time limit: what it has, and why it is passed over."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

from ..errors import Text, Words, WorkerError
from .environment import PYTHON_VARIABLE, ROOT, usable
from .interpreters import said_by
from .managed import find_managed, python_of

LIMIT_S = 60.0  # to import torch from a cold disk
_PROBE = """
import json, sys
said = {"python": sys.version.split()[0], "torch": "", "devices": ["cpu"], "why": ""}
try:
    import torch
    said["torch"] = str(torch.__version__)
    if torch.cuda.is_available():
        said["devices"] += [f"cuda:{i} {torch.cuda.get_device_name(i)}" for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        said["devices"].append("mps")
    import einops, safetensors, numpy
except Exception as error:
    said["why"] = " ".join(f"{type(error).__name__}: {error}".split())[:300]
print(json.dumps(said))
"""


@dataclass(frozen=True)
class Found:
    """One place where the model's Python may be named or lie.

    Attributes:
        origin: which place. path: of the program, "" if there is none. python, torch: versions, "" where unknown.
        devices: that it has. why: it is passed over, "" for one that serves. used: whether a run takes it.
    """

    origin: Words
    path: str = ""
    python: str = ""
    torch: str = ""
    devices: Tuple[str, ...] = ()
    why: Words = ""
    used: bool = False

    def line(self) -> str:
        """Return it for people."""
        if not self.path:
            return f"{self.origin}: {self.why}"
        has = f"torch {self.torch}, {', '.join(self.devices)}" if self.torch else "no torch"
        end = f"; passed over: {self.why}" if str(self.why) else "; used" if self.used else "; not needed"
        return f"{self.origin}: {self.path}, Python {self.python or '?'}, {has}{end}"


def survey(setting: Optional[str] = None, limit_s: float = LIMIT_S) -> List[Found]:
    """Return every place in the order in which it counts; the programs are asked at the same time."""
    places = _places(setting)
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(lambda place: _ask(place, limit_s), places))
    for number, each in enumerate(answers):
        named = number < len(places) and bool(each.path or str(each.why)) and _is_named(each.origin)
        if not str(each.why) or named:  # what was named and does not serve is an error: nothing else is taken
            answers[number] = Found(**{**each.__dict__, "used": not str(each.why)})
            break
    return answers


def _places(setting: Optional[str]) -> List[Found]:
    places = []
    for origin, value in ((Text("the settings"), setting), (PYTHON_VARIABLE, os.environ.get(PYTHON_VARIABLE))):
        if value and value.strip():
            try:
                places.append(Found(origin, usable(value.strip(), origin)))
            except WorkerError as error:
                places.append(Found(origin, "", why=error.why))
    checkout = python_of(Path(ROOT) / ".venv")
    if checkout.is_file():
        places.append(Found(Text("this checkout"), str(checkout)))
    managed = find_managed()
    why = (
        "" if managed else Text("it is not set up; `{command}` does that", command="python3 -m dsrdmpd runtime install")
    )
    places.append(Found(Text("the managed environment"), str(managed.program) if managed else "", why=why))
    return places


def _is_named(origin: Words) -> bool:
    return str(origin) in ("the settings", PYTHON_VARIABLE)


def _ask(place: Found, limit_s: float) -> Found:
    if not place.path:
        return place
    output, problem = said_by([place.path, "-s", "-c", _PROBE], limit_s)
    if problem:
        return Found(place.origin, place.path, why=problem)
    try:
        said = json.loads(output.strip().splitlines()[-1])
        has = {"python": said["python"], "torch": said["torch"], "devices": tuple(said["devices"])}
        return Found(place.origin, place.path, why=said["why"], **has)
    except (ValueError, LookupError, TypeError):
        return Found(place.origin, place.path, why=Text("it answers like no Python"))
