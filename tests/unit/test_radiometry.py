"""The way from DN to [0, 1] and back."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch, haze_thickness
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from dsrdmpd_dehaze.dsrdmpd.raster.values import nodata_as
from dsrdmpd_dehaze.dsrdmpd.scene.sensors import SceneFacts
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]
NO_NODATA = (None, None, None)


class Sampled:
    """Stands for a raster whose sample is known."""

    band_count, bands = 3, (1, 2, 3)

    def __init__(self, dn, valid=None):
        self.dtype, self.dn = dn.dtype, dn
        self.valid = np.ones(dn.shape[1:], bool) if valid is None else valid

    def read_sample(self, max_pixels, progress=None):
        return self.dn, self.valid

    def facts(self):
        return SceneFacts(self.dtype.name)


def any_pixels(dtype, seed, shape=(3, 7, 5)):
    """Pixels over the type's whole range; NaN and infinity among the floats."""
    random = np.random.default_rng(seed)
    raw = random.integers(0, 256, size=(*shape, np.dtype(dtype).itemsize), dtype=np.uint8)
    return raw.view(dtype)[..., 0].copy()


@settings(max_examples=60)
@given(st.sampled_from(DTYPES), st.integers(0, 2**32 - 1))
def test_no_change_returns_every_bit(dtype, seed):
    dn = any_pixels(dtype, seed)
    valid = np.isfinite(dn).all(axis=0)
    stretch = Stretch.fit(Sampled(dn, valid))
    for change, usable in ((np.zeros(dn.shape, np.float32), valid), (np.ones(dn.shape, np.float32), valid & False)):
        result = stretch.apply(dn, change, usable, NO_NODATA)
        assert result.dtype == dn.dtype and result.tobytes() == dn.tobytes()


@settings(max_examples=60)
@given(st.sampled_from(DTYPES), st.integers(0, 2**32 - 1))
def test_normalised_is_in_range_and_a_changed_pixel_is_finite_and_in_its_types_range(dtype, seed):
    dn = any_pixels(dtype, seed)
    valid = np.isfinite(dn).all(axis=0)
    stretch = Stretch.fit(Sampled(dn, valid))
    assert all(np.isfinite(stretch.low)) and all(h > lo for lo, h in zip(stretch.low, stretch.high))
    seen = stretch.normalise(dn)
    assert seen.dtype == np.float32 and seen.min() >= 0 and seen.max() <= 1
    for sign in (-1, 1):
        result = stretch.apply(dn, np.full(dn.shape, sign, np.float32), valid)
        assert np.isfinite(result[:, valid].astype(np.float64)).all()
        before, after = (x[:, valid].astype(np.float64) for x in (dn, result))
        assert (after >= before).all() if sign > 0 else (after <= before).all()
        assert result[:, ~valid].tobytes() == dn[:, ~valid].tobytes()


def test_eight_bit_keeps_its_whole_range():
    dn = np.full((3, 4, 4), 100, np.uint8)
    stretch = Stretch.fit(Sampled(dn))
    assert stretch == Stretch((0.0,) * 3, (255.0,) * 3)
    np.testing.assert_allclose(stretch.normalise(dn), 100 / 255, rtol=1e-6)


def test_colours_of_no_known_sensor_share_one_range_that_begins_at_no_light():
    ramp = np.linspace(300, 10000, 40000).reshape(200, 200)
    dn = np.stack([ramp, ramp / 2, ramp / 3]).astype(np.uint16)
    stretch = Stretch.fit(Sampled(dn))
    assert stretch.low == (0.0, 0.0, 0.0) and stretch.gamma > 1
    np.testing.assert_allclose(stretch.high, 1.05 * 9980, rtol=0.01)


def test_a_veil_is_not_taken_for_black():
    ground = np.linspace(200, 3000, 40000).reshape(200, 200)
    veiled = np.stack([0.5 * ground + 1500] * 3).astype(np.uint16)
    seen = Stretch.fit(Sampled(veiled)).normalise(veiled)
    assert seen.min() > 0.5  # display value of the veil over the darkest ground


