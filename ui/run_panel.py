"""The dock's foot: shows how the runs go, and turns the run button into a cancel button meanwhile."""

from __future__ import annotations

import html
import time
from typing import Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QTimer

from ..dsrdmpd.progress import clock
from ..dsrdmpd.request import Quality
from .core_texts import quality_name
from .dock import DehazeDock
from .runs import RunOutcome, RunQueue, RunRequest

_TICK_MS = 500
_TELLS = 0.03  # of a run: before that much is done, its speed says nothing
_MARKS = {"info": "", "warning": "⚠ ", "error": "✖ "}


class RunPanel(QObject):
    """Connects the dock's buttons, bar and log to the queue."""

    def __init__(self, dock: DehazeDock, queue: RunQueue):
        super().__init__(dock)
        self._dock, self._queue = dock, queue
        self._stage, self._fraction = "", 0.0
        self._note = ""  # shown while nothing runs
        self._listed: Tuple[RunRequest, ...] = ()  # the runs that wait, as they are listed
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tell)
        dock.run_button.clicked.connect(self._run_or_cancel)
        dock.queue_label.linkActivated.connect(self._drop)
        queue.changed.connect(self._changed)
        queue.stage_changed.connect(self._set_stage)
        queue.progressed.connect(self._set_percent)
        queue.said.connect(self._log)
        queue.ended.connect(self._ended)
        self._changed()

    def note(self, text: str) -> None:
        """Show a line while nothing runs, such as the preview's state; an empty one takes it away."""
        self._note = text
        self._tell()

    def _run_or_cancel(self) -> None:
        if self._queue.current:
            self._queue.cancel()
            self._dock.run_button.setEnabled(False)
            self._set_stage(self.tr("Cancelling"))
        else:
            self._dock.submit()

    def _changed(self) -> None:
        dock, running = self._dock, self._queue.current is not None
        if running and not self._clock.isActive():
            self._clock.start()
        elif not running:
            self._clock.stop()
        dock.progress_bar.setVisible(running)
        dock.queue_button.setVisible(running)
        dock.run_button.setEnabled(True)
        icon = "/mTaskCancel.svg" if running else "/mActionStart.svg"
        dock.run_button.setIcon(QgsApplication.getThemeIcon(icon))
        dock.run_button.setText(self.tr("&Cancel") if running else self.tr("&Dehaze"))
        dock.run_button.setToolTip(
            self.tr("Stop the run; it leaves no file behind")
            if running
            else self.tr("Dehaze the layer in the background (Ctrl+Return)")
        )
        self._list_queue()
        self._tell()

    def _set_stage(self, stage: str) -> None:
        self._stage = stage
        self._tell()

    def _set_percent(self, percent: float) -> None:
        self._fraction = percent / 100
        self._dock.progress_bar.setValue(round(10 * percent))
        self._tell()

    def _tell(self) -> None:
        label, queue = self._dock.stage_label, self._queue
        if queue.current is None:
            label.setText(self._note)
            label.setVisible(bool(self._note))
            return
        parts = [self._stage or self.tr("Starting"), clock(queue.elapsed_s)]
        left = self._seconds_left()
        if left is not None:
            parts.append(self.tr("{} left").format(clock(left)))
        label.setText(" · ".join(parts))
        label.show()

    def _list_queue(self) -> None:
        """Name the runs that wait, each with a way to take it out."""
        remove = self.tr("remove")
        lines = [
            f"{number + 1}. {html.escape(_in_short(request))} · <a href='{number}'>{remove}</a>"
            for number, request in enumerate(self._queue.following)
        ]
        self._listed = self._queue.following
        self._dock.queue_label.setText("<br>".join([self.tr("Then:"), *lines]) if lines else "")
        self._dock.queue_label.setVisible(bool(lines))

    def _drop(self, number: str) -> None:
        """Take the run out that the user saw under this number, however far the queue has gone meanwhile."""
        if int(number) < len(self._listed):
            self._queue.drop(self._listed[int(number)])

    def _seconds_left(self) -> Optional[float]:
        """Judged by what is done, or by the estimate while nothing is."""
        working = self._queue.dehazing_s
        if working is not None and self._fraction > _TELLS:
            return working * (1 - self._fraction) / self._fraction
        left = self._queue.current.seconds - self._queue.elapsed_s
        return left if left > 0 else None

    def _log(self, kind: str, text: str) -> None:
        self._dock.log.appendPlainText(f"{time.strftime('%H:%M:%S')}  {_MARKS.get(kind, '')}{text}")

    def _ended(self, outcome: RunOutcome) -> None:
        if outcome.succeeded:
            self._log("info", self.tr("{}: done in {}").format(outcome.request.layer_name, clock(outcome.seconds)))
        elif outcome.cancelled:
            self._log("info", self.tr("{}: cancelled").format(outcome.request.layer_name))
        self._stage, self._fraction = "", 0.0
        self._dock.progress_bar.setValue(0)
        self._dock.renew_estimate()


def _in_short(request: RunRequest) -> str:
    """A run that waits, in a few words: its layer, and what tells it from others over the same."""
    parameters = request.parameters
    quality = quality_name(Quality(parameters["QUALITY"]))
    return f"{request.layer_name} · {quality} · {parameters['STRENGTH']:g} %"
