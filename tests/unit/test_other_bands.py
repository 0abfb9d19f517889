"""Bands beyond red, green and blue under a known haze field, and pixels that are left as they are."""

from dataclasses import replace

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.methods import hot
from dsrdmpd_dehaze.dsrdmpd.physics import RGB_UM, compose, transmission
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.raster.correction import HazeClass as Mask
from dsrdmpd_dehaze.dsrdmpd.raster.other_bands import OtherBands
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.surfaces import look_at
from dsrdmpd_dehaze.dsrdmpd.raster.telling import LEAST_AIRLIGHT, least_airlight
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from dsrdmpd_dehaze.dsrdmpd.scene.evidence import SceneBand, borne_out, contrast_of, judge
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from dsrdmpd_dehaze.dsrdmpd.scene.sensor_table import Sky
from dsrdmpd_dehaze.dsrdmpd.scene.sensors import Calibration, SceneFacts, calibrate
from osgeo import gdal

SIX = ("red", "green", "blue", "nir", "swir1", "quality")


def even_field(t1, airlight=0.8, shape=(4, 5), size=(40, 50)):
    """Haze of one thickness all over: display values for the colours, light for the others."""
    t = np.float32([transmission(np.float64(t1), um) for um in RGB_UM])[:, None, None]
    ones = np.ones((3, *shape), np.float32)
    return HazeField(t * ones, (1 - t) * np.float32(airlight) * ones, np.float32(1 - t1) * ones[0], *size)


def named(dataset):
    for number, name in enumerate(SIX, 1):
        dataset.GetRasterBand(number).SetDescription(name)


def six_bands(random, dtype=np.uint16):
    return random.integers(300, 3000, (6, 40, 50)).astype(dtype)


@pytest.fixture
def opened(make_raster, random):
    with RasterSource.open(make_raster(six_bands(random), "sentinel2_l2a.tif", describe=named)) as source:
        yield source, Stretch.fit(source)


@pytest.mark.parametrize("t1, strength", [(0.5, 1.0), (0.8, 1.0), (0.6, 2.0)])
def test_haze_of_a_known_field_comes_off_the_other_bands_exactly(opened, random, t1, strength):
    source, stretch = opened
    field = even_field(t1)
    others = OtherBands.of(source, stretch, field=field)
    assert sorted(others.lights) == [4, 5] and "copied: bands 6" in str(others.told(source))
    clear = {number: random.integers(500, 2900, (40, 50)).astype(np.uint16) for number in (4, 5)}
    hazy = {}
    for number, band in others.lights.items():
        t = transmission(np.float64(t1), band.wavelength_um) ** strength
        light = compose(band.light(clear[number]), t, 0.8**2.2)
        hazy[number] = np.rint(light * (band.high - band.low) + band.low).astype(np.uint16)
    all_of_it, everywhere = np.ones((40, 50), np.float32), np.ones((40, 50), bool)
    thickness = field.thickness_at(0, 0, 40, 50)
    found = others.corrected(hazy, thickness, all_of_it, everywhere, strength, (0, 0))
    for number in (4, 5):
        assert np.abs(found[number].astype(int) - clear[number]).max() <= 1 + 1 / t1**strength


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
@pytest.mark.parametrize("what", ["no haze", "no strength", "left alone", "unusable"])
def test_bands_without_a_change_are_kept_bit_for_bit(make_raster, random, dtype, what):
    pixels = random.integers(0, 250, (6, 20, 25)).astype(dtype)
    with RasterSource.open(make_raster(pixels, describe=named)) as source:
        others = OtherBands.of(source, Stretch.fit(source), field=even_field(0.5, size=(20, 25)))
    thickness = np.full((20, 25), 0.0 if what == "no haze" else 0.5, np.float32)
    share = np.full((20, 25), 0.0 if what == "left alone" else 1.0, np.float32)
    valid = np.full((20, 25), what != "unusable")
    seen = {number: pixels[number - 1] for number in others.lights}
    found = others.corrected(seen, thickness, share, valid, 0.0 if what == "no strength" else 1.0, (0, 0))
    for number, band in found.items():
        if dtype.startswith("float"):
            assert np.abs(band - seen[number]).max() <= np.spacing(np.abs(seen[number])).max()
        assert what == "no strength" or band.tobytes() == seen[number].tobytes()


