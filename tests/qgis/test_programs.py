"""The plugin in programs of their own: qgis_process, and a QGIS that must stay free of torch."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


@pytest.fixture(scope="module")
def qgis_process(surroundings):
    """Runs qgis_process, with the plugin enabled, in a profile of its own."""
    if QGIS_PROCESS is None:
        pytest.skip("there is no qgis_process")

    def run(*arguments):
        return subprocess.run(
            [QGIS_PROCESS, *map(str, arguments)], env={**os.environ, **surroundings}, capture_output=True, text=True
        )

    enabled = run("plugins", "enable", "dsrdmpd_dehaze")
    # another file's tests may have enabled it in this profile, which the program calls an error
    assert enabled.returncode == 0 or "already enabled" in enabled.stderr, enabled.stderr
    return run


def test_qgis_process_makes_the_result(qgis_process, scene, tmp_path, read):
    output = tmp_path / "out.tif"
    done = qgis_process(
        "run", "--json", "dsrdmpd:dehaze", "--", f"INPUT={scene}", f"OUTPUT={output}", "MODEL=identity",
        "QUALITY=draft", "BANDS=3", "BANDS=2", "BANDS=1", "STRENGTH=80", "SEED=3", "TILE_SIZE=96",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(read(output), read(scene))
    answer = json.loads(done.stdout[done.stdout.index("{") :])
    assert answer["results"]["OUTPUT"] == str(output) and answer["results"]["STEPS_USED"] == 0


def test_qgis_process_fails_aloud(qgis_process, scene, tmp_path):
    output = tmp_path / "out.tif"
    inputs = (f"INPUT={scene}", f"OUTPUT={output}", "MODEL=identity", "QUALITY=draft")
    done = qgis_process("run", "dsrdmpd:dehaze", "--", *inputs, "BANDS=1 2 9")
    assert done.returncode != 0 and not output.exists()
    assert "three different bands from 1 to 4" in done.stdout + done.stderr


FREE_OF_TORCH = """
import sys
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback
app = QgsApplication([], False)
app.initQgis()
sys.path[0:0] = sys.argv[1:2]
from dsrdmpd_dehaze import classFactory
plugin = classFactory(None)
plugin.initProcessing()
algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:dehaze")
parameters = {"INPUT": sys.argv[2], "OUTPUT": sys.argv[3], "MODEL": "identity", "QUALITY": "draft"}
results, finished = algorithm.run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
found = sorted({name.split(".")[0] for name in sys.modules} & {"torch", "einops", "safetensors"})
del algorithm
plugin.unload()
app.exitQgis()
print("finished" if finished else "failed", found)
"""


def test_torch_stays_out_of_qgis(surroundings, scene, tmp_path, read):
    output = tmp_path / "out.tif"
    done = subprocess.run(
        [sys.executable, "-c", FREE_OF_TORCH, surroundings["QGIS_PLUGINPATH"], str(scene), str(output)],
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
    )
    assert "finished []" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0, "QGIS did not end well"
    np.testing.assert_array_equal(read(output), read(scene))
