"""The whole flow with a real worker process: identity, window equals whole, nodata, refusals, nothing left behind."""

import os
import signal
import threading
from contextlib import contextmanager

import numpy as np
import pytest
from osgeo import gdal

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd import pipeline  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import (  # noqa: E402
    Cancelled,
    DehazeError,
    OptionError,
    RasterError,
    WeightsError,
    WorkerError,
)
from dsrdmpd_dehaze.dsrdmpd.flow import changes  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.methods import model as model_method  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.methods.registry import find_method, open_method  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.view import View  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest  # noqa: E402

TILE = 64
SMALL = ModelConfig(
    stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=1, tile_size_px=TILE
)
DTYPES = ("uint8", "uint16", "int16", "uint32", "int32", "float32", "float64")
GDAL_TYPES = {
    "uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16, "uint32": gdal.GDT_UInt32,
    "int32": gdal.GDT_Int32, "float32": gdal.GDT_Float32, "float64": gdal.GDT_Float64,
}  # fmt: skip


def make_model(path, identity):
    torch.manual_seed(2)
    networks = TwoStageNetworks.build(SMALL)
    if identity:  # stage 1 is its input plus what the last convolution adds
        torch.nn.init.zeros_(networks.stage1.Final_conv.weight)
        torch.nn.init.zeros_(networks.stage1.Final_conv.bias)
    save_weights(networks, path)
    return str(path)


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    return DehazeOptions(model=make_model(tmp_path_factory.mktemp("m") / "identity.safetensors", True), steps=0)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    return DehazeOptions(model=make_model(tmp_path_factory.mktemp("m") / "random.safetensors", False), steps=2)


@pytest.fixture(scope="module", autouse=True)
def no_worker_left():
    yield
    pipeline.close_workers()


def values(dtype, shape, seed=0):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return (rng.random(shape) * 3 - 1).astype(dtype)
    info = np.iinfo(dtype)
    low, high = max(info.min, -30000), min(info.max, 60000)
    array = rng.integers(low, high, shape, dtype=np.int64).astype(dtype)
    array.flat[0], array.flat[1] = info.min, info.max
    return array


def write(path, array, nodata=None, options=(), gt=(500000, 10, 0, 4e6, 0, -10)):
    bands, height, width = array.shape
    dataset = gdal.GetDriverByName("GTiff").Create(
        str(path), width, height, bands, GDAL_TYPES[str(array.dtype)], list(options)
    )
    dataset.SetGeoTransform(gt)
    for number, band in enumerate(array, 1):
        dataset.GetRasterBand(number).WriteArray(band)
        if nodata is not None:
            dataset.GetRasterBand(number).SetNoDataValue(nodata)
    dataset = None
    return str(path)


def read(path):
    dataset = gdal.Open(str(path))
    return dataset.ReadAsArray()