def test_an_offset_far_from_zero_is_black():
    dn = np.stack([np.linspace(30000, 32000, 40000).reshape(200, 200)] * 3).astype(np.uint16)
    low = Stretch.fit(Sampled(dn)).low
    assert 29900 < low[0] < 30100 and low[0] <= low[1] <= low[2] < 30000 + 0.06 * 2100


@pytest.mark.parametrize("dtype", DTYPES[1:])
@pytest.mark.parametrize("value", [0, 7, 120])
def test_a_constant_or_empty_raster_still_has_a_range(dtype, value):
    dn = np.full((3, 4, 4), value, dtype)
    for valid in (None, np.zeros((4, 4), bool)):
        stretch = Stretch.fit(Sampled(dn, valid))
        spans = np.subtract(stretch.high, stretch.low)
        assert (spans >= (1 if np.dtype(dtype).kind in "iu" else 1e-30)).all()
        assert np.isfinite(stretch.normalise(dn)).all()


def test_a_change_is_a_share_of_the_span_in_dn():
    stretch = Stretch((0.0, 100.0, 400.0), (1000.0, 900.0, 65936.0))
    dn = np.full((3, 1, 2), 500, np.uint16)
    change = np.array([-0.25, 0.125, 0.5], np.float32).reshape(3, 1, 1) * np.ones((1, 1, 2), np.float32)
    result = stretch.apply(dn, change, np.array([[True, False]]))
    np.testing.assert_array_equal(result[:, 0, 0], [250, 600, 500 + 32768])
    np.testing.assert_array_equal(result[:, 0, 1], 500)


def test_linear_light_goes_there_and_back():
    stretch = Stretch((1000.0,) * 3, (9000.0,) * 3, gamma=2.2)
    dn = np.full((3, 1, 1), 5000, np.float32)
    seen = stretch.normalise(dn)
    np.testing.assert_allclose(seen, 0.5 ** (1 / 2.2), rtol=1e-5)
    target = 0.2 ** (1 / 2.2)  # a fifth of the range's light
    result = stretch.apply(dn, np.float32(target) - seen, np.ones((1, 1), bool))
    np.testing.assert_allclose(result, 1000 + 0.2 * 8000, rtol=1e-5)


def test_only_pictures_are_taken_as_display_values():
    assert Stretch.fit(Sampled(np.full((3, 4, 4), 100, np.uint8))).gamma == 1
    assert Stretch.fit(Sampled(np.full((3, 4, 4), 100, np.uint16))).gamma > 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_usable_pixel_never_becomes_nodata(dtype):
    stretch, nodata = Stretch((0.0,) * 3, (100.0,) * 3), 50
    dn = np.tile(np.array([40, 60], dtype), (3, 1, 1))
    change = np.tile(np.array([0.1, -0.1], np.float32), (3, 1, 1))
    result = stretch.apply(dn, change, np.ones((1, 2), bool), (nodata, nodata, None))
    if np.dtype(dtype).kind == "f":
        expected = np.nextafter(np.array([50, 50], dtype), np.array([0, 99], dtype))
        exact = Stretch((0.0,) * 3, (128.0,) * 3).apply(
            np.tile(np.array([34, 66], dtype), (3, 1, 1)),
            np.tile(np.array([0.125, -0.125], np.float32), (3, 1, 1)),
            np.ones((1, 2), bool),
            (nodata,) * 3,
        )
        np.testing.assert_array_equal(exact[0, 0], expected)
    else:
        np.testing.assert_array_equal(result[0, 0], [49, 51])
        np.testing.assert_array_equal(result[2, 0], [50, 50])


