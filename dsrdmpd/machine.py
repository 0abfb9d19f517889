"""What this computer has for a run: cores, memory, and the devices that a user may name."""

from __future__ import annotations

import ctypes
import os
from typing import Optional

DEVICES = ("auto", "cpu", "cuda:0", "cuda:1", "mps")  # offered; scripts may name any other


def available_cores() -> int:
    """Cores this process may run on; containers and clusters often allow fewer than there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_share(threads: float = 1.5) -> float:
    """Return what a program that wants `threads` threads gets of that beside the others, above 0 to 1.

    By the load of the last minute, which Windows does not tell: there it is 1.
    """
    try:
        load = os.getloadavg()[0]
    except (AttributeError, OSError):
        return 1.0
    return min(1.0, available_cores() / (load + threads))


def free_memory() -> Optional[int]:
    """Return the bytes of memory that programs can still have, or None if the system does not say."""
    if os.path.exists("/proc/meminfo"):
        with open("/proc/meminfo", encoding="ascii") as lines:
            values = dict(line.split(":", 1) for line in lines)
        return int(values["MemAvailable"].split()[0]) * 1024
    windll = getattr(ctypes, "windll", None)
    if windll is not None:
        status = (ctypes.c_ulonglong * 8)()  # MEMORYSTATUSEX: two 32-bit numbers, then seven of 64 bits
        ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
        if windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return int(status[2])  # available physical memory
    return None
