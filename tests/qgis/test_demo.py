"""The demo, as `./run demo` starts it: QGIS dehazes the sample with the default weights, and it helps."""

import re
import subprocess
import sys
from pathlib import Path

from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_dehazes_visibly():
    done = subprocess.run([sys.executable, "resources/samples/demo.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    figures = {name: float(psnr) for name, psnr in re.findall(r"^(hazy|dehazed) +([\d.]+)", done.stdout, re.MULTILINE)}
    assert figures["dehazed"] > figures["hazy"] + 2
    files = dict(re.findall(r"^(result|haze map|picture) +(.+)$", done.stdout, re.MULTILINE))
    assert all(Path(path).is_file() for path in files.values()) and len(files) == 3
    sample = gdal.Open(str(ROOT / "resources" / "samples" / "landsat8_hazy.tif"))
    assert gdal.Open(files["result"]).GetGeoTransform() == sample.GetGeoTransform()
