"""Makes, shows and removes the environment that runs the model. The dock's dialog and the command line call the same.

`make_plan` looks and changes nothing: it says what would be fetched, from where, and how much disk it takes. `install`
does it once the user has said yes: built in a folder beside, proved by a real tensor operation, then renamed. Whatever
goes wrong, no half-made environment stays; wheels that have come stay until the next try.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from ..errors import Cancelled, SetupError, Text, Words, as_text
from ..files import digest_of
from ..logs import log_file
from ..progress import Progress
from . import graphics
from .interpreters import Interpreter, PassedOver, ask, find_base
from .managed import UNFINISHED, Managed, find_managed, finished, python_of, runtime_folder
from .requirements import Requirement, Requirements, builds_for, fits, is_pruned, requirements
from .tools import FAILURES, Tools

_WHAT = "The model could not be set up"
_DOWNLOADS = "wheels"
_SMALL_BYTES = 20_000_000  # wheels up to this size are fetched by one call
_USUAL_UNPACKED = 3.0  # times the download, where it was not measured
_SPARE_BYTES = 200_000_000
_LONGEST_IN_TORCH, _LONGEST_WINDOWS_PATH = 171, 259
_TRIES, _PAUSE_S = 3, 5.0  # of a download that the network broke
_SHARES = {"environment": 0.03, "download": 0.75, "unpack": 0.92, "prove": 0.99}  # of the way, when a stage is over


@dataclass(frozen=True)
class Plan:
    """What `install` would do.

    Attributes:
        needs: packages and sizes. base: the Python to make it from. folder: where it would lie.
        why: why that device, in words that follow "because". wheels: the folder to install from, None for downloads.
        passed_over: interpreters that do not serve. devices: that could be chosen.
    """

    needs: Requirements
    base: Interpreter
    folder: Path
    why: Words
    wheels: Optional[Path] = None
    passed_over: Tuple[PassedOver, ...] = ()
    devices: Tuple[str, ...] = ("cpu",)

    @property
    def download_bytes(self) -> Optional[int]:
        """To be fetched: 0 from a folder of wheels, None where it is not known beforehand."""
        return 0 if self.wheels else self.needs.download_bytes

    @property
    def disk_bytes(self) -> int:
        """That it will take, about."""
        return self.needs.kept_bytes or self.unpacked_bytes

    @property
    def unpacked_bytes(self) -> int:
        """That it takes while it is made."""
        return self.needs.unpacked_bytes or int(_USUAL_UNPACKED * (self.needs.download_bytes or 1_000_000_000))

    @property
    def size(self) -> str:
        """The download in words, "?" where it is not known."""
        return "?" if self.download_bytes is None else as_size(self.download_bytes)

    def lines(self) -> List[Words]:
        """Return what a user must know before saying yes."""
        python = ".".join(map(str, self.base.python))
        lines: List[Words] = [
            Text("Device: {device}, because {why}", device=self.needs.device.upper(), why=as_text(self.why)),
            Text("Source: {source}", source=Text("the folder {folder}", folder=str(self.wheels)))
            if self.wheels
            else Text("Source: {source}", source=as_text(self.needs.source)),
            Text("Download: {size}", size=self.size),
            Text("Disk: about {size} in {folder}", size=as_size(self.disk_bytes), folder=str(self.folder)),
            Text("Made from Python {version} at {path}, which stays as it is", version=python, path=self.base.path),
        ]
        return [*lines, *self.unverified_lines()]

    def unverified_lines(self) -> List[Words]:
        """Return the sentence that lists the packages whose hash is not pinned; none if there are none."""
        names = [] if self.wheels else list(self.needs.unverified)
        return [Text("Only the version is checked, not a checksum of ours: {names}", names=names)] if names else []


def make_plan(
    device: str = "auto",
    *,
    wheels: Optional[Union[str, Path]] = None,
    base: Optional[str] = None,
    data: Optional[Dict[str, Any]] = None,
) -> Plan:
    """Look what setting up would mean on this computer.

    Args:
        device: "auto" looks for a graphics card; "cpu", "cuda". wheels: a folder to install from, offline.
        base: the Python to make it from; None looks for one. data: other contents of requirements.json.

    Raises:
        SetupError: there is no Python for it, or no build of torch.
    """
    device = "cuda" if device.startswith("cuda") else "cpu" if device == "mps" else device
    if device not in ("auto", "cpu", "cuda"):
        raise SetupError(_WHAT, Text("there is no device {device}", device=device), "Name auto, cpu or cuda")
    python, passed = _base(base)
    devices = builds_for(python)
    chosen, why = graphics.choose(device, devices)
    if wheels is not None and not Path(wheels).is_dir():
        raise SetupError(_WHAT, Text("there is no folder {folder}", folder=str(wheels)), "Name the folder of wheels")
    needs = requirements(chosen, python, data)
    wheels = Path(wheels).absolute() if wheels is not None else None
    return Plan(needs, python, runtime_folder(), why, wheels, tuple(passed), devices)


def install(plan: Plan, progress: Optional[Progress] = None, proxies: Optional[Mapping[str, str]] = None) -> Managed:
    """Make the environment that `plan` describes; one that is there and works is returned as it is.

    Args:
        proxies: variables such as HTTPS_PROXY, for the programs that download alone.

    Raises:
        SetupError: with what to do about it; nothing half-made stays. Cancelled: `progress` says so.
    """
    progress = progress or Progress()
    folder = plan.folder
    _make_folder(folder)
    with _locked(folder):
        _clean(folder)
        target = folder / plan.needs.name
        part = folder / f"{plan.needs.name}{UNFINISHED}"
        present = next((each for each in finished(folder) if Path(each.folder) == target), None)
        tools = Tools(log_file("setup"), folder / _DOWNLOADS / "tmp", proxies or {}, progress)
        with tools:
            if present is not None and _proved(tools, present.program, plan.needs.device, quiet=True) is not None:
                return present
            wheels = plan.wheels or folder / _DOWNLOADS
            _check_room(plan, wheels, part)
            try:
                made = _build(plan, part, wheels, tools, progress)
                if target.exists():
                    _remove(target)
                _rename(part, target)
            except OSError as error:
                raise _disk_error(error, folder) from error
            finally:
                _remove(part)
        for other in finished(folder):
            if Path(other.folder) != target:
                _remove(Path(other.folder))
        _remove(folder / _DOWNLOADS)
        return replace(made, folder=str(target))


def remove() -> int:
    """Take the managed environment and its downloads away; return how many bytes that freed.

    Raises:
        SetupError: it is being made, or a file cannot be removed.
    """
    folder = runtime_folder()
    if not folder.is_dir():
        return 0
    with _locked(folder):
        freed = _bytes_in(folder)
        for entry in folder.iterdir():
            if entry.is_dir():
                _remove(entry)
        left = [entry for entry in folder.iterdir() if entry.is_dir()]
        if left:
            what = Text("{path} could not be removed whole", path=str(left[0]))
            raise SetupError(what, "a program still uses it", "Leave QGIS and try again")
    with suppress(OSError):
        (folder / "lock").unlink()
        folder.rmdir()
    return freed


def status() -> Dict[str, Any]:
    """Return what is set up: folder, device, versions, whether its pins are this version's, and the log."""
    managed = find_managed()
    folder = runtime_folder()
    downloads = folder / _DOWNLOADS
    return {
        "folder": str(folder),
        "installed": None if managed is None else {**managed.__dict__, "program": str(managed.program)},
        "current": managed is not None and is_current(managed),
        "downloads_bytes": _bytes_in(downloads) if downloads.is_dir() else 0,
        "log": str(log_file("setup")),
    }


