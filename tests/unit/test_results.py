"""Named results: checked before work, means kept whether or not a file is wanted, published all together or not."""

import os

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.files import room_for, same_file, whole_file
from dsrdmpd_dehaze.dsrdmpd.raster import writer
from dsrdmpd_dehaze.dsrdmpd.raster.results import Results
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.writer import RasterProfile
from osgeo import gdal


@pytest.fixture
def source(make_raster, random):
    path = make_raster(random.integers(1, 99, (4, 30, 20)).astype(np.uint16))
    with RasterSource.open(path, bands=(3, 2, 1)) as source:
        yield source


def wanted(source, tmp_path, haze="haze.tif", written=None):
    window = source.grid.window()
    return window, {
        "dehazed": (str(tmp_path / "out.tif"), RasterProfile.like(source, window, written)),
        "haze": (str(tmp_path / haze) if haze else None, RasterProfile.haze_map(source, window)),
    }


def write(results, dn, haze, valid):
    for row in (0, 16):
        part = slice(row, row + 16)
        bands = {number: band[part] for number, band in dn.items()}
        results.write(row, {"dehazed": bands, "haze": haze[part]}, valid[part])


@pytest.mark.parametrize("haze", ["haze.tif", None])
def test_bands_go_by_number_and_a_map_has_nodata_and_a_mean(source, tmp_path, haze):
    window, results = wanted(source, tmp_path, haze, written=(4, 2))
    dn = {2: np.full((30, 20), 7, np.uint16), 4: np.full((30, 20), 9, np.uint16)}
    thickness = np.linspace(0, 1, 600, dtype=np.float32).reshape(30, 20)
    valid = thickness > 0.5
    with Results(source, window, results) as made:
        assert np.isnan(made.mean("haze"))
        write(made, dn, thickness, valid)
        made.complete()
        made.publish()
    assert made.mean("haze") == pytest.approx(thickness[valid].mean(dtype=float))
    out = gdal.Open(str(tmp_path / "out.tif")).ReadAsArray()
    np.testing.assert_array_equal(out[[1, 3]], np.stack([dn[2], dn[4]]))
    np.testing.assert_array_equal(out[[0, 2]], [source.read_band(1, window), source.read_band(3, window)])
    if haze:
        np.testing.assert_array_equal(gdal.Open(str(tmp_path / haze)).ReadAsArray(), np.where(valid, thickness, -9999))


@pytest.mark.parametrize("moment", ["before completing", "before publishing"])
def test_what_is_not_published_leaves_nothing(source, tmp_path, moment):
    window, results = wanted(source, tmp_path)
    (tmp_path / "out.tif").write_text("older")
    plane = np.ones((30, 20), np.uint16)
    with pytest.raises(ZeroDivisionError), Results(source, window, results) as made:
        write(made, {1: plane, 2: plane, 3: plane}, plane.astype(np.float32), plane > 0)
        if moment == "before publishing":
            made.complete()
        raise ZeroDivisionError
    assert sorted(os.listdir(tmp_path)) == ["out.tif", "raster.tif"] and (tmp_path / "out.tif").read_text() == "older"


def test_a_file_that_cannot_be_made_takes_the_others_back(source, tmp_path, monkeypatch):
    window, results = wanted(source, tmp_path)
    describe = writer._describe_all
    made = []

    def fail_at_the_second(*given):
        made.append(given)
        if len(made) > 1:
            raise RasterError("haze.tif cannot be written")
        describe(*given)

    monkeypatch.setattr(writer, "_describe_all", fail_at_the_second)
    with pytest.raises(RasterError, match="cannot be written"), Results(source, window, results):
        pass
    assert os.listdir(tmp_path) == ["raster.tif"]


def test_names_are_checked_before_anything_is_made(source, tmp_path):
    for haze, why in (("out.tif", "same name"), ("raster.tif", "raster that is read"), ("no/h.tif", "no folder")):
        window, results = wanted(source, tmp_path, haze)
        with pytest.raises(RasterError, match=why):
            Results(source, window, results)
    assert os.listdir(tmp_path) == ["raster.tif"]


def test_links_and_absent_files_are_recognised(tmp_path):
    (tmp_path / "a").write_text("")
    os.link(tmp_path / "a", tmp_path / "hard")
    (tmp_path / "soft").symlink_to(tmp_path / "a")
    assert same_file(tmp_path / "a", tmp_path / "hard") and same_file(tmp_path / "soft", tmp_path / "a")
    assert same_file(tmp_path / "new", tmp_path / "." / "new") and not same_file(tmp_path / "new", tmp_path / "a")
    assert not same_file("", "") and room_for(30, 20, 6) == 4800


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "figures.json"
    with pytest.raises(ZeroDivisionError), whole_file(path) as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == []
    with whole_file(path) as part:
        part.write_text("whole")
    assert os.listdir(tmp_path) == ["figures.json"] and path.read_text() == "whole"
