"""The inference form gives the training form's numbers: each rewriting alone, both stages, the sampler, in bfloat16."""

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.errors import OptionError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer, convolution, fast_stage1, fast_stage2  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference import dehazer as dehazer_module  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference.convolution import Convolution, Placement, UpsampledConvolution  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference.device import full_digits  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model import diffusion, layers  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.stage1 import MCESSUNet  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.stage2 import ResidualDiffusionUNet  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, load_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config, find_model  # noqa: E402
from osgeo import gdal  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

CPU = torch.device("cpu")
EXACT = Placement(CPU, torch.float32)
MEAN_TOLERANCE = 1e-3  # of bfloat16 against float32, in [0, 1]


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(3)
    with torch.no_grad():
        yield


@pytest.fixture(params=[True, False], ids=["packed", "plain"])
def either_kind(request, monkeypatch):
    """Both ways of running a convolution: oneDNN's, and what other machines and GPUs get."""
    if not request.param:
        monkeypatch.setattr(Placement, "packs", False)
    elif not EXACT.packs:
        pytest.skip("this machine has no packed weights")


def live(module):
    """Give a module's norms statistics and gains unlike those of a new one, as training would."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(std=0.3)
            part.running_var.uniform_(0.3, 2)
        if isinstance(part, (nn.BatchNorm2d, nn.GroupNorm)):
            part.weight.uniform_(0.5, 1.5)
            part.bias.normal_(std=0.3)
        if isinstance(part, layers.ChannelLayerNorm):
            part.g.uniform_(0.5, 1.5)
    return module.eval()


def image(*shape):
    return torch.randn(*shape).contiguous(memory_format=torch.channels_last)


def same(actual, expected, tolerance=1e-5):
    assert actual.shape == expected.shape
    assert (actual - expected).abs().max() <= tolerance * max(1.0, float(expected.abs().max()))


@pytest.mark.parametrize("activation", ["none", "relu", "leaky_relu", "sigmoid"])
@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": 2, "dilation": 2}, {"groups": 4, "bias": False}])
def test_batch_norm_and_activation_are_part_of_the_convolution(either_kind, activation, options):
    conv = nn.Conv2d(8, 12, 3, **options)
    norm = live(nn.BatchNorm2d(12))
    after = {"none": lambda y: y, "relu": F.relu, "leaky_relu": F.leaky_relu, "sigmoid": torch.sigmoid}[activation]
    form = EXACT.convolution(conv, norm, activation)
    for size in (16, 24, 16):  # weights are packed for a size, and again for another
        x = image(2, 8, size, size)
        same(form(x), after(norm(conv(x))))


def test_doubling_and_convolving_is_one_transposed_convolution():
    conv, x = nn.Conv2d(6, 5, 3, padding=1), image(2, 6, 9, 7)
    expected = conv(F.interpolate(x, scale_factor=2, mode="nearest"))
    same(UpsampledConvolution(EXACT, conv)(x), expected)


def test_a_value_per_channel_means_the_same_along_rows():
    x, values = image(2, 5, 6, 7), torch.randn(2, 5)
    assert torch.equal(x * convolution.along_rows(values, x), x * values[:, :, None, None])


def test_maxima_by_rows_and_columns_are_max_pools():
    x = image(2, 3, 12, 10)
    assert torch.equal(fast_stage1.maximum_3x3(x), F.max_pool2d(x, 3, 1, 1))
    assert torch.equal(fast_stage1.half_size_maximum(x), F.max_pool2d(x, 2))


def test_a_grouped_convolution_is_a_dense_one_with_zeros():
    conv, x = nn.Conv2d(12, 12, 1, groups=4, bias=False), image(1, 12, 4, 4)
    dense = fast_stage1.dense_weight(conv.weight[:, :, 0, 0], 4)
    same(F.conv2d(x, dense[:, :, None, None]), conv(x))


@pytest.mark.parametrize("channels", [8, 64])  # the map of one channel is computed as many in narrow layers
def test_the_skip_connection(either_kind, channels):
    skip, e, d = live(layers.EnhancedSkip(channels)), image(2, channels, 16, 16), image(2, channels, 16, 16)
    joined, weight = fast_stage1._Skip(skip, EXACT)(e, d)
    same(joined * weight, skip(e, d))


def test_the_neck_and_the_block(either_kind):
    neck, block = live(layers.Neck(8)), live(layers.MCBlock(8, 16))
    x = image(2, 8, 12, 12)
    same(fast_stage1._Neck(neck, EXACT)(x), neck(x))
    same(fast_stage1._Block(block, EXACT)(x), block(x))


@pytest.mark.parametrize("channels", [8, 48])  # convolutions and torch's own layer norm
@pytest.mark.parametrize("images", [1, 3])
def test_linear_attention(either_kind, channels, images):
    attention = layers.Residual(layers.PreNorm(channels, layers.LinearAttention(channels, 2, 8)))
    live(attention)
    x = image(images, channels, 10, 6)
    same(fast_stage2._LinearAttention(attention, EXACT)(x), attention(x))


def test_linear_attention_keeps_its_softmax_at_large_logits():
    attention = live(layers.Residual(layers.PreNorm(8, layers.LinearAttention(8, 2, 8))))
    attention.fn.fn.to_qkv.weight[:16].mul_(3)
    attention.fn.fn.to_qkv.weight[8:16].add_(150)  # the same for all channels of a head, which no softmax sees
    x = image(1, 8, 8, 8)
    query = attention.fn.fn.to_qkv(attention.fn.norm(x))[:, :16]
    assert query.max() > 89  # whose exponential is infinite
    same(fast_stage2._LinearAttention(attention, EXACT)(x), attention(x), 1e-4)


@pytest.mark.parametrize("few", [0, 10_000])  # torch's fused kernel, and its steps
def test_full_attention(either_kind, monkeypatch, few):
    monkeypatch.setattr(fast_stage2, "_FEW_PIXELS", few)
    attention = live(layers.Residual(layers.PreNorm(16, layers.FullAttention(16, 2, 8))))
    x = image(2, 16, 5, 6)
    same(fast_stage2._FullAttention(attention, EXACT)(x), attention(x))


def test_a_timestep_is_embedded_once():
    network = live(ResidualDiffusionUNet(Stage2Config(8, 2, 8)))
    form, x = fast_stage2.FastStage2(network, EXACT), image(2, 3, 32, 32)
    condition = form.condition(x, x)
    calls = []
    network.time_mlp.register_forward_hook(lambda *_: calls.append(1))
    for timestep in (999, 499, 999, 999):
        same(form(x, condition, timestep), network(x, x, x, torch.full((2,), timestep)))
    assert len(calls) == 2 + 4  # twice by the form, and once in each call of the network itself


@pytest.mark.parametrize("skips", [False, True], ids=["perceptual", "skips"])
@pytest.mark.parametrize("shape", [(1, 3, 64, 64), (2, 3, 80, 112)])
def test_both_stages(either_kind, shape, skips):
    torch.manual_seed(4)
    one, two = live(MCESSUNet(Stage1Config(16))), live(ResidualDiffusionUNet(Stage2Config(8, 4, 8, skips)))
    hazy, noisy = torch.rand(shape).contiguous(memory_format=torch.channels_last), image(*shape)
    coarse = one(hazy)
    same(fast_stage1.FastStage1(one, EXACT)(hazy), coarse)
    form = fast_stage2.FastStage2(two, EXACT)
    timestep = torch.full((shape[0],), 700)
    same(form(noisy, form.condition(coarse, hazy), 700), two(noisy, coarse, hazy, timestep), 1e-4)


@pytest.fixture
def bfloat16(monkeypatch):
    """Run ``fast`` in bfloat16 on every CPU: one without it imitates it, to the same numbers."""
    monkeypatch.setattr(dehazer_module, "fast_dtype", lambda _: torch.bfloat16)


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 10])
def test_the_exact_form_gives_the_golden_numbers(golden, golden_networks, steps):
    image = TwoStageDehazer(golden_networks, CPU).dehaze(golden["hazy"], steps=steps, noise=golden["noise"])
    expected = golden[f"sample_{steps}"] if steps else golden["stage1"]
    assert (image - expected).abs().max() <= 1e-4


@pytest.mark.parametrize("steps", [0, 1, 5])
def test_weights_that_amplify_rounding_get_float32(golden, golden_networks, bfloat16, steps):
    """The golden weights are random numbers: in bfloat16 they are 2e-3 off after a step. Fast must not mean wrong."""
    form = TwoStageDehazer(golden_networks, CPU, precision="fast")
    image = form.dehaze(golden["hazy"], steps=steps, noise=golden["noise"])
    expected = golden[f"sample_{steps}"] if steps else golden["stage1"]
    assert (image - expected).abs().mean() <= MEAN_TOLERANCE
    assert form.describe()["precision"] == "float32"


@pytest.fixture
def default_forms(bfloat16):
    """The default weights' two stages in float32 and in bfloat16; the haze field is float32 in either."""
    networks = load_weights(find_model("default").path)
    networks = replace(networks, field=None, config=replace(networks.config, field=None))
    forms = [TwoStageDehazer(networks, CPU, precision=precision) for precision in ("exact", "fast")]
    assert [form.describe()["precision"] for form in forms] == ["float32", "bfloat16"]
    return forms


