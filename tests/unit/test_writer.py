"""Results keep everything that was not dehazed, and exist only when they are complete."""

import os
from collections import namedtuple
from contextlib import contextmanager

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd import files
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError
from dsrdmpd_dehaze.dsrdmpd.files import check_output
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import writer as writer_module
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.writer import GeoTiffWriter, RasterProfile
from osgeo import gdal, osr

KEPT_DOMAINS = ("", "RPC", "IMAGERY", "xml:XMP", "TEST")
ROTATED = (500000.0, 8.0, 3.0, 5600000.0, 2.0, -9.0)
RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)


def copy(source, output, window=None, change=None, strip=100):
    """Write the window of a source, its colours moved by `change`, in strips that fit no block."""
    window = window or source.grid.window()
    with GeoTiffWriter(str(output), RasterProfile.like(source, window), source, window) as writer:
        for row in range(window.row, window.row_stop, strip):
            height = min(strip, window.row_stop - row)
            dn = source.read(Window(row, window.col, height, window.width))
            writer.write(row, dn if change is None else dn + dn.dtype.type(change))
        writer.write(window.row_stop, np.zeros((3, 0, window.width), source.dtype))  # as a blend's last strip may be
        writer.finish()


def facts(path):
    """Everything a result has to keep, as plain values."""
    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)]
    reference = dataset.GetSpatialRef()
    return {
        "geotransform": dataset.GetGeoTransform(can_return_null=True),
        "crs": reference and reference.ExportToWkt(["FORMAT=WKT2_2018"]),
        "metadata": {domain: dataset.GetMetadata_List(domain) for domain in KEPT_DOMAINS},
        "types": [band.DataType for band in bands],
        "nodata": [str(band.GetNoDataValue()) for band in bands],
        "colours": [band.GetColorInterpretation() for band in bands],
        "names": [band.GetDescription() for band in bands],
        # None and the neutral 1 and 0 mean the same; which one is told depends on a sidecar that QGIS may have left
        "scales": [(band.GetScale() or 1.0, band.GetOffset() or 0.0, band.GetUnitType()) for band in bands],
        "band metadata": [(band.GetMetadata_List(), band.GetMetadata_List("IMAGERY")) for band in bands],
        "mask flags": [band.GetMaskFlags() for band in bands],
    }


def pixels_of(path, mask=False):
    dataset = gdal.Open(str(path))
    width, height = dataset.RasterXSize, dataset.RasterYSize
    if mask:
        data = dataset.GetRasterBand(1).GetMaskBand().ReadRaster()
        return np.frombuffer(data, np.uint8).reshape(height, width)
    return dataset.ReadRaster(), (dataset.RasterCount, height, width)


def describe_all(dataset):
    """Say about a four-band raster whatever a GeoTIFF can hold."""
    dataset.SetMetadata({"AREA_OR_POINT": "Point", "SENSOR": "it = that", "TIFFTAG_DATETIME": "2024:05:06 07:08:09"})
    dataset.SetMetadata({"CLOUDS": "3"}, "IMAGERY")
    dataset.SetMetadata({"KEY": "value"}, "TEST")
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(f"band {number} of all")
        band.SetScale(0.0001 * number)
        band.SetOffset(-0.1)
        band.SetUnitType("W/m2")
        band.SetMetadata({"WAVELENGTH": str(500 + number)})
        band.SetMetadata({"CENTRAL": "1"}, "IMAGERY")


