"""`./run bench`: how fast the networks and whole rasters are, against what the hardware can do and against other ways.

    ./run bench                       all of the below, medians of five
    ./run bench --quick               fewer repetitions, one step where five are published, one small raster
    ./run bench --only networks       (a) width 64 and (b) the default weights: plain execution against inference form,
                                      (d) achieved GFLOP/s over those of a matrix product
    ./run bench --only rasters        (c) 1024², 2048², 4096² × 3 uint16 end to end: time, shares, memory, scaling, and
                                      what the host alone could feed, with a model that answers at once
    ./run bench --only seams          (f) large hazy scenes of known truth, tiled and not: see seams.py
    ./run bench --only mosaic         (g) overlapping scenes, dehazed alone and matched: see mosaic.py
    ./run bench --only cluster        (h) Dask: two workers over one, one over none: see cluster.py
    ./run bench --only baseline       (e) dark channel prior with guided filter, by OpenCV, on the same tile
    ./run bench --sizes 1024 --quality draft --device cuda --batch 16 --json FILE

The plain execution is what the released code does: float32, nothing folded, and the second, unused decoder of stage 2
run in every step. Both sides of a comparison take turns, so that another program disturbs both. GFLOP are counted on
the plain graph without that decoder, whatever was run; the matrix product takes its turn with the networks too. Memory
is the peak resident set of the process that holds GDAL (host) and of the one that holds torch (worker), from Linux's
accounting.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List

import numpy as np
from cluster import measure_cluster
from mosaic import measure_mosaic
from osgeo import gdal
from seams import measure_seams

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SAMPLE = ROOT / "resources" / "samples" / "landsat8_hazy.tif"
PARTS = ("networks", "baseline", "rasters", "seams", "mosaic", "cluster")
TILE_PX = 256
PUBLISHED_STEPS = 5
RANDOM_DAMPING = 0.1
STAND_IN_BATCH = 8
PRODUCT_SIDE = 2048
PRODUCT_GFLOP = 2 * PRODUCT_SIDE**3 / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--sizes", nargs="+", type=int, metavar="PX")
    parser.add_argument("--quality", default="standard")
    parser.add_argument("--model", default="default")
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
    parser.add_argument("--batch", type=int, default=1, help="tiles at once in (a) and (b); a GPU needs many")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--part", help=argparse.SUPPRESS)  # one measurement, in a process of its own
    options = parser.parse_args()
    if options.part:
        print(json.dumps(measured_part(options)))
    else:
        measure_all(options)


def measure_all(options: argparse.Namespace) -> None:
    """Measure each part in a process of its own, show the figures and store them."""
    figures: Dict[str, Any] = {"machine": platform.machine(), "cores": len(os.sched_getaffinity(0))}
    print(f"{figures['machine']}, {figures['cores']} cores, load {os.getloadavg()[0]:.1f}")
    if options.only in (None, "networks"):
        for case in ("a", "b"):
            figures[case] = in_process(options, case)
            show_networks(case, figures[case])
    if options.only in (None, "baseline"):
        figures["e"] = in_process(options, "e")
        print(f"\n(e) dark channel prior, guided filter, one tile: {1000 * figures['e']['seconds']:.0f} ms")
    if options.only in (None, "rasters"):
        figures["c"] = measure_rasters(options)
    if options.only in (None, "seams"):
        figures["f"] = measure_seams(options)
    if options.only in (None, "mosaic"):
        figures["g"] = measure_mosaic(options)
    if options.only in (None, "cluster"):
        figures["h"] = measure_cluster(options)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def in_process(options: argparse.Namespace, part: str) -> Dict[str, Any]:
    """Return what `measured_part` prints in a new process, under the worker's environment."""
    from dsrdmpd.runtime.environment import child_environment

    command = [sys.executable, __file__, "--part", part, "--quality", options.quality, "--model", options.model]
    command += ["--device", options.device, "--batch", str(options.batch)]
    command += ["--quick"] if options.quick else []
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=child_environment())
    return json.loads(answer.stdout)