def is_current(managed: Managed) -> bool:
    """Whether an environment has what this version of the plugin pins; another one works on until it is renewed."""
    version = tuple(int(part) for part in managed.python.split(".")[:2])
    python = Interpreter(str(managed.program), version, managed.system, managed.machine, managed.release)
    try:
        return requirements(managed.device, python).name == Path(managed.folder).name
    except SetupError:
        return False


def as_size(number: float) -> str:
    """Return a number of bytes in words, in powers of 1000."""
    return f"{number / 1e9:.1f} GB" if number >= 999_500_000 else f"{number / 1e6:.0f} MB"


# --- The steps --------------------------------------------------------------------------------------------------------


def _build(plan: Plan, part: Path, wheels: Path, tools: Tools, progress: Progress) -> Managed:
    progress.report(0.0, Text("Making an environment"))
    tools.note(f"{plan.needs.name} from {plan.base.path}; wheels in {wheels}")
    tools.make_environment(plan.base, part)
    python = str(python_of(part))
    _renew_pip(plan, python, wheels, tools)
    if plan.wheels is None:
        _download(plan, python, wheels, tools, progress)
    else:
        _check_wheels(plan.needs, plan.base, wheels)
    _unpack(plan, part, python, wheels, tools, progress)
    progress.report(_SHARES["unpack"], Text("Trying it out"))
    said = _proved(tools, Path(python), plan.needs.device)
    assert said is not None
    if said.get("no_gpu"):
        progress.warning(Text("The GPU cannot be used ({why}); the model runs on the CPU.", why=said["no_gpu"]))
    progress.report(_SHARES["prove"], Text("Putting it in its place"))
    made = Managed(
        folder=str(part),
        device=plan.needs.device,
        torch=said["torch"],
        python=said["python"],
        base=plan.base.path,
        made=time.time(),
        bytes=_bytes_in(part),
        system=plan.base.system,
        machine=plan.base.machine,
        release=plan.base.release,
    )
    made.write(part)
    progress.report(1.0, Text("The model is ready"))
    return made


