"""Many rasters: which are meant, how results are called, a bad one among good ones, one warm process, the table."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd import batch
from dsrdmpd_dehaze.dsrdmpd.batch import Folders, dehaze_many, plan_batch
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError, WeightsError, WorkerError
from dsrdmpd_dehaze.dsrdmpd.pipeline import close_workers, dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.inputs import find_rasters, output_names
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from dsrdmpd_dehaze.dsrdmpd.runtime import pool
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
PLAIN = DehazeRequest("", "", options=DehazeOptions(model="dark_object"))


@pytest.fixture
def scenes(tmp_path, make_raster, random):
    """A folder with three rasters and what else lies in such folders: a torn one, a sidecar, a text, a part file."""
    folder = tmp_path / "scenes"
    folder.mkdir()
    for name in ("b", "a", "C"):
        make_raster(random.integers(40, 200, (3, 70, 80), dtype=np.uint8), name=f"scenes/{name}.tif")
    whole = (folder / "a.tif").read_bytes()
    (folder / "torn.tif").write_bytes(whole[: len(whole) // 2])
    for name in ("a.tif.ovr", ".a.0123.part.tif"):
        (folder / name).write_bytes(whole)
    (folder / "notes.txt").write_text("b.tif\n\n# the second\nC.tif\n../scenes/a*.tif\n")
    (folder / "a.tif.aux.xml").write_text("<PAMDataset/>")
    return folder


def names(paths):
    return [os.path.basename(path) for path in paths]


def test_a_folder_stands_for_the_rasters_in_it(scenes):
    assert names(find_rasters([str(scenes)])) == ["C.tif", "a.tif", "b.tif", "torn.tif"]


def test_a_list_and_a_pattern_stand_for_what_they_name_each_once(scenes):
    assert names(find_rasters([str(scenes / "notes.txt")])) == ["b.tif", "C.tif", "a.tif"]
    assert names(find_rasters([str(scenes / "a.tif"), str(scenes / "[ab].tif")])) == ["a.tif", "b.tif"]
    assert names(find_rasters([f"{scenes.parent}/**/C.tif"])) == ["C.tif"]


def test_what_cannot_be_found_stays_as_it_was_named(tmp_path):
    named = [str(tmp_path / "no*.tif"), "nosuch.tif", "NETCDF:x.nc:red", "/vsicurl/https://example.org/a.tif"]
    assert find_rasters(named) == named


def test_a_format_that_is_a_folder_is_a_raster(tmp_path, make_raster):
    path = make_raster(np.ones((1, 20, 20), np.float32))
    folder = str(tmp_path / "grid")
    if gdal.GetDriverByName("Zarr") is None:
        pytest.skip("this GDAL has no Zarr")
    gdal.GetDriverByName("Zarr").CreateCopy(folder, gdal.Open(path))
    assert find_rasters([folder]) == [folder]


@given(st.lists(st.sampled_from(["p/a.tif", "q/A.img", "q/p_a.tif", "/a", "p_a_2.tif", "r/q/a.tif", "q/q/a.tif"])))
def test_results_have_names_of_their_own_on_any_system(sources):
    made = output_names(sources, "out", "_x.tif")
    assert len({path.lower() for path in made}) == len(sources)
    assert all(os.path.dirname(path) == "out" and path.endswith("_x.tif") for path in made)


def test_results_are_called_after_their_source(tmp_path):
    sources = ["x/one.tif", "/data/two.v1.jp2", 'NETCDF:"/d/three.nc":red', "/vsizip/z.zip/four.tif"]
    made = names(output_names(sources, str(tmp_path), "_dehazed.tif"))
    assert made == ["one_dehazed.tif", "two.v1_dehazed.tif", "three_dehazed.tif", "four_dehazed.tif"]


def test_a_bad_raster_does_not_stop_the_rest(scenes, tmp_path):
    requests = plan_batch([str(scenes)], PLAIN, Folders(str(tmp_path / "made" / "out"), str(tmp_path / "haze")))
    outcomes = list(dehaze_many(requests))
    assert [outcome.error is None for outcome in outcomes] == [True, True, True, False]
    assert isinstance(outcomes[-1].error, RasterError) and "torn.tif" in str(outcomes[-1].error)
    assert sorted(os.listdir(tmp_path / "made" / "out")) == ["C_dehazed.tif", "a_dehazed.tif", "b_dehazed.tif"]
    assert sorted(os.listdir(tmp_path / "haze")) == ["C_haze.tif", "a_haze.tif", "b_haze.tif"]
    alone = str(tmp_path / "alone.tif")
    dehaze_raster(DehazeRequest(str(scenes / "a.tif"), alone, options=PLAIN.options))
    np.testing.assert_array_equal(*(gdal.Open(p).ReadAsArray() for p in (alone, outcomes[1].request.output)))


def test_results_among_the_inputs_are_no_inputs(scenes):
    (scenes / "torn.tif").unlink()
    for _ in range(2):
        requests = plan_batch([str(scenes)], PLAIN, Folders(str(scenes)))
        assert names(request.source for request in requests) == ["C.tif", "a.tif", "b.tif"]
        assert all(outcome.error is None for outcome in dehaze_many(requests))


def test_what_is_there_already_can_be_kept(scenes, tmp_path):
    requests = plan_batch([str(scenes / "[ab].tif")], PLAIN, Folders(str(tmp_path / "out")))
    list(dehaze_many(requests[:1]))
    before = os.stat(requests[0].output)
    first, second = dehaze_many(requests, keep_existing=True)
    assert first.result is None and first.error is None and second.result is not None
    assert os.stat(requests[0].output) == before


def test_a_fault_of_the_program_does_not_stop_the_rest(scenes, tmp_path, monkeypatch):
    def fails_once(request, *arguments, **options):
        if request.source.endswith("a.tif"):
            raise ZeroDivisionError("oh")
        return dehaze_raster(request, *arguments, **options)

    monkeypatch.setattr(batch, "dehaze_raster", fails_once)
    first, second = dehaze_many(plan_batch([str(scenes / "[ab].tif")], PLAIN, Folders(str(tmp_path / "out"))))
    assert "ZeroDivisionError: oh" in str(first.error) and second.error is None


def test_what_is_wrong_for_all_ends_the_batch_at_once(scenes, tmp_path, monkeypatch):
    def begin(model):
        like = DehazeRequest("", "", options=DehazeOptions(model=model))
        return list(dehaze_many(plan_batch([str(scenes)], like, Folders(str(tmp_path / "out")))))

    with pytest.raises(WeightsError):
        begin("nosuch")
    monkeypatch.setenv("DSRDMPD_PYTHON", str(tmp_path / "nosuch"))
    with pytest.raises(WorkerError, match="nosuch"):
        begin("default")


def test_a_process_that_cannot_start_ends_the_batch_at_the_first_raster(scenes, tmp_path, monkeypatch):
    """It would be started, and would fail, once for every raster."""
    python = tmp_path / "python"
    starts = tmp_path / "starts"
    python.write_text(f"#!/bin/sh\necho x >> {starts}\nexit 3\n")
    python.chmod(0o755)
    like = DehazeRequest("", "", options=DehazeOptions(quality="draft"))
    with pytest.raises(WorkerError, match="could not be started"):
        list(dehaze_many(plan_batch([str(scenes)], like, Folders(str(tmp_path / "out"))), python=str(python)))
    assert starts.read_text().count("x") == 1


def test_nothing_to_dehaze_is_a_sentence(tmp_path):
    with pytest.raises(RasterError, match="no raster was named"):
        plan_batch([], PLAIN, Folders(str(tmp_path)))
    (tmp_path / "file").write_text("")
    with pytest.raises(RasterError, match="cannot be written"):
        plan_batch(["a.tif"], PLAIN, Folders(str(tmp_path / "file" / "out")))


class CancelledInTheSecond(Progress):
    """Keeps what it hears, and cancels once the second raster is being read."""

    def __init__(self):
        self.fractions, self.stages = [0.0], []

    def report(self, fraction, stage=None):
        assert fraction >= self.fractions[-1]
        self.fractions.append(fraction)
        self.stages.append(str(stage))

    def cancelled(self):
        return any(stage.startswith("2 of 4") for stage in self.stages)


def test_a_cancelled_batch_keeps_what_is_finished(scenes, tmp_path):
    progress, outcomes = CancelledInTheSecond(), []
    with pytest.raises(Cancelled):
        outcomes.extend(dehaze_many(plan_batch([str(scenes)], PLAIN, Folders(str(tmp_path / "out"))), progress))
    assert sorted(os.listdir(tmp_path / "out")) == ["C_dehazed.tif"]
    assert "1 of 4: Dehazing" in progress.stages and 0.25 in progress.fractions


def test_one_process_serves_all(scenes, tmp_path, monkeypatch):
    pytest.importorskip("torch")
    started, start = [], pool.Worker.start
    monkeypatch.setattr(pool.Worker, "start", lambda *a, **k: started.append(start(*a, **k)) or started[-1])
    like = DehazeRequest("", "", options=DehazeOptions(quality="draft"))
    outcomes = list(dehaze_many(plan_batch([str(scenes)], like, Folders(str(tmp_path / "out"))), python=sys.executable))
    close_workers()
    assert sum(outcome.result is not None for outcome in outcomes) == 3 and len(started) == 1


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "dsrdmpd", "dehaze", *map(str, arguments), "--model", "dark_object"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip


def test_the_command_line_ends_with_a_table_and_the_right_status(scenes, tmp_path):
    done = command(scenes, "--out-dir", tmp_path / "out")
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and "1 of 4 rasters could not be dehazed" in done.stderr
    assert lines[0].split() == ["raster", "result", "pixels", "haze", "time"] and len(lines) == 5
    assert lines[2].split()[:2] == [str(scenes / "a.tif"), str(tmp_path / "out" / "a_dehazed.tif")]
    assert "80 × 70" in lines[2] and lines[4].split()[1] == "failed:"
    (scenes / "torn.tif").unlink()
    again = command(scenes, "--out-dir", tmp_path / "out", "--keep-existing")
    assert again.returncode == 0 and again.stdout.count("was there") == 3
    assert command(scenes / "a.tif").returncode == 2


def test_every_result_can_be_had_of_every_raster(scenes, tmp_path):
    """In one folder or several, each called after its raster; a mask holds for all, and one beside it is told."""
    (scenes / "torn.tif").unlink()
    gdal.Translate(str(scenes / "far.tif"), str(scenes / "a.tif"), outputBounds=(9e5, 9e6, 9e5 + 80, 9e6 - 70))
    west, cell, _, north, _, down = gdal.Open(str(scenes / "a.tif")).GetGeoTransform()
    left, right, bottom, top = west, west + 40 * cell, north + 70 * down, north
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    mask = tmp_path / "mask.geojson"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    mask.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": [shape]}))
    out = tmp_path / "out"
    wanted = ("--haze-map", out, "--haze-mask", tmp_path / "masks", "--report", out, "--mask", mask, "--feather", 0)
    done = command(scenes, "--out-dir", out, *wanted)
    assert done.returncode == 1 and "nothing in it lies on the raster" in done.stdout and "1 of 4" in done.stderr
    kinds = ("dehazed.tif", "haze.tif", "report.html")
    assert sorted(os.listdir(out)) == sorted(f"{name}_{kind}" for name in "abC" for kind in kinds)
    assert sorted(os.listdir(tmp_path / "masks")) == ["C_haze_mask.tif", "a_haze_mask.tif", "b_haze_mask.tif"]
    before, after = (gdal.Open(str(p)).ReadAsArray() for p in (scenes / "b.tif", out / "b_dehazed.tif"))
    assert (before == after)[:, :, 40:].all() and not (before == after)[:, :, :40].all()
    assert "b.tif" in (out / "b_report.html").read_text()
    (scenes / "far.tif").unlink()
    (out / "a_report.html").unlink()
    again = command(scenes, "--out-dir", out, *wanted, "--keep-existing")
    assert again.returncode == 0 and again.stdout.count("was there") == 2 and (out / "a_report.html").exists()


def test_a_file_where_a_folder_is_needed_is_refused_before_any_work(scenes, tmp_path):
    done = command(scenes, "--out-dir", tmp_path / "out", "--report", tmp_path / "all.html")
    assert done.returncode == 1 and "all.html cannot be written" in done.stderr and "one file for each" in done.stderr
    assert not (tmp_path / "all.html").exists()


@pytest.mark.parametrize("option", [("--scheduler", "local"), ("--workers", "2")])
def test_what_is_for_one_raster_is_refused_for_many_and_not_ignored(tmp_path, option):
    done = command(tmp_path, "--out-dir", tmp_path / "out", *option)
    assert done.returncode == 2 and f"{option[0]} is for one raster, not for --out-dir" in done.stderr
    assert not (tmp_path / "out").exists()
