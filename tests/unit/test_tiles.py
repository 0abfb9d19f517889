"""The lattice of tiles, and the filling of what is not usable."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice, fill_invalid, fitting_tile, pad_to_tile, usual_overlap
from hypothesis import given
from hypothesis import strategies as st


@st.composite
def lattices(draw):
    tile = draw(st.integers(1, 24))
    overlap = draw(st.integers(0, tile - 1))
    return Lattice(draw(st.integers(1, 80)), draw(st.integers(1, 80)), tile, overlap)


@given(lattices())
def test_tiles_cover_every_pixel_and_stay_inside(lattice):
    covered = np.zeros((lattice.height, lattice.width), dtype=int)
    for row in lattice.row_starts:
        for col in lattice.col_starts:
            window = lattice.tile_window(row, col)
            assert Window(0, 0, lattice.height, lattice.width).contains(window)
            covered[window.slices] += 1
    assert covered.min() >= 1


@given(lattices())
def test_tiles_overlap_at_least_as_asked_and_never_repeat(lattice):
    for starts in (lattice.row_starts, lattice.col_starts):
        steps = np.diff(starts)
        assert (steps > 0).all() and (steps <= lattice.stride_px).all()
        assert (steps[:-1] == lattice.stride_px).all()


@given(lattices(), st.data())
def test_a_windows_tiles_are_exactly_those_of_the_lattice_that_meet_it(lattice, data):
    row, col = data.draw(st.integers(0, lattice.height - 1)), data.draw(st.integers(0, lattice.width - 1))
    height = data.draw(st.integers(1, lattice.height - row))
    window = Window(row, col, height, data.draw(st.integers(1, lattice.width - col)))
    chosen = {(r, c) for r in lattice.rows_touching(window) for c in lattice.cols_touching(window)}
    every = {(r, c) for r in lattice.row_starts for c in lattice.col_starts}
    assert chosen == {start for start in every if not lattice.tile_window(*start).intersect(window).is_empty}


@given(lattices())
def test_feather_is_positive_symmetric_and_sums_to_one_over_the_overlap(lattice):
    feather = lattice.feather()
    assert feather.dtype == np.float32 and feather.shape == (lattice.tile_px, lattice.tile_px)
    assert (feather > 0).all() and (feather <= 1).all()
    np.testing.assert_array_equal(feather, feather.T)
    np.testing.assert_array_equal(feather, feather[::-1])
    overlap = lattice.overlap_px
    if 0 < overlap <= lattice.tile_px // 2:
        ramp = np.sqrt(feather.diagonal())
        np.testing.assert_allclose(ramp[-overlap:] + ramp[:overlap], 1, rtol=1e-5)


def test_an_overlap_as_large_as_the_tile_is_refused():
    for overlap in (-1, 16):
        with pytest.raises(ValueError, match="does not lie between 0 and a tile"):
            Lattice(100, 100, 16, overlap)


@given(st.integers(1, 20), st.integers(1, 20))
def test_padding_keeps_the_raster_and_reflects_without_a_step(height, width):
    tile = np.arange(3 * height * width, dtype=np.float32).reshape(3, height, width)
    padded = pad_to_tile(tile, 20)
    assert padded.shape == (3, 20, 20)
    np.testing.assert_array_equal(padded[:, :height, :width], tile)
    if 1 < height < 20:
        np.testing.assert_array_equal(padded[:, height, :width], tile[:, height - 2])
    np.testing.assert_array_equal(pad_to_tile(tile[0], 20), padded[0])


@given(st.integers(1, 21), st.integers(1, 21), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_fill_ignores_what_invalid_pixels_hold(height, width, seed, share):
    random = np.random.default_rng(seed)
    tile = random.random((3, height, width), dtype=np.float32)
    valid = random.random((height, width)) < share
    filled = fill_invalid(tile, valid)
    assert filled.dtype == np.float32 and filled.min() >= 0 and filled.max() <= 1
    np.testing.assert_array_equal(filled[:, valid], tile[:, valid])
    for junk in (np.nan, np.inf, -9999, 0):
        np.testing.assert_array_equal(fill_invalid(np.where(valid, tile, np.float32(junk)), valid), filled)


def test_fill_continues_the_surroundings_smoothly():
    ramp = np.broadcast_to(np.linspace(0.2, 0.8, 64, dtype=np.float32), (3, 64, 64))
    valid = np.ones((64, 64), dtype=bool)
    valid[20:40, 20:40] = False
    assert np.abs(fill_invalid(ramp, valid) - ramp).max() < 0.12
    flat = np.full((3, 64, 64), 0.3, dtype=np.float32)
    np.testing.assert_allclose(fill_invalid(flat, valid), flat, rtol=1e-6)


def test_a_tile_without_usable_pixels_is_grey_and_a_whole_one_is_untouched():
    tile = np.full((3, 8, 8), np.nan, dtype=np.float32)
    np.testing.assert_array_equal(fill_invalid(tile, np.zeros((8, 8), bool)), np.full((3, 8, 8), 0.5))
    assert fill_invalid(tile, np.ones((8, 8), bool)) is tile


@pytest.mark.parametrize(("tile", "overlap"), [(64, 16), (256, 64), (512, 64)])
def test_tiles_share_a_quarter_or_64_pixels(tile, overlap):
    assert usual_overlap(tile) == overlap


@given(st.integers(4, 40), st.integers(1, 3000), st.integers(1, 3000))
def test_a_small_raster_gets_one_tile_no_larger_than_it_needs(sixteenths, height, width):
    asked = 16 * sixteenths
    side = fitting_tile(asked, height, width)
    assert side % 16 == 0 and 64 <= side <= asked
    lattice = Lattice.usual(height, width, asked)
    assert (len(lattice.row_starts), len(lattice.col_starts)) == (1, 1) or side == asked
    assert side < max(height, width) + 16 or side == 64
