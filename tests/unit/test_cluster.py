"""One raster on several workers: the same pixels as on one machine, dead workers, refusals, nothing left behind."""

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
pytest.importorskip("distributed")
import psutil  # noqa: E402  distributed needs it
from dsrdmpd_dehaze.dsrdmpd.cluster.engine import Engine  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import OptionError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.pipeline import close_workers, dehaze_raster  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "landsat8_hazy.tif"
LIMIT_S = 300


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(4)
    path = tmp_path_factory.mktemp("m") / "tiny.safetensors"
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=1, tile_size_px=64
    )
    save_weights(TwoStageNetworks.build(config), path)
    return path


@pytest.fixture
def scene(tmp_path):
    """A part of the sample, with its third band once more as a fourth that stays."""
    path = tmp_path / "scene.tif"
    gdal.Translate(str(path), str(SAMPLE), srcWin=[30, 20, 300, 260], bandList=[1, 2, 3, 3])
    return path


def command(*arguments):
    return [sys.executable, "-m", "dsrdmpd", "dehaze", *map(str, arguments)]


def run(*arguments):
    return subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.mark.parametrize("extent", [(), ("--extent", "738000", "-2818000", "744000", "-2814000")])
def test_two_workers_make_the_pixels_of_one_machine(scene, model, tmp_path, extent):
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    for folder in (alone, shared):
        folder.mkdir()
    for folder, engine in ((alone, ()), (shared, ("--scheduler", "local", "--workers", 2))):
        wanted = ("--haze-map", folder / "h.tif", "--keep-field")
        done = run(scene, folder / "o.tif", "--model", model, *wanted, "--seed", 3, *extent, *engine)
        assert done.returncode == 0, done.stderr
    assert "Blocks: 4, workers: 2" in done.stderr and "distributed" not in done.stderr
    names = ["h.tif", "o.haze_change.tif", "o.tif"]
    for name in names:
        np.testing.assert_array_equal(read(alone / name), read(shared / name))
    assert sorted(os.listdir(shared)) == names
    again = [sys.executable, "-m", "dsrdmpd", "restrength", str(shared / "o.tif"), str(shared / "a.tif")]
    subprocess.run([*again, "--strength", "100"], cwd=ROOT, check=True, timeout=LIMIT_S)
    assert (shared / "a.tif").read_bytes() == (shared / "o.tif").read_bytes()


def test_a_method_without_a_model_knows_the_whole_scene_on_every_worker(scene, tmp_path):
    options = DehazeOptions(model="dark_channel", tile_size_px=64)
    dehaze_raster(DehazeRequest(str(scene), str(tmp_path / "alone.tif"), options=options))
    arguments = ("--model", "dark_channel", "--tile-size", 64, "--scheduler", "local", "--workers", 2)
    done = run(scene, tmp_path / "shared.tif", *arguments)
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(read(tmp_path / "alone.tif"), read(tmp_path / "shared.tif"))


def test_blocks_of_a_worker_that_died_are_done_again(scene, model, tmp_path):
    options = DehazeOptions(model=str(model), steps=4)
    dehaze_raster(DehazeRequest(str(scene), str(tmp_path / "alone.tif"), options=options), python=sys.executable)
    close_workers()
    arguments = ("--model", model, "--steps", 4, "--scheduler", "local", "--workers", 2)
    running = subprocess.Popen(
        command(scene, tmp_path / "shared.tif", *arguments), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    victim = at_work(running.pid, tmp_path)
    victim.kill()
    _, said = running.communicate(timeout=LIMIT_S)
    assert running.returncode == 0, said
    np.testing.assert_array_equal(read(tmp_path / "alone.tif"), read(tmp_path / "shared.tif"))
    assert sorted(os.listdir(tmp_path)) == ["alone.tif", "scene.tif", "shared.tif"]


def test_an_interrupted_run_leaves_nothing(scene, model, tmp_path):
    arguments = ("--model", model, "--steps", 200, "--scheduler", "local", "--workers", 2)
    running = subprocess.Popen(
        command(scene, tmp_path / "o.tif", *arguments), cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    at_work(running.pid, tmp_path)
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130 and "cancelled" in said and "Traceback" not in said
    assert os.listdir(tmp_path) == ["scene.tif"]
    _, left = psutil.wait_procs(children, timeout=30)
    assert left == []


def at_work(pid, folder):
    """Wait until a block is being written; return a worker, which is a process with the model as its child."""
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        if list(folder.glob(".*/blocks/*.part")):
            for child in psutil.Process(pid).children():
                if child.children():
                    return child
        time.sleep(0.05)
    raise AssertionError("no worker came to work")


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--scheduler", "tcp://127.0.0.1:9"), "The scheduler tcp://127.0.0.1:9 cannot be reached"),
        (("--scheduler", "nonsense://1"), "The scheduler nonsense://1 cannot be reached"),
        (("--scheduler", "/no/such/file.json"), "The scheduler /no/such/file.json cannot be reached"),
        (("--scheduler", "local", "--workers", 0), "0 workers cannot be used"),
        (("--workers", 2), "--workers belongs to --scheduler"),
        (("--scheduler", "local", "--tile-size", 100), "not a multiple of 16"),
    ],
)
def test_what_cannot_be_is_one_line(scene, tmp_path, monkeypatch, arguments, message):
    done = run(scene, tmp_path / "o.tif", *arguments)
    lines = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert done.returncode == 1 and len(lines) == 1 and message in lines[0] and "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == ["scene.tif"]


def test_without_distributed_it_says_what_to_install(scene, tmp_path):
    code = (
        "import sys; sys.modules['distributed'] = None; from dsrdmpd.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["dehaze", str(scene), str(tmp_path / "o.tif"), "--scheduler", "local"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and "requirements-cluster.txt" in done.stderr


def test_an_engine_has_a_worker():
    assert Engine("local", 1).workers == 1
    with pytest.raises(OptionError):
        Engine("local", -1)


def test_the_haze_field_is_the_same_on_any_number_of_cores(random, monkeypatch):
    torch.manual_seed(1)
    networks = TwoStageNetworks.build(ModelConfig(Stage1Config(8), Stage2Config(8), field=FieldConfig()))
    for parameter in networks.field.parameters():  # a new one sees no haze anywhere
        torch.nn.init.normal_(parameter, std=0.1)
    view = random.random((1, 3, 256, 192), dtype=np.float32)
    fields = []
    threads = torch.get_num_threads()
    for count in (1, 2, 3):
        monkeypatch.setenv("OMP_NUM_THREADS", str(count))
        torch.set_num_threads(count)
        fields.append(TwoStageDehazer(networks, torch.device("cpu")).find_field(view))
    torch.set_num_threads(threads)
    assert fields[0].std() > 0
    np.testing.assert_array_equal(fields[0], fields[1])
    np.testing.assert_array_equal(fields[0], fields[2])
