"""`./run bench`: how long a raster takes end to end, where the time goes, and how much memory both processes take.

    ./run bench                       4096 × 4096 × 3 uint16, default weights, quality standard
    ./run bench --sizes 1024 2048     other sizes, for scaling
    ./run bench --json FILE           figures to a file

Memory is the peak resident set of the process that holds GDAL (host) and of the one that holds torch (worker), read
from Linux's accounting of the finished processes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[4096], metavar="PX")
    parser.add_argument("--quality", default="standard")
    parser.add_argument("--model", default="default")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)  # the measured run, in a process of its own
    options = parser.parse_args()
    if options.one:
        measured_run(options)
    else:
        measure_all(options)


def measure_all(options: argparse.Namespace) -> None:
    """Measure each size in a process of its own, show the figures and store them."""
    rows = []
    print(f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, quality {options.quality}")
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-bench-") as folder:
        for size in options.sizes:
            source = Path(folder, f"{size}.tif")
            make_raster(source, size)
            command = [sys.executable, __file__, "--one", str(source), "--quality", options.quality]
            answer = subprocess.run([*command, "--model", options.model], stdout=subprocess.PIPE, text=True, check=True)
            rows.append(json.loads(answer.stdout))
            show(rows[-1])
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


def measured_run(options: argparse.Namespace) -> None:
    """Dehaze one raster and print the figures as JSON."""
    from dsrdmpd.config import DehazeOptions, DehazeRequest
    from dsrdmpd.pipeline import close_workers, dehaze_raster

    peak = WorkerPeak()
    request = DehazeRequest(
        str(options.one),
        str(options.one.with_name("out.tif")),
        options=DehazeOptions(model=options.model, quality=options.quality),
    )
    result = dehaze_raster(request, python=sys.executable)
    worker_mb = peak.stop()
    close_workers()
    figures = {
        "pixels": [result.height_px, result.width_px],
        "tiles": result.tiles,
        "steps": result.steps,
        "seconds": result.seconds,
        "seconds_by_stage": result.seconds_by_stage,
        "host_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker_peak_mb": worker_mb,
    }
    print(json.dumps(figures))


class WorkerPeak:
    """Watches the peak resident set (VmHWM) of this process's children."""

    def __init__(self) -> None:
        self._peak_kb = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> float:
        """Return the largest peak seen, in MB."""
        self._done.set()
        self._thread.join()
        return self._peak_kb / 1024

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            for task in Path(f"/proc/{os.getpid()}/task").iterdir():
                try:
                    for child in (task / "children").read_text().split():
                        lines = Path(f"/proc/{child}/status").read_text().splitlines()
                        kb = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
                        self._peak_kb = max(self._peak_kb, kb)
                except OSError:  # it has just ended
                    continue


def make_raster(path: Path, size: int) -> None:
    """Write a size × size × 3 uint16 raster: the hazy sample, mirrored as often as it takes."""
    sample = gdal.Open(str(ROOT / "resources" / "samples" / "landsat8_hazy.tif")).ReadAsArray()
    index = np.arange(size) % (2 * sample.shape[1])
    index = np.where(index < sample.shape[1], index, 2 * sample.shape[1] - 1 - index)
    options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2", "NUM_THREADS=ALL_CPUS"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 3, gdal.GDT_UInt16, options)
    dataset.SetGeoTransform((700000, 30, 0, -2800000, 0, -30))
    for row in range(0, size, 512):
        rows = index[row : row + 512]
        for band in range(3):
            dataset.GetRasterBand(band + 1).WriteArray(sample[band][np.ix_(rows, index)], 0, row)


def show(row: dict) -> None:
    height, width = row["pixels"]
    print(
        f"\n{height} × {width} × 3 uint16, {row['tiles']} tiles, {row['steps']} steps: {row['seconds']:.1f} s, "
        f"{height * width / 1e6 / row['seconds']:.3f} Mpx/s; peak memory host {row['host_peak_mb']:.0f} MB, "
        f"worker {row['worker_peak_mb']:.0f} MB"
    )
    for stage, seconds in sorted(row["seconds_by_stage"].items(), key=lambda item: -item[1]):
        print(f"  {stage:<8} {seconds:8.2f} s  {100 * seconds / row['seconds']:5.1f} %")


if __name__ == "__main__":
    main()
