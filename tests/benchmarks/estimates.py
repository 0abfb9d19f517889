"""`./run python tests/benchmarks/estimates.py`: how long runs were thought to take, and how long they took.

Runs of mixed sizes, one after the other, each judged before it begins by what the runs before it taught, as the dock
does; the process is started for the first and warm for the others. `--busy N` has N other programs compute meanwhile.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import List

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SIZES = (400, 1024, 300, 2048, 512, 1500, 800, 3000, 640, 1200)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="PX")
    parser.add_argument("--busy", type=int, default=0, metavar="N")
    parser.add_argument("--model", default="default")
    options = parser.parse_args()
    others: List[subprocess.Popen] = []
    try:
        others += (subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(options.busy))
        if others:
            time.sleep(60)  # the load is that of the last minute
        measure(options.model, options.sizes)
    finally:
        for other in others:
            other.kill()


def measure(model: str, sizes: List[int]) -> None:
    """Run every size and show both times."""
    from bench import make_raster

    from dsrdmpd.machine import free_share
    from dsrdmpd.methods.registry import find_method
    from dsrdmpd.pace import Costs, Work
    from dsrdmpd.pipeline import close_workers, dehaze_raster
    from dsrdmpd.request import DehazeOptions, DehazeRequest
    from dsrdmpd.runtime.pool import is_warm

    entry, asked = find_method(model), DehazeOptions(model=model)
    config = entry.model.config if entry.model else None
    costs = Costs.guess(config, entry.steps(asked), "cpu")
    print(f"{'px':>6}{'share':>8}{'thought s':>11}{'took s':>9}{'off':>8}")
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-bench-") as folder:
        for size in sizes:
            path, out = Path(folder, f"{size}.tif"), Path(folder, "out.tif")
            make_raster(path, size)
            share, alone = free_share(), config is not None and config.field is not None
            work = Work(size * size, size * size, 0 if alone else size * size, config is not None and not is_warm())
            thought = costs.seconds(work, share)
            result = dehaze_raster(DehazeRequest(str(path), str(out), options=asked), python=sys.executable)
            costs = costs.learned(work, result.seconds, share)
            off = thought / result.seconds - 1
            print(f"{size:>6}{share:>8.2f}{thought:>11.1f}{result.seconds:>9.1f}{100 * off:>7.0f} %", flush=True)
    close_workers()


if __name__ == "__main__":
    main()
