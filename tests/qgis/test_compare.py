"""The swipe tool on a canvas: the right side on the right, drawn once for each view, and everything taken back."""

import time

import numpy as np
import pytest
from dsrdmpd_dehaze.ui.compare import SwipeTool
from dsrdmpd_dehaze.ui.map_image import MapImage, Overlay
from osgeo import gdal
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QMouseEvent
from qgis.PyQt.QtTest import QTest

WIDTH, HEIGHT = 300, 240
QUIET = 40  # screen pixels at the top that hold the tags
LINE = 20  # screen pixels at each side of the line that the line and its grip may cover


@pytest.fixture
def after(layer, tmp_path):
    """A layer of the same pixels upside down, with a stretch of its own."""
    path = str(tmp_path / "after.tif")
    gdal.Translate(path, layer.source())
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.WriteArray(np.ascontiguousarray(dataset.ReadAsArray()[:, ::-1]))
    dataset = None
    after = QgsRasterLayer(path, "after")
    for name in ("Red", "Green", "Blue"):
        stretch = getattr(after.renderer(), f"{name.lower()}ContrastEnhancement")()
        stretch.setMinimumValue(0)
        stretch.setMaximumValue(65535)
    QgsProject.instance().addMapLayer(after)
    return after


@pytest.fixture
def canvas(layer, after):
    canvas = QgsMapCanvas()
    canvas.setFrameStyle(0)
    canvas.resize(WIDTH, HEIGHT)
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([after, layer])
    canvas.setExtent(layer.extent())
    canvas.show()
    settle(canvas)
    yield canvas
    QgsProject.instance().clear()
    settle(canvas)
    sip.delete(canvas)


@pytest.fixture
def tool(canvas):
    canvas.setMapTool(QgsMapToolPan(canvas))
    tool = SwipeTool(canvas)
    tool.ends = []
    tool.stopped.connect(lambda: tool.ends.append(1))
    yield tool
    tool.stop()


