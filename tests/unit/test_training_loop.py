"""A training run: schedules, recipes, exact resume, fine-tuning, what is kept, and refusals in a sentence."""

import csv
import json
import os
import signal
import subprocess
import sys
import types
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.commands.terminal import TerminalProgress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, DehazeError, WeightsError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import read_config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import loop, run, validation  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.datasets import ClearCrops, DataError, PairedCrops  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.log import RunLog, highest, read_log  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.loop import Schedule, Trainer, TrainingError, moving_average  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.recipes import COMPACT, PAPER, find_recipe  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.run import TrainingRequest, train  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.stage1 import PairSource  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.stage2 import stage2_loss  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.validation import write_sheet  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TINY = {
    "base": "compact",
    "stage1": {"width": 8},
    "stage2": {"width": 8, "heads": 1},
    "tile_size_px": 64,
    "schedule1": {"iterations": 2, "crops": [[0, 64, 2]]},
    "schedule2": {"iterations": 2, "crops": [[0, 64, 2]]},
}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


class Listener(Progress):
    """Keeps what it is told; asks to stop after so many reports."""

    def __init__(self, stop_after=None):
        self.said, self.warned, self.fractions, self.stop_after = [], [], [], stop_after

    def report(self, fraction, stage=""):
        self.fractions.append(fraction)

    def info(self, text):
        self.said.append(text)

    def warning(self, text):
        self.warned.append(text)

    def cancelled(self):
        return self.stop_after is not None and len(self.fractions) > self.stop_after


def write_images(folder, count=2, size=(80, 80), seed=0, shift=0, name="{}.png"):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        coarse = np.random.default_rng(seed + number).integers(0, 200, (8, 8, 3), dtype=np.uint8)
        image = np.asarray(Image.fromarray(coarse).resize(size[::-1])).astype(int) + shift
        Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).save(folder / name.format(number))
    return folder


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(TINY))
    return str(path)


@pytest.fixture
def data(tmp_path):
    return write_images(tmp_path / "clear")


@pytest.fixture
def pairs(tmp_path):
    write_images(tmp_path / "pairs" / "train" / "hazy", shift=40)
    write_images(tmp_path / "pairs" / "train" / "GT")
    return tmp_path / "pairs"


# --- Schedules and recipes --------------------------------------------------------------------------------------------


def test_the_schedule_warms_up_then_falls():
    schedule = Schedule(hours=1, crops=((0.0, 128, 8), (0.5, 256, 2)))
    rates = [schedule.rate(p / 100) for p in range(101)]
    assert rates.index(max(rates)) == 3 and rates[-1] == pytest.approx(schedule.final_rate)
    assert schedule.crop(0.2) == (128, 8) and schedule.crop(0.9) == (256, 2)
    assert schedule.position(0, 1800) == 0.5
    with pytest.raises(TrainingError, match="no end"):
        Schedule()


def test_the_published_recipe():
    assert PAPER.stage1.width == PAPER.stage2.width == 64 and PAPER.stage2.heads * PAPER.stage2.head_channels == 128
    assert PAPER.diffusion.sum_scale == 1 and PAPER.standard_steps == 5 and PAPER.start_share == 0
    first, second = PAPER.schedule1, PAPER.schedule2
    assert (first.rate(0), first.rate(1)) == (2e-4, pytest.approx(1e-6)) and first.crop(0.5) == (512, 6)
    assert second.rate(0) == second.rate(1) == 8e-5 and second.crop(0.5) == (512, 1) and second.iterations == 300_000
    optimizer = first.optimizer_for(torch.nn.Linear(1, 1))
    assert type(optimizer) is torch.optim.Adam and optimizer.defaults["betas"] == (0.5, 0.999)
    assert optimizer.defaults["weight_decay"] == 0
    assert type(COMPACT.schedule1.optimizer_for(torch.nn.Linear(1, 1))) is torch.optim.AdamW