def _renew_pip(plan: Plan, python: str, wheels: Path, tools: Tools) -> None:
    """Install the pinned pip first: it reads the system's certificates and goes on with a download that broke.

    The pip that a Python brings does the rest where that fails: a folder of wheels need not have one.
    """
    pip = plan.needs.pip
    if pip is None:
        return
    if plan.wheels is not None:
        if _kept(pip, wheels, plan.base):
            tools.pip(python, ["install", "--no-deps", "--no-index", "--find-links", str(wheels)], [pip])
        return
    tools.pip(python, ["install", "--no-deps", "--only-binary=:all:"], [pip], may_fail=True)


def _download(plan: Plan, python: str, wheels: Path, tools: Tools, progress: Progress) -> None:
    """Fetch the wheels that have not come yet, the small ones in one go, each of the large ones alone."""
    wheels.mkdir(parents=True, exist_ok=True)
    missing = [each for each in plan.needs.packages if not _kept(each, wheels, plan.base)]
    small = [each for each in missing if each.files and max(size for _, size in each.files.values()) <= _SMALL_BYTES]
    small = [each for each in small if each.name != "torch"]
    groups = ([small] if small else []) + [[each] for each in missing if each not in small]
    started, first = time.monotonic(), _arrived(wheels)

    def tell() -> None:
        begin, end = _SHARES["environment"], _SHARES["download"]
        arrived, total = _arrived(wheels), plan.needs.download_bytes
        rate = (arrived - first) / max(0.1, time.monotonic() - started)
        speed = Text("{arrived}, {rate} a second", arrived=as_size(arrived), rate=as_size(rate))
        if total:
            speed = Text("{arrived} of {total}", arrived=as_size(min(arrived, total)), total=as_size(total))
        share = min(1.0, arrived / (total or 3e9))
        progress.report(begin + (end - begin) * share, Text("Downloading: {how_much}", how_much=speed))

    for group in groups:
        command = ["download", "--no-deps", "--only-binary=:all:", "--dest", str(wheels)]
        if plan.needs.index and group[0].name == "torch":
            command += ["--extra-index-url", plan.needs.index]
        for attempt in range(_TRIES):
            try:
                tools.pip(python, command, group, tell=tell)
                break
            except SetupError as error:
                if attempt + 1 == _TRIES or error.why != FAILURES["network"][1]:
                    raise
                tools.sleep(_PAUSE_S * (attempt + 1))
    tell()