def test_bfloat16_keeps_a_picture_of_the_default_weights(default_forms, root):
    scene = gdal.Open(str(root / "resources" / "samples" / "landsat8_hazy.tif")).ReadAsArray(200, 200, 256, 256)
    low, high = np.percentile(scene, (1, 99), axis=(1, 2), keepdims=True)
    shown = ((scene - low) / (high - low)).clip(0, 1) ** (1 / 2.2)  # as the pipeline shows it to the model
    picture = torch.from_numpy(shown.astype(np.float32))[None]
    exact, fast = (form.dehaze(picture, steps=1) for form in default_forms)
    assert (exact - picture).abs().mean() > 0.02
    assert (exact - fast).abs().mean() <= MEAN_TOLERANCE


def test_bfloat16_keeps_colours_and_gradients_of_the_default_weights(default_forms):
    """A smooth ramp over 1/16 of the range is a few steps of bfloat16: it must come out as a ramp, not as a stair.

    All its rows are equal, so that rounding adds up along columns as it does in no picture; and it looks like nothing
    but haze, so that the networks change it by more than a quarter of the range.
    """
    ramp = torch.linspace(0.55, 0.6125, 256).expand(1, 3, 256, 256) * torch.tensor([0.9, 1.0, 1.1]).view(1, 3, 1, 1)
    exact, fast = (form.dehaze(ramp, steps=1) for form in default_forms)
    half_a_count = 0.5 / 255
    assert (exact - fast).abs().mean() <= half_a_count
    assert (exact - fast).mean(dim=(0, 2, 3)).abs().max() <= half_a_count  # no cast of colour
    columns = [picture[..., 32:-32].mean(dim=(0, 1, 2)) for picture in (exact, fast)]
    assert (columns[0].diff() - columns[1].diff()).abs().max() <= half_a_count  # no edge that a screen could show
    assert torch.unique(fast[0, 1]).numel() > 10_000  # bfloat16 itself has 16 values in this range