def test_a_recipe_file_changes_what_it_names(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text('{"base": "paper", "stage1": {"width": 32}, "schedule2": {"hours": 2, "iterations": null, '
                    '"crops": [[0.0, 64, 4], [0.5, 128, 2]]}, "rain": {"density": [1e-4, 1]}}')  # fmt: skip
    recipe = find_recipe(str(path))
    assert recipe.stage1.width == 32 and recipe.schedule2.crops == ((0.0, 64, 4), (0.5, 128, 2))
    assert recipe.schedule2.iterations is None and recipe.rain.density == (1e-4, 1.0)
    assert replace(recipe, stage1=PAPER.stage1, schedule2=PAPER.schedule2, rain=PAPER.rain) == PAPER


@pytest.mark.parametrize(
    "text, message",
    [
        ("no json", "cannot be read.*Write it as JSON"),
        ("[1]", "does not name its base"),
        ('{"base": "best"}', "one of compact, paper"),
        ('{"base": "compact", "stag1": {}}', "'stag1' is no part of a recipe.*stage1"),
        ('{"base": "compact", "haze": {"colour": 1}}', "'haze.colour' is no part"),
        ('{"base": "compact", "stage1": 16}', "'stage1' is 16: expected `object`"),
        ('{"base": "compact", "stage1": {"width": "16"}}', "'stage1.width' is '16': expected `int`"),
        ('{"base": "compact", "stage1": {"width": 16.5}}', "'stage1.width' is 16.5: expected `int`"),
        ('{"base": "compact", "stage1": {"width": 12}}', "not a multiple of 8"),
        ('{"base": "compact", "tile_size_px": true}', "'tile_size_px' is True: expected `int`"),
        (
            '{"base": "compact", "schedule1": {"crops": [0.0, 128, 12]}}',
            r"crops\[0\]' is \[0.0.*`array`",
        ),
        ('{"base": "compact", "schedule1": {"crops": [[0.0, 100, 12]]}}', "no multiple of 16"),
        ('{"base": "compact", "schedule1": {"crops": []}}', "crops do not rise"),
        ('{"base": "compact", "schedule1": {"crops": [[0.5, 64, 1]]}}', "crops do not rise"),
        ('{"base": "compact", "schedule1": {"crops": [[0, 64, 0]]}}', "below 1"),
        ('{"base": "compact", "schedule1": {"optimizer": "sgd"}}', "'sgd', none of adamw, adam"),
        (
            '{"base": "compact", "schedule1": {"betas": [0.9]}}',
            r"betas' is \[0.9\]: expected `array` of length 2",
        ),
        ('{"base": "compact", "schedule1": {"learning_rate": NaN}}', "learning_rate is nan"),
        ('{"base": "compact", "schedule1": {"iterations": 0}}', "iterations is 0"),
        ('{"base": "compact", "start_share": 2}', "start_share is 2"),
    ],
)
def test_wrong_recipes_are_sentences(tmp_path, text, message):
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises((TrainingError, WeightsError), match=message):
        find_recipe(str(path))


def test_an_unknown_recipe_is_a_sentence():
    with pytest.raises(TrainingError, match="no recipe 'huge'. Use compact, paper"):
        find_recipe("huge")


# --- The loop ---------------------------------------------------------------------------------------------------------


def tiny_trainer(folder, iterations=12, **options):
    torch.manual_seed(0)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3, padding=1), torch.nn.BatchNorm2d(4), torch.nn.Conv2d(4, 3, 1)
    )

    def loss(generator, side, count):
        x = torch.rand((count, 3, side, side), generator=generator)
        return (network(x) - x).abs().mean()

    schedule = Schedule(iterations=iterations, crops=((0.0, 16, 2), (0.5, 24, 1)))
    return Trainer(network, loss, lambda average, iteration: {"figure": 1.0}, schedule, folder, **options)


def test_the_moving_average_forgets_its_start_and_copies_counters():
    network = torch.nn.BatchNorm1d(1)
    average = moving_average(network, 0.9)
    weights = [3.0, 1.0, 2.0, 5.0, 4.0] * 20
    for value in weights:
        network.weight.data.fill_(value)
        network.num_batches_tracked += 1
        average.update_parameters(network)
    expected = weights[0]
    for updates, value in enumerate(weights[1:], 1):
        kept = min(0.9, (2 + updates) / (11 + updates))
        expected = kept * expected + (1 - kept) * value
    assert average.module.weight.item() == pytest.approx(expected, rel=1e-5)
    assert average.module.num_batches_tracked == 100 and not average.module.training


def test_a_checkpoint_of_the_version_before_goes_on(tmp_path):
    """Its average is a network's state and a count of updates, as it was before `AveragedModel`."""
    tiny_trainer(tmp_path, 3).run(Listener())
    stored = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert set(stored["average"]) == set(stored["network"]) and stored["updates"] == 3
    stored["average"]["0.bias"].fill_(7.0)
    torch.save(stored, tmp_path / "checkpoint.pt")
    assert torch.equal(tiny_trainer(tmp_path, 3).run(Listener())[0].bias, torch.full((4,), 7.0))


