"""The programs that an installation runs: venv, pip, the proof. Each ends with us, can be cancelled, and is logged."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any, Callable, Deque, Dict, List, Mapping, Optional, Sequence, Tuple

from ..errors import SetupError, Text, Words
from ..progress import Progress
from .environment import boot_command, child_environment
from .interpreters import Interpreter, find_uv
from .managed import python_of
from .requirements import Requirement

_WHAT = "The model could not be set up"
_POLL_S = 0.1
_PROOF_LIMIT_S, _TOOL_LIMIT_S = 300.0, 24 * 3600.0  # a slow link may take hours; cancelling is the user's
_MOST_LOG_BYTES = 2_000_000
# Runs a module and ends with us: when we die, our end of its standard input closes. It leads a process group of its
# own, so that what it has started goes with it. os.read: a buffered reader would hold a lock while Python ends.
_WATCHED = """
import os, runpy, signal, sys, threading
def watch():
    while os.read(0, 65536):
        pass
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(9)
threading.Thread(target=watch, daemon=True).start()
del sys.path[0]
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
# pip's settings that a company needs; all its others are dropped with the rest of what belongs to QGIS.
_KEPT = (
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TRUSTED_HOST",
)
FAILURES: Dict[str, Tuple[str, Words, Words]] = {  # what to look for in a program's last words, why, what to do
    "room": (
        r"No space left|Errno 28\b|not enough space|WinError 112|Disk quota",
        Text("the disk is full"),
        Text("Make room, or name a folder on another disk in the variable DSRDMPD_RUNTIME"),
    ),
    "hash": (
        r"DO NOT MATCH THE HASHES|Hashes are required|BadZipFile|has an invalid wheel|is not a zip file",
        Text("a wheel is damaged or was changed: its checksum is another one"),
        Text("Try again; if it stays so, a proxy or virus scanner changes what is downloaded"),
    ),
    "proxy": (
        r"ProxyError|407 Proxy|Tunnel connection failed|Cannot connect to proxy",
        Text("the proxy refused the connection"),
        Text("Check the proxy in QGIS's network settings"),
    ),
    "certificate": (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed",
        Text("the certificate of the package index is not trusted here"),
        Text("Name your company's certificate in the variable PIP_CERT, or install from a folder of wheels"),
    ),
    "network": (
        r"ConnectionError|NewConnectionError|NameResolution|timed out|Timeout|IncompleteRead|Connection (aborted|broken"
        r"|reset|refused)|Network is unreachable|incomplete-download|RemoteDisconnected",
        Text("the connection broke"),
        Text("Try again: what has been downloaded is kept"),
    ),
    "absent": (
        r"No matching distribution|Could not find a version",
        Text("the package index has no such wheel, or could not be reached"),
        Text("Check the connection and the proxy in QGIS's network settings, then try again"),
    ),
    "scanner": (
        r"WinError (5|32)\b|Access is denied|being used by another process|Permission denied",
        Text("another program holds a file, such as a virus scanner"),
        Text("Try again, or let the scanner leave that folder alone"),
    ),
}


