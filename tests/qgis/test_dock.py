"""The dock and what stands behind it, in a window of our own: what it asks for, how runs end, what is left behind."""

import os
import resource
import shutil
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.claims import unfinished_folder
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, find_model
from dsrdmpd_dehaze.dsrdmpd.raster.journal import write_block
from dsrdmpd_dehaze.tests.qgis.waiting import wait
from dsrdmpd_dehaze.ui.desktop import Desktop
from dsrdmpd_dehaze.ui.device import Device, Question, interpreter
from dsrdmpd_dehaze.ui.estimate import Estimate, Load, pixels_in
from dsrdmpd_dehaze.ui.options_page import OptionsPage
from dsrdmpd_dehaze.ui.preview import Preview
from dsrdmpd_dehaze.ui.settings import DockState, Settings
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QMainWindow,
    QPushButton,
    QWidget,
)

TORCH = Device(torch="2.13.0", cores=2, free_bytes=8_000_000_000, no_gpu="built without CUDA")
RESULT = "scene dehazed (identity, draft)"
NARROW = 320  # width at which the dock must be usable, pixels


class Window(QObject):
    """As much of QGIS's own window as the plugin touches."""

    currentLayerChanged = pyqtSignal(object)  # noqa: N815  (QGIS's name)

    def __init__(self):
        super().__init__()
        self.window = QMainWindow()
        self.canvas = QgsMapCanvas(self.window)
        self.window.setCentralWidget(self.canvas)
        self.bar = QgsMessageBar(self.window)
        self.menu = self.window.menuBar().addMenu("Raster")
        self.tools = self.window.addToolBar("Plugins")
        self.factories, self.opened = [], []
        self.window.resize(900, 700)
        self.window.show()

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def rasterMenu(self):
        return self.menu

    def activeLayer(self):
        return None

    def addToolBarIcon(self, action):
        self.tools.addAction(action)

    def removeToolBarIcon(self, action):
        self.tools.removeAction(action)

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def registerOptionsWidgetFactory(self, factory):
        self.factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.factories.remove(factory)

    def showOptionsDialog(self, parent, page):
        self.opened.append(page)

    def said(self):
        """The sentence in the message bar, and the captions of its buttons."""
        wait(lambda: self.bar.currentItem() is not None)
        item = self.bar.currentItem()
        return item.text(), [button.text() for button in item.findChildren(QPushButton)]


def let_go():
    """Delete what waits to be deleted."""
    QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QgsApplication.processEvents()


@pytest.fixture
def window(plugin, monkeypatch):
    """The window, with a profile that knows nothing yet and a device that is known at once."""
    QgsSettings().remove("dsrdmpd")
    monkeypatch.setattr(Question, "ask_device", lambda self, python, device, answer: answer(TORCH))
    window = Window()
    yield window
    QgsProject.instance().clear()
    let_go()
    sip.delete(window.window)
    QgsSettings().remove("dsrdmpd")


@pytest.fixture
def desktop(window, layer):
    """The plugin's desktop side with its dock open and the scene chosen, ready for quick runs."""
    desktop = Desktop(window)
    desktop.action.trigger()
    dock = desktop.dock
    window.canvas.setDestinationCrs(layer.crs())
    window.canvas.setExtent(layer.extent())
    dock.follow(layer)
    choose(dock.model_box, "identity")
    choose(dock.quality_box, "draft")
    yield desktop
    desktop.remove()
    let_go()


@pytest.fixture
def dock(desktop):
    return desktop.dock


@pytest.fixture
def queue(desktop):
    return desktop.queue


def choose(box, value):
    box.setCurrentIndex([box.itemData(number) for number in range(box.count())].index(value))


def names():
    """Layers from the top down."""
    return [layer.name() for layer in QgsProject.instance().layerTreeRoot().layerOrder()]


# --- The form ---------------------------------------------------------------------------------------------------------


def test_every_control_says_what_it_does_and_can_be_reached(dock):
    kinds = QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox
    controls = [found for kind in kinds for found in dock.body.findChildren(kind) if found.objectName().endswith(
        ("_box", "_button", "_slider", "_file")
    )]  # fmt: skip
    controls += [dock.run_button, dock.queue_button, dock.output_file]
    assert len(controls) >= 16
    for control in controls:
        assert control.toolTip(), control.objectName()
        assert control.focusPolicy() or control is dock.output_file, control.objectName()
    for action in dock.toolbar.actions()[:2] + dock.toolbar.actions()[3:]:
        assert action.toolTip() and dock.toolbar.widgetForAction(action).focusPolicy()


