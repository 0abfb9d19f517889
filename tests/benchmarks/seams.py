"""`./run bench --only seams`: what cutting a scene into tiles does to it, on large hazy scenes whose truth is known.

    ./run bench --only seams                 scenes of 1024² to 2048², also untiled up to 1536²; parts of 4096²
    ./run bench --only seams --sizes 8192    the last on a larger scene
    ./run bench --only seams --quick         scenes of 1024², also untiled, no parts

The scenes are real ones (of `DSRDMPD_SHARED`, else of a folder `shared` beside the checkout; without both, the demo's
sample), in 8 bits and mirrored to the size that is wanted, under simulated haze that varies over the whole of them; one
is under haze so thick that the haze field leaves much of every tile to the networks. For each:

    lines     mean |gradient| of the change across the lines where tiles begin and end, over that elsewhere; divided by
              the same of a lattice that is shifted by half a stride, which has the same picture and its lines elsewhere
    shift     mean |difference| of the same pixels under the two lattices, percent of the range
    untiled   PSNR of the tiled scene less that of the scene as one tile, dB
    drift     of the colours: mean error less the mean of the three colours, by strips of 1/16 of the scene along rows
              and columns: the largest difference between two strips, percent of the range
    parts     PSNR of a scene dehazed whole less that of its 1024² parts, each a scene of its own, dB
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple

import numpy as np
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("DSRDMPD_SHARED", ROOT.parent / "shared")) / "data"
SAMPLE = ROOT / "resources" / "samples" / "landsat8_clear.tif"
REAL = SHARED / "rasters" / "L8_Guangdong_thincloud_haze_RGB_u16_150m_EPSG32650_nd0.tif"
PART_PX, STRIPS = 1024, 16
THIN, THICK = (0.8, 0.8), (1.0, 0.4)  # thickness and patchiness: in the second every tile goes through the networks
HEAD = "scene           size    hazy      dB    SSIM   lines  shift %  drift %  untiled   parts"


class Look(NamedTuple):
    """A scene's display values (3, h, w): hazy, and what is to be added to them."""

    hazy: np.ndarray
    change: np.ndarray

    @property
    def restored(self) -> np.ndarray:
        return np.clip(self.hazy + self.change, 0, 1)


def measure_seams(options: Any) -> List[Dict[str, Any]]:
    """Measure every scene, show the figures and return them."""
    rows: List[Dict[str, Any]] = []
    print(f"\n{HEAD}")
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-seams-") as folder, Dehazer.opened(options) as dehazer:
        for name in scene_names():
            sizes = [1024] if options.quick else [1024, 1536, 2048]
            for side in sizes:
                rows.append(known_scene(name, side, Path(folder), dehazer, whole_too=side <= 1536))
                show(rows[-1])
        if REAL.exists():
            rows.append(real_scene(dehazer))
            show(rows[-1])
        if not options.quick:
            for side in options.sizes or [4096]:
                rows.append(parts_of(scene_names()[0], side, Path(folder), dehazer))
                show(rows[-1])
    return rows


def known_scene(name: str, side: int, folder: Path, dehazer: Dehazer, whole_too: bool) -> Dict[str, Any]:
    clear, hazy = hazy_scene(name, side, folder)
    looks = dehazer.looks(hazy, untiled=whole_too)
    row = {"scene": name, "size": side, **quality(looks["tiled"], clear), **seams(looks, dehazer, side, side)}
    row["drift"] = drift(looks["tiled"].restored - clear)
    if whole_too:
        row["untiled"] = psnr(looks["tiled"].restored, clear) - psnr(looks["untiled"].restored, clear)
    return row


def real_scene(dehazer: Dehazer) -> Dict[str, Any]:
    looks = dehazer.looks(REAL, untiled=False)
    height, width = looks["tiled"].hazy.shape[1:]
    return {"scene": "real haze", "size": max(height, width), **seams(looks, dehazer, height, width)}


def parts_of(name: str, side: int, folder: Path, dehazer: Dehazer) -> Dict[str, Any]:
    """A scene dehazed whole, and each of its parts as a scene of its own."""
    clear, hazy = hazy_scene(name, side, folder)
    whole = dehazer.looks(hazy, only=("tiled",))["tiled"]
    row = {"scene": name, "size": side, **quality(whole, clear), "drift": drift(whole.restored - clear)}
    errors = []
    for top in range(0, side, PART_PX):
        for left in range(0, side, PART_PX):
            place = (slice(None), slice(top, top + PART_PX), slice(left, left + PART_PX))
            part = folder / "part.tif"
            write(part, np.rint(whole.hazy[place] * 255).astype(np.uint8))
            alone = dehazer.looks(part, only=("tiled",))["tiled"].restored
            errors.append(float(np.square(alone - clear[place]).mean()))
    return {**row, "parts": row["psnr"] + 10 * np.log10(np.mean(errors))}


