"""`dsrdmpd:assess` and the mask of `dsrdmpd:dehaze` inside QGIS: contracts, the toolbox's way, refusals."""

import csv
import math

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.assess.request import AFTER, AssessRequest
from dsrdmpd_dehaze.dsrdmpd.assess.run import assess
from dsrdmpd_dehaze.ui.algorithms.assess import parse_numbers
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

CONTRACT = [  # name, type, default, optional
    ("INPUT", "raster", None, False),
    ("REFERENCE", "raster", None, True),
    ("BEFORE", "raster", None, True),
    ("BANDS", "band", None, True),
    ("COMPARE", "band", None, True),
    ("NIR", "band", None, True),
    ("DATA_RANGE", "number", None, True),
    ("TABLE", "fileDestination", None, True),
    ("REPORT", "fileDestination", None, True),
]


@pytest.fixture
def algorithm(plugin):
    """A fresh `dsrdmpd:assess`."""
    return QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:assess")


@pytest.fixture
def brighter(scene, tmp_path):
    """The scene, 100 DN brighter."""
    path = tmp_path / "brighter.tif"
    source = gdal.Open(str(scene))
    made = gdal.GetDriverByName("GTiff").CreateCopy(str(path), source)
    for number in range(1, 5):
        values = source.GetRasterBand(number).ReadAsArray() + 100
        made.GetRasterBand(number).WriteRaster(0, 0, made.RasterXSize, made.RasterYSize, values.tobytes())
    made = None
    return path


def run(name, parameters):
    import processing

    return processing.run(name, {key: str(value) for key, value in parameters.items()})


def test_parameters_and_outputs_are_the_contract(algorithm):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    definitions = algorithm.parameterDefinitions()
    assert [(p.name(), p.type(), p.defaultValue(), bool(p.flags() & optional)) for p in definitions] == CONTRACT
    names = {output.name() for output in algorithm.outputDefinitions()}
    measures = {"PSNR", "SSIM", "RMSE", "SAM", "ERGAS", "CIEDE2000", "NDVI_RMSE", "HAZE", "NDVI"}
    assert names == measures | {f"{name}_BEFORE" for name in measures} | {
        "HAZE_REFERENCE", "NDVI_REFERENCE", "PIXELS", "TABLE", "REPORT"
    }  # fmt: skip
    assert all(p.help() and p.help() in algorithm.shortHelpString() for p in definitions)


def test_figures_are_the_commands(plugin, scene, brighter, tmp_path):
    table = tmp_path / "figures.csv"
    found = run("dsrdmpd:assess", {"INPUT": brighter, "REFERENCE": scene, "DATA_RANGE": 5000, "TABLE": table})
    own = assess(AssessRequest(str(brighter), reference=str(scene), data_range=5000)).compared[AFTER]
    assert found["PSNR"] == pytest.approx(10 * math.log10(5000**2 / 100**2)) == pytest.approx(own.psnr_db)
    assert (found["SSIM"], found["SAM"], found["CIEDE2000"]) == (own.ssim, own.sam_deg, own.ciede2000)
    assert found["PIXELS"] == 200 * 150 and 0 < found["HAZE_REFERENCE"] < found["HAZE"] and "PSNR_BEFORE" not in found
    with open(table, newline="", encoding="utf-8") as file:
        rows = {(row["measure"], row["band"]): row for row in csv.DictReader(file)}
    assert float(rows["psnr_db", ""]["after"]) == found["PSNR"] and found["TABLE"] == str(table)


def test_before_and_after_are_both_held_against_the_reference(plugin, scene, brighter):
    found = run("dsrdmpd:assess", {"INPUT": scene, "REFERENCE": scene, "BEFORE": brighter, "COMPARE": "1,2,3"})
    assert math.isinf(found["PSNR"]) and 20 < found["PSNR_BEFORE"] < 60
    assert found["SSIM"] == pytest.approx(1, abs=1e-6) and found["SAM"] == 0 and found["SAM_BEFORE"] > 0


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"BANDS": "1,1,2"}, "BANDS"),
        ({"COMPARE": "0"}, "COMPARE '0' cannot be used"),
        ({"DATA_RANGE": "0"}, "data range 0 cannot be used"),
        ({"NIR": "x"}, "NIR"),
        ({"TABLE": "/nosuch/table.csv"}, "no folder"),
        ({"INPUT": "/nosuch.tif"}, "INPUT"),
    ],
)
def test_wrong_values_are_refused_before_the_run(algorithm, scene, wrong, said):
    accepted, message = algorithm.checkParameterValues({"INPUT": str(scene), **wrong}, QgsProcessingContext())
    assert not accepted and said in message, message


