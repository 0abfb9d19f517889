"""`./run pictures`: makes the help's pictures of the desktop anew, in QGIS itself on a screen that nobody sees.

Run by Python it starts QGIS in a profile of its own; QGIS then runs the same file, does with the sample what the
pictures show, and grabs its window. Look at them before they are committed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

PLUGIN, CHECKOUT = "dsrdmpd_dehaze", "DSRDMPD_CHECKOUT"
ROOT = Path(os.environ.get(CHECKOUT) or Path(__file__).resolve().parents[1])  # QGIS gives what it runs no `__file__`
WIDTH_PX, HEIGHT_PX, DOCK_PX, LAYERS_PX = 1240, 780, 320, 210
QUALITY = 88  # of the JPEG
LIMIT_S = 300


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        profile = Path(home, ".local/share/QGIS/QGIS3/profiles/default")
        (profile / "python" / "plugins").mkdir(parents=True)
        (profile / "python" / "plugins" / PLUGIN).symlink_to(ROOT, target_is_directory=True)
        (profile / "QGIS").mkdir()
        (profile / "QGIS" / "QGIS3.ini").write_text(f"[PythonPlugins]\n{PLUGIN}=true\nprocessing=true\n")
        Path(home, "run").mkdir(mode=0o700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "QGIS_", "XDG_"))}
        own = {"HOME": home, "XDG_RUNTIME_DIR": f"{home}/run", "LANG": "C.UTF-8", CHECKOUT: str(ROOT)}
        python = {"DSRDMPD_PYTHON": os.environ.get("DSRDMPD_PYTHON", sys.executable)}
        screen = ["xvfb-run", "-a", "-s", f"-screen 0 {WIDTH_PX}x{HEIGHT_PX}x24"]
        command = ["timeout", str(LIMIT_S), *screen, "qgis", "--nologo", "--noversioncheck", "--code", __file__]
        return subprocess.run(command, env={**kept, **python, **own}, check=False).returncode


def session() -> None:
    """What QGIS does: dehaze the sample, grab the window, compare, grab it again."""
    from qgis.core import QgsProject, QgsRasterLayer
    from qgis.PyQt.QtCore import Qt
    from qgis.PyQt.QtWidgets import QDockWidget
    from qgis.utils import iface, plugins

    window, desktop = iface.mainWindow(), plugins[PLUGIN].desktop
    window.setGeometry(0, 0, WIDTH_PX, HEIGHT_PX)
    window.findChild(QDockWidget, "Browser").hide()
    layer = QgsRasterLayer(str(ROOT / "resources" / "samples" / "landsat8_hazy.tif"), "Landsat 8")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    desktop.action.trigger()
    wait(lambda: desktop.dock.device_view.device is not None)
    docks = [window.findChild(QDockWidget, "Layers"), desktop.dock]
    for _ in range(2):  # the first time some are still on their way
        window.resizeDocks(docks, [LAYERS_PX, DOCK_PX], Qt.Orientation.Horizontal)
        pause(1)
    iface.mapCanvas().setDestinationCrs(layer.crs())
    iface.mapCanvas().setExtent(layer.extent())
    pause(1)
    desktop.dock.run_button.click()
    wait(lambda: desktop.queue.current is None)
    wait(lambda: iface.messageBar().currentItem() is not None)
    grab(window, "dock")
    desktop.dock.compare_action.trigger()
    grab(window, "swipe")


def grab(window, name: str) -> None:
    """Write a picture of the window once everything in it is drawn."""
    from qgis.utils import iface

    pause(3)
    wait(lambda: not iface.mapCanvas().isDrawing())
    window.grab().save(str(ROOT / "resources" / "help" / f"{name}.jpg"), "JPG", QUALITY)


def pause(seconds: float) -> None:
    """Let QGIS work for some time."""
    until = time.monotonic() + seconds
    wait(lambda: time.monotonic() > until)


def wait(condition: Callable[[], bool]) -> None:
    """Let QGIS work until the condition holds."""
    from qgis.PyQt.QtCore import QCoreApplication

    until = time.monotonic() + LIMIT_S / 2
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("QGIS did not do in time what the pictures are to show")
        QCoreApplication.processEvents()
        time.sleep(0.01)


def begin() -> None:
    """End QGIS after the session, with a status that says whether it went well."""
    try:
        session()
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if CHECKOUT in os.environ:  # QGIS runs this before its window is there
    from qgis.PyQt.QtCore import QTimer

    QTimer.singleShot(1000, begin)
elif __name__ == "__main__":
    sys.exit(main())