def test_a_window_of_the_other_bands_equals_its_part_of_the_whole(opened, random):
    source, stretch = opened
    cells = random.uniform(0.3, 0.95, (4, 5)).astype(np.float32)
    t = np.stack([cells, cells, cells])
    field = HazeField(t, (1 - t) * np.float32(0.7), 1 - cells, 40, 50)
    others = OtherBands.of(source, stretch, field=field)

    def corrected(row, col, height, width):
        seen = {n: source.read_band(n, source.grid.window())[row : row + height, col : col + width] for n in (4, 5)}
        ones = np.ones((height, width))
        thickness = field.thickness_at(row, col, height, width)
        return others.corrected(seen, thickness, ones, ones > 0, 1.0, (row, col))

    whole, part = corrected(0, 0, 40, 50), corrected(7, 11, 20, 30)
    assert all(np.array_equal(part[n], whole[n][7:27, 11:41]) for n in (4, 5))


def run(path, folder, **options):
    out, mask, haze = (str(folder / name) for name in ("out.tif", "mask.tif", "haze.tif"))
    request = DehazeRequest(path, out, haze, haze_mask=mask, options=DehazeOptions("dark_channel", **options))
    return dehaze_raster(request), *(gdal.Open(each).ReadAsArray() for each in (out, mask, haze))


@pytest.mark.parametrize("choice", ["keep", "correct"])
def test_a_run_keeps_or_corrects_the_other_bands(make_raster, random, tmp_path, choice):
    pixels = six_bands(random)
    pixels[:, 3:6, 4:9] = 0  # nodata
    path = make_raster(pixels, "sentinel2_l2a.tif", describe=named, nodata=0)
    _, out, _, _ = run(path, tmp_path, other_bands=choice)
    moved = [not np.array_equal(out[n], pixels[n]) for n in range(6)]
    assert moved == [True, True, True, choice == "correct", choice == "correct", False]
    assert not out[:, 3:6, 4:9].any() and (out[:, 10:] != 0).all()


def test_wavelengths_can_be_given_and_are_checked(make_raster, random, tmp_path):
    path = make_raster(random.integers(300, 3000, (5, 40, 50)).astype(np.uint16), "stack.tif")
    given = (0.655, 0.5625, 0.4825, 0.0, 0.865)
    _, out, _, _ = run(path, tmp_path, other_bands="correct", wavelengths_um=given)
    before = gdal.Open(path).ReadAsArray()
    assert np.array_equal(out[3], before[3]) and not np.array_equal(out[4], before[4])
    with pytest.raises(Exception, match="there are 2 of them and 5 bands"):
        run(path, tmp_path, other_bands="correct", wavelengths_um=(0.6, 0.5))
    with pytest.raises(Exception, match="no choice 'some'"):
        DehazeOptions(other_bands="some")


# --- Pixels that are left as they are ---------------------------------------------------------------------------------


def test_cloud_snow_and_saturated_pixels_stay_and_are_marked(make_raster, random, tmp_path):
    pixels = six_bands(random)
    pixels[:3, :10], pixels[4, :10] = 8000, 900  # snow: dark in the shortwave infrared
    pixels[:5, 10:20] = 7500  # cloud
    pixels[1, 30:] = 65535
    path = make_raster(pixels, "sentinel2_l2a.tif", describe=named)
    result, out, mask, haze = run(path, tmp_path, other_bands="correct")
    still = np.r_[0:20, 30:40]
    assert np.array_equal(out[:, still], pixels[:, still]) and not np.array_equal(out[:3, 20:30], pixels[:3, 20:30])
    assert (mask[:10] == Mask.SNOW).all() and (mask[10:20] == Mask.CLOUD).all() and (mask[30:] == Mask.SATURATED).all()
    assert set(np.unique(mask[20:30])) <= {Mask.CLEAR, Mask.HAZE}
    assert not haze[:10].any() and (haze[10:20] == 1).all()
    assert result.saturated == pytest.approx(0.25) and result.hidden == pytest.approx(0.5)
    haze_file, mask_file = (gdal.Open(str(tmp_path / name)) for name in ("haze.tif", "mask.tif"))
    described = haze_file.GetRasterBand(1)
    assert "0.443" in described.GetDescription() and described.GetMetadataItem("wavelength") == "0.443"
    assert mask_file.GetRasterBand(1).GetMetadataItem("3") == "snow"


def test_the_mask_follows_the_threshold(make_raster, random, tmp_path):
    path = make_raster(six_bands(random), "sentinel2_l2a.tif", describe=named)
    shares = []
    for threshold in (0.05, 0.3, 0.9):
        _, _, mask, haze = run(path, tmp_path, mask_threshold=threshold)
        assert np.array_equal(mask == Mask.HAZE, haze >= np.float32(threshold))
        shares.append((mask == Mask.HAZE).mean())
    assert shares == sorted(shares, reverse=True) and shares[0] > shares[-1]


