"""Reading ahead and writing behind change no pixel, hide no error, and leave nothing; with stand-ins for the model."""

import sys
import textwrap
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd import flow, pipeline
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError, WeightsError
from dsrdmpd_dehaze.dsrdmpd.methods import model as model_method
from dsrdmpd_dehaze.dsrdmpd.methods.registry import find_method
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.blend import StripBlender
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch, haze_thickness
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.surfaces import look_at
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice, fill_invalid, pad_to_tile
from dsrdmpd_dehaze.dsrdmpd.raster.writer import HAZE_NODATA, GeoTiffWriter
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from osgeo import gdal

TILE = 64
OPTIONS = DehazeOptions(tile_size_px=TILE, batch_tiles=3, steps=1)
HALVED = "return tiles * np.float32(0.5)"

FAKE = """
import os, sys, time
import numpy as np
sys.path.insert(0, {root!r})
from dsrdmpd import errors
from dsrdmpd.runtime.worker import serve

class Fake:
    def describe(self):
        return {{"device": "a stand-in", "batch_tiles": 3, "model": {{}}}}

    def dehaze_tiles(self, tiles, rows, cols, *, steps, seed):
        {body}

def load():
    {load}
    return Fake()

serve(load)
"""


@pytest.fixture
def stand_in(tmp_path, root, monkeypatch):
    """Have the pipeline borrow a worker whose model has the given body."""
    original = model_method.borrow_worker

    def use(body=HALVED, load="pass"):
        script = tmp_path / "fake.py"
        indented = {"body": textwrap.indent(body, " " * 8).strip(), "load": load}
        script.write_text(FAKE.format(root=str(root), **indented))
        command = [sys.executable, str(script)]

        def borrowed(model, device="auto", *, python=None, progress=None):
            return original(model, device, progress=progress, command=command)

        monkeypatch.setattr(model_method, "borrow_worker", borrowed)
        monkeypatch.setattr(pipeline, "find_method", without_field)

    yield use
    pipeline.close_workers()


def without_field(name):
    """Return a method whose tiles go to its process as they are, and all of them."""
    entry = find_method(name)
    return replace(entry, model=replace(entry.model, config=replace(entry.model.config, field=None)))


@pytest.fixture(autouse=True)
def nothing_left(tmp_path):
    """No thread outlives a run, nor does a part file."""
    yield
    pipeline.close_workers()
    until = time.monotonic() + 3
    while len(threading.enumerate()) > 1 and time.monotonic() < until:
        time.sleep(0.02)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("dsrdmpd")] == []
    assert not list(tmp_path.glob(".*"))


def smooth(shape, dtype=np.uint16):
    y, x = np.mgrid[: shape[1], : shape[2]] / 40.0
    scene = np.stack([6000 + 2500 * np.sin(x + b) * np.cos(y - b) + 1500 * (x + y) for b in range(shape[0])])
    return (scene + np.random.default_rng(0).normal(0, 60, shape)).clip(1, 65535).astype(dtype)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