def measured_part(options: argparse.Namespace) -> Dict[str, Any]:
    if options.part in ("a", "b"):
        return networks(options.part, options)
    if options.part == "e":
        return baseline(options)
    if options.part == "stand-in":
        serve_stand_in()
    kind, _, path = options.part.partition(":")
    return raster(Path(path), options, stand_in=kind == "host")


# --- The networks on one tile -----------------------------------------------------------------------------------------


def networks(case: str, options: argparse.Namespace) -> Dict[str, Any]:
    """Time the plain execution and the inference form of both networks on one tile, and compare their pictures."""
    import torch

    from dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd.inference.device import resolve_device
    from dsrdmpd.inference.noise import pinned_noise
    from dsrdmpd.model.weights import TwoStageNetworks, load_weights
    from dsrdmpd.model_files import ModelConfig, find_model

    torch.manual_seed(0)
    loaded = TwoStageNetworks.build(ModelConfig()) if case == "a" else load_weights(find_model(options.model).path)
    loaded.stage1.eval(), loaded.stage2.eval()
    loaded.config = replace(loaded.config, refined_from=0.0, field=None)  # both ways must take all steps on all pixels
    loaded.field = None
    if case == "a":  # random weights, whose last layers are damped until they change a picture about as trained ones do
        loaded.stage1.Final_conv.weight.data.mul_(RANDOM_DAMPING)
        loaded.stage2.final_conv_1.weight.data.mul_(RANDOM_DAMPING)
    device = resolve_device(options.device)
    fast, exact = (TwoStageDehazer(loaded, device, precision) for precision in ("fast", "exact"))
    loaded.stage1.to(device), loaded.stage2.to(device)
    steps = 1 if options.quick else PUBLISHED_STEPS
    tiles = torch.from_numpy(sample_tile()).repeat(options.batch, 1, 1, 1).to(device)
    corners = [0] * options.batch
    noise = torch.from_numpy(pinned_noise(0, corners, corners, TILE_PX)).to(device)
    precision = fast.describe()["precision"]
    ways = {
        "plain": plain_execution(loaded, tiles, noise, steps),
        "exact": lambda: exact.dehaze(tiles, steps=steps, noise=noise),
        "fast": lambda: fast.dehaze(tiles, steps=steps, noise=noise),
        "product exact": matrix_product(torch.float32, device),
        "product fast": matrix_product(getattr(torch, precision), device),
    }
    pictures = {name: ways[name]() for name in ("plain", "exact", "fast")}  # also warms up
    seconds = side_by_side(ways, 1 if options.quick else 5, wait_for(device))
    gflop = network_gflop(loaded, tiles, steps)
    products = {name: PRODUCT_GFLOP / seconds.pop(f"product {name}") for name in ("exact", "fast")}
    return {
        "width": loaded.config.stage2.width,
        "steps": steps,
        "device": fast.describe()["device"],
        "batch": options.batch,
        "precision": precision,
        "gflop": gflop,
        "seconds": seconds,
        "megapixels_per_second": options.batch * TILE_PX**2 / 1e6 / seconds["fast"],
        "speed_up": {name: seconds["plain"] / seconds[name] for name in ("exact", "fast")},
        "mean_difference": {n: float((pictures[n] - pictures["plain"]).abs().mean()) for n in ("exact", "fast")},
        "product_gflops": products,
        "share_of_product": {name: gflop / seconds[name] / products[name] for name in products},
    }


def plain_execution(networks: Any, tile: Any, noise: Any, steps: int) -> Callable[[], Any]:
    """Return what the released code computes: the training form with the decoder that nothing reads."""
    import torch

    from dsrdmpd.model import diffusion

    dead = dead_decoder(networks.stage2)
    schedule = diffusion.NoiseSchedule.build(networks.config.diffusion)

    def predict(noisy: Any, coarse: Any, hazy: Any, timestep: Any) -> Any:
        dead(noisy, coarse, hazy, timestep)
        return networks.stage2(noisy, coarse, hazy, timestep)

    @torch.no_grad()
    def run() -> Any:
        coarse, times = networks.stage1(tile), diffusion.sampling_times(schedule.timesteps, steps)
        return diffusion.sample(diffusion.conditioned(predict, tile, coarse), coarse, noise, schedule, times)

    return run


