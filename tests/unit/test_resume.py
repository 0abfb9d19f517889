"""A run that was killed, failed or cancelled goes on where it stopped, and its files are those of one that did not."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd import pipeline
from dsrdmpd_dehaze.dsrdmpd.claims import unfinished_folder
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import journal as journals
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.writer import GeoTiffWriter
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest

OPTIONS = DehazeOptions(model="dark_channel", tile_size_px=64)


def hazy(shape=(4, 900, 210), seed=3):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[1], : shape[2]] / 40.0
    scene = np.stack([6000 + 2500 * np.sin(x + b) * np.cos(y - b) + 1500 * (x + y) for b in range(shape[0])])
    scene = (scene + rng.normal(0, 300, shape)).clip(1, 65535).astype(np.uint16)
    scene[:, 300:340, 50:90] = 0
    return scene


@pytest.fixture
def source(make_raster):
    return make_raster(hazy(), nodata=0)


@pytest.fixture(autouse=True)
def many_small_blocks(monkeypatch):
    monkeypatch.setattr(journals, "BLOCK_BYTES", 1)


class Watching(Progress):
    """Notes what it is told; cancels from a share of the run on, or does `then` there, once."""

    def __init__(self, at=2.0, then=None):
        self.at, self.then, self.fractions, self.lines = at, then, [], []
        self.cancels = then is None

    def report(self, fraction, stage=None):
        self.fractions.append(fraction)
        if fraction >= self.at and self.then:
            then, self.then = self.then, None
            then()

    def info(self, text):
        self.lines.append(str(text))

    def cancelled(self):
        return self.cancels and bool(self.fractions) and self.fractions[-1] >= self.at


def request(source, folder, **more):
    folder.mkdir(exist_ok=True)
    return DehazeRequest(source, str(folder / "out.tif"), str(folder / "haze.tif"), options=OPTIONS, **more)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def uninterrupted(source, tmp_path, **more):
    result = pipeline.dehaze_raster(request(source, tmp_path / "whole", **more))
    return files(tmp_path / "whole"), result


def resumed(asked):
    progress = Watching()
    result = pipeline.dehaze_raster(asked, progress)
    return result, progress, [line for line in progress.lines if "goes on from there" in line]


def same_as_uninterrupted(source, tmp_path, result, **more):
    whole, expected = uninterrupted(source, tmp_path, **more)
    assert files(tmp_path / "out") == whole
    assert sorted(os.listdir(tmp_path / "out")) == ["haze.tif", "out.tif"]
    assert result.mean_haze == expected.mean_haze
    return expected


def killed(asked, after_blocks, root):
    """Run in a process of its own, and kill that without warning once it has kept so many blocks."""
    script = f"""
        import sys
        sys.path.insert(0, {str(root)!r})
        from dsrdmpd import pipeline
        from dsrdmpd.raster import journal
        from dsrdmpd.request import DehazeOptions, DehazeRequest
        journal.BLOCK_BYTES = 1
        write = journal.write_block
        def slowly(path, facts, arrays):
            write(path, facts, arrays)
            print("kept", flush=True)
            sys.stdin.readline()
        journal.write_block = slowly
        options = DehazeOptions(model="dark_channel", tile_size_px=64)
        pipeline.dehaze_raster(DehazeRequest({asked.source!r}, {asked.output!r}, {asked.haze_map!r}, options=options))
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        for number in range(after_blocks):
            assert run.stdout.readline().strip() == "kept"
            if number + 1 < after_blocks:
                run.stdin.write("\n")
                run.stdin.flush()
        run.send_signal(signal.SIGKILL)
    return unfinished_folder(asked.output)


@pytest.mark.parametrize("after_blocks", [2, 4, 16])
def test_a_killed_run_goes_on_and_its_files_are_the_same_bytes(tmp_path, source, root, after_blocks):
    asked = request(source, tmp_path / "out")
    folder = killed(asked, after_blocks, root)
    assert len(list(folder.glob("*.block"))) == after_blocks and not (tmp_path / "out" / "out.tif").exists()
    result, progress, told = resumed(asked)
    assert len(told) == 1
    expected = same_as_uninterrupted(source, tmp_path, result)
    assert result.tiles < expected.tiles, "what was finished is not done again"
    assert progress.fractions == sorted(progress.fractions)


def test_a_run_that_is_killed_again_and_again_gets_there(tmp_path, source, root):
    asked = request(source, tmp_path / "out")
    kept = [len(list(killed(asked, 2, root).glob("*.block"))) for _ in range(4)]
    assert kept == [2, 4, 6, 8]
    same_as_uninterrupted(source, tmp_path, resumed(asked)[0])


def test_what_a_kill_has_torn_is_done_again(tmp_path, source, root):
    asked = request(source, tmp_path / "out")
    blocks = sorted(killed(asked, 4, root).glob("*.block"))
    os.truncate(blocks[2], 1000)
    (blocks[3].parent / "000000899.block.part").write_bytes(b"half")
    result, _, told = resumed(asked)
    assert told
    same_as_uninterrupted(source, tmp_path, result)


