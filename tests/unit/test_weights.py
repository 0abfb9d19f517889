"""Weights files: what goes in comes out, released checkpoints import strictly, and bad files do nothing."""

import json
import os
import pickle

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd import model_files  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import WeightsError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model import weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import DiffusionConfig, ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.tests.unit.synthetic_weights import synthetic_state  # noqa: E402

SMALL = ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), title="small")


@pytest.fixture
def small_file(tmp_path):
    torch.manual_seed(3)
    networks = weights.TwoStageNetworks.build(SMALL)
    path = tmp_path / "small.safetensors"
    weights.save_weights(networks, path)
    return path, networks


@pytest.fixture(scope="module")
def synthetic():
    return synthetic_state


@pytest.fixture(scope="module")
def released(reference):
    return json.loads((reference / "released_shapes.json").read_text())


def as_tensors(state):
    return {name: torch.from_numpy(np.asarray(value)) for name, value in state.items()}


def small_checkpoints(tmp_path, prefix="", edit=lambda s1, s2: None, config=DiffusionConfig(), sum_scale=None):
    """Write checkpoints in the released formats at width 8 (heads of 32, with the dead decoder's names)."""
    torch.manual_seed(5)
    networks = weights.TwoStageNetworks.build(
        ModelConfig(stage1=Stage1Config(8), stage2=Stage2Config(8, heads=4, head_channels=32), diffusion=config)
    )
    state1, state2 = dict(networks.stage1.state_dict()), dict(networks.stage2.state_dict())
    state2["ups.0.0.mlp.1.weight"] = torch.zeros(4, 4)
    state2["final_conv_2.bias"] = torch.zeros(3)
    edit(state1, state2)
    buffers = as_tensors(weights.released_buffers(config))
    model = {**buffers, **{f"model.{name}": value for name, value in state2.items()}}
    ema = {"initted": torch.tensor(True), "step": torch.tensor(7)}
    ema.update({f"ema_model.{name}": value for name, value in model.items()})
    ema.update({f"online_model.{name}": value for name, value in model.items()})
    torch.save({f"{prefix}{name}": value for name, value in state1.items()}, tmp_path / "one.pth")
    torch.save({"step": 9, "model": model, "opt": {"state": {}}, "ema": ema, "scaler": None}, tmp_path / "two.pt")
    return tmp_path / "one.pth", tmp_path / "two.pt", networks


def test_round_trip_is_exact(small_file):
    path, networks = small_file
    loaded = weights.load_weights(path)
    assert loaded.config == SMALL
    for stage in ("stage1", "stage2"):
        expected = getattr(networks, stage).state_dict()
        for name, value in getattr(loaded, stage).state_dict().items():
            assert torch.equal(value, expected[name]), name


def test_header_needs_no_torch_and_names_no_dead_tensor(small_file):
    header = model_files.read_header(small_file[0])
    assert model_files.read_config(small_file[0]) == SMALL
    assert not [n for n in header if "num_batches" in n or ".ups." in n or "final_conv_2" in n]


def test_half_precision_keeps_variances_that_float16_cannot_hold(small_file, tmp_path):
    networks = small_file[1]
    name = next(name for name in networks.stage1.state_dict() if name.endswith("running_var"))
    networks.stage1.state_dict()[name].fill_(1e6)
    weights.save_weights(networks, tmp_path / "half.safetensors", half=True)
    assert (weights.load_weights(tmp_path / "half.safetensors").stage1.state_dict()[name] == 1e6).all()


def test_half_precision_halves_the_file(small_file, tmp_path):
    path, networks = small_file
    half = tmp_path / "half.safetensors"
    weights.save_weights(networks, half, half=True)
    assert half.stat().st_size < 0.6 * path.stat().st_size
    assert next(weights.load_weights(half).stage1.parameters()).dtype == torch.float32