@pytest.mark.parametrize("where", ["layer", "rectangle", "other"])
def test_it_fits_into_a_narrow_column(dock, where):
    choose(dock.area_box, where)
    dock.advanced_group.setCollapsed(False)
    dock.options_group.setCollapsed(False)
    dock.haze_mask_box.setChecked(True)
    dock.bands_text.linkActivated.emit("change")
    let_go()
    assert dock.body.minimumSizeHint().width() <= NARROW
    assert dock.toolbar.sizeHint().width() <= NARROW
    assert dock.minimumSizeHint().width() <= NARROW


def test_it_follows_the_layer_that_is_selected(dock, window, scene, tmp_path):
    other = QgsRasterLayer(str(scene), "other")
    QgsProject.instance().addMapLayer(other)
    window.currentLayerChanged.emit(other)
    assert dock.layer is other
    window.currentLayerChanged.emit(None)
    assert dock.layer is other


def test_bands_are_guessed_and_a_choice_is_kept_for_the_layer(dock, layer):
    assert dock.bands() == (1, 2, 3)
    dock.blue_box.setCurrentIndex(3)
    dock.blue_box.activated.emit(3)
    other = QgsRasterLayer(layer.source(), "other")
    QgsProject.instance().addMapLayer(other)
    dock.follow(other)
    assert dock.bands() == (1, 2, 3)
    dock.follow(layer)
    assert dock.bands() == (1, 2, 4)


def test_the_bands_are_named_in_full_with_the_reason(dock, layer, window):
    def said():
        return dock.bands_text.text().replace("\u00a0", " ")

    assert "Band 1 (red), Band 2 (green), Band 3 (blue)" in said() and "by the bands' names" in said()
    assert dock.bands_lists.isHidden()
    dock.bands_text.linkActivated.emit("change")
    assert not dock.bands_lists.isHidden() and "Fold" in said()
    dock.blue_box.setCurrentIndex(3)
    dock.blue_box.activated.emit(3)
    assert "Band 4" in said() and "as you chose" in said() and dock.bands() == (1, 2, 4)
    dock.bands_text.linkActivated.emit("show")
    assert layer.renderer().usesBands() == [1, 2, 4] and "'show'" not in said()
    dock.bands_text.linkActivated.emit("guess")
    assert dock.bands() == (1, 2, 3) and "by the bands' names" in said() and "'show'" in said()
    other = QgsRasterLayer(layer.source(), "other")
    QgsProject.instance().addMapLayer(other)
    dock.follow(other)
    assert "by the bands' names" in said()


def test_bands_that_nothing_tells_are_asked_about(dock, tmp_path):
    from osgeo import gdal

    pixels = np.random.default_rng(1).integers(0, 255, (6, 60, 60), np.uint8)
    made = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "six.tif"), 60, 60, 6, gdal.GDT_Byte)
    for number, band in enumerate(pixels, 1):
        made.GetRasterBand(number).WriteRaster(0, 0, 60, 60, band.tobytes())
    made = None
    layer = QgsRasterLayer(str(tmp_path / "six.tif"), "six")
    QgsProject.instance().addMapLayer(layer)
    dock.follow(layer)
    assert "nothing in the file says" in dock.bands_text.text() and not dock.bands_lists.isHidden()
    QgsProject.instance().clear()
    assert dock.bands_lists.isHidden() and dock.bands() == ()


def half_of(layer):
    """A layer in memory with a polygon over the left half of another."""
    mask = QgsVectorLayer(f"Polygon?crs={layer.crs().authid()}", "field", "memory")
    feature = QgsFeature()
    box = layer.extent()
    box.setXMaximum(box.center().x())
    feature.setGeometry(QgsGeometry.fromRect(box))
    mask.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(mask)
    return mask


def test_options_are_those_of_the_algorithm_and_the_title_says_which_are_on(dock, queue, layer, tmp_path, read):
    mask = half_of(layer)
    assert dock.options_group.title() == "Options" and not dock.feather_box.isEnabled()
    dock.mask_box.setLayer(mask)
    dock.feather_box.setValue(3)
    choose(dock.others_box, "correct")
    choose(dock.unfinished_box, "keep")
    for box in (dock.haze_box, dock.haze_mask_box, dock.report_box):
        box.setChecked(True)
    dock.threshold_box.setValue(0.35)
    assert dock.options_group.title() == "Options (mask, other bands, haze map, haze mask, report)"
    choose(dock.model_box, "dark_channel")
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.run_button.click()
    asked = queue.current.parameters
    assert (asked["MASK"], asked["FEATHER"], asked["MASK_THRESHOLD"]) == (mask.id(), 3, 0.35)
    assert (asked["OTHER_BANDS"], asked["UNFINISHED"]) == ("correct", "keep")
    made = {Path(path).name for path in queue.outputs()}
    assert made == {"out.tif", "out_haze.tif", "out_mask.tif", "out_report.html"}
    wait(lambda: queue.current is None)
    changed = (read(layer.source()) != read(tmp_path / "out.tif")).any(axis=0)
    half = changed.shape[1] // 2
    assert changed[:, : half - 10].any() and not changed[:, half + 1 :].any()
    assert (tmp_path / "out_report.html").stat().st_size > 1000 and (tmp_path / "out_mask.tif").is_file()


