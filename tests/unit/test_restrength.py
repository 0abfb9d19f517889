"""Another strength from what a run has kept: the bytes of a new run by any method; torn or mixed up is refused."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd import pipeline
from dsrdmpd_dehaze.dsrdmpd.claims import unfinished_folder
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, OptionError, RasterError, Text
from dsrdmpd_dehaze.dsrdmpd.job import Given
from dsrdmpd_dehaze.dsrdmpd.methods import model
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import journal
from dsrdmpd_dehaze.dsrdmpd.raster import kept as keeping
from dsrdmpd_dehaze.dsrdmpd.raster.inputs import find_rasters
from dsrdmpd_dehaze.dsrdmpd.raster.kept_files import open_kept
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from dsrdmpd_dehaze.dsrdmpd.restrength import RestrengthRequest, restrength
from dsrdmpd_dehaze.dsrdmpd.scene.evidence import Judged
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import gdal, ogr

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "landsat8_hazy.tif"
PLAIN = DehazeOptions(model="dark_channel", tile_size_px=64)
STRENGTHS = [0, 35.5, 100, 140, 200]
KINDS = ["field alone", "field and networks", "networks alone"]


@pytest.fixture(scope="module", autouse=True)
def no_worker_left():
    yield
    pipeline.close_workers()


@pytest.fixture(scope="module", autouse=True)
def taken_as_found():
    """Fields count in full: what a scene bears out of them is another test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "judge", lambda field, *_, **__: Judged(field, "taken as it is"))
        yield


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A part of the sample with a fourth band that stays and a hole of nodata."""
    path = tmp_path_factory.mktemp("source") / "scene.tif"
    gdal.Translate(str(path), str(SAMPLE), srcWin=[30, 20, 300, 260], bandList=[1, 2, 3, 3], noData=7)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    hole = np.full((40, 30), 7, np.uint16)
    dataset.WriteRaster(100, 90, 30, 40, np.stack([hole] * 4).tobytes())
    dataset = None
    return str(path)


@pytest.fixture(scope="module")
def models(tmp_path_factory, source):
    """Weights whose networks never act after the field, in some tiles, and everywhere, having none."""
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config

    folder = tmp_path_factory.mktemp("models")

    def save(name, networks, **config):
        save_weights(replace(networks, config=replace(networks.config, **config)), folder / f"{name}.safetensors")
        return DehazeOptions(str(folder / f"{name}.safetensors"), device="cpu", seed=3)

    torch.manual_seed(3)
    config = ModelConfig(
        Stage1Config(8), Stage2Config(8, 1, 8), standard_steps=1, tile_size_px=64, field=FieldConfig(8, 1, 64)
    )
    networks = TwoStageNetworks.build(config)
    torch.nn.init.normal_(networks.field.head.weight, std=0.5)
    made = {"field alone": save("alone", networks, coarse_from=1.0)}
    found = kept_run(source, folder / "first.tif", made["field alone"]).field
    hidden = 1 - found.transmission.mean(axis=0)
    assert hidden.std() > 0.02
    made["field and networks"] = save("both", networks, coarse_from=float(np.quantile(hidden, 0.97)))
    made["networks alone"] = save("none", replace(networks, field=None), field=None)
    return made


def kept_run(source, output, options, **more):
    pipeline.dehaze_raster(DehazeRequest(source, str(output), options=options, keep_field=True, **more))
    return open_kept(str(output)).run


def at(strength, source, output, options, **more):
    options = replace(options, strength_percent=strength)
    pipeline.dehaze_raster(DehazeRequest(source, str(output), options=options, **more))
    return output.read_bytes()


def again(strength, kept, output, **more):
    restrength(RestrengthRequest(str(kept), str(output), strength, **more))
    return Path(output).read_bytes()


def polygons(path, rings):
    driver = ogr.GetDriverByName("GPKG")
    dataset = driver.CreateDataSource(str(path))
    layer = dataset.CreateLayer("mask", gdal.Open(str(SAMPLE)).GetSpatialRef(), ogr.wkbPolygon)
    for ring in rings:
        feature = ogr.Feature(layer.GetLayerDefn())
        points = ", ".join(f"{x} {y}" for x, y in [*ring, ring[0]])
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON (({points}))"))
        layer.CreateFeature(feature)
    return str(path)


# --- The same as a new run --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_is_that_of_a_new_run_byte_for_byte(kind, models, source, tmp_path):
    run = kept_run(source, tmp_path / "out.tif", models[kind])
    files = {path.name for path in tmp_path.iterdir()}
    assert (
        files
        == {"out.tif"}
        | {
            "field alone": {"out.haze_field.tif"},
            "field and networks": {"out.haze_field.tif", "out.haze_change.tif"},
            "networks alone": {"out.haze_change.tif"},
        }[kind]
    )
    if kind == "field and networks":  # or one of both would go untested
        kept = (gdal.Open(str(tmp_path / "out.haze_change.tif")).ReadAsArray()[0] != 0).mean()
        assert 0.005 < kept < 0.95 and run.has_change
    for strength in STRENGTHS:
        expected = at(strength, source, tmp_path / "new.tif", models[kind])
        assert again(strength, tmp_path / "out.tif", tmp_path / "again.tif") == expected, strength
    assert again(100, tmp_path / "out.tif", tmp_path / "again.tif") == (tmp_path / "out.tif").read_bytes()


def test_none_is_the_source_bit_for_bit(models, source, tmp_path):
    kept_run(source, tmp_path / "out.tif", models["field and networks"])
    again(0, tmp_path / "out.tif", tmp_path / "again.tif")
    np.testing.assert_array_equal(gdal.Open(str(tmp_path / "again.tif")).ReadAsArray(), gdal.Open(source).ReadAsArray())


@pytest.mark.parametrize("kind", KINDS)
def test_an_extent_a_mask_and_other_bands_come_as_in_the_run(kind, models, source, tmp_path):
    left, width, _, top, _, height = gdal.Open(source).GetGeoTransform()
    bounds = (left + 40 * width, top + 230 * height, left + 280 * width, top + 30 * height)
    place = [(60, 50), (250, 60), (200, 210), (70, 180)]
    mask = polygons(tmp_path / "mask.gpkg", [[(left + x * width, top + y * height) for x, y in place]])
    asked = {"bounds": bounds, "mask": mask, "feather_px": 9}
    options = replace(models[kind], other_bands="correct", wavelengths_um=(0.65, 0.56, 0.48, 0.86))
    kept_run(source, tmp_path / "out.tif", options, **asked)
    for strength in (60, 170):
        expected = at(strength, source, tmp_path / "new.tif", options, **asked)
        assert again(strength, tmp_path / "out.tif", tmp_path / "again.tif") == expected


@pytest.mark.parametrize("kind", ["field alone", "field and networks"])
def test_a_scene_that_was_matched_to_others_stays_so(kind, models, source, tmp_path):
    found = kept_run(source, tmp_path / "first.tif", models[kind])
    field = replace(found.field, gain=(1.1, 0.95, 1.0), offset=(0.0, 0.02, -0.01))
    given = Given(found.stretch, field, Text("Matched: {what}", what="by hand"))

    def run(output, strength, **more):
        options = replace(models[kind], strength_percent=strength)
        pipeline.dehaze_raster(DehazeRequest(source, str(output), options=options, **more), given=given)
        return output.read_bytes()

    run(tmp_path / "out.tif", 100, keep_field=True)
    assert again(140, tmp_path / "out.tif", tmp_path / "again.tif") == run(tmp_path / "new.tif", 140)
    assert gdal.Open(str(tmp_path / "again.tif")).GetMetadataItem("DEHAZE_MATCHED") == "Matched: by hand"


@pytest.mark.parametrize("name", ["dark_channel", "dark_object", "hot"])
def test_methods_without_a_model_keep_their_change(name, source, tmp_path):
    options = DehazeOptions(model=name, tile_size_px=64, other_bands="correct", wavelengths_um=(0.65, 0.56, 0.48, 0.86))
    kept_run(source, tmp_path / "out.tif", options)
    for strength in (60, 170):
        expected = at(strength, source, tmp_path / "new.tif", options)
        assert again(strength, tmp_path / "out.haze_change.tif", tmp_path / "again.tif") == expected


@pytest.mark.parametrize("nodata", [8000.0, ((-float("inf"), 7000.0), (9000.0, 9000.0))])
def test_nodata_that_was_given_comes_as_in_the_run(nodata, models, source, tmp_path):
    kept_run(source, tmp_path / "out.tif", models["field alone"], nodata=nodata)
    expected = at(60, source, tmp_path / "new.tif", models["field alone"], nodata=nodata)
    assert again(60, tmp_path / "out.tif", tmp_path / "again.tif") == expected


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_any_type_comes_back(dtype, models, make_raster, tmp_path):
    values = np.random.default_rng(5).uniform(20, 200, (3, 90, 130))
    path = make_raster((np.cumsum(values - 110, axis=2) / 20 + 110).clip(1, 254).astype(dtype), nodata=9)
    kept_run(path, tmp_path / "out.tif", models["field and networks"])
    expected = at(140, path, tmp_path / "new.tif", models["field and networks"])
    assert again(140, tmp_path / "out.tif", tmp_path / "again.tif") == expected


def test_a_run_that_keeps_makes_the_result_of_one_that_does_not(source, tmp_path):
    kept_run(source, tmp_path / "out.tif", PLAIN)
    assert at(100, source, tmp_path / "bare.tif", PLAIN) == (tmp_path / "out.tif").read_bytes()
    assert not list(tmp_path.glob("bare.haze*"))


def test_the_result_may_be_made_again_in_its_own_place(source, tmp_path):
    kept_run(source, tmp_path / "out.tif", PLAIN)
    expected = at(150, source, tmp_path / "new.tif", PLAIN)
    assert again(150, tmp_path / "out.tif", tmp_path / "out.tif") == expected
    assert again(150, tmp_path / "out.tif", tmp_path / "other.tif") == expected  # what is kept is still its own


def test_the_field_is_a_raster_on_the_map(models, source, tmp_path):
    run = kept_run(source, tmp_path / "out.tif", models["field alone"])
    field, whole = gdal.Open(str(tmp_path / "out.haze_field.tif")), gdal.Open(source)
    assert field.RasterCount == 7 and field.GetRasterBand(7).GetDescription().startswith("haze thickness")
    np.testing.assert_array_equal(field.ReadAsArray()[6], run.field.thickness)
    ends = [
        (g[0] + g[1] * d.RasterXSize, g[3] + g[5] * d.RasterYSize)
        for d, g in ((d, d.GetGeoTransform()) for d in (field, whole))
    ]
    np.testing.assert_allclose(*ends, atol=30)  # what is left over at the edge is less than a pixel
    assert field.GetMetadataItem("DEHAZE_MODEL_SHA256") and field.GetProjection() == whole.GetProjection()


@settings(max_examples=50)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 1000), st.floats(0.01, 0.99), st.integers(2, 9))
def test_a_field_says_of_every_window_whether_a_method_may_go_on_after_it(height, width, seed, start, cells):
    rng = np.random.default_rng(seed)
    transmission = rng.uniform(0, 1, (3, cells, cells + 1)).astype(np.float32) ** np.float32(0.3)
    field = HazeField(transmission, 1 - transmission, 1 - transmission[2], height, width)
    for place in ((0, 0, height, width), (height // 3, width // 4, height // 2 + 1, width // 3 + 1)):
        assert field.hides(start, *place) or not field.weight_at(start, *place).any()
    assert field.hides(0.0, 0, 0, 1, 1) and not HazeField(
        np.ones_like(transmission), 0 * transmission, 0 * transmission[0], height, width
    ).hides(start, 0, 0, height, width)


def command(*arguments):
    line = [sys.executable, "-m", "dsrdmpd", *map(str, arguments)]
    return subprocess.run(line, cwd=SAMPLE.parents[2], capture_output=True, text=True, timeout=300)


def test_from_a_terminal(source, tmp_path):
    options = ("--model", "dark_channel", "--tile-size", 64)
    done = command("dehaze", source, tmp_path / "out.tif", *options, "--keep-field")
    assert done.returncode == 0 and str(tmp_path / "out.haze_change.tif") in done.stdout.splitlines()
    done = command("restrength", tmp_path / "out.tif", tmp_path / "again.tif", "--strength", "140")
    assert done.returncode == 0 and done.stdout.startswith(str(tmp_path / "again.tif")), done.stderr
    assert (tmp_path / "again.tif").read_bytes() == at(140, source, tmp_path / "new.tif", PLAIN)
    done = command("restrength", tmp_path / "new.tif", tmp_path / "more.tif", "--strength", "140")
    assert done.returncode == 1 and not (tmp_path / "more.tif").exists()
    assert done.stderr.count("\n") == 1 and "no haze field beside it" in done.stderr


# --- What is refused --------------------------------------------------------------------------------------------------


@pytest.fixture
def made(models, source, tmp_path):
    """A result with both kept files, and a source of its own that tests may change."""
    shutil.copy2(source, tmp_path / "scene.tif")
    kept_run(str(tmp_path / "scene.tif"), tmp_path / "out.tif", models["field and networks"])
    return tmp_path


def refused(made, match, kept="out.tif", output="again.tif", **more):
    before = {path: path.read_bytes() for path in made.iterdir() if path.is_file()}
    with pytest.raises(RasterError, match=match):
        restrength(RestrengthRequest(str(made / kept), str(made / output), 140, **more))
    assert {path: path.read_bytes() for path in made.iterdir() if path.is_file()} == before
    assert not unfinished_folder(made / output).exists()


def test_a_changed_source_is_refused_and_one_with_another_date_is_not(made):
    os.utime(made / "scene.tif", (1, 1))
    again(140, made / "out.tif", made / "again.tif")
    dataset = gdal.Open(str(made / "scene.tif"), gdal.GA_Update)
    dataset.GetRasterBand(1).WriteRaster(5, 5, 1, 1, np.uint16([12345]).tobytes())
    dataset = None
    (made / "again.tif").unlink()
    refused(made, "changed after it was dehazed")


def test_overviews_made_afterwards_are_no_change(made):
    dataset = gdal.Open(str(made / "scene.tif"))
    dataset.BuildOverviews("AVERAGE", [2])
    dataset = None
    assert (made / "scene.tif.ovr").exists()
    again(140, made / "out.tif", made / "again.tif")


def test_a_moved_source_is_found_where_it_is_said_to_be_or_lies_as_before(made, tmp_path):
    expected = again(140, made / "out.tif", made / "again.tif")
    shutil.move(made / "scene.tif", made / "elsewhere.tif")
    (made / "again.tif").unlink()
    refused(made, "not there any more")
    (made / "again.tif").write_bytes(b"")
    moved = again(140, made / "out.tif", made / "again.tif", source=str(made / "elsewhere.tif"))
    pixels = [gdal.Open(str(made / "again.tif")).ReadAsArray()]
    (made / "again.tif").write_bytes(expected)
    np.testing.assert_array_equal(pixels[0], gdal.Open(str(made / "again.tif")).ReadAsArray())
    assert len(moved) > 0
    shutil.move(made / "elsewhere.tif", made / "scene.tif")
    folder = tmp_path.parent / f"{tmp_path.name}-moved"
    shutil.move(tmp_path, folder)
    assert again(140, folder / "out.tif", folder / "once.tif") == expected


def test_a_source_on_another_grid_is_refused(made):
    gdal.Translate(str(made / "shifted.tif"), str(made / "scene.tif"), srcWin=[1, 0, 299, 260])
    refused(made, "its grid is not that of", source=str(made / "shifted.tif"))


def test_what_another_version_has_kept_is_refused(made, monkeypatch):
    monkeypatch.setattr(keeping, "code_digest", lambda *_: "another")
    refused(made, "another version")


@pytest.mark.parametrize("name", ["out.haze_field.tif", "out.haze_change.tif"])
def test_a_missing_file_is_refused(made, name):
    (made / name).unlink()
    refused(made, "missing")


def test_a_result_without_a_field_is_refused(made):
    for name in ("out.haze_field.tif", "out.haze_change.tif"):
        (made / name).unlink()
    refused(made, "no haze field beside it")


@pytest.mark.parametrize("name", ["out.haze_field.tif", "out.haze_change.tif"])
def test_files_of_two_runs_are_refused(made, models, name):
    other = made / "other"
    other.mkdir()
    options = replace(models["field and networks"], seed=4)
    kept_run(str(made / "scene.tif"), other / "out.tif", options)
    shutil.copy(other / name, made / name)
    shutil.rmtree(other)
    refused(made, "another run", kept="out.haze_field.tif")


def test_a_result_of_another_run_is_refused(made, models):
    other = made / "new.tif"
    at(100, str(made / "scene.tif"), other, replace(models["field and networks"], seed=4))
    shutil.move(other, made / "out.tif")
    refused(made, "of another run")


def test_a_torn_field_is_refused(made):
    path = made / "out.haze_field.tif"
    dataset = gdal.Open(str(path), gdal.GA_Update)
    values = dataset.GetRasterBand(1).ReadAsArray()
    values[0, 0] += 0.01
    dataset.GetRasterBand(1).WriteArray(values)
    dataset = None
    refused(made, "damaged")


def test_a_torn_change_is_refused(made):
    path = made / "out.haze_change.tif"
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    torn = next(at for at in range(middle, 0, -1) if content[at : at + 64].count(0) < 16)  # not a gap between blocks
    content[torn : torn + 64] = bytes(64)
    path.write_bytes(content)
    refused(made, "haze_change.tif cannot be used")


def test_a_changed_mask_is_refused(models, source, tmp_path):
    left, width, _, top, _, height = gdal.Open(source).GetGeoTransform()
    ring = [(left + x * width, top + y * height) for x, y in [(60, 50), (250, 60), (200, 210)]]
    mask = polygons(tmp_path / "mask.gpkg", [ring])
    kept_run(source, tmp_path / "out.tif", models["field alone"], mask=mask)
    again(140, tmp_path / "out.tif", tmp_path / "again.tif")
    (tmp_path / "again.tif").unlink()
    os.unlink(mask)
    polygons(mask, [[(x + width, y) for x, y in ring]])
    refused(tmp_path, "was changed after")


@pytest.mark.parametrize("name", ["out.haze_field.tif", "out.haze_change.tif", "scene.tif"])
def test_nothing_that_is_read_is_written_over(made, name):
    refused(made, "cannot be written", output=name)


@pytest.mark.parametrize("strength", [-1, 201])
def test_a_strength_outside_the_range_is_refused(strength):
    with pytest.raises(OptionError, match="strength"):
        RestrengthRequest("a.tif", "b.tif", strength)


# --- Nothing left behind ----------------------------------------------------------------------------------------------


class Stop(Progress):
    """Cancels as soon as more than a share is done, and notes what it is told."""

    def __init__(self, at=0.1):
        self.at, self.done, self.lines = at, 0.0, []

    def report(self, fraction, stage=None):
        self.done = fraction

    def info(self, text):
        self.lines.append(str(text))

    def cancelled(self):
        return self.done > self.at


def test_a_cancelled_one_leaves_the_older_result(made):
    older = (made / "out.tif").read_bytes()
    with pytest.raises(Cancelled):
        restrength(RestrengthRequest(str(made / "out.tif"), str(made / "out.tif"), 140), Stop())
    assert (made / "out.tif").read_bytes() == older
    assert sorted(path.name for path in made.iterdir()) == [
        "out.haze_change.tif", "out.haze_field.tif", "out.tif", "scene.tif",
    ]  # fmt: skip


def test_a_cancelled_run_keeps_nothing(models, source, tmp_path):
    request = DehazeRequest(source, str(tmp_path / "out.tif"), options=models["field and networks"], keep_field=True)
    with pytest.raises(Cancelled):
        pipeline.dehaze_raster(replace(request, unfinished="discard"), Stop())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_goes_on_keeps_what_one_without_a_stop_keeps(kind, models, source, tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "BLOCK_BYTES", 1)
    for name in ("whole", "resumed"):
        (tmp_path / name).mkdir()
    kept_run(source, tmp_path / "whole" / "out.tif", models[kind])
    asked = DehazeRequest(
        source, str(tmp_path / "resumed" / "out.tif"), options=models[kind], keep_field=True, unfinished="keep"
    )
    written, write, stop = [], journal.Journal.write, Stop()
    monkeypatch.setattr(journal.Journal, "write", lambda its: written.append(write(its)))
    stop.cancelled = lambda: bool(written)
    with pytest.raises(Cancelled):
        pipeline.dehaze_raster(asked, stop)
    assert unfinished_folder(asked.output).exists()
    done = Stop(at=2)
    pipeline.dehaze_raster(replace(asked, unfinished="resume"), done)
    assert any("goes on from there" in line for line in done.lines)
    for path in (tmp_path / "whole").iterdir():
        one, other = (gdal.Open(str(each)).ReadAsArray() for each in (path, tmp_path / "resumed" / path.name))
        np.testing.assert_array_equal(one, other)
    expected = at(140, source, tmp_path / "new.tif", models[kind])
    assert again(140, asked.output, tmp_path / "again.tif") == expected


def test_a_new_result_takes_away_what_the_older_one_has_kept(made):
    (made / "out.haze_field.tif.txt").write_text("somebody's")
    at(100, str(made / "scene.tif"), made / "out.tif", PLAIN)
    assert sorted(path.name for path in made.iterdir()) == ["out.haze_field.tif.txt", "out.tif", "scene.tif"]


def test_somebody_elses_file_of_that_name_stays(source, tmp_path):
    gdal.Translate(str(tmp_path / "out.haze_field.tif"), source, width=20)
    at(100, source, tmp_path / "out.tif", PLAIN)
    assert (tmp_path / "out.haze_field.tif").exists()


def test_kept_files_are_no_inputs_of_a_folder(made):
    assert [Path(each).name for each in find_rasters([str(made)])] == ["out.tif", "scene.tif"]
    assert [Path(each).name for each in find_rasters([str(made / "*.tif")])] == ["out.tif", "scene.tif"]
