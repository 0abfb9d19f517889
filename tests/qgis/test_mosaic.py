"""Scenes of a mosaic through Processing: matched, loaded in one stretch, a bad one told; and a run by a scheduler."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights
from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)


@pytest.fixture(scope="session")
def fielded(surroundings):
    """A model whose field sees haze in everything, installed by its name."""
    import torch

    torch.manual_seed(3)
    config = ModelConfig(
        Stage1Config(8), Stage2Config(8, 1, 8), tile_size_px=64, coarse_from=1.0, field=FieldConfig(8, 1, 64)
    )
    networks = TwoStageNetworks.build(config)
    torch.nn.init.normal_(networks.field.head.weight, std=0.2)
    save_weights(networks, f"{surroundings['DSRDMPD_MODELS']}/fielded.safetensors")
    return "fielded"


@pytest.fixture
def halves(scene, tmp_path):
    """Two halves of the scene that overlap by 80 columns, the right one under more haze, as layers."""
    layers = []
    for name, col, share in (("left", 0, 1.0), ("right", 60, 0.6)):
        path = str(tmp_path / f"{name}.tif")
        picture = {"outputType": gdal.GDT_Byte, "scaleParams": [[6000, 20000, 20, 200]]}  # no sensor's numbers
        dataset = gdal.Translate(path, str(scene), srcWin=[col, 0, 140, 150], **picture)
        for number in (1, 2, 3):
            band = dataset.GetRasterBand(number)
            band.WriteArray((band.ReadAsArray() * share + (1 - share) * 220).astype(np.uint8))
        dataset = None
        layers.append(QgsRasterLayer(path, name))
        QgsProject.instance().addMapLayer(layers[-1])
    yield layers
    QgsProject.instance().clear()


class Log(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.lines, self.errors = [], []

    def pushInfo(self, text):
        self.lines.append(text)

    def reportError(self, text, fatalError=False):
        self.errors.append(text)


def run(plugin, log, context=None, **parameters):
    made = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:dehazemosaic")
    context = context or QgsProcessingContext()
    fine, why = made.checkParameterValues(parameters, context)
    if not fine:
        raise QgsProcessingException(why)
    results, done = made.run(parameters, context, log)
    assert done or log.errors
    return results, done


def apart(paths):
    left, right = (gdal.Open(path).ReadAsArray()[:3].astype(float) for path in paths)
    return np.abs(left[:, :, 60:] - right[:, :, :80]).mean()


def test_neighbours_meet_and_the_mosaic_is_one_raster(plugin, fielded, halves, tmp_path):
    log, context = Log(), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    mosaic = str(tmp_path / "all.vrt")
    more = {"OUTPUT": str(tmp_path / "out"), "MOSAIC": mosaic, "MODEL": fielded}
    results, done = run(plugin, log, context, INPUTS=halves, **more)
    assert done and (results["DONE"], results["FAILED"]) == (2, 0), log.errors
    assert apart(results["LAYERS"]) < apart([layer.source() for layer in halves]) / 2
    assert sum("Matched: mean difference" in line for line in log.lines) == 2
    assert gdal.Open(mosaic).RasterXSize == 200
    assert all(context.willLoadLayerOnCompletion(path) for path in results["LAYERS"])


def test_a_bad_raster_is_told_and_the_others_are_made(plugin, fielded, halves, tmp_path):
    grey = str(tmp_path / "grey.tif")
    gdal.Translate(grey, halves[0].source(), bandList=[1])
    log = Log()
    results, done = run(
        plugin, log, INPUTS=[*halves, QgsRasterLayer(grey, "grey")], OUTPUT=str(tmp_path / "out"), MODEL=fielded
    )
    assert done and (results["DONE"], results["FAILED"]) == (2, 1)
    assert len(log.errors) == 1 and log.errors[0].startswith("grey: ")


def test_what_cannot_be_used_is_refused(plugin, fielded, halves, scene, tmp_path):
    folder = str(tmp_path / "out")
    with pytest.raises(QgsProcessingException, match="ends in .vrt"):
        run(plugin, Log(), INPUTS=halves, OUTPUT=folder, MODEL=fielded, MOSAIC=str(tmp_path / "m.tif"))
    log = Log()
    assert not run(plugin, log, INPUTS=halves, OUTPUT=folder, MODEL="dark_object")[1]
    assert "finds no haze field" in log.errors[-1]
    other = QgsRasterLayer(str(scene), "other")
    log = Log()
    assert not run(plugin, log, INPUTS=halves, REFERENCE=other, OUTPUT=folder, MODEL=fielded)[1]
    assert "not one of the input layers" in log.errors[-1]


def test_a_scheduler_that_is_not_there_is_a_sentence_and_local_is_refused(process, scene, tmp_path):
    out = tmp_path / "out.tif"
    with pytest.raises(QgsProcessingException, match="tcp://127.0.0.1:9 cannot be reached"):
        process(scene, out, MODEL="dark_object", SCHEDULER="tcp://127.0.0.1:9")
    with pytest.raises(QgsProcessingException, match="QGIS starts no workers itself"):
        process(scene, out, MODEL="dark_object", SCHEDULER="local")
    assert not out.exists()


@pytest.fixture
def scheduler(surroundings, tmp_path):
    """A scheduler and a worker as people start them, the folder above the plugin's on their path."""
    pytest.importorskip("distributed")
    told, environment = tmp_path / "s.json", {**os.environ, "PYTHONPATH": surroundings["QGIS_PLUGINPATH"]}
    of = [sys.executable, "-m", "distributed.cli.dask_{}", "--scheduler-file", str(told), "--no-dashboard"]
    ways = {"scheduler": ["--port", "0", "--host", "127.0.0.1"], "worker": ["--nthreads", "1", "--no-nanny"]}
    with ExitStack() as stack:
        for name, more in ways.items():
            command = [part.format(name) for part in of] + more
            started = subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
            stack.callback(started.wait)
            stack.callback(started.terminate)
        deadline = time.monotonic() + 120
        while not told.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield str(told)


def test_the_workers_of_a_scheduler_make_the_pixels_of_one_machine(process, scheduler, scene, tmp_path, read):
    process(scene, tmp_path / "here.tif", MODEL="dark_object")
    process(scene, tmp_path / "there.tif", MODEL="dark_object", SCHEDULER=scheduler)
    assert np.array_equal(read(tmp_path / "here.tif"), read(tmp_path / "there.tif"))