@pytest.mark.parametrize("how", ["removed", "cleared"])
def test_a_mask_that_goes_leaves_no_other_in_its_place(dock, layer, scene, how):
    mask = half_of(layer)
    for name in ("a", "field 2", "z"):
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(scene), name))
    dock.mask_box.setLayer(mask)
    let_go()
    if how == "removed":
        QgsProject.instance().removeMapLayer(mask.id())
    else:
        QgsProject.instance().clear()
    assert dock.choices.mask is None and dock.options_group.title() == "Options"


def test_another_mask_stays_when_the_one_before_it_goes(dock, layer):
    first, second = half_of(layer), half_of(layer)
    dock.mask_box.setLayer(first)
    dock.mask_box.setLayer(second)
    let_go()
    QgsProject.instance().removeMapLayer(first.id())
    assert dock.choices.mask is second


def test_nobody_waits_for_a_rectangle_without_a_layer(dock, window):
    choose(dock.area_box, "rectangle")
    dock.draw_button.click()
    tool = window.canvas.mapTool()
    assert tool is not None and dock.draw_button.isChecked()
    QgsProject.instance().clear()
    assert window.canvas.mapTool() is not tool and not dock.draw_button.isChecked()


def test_a_preview_shows_the_mask(desktop, dock, layer, window):
    window.canvas.setLayers([layer])
    choose(dock.model_box, "dark_channel")
    dock.mask_box.setLayer(half_of(layer))
    dock.preview_action.trigger()
    wait(lambda: desktop.preview.layer is not None and desktop.preview._shown.piece.final)
    piece = desktop.preview._shown.piece
    changed = (piece.dehazed != piece.hazy).any(axis=0)
    half = changed.shape[1] // 2
    assert changed[:, : half - 20].any() and not changed[:, half + 1 :].any()


def test_a_run_that_made_nothing_gives_its_name_back(dock, queue, tmp_path):
    slow(dock)
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.run_button.click()
    assert Path(dock.output_file.filePath()).name == "out_2.tif"
    wait(lambda: queue.dehazing_s is not None)
    dock.run_button.click()
    wait(lambda: queue.current is None)
    assert Path(dock.output_file.filePath()).name == "out.tif" and dock.result_hint.isHidden()
    folder = unfinished_folder(tmp_path / "out.tif")
    folder.mkdir()
    write_block(folder / "000000000.block", {}, {})  # what a longer run leaves
    dock.renew_estimate()
    wait(lambda: not dock.result_hint.isHidden())
    assert "goes on where it stopped" in dock.result_hint.text()
    dock.output_file.setFilePath(str(tmp_path / "other.tif"))
    wait(lambda: dock.result_hint.isHidden())


def test_choices_last_until_the_next_session(window, layer):
    first = Desktop(window)
    first.action.trigger()
    dock = first.dock
    dock.follow(layer)
    choose(dock.area_box, "view")
    choose(dock.quality_box, "paper")
    dock.strength_box.setValue(40)
    dock.haze_box.setChecked(True)
    dock.seed_box.setValue(7)
    dock.tile_box.setValue(128)
    dock.device_box.setCurrentText("cpu")
    dock.log_group.setCollapsed(False)
    first.remove()
    let_go()
    second = Desktop(window)
    wait(lambda: second.dock is not None)  # it was open
    dock = second.dock
    dock.follow(layer)
    options = dock.options()
    assert (options.quality.value, options.strength_percent, options.seed) == ("paper", 40, 7)
    assert (options.device, options.tile_size_px, dock.strength_slider.value()) == ("cpu", 128, 40)
    assert dock.area_box.currentData().value == "view" and dock.haze_box.isChecked()
    assert not dock.log_group.isCollapsed() and dock.advanced_group.isCollapsed()
    second.action.trigger()
    second.remove()
    let_go()
    assert not DockState.load().dock_open


