"""`dsrdmpd:restrength`: the pixels of a new run, by a layer or a file, in a model, in qgis_process; what it refuses."""

import json
import shutil
import subprocess

import pytest
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
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
)


@pytest.fixture
def again(plugin):
    """Runs `dsrdmpd:restrength`."""
    import processing

    def run(kept, output, strength, context=None, **more):
        parameters = {"INPUT": kept, "OUTPUT": str(output), "STRENGTH": strength, **more}
        return processing.run("dsrdmpd:restrength", parameters, context=context)

    return run


@pytest.fixture
def kept(process, scene, tmp_path):
    """A result of the dark channel prior, at 100 %, with what its run has kept."""
    process(scene, tmp_path / "dehazed.tif", MODEL="dark_channel", KEEP_FIELD=True)
    assert (tmp_path / "dehazed.haze_change.tif").is_file()
    return tmp_path / "dehazed.tif"


def test_it_makes_the_file_of_a_new_run(process, again, kept, scene, tmp_path):
    process(scene, tmp_path / "new.tif", MODEL="dark_channel", STRENGTH=140)
    for number, given in enumerate([str(kept), QgsRasterLayer(str(kept)), str(tmp_path / "dehazed.haze_change.tif")]):
        result = again(given, tmp_path / f"again{number}.tif", 140)
        assert (tmp_path / f"again{number}.tif").read_bytes() == (tmp_path / "new.tif").read_bytes()
    assert 0 < result["MEAN_HAZE"] < 1 and result["SECONDS"] >= 0


def test_nothing_is_kept_unless_it_is_wanted(process, scene, tmp_path):
    process(scene, tmp_path / "dehazed.tif", MODEL="dark_channel")
    assert not list(tmp_path.glob("*.haze*"))


def test_a_moved_raster_is_named(again, kept, scene, tmp_path, read):
    again(str(kept), tmp_path / "once.tif", 60)
    shutil.move(scene, tmp_path / "moved.tif")
    with pytest.raises(QgsProcessingException, match="not there any more"):
        again(str(kept), tmp_path / "again.tif", 60)
    again(str(kept), tmp_path / "again.tif", 60, SOURCE=str(tmp_path / "moved.tif"))
    assert (read(tmp_path / "again.tif") == read(tmp_path / "once.tif")).all()


def test_a_result_without_a_field_is_refused(again, process, scene, tmp_path):
    process(scene, tmp_path / "bare.tif")
    with pytest.raises(QgsProcessingException, match="no haze field beside it"):
        again(str(tmp_path / "bare.tif"), tmp_path / "again.tif", 60)
    assert not (tmp_path / "again.tif").exists()


@pytest.mark.parametrize("strength", [-1, 201, "much"])
def test_a_strength_outside_the_range_is_refused(plugin, kept, tmp_path, strength):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:restrength")
    parameters = {"INPUT": str(kept), "OUTPUT": str(tmp_path / "again.tif"), "STRENGTH": strength}
    assert not algorithm.checkParameterValues(parameters, QgsProcessingContext())[0]


def test_it_presents_itself(plugin):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:restrength")
    assert algorithm.displayName() and algorithm.shortDescription() and "strength" in algorithm.tags()
    assert all(p.help() and p.help() in algorithm.shortHelpString() for p in algorithm.parameterDefinitions())
    assert algorithm.flags() & algorithm.Flag.FlagSupportsBatch and algorithm.flags() & algorithm.Flag.FlagCanCancel


def test_the_loaded_layer_looks_like_the_result(again, plugin, kept, tmp_path):
    layer = QgsRasterLayer(str(kept), "scene dehazed")
    QgsProject.instance().addMapLayer(layer)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:restrength")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    path = str(tmp_path / "again.tif")
    context.addLayerToLoadOnCompletion(
        path, QgsProcessingContext.LayerDetails("At another strength", QgsProject.instance(), "OUTPUT")
    )
    algorithm = algorithm.create()
    assert algorithm.prepare({"INPUT": layer, "OUTPUT": path, "STRENGTH": 140}, context, feedback)
    algorithm.runPrepared({"INPUT": layer, "OUTPUT": path, "STRENGTH": 140}, context, feedback)
    algorithm.postProcess(context, feedback)
    details = context.layerToLoadOnCompletionDetails(path)
    made = QgsRasterLayer(path, details.name)
    details.postProcessor().postProcessLayer(made, context, feedback)
    assert details.name == "scene dehazed at 140 %"
    assert made.renderer().redBand() == layer.renderer().redBand()
    assert any("140 %" in line for line in made.metadata().history())
    QgsProject.instance().clear()


def test_it_follows_a_run_in_a_model(plugin, process, scene, tmp_path):
    model = QgsProcessingModelAlgorithm("both", "both")
    model.addModelParameter(QgsProcessingParameterRasterLayer("IN", "in"), QgsProcessingModelParameter("IN"))
    source = QgsProcessingModelChildParameterSource
    first = QgsProcessingModelChildAlgorithm("dsrdmpd:dehaze")
    first.setChildId("first")
    first.addParameterSources("INPUT", [source.fromModelParameter("IN")])
    first.addParameterSources("MODEL", [source.fromStaticValue("dark_channel")])
    first.addParameterSources("KEEP_FIELD", [source.fromStaticValue(True)])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("dsrdmpd:restrength")
    second.setChildId("second")
    second.addParameterSources("INPUT", [source.fromChildOutput("first", "OUTPUT")])
    second.addParameterSources("STRENGTH", [source.fromStaticValue(140)])
    output = QgsProcessingModelOutput("stronger", "stronger")
    output.setChildId("second")
    output.setChildOutputName("OUTPUT")
    second.setModelOutputs({"stronger": output})
    model.addChildAlgorithm(second)
    name = next(each.name() for each in model.parameterDefinitions() if each.isDestination())
    context = QgsProcessingContext()
    made, finished = model.run({"IN": str(scene), name: str(tmp_path / "both.tif")}, context, QgsProcessingFeedback())
    assert finished, made
    process(scene, tmp_path / "new.tif", MODEL="dark_channel", STRENGTH=140)
    assert (tmp_path / "both.tif").read_bytes() == (tmp_path / "new.tif").read_bytes()
    assert QgsProcessingUtils.tempFolder()


def test_qgis_process_runs_it(surroundings, kept, tmp_path):
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        pytest.skip("needs qgis_process")
    import os

    environment = {**os.environ, **surroundings}
    subprocess.run([program, "plugins", "enable", "dsrdmpd_dehaze"], env=environment, capture_output=True, timeout=300)
    arguments = [f"INPUT={kept}", "STRENGTH=140", f"OUTPUT={tmp_path / 'again.tif'}"]
    done = subprocess.run(
        [program, "--json", "run", "dsrdmpd:restrength", "--", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["results"]["OUTPUT"] == str(tmp_path / "again.tif")
    assert (tmp_path / "again.tif").is_file()
