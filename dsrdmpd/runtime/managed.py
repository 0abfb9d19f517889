"""The managed environment on disk: where it lies, what it says of itself, and which of several counts.

It lies outside QGIS and outside the plugin, whose folder an upgrade deletes. A folder is an environment only if it has
its stamp, which is written when a real tensor operation has run in it; all else is unfinished or being removed.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import List, Mapping, Optional, Tuple

from ..folders import data_folder

FOLDER_VARIABLE = "DSRDMPD_RUNTIME"
STAMP = "environment.json"
UNFINISHED = "~"  # ends the name of a folder that is being made or removed


@dataclass(frozen=True)
class Managed:
    """A finished environment.

    Attributes:
        folder: where it is. device: for which it was made, "cpu" or "cuda". torch, python: their versions.
        base: the interpreter that it was made from. made: when, in seconds since 1970. bytes: on disk.
        system, machine, release: of the computer, as in `interpreters.Interpreter`.
    """

    folder: str
    device: str
    torch: str
    python: str
    base: str
    made: float
    bytes: int = 0
    system: str = ""
    machine: str = ""
    release: Tuple[int, ...] = ()

    @property
    def program(self) -> Path:
        """Its Python."""
        return python_of(Path(self.folder))

    def write(self, folder: Path) -> None:
        """Put the stamp into `folder`."""
        (folder / STAMP).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def runtime_folder(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Return the folder of managed environments: DSRDMPD_RUNTIME, else one in the user's data folder."""
    environ = os.environ if environ is None else environ
    named = environ.get(FOLDER_VARIABLE, "")
    return Path(named).expanduser() if named else data_folder(environ) / "py"  # short: Windows counts every letter


def finished(folder: Optional[Path] = None) -> List[Managed]:
    """Return the finished environments, the newest first."""
    folder = folder or runtime_folder()
    found = []
    try:
        entries = [entry for entry in folder.iterdir() if not entry.name.endswith(UNFINISHED)]
    except OSError:
        return []
    for entry in entries:
        try:
            values = json.loads((entry / STAMP).read_text(encoding="utf-8"))
            managed = Managed(**{**values, "folder": str(entry), "release": tuple(values.get("release", ()))})
            if managed.program.is_file():
                found.append(managed)
        except (OSError, ValueError, TypeError):
            continue
    return sorted(found, key=lambda each: each.made, reverse=True)


def find_managed() -> Optional[Managed]:
    """Return the environment that runs the model, None before it is set up."""
    return next(iter(finished()), None)


def python_of(environment: Path, windows: bool = os.name == "nt") -> Path:
    """Return the interpreter of an environment, conda's too; where it would be if there is none."""
    names = ("Scripts/python.exe", "python.exe") if windows else ("bin/python", "bin/python3")
    candidates = [environment / name for name in names]
    return next((path for path in candidates if path.exists()), candidates[0])
