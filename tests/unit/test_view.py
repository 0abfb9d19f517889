"""Reduced views: averages of usable pixels on a grid of their own, alike in every window; at full size the raster."""

import os

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import view as module
from dsrdmpd_dehaze.dsrdmpd.raster.grid import UNREFERENCED, Grid, Window
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.view import View
from osgeo import gdal

ROTATED = (500000.0, 8.0, 3.0, 5600000.0, 2.0, -9.0)


def means(pixels, step):
    """Averages over squares, what is left over being dropped."""
    count, height, width = pixels.shape[0], pixels.shape[1] // step, pixels.shape[2] // step
    whole = pixels[:, : height * step, : width * step].astype(np.float64)
    return whole.reshape(count, height, step, width, step).mean(axis=(2, 4))


def test_without_a_step_it_is_the_raster(make_raster, random):
    pixels = random.integers(0, 9, (3, 50, 70)).astype(np.uint16)
    with RasterSource.open(make_raster(pixels, nodata=3)) as source:
        view, window = View(source), Window(7, 9, 20, 30)
        assert view.grid == source.grid
        for ours, own in zip(view.read_with_valid(window), source.read_with_valid(window)):
            np.testing.assert_array_equal(ours, own)
        np.testing.assert_array_equal(
            view.cropped(window).read_with_valid(Window(1, 2, 5, 5))[0], pixels[:, 8:13, 11:16]
        )


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
@pytest.mark.parametrize("geotransform", [ROTATED, None])
def test_larger_pixels_are_averages_at_their_place(make_raster, random, dtype, geotransform):
    pixels = (100 * random.random((3, 65, 83))).astype(dtype)
    with RasterSource.open(make_raster(pixels, geotransform=geotransform, crs=None)) as source:
        view = View(source, 4)
        x, a, b, y, d, e = geotransform or UNREFERENCED
        assert view.grid.geotransform == (x, 4 * a, 4 * b, y, 4 * d, 4 * e)
        assert (view.grid.height, view.grid.width) == (16, 20)
        assert view.grid.corners() == source.grid.corners(Window(0, 0, 64, 80))
        dn, valid = view.read_with_valid(view.grid.window())
        expected = means(pixels, 4)
        np.testing.assert_allclose(dn, np.rint(expected) if dn.dtype.kind in "iu" else expected, rtol=1e-6)
        assert dn.dtype == dtype and valid.all()
        part = view.cropped(Window(3, 5, 8, 9))
        assert part.grid == view.grid.crop(Window(3, 5, 8, 9))


@pytest.mark.parametrize("resampling", [None, "AVERAGE", "NEAREST"])
@pytest.mark.parametrize("step", [2, 3, 7, 12])
@pytest.mark.parametrize("dtype", ["uint16", "float32", "float64"])
def test_a_window_equals_its_part_of_the_whole(make_raster, monkeypatch, resampling, step, dtype):
    y, x = np.mgrid[:331, :300] / 50
    pixels = np.stack([5000 + 3000 * np.sin(x + band) * np.cos(y) for band in range(3)])
    pixels[:, 100:160, 40:90] = 0
    path = make_raster(pixels.astype(dtype), nodata=0)
    if resampling:
        gdal.Open(path, gdal.GA_Update).BuildOverviews(resampling, [2, 4])
    with RasterSource.open(path) as source:
        view = View(source, step)
        whole, valid = view.read_with_valid(view.grid.window())
        monkeypatch.setattr(module, "READ_PIXELS", 1700)
        for window in (Window(0, 0, 9, 11), Window(5, 3, 20, 17), Window(view.grid.height - 3, 0, 3, view.grid.width)):
            dn, usable = view.read_with_valid(window)
            np.testing.assert_array_equal(dn, whole[(slice(None), *window.slices)])
            np.testing.assert_array_equal(usable, valid[window.slices])
        exact = means(pixels, step)
        inside = (means((pixels[:1] != 0).astype(float), step) == 1)[0]
        assert np.abs(whole - exact)[:, inside].max() < 300 and not valid.all()  # of a range of 6000


def test_only_usable_pixels_count_and_half_of_them_must_be_there(make_raster):
    pixels = np.full((3, 4, 8), 100, np.uint16)
    pixels[:, :, :2] = 7  # nodata: half of the first square
    pixels[:, :3, 4:] = 7  # more than half of the second
    pixels[:, 0, 2] = 200
    with RasterSource.open(make_raster(pixels, nodata=7)) as source:
        dn, valid = View(source, 4).read_with_valid(Window(0, 0, 1, 2))
        np.testing.assert_array_equal(dn[:, 0, 0], round((7 * 100 + 200) / 8))
        np.testing.assert_array_equal(valid, [[True, False]])


def test_an_average_is_never_nodata(make_raster):
    pixels = np.tile(np.array([[100, 200], [200, 100]], np.uint16), (3, 4, 4))
    with RasterSource.open(make_raster(pixels, nodata=150)) as source:
        dn, valid = View(source, 2).read_with_valid(Window(0, 0, 4, 4))
        assert valid.all() and (dn == 149).all()


