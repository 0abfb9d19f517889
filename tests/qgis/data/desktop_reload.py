"""Loads the plugin anew again and again in QGIS, run there by test_desktop.py, and counts what is there after each."""

import gc
import os
import threading

from in_qgis import begin, report, wait
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, QTranslator
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QToolButton, QWidget
from qgis.utils import iface, plugins, reloadPlugin

NAME = "dsrdmpd_dehaze"
TIMES = 10
report["counts"] = []


def session():
    layer = QgsRasterLayer(os.environ["SESSION_SCENE"], "scene")
    QgsProject.instance().addMapLayer(layer)
    plugins[NAME].desktop.action.trigger()
    for number in range(TIMES):
        if number in (0, TIMES - 1):
            use()
        reloadPlugin(NAME)
        wait(lambda: plugins[NAME].desktop.dock is not None)  # it was open
        if number in (0, TIMES - 1):
            # a thread asks; it is there or not by chance
            wait(lambda: plugins[NAME].desktop.dock.device_view.device is not None)
            wait(lambda: not any(each.name.startswith("dsrdmpd") for each in threading.enumerate()))
        report["counts"].append(count())
        if number in (0, TIMES - 1):
            report["counts"][-1]["pages"] = pages()  # which takes seconds


def use():
    """Have the plugin make what it makes only when it is needed."""
    desktop = plugins[NAME].desktop
    dock = desktop.dock
    wait(lambda: dock.device_view.device is not None)
    dock.quality_box.setCurrentIndex(0)
    dock.preview_action.trigger()
    wait(lambda: desktop.preview.layer is not None)
    dock.compare_action.trigger()


def count():
    gc.collect()
    window, alive = iface.mainWindow(), gc.get_objects()
    panels = window.createPopupMenu()
    panel_names = [action.text() for action in panels.actions()]
    sip.delete(panels)
    return {
        "docks": len([dock for dock in window.findChildren(QDockWidget) if dock.objectName() == "DsrdmpdDehazeDock"]),
        "all docks": len(window.findChildren(QDockWidget)),
        "buttons": len([button for button in window.findChildren(QToolButton) if "Dehaze" in button.text()]),
        "menu entries": len([action for action in iface.rasterMenu().actions() if "Dehaze" in action.text()]),
        "panels": len([name for name in panel_names if "Dehaze" in name]),
        "providers": len([p for p in QgsApplication.processingRegistry().providers() if p.id() == "dsrdmpd"]),
        "translators": len([found for found in alive if isinstance(found, QTranslator)]),
        "desktops": len([found for found in alive if type(found).__name__ == "Desktop"]),
        # Python calls a thread of Qt's pool that ran a task "Dummy-n"; Qt keeps or ends it as it likes
        "threads": len([each for each in threading.enumerate() if not each.name.startswith("Dummy")]),
        "tasks": len(QgsApplication.taskManager().activeTasks()),
        "canvas items": len(iface.mapCanvas().scene().items()),
        "objects": len(window.findChildren(QObject)),
    }


def pages():
    """How many pages of ours the options dialog has."""
    found = []

    def look():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            found.append(len(dialog.findChildren(QWidget, "DsrdmpdOptionsPage")))
            dialog.reject()

    looking = QTimer()
    looking.timeout.connect(look)
    looking.start(50)
    iface.showOptionsDialog(iface.mainWindow())
    return found[0]


begin(session)
