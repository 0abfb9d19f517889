"""How a long run tells its caller where it is, and learns that it should stop."""

from __future__ import annotations

from enum import Enum
from typing import Union

from .errors import Cancelled, Text, Words, as_text


class Stage(Enum):
    """What a run on a raster is at. The value is what people read, and what is translated."""

    RANGE = "Reading the range of values"
    WORKERS = "Waiting for workers"
    START = "Starting the model"
    FIELD = "Looking at the whole scene"
    MATCHING = "Matching the scenes"
    RESUMING = "Taking over what is finished"
    DEHAZING = "Dehazing"
    HAZING = "Adding haze"
    MEASURING = "Measuring"
    OVERVIEWS = "Building overviews"
    DONE = "Done"

    def __str__(self) -> str:
        return self.value


def clock(seconds: float) -> str:
    """Return a time as people read it: 0:05, 1:05, 1:01:40."""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Progress:
    """Base reporter: says nothing and never cancels. The terminal and QGIS override it.

    All methods are called on the thread that runs the pipeline.
    """

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        """Take note that `fraction` (0 to 1, never falling) of the run is done, now in `stage` (None: as before)."""

    def info(self, text: Words) -> None:
        """Show one line that is worth keeping in a log."""

    def warning(self, text: Words) -> None:
        """Show one line that the user should read."""

    def words(self, text: Words) -> str:
        """Return words in the user's language, for what a run writes."""
        return str(text)

    def cancelled(self) -> bool:
        """Whether the user has asked to stop."""
        return False

    def check(self) -> None:
        """Raise `Cancelled` if the user has asked to stop."""
        if self.cancelled():
            raise Cancelled


class PartOfProgress(Progress):
    """A step of a longer run: what it reports as 0 to 1 is `start` to `stop` of the whole."""

    def __init__(self, whole: Progress, start: float, stop: float) -> None:
        self._whole, self._start, self._stop = whole, start, stop

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._whole.report(self._start + (self._stop - self._start) * fraction, stage)

    def info(self, text: Words) -> None:
        self._whole.info(text)

    def warning(self, text: Words) -> None:
        self._whole.warning(text)

    def words(self, text: Words) -> str:
        return self._whole.words(text)

    def cancelled(self) -> bool:
        return self._whole.cancelled()


class NamedProgress(PartOfProgress):
    """A step that is about one raster of many: what it says begins with the raster's `name`, which may change."""

    def __init__(self, whole: Progress, start: float, stop: float, name: str = "") -> None:
        super().__init__(whole, start, stop)
        self.name = name

    def info(self, text: Words) -> None:
        super().info(self._named(text))

    def warning(self, text: Words) -> None:
        super().warning(self._named(text))

    def _named(self, text: Words) -> Words:
        return Text("{name}: {text}", name=self.name, text=as_text(text)) if self.name else text