def _unpack(plan: Plan, part: Path, python: str, wheels: Path, tools: Tools, progress: Progress) -> None:
    """Install from the wheels that are there, each checked by its hash; what had none is pinned by the one it has."""
    exact = [_exact(each, wheels, plan.base) for each in plan.needs.packages]
    begin = _SHARES["download"] if plan.wheels is None else _SHARES["environment"]
    looked = [0.0]

    def tell() -> None:
        if time.monotonic() - looked[0] > 1.0:
            looked[0] = time.monotonic()
            share = min(1.0, _bytes_in(part) / plan.unpacked_bytes)
            progress.report(begin + (_SHARES["unpack"] - begin) * share, Text("Unpacking"))

    command = ["install", "--no-deps", "--no-compile", "--no-index", "--find-links", str(wheels)]
    tools.pip(python, command, exact, tell=tell)
    for packages in (*part.glob("lib/python3*/site-packages"), *part.glob("Lib/site-packages")):
        for path in [*packages.glob("torch/*/*")]:
            if is_pruned(path.relative_to(packages).as_posix()):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _check_wheels(needs: Requirements, python: Interpreter, wheels: Path) -> None:
    """Say which wheels a folder lacks, before anything is made of it."""
    for each in needs.packages:
        if _kept(each, wheels, python):
            continue
        wrong = [path.name for path in _named(each, wheels, python) if path.name in each.files]
        if wrong:
            why = Text("{name} is damaged or was changed: its checksum is another one", name=wrong[0])
            raise SetupError(_WHAT, why, "Fetch that wheel again")
        why = Text("the folder has no wheel of {package} {version}", package=each.name, version=each.version)
        raise SetupError(_WHAT, why, Text("Put it into {folder}: {name}", folder=str(wheels), name=_examples(each)))


def _examples(requirement: Requirement) -> str:
    return next(iter(requirement.files), f"{requirement.name}-{requirement.version}-….whl")


def _proved(tools: Tools, python: Path, device: str, quiet: bool = False) -> Optional[Dict[str, Any]]:
    """Run a real tensor operation there and return what it says; None, if `quiet`, where it cannot."""
    try:
        return tools.prove(str(python), device)
    except SetupError:
        if quiet:
            return None
        raise


# --- Wheels -----------------------------------------------------------------------------------------------------------


def _named(requirement: Requirement, wheels: Path, python: Interpreter) -> List[Path]:
    """The wheels of that name and version in a folder that serve this Python."""
    begin = f"{requirement.name.replace('-', '_')}-{requirement.version}-".lower()
    found = [path for path in wheels.glob("*.whl") if path.name.lower().startswith(begin)]
    return sorted(path for path in found if fits(path.name, python))


def _kept(requirement: Requirement, wheels: Path, python: Interpreter) -> Optional[Path]:
    """The wheel that is there and sound; one of ours that is not sound is taken away, to be fetched again."""
    for path in _named(requirement, wheels, python):
        known = requirement.files.get(path.name)
        if not requirement.files or (known and known[0] == digest_of(path)):
            return path
        if wheels.name == _DOWNLOADS and wheels.parent == runtime_folder():
            with suppress(OSError):
                path.unlink()
    return None


def _exact(requirement: Requirement, wheels: Path, python: Interpreter) -> Requirement:
    if requirement.files:
        return requirement
    found = _named(requirement, wheels, python)
    return replace(requirement, files={path.name: (digest_of(path), path.stat().st_size) for path in found})


def _arrived(wheels: Path) -> int:
    """Bytes of the wheels that are there and of those on their way, wherever this pip keeps them meanwhile."""
    return sum(_size(path) for path in [*wheels.glob("*.whl"), *wheels.glob("tmp/**/*.whl")])


