"""Which bands are taken for red, green and blue, by what, and whether the user is asked to look."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.raster.bands import BandProfile
from dsrdmpd_dehaze.dsrdmpd.raster.choice import by_values, by_words
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.scene.sensors import SceneFacts
from osgeo import gdal

SUPERDOVE = ["coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "nir"]
WORLDVIEW = ["Coastal Blue", "Blue", "Green", "Yellow", "Red", "Red Edge", "NIR1", "NIR2"]
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)


def profiles(colours, names, nanometres=()):
    found = []
    for number, (colour, name) in enumerate(zip(colours, names)):
        lines = (f"wavelength={nanometres[number]}", "wavelength_units=Nanometers") if nanometres else ()
        interpretation = getattr(gdal, f"GCI_{colour}Band", gdal.GCI_Undefined)
        found.append(BandProfile(name, interpretation, metadata=(("", lines),) if lines else ()))
    return found


@pytest.mark.parametrize(
    "colours, names, expected",
    [
        (["Blue", "Green", "Red"], ["", "", ""], (3, 2, 1)),
        (["Gray", "", ""], ["blue", "Green", "RED"], (3, 2, 1)),
        (["Red", "Green", "Blue"], ["blue", "Green", "RED"], (3, 2, 1)),
        (["Gray"] + [""] * 4, ["Coastal", "Blue", "Green", "Red", "Red Edge"], (4, 3, 2)),
        (["Gray"] + [""] * 4, ["red edge", "nir", "B02", "B03", "B04"], (5, 4, 3)),
        (["Gray"] + [""] * 3, ["B2, 490 nm", "B3, 560 nm", "B4, 665 nm", "B8, 842 nm"], (3, 2, 1)),
        (["Gray"] + [""] * 5, ["B1", "B2", "B3", "B4", "B5", "B7"], (3, 2, 1)),
        (["Gray"] + [""] * 6, ["B1", "B2", "B3", "B4", "B5", "B6", "B7"], (4, 3, 2)),
        (["Gray", "", ""], ["red", "red", ""], None),
        (["Gray", "", ""], ["", "", ""], None),
        (["Gray"] + [""] * 7, SUPERDOVE, (6, 4, 2)),
        (["Gray"] + [""] * 7, WORLDVIEW, (5, 3, 2)),
        (["Gray"] + [""] * 3, ["green i", "green ii", "red 650 nm", "blue 480 nm"], (3, 1, 4)),
    ],
)
def test_what_the_file_says_decides(colours, names, expected):
    found = by_words(profiles(colours, names), SceneFacts("uint16"))
    assert (found and found.bands) == expected
    assert found is None or (found.sure and "are taken for red, green and blue, by the" in str(found.told))


def test_wavelengths_decide_where_names_do_not():
    nanometres = [418 + 8 * number for number in range(60)]
    names = [f"band {number} ({nm} Nanometers)" for number, nm in enumerate(nanometres, 1)]
    found = by_words(profiles([""] * 60, names, nanometres), SceneFacts("float32"))
    taken = [nanometres[number - 1] for number in found.bands]
    assert np.abs(np.subtract(taken, (655, 562.5, 482.5))).max() <= 4 and "wavelengths" in str(found.told)
    assert by_words(profiles([""] * 5, [""] * 5, [700, 720, 740, 800, 900]), SceneFacts("float32")) is None


@pytest.mark.parametrize(
    "file_name, count, expected",
    [
        ("LT05_L2SP_193024_20110602_20200822_02_T1.tif", 6, (3, 2, 1)),
        ("LC08_L2SP_193024_20200602_20200822_02_T1.tif", 7, (4, 3, 2)),
        ("LE07_L2SP_193024_20010602_20200822_02_T1.tif", 6, (3, 2, 1)),
    ],
)
def test_the_sensor_in_the_name_of_the_file_decides(file_name, count, expected):
    found = by_words(profiles([""] * count, [""] * count), SceneFacts("uint16", (file_name,)))
    assert found.bands == expected and "usual order of" in str(found.told) and found.sure


STACKS = {  # a real scene's file: its bands from blue to near infrared, counted from 0
    "bands/sentinel2_l1c_433D_629L_3_1.tif": (1, 2, 3, 7), "bands/sentinel2_l1c_637U_59R_1_3.tif": (1, 2, 3, 7),
    "bands/sentinel2_l1c_282D_485L_3_3.tif": (1, 2, 3, 7), "bands/sentinel2_l1c_38D_378R_2_3.tif": (1, 2, 3, 7),
    "bands/sentinel2_l1c_609U_541L_3_0.tif": (1, 2, 3, 7), "bands/sentinel2_l1c_onesite_date1.tif": (1, 2, 3, 7),
    "bands/sentinel2_l1c_onesite_date2.tif": (1, 2, 3, 7), "bands/sentinel2_l1c_onesite_date4.tif": (1, 2, 3, 7),
    "bands/sentinel2_l1c_10m_S2A_MSIL1C_20170527_T33UUB.tif": (2, 1, 0, 3),
    "bands/sentinel2_l1c_10m_S2B_MSIL1C_20171022_T49JGM.tif": (2, 1, 0, 3),
    "rasters/L8_RS-Haze_00215_clear_B1-B7_u16_30m.tif": (1, 2, 3, 4),
}  # fmt: skip


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("infrared", [True, False])
def test_unnamed_stacks_of_real_scenes_are_told_apart_by_their_values(shared, make_raster, name, infrared):
    scene = gdal.Open(str(shared / "data" / name)).ReadAsArray()
    blue, green, red, infra = (scene[number] for number in STACKS[name])
    more = [infra] if infrared else []
    for order, expected in (((red, green, blue), (1, 2, 3)), ((blue, green, red), (3, 2, 1))):
        pixels = np.stack([*order, *more])
        pixels[:, :3] = 0  # fill that nobody declared moves no percentile
        with RasterSource.open(make_raster(pixels, "stack.tif")) as source:
            assert source.bands == expected and source.choice.sure and "contrast" in str(source.choice.told)
            assert source.notes == source.findings.told


def test_six_bands_of_landsat_5_without_names_begin_with_blue(shared, make_raster):
    scene = gdal.Open(str(shared / "data/rasters/L8_RS-Haze_00215_clear_B1-B7_u16_30m.tif")).ReadAsArray()
    with RasterSource.open(make_raster(scene[1:7], "six.tif")) as source:
        assert source.bands == (3, 2, 1)
    seven = np.concatenate([scene[1:6], scene[5:7]])  # with a thermal band among them
    with RasterSource.open(make_raster(seven, "seven.tif")) as source:
        assert source.bands == (3, 2, 1) and "near infrared" in str(source.choice.told)
    with RasterSource.open(make_raster(scene, "coastal.tif")) as source:
        assert source.bands == (4, 3, 2)


def test_what_is_not_sure_is_asked(make_raster, random):
    pixels = random.integers(1, 200, (4, 60, 70)).astype(np.uint8)
    with RasterSource.open(make_raster(pixels)) as source:
        assert source.bands == (1, 2, 3) and not source.choice.sure
        assert "name the bands if that is wrong" in str(source.notes[0])
    with RasterSource.open(make_raster(pixels, "named.tif", colours=RGB)) as source:
        assert source.bands == (1, 2, 3) and source.choice.sure and not source.notes
    with RasterSource.open(make_raster(pixels), bands=(3, 1, 2)) as source:
        assert source.bands == (3, 1, 2) and source.choice is None and not source.notes
    assert by_values(224, np.empty((3, 0))).sure is False


def test_mixed_types_are_refused_as_before_and_not_compared(make_raster, random, tmp_path):
    byte = make_raster(random.integers(1, 9, (1, 9, 7)).astype(np.uint8), "b.tif")
    wide = make_raster(random.integers(1, 9, (1, 9, 7)).astype(np.uint16), "w.tif")
    stack = str(tmp_path / "s.vrt")
    gdal.BuildVRT(stack, [wide, wide, wide, byte], options=gdal.BuildVRTOptions(separate=True)).FlushCache()
    with RasterSource.open(stack) as source:
        assert source.bands == (1, 2, 3) and not source.choice.sure