def test_all_rows_finished_leaves_only_the_overviews_to_make(tmp_path, source, monkeypatch):
    asked = request(source, tmp_path / "out")
    monkeypatch.setattr(GeoTiffWriter, "complete", lambda *_: (_ for _ in ()).throw(RasterError("No", "room")))
    with pytest.raises(RasterError, match="room"):
        pipeline.dehaze_raster(asked)
    monkeypatch.undo()
    result, _, told = resumed(asked)
    assert told == ["An earlier run got as far as 100%; this one goes on from there"] and result.tiles == 0
    same_as_uninterrupted(source, tmp_path, result)


def failing_after(monkeypatch, owner, method, calls):
    original, count = getattr(owner, method), []

    def instead(*args, **kwargs):
        count.append(1)
        if len(count) > calls:
            raise RasterError("out.tif cannot be written", "No space left on device")
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, method, instead)


@pytest.mark.parametrize("owner, method", [(GeoTiffWriter, "write"), (RasterSource, "read_with_valid")])
def test_a_failed_run_keeps_what_is_finished(tmp_path, source, monkeypatch, owner, method):
    asked, progress = request(source, tmp_path / "out"), Watching()
    with monkeypatch.context() as broken, pytest.raises(RasterError, match="No space left"):
        failing_after(broken, owner, method, 20)
        pipeline.dehaze_raster(asked, progress)
    assert any("is kept: the same run, started again, goes on there" in line for line in progress.lines)
    assert not list((tmp_path / "out").rglob("*.tif")), "part files take no room meanwhile"
    result, _, told = resumed(asked)
    assert told
    same_as_uninterrupted(source, tmp_path, result)


@pytest.mark.parametrize("unfinished, stays", [("resume", False), ("keep", True), ("discard", False)])
def test_a_cancelled_run_is_kept_or_not_as_asked(tmp_path, source, unfinished, stays):
    asked, progress = request(source, tmp_path / "out", unfinished=unfinished), Watching(0.5)
    with pytest.raises(Cancelled):
        pipeline.dehaze_raster(asked, progress)
    assert unfinished_folder(asked.output).exists() == stays == any("is kept" in line for line in progress.lines)
    result, _, told = resumed(asked)
    assert bool(told) == stays
    same_as_uninterrupted(source, tmp_path, result, unfinished=unfinished)


def test_discard_begins_anew(tmp_path, source, root):
    folder = killed(request(source, tmp_path / "out"), 3, root)
    asked = request(source, tmp_path / "out", unfinished="discard")
    result, _, told = resumed(asked)
    assert not told and not folder.exists()
    assert result.tiles == same_as_uninterrupted(source, tmp_path, result).tiles


def changed_option(asked):
    return DehazeRequest(asked.source, asked.output, asked.haze_map, options=DehazeOptions("dark_object"))


def without_haze_map(asked):
    return DehazeRequest(asked.source, asked.output, options=asked.options)


def of_an_extent(asked):
    bounds = (500000.0, 5591000.0, 502100.0, 5599000.0)
    return DehazeRequest(asked.source, asked.output, asked.haze_map, bounds, options=asked.options)


@pytest.mark.parametrize("other", [changed_option, without_haze_map, of_an_extent])
def test_another_request_does_not_go_on_from_these_rows(tmp_path, source, root, other):
    asked = request(source, tmp_path / "out")
    killed(asked, 3, root)
    assert resumed(other(asked))[2] == []


def test_a_changed_source_does_not_go_on_from_rows_of_the_old_one(tmp_path, source, root, make_raster):
    asked = request(source, tmp_path / "out")
    killed(asked, 3, root)
    make_raster(hazy(seed=4), nodata=0)
    result, _, told = resumed(asked)
    assert not told
    same_as_uninterrupted(source, tmp_path, result)


def rewrite(path):
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 10**9))


@pytest.mark.parametrize("act, why", [(rewrite, "was changed"), (os.unlink, "disappeared")])
def test_a_source_that_changes_or_goes_while_it_is_read_gives_no_result(tmp_path, source, act, why):
    asked, progress = request(source, tmp_path / "out"), Watching(0.4, lambda: act(source))
    with pytest.raises(RasterError, match=f"cannot be read on: .*{why}"):
        pipeline.dehaze_raster(asked, progress)
    assert files(tmp_path / "out") == {}


def test_a_second_run_to_the_same_result_is_refused_and_the_first_goes_on(tmp_path, source):
    asked, errors = request(source, tmp_path / "out"), []

    def second():
        for path, haze_map in ((asked.output, None), (str(tmp_path / "other.tif"), asked.haze_map)):
            with pytest.raises(RasterError, match="another run is writing it") as refused:
                pipeline.dehaze_raster(DehazeRequest(source, path, haze_map, options=OPTIONS))
            errors.append(refused)

    result = pipeline.dehaze_raster(asked, progress := Watching(0.5, second))
    assert len(errors) == 2 and progress.then is None
    same_as_uninterrupted(source, tmp_path, result)
    assert Path(source).exists()
