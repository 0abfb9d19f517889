"""What a user does in QGIS, run there by test_desktop.py, which reads what is written to SESSION_REPORT."""

import os
import time

from in_qgis import begin, report, wait
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.utils import iface, plugins, unloadPlugin

NAME = "dsrdmpd_dehaze"


def session():
    layer = QgsRasterLayer(os.environ["SESSION_SCENE"], "scene")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.mapCanvas().setExtent(layer.extent())
    desktop = plugins[NAME].desktop
    desktop.action.trigger()
    dock, queue = desktop.dock, desktop.queue
    report["followed"] = dock.layer is layer
    wait(lambda: dock.device_view.device is not None)
    report["device"] = dock.device_line.text()
    report["controls_width"] = dock.body.minimumSizeHint().width()
    run_on_an_extent(dock, queue, layer)
    cancel(dock, queue)
    preview_and_swipe(desktop, dock)
    dock.run_button.click()
    wait(lambda: queue.current is not None)
    unloadPlugin(NAME)
    report["tasks_left"] = len(QgsApplication.taskManager().activeTasks())
    report["provider_left"] = QgsApplication.processingRegistry().providerById("dsrdmpd") is not None
    report["actions_left"] = [action.text() for action in iface.rasterMenu().actions() if "Dehaze" in action.text()]


def run_on_an_extent(dock, queue, layer):
    view = layer.extent()
    view.scale(0.4)
    iface.mapCanvas().setExtent(view)
    dock.area_box.setCurrentIndex(1)
    dock.quality_box.setCurrentIndex(0)
    dock.run_button.click()
    wait(lambda: queue.current is None)
    report["layers"] = [found.name() for found in QgsProject.instance().layerTreeRoot().layerOrder()]
    made = QgsProject.instance().mapLayersByName("scene dehazed (draft)")
    report["pixels"] = [made[0].width(), made[0].height()] if made else None
    report["estimate"] = dock.estimate_label.text()


def cancel(dock, queue):
    dock.model_box.setCurrentIndex(dock.model_box.findData("identity"))  # looks at every tile, hazy or not
    dock.steps_box.setValue(400)
    dock.run_button.click()
    wait(lambda: queue.dehazing_s is not None)
    began = time.monotonic()
    dock.run_button.click()
    wait(lambda: queue.current is None)
    report["cancel_s"] = time.monotonic() - began
    report["layers_after_cancel"] = QgsProject.instance().count()


def preview_and_swipe(desktop, dock):
    dock.model_box.setCurrentIndex(dock.model_box.findData("default"))
    dock.steps_box.setValue(-1)
    dock.preview_action.trigger()
    wait(lambda: desktop.preview.layer is not None)
    dock.strength_slider.setValue(50)
    dock.compare_action.trigger()
    report["swiping"] = iface.mapCanvas().mapTool() is desktop.swipe
    dock.compare_action.trigger()
    dock.preview_action.trigger()
    report["preview_left"] = desktop.preview.active


begin(session)
