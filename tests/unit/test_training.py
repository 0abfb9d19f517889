"""Training: the haze model's properties, crops, metrics, and a run that resumes exactly."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.training import metrics  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.datasets import ClearCrops, DataError, list_images, pair_images  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.evaluate import evaluate, show  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.haze import (  # noqa: E402
    HazeRecipe,
    add_haze,
    compose,
    load_patterns,
    thickness_maps,
    transmission,
)
from dsrdmpd_dehaze.dsrdmpd.training.loop import Schedule, Trainer, TrainingError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.run import TrainingRequest, train  # noqa: E402


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def write_images(folder, count=3, size=(150, 160), seed=0):
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(seed)
    for number in range(count):
        coarse = rng.integers(0, 255, (8, 8, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize(size[::-1]).save(folder / f"{number}.png")
    return folder


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


def test_crops_have_the_size_asked_for_and_leave_out_what_is_held_back(tmp_path):
    folder = write_images(tmp_path / "a")
    crops = ClearCrops([folder], exclude=["1"])
    assert len(crops.images) == 2
    drawn = crops.draw(5, 64, seeded())
    assert drawn.shape == (5, 3, 64, 64) and drawn.min() >= 0 and drawn.max() <= 1 and drawn.std() > 0.01
    assert torch.equal(drawn, crops.draw(5, 64, seeded()))


def test_bad_folders_are_sentences(tmp_path):
    with pytest.raises(DataError, match="no such folder"):
        list_images(tmp_path / "nosuch")
    with pytest.raises(DataError, match="no image"):
        list_images(tmp_path)
    a, b = write_images(tmp_path / "a"), write_images(tmp_path / "b", 4)
    with pytest.raises(DataError, match="1 names have no partner: 3"):
        pair_images(a, b)
    Image.fromarray(np.zeros((40, 40), np.uint16)).save(a / "deep.png")
    with pytest.raises(DataError, match="deep.png cannot be used"):
        ClearCrops([a])
    (b / "0.png").write_bytes(b"no image at all")
    with pytest.raises(DataError, match="0.png cannot be read"):
        ClearCrops([b])


def test_psnr_and_ssim_of_known_images():
    truth = torch.rand(2, 3, 64, 64, generator=seeded())
    assert metrics.psnr(truth + 0.1, truth).tolist() == pytest.approx([20, 20], abs=1e-3)
    assert metrics.ssim(truth, truth).tolist() == pytest.approx([1, 1], abs=1e-5)
    flat = torch.full((1, 3, 32, 32), 0.5)
    # two constants: SSIM is its luminance term
    expected = (2 * 0.5 * 0.7 + 1e-4) / (0.25 + 0.49 + 1e-4)
    assert metrics.ssim(flat, flat + 0.2).item() == pytest.approx(expected, abs=1e-4)
    assert metrics.ssim(1 - truth, truth).max() < 0


def tiny_trainer(folder, iterations):
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.BatchNorm2d(4), torch.nn.Conv2d(4, 3, 1)
    )

    def loss(generator, side, count):
        x = torch.rand((count, 3, side, side), generator=generator)
        return (network(x) - x).abs().mean()

    schedule = Schedule(iterations=iterations, crops=((0.0, 16, 2), (0.5, 24, 1)))
    return Trainer(network, loss, lambda average: {"figure": 1.0}, schedule, folder)


def test_a_killed_run_resumes_exactly(tmp_path):
    whole = tiny_trainer(tmp_path / "whole", 12).run(lambda line: None)
    killed = tiny_trainer(tmp_path / "killed", 12)
    killed.minutes_between = 0  # a checkpoint before every iteration
    inner, count = killed.loss, [0]

    def dying(*arguments):
        count[0] += 1
        if count[0] == 8:
            raise KeyboardInterrupt
        return inner(*arguments)

    killed.loss = dying
    with pytest.raises(KeyboardInterrupt):
        killed.run(lambda line: None)
    resumed = tiny_trainer(tmp_path / "killed", 12).run(lambda line: None)
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
    assert "figure" in (tmp_path / "killed" / "log.csv").read_text().splitlines()[0]


def test_a_checkpoint_of_another_configuration_is_refused(tmp_path):
    tiny_trainer(tmp_path, 1).run(lambda line: None)
    other = tiny_trainer(tmp_path, 2)
    other.network = torch.nn.Conv2d(3, 3, 1)
    with pytest.raises(TrainingError, match="another configuration"):
        other.run(lambda line: None)


def test_the_schedule_warms_up_then_falls():
    schedule = Schedule(hours=1, crops=((0.0, 128, 8), (0.5, 256, 2)))
    rates = [schedule.rate(p / 100) for p in range(101)]
    assert rates.index(max(rates)) == 3 and rates[-1] == pytest.approx(schedule.final_rate)
    assert schedule.crop(0.2) == (128, 8) and schedule.crop(0.9) == (256, 2)
    assert schedule.position(0, 1800) == 0.5
    with pytest.raises(TrainingError, match="no end"):
        Schedule()


def test_both_stages_train_and_evaluate(tmp_path):
    data = write_images(tmp_path / "data", 2)
    large = write_images(tmp_path / "large", 1, (256, 256))
    measured = {"validation": large, "pairs": (large, large)}
    said = []
    first = train(TrainingRequest(1, tmp_path / "one", [data], iterations=1, **measured), said.append)
    assert "synthetic_psnr" in said[-1] and "real_ssim" in said[-1]
    second = train(
        TrainingRequest(2, tmp_path / "two", [data], iterations=1, stage1_weights=first, **measured), said.append
    )
    assert second == tmp_path / "two" / "weights.safetensors" and "real_psnr" in said[-1]
    with pytest.raises(DataError, match="256"):
        train(TrainingRequest(1, tmp_path / "small", [data], iterations=1, validation=data), said.append)
    hazy = write_images(tmp_path / "hazy", 2, (64, 64), seed=1)
    clear = write_images(tmp_path / "clear", 2, (64, 64), seed=2)
    figures = evaluate(hazy, clear, str(second), steps=[0, 1], device="cpu")
    assert set(figures) == {"hazy input", "stage 1 alone", "1 steps"} and "PSNR" in show(figures)
    with pytest.raises(TrainingError, match="trained stage 1"):
        train(TrainingRequest(2, tmp_path / "three", [data], iterations=1), lambda line: None)
    assert not Path(tmp_path / "three").exists()
