"""Spectra and indices under haze: how far RGB, NDVI and NDWI are from the truth, before and after, by every method.

    ./run python tests/benchmarks/bands.py DATA [--scenes PATTERN …] [--methods default dark_object hot] [--json FILE]

Clear multi-band rasters (GeoTIFFs under DATA/bands and DATA/rasters that have red, green, blue and near infrared bands
of known wavelengths) are put under haze of known thickness: I = J·t + A·(1 − t) in reflectance, t by wavelength from
that of 0.443 µm (`physics.transmission`), one airlight A for all bands. Each is dehazed as a user would, once with the
other bands kept and once corrected, and compared with the clear raster:

- SAM: mean angle between the spectra of red, green and blue (degrees).
- NDVI, NDWI: root mean square error of (nir − red) / (nir + red) and (green − nir) / (green + nir), in reflectance.
- moved: share of pixels that a clear raster's dehazing moves by more than 1 % of the range (the last block).

`onesite_date1` (real haze) is compared with the mean of the clear dates 2 to 4 of the same place instead.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dsrdmpd.pipeline import close_workers, dehaze_raster  # noqa: E402
from dsrdmpd.raster.radiometry import Stretch  # noqa: E402
from dsrdmpd.raster.source import RasterSource  # noqa: E402
from dsrdmpd.raster.wavelengths import known_wavelengths  # noqa: E402
from dsrdmpd.request import DehazeOptions, DehazeRequest  # noqa: E402
from dsrdmpd.simulation.haze import BandHaze, HazeField  # noqa: E402

DENSITIES = {"thin": 0.3, "moderate": 0.6, "thick": 0.85}  # share of the light at 0.443 µm that the thickest haze hides
AIRLIGHT = 0.6  # reflectance of endless haze, in all bands alike
PATCHINESS, PATTERN_PX = 0.5, 96.0
MOST_PX = 300  # of a scene's sides
LEFT_OUT = ("_date1", "GCP", "palette", "Guangdong", "Grenada")  # hazy themselves, or without bands to compare
NEAR = (0.78, 0.90)


@dataclass(frozen=True)
class Bands:
    """A raster in reflectance: (b, h, w) float64, and the places of red, green, blue and near infrared in it."""

    values: np.ndarray
    rgb: Tuple[int, int, int]
    near: int

    def sam_deg(self, truth: Bands) -> float:
        """Return the mean angle between the colours' spectra and the true ones."""
        a, b = (each.values[list(each.rgb)].reshape(3, -1) for each in (self, truth))
        cosine = (a * b).sum(0) / np.maximum(np.linalg.norm(a, axis=0) * np.linalg.norm(b, axis=0), 1e-12)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean())

    def index(self, first: int, second: int) -> np.ndarray:
        """Return the normalised difference of two bands."""
        a, b = np.maximum(self.values[first], 0), np.maximum(self.values[second], 0)
        return (a - b) / np.maximum(a + b, 0.01)

    def ndvi(self) -> np.ndarray:
        """(nir − red) / (nir + red)."""
        return self.index(self.near, self.rgb[0])

    def ndwi(self) -> np.ndarray:
        """(green − nir) / (green + nir)."""
        return self.index(self.rgb[1], self.near)

    def compared(self, truth: Bands) -> Dict[str, float]:
        """Return the measures."""
        found = {"sam": self.sam_deg(truth)}
        for name in ("ndvi", "ndwi"):
            found[name] = _rms(getattr(self, name)() - getattr(truth, name)())
        others = [n for n in range(len(self.values)) if n not in self.rgb]
        found["others"] = _rms(self.values[others] - truth.values[others])
        return found


def _rms(error: np.ndarray) -> float:
    return float(np.sqrt(np.mean(error**2)))