def one_after_the_other(path, window):
    """What a run must give: every tile read, halved and blended in turn, and all added at once."""
    with RasterSource.open(path) as source:
        stretch = Stretch.fit(source)
        lattice = Lattice(source.grid.height, source.grid.width, TILE, TILE // 4)
        blender = StripBlender(window, lattice)
        for row in lattice.rows_touching(window):
            for col in lattice.cols_touching(window):
                dn, valid = source.read_with_valid(lattice.tile_window(row, col))
                tile = pad_to_tile(fill_invalid(stretch.normalise(dn), valid), TILE)
                change = tile * np.float32(0.5) - tile
                blender.add(row, col, change if valid.any() else np.zeros_like(change))
        change = blender.finish()[1]
        dn, valid = source.read_with_valid(window)
        haze = haze_thickness(stretch.normalise(dn), change)
        change = change * look_at(stretch, dn).share  # saturated pixels stay
        return stretch.apply(dn, change, valid, source.nodata), np.where(valid, haze, HAZE_NODATA), haze[valid]


HOLES = {
    "none": [],
    "a hole": [(slice(20, 90), slice(30, 140))],
    "rows": [(slice(0, 130), slice(None)), (slice(200, 290), slice(None))],
    "the end": [(slice(150, None), slice(None))],
}


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("holes", HOLES)
@pytest.mark.parametrize("extent", [None, (40.0, -310.0, 170.0, -55.0)])
def test_the_pixels_are_those_of_one_tile_after_the_other(tmp_path, make_raster, stand_in, dtype, holes, extent):
    stand_in()
    scene = smooth((3, 330, 210))
    scene = scene // 90 if dtype == "uint8" else scene
    for hole in HOLES[holes]:
        scene[(slice(None), *hole)] = 0
    path = make_raster(scene.astype(dtype), nodata=0, geotransform=(0, 1, 0, 0, 0, -1))
    out, haze_map = tmp_path / "o.tif", tmp_path / "h.tif"
    result = pipeline.dehaze_raster(DehazeRequest(path, str(out), str(haze_map), bounds=extent, options=OPTIONS))
    with RasterSource.open(path) as source:
        window = source.grid.window_from_bounds(extent) if extent else source.grid.window()
    expected, haze, usable = one_after_the_other(path, window)
    np.testing.assert_array_equal(read(out), expected)
    np.testing.assert_array_equal(read(haze_map), haze)
    assert result.mean_haze == pytest.approx(usable.mean(dtype=float))
    assert (expected != scene[(slice(None), *window.slices)].astype(dtype)).any()


def test_the_size_of_strips_does_not_matter(tmp_path, make_raster, stand_in, monkeypatch):
    stand_in()
    path = make_raster(smooth((3, 300, 200)))
    results = []
    for pixels in (1, 7000, 10**9):
        monkeypatch.setattr(flow, "STRIP_PIXELS", pixels)
        pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
        results.append(read(tmp_path / "o.tif"))
    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(results[0], results[2])


def test_tiles_of_nodata_are_never_sent(tmp_path, make_raster, stand_in):
    stand_in("assert (tiles != 0.5).any(axis=(1, 2, 3)).all()\nreturn tiles")
    scene = smooth((3, 330, 210))
    scene[:, 70:] = 0
    path = make_raster(scene, nodata=0)
    result = pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
    assert result.tiles == 2 * 5  # two rows of tiles begin above row 70
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), scene)


def failing(method, after, monkeypatch, owner):
    """Have a method raise once it has been called `after` times."""
    original, calls = getattr(owner, method), []

    def instead(*args, **kwargs):
        calls.append(threading.current_thread())
        if len(calls) > after:
            raise RasterError("The disk is gone", "somebody pulled the plug", "Plug it in")
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, method, instead)
    return calls


@pytest.mark.parametrize("owner, method", [(RasterSource, "read_with_valid"), (GeoTiffWriter, "write")])
@pytest.mark.parametrize("after", [0, 4])
def test_errors_of_either_thread_come_out_as_they_are(
    tmp_path, make_raster, stand_in, monkeypatch, owner, method, after
):
    stand_in()
    path = make_raster(smooth((3, 500, 300)))
    monkeypatch.setattr(flow, "STRIP_PIXELS", 300 * 16)
    (tmp_path / "o.tif").write_bytes(b"an older result")
    calls = failing(method, after, monkeypatch, owner)
    with pytest.raises(RasterError, match="pulled the plug. Plug it in"):
        pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
    assert threading.main_thread() not in calls
    assert (tmp_path / "o.tif").read_bytes() == b"an older result"


class Watching(Progress):
    """Measures the longest time between two looks at whether to stop; cancels after some seconds."""

    def __init__(self, cancel_after_s=float("inf")):
        self._looked = time.monotonic()
        self._cancel_at = self._looked + cancel_after_s
        self.longest_s = 0.0
        self.cancelled_at = None

    def cancelled(self):
        now = time.monotonic()
        self.longest_s, self._looked = max(self.longest_s, now - self._looked), now
        if now > self._cancel_at and self.cancelled_at is None:
            self.cancelled_at = now
        return now > self._cancel_at