# --- The disk ---------------------------------------------------------------------------------------------------------


def _base(base: Optional[str]) -> Tuple[Interpreter, Sequence[PassedOver]]:
    if base is not None:
        found = ask(base)
        passed: List[PassedOver] = [found] if isinstance(found, PassedOver) else []
    else:
        found, passed = find_base()
    if isinstance(found, Interpreter):
        return found, passed
    why: Words = "there is no Python on this computer from which to make an environment"
    if passed:
        why = Text("{path} does not serve: {why}", path=passed[0].path, why=as_text(passed[0].why))
    raise SetupError(_WHAT, why, "Install Python 3.12 from python.org, or python3 and python3-venv on Linux; try again")


def _check_room(plan: Plan, wheels: Path, part: Path) -> None:
    needed = plan.unpacked_bytes + _SPARE_BYTES
    if plan.wheels is None:
        needed += max(0, (plan.download_bytes or 0) - _arrived(wheels))
    free = shutil.disk_usage(plan.folder).free
    if free < needed:
        why = Text("it needs {needed} and the disk has {free} free", needed=as_size(needed), free=as_size(free))
        raise SetupError(_WHAT, why, _room_remedy())
    longest = len(str(part)) + len("\\Lib\\site-packages\\") + _LONGEST_IN_TORCH
    if os.name == "nt" and longest > _LONGEST_WINDOWS_PATH:
        why = Text("the folder {folder} is too long for Windows by {letters} letters", folder=str(plan.folder),
                   letters=longest - _LONGEST_WINDOWS_PATH)  # fmt: skip
        raise SetupError(_WHAT, why, "Name a short folder in the variable DSRDMPD_RUNTIME, such as C:\\dsrdmpd")


def _room_remedy() -> Words:
    return "Make room, or name a folder on another disk in the variable DSRDMPD_RUNTIME"


def _disk_error(error: OSError, folder: Path) -> SetupError:
    why = Text("{path}: {why}", path=str(error.filename or folder), why=error.strerror or str(error))
    return SetupError(_WHAT, why, _room_remedy())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _disk_error(error, folder) from error


def _clean(folder: Path) -> None:
    """Take away what an installation that was killed has left; only the lock's holder may."""
    for entry in folder.iterdir():
        if entry.name.endswith(UNFINISHED):
            _remove(entry)
    _remove(folder / _DOWNLOADS / "tmp")


def _remove(path: Path) -> None:
    """Remove a folder: first it loses its name, so that nobody takes what is left of it for an environment."""
    if not path.exists():
        return
    if not path.name.endswith(UNFINISHED) and path.name != "tmp":
        with suppress(OSError):
            path = path.rename(path.with_name(path.name + UNFINISHED))

    def again(function: Callable[..., Any], name: str, _: Any) -> None:
        with suppress(OSError):  # Windows: read-only files
            os.chmod(name, 0o700)
            function(name)

    shutil.rmtree(path, onerror=again)


def _rename(part: Path, target: Path) -> None:
    """Rename when nothing holds the folder any more: virus scanners look at new files for a while."""
    for pause in (0.2, 1, 3, 6, None):
        try:
            os.replace(part, target)
            return
        except PermissionError:
            if pause is None:
                raise
            time.sleep(pause)


def _bytes_in(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        total += sum(_size(Path(parent, name)) for name in names)
    return total


def _size(path: Path) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder against other programs; the system lets go of it when this one dies."""
    with open(folder / "lock", "a+b") as stream:
        try:
            if os.name == "nt":
                import msvcrt

                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            why = "another QGIS or terminal is at it"
            raise SetupError(_WHAT, why, "Wait until it is done, then try again") from None
        except OSError:  # a disk that knows no locks
            pass
        yield


def cancelled_text() -> Words:
    """What to say after `Cancelled`."""
    return "Cancelled. What has been downloaded is kept for the next time."


__all__ = ["Cancelled", "Plan", "as_size", "cancelled_text", "install", "is_current", "make_plan", "remove", "status"]