def test_brightness_means_nothing_in_pictures(make_raster):
    with RasterSource.open(make_raster(np.full((3, 8, 8), 240, np.uint8))) as source:
        stretch = Stretch.fit(source)
    assert look_at(stretch, np.full((3, 8, 8), 240, np.uint8)).share.min() == 1
    assert look_at(stretch, np.full((3, 8, 8), 255, np.uint8)).share.max() == 0
    as_reflectance = Stretch(
        (0.0,) * 3, (1e4,) * 3, 2.2, calibration=Calibration("scaled", "it", (1e-4,) * 3, (0.0,) * 3)
    )
    assert look_at(as_reflectance, np.full((3, 8, 8), 9000, np.uint16)).share.min() == 1


# --- What a scene bears out -------------------------------------------------------------------------------------------


def test_dark_ground_in_the_near_infrared_limits_the_haze_around_it():
    field = even_field(0.4, shape=(12, 12), size=(120, 120))
    light = np.full((120, 120), 0.7, np.float32)
    light[:20, :20] = 0.01  # water
    allowed = borne_out(field, SceneBand(0.865, light))
    assert allowed[0, 0] < 0.6 and allowed[-1, -1] == 1
    assert judge(field, [SceneBand(0.865, light)]).field.thickness[0, 0] < field.thickness[0, 0]
    light[:] = np.nan
    assert (borne_out(field, SceneBand(0.865, light)) == 1).all()