def test_settings_that_make_no_sense_are_defaults(window):
    for name, value in (("tile_size_px", "large"), ("dock_strength", ""), ("dock_area", "moon"), ("dock_open", "?")):
        QgsSettings().setValue(f"dsrdmpd/{name}", value)
    assert Settings.load() == Settings() and DockState.load().dock_strength == 100 and not DockState.load().dock_open
    desktop = Desktop(window)
    desktop.action.trigger()
    assert desktop.dock.area_box.currentData().value == "layer"
    desktop.remove()


# --- Where, and how large ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [(0, 0, 200, 150), (10.5, 20.5, 90.5, 70.5), (-50, -50, 40, 30), (199.5, 0, 400, 1)])
def test_the_size_is_that_of_the_result(desktop, dock, queue, layer, window, read, tmp_path, part):
    left, top, right, bottom = part
    x, y, size = layer.extent().xMinimum(), layer.extent().yMaximum(), layer.rasterUnitsPerPixelX()
    box = QgsRectangle(x + left * size, y - bottom * size, x + right * size, y - top * size)
    dock.area.drawer.rectangle = QgsReferencedRectangle(box, layer.crs())
    choose(dock.area_box, "rectangle")
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.run_button.click()
    wait(lambda: queue.current is None)
    height, width = read(tmp_path / "out.tif").shape[1:]
    assert pixels_in(layer, box) == (width, height)
    assert f"{width} × {height} px" in dock.estimate_label.text()


def test_tiles_and_time_are_those_of_the_run(process, scene, layer, tmp_path):
    model = find_model("identity")
    load = Load("identity", model.config, 0, "cpu")
    results = process(scene, tmp_path / "out.tif")
    estimate = Estimate.of(layer, layer.extent(), load, 64, 0)
    assert estimate.work.tiles_px == results["TILES"] * 64 * 64
    assert Estimate.of(layer, QgsRectangle(), load, 64, 0).seconds == 0
    assert estimate.seconds == pytest.approx(load.costs().seconds(estimate.work, estimate.share))
    assert estimate.bytes >= os.path.getsize(tmp_path / "out.tif")


def test_costs_are_remembered_for_their_model_steps_and_device(window):
    load = Load("mine", ModelConfig(), 1, "cuda:0")
    guess, work = load.costs(), load.work(40_000_000, 40_000_000, 50_000_000)
    expected = guess.seconds(work)
    for _ in range(20):
        load.remember(work, 2 * expected, 1.0)
    assert load.costs().seconds(work) == pytest.approx(2 * expected, rel=0.02)
    assert Load("mine", ModelConfig(), 1, "cpu").costs().tile_s > guess.tile_s
    assert Load("mine", ModelConfig(), 2, "cpu").costs().tile_s > Load("mine", ModelConfig(), 1, "cpu").costs().tile_s


# --- Runs -------------------------------------------------------------------------------------------------------------


def test_a_result_lies_above_its_source_looks_like_it_and_says_where_it_comes_from(
    desktop, dock, queue, layer, window, read
):
    QgsProject.instance().addMapLayer(QgsRasterLayer(layer.source(), "on top"))
    dock.haze_box.setChecked(True)
    dock.run_button.click()
    assert queue.current.layer_name == "scene" and "Cancel" in dock.run_button.text()
    wait(lambda: queue.current is None)
    assert names() == ["on top", "scene haze", RESULT, "scene"]
    made = QgsProject.instance().mapLayersByName(RESULT)[0]
    np.testing.assert_array_equal(read(made.source()), read(layer.source()))
    shown = {node.name(): node.isVisible() for node in QgsProject.instance().layerTreeRoot().findLayers()}
    assert shown[RESULT] and not shown["scene haze"]
    stretches = [found.renderer().redContrastEnhancement().maximumValue() for found in (made, layer)]
    assert stretches[0] == stretches[1]
    assert made.metadata().parentIdentifier() == layer.source()
    history = " ".join(made.metadata().history())
    assert "Model identity, sampling steps: 0, strength 100 %, seed 0, bands 1, 2, 3" in history
    text, buttons = window.said()
    assert "“scene” was dehazed" in text and buttons == ["Compare", "Same stretch as the source", "Open folder"]
    assert "scene: done" in dock.log.toPlainText() and "Dehaze" in dock.run_button.text()


def test_runs_wait_for_each_other(dock, queue, tmp_path):
    for number in range(3):
        dock.output_file.setFilePath(str(tmp_path / f"{number}.tif"))
        (dock.queue_button if number else dock.run_button).click()
    assert queue.waiting == 2
    listed = dock.queue_label.text()
    assert not dock.queue_label.isHidden() and "1. scene · draft · 100 %" in listed and "2. scene" in listed
    wait(lambda: queue.current is None)
    assert sorted(path.name for path in tmp_path.glob("?.tif")) == ["0.tif", "1.tif", "2.tif"]
    assert names().count(RESULT) == 3


