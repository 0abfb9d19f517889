"""The dehazer on tensors: shapes, steps, pinned noise, identity."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.errors import DeviceError, OptionError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference.device import resolve_device  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference.noise import pinned_noise  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, load_weights, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

SMALL = ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=2)


@pytest.fixture(scope="module")
def model_file(tmp_path_factory):
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("model") / "small.safetensors"
    save_weights(TwoStageNetworks.build(SMALL), path)
    return str(path)


@pytest.fixture(scope="module")
def dehazer(model_file):
    return TwoStageDehazer.load(model_file, device="cpu")


@pytest.mark.parametrize("shape", [(1, 3, 64, 64), (2, 3, 70, 100), (1, 3, 5, 200), (1, 3, 1, 1)])
@pytest.mark.parametrize("steps", [0, 1, None])
def test_any_size_keeps_its_shape(dehazer, shape, steps):
    out = dehazer.dehaze(torch.rand(shape), steps=steps)
    assert out.shape == shape and out.dtype == torch.float32 and torch.isfinite(out).all()
    if steps != 0:
        assert out.min() >= 0 and out.max() <= 1


def test_the_result_is_an_ordinary_tensor(dehazer):
    out = dehazer.dehaze(torch.rand(1, 3, 64, 64), steps=1)
    out.mul_(0.5)
    assert not out.requires_grad and out.is_contiguous()


def test_noise_matters_and_is_used(dehazer):
    hazy, noise = torch.rand(1, 3, 64, 64), torch.randn(1, 3, 64, 64)
    first = dehazer.dehaze(hazy, steps=2, noise=noise)
    assert torch.equal(first, dehazer.dehaze(hazy, steps=2, noise=noise))
    assert not torch.equal(first, dehazer.dehaze(hazy, steps=2, noise=-noise))


@pytest.mark.parametrize("together", [False, True], ids=["alone", "in a batch"])  # as a CPU and as a GPU takes them
def test_stage_2_leaves_a_tile_that_stage_1_hardly_changed(model_file, dehazer, together):
    hazy = torch.rand(4, 3, 64, 64) * torch.tensor([0.1, 0.4, 0.7, 1.0]).view(4, 1, 1, 1)
    noise = torch.randn(hazy.shape)
    coarse, refined = (dehazer.dehaze(hazy, steps=steps, noise=noise) for steps in (0, 2))
    change = (coarse - hazy).abs().mean(dim=(1, 2, 3))
    networks = load_weights(model_file)
    networks.config = replace(SMALL, refined_from=float(change.median()) + 1e-6)
    settling = TwoStageDehazer(networks, torch.device("cpu"))
    actual = settling._run(hazy, noise, 2) if together else settling.dehaze(hazy, steps=2, noise=noise)
    for image, settled in enumerate(change <= change.median()):
        expected = coarse[image].clamp(0, 1) if settled else refined[image]
        assert (actual[image] - expected).abs().max() <= 1e-4
        assert (coarse[image].clamp(0, 1) - refined[image]).abs().max() > 1e-3


def test_tiles_agree_with_the_tensor_call(dehazer):
    tiles = np.random.default_rng(0).random((2, 3, 64, 64), dtype=np.float32)
    noise = torch.from_numpy(pinned_noise(7, [10, 500], [20, 3], 64))
    expected = dehazer.dehaze(torch.from_numpy(tiles), steps=2, noise=noise).numpy()
    actual = dehazer.dehaze_tiles(tiles, [10, 500], [20, 3], steps=2, seed=7)
    np.testing.assert_allclose(actual, expected, atol=1e-4)
    alone = dehazer.dehaze_tiles(tiles[1:], [500], [3], steps=2, seed=7)
    np.testing.assert_allclose(actual[1:], alone, atol=1e-4)


def test_the_default_noise_has_the_shape_of_the_image(dehazer, monkeypatch):
    noise = pinned_noise(0, [0], [0], 64, 640)
    assert noise.shape == (1, 3, 64, 640)
    np.testing.assert_array_equal(noise, pinned_noise(0, [0], [0], 640)[:, :, :64])
    drawn = []

    def draw(*arguments, **options):
        drawn.append(pinned_noise(*arguments, **options))
        return drawn[-1]

    monkeypatch.setattr("dsrdmpd_dehaze.dsrdmpd.inference.dehazer.pinned_noise", draw)
    hazy = torch.rand(1, 3, 64, 640)
    actual = dehazer.dehaze(hazy, steps=1)
    assert [array.shape for array in drawn] == [(1, 3, 64, 640)]  # not the square of the longer side
    assert torch.equal(actual, dehazer.dehaze(hazy, steps=1, noise=torch.from_numpy(noise)))


def test_bad_shapes_and_steps_are_sentences(dehazer):
    with pytest.raises(OptionError, match=r"\(b, 3, h, w\)"):
        dehazer.dehaze(torch.rand(3, 64, 64))
    with pytest.raises(OptionError, match="sampling steps 1001 cannot be used"):
        dehazer.dehaze(torch.rand(1, 3, 64, 64), steps=1001)
    with pytest.raises(OptionError, match="noise"):
        dehazer.dehaze(torch.rand(1, 3, 64, 64), noise=torch.rand(1, 3, 64, 32))


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**31 - 1),
    row=st.integers(0, 100_000),
    col=st.integers(0, 100_000),
    down=st.integers(0, 40),
    right=st.integers(0, 40),
)
def test_overlapping_tiles_see_the_same_noise(seed, row, col, down, right):
    a, b = pinned_noise(seed, [row, row + down], [col, col + right], 64)
    np.testing.assert_array_equal(a[:, down:, right:], b[:, : 64 - down, : 64 - right])


def test_noise_is_standard_normal_and_uncorrelated():
    a = pinned_noise(1, [0], [0], 512)[0]
    assert abs(a.mean()) < 0.01 and abs(a.std() - 1) < 0.01
    assert abs((a**4).mean() - 3) < 0.05
    other = pinned_noise(2, [0], [0], 512)[0]
    neighbours = [(a[0], a[1]), (a[:, 1:], a[:, :-1]), (a[:, :, 1:], a[:, :, :-1]), (a, other)]
    for x, y in neighbours:
        assert abs(np.corrcoef(x.ravel(), y.ravel())[0, 1]) < 0.01


def test_missing_devices_are_refused():
    with pytest.raises(DeviceError, match="There is no device 'toaster'"):
        resolve_device("toaster")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceError, match="cuda"):
            resolve_device("cuda:3")
    assert resolve_device("cpu").type == "cpu"
