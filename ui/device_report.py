"""Says on which device a Python with torch would compute. Run by that Python, never imported by QGIS.

    python -I device_report.py DEVICE

prints one line of JSON: ``torch`` (its version, None if it is missing), ``device`` (such as "cpu", "cuda:0", "mps"),
``name`` of a GPU, ``cores``, ``free_bytes`` of the memory that the model would use (None if unknown) and ``no_gpu``
(why it is not a GPU: "cpu asked for", "built without CUDA", "no usable GPU" or "").
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import json
import os
import sys


def report(asked: str) -> dict:
    """Return what is printed; `asked` is auto, cpu, cuda, cuda:N or mps."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = {"torch": None, "device": "cpu", "name": "", "cores": cores, "free_bytes": None, "no_gpu": ""}
    if importlib.util.find_spec("torch") is None:
        return found
    torch = importlib.import_module("torch")
    found["torch"] = str(torch.__version__)
    if torch.cuda.is_available() and asked.startswith(("auto", "cuda")):
        number = int(asked.partition(":")[2] or 0)
        if number < torch.cuda.device_count():
            free, _ = torch.cuda.mem_get_info(number)
            name = torch.cuda.get_device_name(number)
            return {**found, "device": f"cuda:{number}", "name": name, "free_bytes": free}
    if torch.backends.mps.is_available() and asked in ("auto", "mps"):
        return {**found, "device": "mps", "name": "Apple GPU"}
    why = "no usable GPU" if torch.version.cuda else "built without CUDA"
    return {**found, "free_bytes": free_memory(), "no_gpu": "cpu asked for" if asked == "cpu" else why}


def free_memory():
    """Return the bytes of memory that programs can still have, or None if the system does not say."""
    if os.path.exists("/proc/meminfo"):
        with open("/proc/meminfo", encoding="ascii") as lines:
            values = dict(line.split(":", 1) for line in lines)
        return int(values["MemAvailable"].split()[0]) * 1024
    if os.name == "nt":
        status = (ctypes.c_ulonglong * 8)()  # MEMORYSTATUSEX: two 32-bit numbers, then seven of 64 bits
        ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
        if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
            return int(status[2])  # available physical memory
    return None


if __name__ == "__main__":
    print(json.dumps(report(sys.argv[1] if len(sys.argv) > 1 else "auto")))