def test_two_runs_may_not_write_one_file(dock, queue, window, tmp_path):
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.run_button.click()
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.queue_button.click()
    assert "Another run is going to write" in window.said()[0] and queue.waiting == 0
    wait(lambda: queue.current is None)


def slow(dock):
    """Choose what takes minutes with the identity model, so that something can come in between."""
    dock.steps_box.setValue(400)


def test_cancelling_leaves_nothing_and_the_next_run_follows(dock, queue, window, tmp_path):
    slow(dock)
    dock.output_file.setFilePath(str(tmp_path / "a.tif"))
    dock.run_button.click()
    dock.steps_box.setValue(0)
    dock.output_file.setFilePath(str(tmp_path / "b.tif"))
    dock.queue_button.click()
    wait(lambda: queue.dehazing_s is not None)
    dock.run_button.click()
    wait(lambda: queue.current is None)
    assert sorted(path.name for path in tmp_path.glob("*.tif")) == ["b.tif", "scene.tif"]
    assert names() == ["scene dehazed (identity, steps 0)", "scene"]
    assert "cancelled" in dock.log.toPlainText()


def test_a_run_that_waits_can_be_taken_out(dock, queue):
    slow(dock)
    dock.run_button.click()
    for strength in (10, 20, 30):
        dock.strength_box.setValue(strength)
        dock.queue_button.click()
    dock.queue_label.linkActivated.emit("1")
    assert [request.parameters["STRENGTH"] for request in queue.following] == [10, 30]
    assert "20 %" not in dock.queue_label.text() and "2. scene · draft · 30 %" in dock.queue_label.text()
    for _ in range(3):  # the last of these names nobody
        dock.queue_label.linkActivated.emit("0")
    assert queue.waiting == 0 and dock.queue_label.isHidden()
    dock.run_button.click()
    wait(lambda: queue.current is None)


def test_without_a_layer_the_dock_says_what_to_do(desktop, dock, window, monkeypatch):
    page = dock.empty_page
    wait(lambda: dock.scroll.isVisible())
    assert not page.isVisible()
    QgsProject.instance().clear()
    assert page.isVisible() and not dock.scroll.isVisible() and page.sample_button.isVisible()
    previews = []
    monkeypatch.setattr(Preview, "start", lambda self, layer, *_: previews.append(layer))
    window.setActiveLayer = dock.follow
    page.sample_button.click()
    assert dock.layer is not None and "Sample" in dock.layer.name() and dock.layer.width() == 512
    assert dock.scroll.isVisible() and not page.isVisible() and previews == [dock.layer]
    assert window.canvas.extent().intersects(dock.layer.extent())


def test_the_button_follows_the_form(dock, window):
    window.window.resize(1000, 900)
    wait(lambda: dock.height() > 700)
    let_go()
    form_end = dock.log_group.mapTo(dock, dock.log_group.rect().bottomLeft()).y()
    button = dock.run_button.mapTo(dock, dock.run_button.rect().topLeft()).y()
    assert 0 < button - form_end < 40


def test_the_next_result_has_another_name(dock, queue, layer, tmp_path):
    (tmp_path / "out_3.tif").write_bytes(b"somebody's")
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    asked = []
    for _ in range(3):
        asked.append(Path(dock.output_file.filePath()).name)
        dock.run_button.click() if queue.current is None else dock.queue_button.click()
    assert asked == ["out.tif", "out_2.tif", "out_4.tif"]
    wait(lambda: queue.current is None)
    assert all((tmp_path / name).stat().st_size > 1000 for name in asked)
    assert (tmp_path / "out_3.tif").read_bytes() == b"somebody's"
    dock.output_file.setFilePath("")
    dock.run_button.click()
    assert dock.output_file.filePath() == ""
    wait(lambda: queue.current is None)


