"""What the plugin and its algorithm are to others: names and defaults that models and scripts rely on, refusals."""

import configparser

import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import OptionError
from dsrdmpd_dehaze.ui.algorithms.values import parse_bands
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorLayer,
)

CONTRACT = [  # name, type, default, optional, advanced
    ("INPUT", "raster", None, False, False),
    ("EXTENT", "extent", None, True, False),
    ("MASK", "layer", None, True, False),
    ("BANDS", "band", None, True, False),
    ("MODEL", "enum", "default", False, False),
    ("QUALITY", "enum", "standard", False, False),
    ("STRENGTH", "number", 100, False, False),
    ("KEEP_FIELD", "boolean", False, False, False),
    ("NODATA", "number", None, True, True),
    ("FIND_FILL", "boolean", True, False, True),
    ("OTHER_BANDS", "enum", "keep", False, False),
    ("WAVELENGTHS", "string", None, True, True),
    ("MASK_THRESHOLD", "number", 0.2, False, True),
    ("STEPS", "number", None, True, True),
    ("SEED", "number", 0, False, True),
    ("DEVICE", "string", "auto", False, True),
    ("TILE_SIZE", "number", None, True, True),
    ("FEATHER", "number", 16, False, True),
    ("SCHEDULER", "string", None, True, True),
    ("UNFINISHED", "enum", "resume", False, True),
    ("OUTPUT", "rasterDestination", None, False, False),
    ("HAZE_MAP", "rasterDestination", None, True, False),
    ("HAZE_MASK", "rasterDestination", None, True, False),
    ("REPORT", "fileDestination", None, True, False),
]


def has(parameter, flag):
    return bool(parameter.flags() & flag)


def test_parameters_are_the_contract(algorithm):
    flag = QgsProcessingParameterDefinition.Flag
    found = [
        (p.name(), p.type(), p.defaultValue(), has(p, flag.FlagOptional), has(p, flag.FlagAdvanced))
        for p in algorithm.parameterDefinitions()
    ]
    assert found == CONTRACT
    assert all(p.help() and p.description() for p in algorithm.parameterDefinitions())


def test_choices_are_static_strings(algorithm):
    model, quality = (algorithm.parameterDefinition(name) for name in ("MODEL", "QUALITY"))
    assert model.usesStaticStrings() and quality.usesStaticStrings()
    assert model.options()[0] == "default" and "identity" in model.options()
    assert quality.options() == ["draft", "standard", "paper"]


def test_outputs(algorithm):
    found = {(output.name(), output.type()) for output in algorithm.outputDefinitions()}
    numbers = {(name, "outputNumber") for name in ("MEAN_HAZE", "TILES", "SECONDS", "STEPS_USED")}
    rasters = {(name, "outputRaster") for name in ("OUTPUT", "HAZE_MAP", "HAZE_MASK")}
    assert found == rasters | numbers | {("REPORT", "outputHtml"), ("NOTES", "outputString")}
    assert algorithm.parameterDefinition("OUTPUT").createByDefault()
    assert not algorithm.parameterDefinition("HAZE_MAP").createByDefault()
    provider = algorithm.provider()
    assert algorithm.id() == "dsrdmpd:dehaze" and provider.id() == "dsrdmpd"
    assert provider.supportedOutputRasterLayerExtensions() == ["tif", "tiff"]


def test_it_presents_itself(algorithm):
    assert algorithm.displayName() and algorithm.shortDescription() and "haze" in algorithm.tags()
    assert not algorithm.icon().isNull() and not algorithm.provider().icon().isNull()
    text = algorithm.shortHelpString()
    assert all(p.help() in text for p in algorithm.parameterDefinitions())
    assert algorithm.flags() & algorithm.Flag.FlagSupportsBatch and algorithm.flags() & algorithm.Flag.FlagCanCancel
    assert not algorithm.flags() & algorithm.Flag.FlagNoThreading


