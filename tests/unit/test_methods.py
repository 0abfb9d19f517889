"""Methods without a model: their arithmetic, their place beside the models, and runs without any torch."""

import os
import subprocess
import sys

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import WeightsError
from dsrdmpd_dehaze.dsrdmpd.flow import changes, read_scene
from dsrdmpd_dehaze.dsrdmpd.methods import dark_channel, dark_object
from dsrdmpd_dehaze.dsrdmpd.methods.plain import PlainMethod
from dsrdmpd_dehaze.dsrdmpd.methods.registry import WITHOUT_MODEL, find_method, list_methods, open_method
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.preview import preview_raster
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice
from dsrdmpd_dehaze.dsrdmpd.raster.view import View
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest, PreviewRequest
from osgeo import gdal

TILE = 64
NAMES = sorted(WITHOUT_MODEL)


def image(random, shape=(90, 120)):
    """Ground of every brightness under a veil that grows to the right."""
    y, x = np.mgrid[: shape[0], : shape[1]] / 30
    ground = np.stack([0.3 + 0.25 * np.sin(x * (2 + band) + y) for band in range(3)])
    ground *= random.random((3, *shape)) > 0.1  # in a shadow here and there
    t = 0.9 - 0.5 * x / x.max()
    return (ground * t + 0.9 * (1 - t)).astype(np.float32), ground, t


# --- Arithmetic


def around(values, radius, of):
    """`of` the window of each pixel, written as one reads it."""
    rows, cols = (range(length) for length in values.shape)
    low = lambda at: max(0, at - radius)  # noqa: E731
    return np.array([[of(values[low(r) : r + radius + 1, low(c) : c + radius + 1]) for c in cols] for r in rows])