def settle(canvas, seconds=0.4):
    """Wait until everything is drawn."""
    canvas.refresh()
    canvas.waitWhileRendering()
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def picture(canvas):
    """What is on the screen, (h, w, 3)."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def plain(canvas, *layers):
    """What the canvas shows of these layers alone."""
    former = canvas.layers()
    canvas.setLayers(list(layers))
    settle(canvas)
    seen = picture(canvas)
    canvas.setLayers(former)
    settle(canvas)
    return seen


def like(layer, other):
    """A layer of `layer`'s pixels in `other`'s look."""
    made = QgsRasterLayer(layer.source(), "like")
    made.setRenderer(other.renderer().clone())
    return made


def assert_sides(canvas, left, right, position):
    seen, x = picture(canvas), round(position * canvas.width())
    assert np.array_equal(seen[QUIET:, : x - LINE], left[QUIET:, : x - LINE])
    assert np.array_equal(seen[QUIET:, x + LINE :], right[QUIET:, x + LINE :])
    assert (seen[QUIET:, x - 1 : x + 1] > 200).all(axis=(1, 2)).mean() > 0.8, "there is no white line"


def drag(canvas, *xs):
    y, view = canvas.height() // 2, canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(xs[0], y))
    for x in xs[1:]:  # QTest's own moves hold no button
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, QPointF(x, y), none, left, Qt.KeyboardModifier.NoModifier)
        QgsApplication.sendEvent(view, move)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(xs[-1], y))


@pytest.mark.parametrize("listed", ["both", "before", "neither"])
def test_before_is_left_and_after_right_in_the_same_stretch(tool, canvas, layer, after, listed):
    left, right = plain(canvas, layer), plain(canvas, like(after, layer))
    assert (left != right).mean() > 0.5
    canvas.setLayers({"both": [after, layer], "before": [layer], "neither": []}[listed])
    tool.compare(layer, after)
    settle(canvas)
    assert tool.active and canvas.mapTool() is tool and tool.position == 0.5
    assert_sides(canvas, left, right, 0.5)


def test_dragging_moves_the_line_and_renders_nothing(tool, canvas, layer, after, monkeypatch):
    left, right = plain(canvas, layer), plain(canvas, like(after, layer))
    tool.compare(layer, after)
    settle(canvas)
    rendered, render = [], MapImage.render
    monkeypatch.setattr(MapImage, "render", lambda self: (rendered.append(self), render(self))[1])
    for end in (60, 250):
        drag(canvas, 150, 100, 200, end)
        assert tool.position == end / canvas.width() and not rendered
        assert_sides(canvas, left, right, tool.position)
    drag(canvas, 150, -500)
    assert tool.position == 0


def test_it_follows_zoom_and_pan(tool, canvas, layer, after):
    tool.compare(layer, after)
    settle(canvas)
    for change in (lambda: canvas.zoomByFactor(0.4), lambda: canvas.setCenter(layer.extent().center())):
        change()
        settle(canvas)
        tool.stop()
        left, right = plain(canvas, layer), plain(canvas, like(after, layer))
        tool.compare(layer, after)
        settle(canvas)
        assert_sides(canvas, left, right, 0.5)


def test_a_view_is_rendered_once_for_each_side(tool, canvas, layer, after, monkeypatch):
    rendered, render = [], MapImage.render
    monkeypatch.setattr(MapImage, "render", lambda self: (rendered.append(self), render(self))[1])
    tool.compare(layer, after)
    settle(canvas)
    rendered.clear()
    canvas.zoomByFactor(0.5)
    canvas.waitWhileRendering()
    assert len(rendered) == 2 and len(set(rendered)) == 2


def test_it_follows_the_style_of_what_was_before(tool, canvas, layer, after):
    tool.compare(layer, after)
    settle(canvas)
    renderer = layer.renderer().clone()
    renderer.setRedBand(3)
    renderer.setBlueBand(1)
    layer.setRenderer(renderer)
    layer.triggerRepaint()
    settle(canvas)
    tool_sees = picture(canvas)
    left, right = plain(canvas, layer), plain(canvas, like(after, layer))
    assert np.array_equal(tool_sees[QUIET:, :130], left[QUIET:, :130])
    assert np.array_equal(tool_sees[QUIET:, 170:], right[QUIET:, 170:])


def end_by_escape(tool, canvas, pair):
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def end_by_another_tool(tool, canvas, pair):
    tool.other = QgsMapToolPan(canvas)
    canvas.setMapTool(tool.other)


def end_by_removing_before(tool, canvas, pair):
    QgsProject.instance().removeMapLayer(pair[0].id())


def end_by_removing_after(tool, canvas, pair):
    QgsProject.instance().removeMapLayer(pair[1].id())


def end_by_closing_the_project(tool, canvas, pair):
    QgsProject.instance().clear()


@pytest.mark.parametrize(
    "end",
    [
        end_by_escape,
        end_by_another_tool,
        end_by_removing_before,
        end_by_removing_after,
        end_by_closing_the_project,
        lambda tool, canvas, pair: tool.stop(),
    ],
)
@pytest.mark.parametrize("drawn", [False, True])
def test_it_ends_without_a_trace(tool, canvas, layer, after, end, drawn):
    former, items = canvas.mapTool(), len(canvas.items())
    tool.compare(layer, after)
    assert len(canvas.items()) == items + 1
    if drawn:
        settle(canvas)
    end(tool, canvas, (layer, after))
    settle(canvas, 0.1)
    assert not tool.active and tool.ends == [1] and len(canvas.items()) == items
    assert canvas.mapTool() is getattr(tool, "other", former)
    tool.stop()
    assert tool.ends == [1]


def test_a_second_pair_takes_the_place_of_the_first(tool, canvas, layer, after):
    former = canvas.mapTool()
    tool.compare(layer, after)
    settle(canvas)
    drag(canvas, 150, 60)
    tool.compare(after, layer)
    settle(canvas)
    assert tool.active and tool.position == 60 / canvas.width() and tool.ends == []
    assert len([item for item in canvas.items() if isinstance(item, Overlay)]) == 1
    tool.stop()
    assert canvas.mapTool() is former and tool.ends == [1]


def test_a_layer_that_is_not_in_the_project_can_be_compared_and_goes(tool, canvas, layer, tmp_path):
    path = f"/vsimem/{time.time_ns()}.tif"
    gdal.Translate(path, layer.source(), srcWin=[60, 40, 80, 70])
    piece = QgsRasterLayer(path, "piece")
    tool.compare(layer, piece)
    settle(canvas)
    sip.delete(piece)
    gdal.Unlink(path)
    assert not tool.active and tool.ends == [1]


def test_the_cursor_says_what_a_drag_does(tool, canvas, layer, after):
    tool.compare(layer, after)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.SplitHCursor


def test_the_tags_name_the_sides(tool, canvas, layer, after):
    tool.compare(layer, after)
    settle(canvas)
    seen = canvas.grab().toImage()
    for x in (120, 180):
        dark = [QColor(seen.pixel(x, y)).lightness() for y in range(12, 32)]
        assert min(dark) < 100 and max(dark) > 150
