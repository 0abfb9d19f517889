"""Shows a run's progress where QGIS does, in its language: the algorithm's dialog, task manager or terminal."""

from __future__ import annotations

import time
from typing import Dict, Union

from qgis.core import QgsProcessingFeedback

from ..dsrdmpd.errors import Words
from ..dsrdmpd.progress import Progress, Stage
from .core_texts import translated


class StageFeedback(QgsProcessingFeedback):
    """A feedback that knows its run's stages by themselves, not by what they are called.

    Attributes:
        began_at: when each stage began, by `time.monotonic`.
    """

    def __init__(self, log_feedback: bool = True):
        super().__init__(log_feedback)
        self.began_at: Dict[Stage, float] = {}

    def enter(self, stage: Stage) -> None:
        """Take note that the run is in `stage` now."""
        self.began_at.setdefault(stage, time.monotonic())


class QgisProgress(Progress):
    """Passes everything on to a Processing feedback, which is safe to call from the thread that does the work."""

    def __init__(self, feedback: QgsProcessingFeedback):
        self._feedback = feedback
        self._stage: Union[Stage, Words, None] = None

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._feedback.setProgress(100 * fraction)
        if stage is None or stage == self._stage:  # each text becomes a line of the log
            return
        self._stage = stage
        if isinstance(stage, Stage) and isinstance(self._feedback, StageFeedback):
            self._feedback.enter(stage)
        self._feedback.setProgressText(translated(stage))

    def info(self, text: Words) -> None:
        self._feedback.pushInfo(translated(text))

    def warning(self, text: Words) -> None:
        self._feedback.pushWarning(translated(text))

    def words(self, text: Words) -> str:
        return translated(text)

    def cancelled(self) -> bool:
        return self._feedback.isCanceled()
