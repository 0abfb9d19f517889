"""Runs of `dsrdmpd:dehaze` one after the other, each a background task that QGIS's task manager shows."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProject,
    QgsTask,
)
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QObject, pyqtSignal

from ..dsrdmpd.progress import Stage
from .estimate import Load, Work
from .feedback import StageFeedback
from .output_path import ENDINGS
from .results import load_results

ALGORITHM = "dsrdmpd:dehaze"
_END_LIMIT_S = 10.0  # for a cancelled run to take its files away


@dataclass(frozen=True)
class RunRequest:
    """One run as the dock asks for it.

    Attributes:
        parameters: of `dsrdmpd:dehaze`. layer_id, layer_name, source: of the layer to dehaze.
        load: what its speed depends on. tile_px: side of its tiles. seconds: how long it is thought to take.
        work, share: by what it is thought so, see `Estimate`.
        temporary: whether the result has no file of the user's own.
    """

    parameters: Dict[str, Any]
    layer_id: str
    layer_name: str
    source: str
    load: Load
    tile_px: int
    seconds: float
    work: Work
    share: float
    temporary: bool

    @property
    def output(self) -> str:
        """The file of the result, empty where it is temporary."""
        return "" if self.temporary else self.parameters["OUTPUT"].sink.staticValue()


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        request: what was asked. succeeded, cancelled: neither means that it failed, `message` saying why.
        results: the algorithm's outputs. layer_ids: layers that were added, the dehazed one first.
        seconds: that it took.
    """

    request: RunRequest
    succeeded: bool
    cancelled: bool
    message: str
    results: Dict[str, Any]
    layer_ids: Tuple[str, ...]
    seconds: float


class RunFeedback(StageFeedback):
    """A run's log and stage as signals, which cross from the worker's thread to the dock's."""

    said = pyqtSignal(str, str)  # kind (info, warning, error), text
    stage_changed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(True)
        self.errors: List[str] = []

    def setProgressText(self, text: str) -> None:
        super().setProgressText(text)
        self.stage_changed.emit(text)

    def pushInfo(self, info: str) -> None:
        super().pushInfo(info)
        self.said.emit("info", info)

    def pushWarning(self, warning: str) -> None:
        super().pushWarning(warning)
        self.said.emit("warning", warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        super().reportError(error, fatalError)
        self.errors.append(error)
        self.said.emit("error", error)


class RunTask(QgsProcessingAlgRunnerTask):
    """Prepared when it is made, so a layer that goes away while it waits or works does not matter."""

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        request: RunRequest,
        context: QgsProcessingContext,
        feedback: RunFeedback,
    ):
        super().__init__(algorithm, request.parameters, context, feedback)
        self.setDescription(f"{algorithm.displayName()}: {request.layer_name}")


@dataclass
class _Run:
    """Everything that must live as long as its task."""

    request: RunRequest
    algorithm: QgsProcessingAlgorithm
    context: QgsProcessingContext
    feedback: RunFeedback
    task: RunTask
    project_number: int
    started_at: float = field(default=0.0)


