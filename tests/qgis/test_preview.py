"""The preview on a canvas: right pixels in the right place, strength without the model, no trace left behind."""

import math
import time

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions
from dsrdmpd_dehaze.tests.qgis.waiting import wait
from dsrdmpd_dehaze.ui import preview_task as module
from dsrdmpd_dehaze.ui.map_image import Overlay
from dsrdmpd_dehaze.ui.preview import Preview
from dsrdmpd_dehaze.ui.stretch import fit_stretch
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.PyQt.QtGui import QColor

CHANGING = DehazeOptions(model="identity", quality="standard")  # its second stage answers with nonsense


@pytest.fixture
def canvas(plugin, layer):
    """A canvas that shows the scene, a pixel of the screen for each of its own."""
    canvas = QgsMapCanvas()
    canvas.setFrameStyle(0)
    canvas.resize(300, 240)
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([layer])
    canvas.setExtent(layer.extent().buffered(1000))
    canvas.show()
    settle(canvas)
    yield canvas
    QgsProject.instance().clear()
    settle(canvas)
    sip.delete(canvas)


@pytest.fixture
def preview(canvas):
    preview = Preview(canvas)
    preview.problems = []
    preview.failed.connect(preview.problems.append)
    yield preview
    preview.clear()
    wait(lambda: not QgsApplication.taskManager().activeTasks())


def settle(canvas):
    """Wait until everything is drawn."""
    canvas.refresh()
    canvas.waitWhileRendering()
    idle, until = QEventLoop(), time.monotonic() + 0.25
    wait(lambda: time.monotonic() > until)
    idle.processEvents()


def finished(preview):
    return preview.layer is not None and not QgsApplication.taskManager().activeTasks()


def shown(preview, layer, options=CHANGING):
    """Preview the layer and return what was said meanwhile."""
    said = []
    preview.changed.connect(said.append)
    preview.start(layer, options)
    wait(lambda: finished(preview) or preview.problems)
    preview.changed.disconnect(said.append)
    assert not preview.problems
    return said


def overlays(canvas):
    return [item for item in canvas.items() if isinstance(item, Overlay)]


def in_memory():
    return [name for name in gdal.ReadDir("/vsimem/") or () if name.startswith("dsrdmpd")]


def test_it_shows_what_a_run_gives(preview, canvas, layer, process, tmp_path, read):
    said = shown(preview, layer)
    assert any("Draft" in text for text in said) and said[-1] == "Standard: what a run gives here."
    assert preview.active and preview.source is layer and len(overlays(canvas)) == 2
    run = read(process(layer, tmp_path / "out.tif", QUALITY="standard")["OUTPUT"])
    piece = read(preview.layer.source())
    assert piece.shape == run.shape  # the view shows the whole scene
    assert np.abs(piece[:3].astype(int) - run[:3]).max() <= 1
    assert (piece[:3] != read(layer.source())[:3]).any()
    assert preview.layer.extent() == layer.extent()


def test_the_strength_changes_without_the_model(preview, layer, read, monkeypatch):
    runs, original = [], module.preview_raster
    monkeypatch.setattr(module, "preview_raster", lambda *a, **b: (runs.append(a), original(*a, **b))[1])
    shown(preview, layer)
    same, full = preview.layer, read(preview.layer.source()).astype(float)
    preview.set_strength(40)
    path = preview.layer.source()
    wait(lambda: preview.layer.source() != path)
    source = read(layer.source()).astype(float)
    weak, moved = np.abs(read(preview.layer.source()) - source)[:3], np.abs(full - source)[:3]
    assert (weak <= moved).all() and 0.2 < weak.sum() / moved.sum() < 0.45
    preview.set_strength(200)
    path = preview.layer.source()
    wait(lambda: preview.layer.source() != path)
    assert np.abs(read(preview.layer.source()) - source)[:3].sum() > 1.5 * moved.sum()
    preview.set_strength(0)
    path = preview.layer.source()
    wait(lambda: preview.layer.source() != path)
    np.testing.assert_array_equal(read(preview.layer.source())[:3], source[:3])
    assert preview.layer is same and len(runs) == 1


def test_it_looks_like_its_layer_and_goes_on_doing_so(preview, layer):
    preview.set_own_stretch(False)
    shown(preview, layer)

    def look(of):
        renderer = of.renderer()
        stretch = renderer.redContrastEnhancement()
        return renderer.usesBands(), stretch.minimumValue(), stretch.maximumValue()

    assert look(preview.layer) == look(layer)
    renderer = layer.renderer().clone()
    stretch = QgsContrastEnhancement(layer.dataProvider().dataType(1))
    stretch.setMinimumValue(7000)
    stretch.setMaximumValue(9000)
    renderer.setRedContrastEnhancement(stretch)
    layer.setRenderer(renderer)
    layer.emitStyleChanged()
    assert look(preview.layer) == look(layer) == ([1, 2, 3], 7000, 9000)


