"""The haze that training puts over clear images, and the figures that it watches."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.training import metrics  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.haze import (  # noqa: E402
    HazeRecipe,
    add_haze,
    compose,
    load_patterns,
    thickness_maps,
    transmission,
)
from dsrdmpd_dehaze.dsrdmpd.training.losses import residual_loss, restoration_loss  # noqa: E402


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_shorter_waves_lose_more_light():
    first = torch.linspace(0.05, 0.999, 50).view(1, 1, 1, 50)
    red, green, blue = transmission(first)[0]
    assert (blue <= green).all() and (green <= red).all() and (blue >= first[0, 0] - 1e-6).all()
    assert torch.allclose(transmission(torch.ones(1, 1, 1, 1)), torch.ones(1, 3, 1, 1))


@pytest.mark.parametrize("linear", [True, False])
def test_composition_has_its_two_ends(linear):
    clear, airlight = torch.rand(1, 3, 4, 4), torch.full((1, 3, 1, 1), 0.8)
    assert torch.allclose(compose(clear, torch.ones(1, 3, 4, 4), airlight, linear), clear, atol=1e-6)
    shown = airlight ** (1 / 2.2) if linear else airlight
    assert torch.allclose(compose(clear, torch.zeros(1, 3, 4, 4), airlight, linear), shown.expand_as(clear), atol=1e-6)


def test_haze_is_reproducible_bounded_and_sometimes_absent():
    clear = torch.rand(40, 3, 32, 32, generator=seeded(3)).mul(255).round() / 255
    hazy, thickness = add_haze(clear, None, seeded(1))
    again, _ = add_haze(clear, None, seeded(1))
    other, _ = add_haze(clear, None, seeded(2))
    assert torch.equal(hazy, again) and not torch.equal(hazy, other)
    assert hazy.min() >= 0 and hazy.max() <= 1 and thickness.min() >= 0 and thickness.max() <= 1
    none = thickness.flatten(1).amax(1) == 0
    assert 0 < none.sum() < 20
    assert torch.allclose(hazy[none], clear[none], atol=1e-6)
    assert (hazy[~none] != clear[~none]).flatten(1).any(1).all()


def test_thicker_haze_is_farther_from_the_truth():
    clear = torch.rand(16, 3, 32, 32, generator=seeded(5)) * 0.4
    distances = []
    for w in (0.1, 0.4, 0.8):
        recipe = HazeRecipe(clear_share=0, veil_share=0, thickness=(w, w), noise=0)
        distances.append((add_haze(clear, None, seeded(0), recipe)[0] - clear).abs().mean().item())
    assert distances[0] < distances[1] < distances[2]


@pytest.mark.parametrize("display", [True, False])
def test_haze_is_composed_in_display_space_or_in_linear_light(display):
    """Either way the airlight that the equation gives back is one number per image."""
    clear = torch.rand(4, 3, 32, 32, generator=seeded(6)) * 0.6
    recipe = HazeRecipe(0, 0, (0.8, 0.9), even_share=0, display_share=float(display), tint=0, noise=0)
    hazy, thickness = add_haze(clear, None, seeded(0), recipe)
    t = transmission(1 - thickness)
    shown = (lambda image: image) if display else (lambda image: image**2.2)
    airlight = (shown(hazy) - shown(clear) * t) / (1 - t)
    for one, deep in zip(airlight, (1 - t > 0.25)):
        values = one[deep]
        assert len(values) > 100 and values.max() - values.min() < 0.04  # 8-bit rounding, divided by 1 − t
        assert values.mean() > (0.75 if display else 0.54)


def test_patterns_are_used(tmp_path):
    values = np.zeros((64, 64), np.uint16)
    values[:, 32:] = 60000
    Image.fromarray(values).save(tmp_path / "edge.png")
    patterns = load_patterns(tmp_path)
    assert patterns.shape == (1, 512, 512) and patterns.min() == 0 and patterns.max() == 1
    maps = thickness_maps(30, 48, 48, patterns, seeded(0))
    assert maps.shape == (30, 1, 48, 48)
    flat = ((maps < 0.02) | (maps > 0.98)).float().flatten(1).mean(1)
    assert flat.max() > 0.8  # at least one map is a crop of the two-valued pattern


def test_psnr_and_ssim_of_known_images():
    truth = torch.rand(2, 3, 64, 64, generator=seeded())
    assert metrics.psnr(truth + 0.1, truth).tolist() == pytest.approx([20, 20], abs=1e-3)
    assert metrics.ssim(truth, truth).tolist() == pytest.approx([1, 1], abs=1e-5)
    flat = torch.full((1, 3, 32, 32), 0.5)
    # two constants: SSIM is its luminance term
    expected = (2 * 0.5 * 0.7 + 1e-4) / (0.25 + 0.49 + 1e-4)
    assert metrics.ssim(flat, flat + 0.2).item() == pytest.approx(expected, abs=1e-4)
    assert metrics.ssim(1 - truth, truth).max() < 0


@pytest.mark.parametrize("loss, weighs", [(restoration_loss, 1), (residual_loss, 2)])
@pytest.mark.parametrize("error, close_already", [(0.2, False), (0.02, False), (1e-4, True)])
def test_in_decibels_an_error_counts_by_its_own_size(loss, weighs, error, close_already):
    truth = torch.full((1, 3, 32, 32), 0.5)
    offset = torch.full_like(truth, error * weighs).requires_grad_()
    gain = loss(truth + offset, truth, 0.01) - loss(truth + offset, truth)
    (slope,) = torch.autograd.grad(gain, offset)
    per_share = (slope * offset).sum().item()  # what the loss changes if the error grows by its own size
    assert per_share == pytest.approx(0.0 if close_already else weighs * 0.2 / np.log(10), rel=0.25, abs=1e-3)