@pytest.mark.parametrize("size, side_px, step", [((300, 700), 256, 3), ((200, 256), 256, 1), ((5, 4000), 100, 5)])
def test_a_whole_scene_fits_into_a_side_unless_it_is_too_narrow(make_raster, size, side_px, step):
    with RasterSource.open(make_raster(np.ones((3, *size), np.uint8))) as source:
        view = View.within(source, side_px)
        assert view.step_px == step
        assert max(view.grid.height, view.grid.width) <= side_px or view.grid.height == 1


class CancelledAtOnce(Progress):
    def cancelled(self):
        return True


def test_reading_can_be_cancelled(make_raster):
    with RasterSource.open(make_raster(np.ones((3, 2000, 2000), np.uint8))) as source, pytest.raises(Cancelled):
        View(source, 8).read_with_valid(Window(0, 0, 250, 250), CancelledAtOnce())


def test_a_coarser_grid_has_the_same_first_corner():
    grid = Grid(40, 30, ROTATED, "crs")
    coarse = grid.coarser(4)
    assert coarse.corners()[0] == grid.corners()[0] and coarse.crs_wkt == "crs"
    assert (coarse.height, coarse.width) == (10, 7)
    assert coarse.bounds(Window(1, 2, 3, 4)) == grid.bounds(Window(4, 8, 12, 16))
    assert Grid(4, 6).coarser(1).corners() == ((0, 0), (6, 0), (6, -4), (0, -4))


@pytest.mark.parametrize("kind", ["mask", "alpha"])
def test_overviews_are_read_with_their_masks(make_raster, random, kind):
    pixels = random.integers(1, 255, (4, 128, 128)).astype(np.uint8)
    pixels[3] = np.where(np.arange(128) < 40, 0, 255)
    colours = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_AlphaBand)
    if kind == "mask":
        pixels, colours = pixels[:3], colours[:3]
    path = make_raster(pixels, colours=colours)
    dataset = gdal.Open(path, gdal.GA_Update)
    if kind == "mask":
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        mask = np.tile(np.where(np.arange(128) < 40, 0, 255).astype(np.uint8), (128, 1))
        dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 128, 128, mask.tobytes())
    dataset.BuildOverviews("NEAREST", [2, 4])
    dataset = None
    with RasterSource.open(path) as source:
        assert kind == "mask" or sorted(source.overviews()) == [2, 4]
        _, valid = View(source, 8).read_with_valid(Window(0, 0, 16, 16))
        np.testing.assert_array_equal(valid, np.tile(np.arange(16) >= 5, (16, 1)))


def test_steps_are_rounded_so_that_overviews_serve(make_raster):
    path = make_raster(np.ones((3, 640, 640), np.uint8))
    gdal.Open(path, gdal.GA_Update).BuildOverviews("AVERAGE", [2, 4, 8])
    with RasterSource.open(path) as source:
        assert sorted(source.overviews()) == [2, 4, 8]
        assert [View.about(source, step).step_px for step in (1, 3, 9, 17, 33)] == [1, 3, 8, 16, 32]
        assert [View.within(source, side).step_px for side in (640, 100, 60, 19)] == [1, 7, 12, 40]
    with RasterSource.open(path, nodata=5) as source:
        assert source.overviews() == {}, "they mix it in"


def scaled_afterwards(make_raster, random, name, factor):
    """A raster of 700 x 900 pixels with overviews in a file beside it, of what it held before."""
    smooth = np.kron(random.integers(2000, 9000, (3, 70, 90)), np.ones((10, 10))) + random.integers(
        0, 50, (3, 700, 900)
    )
    path = make_raster(smooth.astype(np.uint16), name)
    gdal.Open(path).BuildOverviews("AVERAGE", [2, 4])  # read-only, so beside it
    dataset = gdal.Open(path, gdal.GA_Update)
    pixels = (smooth // factor).astype(np.uint16)
    dataset.WriteRaster(0, 0, 900, 700, pixels.tobytes(), 900, 700, gdal.GDT_UInt16)
    dataset = None
    return path, pixels


def test_overviews_of_other_pixels_are_not_used_and_it_is_told(make_raster, random):
    path, pixels = scaled_afterwards(make_raster, random, "stale.tif", 4)
    with RasterSource.open(path) as source:
        assert source.overviews() == {} and any("overviews" in str(text) for text in source.findings.told)
        dn, _ = source.read_sample(20_000)
        assert dn.max() <= pixels.max() and abs(float(np.median(dn)) - np.median(pixels)) < 100
        low, high = Stretch.fit(source).low, Stretch.fit(source).high
        assert max(high) < 1.3 * pixels.max() and min(low) >= 0


@pytest.mark.parametrize("method", ["NEAREST", "AVERAGE", "BILINEAR", "CUBIC", "LANCZOS", "GAUSS", "MODE"])
def test_overviews_of_the_pixels_themselves_are_used(make_raster, random, method):
    path, _ = scaled_afterwards(make_raster, random, f"{method}.tif", 1)
    os.remove(f"{path}.ovr")
    gdal.Open(path).BuildOverviews(method, [2, 4, 8, 16])
    with RasterSource.open(path) as source:
        assert not source.findings.stale_overviews and 2 in source.overviews()