@pytest.mark.parametrize("t1", [0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("um", [0.4825, 0.655, 0.865, 1.61])
def test_haze_that_is_there_is_borne_out(t1, um):
    """The light of real haze over black ground is exactly what the evidence allows."""
    field = even_field(t1, shape=(8, 8), size=(80, 80))
    hazy = compose(np.zeros((80, 80)), transmission(np.float64(t1), um), 0.8**2.2)
    assert borne_out(field, SceneBand(um, hazy.astype(np.float32))).min() > 0.97


def test_even_haze_darker_than_haze_can_be_is_believed_in_part():
    field = even_field(0.5)
    display = float((field.veil / (1 - field.transmission)).mean())
    bright = judge(field, least_airlight=(display / 2) ** 2.2).field
    assert np.array_equal(bright.transmission, field.transmission)
    some = judge(field, least_airlight=(display / 0.6) ** 2.2).field
    assert np.allclose(some.transmission, field.transmission**0.5, atol=1e-5)
    none = judge(field, least_airlight=(display * 10) ** 2.2).field
    assert np.allclose(none.transmission, 1)


def test_haze_that_comes_and_goes_is_believed_however_dark_it_looks():
    field = even_field(0.5, shape=(8, 8))
    patch = np.ones((8, 8), np.float32)
    patch[2:, 2:] = 4
    patchy = field.strengthened(patch)
    display = float((field.veil / (1 - field.transmission)).mean())
    borne = judge(patchy, least_airlight=(display * 10) ** 2.2).field
    assert borne.thickness[0, 0] < 0.01 and borne.thickness[5, 5] > 0.8 * patchy.thickness[5, 5]


def test_where_there_is_nothing_to_see_nothing_is_removed():
    field = even_field(0.5)
    empty, some, much = (judge(field, contrast=contrast) for contrast in (0.005, 0.0175, 0.3))
    assert (empty.field.transmission == 1).all() and "too even" in str(empty.told)
    assert np.allclose(some.field.transmission, field.transmission**0.5, atol=1e-5)
    assert np.array_equal(much.field.transmission, field.transmission)
    picture = 0.5 + 0.1 * np.random.default_rng(0).standard_normal((3, 64, 64))
    assert contrast_of(picture) == pytest.approx(0.2, rel=0.05) == contrast_of(picture / 7)
    collar = np.pad(picture, ((0, 0), (200, 200), (200, 200)), constant_values=0.5)  # as nodata is filled: smoothly
    ground = np.pad(np.ones((64, 64), bool), 200)
    assert contrast_of(collar, ground) == pytest.approx(contrast_of(picture)) and contrast_of(collar) < 0.05


def test_only_a_sensor_says_how_bright_haze_is():
    """A picture stored as reflectance is dehazed as the picture is."""
    scaled = Calibration("reflectance", "its scale", (1e-4,) * 3, (0.0,) * 3)
    sensed = replace(scaled, sensor="Sentinel-2 L1C", sky=Sky.INCLUDED_OVER_SUN, white=0.5)
    low, high = (0.0,) * 3, (10000.0,) * 3
    assert least_airlight(Stretch(low, high, 2.2)) == least_airlight(Stretch(low, high, 2.2, calibration=scaled)) == 0
    assert least_airlight(Stretch(low, high, 2.2, calibration=sensed)) == 2 * LEAST_AIRLIGHT


def test_little_haze_is_none_and_much_is_all():
    none, some, much = (judge(even_field(1 - thickness)) for thickness in (0.04, 0.1, 0.5))
    assert not none.field.thickness.any() and "nothing is changed" in str(none.told)
    assert 0.01 < some.field.thickness.mean() < 0.09 and np.array_equal(much.field.thickness, even_field(0.5).thickness)
    hidden = judge(even_field(0.5), bright_share=0.99)
    assert not hidden.field.thickness.any() and "99%" in str(hidden.told)


def test_a_bright_scene_of_a_known_sensor_is_left_alone_where_it_is_bright():
    facts = SceneFacts("uint16", ("S2A_MSIL2A_N0301.tif",), dark=(300.0,) * 3, middle=(4e3,) * 3, bright=(9e3,) * 3)
    found = calibrate(facts)
    stretch = Stretch(*found.dn_range, gamma=2.2, calibration=found)
    dn = np.repeat(np.uint16([[1000, 4000, 5200, 7000]]), 3, axis=0).reshape(3, 1, 4)
    share = look_at(stretch, dn).share[0]
    assert share[0] == share[1] == 1 and 0 < share[2] < 1 and share[3] == 0


# --- Methods with dark objects of their own ---------------------------------------------------------------------------


def correlated_ground(random, shape=(60, 80)):
    """Clear light of red, green, blue and near infrared: the first three go together, as over most ground."""
    red = random.uniform(0.02, 0.3, shape)
    noise = random.normal(0, 0.003, (3, *shape))
    return np.stack([red, 0.8 * red + 0.02, 0.6 * red + 0.02, 0.4 - 0.5 * red])[:4] + np.vstack([noise, noise[:1]])


def test_hot_grows_with_haze_whatever_the_ground_and_takes_it_off(random):
    clear = np.clip(correlated_ground(random)[:3], 0, 1)
    thickness = np.linspace(0, 0.4, clear.shape[2]) * np.ones(clear.shape[1:])
    hazy = (compose(clear, 1 - thickness, 0.6) ** (1 / 2.2)).astype(np.float32)
    measured = hot.measure(hazy)
    found = hot.index(hazy, measured)
    assert np.corrcoef(found.ravel(), thickness.ravel())[0, 1] > 0.9
    over_clear = hot.index((clear ** (1 / 2.2)).astype(np.float32), measured)
    assert over_clear.std() < 0.6 * found.std()  # what is left of the ground in it
    error = [
        np.sqrt(np.mean((image.astype(float) ** 2.2 - clear) ** 2)) for image in (hazy, hot.dehaze(hazy, measured))
    ]
    assert error[1] < 0.9 * error[0]  # a veil comes off, and not the contrast that it took
    assert np.array_equal(hot.measure(hazy[:, :4, :4])[1:4], np.zeros((3, hot.LEVELS)))  # too few pixels to tell


@pytest.mark.parametrize("method", ["dark_object", "hot"])
def test_methods_of_dark_objects_take_each_bands_own_veil_off(make_raster, random, tmp_path, method):
    clear = np.clip(correlated_ground(random), 0.001, 1)
    clear[3, ::7, ::5] = 0.01  # water
    veil = np.full(clear.shape[1:], 0.1) if method == "dark_object" else np.linspace(0, 0.2, clear.shape[2])
    hazy = np.rint(1e4 * (clear + veil * np.ones(clear.shape))).astype(np.int16)

    def describe(dataset):
        for number, name in enumerate(SIX[:4], 1):
            dataset.GetRasterBand(number).SetDescription(name)

    path, out = make_raster(hazy, "HLS.L30.tif", describe=describe), str(tmp_path / "out.tif")
    dehaze_raster(DehazeRequest(path, out, options=DehazeOptions(method, other_bands="correct")))
    before, after = (np.abs(image / 1e4 - clear[3]).mean() for image in (hazy[3], gdal.Open(out).ReadAsArray()[3]))
    assert after < 0.6 * before
