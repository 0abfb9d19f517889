"""The table of sensors: each is recognised by what its products are called, and what its numbers then mean."""

import math

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.physics import RGB_UM, rayleigh_depth
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.wavelengths import NO_LIGHT_UM, known_wavelengths
from dsrdmpd_dehaze.dsrdmpd.scene.sensor_table import SENSORS, Sky, clear_sky
from dsrdmpd_dehaze.dsrdmpd.scene.sensors import SceneFacts, calibrate, recognise
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal

PRODUCTS = [  # file name, type, sensor, scale
    ("S2B_MSIL1C_20171022T030749_N0205_R075_T49JGM.tif", "uint16", "Sentinel-2 L1C", 1e-4),
    ("S2A_MSIL2A_20220103T105441_N0301_R051_T31UFU.tif", "uint16", "Sentinel-2 L2A", 1e-4),
    ("T31UFU_20220103T105441_B04_10m.jp2", "uint16", "Sentinel-2 L2A", 1e-4),
    ("HLS.L30.T22KBU.2021107T132645.v2.0.B04.tif", "int16", "HLS", 1e-4),
    ("LC09_L2SP_190022_20220301_20220303_02_T1_SR_B4.TIF", "uint16", "Landsat 8 or 9 Collection 2 level 2", 2.75e-5),
    ("LT05_L2SP_047027_20061028_20200831_02_T1.tif", "uint16", "Landsat 4 to 7 Collection 2 level 2", 2.75e-5),
    ("LC08_L1TP_034032_20160621_20170221_01_T1_sr_band4.tif", "int16", "Landsat 8 Collection 1 level 2", 1e-4),
    ("LE07_L1TP_034032_20160621_20170221_01_T1_sr_band3.tif", "int16", "Landsat 4 to 7 Collection 1 level 2", 1e-4),
    ("LC08_L1TP_224077_20200518_20200518_01_RT_B4.TIF", "uint16", "Landsat 8 or 9 level 1", 2e-5),
    ("LC82240772014113LGN00_B4.TIF", "uint16", "Landsat 8 or 9 level 1", 2e-5),
    ("LT05_L1TP_047027_20061028_20161005_01_T1_B3.TIF", "uint8", "Landsat 4 to 7 level 1", None),
    ("MOD09GA.A2020200.h18v04.061.tif", "int16", "MODIS and VIIRS surface reflectance", 1e-4),
    ("20220301_101010_00_2440_3B_AnalyticMS_SR_8b.tif", "uint16", "PlanetScope surface reflectance, 8 bands", 1e-4),
    ("20190301_101010_0f2e_3B_AnalyticMS_SR.tif", "uint16", "PlanetScope surface reflectance", 1e-4),
    ("20190301_101010_0f2e_3B_AnalyticMS.tif", "uint16", "PlanetScope radiance", None),
    ("ENMAP01-____L2A-DT0000001049_20220612T105735Z_SPECTRAL_IMAGE.TIF", "int16", "EnMAP L2A", 1e-4),
    ("m_3607717_sw_18_1_20100515.tif", "uint8", "NAIP", None),
]


@pytest.mark.parametrize("name, dtype, sensor, scale", PRODUCTS, ids=[product[2] for product in PRODUCTS])
def test_products_are_recognised_by_their_names(name, dtype, sensor, scale):
    found, _ = recognise(SceneFacts(dtype, names=(name,)))
    assert found.name == sensor and found.scale == scale


def test_every_row_of_the_table_is_recognised_by_one_of_these():
    assert {sensor.name for sensor in SENSORS} == {product[2] for product in PRODUCTS}


@pytest.mark.parametrize("sensor", SENSORS, ids=lambda sensor: sensor.name)
def test_rows_are_whole(sensor):
    assert (sensor.scale is None) == (sensor.offset is None)
    for order in sensor.orders:
        assert set(order) <= set(sensor.bands)
    assert all(0.3 <= um <= 13 for um in sensor.bands.values())


def test_names_of_another_type_say_nothing():
    assert recognise(SceneFacts("uint8", names=("S2A_MSIL1C_TCI.tif",))) is None
    assert recognise(SceneFacts("uint16", names=("holiday.tif",))) is None


@given(st.floats(0.35, 2.5))
def test_the_air_scatters_less_at_longer_waves_and_more_under_a_low_sun(um):
    assert rayleigh_depth(um) > rayleigh_depth(um + 0.05) > 0
    high, low = (clear_sky(um, Sky.INCLUDED_OVER_SUN, math.sin(math.radians(angle))) for angle in (60, 15))
    assert low > high > clear_sky(um, Sky.INCLUDED) > clear_sky(um, Sky.REMOVED) == 0