def test_it_is_stretched_as_the_result_will_be_wherever_the_map_is(preview, canvas, layer):
    stretch = QgsContrastEnhancement(layer.dataProvider().dataType(1))
    stretch.setContrastEnhancementAlgorithm(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
    stretch.setMinimumValue(1)
    stretch.setMaximumValue(2)
    renderer = layer.renderer().clone()
    renderer.setRedContrastEnhancement(stretch)
    layer.setRenderer(renderer)

    def red(of):
        found = of.renderer().redContrastEnhancement()
        return found.minimumValue(), found.maximumValue()

    shown(preview, layer, DehazeOptions(model="identity", quality="draft"))  # the result is the source
    wait(lambda: preview._shown.has_look)
    twin = QgsRasterLayer(layer.source(), "twin")
    twin.setRenderer(renderer.clone())
    fit_stretch(twin)
    own = red(preview.layer)
    assert own == pytest.approx(red(twin), rel=0.02)
    canvas.zoomByFactor(0.3)
    settle(canvas)
    wait(lambda: finished(preview))
    assert red(preview.layer) == own
    preview.set_own_stretch(False)
    assert red(preview.layer) == (1, 2)
    preview.set_own_stretch(True)
    assert red(preview.layer) == own


def test_the_frame_lies_around_the_pixels_wherever_the_map_goes(preview, canvas, layer):
    shown(preview, layer)
    for change in (lambda: None, lambda: canvas.zoomByFactor(1.7), lambda: canvas.setRotation(20)):
        change()
        settle(canvas)  # and the preview follows
        wait(lambda: finished(preview) and not preview._follower.isActive())
        settle(canvas)
        to_screen = canvas.mapSettings().mapToPixel()
        box = layer.extent()
        corner = to_screen.transform(box.xMinimum(), box.yMinimum())
        outward = corner - to_screen.transform(box.center())
        beside = corner + outward * (1.5 / outward.length())  # where a line of 3 pixels still is and the raster is not
        picture = canvas.grab().toImage()
        assert (
            QColor(picture.pixel(int(beside.x()), int(beside.y()))).lightness() < 200
        )  # the map's background is white
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    degrees = QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(), QgsProject.instance())
    (corners,) = (item._corners for item in overlays(canvas) if type(item).__name__ == "_Frame")
    expected = degrees.transform(layer.extent().xMinimum(), layer.extent().yMaximum())
    assert math.dist((corners[0].x(), corners[0].y()), (expected.x(), expected.y())) < 1e-6


def test_a_view_in_another_crs_or_from_afar(preview, canvas, layer):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.zoomToFeatureExtent(QgsRectangle(-56, -26, -53, -25))
    settle(canvas)
    said = shown(preview, layer)
    assert said[-1] == "Standard. The inset shows at full size what a run gives."
    assert preview.layer.rasterUnitsPerPixelX() > 5 * layer.rasterUnitsPerPixelX()


def test_it_follows_the_map(preview, canvas, layer, read):
    shown(preview, layer)
    whole, wide = read(preview.layer.source()), preview.layer.extent()
    view = layer.extent()
    view.scale(0.4)
    canvas.setExtent(view)
    wait(lambda: preview.layer.extent() != wide and finished(preview))
    part = preview.layer.extent()
    assert part.contains(view) or part.intersect(view).width() > 0.98 * view.width()
    col = round((part.xMinimum() - wide.xMinimum()) / layer.rasterUnitsPerPixelX())
    row = round((wide.yMaximum() - part.yMaximum()) / layer.rasterUnitsPerPixelY())
    now = read(preview.layer.source()).astype(int)
    assert now.shape[1] < whole.shape[1] and now.shape[2] < whole.shape[2]
    expected = whole[:3, row : row + now.shape[1], col : col + now.shape[2]].astype(int)
    assert np.abs(now[:3] - expected).max() <= 1  # the same pixels, wherever the view is


def test_a_view_that_leaves_the_layer_and_comes_back(preview, canvas, layer):
    shown(preview, layer)
    said = []
    preview.changed.connect(said.append)
    canvas.setExtent(QgsRectangle(0, 0, 1000, 1000))
    wait(lambda: said)
    assert (
        said == ["The view does not show the layer. Zoom to it, and the preview follows."]
        and preview.active
        and not preview.problems
    )
    view = layer.extent()
    view.scale(0.5)
    canvas.setExtent(view)
    wait(lambda: said[-1].startswith("Standard"))


def test_a_layer_out_of_view_is_waited_for_if_nobody_asked_for_it(preview, canvas, layer):
    said = []
    preview.changed.connect(said.append)
    canvas.setExtent(QgsRectangle(0, 0, 1000, 1000))
    preview.start(layer, CHANGING, patient=True)
    assert preview.active and not preview.problems and "does not show the layer" in said[-1]
    canvas.setExtent(layer.extent())
    wait(lambda: finished(preview))
    assert said[-1].startswith("Standard")


