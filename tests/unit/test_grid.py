"""Pixels to map units and back."""

import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Grid, Window
from hypothesis import given
from hypothesis import strategies as st

TRANSFORMS = [
    None,
    (500000.0, 10.0, 0.0, 5600000.0, 0.0, -10.0),
    (12.5, 1 / 3, 0.0, 47.1, 0.0, -0.17),  # pixels that are not square, in degrees
    (0.0, 1.0, 0.0, 0.0, 0.0, 1.0),  # south up
    (638838.7, 0.6, 0.2, 5802604.9, 0.15, -0.5),  # rotated and sheared
]


@st.composite
def windows(draw, height=40, width=30):
    row, col = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    return Window(row, col, draw(st.integers(1, height - row)), draw(st.integers(1, width - col)))


@given(windows(), st.sampled_from(TRANSFORMS))
def test_a_windows_bounds_give_the_window_back(window, geotransform):
    grid = Grid(40, 30, geotransform)
    found = grid.window_from_bounds(grid.bounds(window))
    rotated = geotransform is not None and geotransform[2] != 0
    assert found.contains(window) if rotated else found == window


@given(windows(), windows(), st.sampled_from(TRANSFORMS))
def test_a_cropped_grid_lies_where_it_was(window, inner, geotransform):
    grid, part = Grid(40, 30, geotransform), window.intersect(inner)
    if geotransform is None or part.is_empty:
        return
    within = part.shifted(-window.row, -window.col)
    assert grid.crop(window).bounds(within) == pytest.approx(grid.bounds(part), rel=1e-12)


def test_the_whole_grid_keeps_its_geotransform_exactly():
    for geotransform in TRANSFORMS:
        grid = Grid(40, 30, geotransform, "WKT")
        assert grid.crop(grid.window()) == grid


def test_a_raster_without_georeference_lies_where_qgis_draws_it():
    grid = Grid(40, 30)
    assert grid.bounds() == (0, -40, 30, 0)
    assert grid.window_from_bounds((3.5, -10, 8, -2)) == Window(2, 3, 8, 5)
    assert grid.crop(Window(2, 3, 8, 5)) == Grid(8, 5)


def test_an_extent_takes_every_pixel_it_touches_and_is_clipped():
    grid = Grid(40, 30, TRANSFORMS[1])
    assert grid.window_from_bounds((500012, 5599978, 500038, 5599989)) == Window(1, 1, 2, 3)
    assert grid.window_from_bounds((500010.000001, 5599979.999999, 500030, 5599990)) == Window(1, 1, 1, 2)
    assert grid.window_from_bounds((0, 0, 1e7, 1e7)) == grid.window()
    assert grid.window_from_bounds((500015.1, 5599985.1, 500015.2, 5599985.2)) == Window(1, 1, 1, 1)


def test_an_extent_outside_says_where_the_raster_is():
    with pytest.raises(RasterError, match=r"outside the raster, which covers \(500000, 5599600, 500300, 5600000\)"):
        Grid(40, 30, TRANSFORMS[1]).window_from_bounds((0, 0, 10, 10))
    with pytest.raises(RasterError, match="outside"):
        Grid(40, 30).window_from_bounds((30, -40, 35, 0))  # meets only the edge


@pytest.mark.parametrize("bounds", [(5, 0, 5, 9), (9, 0, 5, 9), (0, 0, float("nan"), 9), (0, 0, float("inf"), 9)])
def test_an_extent_without_area_is_refused(bounds):
    with pytest.raises(RasterError, match="it has no area"):
        Grid(40, 30).window_from_bounds(bounds)


@pytest.mark.parametrize("geotransform", [(0, 0, 0, 0, 0, -1), (0, 1, 2, 0, 2, 4), (float("nan"), 1, 0, 0, 0, -1)])
def test_a_geotransform_that_spans_no_area_is_refused(geotransform):
    with pytest.raises(RasterError, match="does not spread the pixels over an area"):
        Grid(40, 30, geotransform)


def test_sizes_are_checked():
    with pytest.raises(RasterError):
        Grid(0, 30)
    with pytest.raises(ValueError):
        Window(0, 0, -1, 3)


def test_windows_that_do_not_meet_share_nothing():
    assert Window(0, 0, 3, 3).intersect(Window(5, 5, 2, 2)).is_empty
    assert not Window(0, 0, 3, 3).contains(Window(2, 2, 2, 2))
