"""How tests wait for QGIS: by running its event loop, since what they wait for happens there."""

from qgis.PyQt.QtCore import QEventLoop, QTimer


def wait(condition, limit_s=60):
    """Run the event loop until `condition()` holds."""
    loop, looking = QEventLoop(), QTimer()
    looking.timeout.connect(lambda: condition() and loop.quit())
    looking.start(10)
    QTimer.singleShot(1000 * limit_s, loop.quit)
    if not condition():
        loop.exec()
    assert condition(), "it did not come to pass"
