"""Shows a run's progress where QGIS shows it: in the algorithm's dialog, the task manager or the terminal."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from ..dsrdmpd.progress import Progress


class QgisProgress(Progress):
    """Passes everything on to a Processing feedback, which is safe to call from the thread that does the work."""

    def __init__(self, feedback: QgsProcessingFeedback):
        self._feedback = feedback
        self._stage = ""

    def report(self, fraction: float, stage: str = "") -> None:
        self._feedback.setProgress(100 * fraction)
        if stage and stage != self._stage:  # each text becomes a line of the log
            self._stage = stage
            self._feedback.setProgressText(stage)

    def info(self, text: str) -> None:
        self._feedback.pushInfo(text)

    def warning(self, text: str) -> None:
        self._feedback.pushWarning(text)

    def cancelled(self) -> bool:
        return self._feedback.isCanceled()
