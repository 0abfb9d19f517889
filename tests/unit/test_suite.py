"""The suite: which images are in which set, which are held out, what is measured, the table, and the sheets."""

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.errors import OptionError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import evaluate as core  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import sheets as drawing  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training import suite as module  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.datasets import ClearCrops, DataError, list_images  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.evaluate import (  # noqa: E402
    Evaluation,
    EvaluationRequest,
    Pair,
    Score,
    available_measures,
    evaluate,
    measure,
)
from dsrdmpd_dehaze.dsrdmpd.training.held_out import held_out, held_out_stems, is_held_out  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.metrics import MEASURES  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.sheets import CELL_PX, HEAD_PX, MARGIN_PX, ROWS, WorstSheets  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.suite import (  # noqa: E402
    WIDTH,
    SuiteRequest,
    evaluate_suite,
    load_suite,
    show_suite,
    worst_sets,
)

ROOT = Path(__file__).resolve().parents[2]
NO_MODEL = ("dark_object",)


def write_images(folder, names, size=(24, 20), low=0, high=256):
    """Write one PNG of noise a name, each its own; (height, width) in `size`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        rng = np.random.default_rng(sum(map(ord, f"{folder.name}{name}")))
        Image.fromarray(rng.integers(low, high, (*size, 3), dtype=np.uint8)).save(folder / f"{name}.png")
    return folder


def write_patterns(folder):
    folder.mkdir(parents=True)
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (64, 64), dtype=np.uint8)).save(folder / "p.png")
    return folder


@pytest.fixture
def data(tmp_path):
    """A data folder laid out like the one this project is measured on, with differing sizes."""
    root = tmp_path / "data"
    panels = ("DHID_0", "RRSHID_Thick_0", "SateHaze1k_thin")
    for kind in ("hazy", "clear"):
        write_images(root / "eval" / "rice1" / kind, ("1", "2", "3"))
        for number, name in enumerate(panels):
            write_images(root / "eval" / "panels" / kind, [name], (20 + 7 * number, 33))
    write_images(root / "validation" / "aerial", [f"a{n}" for n in range(3)])
    write_images(root / "train" / "landsat8", [f"l{n:02}" for n in range(14)])
    write_images(root / "train" / "satellite", [f"s{n}" for n in range(5)])
    write_images(root / "train" / "ground" / "sand", [f"g{n}" for n in range(6)])
    write_images(root / "train" / "ground" / "snow", [f"w{n}" for n in range(4)])
    write_patterns(root / "train" / "haze_maps")
    return root


@pytest.fixture
def model(tmp_path):
    torch.manual_seed(4)
    path = tmp_path / "tiny.safetensors"
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=2, tile_size_px=64
    )
    save_weights(TwoStageNetworks.build(config), path)
    return str(path)


# --- Held out ---------------------------------------------------------------------------------------------------------


def test_every_ninth_image_of_a_folder_is_held_out(tmp_path):
    assert [index for index in range(30) if is_held_out(index)] == [4, 13, 22]
    folder = write_images(tmp_path / "f", [f"{n:02}" for n in reversed(range(24))])
    assert [path.stem for path in held_out(folder)] == ["04", "13", "22"]
    few = write_images(tmp_path / "few", "abcd")
    assert held_out(few) == [] and held_out_stems([few, folder]) == ["04", "13", "22"]


def test_what_training_leaves_out_is_what_the_suite_measures(data):
    folders = [data / "train" / "landsat8", data / "train" / "ground" / "sand"]
    trained = ClearCrops(folders, exclude=held_out_stems(folders))
    assert len(trained.pool.images) == 14 + 6 - 3
    measured = {pair.image for pair in load_suite(data).pairs(["satellite/none"])}
    assert measured == {"landsat8/l04", "landsat8/l13", "satellite/s4", "sand/g4"}  # each folder counts by itself


# --- Sets -------------------------------------------------------------------------------------------------------------


def test_a_data_folder_has_its_known_sets(data):
    pairs = load_suite(data).pairs()
    counts = Counter(name for pair in pairs for name in pair.sets)
    hazes = ("none", "thin", "moderate", "thick")
    assert counts == {
        "rice1": 3,
        "panels": 3,
        **{f"panels/{part}": 1 for part in ("DHID", "RRSHID_Thick", "SateHaze1k")},
        **{f"aerial/{haze}": 3 for haze in hazes},
        **{f"satellite/{haze}": 4 for haze in hazes},
    }
    panel = next(pair for pair in pairs if pair.image == "DHID_0")
    assert panel.sets == ("panels", "panels/DHID") and panel.hazy.parent.name == "hazy"


def test_what_a_data_folder_lacks_is_left_out_and_said(data, tmp_path):
    class Said(Progress):
        lines = []

        def info(self, text):
            self.lines.append(text)

    (data / "eval" / "panels" / "hazy").rename(tmp_path / "gone")
    (data / "train" / "haze_maps").rename(tmp_path / "too")
    names = [each.name for each in load_suite(data, Said()).sets]
    assert names == ["rice1", "aerial/none", "satellite/none"]  # haze without its patterns would be another haze
    assert any("panels is left out" in line and "eval/panels/hazy" in line for line in Said.lines)
    assert any("aerial/thick is left out" in line and "haze_maps" in line for line in Said.lines)
    with pytest.raises(DataError, match="is no suite.*JSON"):
        load_suite(tmp_path / "gone")


def test_sets_are_chosen_by_any_word_of_their_names(data):
    suite = load_suite(data)

    def names(*wanted):
        return list(dict.fromkeys(name for pair in suite.pairs(wanted) for name in pair.sets))

    assert names("thick", "rice1") == ["rice1", "aerial/thick", "satellite/thick"]
    assert names("panels/DHID") == ["panels/DHID"]
    assert set(names("panels")) == {"panels", "panels/DHID", "panels/RRSHID_Thick", "panels/SateHaze1k"}
    with pytest.raises(DataError, match="no set 'rice'.*rice1, panels, panels/DHID"):
        suite.pairs(["rice"])


def test_the_limit_holds_for_each_set_and_spreads_over_it(data):
    pairs = load_suite(data).pairs(["rice1", "satellite"], 2)
    assert Counter(pair.sets for pair in pairs)[("rice1",)] == 2
    assert [pair.image for pair in pairs if pair.simulate == "thin"] == ["landsat8/l04", "satellite/s4"]


def test_a_file_describes_a_suite_relative_to_itself(data):
    path = data / "mine.json"
    sets = [
        {"name": "real", "hazy": "eval/rice1/hazy", "clear": "eval/rice1/clear", "parts": {"first": "1*"}},
        {"name": "dry/thick", "clear": ["train/ground/s*", "validation/aerial"], "simulate": "thick"},
        {"name": "far", "clear": str(data / "train" / "satellite"), "simulate": "none", "held_out": True},
    ]
    path.write_text(json.dumps({"patterns": "train/haze_maps", "sets": sets}))
    counts = Counter(name for pair in load_suite(path).pairs() for name in pair.sets)
    assert counts == {"real": 3, "real/first": 1, "dry/thick": 6 + 4 + 3, "far": 1}


@pytest.mark.parametrize(
    "content, message",
    [
        ("{", "is no JSON"),
        ("[]", "does not describe a suite"),
        ('{"sets": []}', "no set in it"),
        ('{"sets": [{"name": "a", "simulate": "thin"}]}', "'clear' is missing"),
        ('{"sets": [{"name": "a", "clear": "c", "haze": "h"}]}', "haze"),
        ('{"sets": [{"name": "a", "clear": "c"}]}', "either hazy images or a simulation"),
        ('{"sets": [{"name": "a", "clear": "c", "hazy": "h", "simulate": "thin"}]}', "not both"),
        ('{"sets": [{"name": "a", "clear": "c", "simulate": "fog"}]}', "no simulation 'fog'.*none, thin"),
        ('{"sets": [{"name": "../a", "clear": "c", "simulate": "thin"}]}', "is no name"),
        ('{"sets": [{"name": "a", "clear": ["c", "d"], "hazy": "h"}]}', "one folder of clear"),
        (
            '{"sets": [{"name": "a", "clear": "c", "hazy": "h"}, {"name": "a", "clear": "c", "hazy": "h"}]}',
            "called 'a'",
        ),
        ('{"sets": [{"name": "a", "clear": "nosuch", "simulate": "thin"}]}', "there is no folder .*nosuch"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(tmp_path, content, message):
    path = tmp_path / "suite.json"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        load_suite(path).pairs()


def test_a_set_without_images_or_with_two_of_one_name_is_refused(tmp_path):
    write_images(tmp_path / "x" / "same", "abcd")
    write_images(tmp_path / "y" / "same", "d")
    path = tmp_path / "suite.json"
    sets = [
        {"name": "few", "clear": "x/same", "simulate": "none", "held_out": True},
        {"name": "twice", "clear": ["x/same", "y/same"], "simulate": "none"},
    ]
    path.write_text(json.dumps({"sets": sets}))
    with pytest.raises(DataError, match="'few' cannot be measured: it has no image"):
        load_suite(path).pairs(["few"])
    with pytest.raises(DataError, match="an image called same/d"):
        load_suite(path).pairs(["twice"])
    with pytest.raises(DataError, match="nosuch.json cannot be read"):
        load_suite(tmp_path / "nosuch.json")


# --- Measuring --------------------------------------------------------------------------------------------------------


def untimed(rows):
    return {image: {**values, "seconds": 0} for image, values in rows["images"].items()}


def test_the_suite_measures_what_evaluate_measures(data, model):
    suite = evaluate_suite(SuiteRequest(data, sets=("rice1", "aerial"), models=(model,), device="cpu")).tree()
    rice, aerial = data / "eval" / "rice1", data / "validation" / "aerial"
    same = {"hazy": "hazy input", "dark_channel": "dark channel prior", "draft": "stage 1 alone", "standard": "2 steps"}
    real = evaluate(EvaluationRequest(rice / "clear", rice / "hazy", models=(model,), device="cpu")).tree()
    patterns = data / "train" / "haze_maps"
    simulated = evaluate(
        EvaluationRequest(aerial, simulate=("thin", "thick"), patterns=patterns, models=(model,), device="cpu")
    ).tree()
    for ours, theirs in same.items():
        assert untimed(suite["rice1"][ours]) == untimed(real["pairs"][theirs])
        for haze in ("thin", "thick"):
            assert untimed(suite[f"aerial/{haze}"][ours]) == untimed(simulated[haze][theirs])
    assert untimed(suite["rice1"]["paper"]) != untimed(suite["rice1"]["standard"])


def test_images_of_differing_sizes_count_in_their_set_and_its_part_alike(data):
    tree = evaluate_suite(SuiteRequest(data, sets=("panels",), methods=NO_MODEL)).tree()
    assert list(tree["panels"]["dark_object"]["images"]) == ["DHID_0", "RRSHID_Thick_0", "SateHaze1k_thin"]
    for part, image in (("DHID", "DHID_0"), ("SateHaze1k", "SateHaze1k_thin")):
        rows = tree[f"panels/{part}"]["dark_object"]["images"]
        assert rows == {image: tree["panels"]["dark_object"]["images"][image]}


def test_methods_are_chosen_the_input_is_always_there_and_no_model_is_loaded_for_nothing(data, monkeypatch):
    monkeypatch.setattr(core.TwoStageDehazer, "load", lambda *_: pytest.fail("a model was loaded"))
    done = evaluate_suite(SuiteRequest(data, sets=("rice1",), methods=("dark_object", "dark_channel")))
    assert list(done.tree()["rice1"]) == ["hazy", "dark_channel", "dark_object"] and done.about["models"] == {}
    with pytest.raises(OptionError, match="no method 'srd'.*dark_object, hot, draft, standard, paper"):
        evaluate_suite(SuiteRequest(data, methods=("srd",)))
    with pytest.raises(OptionError, match="0 images"):
        SuiteRequest(data, limit=0)


def test_a_new_method_is_one_line(data, monkeypatch):
    monkeypatch.setitem(module.PLAIN_METHODS, "half", lambda image: image / 2)
    request = SuiteRequest(data, sets=("rice1", "panels"), methods=("half", "raster"))
    tree = evaluate_suite(request, more={"raster": lambda image: image / 2}).tree()
    for rows in tree.values():
        assert list(rows) == ["hazy", "half", "raster"] and untimed(rows["half"]) == untimed(rows["raster"])
        assert untimed(rows["half"]) != untimed(rows["hazy"])


def test_draft_standard_and_paper_take_their_steps_and_models_stand_side_by_side():
    class Dehazer:
        def __init__(self):
            self.steps = []

        def dehaze(self, image, *, steps=None):
            self.steps.append(steps)
            return image

    first, second = Dehazer(), Dehazer()
    methods = module._methods(["hazy", "draft", "standard", "paper"], {"a": first, "b": second}, {})
    assert list(methods)[1:] == [f"{label}: {name}" for label in "ab" for name in ("draft", "standard", "paper")]
    for restore in methods.values():
        restore(torch.zeros(1, 3, 4, 4))
    assert first.steps == second.steps == [0, None, 5]


def test_one_image_is_in_memory_at_a_time(data, monkeypatch):
    loaded = []
    load = Pair.load
    monkeypatch.setattr(Pair, "load", lambda pair, patterns: loaded.append(pair.image) or load(pair, patterns))
    pairs = load_suite(data).pairs(["rice1"])
    for number, _ in enumerate(measure(pairs, {"hazy": lambda x: x}, None, Progress()), 1):
        assert loaded == ["1", "2", "3"][:number]


def test_images_are_checked_before_a_model_is_loaded(data, monkeypatch):
    monkeypatch.setattr(core.TwoStageDehazer, "load", lambda *_: pytest.fail("a model was loaded"))
    write_images(data / "eval" / "panels" / "hazy", ["SateHaze1k_thin"], (9, 9))
    with pytest.raises(DataError, match="SateHaze1k_thin.*sizes differ"):
        evaluate_suite(SuiteRequest(data))


# --- Table ------------------------------------------------------------------------------------------------------------


def table_of(psnr):
    """Return an evaluation of one image a set, for ``{set: {method: PSNR}}``; other figures are 0."""
    measures = [m for m in MEASURES if m.key in ("psnr_db", "ssim", "spectral_angle_deg")]
    scores = [
        Score(name, "i", method, {m.key: value if m.key == "psnr_db" else 0.0 for m in measures}, 0.25)
        for name, rows in psnr.items()
        for method, value in rows.items()
    ]
    return Evaluation(scores, tuple(measures))


FIGURES = {
    "rice1": {"hazy": 19.0, "draft": 21.0, "paper": 18.0},
    "panels": {"hazy": 8.0, "draft": 9.5, "paper": 11.0},
    "aerial/none": {"hazy": 100.0, "draft": 41.0, "paper": 25.0},
    "satellite/none": {"hazy": 100.0, "draft": 39.0, "paper": 27.0},
}


def test_the_worst_set_is_the_one_gained_least_on_and_the_clear_ground_changed_most():
    assert worst_sets(table_of(FIGURES).tree()) == {
        "draft": {"gain": "panels", "clear": "satellite/none"},  # panels has not the lowest gain of paper
        "paper": {"gain": "rice1", "clear": "aerial/none"},
    }
    only_clear = {name: FIGURES[name] for name in ("aerial/none",)}
    assert worst_sets(table_of(only_clear).tree())["draft"] == {"gain": None, "clear": "aerial/none"}


def test_the_table_shows_every_figure_and_marks_the_worst():
    lines = show_suite(table_of(FIGURES)).splitlines()
    start, gain = (
        next(n for n, line in enumerate(lines) if line.startswith(head)) for head in ("PSNR", "Gain of PSNR")
    )
    block = {line.split(" (")[0]: line.split(")")[1].split() for line in lines[start + 1 : start + 5]}
    gains = {line.split(" (")[0]: line.split(")")[1].split() for line in lines[gain + 1 : gain + 5]}
    assert lines[start].split()[-3:] == ["hazy", "draft", "paper"]
    assert block["rice1"] == ["19.00", "21.00", "18.00"] and block["aerial/none"] == ["100.00", "41.00", "25.00*"]
    assert block["satellite/none"] == ["100.00", "39.00*", "27.00"]
    assert gains["rice1"] == ["-", "+2.00", "-1.00*"] and gains["panels"] == ["-", "+1.50*", "+3.00"]
    assert gains["aerial/none"] == ["-"] * 3
    assert any(line.startswith("SSIM") for line in lines) and not any("SAM" in line for line in lines)
    assert any(line.startswith("s/image") for line in lines)


def test_the_table_stays_within_a_terminal_and_loses_no_method():
    methods = ["hazy", *(f"{label}: {name}" for label in ("one/model", "another/model") for name in "abcde")]
    text = show_suite(table_of({"satellite/moderate": {method: 20.0 + n for n, method in enumerate(methods)}}))
    assert max(map(len, text.splitlines())) <= WIDTH
    for number in range(len(methods)):
        assert f"{20 + number}.00" in text
    assert "one/model" in text and "another/model" in text


# --- Sheets -----------------------------------------------------------------------------------------------------------


def measured(names, sets=("a/thick",), size=(30, 40)):
    """Yield images by two methods; the n-th name is made n steps darker by one of them, and brighter by the other."""
    for number, name in enumerate(names):
        truth = torch.full((1, 3, *size), 0.5)
        hazy = truth + 0.3
        images = {"hazy": hazy, "dark": truth - 0.02 * (number + 1), "bright": truth + 0.02 * (len(names) - number)}
        results = {}
        for method, image in images.items():
            values = {m.key: float(m.score(image, truth)) for m in available_measures()[:1]}
            results[method] = core.Result(image, values, 0.0)
        yield core.Measured(Pair(sets, name, Path("x.png")), hazy, truth, results)


def add_all(folder, done):
    sheets = WorstSheets(folder, [each.pair for each in done], "hazy")
    for each in done:
        sheets.add(each)
    return sheets


def test_a_sheet_holds_the_worst_five_and_nothing_stays_in_memory(tmp_path, monkeypatch):
    drawn = {}
    draw = drawing.draw_sheet

    def spy(title, subtitle, method, rows):
        drawn[method] = ([row.image for row in rows], subtitle)
        return draw(title, subtitle, method, rows)

    monkeypatch.setattr(drawing, "draw_sheet", spy)
    sheets = add_all(tmp_path / "new" / "sheets", list(measured("abcdefgh")))
    assert drawn == {
        "dark": (list("hgfed"), "the 5 lowest PSNR of 8 images, worst first"),
        "bright": (list("abcde"), "the 5 lowest PSNR of 8 images, worst first"),
    }
    written = sorted(path.name for path in (tmp_path / "new" / "sheets").iterdir())
    assert written == ["a-thick_bright.png", "a-thick_dark.png"] and not sheets._kept


def test_a_sheet_is_written_when_its_set_is_through(tmp_path):
    done = [*measured("ab", ("one", "one/part")), *measured("c", ("one",)), *measured("d", ("two",))]
    sheets = WorstSheets(tmp_path, [each.pair for each in done], "hazy")
    seen = []
    for each in done:
        sheets.add(each)
        seen.append({path.stem for path in tmp_path.iterdir() if "dark" in path.stem})
    assert seen == [set(), {"one-part_dark"}, {"one-part_dark", "one_dark"}, {"one-part_dark", "one_dark", "two_dark"}]
    assert all(len(rows) <= ROWS for methods in sheets._kept.values() for rows in methods.values())


@pytest.mark.parametrize("size", [(30, 40), (600, 512)])
def test_a_row_shows_hazy_result_and_clear_side_by_side(tmp_path, size):
    add_all(tmp_path, list(measured("a", size=size)))
    pixels = np.asarray(Image.open(tmp_path / "a-thick_dark.png"))
    scale = min(1, CELL_PX / max(size))
    y = HEAD_PX + int(size[0] * scale / 2)
    left = [MARGIN_PX + n * (CELL_PX + drawing.GAP_PX) + int(size[1] * scale / 2) for n in range(3)]
    assert [int(pixels[y, x, 0]) for x in left] == [204, 122, 128]  # 0.8, 0.48 and 0.5
    assert pixels.shape[1] == 2 * MARGIN_PX + 3 * CELL_PX + 2 * drawing.GAP_PX
    text = pixels[HEAD_PX + int(size[0] * scale) + 2 : -MARGIN_PX]
    assert (text != text[0, 0]).any()  # something is written below


@pytest.mark.parametrize("name", ["long/" * 60 + "end", "雾-1", ""])
def test_any_name_can_be_written(tmp_path, name):
    add_all(tmp_path, list(measured([name])))
    pixels = np.asarray(Image.open(tmp_path / "a-thick_dark.png"))
    margin = pixels[HEAD_PX:, -MARGIN_PX:]
    assert (margin == margin[0, 0]).all()  # nothing runs over the edge


def test_old_pillow_without_sizes_still_draws(tmp_path, monkeypatch):
    default = drawing.ImageFont.load_default_imagefont

    def old(*size):
        if size:
            raise TypeError("load_default() takes 0 positional arguments")
        return default()

    monkeypatch.setattr(drawing.ImageFont, "load_default", old)
    add_all(tmp_path, list(measured(["雾·1"])))
    assert (tmp_path / "a-thick_dark.png").exists()


def test_sheets_that_cannot_be_written_are_refused_before_the_run(data, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        evaluate_suite(SuiteRequest(data, methods=NO_MODEL, sheets=tmp_path / "file" / "sheets"))


# --- The command ------------------------------------------------------------------------------------------------------


def run(*arguments):
    command = [sys.executable, "-m", "dsrdmpd", "evaluate", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_command_measures_a_suite(data, tmp_path, model):
    files = ("--json", tmp_path / "o.json", "--csv", tmp_path / "o.csv", "--sheets", tmp_path / "sheets")
    done = run("--suite", data, "--sets", "rice1", "none", "--methods", "draft", "--model", model, "--limit", 2, *files)
    assert done.returncode == 0, done.stderr
    assert "rice1 (2)" in done.stdout and "satellite/none (2)" in done.stdout and "worst set" in done.stdout
    stored = json.loads((tmp_path / "o.json").read_text())
    assert list(stored["sets"]) == ["rice1", "aerial/none", "satellite/none"] and stored["worst"]["draft"]["gain"]
    rows = list(csv.DictReader((tmp_path / "o.csv").open()))
    assert Counter(row["method"] for row in rows) == {"hazy": 6, "draft": 6}
    for row in rows:
        figures = stored["sets"][row["set"]][row["method"]]["images"][row["image"]]
        assert float(row["psnr_db"]) == figures["psnr_db"]
    assert len(list((tmp_path / "sheets").glob("*_draft.png"))) == 3
    assert len(list_images(tmp_path / "sheets")) == 3


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--suite", "x", "--clear", "c"), "--clear belongs to --hazy and --simulate"),
        (("--suite", "x", "--steps", 2), "--steps belongs to --hazy and --simulate"),
        (("--simulate", "thin", "--clear", "c", "--sets", "rice1"), "--sets belongs to --suite"),
        (("--simulate", "thin"), "--clear"),
        (("--suite", "/nosuch"), "cannot be read"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments, message):
    done = run(*arguments)
    assert done.returncode == 1 and message in done.stderr and "Traceback" not in done.stderr


def test_a_picture_stored_as_16_bit_reflectance_is_measured_beside_its_8_bit_twin(data, model):
    pytest.importorskip("osgeo")
    wanted = ("--suite", data, "--sets", "rice1", "--methods", "standard", "--model", model, "--limit", 1)
    done = run(*wanted, "--sixteen-bit")
    assert done.returncode == 0 and "standard_16bit" in done.stdout, done.stderr
    psnr = next(line for line in done.stdout.splitlines() if line.startswith("rice1")).split()[2:]
    assert float(psnr[1]) == pytest.approx(float(psnr[2]), abs=0.5)


def test_reflectance_keeps_a_picture(tmp_path):
    pytest.importorskip("osgeo")
    from dsrdmpd_dehaze.dsrdmpd.commands.as_raster import read_reflectance, write_reflectance

    picture = np.random.default_rng(2).integers(0, 256, (3, 20, 30)).astype(np.float32) / 255
    write_reflectance(tmp_path / "r.tif", picture)
    assert np.abs(read_reflectance(tmp_path / "r.tif") - picture).max() < 0.004 * 2
