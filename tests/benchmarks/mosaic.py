"""`./run bench --only mosaic`: whether scenes of one mosaic meet, where they overlap, after dehazing.

    ./run bench --only mosaic                halves of scenes of 1024² whose truth is known, and real pairs
    ./run bench --only mosaic --quick        one kind of haze, no real pairs
    ./run bench --only mosaic --sizes 2048   halves of larger scenes

Two halves of a scene, of which a quarter overlaps, lie under simulated haze of different thickness and pattern. They
are dehazed alone, and matched (`dehaze --match`), through whole runs on files. Real pairs are dates of one place, and
two neighbouring Landsat scenes. For each:

    apart     mean |difference| in the overlap, percent of the range: hazy, dehazed alone, matched
    left      matched over hazy: at most a third is wanted
    dB        PSNR to the truth of each half, dehazed alone and matched
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal, osr
from seams import SCENES, SHARED, mirrored, psnr, scene_names

# thickness and patchiness of the haze over either half
HAZES = {
    "thin, moderate": ((0.3, 0.5), (0.6, 0.6)),
    "none, moderate": (None, (0.6, 0.6)),
    "moderate, thick": ((0.6, 0.6), (0.9, 0.6)),
}
OVERLAP = 1 / 4  # of the scene's width
PLACE = (500000.0, 10.0, 0.0, 5000000.0, 0.0, -10.0)
HEAD = "scene   haze              apart: hazy  alone  matched   left    dB: hazy         alone         matched"


def measure_mosaic(options: Any) -> List[Dict[str, Any]]:
    """Measure every scene, show the figures and return them."""
    from dsrdmpd.pipeline import close_workers

    rows: List[Dict[str, Any]] = []
    print(f"\n{HEAD}")
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-mosaic-") as folder:
        for name in (name for name in scene_names() if not name.endswith("thick")):
            for haze in list(HAZES)[: 1 if options.quick else None]:
                for side in options.sizes or [1024]:
                    rows.append({"scene": name, "haze": haze, **halves(name, haze, side, Path(folder), options)})
                    show(rows[-1])
        for name, paths, reference in [] if options.quick else real_pairs():
            rows.append({"scene": name, "haze": "real", **compared(paths, Path(folder), options, reference)})
            show(rows[-1])
    close_workers()
    return rows


def halves(name: str, haze: str, side: int, folder: Path, options: Any) -> Dict[str, Any]:
    """Two overlapping halves of a scene under different haze."""
    from dsrdmpd.physics import RGB_UM
    from dsrdmpd.simulation.request import HazeOptions, SimulationRequest
    from dsrdmpd.simulation.run import simulate_haze

    picture, reach = mirrored(SCENES[name](), side), round(side * (1 + OVERLAP) / 2)
    paths, clear = [], []
    for number, (col, how) in enumerate(zip((0, side - reach), HAZES[haze])):
        part = picture[:, :, col : col + reach]
        truth, path = folder / f"clear{number}.tif", folder / f"{'west' if not number else 'east'}.tif"
        write(truth if how else path, part, col)
        if how:
            thickness, patchiness = how
            laid = HazeOptions(thickness_max=thickness, patchiness=patchiness, seed=5 + number)
            simulate_haze(SimulationRequest(str(truth), str(path), wavelengths_um=RGB_UM, options=laid))
        paths.append(str(path))
        clear.append(part.astype(np.float32) / np.float32(255))
    return compared(paths, folder, options, None, clear)


def compared(
    paths: Sequence[str],
    folder: Path,
    options: Any,
    reference: Optional[str] = None,
    clear: Sequence[np.ndarray] = (),
) -> Dict[str, Any]:
    """Two rasters as they are, dehazed alone, and matched."""
    from dsrdmpd.batch import Folders, dehaze_many, plan_batch
    from dsrdmpd.mosaic import dehaze_mosaic
    from dsrdmpd.request import DehazeOptions, DehazeRequest

    chosen = DehazeOptions(model=options.model, quality=options.quality, device=options.device)
    like = DehazeRequest("", "", options=chosen)
    alone = dehaze_many(plan_batch(paths, like, Folders(str(folder / "alone"))), python=sys.executable)
    matched = dehaze_mosaic(
        plan_batch(paths, like, Folders(str(folder / "matched"))), reference=reference, python=sys.executable
    )
    ways: Dict[str, Sequence[str]] = {"hazy": paths}
    for way, outcomes in (("alone", list(alone)), ("matched", list(matched))):
        ways[way] = [outcome.result.output for outcome in outcomes if outcome.result]
    row: Dict[str, Any] = {}
    whole = white(paths)
    for way, made in ways.items():
        row[f"apart {way}"] = 100 * apart(*made) / whole
        if clear:
            row[f"dB {way}"] = [psnr(opened(path) / np.float32(255), truth) for path, truth in zip(made, clear)]
    return row


def apart(one: str, other: str) -> float:
    """Mean |difference| of the colours of two rasters on one lattice of pixels, where both show ground."""
    first, second = (gdal.Open(path) for path in (one, other))
    (x0, width, _, y0, _, height), (x1, _, _, y1, _, _) = first.GetGeoTransform(), second.GetGeoTransform()
    right, down = round((x1 - x0) / width), round((y1 - y0) / height)
    a, b = opened(one), opened(other)
    rows, cols = (slice(max(0, shift), None) for shift in (down, right))
    a = a[:, rows, cols]
    b = b[:, max(0, -down) :, max(0, -right) :]
    size = [min(lengths) for lengths in zip(a.shape[1:], b.shape[1:])]
    a, b = (each[:, : size[0], : size[1]] for each in (a, b))
    shown = (a > 0).all(axis=0) & (b > 0).all(axis=0)
    return float(np.abs(a - b)[:, shown].mean())


def white(paths: Sequence[str]) -> float:
    """What the difference is a share of: 255, or the light of the brightest ground over the darkest."""
    values = np.concatenate([opened(path)[:, ::4, ::4].reshape(3, -1) for path in paths], axis=1)
    if gdal.Open(paths[0]).GetRasterBand(1).DataType == gdal.GDT_Byte:
        return 255.0
    shown = values[:, (values > 0).all(axis=0)]
    return float(np.percentile(shown, 99) - np.percentile(shown, 0.5))


def opened(path: str) -> np.ndarray:
    """The colour bands, (3, h, w) float32."""
    from dsrdmpd.raster.source import RasterSource

    with RasterSource.open(path) as source:
        return source.read(source.grid.window()).astype(np.float32)


def real_pairs() -> List[Tuple[str, Tuple[str, str], Optional[str]]]:
    """Name, two rasters and which of them gives its exposure: a hazy and a clear date of one place; neighbours."""
    found = []
    dates = tuple(str(SHARED / "bands" / f"sentinel2_l1c_onesite_date{number}.tif") for number in (1, 2))
    found.append(("dates", dates, None))
    found.append(("dates, reference", dates, dates[1]))
    neighbours = tuple(str(SHARED / "scenes" / f"landsat8_22407{number}_rgb_dn.tif") for number in (7, 8))
    found.append(("neighbours", neighbours, None))
    return [pair for pair in found if all(Path(path).exists() for path in pair[1])]


def write(path: Path, picture: np.ndarray, col: int) -> None:
    """Write an 8-bit picture (3, h, w) that begins at a column of the whole."""
    height, width = picture.shape[1:]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, 3, gdal.GDT_Byte, ["TILED=YES"])
    x, across, *rest = PLACE
    dataset.SetGeoTransform((x + col * across, across, *rest))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.WriteRaster(0, 0, width, height, np.ascontiguousarray(picture).tobytes(), width, height, gdal.GDT_Byte)


def show(row: Dict[str, Any]) -> None:
    hazy, alone, matched = (row[f"apart {way}"] for way in ("hazy", "alone", "matched"))
    decibels = ""
    for way in ("hazy", "alone", "matched"):
        decibels += "".join(f"{value:7.2f}" for value in row.get(f"dB {way}", ()))
    left = matched / hazy if hazy > 1e-6 else float("nan")
    print(
        f"{row['scene']:<17}{row['haze']:<16}{hazy:8.2f}{alone:7.2f}{matched:9.2f}{left:7.2f}  {decibels}", flush=True
    )
