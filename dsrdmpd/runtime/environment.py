"""Which Python runs the model, and what it is told about its surroundings: as little of QGIS as possible."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from ..errors import Text, Words, WorkerError
from .managed import find_managed, python_of

PYTHON_VARIABLE = "DSRDMPD_PYTHON"
ROOT = Path(os.path.abspath(__file__)).parents[2]  # the folder that contains `dsrdmpd`

# `-c` puts the working directory first on the path, where anybody may have left a numpy.py: the root takes its place,
# and leaves once the package is found, so that the plugin's other folders (tests, ui) shadow nothing either.
_BOOT = (
    "import sys; sys.path[0] = sys.argv.pop(1); import dsrdmpd; del sys.path[0]; "
    "from dsrdmpd.{module} import main; sys.exit(main(sys.argv[1:]))"
)

_DROPPED = frozenset(
    (
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONEXECUTABLE",
        "PYTHONUSERBASE",
        "PYTHONPLATLIBDIR",
        "PYTHONINSPECT",
        "__PYVENV_LAUNCHER__",
        "VIRTUAL_ENV",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        # Clusters bind a program's threads to cores: OpenMP then ties the first one to the first core, which every
        # thread that it starts inherits, and the tiles that are computed side by side would share that one core.
        "OMP_PROC_BIND",
        "OMP_PLACES",
        "GOMP_CPU_AFFINITY",
        "KMP_AFFINITY",
    )
)
_DROPPED_PREFIXES = ("PIP_", "PROJ_", "GDAL_", "QGIS_", "QT_", "DYLD_", "OSGEO4W_")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def find_python(setting: Optional[str] = None) -> str:
    """Return the absolute path of the interpreter that holds torch.

    Order: `setting`, the variable DSRDMPD_PYTHON, a checkout's own environment, the managed one. Never
    `sys.executable`: inside QGIS that can be QGIS itself. What was named and cannot be used is an error, not a reason
    to look further.

    Args:
        setting: an interpreter, a command on PATH, or the folder of an environment; None or "" leaves it to the others.

    Raises:
        WorkerError: there is no usable interpreter.
    """
    for origin, value in ((Text("the settings"), setting), (PYTHON_VARIABLE, os.environ.get(PYTHON_VARIABLE))):
        if value and value.strip():
            return usable(value.strip(), origin)
    checkout = python_of(ROOT / ".venv")
    if _is_executable(checkout):
        return str(checkout)
    managed = find_managed()
    if managed is not None:
        return str(managed.program)
    raise not_set_up()


def python_with_torch() -> Optional[str]:
    """Return this interpreter if it has torch and no other one was named, else leave the choice to `find_python`.

    For programs that are Python themselves: inside QGIS this interpreter may be QGIS.
    """
    named = os.environ.get(PYTHON_VARIABLE)
    return sys.executable if not named and importlib.util.find_spec("torch") else None


def not_set_up() -> WorkerError:
    """The error for a computer on which nobody has set the model up: the dock, the toolbox and the terminal say it."""
    return WorkerError(
        "The model is not set up yet",
        "there is no Python with torch to run it",
        Text(
            "Press “Set up the model” in the dock (Raster menu, Dehaze), or run `{command}` in {folder}",
            command="python3 -m dsrdmpd runtime install",
            folder=str(ROOT),
        ),
    )


def lacks_module(python: str, module: str) -> WorkerError:
    """The error for an interpreter in which `module` cannot be imported."""
    return WorkerError(
        "The Python that was chosen cannot run the model",
        Text("{python} lacks the module '{module}'", python=python, module=module),
        Text("Install it there, or name another Python in the settings or in {variable}", variable=PYTHON_VARIABLE),
    )


def child_environment(base: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """Return the environment for the child: `base` (default: this process's) without what belongs to QGIS."""
    base = os.environ if base is None else base
    kept = {name: value for name, value in base.items() if not _is_dropped(name)}
    for name in _CERTIFICATES:
        if name in kept and not _is_foreign_certificate(kept[name]):
            del kept[name]
    osgeo = base.get("OSGEO4W_ROOT")
    if osgeo and "PATH" in kept:  # its DLLs would be found before torch's; QGIS's own Python may need them all the same
        folders = kept["PATH"].split(os.pathsep)
        kept["PATH"] = os.pathsep.join(sorted(folders, key=lambda folder: _is_inside(folder, osgeo)))
    # Threads that wait for each other spin for seconds by default: with another busy program on half of the cores the
    # model then took four times as long as with this limit, and QGIS is such a program.
    kept.setdefault("GOMP_SPINCOUNT", "20000")
    # glibc gives large arrays back to the system at once and takes them anew for the next layer, page by page: kept
    # instead, the published width takes a fifth less time. The process gives all back when it leaves.
    kept.setdefault("MALLOC_ARENA_MAX", "1")
    kept.setdefault("MALLOC_MMAP_MAX_", "0")
    kept.setdefault("MALLOC_TRIM_THRESHOLD_", str(2**32))
    kept.update(PYTHONUTF8="1", PYTHONUNBUFFERED="1", PYTHONNOUSERSITE="1")
    return kept


def worker_command(python: str, model: str, device: str, idle_seconds: float) -> List[str]:
    """Return the command that starts `runtime.worker.main` under `python`."""
    options = ["--model", str(model), "--device", device, "--idle-seconds", str(idle_seconds)]
    return [python, "-s", "-c", _BOOT.format(module="runtime.worker"), str(ROOT), *options]


def boot_command(python: str, module: str, *arguments: str) -> List[str]:
    """Return the command that runs `main` of a module of ours, such as "runtime.proof", under `python`."""
    return [python, "-s", "-c", _BOOT.format(module=module), str(ROOT), *arguments]


def info_command(python: str, device: str) -> List[str]:
    """Return the command with which `python` prints a `report.Report` as JSON."""
    return [
        python,
        "-s",
        "-c",
        _BOOT.format(module="__main__"),
        str(ROOT),
        "info",
        "--json",
        "--here",
        "--device",
        device,
    ]


def popen_options() -> Dict[str, Any]:
    """Return what `subprocess.Popen` needs beside the command: unbuffered pipes and a place of its own.

    The temporary folder as working directory locks neither the plugin's folder nor the user's; no console window opens
    on Windows; elsewhere the child leads its own session, so that Ctrl-C reaches only the parent, which then cancels.
    """
    options: Dict[str, Any] = {"cwd": tempfile.gettempdir(), "env": child_environment(), "bufsize": 0}
    options.update(stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if os.name == "nt":
        options["creationflags"] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    else:
        options["start_new_session"] = True
    return options


def usable(value: str, origin: Words) -> str:
    """Return the absolute path of the interpreter that `value`, from `origin`, names.

    Raises:
        WorkerError: it cannot be used.
    """
    path = Path(value).expanduser()
    if path.is_dir():
        path = python_of(path)
    elif not path.exists() and path.name == value:  # a bare command
        path = Path(shutil.which(value) or path)
    problem: Words = ""
    if path.stem.lower().startswith("qgis"):
        problem = Text("that is QGIS itself, which would open a second time")
    elif not path.exists():
        problem = Text("there is no {path}", path=str(path))
    elif not _is_executable(path):
        problem = Text("{path} is not a program that may be run", path=str(path))
    if problem:
        raise WorkerError(
            Text("The Python that {origin} names cannot be used", origin=origin),
            problem,
            Text("Name a Python that has torch, or clear {origin} and set the model up in the dock", origin=origin),
        )
    return os.path.abspath(path)  # not resolve(): the link is what tells a virtual environment from its base


def _is_executable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_dropped(name: str) -> bool:
    return name.upper() in _DROPPED or name.upper().startswith(_DROPPED_PREFIXES)


def _is_foreign_certificate(value: str) -> bool:
    """Whether certificates are really there and are not QGIS's own."""
    ours = any(word in value.lower() for word in ("qgis", "osgeo4w"))
    return not ours and any(part and os.path.exists(part) for part in value.split(os.pathsep))


def _is_inside(path: str, folder: str) -> bool:
    path, folder = (os.path.normcase(os.path.normpath(text)) for text in (path, folder))
    return path == folder or path.startswith(folder + os.sep)