def same(left, right):
    return all(torch.equal(value, right.state_dict()[name]) for name, value in left.state_dict().items())


def test_a_killed_run_resumes_exactly(tmp_path):
    whole = tiny_trainer(tmp_path / "whole").run(Listener())
    killed = tiny_trainer(tmp_path / "killed", checkpoint_minutes=0)  # a checkpoint before every iteration
    inner, count = killed.loss, [0]

    def dying(*arguments):
        count[0] += 1
        if count[0] == 8:
            raise KeyboardInterrupt
        return inner(*arguments)

    killed.loss = dying
    with pytest.raises(KeyboardInterrupt):
        killed.run(Listener())
    told = Listener()
    assert same(tiny_trainer(tmp_path / "killed").run(told), whole)
    assert told.said[0] == "resumed at iteration 7" and told.fractions[0] == pytest.approx(7 / 12)
    assert "figure" in (tmp_path / "killed" / "log.csv").read_text().splitlines()[0]


def test_a_stopped_run_says_how_to_go_on_and_resumes_exactly(tmp_path):
    whole = tiny_trainer(tmp_path / "whole").run(Listener())
    with pytest.raises(Cancelled, match=r"stopped at iteration 5.*stored.*same command"):
        tiny_trainer(tmp_path / "stopped").run(Listener(stop_after=5))
    assert same(tiny_trainer(tmp_path / "stopped").run(Listener()), whole)


def test_measuring_does_not_change_the_training(tmp_path):
    quiet = tiny_trainer(tmp_path / "quiet").run(Listener())
    told = Listener()
    assert same(tiny_trainer(tmp_path / "busy", validate_minutes=0).run(told), quiet)
    assert len(read_log(tmp_path / "busy")) == 13 and told.fractions == sorted(told.fractions)
    assert told.fractions[-1] == 1


def test_checkpoints_that_do_not_fit_are_refused(tmp_path):
    tiny_trainer(tmp_path, 1).run(Listener())
    other = tiny_trainer(tmp_path, 2)
    other.network = torch.nn.Conv2d(3, 3, 1)
    with pytest.raises(TrainingError, match="another configuration"):
        other.run(Listener())
    path = tmp_path / "checkpoint.pt"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TrainingError, match="torn or no checkpoint.*Delete it"):
        tiny_trainer(tmp_path).run(Listener())


def test_a_full_disk_keeps_the_checkpoint_before(tmp_path, monkeypatch):
    tiny_trainer(tmp_path, 4).run(Listener())
    before = (tmp_path / "checkpoint.pt").read_bytes()

    def full(values, stream):
        stream.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(loop.torch, "save", full)
    with pytest.raises(TrainingError, match="No space left.*stored before is kept"):
        tiny_trainer(tmp_path, 8).run(Listener())
    assert (tmp_path / "checkpoint.pt").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.pt", "log.csv"]


def test_a_full_disk_costs_a_line_of_the_log_not_the_training(tmp_path, monkeypatch):
    monkeypatch.setattr(RunLog, "add", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    told = Listener()
    tiny_trainer(tmp_path, 2).run(told)
    assert "No space left on device" in told.warned[0] and (tmp_path / "checkpoint.pt").exists()


def test_a_training_that_diverges_ends_in_a_sentence(tmp_path):
    trainer = tiny_trainer(tmp_path, 500)
    trainer.loss = lambda *_: sum(value.sum() for value in trainer.network.parameters()) * float("nan")
    before = [value.clone() for value in trainer.network.parameters()]
    with pytest.raises(TrainingError, match="diverged.*lower learning rate"):
        trainer.run(Listener())
    assert all(torch.equal(*both) for both in zip(before, trainer.network.parameters()))


def test_the_log_grows_columns_and_survives_a_full_disk(tmp_path, monkeypatch):
    log = RunLog(tmp_path)
    log.add({"iteration": 1, "hours": 0.5, "loss": 0.25})
    log.add({"iteration": 2, "hours": 1, "loss": 0.125, "real_psnr": 21.5})
    before = log.path.read_text()
    assert list(csv.reader(before.splitlines())) == [
        ["iteration", "hours", "loss", "real_psnr"], ["1", "0.5", "0.25", ""], ["2", "1", "0.125", "21.5"]
    ]  # fmt: skip
    assert highest(tmp_path, "real_psnr") == 21.5 and highest(tmp_path, "nosuch") == -float("inf")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError):
        log.add({"iteration": 3, "hours": 1, "loss": 1})
    assert log.path.read_text() == before and [path.name for path in tmp_path.iterdir()] == ["log.csv"]