def hazy_scene(shape=(3, 150, 170), seed=0):
    """A smooth uint16 scene: noise alone would make every tile's stretch and statistics alike."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[1], : shape[2]] / 40.0
    scene = np.stack([6000 + 2500 * np.sin(x + b) * np.cos(y - b) + 1500 * (x + y) for b in range(shape[0])])
    return (scene + rng.normal(0, 60, shape)).clip(1, 65535).astype(np.uint16)


class Stop(Progress):
    """Cancels after a share of the run."""

    def __init__(self, after):
        self.after, self.fraction = after, -1.0

    def report(self, fraction, stage=""):
        assert fraction >= self.fraction, "progress went back"
        self.fraction = fraction

    def cancelled(self):
        return self.fraction >= self.after


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 131, 203), (4, 17, 70), (3, 1, 1), (5, 64, 64)])
def test_identity_returns_the_source_bit_for_bit(tmp_path, identity, dtype, shape):
    array = values(dtype, shape)
    nodata = array[0, 0, 0].item()
    source = write(tmp_path / "in.tif", array, nodata)
    result = pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "out.tif"), options=identity))
    assert (result.height_px, result.width_px) == shape[1:]
    out = read(tmp_path / "out.tif")
    assert out.dtype == array.dtype
    np.testing.assert_array_equal(out, array)


def test_identity_keeps_nan_and_infinity(tmp_path, identity):
    array = values("float32", (3, 90, 80))
    array[0, 5:20, 5:20], array[1, 40, 40], array[2, 41, 41] = np.nan, np.inf, -np.inf
    source = write(tmp_path / "in.tif", array)
    pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "out.tif"), options=identity))
    np.testing.assert_array_equal(read(tmp_path / "out.tif"), array)


WINDOWS = [  # col, row, width, height
    (101, 97, 59, 52),
    (20, 30, 80, 60),
    (0, 0, 1, 1),
    (100, 149, 70, 1),
    (37, 1, 130, 140),
]


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_equals_the_same_window_of_the_whole(tmp_path, identity, real, window):
    col, row, width, height = window
    source = write(tmp_path / "in.tif", hazy_scene())
    x, y = 500000 + 10 * col, 4e6 - 10 * row
    bounds = (x, y - 10 * height, x + 10 * width, y)
    for options, tolerance in ((identity, 0), (real, 1e-4)):
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "whole.tif"), options=options))
        result = pipeline.dehaze_raster(
            DehazeRequest(source, str(tmp_path / "part.tif"), bounds=bounds, options=options)
        )
        assert (result.width_px, result.height_px) == (width, height)
        whole = read(tmp_path / "whole.tif")[:, row : row + height, col : col + width].astype(float)
        span = np.ptp(hazy_scene().astype(float))
        difference = np.abs(read(tmp_path / "part.tif").astype(float) - whole).max()
        assert difference <= max(tolerance * span, 0 if tolerance == 0 else 1)
        assert gdal.Open(str(tmp_path / "part.tif")).GetGeoTransform()[0::3] == (x, y)


@pytest.mark.parametrize("step", [1, 2])
def test_what_the_model_changes_in_a_window_is_its_part_of_the_whole_bit_for_bit(tmp_path, real, step):
    scene = hazy_scene((3, 150 * step, 170 * step))
    scene[:, 100 * step :, : 120 * step] = 0
    with (
        RasterSource.open(write(tmp_path / "in.tif", scene, 0)) as source,
        open_method(find_method(real.model), real, Progress()) as method,
    ):
        view, stretch = View(source, step), Stretch.fit(source)
        lattice = Lattice.usual(view.grid.height, view.grid.width, method.tile_px)

        def change(window):
            strips = changes(view, stretch, lattice, window, method, Progress())
            return np.concatenate([strip.beyond for strip in strips], axis=1)

        whole = change(view.grid.window())
        for window in (Window(97, 101, 52, 59), Window(0, 0, 150, 30), Window(149, 0, 1, 100)):
            np.testing.assert_array_equal(change(window), whole[(slice(None), *window.slices)])


def test_batch_size_does_not_matter(tmp_path, identity, real):
    source = write(tmp_path / "in.tif", hazy_scene())
    for options, tolerance in ((identity, 0), (real, 1)):
        results = []
        for batch in (1, 3, 8):
            out = tmp_path / f"out{batch}.tif"
            sized = DehazeOptions(**{**vars(options), "batch_tiles": batch})
            pipeline.dehaze_raster(DehazeRequest(source, str(out), options=sized))
            results.append(read(out).astype(float))
        assert max(np.abs(r - results[0]).max() for r in results) <= tolerance


def test_the_real_model_changes_the_raster_and_strength_scales_it(tmp_path, real):
    scene = hazy_scene()
    source = write(tmp_path / "in.tif", scene)
    changes = {}
    for strength in (0, 50, 100, 150):
        options = DehazeOptions(**{**vars(real), "strength_percent": strength})
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "out.tif"), options=options))
        changes[strength] = read(tmp_path / "out.tif").astype(float) - scene
    assert np.abs(changes[0]).max() == 0
    assert np.abs(changes[100]).mean() > 10
    assert (np.abs(changes[50]) <= np.abs(changes[100]) + 1).all()
    assert (np.abs(changes[150]) >= np.abs(changes[100]) - 1).all()
    assert 0.2 < np.abs(changes[50]).sum() / np.abs(changes[100]).sum() < 0.5 + 1e-3  # less than half of what is thick
    assert np.abs(changes[150]).sum() > 1.1 * np.abs(changes[100]).sum()


def test_a_strength_of_100_is_a_run_that_names_none(tmp_path, real):
    source = write(tmp_path / "in.tif", hazy_scene())
    made = []
    for name, options in (("a", real), ("b", DehazeOptions(**{**vars(real), "strength_percent": 100}))):
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / f"{name}.tif"), options=options))
        made.append(read(tmp_path / f"{name}.tif"))
    np.testing.assert_array_equal(*made)


@pytest.mark.parametrize("method", ["dark_channel", "dark_object"])
def test_strength_holds_for_methods_without_a_model(tmp_path, method):
    source, moved = write(tmp_path / "in.tif", hazy_scene()), {}
    for strength in (0, 60, 100, 200):
        options = DehazeOptions(model=method, strength_percent=strength)
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "out.tif"), options=options))
        moved[strength] = np.abs(read(tmp_path / "out.tif").astype(float) - hazy_scene())
    assert moved[0].max() == 0
    assert (moved[60] <= moved[100] + 1).all() and (moved[200] >= moved[100] - 1).all()
    assert 0 < moved[60].sum() < moved[100].sum() < moved[200].sum()


def test_the_seed_decides_the_noise(tmp_path, real):
    source = write(tmp_path / "in.tif", hazy_scene())
    out = {}
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        options = DehazeOptions(**{**vars(real), "seed": seed})
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / f"{name}.tif"), options=options))
        out[name] = read(tmp_path / f"{name}.tif")
    np.testing.assert_array_equal(out["a"], out["b"])
    assert (out["a"] != out["c"]).any()


def test_nodata_stays_and_its_value_does_not_bleed(tmp_path, real):
    scene = hazy_scene()
    hole = np.zeros(scene.shape[1:], bool)
    hole[30:95, 40:60] = hole[:64, 110:] = True  # the second one blanks whole tiles
    results = {}
    for nodata in (0, 65535):
        array = np.where(hole, nodata, scene).astype(np.uint16)
        source = write(tmp_path / "in.tif", array, nodata)
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "out.tif"), options=real))
        out = read(tmp_path / "out.tif")
        assert (out[:, hole] == nodata).all()
        assert (out[:, ~hole] != nodata).all()
        results[nodata] = out
    # a result may be as dark as 0 where that is not nodata, and is 1 where it is
    np.testing.assert_array_equal(*(np.clip(results[nodata][:, ~hole], 1, 65534) for nodata in (0, 65535)))


def test_a_raster_of_nodata_alone_comes_back(tmp_path, real):
    array = np.zeros((3, 80, 80), np.uint16)
    source = write(tmp_path / "in.tif", array, 0)
    request = DehazeRequest(source, str(tmp_path / "o.tif"), haze_map=str(tmp_path / "h.tif"), options=real)
    result = pipeline.dehaze_raster(request)
    assert result.tiles == 0 and np.isnan(result.mean_haze)
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), array)
    assert (read(tmp_path / "h.tif") == -9999).all()


def test_other_bands_pass_through_and_the_haze_map_is_a_share(tmp_path, real):
    scene = np.concatenate([hazy_scene((2, 90, 100), 1), hazy_scene((3, 90, 100), 2)])
    source = write(tmp_path / "in.tif", scene)
    request = DehazeRequest(
        source, str(tmp_path / "o.tif"), haze_map=str(tmp_path / "h.tif"), bands=(5, 3, 2), options=real
    )
    result = pipeline.dehaze_raster(request)
    out, haze = read(tmp_path / "o.tif"), read(tmp_path / "h.tif")
    np.testing.assert_array_equal(out[[0, 3]], scene[[0, 3]])
    assert all((out[band] != scene[band]).any() for band in (1, 2, 4))
    assert haze.min() >= 0 and haze.max() <= 1 and haze.max() > 0
    assert result.mean_haze == pytest.approx(haze.mean(), abs=1e-5)


def test_real_rasters_give_a_result_on_their_grid_or_a_refusal(tmp_path, shared, identity):
    refused = {}
    for path in sorted((shared / "data" / "rasters").glob("*.tif")):
        out = tmp_path / path.name
        source = gdal.Open(str(path))
        x, dx, _, y, _, dy = source.GetGeoTransform()
        part = (x, y + 200 * dy, x + 230 * dx, y)  # a corner of the large ones is enough
        bounds = part if source.RasterXSize > 600 and path.name.count("GCP") == 0 else None
        try:
            pipeline.dehaze_raster(DehazeRequest(str(path), str(out), bounds=bounds, options=identity))
        except RasterError as error:
            refused[path.name] = str(error)
            assert not out.exists()
            continue
        result = gdal.Open(str(out))
        assert result.RasterCount == source.RasterCount and result.GetGeoTransform() == source.GetGeoTransform()
        assert result.GetSpatialRef().IsSame(source.GetSpatialRef())
        size = (result.RasterXSize, result.RasterYSize)
        np.testing.assert_array_equal(result.ReadAsArray(), source.ReadAsArray(0, 0, *size))
    assert len(refused) == 2, refused
    assert "palette" in refused["riotiler_palette_1band_7168x8704.tif"].lower()


@pytest.mark.parametrize("after", [0.0, 0.3, 0.9, 0.95])
def test_cancelled_runs_leave_nothing(tmp_path, real, after):
    source = write(tmp_path / "in.tif", hazy_scene((3, 600, 300)))
    (tmp_path / "o.tif").write_bytes(b"an older result")
    request = DehazeRequest(source, str(tmp_path / "o.tif"), haze_map=str(tmp_path / "h.tif"), options=real)
    with pytest.raises(Cancelled):
        pipeline.dehaze_raster(request, Stop(after))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.tif", "o.tif"]
    assert (tmp_path / "o.tif").read_bytes() == b"an older result"


class KillOnce(Progress):
    """Kills the worker a fifth into the run."""

    def __init__(self):
        self.pid, self.killed, self.warnings = None, False, []

    def report(self, fraction, stage=""):
        if fraction > 0.2 and not self.killed:
            self.killed = True
            os.kill(self.pid, signal.SIGKILL)

    def warning(self, text):
        self.warnings.append(text)


def test_a_worker_killed_mid_run_is_replaced(tmp_path, real):
    source = write(tmp_path / "in.tif", hazy_scene((3, 300, 170)))
    pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "calm.tif"), options=real))
    progress = KillOnce()

    @contextmanager
    def borrowed(*args, **kwargs):
        with original(*args, **kwargs) as worker:
            progress.pid = worker.pid
            yield worker

    original, model_method.borrow_worker = model_method.borrow_worker, borrowed
    try:
        pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "killed.tif"), options=real), progress)
    finally:
        model_method.borrow_worker = original
    assert progress.killed and len(progress.warnings) >= 1
    difference = read(tmp_path / "calm.tif").astype(float) - read(tmp_path / "killed.tif")
    assert np.abs(difference).max() <= 1


def test_of_two_runs_to_one_name_one_gives_way_unless_the_other_has_ended(tmp_path, identity):
    scenes = [hazy_scene((3, 200, 200), seed) for seed in (1, 2)]
    sources = [write(tmp_path / f"in{number}.tif", scene) for number, scene in enumerate(scenes)]
    errors = []

    def go(source):
        try:
            pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "o.tif"), options=identity))
        except Exception as error:  # noqa: BLE001  (whatever it is, it is looked at)
            errors.append(str(error))

    threads = [threading.Thread(target=go, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) < 2 and all("another run is writing it" in error for error in errors)
    assert any((read(tmp_path / "o.tif") == scene).all() for scene in scenes)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in0.tif", "in1.tif", "o.tif"]


def test_gdal_does_not_chatter_over_many_bands(tmp_path, identity, capfd):
    source = write(tmp_path / "in.tif", hazy_scene((7, 600, 600)))
    bounds = (500000, 4e6 - 6000, 506000, 4e6 - 5000)  # few tiles, but the copy below has overviews
    pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "o.tif"), bounds=bounds, options=identity))
    assert gdal.Open(str(tmp_path / "o.tif")).GetRasterBand(1).GetOverviewCount() == 1
    assert "ERROR" not in capfd.readouterr().err


def test_two_results_with_one_stem_do_not_mix(tmp_path, real):
    source = write(tmp_path / "in.tif", hazy_scene((3, 70, 70)))
    pipeline.dehaze_raster(
        DehazeRequest(source, str(tmp_path / "x.tif"), haze_map=str(tmp_path / "x.tiff"), options=real)
    )
    assert read(tmp_path / "x.tif").shape == (3, 70, 70) and read(tmp_path / "x.tiff").dtype == np.float32


def test_a_haze_map_that_cannot_take_its_name_takes_back_the_result(tmp_path, real):
    source = write(tmp_path / "in.tif", hazy_scene((3, 70, 70)))
    (tmp_path / "o.tif").write_bytes(b"an older result")

    request = DehazeRequest(source, str(tmp_path / "o.tif"), haze_map=str(tmp_path / "h.tif"), options=real)
    with pytest.MonkeyPatch.context() as patch:
        original = os.replace

        def refuse(a, b):
            if str(b).endswith("h.tif"):
                raise OSError(16, "Device or resource busy")
            original(a, b)

        patch.setattr(os, "replace", refuse)
        with pytest.raises(RasterError, match="busy"):
            pipeline.dehaze_raster(request)
    assert (tmp_path / "o.tif").read_bytes() == b"an older result"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.tif", "o.tif"]


def test_a_source_behind_virtual_rasters_is_not_overwritten(tmp_path, identity):
    source = write(tmp_path / "c.tif", hazy_scene((3, 70, 70)))
    gdal.BuildVRT(str(tmp_path / "b.vrt"), [source])
    gdal.BuildVRT(str(tmp_path / "a.vrt"), [str(tmp_path / "b.vrt")])
    with pytest.raises(RasterError, match="it is the raster that is read"):
        pipeline.dehaze_raster(DehazeRequest(str(tmp_path / "a.vrt"), source, options=identity))


def test_a_usable_pixel_takes_neither_nodata_value(tmp_path, real):
    scene = hazy_scene((3, 90, 90))
    middle = int(np.median(scene))
    source = write(tmp_path / "in.tif", np.where(scene == middle, middle + 1, scene).astype(np.uint16), 0)
    request = DehazeRequest(source, str(tmp_path / "o.tif"), nodata=middle, options=real)
    pipeline.dehaze_raster(request)
    assert (read(tmp_path / "o.tif") != middle).all()


def test_cancelling_among_tiles_of_nodata_is_seen(tmp_path, identity):
    source = write(tmp_path / "in.tif", np.zeros((3, 700, 700), np.uint16), 0)
    asked = []

    class Count(Progress):
        def cancelled(self):
            asked.append(1)
            return False

    pipeline.dehaze_raster(DehazeRequest(source, str(tmp_path / "o.tif"), options=identity), Count())
    assert len(asked) > (700 / 48) ** 2


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"output": "{in}"}, RasterError, "it is the raster that is read"),
        ({"output": "{dir}/no/o.tif"}, RasterError, "there is no folder"),
        ({"output": "{dir}/o.png"}, RasterError, "GeoTIFF"),
        ({"haze_map": "{dir}/../{name}/o.tif"}, RasterError, "both have the same name"),
        ({"bands": (1, 2, 9)}, RasterError, "9"),
        ({"bounds": (0, 0, 10, 10)}, RasterError, "outside"),
        ({"source": "{dir}/nosuch.tif"}, RasterError, "cannot be opened"),
    ],
)
def test_refusals_come_before_any_work(tmp_path, identity, change, error, message):
    source = write(tmp_path / "in.tif", hazy_scene((3, 70, 70)))
    filled = {
        k: v.replace("{in}", source).replace("{dir}", str(tmp_path)).replace("{name}", tmp_path.name)
        if isinstance(v, str)
        else v
        for k, v in change.items()
    }
    request = DehazeRequest(**{"source": source, "output": str(tmp_path / "o.tif"), "options": identity, **filled})
    before = (tmp_path / "in.tif").read_bytes()
    with pytest.raises(error, match=message) as caught:
        pipeline.dehaze_raster(request)
    assert isinstance(caught.value, DehazeError) and "\n" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["in.tif"] and (tmp_path / "in.tif").read_bytes() == before


def test_options_are_checked():
    for bad in (
        {"steps": -1},
        {"strength_percent": 201},
        {"strength_percent": -1},
        {"tile_size_px": 100},
        {"quality": "best"},
        {"seed": -1},
    ):
        with pytest.raises(OptionError):
            DehazeOptions(**bad)


def test_missing_models_and_interpreters_are_sentences(tmp_path, identity):
    source = write(tmp_path / "in.tif", hazy_scene((3, 70, 70)))
    request = DehazeRequest(source, str(tmp_path / "o.tif"), options=DehazeOptions(model="nosuch"))
    with pytest.raises(WeightsError, match="There is no model"):
        pipeline.dehaze_raster(request)
    request = DehazeRequest(source, str(tmp_path / "o.tif"), options=identity)
    with pytest.raises(WorkerError, match="nowhere"):
        pipeline.dehaze_raster(request, python="/nowhere/python")
    assert [p.name for p in tmp_path.iterdir()] == ["in.tif"]