def test_rasters_of_two_places_are_refused(plugin, scene):
    with pytest.raises(QgsProcessingException, match="their pixels do not lie on each other"):
        run("dsrdmpd:assess", {"INPUT": scene, "BEFORE": _shifted(scene)})


def _shifted(scene):
    path = scene.with_name("shifted.tif")
    x, dx, _, y, _, dy = gdal.Open(str(scene)).GetGeoTransform()
    gdal.Translate(str(path), str(scene), outputBounds=[x + 7, y, x + 7 + 200 * dx, y + 150 * dy])
    return path


@pytest.mark.parametrize("value, expected", [("1 2", (1, 2)), ([3, "1"], (3, 1)), ("", None), (None, None)])
def test_band_numbers_however_they_are_written(value, expected):
    assert parse_numbers("COMPARE", value) == expected


# --- The mask of dsrdmpd:dehaze


def polygon_layer(layer, rows, cols):
    """A layer in memory with the outline of some pixels of a raster layer."""
    extent, size = layer.extent(), layer.rasterUnitsPerPixelX()
    box = QgsRectangle(extent.xMinimum() + cols[0] * size, extent.yMaximum() - rows[1] * size,
                       extent.xMinimum() + cols[1] * size, extent.yMaximum() - rows[0] * size)  # fmt: skip
    made = QgsVectorLayer(f"Polygon?crs={layer.crs().authid()}", "fields", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(box))
    made.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(made)
    return made


@pytest.mark.parametrize("kind", ["layer in memory", "file"])
def test_a_mask_keeps_what_is_outside(process, layer, tmp_path, read, kind):
    fields = polygon_layer(layer, (40, 110), (60, 150))
    mask = fields
    if kind == "file":
        import processing

        mask = str(tmp_path / "fields.geojson")
        processing.run("native:reprojectlayer", {"INPUT": fields, "TARGET_CRS": "EPSG:4326", "OUTPUT": mask})
    result = process(layer, tmp_path / "out.tif", MODEL="dark_channel", MASK=mask, FEATHER=4)
    before, after = read(layer.source()), read(result["OUTPUT"])
    inside = np.zeros(before.shape[1:], bool)
    inside[39:111, 59:151] = True
    np.testing.assert_array_equal(after[:, ~inside], before[:, ~inside])
    assert (after[:3, 50:100, 70:140] != before[:3, 50:100, 70:140]).mean() > 0.9


def test_what_is_no_mask_is_refused(process, layer, tmp_path):
    points = QgsVectorLayer("Point?crs=EPSG:4326", "points", "memory")
    QgsProject.instance().addMapLayer(points)
    with pytest.raises(QgsProcessingException, match="neither a polygon layer nor a raster"):
        process(layer, tmp_path / "out.tif", MODEL="dark_channel", MASK=points)
    away = polygon_layer(layer, (900, 950), (900, 950))
    with pytest.raises(QgsProcessingException, match="nothing in it lies on the raster"):
        process(layer, tmp_path / "out.tif", MODEL="dark_channel", MASK=away)
    assert not (tmp_path / "out.tif").exists()


def test_a_run_and_an_assessment_report(process, layer, tmp_path):
    result = process(layer, tmp_path / "out.tif", MODEL="dark_channel", REPORT=str(tmp_path / "run.html"))
    text = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert result["REPORT"] == str(tmp_path / "run.html") and "Dark channel prior" in text and "<svg" in text
    found = run("dsrdmpd:assess", {"INPUT": result["OUTPUT"], "BEFORE": layer.source(), "REPORT": tmp_path / "a.html"})
    assert "PSNR" in (tmp_path / "a.html").read_text(encoding="utf-8") and found["REPORT"] == str(tmp_path / "a.html")
