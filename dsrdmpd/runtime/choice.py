"""Which device `auto` stands for: the graphics card with most free memory, else the CPU, and then why in words."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from ..errors import Text, Words
from . import graphics


def choose_device(asked: str, torch: Any, found: Optional[List[graphics.Card]] = None) -> Tuple[str, Words]:
    """Return the device to compute on, and why it is not a GPU; "" where there is nothing to tell.

    Args:
        asked: as a user gives it; what is no "auto" stays. torch: the module. found: cards, else the driver is asked.
    """
    if asked != "auto":
        return asked, ""
    if torch.cuda.is_available():
        return f"cuda:{_freest(torch, found)}", ""
    if torch.backends.mps.is_available():
        return "mps", ""
    found = graphics.cards() if found is None else found
    if not found:
        return "cpu", ""
    why = found[0].why_not()
    if not why and torch.version.cuda is None:
        why = Text("this torch is made for CPUs; the settings can set the model up for the {name}", name=found[0].name)
    return "cpu", why or Text("torch cannot use the driver of the {name}", name=found[0].name)


def choosable(torch: Any, found: Optional[List[graphics.Card]] = None) -> List[Words]:
    """Return every device that may be named, in words, such as "cuda:1, NVIDIA A2 (14 GB free)"."""
    devices: List[Words] = [Text("{device}, the processor", device="cpu")]
    if torch.cuda.is_available():
        free = _free_by_index(torch, graphics.cards() if found is None else found)
        for index in range(torch.cuda.device_count()):
            name = torch.cuda.get_device_name(index)
            if index in free:
                gigabytes = f"{free[index] / 1e9:.1f}"
                devices.append(Text("cuda:{index}, {name} ({free} GB free)", index=index, name=name, free=gigabytes))
            else:
                devices.append(Text("cuda:{index}, {name}", index=index, name=name))
    if torch.backends.mps.is_available():
        devices.append(Text("{device}, the Mac's GPU", device="mps"))
    return devices


def _freest(torch: Any, found: Optional[List[graphics.Card]]) -> int:
    """The card with most free memory; the driver is asked, for torch would take memory of each card that it asks."""
    if torch.cuda.device_count() < 2:
        return 0
    free = _free_by_index(torch, graphics.cards() if found is None else found)
    return max(free, key=lambda index: free[index]) if free else 0


def _free_by_index(torch: Any, found: List[graphics.Card]) -> Dict[int, int]:
    """Free memory by torch's number of the card, which need not be the driver's: told apart by their UUIDs."""
    by_uuid = {card.uuid.replace("GPU-", "").lower(): card.free_bytes for card in found}
    free = {}
    for index in range(torch.cuda.device_count()):
        uuid = str(getattr(torch.cuda.get_device_properties(index), "uuid", "")).replace("GPU-", "").lower()
        if uuid in by_uuid:
            free[index] = by_uuid[uuid]
    return free
