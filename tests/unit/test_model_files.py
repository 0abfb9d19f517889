"""Weights headers, read without torch: what is usable is listed, and no damaged file stops the rest."""

import json
import struct

import pytest
from dsrdmpd_dehaze.dsrdmpd import model_files
from dsrdmpd_dehaze.dsrdmpd.errors import WeightsError
from dsrdmpd_dehaze.dsrdmpd.model_files import METADATA_KEY, DiffusionConfig, ModelConfig, Stage1Config, Stage2Config

DEEP = "[" * 100_000


def configuration(**changes):
    return json.dumps({**json.loads(ModelConfig(title="fine").to_json()), **changes})


def ours(**changes):
    return json.dumps({"__metadata__": {METADATA_KEY: configuration(**changes)}})


MALFORMED = {
    "metadata-list": json.dumps({"__metadata__": [METADATA_KEY]}),
    "metadata-text": json.dumps({"__metadata__": METADATA_KEY}),
    "metadata-null": json.dumps({"__metadata__": None}),
    "configuration-number": json.dumps({"__metadata__": {METADATA_KEY: 7}}),
    "configuration-object": json.dumps({"__metadata__": {METADATA_KEY: json.loads(configuration())}}),
    "configuration-list": json.dumps({"__metadata__": {METADATA_KEY: "[]"}}),
    "configuration-deep": json.dumps({"__metadata__": {METADATA_KEY: DEEP}}),
    "header-deep": DEEP,
    "header-list": json.dumps([METADATA_KEY]),
    "header-empty-list": json.dumps([]),
    "tile-size-float": ours(tile_size_px=256.0),
    "width-float": ours(stage1={"width": 8.0}),
    "heads-bool": ours(stage2={"width": 8, "heads": True, "head_channels": 8}),
    "steps-bool": ours(standard_steps=True),
    "steps-text": ours(standard_steps="5"),
    "timesteps-float": ours(diffusion={"timesteps": 1000.0, "sum_scale": 1.0}),
    "scale-bool": ours(diffusion={"timesteps": 1000, "sum_scale": True}),
    "scale-nan": ours(diffusion={"timesteps": 1000, "sum_scale": float("nan")}),
    "scale-beyond-float": ours(diffusion={"timesteps": 1000, "sum_scale": 10**400}),
    "title-number": ours(title=3),
    "licence-null": ours(licence=None),
    "provenance-list": ours(provenance=["a"]),
    "task-unknown": ours(task="snow"),
    "task-list": ours(task=["haze"]),
}


def write(path, header):
    text = header.encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    return path


@pytest.fixture
def models(tmp_path, monkeypatch):
    monkeypatch.setenv("DSRDMPD_MODELS", str(tmp_path))
    monkeypatch.setattr(model_files, "SHIPPED_MODELS", tmp_path / "none")
    return tmp_path


@pytest.mark.parametrize("header", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_file_is_passed_over_and_named_when_asked_for(models, header):
    write(models / "bad.safetensors", header)
    write(models / "good.safetensors", ours())
    assert [entry.name for entry in model_files.list_models()] == ["good"]
    with pytest.raises(WeightsError) as caught:
        model_files.find_model("bad")
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 1000


def test_what_is_written_is_read():
    stage2 = Stage2Config(8, 2, 8, skips=True)
    config = ModelConfig(Stage1Config(8), stage2, DiffusionConfig(10, 1), 3, 64, "rain", "t", "MIT", "p", 0.02)
    assert ModelConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("task", ["haze", "rain", "blur"])
def test_the_tasks(models, task):
    assert model_files.read_config(write(models / "a.safetensors", ours(task=task))).task == task


@pytest.mark.parametrize("build", [lambda: Stage1Config(8.0), lambda: ModelConfig(tile_size_px=256.0)])
def test_a_configuration_is_checked_wherever_it_is_built(build):
    with pytest.raises(WeightsError, match=r"(width|tile_size_px) is (8|256)\.0"):
        build()
