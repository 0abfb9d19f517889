"""How a long run tells its caller where it is, and learns that it should stop."""

from __future__ import annotations

from .errors import Cancelled


class Progress:
    """Base reporter: says nothing and never cancels. The terminal and QGIS override it.

    All methods are called on the thread that runs the pipeline.
    """

    def report(self, fraction: float, stage: str = "") -> None:
        """Take note that `fraction` (0 to 1, never falling) of the run is done, now in `stage`."""

    def info(self, text: str) -> None:
        """Show one line that is worth keeping in a log."""

    def warning(self, text: str) -> None:
        """Show one line that the user should read."""

    def cancelled(self) -> bool:
        """Whether the user has asked to stop."""
        return False

    def check(self) -> None:
        """Raise `Cancelled` if the user has asked to stop."""
        if self.cancelled():
            raise Cancelled
