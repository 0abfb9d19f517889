"""The log of the core and of the process that holds torch: files that keep themselves small, in `log_folder`."""

from __future__ import annotations

import logging
import logging.handlers
from contextlib import suppress
from pathlib import Path
from typing import Optional

from .folders import log_folder

LOGGER = logging.getLogger("dsrdmpd")  # by this name whatever the package is called, as inside QGIS
LOGGER.addHandler(logging.NullHandler())  # else Python itself writes errors to the terminal, beside who shows them
MOST_BYTES, OLD_FILES = 500_000, 3
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_file(name: str = "dehaze") -> Path:
    """Return the path of a log: ``dehaze`` of the callers, ``worker`` of the process that holds torch."""
    return log_folder() / f"{name}.log"


def start_logging(name: str = "dehaze") -> Optional[logging.Handler]:
    """Write what is logged to that file from now on; None if it cannot be written, which stops nobody."""
    try:
        path = log_file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Rotating(path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8", errors="replace")
    except (OSError, RuntimeError):  # the latter: there is no home
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    return handler


def stop_logging(handler: Optional[logging.Handler]) -> None:
    """Undo `start_logging`."""
    if handler is not None:
        LOGGER.removeHandler(handler)
        handler.close()


class _Rotating(logging.handlers.RotatingFileHandler):
    """Neither a full disk nor a file that another process holds open may end a run, or write to its terminal."""

    def doRollover(self) -> None:
        with suppress(OSError):  # Windows renames no open file: this one grows until it may
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing."""
