"""Begins a run in QGIS and quits, run there by test_desktop.py, which looks at what is left."""

import os
from pathlib import Path

from dsrdmpd_dehaze.ui.settings import Settings
from in_qgis import begin, report, wait, write
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QMessageBox
from qgis.utils import iface, plugins

report["asked"] = []


def session():
    folder = Path(os.environ["SESSION_FOLDER"])
    Settings(temporary_folder=str(folder)).save()
    layer = QgsRasterLayer(os.environ["SESSION_SCENE"], "scene")
    QgsProject.instance().addMapLayer(layer)
    desktop = plugins["dsrdmpd_dehaze"].desktop
    desktop.action.trigger()
    dock, queue = desktop.dock, desktop.queue
    dock.follow(layer)
    wait(lambda: dock.device_view.device is not None)
    dock.model_box.setCurrentIndex(dock.model_box.findData("identity"))  # looks at every tile, hazy or not
    dock.quality_box.setCurrentIndex(0)
    dock.run_button.click()  # a result in the temporary folder
    wait(lambda: queue.current is None)
    dock.steps_box.setValue(400)  # takes minutes
    dock.output_file.setFilePath(str(folder / "out.tif"))
    dock.run_button.click()
    wait(lambda: queue.dehazing_s is not None)
    report["children"] = children()
    report["files"] = sorted(path.name for path in folder.rglob("*") if path.is_file())
    leave()  # QGIS wants its tasks to be ended first
    wait(lambda: queue.current is None)
    QTimer.singleShot(0, leave)


def leave():
    QgsProject.instance().setDirty(False)  # else QGIS asks whether to save it
    iface.actionExit().trigger()


def children():
    """Numbers of the processes that this one has started."""
    listed = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(number) for path in listed for number in path.read_text().split()]


def agree():
    """Say yes to what QGIS asks: whether to try and cancel its tasks."""
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        report["asked"].append(box.text())
        write()
        box.button(QMessageBox.StandardButton.Yes).click()


asked = QTimer()
asked.timeout.connect(agree)
asked.start(100)
begin(session, stay=True)
