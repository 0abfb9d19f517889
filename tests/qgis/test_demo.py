"""The demo, as `./run demo` starts it: QGIS dehazes the sample with the default weights, and it helps."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def said():
    done = subprocess.run([sys.executable, "resources/samples/demo.py"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def figures(said):
    return {name: float(psnr) for name, psnr in re.findall(r"^(hazy|dehazed) +([\d.]+)", said, re.MULTILINE)}


def test_the_demo_makes_its_files(said):
    files = dict(re.findall(r"^(result|haze map|picture) +(.+)$", said, re.MULTILINE))
    assert all(Path(path).is_file() for path in files.values()) and len(files) == 3
    sample = gdal.Open(str(ROOT / "resources" / "samples" / "landsat8_hazy.tif"))
    assert gdal.Open(files["result"]).GetGeoTransform() == sample.GetGeoTransform()


def test_the_hazy_figure_is_that_of_every_version(said):
    assert figures(said)["hazy"] == pytest.approx(17.95, abs=0.02)


def test_the_demo_dehazes_visibly(said):
    assert figures(said)["dehazed"] > figures(said)["hazy"] + 2
