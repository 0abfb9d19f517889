"""Strength as optical thickness: nothing at 0, the method's change at 100, more of the same haze beyond."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.physics import DISPLAY_GAMMA
from dsrdmpd_dehaze.dsrdmpd.raster.correction import HAZE, ColourCorrection
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch
from dsrdmpd_dehaze.dsrdmpd.raster.strength import LEAST_TRANSMISSION, change_at, share_of_change
from dsrdmpd_dehaze.dsrdmpd.raster.surfaces import look_at
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from hypothesis import given, settings
from hypothesis import strategies as st

SHAPE = (42, 63)
TYPES = ["uint8", "uint16", "int16", "uint32", "float32", "float64"]


def made_field(seed, least=0.3):
    rng = np.random.default_rng(seed)
    transmission = rng.uniform(least, 1, (3, 6, 9)).astype(np.float32)
    veil = (1 - transmission) * rng.uniform(0.5, 1, (3, 1, 1)).astype(np.float32)
    return HazeField(transmission, veil, rng.uniform(0, 0.9, (6, 9)).astype(np.float32), *SHAPE)


def pixels(seed, dtype="float32"):
    """DN over a range of 0 to 200, and a change as a method makes it: none, darker or brighter."""
    rng = np.random.default_rng(seed)
    dn = rng.uniform(0, 220, (3, *SHAPE)).astype(dtype)
    change = rng.uniform(-0.4, 0.1, dn.shape).astype(np.float32)
    change[:, 10:20, 10:20] = 0
    return dn, change


def corrected(dtype, seed, strength, field):
    dn, change = pixels(seed, dtype)
    stretch = Stretch((0.0,) * 3, (200.0,) * 3, 1.0 if dtype == "uint8" else DISPLAY_GAMMA)
    valid = np.ones(SHAPE, bool)
    valid[:5] = False
    correction = ColourCorrection(stretch, (1, 2, 3), strength=strength, field=field)
    bands, maps = correction(dn, stretch.normalise(dn), change, valid, (0, 0))
    plain = stretch.apply(dn, change * look_at(stretch, dn).share, valid)
    return dn, np.stack([bands[n] for n in (1, 2, 3)]), plain, maps[HAZE]


@settings(max_examples=30)
@given(st.sampled_from(TYPES), st.integers(0, 1000), st.booleans())
def test_none_is_the_source_bit_for_bit_and_100_what_a_run_without_strength_gives(dtype, seed, with_field):
    field = made_field(seed) if with_field else None
    dn, out, _, thickness = corrected(dtype, seed, 0.0, field)
    assert out.tobytes() == dn.tobytes()
    _, out, plain, at_100 = corrected(dtype, seed, 1.0, field)
    assert out.tobytes() == plain.tobytes()
    np.testing.assert_array_equal(thickness, at_100)  # the map shows the haze, however much of it is removed


@settings(max_examples=30)
@given(st.sampled_from(TYPES), st.integers(0, 1000), st.floats(0, 2), st.booleans())
def test_what_was_not_changed_stays_at_any_strength(dtype, seed, strength, with_field):
    dn, out, _, _ = corrected(dtype, seed, strength, made_field(seed) if with_field else None)
    for part in (np.s_[:, :5], np.s_[:, 10:20, 10:20]):
        assert out[part].tobytes() == dn[part].tobytes()


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.3, 1), st.floats(0, 2))
def test_haze_of_one_thickness_is_removed_to_that_power_of_its_transmission(seed, t, strength):
    """Where one transmission and airlight made the haze, k times the thickness is t^k under the same airlight."""
    clear = np.random.default_rng(seed).uniform(0, 0.5, (3, 8, 8)) ** (1 / DISPLAY_GAMMA)
    hazy_light = clear**DISPLAY_GAMMA * t + (1 - t)  # white airlight, which is what a change alone can tell
    hazy = (hazy_light ** (1 / DISPLAY_GAMMA)).astype(np.float32)
    change = (clear - hazy).astype(np.float32)
    expected = (hazy_light - (1 - t**strength)) / t**strength
    light = (hazy + change_at(strength, hazy, change, None, (0, 0))).astype(np.float64) ** DISPLAY_GAMMA
    np.testing.assert_allclose(light, np.clip(expected, 0, 1), atol=2e-4)


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(0.05, 2))
def test_a_field_alone_is_removed_as_its_own_strength_says(seed, strength):
    field, hazy = made_field(seed), np.random.default_rng(seed).uniform(0, 1, (3, *SHAPE)).astype(np.float32)
    change = field.clear(hazy, 0, 0) - hazy
    got = hazy + change_at(strength, hazy, change, field, (0, 0))
    expected = field.strengthened(strength).clear(hazy, 0, 0)
    np.testing.assert_allclose(got[change != 0], expected[change != 0], atol=1e-5)


@settings(max_examples=30)
@given(st.integers(0, 1000), st.lists(st.floats(0, 2), min_size=2, max_size=2), st.booleans())
def test_more_strength_never_moves_a_pixel_less(seed, strengths, with_field):
    weak, strong = sorted(strengths)
    field, hazy = made_field(seed), np.random.default_rng(seed).uniform(0, 1, (3, *SHAPE)).astype(np.float32)
    change = field.clear(hazy, 0, 0) - hazy
    less, more = (change_at(k, hazy, change, field if with_field else None, (0, 0)) for k in (weak, strong))
    assert (np.abs(less) <= np.abs(more) + 2e-5).all()
    assert (np.sign(less) * np.sign(change) >= 0)[np.abs(less) > 1e-5].all()


@settings(max_examples=30)
@given(st.integers(0, 1000), st.sampled_from([0.999, 1.001]), st.booleans())
def test_there_is_no_jump_at_100(seed, strength, with_field):
    field, hazy = made_field(seed), np.random.default_rng(seed).uniform(0, 1, (3, *SHAPE)).astype(np.float32)
    change = (field.clear(hazy, 0, 0) * np.float32(0.97) + np.float32(0.01)).clip(0, 1) - hazy
    near = change_at(strength, hazy, change, field if with_field else None, (0, 0))
    light = [(hazy + moved).clip(0, 1).astype(np.float64) ** DISPLAY_GAMMA for moved in (near, change)]
    assert np.abs(light[0] - light[1]).max() < 0.01


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 12), st.integers(1, 23), st.sampled_from([0.4, 1.7]))
def test_a_window_equals_its_part_of_the_whole(row, col, height, width, strength):
    field, hazy = made_field(5), np.random.default_rng(5).uniform(0, 1, (3, *SHAPE)).astype(np.float32)
    change = field.clear(hazy, 0, 0) * np.float32(0.95) - hazy
    part = np.s_[:, row : row + height, col : col + width]
    whole = change_at(strength, hazy, change, field, (0, 0))
    window = change_at(strength, hazy[part], change[part], field, (row, col))
    np.testing.assert_array_equal(window, whole[part])


@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0, 1.5, 2.0])
def test_the_share_is_the_closed_form_and_its_limits(strength):
    t = np.array([[0.25, 0.5, 0.9, 0.9999999, 1.0, 0.0]])
    share = share_of_change(strength, t)
    expected = (t[0, :3] ** -strength - 1) / (1 / t[0, :3] - 1)
    np.testing.assert_allclose(share[0, :3], expected, rtol=1e-6)
    np.testing.assert_allclose(share[0, 3:5], strength, rtol=1e-4)
    assert share[0, 5] == share_of_change(strength, np.array([[LEAST_TRANSMISSION]]))[0, 0]


def test_an_almost_opaque_cell_is_not_amplified_without_a_limit():
    cells = np.full((3, 2, 2), 0.1, np.float32)
    field = HazeField(cells, (1 - cells) * np.float32(0.9), 1 - cells[0], 8, 8)
    assert field.strengthened(2.0).transmission.min() >= np.float32(0.04)
    thin = HazeField(np.full_like(cells, 0.02), (1 - cells), 1 - cells[0], 8, 8)
    np.testing.assert_array_equal(thin.strengthened(2.0).transmission, thin.transmission)