class Tools:
    """Runs them one after the other; a context manager. Standard output and error go to the log, without proxies."""

    def __init__(self, log: Path, temporary: Path, proxies: Mapping[str, str], progress: Progress):
        self._path, self._temporary, self._progress = log, temporary, progress
        self._environment = child_environment()
        self._environment.update({name: os.environ[name] for name in _KEPT if name in os.environ})
        self._environment.update(proxies)
        self._environment.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", TMPDIR=str(temporary), TEMP=str(temporary))
        self._environment.update(TMP=str(temporary))
        self._log: Any = None

    def __enter__(self) -> Tools:
        self._temporary.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.exists() and self._path.stat().st_size > _MOST_LOG_BYTES
            self._log = open(self._path, "w" if fresh else "a", encoding="utf-8", errors="replace")  # noqa: SIM115
        return self

    def __exit__(self, *_: object) -> None:
        if self._log is not None:
            self._log.close()
        shutil.rmtree(self._temporary, ignore_errors=True)

    def note(self, text: str) -> None:
        """Write a line to the log."""
        if self._log is not None:
            with suppress(OSError, ValueError):
                self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {text}\n")
                self._log.flush()

    def sleep(self, seconds: float) -> None:
        """Wait, and notice a cancel."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._progress.check()
            time.sleep(_POLL_S)

    def make_environment(self, base: Interpreter, folder: Path) -> None:
        """Make an empty environment with pip in it, in whichever way this computer allows.

        Debian's Python has no ensurepip unless python3-venv is installed; its pip, virtualenv or uv do as well.
        """
        python = str(python_of(folder))
        ways: List[List[Sequence[str]]] = []
        if base.ensurepip:
            ways.append([_module(base.path, "venv", str(folder))])
        bare = _module(base.path, "venv", "--without-pip", str(folder))
        ways.append([bare, _module(base.path, "pip", "--python", python, "install", "-q", "pip")])
        ways.append([_module(base.path, "virtualenv", "--no-periodic-update", str(folder))])
        for program, options in ((shutil.which("virtualenv"), ["-p"]), (find_uv(), ["venv", "--seed", "-p"])):
            if program:
                ways.append([[program, *options, base.path, str(folder)]])
        first: Optional[Words] = None
        for way in ways:
            shutil.rmtree(folder, ignore_errors=True)
            status, tail = 0, ""
            for command in way:
                status, tail = self._run(command)
                if status:
                    break
            if status == 0:
                return
            first = first or _failure(tail, base.ensurepip)
        raise SetupError(
            _WHAT,
            first or Text("{path} has no ensurepip, and there is no virtualenv and no uv", path=base.path),
            Text(
                "On Debian and Ubuntu: sudo apt install python{version}-venv; then try again",
                version=".".join(map(str, base.python[:2])),
            ),  # fmt: skip
        )

    def pip(
        self,
        python: str,
        command: Sequence[str],
        needs: Sequence[Requirement],
        tell: Optional[Callable[[], None]] = None,
        may_fail: bool = False,
    ) -> None:
        """Run pip under `python` for `needs`, by their hashes where they are known.

        Raises:
            SetupError: it failed, unless it `may_fail`. Cancelled: the user asked to stop.
        """
        listed = self._temporary / "requirements.txt"
        listed.parent.mkdir(parents=True, exist_ok=True)
        listed.write_text("".join(f"{each.line()}\n" for each in needs), encoding="utf-8")
        options = ["--disable-pip-version-check", "--no-input", "--no-cache-dir", "--progress-bar", "off", "-r"]
        options = [*options, str(listed), *(["--require-hashes"] if all(each.files for each in needs) else ())]
        whole = _module(python, "pip", *command, *options)
        for attempt in range(2):
            status, tail = self._run(whole, tell=tell)
            if status == 0 or may_fail:
                return
            if attempt == 0 and re.search(FAILURES["scanner"][0], tail) and os.name == "nt":
                self.sleep(5)
                continue
            break
        self._raise(tail)

    def prove(self, python: str, device: str) -> Dict[str, Any]:
        """Return what `runtime.proof` says under `python`.

        Raises:
            SetupError: torch cannot be used there.
        """
        status, tail = self._run(boot_command(python, "runtime.proof", device), limit_s=_PROOF_LIMIT_S)
        try:
            if status == 0:
                return dict(json.loads(tail.strip().splitlines()[-1]))
        except (ValueError, LookupError):
            pass
        last = (tail.strip().splitlines() or [f"exit status {status}"])[-1][:300]
        why = Text("torch was installed and cannot be used ({said})", said=last)
        remedy: Words = Text("Choose the other device, or report this with the end of {log}", log=str(self._path))
        if os.name == "nt" and "DLL" in tail:
            remedy = "Install Microsoft's Visual C++ Redistributable, then try again"
        raise SetupError(_WHAT, why, remedy)

    def _raise(self, tail: str) -> None:
        for pattern, why, remedy in FAILURES.values():
            if re.search(pattern, tail):
                raise SetupError(_WHAT, why, remedy)
        lines = [line for line in tail.strip().splitlines() if line.strip()]
        last = next((line for line in reversed(lines) if "ERROR" in line), lines[-1] if lines else "no output")
        raise SetupError(_WHAT, last[:300], Text("The whole log is {log}", log=str(self._path)))

    def _run(
        self, command: Sequence[str], tell: Optional[Callable[[], None]] = None, limit_s: float = _TOOL_LIMIT_S
    ) -> Tuple[int, str]:
        """Run a program to its end and return its exit status and the end of what it said."""
        self._progress.check()
        shown = [part if "\n" not in part else "…" for part in command]
        self.note(" ".join(shown))
        options: Dict[str, Any] = {"cwd": str(self._temporary), "env": self._environment, "stdin": subprocess.PIPE}
        if os.name == "nt":
            group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            options["creationflags"] = getattr(subprocess, "CREATE_NO_WINDOW", 0) | group
        else:
            options["start_new_session"] = True
        try:
            process = subprocess.Popen(list(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
        except (OSError, ValueError) as error:
            return 127, str(error)
        tail: Deque[str] = deque(maxlen=60)
        reader = threading.Thread(target=self._read, args=(process, tail), name="dsrdmpd_setup", daemon=True)
        reader.start()
        until = time.monotonic() + limit_s
        try:
            while process.poll() is None:
                self._progress.check()
                if tell is not None:
                    tell()
                if time.monotonic() > until:
                    tail.append(f"it did not end within {limit_s:.0f} s")
                    break
                time.sleep(_POLL_S)
        finally:
            _kill(process)
            reader.join(2)
            if process.stdin is not None:
                with suppress(OSError):
                    process.stdin.close()
        self.note(f"exit status {process.returncode}")
        return process.returncode or (1 if time.monotonic() > until else 0), "\n".join(tail)

    def _read(self, process: subprocess.Popen[bytes], tail: Deque[str]) -> None:
        assert process.stdout is not None
        with suppress(OSError, ValueError), process.stdout:
            for line in process.stdout:
                text = _without_secrets(line.decode("utf-8", "replace").rstrip())
                tail.append(text)
                self.note(f"  {text}")


def _module(python: str, module: str, *arguments: str) -> List[str]:
    return [python, "-s", "-c", _WATCHED, module, *arguments]


def _failure(tail: str, said_it_could: bool) -> Optional[Words]:
    """Why an environment could not be made, if the program says more than that a part is missing."""
    lines = [line for line in tail.strip().splitlines() if line.strip()]
    for pattern, why, _ in FAILURES.values():
        if re.search(pattern, tail):
            return why
    return lines[-1][:300] if lines and said_it_could else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started, if it still runs."""
    if process.poll() is None:
        with suppress(OSError):
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


def _without_secrets(text: str) -> str:
    """Take user names and passwords out of addresses."""
    return re.sub(r"(\w+://)[^/@\s]+@", r"\1…@", text)
