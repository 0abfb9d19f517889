"""How rasters are rendered to the model: by sensor, by declared scale, alike in every encoding."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.scene.sensor_table import Sky
from dsrdmpd_dehaze.dsrdmpd.scene.sensors import SceneFacts, calibrate
from osgeo import gdal


def facts(dtype="uint16", dark=(200.0, 300.0, 400.0), middle=(900.0,) * 3, **more):
    return SceneFacts(dtype, dark=dark, middle=middle, **more)


@pytest.mark.parametrize(
    "names, metadata, dark, offset, sky",
    [
        (("S2A_MSIL1C_20170527T1_N0205_R0_T33UUB.tif",), {}, (100.0,) * 3, 0.0, Sky.INCLUDED_OVER_SUN),
        (("S2B_MSIL1C_20230527T1_N0509_R0_T33UUB.tif",), {}, (1200.0,) * 3, -0.1, Sky.INCLUDED_OVER_SUN),
        (("S2A_MSIL2A_20230527T1_N0509_R0.tif",), {}, (1200.0,) * 3, -0.1, Sky.REMOVED),
        (("T33UUB_20170527T100031_B04.jp2",), {}, (100.0,) * 3, 0.0, Sky.INCLUDED_OVER_SUN),
        (
            ("stack.tif",),
            {"processing_baseline": "05.09", "satellite": "Sentinel-2"},
            (1200.0,) * 3,
            -0.1,
            Sky.INCLUDED_OVER_SUN,
        ),
        (("sentinel2.tif",), {}, (1050.0, 1100.0, 1200.0), -0.1, Sky.INCLUDED_OVER_SUN),
    ],
)
def test_sentinel2_by_name_and_metadata(names, metadata, dark, offset, sky):
    found = calibrate(facts(names=names, metadata=metadata, dark=dark, middle=(1800.0,) * 3))
    assert 0.3 <= found.white <= 1
    assert found.scale == (1e-4,) * 3 and found.offset == (offset,) * 3 and found.sky is sky


def test_landsat_by_name_and_by_numbers():
    level2 = calibrate(facts(names=("LC08_L2SP_224077_stack.tif",), dark=(7300.0,) * 3, middle=(9000.0,) * 3))
    assert level2.scale == (2.75e-5,) * 3 and level2.offset == (-0.2,) * 3
    for names in (("LC08_L1TP_224077_B4.tif",), ("picture.tif",)):
        level1 = calibrate(facts(names=names, dark=(6063.0, 6654.0, 7794.0), middle=(8000.0,) * 3))
        assert level1.offset == (-0.1,) * 3 and level1.sky is Sky.INCLUDED


def test_names_that_the_numbers_speak_against_are_not_believed():
    assert calibrate(facts(names=("S2A_MSIL1C_x.tif",), dark=(20000.0,) * 3, middle=(40000.0,) * 3)) is None
    assert calibrate(facts(names=("LC08_L2SP_x.tif",), dark=(1.0,) * 3, middle=(60000.0 * 2,) * 3)) is None


def test_numbers_without_a_sensor_say_nothing():
    assert calibrate(facts()) is None
    assert calibrate(facts(dark=(9000.0, 8000.0, 7000.0), middle=(12000.0,) * 3)) is None  # red the brightest
    assert calibrate(facts("float32", dark=(0.01,) * 3, middle=(300.0,) * 3)) is None


def test_declared_scale_and_reflectance_floats():
    declared = calibrate(facts(scales=(5e-5,) * 3, offsets=(-0.1,) * 3, middle=(6000.0,) * 3))
    assert declared.scale == (5e-5,) * 3 and declared.offset == (-0.1,) * 3
    assert calibrate(facts(scales=(1.0,) * 3)) is None
    floats = calibrate(facts("float32", dark=(0.01,) * 3, middle=(0.2,) * 3, bright=(0.9,) * 3))
    assert floats.dn_range == ((0.0,) * 3, (1.0,) * 3)
    ground = calibrate(facts("float32", dark=(0.01,) * 3, middle=(0.1,) * 3, bright=(0.3,) * 3))
    assert ground.dn_range[0] == (0.0,) * 3 and np.allclose(ground.dn_range[1], 0.33)


def test_clear_landsat_and_sentinel_scenes_begin_near_black(tmp_path):
    """The darkest pixels of a clear scene at the top of the atmosphere are nearly black, in blue too."""
    found = calibrate(facts(dark=(6063.0, 6654.0, 7794.0), middle=(8000.0,) * 3))
    low, high = found.dn_range
    assert np.allclose((np.array((6063.0, 6654.0, 7794.0)) - low) / (np.array(high) - low), 0, atol=0.05)


# --- One picture in every encoding ------------------------------------------------------------------------------------


def written(path, pixels, scale=None, offset=None):
    """Write (3, h, w) as GeoTIFF, with what its bands declare."""
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}[pixels.dtype.name]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), pixels.shape[2], pixels.shape[1], 3, kind)
    for number, band in enumerate(pixels, 1):
        target = dataset.GetRasterBand(number)
        target.WriteRaster(0, 0, band.shape[1], band.shape[0], np.ascontiguousarray(band).tobytes())
        if scale:
            target.SetScale(scale)
            target.SetOffset(offset or 0.0)
    dataset = None
    return str(path)


def encodings(tmp_path, picture):
    """Yield one 8-bit picture (3, h, w) in the ways that a file may hold it."""
    light = (picture / 255.0) ** 2.2
    yield written(tmp_path / "eight.tif", picture)
    yield written(tmp_path / "sixteen.tif", picture.astype(np.uint16) * 257)
    yield written(tmp_path / "reflectance.tif", light.astype(np.float32))
    yield written(tmp_path / "scaled.tif", np.rint(light * 10000).astype(np.uint16), 1e-4)
    yield written(tmp_path / "counts.tif", np.rint(light / 2e-5 + 5000).astype(np.uint16), 2e-5, -0.1)


def test_one_picture_looks_alike_to_the_model_in_every_encoding(tmp_path):
    random = np.random.default_rng(0)
    smooth = np.kron(random.uniform(40, 240, (3, 8, 8)), np.ones((1, 16, 16)))
    picture = np.clip(smooth + random.normal(0, 6, smooth.shape), 0, 255).astype(np.uint8)
    for path in encodings(tmp_path, picture):
        with RasterSource.open(path) as source:
            seen = Stretch.fit(source).normalise(source.read(source.grid.window()))
        assert np.abs(seen - picture / 255).mean() < 0.01, path
