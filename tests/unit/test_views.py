"""Whole views with haze, which the haze field network is trained on, and its training."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.model.field import Field  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import run  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.field import field_loss  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.loop import TrainingError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.views import (  # noqa: E402
    POOL_PX,
    Draw,
    GroundRecipe,
    HazyViews,
    ViewHazeRecipe,
    ViewPool,
    add_view_haze,
    haze_maps,
    pieces_of,
    sample_squares,
    vary_ground,
)
from PIL import Image  # noqa: E402

TINY = {
    "base": "compact",
    "stage1": {"width": 8},
    "stage2": {"width": 8, "heads": 1, "head_channels": 8},
    "field": {"width": 8, "depth": 1},
    "schedule_field": {"iterations": 3, "crops": [[0, 64, 4]]},
}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def ground(count=16, side=64, seed=0):
    coarse = torch.rand((count, 3, 8, 8), generator=seeded(seed)) * 0.5 + 0.1
    return torch.nn.functional.interpolate(coarse, (side, side), mode="bilinear")


def test_without_chances_ground_and_haze_leave_views_alone():
    clear = ground()
    still = GroundRecipe(natural_share=1.0)
    assert torch.equal(vary_ground(clear, Draw(16, seeded()), still), clear)
    hazy, thickness, _ = add_view_haze(
        clear, torch.zeros(0, 8, 8), Draw(16, seeded()), ViewHazeRecipe(clear_share=1.0, noise=0.0)
    )
    assert not thickness.any() and float((hazy - clear).abs().max()) <= 0.5 / 255 + 1e-6


def test_haze_brightens_dark_ground_in_proportion_and_is_the_same_for_the_same_seed():
    clear = ground() * 0.2
    even = {
        "clear_share": 0.0,
        "even_share": 1.0,
        "shaded_share": 0.0,
        "noise": 0.0,
        "blur_share": 0.0,
        "glaring_share": 0.0,
        "matched_share": 0.0,
    }
    recipe = ViewHazeRecipe(**even, linear_share=0.0, grey_share=1.0, airlight=(0.8, 0.8), cast=0.0)
    patterns = torch.rand((2, 32, 32), generator=seeded(5))
    hazy, thickness, _ = add_view_haze(clear, patterns, Draw(16, seeded(1)), recipe)
    again, _, _ = add_view_haze(clear, patterns, Draw(16, seeded(1)), recipe)
    assert torch.equal(hazy, again) and hazy.min() >= 0 and hazy.max() <= 1
    gain, thick = (hazy - clear).mean(dim=(1, 2, 3)), thickness.mean(dim=(1, 2, 3))
    assert (gain > 0).all() and float(np.corrcoef(gain, thick)[0, 1]) > 0.98
    assert float(thickness.std(dim=(2, 3)).max()) < 1e-6  # even


def test_the_known_transmission_is_what_is_left_of_contrast():
    clear = ground() * 0.5
    kept = {"clear_share": 0.0, "even_share": 1.0, "noise": 0.0, "blur_share": 0.0, "glaring_share": 0.0}
    recipe = ViewHazeRecipe(**kept, linear_share=0.0, shaded_share=0.5)
    views = add_view_haze(clear, torch.zeros(0, 8, 8), Draw(16, seeded(1)), recipe)
    ratio = views.hazy.std(dim=(2, 3)) / clear.std(dim=(2, 3))
    assert torch.allclose(views.transmission.mean(dim=(2, 3)), ratio, atol=0.02)
    linear = add_view_haze(clear, torch.zeros(0, 8, 8), Draw(16, seeded(1)), ViewHazeRecipe(linear_share=1.0))
    hazed = (linear.thickness > 0).expand_as(clear)
    assert linear.transmission[hazed].isnan().all() and bool((linear.transmission[~hazed] == 1).all())


def test_a_field_that_paints_contrast_by_its_veil_is_worse_than_one_that_restores_it():
    """Both leave the same picture but for fine detail."""
    clear = ground(4) + 0.05 * torch.randn((4, 3, 64, 64), generator=seeded(3))
    hazy = 0.4 * clear + 0.36
    cells = torch.nn.functional.adaptive_avg_pool2d(clear, 16)
    painted = Field(torch.ones_like(cells), 0.36 - 0.6 * cells, torch.full((4, 1, 16, 16), 0.6))
    right = Field(torch.full_like(cells, 0.4), torch.full_like(cells, 0.36), torch.full((4, 1, 16, 16), 0.6))
    views = HazyViews(hazy, torch.full((4, 1, 64, 64), 0.6), torch.full_like(hazy, 0.4))
    losses = []
    for field in (right, painted):
        network = torch.nn.Linear(1, 1)
        network.forward = lambda _, field=field: field
        network.exposure = lambda view: view.new_ones((len(view), 1, 1, 1))
        loss = field_loss(network, lambda *_: (views, clear), torch.float32)
        losses.append(float(loss(seeded(), 64, 4)))
    assert losses[0] < losses[1] - 1


def test_patchy_haze_has_both_ends():
    maps = haze_maps(8, 64, 48, torch.rand((2, 96, 96), generator=seeded(2)), Draw(8, seeded(3)))
    assert maps.shape == (8, 1, 64, 48) and torch.isfinite(maps).all()
    assert torch.allclose(maps.amin(dim=(2, 3)), torch.zeros(8, 1), atol=1e-5)
    assert torch.allclose(maps.amax(dim=(2, 3)), torch.ones(8, 1), atol=1e-5)


def test_ground_becomes_darker_brighter_and_flatter():
    clear = ground(256)
    varied = vary_ground(clear, Draw(256, seeded(4)), GroundRecipe(natural_share=0.0))
    means, contrast = varied.mean(dim=(1, 2, 3)), varied.std(dim=(2, 3)).mean(dim=1)
    assert means.min() < 0.12 and means.max() > 0.6
    assert contrast.min() < 0.4 * clear.std(dim=(2, 3)).mean(dim=1).min()
    assert varied.min() >= 0 and varied.max() <= 1


def test_a_square_is_the_image_turned_and_flipped():
    images = torch.rand((40, 3, 16, 16), generator=seeded(6))
    squares = sample_squares(images, 16, Draw(40, seeded(7)), least=1.0)
    forms = [torch.rot90(flipped, turns, (2, 3)) for flipped in (images, images.flip(3)) for turns in range(4)]
    nearest = torch.stack([(squares - form).abs().amax(dim=(1, 2, 3)) for form in forms])
    assert float(nearest.amin(dim=0).max()) < 1e-4 and len(set(nearest.argmin(dim=0).tolist())) == 8


def test_pieces_are_the_whole_and_its_quarters():
    assert len(pieces_of(torch.zeros((3, 90, 90), dtype=torch.uint8))) == 1
    large = torch.arange(256, dtype=torch.uint8).expand(3, 256, 256)
    pieces = pieces_of(large)
    assert len(pieces) == 5 and all(piece.shape == (3, POOL_PX, POOL_PX) for piece in pieces)
    assert torch.equal(pieces[1], large[:, :128, :128])
    assert len(pieces_of(torch.zeros((3, 100, 180), dtype=torch.uint8))) == 2


@pytest.fixture
def folder(tmp_path):
    for number in range(6):
        pixels = np.random.default_rng(number).integers(0, 255, (96, 96, 3), dtype=np.uint8)
        (tmp_path / "clear").mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / "clear" / f"{number}.png")
    return tmp_path / "clear"


def test_left_out_images_are_not_drawn(folder):
    assert len(ViewPool.of_folders([folder]).pieces) == 6
    assert len(ViewPool.of_folders([folder], ["0", "3"]).pieces) == 4
    with pytest.raises(Exception, match="left out"):
        ViewPool.of_folders([folder], map(str, range(6)))


def test_the_field_trains_resumes_and_keeps_the_other_stages(folder, tmp_path):
    recipe = tmp_path / "tiny.json"
    recipe.write_text(json.dumps(TINY))
    request = run.TrainingRequest(
        stage="field", out=tmp_path / "one", data=[folder], recipe=str(recipe), hold_out=True, validation=None
    )
    first = load_weights(run.train(request, Progress()))
    assert first.config.field.width == 8
    again = load_weights(run.train(request, Progress()))  # resumed at its end: the same weights
    assert all(torch.equal(a, b) for a, b in zip(first.field.state_dict().values(), again.field.state_dict().values()))
    second = run.TrainingRequest(
        stage="field",
        out=tmp_path / "two",
        data=[folder],
        recipe=str(recipe),
        init=str(tmp_path / "one/weights.safetensors"),
    )
    tuned = load_weights(run.train(second, Progress()))
    assert any(
        not torch.equal(a, b) for a, b in zip(first.field.state_dict().values(), tuned.field.state_dict().values())
    )
    pairs = zip(first.stage1.state_dict().values(), tuned.stage1.state_dict().values())
    assert all(torch.equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("more", [{"data": ()}, {"train_pairs": ["x"]}, {"task": "rain"}])
def test_a_field_cannot_be_trained_on_everything(folder, tmp_path, more):
    with pytest.raises(TrainingError):
        run.TrainingRequest(**{"stage": "field", "out": tmp_path / "x", "data": [folder], **more})