# --- Dehazing on a lattice --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Dehazer:
    """The model, ready, and the lattice that a run would take, shifted, or with one tile."""

    method: Any
    tile_px: int

    @classmethod
    @contextmanager
    def opened(cls, options: Any) -> Iterator[Dehazer]:
        from dsrdmpd.methods.registry import find_method, open_method
        from dsrdmpd.pipeline import close_workers
        from dsrdmpd.progress import Progress
        from dsrdmpd.request import DehazeOptions

        chosen = DehazeOptions(model=options.model, quality=options.quality, device=options.device, batch_tiles=1)
        with open_method(find_method(options.model), chosen, Progress(), python=sys.executable) as method:
            yield cls(method, method.tile_px)
        close_workers()

    def lattice(self, kind: str, height: int, width: int) -> Any:
        from dsrdmpd.raster.tiles import Lattice, fitting_tile

        if kind == "untiled":
            return Lattice.usual(height, width, fitting_tile(1 << 20, height, width))
        usual = Lattice.usual(height, width, self.tile_px)
        return shifted(usual) if kind == "shifted" else usual

    def looks(self, path: Path, untiled: bool = False, only: Tuple[str, ...] = ()) -> Dict[str, Look]:
        """Return the scene on several lattices, by their kind."""
        from dsrdmpd.flow import changes, read_scene
        from dsrdmpd.progress import Progress
        from dsrdmpd.raster.radiometry import Stretch
        from dsrdmpd.raster.source import RasterSource
        from dsrdmpd.raster.strip import joined
        from dsrdmpd.raster.view import View

        with RasterSource.open(str(path)) as source:
            view, stretch, window = View(source), Stretch.fit(source), source.grid.window()
            method = self.method.for_scene(lambda: read_scene(view, stretch, Progress()))
            hazy = stretch.normalise(source.read(window))
            found = {}
            for kind in only or ("tiled", "shifted", *(("untiled",) if untiled else ())):
                lattice = self.lattice(kind, window.height, window.width)
                strips = changes(view, stretch, lattice, window, method, Progress())
                found[kind] = Look(hazy, joined(strips, hazy))
            return found


def shifted(lattice: Any) -> Any:
    """Return a lattice whose inner tiles begin half a stride earlier."""
    from dsrdmpd.raster import tiles

    def starts(length: int) -> Tuple[int, ...]:
        last, half = max(0, length - lattice.tile_px), lattice.stride_px // 2
        return (0, *range(half, last, lattice.stride_px), *([last] if last else []))

    class Shifted(tiles.Lattice):
        @property
        def row_starts(self) -> Tuple[int, ...]:
            return starts(self.height)

        @property
        def col_starts(self) -> Tuple[int, ...]:
            return starts(self.width)

    return Shifted(lattice.height, lattice.width, lattice.tile_px, lattice.overlap_px)


# --- Measures ---------------------------------------------------------------------------------------------------------


def seams(looks: Dict[str, Look], dehazer: Dehazer, height: int, width: int) -> Dict[str, float]:
    lattice = dehazer.lattice("tiled", height, width)
    ours, other = (looks[kind].change for kind in ("tiled", "shifted"))
    found = {"shift": 100 * float(np.abs(ours - other).mean())}
    if len(lattice.row_starts) > 1 and len(lattice.col_starts) > 1:
        found["lines"] = line_ratio(ours, lattice) / line_ratio(other, lattice)
    return found


def line_ratio(change: np.ndarray, lattice: Any) -> float:
    """Mean |gradient| of (3, h, w) across a lattice's lines over that elsewhere."""
    on, off = [], []
    for values, starts, length in (
        (change, lattice.col_starts, lattice.width),
        (change.transpose(0, 2, 1), lattice.row_starts, lattice.height),
    ):
        gradient = np.abs(np.diff(values, axis=2)).mean(axis=(0, 1))
        lines = {edge for start in starts for edge in (start, start + lattice.tile_px) if 0 < edge < length}
        on_line = np.isin(np.arange(1, length), sorted(lines))
        on.append(gradient[on_line])
        off.append(gradient[~on_line])
    return float(np.concatenate(on).mean() / max(np.concatenate(off).mean(), 1e-9))


def drift(error: np.ndarray) -> float:
    """Largest change of colour error from one strip of the scene to another, percent."""
    colour = error - error.mean(axis=0)
    strips = [
        np.stack([part.mean(axis=(1, 2)) for part in np.array_split(colour, STRIPS, axis=axis)]) for axis in (1, 2)
    ]
    return 100 * float(max((means.max(axis=0) - means.min(axis=0)).max() for means in strips))


def quality(look: Look, clear: np.ndarray) -> Dict[str, float]:
    import torch

    from dsrdmpd.training.metrics import ssim

    def blocks(image: np.ndarray) -> Iterator[Any]:
        for top in range(0, image.shape[1], PART_PX):
            for left in range(0, image.shape[2], PART_PX):
                yield torch.from_numpy(image[None, :, top : top + PART_PX, left : left + PART_PX].copy())

    values = [float(ssim(a, b)) for a, b in zip(blocks(look.restored), blocks(clear))]
    return {"hazy": psnr(look.hazy, clear), "psnr": psnr(look.restored, clear), "ssim": float(np.mean(values))}