def test_tensorboard_gets_the_figures_if_it_is_installed(tmp_path, monkeypatch):
    written = []

    class Writer:
        def __init__(self, folder, purge_step):
            written.append((Path(folder).name, purge_step))

        def add_scalar(self, *arguments):
            written.append(arguments)

        def flush(self):
            written.append("flushed")

    module = types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Writer
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    RunLog(tmp_path, 7).add({"iteration": 9, "loss": 0.5})
    assert written == [("tensorboard", 7), ("loss", 0.5, 9), "flushed"]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)  # as where the package is absent
    RunLog(tmp_path).add({"iteration": 10, "loss": 0.5})
    assert len(read_log(tmp_path)) == 2


def test_sheets_are_whole_and_the_last_ten_stay(tmp_path, monkeypatch):
    sheet = torch.rand(3, 4, 6, generator=seeded())
    for iteration in range(8, 20):
        write_sheet(sheet, tmp_path / "images", iteration)
    names = sorted(path.name for path in (tmp_path / "images").iterdir())
    assert len(names) == 10 and names[0] == "0000010.png" and names[-1] == "0000019.png"
    shown = np.asarray(Image.open(tmp_path / "images" / names[0]))
    np.testing.assert_array_equal(shown, (sheet.permute(1, 2, 0) * 255).round().byte().numpy())
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError):
        write_sheet(sheet, tmp_path / "images", 30)
    assert sorted(path.name for path in (tmp_path / "images").iterdir()) == names


