"""Pixels that are no ground are found though nothing declares them, and ground that looks like it is not."""

import re
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import look as look_module
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from osgeo import gdal

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "landsat8_hazy.tif"
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
LARGEST = float(np.finfo(np.float32).max)


@pytest.fixture(scope="module")
def scene():
    """A real scene, (3, h, w) uint16 between 7000 and 40000."""
    pixels = gdal.Open(str(SAMPLE)).ReadAsArray()[:3, :260, :300]
    assert pixels.min() > 1000
    return pixels


def as_type(scene, dtype):
    """The scene in another type: 8-bit values, 16-bit ones, reflectance."""
    light = scene.astype(np.float64) / 40_000
    if dtype == "uint8":
        return (255 * light ** (1 / 2.2)).clip(1, 254).astype(np.uint8)
    if np.dtype(dtype).kind == "f":
        return light.astype(dtype)
    return (10_000 * light).astype(dtype)


def collar(shape, kind):
    """Where the fill is, (h, w) bool."""
    height, width = shape
    y, x = np.mgrid[:height, :width]
    return {
        "thin": (y < 4) | (y >= height - 4) | (x < 4) | (x >= width - 4),
        "one edge": x < 9,
        "one row": y < 1,
        "wide": (y < 80) | (x < 100) | (x >= width - 60),
        "corner": x + y < 60,
        "rotated": (x + 4 * y < 200) | (4 * x - y < 100) | (x + 4 * y > width + 4 * height - 260),
        "part of the tiles": (y >= 64) & (y < 190) & (x >= 64) & (x < 192),
    }[kind]


def found_in(path, **options):
    """The values of the fill that was seen, which pixels are usable, and what is told."""
    with RasterSource.open(path, **options) as source:
        values = {fill.values for fill in source.findings.fills if fill.share}
        return values, source.read_valid(source.grid.window()), [str(text) for text in source.findings.told]


@pytest.mark.parametrize("kind", ["thin", "one edge", "one row", "wide", "corner", "rotated", "part of the tiles"])
@pytest.mark.parametrize(
    "dtype, value",
    [
        ("uint8", 0), ("uint8", 255), ("uint16", 0), ("uint16", 65535), ("int16", 0), ("int16", -9999),
        ("int16", -32768), ("uint32", 0), ("int32", -9999), ("int32", -(2**31)), ("float32", 0), ("float32", -9999),
        ("float32", -LARGEST), ("float32", LARGEST), ("float64", -0.2), ("float64", 1e20), ("float32", 65535),
    ],
)  # fmt: skip
def test_undeclared_fill_is_found_and_left_out(make_raster, scene, dtype, value, kind):
    if (dtype, value, kind) == ("float64", -0.2, "part of the tiles"):
        pytest.skip("a negative value that touches no edge may be anything")
    pixels = as_type(scene, dtype)
    fill = collar(pixels.shape[1:], kind)
    pixels[:, fill] = value
    values, valid, told = found_in(make_raster(pixels))
    assert values == {(pixels.dtype.type(value).astype(float),) * 3}
    np.testing.assert_array_equal(valid, ~fill)
    assert len(told) == 1 and "look like fill" in told[0] and "%" in told[0]

    values, valid, told = found_in(str(make_raster(pixels)), find_fill=False)
    assert not values and valid.all() and not told


def test_fill_of_a_value_for_each_band_is_found(make_raster, scene):
    """What is left of -9999 in all bands when each is scaled by itself."""
    pixels = as_type(scene, "float32")
    fill = collar(pixels.shape[1:], "corner")
    pixels[:, fill] = np.array([-5000.25, -4000.5, -3000.75], np.float32)[:, None]
    values, valid, told = found_in(make_raster(pixels))
    assert values == {(-5000.25, -4000.5, -3000.75)}
    np.testing.assert_array_equal(valid, ~fill)
    assert "-5000.25, -4000.5, -3000.75" in told[0]


