"""Simulated haze: its physics, its pattern, and what it leaves alone; wavelengths from what a file says."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, DehazeError, OptionError, RasterError
from dsrdmpd_dehaze.dsrdmpd.physics import REFERENCE_UM, RGB_UM, compose, transmission
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.simulation import run as simulate
from dsrdmpd_dehaze.dsrdmpd.simulation.haze import HazeField
from dsrdmpd_dehaze.dsrdmpd.simulation.request import HazeOptions, SimulationRequest
from dsrdmpd_dehaze.dsrdmpd.simulation.run import simulate_haze
from dsrdmpd_dehaze.dsrdmpd.simulation.wavelengths import band_wavelengths
from osgeo import gdal

DTYPES = ("uint8", "uint16", "int16", "uint32", "int32", "float32", "float64")
BGRN_UM = (0.4825, 0.5625, 0.655, 0.865)


def read(path):
    dataset = gdal.Open(str(path))
    return dataset.ReadAsArray()


def scene(random, dtype="uint16", shape=(4, 90, 130), low=2000, high=9000):
    """Ground of every brightness between `low` and `high`."""
    pixels = low + (high - low) * random.random(shape)
    return pixels.astype(dtype)


@pytest.fixture
def haze(tmp_path):
    """Runs a simulation over a raster and returns the paths of the hazy raster and of its thickness."""

    def run(source, wavelengths=None, bounds=None, progress=None, nodata=None, name="hazy.tif", **options):
        made, truth = str(tmp_path / name), str(tmp_path / f"truth_{name}")
        request = SimulationRequest(
            source, made, truth, bounds, wavelengths, nodata=nodata, options=HazeOptions(**options)
        )
        result = simulate_haze(request, progress)
        assert (result.output, result.thickness) == (made, truth)
        return made, truth

    return run


# --- Physics


def test_transmission_is_that_of_the_reference_band_at_its_wavelength_and_grows_from_there():
    first = np.linspace(0.001, 1, 200)
    np.testing.assert_allclose(transmission(first, REFERENCE_UM), first)
    bands = [transmission(first, um) for um in (REFERENCE_UM, *BGRN_UM, 1.61)]
    assert all((shorter <= longer).all() for shorter, longer in zip(bands, bands[1:]))
    thin = first > 0.7
    assert all((shorter < longer)[thin & (first < 1)].all() for shorter, longer in zip(bands, bands[1:]))
    assert all(band[-1] == 1 for band in bands), "no haze must be exactly none"


def test_one_formula_serves_numpy_and_torch():
    torch = pytest.importorskip("torch")
    first = np.linspace(0, 1, 64, dtype=np.float32).reshape(1, 1, 8, 8)
    rgb = np.array(RGB_UM, dtype=np.float32).reshape(1, 3, 1, 1)
    ours, theirs = transmission(first, rgb), transmission(torch.from_numpy(first), torch.from_numpy(rgb))
    assert ours.shape == theirs.shape == (1, 3, 8, 8) and theirs.dtype == torch.float32
    np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-6)
    np.testing.assert_allclose(compose(0.2, ours, 0.9), compose(0.2, theirs, 0.9).numpy(), atol=1e-6)


def test_endless_haze_is_airlight_and_none_is_the_ground():
    assert compose(0.25, 0.0, 0.75) == 0.75 and compose(0.25, 1.0, 0.75) == 0.25


# --- Pattern


@pytest.mark.parametrize("window", [Window(0, 0, 60, 90), Window(17, 41, 33, 20), Window(59, 0, 1, 90)])
@pytest.mark.parametrize("pattern_px", [2.0, 37.5, 5000.0])
def test_a_window_of_the_pattern_is_its_part_of_the_whole(window, pattern_px):
    field = HazeField(0.7, pattern_px, 0.9, 5)
    np.testing.assert_array_equal(field.thickness(window), field.thickness(Window(0, 0, 60, 90))[window.slices])


def test_the_pattern_keeps_its_range_and_hears_its_options():
    whole = Window(0, 0, 400, 400)
    field = HazeField(0.6, 50, 1, 1)
    patchy = field.thickness(whole)
    assert patchy.dtype == np.float32 and patchy.min() == 0 and 0.55 < patchy.max() <= np.float32(0.6)
    assert 0.05 < (patchy == 0).mean() < 0.4, "patches have clear air between them"
    veil = replace(field, patchiness=0).thickness(whole)
    assert veil.shape == patchy.shape and (veil == np.float32(0.6)).all()
    between = replace(field, patchiness=0.5).thickness(whole)
    np.testing.assert_allclose(between, (patchy + veil) / 2, atol=1e-6)
    assert abs(replace(field, seed=2).thickness(whole) - patchy).mean() > 0.05
    smooth = replace(field, pattern_px=400).thickness(whole)
    assert abs(np.diff(smooth)).mean() < abs(np.diff(patchy)).mean() / 3


def test_the_noise_is_as_wide_as_it_says():
    noise = HazeField(1, 20, 1, 3)._normal_noise(Window(100, 100, 600, 600))
    assert abs(noise.mean()) < 0.1 and noise.std() == pytest.approx(1, abs=0.1)


# --- What is left alone


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 1, 1), (4, 70, 90)])
def test_no_thickness_returns_the_raster_bit_for_bit(make_raster, haze, random, dtype, shape):
    pixels = random.integers(0, 256, shape).astype(dtype) if dtype == "uint8" else scene(random, dtype, shape, -9, 9)
    if pixels.dtype.kind == "f":
        pixels.flat[0], pixels.flat[1], pixels.flat[2] = np.nan, -0.0, np.inf
    made, truth = haze(make_raster(pixels), [0.5] * shape[0], thickness_max=0)
    assert read(made).tobytes() == pixels.tobytes()
    assert set(np.unique(read(truth))) <= {0, np.float32(-9999)}


@pytest.mark.parametrize("dtype", DTYPES)
def test_nodata_stays_and_no_pixel_becomes_nodata(make_raster, haze, random, dtype):
    low, high = (0, 255) if dtype == "uint8" else (0, 400)
    pixels = scene(random, dtype, (4, 80, 90), low, high)
    nodata = 150
    pixels[:, :20] = nodata
    path = make_raster(pixels, nodata=nodata)
    made, truth = haze(path, BGRN_UM, thickness_max=1, airlight=0.6)
    with RasterSource.open(path, bands=(3, 2, 1)) as source:
        unusable = ~source.read_valid(source.grid.window())
    hazy, thickness = read(made), read(truth)
    np.testing.assert_array_equal(hazy == nodata, pixels == nodata)
    assert ((hazy != pixels) & (pixels != nodata)).mean() > 0.5
    assert unusable[:20].all() and (thickness[:20] == -9999).all() and (thickness != -9999).any()


def test_pixels_that_are_not_finite_stay(make_raster, haze, random):
    pixels = scene(random, "float32", low=0, high=0.4)
    pixels[1, 5, 7], pixels[3, 9, 9], pixels[0, 2, 2] = np.nan, np.inf, -np.inf
    made, truth = haze(make_raster(pixels), BGRN_UM, patchiness=0)
    hazy = read(made)
    strange = ~np.isfinite(pixels)
    assert hazy[strange].tobytes() == pixels[strange].tobytes() and np.isfinite(hazy[~strange]).all()
    assert (hazy != pixels)[:, 20:].mean() > 0.99 and (hazy[:3, 5, 7] == pixels[:3, 5, 7])[[0, 2]].all()
    assert read(truth)[5, 7] == -9999, "a pixel without one of its colours is not usable"


def test_alpha_and_bands_without_wavelength_stay(make_raster, haze, random):
    pixels = scene(random, "uint8", (5, 60, 70), 0, 256)
    pixels[4] = random.choice((1, 128, 255), (60, 70))
    pixels[4, :30] = 0
    colours = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_Undefined, gdal.GCI_AlphaBand)
    path = make_raster(pixels, colours=colours)
    hazy = read(haze(path, (*RGB_UM, 0, 0))[0])
    np.testing.assert_array_equal(hazy[3:], pixels[3:])
    np.testing.assert_array_equal(hazy[:, :30], pixels[:, :30])
    assert (hazy[:3, 30:] != pixels[:3, 30:]).mean() > 0.5


def test_the_result_says_what_the_source_says(make_raster, haze, random):
    def describe(dataset):
        for number, name in enumerate(("blue", "green", "red", "nir"), 1):
            band = dataset.GetRasterBand(number)
            band.SetDescription(name)
            band.SetScale(2e-5)
            band.SetOffset(-0.1)
        dataset.SetMetadataItem("SENSOR", "made up")

    path = make_raster(scene(random, shape=(4, 600, 530)), nodata=0, describe=describe)
    before, (after, truth) = gdal.Open(path), map(gdal.Open, haze(path))
    assert after.GetGeoTransform() == before.GetGeoTransform() and after.GetMetadataItem("SENSOR") == "made up"
    assert after.GetSpatialRef().IsSame(before.GetSpatialRef())
    for number in range(1, 5):
        old, new = before.GetRasterBand(number), after.GetRasterBand(number)
        for said in ("GetDescription", "GetScale", "GetOffset", "GetNoDataValue", "GetColorInterpretation"):
            assert getattr(new, said)() == getattr(old, said)()
        assert new.DataType == gdal.GDT_UInt16 and new.GetOverviewCount() == 1
    assert after.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert truth.GetRasterBand(1).DataType == gdal.GDT_Float32 and truth.GetGeoTransform() == before.GetGeoTransform()


# --- What haze does


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_longer_waves_get_less_haze(make_raster, haze, random, dtype):
    low, high = {"uint8": (20, 230), "uint16": (2000, 9000), "float32": (0, 0.4)}[dtype]
    grey = np.repeat(scene(random, dtype, (1, 90, 130), low, high), 4, axis=0)  # the same ground in every band
    hazy = read(haze(make_raster(grey), BGRN_UM, thickness_max=0.4)[0]).astype(float)
    dark = grey[0] < np.percentile(grey[0], 30)
    added = (hazy - grey)[:, dark].mean(axis=1)
    assert (np.diff(added) < 0).all() and added[3] < 0.6 * added[0] and added[3] > 0


def test_haze_brings_every_pixel_nearer_to_the_airlight_the_more_the_thicker(make_raster, haze, random):
    pixels = scene(random, "float64", low=0, high=1)
    made, truth = haze(make_raster(pixels), BGRN_UM, thickness_max=0.9, patchiness=1, pattern_px=30, airlight=1)
    hazy, thickness = read(made), read(truth)
    for band, clear, um in zip(hazy, pixels, BGRN_UM):
        t = transmission(1 - thickness.astype(float), um)
        hazed = thickness > 0.05
        airlight = (band - clear * t)[hazed] / (1 - t)[hazed]
        assert airlight.std() < 1e-5 and 0.9 < airlight.mean() < 1


def test_gain_and_offset_of_linear_values_do_not_matter(make_raster, haze, random):
    reflectance = scene(random, "float64", low=0.02, high=0.4)
    plain = read(haze(make_raster(reflectance, "a.tif"), BGRN_UM, seed=4)[0])
    counts = read(haze(make_raster(reflectance * 5e4 + 5000, "b.tif"), BGRN_UM, seed=4)[0])
    np.testing.assert_allclose(counts, plain * 5e4 + 5000)


def test_display_values_are_mixed_as_light(make_raster, haze, random):
    display = np.repeat(random.integers(0, 256, (1, 90, 130)).astype(np.uint8), 3, axis=0)
    shown = read(haze(make_raster(display, "a.tif"), RGB_UM)[0])
    light = read(haze(make_raster((display / 255.0) ** 2.2, "b.tif"), RGB_UM)[0])
    np.testing.assert_allclose(shown, 255 * light ** (1 / 2.2), atol=0.51)


@pytest.mark.parametrize("brightness, expected", [(0, 0.1), (0.5, 0.5), (1, 0.9), (1.5, 1.3)])
def test_endless_haze_is_as_bright_as_the_raster_itself(make_raster, haze, random, brightness, expected):
    pixels = scene(random, "float32", (3, 700, 500), 0.1, 0.9)
    pixels[:, :200, :200] = 0.2  # a corner that tells nothing of the rest
    hazy = read(haze(make_raster(pixels), RGB_UM, thickness_max=1, patchiness=0, airlight=brightness)[0])
    assert hazy.std() < 1e-3 and hazy.mean() == pytest.approx(expected, abs=0.02)


def test_haze_over_a_picture_is_grey_even_if_the_picture_is_not(make_raster, haze, random):
    picture = scene(random, "uint8", (3, 90, 130), 0, 100)
    picture[0] += 100
    hazy = read(haze(make_raster(picture), RGB_UM, thickness_max=1, patchiness=0)[0])
    assert np.ptp(hazy) <= 2 and 180 < hazy.mean() < 200


def test_the_shipped_scene_looks_hazy(root, haze):
    clear = root / "resources" / "samples" / "landsat8_clear.tif"
    made, truth = haze(str(clear), seed=2)
    before, after, thickness = read(clear).astype(float), read(made).astype(float), read(truth)
    thick, thin = thickness > 0.4, thickness < 0.15
    assert thick.any() and thin.any()
    contrast = [after[:, part].std(axis=1) / before[:, part].std(axis=1) for part in (thick, thin)]
    assert (contrast[0] < 0.8).all() and (contrast[0] < contrast[1]).all()


# --- Parts, strips, seeds


def test_an_extent_is_its_part_of_the_whole_whatever_the_strips(make_raster, haze, random, monkeypatch):
    path = make_raster(scene(random, "float32", (4, 301, 140)))
    whole, truth = map(read, haze(path, BGRN_UM, name="whole.tif", seed=9))
    monkeypatch.setattr(simulate, "STRIP_PIXELS", 1000)
    bounds = (500000 + 205, 5600000 - 2803, 500000 + 1199, 5600000 - 99)  # columns 20 to 120, rows 9 to 281
    part, part_truth = map(read, haze(path, BGRN_UM, bounds, name="part.tif", seed=9))
    np.testing.assert_array_equal(part, whole[:, 9:281, 20:120])
    np.testing.assert_array_equal(part_truth, truth[9:281, 20:120])


def test_seeds_repeat_and_differ(make_raster, haze, random):
    path = make_raster(scene(random))
    first, again, other = (read(haze(path, BGRN_UM, seed=seed)[0]) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first != other).mean() > 0.5


def test_the_mean_is_that_of_the_truth(make_raster, tmp_path, random):
    pixels = scene(random)
    pixels[:, :, :30] = 0
    request = SimulationRequest(
        make_raster(pixels, nodata=0), str(tmp_path / "o.tif"), str(tmp_path / "t.tif"), wavelengths_um=BGRN_UM
    )
    result = simulate_haze(request)
    truth = read(request.thickness)
    assert result.mean_thickness == pytest.approx(truth[truth >= 0].mean(), abs=1e-6)
    assert (result.width_px, result.height_px) == (130, 90) and result.seconds > 0
    empty = replace(request, source=make_raster(np.zeros((4, 9, 9), np.uint16), "empty.tif", nodata=0))
    assert np.isnan(simulate_haze(empty).mean_thickness) and not read(request.output).any()


# --- Wavelengths


def named(make_raster, names=(), colours=None, items=()):
    """A raster of one pixel whose bands say these names, colours and metadata items."""

    def describe(dataset):
        for number, name in enumerate(names, 1):
            dataset.GetRasterBand(number).SetDescription(name)
        for number, domain in enumerate(items, 1):
            for key, value in domain.items():
                dataset.GetRasterBand(number).SetMetadataItem(key, value)

    count = max(len(names), len(colours or ()), len(items))
    return make_raster(np.ones((count, 1, 1), np.uint16), colours=colours, describe=describe)


@pytest.mark.parametrize(
    "names, expected",
    [
        (("Red", "green band", "BLUE", "nir"), (0.655, 0.5625, 0.4825, 0.865)),
        (("Coastal aerosol", "Red Edge 1", "Near Infrared", "SWIR 2"), (0.443, 0.705, 0.865, 2.2)),
        (("B02", "B03", "B04", "B08"), (0.49, 0.56, 0.665, 0.842)),
        (("B2", "B3", "B4", "B8A", "B11", "B12"), (0.49, 0.56, 0.665, 0.865, 1.61, 2.19)),
        (("SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B6"), (0.4825, 0.5625, 0.655, 0.865, 1.61)),
        (("B4", "B3", "B2", "B10"), (0.655, 0.5625, 0.4825, 0)),
        (("nir", "red", "green"), (0.865, 0.655, 0.5625)),
        (("", "", ""), RGB_UM),
    ],
)
def test_names_say_wavelengths(make_raster, names, expected):
    with RasterSource.open(named(make_raster, names)) as source:
        assert band_wavelengths(source) == expected


def test_colours_say_wavelengths_and_alpha_has_none(make_raster):
    colours = (gdal.GCI_BlueBand, gdal.GCI_GreenBand, gdal.GCI_RedBand, gdal.GCI_AlphaBand)
    with RasterSource.open(named(make_raster, colours=colours)) as source:
        assert band_wavelengths(source) == (0.4825, 0.5625, 0.655, 0)


def test_metadata_says_wavelengths_in_either_unit(make_raster):
    items = (
        {"wavelength": "0.66", "wavelength_units": "Micrometers"},
        {"WAVELENGTH": "555.5", "WAVELENGTH_UNITS": "Nanometers"},
        {"WAVELENGTH": "480"},
        {"wavelength": "10.9"},
    )
    with RasterSource.open(named(make_raster, ("", "", "nir"), items=items)) as source:
        assert band_wavelengths(source) == pytest.approx((0.66, 0.5555, 0.48, 0))


@pytest.mark.parametrize(
    "names, said",
    [
        (("red", "green", "blue", "quality"), "what light band 4 sees. Give .* 0.655,0.5625,0.4825,0.865;"),
        (("",) * 7, "what light bands 1, 5, 6, 7 see"),
        (("far infra red", "green", "blue"), "band 1 sees"),
    ],
)
def test_unknown_bands_are_asked_for(make_raster, names, said):
    with RasterSource.open(named(make_raster, names)) as source, pytest.raises(OptionError, match=said):
        band_wavelengths(source)


@pytest.mark.parametrize(
    "given, said",
    [
        ((0.5, 0.6), "2 of them and 3 bands"),
        ((655, 560, 480), "Give micrometres, so 0.655 for 655 nm"),
        ((0.5, -0.6, 0.7), "-0.6 does not lie between 0.3 and 4"),
        ((0.5, float("nan"), 0.7), "nan does not lie"),
        ((0, 0, 0), "no band would get haze"),
    ],
)
def test_wrong_wavelengths_are_refused(make_raster, given, said):
    path = named(make_raster, ("red", "green", "blue"))
    with RasterSource.open(path) as source, pytest.raises(OptionError, match=said):
        band_wavelengths(source, given)


# --- Refusals, cancelling, the command line


@pytest.mark.parametrize(
    "wrong",
    [
        {"thickness_max": 1.1}, {"thickness_max": float("nan")}, {"pattern_px": 1}, {"patchiness": -0.1},
        {"airlight": 3}, {"seed": -1},
    ],
)  # fmt: skip
def test_options_outside_their_range_are_refused(wrong):
    with pytest.raises(OptionError, match="must lie between"):
        HazeOptions(**wrong)


def test_outputs_that_would_destroy_something_are_refused(make_raster, tmp_path, random):
    path, pixels = make_raster(scene(random, shape=(3, 20, 20))), None
    pixels = read(path)
    for output, thickness, said in (
        (path, None, "it is the raster that is read"),
        (str(tmp_path / "o.tif"), path, "it is the raster that is read"),
        (str(tmp_path / "o.tif"), str(tmp_path / "o.tif"), "both have the same name"),
        (str(tmp_path / "o.png"), None, "GeoTIFF"),
    ):
        with pytest.raises(RasterError, match=said):
            simulate_haze(SimulationRequest(path, output, thickness))
    np.testing.assert_array_equal(read(path), pixels)
    assert os.listdir(tmp_path) == ["raster.tif"]


class Stop(Progress):
    """Cancels once a share of the run is done."""

    def __init__(self, after):
        self.after, self.fraction = after, -1.0

    def report(self, fraction, stage=""):
        assert fraction >= self.fraction, "progress went back"
        self.fraction = fraction

    def cancelled(self):
        return self.fraction >= self.after


@pytest.mark.parametrize("rows, after", [(600, 0), (600, 0.3), (600, 0.9), (100, 0.9)])  # few rows: no overviews
def test_cancelling_leaves_what_was_there(make_raster, haze, random, tmp_path, monkeypatch, rows, after):
    monkeypatch.setattr(simulate, "STRIP_PIXELS", 10_000)
    path = make_raster(scene(random, shape=(3, rows, 300)))
    (tmp_path / "hazy.tif").write_bytes(b"an older result")
    with pytest.raises(Cancelled):
        haze(path, RGB_UM, progress=Stop(after))
    assert (tmp_path / "hazy.tif").read_bytes() == b"an older result"
    assert sorted(os.listdir(tmp_path)) == ["hazy.tif", "raster.tif"]


def test_a_finished_run_reports_everything(make_raster, haze, random):
    progress = Stop(2)
    haze(make_raster(scene(random, shape=(3, 300, 300))), progress=progress)
    assert progress.fraction == 1


def run(root, *arguments):
    command = [sys.executable, "-m", "dsrdmpd", "simulate-haze", *map(str, arguments)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


def test_the_command_line_makes_the_same(root, make_raster, haze, tmp_path, random):
    path = make_raster(scene(random))
    expected = read(haze(path, BGRN_UM, thickness_max=0.3, pattern_px=20, patchiness=1, airlight=1.2, seed=8)[0])
    out, truth = tmp_path / "cli.tif", tmp_path / "cli_truth.tif"
    options = ["--thickness-max", 0.3, "--pattern-size", 20, "--patchiness", 1, "--airlight", 1.2, "--seed", 8]
    done = run(root, path, out, "--thickness", truth, *options, "--wavelengths", *BGRN_UM)
    assert done.returncode == 0 and "mean haze thickness 0." in done.stdout, done.stderr
    np.testing.assert_array_equal(read(out), expected)
    assert read(truth).max() > 0.2


def test_the_command_line_fails_in_one_line(root, make_raster, tmp_path, random):
    done = run(root, make_raster(scene(random)), tmp_path / "o.tif")
    assert done.returncode == 1 and done.stderr.startswith("error: The haze cannot be computed")
    assert len(done.stderr.splitlines()) == 1 and os.listdir(tmp_path) == ["raster.tif"]


def test_rasters_of_every_kind_get_haze_or_a_sentence(shared, tmp_path):
    for path in sorted((shared / "data" / "rasters").glob("*.tif")):
        output = str(tmp_path / "out.tif")
        try:
            result = simulate_haze(SimulationRequest(str(path), output))
        except DehazeError as error:
            assert len(str(error)) > 40 and not os.path.exists(output)
            continue
        assert 0.1 < result.mean_thickness < 0.5 and (read(output) != read(path)).any()
        os.remove(output)