def psnr(image: np.ndarray, truth: np.ndarray) -> float:
    return float(-10 * np.log10(max(np.square(image - truth).mean(dtype=np.float64), 1e-12)))


# --- Scenes -----------------------------------------------------------------------------------------------------------


def scene_names() -> List[str]:
    return [name for name, read in SCENES.items() if read() is not None]


def hazy_scene(name: str, side: int, folder: Path) -> Tuple[np.ndarray, Path]:
    """Return the clear truth (3, side, side) in [0, 1], and the hazy raster's path."""
    from dsrdmpd.physics import RGB_UM
    from dsrdmpd.simulation.request import HazeOptions, SimulationRequest
    from dsrdmpd.simulation.run import simulate_haze

    picture = mirrored(SCENES[name](), side)
    clear, hazy = folder / "clear.tif", folder / "hazy.tif"
    write(clear, picture)
    thickness, patchiness = THICK if name.endswith("thick") else THIN
    haze = HazeOptions(thickness_max=thickness, patchiness=patchiness, seed=5)
    simulate_haze(SimulationRequest(str(clear), str(hazy), wavelengths_um=RGB_UM, options=haze))
    return picture.astype(np.float32) / np.float32(255), hazy


def write(path: Path, picture: np.ndarray) -> None:
    """Write an 8-bit picture (3, h, w)."""
    height, width = picture.shape[1:]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, 3, gdal.GDT_Byte, ["TILED=YES"])
    dataset.SetGeoTransform((0, 10, 0, 0, 0, -10))
    data = np.ascontiguousarray(picture)
    dataset.WriteRaster(0, 0, width, height, data.tobytes(), width, height, gdal.GDT_Byte)


def mirrored(picture: np.ndarray, side: int) -> np.ndarray:
    index = [np.pad(np.arange(length), (0, max(0, side - length)), "symmetric")[:side] for length in picture.shape[1:]]
    return picture[:, index[0]][:, :, index[1]]


def opened(path: Path) -> Optional[np.ndarray]:
    dataset = gdal.Open(str(path)) if path.exists() else None
    return None if dataset is None else dataset.ReadAsArray()[:3]


def land() -> np.ndarray:
    """Farms and forest by Landsat, without its collar, as a picture."""
    dn = opened(SHARED / "scenes" / "landsat8_224078_rgb_dn.tif")
    return stretched(opened(SAMPLE) if dn is None else dn[:, 400:1400, 500:1500])


def sea() -> Optional[np.ndarray]:
    return opened(SHARED / "scenes" / "aerial_coast_1.jpg")


def snow() -> Optional[np.ndarray]:
    """Everest's glaciers by Landsat 7."""
    parts = sorted((SHARED / "train" / "ground" / "landsat7_everest").glob("everest_*.jpg"))
    if not parts:
        return None
    tiles = [[int(number) for number in path.stem.split("_")[1:]] + [opened(path)] for path in parts]
    height, width = (max(t[axis] + t[2].shape[axis + 1] for t in tiles) for axis in (0, 1))
    whole = np.zeros((3, height, width), np.uint8)
    for row, col, tile in tiles:
        whole[:, row : row + tile.shape[1], col : col + tile.shape[2]] = tile
    return whole


def city() -> Optional[np.ndarray]:
    """Streets and houses from the air, images side by side."""
    folder = SHARED / "validation" / "aerial"
    kinds = ("denseresidential", "buildings", "mobilehomepark", "freeway", "parkinglot", "mediumresidential")
    images = [mirrored(opened(path), 256) for kind in kinds for path in sorted(folder.glob(f"{kind}*"))][:36]
    if len(images) < 36:
        return None
    return np.concatenate([np.concatenate(images[row : row + 6], axis=2) for row in range(0, 36, 6)], axis=1)


def stretched(dn: np.ndarray) -> np.ndarray:
    """Light as a picture: one range for the colours."""
    low, high = np.percentile(dn, (0.5, 99.5))
    return np.rint(255 * np.clip((dn - low) / (high - low), 0, 1) ** (1 / 2.2)).astype(np.uint8)


SCENES: Dict[str, Callable[[], Optional[np.ndarray]]] = {
    "land": land,
    "land, thick": land,
    "sea": sea,
    "snow": snow,
    "city": city,
}


def show(row: Dict[str, Any]) -> None:
    def cell(key: str, width: int, digits: int) -> str:
        value = row.get(key)
        return " " * width if value is None else f"{value:{width}.{digits}f}"

    print(
        f"{row['scene']:<14}{row['size']:>6}{cell('hazy', 8, 2)}{cell('psnr', 8, 2)}{cell('ssim', 8, 4)}"
        f"{cell('lines', 8, 3)}{cell('shift', 9, 3)}{cell('drift', 9, 2)}{cell('untiled', 9, 2)}{cell('parts', 8, 2)}",
        flush=True,
    )
