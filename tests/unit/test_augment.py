"""Properties of how clear images are varied."""

import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.training.augment import AugmentRecipe, ImagePool, vary_colours  # noqa: E402

PLAIN = {"palette_share": 0.0, "flat_share": 0.0, "natural_share": 1.0}


@pytest.fixture
def images():
    generator = torch.Generator().manual_seed(3)
    coarse = torch.rand((4, 3, 9, 9), generator=generator)
    fine = torch.nn.functional.interpolate(coarse, size=(96, 96), mode="bicubic").clamp(0, 1)
    return [(image * 255).byte() for image in fine]


def drawn(images, count=24, size=64, seed=0, weights=None, **recipe):
    pool = ImagePool(images, torch.ones(len(images)) if weights is None else weights, AugmentRecipe(**recipe))
    return pool.varied(count, size, torch.Generator().manual_seed(seed))


def test_the_generator_decides_everything(images):
    assert torch.equal(drawn(images), drawn(images))
    assert not torch.equal(drawn(images), drawn(images, seed=1))


def test_crops_are_display_values_of_the_asked_shape(images):
    crops = drawn(images, size=80)
    assert crops.shape == (24, 3, 80, 80)
    assert crops.min() >= 0 and crops.max() <= 1


def test_weights_decide_what_is_drawn():
    grey = [torch.full((3, 64, 64), value, dtype=torch.uint8) for value in (51, 204)]
    crops = drawn(grey, weights=torch.tensor([0.0, 1.0]), **PLAIN)
    assert torch.allclose(crops, torch.full_like(crops, 0.8), atol=1e-6)


def test_flat_ground_loses_contrast_and_keeps_a_colour_that_occurs(images):
    plain = drawn(images, **PLAIN)
    flat = drawn(images, **{**PLAIN, "flat_share": 1.0}, flat_contrast=(0.1, 0.1))
    assert flat.std(dim=(2, 3)).mean() < 0.2 * plain.std(dim=(2, 3)).mean()
    seen = torch.stack(images).float() / 255
    colours = flat.mean(dim=(2, 3))
    assert (colours >= seen.amin(dim=(0, 2, 3)) - 0.02).all() and (colours <= seen.amax(dim=(0, 2, 3)) + 0.02).all()


def test_a_palette_is_that_of_another_image(images):
    red = torch.zeros((3, 96, 96), dtype=torch.uint8)
    red[0] = 200
    crops = drawn([images[0], red], weights=torch.tensor([1.0, 1.0]), **{**PLAIN, "palette_share": 1.0})
    means = crops.mean(dim=(2, 3))
    reddened = (means - torch.tensor([200 / 255, 0, 0])).abs().amax(dim=1) < 0.02
    textured = crops.std(dim=(1, 2, 3)) > 0
    assert 0 < int(reddened.sum()) < len(crops) and textured.any()


def test_natural_colours_are_left_alone(images):
    crops = torch.stack(images).float() / 255
    generator = torch.Generator().manual_seed(0)
    assert torch.equal(vary_colours(crops, generator, AugmentRecipe(natural_share=1.0)), crops)
    assert not torch.equal(vary_colours(crops, generator, AugmentRecipe(natural_share=0.0)), crops)
