"""Results as one VRT: of many rasters, and of one raster that is dehazed into parts; the pixels of a single file."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, OptionError, RasterError
from dsrdmpd_dehaze.dsrdmpd.mosaic import dehaze_in_parts
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.mosaic_file import write_mosaic
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
PLAIN = DehazeOptions(model="dark_object")


@pytest.fixture
def scene(make_raster, random):
    """A raster with nodata, 150 rows of 170 pixels, four bands."""
    pixels = random.integers(200, 4000, (4, 150, 170), dtype=np.uint16)
    pixels[:, 20:60, 30:50] = 0
    return make_raster(pixels, "scene.tif", nodata=0)


def request(source, folder, ending, **more):
    results = {name: str(folder / f"{name}{ending}") for name in ("output", "haze_map", "haze_mask")}
    return DehazeRequest(source, options=PLAIN, **results, **more)


@pytest.mark.parametrize("bounds", [None, (500137.0, 5598700.0, 501500.0, 5599900.0)])
def test_parts_have_the_pixels_and_the_place_of_one_file(scene, tmp_path, bounds):
    dehaze_raster(request(scene, tmp_path, ".tif", bounds=bounds))
    made = dehaze_in_parts(request(scene, tmp_path, ".vrt", bounds=bounds), part_px=64)
    assert len(made) > 4
    for name in ("output", "haze_map", "haze_mask"):
        whole, parts = (gdal.Open(str(tmp_path / f"{name}{ending}")) for ending in (".tif", ".vrt"))
        assert np.array_equal(whole.ReadAsArray(), parts.ReadAsArray())
        assert np.allclose(whole.GetGeoTransform(), parts.GetGeoTransform())
        assert whole.GetSpatialRef().IsSame(parts.GetSpatialRef())
        bands = [(d.GetRasterBand(1).DataType, d.GetRasterBand(1).GetNoDataValue()) for d in (whole, parts)]
        assert bands[0] == bands[1] and whole.RasterCount == parts.RasterCount


def test_the_folder_can_be_moved(scene, tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    dehaze_in_parts(request(scene, folder, ".vrt"), part_px=64)
    before = gdal.Open(str(folder / "output.vrt")).ReadAsArray()
    folder.rename(tmp_path / "b")
    assert np.array_equal(gdal.Open(str(tmp_path / "b" / "output.vrt")).ReadAsArray(), before)


class CancelledLate(Progress):
    def __init__(self):
        self.fraction = 0.0

    def report(self, fraction, stage=None):
        self.fraction = fraction

    def cancelled(self):
        return self.fraction > 0.6


def test_a_cancelled_run_leaves_whole_parts_and_no_mosaic_and_goes_on_there(scene, tmp_path):
    with pytest.raises(Cancelled):
        dehaze_in_parts(request(scene, tmp_path, ".vrt"), CancelledLate(), part_px=64)
    finished = sorted(os.listdir(tmp_path / "output_parts"))
    assert finished and not (tmp_path / "output.vrt").exists()
    assert all(name.endswith(".tif") and not name.startswith(".") for name in finished)
    rest = dehaze_in_parts(request(scene, tmp_path, ".vrt"), keep_existing=True, part_px=64)
    assert len(rest) == 9 - len(finished)
    dehaze_raster(request(scene, tmp_path, ".tif"))
    arrays = [gdal.Open(str(tmp_path / f"output{ending}")).ReadAsArray() for ending in (".tif", ".vrt")]
    assert np.array_equal(*arrays)


def test_what_cannot_be_cut_is_refused_before_any_work(scene, make_raster, tmp_path, random):
    pixels = random.integers(0, 255, (3, 80, 80), dtype=np.uint8)
    turned = make_raster(pixels, "turned.tif", geotransform=(0, 8, 3, 0, 2, -9))
    with pytest.raises(RasterError, match="no upright place"):
        dehaze_in_parts(request(turned, tmp_path, ".vrt"))
    with pytest.raises(OptionError, match="neither a report"):
        dehaze_in_parts(request(scene, tmp_path, ".vrt", report=str(tmp_path / "r.html")))
    with pytest.raises(RasterError, match="ends in .vrt"):
        dehaze_in_parts(request(scene, tmp_path, ".tif"))
    assert not list(tmp_path.glob("*_parts"))


def test_rasters_that_do_not_fit_together_are_named(make_raster, tmp_path, random):
    pixels = random.integers(0, 255, (3, 20, 20), dtype=np.uint8)
    one, other = make_raster(pixels, "one.tif"), make_raster(pixels[:2], "other.tif")
    older = tmp_path / "all.vrt"
    older.write_text("older")
    with pytest.raises(RasterError, match="one.tif and other.tif differ"):
        write_mosaic([one, other], str(older))
    with pytest.raises(RasterError, match="no result"):
        write_mosaic([], str(older))
    assert older.read_text() == "older" and len(list(tmp_path.glob("*.vrt"))) == 1


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "dsrdmpd", "dehaze", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
    )


def test_the_command_line_makes_one_of_many(scene, make_raster, tmp_path, random):
    pixels = random.integers(200, 4000, (4, 60, 60), dtype=np.uint16)
    east = make_raster(pixels, "east.tif", geotransform=(501700.0, 10.0, 0.0, 5600000.0, 0.0, -10.0), nodata=0)
    done = command(scene, east, "--out-dir", tmp_path / "out", "--mosaic", tmp_path / "all.vrt", "--model", "hot")
    assert done.returncode == 0 and f"{tmp_path / 'all.vrt'}  2 rasters" in done.stdout
    assert gdal.Open(str(tmp_path / "all.vrt")).RasterXSize == 170 + 60
    assert command(scene, tmp_path / "x.vrt", "--model", "dark_object").returncode == 0
    assert gdal.Open(str(tmp_path / "x.vrt")).RasterCount == 4


@pytest.mark.parametrize(
    "options", [("--mosaic", "m.vrt"), ("--match",), ("--reference", "a.tif"), ("--mosaic", "m.tif", "--out-dir", "o")]
)
def test_options_that_need_others_are_not_ignored(scene, tmp_path, options):
    done = command(scene, *(() if "--out-dir" in options else (tmp_path / "x.tif",)), *options)
    assert done.returncode != 0 and not (tmp_path / "x.tif").exists()
    assert any(words in done.stderr for words in ("belongs to", "is for many rasters", "ends in .vrt"))