@pytest.mark.parametrize("prefix", ["", "module."])
def test_import_takes_both_stage1_forms(tmp_path, prefix):
    one, two, networks = small_checkpoints(tmp_path, prefix)
    out = tmp_path / "out.safetensors"
    config = weights.import_released(one, two, out)
    assert (config.stage1.width, config.stage2.width, config.stage2.head_channels) == (8, 8, 32)
    loaded = weights.load_weights(out)
    assert torch.equal(loaded.stage1.Final_conv.weight, networks.stage1.Final_conv.weight)
    assert torch.equal(loaded.stage2.final_conv_1.weight, networks.stage2.final_conv_1.weight)


def test_import_reads_the_noise_scale_from_the_buffers(tmp_path):
    one, two, _ = small_checkpoints(tmp_path, config=DiffusionConfig(sum_scale=0.01))
    assert weights.import_released(one, two, tmp_path / "o.safetensors").diffusion.sum_scale == 0.01


def test_import_takes_the_moving_average_when_asked(tmp_path):
    one, two, networks = small_checkpoints(tmp_path)
    checkpoint = torch.load(two, weights_only=True)
    checkpoint["ema"]["ema_model.model.final_conv_1.bias"] = torch.tensor([1.0, 2.0, 3.0])
    torch.save(checkpoint, two)
    weights.import_released(one, two, tmp_path / "o.safetensors", use_ema=True)
    assert weights.load_weights(tmp_path / "o.safetensors").stage2.final_conv_1.bias.tolist() == [1, 2, 3]
    checkpoint["ema"]["initted"] = torch.tensor(False)
    torch.save(checkpoint, two)
    with pytest.raises(WeightsError, match="never updated"):
        weights.import_released(one, two, tmp_path / "o2.safetensors", use_ema=True)


def test_import_at_full_size(tmp_path, synthetic, released):
    state1 = as_tensors(synthetic(released["stage1"], seed=1))
    diffusion = as_tensors(synthetic(released["diffusion"], seed=1))
    diffusion.update(as_tensors(weights.released_buffers(DiffusionConfig())))
    assert set(weights.released_buffers(DiffusionConfig())) == {
        name for name in released["diffusion"] if not name.startswith("model.")
    }
    torch.save({f"module.{name}": value for name, value in state1.items()}, tmp_path / "generator.pth")
    torch.save({"step": 300000, "model": diffusion, "opt": {}, "ema": {}}, tmp_path / "model.pt")
    config = weights.import_released(tmp_path / "generator.pth", tmp_path / "model.pt", tmp_path / "full.safetensors")
    assert config.stage1 == Stage1Config(64)
    assert config.stage2 == Stage2Config(64, heads=4, head_channels=32)
    header = model_files.read_header(tmp_path / "full.safetensors")
    sizes = {"stage1": 0, "stage2": 0}
    for name, entry in header.items():
        if name != "__metadata__" and "running" not in name:
            sizes[name.split(".")[0]] += int(np.prod(entry["shape"]))
    assert sizes["stage1"] == pytest.approx(58.72e6, rel=1e-3)
    assert sizes["stage2"] == pytest.approx(32.0e6, rel=2e-3)
    loaded = weights.load_weights(tmp_path / "full.safetensors")
    assert torch.equal(loaded.stage2.init_conv.weight, diffusion["model.init_conv.weight"])


def test_golden_schedule(reference):
    with np.load(reference / "golden_small.npz") as golden:
        expected = {name[len("schedule_") :]: golden[name] for name in golden.files if name.startswith("schedule_")}
    assert expected
    for name, value in expected.items():
        assert np.abs(weights.released_buffers(DiffusionConfig())[name] - value).max() <= 1e-4, name


