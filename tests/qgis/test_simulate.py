"""`dsrdmpd:simulatehaze` inside QGIS: its contract, the toolbox's way, batch, a model that dehazes, looks, refusals."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import OptionError
from dsrdmpd_dehaze.dsrdmpd.simulation.request import HazeOptions, SimulationRequest
from dsrdmpd_dehaze.dsrdmpd.simulation.run import simulate_haze
from dsrdmpd_dehaze.ui.algorithms.values import parse_wavelengths
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterRasterLayer,
    QgsProject,
    QgsRasterLayer,
)

CONTRACT = [  # name, type, default, optional
    ("INPUT", "raster", None, False),
    ("EXTENT", "extent", None, True),
    ("THICKNESS_MAX", "number", 0.6, False),
    ("PATTERN_SIZE", "number", None, True),
    ("PATCHINESS", "number", 0.8, False),
    ("AIRLIGHT", "number", 0.9, False),
    ("SEED", "number", 0, False),
    ("WAVELENGTHS", "string", None, True),
    ("NODATA", "number", None, True),
    ("FIND_FILL", "boolean", True, False),
    ("OUTPUT", "rasterDestination", None, False),
    ("THICKNESS", "rasterDestination", None, True),
]
WAVELENGTHS = "0.655,0.5625,0.4825,0.865"  # for the scene, whose fourth band plays near infrared


@pytest.fixture
def algorithm(plugin):
    """A fresh `dsrdmpd:simulatehaze`."""
    return QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:simulatehaze")


@pytest.fixture
def process(plugin):
    """Runs `dsrdmpd:simulatehaze` through `processing.run`."""
    import processing

    def run(source, output, **more):
        source = source if isinstance(source, QgsRasterLayer) else str(source)
        parameters = {"INPUT": source, "OUTPUT": str(output), "WAVELENGTHS": WAVELENGTHS, **more}
        return processing.run("dsrdmpd:simulatehaze", parameters)

    return run


def test_parameters_and_outputs_are_the_contract(algorithm):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    definitions = algorithm.parameterDefinitions()
    assert [(p.name(), p.type(), p.defaultValue(), bool(p.flags() & optional)) for p in definitions] == CONTRACT
    found = {(output.name(), output.type()) for output in algorithm.outputDefinitions()}
    numbers = {("MEAN_THICKNESS", "outputNumber"), ("SECONDS", "outputNumber")}
    assert found == {("OUTPUT", "outputRaster"), ("THICKNESS", "outputRaster")} | numbers
    text = algorithm.shortHelpString()
    assert all(p.help() and p.help() in text for p in definitions)
    assert algorithm.flags() & algorithm.Flag.FlagSupportsBatch and algorithm.flags() & algorithm.Flag.FlagCanCancel
    assert algorithm.displayName() and "haze" in algorithm.tags() and not algorithm.icon().isNull()


def test_the_result_is_the_pipelines(process, scene, tmp_path, read):
    options = HazeOptions(thickness_max=0.3, pattern_px=30, patchiness=1, airlight=1.1, seed=6)
    request = SimulationRequest(str(scene), str(tmp_path / "own.tif"), options=options)
    simulate_haze(SimulationRequest(**{**vars(request), "wavelengths_um": parse_wavelengths(WAVELENGTHS)}))
    results = process(
        scene, tmp_path / "out.tif", THICKNESS=str(tmp_path / "t.tif"),
        THICKNESS_MAX="0.3", PATTERN_SIZE="30", PATCHINESS=1, AIRLIGHT=1.1, SEED="6",
    )  # fmt: skip
    np.testing.assert_array_equal(read(results["OUTPUT"]), read(tmp_path / "own.tif"))
    truth = read(results["THICKNESS"])
    assert results["MEAN_THICKNESS"] == pytest.approx(truth[truth >= 0].mean(), abs=1e-6) and results["SECONDS"] >= 0
    source, made = gdal.Open(str(scene)), gdal.Open(results["OUTPUT"])
    assert made.GetGeoTransform() == source.GetGeoTransform()
    assert made.GetSpatialRef().IsSame(source.GetSpatialRef())


def test_an_extent_gets_the_haze_of_the_whole(process, layer, tmp_path, read):
    x, dx, _, y, _, dy = gdal.Open(layer.source()).GetGeoTransform()
    extent = f"{x + 20.5 * dx},{x + 89.5 * dx},{y + 69.5 * dy},{y + 10.5 * dy} [{layer.crs().authid()}]"
    whole = read(process(layer, tmp_path / "whole.tif")["OUTPUT"])
    part = read(process(layer, tmp_path / "part.tif", EXTENT=extent)["OUTPUT"])
    np.testing.assert_array_equal(part, whole[:, 10:70, 20:90])


def test_rows_of_a_batch_follow_each_other(algorithm, scene, tmp_path, read):
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    for seed in range(2):  # a batch runs one algorithm object again and again
        output = str(tmp_path / f"{seed}.tif")
        parameters = {"INPUT": str(scene), "OUTPUT": output, "SEED": seed, "WAVELENGTHS": WAVELENGTHS}
        results, finished = algorithm.run(parameters, context, feedback)
        assert finished and results["OUTPUT"] == output and "THICKNESS" not in results
    assert (read(tmp_path / "0.tif") != read(tmp_path / "1.tif")).mean() > 0.3
    assert feedback.progress() == 100 and "band 4 0.865 µm" in feedback.textLog()


def chain():
    """A model that hazes its input and dehazes that."""
    source = QgsProcessingModelChildParameterSource
    model = QgsProcessingModelAlgorithm("there and back", "tests")
    model.addModelParameter(QgsProcessingParameterRasterLayer("clear"), QgsProcessingModelParameter("clear"))
    haze = QgsProcessingModelChildAlgorithm("dsrdmpd:simulatehaze")
    haze.setChildId("haze")
    haze.addParameterSources("INPUT", [source.fromModelParameter("clear")])
    haze.addParameterSources("WAVELENGTHS", [source.fromStaticValue(WAVELENGTHS)])
    dehaze = QgsProcessingModelChildAlgorithm("dsrdmpd:dehaze")
    dehaze.setChildId("dehaze")
    dehaze.addParameterSources("INPUT", [source.fromChildOutput("haze", "OUTPUT")])
    dehaze.addParameterSources("MODEL", [source.fromStaticValue("identity")])
    dehaze.addParameterSources("QUALITY", [source.fromStaticValue("draft")])
    for child, outputs in ((haze, {"truth": "THICKNESS", "hazy": "OUTPUT"}), (dehaze, {"dehazed": "OUTPUT"})):
        named = {}
        for name, output in outputs.items():
            named[name] = QgsProcessingModelOutput(name)
            named[name].setChildId(child.childId())
            named[name].setChildOutputName(output)
        child.setModelOutputs(named)
        model.addChildAlgorithm(child)
    model.initAlgorithm()
    return model


def test_a_model_hazes_and_dehazes(plugin, scene, tmp_path, read):
    import processing

    model = chain()
    names = [found.name() for found in model.destinationParameterDefinitions()]
    paths = {name: str(tmp_path / f"{number}.tif") for number, name in enumerate(names)}
    results = processing.run(model, {"clear": str(scene), **paths})
    hazy, dehazed, truth = (
        read(next(results[name] for name in names if name.endswith(end))) for end in (":hazy", ":dehazed", ":truth")
    )
    assert (hazy != read(scene)).mean() > 0.5 and 0.3 < truth.max() <= np.float32(0.6)
    np.testing.assert_array_equal(dehazed, hazy)  # the identity model changes nothing


def test_results_look_like_the_source(plugin, layer):
    import processing

    parameters = {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", "THICKNESS": "TEMPORARY_OUTPUT"}
    processing.runAndLoadResults("dsrdmpd:simulatehaze", {**parameters, "WAVELENGTHS": WAVELENGTHS})
    layers = {found.name(): found for found in QgsProject.instance().mapLayers().values()}
    assert set(layers) == {"scene", "scene hazy", "scene true haze"}
    renderers = [layers[name].renderer() for name in ("scene", "scene hazy")]
    assert renderers[0].usesBands() == renderers[1].usesBands()
    ranges = [(r.redContrastEnhancement().minimumValue(), r.redContrastEnhancement().maximumValue()) for r in renderers]
    assert ranges[0] == ranges[1]
    assert layers["scene true haze"].renderer().type() == "singlebandpseudocolor"


class Cancelling(QgsProcessingFeedback):
    """Cancels as soon as a part is done."""

    def setProgress(self, percent):
        super().setProgress(percent)
        if percent > 1:
            self.cancel()


def test_cancelling_leaves_nothing(algorithm, scene, tmp_path):
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "WAVELENGTHS": WAVELENGTHS}
    results, _ = algorithm.run(parameters, QgsProcessingContext(), Cancelling(False))
    assert results == {} and [path.name for path in tmp_path.iterdir() if "aux" not in path.name] == ["scene.tif"]


@pytest.mark.parametrize(
    "value, expected",
    [
        ("0.655, 0.56;0.48 0", (0.655, 0.56, 0.48, 0)),
        (["0.6", 1], (0.6, 1)),
        ("[.5]", (0.5,)),
        ("", None),
        (None, None),
    ],
)
def test_wavelengths_however_they_are_written(value, expected):
    assert parse_wavelengths(value) == expected


@pytest.mark.parametrize("value", ["red green blue", "0,655;0,56;x", 0.5, [None]])
def test_other_wavelengths_are_refused(value):
    with pytest.raises(OptionError, match="WAVELENGTHS .* cannot be used"):
        parse_wavelengths(value)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"WAVELENGTHS": "red"}, "no list of numbers"),
        ({"THICKNESS_MAX": 1.5}, "thickness 1.5 cannot be used"),
        ({"PATTERN_SIZE": "wide"}, "PATTERN_SIZE 'wide' cannot be used: it is no number"),
        ({"PATTERN_SIZE": 1}, "pattern size 1.0 cannot be used"),
        ({"SEED": -3}, "seed"),
        ({"OUTPUT": "{scene}"}, "it is the raster that is read"),
        ({"THICKNESS": "{scene}"}, "THICKNESS"),
        ({"INPUT": "/nosuch.tif"}, "INPUT"),
    ],
)
def test_wrong_values_are_refused_before_the_run(algorithm, scene, tmp_path, wrong, said):
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "WAVELENGTHS": WAVELENGTHS}
    parameters.update({name: str(scene) if value == "{scene}" else value for name, value in wrong.items()})
    accepted, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted and said in message, message


def test_a_band_that_nobody_knows_is_asked_for(process, scene, tmp_path):
    dataset = gdal.Open(str(scene), gdal.GA_Update)
    dataset.GetRasterBand(4).SetDescription("quality")
    dataset = None
    with pytest.raises(QgsProcessingException, match="what light band 4 sees"):
        process(scene, tmp_path / "out.tif", WAVELENGTHS="")
    assert not (tmp_path / "out.tif").exists()


def test_qgis_process_makes_the_result(surroundings, scene, tmp_path, read):
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        pytest.skip("there is no qgis_process")

    profile = {name: str(tmp_path / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}

    def run(*arguments):
        environment = {**os.environ, **surroundings, **profile}  # a profile of its own: enabling works only once
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    output, truth = tmp_path / "out.tif", tmp_path / "truth.tif"
    run("plugins", "enable", "dsrdmpd_dehaze")
    answer = run(
        "run", "--json", "dsrdmpd:simulatehaze", "--", f"INPUT={scene}", f"OUTPUT={output}", f"THICKNESS={truth}",
        f"WAVELENGTHS={WAVELENGTHS}", "THICKNESS_MAX=0.2", "PATCHINESS=0",
    )  # fmt: skip
    results = json.loads(answer[answer.index("{") :])["results"]
    assert results["THICKNESS"] == str(truth) and results["MEAN_THICKNESS"] == pytest.approx(0.2)
    assert (read(output) != read(scene)).mean() > 0.9 and (read(truth) == np.float32(0.2)).all()
