"""Runs inside QGIS: the toolbox's way, batch, a model, a background task, cancelling, and how the results look."""

import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.ui.stretch import take_stretch
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsMultiBandColorRenderer,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRange,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer

DATA = Path(__file__).parent / "data"
SLOW = {"STEPS": 400}  # with the identity model: minutes, so that a cancel comes in between


def test_the_result_is_the_source_bit_for_bit(process, scene, tmp_path, read):
    feedback = QgsProcessingFeedback(False)
    results = process(scene, tmp_path / "out.tif", feedback, HAZE_MAP=str(tmp_path / "haze.tif"))
    np.testing.assert_array_equal(read(results["OUTPUT"]), read(scene))
    assert read(results["HAZE_MAP"]).max() == 0
    assert results["TILES"] > 1 and results["STEPS_USED"] == 0 and results["SECONDS"] > 0
    assert results["MEAN_HAZE"] == 0
    source, made = gdal.Open(str(scene)), gdal.Open(results["OUTPUT"])
    assert made.GetGeoTransform() == source.GetGeoTransform()
    assert made.GetSpatialRef().IsSame(source.GetSpatialRef())
    assert feedback.progress() == 100 and "Model identity on" in feedback.textLog()


@pytest.mark.parametrize("columns, rows", [((10, 90), (20, 70)), ((101, 160), (97, 149))])
def test_an_extent_cuts_whole_pixels_out_of_the_whole(process, layer, tmp_path, read, columns, rows):
    x, dx, _, y, _, dy = gdal.Open(layer.source()).GetGeoTransform()
    # half a pixel inside: snapped outward to whole ones
    left, right = (x + dx * (column + half) for column, half in zip(columns, (0.5, -0.5)))
    top, bottom = (y + dy * (row + half) for row, half in zip(rows, (0.5, -0.5)))
    extent = f"{left},{right},{bottom},{top} [{layer.crs().authid()}]"
    results = process(layer.source(), tmp_path / "out.tif", EXTENT=extent, BANDS=[4, 2, 1])
    expected = read(layer.source())[:, rows[0] : rows[1], columns[0] : columns[1]]
    np.testing.assert_array_equal(read(results["OUTPUT"]), expected)


def test_an_extent_may_have_another_crs(process, layer, tmp_path, read):
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    box = QgsCoordinateTransform(layer.crs(), degrees, QgsProject.instance()).transformBoundingBox(layer.extent())
    extent = f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [EPSG:4326]"
    results = process(layer, tmp_path / "out.tif", EXTENT=extent)
    np.testing.assert_array_equal(read(results["OUTPUT"]), read(layer.source()))


def test_an_extent_beside_the_raster_is_refused(process, scene, tmp_path):
    with pytest.raises(QgsProcessingException, match="outside the raster"):
        process(scene, tmp_path / "out.tif", EXTENT="0,1,0,1 [EPSG:4326]")
    assert [path.name for path in tmp_path.iterdir()] == ["scene.tif"]


def test_bands_and_strength_reach_the_model(process, scene, tmp_path, read):
    source = read(scene).astype(int)
    changed = read(process(scene, tmp_path / "a.tif", STEPS=1, BANDS="4 2 1")["OUTPUT"]).astype(int)
    half = read(process(scene, tmp_path / "b.tif", STEPS="1", BANDS="4 2 1", STRENGTH="50")["OUTPUT"]).astype(int)
    assert (changed[2] == source[2]).all() and all((changed[band] != source[band]).any() for band in (0, 1, 3))
    inside = (changed > 1) & (changed < 65534)
    whole, part = (changed - source)[inside], (half - source)[inside]
    assert (part * np.sign(whole) >= 0).all() and (np.abs(part) <= np.abs(whole)).all()  # by optical thickness
    assert 0.25 < np.abs(part).sum() / np.abs(whole).sum() < 0.75


def test_two_rows_of_a_batch_and_more_follow_each_other(algorithm, scene, tmp_path, read):
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    for row in range(2):  # a batch runs one algorithm object again and again
        output = str(tmp_path / f"{row}.tif")
        parameters = {"INPUT": str(scene), "OUTPUT": output, "MODEL": "identity", "QUALITY": "draft"}
        results, finished = algorithm.run(parameters, context, feedback)
        assert finished and results["OUTPUT"] == output and "HAZE_MAP" not in results
        np.testing.assert_array_equal(read(output), read(scene))


def test_a_model_clips_dehazes_and_calculates(plugin, scene, tmp_path, read):
    import processing

    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(DATA / "clip_dehaze_calculate.model3"))
    model.initAlgorithm()
    x, dx, _, y, _, dy = gdal.Open(str(scene)).GetGeoTransform()
    extent = f"{x + 20 * dx},{x + 120 * dx},{y + 110 * dy},{y + 30 * dy}"
    output = str(tmp_path / "calculated.tif")
    (calculated,) = (found.name() for found in model.destinationParameterDefinitions())  # differs between versions
    results = processing.run(model, {"hazy": str(scene), "part": extent, "weights": "identity", calculated: output})
    np.testing.assert_array_equal(read(results[calculated]), 2.0 * read(scene)[0, 30:110, 20:120])