@pytest.mark.parametrize(
    "edit, message",
    [
        (lambda s1, s2: s1.pop("Final_conv.bias"), "1 tensors are missing: Final_conv.bias"),
        (lambda s1, s2: s1.update(extra=torch.zeros(1)), "1 tensors are surplus: extra"),
        (lambda s1, s2: s1.update({"Final_conv.bias": torch.zeros(4)}), r"Final_conv.bias is \(4,\), not \(3,\)"),
        (lambda s1, s2: s2.pop("mid_attn.fn.norm.g"), "1 tensors are missing: mid_attn.fn.norm.g"),
        (lambda s1, s2: s2.update({"mid_attn.fn.norm.b": torch.zeros(1)}), "surplus: mid_attn.fn.norm.b"),
        (lambda s1, s2: s2.update({"init_conv.bias": torch.zeros(9)}), r"init_conv.bias is \(9,\)"),
        (lambda s1, s2: s1.update({"Final_conv.bias": torch.full((3,), float("nan"))}), "NaN"),
        (lambda s1, s2: s2.pop("init_conv.weight"), "no tensor init_conv.weight"),
    ],
)
def test_import_is_strict(tmp_path, edit, message):
    one, two, _ = small_checkpoints(tmp_path, edit=edit)
    with pytest.raises(WeightsError, match=message) as caught:
        weights.import_released(one, two, tmp_path / "out.safetensors")
    assert "\n" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.pth", "two.pt"]


