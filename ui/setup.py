"""Sets the model up in the background: looks what it means for this computer, then does it when the user says yes."""

from __future__ import annotations

import os
import threading
import time
from typing import Callable, Dict, Optional
from urllib.parse import quote
from urllib.request import getproxies

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..dsrdmpd.errors import Cancelled, DehazeError, Text, Words
from ..dsrdmpd.progress import Progress
from ..dsrdmpd.runtime.install import Plan, install, make_plan
from ..dsrdmpd.runtime.pool import close_all_workers
from .core_texts import sentence, translated

_TELLS_S, _TELLS = 3.0, 0.05  # before so much has passed, the speed says nothing
_END_LIMIT_S = 10.0


class Setup(QObject):
    """One at a time. What it does runs in a thread of its own; its signals come in the receiver's.

    Signals:
        planned: a `Plan`, or a sentence that says why there can be none. progressed: share done, stage, seconds left or
        -1. warned: a sentence. ended: whether it was done, and the sentence that says why not ("" after a cancel).
    """

    planned = pyqtSignal(object)
    progressed = pyqtSignal(float, str, float)
    warned = pyqtSignal(str)
    ended = pyqtSignal(bool, str)

    def __init__(self, parent: Optional[QObject] = None):
        super().__init__(parent)
        self._thread: Optional[threading.Thread] = None
        self._stop = threading.Event()
        self._wanted = 0  # the newest question: an older one's answer is not told

    @property
    def running(self) -> bool:
        """Whether it is being set up."""
        return self._thread is not None and self._thread.is_alive()

    def look(self, device: str = "auto", wheels: Optional[str] = None) -> None:
        """Have `planned` told."""
        self._wanted += 1
        number = self._wanted

        def work() -> None:
            try:
                answer: object = make_plan(device, wheels=wheels)
            except DehazeError as error:
                answer = sentence(error)
            if number == self._wanted:
                self.planned.emit(answer)

        threading.Thread(target=_quietly(work), name="dsrdmpd_plan", daemon=True).start()

    def start(self, plan: Plan) -> None:
        """Do what the plan says."""
        if self.running:
            return
        close_all_workers()  # one of them may use the environment that goes
        self._stop.clear()
        proxies = proxy_variables()
        progress = _Relay(self, self._stop)

        def work() -> None:
            done, why = False, ""
            try:
                install(plan, progress, proxies)
                done = True
            except Cancelled:
                pass
            except DehazeError as error:
                why = sentence(error)
            except Exception as error:  # whatever it is, the dialog must not wait for ever
                why = f"{type(error).__name__}: {error}"
            self.ended.emit(done, why)

        self._thread = threading.Thread(target=_quietly(work), name="dsrdmpd_install", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop; `ended` follows."""
        self._stop.set()

    def close(self) -> None:
        """Stop and wait until nothing is left of it."""
        self._wanted += 1
        self.cancel()
        if self._thread is not None:
            self._thread.join(_END_LIMIT_S)


class _Relay(Progress):
    """Tells a `Setup`, with the time that is left."""

    def __init__(self, setup: Setup, stop: threading.Event):
        self._setup, self._stop = setup, stop
        self._began, self._stage = time.monotonic(), ""

    def report(self, fraction: float, stage: object = None) -> None:
        if isinstance(stage, Text):
            self._stage = translated(stage)
        passed = time.monotonic() - self._began
        tells = passed > _TELLS_S and fraction > _TELLS
        self._setup.progressed.emit(fraction, self._stage, passed * (1 - fraction) / fraction if tells else -1.0)

    def warning(self, text: Words) -> None:
        self._setup.warned.emit(translated(text))

    def cancelled(self) -> bool:
        return self._stop.is_set()


def proxy_variables() -> Dict[str, str]:
    """Return QGIS's proxy as the variables that pip reads; they go to the programs that download and nowhere else."""
    settings = QgsSettings()
    if str(settings.value("proxy/proxyEnabled", "false")).lower() not in ("true", "1"):
        return {}
    kind = str(settings.value("proxy/proxyType", "DefaultProxy"))
    if kind == "DefaultProxy":  # the system's
        return {f"{scheme.upper()}_PROXY": url for scheme, url in getproxies().items() if scheme in ("http", "https")}
    host, port = str(settings.value("proxy/proxyHost", "")).strip(), str(settings.value("proxy/proxyPort", "")).strip()
    if not host:
        return {}
    user, secret = (str(settings.value(f"proxy/{name}", "") or "") for name in ("proxyUser", "proxyPassword"))
    login = f"{quote(user, safe='')}:{quote(secret, safe='')}@" if user else ""
    scheme = "socks5h" if kind == "Socks5Proxy" else "http"
    address = f"{scheme}://{login}{host}{f':{port}' if port else ''}"
    skipped = settings.value("proxy/noProxyUrls", []) or []
    hosts = [str(url).split("//")[-1].split("/")[0] for url in ([skipped] if isinstance(skipped, str) else skipped)]
    variables = {"HTTPS_PROXY": address, "HTTP_PROXY": address}
    if hosts:
        variables["NO_PROXY"] = ",".join([*hosts, *filter(None, [os.environ.get("NO_PROXY")])])
    return variables


def _quietly(work: Callable[[], None]) -> Callable[[], None]:
    """A thread may outlive the object whose signals it emits, when QGIS is left in the middle."""

    def run() -> None:
        try:
            work()
        except RuntimeError:
            return

    return run
