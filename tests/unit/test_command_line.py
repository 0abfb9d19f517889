"""The command line as a user runs it: same pixels as the pipeline, one-line errors, exit status, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd import pipeline  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.commands.terminal import TerminalProgress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import Text  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.logs import log_file  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Stage, clock  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.runtime.report import Report  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "landsat8_hazy.tif"
X, Y = 736545.0, -2812395.0  # the sample's upper left corner


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "dsrdmpd", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, **options
    )


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(4)
    path = tmp_path_factory.mktemp("m") / "tiny.safetensors"
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=1, tile_size_px=64
    )
    save_weights(TwoStageNetworks.build(config), path)
    return path


@pytest.fixture(scope="module")
def corner():
    dataset = gdal.Open(str(SAMPLE))
    x, dx, _, y, _, dy = dataset.GetGeoTransform()
    return x, y + 100 * dy, x + 120 * dx, y


def test_same_pixels_as_the_pipeline(tmp_path, model, corner):
    out, haze = tmp_path / "out.tif", tmp_path / "haze.tif"
    done = run("dehaze", SAMPLE, out, "--model", model, "--extent", *corner, "--haze-map", haze, "--timing")
    assert done.returncode == 0, done.stderr
    assert "120 × 100 px" in done.stdout and "network" in done.stdout and "100 %" in done.stderr
    request = DehazeRequest(
        str(SAMPLE), str(tmp_path / "own.tif"), bounds=corner, options=DehazeOptions(model=str(model))
    )
    pipeline.dehaze_raster(request)
    pipeline.close_workers()
    ours, theirs = (gdal.Open(str(tmp_path / name)).ReadAsArray() for name in ("own.tif", "out.tif"))
    np.testing.assert_array_equal(ours, theirs)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["haze.tif", "out.tif", "own.tif"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("dehaze", "nosuch.tif", "out.tif"), "nosuch.tif cannot be opened"),
        (("dehaze", SAMPLE, "{dir}/out.png"), "GeoTIFF"),
        (("dehaze", SAMPLE, "{dir}/out.tif", "--model", "nosuch"), "There is no model 'nosuch'"),
        (("dehaze", SAMPLE, "{dir}/out.tif", "--tile-size", 100), "not a multiple of 16"),
        (("dehaze", SAMPLE, "{dir}/out.tif", "--strength", 201), "between 0 and 200"),
        (("import-weights", "--stage1", "no.pth", "--stage2", "no.pt", "--out", "{dir}/o.safetensors"), "no such file"),
        (("evaluate", "--hazy", "{dir}", "--clear", "{dir}"), "there is no image in it"),
    ],
)
def test_errors_are_one_line_and_status_1(tmp_path, arguments, message):
    done = run(*[str(a).replace("{dir}", str(tmp_path)) for a in arguments])
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1 and message in lines[0] and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_without_our_signs_does_not_fail_a_finished_run(tmp_path, model, corner):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1251"}
    done = run("dehaze", SAMPLE, tmp_path / "o.tif", "--model", model, "--extent", *corner, env=environment)
    assert done.returncode == 0 and (tmp_path / "o.tif").exists()


def test_extents_may_be_written_with_exponents(tmp_path, model):
    bounds = ("7.366e5", "-2.8134e6", "7.376e5", "-2.8124e6")
    done = run("dehaze", SAMPLE, tmp_path / "o.tif", "--model", model, "--quality", "draft", "--extent", *bounds)
    assert done.returncode == 0, done.stderr


def test_a_missing_module_is_a_sentence(tmp_path):
    code = "import sys; sys.modules['osgeo'] = None; from dsrdmpd.__main__ import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "dehaze", str(SAMPLE), str(tmp_path / "o.tif")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "lacks the module 'osgeo'" in done.stderr and "Traceback" not in done.stderr


def test_wrong_usage_is_status_2():
    assert run("dehaze").returncode == 2
    assert run().returncode == 2


def test_info_names_versions_and_folders():
    done = run("info")
    assert done.returncode == 0
    assert f"torch {torch.__version__}" in done.stdout and "GDAL" in done.stdout and "device auto: " in done.stdout
    assert f"log: {log_file()}" in done.stdout and "model default: " in done.stdout


def test_info_is_there_for_programs_too():
    done = run("info", "--json", "--device", "cpu")
    report = Report.from_json(json.loads(done.stdout))
    assert report.device.torch == torch.__version__ and report.device.no_gpu == "cpu asked for"
    assert report.device.free_bytes > 0 and isinstance(report.device.words, Text)
    assert "\n".join(report.lines()) + "\n" == run("info", "--device", "cpu").stdout


def test_a_torch_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise OSError('libcudart.so is missing')")
    done = run("info", "--json", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert "OSError: libcudart.so is missing" in json.loads(done.stdout)["device"]["problem"]


def test_an_error_is_in_the_log_with_its_traceback(tmp_path):
    state = tmp_path / "state"
    run("dehaze", "nosuch.tif", "out.tif", env={**os.environ, "XDG_STATE_HOME": str(state)})
    (log,) = state.rglob("dehaze.log")
    assert "nosuch.tif cannot be opened" in log.read_text() and "Traceback" in log.read_text()


def test_interrupting_leaves_nothing(tmp_path, model):
    command = [
        sys.executable,
        "-m",
        "dsrdmpd",
        "dehaze",
        SAMPLE,
        tmp_path / "o.tif",
        "--model",
        model,
        "--steps",
        "200",
    ]
    process = subprocess.Popen(list(map(str, command)), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    part = None
    for _ in range(600):  # until the part file is there, so well inside the run
        part = next(tmp_path.rglob("*.part.tif"), None)
        if part or process.poll() is not None:
            break
        time.sleep(0.1)
    assert part is not None, process.stderr.read()
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130 and "cancelled" in errors
    assert time.monotonic() - started < 5
    assert list(tmp_path.iterdir()) == []


def test_progress_shows_a_bar_with_the_time_left(capsys, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = TerminalProgress()
    progress.report(0, Stage.START)
    progress._bar.start_t -= 3600  # how long that took says nothing about the time left
    progress.report(0.25, Stage.DEHAZING)  # a resumed run: nor does what was done before
    progress._bar.start_t -= 60
    progress._bar.last_print_t -= 60
    progress.report(0.5, Stage.DEHAZING)
    progress.info("a line")
    progress.report(1, Stage.DONE)
    shown = capsys.readouterr().err
    assert "Dehazing" in shown and " 50 %  02:00 left" in shown and "a line\n" in shown and "100 %" in shown


def test_progress_without_a_terminal_is_a_line_for_each_tenth(capsys, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    progress = TerminalProgress()
    for percent in range(101):
        progress.report(percent / 100, Stage.DEHAZING)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11 and lines[3].startswith(" 30 %  Dehazing  0:0")
    assert [clock(s) for s in (5, 65, 3700)] == ["0:05", "1:05", "1:01:40"]


def test_the_sample_lies_where_this_file_says():
    assert gdal.Open(str(SAMPLE)).GetGeoTransform()[0::3] == (X, Y)
    assert os.path.getsize(SAMPLE) < 3_000_000