def read_bands(path: str, like: Optional[str] = None) -> Bands:
    """Return a raster in the reflectance that `like` (or it itself) is calibrated to."""
    with RasterSource.open(like or path) as source:
        wavelengths, rgb = known_wavelengths(source), tuple(number - 1 for number in source.bands)
        found = Stretch.fit(source).calibration
    scale, offset = (found.scale[0], found.offset[0]) if found else (1e-4, 0.0)
    near = next(n for n, um in enumerate(wavelengths) if um and NEAR[0] <= um <= NEAR[1] and n not in rgb)
    values = gdal.Open(path).ReadAsArray().astype(np.float64)
    lit = [n for n, um in enumerate(wavelengths) if um and not 1.3 < um < 1.45]  # the cirrus band sees no ground
    places = {n: place for place, n in enumerate(lit)}
    return Bands(values[lit] * scale + offset, tuple(places[n] for n in rgb), places[near])


def crop(path: Path, folder: Path) -> str:
    """Copy the middle of a raster, if it is large, and name it as the raster is."""
    dataset = gdal.Open(str(path))
    width, height = (min(size, MOST_PX) for size in (dataset.RasterXSize, dataset.RasterYSize))
    left, top = (dataset.RasterXSize - width) // 2, (dataset.RasterYSize - height) // 2
    target = str(folder / path.name)
    gdal.Translate(target, dataset, srcWin=[left, top, width, height])
    return target


def under_haze(path: str, target: str, thickest: float, seed: int) -> None:
    """Write a raster under haze."""
    with RasterSource.open(path) as source:
        wavelengths, window = known_wavelengths(source), source.grid.window()
        found = Stretch.fit(source).calibration
        scale, offset = (found.scale[0], found.offset[0]) if found else (1e-4, 0.0)
        thickness = HazeField(thickest, PATTERN_PX, PATCHINESS, seed).thickness(window)
        _, valid = source.read_with_valid(window)
        hazy = gdal.GetDriverByName("GTiff").CreateCopy(target, gdal.Open(path))
        for number, um in enumerate(wavelengths, 1):
            if um:
                band = BandHaze(um, (AIRLIGHT - offset) / scale, display=False)
                _write(hazy, number, band.apply(source.read_band(number, window), thickness, valid))
        hazy = None


def _write(dataset: gdal.Dataset, number: int, pixels: np.ndarray) -> None:
    band = dataset.GetRasterBand(number)
    height, width = pixels.shape
    band.WriteRaster(0, 0, width, height, np.ascontiguousarray(pixels).tobytes(), width, height, band.DataType)


def dehazed(path: str, target: str, method: str, others: str) -> str:
    """Dehaze as a user would, and return the result's path."""
    options = DehazeOptions(model=method, other_bands=others)
    dehaze_raster(DehazeRequest(path, target, options=options), python=sys.executable)
    return target


def moved_share(before: str, after: str) -> float:
    """Return the share of pixels of which a colour moved by more than 1 % of the range, in percent."""
    with RasterSource.open(before) as source:
        stretch, window = Stretch.fit(source), source.grid.window()
        dn, valid = source.read_with_valid(window)
        bands = source.bands
    changed = gdal.Open(after).ReadAsArray()[[number - 1 for number in bands]]
    span = (np.array(stretch.high) - np.array(stretch.low))[:, None, None]
    return float(100 * (np.abs(changed.astype(float) - dn) / span > 0.01).any(axis=0)[valid].mean())


def scenes(data: Path, patterns: Sequence[str]) -> Iterator[Path]:
    """Yield the clear rasters with a near infrared band."""
    for folder in ("bands", "rasters"):
        for path in sorted((data / folder).glob("*.tif")):
            wanted = not patterns or any(pattern in path.name for pattern in patterns)
            if wanted and not any(word in path.name for word in LEFT_OUT) and _has_near(path):
                yield path


def _has_near(path: Path) -> bool:
    if gdal.Open(str(path)).GetRasterBand(1).DataType == gdal.GDT_Byte:
        return False
    with RasterSource.open(str(path)) as source:
        return any(um and NEAR[0] <= um <= NEAR[1] for um in known_wavelengths(source))


