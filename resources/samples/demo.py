"""`./run demo`: dehazes the sample through qgis_process and the plugin as QGIS loads it, and measures the result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
sys.path.insert(0, str(ROOT))

from dsrdmpd.physics import DISPLAY_GAMMA  # noqa: E402
from dsrdmpd.raster.radiometry import SAMPLE_PIXELS, Stretch  # noqa: E402
from dsrdmpd.raster.source import RasterSource  # noqa: E402
from dsrdmpd.training.metrics import psnr, ssim  # noqa: E402


def main() -> int:
    folder = ROOT / "build" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    hazy, clear = SAMPLES / "landsat8_hazy.tif", SAMPLES / "landsat8_clear.tif"
    output, haze_map = folder / "dehazed.tif", folder / "haze_map.tif"
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-demo-") as home:
        run_qgis(home, "plugins", "enable", "dsrdmpd_dehaze")
        started = time.monotonic()
        run_qgis(home, "run", "dsrdmpd:dehaze", "--", f"INPUT={hazy}", f"OUTPUT={output}", f"HAZE_MAP={haze_map}")
        seconds = time.monotonic() - started
    pictures = compare(hazy, output, clear)
    picture = folder / "before_after.png"
    draw(pictures, picture)
    print(f"dehazed in {seconds:.1f} s, QGIS and torch starting included")
    print(f"{'':<14}{'PSNR dB':>8}{'SSIM':>8}   against the clear truth")
    for name in ("hazy", "dehazed"):
        figures = [float(measure(pictures[name], pictures["clear"])) for measure in (psnr, ssim)]
        print(f"{name:<14}{figures[0]:8.2f}{figures[1]:8.4f}")
    print(f"result    {output}\nhaze map  {haze_map}\npicture   {picture}")
    return 0


def run_qgis(home: str, *arguments: str) -> None:
    """Run qgis_process with a profile of its own that sees the plugin under the name it is installed by."""
    plugins, runtime = Path(home, "plugins"), Path(home, "runtime")
    plugins.mkdir(exist_ok=True)
    runtime.mkdir(mode=0o700, exist_ok=True)
    link = plugins / "dsrdmpd_dehaze"
    if not link.exists():
        link.symlink_to(ROOT, target_is_directory=True)
    environment = {
        **os.environ,
        "HOME": home,
        "XDG_CONFIG_HOME": str(Path(home, "config")),
        "XDG_DATA_HOME": str(Path(home, "data")),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PLUGINPATH": str(plugins),
    }
    # /usr/bin/qgis_process is a wrapper that passes an option this program does not know
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process") or "qgis_process"
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        sys.exit(f"error: qgis_process failed with status {done.returncode}.")


def compare(hazy: Path, dehazed: Path, clear: Path) -> dict:
    """Return the three rasters as (1, 3, h, w) tensors in [0, 1], all shown under one range, that of the clear one."""
    with RasterSource.open(str(clear)) as source:
        shown = display_range(source)
    pictures = {}
    for name, path in (("hazy", hazy), ("dehazed", dehazed), ("clear", clear)):
        with RasterSource.open(str(path)) as source:
            pictures[name] = torch.from_numpy(shown.normalise(source.read(source.grid.window())))[None]
    return pictures


def display_range(source: RasterSource) -> Stretch:
    """Return the range in which the demo shows and measures rasters.

    It is not the one that the model sees (`Stretch.fit`): figures stay comparable with those of earlier versions only
    if the range that they are measured in stays what it was.
    """
    dn, valid = source.read_sample(SAMPLE_PIXELS)
    ends = [np.percentile(band[valid], (0.5, 99.5)) for band in dn]
    margins = [0.05 * (high - low) for low, high in ends]
    low = tuple(float(low - margin) for (low, _), margin in zip(ends, margins))
    high = tuple(float(high + margin) for (_, high), margin in zip(ends, margins))
    return Stretch(low, high, DISPLAY_GAMMA)


def draw(pictures: dict, path: Path) -> None:
    """Write the rasters side by side, named."""
    names = {"hazy": "before", "dehazed": "after", "clear": "truth"}
    height, width = pictures["hazy"].shape[-2:]
    gap, bar = 6, 26
    sheet = Image.new("RGB", (len(names) * (width + gap) - gap, height + bar), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (key, name) in enumerate(names.items()):
        left = number * (width + gap)
        values = (pictures[key][0].permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        sheet.paste(Image.fromarray(values), (left, bar))
        pen.text((left + 2, 3), name, fill=(60, 60, 60), font=ImageFont.load_default(size=17))
    sheet.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
