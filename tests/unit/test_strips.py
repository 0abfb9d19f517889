"""A haze field changes pixel by pixel; tiles are read only where a method goes on after it."""

from contextlib import closing

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.flow import Meter, changes, deliver
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster.correction import ColourCorrection
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Window
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.strip import joined
from dsrdmpd_dehaze.dsrdmpd.raster.tiles import Lattice
from dsrdmpd_dehaze.dsrdmpd.raster.view import View
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField

TILE, START = 64, 0.5


class Darker:
    """Takes off its field, and where that hides much a little more."""

    batch_tiles, steps, busy_s, tile_px, veil = 3, 0, 0.0, TILE, None

    def __init__(self, field, start=START):
        self.field, self.beyond_field_from, self.seen = field, start, []

    def restore(self, runs):
        for run in runs:
            self.seen += zip(run.rows, run.cols)
            weights = [self.field.weight_at(self.beyond_field_from, *at, TILE, TILE) for at in zip(run.rows, run.cols)]
            yield run, -0.1 * run.tiles * np.reshape(weights, (-1, 1, TILE, TILE)).astype(np.float32)


def field_of(corner, height, width):
    """Thin haze, which is thick in the upper left corner."""
    transmission = np.full((3, 8, 8), 0.9, np.float32)
    transmission[:, :2, :2] = corner
    return HazeField(transmission, 0.7 * (1 - transmission), 1 - transmission[2], height, width)


@pytest.fixture
def opened(make_raster, random):
    with RasterSource.open(make_raster((60000 * random.random((3, 200, 230))).astype(np.uint16))) as source:
        yield View(source), Stretch.fit(source)


def run(opened, method, window):
    view, stretch = opened
    meter = Meter()
    lattice = Lattice.usual(*(getattr(view.grid, side) for side in ("height", "width")), TILE)
    with closing(changes(view, stretch, lattice, window, method, Progress(), meter)) as strips:
        return joined(strips, stretch.normalise(view.read_with_valid(window)[0])), meter, lattice


def test_tiles_are_read_only_where_the_method_goes_on(opened):
    view, stretch = opened
    whole, (height, width) = view.grid.window(), (200, 230)
    method = Darker(field_of(0.2, height, width))
    change, meter, lattice = run(opened, method, whole)
    starts = [(row, col) for row in lattice.row_starts for col in lattice.col_starts]
    worth = [at for at in starts if method.field.weight_at(START, *at, TILE, TILE).any()]
    assert set(worth) <= set(method.seen) and method.seen == sorted(method.seen) and meter.tiles == len(method.seen)
    assert worth and len(method.seen) < len(starts) / 3

    everywhere = Darker(method.field, 0.0)
    assert run(opened, everywhere, whole)[1].tiles == len(starts)

    hazy = stretch.normalise(view.read_with_valid(whole)[0])
    by_field = method.field.clear(hazy, 0, 0) - hazy
    weight = method.field.weight_at(START, 0, 0, height, width)
    np.testing.assert_array_equal(change[:, weight == 0], by_field[:, weight == 0])
    np.testing.assert_allclose(change, by_field - 0.1 * hazy * weight, atol=1e-6)


def test_a_window_equals_its_part_of_the_whole_bit_for_bit(opened):
    field = field_of(0.2, 200, 230)
    whole = run(opened, Darker(field), Window(0, 0, 200, 230))[0]
    for window in (Window(0, 0, 60, 60), Window(37, 41, 90, 80), Window(150, 160, 50, 70), Window(199, 0, 1, 230)):
        np.testing.assert_array_equal(run(opened, Darker(field), window)[0], whole[(slice(None), *window.slices)])


def test_where_the_field_settles_everything_no_tile_is_read(opened):
    method = Darker(field_of(0.8, 200, 230))
    change, meter, _ = run(opened, method, Window(0, 0, 200, 230))
    assert method.seen == [] and meter.tiles == 0 and np.abs(change).max() > 0.05


def test_a_field_of_no_haze_changes_nothing(opened):
    none = np.ones((3, 5, 7), np.float32)
    change = run(opened, Darker(HazeField(none, 0 * none, 0 * none[0], 200, 230)), Window(0, 0, 200, 230))[0]
    assert not change.any()


class Told(Progress):
    def __init__(self):
        self.fractions = []

    def report(self, fraction, stage=None):
        self.fractions.append(fraction)


@pytest.mark.parametrize("corner", [0.2, 0.8])
def test_progress_counts_pixels_written_and_tiles_and_never_falls(opened, corner):
    """Where no tile is needed it grows all the same, and at the end everything is done."""
    view, stretch = opened
    method, lattice, window = Darker(field_of(corner, 200, 230)), Lattice.usual(200, 230, TILE), view.grid.window()
    told, meter = Told(), Meter()

    class Taking:
        def __init__(self):
            self.window, self.rows = window, 0

        def write(self, row, pixels, valid):
            self.rows += len(valid)

    taking = Taking()
    correction = ColourCorrection.of(view.source, stretch, field=method.field)
    make = lambda watched: changes(view, stretch, lattice, window, method, watched, meter)  # noqa: E731
    deliver(make, view, stretch, correction, taking, told, meter)
    assert taking.rows == 200 and told.fractions == sorted(told.fractions)
    assert told.fractions[-1] > 0.99 and (meter.tiles_px > 0) == (corner < 0.5)