def test_the_result_is_stretched_by_itself_and_as_its_source_at_a_click(desktop, dock, queue, layer):
    renderer = layer.renderer().clone()
    stretch = QgsContrastEnhancement(layer.dataProvider().dataType(1))
    stretch.setContrastEnhancementAlgorithm(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
    stretch.setMinimumValue(1)
    stretch.setMaximumValue(2)
    renderer.setRedContrastEnhancement(stretch)
    layer.setRenderer(renderer)
    dock.run_button.click()
    wait(lambda: queue.current is None)
    (made,) = QgsProject.instance().mapLayersByName(RESULT)

    def red():
        return made.renderer().redContrastEnhancement().minimumValue()

    own = red()
    assert own > 1000
    by_itself, as_source = dock.toolbar.widgetForAction(dock.compare_action).menu().actions()
    as_source.trigger()
    assert red() == 1
    by_itself.trigger()
    assert red() == own


def test_a_layer_may_go_while_its_run_goes_on(dock, queue, layer):
    dock.run_button.click()
    QgsProject.instance().removeMapLayer(layer.id())
    wait(lambda: queue.current is None)
    assert names() == [RESULT]


def test_a_project_that_is_closed_takes_its_temporary_runs_with_it(dock, queue, window, tmp_path):
    slow(dock)
    dock.run_button.click()
    dock.steps_box.setValue(0)
    dock.output_file.setFilePath(str(tmp_path / "kept.tif"))
    dock.queue_button.click()
    wait(lambda: queue.dehazing_s is not None)
    QgsProject.instance().clear()
    wait(lambda: queue.current is None)
    assert names() == [] and (tmp_path / "kept.tif").is_file()
    wait(lambda: "kept.tif" in window.said()[0])


def test_unloading_during_a_run_leaves_nothing(window, layer, tmp_path):
    actions = len(window.menu.actions())
    children = len(window.window.findChildren(QObject))
    for _ in range(3):
        desktop = Desktop(window)
        desktop.action.trigger()
        dock, queue = desktop.dock, desktop.queue
        dock.follow(layer)
        choose(dock.model_box, "identity")
        slow(dock)
        dock.output_file.setFilePath(str(tmp_path / "out.tif"))
        dock.run_button.click()
        wait(lambda queue=queue: queue.dehazing_s is not None)
        desktop.remove()
        let_go()
        assert not QgsApplication.taskManager().activeTasks()
        assert len(window.menu.actions()) == actions and not window.factories
        assert len(window.window.findChildren(QObject)) <= children
        assert not (tmp_path / "out.tif").exists() and not list(tmp_path.glob("*.part*"))


# --- What is refused --------------------------------------------------------------------------------------------------


def refused(dock, window, queue):
    dock.run_button.click()
    assert queue.current is None
    return window.said()


def test_bad_input_is_a_sentence(dock, window, queue, layer, tmp_path):
    for path, said in (
        (tmp_path / "nosuch" / "out.tif", "there is no folder"),
        (tmp_path / "out.png", "the result is a GeoTIFF"),
        (layer.source(), "is open as the layer 'scene'"),
    ):
        dock.output_file.setFilePath(str(path))
        assert said in refused(dock, window, queue)[0]
    dock.output_file.setFilePath("")
    dock.blue_box.setCurrentIndex(0)
    assert "chosen twice" in refused(dock, window, queue)[0]
    dock.blue_box.setCurrentIndex(2)
    dock.tile_box.setValue(100)
    assert "not a multiple of 16" in refused(dock, window, queue)[0]
    dock.tile_box.setValue(64)
    choose(dock.area_box, "rectangle")
    assert "No rectangle is drawn yet" in refused(dock, window, queue)[0]
    choose(dock.area_box, "view")
    window.canvas.setExtent(QgsRectangle(0, 0, 1, 1))
    assert "outside the layer" in refused(dock, window, queue)[0]


def test_layers_that_cannot_be_dehazed_are_a_sentence(dock, window, queue, tmp_path, scene):
    from osgeo import gdal

    gdal.Translate(str(tmp_path / "two.tif"), str(scene), bandList=[1, 2])
    uri = "type=xyz&url=http://localhost/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=1&zmin=0"
    for layer, said in (
        (QgsRasterLayer(str(tmp_path / "two.tif"), "two"), "fewer than the three bands"),
        (QgsRasterLayer(uri, "tiles", "wms"), "it is a web map"),
    ):
        QgsProject.instance().addMapLayer(layer)
        dock.follow(layer)
        assert said in refused(dock, window, queue)[0]
    QgsProject.instance().clear()
    assert "no raster layer" in refused(dock, window, queue)[0]


def test_words_on_the_screen_are_not_escaped(dock, window, tmp_path, scene):
    """An apostrophe came out as &#x27; where Qt took a label's text for plain."""
    from osgeo import gdal

    gdal.Translate(str(tmp_path / "two.tif"), str(scene), bandList=[1, 2])
    layer = QgsRasterLayer(str(tmp_path / "two.tif"), "Anna's <b> layer")
    QgsProject.instance().addMapLayer(layer)
    dock.follow(layer)
    dock.renew_estimate()
    wait(lambda: "layer" in dock.estimate_label.text())
    assert "“Anna's <b> layer”" in dock.estimate_label.text()
    assert dock.estimate_label.textFormat() == dock.stage_label.textFormat() == Qt.TextFormat.PlainText
    assert dock.device_line.textFormat() == dock.queue_label.textFormat() == Qt.TextFormat.RichText


def test_a_file_that_another_layer_shows_is_not_replaced(dock, window, queue, process, scene, tmp_path):
    other = Path(shutil.copy(scene, tmp_path / "other.tif"))
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(other), "older result"))
    before = other.read_bytes()
    dock.output_file.setFilePath(str(other))
    assert "is open as the layer 'older result'" in refused(dock, window, queue)[0]
    with pytest.raises(QgsProcessingException, match="it is open as the layer 'older result'"):
        process(scene, other)
    assert other.read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody may make files")