def test_black_and_white_fill_of_one_mosaic_are_both_found(make_raster, scene):
    pixels = as_type(scene, "uint8")
    black, white = collar(pixels.shape[1:], "corner"), collar(pixels.shape[1:], "one edge")
    pixels[:, black], pixels[:, white] = 0, 255
    values, valid, told = found_in(make_raster(pixels))
    assert values == {(0, 0, 0), (255, 255, 255)} and len(told) == 2
    np.testing.assert_array_equal(valid, ~(black | white))


@pytest.mark.parametrize(
    "dtype, colour",
    [
        ("uint8", (2, 5, 20)), ("uint8", (40, 40, 40)), ("uint8", (1, 1, 1)), ("uint16", (300, 410, 520)),
        ("uint16", (300, 300, 300)), ("float32", (0.01, 0.02, 0.04)), ("float32", (0.02, 0.02, 0.02)),
        ("int16", (10_000, 10_000, 10_000)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["wide", "corner", "one edge", "part of the tiles"])
def test_a_sea_or_a_cloud_of_one_colour_is_ground(make_raster, scene, dtype, colour, kind):
    pixels = as_type(scene, dtype)
    pixels[:, collar(pixels.shape[1:], kind)] = np.array(colour, dtype)[:, None]
    values, valid, told = found_in(make_raster(pixels))
    assert not values and valid.all() and not told


@pytest.mark.parametrize("end", [0, 255])
def test_a_picture_that_is_cut_off_at_black_or_white_is_ground(make_raster, scene, end):
    """A shadow or a cloud at the edge whose darkest or brightest pixels ran into the end of the type."""
    y, x = np.mgrid[:260, :300]
    light = as_type(scene, "uint8").astype(float) / 255
    slope = ((y - 60) / 150).clip(0, 1) if end == 0 else 1 - ((y - 60) / 150).clip(0, 1)
    mixed = light * slope if end == 0 else np.minimum(light + slope, 1)
    noise = np.random.default_rng(3).normal(0, 2.5, light.shape)
    pixels = (255 * mixed + noise).clip(0, 255).astype(np.uint8)
    assert (pixels == end).all(axis=0)[0].mean() > 0.05  # there are such pixels along the edge
    values, valid, _ = found_in(make_raster(pixels))
    assert not values and valid.all()


@pytest.mark.parametrize("value", [0, 7, 255])
def test_a_constant_raster_is_as_it_is(make_raster, value):
    values, valid, told = found_in(make_raster(np.full((3, 40, 50), value, np.uint8)))
    assert not values and valid.all() and not told


def test_declared_fill_is_no_news(make_raster, scene):
    pixels = scene.copy()
    pixels[:, collar(pixels.shape[1:], "wide")] = 0
    values, valid, told = found_in(make_raster(pixels, nodata=0))
    assert not values and not told and valid.mean() < 0.5


def test_a_mark_that_no_light_has_is_left_out_where_no_look_fell_on_it(make_raster, scene):
    pixels = np.tile(as_type(scene, "float32"), (1, 8, 8))
    pixels[:, 1004, 1007], pixels[1, 1500, 1333] = -9999, np.float32(-LARGEST)
    with RasterSource.open(make_raster(pixels)) as source:
        valid = source.read_valid(source.grid.window())
        assert not source.findings.told
    assert not valid[1004, 1007] and not valid[1500, 1333] and valid.sum() == valid.size - 2


def test_the_range_is_that_of_the_ground(make_raster, scene):
    for dtype, value in (("uint16", 0), ("uint16", 65535), ("float32", -9999), ("float32", -LARGEST)):
        pixels = as_type(scene, dtype)
        fill = collar(pixels.shape[1:], "thin")
        pixels[:, fill] = value
        undeclared, declared = make_raster(pixels, "a.tif"), make_raster(pixels, "b.tif", nodata=value)
        with RasterSource.open(undeclared) as one, RasterSource.open(declared) as other:
            assert Stretch.fit(one) == Stretch.fit(other)


def test_overviews_that_mix_fill_with_ground_do_not_move_the_range(make_raster, scene, monkeypatch):
    pixels = np.tile(as_type(scene, "float32"), (1, 6, 6))
    pixels[:, : 4 * 260 + 3], pixels[:, :, :7] = -9999, -9999
    plain, reduced = make_raster(pixels, "a.tif", nodata=-9999), make_raster(pixels, "b.tif")
    gdal.Open(reduced).BuildOverviews("AVERAGE", [2, 4, 8])
    with RasterSource.open(plain) as one, RasterSource.open(reduced) as other:
        truth, dn_valid = one.read_sample(40_000), other.read_sample(40_000)
        assert other.overviews() == {}
    low, high = (np.percentile(truth[0][:, truth[1]], end) for end in (0, 100))
    dn, valid = dn_valid
    assert valid.any() and dn[:, valid].min() >= low - 0.02 and dn[:, valid].max() <= high + 0.02


def test_a_look_costs_a_bounded_number_of_blocks(make_raster, monkeypatch):
    """However large the raster; 4096 blocks here."""
    path = make_raster(np.zeros((3, 16, 16), np.uint8))
    large = gdal.Translate(path.replace(".tif", ".vrt"), path, width=64 * 512, height=64 * 512, format="VRT")
    large.FlushCache()
    seen = set()
    with RasterSource.open(large.GetDescription()) as source:
        read = source.read_looked_at

        class Counting:
            path, size, block_shape = source.path, source.size, (512, 512)

            def read_looked_at(self, window):
                seen.update({(window.row // 512, col) for col in {window.col // 512, (window.col_stop - 1) // 512}})
                if window.width > 1000:
                    seen.update((window.row // 512, col) for col in range(64))
                return read(window)

        look_module.take_look(Counting())
    assert 256 <= len(seen) <= 1000


def near_infrared(random, kind):
    """An alpha band, (200, 220) uint8."""
    y, x = np.mgrid[:200, :220]
    light = (100 + 80 * np.sin(y / 20) * np.cos(x / 30) + random.normal(0, 5, (200, 220))).clip(1, 255)
    water = (y > 60) & (y < 130) & (x > 80) & (x < 150)
    return {
        "light": np.where(water, 0, light),
        "mask": np.where(water, 0, 255),
        "soft": (255 * ((x - 20) / 15).clip(0, 1)),
        "constant": np.full((200, 220), 255),
        "veil": np.full((200, 220), 128),
    }[kind].astype(np.uint8)


@pytest.mark.parametrize("kind, is_band", [("light", 1), ("mask", 0), ("soft", 0), ("constant", 0), ("veil", 0)])
def test_an_alpha_of_many_values_is_a_band(make_raster, scene, random, kind, is_band):
    alpha = near_infrared(random, kind)
    pixels = np.concatenate([as_type(scene, "uint8")[:, :200, :220], alpha[None]])
    path = make_raster(pixels, colours=(*RGB, gdal.GCI_AlphaBand))
    _, valid, told = found_in(path)
    np.testing.assert_array_equal(valid, np.ones_like(valid) if is_band else alpha != 0)
    assert ["Band 4 is tagged as alpha" in text for text in told] == [True] * is_band
    with RasterSource.open(path) as source, source.reopened() as again:
        np.testing.assert_array_equal(again.read_valid(again.grid.window()), valid)
        assert set(source.overviews()) == set()


@pytest.mark.parametrize("hider", ["nodata", "alpha", "mask"])
def test_what_hides_nearly_all_is_told(make_raster, scene, hider):
    pixels = as_type(scene, "uint8")
    hidden = np.ones(pixels.shape[1:], bool)
    hidden[100:140, 100:140] = False

    def masked(dataset):
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        mask = np.where(hidden, 0, 255).astype(np.uint8).tobytes()
        dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 300, 260, mask)

    if hider == "nodata":
        pixels[:, hidden] = 77
        path = make_raster(pixels, nodata=77)
    elif hider == "alpha":
        alpha = np.where(hidden, 0, 255).astype(np.uint8)
        path = make_raster(np.concatenate([pixels, alpha[None]]), colours=(*RGB, gdal.GCI_AlphaBand))
    else:
        path = make_raster(pixels, describe=masked)
    _, valid, told = found_in(path)
    np.testing.assert_array_equal(valid, ~hidden)
    assert len(told) == 1 and hider in told[0] and "hides" in told[0]
    assert abs(float(re.search(r"[0-9.]+(?=%)", told[0])[0]) / 100 - hidden.mean()) < 0.01


def test_nodata_that_the_file_declares_can_be_ground(make_raster, scene):
    pixels = as_type(scene, "uint8")
    middle = int(np.median(pixels))
    path = make_raster(pixels, nodata=middle)
    _, valid, _ = found_in(path)
    assert not valid.all()
    with RasterSource.open(path, declared_nodata=False) as source, source.reopened() as again:
        assert source.nodata == again.nodata == (None,) * 3
        assert source.read_valid(source.grid.window()).all() and again.read_valid(again.grid.window()).all()


@pytest.mark.parametrize("dtype, value", [("uint8", 255), ("uint16", 0), ("float32", -9999)])
def test_a_run_with_undeclared_fill_is_one_with_declared_fill(make_raster, scene, tmp_path, dtype, value):
    """The whole flow, with a method that needs no model: same change, fill kept bit for bit, and it is told."""

    class Said(Progress):
        def __init__(self):
            self.warnings = []

        def warning(self, text):
            self.warnings.append(str(text))

    pixels = as_type(scene, dtype)
    fill = collar(pixels.shape[1:], "thin")
    pixels[:, fill] = value
    results, options = [], DehazeOptions(model="dark_object")
    for name, nodata in (("undeclared", None), ("declared", value)):
        source, output, said = (
            make_raster(pixels, f"{name}.tif", nodata=nodata, colours=RGB),
            str(tmp_path / f"{name}_out.tif"),
            Said(),
        )
        made = dehaze_raster(DehazeRequest(source, output, options=options), said)
        results.append(gdal.Open(output).ReadAsArray())
        assert [str(note) for note in made.notes] == said.warnings
        assert len(said.warnings) == (nodata is None)
    # usable pixels keep off a declared value by one step
    np.testing.assert_allclose(*(r.astype(float) for r in results), rtol=0, atol=0 if dtype == "float32" else 1)
    np.testing.assert_array_equal(results[0][:, fill], pixels[:, fill])
    said = gdal.Info(str(tmp_path / "undeclared_out.tif"))
    for words in (
        "DEHAZE_NOTE=Processed by a method without a learned model", "DEHAZE_MODEL=dark_object",
        "DEHAZE_BANDS=1 2 3 (red green blue)", "DEHAZE_STRENGTH_PERCENT=100", "DEHAZE_SOURCE=undeclared.tif",
        "look like fill", "DEHAZE_RANGE=", "DEHAZE_SOFTWARE=DS-RDMPD Dehaze ",
    ):  # fmt: skip
        assert words in said
    again = str(tmp_path / "again.tif")
    dehaze_raster(DehazeRequest(str(tmp_path / "undeclared_out.tif"), again, options=options))
    lines = [line for line in gdal.Info(again).splitlines() if "DEHAZE_MODEL" in line or "DEHAZE_BEFORE" in line]
    assert len(lines) == 2 and "MODEL=dark_object; " in "".join(lines)
    assert (results[0] != pixels)[:, ~fill].mean() > 0.9


@pytest.mark.parametrize("kind", ["thin", "one edge", "wide", "part of the tiles"])
@pytest.mark.parametrize("times", [1, 9])
def test_the_share_that_is_told_is_that_of_the_raster(scene, make_raster, kind, times):
    """Edges are looked at closely, and a thin collar lies there alone: it was told to be several times as large."""
    pixels = np.tile(scene, (1, times, times))
    fill = collar(pixels.shape[1:], kind)
    pixels[:, fill] = 0
    with RasterSource.open(make_raster(pixels)) as source:
        (found,) = (fill for fill in source.findings.fills if fill.share)
    assert found.share == pytest.approx(fill.mean(), rel=0.35, abs=2e-5)
