"""What `dsrdmpd:dehaze` says about models: what each removes, and a warning where that is not haze."""

import os
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback


@pytest.fixture
def rain_model(plugin):
    """The identity model once more, made for rain, in the folder of the user's models."""
    folder = Path(os.environ["DSRDMPD_MODELS"])
    weights = (folder / "identity.safetensors").read_bytes()
    assert weights.count(rb"\"haze\"") == 1
    path = folder / "umbrella.safetensors"
    path.write_bytes(weights.replace(rb"\"haze\"", rb"\"rain\""))  # as long, so the header's length holds
    yield "umbrella"
    path.unlink()


def test_models_are_listed_with_their_task(rain_model):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:dehaze")
    model = algorithm.parameterDefinition("MODEL")
    assert model.options()[0] == "default" and {"identity", "umbrella"} < set(model.options())
    assert "umbrella removes rain." in model.help() and "identity removes haze." in model.help()
    assert "default removes haze (" in model.help(), "its title is told"
    assert model.help() in algorithm.shortHelpString()


@pytest.mark.parametrize("model, warned", [("identity", False), ("umbrella", True)])
def test_a_run_says_what_its_model_removes(rain_model, scene, tmp_path, model, warned):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:dehaze")
    feedback = QgsProcessingFeedback(False)
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "MODEL": model, "QUALITY": "draft"}
    _, finished = algorithm.run(parameters, QgsProcessingContext(), feedback)
    assert finished and f"{model} removes {'rain' if warned else 'haze'}" in feedback.textLog()
    assert ("was not made for haze" in feedback.textLog()) == warned


@pytest.mark.parametrize("name", ["dark_channel", "dark_object"])
def test_a_method_without_a_model_needs_no_python_with_torch(process, scene, tmp_path, read, monkeypatch, name):
    monkeypatch.setenv("DSRDMPD_PYTHON", "/nowhere/python")
    dataset = gdal.Open(str(scene), gdal.GA_Update)
    for band in map(dataset.GetRasterBand, (1, 2, 3)):
        band.WriteArray(band.ReadAsArray() + 4000)  # haze over the darkest ground, too: a reflectance of 0.08
    dataset = band = None
    result = process(scene, tmp_path / "out.tif", MODEL=name, HAZE_MAP=str(tmp_path / "haze.tif"))
    assert (result["STEPS_USED"], result["TILES"]) == (0, 1)
    assert (read(tmp_path / "out.tif")[:3] != read(scene)[:3]).any() and result["MEAN_HAZE"] > 0
    np.testing.assert_array_equal(read(tmp_path / "out.tif")[3], read(scene)[3])
