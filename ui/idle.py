"""Ends the process that holds the model some time after the last run, sooner than it would leave by itself."""

from __future__ import annotations

import threading
from typing import Optional

from ..dsrdmpd.pipeline import close_workers

_lock = threading.Lock()
_timer: Optional[threading.Timer] = None


def run_ended(keep_s: float) -> None:
    """Count from now: after `keep_s` seconds without another call the idle process ends. Safe from any thread."""
    global _timer
    with _lock:
        if _timer is not None:
            _timer.cancel()
        _timer = threading.Timer(keep_s, close_workers)  # a process at work is not idle, and stays
        _timer.daemon = True  # must not hold up QGIS's end
        _timer.start()


def stop() -> None:
    """End the idle process now, and the counting."""
    global _timer
    with _lock:
        if _timer is not None:
            _timer.cancel()
            _timer = None
    close_workers()