class Cancelling(QgsProcessingFeedback):
    """Cancels as soon as some tiles are done, and remembers when."""

    def __init__(self):
        super().__init__(False)
        self.cancelled_at = None

    def setProgress(self, percent):
        super().setProgress(percent)
        if percent > 1 and self.cancelled_at is None:
            self.cancelled_at = time.monotonic()
            self.cancel()


def test_cancelling_is_quick_and_leaves_nothing(algorithm, scene, tmp_path):
    feedback, context = Cancelling(), QgsProcessingContext()
    parameters = {"INPUT": str(scene), "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", "STEPS": 20}
    parameters["HAZE_MAP"] = str(tmp_path / "haze.tif")
    results, _ = algorithm.run(parameters, context, feedback)
    assert feedback.cancelled_at and time.monotonic() - feedback.cancelled_at < 5  # 2, and a busy machine
    assert results == {}
    assert [path.name for path in tmp_path.iterdir()] == ["scene.tif"]


def wait_for(task, tick):
    """Run the event loop until the task ends, and return (succeeded, results)."""
    answer, loop, ticking = [], QEventLoop(), QTimer()
    task.executed.connect(lambda *result: (answer.append(result), loop.quit()))
    ticking.timeout.connect(tick)
    ticking.start(20)
    QTimer.singleShot(60_000, loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    assert answer, "the task did not end"
    return answer[0]


def test_a_background_task_leaves_the_window_alive(algorithm, layer, tmp_path, read):
    context, feedback, ticks = QgsProcessingContext(), QgsProcessingFeedback(False), []
    context.setProject(QgsProject.instance())
    parameters = {"INPUT": layer, "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", "QUALITY": "draft"}
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    started = time.monotonic()
    succeeded, results = wait_for(task, lambda: ticks.append(time.monotonic()))
    gaps = np.diff([started, *ticks, time.monotonic()])
    assert succeeded and gaps.max() < 1, "the main thread was held up"
    np.testing.assert_array_equal(read(results["OUTPUT"]), read(layer.source()))


def test_a_background_task_can_be_cancelled(algorithm, layer, tmp_path):
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    context.setProject(QgsProject.instance())
    parameters = {"INPUT": layer, "OUTPUT": str(tmp_path / "out.tif"), "MODEL": "identity", **SLOW}
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    cancelled = []
    QTimer.singleShot(1500, lambda: (task.cancel(), cancelled.append(time.monotonic())))
    succeeded, _ = wait_for(task, lambda: None)
    assert not succeeded and time.monotonic() - cancelled[0] < 5
    assert [path.name for path in tmp_path.iterdir() if "aux" not in path.name] == ["scene.tif"]


def stretched(layer):
    """Show a layer in false colours with a stretch that no default would choose."""
    renderer = QgsMultiBandColorRenderer(layer.dataProvider(), 3, 2, 1)
    for set_stretch in (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    ):
        stretch = QgsContrastEnhancement(layer.dataProvider().dataType(1))
        stretch.setMinimumValue(7000)
        stretch.setMaximumValue(9000)
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        set_stretch(stretch)
    layer.setRenderer(renderer)


def test_results_look_like_the_source(plugin, layer):
    import processing

    stretched(layer)
    parameters = {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", "HAZE_MAP": "TEMPORARY_OUTPUT"}
    processing.runAndLoadResults("dsrdmpd:dehaze", {**parameters, "MODEL": "identity", "QUALITY": "draft"})
    layers = {found.name(): found for found in QgsProject.instance().mapLayers().values()}
    assert set(layers) == {"scene", "scene dehazed (identity, draft)", "scene haze"}
    made = layers["scene dehazed (identity, draft)"]
    renderer = made.renderer()
    assert (renderer.type(), renderer.usesBands()) == ("multibandcolor", [3, 2, 1])
    values = gdal.Open(made.source()).ReadAsArray()[2]
    stretch = renderer.redContrastEnhancement()
    low, high = np.percentile(values, (2, 98))  # by its own values, as QGIS fits them
    assert (stretch.minimumValue(), stretch.maximumValue()) == pytest.approx((low, high), rel=0.02)
    take_stretch(layer, made)
    stretch = made.renderer().redContrastEnhancement()
    assert (stretch.minimumValue(), stretch.maximumValue()) == (7000, 9000)
    haze = layers["scene haze"].renderer()
    assert haze.type() == "singlebandpseudocolor"
    assert (haze.classificationMin(), haze.classificationMax()) == (0, 1)


def test_the_users_crs_and_nodata_are_respected(plugin, layer, read):
    import processing

    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32721"))
    thick = int(np.median(read(layer.source())[0]))
    for band in range(1, 5):
        layer.dataProvider().setUserNoDataValue(band, [QgsRasterRange(thick, thick)])
    parameters = {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", "MODEL": "identity", "QUALITY": "draft", "STEPS": 1}
    results = processing.runAndLoadResults("dsrdmpd:dehaze", parameters)
    (made,) = QgsProject.instance().mapLayersByName("scene dehazed (identity, steps 1)")
    assert made.crs().authid() == "EPSG:32721"
    source, dehazed = read(layer.source()), read(results["OUTPUT"])
    unusable = (source[:3] == thick).any(axis=0)
    assert unusable.any() and (dehazed[:3, unusable] == source[:3, unusable]).all()
    assert (dehazed[:3, ~unusable] != source[:3, ~unusable]).any()


def test_several_nodata_values_and_ranges_of_the_layer_are_respected(plugin, layer, read):
    """Both ways: what the user adds is left out, also of the result's layer, and what is unticked is ground."""
    import processing

    dn = read(layer.source())[:3]
    first, second, last = np.percentile(dn, (20, 30, 95)).round()
    kinds, provider = QgsRasterRange.BoundsType, layer.dataProvider()
    ranges = [QgsRasterRange(first, second, kinds.IncludeMin), QgsRasterRange(last, float("nan"))]
    for band in range(1, 5):
        provider.setUserNoDataValue(band, ranges)
    parameters = {"INPUT": layer, "OUTPUT": "TEMPORARY_OUTPUT", "MODEL": "dark_object"}
    results = processing.runAndLoadResults("dsrdmpd:dehaze", parameters)
    (made,) = QgsProject.instance().mapLayersByName("scene dehazed (dark_object)")
    source, dehazed = read(layer.source()), read(results["OUTPUT"])
    unusable = (((source[:3] >= first) & (source[:3] < second)) | (source[:3] >= last)).any(axis=0)
    assert 0.1 < unusable.mean() < 0.9 and (dehazed[:3, unusable] == source[:3, unusable]).all()
    after = dehazed[:3, ~unusable]
    assert (after != source[:3, ~unusable]).any() and not ((after >= first) & (after < second)).any()
    shown = made.dataProvider().block(1, made.extent(), made.width(), made.height())
    hidden = np.array([[shown.isNoData(row, col) for col in range(made.width())] for row in range(made.height())])
    np.testing.assert_array_equal(hidden, ((dehazed[0] >= first) & (dehazed[0] < second)) | (dehazed[0] >= last))


def test_a_nodata_value_that_was_unticked_is_ground(plugin, scene, read, process, tmp_path):
    dataset = gdal.Open(str(scene), gdal.GA_Update)
    value = int(np.median(dataset.ReadAsArray()[0]))
    dataset.GetRasterBand(1).SetNoDataValue(value)
    dataset = None
    layer, source = QgsRasterLayer(str(scene), "scene"), read(scene)
    marked = (source[:3] == value).any(axis=0)
    for ticked in (True, False):
        for band in range(1, 5):
            layer.dataProvider().setUseSourceNoDataValue(band, ticked)
        made = tmp_path / f"{ticked}.tif"
        process(layer, made, MODEL="dark_object")
        changed = (read(made)[:3] != source[:3]).any(axis=0)[marked]
        assert not changed.any() if ticked else changed.all()
        assert gdal.Open(str(made)).GetRasterBand(1).GetNoDataValue() == (value if ticked else None)


def test_a_raster_inside_a_zip_or_a_geopackage(process, shared, tmp_path, read):
    source = shared / "data" / "rasters" / "NAIP_RGBN_u8_1m_EPSG26918.tif"
    piece = gdal.Translate(str(tmp_path / "piece.tif"), str(source), srcWin=[0, 0, 90, 80])
    expected, piece = piece.ReadAsArray(), None
    with zipfile.ZipFile(tmp_path / "piece.zip", "w") as archive:
        archive.write(tmp_path / "piece.tif", "piece.tif")
    gdal.Translate(
        str(tmp_path / "piece.gpkg"), str(tmp_path / "piece.tif"), format="GPKG",
        creationOptions=["RASTER_TABLE=inside", "TILE_FORMAT=PNG", "TILING_SCHEME=CUSTOM"],
    )  # fmt: skip
    for name in (f"/vsizip/{tmp_path}/piece.zip/piece.tif", f"GPKG:{tmp_path}/piece.gpkg:inside"):
        layer = QgsRasterLayer(name, "inside")
        assert layer.isValid(), name
        made = read(process(layer, tmp_path / "out.tif")["OUTPUT"])
        np.testing.assert_array_equal(made[:3], expected[:3])
