"""Blending: the same pixel has the same result whatever was asked for around it."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.raster.blend import StripBlender
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice
from hypothesis import given, settings
from hypothesis import strategies as st


def change_of(row, col, tile):
    """A tile's change as a model would give it: a function of the tile's place alone."""
    return np.random.default_rng((row, col)).normal(size=(3, tile, tile)).astype(np.float32)


def blended(lattice, window, change=change_of, eager=True):
    """All strips of a window joined; `eager` takes each row of tiles as soon as it is complete."""
    blender, strips = StripBlender(window, lattice), []
    rows = lattice.rows_touching(window)
    for number, row in enumerate(rows):
        for col in lattice.cols_touching(window):
            blender.add(row, col, change(row, col, lattice.tile_px))
        if eager and number + 1 < len(rows):
            strips.append(blender.finish(rows[number + 1]))
    strips.append(blender.finish())
    due = window.row
    for first, strip in strips:
        assert first == due
        due += strip.shape[1]
    assert due == window.row_stop
    return np.concatenate([strip for _, strip in strips], axis=1)


@st.composite
def lattice_and_window(draw):
    tile = draw(st.integers(2, 12))
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    row, col = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    window = Window(row, col, draw(st.integers(1, height - row)), draw(st.integers(1, width - col)))
    return Lattice(height, width, tile, draw(st.integers(0, tile - 1))), window


@settings(max_examples=40)
@given(lattice_and_window())
def test_a_window_equals_its_part_of_the_whole_bit_for_bit(case):
    lattice, window = case
    whole = blended(lattice, Window(0, 0, lattice.height, lattice.width))
    for eager in (True, False):
        np.testing.assert_array_equal(blended(lattice, window, eager=eager), whole[(slice(None), *window.slices)])


@settings(max_examples=40)
@given(lattice_and_window(), st.floats(-1, 1, width=32))
def test_a_constant_change_stays_constant_and_none_stays_exactly_none(case, value):
    lattice, window = case
    result = blended(lattice, window, lambda row, col, tile: np.full((3, tile, tile), value, dtype=np.float32))
    np.testing.assert_allclose(result, value, rtol=1e-5, atol=0 if value == 0 else 1e-30)
    assert result.dtype == np.float32


def test_a_seam_between_disagreeing_tiles_is_a_ramp():
    lattice = Lattice(16, 28, 16, 4)
    result = blended(lattice, Window(0, 0, 16, 28), lambda row, col, tile: np.full((3, 16, 16), col / 12, np.float32))
    np.testing.assert_allclose(result[0, 8, 11:17], [0, 0.2, 0.4, 0.6, 0.8, 1], atol=1e-6)


def test_only_open_rows_are_held():
    lattice, window = Lattice(400, 16, 16, 4), Window(0, 0, 400, 16)
    blender = StripBlender(window, lattice)
    for row in lattice.row_starts:
        blender.finish(row)
        blender.add(row, 0, change_of(row, 0, 16))
        assert blender._sums.shape[1] == 16


def test_no_change_is_as_a_change_of_nothing():
    lattice, window = Lattice(60, 60, 16, 4), Window(5, 3, 50, 51)

    def some(nothing):
        return lambda row, col, tile: nothing(tile) if (row + col) % 24 else change_of(row, col, tile)

    without = blended(lattice, window, some(lambda tile: None))
    np.testing.assert_array_equal(without, blended(lattice, window, some(lambda t: np.zeros((3, t, t), np.float32))))


def test_misuse_is_refused():
    lattice, window = Lattice(40, 40, 16, 4), Window(0, 0, 40, 40)
    blender = StripBlender(window, lattice)
    blender.add(0, 12, change_of(0, 12, 16))
    with pytest.raises(ValueError, match="came after tile"):
        blender.add(0, 0, change_of(0, 0, 16))
    with pytest.raises(ValueError, match="not covered by tiles"):
        blender.finish(12)
    with pytest.raises(RasterError, match="not finite came back for the tile at"):
        blender.add(0, 24, np.full((3, 16, 16), np.nan, np.float32))