def test_a_read_only_folder_is_a_sentence(dock, window, queue, process, scene):
    dock.output_file.setFilePath("/proc/out.tif")
    assert "no file can be made in /proc (" in refused(dock, window, queue)[0]
    dock.output_file.setFilePath("")
    Settings(temporary_folder="/proc").save()
    assert "no file can be made in /proc (" in refused(dock, window, queue)[0]
    with pytest.raises(QgsProcessingException, match=r"^/proc/out.tif cannot be written: no file can be made"):
        process(scene, "/proc/out.tif")


def test_a_disk_that_fills_during_the_run_is_a_sentence(dock, window, queue, tmp_path):
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, limits[1]))  # a disk that takes so many bytes
    try:
        dock.run_button.click()
        wait(lambda: queue.current is None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    text, _ = window.said()
    assert "out.tif cannot be written" in text and text.endswith(
        "Check that the disk has room and the folder is writable."
    )
    assert "Traceback" not in dock.log.toPlainText() and names() == ["scene"]
    assert [path.name for path in tmp_path.iterdir() if "aux" not in path.name] == ["scene.tif"]


def test_a_full_disk_is_known_before(dock, window, queue, monkeypatch):
    from dsrdmpd_dehaze.dsrdmpd import files

    monkeypatch.setattr(files.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 1000}))
    assert "it may take" in refused(dock, window, queue)[0]


def test_without_torch_the_way_leads_to_the_set_up(dock, window, queue):
    dock.device_view.show(Device())
    assert "not set up yet" in dock.device_line.text()
    sentence = dock.findChild(QWidget, "DsrdmpdSetupPanel").text.text()
    assert "not set up yet" in sentence and "Dark channel prior" in sentence and "Dark object subtraction" in sentence
    assert "Set up the model" in dock.problem().text and dock.problem().about_python
    asked = []
    dock.setup_requested.connect(lambda: asked.append(True))
    dock.device_line.linkActivated.emit("setup")
    assert asked == [True]
    dialogs = [each for each in QApplication.topLevelWidgets() if each.objectName() == "DsrdmpdSetupDialog"]
    assert any(each.isVisible() for each in dialogs)
    for each in dialogs:
        each.reject()


def test_nothing_to_compare_is_a_sentence(dock, window):
    dock.compare_action.trigger()
    assert "nothing to compare" in window.said()[0] and not dock.compare_action.isChecked()


# --- Preview and compare, as the dock calls them ----------------------------------------------------------------------


def test_preview_and_compare_are_switched_by_the_dock(desktop, dock, queue, window, layer):
    window.canvas.setLayers([layer])
    dock.preview_action.trigger()
    wait(lambda: desktop.preview.layer is not None)
    dock.strength_box.setValue(50)
    dock.compare_action.trigger()
    assert window.canvas.mapTool() is desktop.swipe
    dock.compare_action.trigger()
    dock.preview_action.trigger()
    assert not desktop.preview.active and window.canvas.mapTool() is not desktop.swipe
    dock.run_button.click()
    wait(lambda: queue.current is None)
    dock.compare_action.trigger()
    assert window.canvas.mapTool() is desktop.swipe and dock.compare_action.isChecked()


def test_a_preview_takes_every_option_of_the_dock(desktop, dock, window, layer, monkeypatch):
    window.canvas.setLayers([layer])
    started = []
    monkeypatch.setattr(Preview, "start", lambda self, *given: started.append(given))
    dock.preview_action.trigger()
    dock.steps_box.setValue(3)
    dock.seed_box.setValue(9)
    dock.tile_box.setValue(128)
    shown, options, bands, *_ = started[-1]
    assert shown is layer and options == dock.options() and bands == (1, 2, 3)
    assert (options.steps, options.seed, options.tile_size_px) == (3, 9, 128)


