"""Both networks, the schedule, the loss and the sampler give the released implementation's numbers."""

import json

import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.model import diffusion  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.stage2 import ResidualDiffusionUNet  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import DiffusionConfig, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.losses import residual_loss  # noqa: E402

TOLERANCE = 1e-4


@pytest.fixture
def stage1(golden_networks):
    return golden_networks.stage1


@pytest.fixture
def stage2(golden_networks):
    return golden_networks.stage2


@pytest.fixture(scope="module")
def schedule():
    return diffusion.NoiseSchedule.build(DiffusionConfig())


def close(actual, expected):
    assert actual.shape == expected.shape
    assert (actual - expected).abs().max().item() <= TOLERANCE


@pytest.mark.parametrize("skips", [False, True])
def test_either_decoder_has_the_released_names_and_shapes(reference, skips):
    released = json.loads((reference / "released_shapes.json").read_text())["stage2"]
    decoders = ("ups.", "final_res_block_2.", "final_conv_2."), ("ups_no_skip.", "final_res_block_1.", "final_conv_1.")
    expected = {name: tuple(shape) for name, shape in released.items() if not name.startswith(decoders[skips])}
    with torch.device("meta"):
        state = ResidualDiffusionUNet(Stage2Config(64, skips=skips)).state_dict()
    assert {name: tuple(value.shape) for name, value in state.items()} == expected


def test_only_the_decoder_with_skips_sees_what_the_bottleneck_lost():
    """Without the bottleneck's output the perceptual decoder draws the same picture whatever the input."""
    for skips in (False, True):
        network = ResidualDiffusionUNet(Stage2Config(8, 2, 8, skips)).eval()
        network.mid_block2.register_forward_hook(lambda *call: torch.zeros_like(call[2]))
        images, timestep = torch.rand(2, 3, 32, 32), torch.tensor([999, 999])
        first, second = network(images, images, images, timestep)
        assert torch.equal(first, second) != skips


def test_every_golden_array_is_checked(golden):
    checked = {"hazy", "noise", "clear", "stage1"}
    checked |= {f"unet_t{t}" for t in (0, 199, 500, 999)} | {f"sample_{s}" for s in (1, 2, 5, 10)}
    checked |= {f"loss_t{t}" for t in (0, 400, 999)}
    assert {name for name in golden if not name.startswith("schedule_")} == checked


@torch.no_grad()
def test_stage1(golden, stage1):
    close(stage1(golden["hazy"]), golden["stage1"])


@torch.no_grad()
@pytest.mark.parametrize("t", [0, 199, 500, 999])
def test_stage2_residual(golden, stage2, t):
    hazy, coarse = diffusion.to_signed(golden["hazy"]), diffusion.to_signed(golden["stage1"])
    timestep = torch.full((len(hazy),), t)
    close(stage2(golden["noise"], coarse, hazy, timestep), golden[f"unet_t{t}"])


@torch.no_grad()
@pytest.mark.parametrize("steps", [1, 2, 5, 10])
def test_sampler(golden, stage2, schedule, steps):
    predict = diffusion.conditioned(stage2, golden["hazy"], golden["stage1"])
    times = diffusion.sampling_times(schedule.timesteps, steps)
    image = diffusion.sample(predict, golden["stage1"], golden["noise"], schedule, times)
    close(image, golden[f"sample_{steps}"])


@torch.no_grad()
@pytest.mark.parametrize("t", [0, 400, 999])
def test_loss(golden, stage2, schedule, t):
    timestep = torch.full((len(golden["hazy"]),), t)
    predicted, residual = diffusion.residuals(
        stage2, golden["hazy"], golden["stage1"], golden["clear"], golden["noise"], timestep, schedule
    )
    loss = residual_loss(predicted, residual)
    close(loss.reshape(()), golden[f"loss_t{t}"].reshape(()).float())