def endless_fit(source, progress):
    """As the fit to a raster that takes long to read."""
    while True:
        progress.check()
        time.sleep(0.02)


SLOW = {"reading": (RasterSource, "read_with_valid"), "writing": (GeoTiffWriter, "write")}


@pytest.mark.parametrize("slow", [*SLOW, "fitting", "computing"])
def test_whatever_is_slow_a_cancel_is_seen_and_takes_effect(tmp_path, make_raster, stand_in, monkeypatch, slow):
    stand_in("time.sleep(0.3)\nreturn tiles" if slow == "computing" else HALVED)
    path = make_raster(smooth((3, 900, 600)))
    if slow in SLOW:
        owner, method = SLOW[slow]
        original = getattr(owner, method)
        monkeypatch.setattr(owner, method, lambda *a, **k: (time.sleep(0.3), original(*a, **k))[1])
    if slow == "fitting":
        monkeypatch.setattr(Stretch, "fit", endless_fit)
    progress = Watching(cancel_after_s=1.5)
    with pytest.raises(Cancelled):
        pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS), progress)
    assert progress.longest_s < 1
    assert time.monotonic() - progress.cancelled_at < 2
    assert not (tmp_path / "o.tif").exists()


def test_reading_stays_a_bounded_number_of_tiles_ahead(tmp_path, make_raster, stand_in, monkeypatch):
    stand_in("time.sleep(0.02)\nreturn tiles")
    blended, ahead = [], []
    add, read_with_valid = StripBlender.add, RasterSource.read_with_valid
    reader = []

    def adding(self, *args):
        blended.append(1)
        return add(self, *args)

    def reading(self, window, *more):
        if (window.height, window.width) == (TILE, TILE):
            reader.append(1)
            ahead.append(len(reader) - len(blended))
        return read_with_valid(self, window, *more)

    monkeypatch.setattr(StripBlender, "add", adding)
    monkeypatch.setattr(RasterSource, "read_with_valid", reading)
    path = make_raster(smooth((3, 700, 700)))
    pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
    held = flow.BATCHES_AHEAD + 3 + 2  # in the queue, with the worker, and one each being read and being blended
    assert OPTIONS.batch_tiles < max(ahead) <= held * OPTIONS.batch_tiles


def test_a_batch_has_no_more_room_than_the_raster_has_tiles(tmp_path, make_raster, stand_in, monkeypatch):
    stand_in()
    rooms, read_tiles = [], flow.read_tiles

    def reading(*args):
        for run in read_tiles(*args):
            rooms.append(len(run.tiles if run.tiles.base is None else run.tiles.base))
            yield run

    monkeypatch.setattr(flow, "read_tiles", reading)
    most = DehazeOptions(tile_size_px=TILE, batch_tiles=4096, steps=1)
    path = make_raster(smooth((3, 70, 64)))
    assert pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=most)).tiles == 2
    assert rooms == [2]


def test_the_stretch_is_fitted_while_the_model_loads(tmp_path, make_raster, stand_in, monkeypatch):
    stand_in(load="time.sleep(1)")
    fit = Stretch.fit
    monkeypatch.setattr(Stretch, "fit", lambda *args: (time.sleep(0.9), fit(*args))[1])
    path = make_raster(smooth((3, 70, 70)))
    result = pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
    assert result.seconds_by_stage["start"] > 1
    assert result.seconds_by_stage["stretch"] < 0.5, "what is left to wait for once the model is there"


def test_a_model_that_does_not_load_is_told_before_anything_is_written(tmp_path, make_raster, stand_in, monkeypatch):
    stand_in(load="raise errors.WeightsError('The weights are bad', 'half of them are missing')")
    monkeypatch.setattr(GeoTiffWriter, "__enter__", lambda self: pytest.fail("a file was made"))
    path = make_raster(smooth((3, 70, 70)))
    with pytest.raises(WeightsError, match="half of them"):
        pipeline.dehaze_raster(DehazeRequest(path, str(tmp_path / "o.tif"), options=OPTIONS))
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".tif"] == ["raster.tif"]
