"""Several values and ranges that mean nodata: what they leave out stays as it is, and nothing moves into them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.values import moved, nodata_ranges, only_value, within_ranges
from dsrdmpd_dehaze.dsrdmpd.request import Bands, DehazeOptions, DehazeRequest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "landsat8_hazy.tif"
INFINITE = float("inf")
DTYPES = ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
ends = st.tuples(st.floats(-400, 700), st.floats(-400, 700)).map(lambda pair: tuple(sorted(pair)))


@given(st.sampled_from(DTYPES), st.lists(ends, max_size=5), st.integers(0, 2**32 - 1))
def test_ranges_hold_the_same_pixels_and_do_not_touch(dtype, ranges, seed):
    pixels = np.random.default_rng(seed).integers(0, 200, 500).astype(dtype)
    held = nodata_ranges(np.dtype(dtype), tuple(ranges))
    expected = np.zeros(pixels.shape, bool)
    for low, high in ranges:
        expected |= (pixels >= low) & (pixels <= high)
    np.testing.assert_array_equal(within_ranges(pixels, held), expected)
    step = 1 if np.dtype(dtype).kind in "iu" else 0
    assert all(int(a[1]) + step < b[0] if step else a[1] < b[0] for a, b in zip(held, held[1:]))


@given(st.sampled_from(DTYPES), st.lists(ends, max_size=5), st.integers(0, 2**32 - 1))
def test_no_usable_pixel_moves_into_a_range(dtype, ranges, seed):
    random = np.random.default_rng(seed)
    held = nodata_ranges(np.dtype(dtype), tuple(ranges))
    pixels = random.integers(0, 200, 500).astype(dtype)
    pixels = pixels[~within_ranges(pixels, held)]
    after = moved(pixels, random.uniform(-300, 300, pixels.shape), held)
    assert after.dtype == dtype and not within_ranges(after, held).any()
    np.testing.assert_array_equal(moved(pixels, np.zeros(pixels.shape), held), pixels)


def test_an_open_range_and_what_no_pixel_can_hold():
    held = nodata_ranges(np.dtype("uint8"), ((-INFINITE, 5.5), (250.2, INFINITE), (-9999, -9999)), None, 6)
    assert [tuple(map(int, each)) for each in held] == [(0, 6), (251, 255)]
    assert nodata_ranges(np.dtype("int16"), ((0.2, 0.8),), float("nan"), ((float("nan"), 3),)) == ()


def test_one_value_is_one_however_it_is_said():
    assert only_value(7.0) == only_value(((7.0, 7.0),)) == 7
    assert only_value(None) is only_value(((1, 2),)) is only_value(((1, 1), (2, 2))) is None


@pytest.fixture
def marked(tmp_path):
    """A crop of the sample with pixels that are no ground: a range of dark values, and one bright value."""
    dn = gdal.Open(str(SAMPLE)).ReadAsArray(60, 60, 180, 150)
    unusable = np.zeros(dn.shape[1:], bool)
    unusable[20:60, 30:90] = unusable[100:140, 100:170] = True
    dn[:, 20:60, 30:90] = np.random.default_rng(3).integers(100, 900, (len(dn), 40, 60))
    dn[:, 100:140, 100:170] = 44_444
    path = str(tmp_path / "marked.tif")
    gdal.Translate(path, gdal.Open(str(SAMPLE)), srcWin=[60, 60, 180, 150])
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.WriteRaster(0, 0, 180, 150, dn.tobytes(), 180, 150, gdal.GDT_UInt16)
    return path, dn, unusable


NODATA = ((100.0, 900.0), (44_444.0, 44_444.0))


def test_a_raster_is_read_without_them(marked):
    path, _, unusable = marked
    with RasterSource.open(path, nodata=NODATA, find_fill=False) as source, source.reopened() as again:
        np.testing.assert_array_equal(source.read_valid(source.grid.window()), ~unusable)
        np.testing.assert_array_equal(again.read_valid(again.grid.window()), ~unusable)
        assert source.nodata == (0,) * 3 and source.overviews() == {}
        with_them = Stretch.fit(source)
    with RasterSource.open(path, find_fill=False) as source:
        assert Stretch.fit(source) != with_them  # and what was found for one is not taken for the other


def test_they_stay_as_they_are_and_nothing_becomes_one_of_them(marked, tmp_path):
    path, dn, unusable = marked
    out = str(tmp_path / "out.tif")
    options = DehazeOptions(model="dark_object", other_bands=Bands.CORRECT, strength_percent=200)
    reach = (int(dn[:3, ~unusable].min()) - 1, int(np.percentile(dn[:3, ~unusable], 30)))
    result = dehaze_raster(DehazeRequest(path, out, nodata=(*NODATA, reach), find_fill=False, options=options))
    after = gdal.Open(out).ReadAsArray()
    unusable = unusable | ((dn[:3] >= reach[0]) & (dn[:3] <= reach[1])).any(axis=0)
    np.testing.assert_array_equal(after[:, unusable], dn[:, unusable])
    changed = after[:3, ~unusable]
    assert (changed != dn[:3, ~unusable]).mean() > 0.5 and result.mean_haze > 0
    for low, high in (*NODATA, reach):
        assert not ((changed >= low) & (changed <= high)).any()


def test_the_command_line_takes_several_values_and_ranges(marked, tmp_path):
    path, dn, unusable = marked
    out = str(tmp_path / "out.tif")
    command = [sys.executable, "-m", "dsrdmpd", "dehaze", path, out, "--model", "dark_object", "--keep-fill"]
    done = subprocess.run([*command, "--nodata=100:900", "--nodata", "44444"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    after = gdal.Open(out).ReadAsArray()
    np.testing.assert_array_equal(after[:, unusable], dn[:, unusable])
    assert (after[:3, ~unusable] != dn[:3, ~unusable]).any()
    for wrong in ("9:1", "much"):
        done = subprocess.run([*command, "--nodata", wrong], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 2 and wrong in done.stderr
