"""A journal's blocks are whole or not there, and a claim belongs to one run; both survive what kills a process."""

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.claims import Claim, refuse_claimed, unfinished_folder
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.raster import journal as journals
from dsrdmpd_dehaze.dsrdmpd.raster.journal import Journal, read_block, run_key, write_block
from hypothesis import given
from hypothesis import strategies as st


def rows(first, count, bands=3):
    values = np.arange(first * 5, (first + count) * 5, dtype=np.uint16).reshape(count, 5)
    return {"dehazed": np.stack([values + band for band in range(bands)]), "haze": values[None].astype(np.float32)}


def filled(folder, key="k", blocks=3, count=4):
    journal = Journal(folder, key, 10)
    assert list(journal.replay()) == []
    for number in range(blocks):
        journal.add(count, rows(number * count, count), {"sums": {"haze": [float(number), number]}})
        journal.write()
    return journal


def replayed(folder, key="k", first=10):
    return list(Journal(folder, key, first).replay())


def test_rows_come_back_as_they_were_with_what_was_said_of_them(tmp_path):
    assert filled(tmp_path).rows_on_disk == 12
    found = replayed(tmp_path)
    whole = rows(0, 12)
    for name, array in whole.items():
        together = np.concatenate([block.arrays[name] for block in found], axis=-2)
        assert together.dtype == array.dtype
        np.testing.assert_array_equal(together, array)
    assert [block.facts["sums"]["haze"] for block in found] == [[0.0, 0], [1.0, 1], [2.0, 2]]
    assert [block.facts["row"] for block in found] == [10, 14, 18]


@given(cut=st.integers(0, 2000), flip=st.integers(0, 2000))
def test_a_block_that_lost_or_changed_a_byte_is_not_there(tmp_path_factory, cut, flip):
    path = tmp_path_factory.mktemp("b") / "block"
    write_block(path, {"row": 1}, {name: [array] for name, array in rows(0, 4).items()})
    whole = path.read_bytes()
    path.write_bytes(whole[: cut % len(whole)])
    assert read_block(path) is None
    torn = bytearray(whole)
    torn[flip % len(whole)] ^= 1 + flip % 255
    path.write_bytes(torn)
    assert read_block(path) is None
    path.write_bytes(whole)
    assert read_block(path).facts == {"row": 1}


def test_nothing_after_a_torn_block_is_believed_or_left(tmp_path):
    filled(tmp_path)
    second = sorted(tmp_path.iterdir())[1]
    second.write_bytes(second.read_bytes()[:-9])
    assert [block.facts["row"] for block in replayed(tmp_path)] == [10]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("key, first", [("another", 10), ("k", 11)])
def test_rows_of_another_run_are_taken_away(tmp_path, key, first):
    filled(tmp_path)
    assert replayed(tmp_path, key, first) == [] and list(tmp_path.iterdir()) == []


def test_rows_are_written_once_they_are_many_or_old(tmp_path, monkeypatch):
    journal = Journal(tmp_path, "k", 0)
    assert not journal.add(4, rows(0, 4), {})
    monkeypatch.setattr(journals, "BLOCK_BYTES", 400)
    assert journal.add(4, rows(4, 4), {})
    journal.write()
    monkeypatch.setattr(journals, "BLOCK_BYTES", 10**9)
    assert not journal.add(4, rows(8, 4), {})
    monkeypatch.setattr(journals, "BLOCK_S", 0.0)
    assert journal.add(4, rows(12, 4), {})
    journal.write()
    assert [block.facts["rows"] for block in replayed(tmp_path, first=0)] == [8, 8]


def test_without_room_nothing_more_is_kept_but_what_is_there_stays(tmp_path):
    filled(tmp_path)
    journal = Journal(tmp_path, "k", 10, takes_rows=False)
    assert len(list(journal.replay())) == 3 and not journal.add(9, rows(12, 9), {})
    journal.write()
    assert journal.rows_on_disk == 12


def test_a_disk_that_takes_no_block_is_told_and_leaves_no_half_of_one(tmp_path, monkeypatch):
    journal = filled(tmp_path)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    journal.add(4, rows(12, 4), {})
    with pytest.raises(RasterError, match="No space left on device. Check that the disk has room"):
        journal.write()
    assert len(list(tmp_path.iterdir())) == 3 and journal.rows_on_disk == 12


def test_a_key_changes_with_any_fact_and_any_pixel_of_an_array():
    array = np.zeros((2, 3), np.float32)
    keys = {run_key({"a": 1, "f": array}), run_key({"a": 2, "f": array}), run_key({"a": 1, "f": array.astype("f8")})}
    array[1, 2] = 1e-6
    assert len(keys | {run_key({"a": 1, "f": array})}) == 4
    assert run_key({"a": 1, "b": (2, None)}) == run_key({"b": [2, None], "a": 1})


def test_a_result_belongs_to_one_run_at_a_time(tmp_path):
    path = tmp_path / "out.tif"
    refuse_claimed(path)
    with Claim(path) as claim:
        (claim.folder / "part").write_text("half")
        for refuse in (lambda: refuse_claimed(path), lambda: Claim(path).__enter__()):
            with pytest.raises(RasterError, match=f"another run is writing it .process {os.getpid()} on"):
                refuse()
        with Claim(tmp_path / "other.tif"):
            pass
    assert list(tmp_path.iterdir()) == []
    with Claim(path):
        pass


def test_what_is_to_stay_is_there_for_the_next(tmp_path):
    path = tmp_path / "out.tif"
    with Claim(path) as claim:
        (claim.folder / "block").write_text("rows")
        claim.keep = True
    refuse_claimed(path)
    with Claim(path) as claim:
        assert (claim.folder / "block").read_text() == "rows"
    assert list(tmp_path.iterdir()) == []


def test_names_are_short_enough_and_differ(tmp_path):
    long = "雾" * 80 + ".tif"
    assert len(os.fsencode(unfinished_folder(tmp_path / long).name)) <= 255
    assert unfinished_folder(tmp_path / "a.tif") != unfinished_folder(tmp_path / "a.tiff")
    (tmp_path / "link.tif").symlink_to(tmp_path / "a.tif")
    assert unfinished_folder(tmp_path / "link.tif") == unfinished_folder(tmp_path / "a.tif")


def test_a_killed_process_lets_go_of_its_claim(tmp_path, root):
    path = tmp_path / "out.tif"
    script = f"""
        import sys, time
        sys.path.insert(0, {str(root)!r})
        from dsrdmpd.claims import Claim
        with Claim({str(path)!r}) as claim:
            print("claimed", flush=True)
            time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline().strip() == "claimed"
        with pytest.raises(RasterError, match=f"process {other.pid} on"):
            refuse_claimed(path)
        other.kill()
    assert unfinished_folder(path).is_dir()
    with Claim(path):
        pass
    assert list(tmp_path.iterdir()) == []
