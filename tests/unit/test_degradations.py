"""Rain and blur made of clear images: physics in its simple cases, and what all degradations have in common."""

import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.model_files import TASKS  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.degradations import (  # noqa: E402
    DEGRADATIONS,
    BlurRecipe,
    RainRecipe,
    add_blur,
    add_rain,
)

ALWAYS = {"clear_share": 0, "noise": 0}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def scene(b=12, h=64, w=72, seed=3):
    return torch.rand(b, 3, h, w, generator=seeded(seed)).mul(255).round() / 255


def test_every_task_has_its_degradation():
    assert set(DEGRADATIONS) == set(TASKS)


@pytest.mark.parametrize("task", TASKS)
def test_all_degradations_keep_the_same_rules(task):
    clear, kept = scene(40), scene(40)
    degraded, strength = DEGRADATIONS[task](clear, None, seeded(1))
    assert torch.equal(clear, kept)
    assert degraded.shape == clear.shape and strength.shape == (40, 1, 64, 72)
    assert degraded.min() >= 0 and degraded.max() <= 1 and strength.min() >= 0
    assert torch.allclose(degraded * 255, (degraded * 255).round(), atol=1e-4)
    assert torch.equal(DEGRADATIONS[task](clear, None, seeded(1))[0], degraded)
    assert not torch.equal(DEGRADATIONS[task](clear, None, seeded(2))[0], degraded)
    none = strength.flatten(1).amax(1) == 0
    assert 0 < none.sum() < 20
    assert torch.allclose(degraded[none], clear[none], atol=1e-6)
    assert (degraded[~none] != clear[~none]).flatten(1).any(1).all()


@pytest.mark.parametrize("screen", [0, 1])
def test_rain_adds_light_where_its_streaks_are(screen):
    clear = scene() * 0.8
    rainy, light = add_rain(clear, None, seeded(), RainRecipe(**ALWAYS, screen_share=screen, tint=0))
    assert (rainy >= clear - 0.5 / 255 - 1e-6).all()
    expected = 1 - (1 - clear) * (1 - light) if screen else (clear + light).clamp(0, 1)
    assert torch.allclose(rainy, expected, atol=0.51 / 255)


def test_denser_rain_is_farther_from_the_truth():
    clear = scene() * 0.5
    distances = []
    for density in (1e-4, 1e-3, 1e-2):
        recipe = RainRecipe(**ALWAYS, density=(density, density))
        distances.append((add_rain(clear, None, seeded(), recipe)[0] - clear).abs().mean().item())
    assert distances[0] < distances[1] < distances[2]


def test_streaks_run_along_their_slant():
    recipe = RainRecipe(**ALWAYS, slant_degrees=0, length_px=(30, 30), width_px=(0.5, 0.5))
    _, light = add_rain(torch.zeros(20, 3, 96, 96), None, seeded(), recipe)
    down, across = light.diff(dim=2).abs().mean(), light.diff(dim=3).abs().mean()
    assert across > 4 * down
    lengths = []
    for length in (10.0, 40.0):
        short = RainRecipe(**ALWAYS, slant_degrees=0, layers=1, length_px=(length, length), density=(2e-3, 2e-3))
        light = add_rain(torch.zeros(20, 3, 96, 96), None, seeded(), short)[1]
        lengths.append((light.diff(dim=2).abs().mean() / light.mean()).item())
    assert lengths[0] > 2 * lengths[1]


@pytest.mark.parametrize("motion", [0, 1])
def test_a_point_blurs_into_its_kernel(motion):
    recipe = BlurRecipe(**ALWAYS, motion_share=motion, linear_share=0, bend=0, length_px=(9, 9), radius_px=(4, 4))
    points = torch.zeros(8, 3, 65, 65)
    points[:, :, 32, 32] = 1
    blurred, strength = add_blur(points, None, seeded(), recipe)
    # 8-bit rounding costs light in a large disc, so the sum is only nearly 1.
    assert blurred[:, 0].sum(dim=(1, 2)).tolist() == pytest.approx([1] * 8, abs=0.15)
    y, x = torch.meshgrid(torch.arange(65.0) - 32, torch.arange(65.0) - 32, indexing="ij")
    kernel = blurred[:, 0] / blurred[:, 0].sum(dim=(1, 2), keepdim=True)
    assert (kernel * x).sum(dim=(1, 2)).abs().max() < 0.2 and (kernel * y).sum(dim=(1, 2)).abs().max() < 0.2
    spread = ((kernel * (x * x + y * y)).sum(dim=(1, 2)) / 2).sqrt()
    assert torch.allclose(spread, strength[:, 0, 0, 0], atol=0.25)
    # a disc of radius r has variance r²/4 along an axis; a line of length l has l²/12 along itself
    expected = (9**2 / 12 / 2 + 0.25) ** 0.5 if motion else 4.0 / 2
    assert strength.mean().item() == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("linear", [0, 1])
def test_blur_leaves_even_ground_alone_and_dims_detail(linear):
    recipe = BlurRecipe(**ALWAYS, linear_share=linear)
    even = torch.full((4, 3, 50, 60), 100 / 255)
    assert torch.allclose(add_blur(even, None, seeded(), recipe)[0], even, atol=1e-5)
    clear = scene()
    blurred = add_blur(clear, None, seeded(), recipe)[0]
    assert (blurred.flatten(1).var(1) < 0.6 * clear.flatten(1).var(1)).all()


def test_longer_paths_and_wider_discs_blur_more():
    clear = scene()
    for motion, name, values in ((1, "length_px", (3, 9, 20)), (0, "radius_px", (1, 2.5, 5))):
        variances = [
            add_blur(clear, None, seeded(), BlurRecipe(**ALWAYS, motion_share=motion, **{name: (v, v)}))[0].var().item()
            for v in values
        ]
        assert variances[0] > variances[1] > variances[2]


def test_images_smaller_than_a_kernel_are_blurred_too():
    assert add_blur(scene(2, 10, 12), None, seeded())[0].shape == (2, 3, 10, 12)