class RunQueue(QObject):
    """Starts a run when the one before it has ended: there is one model, and it has one memory.

    Signals:
        changed: another run is the current one, or waits. said: a line for the log. stage_changed, progressed: of the
        current run. ended: a `RunOutcome`.
    """

    changed = pyqtSignal()
    said = pyqtSignal(str, str)
    stage_changed = pyqtSignal(str)
    progressed = pyqtSignal(float)
    ended = pyqtSignal(object)

    def __init__(self, parent: Optional[QObject] = None):
        super().__init__(parent)
        self._current: Optional[_Run] = None
        self._waiting: List[_Run] = []
        self._project_number = 0  # grows when the project is closed
        QgsProject.instance().cleared.connect(self._project_closed)

    @property
    def current(self) -> Optional[RunRequest]:
        """The run that goes on."""
        return self._current.request if self._current else None

    @property
    def waiting(self) -> int:
        """How many runs wait for it."""
        return len(self._waiting)

    @property
    def following(self) -> Tuple[RunRequest, ...]:
        """The runs that wait, in their order."""
        return tuple(run.request for run in self._waiting)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the current run began."""
        return time.monotonic() - self._current.started_at if self._current else 0.0

    @property
    def dehazing_s(self) -> Optional[float]:
        """Seconds since the model of the current run began to work, None if it has not."""
        began = self._current.feedback.began_at.get(Stage.DEHAZING) if self._current else None
        return None if began is None else time.monotonic() - began

    def outputs(self) -> List[str]:
        """Return the files that runs are going to write."""
        runs = [self._current, *self._waiting] if self._current else self._waiting
        named = (run.request.parameters.get(name) for run in runs for name in ENDINGS)
        paths = (each if isinstance(each, str) else each.sink.staticValue() for each in named if each is not None)
        return [path for path in paths if path and path != QgsProcessing.TEMPORARY_OUTPUT]

    def submit(self, request: RunRequest) -> str:
        """Check and queue a run; return why it was refused, or an empty text."""
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
        context, feedback = QgsProcessingContext(), RunFeedback()
        context.setProject(QgsProject.instance())
        accepted, message = algorithm.checkParameterValues(request.parameters, context)
        if not accepted:
            return message
        task = RunTask(algorithm, request, context, feedback)
        if task.isCanceled():
            return " ".join(feedback.errors) or self.tr("The run could not be prepared.")
        run = _Run(request, algorithm, context, feedback, task, self._project_number)
        feedback.said.connect(self.said)
        _note_in_history(run)
        self._waiting.append(run)
        self._next()
        return ""

    def cancel(self) -> None:
        """Stop the current run; the next one follows."""
        if self._current:
            self._current.task.cancel()

    def drop(self, request: RunRequest) -> None:
        """Take a run that waits out of the queue; nothing happens if it has begun meanwhile."""
        self._waiting = [run for run in self._waiting if run.request is not request]
        self.changed.emit()

    def close(self) -> None:
        """Stop everything and wait until nothing is left of it."""
        QgsProject.instance().cleared.disconnect(self._project_closed)
        self._waiting.clear()
        self.cancel()
        wait_for_tasks()

    # --- From one run to the next -------------------------------------------------------------------------------------

    def _next(self) -> None:
        if self._current is None and self._waiting:
            self._current = run = self._waiting.pop(0)
            run.started_at = time.monotonic()
            run.feedback.stage_changed.connect(self.stage_changed)
            run.feedback.progressChanged.connect(self.progressed)
            run.task.executed.connect(self._executed)
            self.said.emit("info", run.task.description())
            QgsApplication.taskManager().addTask(run.task)
        self.changed.emit()

    def _executed(self, succeeded: bool, results: Dict[str, Any]) -> None:
        run, self._current = self._current, None
        seconds = time.monotonic() - run.started_at
        layer_ids: Tuple[str, ...] = ()
        message = ""
        if succeeded:
            self._remember(run, results, seconds)
            if run.project_number == self._project_number:
                layer_ids = load_results(run.context, run.feedback, run.request.layer_id)
        elif not run.feedback.isCanceled():
            message = " ".join(run.feedback.errors) or self.tr("The run failed; the log says more.")
        cancelled = not succeeded and run.feedback.isCanceled()
        self.ended.emit(RunOutcome(run.request, succeeded, cancelled, message, results, layer_ids, seconds))
        self._next()

    def _remember(self, run: _Run, results: Dict[str, Any], seconds: float) -> None:
        """Let this run correct the estimates of the next."""
        request = run.request
        tiles_px = int(results.get("TILES", 0)) * request.tile_px**2
        request.load.remember(replace(request.work, tiles_px=tiles_px), seconds, request.share)

    def _project_closed(self) -> None:
        """What was asked for the closed project must not appear in the next; a file of the user's is still made."""
        self._project_number += 1
        self._waiting = [run for run in self._waiting if not run.request.temporary]
        if self._current and self._current.request.temporary:
            self._current.task.cancel()
        self.changed.emit()


def wait_for_tasks() -> None:
    """Wait until no background task of this plugin is at work, so that its code and its process may go."""
    until = time.monotonic() + _END_LIMIT_S
    while time.monotonic() < until and any(map(_is_ours, QgsApplication.taskManager().activeTasks())):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 50)


def _is_ours(task: QgsTask) -> bool:
    return type(task).__module__.startswith(__name__.rpartition(".")[0])


def _note_in_history(run: _Run) -> None:
    """Enter the run in Processing's history, as QGIS's own dialogs do."""
    parameters = {**run.request.parameters, "INPUT": run.request.source}  # an id means nothing in another project
    command = run.algorithm.asPythonCommand(parameters, run.context)
    if hasattr(QgsGui, "historyProviderRegistry"):  # from 3.24 on
        details = {"python_command": command, "algorithm_id": run.algorithm.id()}
        details["parameters"] = run.algorithm.asMap(parameters, run.context)
        QgsGui.historyProviderRegistry().addEntry("processing", details)
        return
    try:
        from processing.core.ProcessingLog import ProcessingLog
    except ImportError:  # the Processing plugin is switched off
        return
    ProcessingLog.addToLog(command)


def folder_of(results: Dict[str, Any]) -> str:
    """Return the folder of a run's result."""
    return os.path.dirname(str(results.get("OUTPUT", "")))
