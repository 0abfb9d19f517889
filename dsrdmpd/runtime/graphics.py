"""Which graphics cards there are, asked of the driver: before torch is there, and for their free memory afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ..errors import Text, Words

LEAST_DRIVER = 580  # of CUDA 13, with which the pinned torch is built
LEAST_CAPABILITY = (7, 5)  # older cards (before Turing) have no code in that build
LEAST_MEMORY = 2_000_000_000  # a tile of the published width takes 1 GB beside CUDA's own
_LIMIT_S = 10.0
_FIELDS = "index,uuid,name,memory.total,memory.free,driver_version,compute_cap"


@dataclass(frozen=True)
class Card:
    """An NVIDIA graphics card as its driver describes it; memory in bytes, `capability` () where it is not said."""

    index: int
    uuid: str
    name: str
    total_bytes: int
    free_bytes: int
    driver: str
    capability: Tuple[int, ...] = ()

    def why_not(self) -> Words:
        """Return why the pinned build of torch cannot use it, "" if it can."""
        number = self.driver.split(".")[0]
        if number.isdigit() and int(number) < LEAST_DRIVER:
            return Text(
                "the driver {driver} of the {name} is too old, torch wants {least}; update the driver",
                driver=self.driver,
                name=self.name,
                least=LEAST_DRIVER,
            )
        if self.capability and self.capability < LEAST_CAPABILITY:
            return Text("the {name} is too old for this torch", name=self.name)
        if self.total_bytes < LEAST_MEMORY:
            return Text("the {name} has too little memory", name=self.name)
        return ""


def cards() -> List[Card]:
    """Return the NVIDIA cards of this computer; none without their driver."""
    program = _nvidia_smi()
    if program is None:
        return []
    options: Dict[str, Any] = {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)} if os.name == "nt" else {}
    command = [program, f"--query-gpu={_FIELDS}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LIMIT_S, check=False, **options
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return parse(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else []


def parse(text: str) -> List[Card]:
    """Return the cards in nvidia-smi's lines; one that says nothing of its memory is left out."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split(",")]
        try:
            index, uuid, name, total, free, driver, capability = parts
            numbers = tuple(int(part) for part in capability.split(".") if part.isdigit())
            found.append(Card(int(index), uuid, name, int(total) << 20, int(free) << 20, driver, numbers))
        except ValueError:
            continue
    return found


def choose(asked: str, builds: Sequence[str], found: Optional[List[Card]] = None) -> Tuple[str, Words]:
    """Return for which device to install, "cpu" or "cuda", and why in words that follow "because".

    `asked` is "auto", "cpu" or "cuda"; `builds` are the devices for which there is a torch.
    """
    if asked == "cpu" or "cuda" not in builds:
        return "cpu", Text("it was asked for") if asked == "cpu" else Text("there is one build for this computer")
    found = cards() if found is None else found
    usable = [card for card in found if not card.why_not()]
    if usable:
        best = max(usable, key=lambda card: card.free_bytes)
        return "cuda", Text("this computer has the {name}", name=best.name)
    if asked == "cuda":
        return "cuda", Text("it was asked for")
    return "cpu", found[0].why_not() if found else Text("no NVIDIA graphics card was found")


def _nvidia_smi() -> Optional[str]:
    usual = os.path.join(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32", "nvidia-smi.exe")
    return shutil.which("nvidia-smi") or (usual if os.name == "nt" and os.path.isfile(usual) else None)
