"""Similarity, angle and colour against published values and scikit-image, and their sums over strips."""

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.measures.colour import ciede2000, lab
from dsrdmpd_dehaze.dsrdmpd.measures.similarity import SSIM_RADIUS_PX, spectral_angles, ssim
from hypothesis import given
from hypothesis import strategies as st

# Sharma, Wu and Dalal 2005, table 1: pairs of CIELAB colours and their ΔE00, chosen for where programs go wrong.
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, 3.1571, -77.2803), (50, 0, -82.7485), 2.8615),
    ((50, 2.8361, -74.0200), (50, 0, -82.7485), 3.4412),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize("first, second, expected", SHARMA)
def test_colour_differences_are_those_of_the_publication(first, second, expected):
    for one, other in ((first, second), (second, first)):
        found = ciede2000(np.array(one, float)[:, None], np.array(other, float)[:, None])
        assert found.item() == pytest.approx(expected, abs=5e-5)


def test_colours_are_those_of_scikit_image(random):
    color = pytest.importorskip("skimage.color")
    images = [random.random((3, 40, 30)) ** 2 for _ in range(2)]
    theirs = [color.rgb2lab(np.moveaxis(image, 0, -1)) for image in images]
    ours = [lab(image) for image in images]
    for one, other in zip(ours, theirs):
        np.testing.assert_allclose(np.moveaxis(one, 0, -1), other, atol=2e-3)
    np.testing.assert_allclose(ciede2000(*ours), color.deltaE_ciede2000(*theirs), atol=2e-3)


@given(st.integers(0, 2**31 - 1))
def test_a_colour_is_no_different_from_itself_and_as_far_there_as_back(seed):
    colours = np.random.default_rng(seed).random((2, 3, 50))
    first, second = map(lab, colours)
    assert ciede2000(first, first).max() == 0
    np.testing.assert_allclose(ciede2000(first, second), ciede2000(second, first), rtol=1e-9, atol=1e-9)


def pair(random, height=60, width=45):
    truth = np.cumsum(random.normal(size=(height, width)), axis=1) * 40 + 900
    return truth + random.normal(size=truth.shape) * 60, truth


def test_similarity_is_that_of_scikit_image(random):
    metrics = pytest.importorskip("skimage.metrics")
    image, truth = pair(random)
    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "full": True}
    _, places = metrics.structural_similarity(image, truth, data_range=700, **options)
    inner = places[SSIM_RADIUS_PX:-SSIM_RADIUS_PX, SSIM_RADIUS_PX:-SSIM_RADIUS_PX]
    total, count = ssim(image, truth, np.ones(image.shape, bool), 700)
    assert count == inner.size and total / count == pytest.approx(inner.mean(), abs=2e-6)


def test_similarity_of_equal_bands_is_1_whatever_is_missing(random):
    _, truth = pair(random)
    valid = random.random(truth.shape) < 0.995
    total, count = ssim(truth, truth, valid, 700)
    assert 0 < count < (60 - 10) * (45 - 10) and total / count == pytest.approx(1)


def test_missing_pixels_do_not_count(random):
    image, truth = pair(random)
    valid = np.ones(image.shape, bool)
    valid[:20, :7] = False
    worse = np.where(valid, image, 1e9)
    places = ssim(image, truth, valid, 700)
    assert ssim(worse, truth, valid, 700) == pytest.approx(places, rel=1e-5)
    windows = [(r, c) for r in range(50) for c in range(35) if valid[r : r + 11, c : c + 11].all()]
    assert places[1] == len(windows)


def test_sums_of_strips_are_the_sum_of_the_whole(random):
    image, truth = pair(random)
    valid = random.random(image.shape) < 0.998
    whole = ssim(image, truth, valid, 700)
    parts = [ssim(*(a[top : top + 30] for a in (image, truth, valid)), 700) for top in (0, 20)]
    parts.append(ssim(image[40:], truth[40:], valid[40:], 700))
    assert sum(count for _, count in parts) == whole[1]
    assert sum(total for total, _ in parts) == pytest.approx(whole[0], rel=1e-5)


def test_nothing_is_similar_where_no_window_is_whole():
    assert ssim(np.ones((10, 40)), np.ones((10, 40)), np.ones((10, 40), bool), 1) == (0, 0)
    assert ssim(np.ones((40, 40)), np.ones((40, 40)), np.zeros((40, 40), bool), 1) == (0, 0)


@pytest.mark.parametrize(
    "x, y, degrees",
    [((1, 0, 0), (0, 2, 0), 90), ((1, 1, 0), (3, 0, 0), 45), ((0, 0, 0), (0, 0, 0), 0), ((0, 0, 0), (1, 1, 1), 90),
     ((1, 2, 3), (-2, -4, -6), 180)],
)  # fmt: skip
def test_angles_between_known_spectra(x, y, degrees):
    found = spectral_angles([np.array([v], float) for v in x], [np.array([v], float) for v in y])
    assert found.item() == pytest.approx(degrees, abs=2e-6)


def test_brightness_does_not_turn_a_spectrum_and_small_angles_keep_their_digits(random):
    spectra = random.random((6, 200)) + 0.1
    assert spectral_angles(spectra, spectra).max() == 0
    assert spectral_angles(spectra, 7.3 * spectra).max() < 1e-7
    tilted = spectra.copy()
    tilted[0] += 1e-6
    one, other = np.longdouble(spectra), np.longdouble(tilted)
    sine = np.sqrt(np.square(one).sum(0) * np.square(other).sum(0) - np.square((one * other).sum(0)))
    expected = np.degrees(sine / np.sqrt(np.square(one).sum(0) * np.square(other).sum(0)))
    np.testing.assert_allclose(spectral_angles(spectra, tilted), expected.astype(float), rtol=1e-4)
