"""What a managed environment holds on which platform: pinned wheels with their hashes and sizes (requirements.json).

Where torch comes from is decided here alone. On Linux the general index (PyPI) has only a CUDA build, of 2.6 GB with
what it needs; the build for CPUs is on PyTorch's own index. On Windows it is the other way round. Macs have one build.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from ..errors import SetupError, Text, Words
from .interpreters import Interpreter

FILE = Path(__file__).with_name("requirements.json")
PACKAGES = (  # what the model needs, and what torch needs
    "torch",
    "numpy",
    "einops",
    "safetensors",
    "filelock",
    "typing-extensions",
    "setuptools",
    "sympy",
    "mpmath",
    "networkx",
    "jinja2",
    "markupsafe",
    "fsspec",
)
CPU, CUDA = "cpu", "cuda"
# What only those need who build against torch or test it: a quarter of its disk. It asks for the one program.
_PRUNED, _NOT_PRUNED = ("torch/test/", "torch/include/", "torch/bin/"), "torch/bin/torch_shm_manager"
# What a wheel of unknown size takes, judged by its siblings: the builds for CPUs differ by some kilobytes only.
_USUAL_BYTES = {("linux", CPU, "x86_64"): 191_800_000, ("linux", CPU, "arm64"): 155_000_000}
_LINUX_TAG = re.compile(r"manylinux_(\d+)_(\d+)_(\w+)")
_OLD_LINUX_TAGS = {"manylinux1": "manylinux_2_5", "manylinux2010": "manylinux_2_12", "manylinux2014": "manylinux_2_17"}
_MAC_TAG = re.compile(r"macosx_(\d+)_(\d+)_(arm64|universal2)")


@dataclass(frozen=True)
class Requirement:
    """One package: its version, and the wheels that serve, by name, with SHA-256 and size; none where unknown."""

    name: str
    version: str
    files: Mapping[str, Tuple[str, int]]

    def line(self) -> str:
        """Return it as pip reads it."""
        hashes = "".join(f" --hash=sha256:{digest}" for digest, _ in self.files.values())
        return f"{self.name}=={self.version}{hashes}"


@dataclass(frozen=True)
class Requirements:
    """Everything for one Python and device.

    Attributes:
        packages: pip not among them. pip: the one that installs them, None to take what the Python brings.
        index: address beside the general one, "" if none is needed.
        download_bytes: of all wheels, None where a size is unknown.
        unpacked_bytes, kept_bytes: disk while it is made and afterwards, 0 where nobody measured it.
    """

    device: str
    packages: Tuple[Requirement, ...]
    pip: Optional[Requirement]
    index: str
    download_bytes: Optional[int]
    unpacked_bytes: int
    kept_bytes: int

    @property
    def name(self) -> str:
        """The folder of the environment: short, for Windows counts every letter of a path."""
        text = json.dumps([(each.name, each.version, sorted(each.files)) for each in self.packages])
        return f"{self.device}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"

    @property
    def source(self) -> Words:
        """Where it comes from, as a user must hear it before saying yes."""
        if not self.index:
            return Text("PyPI, Python's package index")
        return Text("PyPI, Python's package index, and PyTorch's own ({address})", address=self.index)

    @property
    def unverified(self) -> List[str]:
        """Names of packages that have only their version pinned: nobody here knows their hash."""
        return [each.name for each in self.packages if not each.files]


def requirements(device: str, python: Interpreter, data: Optional[Dict[str, Any]] = None) -> Requirements:
    """Return what `python` needs to run the model on `device`, "cpu" or "cuda".

    Raises:
        SetupError: there is no build for it.
    """
    data = data or _data()
    build, index = _build(device, python, data)
    names = [*PACKAGES, *(data["cuda"] if (python.system, device) == ("linux", CUDA) else ())]
    packages = [_pick(name, data["packages"][name], python, build if name == "torch" else None) for name in names]
    sizes = [_size(each, device, python) for each in packages]
    pip = _pick("pip", data["packages"]["pip"], python) if "pip" in data["packages"] else None
    total = sum(size for size in sizes if size) + (_size(pip, device, python) or 0 if pip else 0)
    unpacked, kept = data["disk"].get(f"{python.system}/{device}", (0, 0))
    return Requirements(device, tuple(packages), pip, index, total if all(sizes) else None, unpacked, kept)


def builds_for(python: Interpreter) -> Tuple[str, ...]:
    """Return the devices for which there is a build of torch here."""
    if python.system == "mac" or python.machine != "x86_64":
        return (CPU,)  # the build for Macs runs on their GPU too
    return CPU, CUDA


def is_pruned(name: str) -> bool:
    """Whether an environment does without this file, named as in its wheel."""
    return name.startswith(_PRUNED) and not name.startswith(_NOT_PRUNED)


def fits(filename: str, python: Interpreter) -> bool:
    """Whether pip would take this wheel for this Python."""
    tags = filename[: -len(".whl")].split("-")[-3:]
    pythons, abis, platforms = (tag.split(".") for tag in tags)
    own = f"cp{python.python[0]}{python.python[1]}"
    stable = "abi3" in abis and any(tag.startswith("cp3") and int(tag[3:]) <= python.python[1] for tag in pythons)
    if not (stable or (own in pythons and own in abis) or ("none" in abis and ("py3" in pythons or own in pythons))):
        return False
    return any(_platform_fits(tag, python) for tag in platforms)


def _platform_fits(tag: str, python: Interpreter) -> bool:
    if tag == "any":
        return True
    if python.system == "win":
        return tag == "win_amd64"
    if python.system == "mac":
        release = python.release or (99, 0)
        return _MAC_TAG.fullmatch(tag) is not None and _mac_release(tag) <= (*release, 0, 0)[:2]
    for old, new in _OLD_LINUX_TAGS.items():
        tag = tag.replace(f"{old}_", f"{new}_")
    linux = _LINUX_TAG.fullmatch(tag)
    if linux is None or linux[3] != {"arm64": "aarch64"}.get(python.machine, python.machine):
        return False
    return (int(linux[1]), int(linux[2])) <= (python.release or (2, 28))


@lru_cache(maxsize=1)
def _data() -> Dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def _build(device: str, python: Interpreter, data: Dict[str, Any]) -> Tuple[str, str]:
    """Return torch's version, which names the build, and the index that has it beside the general one."""
    if device not in builds_for(python):
        what = Text("There is no torch for {device} on this computer", device=device.upper())
        raise SetupError(what, remedy="Choose the CPU")
    version = data["torch"]
    build = {("linux", CPU): "cpu", ("win", CUDA): "cu130"}.get((python.system, device), "")
    return (f"{version}+{build}", data["indexes"][build]) if build in data["indexes"] else (version, "")


def _pick(
    name: str, versions: Mapping[str, Mapping[str, Any]], python: Interpreter, version: Optional[str] = None
) -> Requirement:
    """Return the first version that has a wheel for this Python; a `version` that is named is taken in any case."""
    for each in [version] if version else list(versions):
        files = {file: (digest, size) for file, (digest, size) in versions.get(each, {}).items() if fits(file, python)}
        if files or version:
            return Requirement(name, each, files)
    shown = ".".join(map(str, python.python))
    raise SetupError(
        "The model cannot be set up with this Python",
        Text("there is no {package} for Python {version} here", package=name, version=shown),
        "Install another Python, 3.12 best, and try again",
    )


def _mac_release(filename: str) -> Tuple[int, int]:
    found = _MAC_TAG.search(filename)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _size(requirement: Requirement, device: str, python: Interpreter) -> Optional[int]:
    sizes = {name: size for name, (_, size) in requirement.files.items()}
    if sizes and min(sizes.values()):
        return sizes[max(sizes, key=_mac_release)]  # of several for a Mac pip takes the one for the newest system
    return _USUAL_BYTES.get((python.system, device, python.machine))