def test_the_time_left_of_a_resumed_run_counts_what_it_does_itself(capsys, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    progress = TerminalProgress()
    progress.report(0.6)
    progress._started -= 60
    progress.report(0.8, "iteration 8")
    assert "1:00 left" in capsys.readouterr().err


# --- What is drawn ----------------------------------------------------------------------------------------------------


def marked(clear, patterns, generator):
    return torch.ones_like(clear), clear[:, :1]


def test_real_pairs_are_drawn_by_their_share(data, pairs):
    def source(share, clear=True, real=True):
        return PairSource(
            ClearCrops([data]) if clear else None,
            PairedCrops([pairs]) if real else None,
            share, marked, torch.zeros((0, 8, 8)), torch.device("cpu"),
        )  # fmt: skip

    def real_share(drawer):
        return (drawer(seeded(), 32, 200)[0] < 1).flatten(1).any(1).float().mean().item()

    assert real_share(source(0.25)) == pytest.approx(0.25, abs=0.1)
    assert real_share(source(0.0)) == 0 and real_share(source(1.0)) == 1
    assert real_share(source(0.25, clear=False)) == 1 and real_share(source(0.25, real=False)) == 0
    degraded, clear = source(0.5)(seeded(), 32, 6)
    assert degraded.shape == clear.shape == (6, 3, 32, 32)
    assert degraded.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("share, expected", [(1.0, {999}), (0.0, None)])
def test_stage_2_trains_at_the_timesteps_that_the_recipe_asks_for(share, expected):
    seen = set()

    class Network(torch.nn.Module):
        def forward(self, noisy, coarse, hazy, timestep):
            seen.update(timestep.tolist())
            return noisy

    image = torch.rand(16, 3, 8, 8)
    schedule = run.diffusion.NoiseSchedule.build(COMPACT.diffusion)
    loss = stage2_loss(Network(), torch.nn.Identity(), lambda *_: (image, image), schedule, torch.float32, share)
    loss(seeded(), 8, 16)
    assert seen == expected if expected else len(seen) > 10


# --- Runs -------------------------------------------------------------------------------------------------------------


def test_both_stages_train_measure_and_keep_the_best(tmp_path, data, recipe):
    large = write_images(tmp_path / "large", 4, (256, 256))
    measured = {"validation": large, "pairs": (large, large), "recipe": recipe, "data": [data]}
    told = Listener()
    first = train(TrainingRequest(1, tmp_path / "one", validate_minutes=0, **measured), told)
    assert "synthetic_psnr" in told.said[-1] and "real_ssim" in told.said[-1]
    assert first == tmp_path / "one" / "weights.safetensors" and read_config(first).standard_steps == 0
    rows = read_log(tmp_path / "one")
    assert [row["iteration"] for row in rows] == ["0", "1", "2"]  # two iterations: the recipe's own budget
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {"weights.safetensors", "best.safetensors", "checkpoint.pt", "log.csv", "run.json", "images"}
    with Image.open(tmp_path / "one" / "images" / "0000002.png") as sheet:
        assert sheet.size == (3 * 256, 2 * 3 * 256)
    # Untrained stage 1 is the identity, and the pairs' two sides are the same: nothing later can be better.
    best = load_weights(tmp_path / "one" / "best.safetensors").stage1
    assert not best.Final_conv.weight.any() and load_weights(first).stage1.Final_conv.weight.any()
    second = train(TrainingRequest(2, tmp_path / "two", stage1_weights=first, **measured), told)
    assert "real_psnr" in told.said[-1] and read_config(second).standard_steps == COMPACT.standard_steps
    assert same(load_weights(second).stage1, load_weights(first).stage1)


def test_every_image_to_measure_on_is_degraded(tmp_path, data, recipe, monkeypatch):
    asked = []
    monkeypatch.setattr(run, "measuring_sets", lambda validation, pairs, degrade, patterns: asked.append(degrade) or {})
    train(TrainingRequest(1, tmp_path / "out", [data], recipe=recipe, task="blur", iterations=1), Listener())
    clear = torch.rand(40, 3, 16, 16, generator=seeded())
    degraded, strength = asked[0](clear, None, seeded())
    assert (strength > 0).all() and (degraded != clear).flatten(1).any(1).all()


def test_measuring_stays_cheap_and_fits_the_task(tmp_path, monkeypatch):
    large = write_images(tmp_path / "large", 5, (256, 256))
    write_images(tmp_path / "large", 1, (255, 300), name="narrow{}.png")
    monkeypatch.setattr(validation, "MOST_IMAGES", 3)
    patterns = torch.zeros((0, 8, 8))
    sets = [validation.measuring_sets(large, (), run.DEGRADATIONS[task], patterns) for task in ("rain", "rain", "blur")]
    degraded, clear = sets[0]["synthetic"]
    assert degraded.shape == clear.shape == (3, 3, 256, 256)
    assert torch.equal(degraded, sets[1]["synthetic"][0]) and not torch.equal(degraded, sets[2]["synthetic"][0])
    with pytest.raises(DataError, match="256"):
        validation.measuring_sets(write_images(tmp_path / "small"), (), marked, patterns)


@pytest.mark.parametrize("task", ["rain", "blur"])
def test_the_task_goes_into_the_weights_and_keeps_others_out(tmp_path, data, recipe, task):
    first = train(TrainingRequest(1, tmp_path / "one", [data], recipe=recipe, task=task, iterations=1), Listener())
    assert read_config(first).task == task
    second = TrainingRequest(2, tmp_path / "two", [data], recipe=recipe, stage1_weights=first, iterations=1)
    with pytest.raises(TrainingError, match=f"removes haze cannot be trained.*removes {task}"):
        train(replace(second, task="haze"), Listener())
    assert not (tmp_path / "two").exists()
    assert read_config(train(second, Listener())).task == task
    with pytest.raises(TrainingError, match=f"removes {task}"):
        train(replace(second, stage=1, task="haze", init=str(first), out=tmp_path / "three"), Listener())


def test_fine_tuning_keeps_the_configuration_and_the_other_stage(tmp_path, data, pairs, recipe):
    first = train(TrainingRequest(1, tmp_path / "one", [data], recipe=recipe, title="Mine", licence="MIT"), Listener())
    model = train(TrainingRequest(2, tmp_path / "two", [data], recipe=recipe, stage1_weights=first), Listener())
    common = {"train_pairs": [str(pairs)], "init": str(model), "iterations": 1, "half": True}
    tuned = train(TrainingRequest(1, tmp_path / "tuned", **common), Listener())  # the recipe stays compact
    before, after = load_weights(model), load_weights(tuned)
    assert after.config.stage1.width == 8 and after.config.tile_size_px == 64
    assert after.config.standard_steps == before.config.standard_steps
    assert "stage 1 fine-tuned from two" in after.config.provenance.replace("weights.safetensors", "two")
    assert not same(before.stage1, after.stage1)
    for name, value in before.stage2.state_dict().items():
        assert torch.equal(
            value.half().float() if value.is_floating_point() else value, after.stage2.state_dict()[name]
        )
    again = train(TrainingRequest(2, tmp_path / "again", **{**common, "init": str(tuned)}), Listener())
    assert same(load_weights(tuned).stage1, load_weights(again).stage1)
    assert not same(load_weights(tuned).stage2, load_weights(again).stage2)


def test_fine_tuning_learns_more_slowly_unless_told():
    request = TrainingRequest(1, Path("out"), ["data"])
    assert run._schedule(request, COMPACT) == COMPACT.schedule1
    tuning = run._schedule(replace(request, init="default", stage=2), COMPACT)
    assert tuning.learning_rate == pytest.approx(COMPACT.schedule2.learning_rate / 10)
    assert tuning.iterations == COMPACT.schedule2.iterations // 10
    told = run._schedule(replace(request, init="default", learning_rate=3e-7, hours=2), COMPACT)
    assert (told.learning_rate, told.final_rate, told.hours, told.iterations) == (3e-7, 1e-7, 2, None)


def test_a_folder_remembers_its_run(tmp_path, data, recipe):
    request = TrainingRequest(1, tmp_path / "one", [data], recipe=recipe, iterations=1)
    first = train(request, Listener())
    stored = first.read_bytes()
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**TINY, "haze": {"noise": 0.5}}))
    for change, message in (
        ({"stage": 2, "stage1_weights": first}, "stage 1, not 2"),
        ({"task": "rain"}, "task haze, not rain"),
        ({"recipe": str(other)}, "recipe.haze.noise .*, not 0.5"),
        ({"init": str(first)}, "init None, not"),
    ):
        with pytest.raises(TrainingError, match=f"cannot be resumed.*{message}.*--out"):
            train(replace(request, **change), Listener())
    assert first.read_bytes() == stored
    told = Listener()
    train(replace(request, iterations=2), told)  # a longer budget is the same run
    assert told.said[0] == "resumed at iteration 1"
    (tmp_path / "one" / "run.json").write_text("{")
    with pytest.raises(TrainingError, match="run.json is damaged"):
        train(request, Listener())