def test_a_method_without_a_model_is_called_by_its_name(preview, layer):
    said = shown(preview, layer, DehazeOptions(model="dark_object"))
    assert said[-1].startswith("Dark object subtraction") and preview._shown.name.startswith("Dark object")


def test_from_afar_an_inset_shows_the_middle_at_full_size(preview, canvas, layer, process, tmp_path, read):
    run = read(process(layer, tmp_path / "out.tif", QUALITY="standard")["OUTPUT"])
    canvas.setExtent(layer.extent().buffered(4 * layer.extent().width()))
    settle(canvas)
    shown(preview, layer)
    picture = preview._shown
    assert picture.piece.correction.step_px > 1 and picture._inset.exact
    inset = read(picture._inset_layer.source())
    assert inset.shape == run.shape and np.abs(inset[:3].astype(int) - run[:3]).max() <= 1
    settle(canvas)
    box = overlays(canvas)[0].boundingRect()
    (window,) = (item for item in overlays(canvas) if type(item).__name__ == "_Inset")
    assert window._image.size().width() == layer.width() and box.width() == 300
    before = canvas.grab().toImage()
    preview.set_strength(200)
    wait(
        lambda: preview._shown._inset_layer.source()
        and read(picture._inset_layer.source())[:3].tolist() != inset[:3].tolist()
    )
    settle(canvas)
    assert canvas.grab().toImage() != before


def test_cleared_it_leaves_no_trace(preview, canvas, layer):
    before = len(canvas.items())
    picture = canvas.grab().toImage()
    shown(preview, layer)
    settle(canvas)
    assert canvas.grab().toImage() != picture and in_memory()
    piece = preview.layer
    preview.clear()
    assert not preview.active and preview.layer is None and sip.isdeleted(piece)
    assert len(canvas.items()) == before and not in_memory()
    settle(canvas)
    assert canvas.grab().toImage() == picture


@pytest.mark.parametrize("when", ["made", "shown"])
@pytest.mark.parametrize("how", ["layer", "project"])
def test_it_goes_with_its_layer(preview, canvas, layer, when, how):
    if when == "made":
        preview.start(layer, CHANGING)
    else:
        shown(preview, layer)
    if how == "layer":
        QgsProject.instance().removeMapLayer(layer.id())
    else:
        QgsProject.instance().clear()
    assert not preview.active and not overlays(canvas) and not in_memory()
    wait(lambda: not QgsApplication.taskManager().activeTasks())
    assert not preview.active and not preview.problems and not in_memory()


def test_a_hidden_layer_has_no_visible_preview(preview, canvas, layer):
    shown(preview, layer)
    canvas.setLayers([])
    assert not any(item.isVisible() for item in overlays(canvas))
    canvas.setLayers([layer])
    assert all(item.isVisible() for item in overlays(canvas))


def test_the_last_start_wins(preview, layer, read):
    for _ in range(4):
        preview.start(layer, CHANGING)
    preview.start(layer, DehazeOptions(model="identity", quality="draft"))
    wait(lambda: finished(preview))
    np.testing.assert_array_equal(read(preview.layer.source())[:3], read(layer.source())[:3])
    assert len(QgsApplication.taskManager().activeTasks()) == 0 and not preview.problems


def test_the_window_stays_alive(preview, layer):
    ticks, timer = [time.monotonic()], QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(10)
    shown(preview, layer)
    assert np.diff(ticks).max() < 1, "the main thread was held up"


def test_what_cannot_be_previewed_is_a_sentence(preview, canvas, layer, tmp_path):
    web = QgsRasterLayer("type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmax=3&zmin=0", "web", "wms")
    path = str(tmp_path / "grey.tif")
    gdal.Translate(path, layer.source(), bandList=[1])
    grey = QgsRasterLayer(path, "grey")
    QgsProject.instance().addMapLayers([web, grey])

    def refused(layer, options, why, **more):
        preview.problems.clear()
        preview.start(layer, options, **more)
        wait(lambda: preview.problems)
        (sentence,) = preview.problems
        assert why in sentence and not preview.active and not overlays(canvas)

    refused(web, CHANGING, "a web map")
    refused(grey, CHANGING, "it has 1 band")
    refused(layer, DehazeOptions(model="nosuch"), "There is no model 'nosuch'")
    refused(layer, CHANGING, "/nowhere/python", python="/nowhere/python")
    refused(layer, CHANGING, "different bands from 1 to 4", bands=(1, 2, 9))
    canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    refused(layer, CHANGING, "the view does not show it")


def test_a_bug_in_the_background_is_a_sentence_too(preview, layer, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("oops")
        yield

    monkeypatch.setattr(module, "preview_raster", broken)
    preview.start(layer, CHANGING)
    wait(lambda: preview.problems)
    assert "ZeroDivisionError: oops" in preview.problems[0] and not preview.active
