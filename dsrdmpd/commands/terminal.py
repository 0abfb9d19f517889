"""How a run is shown in a terminal."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any, Optional, Union

from ..errors import Words
from ..machine import DEVICES
from ..progress import Progress, Stage, clock

DEVICE_HELP = f"{', '.join(DEVICES)} or another cuda:N"


class TerminalProgress(Progress):
    """A bar with the time left on standard error; plain lines where that is no terminal. Ctrl-C cancels.

    The time left is judged by what was done since the first report of dehazing, if there is one: what comes before it
    says nothing of the pace, and a resumed run begins where another stopped.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage: Union[Stage, Words] = ""
        self._begun: Optional[float] = None  # fraction that was done at _started
        self._dehazing = False
        self._started, self._tenths = 0.0, -1
        self._cancelled = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._cancel)

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        self._stage = stage or self._stage
        if self._begun is None:
            self._begun, self._started = fraction, time.monotonic()
            self._bar = _bar(fraction) if sys.stderr.isatty() else None
        if stage is Stage.DEHAZING and not self._dehazing:
            self._dehazing = True
            self._begun, self._started = fraction, time.monotonic()
            if self._bar is not None:
                self._bar.initial, self._bar.start_t = fraction, time.time()
        if self._bar is None:
            self._line(fraction)
            return
        self._bar.set_description_str(f"{self._stage!s:<20}", refresh=False)
        self._bar.update(fraction - self._bar.n)
        if fraction >= 1:
            self._bar.leave = True
            self._bar.close()

    def info(self, text: Words) -> None:
        if self._bar is not None:
            self._bar.write(str(text), file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)

    def warning(self, text: Words) -> None:
        self.info(f"warning: {text}")

    def cancelled(self) -> bool:
        return self._cancelled

    def _line(self, fraction: float) -> None:
        if int(10 * fraction) > self._tenths:
            self._tenths = int(10 * fraction)
            seconds, done = time.monotonic() - self._started, fraction - (self._begun or 0)
            left = f"{clock(seconds / done * (1 - fraction))} left" if done > 0 and fraction < 1 else clock(seconds)
            print(f"{100 * fraction:3.0f} %  {self._stage}  {left}", file=sys.stderr, flush=True)

    def _cancel(self, *_: object) -> None:
        self._cancelled = True


def _bar(fraction: float) -> Any:
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own
    drawn = {"bar_format": "{desc} {bar:30} {percentage:3.0f} %  {remaining} left", "leave": False}
    steady = {"smoothing": 0, "miniters": 0, "mininterval": 0.2}
    return tqdm(total=1, initial=fraction, file=sys.stderr, **drawn, **steady)
