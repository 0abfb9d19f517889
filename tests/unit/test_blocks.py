"""Blocks of a raster: they cover the window once, meet where tiles begin, and come back as they were written."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.raster import blocks as module
from dsrdmpd_dehaze.dsrdmpd.raster.blocks import TWICE_SHARE, BlockWriter, read_blocks, remove_blocks, split
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice
from hypothesis import given
from hypothesis import strategies as st


@given(st.data(), st.integers(1, 900), st.integers(1, 900), st.integers(1, 40))
def test_blocks_cover_a_window_once_and_begin_where_tiles_do(data, height, width, workers):
    lattice = Lattice.usual(height, width, 64)
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    window = Window(row, col, data.draw(st.integers(1, height - row)), data.draw(st.integers(1, width - col)))
    rows = split(lattice, window, workers)
    covered = np.zeros((height, width), int)
    for line in rows:
        assert len({(block.row, block.row_stop) for block in line}) == 1
        for block in line:
            covered[block.slices] += 1
            assert block.row in (window.row, *lattice.row_starts) and block.col in (window.col, *lattice.col_starts)
    assert (covered[window.slices] == 1).all() and covered.sum() == window.height * window.width


@pytest.mark.parametrize("workers, least", [(1, 1), (2, 4), (8, 16)])
def test_there_is_enough_for_every_worker_and_little_is_done_twice(workers, least):
    lattice = Lattice.usual(4096, 4096, 256)
    rows = split(lattice, Window(0, 0, 4096, 4096), workers)
    count = sum(map(len, rows))
    tiles = len(lattice.row_starts) * len(lattice.col_starts)
    computed = sum(
        len(lattice.rows_touching(block)) * len(lattice.cols_touching(block)) for line in rows for block in line
    )
    assert count >= least
    assert computed / tiles - 1 <= {1: TWICE_SHARE, 2: 0.11, 8: 0.35}[workers]


def test_blocks_come_back_as_they_were_written(tmp_path, random):
    window = Window(7, 3, 60, 50)
    dn = random.integers(0, 60000, (3, 100, 100)).astype(np.uint16)
    haze, valid = random.random((100, 100)).astype(np.float32), random.random((100, 100)) < 0.9
    line = [Window(7, 3, 60, 20), Window(7, 23, 60, 30)]
    for block in line:
        with BlockWriter(tmp_path, block) as writer:
            for row in range(block.row, block.row_stop, 13):
                part = Window(row, block.col, min(13, block.row_stop - row), block.width).slices
                pixels = {"dehazed": {n: band[part] for n, band in zip((4, 3, 2), dn)}, "haze": haze[part]}
                writer.write(row, pixels, valid[part])
            writer.complete()
    back = list(read_blocks(tmp_path, line, 17))
    assert [strip.row for strip in back] == [7, 24, 41, 58]
    for number, band in zip((4, 3, 2), dn):
        got = np.concatenate([strip.pixels["dehazed"][number] for strip in back])
        np.testing.assert_array_equal(got, band[window.slices])
    np.testing.assert_array_equal(np.concatenate([strip.pixels["haze"] for strip in back]), haze[window.slices])
    np.testing.assert_array_equal(np.concatenate([strip.valid for strip in back]), valid[window.slices])
    remove_blocks(tmp_path, line)
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_block_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_VISIBLE_S", 0.1)
    block = Window(0, 0, 10, 10)
    with pytest.raises(ZeroDivisionError), BlockWriter(tmp_path, block) as writer:
        writer.write(0, {"haze": np.zeros((5, 10), np.float32)}, np.ones((5, 10), bool))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RasterError, match="cannot be read"):
        list(read_blocks(tmp_path, [block], 5))


def test_a_block_that_lost_its_end_is_told(tmp_path):
    block = Window(0, 0, 10, 10)
    with BlockWriter(tmp_path, block) as writer:
        writer.write(0, {"haze": np.zeros((10, 10), np.float32)}, np.ones((10, 10), bool))
        writer.complete()
    (path,) = tmp_path.glob("*/haze")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RasterError, match="shorter than it was"):
        list(read_blocks(tmp_path, [block], 5))


def test_a_run_that_is_over_stops_its_blocks(tmp_path):
    gone = tmp_path / "gone"
    with pytest.raises(RasterError, match="cannot be written"), BlockWriter(gone, Window(0, 0, 4, 4)):
        pass