def test_a_method_without_a_model_asks_for_no_torch_and_has_no_quality(dock, queue, window, tmp_path):
    dock.device_view.show(Device())
    choose(dock.model_box, "dark_object")
    assert not dock.quality_box.isEnabled() and not dock.steps_box.isEnabled()
    assert dock.problem() is None and dock.preview_problem() is None
    dock.output_file.setFilePath(str(tmp_path / "out.tif"))
    dock.run_button.click()
    wait(lambda: queue.current is None)
    assert (tmp_path / "out.tif").is_file() and "“scene” was dehazed" in window.said()[0]
    choose(dock.model_box, "identity")
    dock.device_view.show(Device())  # the dock may have asked meanwhile
    assert dock.quality_box.isEnabled() and "not set up yet" in dock.preview_problem().text


def test_a_preview_goes_with_its_layer(desktop, dock, window, layer):
    window.canvas.setLayers([layer])
    dock.preview_action.trigger()
    wait(lambda: desktop.preview.layer is not None)
    QgsProject.instance().clear()
    assert not dock.preview_action.isChecked() and not desktop.preview.active


# --- The settings page, and the Python that is asked ------------------------------------------------------------------


def test_the_settings_page_keeps_what_is_set(window, tmp_path):
    saved = []
    page = OptionsPage(window.window, lambda: saved.append(True))
    page.device_box.setCurrentText("cuda:1")
    page.keep_box.setValue(2)
    page.tile_box.setValue(512)
    page.batch_box.setValue(3)
    page.output_folder.setFilePath(str(tmp_path))
    page.temporary_folder.setFilePath(str(tmp_path / "temporary"))
    page.apply()
    assert saved and Settings.load() == Settings("", "cuda:1", str(tmp_path), str(tmp_path / "temporary"), 512, 3, 2)
    wait(lambda: "torch" in page.info_text.toPlainText())
    assert "QGIS" in page.info_text.toPlainText() and "✔ torch" in page.python_state.text()
    page.python_file.setFilePath("/nosuch/python")
    wait(lambda: "there is no /nosuch/python" in page.python_state.text())


def test_results_with_a_bare_name_go_to_the_folder_of_the_settings(dock, queue, tmp_path):
    (tmp_path / "results").mkdir()
    Settings(output_folder=str(tmp_path / "results")).save()
    dock.output_file.setFilePath("made")
    dock.run_button.click()
    wait(lambda: queue.current is None)
    assert (tmp_path / "results" / "made.tif").is_file()


def test_results_without_a_name_lie_in_the_temporary_folder_of_the_settings(dock, queue, window, tmp_path):
    Settings(temporary_folder=str(tmp_path / "temporary")).save()
    assert "there is no folder" in refused(dock, window, queue)[0]
    (tmp_path / "temporary").mkdir()
    for _ in range(2):
        dock.haze_box.setChecked(True)
        dock.run_button.click()
        wait(lambda: queue.current is None)
    made = sorted((tmp_path / "temporary").rglob("*.tif"))
    assert sorted(path.name for path in made) == ["scene_dehazed.tif"] * 2 + ["scene_haze.tif"] * 2
    assert {layer.source() for layer in QgsProject.instance().mapLayers().values()} >= set(map(str, made))
    assert names().count(RESULT) == 2


def test_the_python_with_torch_says_what_it_would_use(plugin):
    question, answers = Question(QgsApplication.instance()), []
    question.ask_device("", "cpu", answers.append)
    wait(lambda: answers)
    assert answers[0].torch and answers[0].device == "cpu" and answers[0].no_gpu == "cpu asked for"
    assert answers[0].free_bytes is None or answers[0].free_bytes > 0
    question.ask_device("/nosuch/python", "auto", answers.append)
    wait(lambda: len(answers) == 2)
    assert answers[1] == Device()


def test_qgis_is_never_taken_for_a_python(tmp_path):
    program = tmp_path / "qgis-bin"
    program.touch(mode=0o755)
    assert interpreter(str(program)) is None
    assert interpreter(str(Path("/nosuch"))) is None


def test_the_interpreter_is_the_one_that_the_settings_or_the_variable_name(monkeypatch, tmp_path):
    environment = tmp_path / "environment" / "bin"
    environment.mkdir(parents=True)
    (environment / "python").symlink_to("/usr/bin/python3")
    monkeypatch.delenv("DSRDMPD_PYTHON", raising=False)
    for setting in (str(environment.parent), str(environment / "python")):
        assert interpreter(setting) == str(environment / "python")
    monkeypatch.setenv("DSRDMPD_PYTHON", str(environment.parent))
    assert interpreter("") == str(environment / "python")
