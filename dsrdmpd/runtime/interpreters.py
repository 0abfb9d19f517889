"""Which Python a managed environment is made from: where QGIS's packages and people have theirs, asked one by one.

Never this program itself: inside QGIS `sys.executable` can be QGIS. Every candidate is started with a time limit and
says what it is; one that cannot be used is passed over, and why is kept for the report.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..errors import Text, Words
from .environment import child_environment

OLDEST, NEWEST = (3, 10), (3, 14)  # for which the pinned torch has wheels
LIMIT_S = 20.0  # for a Python to say what it is, from a cold disk
_PROBE = """
import json, platform, sys
said = {"python": list(sys.version_info[:3]), "machine": platform.machine(), "bits": 64 if sys.maxsize > 2**32 else 32}
said["free_threaded"] = "t" in getattr(sys, "abiflags", "")
said["missing"] = []
for name in ("ssl", "ctypes", "zlib", "venv"):
    try:
        __import__(name)
    except Exception:
        said["missing"].append(name)
try:
    import ensurepip
    ensurepip.version()
    said["ensurepip"] = True
except Exception:
    said["ensurepip"] = False
if sys.platform == "darwin":
    version = platform.mac_ver()[0]
elif sys.platform.startswith("linux"):
    version = platform.libc_ver()[1] if platform.libc_ver()[0] == "glibc" else ""
else:
    version = ""
said["system"] = [int(part) for part in version.split(".")[:2] if part.isdigit()]
print(json.dumps(said))
"""


@dataclass(frozen=True)
class Surroundings:
    """What decides where interpreters lie; a test can make up another computer's.

    Attributes:
        platform: as `sys.platform`. prefix: `sys.base_prefix`. version: of the Python that runs, such as (3, 12).
        environ: variables. which: finds a command. registered: Pythons that Windows's registry names.
    """

    platform: str = sys.platform
    prefix: str = sys.base_prefix
    version: Tuple[int, int] = (sys.version_info[0], sys.version_info[1])
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    which: Callable[[str], Optional[str]] = shutil.which
    registered: Sequence[str] = ()


@dataclass(frozen=True)
class Interpreter:
    """A Python from which an environment can be made.

    Attributes:
        path: of the program. python: its version, such as (3, 11, 2). system: "linux", "win" or "mac".
        machine: "x86_64" or "arm64", whatever the platform calls it.
        release: of glibc on Linux, of macOS on a Mac, () where unknown.
        ensurepip: whether it can give pip to an environment.
    """

    path: str
    python: Tuple[int, ...]
    system: str
    machine: str
    release: Tuple[int, ...] = ()
    ensurepip: bool = True


@dataclass(frozen=True)
class PassedOver:
    """A candidate that cannot be used, and why."""

    path: str
    why: Words


def candidates(here: Surroundings) -> List[str]:
    """Return where a Python may lie, the likeliest first; a path need not exist."""
    found = {"win32": _on_windows, "darwin": _on_macos}.get(here.platform, _on_linux)(here)
    return list(dict.fromkeys(path for path in found if path and not is_qgis(path)))


def find_base(here: Optional[Surroundings] = None) -> Tuple[Optional[Interpreter], List[PassedOver]]:
    """Return the first Python that serves, None if none does, and those that were passed over.

    One that cannot give pip to an environment comes after the others.
    """
    here = here or surroundings()
    passed: List[PassedOver] = []
    second: Optional[Interpreter] = None
    for path in candidates(here):
        if not os.path.isfile(path):
            continue
        found = ask(path, here.platform)
        if isinstance(found, PassedOver):
            passed.append(found)
        elif found.ensurepip:
            return found, passed
        else:
            second = second or found
    return second, passed


def surroundings() -> Surroundings:
    """Return this computer's, with what uv and Windows's registry know."""
    registered = list(_registered())
    uv = find_uv()
    if uv:
        wanted = f">={OLDEST[0]}.{OLDEST[1]},<{NEWEST[0]}.{NEWEST[1] + 1}"
        registered += said_by([uv, "python", "find", "--no-python-downloads", wanted], LIMIT_S)[0].split("\n")[:1]
    return Surroundings(registered=[path for path in registered if path])


def find_uv() -> Optional[str]:
    """Return the path of uv if the user has it."""
    suffix = ".exe" if os.name == "nt" else ""
    homes = (Path.home() / ".local" / "bin" / f"uv{suffix}", Path.home() / ".cargo" / "bin" / f"uv{suffix}")
    return shutil.which("uv") or next((str(path) for path in homes if path.is_file()), None)


def is_qgis(path: str) -> bool:
    """Whether a program is QGIS itself, which would open a second time."""
    return os.path.basename(path.replace("\\", "/")).lower().startswith("qgis")


def ask(path: str, platform: str = sys.platform, limit_s: float = LIMIT_S) -> Any:
    """Start a Python and return the `Interpreter` that it is, or `PassedOver`."""
    output, problem = said_by([path, "-s", "-c", _PROBE], limit_s)
    if problem:
        return PassedOver(path, problem)
    try:
        return judge(path, json.loads(output.strip().splitlines()[-1]), platform)
    except (ValueError, LookupError, TypeError):
        return PassedOver(path, Text("it answers like no Python"))


def judge(path: str, said: Dict[str, Any], platform: str = sys.platform) -> Any:
    """Return the `Interpreter` that a candidate describes, or `PassedOver` with what it lacks."""
    python = tuple(said["python"])
    shown = ".".join(map(str, python))
    system = {"win32": "win", "darwin": "mac"}.get(platform, "linux")
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(said["machine"].lower(), said["machine"].lower())
    why: Words = ""
    if not OLDEST <= python[:2] <= NEWEST:
        why = Text(
            "it is Python {version}, and torch wants {oldest} to {newest}",
            version=shown,
            oldest=".".join(map(str, OLDEST)),
            newest=".".join(map(str, NEWEST)),
        )
    elif said.get("bits", 64) != 64:
        why = Text("it has 32 bits, and torch wants 64")
    elif said.get("free_threaded"):
        why = Text("it is a build without the global lock, for which not every package is made")
    elif system == "mac" and machine == "x86_64":
        why = Text(
            "it is an Intel program, and torch ended at 2.2 for those; an Apple Mac needs a Python of its own kind"
        )
    elif machine not in ("x86_64", "arm64") or (system, machine) == ("win", "arm64"):
        why = Text("there is no torch for the processor {machine}", machine=said["machine"])
    elif system == "mac" and said.get("system") and tuple(said["system"]) < (14,):
        why = Text("torch wants macOS 14 or newer")
    elif system == "linux" and said.get("system") == []:
        why = Text("it was built without glibc, and torch wants that")
    elif said.get("missing"):
        why = Text("it lacks the modules {names}", names=list(said["missing"]))
    if why:
        return PassedOver(path, why)
    release = tuple(said.get("system") or ())
    return Interpreter(path, python, system, machine, release, bool(said.get("ensurepip", True)))


def _on_linux(here: Surroundings) -> Iterator[str]:
    """The system's; a conda environment's own where QGIS comes from conda; whatever else has a name on PATH."""
    if here.prefix not in ("/usr", "/usr/local"):
        yield f"{here.prefix}/bin/python{here.version[0]}.{here.version[1]}"
        yield f"{here.prefix}/bin/python3"
    yield from ("/usr/bin/python3", "/usr/local/bin/python3")
    yield from here.registered
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        yield here.which(f"python3.{minor}") or ""
    yield here.which("python3") or ""


def _on_windows(here: Surroundings) -> Iterator[str]:
    """QGIS's own beside `sys.base_prefix` (OSGeo4W and standalone: apps\\Python312), then what is registered."""
    yield f"{here.prefix}\\python.exe"
    root = here.environ.get("OSGEO4W_ROOT", "")
    if root:
        yield f"{root}\\apps\\Python{here.version[0]}{here.version[1]}\\python.exe"
    yield from here.registered
    local = here.environ.get("LOCALAPPDATA", "")
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if local:
            yield f"{local}\\Programs\\Python\\Python3{minor}\\python.exe"
        yield f"C:\\Program Files\\Python3{minor}\\python.exe"


