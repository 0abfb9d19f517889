"""The haze field of a scene: what it removes, at which strength, and that windows equal the whole."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from hypothesis import given
from hypothesis import strategies as st


def made_field(rng, n=6, m=9, cell_px=7.0):
    transmission = rng.uniform(0.2, 1, (3, n, m)).astype(np.float32)
    veil = (1 - transmission) * rng.uniform(0.5, 1, (3, 1, 1)).astype(np.float32)
    return HazeField(transmission, veil, rng.uniform(0, 1, (n, m)).astype(np.float32), cell_px)


def test_a_field_without_haze_changes_nothing():
    clear = np.random.default_rng(0).uniform(0, 1, (3, 20, 30)).astype(np.float32)
    none = HazeField(np.ones((3, 2, 3), np.float32), np.zeros((3, 2, 3), np.float32), np.zeros((2, 3), np.float32), 10)
    assert np.array_equal(none.clear(clear, 0, 0), clear)


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 12), st.integers(1, 23))
def test_a_window_equals_its_part_of_the_whole(row, col, height, width):
    rng = np.random.default_rng(1)
    field, hazy = made_field(rng), rng.uniform(0, 1, (3, 42, 63)).astype(np.float32)
    whole = field.clear(hazy, 0, 0)
    rows, cols = slice(row, row + height), slice(col, col + width)
    assert np.array_equal(field.clear(hazy[:, rows, cols], row, col), whole[:, rows, cols])
    assert np.array_equal(field.thickness_at(row, col, 3, 5), field.thickness_at(0, 0, 42, 63)[row:, col:][:3, :5])


def test_haze_of_an_even_field_is_removed_exactly():
    rng = np.random.default_rng(2)
    clear = rng.uniform(0, 1, (3, 16, 16)).astype(np.float32)
    t, airlight = np.float32([0.4, 0.5, 0.6]).reshape(3, 1, 1), np.float32([0.9, 0.8, 0.85]).reshape(3, 1, 1)
    cells = np.ones((3, 4, 4), np.float32)
    field = HazeField(t * cells, airlight * (1 - t) * cells, cells[0], 4.0)
    assert np.allclose(field.clear(clear * t + airlight * (1 - t), 0, 0), clear, atol=1e-6)


def test_strength_is_a_power_of_the_transmission_under_the_same_airlight():
    field = made_field(np.random.default_rng(3))
    none, same, twice = (field.strengthened(k) for k in (0.0, 1.0, 2.0))
    assert np.array_equal(none.transmission, np.ones_like(none.transmission)) and not none.veil.any()
    assert np.allclose(same.veil, field.veil, atol=1e-6) and np.allclose(same.thickness, field.thickness, atol=1e-6)
    assert np.allclose(twice.transmission, field.transmission**2, atol=1e-6)
    airlight = [f.veil / (1 - f.transmission) for f in (field, twice)]
    assert np.allclose(*airlight, atol=1e-4)


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError):
        HazeField(np.ones((3, 2, 2)), np.ones((3, 2, 3)), np.ones((2, 2)), 4.0)
