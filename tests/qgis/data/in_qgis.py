"""What the scripts that test_desktop.py runs in QGIS share: waiting, and the report that the test reads."""

import json
import os
import sys
import time
import traceback
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

_START_MS = 1000  # QGIS runs the scripts before its window is there
report = {"tracebacks": []}


def wait(condition, limit_s=150):
    """Run QGIS's event loop until `condition()` holds."""
    until = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"line {sys._getframe(1).f_lineno} waited in vain")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def write():
    """Write the report to SESSION_REPORT."""
    Path(os.environ["SESSION_REPORT"]).write_text(json.dumps(report), encoding="utf-8")


def begin(session, stay=False):
    """Call `session()` once QGIS is there, then write the report and end QGIS at once, unless it is to `stay`.

    A traceback, there or in a slot, is part of the report.
    """

    def run():
        try:
            session()
        except BaseException:
            report["tracebacks"].append(traceback.format_exc())
        write()
        if not stay or report["tracebacks"]:
            os._exit(0)

    def note(*error):
        report["tracebacks"].append("".join(traceback.format_exception(*error)))
        write()

    sys.excepthook = note
    QTimer.singleShot(_START_MS, run)
