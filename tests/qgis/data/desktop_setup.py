"""A first minute in QGIS without a model: run there by test_setup.py, which reads what is written to SESSION_REPORT."""

import os
import sys
from pathlib import Path

from in_qgis import begin, report, wait
from qgis.core import QgsProject, QgsRasterLayer
from qgis.utils import iface, plugins

PICTURES = os.environ.get("SESSION_PICTURES")


def session():
    layer = QgsRasterLayer(os.environ["SESSION_SCENE"], "scene")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    iface.mapCanvas().setExtent(layer.extent())
    desktop = plugins["dsrdmpd_dehaze"].desktop
    desktop._action.trigger()
    dock, guide = desktop._dock, desktop._guide
    panel = guide._panel
    wait(lambda: dock.device_view.device is not None)
    report["panel"] = panel.isVisible()
    wait(lambda: "MB" in panel.button.text() or "GB" in panel.button.text())
    report["button"], report["sentence"] = panel.button.text(), panel.text.text()
    report["controls_width"] = dock.body.minimumSizeHint().width()
    picture("dock")
    dock.quality_box.setCurrentIndex(0)
    dock.run_button.click()  # what the user wants
    wait(lambda: guide._dialog is not None and guide._dialog.isVisible())
    dialog = guide._dialog
    wait(lambda: dialog.yes_button.isEnabled())
    report["unasked"] = Path(os.environ["DSRDMPD_RUNTIME"]).exists()
    picture("question", dialog)
    dialog._wheels = os.environ["SESSION_WHEELS"]
    dialog._look("cpu")
    wait(lambda: dialog.yes_button.isEnabled())
    dialog.yes_button.click()
    wait(lambda: dialog.bar.value() > 300)
    picture("progress", dialog)
    wait(lambda: not dialog.isVisible(), 300)
    wait(lambda: desktop._queue.current is not None)
    wait(lambda: desktop._queue.current is None)
    report["layers"] = [found.name() for found in QgsProject.instance().layerTreeRoot().layerOrder()]
    report["panel_afterwards"] = panel.isVisible()
    report["device"] = dock.device_line.text()
    report["torch"] = "torch" in sys.modules
    picture("done")


def picture(name, widget=None):
    if PICTURES:
        wait(lambda: True)
        (widget or iface.mainWindow()).grab().save(f"{PICTURES}/{name}.png")


begin(session)
