"""Shows a run's progress where QGIS does, in its language: the algorithm's dialog, task manager or terminal."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from ..dsrdmpd.progress import Progress
from .core_texts import say


class QgisProgress(Progress):
    """Passes everything on to a Processing feedback, which is safe to call from the thread that does the work."""

    def __init__(self, feedback: QgsProcessingFeedback):
        self._feedback = feedback
        self._stage = ""

    def report(self, fraction: float, stage: str = "") -> None:
        self._feedback.setProgress(100 * fraction)
        if stage and stage != self._stage:  # each text becomes a line of the log
            self._stage = stage
            self._feedback.setProgressText(say(stage))

    def info(self, text: str) -> None:
        self._feedback.pushInfo(say(text))

    def warning(self, text: str) -> None:
        self._feedback.pushWarning(say(text))

    def cancelled(self) -> bool:
        return self._feedback.isCanceled()
