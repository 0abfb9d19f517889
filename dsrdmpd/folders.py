"""Where this user's models and logs belong on Linux, macOS and Windows.

The few lines of `platformdirs` that are needed: QGIS's process, which lists models, has no packages beside its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Mapping, Optional

NAME = "dsrdmpd"


def data_folder(environ: Optional[Mapping[str, str]] = None, platform: str = sys.platform) -> Path:
    """Return the folder for what the user keeps, such as models of their own."""
    environ = os.environ if environ is None else environ
    if platform == "win32":
        return _windows(environ) / NAME
    if platform == "darwin":
        return _home(environ) / "Library" / "Application Support" / NAME
    return _xdg(environ, "XDG_DATA_HOME", ".local/share") / NAME


def log_folder(environ: Optional[Mapping[str, str]] = None, platform: str = sys.platform) -> Path:
    """Return the folder for logs."""
    environ = os.environ if environ is None else environ
    if platform == "win32":
        return _windows(environ) / NAME / "Logs"
    if platform == "darwin":
        return _home(environ) / "Library" / "Logs" / NAME
    return _xdg(environ, "XDG_STATE_HOME", ".local/state") / NAME / "log"


def _xdg(environ: Mapping[str, str], variable: str, usual: str) -> Path:
    named = Path(environ.get(variable, ""))
    return named if named.is_absolute() else _home(environ) / usual  # the standard: a relative one is ignored


def _windows(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("LOCALAPPDATA") or _home(environ) / "AppData" / "Local")


def _home(environ: Mapping[str, str]) -> Path:
    named = environ.get("HOME") or environ.get("USERPROFILE")
    return Path(named) if named else Path.home()
