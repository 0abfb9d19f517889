"""Measuring: the figures, fixed haze, `evaluate` with its table and files."""

import csv
import errno
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, OptionError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import evaluate as module  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import metrics  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.benchmark import SIMULATIONS, fixed_degradation, fixed_haze  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.datasets import DataError, read_image  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.evaluate import (  # noqa: E402
    EvaluationRequest,
    check_writable,
    evaluate,
    show,
    write_csv,
    write_json,
)

ROOT = Path(__file__).resolve().parents[2]


def scene(height=96, width=80, seed=0):
    """Return (1, 3, h, w): patches of many colours, some of them dark, as the dark channel prior expects."""
    rng = np.random.default_rng(seed)
    patches = torch.from_numpy(rng.random((1, 3, height // 8 + 1, width // 8 + 1), dtype=np.float32))
    image = patches.repeat_interleave(8, dim=2).repeat_interleave(8, dim=3)[..., :height, :width]
    return (image**2 * 255).round() / 255


def write_scenes(folder, names, size=(37, 53), seed=0):
    folder.mkdir()
    for number, name in enumerate(names):
        pixels = (scene(*size, seed=seed + number)[0] * 255).byte().permute(1, 2, 0).numpy()
        Image.fromarray(pixels).save(folder / f"{name}.png")
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(4)
    path = tmp_path_factory.mktemp("m") / "tiny.safetensors"
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=2, tile_size_px=64
    )
    save_weights(TwoStageNetworks.build(config), path)
    return str(path)


@pytest.fixture
def no_network(monkeypatch):
    """Leaves the models out where only the images, the tables or the files matter."""
    monkeypatch.setattr(module, "_methods", lambda *_: {"hazy input": lambda x: x, "half": lambda x: x / 2})


# --- Figures ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", metrics.MEASURES, ids=lambda m: m.key)
def test_identity_is_best_and_more_haze_is_worse(measure):
    if not measure.available:
        pytest.skip(f"{measure.package} is not installed")
    clear = scene()
    veiled = [fixed_haze(clear, "a", density) for density in ("thin", "moderate", "thick")]
    best, *others = (float(measure.score(image, clear)) for image in (clear, *veiled))
    expected = {"psnr_db": 100, "ssim": 1}.get(measure.key, 0)
    assert best == pytest.approx(expected, abs=1e-5)
    assert sorted([best, *others], reverse=measure.higher_is_better) == [best, *others]


def test_the_spectral_angle_sees_colour_alone():
    image = scene() * 0.5 + 0.1
    assert metrics.spectral_angle(image * 1.7, image).item() == pytest.approx(0, abs=1e-5)
    assert metrics.spectral_angle(image.flip(1), image).item() > 5
    known = {
        ((1, 0, 0), (0, 1, 0)): 90,
        ((1, 1, 0), (0.5, 0, 0)): 45,
        ((0, 0, 0), (0, 0, 0)): 0,
        ((0, 0, 0), (1, 1, 1)): 90,
    }
    for pair, degrees in known.items():
        x, y = (torch.tensor(colour, dtype=torch.float32).view(1, 3, 1, 1) for colour in pair)
        assert metrics.spectral_angle(x, y).item() == pytest.approx(degrees, abs=1e-6)


def test_colour_difference_from_black_to_white_is_100():
    black = torch.zeros(2, 3, 4, 4)
    assert metrics.ciede2000(1 - black, black).tolist() == pytest.approx([100, 100], abs=0.1)


# --- Fixed haze -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("patterns", [None, torch.rand(2, 128, 128, generator=torch.Generator().manual_seed(2))])
def test_fixed_haze_depends_on_the_name_alone_and_thickens(patterns):
    clear = scene()
    for name in "abcdefgh":
        hazy = [fixed_haze(clear, name, density, patterns) for density in ("none", "thin", "moderate", "thick")]
        torch.rand(5)  # the global generator has no say
        assert torch.equal(hazy[2], fixed_haze(clear, name, "moderate", patterns))
        figures = [metrics.psnr(image, clear).item() for image in hazy]
        assert figures[0] == 100 and figures == sorted(figures, reverse=True)
        assert torch.equal(hazy[3], (hazy[3] * 255).round() / 255)
    assert not torch.equal(fixed_haze(clear, "a", "thick", patterns), fixed_haze(clear, "b", "thick", patterns))


@pytest.mark.parametrize("name", ["rain", "blur"])
def test_fixed_rain_and_blur_depend_on_the_name_alone_and_degrade(name):
    clear = scene()
    first = [fixed_degradation(clear, stem, name) for stem in "abcd"]
    torch.rand(5)  # the global generator has no say
    assert all(torch.equal(fixed_degradation(clear, stem, name), image) for stem, image in zip("abcd", first))
    assert all(metrics.psnr(image, clear).item() < 60 for image in first)
    assert not torch.equal(first[0], first[1])


def test_both_kinds_of_haze_occur():
    black = torch.zeros(1, 3, 32, 32)
    highest = [fixed_haze(black, str(number), "thick").max().item() for number in range(40)]
    grey = sum(value < 0.75 for value in highest)  # bright haze in linear light shows as 0.7^(1/2.2) and more
    assert 8 < grey < 32


def test_a_subset_is_measured_as_in_the_whole(tmp_path, no_network):
    whole = write_scenes(tmp_path / "whole", "abcd")
    part = tmp_path / "part"
    part.mkdir()
    for name in "db":
        (part / f"{name}.png").write_bytes((whole / f"{name}.png").read_bytes())
    of_whole, of_part = (
        evaluate(EvaluationRequest(clear=folder, simulate=("thick", "thin"))).tree() for folder in (whole, part)
    )
    for density in ("thin", "thick"):
        figures = of_whole[density]["half"]["images"]
        for name, values in of_part[density]["half"]["images"].items():
            assert {**values, "seconds": 0} == {**figures[name], "seconds": 0}


# --- The command ------------------------------------------------------------------------------------------------------


def test_table_json_and_csv_agree(tmp_path, model):
    clear = write_scenes(tmp_path / "clear", "ab")
    hazy = write_scenes(tmp_path / "hazy", "ab", seed=5)
    evaluation = evaluate(EvaluationRequest(clear=clear, hazy=hazy, models=(model,), steps=(0, 1), device="cpu"))
    write_json(evaluation, tmp_path / "all.json")
    write_csv(evaluation, tmp_path / "all.csv")
    stored = json.loads((tmp_path / "all.json").read_text())
    rows = list(csv.DictReader((tmp_path / "all.csv").open()))
    methods = ["hazy input", "dark channel prior", "stage 1 alone", "1 step"]
    assert list(stored["sets"]["pairs"]) == methods and len(rows) == 8
    table = {line[:24].strip(): line[24:].split() for line in show(evaluation).splitlines()}
    for name, figures in stored["sets"]["pairs"].items():
        for key, mean in figures["mean"].items():
            values = [float(row[key]) for row in rows if row["method"] == name]
            assert values == [image[key] for image in figures["images"].values()]
            assert mean == pytest.approx(np.mean(values))
        shown = [f"{figures['mean'][m.key]:.{m.decimals}f}" for m in evaluation.measures]
        assert table[name] == [*shown, f"{figures['mean']['seconds']:.2f}"]
    assert stored["models"]["tiny"]["config"]["standard_steps"] == 2 and stored["versions"]["torch"]
    assert stored["options"]["steps"] == [0, 1] and "CPU" in stored["device"]
    truth, given = (torch.from_numpy(read_image(f / "a.png") / 255.0).permute(2, 0, 1)[None] for f in (clear, hazy))
    expected = metrics.psnr(given, truth).item()
    assert stored["sets"]["pairs"]["hazy input"]["images"]["a"]["psnr_db"] == pytest.approx(expected, abs=1e-4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.json", "clear", "hazy"]


def test_models_stand_side_by_side_with_their_own_standard_steps(tmp_path, model):
    other = tmp_path / "other" / "tiny.safetensors"
    other.parent.mkdir()
    other.write_bytes(Path(model).read_bytes())
    clear = write_scenes(tmp_path / "clear", "a")
    request = EvaluationRequest(clear=clear, simulate=("none",), models=(model, str(other), model), device="cpu")
    methods = evaluate(request).tree()["none"]
    first, second = f"{Path(model).parent.name}/tiny", "other/tiny"
    steps = ("stage 1 alone", "2 steps")
    assert list(methods)[2:] == [f"{label}: {name}" for label in (first, second) for name in steps]
    assert methods[f"{first}: 2 steps"]["mean"]["ssim"] == methods[f"{second}: 2 steps"]["mean"]["ssim"]
    assert methods["hazy input"]["mean"]["psnr_db"] == 100


def test_simulated_pairs_that_were_kept_measure_the_same(tmp_path, no_network):
    clear = write_scenes(tmp_path / "clear", "ab")
    kept = tmp_path / "kept"
    direct = evaluate(EvaluationRequest(clear=clear, simulate=("thin",), write_simulated=kept)).tree()["thin"]
    again = evaluate(EvaluationRequest(clear=kept / "thin" / "clear", hazy=kept / "thin" / "hazy")).tree()["pairs"]
    for name, rows in direct.items():
        assert {**rows["mean"], "seconds": 0} == {**again[name]["mean"], "seconds": 0}


def test_the_limit_spreads_over_the_folder(tmp_path, no_network):
    clear = write_scenes(tmp_path / "clear", "abcdef")
    for limit, names in ((2, "ad"), (4, "abde"), (9, "abcdef")):
        tree = evaluate(EvaluationRequest(clear=clear, simulate=("thin",), limit=limit)).tree()
        assert list(tree["thin"]["half"]["images"]) == list(names)


def test_a_missing_package_costs_its_column_and_says_what_to_install(tmp_path, no_network, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        metrics.importlib.util, "find_spec", lambda name: None if name == "flip_evaluator" else found(name)
    )
    clear = write_scenes(tmp_path / "clear", "a")
    evaluation = evaluate(EvaluationRequest(clear=clear, simulate=("thin",)))
    head, *_, last = (line for line in show(evaluation).splitlines() if line)
    assert "FLIP" not in head and "SSIM" in head and "pip install flip-evaluator" in last
    write_csv(evaluation, tmp_path / "o.csv")
    assert "flip" not in (tmp_path / "o.csv").read_text() and "flip-evaluator" not in evaluation.about["versions"]


def test_progress_is_told_and_may_cancel(tmp_path, no_network):
    class Impatient(Progress):
        def __init__(self):
            self.fractions = []

        def report(self, fraction, stage=""):
            self.fractions.append(fraction)

        def cancelled(self):
            return len(self.fractions) > 3

    clear, progress = write_scenes(tmp_path / "clear", "abc"), Impatient()
    with pytest.raises(Cancelled):
        evaluate(EvaluationRequest(clear=clear, simulate=("thin",)), progress)
    assert progress.fractions == sorted(progress.fractions) and progress.fractions[-1] == pytest.approx(1 / 3)


# --- Bad input --------------------------------------------------------------------------------------------------------


def test_images_that_cannot_be_compared_are_named_before_anything_is_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(module.TwoStageDehazer, "load", lambda *_: pytest.fail("a model was loaded"))
    clear = write_scenes(tmp_path / "clear", "ab")
    odd = write_scenes(tmp_path / "odd", "ab")
    Image.new("RGB", (53, 38)).save(odd / "b.png")
    with pytest.raises(DataError, match="b.png.*sizes differ"):
        evaluate(EvaluationRequest(clear=clear, hazy=odd))
    with pytest.raises(DataError, match="no partner: c"):
        evaluate(EvaluationRequest(clear=clear, hazy=write_scenes(tmp_path / "more", "abc")))
    with pytest.raises(DataError, match="SSIM needs 11 pixels"):
        evaluate(EvaluationRequest(clear=write_scenes(tmp_path / "small", "a", (10, 30)), simulate=("thin",)))
    with pytest.raises(DataError, match="no PNG pattern"):
        evaluate(EvaluationRequest(clear=clear, simulate=("thin",), patterns=tmp_path))
    (clear / "a.bmp").write_bytes(b"")
    with pytest.raises(DataError, match="two images are called a"):
        evaluate(EvaluationRequest(clear=clear, simulate=("thin",)))


@pytest.mark.parametrize(
    "options, message",
    [
        ({}, "either"),
        ({"clear": None, "hazy": Path("h")}, "--clear"),
        ({"hazy": Path("h"), "simulate": ("thin",)}, "not both"),
        ({"simulate": ("fog",)}, "no simulation 'fog'.*none, thin, moderate, thick"),
        ({"hazy": Path("h"), "patterns": Path("p")}, "real"),
        ({"simulate": ("thin",), "limit": 0}, "0 images"),
    ],
)
def test_requests_that_make_no_sense_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        EvaluationRequest(**{"clear": Path("c"), **options})


def test_a_full_disk_leaves_the_old_file_and_no_part(tmp_path, no_network, monkeypatch):
    evaluation = evaluate(EvaluationRequest(clear=write_scenes(tmp_path / "clear", "a"), simulate=("thin",)))
    target = tmp_path / "o.json"
    target.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    for write in (write_json, write_csv):
        with pytest.raises(DataError, match="o.json cannot be written: No space left"):
            write(evaluation, target)
    assert target.read_text() == "old" and sorted(p.name for p in tmp_path.iterdir()) == ["clear", "o.json"]


def test_unwritable_files_are_refused_before_the_run(tmp_path):
    check_writable(tmp_path / "new.json")
    assert not list(tmp_path.iterdir())
    with pytest.raises(DataError, match="cannot be written"):
        check_writable(tmp_path / "nosuch" / "o.json")
    with pytest.raises(DataError, match="it is a folder"):
        check_writable(tmp_path)


def test_the_command_measures_and_refuses(tmp_path, model):
    clear = write_scenes(tmp_path / "clear", "ab", (64, 64))

    def run(*more):
        command = [sys.executable, "-m", "dsrdmpd", "evaluate", "--clear", clear, "--simulate", "thin", "none", *more]
        return subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)

    done = run("--model", model, "--steps", 0, "--limit", 1, "--json", tmp_path / "o.json", "--csv", tmp_path / "o.csv")
    assert done.returncode == 0, done.stderr
    assert "thin, 1 image  " in done.stdout and "stage 1 alone" in done.stdout and "100 %" in done.stderr
    assert set(json.loads((tmp_path / "o.json").read_text())["sets"]) == {"thin", "none"}
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 1 + 2 * 3
    refused = run("--model", model, "--json", tmp_path / "nosuch" / "o.json")
    assert refused.returncode == 1 and "cannot be written" in refused.stderr and not refused.stdout
    assert run("--hazy", clear).returncode == 2


def test_the_command_offers_every_simulation():
    done = subprocess.run(
        [sys.executable, "-m", "dsrdmpd", "evaluate", "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert "{" + ",".join(SIMULATIONS) + "}" in done.stdout and "Gaussian window of 11" in " ".join(done.stdout.split())