def test_clipping_onto_nodata_at_the_end_of_the_range_stops_before_it():
    stretch, usable = Stretch((0.0,) * 3, (255.0,) * 3), np.ones((1, 1), bool)
    dark = stretch.apply(np.full((3, 1, 1), 30, np.uint8), np.full((3, 1, 1), -1, np.float32), usable, (0,) * 3)
    light = stretch.apply(np.full((3, 1, 1), 30, np.uint8), np.full((3, 1, 1), 1, np.float32), usable, (255,) * 3)
    assert (dark == 1).all() and (light == 254).all()


def test_nodata_is_seen_as_the_type_holds_it():
    lowest = float(np.finfo(np.float32).min)
    assert nodata_as(np.dtype("float32"), lowest) == np.float32(lowest)
    assert nodata_as(np.dtype("float32"), 0.1) == np.float32(0.1)
    for dtype, value in (("uint8", -9999), ("uint8", 256), ("int16", 0.5), ("int16", float("nan")), ("uint8", None)):
        assert nodata_as(np.dtype(dtype), value) is None


def test_the_stretch_is_fitted_to_usable_pixels_of_the_whole_raster(make_raster, random):
    dn = random.integers(3000, 9000, size=(3, 60, 50)).astype(np.int16)
    dn[:, :30] = -32768
    with RasterSource.open(make_raster(dn, nodata=-32768)) as source:
        stretch = Stretch.fit(source)
    assert all(0 <= low < 0.06 * 9500 for low in stretch.low) and all(8900 < high < 10000 for high in stretch.high)


@given(st.floats(0, 0.9), st.floats(0.01, 0.8))
def test_thickness_inverts_the_haze_model(haze, surface):
    surface = np.array([surface, surface / 2, surface / 3], np.float32).reshape(3, 1, 1)
    hazy = (surface * (1 - haze) + haze).astype(np.float32)
    shown, clear = hazy ** np.float32(1 / 2.2), surface ** np.float32(1 / 2.2)
    np.testing.assert_allclose(haze_thickness(shown, clear - shown), haze, atol=1e-5)


@given(st.integers(0, 2**32 - 1))
def test_thickness_is_a_share_and_zero_without_change(seed):
    random = np.random.default_rng(seed)
    hazy = random.random((3, 6, 5), dtype=np.float32)
    thickness = haze_thickness(hazy, random.normal(size=hazy.shape).astype(np.float32))
    assert thickness.shape == (6, 5) and thickness.dtype == np.float32
    assert thickness.min() >= 0 and thickness.max() <= 1
    assert (haze_thickness(hazy, np.zeros_like(hazy)) == 0).all()


def test_a_trifle_removed_from_white_is_no_thick_haze():
    white = np.ones((3, 1, 1), np.float32)
    assert haze_thickness(white, np.full_like(white, -0.001)) < 0.03


@settings(max_examples=40)
@given(st.sampled_from(DTYPES), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 2.2]))
def test_tables_and_given_display_values_hold_what_would_be_computed(dtype, seed, gamma):
    dn = any_pixels(dtype, seed)
    dn.flat[:2] = (0, 100)
    valid = np.isfinite(dn).all(axis=0)
    stretch = Stretch((-3.0, 0.5, 0.0), (90.0, 1000.0, 30000.0), gamma)
    hazy = stretch.normalise(dn)
    for number, band in enumerate(dn):
        computed = stretch._normalised(number, band)
        np.testing.assert_array_equal(hazy[number], computed)
        np.testing.assert_allclose(stretch._linear(number, band, computed), computed.astype(float) ** gamma, rtol=1e-14)
    target = np.empty(dn.shape, np.float32)
    assert stretch.normalise(dn, out=target) is target
    np.testing.assert_array_equal(target, hazy)
    change = np.random.default_rng(seed).uniform(-1, 1, dn.shape).astype(np.float32)
    alone, helped = (stretch.apply(dn, change, valid, NO_NODATA, hazy=given) for given in (None, hazy))
    assert alone.tobytes() == helped.tobytes()