def test_the_description_of_the_plugin_is_complete(root):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / "metadata.txt", encoding="utf-8")
    said = parser["general"]
    for needed in ("name", "description", "version", "author", "email", "about", "tracker", "repository"):
        assert said[needed].strip(), needed
    assert "plugin" not in said["name"].lower() and (root / said["icon"]).is_file()
    assert (said["qgisMinimumVersion"], said["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert said["hasProcessingProvider"] == "yes" and "torch" in said["about"]


@pytest.mark.parametrize(
    "value", [[4, 3, 2], ["4", "3", "2"], (4, 3, 2), "4 3 2", "4,3,2", "4;3;2", " 4, 3, 2 ", "[4,3,2]"]
)
def test_bands_keep_their_order_however_they_are_written(value):
    assert parse_bands(value) == (4, 3, 2)


@pytest.mark.parametrize("value", [None, "", []])
def test_no_bands_means_guess(value):
    assert parse_bands(value) is None


@pytest.mark.parametrize("value", [3, [1, 2], [1, 2, 3, 4], "1 1 2", "0 1 2", "r g b", [1, 2, None], "1.5 2 3"])
def test_other_bands_are_refused_by_name_and_value(value):
    with pytest.raises(OptionError) as refused:
        parse_bands(value)
    assert f"BANDS '{value}'" in str(refused.value)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"BANDS": "4 3"}, "BANDS '4 3' cannot be used"),
        ({"MODEL": "nosuch"}, "MODEL 'nosuch' cannot be used: there are: default"),
        ({"QUALITY": "best"}, "QUALITY 'best' cannot be used: there are: draft, standard, paper"),
        ({"QUALITY": 9}, "QUALITY '9'"),
        ({"STEPS": "many"}, "STEPS 'many' cannot be used"),
        ({"STEPS": 2.5}, "STEPS '2.5' cannot be used"),
        ({"STEPS": 5000}, "between 0 and 1000"),
        ({"TILE_SIZE": 100}, "not a multiple of 16"),
        ({"STRENGTH": 201}, "between 0 and 200"),
        ({"STRENGTH": "strong"}, "STRENGTH"),
        ({"SEED": -1}, "seed"),
        ({"OUTPUT": "{scene}"}, "it is the raster that is read"),
        ({"HAZE_MAP": "{scene}"}, "HAZE_MAP"),
        ({"INPUT": "/nosuch.tif"}, "INPUT"),
    ],
)
def test_wrong_values_are_refused_before_the_run(algorithm, scene, tmp_path, wrong, said):
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", "QUALITY": "draft"}
    parameters.update({name: str(scene) if value == "{scene}" else value for name, value in wrong.items()})
    accepted, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
    assert not accepted and said in message, message


@pytest.mark.parametrize(
    "right",
    [
        {"STEPS": "3", "SEED": "7", "STRENGTH": "50.5", "TILE_SIZE": "128", "DEVICE": "cuda:1"},
        {"BANDS": "4;3;2", "EXTENT": "1,2,3,4 [EPSG:4326]", "STEPS": "", "TILE_SIZE": None},
        {"BANDS": QgsProperty.fromExpression("array(3, 2, 1)"), "STEPS": QgsProperty.fromExpression("1 + 1")},
        {"QUALITY": 0, "MODEL": "1"},
        {"QUALITY": "2", "MODEL": 0},
    ],
)
def test_values_as_qgis_process_and_expressions_give_them(algorithm, scene, tmp_path, right):
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", "QUALITY": "draft"}
    assert algorithm.checkParameterValues({**parameters, **right}, QgsProcessingContext()) == (True, "")


def refuse(algorithm, layer, tmp_path, **more):
    """Prepare a run that must be refused, and return what it says."""
    feedback = QgsProcessingFeedback(False)
    parameters = {"INPUT": layer, "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", "QUALITY": "draft", **more}
    _, finished = algorithm.run(parameters, QgsProcessingContext(), feedback, catchExceptions=True)
    assert not finished
    assert not (tmp_path / "out.tif").exists()
    return feedback.textLog()


def test_a_web_map_is_refused_with_a_remedy(algorithm, tmp_path):
    uri = "type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=1&zmin=0"
    said = refuse(algorithm, QgsRasterLayer(uri, "tiles", "wms"), tmp_path)
    assert "'tiles' cannot be dehazed: it is a web map" in said and "Export, Save As" in said


def test_a_broken_layer_is_refused(algorithm, tmp_path):
    said = refuse(algorithm, QgsRasterLayer("/nosuch.tif", "gone"), tmp_path)
    assert "'gone' cannot be dehazed: its data source is not available" in said


def test_a_layer_without_pixels_is_refused(algorithm, tmp_path):
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "points", "memory")
    assert "Could not load source layer for INPUT" in refuse(algorithm, layer, tmp_path)


def test_a_layer_opened_with_options_is_refused(algorithm, scene, tmp_path):
    said = refuse(algorithm, QgsRasterLayer(f"{scene}|option:NUM_THREADS=2", "with options"), tmp_path)
    assert "it is opened with options" in said


def test_rasters_that_the_core_refuses_say_why(process, shared, tmp_path):
    for name, why in (
        ("riotiler_palette_1band_7168x8704.tif", "palette"),
        ("riotiler_GCP_only_u16.tif", "cannot be dehazed"),
    ):
        feedback = QgsProcessingFeedback(False)
        with pytest.raises(QgsProcessingException) as refused:
            process(shared / "data" / "rasters" / name, tmp_path / "out.tif", feedback)
        assert why in str(refused.value) + feedback.textLog()
    assert not list(tmp_path.iterdir())


def test_other_formats_are_not_offered(algorithm, tmp_path):
    provider, output = algorithm.provider(), algorithm.parameterDefinition("OUTPUT")
    context = QgsProcessingContext()
    assert provider.isSupportedOutputValue(str(tmp_path / "a.b.tif"), output, context)[0]
    assert not provider.isSupportedOutputValue(str(tmp_path / "a.jp2"), output, context)[0]
    assert provider.defaultRasterFileExtension() == "tif"


def test_the_plugin_can_be_loaded_and_unloaded_again_and_again(plugin):
    registry = QgsApplication.processingRegistry()
    for _ in range(5):
        plugin.unload()
        assert registry.providerById("dsrdmpd") is None
        plugin.initGui()
        plugin.initProcessing()  # a desktop that starts qgis_process's way as well
        assert registry.algorithmById("dsrdmpd:dehaze") is not None