def measure(
    data: Path, patterns: Sequence[str], methods: Sequence[str], choices: Sequence[str], densities: Sequence[str]
) -> List[dict]:
    """Return one row for each scene, density and way of dehazing."""
    rows: List[dict] = []
    with tempfile.TemporaryDirectory(prefix="bands_") as scratch:
        for seed, path in enumerate(scenes(data, patterns)):
            clear = crop(path, Path(scratch))
            truth = read_bands(clear)
            for density in densities:
                hazy = str(Path(scratch) / f"{density}_{path.name}")
                if density == "none":
                    hazy = clear
                else:
                    under_haze(clear, hazy, DENSITIES[density], seed)
                rows.append({"scene": path.name, "haze": density, "method": "hazy", **_compared(hazy, truth, clear)})
                rows += _by_methods(hazy, truth, clear, path.name, density, methods, choices)
        rows += _real(data, Path(scratch), methods, choices) if not patterns else []
    close_workers()
    return rows


def _by_methods(
    hazy: str, truth: Bands, like: str, name: str, density: str, methods: Sequence[str], choices: Sequence[str]
) -> List[dict]:
    rows = []
    for method in methods:
        for others in choices if density != "none" else choices[:1]:
            target = dehazed(hazy, str(Path(hazy).with_name("out.tif")), method, others)
            row = {"scene": name, "haze": density, "method": f"{method}, {others}", **_compared(target, truth, like)}
            if density == "none":
                row["moved"] = moved_share(hazy, target)
            rows.append(row)
            print(json.dumps(row), file=sys.stderr, flush=True)
    return rows


def _compared(path: str, truth: Bands, like: str) -> Dict[str, float]:
    return read_bands(path, like).compared(truth)


def _real(data: Path, scratch: Path, methods: Sequence[str], choices: Sequence[str]) -> List[dict]:
    """Rows of the hazy date against the mean of the clear ones."""
    found = [data / "bands" / f"sentinel2_l1c_onesite_date{number}.tif" for number in (1, 2, 3, 4)]
    if not all(path.exists() for path in found):
        return []
    clear = [read_bands(str(path)) for path in found[1:]]
    truth = Bands(np.mean([each.values for each in clear], axis=0), clear[0].rgb, clear[0].near)
    hazy = crop(found[0], scratch)
    rows = [{"scene": found[0].name, "haze": "real", "method": "hazy", **_compared(hazy, truth, hazy)}]
    rows += [
        {"scene": path.name, "haze": "real", "method": f"clear date {number}", **each.compared(truth)}
        for number, path, each in zip((2, 3, 4), found[1:], clear)
    ]
    return rows + _by_methods(hazy, truth, hazy, found[0].name, "real", methods, choices)


def show(rows: Sequence[dict]) -> str:
    """Return the means over scenes as a table."""
    names = ("sam", "ndvi", "ndwi", "others", "moved")
    lines = [f"{'haze':9} {'method':24} {'scenes':>6} " + " ".join(f"{name:>8}" for name in names)]
    for haze in dict.fromkeys(row["haze"] for row in rows):
        for method in dict.fromkeys(row["method"] for row in rows if row["haze"] == haze):
            chosen = [row for row in rows if (row["haze"], row["method"]) == (haze, method)]
            means = [np.mean([row[name] for row in chosen]) if name in chosen[0] else np.nan for name in names]
            figures = " ".join(f"{'' if np.isnan(mean) else format(mean, '.4f'):>8}" for mean in means)
            lines.append(f"{haze:9} {method:24} {len(chosen):6} {figures}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds `bands` and `rasters`")
    parser.add_argument("--scenes", nargs="+", default=(), metavar="PATTERN", help="words of the names to take")
    parser.add_argument("--methods", nargs="+", default=["default", "dark_object", "hot"], metavar="NAME")
    parser.add_argument("--others", nargs="+", default=["keep", "correct"], choices=["keep", "correct"])
    parser.add_argument("--haze", nargs="+", default=[*DENSITIES, "none"], choices=[*DENSITIES, "none"])
    parser.add_argument("--json", type=Path, metavar="FILE", help="every row")
    options = parser.parse_args()
    rows = measure(options.data, options.scenes, options.methods, options.others, options.haze)
    print(show(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