def dead_decoder(stage2: Any) -> Callable[..., None]:
    """Return a function with the work of the released skip decoder: its blocks take concat(x, skip), its end too."""
    import torch

    from dsrdmpd.model.layers import LinearAttention, PreNorm, Residual, ResidualBlock

    d, e, config = stage2.config.width, stage2.embedding_channels, stage2.config
    levels = []
    for level, (skip, width) in zip(stage2.ups_no_skip, ((4 * d, 8 * d), (2 * d, 4 * d), (d, 2 * d), (d, d))):
        attention = Residual(PreNorm(width, LinearAttention(width, config.heads, config.head_channels)))
        blocks = [ResidualBlock(width + skip, width, e).eval() for _ in range(2)]
        levels.append((*blocks, skip, attention, level[3]))
    final = ResidualBlock(2 * d, d, e).eval()
    for module in (final, *(part for blocks in levels for part in (*blocks[:2], blocks[3]))):
        module.to(stage2.final_conv_1.weight.device)

    def run(noisy: Any, _coarse: Any, _hazy: Any, timestep: Any) -> None:
        embedding = stage2.time_mlp(timestep)
        b, _, height, width_px = noisy.shape
        x = noisy.new_zeros(b, 8 * d, height // 8, width_px // 8)
        for block1, block2, skip, attention, resample in levels:
            beside = x.new_zeros(b, skip, *x.shape[-2:])
            x = block1(torch.cat([x, beside], dim=1), embedding)
            x = resample(attention(block2(torch.cat([x, beside], dim=1), embedding)))
        final(torch.cat([x, x], dim=1), embedding)

    return run


def network_gflop(networks: Any, tile: Any, steps: int) -> float:
    """Return the arithmetic of stage 1 and of `steps` steps of stage 2 without the unused decoder, in GFLOP."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as stage1:
        networks.stage1(tile)
    with torch.no_grad(), FlopCounterMode(display=False) as step:
        networks.stage2(tile, tile, tile, torch.zeros(1, dtype=torch.long))
    return (stage1.get_total_flops() + steps * step.get_total_flops()) / 1e9


def matrix_product(dtype: Any, device: Any) -> Callable[[], Any]:
    """Return a product of two large matrices, `PRODUCT_GFLOP` of arithmetic."""
    import torch

    matrix = torch.randn(PRODUCT_SIDE, PRODUCT_SIDE).to(device, dtype)
    return lambda: matrix @ matrix


def wait_for(device: Any) -> Callable[[], None]:
    """Return what waits until a GPU has done what it was told; a CPU is done when it returns."""
    import torch

    return torch.cuda.synchronize if device.type == "cuda" else lambda: None


def side_by_side(ways: Dict[str, Callable[[], Any]], rounds: int, wait: Callable[[], None]) -> Dict[str, float]:
    """Return the median seconds of each way; they take turns."""
    seconds: Dict[str, List[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            wait()
            start = time.perf_counter()
            way()
            wait()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def sample_tile() -> np.ndarray:
    """Return a tile of the hazy sample as display values, (1, 3, 256, 256) float32 in [0, 1]."""
    dn = gdal.Open(str(ROOT / "resources" / "samples" / "landsat8_hazy.tif")).ReadAsArray()
    part = dn[:3, :TILE_PX, :TILE_PX].astype(np.float32)
    low, high = np.percentile(part, (1, 99))
    return np.clip((part - low) / (high - low), 0, 1)[None] ** np.float32(1 / 2.2)


def show_networks(case: str, row: Dict[str, Any]) -> None:
    print(
        f"\n({case}) width {row['width']}, {row['steps']} steps, {row['batch']} tile(s) of {TILE_PX}², "
        f"{row['gflop']:.1f} GFLOP, {row['device']}: {row['megapixels_per_second']:.3f} Mpx/s"
    )
    print(f"  {'':24}{'s':>8}{'× plain':>10}{'mean diff':>12}{'GFLOP/s':>10}{'of product':>12}")
    print(f"  {'plain float32':24}{row['seconds']['plain']:8.3f}")
    for name, words in (("exact", "float32"), ("fast", row["precision"])):
        rate = row["gflop"] / row["seconds"][name]
        print(
            f"  {name + ', ' + words:24}{row['seconds'][name]:8.3f}{row['speed_up'][name]:10.2f}"
            f"{row['mean_difference'][name]:12.1e}{rate:10.0f}{100 * row['share_of_product'][name]:10.0f} %"
        )


# --- The other way ----------------------------------------------------------------------------------------------------


def baseline(options: argparse.Namespace) -> Dict[str, Any]:
    """Time the dark channel prior on one tile."""
    tile = np.ascontiguousarray(sample_tile()[0].transpose(1, 2, 0))
    rounds = 2 if options.quick else 25
    return {"seconds": side_by_side({"dcp": lambda: dark_channel_prior(tile)}, rounds, lambda: None)["dcp"]}


def dark_channel_prior(hazy: np.ndarray) -> np.ndarray:
    """Return a dehazed image, (h, w, 3) float32 in [0, 1], by OpenCV's operators (He et al. 2011 and 2013)."""
    import cv2

    from dsrdmpd.methods import dark_channel as published

    patch = cv2.getStructuringElement(cv2.MORPH_RECT, (published.PATCH_PX, published.PATCH_PX))
    dark = cv2.erode(hazy.min(axis=2), patch)
    count = max(1, int(published.AIRLIGHT_SHARE * dark.size))
    airlight = hazy.reshape(-1, 3)[np.argpartition(dark.ravel(), -count)[-count:]].mean(axis=0)
    coarse = 1 - published.OMEGA * cv2.erode((hazy / airlight).min(axis=2), patch)
    grey = cv2.cvtColor(hazy, cv2.COLOR_RGB2GRAY)
    fine = cv2.ximgproc.guidedFilter(grey, coarse, published.GUIDE_RADIUS_PX, published.GUIDE_EPSILON)
    t = np.maximum(fine, published.LEAST_TRANSMISSION)[..., None]
    return np.clip((hazy - airlight) / t + airlight, 0, 1)


# --- Whole rasters ----------------------------------------------------------------------------------------------------


def measure_rasters(options: argparse.Namespace) -> List[Dict[str, Any]]:
    """Dehaze a raster of each size, with the model and with a stand-in for it, each in a process of its own."""
    rows: List[Dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-bench-") as folder:
        for size in options.sizes or ([512] if options.quick else [1024, 2048, 4096]):
            source = Path(folder, f"{size}.tif")
            make_raster(source, size)
            row = in_process(options, f"raster:{source}")
            row["host_alone"] = in_process(options, f"host:{source}")
            rows.append(row)
            row["pace_to_first"] = pace(row) / pace(rows[0])
            show_raster(row, options.quality)
    return rows


def raster(source: Path, options: argparse.Namespace, stand_in: bool) -> Dict[str, Any]:
    """Dehaze one raster from a cold start and return the figures."""
    from dsrdmpd import pipeline
    from dsrdmpd.methods import model
    from dsrdmpd.request import DehazeOptions, DehazeRequest

    if stand_in:
        command, borrow = [sys.executable, __file__, "--part", "stand-in"], model.borrow_worker
        model.borrow_worker = lambda name, device, *, python, progress: borrow(
            name, device, progress=progress, command=command
        )
        pipeline.find_method = without_field  # whose tiles all go to the process
    peak = WorkerPeak()
    request = DehazeRequest(
        str(source),
        str(source.with_name("out.tif")),
        options=DehazeOptions(model=options.model, quality=options.quality, device=options.device),
    )
    result = pipeline.dehaze_raster(request, python=sys.executable)
    worker_mb = peak.stop()
    pipeline.close_workers()
    return {
        "pixels": [result.height_px, result.width_px],
        "tiles": result.tiles,
        "steps": result.steps,
        "device": str(result.device),
        "seconds": result.seconds,
        "seconds_by_stage": result.seconds_by_stage,
        "host_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker_peak_mb": worker_mb,
    }


def without_field(name: str) -> Any:
    """Return a model's method without its haze field."""
    from dsrdmpd.methods.registry import find_method

    entry = find_method(name)
    return replace(entry, model=replace(entry.model, config=replace(entry.model.config, field=None)))


def serve_stand_in() -> None:
    """Be a worker whose model answers at once, with tiles a little darker; never returns."""
    from dsrdmpd.runtime.worker import serve

    class StandIn:
        def describe(self) -> Dict[str, Any]:
            return {"device": "none", "batch_tiles": STAND_IN_BATCH, "model": {"tile_size_px": TILE_PX}}

        def dehaze_tiles(self, tiles: np.ndarray, rows: Any, cols: Any, *, steps: int, seed: int) -> np.ndarray:
            return tiles * np.float32(0.95)

    serve(StandIn)


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


def make_raster(path: Path, size: int, picture: Path = SAMPLE) -> None:
    """Write a size × size × 3 raster: a picture of 8 or 16 bits, mirrored as often as it takes."""
    sample = gdal.Open(str(picture)).ReadAsArray()
    kind = gdal.GDT_Byte if sample.dtype == np.uint8 else gdal.GDT_UInt16
    index = np.arange(size) % (2 * sample.shape[1])
    index = np.where(index < sample.shape[1], index, 2 * sample.shape[1] - 1 - index)
    options = ["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2", "NUM_THREADS=ALL_CPUS"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 3, kind, options)
    dataset.SetGeoTransform((700000, 30, 0, -2800000, 0, -30))
    for row in range(0, size, 512):
        rows = index[row : row + 512]
        for band in range(3):
            dataset.GetRasterBand(band + 1).WriteArray(sample[band][np.ix_(rows, index)], 0, row)


def megapixels(row: Dict[str, Any]) -> float:
    return row["pixels"][0] * row["pixels"][1] / 1e6


def pace(row: Dict[str, Any]) -> float:
    """Return seconds per megapixel, without the time that it takes to start torch and load the model."""
    return (row["seconds"] - row["seconds_by_stage"]["start"]) / megapixels(row)


def show_raster(row: Dict[str, Any], quality: str) -> None:
    (height, width), alone = row["pixels"], row["host_alone"]
    print(
        f"\n(c) {height} × {width} × 3 uint16, {quality} ({row['steps']} steps), "
        f"{row['tiles']} tiles, {row['device']}\n"
        f"    {row['seconds']:.1f} s, {megapixels(row) / row['seconds']:.3f} Mpx/s; "
        f"peak memory host {row['host_peak_mb']:.0f} MB, worker {row['worker_peak_mb']:.0f} MB\n"
        f"    once started, {row['pace_to_first']:.2f} × the first size's time per pixel\n"
        f"    host alone: {alone['seconds']:.1f} s, {megapixels(alone) / alone['seconds']:.2f} Mpx/s"
    )
    print(f"    {'busy (stages overlap)':<24}{'model':>10}{'of wall':>10}{'host alone':>14}{'of wall':>10}")
    for stage, seconds in sorted(row["seconds_by_stage"].items(), key=lambda item: -item[1]):
        without = alone["seconds_by_stage"].get(stage, 0.0)
        print(
            f"    {stage:<24}{seconds:8.2f} s{100 * seconds / row['seconds']:8.1f} %"
            f"{without:12.2f} s{100 * without / alone['seconds']:8.1f} %"
        )


if __name__ == "__main__":
    main()
