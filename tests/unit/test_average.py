"""Averaged weights: their mean, by shares, and a sentence for what cannot be averaged."""

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.__main__ import main  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, load_weights, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.average import average_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.loop import TrainingError  # noqa: E402

TINY = ModelConfig(Stage1Config(8), Stage2Config(8, heads=2, head_channels=8), title="first", standard_steps=1)


@pytest.fixture
def models(tmp_path):
    paths = []
    for number, config in enumerate((TINY, replace(TINY, title="second", standard_steps=0))):
        torch.manual_seed(number)
        paths.append(tmp_path / f"{number}.safetensors")
        save_weights(TwoStageNetworks.build(config), paths[-1])
    return [str(path) for path in paths]


@pytest.mark.parametrize("shares", [(1, 0), (1, 3), (0.5, 0.5)])
def test_every_tensor_is_the_mean_by_shares(models, tmp_path, shares):
    out = tmp_path / "mean.safetensors"
    command = ["average", *models, "--out", str(out), "--shares", *map(str, shares)]
    assert main(command) == 0
    mean, first, second = (load_weights(path) for path in (out, *models))
    assert mean.config == first.config
    part = shares[1] / sum(shares)
    for stage in ("stage1", "stage2"):
        states = [getattr(networks, stage).state_dict() for networks in (mean, first, second)]
        for name, value in states[0].items():
            expected = torch.lerp(states[1][name].double(), states[2][name].double(), part)
            torch.testing.assert_close(value.double(), expected, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("shares", [[1.0], [0.0, 0.0], [2.0, -1.0], [float("nan"), 1.0]])
def test_shares_that_mean_nothing_are_a_sentence(models, tmp_path, shares):
    with pytest.raises(TrainingError, match="share"):
        average_weights(models, tmp_path / "mean.safetensors", shares)
    assert not (tmp_path / "mean.safetensors").exists()


def test_models_of_another_kind_are_not_averaged(models, tmp_path, capsys):
    other = tmp_path / "wide.safetensors"
    save_weights(TwoStageNetworks.build(replace(TINY, stage1=Stage1Config(16))), other)
    assert main(["average", models[0], str(other), "--out", str(tmp_path / "mean.safetensors")]) == 1
    assert "another configuration" in capsys.readouterr().err
    assert not (tmp_path / "mean.safetensors").exists()
