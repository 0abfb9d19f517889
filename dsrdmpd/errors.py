"""The errors a user can meet: each says what went wrong, why, and what to do about it."""

from __future__ import annotations


class DehazeError(Exception):
    """Root of every error this project raises on purpose.

    Args:
        what: what could not be done, one clause without a final stop.
        why: the cause, as precisely as it is known.
        remedy: what the user can do now.

    ``str(error)`` is one line that a message bar, a terminal or a log can show as it is.
    """

    def __init__(self, what: str, why: str = "", remedy: str = ""):
        self.what, self.why, self.remedy = what, why, remedy
        line = what if not why else f"{what}: {why}"
        line = f"{line.rstrip('.')}."
        if remedy:
            line += f" {remedy.rstrip('.')}."
        super().__init__(" ".join(line.split()))

    def __reduce__(self):  # keeps the three parts when the error crosses a process or a pickle
        return type(self), (self.what, self.why, self.remedy)


class OptionError(DehazeError):
    """An option or parameter has a value that cannot be used."""


class RasterError(DehazeError):
    """A raster cannot be read, dehazed or written."""


class WeightsError(DehazeError):
    """A weights file or checkpoint cannot be used."""


class DeviceError(DehazeError):
    """The device asked for is not there or cannot run the model."""


class WorkerError(DehazeError):
    """The process that holds torch could not be started, died, hung, or answered nonsense."""


class WorkerMemoryError(WorkerError):
    """The process that holds torch ran out of memory, even with the smallest batch."""


class Cancelled(Exception):
    """The user asked to stop. Not an error: callers end quietly and leave nothing behind."""