@pytest.fixture
def out(tmp_path):
    """An empty folder for results."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "int32", "float32", "float64"])
@pytest.mark.parametrize("height, width", [(1, 1), (257, 31), (300, 523)])
def test_a_copy_keeps_every_pixel_and_fact(make_raster, random, out, dtype, height, width):
    dn = random.integers(0, 200, size=(4, height, width)).astype(dtype)
    nodata = float("nan") if dtype == "float32" else 7
    if dtype == "float32":
        dn[:, 0, 0] = np.nan
    path = make_raster(dn, geotransform=ROTATED, nodata=nodata, colours=(*RGB, 0), describe=describe_all)
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif")
    assert pixels_of(out / "copy.tif") == pixels_of(path)
    assert facts(out / "copy.tif") == facts(path)
    assert os.listdir(out) == ["copy.tif"]


@pytest.mark.parametrize("colours", [(1, 0, 0, 0), (*RGB, 6), (5, 4, 3, 0, 6), (1, 0, 0, 0, 0, 6, 0), (6, 3, 4, 5)])
def test_colour_interpretations_are_kept(make_raster, random, out, colours):
    dn = random.integers(0, 200, size=(len(colours), 20, 30)).astype(np.uint16)
    path = make_raster(dn, colours=colours)
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif")
    assert facts(out / "copy.tif") == facts(path) and facts(path)["colours"] == list(colours)
    assert pixels_of(out / "copy.tif") == pixels_of(path)


def test_only_colours_change_and_stale_statistics_go(make_raster, random, out):
    dn = random.integers(0, 200, size=(5, 300, 40)).astype(np.uint16)
    stale = {"STATISTICS_MEAN": "1", "KEPT": "yes"}
    path = make_raster(dn, describe=lambda dataset: dataset.GetRasterBand(2).SetMetadata(stale))
    with RasterSource.open(path, bands=(4, 2, 1)) as source:
        copy(source, out / "copy.tif", change=5)
    with RasterSource.open(str(out / "copy.tif")) as result:
        moved = np.stack([result.read_band(number, result.grid.window()) for number in range(1, 6)])
    np.testing.assert_array_equal(moved.astype(int) - dn, np.array([5, 5, 0, 5, 0])[:, None, None] * np.ones_like(dn))
    assert facts(out / "copy.tif")["band metadata"][1][0] == ["KEPT=yes"]


def test_a_window_lies_where_it_was(make_raster, random, out):
    dn = random.integers(0, 200, size=(3, 320, 200)).astype(np.int16)
    rpc = {"LINE_OFF": "150.5", "SAMP_OFF": "60", "LINE_NUM_COEFF": "0 0 -1"}
    path = make_raster(dn, geotransform=ROTATED, describe=lambda dataset: dataset.SetMetadata({"A": "b"}, "TEST"))
    window = Window(11, 50, 290, 77)
    with RasterSource.open(path) as source:
        source.metadata = lambda: (("RPC", tuple(f"{k}={v}" for k, v in rpc.items())), ("TEST", ("A=b",)))
        assert [domain for domain, _ in RasterProfile.like(source, source.grid.window()).metadata] == ["RPC", "TEST"]
        moved = dict(RasterProfile.like(source, window).metadata)
        assert moved["RPC"] == ("LINE_OFF=139.5", "SAMP_OFF=10", "LINE_NUM_COEFF=0 0 -1") and moved["TEST"] == ("A=b",)
        del source.metadata
        copy(source, out / "copy.tif", window)
        expected = source.grid.crop(window)
    with RasterSource.open(str(out / "copy.tif")) as result:
        assert result.grid == expected
        np.testing.assert_array_equal(result.read(result.grid.window()), dn[(slice(None), *window.slices)])
        assert ("TEST", ("A=b",)) in result.metadata()


def test_a_window_placed_by_rational_polynomials_is_what_gdal_makes_of_it(make_raster, random, out, tmp_path):
    terms = {
        f"{axis}_{part}_COEFF": ("1 " if part == "DEN" else "0 1 ") + "0 " * 18
        for axis in ("LINE", "SAMP")
        for part in ("NUM", "DEN")
    }
    rpc = {
        "LINE_OFF": "150",
        "SAMP_OFF": "150",
        "LAT_OFF": "40",
        "LONG_OFF": "10",
        "HEIGHT_OFF": "0",
        "LINE_SCALE": "150",
        "SAMP_SCALE": "150",
        "LAT_SCALE": ".01",
        "LONG_SCALE": ".01",
        "HEIGHT_SCALE": "100",
        **terms,
    }
    path = make_raster(
        random.integers(1, 200, size=(3, 300, 310)).astype(np.uint8), geotransform=None, crs="",
        describe=lambda dataset: dataset.SetMetadata(rpc, "RPC"),
    )  # fmt: skip
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif", Window(100, 90, 200, 180))
    expected = str(tmp_path / "expected.tif")
    gdal.Translate(expected, path, srcWin=[90, 100, 180, 200]).FlushCache()
    ours, theirs = (gdal.Open(str(name)).GetMetadata("RPC") for name in (out / "copy.tif", expected))
    assert float(ours["LINE_OFF"]) == 50 and float(ours["SAMP_OFF"]) == 60
    assert {key: ours[key].split() for key in rpc if "COEFF" in key} == {
        key: theirs[key].split() for key in rpc if "COEFF" in key
    }
    assert all(float(ours[key]) == float(theirs[key]) for key in rpc if "COEFF" not in key)


def test_a_mask_is_kept_inside_the_file(make_raster, random, out):
    path = make_raster(random.integers(1, 9, size=(3, 300, 300)).astype(np.uint8), colours=RGB)
    mask = np.where(random.random((300, 300)) < 0.5, 255, 0).astype(np.uint8)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)  # a .msk file beside the raster
    dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 300, 300, mask.tobytes())
    del dataset
    before = gdal.GetConfigOption("GDAL_TIFF_INTERNAL_MASK")
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif")
    assert gdal.GetConfigOption("GDAL_TIFF_INTERNAL_MASK") == before
    np.testing.assert_array_equal(pixels_of(out / "copy.tif", mask=True), mask)
    assert facts(out / "copy.tif") == facts(path) and os.listdir(out) == ["copy.tif"]


def test_no_crs_no_georeference_no_sidecar(make_raster, random, out):
    path = make_raster(random.integers(1, 9, size=(3, 20, 30)).astype(np.uint8), geotransform=None, crs="")
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tiff")
    assert facts(out / "copy.tiff") == facts(path) and facts(path)["geotransform"] is None
    assert os.listdir(out) == ["copy.tiff"]


def test_a_large_result_has_overviews_blocks_and_compression(make_raster, out):
    with RasterSource.open(make_raster(np.full((3, 100, 1100), 7, np.uint16))) as source:
        copy(source, out / "copy.tif")
    dataset = gdal.Open(str(out / "copy.tif"))
    band = dataset.GetRasterBand(3)
    assert [band.GetOverview(n).XSize for n in range(band.GetOverviewCount())] == [550, 275]
    assert band.GetBlockSize() == [256, 256]
    assert dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") == "DEFLATE"
    assert os.path.getsize(out / "copy.tif") < 100 * 1100 * 6 / 20
    assert os.listdir(out) == ["copy.tif"]


def test_overviews_are_the_same_when_blocks_may_not_pile_up(make_raster, random, out, monkeypatch):
    path = make_raster(random.integers(1, 4000, size=(3, 1300, 1100)).astype(np.uint16), nodata=0)
    used = {}
    for name, limit in (("free", 10**9), ("short", 1_000_000)):
        monkeypatch.setattr(writer_module, "CACHED_BYTES", limit)
        with RasterSource.open(path) as source:
            copy(source, out / f"{name}.tif")
        dataset = gdal.Open(str(out / f"{name}.tif"))
        band = dataset.GetRasterBand(2)
        levels = [band.GetOverview(n).ReadAsArray().tobytes() for n in range(band.GetOverviewCount())]
        used[name] = (levels, os.path.getsize(out / f"{name}.tif"))
    assert used["free"][0] == used["short"][0] and len(used["free"][0]) == 2
    assert used["short"][1] < 1.02 * used["free"][1], "a block that is written twice leaves a hole"


def test_blocks_are_written_once_whatever_the_strips(make_raster, random, out):
    path = make_raster(random.integers(0, 4000, size=(3, 700, 300)).astype(np.uint16))
    cache = gdal.GetCacheMax()
    gdal.SetCacheMax(400_000)  # less than one row of blocks
    try:
        with RasterSource.open(path) as source:
            for strip in (1, 192, 700):
                copy(source, out / f"by{strip}.tif", strip=strip)
    finally:
        gdal.SetCacheMax(cache)
    assert len({os.path.getsize(out / name) for name in os.listdir(out)}) == 1
    assert pixels_of(out / "by1.tif") == pixels_of(path)


def test_bytes_do_not_depend_on_how_many_rows_come_at_once(make_raster, random, out):
    """A resumed run hands over in one piece what came in strips: bands must not come in another order."""
    path = make_raster(random.integers(0, 255, (3, 1100, 300), dtype=np.uint8))
    with RasterSource.open(path) as source:
        copy(source, out, strip=90)
        strips = out.read_bytes()
        copy(source, out, strip=1100)
    assert out.read_bytes() == strips


def test_a_haze_map_is_one_float_band_on_the_same_grid(make_raster, out):
    window = Window(2, 3, 10, 20)
    with RasterSource.open(make_raster(np.zeros((3, 30, 40), np.uint8))) as source:
        with GeoTiffWriter(str(out / "haze.tif"), RasterProfile.haze_map(source, window), None, window) as writer:
            writer.write(2, np.full((1, 4, 20), 0.25, np.float32))
            writer.write(6, np.full((1, 6, 20), -9999, np.float32))
            writer.finish()
        expected = source.grid.crop(window)
    dataset = gdal.Open(str(out / "haze.tif"))
    band = dataset.GetRasterBand(1)
    assert (dataset.RasterCount, band.DataType, band.GetNoDataValue()) == (1, gdal.GDT_Float32, -9999)
    assert band.GetDescription() == "haze thickness, 1 - transmission at 0.443 um" and band.GetUnitType() == ""
    assert dataset.GetGeoTransform() == expected.geotransform
    assert np.frombuffer(band.ReadRaster(), np.float32)[:80].tolist() == [0.25] * 80


class CancelledAtOnce(Progress):
    def cancelled(self):
        return True


@pytest.mark.parametrize("failure", ["error", "cancelled", "rows missing", "never finished", "in overviews"])
def test_what_is_not_finished_leaves_nothing_and_spares_the_older_result(make_raster, out, failure):
    path, older = make_raster(np.zeros((3, 600, 40), np.uint8)), out / "result.tif"
    for name in ("result.tif", "result.tif.aux.xml"):
        (out / name).write_text("older")
    with RasterSource.open(path) as source:
        window = source.grid.window()
        try:
            with GeoTiffWriter(str(older), RasterProfile.like(source, window), source, window) as writer:
                assert len(os.listdir(out)) == 3
                writer.write(0, source.read(Window(0, 0, 300, 40)))
                if failure in ("error", "cancelled"):
                    raise {"error": ValueError, "cancelled": Cancelled}[failure]
                if failure == "rows missing":
                    writer.finish()
                if failure == "in overviews":
                    writer.write(300, source.read(Window(300, 0, 300, 40)))
                    writer.finish(CancelledAtOnce())
        except (ValueError, Cancelled) as error:
            expected = {"error": ValueError, "rows missing": ValueError}
            assert type(error) is expected.get(failure, Cancelled)
    assert sorted(os.listdir(out)) == ["result.tif", "result.tif.aux.xml"] and older.read_text() == "older"


def test_a_finished_result_replaces_the_older_one_and_its_sidecars(make_raster, out):
    path = make_raster(np.zeros((3, 20, 30), np.uint8))
    for name in ("copy.tif", "copy.tif.aux.xml", "copy.tif.ovr", "copy.tif.msk", "copy.tfw"):
        (out / name).write_text("older")
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif")
    assert sorted(os.listdir(out)) == ["copy.tfw", "copy.tif"]
    assert pixels_of(out / "copy.tif") == pixels_of(path)


@contextmanager
def full_disk(size_bytes, raises):
    """Have files grow no larger than this, and GDAL raise or return what goes wrong."""
    resource = pytest.importorskip("resource")
    before, limits = gdal.GetUseExceptions(), resource.getrlimit(resource.RLIMIT_FSIZE)
    (gdal.UseExceptions if raises else gdal.DontUseExceptions)()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()


@pytest.mark.parametrize("raises", [False, True], ids=["gdal-returns", "gdal-raises"])
def test_a_full_disk_is_an_error_and_leaves_nothing(make_raster, random, out, raises):
    path = make_raster(random.integers(0, 2**31, size=(3, 512, 512)).astype(np.int32))
    expected = pytest.raises(RasterError, match="copy.tif cannot be")
    with RasterSource.open(path) as source, full_disk(1_000_000, raises), expected as caught:
        copy(source, out / "copy.tif")
    assert "disk has room" in caught.value.remedy
    assert os.listdir(out) == []


@pytest.mark.parametrize("raises", [False, True], ids=["gdal-returns", "gdal-raises"])
@pytest.mark.parametrize("share", [0.83, 0.9, 0.97])
def test_a_disk_that_is_full_while_overviews_are_built_is_an_error(
    make_raster, random, out, monkeypatch, capfd, raises, share
):
    monkeypatch.setattr(writer_module, "CACHED_BYTES", 100_000)  # finished blocks are written in between
    path = make_raster(random.integers(0, 2**31, size=(3, 700, 700)).astype(np.int32))
    with RasterSource.open(path) as source:
        copy(source, out / "copy.tif")
        size = os.path.getsize(out / "copy.tif")  # the pixels without overviews are 0.8 of it
        (out / "copy.tif").unlink()
        with full_disk(int(share * size), raises), pytest.raises(RasterError, match="copy.tif cannot be") as caught:
            copy(source, out / "copy.tif")
    assert "Write error" in caught.value.why
    assert capfd.readouterr().err == ""
    assert os.listdir(out) == []


@pytest.mark.parametrize("raises", [False, True], ids=["gdal-returns", "gdal-raises"])
def test_a_disk_that_takes_the_pixels_and_not_their_mask_is_an_error(make_raster, random, out, raises):
    def masked(dataset):
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        mask = random.choice(np.array([0, 255], np.uint8), (400, 400))  # 20 kB that cannot be compressed
        dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 400, 400, mask.tobytes())

    path = make_raster(np.ones((3, 400, 400), np.uint8), describe=masked)
    expected = pytest.raises(RasterError, match="disk has room")
    with RasterSource.open(path) as source, full_disk(12_000, raises), expected:
        copy(source, out / "copy.tif")
    assert os.listdir(out) == []


def test_rows_must_be_the_next_ones_of_the_right_kind(make_raster, out):
    with RasterSource.open(make_raster(np.zeros((3, 20, 30), np.uint8))) as source:
        window = source.grid.window()
        with GeoTiffWriter(str(out / "copy.tif"), RasterProfile.like(source, window), source, window) as writer:
            writer.write(0, np.zeros((3, 0, 30), np.uint8))
            for row, shape, dtype in ((1, (3, 2, 30), "u1"), (0, (2, 2, 30), "u1"), (0, (3, 2, 29), "u1")):
                with pytest.raises(ValueError, match="row 0 is due"):
                    writer.write(row, np.zeros(shape, dtype))
            with pytest.raises(ValueError, match="are uint8, not float32"):
                writer.write(0, np.zeros((3, 2, 30), np.float32))
    assert os.listdir(out) == []


def test_outputs_that_cannot_work_are_refused_before_work(make_raster, tmp_path, out, monkeypatch):
    source = make_raster(np.zeros((3, 20, 30), np.uint8))
    (out / "link.tif").symlink_to(source)
    (out / "folder.tif").mkdir()

    def refused(path, reading=(source,), size_bytes=0):
        with pytest.raises(RasterError) as caught:
            check_output(str(path), reading, size_bytes)
        assert caught.value.remedy
        return str(caught.value)

    check_output(str(out / "fine.TIFF"), [source], 1000)
    assert "it is the raster that is read" in refused(source)
    assert "it is the raster that is read" in refused(out / "link.tif")
    assert "it is the raster that is read" in refused(out / "new.tif", [str(out / ".." / "out" / "new.tif")])
    assert "Let the name end in .tif or .tiff" in refused(out / "result.png")
    assert "it is a folder" in refused(out / "folder.tif")
    assert "there is no folder" in refused(out / "absent" / "result.tif")
    assert "its name is too long for the disk" in refused(out / ("n" * 300 + ".tif"))
    assert "a place inside GDAL" in refused("/vsimem/result.tif") and "/vsizip/" in refused("/vsizip/a.zip/b.tif")
    (out / "kept.tif").write_text("a result")
    (out / "kept.tif").chmod(0o444)
    assert "write-protected" in refused(out / "kept.tif")
    (out / "kept.tif").chmod(0o644)
    check_output(str(out / "kept.tif"), [source])
    (out / "kept.tif").unlink()
    if os.path.isdir("/proc/self"):
        assert "no file can be made in /proc" in refused("/proc/result.tif")
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 5 * 10**6, 5 * 10**6)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda folder: usage)
    assert "it may take 12,345 MB and" in refused(out / "big.tif", size_bytes=12_345 * 10**6)
    assert "has 5 MB left" in refused(out / "big.tif", size_bytes=12_345 * 10**6)
    assert sorted(os.listdir(out)) == ["folder.tif", "link.tif"]


@pytest.mark.parametrize(
    "name",
    [
        "L8_RS-Haze_00215_clear_B1-B7_u16_30m.tif",
        "NEON_OSBS_RGB_u8_0.1m_nd255_EPSG32617.tif",
        "S2_12band_u16_10m_EPSG32633.tif",
        "rasterio_RGBA.byte_u8_alpha.tif",
        "rasterio_cogeo_u8_EPSG3857_COG.tif",
    ],
)
def test_a_real_raster_comes_back_bit_for_bit(shared, out, name):
    path = shared / "data" / "rasters" / name
    with RasterSource.open(str(path)) as source:
        copy(source, out / "copy.tif")
    assert pixels_of(out / "copy.tif") == pixels_of(path)
    np.testing.assert_array_equal(pixels_of(out / "copy.tif", mask=True), pixels_of(path, mask=True))
    result, original = facts(out / "copy.tif"), facts(path)
    for told in (result, original):
        lines = [lines or () for lines, _ in told["band metadata"]]
        told["band metadata"] = [[line for line in of_band if "STATISTICS" not in line] for of_band in lines]
    crs, original_crs = (osr.SpatialReference(told.pop("crs")) for told in (result, original))
    assert crs.IsSame(original_crs)  # GeoTIFF stores the code of a known CRS, so its text may be told more fully
    assert result == original
    assert os.listdir(out) == ["copy.tif"]