def test_the_dark_channel_prior_is_what_its_equations_say(random):
    hazy, _, _ = image(random, (40, 50))
    airlight = np.array([0.9, 0.8, 0.95])
    share = hazy / airlight[:, None, None]
    dark = around(share.min(axis=0), dark_channel.PATCH_PX // 2, np.min)
    np.testing.assert_allclose(dark_channel.dark_channel(share), dark)

    mean = lambda values: around(values.astype(np.float64), 7, np.mean)  # noqa: E731
    guide, other = hazy[0].astype(np.float64), hazy[1].astype(np.float64)
    slope = (mean(guide * other) - mean(guide) * mean(other)) / (mean(guide**2) - mean(guide) ** 2 + 1e-3)
    filtered = mean(slope) * guide + mean(mean(other) - slope * mean(guide))
    np.testing.assert_allclose(dark_channel.guided_filter(hazy[0], hazy[1], 7, 1e-3), filtered, atol=1e-6)

    t = dark_channel.guided_filter(np.tensordot(dark_channel.GREY, hazy, axes=1), 1 - dark_channel.OMEGA * dark)
    expected = (hazy - airlight[:, None, None]) / t.clip(0.1, 1) + airlight[:, None, None]
    np.testing.assert_allclose(dark_channel.dehaze(hazy, airlight), expected.clip(0, 1), atol=1e-5)


def test_the_guided_filter_keeps_edges_of_its_guide_and_smooths_elsewhere(random):
    guide = np.zeros((40, 40), np.float32)
    guide[:, 20:] = 1
    noise = random.random(guide.shape, np.float32) - 0.5
    smooth = dark_channel.guided_filter(guide, guide + noise, 8)
    assert np.abs(smooth - guide).mean() < 0.2 * np.abs(noise).mean()


def test_the_guided_filter_is_opencvs_away_from_the_border(random):
    cv2 = pytest.importorskip("cv2")
    guide = cv2.GaussianBlur(random.random((120, 120), np.float32), (0, 0), 2)
    other = random.random((120, 120), np.float32)
    inner = (slice(16, -16), slice(16, -16))  # OpenCV mirrors the image at its border, ours ends its windows there
    expected = cv2.ximgproc.guidedFilter(guide, other, 8, 1e-3)[inner]
    np.testing.assert_allclose(dark_channel.guided_filter(guide, other, 8, 1e-3)[inner], expected, atol=2e-4)


@pytest.mark.parametrize("module", [dark_channel, dark_object])
@pytest.mark.parametrize("shape", [(37, 53), (1, 5)])
def test_every_picture_stays_one(random, module, shape):
    for picture in (image(random, shape)[0], np.zeros((3, *shape), np.float32), np.ones((3, *shape), np.float32)):
        dehazed = module.dehaze(picture)
        assert dehazed.shape == picture.shape and dehazed.dtype == np.float32
        assert np.isfinite(dehazed).all() and dehazed.min() >= 0 and dehazed.max() <= 1


def test_a_dark_object_does_not_mind_a_few_dead_pixels(random):
    hazy = 0.3 + 0.5 * random.random((3, 100, 100), np.float32)
    dead = hazy.copy()
    dead[:, -1, :5] = 0
    np.testing.assert_allclose(dark_object.dehaze(dead)[:, :-1], dark_object.dehaze(hazy)[:, :-1], atol=2e-3)


def test_the_dark_channel_prior_brings_the_ground_nearer(random):
    hazy, ground, t = image(random)
    dehazed = dark_channel.dehaze(hazy, np.full(3, 0.9))
    thick = t < 0.6
    assert dehazed.dtype == np.float32 and dehazed.min() >= 0 and dehazed.max() <= 1
    assert np.abs(dehazed - ground)[:, thick].mean() < 0.6 * np.abs(hazy - ground)[:, thick].mean()


def test_the_airlight_is_that_of_the_haziest_usable_pixels(random):
    hazy, _, _ = image(random)
    hazy[:, 20:60, 30:70] = 1.0
    valid = np.ones(hazy.shape[1:], bool)
    np.testing.assert_allclose(dark_channel.measure(hazy, valid), 1)
    valid[:60] = False
    assert (dark_channel.measure(hazy, valid) < 0.99).all()
    assert (dark_channel.measure(hazy, np.zeros_like(valid)) == 1).all()


def test_a_dark_object_takes_the_light_away_that_haze_adds(random):
    light = random.random((3, 80, 90)) * 0.5 + dark_object.REFLECTANCE
    light[:, 40:50, 40:50] = dark_object.REFLECTANCE  # deep water
    path = np.array([0.05, 0.1, 0.2])
    hazy, clear = ((each ** (1 / 2.2)).astype(np.float32) for each in (light + path[:, None, None], light))
    np.testing.assert_allclose(dark_object.measure(hazy), path, atol=1e-3)
    # what a dark object has itself stays subtracted from nothing: the ground comes back as it was
    np.testing.assert_allclose(dark_object.dehaze(hazy), clear, atol=0.02)
    assert (dark_object.measure(clear) < 1e-3).all()
    assert (dark_object.measure(hazy, np.zeros(hazy.shape[1:], bool)) == 0).all()


# --- The flow


def shifted(tile, measured):
    return tile * np.float32(0.5) + np.float32(0.1) * tile.mean()


PLAIN = {
    "shifted": lambda: PlainMethod("shifted", "", TILE, lambda *scene: None, shifted),
    **{name: (lambda name=name: _opened(name)) for name in NAMES},
}


def _opened(name):
    with open_method(find_method(name), DehazeOptions(tile_size_px=TILE), Progress()) as method:
        return method


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("holes", [False, True])
def test_a_window_equals_its_part_of_the_whole_bit_for_bit(make_raster, random, name, step, holes):
    pixels = (60000 * image(random, (step * 170, step * 150))[0]).astype(np.uint16)
    if holes:
        pixels[:, : step * 80, : step * 70] = 0
        pixels[:, step * 150 :] = 0
    with RasterSource.open(make_raster(pixels, nodata=0)) as source:
        view, stretch = View(source, step), Stretch.fit(source)
        method = PLAIN[name]().for_scene(lambda: read_scene(view, stretch, Progress()))
        lattice = Lattice.usual(view.grid.height, view.grid.width, TILE)

        def change(window, batch=1):
            method.batch_tiles = batch
            strips = list(changes(view, stretch, lattice, window, method, Progress()))
            rows = [strip.window.row for strip in strips]
            assert rows == sorted(rows) and rows[0] == window.row
            return np.concatenate([strip.beyond for strip in strips], axis=1)

        whole = change(view.grid.window())
        assert np.abs(whole).max() > 0
        for window, batch in ((Window(0, 0, 170, 150), 4), (Window(33, 41, 60, 80), 1), (Window(169, 0, 1, 150), 3)):
            np.testing.assert_array_equal(change(window, batch), whole[(slice(None), *window.slices)])


@pytest.mark.parametrize("name", NAMES)
def test_an_extent_of_a_result_equals_its_part_of_the_whole_and_its_preview(make_raster, tmp_path, random, name):
    pixels = (60000 * image(random, (170, 190))[0]).astype(np.uint16)
    source, options = make_raster(pixels), DehazeOptions(model=name, tile_size_px=TILE)
    whole, part = str(tmp_path / "whole.tif"), str(tmp_path / "part.tif")
    result = dehaze_raster(DehazeRequest(source, whole, str(tmp_path / "haze.tif"), options=options), python="/nowhere")
    bounds = (500000 + 10 * 35, 5600000 - 10 * 110, 500000 + 10 * 120, 5600000 - 10 * 20)
    dehaze_raster(DehazeRequest(source, part, bounds=bounds, options=options), python="/nowhere")
    everything = gdal.Open(whole).ReadAsArray()
    np.testing.assert_array_equal(gdal.Open(part).ReadAsArray(), everything[:, 20:110, 35:120])
    *_, only = preview_raster(PreviewRequest(source, bounds, options=options), python="/nowhere")
    np.testing.assert_array_equal(only.dehazed, everything[:, 20:110, 35:120])
    assert (everything != pixels).any() and 0 < result.mean_haze < 1
    assert (result.steps, result.device) == (0, "CPU") and result.seconds_by_stage["network"] > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_raster_of_nodata_alone_comes_back(make_raster, tmp_path, name):
    pixels = np.zeros((3, 80, 90), np.uint16)
    request = DehazeRequest(make_raster(pixels, nodata=0), str(tmp_path / "o.tif"), options=DehazeOptions(model=name))
    result = dehaze_raster(request)
    assert result.tiles == 0 and np.isnan(result.mean_haze)
    np.testing.assert_array_equal(gdal.Open(request.output).ReadAsArray(), pixels)


def test_they_run_where_there_is_no_torch(root, make_raster, tmp_path, random):
    source = make_raster((60000 * image(random)[0]).astype(np.uint16))
    code = "import sys; sys.modules['torch'] = None; from dsrdmpd.__main__ import main; sys.exit(main(sys.argv[1:]))"
    for name in NAMES:
        command = [sys.executable, "-c", code, "dehaze", source, str(tmp_path / f"{name}.tif"), "--model", name]
        environment = {**os.environ, "DSRDMPD_PYTHON": "/nowhere/python"}
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        assert str(find_method(name).title) in done.stderr and (tmp_path / f"{name}.tif").exists()


# --- The registry


def test_methods_are_found_by_name_beside_the_models():
    names = [entry.name for entry in list_methods()]
    assert names[-3:] == ["dark_channel", "dark_object", "hot"] and len(set(names)) == len(names)
    for name in NAMES:
        entry = find_method(name)
        assert entry.model is None and entry.task == "haze" and entry.title
        assert entry.steps(DehazeOptions(steps=7)) == 0
        described = _opened(name).describe()
        assert described == {"method": name, "title": str(entry.title), "device": "CPU", "steps": 0}
    with pytest.raises(WeightsError, match="There is no model 'nosuch'"):
        find_method("nosuch")
