"""`./run bench --only cluster`: what Dask's workers gain, and what the engine costs.

    ./run bench --only cluster                a raster of 2048², all of whose tiles go through the networks
    ./run bench --only cluster --sizes 1024   another size

The same raster, hazed thickly, is dehazed by

    here         one process with one thread, without Dask
    one worker   `--scheduler local --workers 1`, held to one core
    two workers  the same with 2, each with one thread, on two cores

in turn, three times. Cores are set by affinity, so two must be free: with anything else at work the figures say
nothing, and the load is shown. The pace is that of the blocks, from the first one's beginning to the last one's end:
starting processes and loading weights, which a larger raster spreads over more pixels, are told beside it.

    gain         pace of two workers over that of one: 1.8 is wanted
    overhead     time of one worker over that here, less 1: below 5 % is wanted
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List

ROOT = Path(__file__).resolve().parents[2]
WAYS = {"here": 0, "one worker": 1, "two workers": 2}
ROUNDS = 3


def measure_cluster(options: Any) -> Dict[str, Any]:
    """Measure, show the figures and return them."""
    from bench import make_raster

    side = (options.sizes or [512 if options.quick else 2048])[0]
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("\n(h) two workers need two cores, and this process may use one: nothing is measured")
        return {}
    seconds: Dict[str, List[Dict[str, float]]] = {way: [] for way in WAYS}
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-cluster-bench-") as folder:
        source = Path(folder, "scene.tif")
        make_raster(source, side)
        for _ in range(1 if options.quick else ROUNDS):
            for way, workers in WAYS.items():
                seconds[way].append(in_process(source, workers, cores[: max(1, workers)], options))
    figures = summary(seconds, side, load)
    show(figures)
    return figures


def summary(seconds: Dict[str, List[Dict[str, float]]], side: int, load: float) -> Dict[str, Any]:
    """Medians of each way, and what they say of each other."""
    blocks, whole = (
        {way: statistics.median(run[kind] for run in runs) for way, runs in seconds.items()}
        for kind in ("blocks", "whole")
    )
    return {
        "pixels": [side, side],
        "load": load,
        "blocks_s": blocks,
        "whole_s": whole,
        "gain": blocks["one worker"] / blocks["two workers"],
        "overhead": blocks["one worker"] / blocks["here"] - 1,
    }


def in_process(source: Path, workers: int, cores: List[int], options: Any) -> Dict[str, float]:
    """Time one run in a process of its own, held to some cores, one thread for each worker."""
    command = [sys.executable, __file__, str(source), str(workers), options.model, options.quality]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env=environment,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )  # fmt: skip
    figures: Dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def run(source: str, workers: int, model: str, quality: str) -> Dict[str, float]:
    """Dehaze the raster, and return the seconds of the whole and of its blocks."""
    from dsrdmpd.cluster.engine import Engine
    from dsrdmpd.cluster.run import dehaze_on_cluster
    from dsrdmpd.pipeline import close_workers, dehaze_raster
    from dsrdmpd.progress import Progress, Stage
    from dsrdmpd.request import DehazeOptions, DehazeRequest

    class Watch(Progress):
        """Notes when dehazing began and when the last tile was done."""

        began = ended = 0.0

        def report(self, fraction: float, stage: Any = None) -> None:
            now = time.monotonic()
            if stage is Stage.DEHAZING and not self.began:
                self.began = now
            if stage is Stage.OVERVIEWS and not self.ended:
                self.ended = now

    output = str(Path(source).with_name("out.tif"))
    chosen = DehazeOptions(model=model, quality=quality, device="cpu", batch_tiles=1)
    request = DehazeRequest(source, output, options=chosen)
    watch, began = Watch(), time.monotonic()
    if workers:
        dehaze_on_cluster(request, Engine("local", workers), watch)
    else:
        dehaze_raster(request, watch, python=sys.executable)
    whole = time.monotonic() - began
    close_workers()
    return {"whole": whole, "blocks": watch.ended - watch.began}


def show(figures: Dict[str, Any]) -> None:
    height, width = figures["pixels"]
    print(f"\n(h) {height} × {width} × 3 uint16, one thread a worker; load before: {figures['load']:.1f}")
    for way in WAYS:
        print(f"    {way:<12}{figures['blocks_s'][way]:8.1f} s, with the start {figures['whole_s'][way]:8.1f} s")
    print(f"    gain of two workers {figures['gain']:.2f}, overhead of the engine {100 * figures['overhead']:+.1f} %")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])))