class Bomb:
    """Unpickling this would make a folder."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_runs_code_is_refused_and_not_run(tmp_path, zipped):
    one, two, _ = small_checkpoints(tmp_path)
    if zipped:
        torch.save({"Final_conv.bias": Bomb(tmp_path / "boom")}, one)
    else:
        one.write_bytes(pickle.dumps({"Final_conv.bias": Bomb(tmp_path / "boom")}))
    with pytest.raises(WeightsError, match="could run code") as caught:
        weights.import_released(one, two, tmp_path / "out.safetensors")
    assert not (tmp_path / "boom").exists() and "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [0, 100, 0.5, 0.99])
def test_truncated_files(tmp_path, small_file, kept):
    one, two, _ = small_checkpoints(tmp_path)
    path, _ = small_file
    for torn in (one, path):
        data = torn.read_bytes()
        torn.write_bytes(data[: int(kept * len(data)) if isinstance(kept, float) else kept])
    with pytest.raises(WeightsError, match="torn|no checkpoint|no PyTorch"):
        weights.import_released(one, two, tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()
    with pytest.raises(WeightsError):
        weights.load_weights(path)


def test_the_plugin_imports_no_pickle():
    assert not hasattr(weights, "pickle")  # the scanner of QGIS's plugin repository refuses modules that import it


NO_STATE_DICTS = {  # what torch.save wrote as stage 1 or stage 2, and the sentence it is refused with
    "numbered": ({0: torch.zeros(1)}, "names are no text"),
    "list": ([torch.zeros(1)], "not a state dict"),
    "empty": ({}, "no tensors"),
    "sparse": ({"Conv1.conv1.weight": torch.zeros(2, 2).to_sparse()}, "no plain tensors"),
    "meta": ({"Conv1.conv1.weight": torch.zeros(2, 2, device="meta")}, "no plain tensors"),
}
NO_STAGE2 = {
    "numbered-model": ({"model": {1: 2}}, "names are no text"),
    "model-list": ({"model": [1]}, "no state dict"),
    "text-in-model": ({"model": {"model.init_conv.weight": "x"}}, "no plain tensors"),
    "text-in-schedule": (
        {"model": {"model.init_conv.weight": torch.zeros(1), "betas": None}},
        "no plain tensors: betas",
    ),
}


@pytest.mark.parametrize("stage", [1, 2])
@pytest.mark.parametrize("content, message", NO_STATE_DICTS.values(), ids=NO_STATE_DICTS)
def test_a_checkpoint_that_is_no_state_dict_is_refused(tmp_path, stage, content, message):
    files = small_checkpoints(tmp_path)[:2]
    torch.save(content, files[stage - 1])
    with pytest.raises(WeightsError, match=message) as caught:
        weights.import_released(*files, tmp_path / "out.safetensors")
    assert files[stage - 1].name in str(caught.value)


@pytest.mark.parametrize("content, message", NO_STAGE2.values(), ids=NO_STAGE2)
def test_a_stage2_checkpoint_with_a_strange_model_is_refused(tmp_path, content, message):
    one, two, _ = small_checkpoints(tmp_path)
    torch.save(content, two)
    with pytest.raises(WeightsError, match=message):
        weights.import_released(one, two, tmp_path / "out.safetensors")


@pytest.mark.parametrize(
    "change, message",
    [
        ({"step": "x"}, "'step' is no number"),
        ({"step": None}, "'step' is no number"),
        ({"step": 10**400}, "'step' is no number"),
        ({"step": torch.tensor(0)}, "never updated"),
        ({"step": float("nan")}, "never updated"),
        ({"initted": torch.zeros(2)}, "'initted' is no number"),
        ({"initted": "yes"}, "'initted' is no number"),
        ({3: 4}, "names are no text"),
    ],
)
def test_a_strange_moving_average_is_refused(tmp_path, change, message):
    one, two, _ = small_checkpoints(tmp_path)
    checkpoint = torch.load(two, weights_only=True)
    checkpoint["ema"].update(change)
    torch.save(checkpoint, two)
    with pytest.raises(WeightsError, match=message):
        weights.import_released(one, two, tmp_path / "out.safetensors", use_ema=True)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("damaged", ["one.pth", "two.pt"])
def test_damaged_checkpoints_end_in_a_sentence(tmp_path, zipped, damaged):
    random = np.random.default_rng(11)
    # As little as gets an import as far as the comparison of all names, so that most bytes say something.
    buffers = as_tensors(weights.released_buffers(DiffusionConfig(timesteps=5)))
    shapes = {"init_conv.weight": (8, 1), "downs.0.2.fn.fn.to_qkv.weight": (12, 1)}
    network = {f"model.{name}": torch.zeros(shape) for name, shape in shapes.items()}
    contents = {
        "one.pth": {"Conv1.conv1.weight": torch.zeros(8, 1)},
        "two.pt": {"model": {**network, **buffers}, "step": 9},
    }
    for name, content in contents.items():
        torch.save(content, tmp_path / name, _use_new_zipfile_serialization=zipped)
    intact = (tmp_path / damaged).read_bytes()
    for _ in range(75):
        data = bytearray(intact)
        for place in random.integers(len(data), size=random.integers(1, 4)):
            data[place] = random.integers(256)
        (tmp_path / damaged).write_bytes(data)
        with pytest.raises(WeightsError):
            weights.import_released(tmp_path / "one.pth", tmp_path / "two.pt", tmp_path / "out.safetensors")


def test_a_file_of_another_program_is_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(2)}, str(tmp_path / "other.safetensors"))
    with pytest.raises(WeightsError, match="another program"):
        weights.load_weights(tmp_path / "other.safetensors")


def test_tensors_that_do_not_fit_the_header_are_refused(tmp_path, small_file):
    from safetensors.torch import load_file, save_file

    tensors = load_file(str(small_file[0]))
    wide = ModelConfig(stage1=Stage1Config(16), stage2=SMALL.stage2)
    save_file(tensors, str(small_file[0]), metadata={model_files.METADATA_KEY: wide.to_json()})
    with pytest.raises(WeightsError, match="shapes differ"):
        weights.load_weights(small_file[0])


def test_unknown_model_names_the_installed_ones():
    with pytest.raises(WeightsError, match="There is no model 'nosuch'"):
        model_files.find_model("nosuch")


def test_writing_into_a_missing_folder_is_a_sentence(small_file, tmp_path):
    with pytest.raises(WeightsError, match="cannot be written"):
        weights.save_weights(small_file[1], tmp_path / "no" / "w.safetensors")