def test_a_tile_gives_the_same_bits_in_any_batch(bfloat16):
    networks = TwoStageNetworks.build(ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, 2, 8)))
    networks.stage1.eval(), networks.stage2.eval()
    form = TwoStageDehazer(networks, CPU, precision="fast")
    tiles = np.random.default_rng(1).random((4, 3, 64, 64), dtype=np.float32)
    rows, cols = (0, 5, 100, 7), (3, 64, 9, 1)
    together = form.dehaze_tiles(tiles, rows, cols, steps=2, seed=5)
    for i in range(4):
        alone = form.dehaze_tiles(tiles[i : i + 1], rows[i : i + 1], cols[i : i + 1], steps=2, seed=5)
        np.testing.assert_array_equal(alone[0], together[i])


def test_the_form_keeps_no_network_and_changes_none():
    networks = TwoStageNetworks.build(ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, 2, 8)))
    networks.stage1.eval(), networks.stage2.eval()
    before = {name: value.clone() for name, value in networks.stage2.state_dict().items()}
    TwoStageDehazer(networks, CPU, precision="fast").dehaze(torch.rand(1, 3, 64, 64), steps=1)
    assert all(torch.equal(before[name], value) for name, value in networks.stage2.state_dict().items())


def test_a_gpu_convolves_float32_with_all_its_digits():
    cuda = torch.device("cuda")
    with full_digits(cuda, torch.float32):
        assert not torch.backends.cudnn.allow_tf32
    assert torch.backends.cudnn.allow_tf32
    with full_digits(cuda, torch.bfloat16):
        assert torch.backends.cudnn.allow_tf32


def test_another_torch_without_packed_weights_goes_on_without(monkeypatch):
    monkeypatch.setattr(convolution, "_PACKING", ("_no_such_operator",))
    assert not EXACT.packs


def test_an_unknown_precision_is_a_sentence():
    with pytest.raises(OptionError, match="no precision 'rough'"):
        TwoStageDehazer.load("default", "cpu", precision="rough")


def test_the_sampler_sees_the_form_as_the_network():
    """All steps of one image share its condition; diffusion.sample is the training form's."""
    networks = TwoStageNetworks.build(ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, 2, 8)))
    live(networks.stage1), live(networks.stage2)
    hazy, noise = torch.rand(2, 3, 64, 64), torch.randn(2, 3, 64, 64)
    schedule = diffusion.NoiseSchedule.build(networks.config.diffusion)
    coarse = networks.stage1(hazy)
    predict, times = diffusion.conditioned(networks.stage2, hazy, coarse), diffusion.sampling_times(1000, 3)
    expected = diffusion.sample(predict, coarse, noise, schedule, times)
    same(TwoStageDehazer(networks, CPU).dehaze(hazy, steps=3, noise=noise), expected, 1e-4)


def test_the_first_convolution_is_the_sum_of_its_halves():
    conv, x = nn.Conv2d(9, 4, 7, padding=3), image(1, 9, 16, 16)
    first, rest = fast_stage2._split_inputs(conv, 3, EXACT)
    assert isinstance(first, Convolution)
    same(first(x[:, :3]) + rest(x[:, 3:]), conv(x))