def _on_macos(here: Surroundings) -> Iterator[str]:
    """Inside the bundle (Contents/MacOS/bin up to 3.40, Contents/Frameworks in newer ones), Homebrew, python.org."""
    own = f"python{here.version[0]}.{here.version[1]}"
    yield f"{here.prefix}/bin/{own}"
    yield f"{here.prefix}/bin/python3"
    bundle = here.prefix.partition(".app/")[0]
    if bundle != here.prefix:
        inside = f"{bundle}.app/Contents"
        for folder in ("MacOS/bin", "MacOS", "Frameworks/bin"):
            yield f"{inside}/{folder}/{own}"
            yield f"{inside}/{folder}/python3"
    yield from here.registered
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        yield f"/opt/homebrew/bin/python3.{minor}"
        yield f"/Library/Frameworks/Python.framework/Versions/3.{minor}/bin/python3.{minor}"


def _registered() -> Iterator[str]:
    """Yield the Pythons that installers have entered in Windows's registry, newest first."""
    try:
        winreg: Any = importlib.import_module("winreg")  # only on Windows
    except ImportError:
        return
    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
            try:
                with winreg.OpenKey(hive, f"Software\\Python\\PythonCore\\3.{minor}\\InstallPath") as key:
                    yield str(winreg.QueryValueEx(key, "ExecutablePath")[0])
            except OSError:
                continue


def said_by(command: Sequence[str], limit_s: float) -> Tuple[str, Words]:
    """Run a program with a time limit; return what it prints, and why it cannot be used, "" if it can."""
    options: Dict[str, Any] = {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)} if os.name == "nt" else {}
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
            cwd=tempfile.gettempdir(),
            env=child_environment(),
            check=False,
            **options,
        )
    except subprocess.TimeoutExpired:
        return "", Text("it did not answer within {seconds:.0f} s", seconds=limit_s)
    except (OSError, ValueError) as error:
        return "", Text("it cannot be started ({why})", why=getattr(error, "strerror", None) or str(error))
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return "", Text("it ended with exit status {status}: {said}", status=done.returncode, said=" ".join(last)[:200])
    return done.stdout.decode("utf-8", "replace"), ""