@pytest.mark.parametrize(
    "values, message",
    [
        ({"data": []}, "nothing to train on.*--train-pairs"),
        ({"stage": 3}, "no stage 3"),
        ({"task": "fog"}, "no task 'fog'"),
        ({"real_share": 1.5}, "share of 1.5"),
        ({"pairs": ["a", "b", "c"]}, "too many folders"),
        ({"validate_minutes": -1}, "negative"),
        ({"stage": 2}, "trained stage 1.*--stage1-weights"),
        ({"init": "nosuch"}, "no model 'nosuch'"),
        ({"iterations": -1}, "iterations is -1"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0"),
        ({"data": ["nosuch"]}, "nosuch cannot be used"),
        ({"train_pairs": ["nosuch"]}, "nosuch cannot be used as pairs"),
        ({"pairs": ["nosuch"]}, "nosuch cannot be used as pairs"),
        ({"device": "quantum"}, "no device 'quantum'"),
    ],
)
def test_requests_that_cannot_work_leave_no_folder(tmp_path, data, recipe, values, message):
    asked = {"stage": 1, "out": tmp_path / "out", "data": [data], "recipe": recipe, **values}
    with pytest.raises(DehazeError, match=message):
        train(TrainingRequest(**asked), Listener())
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path, data, recipe):
    (tmp_path / "file").write_text("")
    with pytest.raises(TrainingError, match="cannot be written.*another --out"):
        train(TrainingRequest(1, tmp_path / "file" / "out", [data], recipe=recipe), Listener())


def test_ctrl_c_stores_the_run_and_the_same_command_goes_on(tmp_path, data, recipe):
    command = [sys.executable, "-m", "dsrdmpd", "train", "--stage", "1", "--recipe", recipe, "--data", str(data)]
    command += ["--out", str(tmp_path / "out"), "--iterations"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    options = {"cwd": ROOT, "env": environment, "text": True, "stderr": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([*command, "100000"], **options)
    assert "iteration 0" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130 and "Start the same command again" in errors
    assert (tmp_path / "out" / "checkpoint.pt").exists() and not (tmp_path / "out" / "weights.safetensors").exists()
    finished = subprocess.run([*command, "1"], timeout=120, **options)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.strip() == str(tmp_path / "out" / "weights.safetensors")