def test_a_clear_sky_is_what_the_darkest_pixels_of_clear_scenes_show():
    assert np.allclose([clear_sky(um, Sky.INCLUDED) for um in RGB_UM], (0.018, 0.031, 0.049), atol=0.005)


def test_the_sun_comes_from_the_metadata():
    facts = {"dtype": "uint16", "names": ("S2A_MSIL1C_N0205.tif",), "dark": (2e3,) * 3, "middle": (3e3,) * 3}
    low = calibrate(SceneFacts(metadata={"mean_sun_zenith_angle": "75"}, **facts))
    assert low.sun_sine == pytest.approx(math.cos(math.radians(75)))
    assert low.clear_sky[2] > 2 * calibrate(SceneFacts(**facts)).clear_sky[2]
    assert calibrate(SceneFacts(metadata={"sun_elevation": "unknown"}, **facts)).sun_sine is None


def test_a_dark_scene_is_doubted_aloud_and_not_silently_taken():
    dim = calibrate(
        SceneFacts("uint16", ("sentinel2_l2a.tif",), dark=(20.0,) * 3, middle=(40.0,) * 3, bright=(140.0,) * 3)
    )
    assert "is the scale right" in str(dim.doubt) and "1.4%" in str(dim.doubt)


def sentinel2(random, shift, least):
    """A scene of 13 bands, bright in all, by snow or because haze lies over it, but for the cirrus band."""
    pixels = random.integers(least, 9000, (13, 40, 50)).astype(np.uint16)
    pixels[10] = random.integers(5, 60, (40, 50))
    return pixels + np.uint16(shift)


@pytest.mark.parametrize("least", [200, 1200, 2000])
@pytest.mark.parametrize("shift", [0, 1000])
def test_the_cirrus_band_tells_whether_sentinel2_is_shifted(make_raster, random, shift, least):
    def describe_bands(dataset):
        for number in range(1, 14):
            name = "8A" if number == 9 else f"{number if number < 9 else number - 1:02d}"
            dataset.GetRasterBand(number).SetDescription(f"B{name}")

    path = make_raster(sentinel2(random, shift, least), "sentinel2_l1c_winter.tif", describe=describe_bands)
    with RasterSource.open(path) as source:
        stretch = Stretch.fit(source)
        assert known_wavelengths(source)[10] == NO_LIGHT_UM  # and no haze is taken off it
    assert stretch.calibration.offset == (-shift / 10_000,) * 3
    assert ("cirrus band" in str(stretch.told)) == bool(shift)


def test_unnamed_stacks_take_the_order_of_their_sensor(make_raster, random):
    pixels = random.integers(7000, 20000, (7, 20, 20)).astype(np.uint16)
    with RasterSource.open(make_raster(pixels, "LC08_L2SP_224077_stack.tif")) as source:
        assert known_wavelengths(source) == (0.443, 0.4825, 0.5625, 0.655, 0.865, 1.61, 2.2)
    with RasterSource.open(make_raster(pixels, "stack.tif")) as source:
        assert [um is None for um in known_wavelengths(source)] == [True, False, False, False, True, True, True]


def test_the_order_of_a_sensor_fills_what_colours_leave_open_and_contradicts_none(make_raster, random):
    pixels = random.integers(0, 255, (4, 20, 20)).astype(np.uint8)
    colours = [gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_Undefined]
    for order, nir in ((colours, 0.845), (colours[2::-1] + colours[3:], None)):
        with RasterSource.open(make_raster(pixels, "m_3607717_sw_18_1_20100515.tif", colours=order)) as source:
            assert known_wavelengths(source)[3] == nir


def test_the_command_shows_the_table_and_what_a_raster_is_taken_for(make_raster, random, capsys):
    from dsrdmpd_dehaze.dsrdmpd.__main__ import main

    assert main(["sensors"]) == 0
    shown = capsys.readouterr().out
    assert all(sensor.name in shown for sensor in SENSORS)
    pixels = random.integers(7500, 20000, (7, 20, 20)).astype(np.uint16)
    assert main(["sensors", make_raster(pixels, "LC08_L2SP_224077_stack.tif")]) == 0
    shown = capsys.readouterr().out
    assert "reflectance = 2.75e-05 · DN -0.2" in shown and "band 5: 0.865 µm" in shown and "red is band 4" in shown
