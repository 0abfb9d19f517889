"""Reports: one whole file that needs nothing from elsewhere, what it says, and what is done where charts cannot be."""

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.assess.request import AFTER, BEFORE, AssessRequest
from dsrdmpd_dehaze.dsrdmpd.assess.run import assess
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError, render
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.report import dehazing
from dsrdmpd_dehaze.dsrdmpd.report.assessment import write_report
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest

ROOT = Path(__file__).resolve().parents[2]
HAZY, CLEAR = (ROOT / "resources" / "samples" / f"landsat8_{kind}.tif" for kind in ("hazy", "clear"))
VOID = {"meta", "img", "path", "use", "rect", "br"}


class Reader(HTMLParser):
    """Takes a page apart, and fails on tags that do not close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words, self.links, self.pictures = [], [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.links += [value for name, value in attributes if name in ("src", "href", "xlink:href") and value]
        if tag == "img":
            self.pictures.append(named["src"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, text):
        self.words.append(text.strip())

    @property
    def text(self):
        return " ".join(word for word in self.words if word)


@pytest.fixture(scope="module")
def found():
    return assess(AssessRequest(str(HAZY), before=str(CLEAR), pictures=True))


def test_a_report_is_one_whole_file_that_needs_nothing_from_elsewhere(found, tmp_path):
    pytest.importorskip("matplotlib")
    write_report(found, str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    read = Reader(page)
    assert len(read.pictures) == 2 and all(each.startswith("data:image/jpeg;base64,") for each in read.pictures)
    assert all(link.startswith(("data:", "#")) for link in read.links) and "url(http" not in page
    assert "<script" not in page and page.count("<svg") == 2 and [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_it_says_the_figures(found, tmp_path):
    write_report(found, str(tmp_path / "r.html"))
    text = Reader((tmp_path / "r.html").read_text(encoding="utf-8")).text
    compared = found.compared[AFTER]
    for figure in (f"{compared.psnr_db:.2f}", f"{compared.ssim:.4f}", f"{found.states[BEFORE].haze:.4f}", "262,144"):
        assert figure in text
    assert "landsat8_hazy.tif" in text and "Landsat 8 or 9" in text and "red" in text


def test_names_cannot_break_the_page(make_raster, random, tmp_path):
    def describe(dataset):
        dataset.GetRasterBand(1).SetDescription('<b>"&')

    path = make_raster((random.random((3, 40, 40)) * 200).astype("uint8"), describe=describe)
    found = assess(AssessRequest(path, before=path, pictures=True))
    write_report(found, str(tmp_path / "r.html"), title="<script>alert(1)</script>")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page and '<b>"&' in Reader(page).text


def test_words_are_in_the_readers_language_and_names_are_not(found, tmp_path):
    german = {"Figures": "Zahlen", "Against {raster}.": "Gegen {raster}.", "the raster before": "das Raster davor"}
    say = lambda words: render(words, lambda text: german.get(text, text))  # noqa: E731
    write_report(found, str(tmp_path / "r.html"), say)
    text = Reader((tmp_path / "r.html").read_text(encoding="utf-8")).text
    assert "Zahlen" in text and "Gegen das Raster davor." in text and "landsat8_hazy.tif" in text


@pytest.mark.parametrize("bands, dtype", [(1, "float32"), (2, "int16"), (30, "uint16")])
def test_rasters_of_any_kind_are_reported(make_raster, random, tmp_path, bands, dtype):
    pixels = (random.random((bands, 40, 60)) * 900).astype(dtype)
    paths = [make_raster(pixels + shift, f"{shift}.tif") for shift in (0, 3)]
    write_report(assess(AssessRequest(paths[1], before=paths[0], pictures=True)), str(tmp_path / "r.html"))
    read = Reader((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert len(read.pictures) == 2 and ("24 of 30 bands" in read.text) == (bands == 30)


def test_without_matplotlib_there_are_tables_and_a_word_about_it(found, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    write_report(found, str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<svg" not in page and "no matplotlib" in page and "PSNR" in page


def test_a_file_that_cannot_be_written_is_told(found, tmp_path):
    with pytest.raises(RasterError, match="cannot be written"):
        write_report(found, str(tmp_path / "nosuch" / "r.html"))


# --- Of a run


def request(tmp_path, **more):
    options = DehazeOptions(model="dark_channel", tile_size_px=128, strength_percent=80)
    return DehazeRequest(str(HAZY), str(tmp_path / "out.tif"), options=options, **more)


def test_a_run_reports_what_it_did(tmp_path):
    dehaze_raster(request(tmp_path, report=str(tmp_path / "run.html")))
    text = Reader((tmp_path / "run.html").read_text(encoding="utf-8")).text
    for word in (
        "Dehazing report",
        "out.tif",
        "Dark channel prior",
        "80 %",
        "Tile consistency",
        "% saturated",
        "Before",
    ):
        assert word in text
    assert ".part" not in text and sorted(p.name for p in tmp_path.iterdir()) == ["out.tif", "run.html"]


def test_a_report_that_cannot_be_made_does_not_cost_the_result(tmp_path, monkeypatch):
    class Listening(Progress):
        told = []

        def warning(self, text):
            self.told.append(str(text))

    def fail(*_):
        raise RasterError("It rains")

    monkeypatch.setattr(dehazing, "assess", fail)
    dehaze_raster(request(tmp_path, report=str(tmp_path / "run.html")), Listening())
    assert [p.name for p in tmp_path.iterdir()] == ["out.tif"] and "It rains" in Listening.told[-1]


def test_a_name_that_no_report_can_have_is_refused_before_the_run(tmp_path):
    arguments = ["dehaze", HAZY, tmp_path / "out.tif", "--model", "dark_channel", "--report", tmp_path / "run.pdf"]
    command = [sys.executable, "-m", "dsrdmpd", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "Let the name end in .html" in done.stderr and list(tmp_path.iterdir()) == []


def test_seams_are_noticed(make_raster, random):
    before = (80 + 60 * random.random((3, 64, 96))).astype("uint8")
    smooth = before - np.linspace(0, 40, 96).astype("uint8")
    seamed = smooth.copy()
    seamed[:, :, 48:] += 12
    paths = {name: make_raster(pixels, f"{name}.tif") for name, pixels in
             {"before": before, "smooth": smooth, "seamed": seamed}.items()}  # fmt: skip
    steps = {}
    for name in ("smooth", "seamed"):
        wanted = AssessRequest(paths[name], before=paths["before"], compare=False, seams=((32,), (48,)))
        steps[name] = assess(wanted).seams
    assert steps["seamed"] > 5 and steps["smooth"] < 2.5
    change = seamed.astype(float).mean(0) / 255 - before.astype(float).mean(0) / 255
    down, across = np.abs(np.diff(change, axis=0)), np.abs(np.diff(change, axis=1))
    met = np.concatenate([down[31], across[:, 47]])
    rest = np.concatenate([np.delete(down, 31, 0).ravel(), np.delete(across, 47, 1).ravel()])
    assert steps["seamed"] == pytest.approx(met.mean() / rest.mean(), rel=1e-3)
