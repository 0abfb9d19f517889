"""Writes dsrdmpd/runtime/requirements.json: what the managed environment holds, every wheel with its SHA-256 and size.

    python resources/runtime_requirements.py [--measure FOLDER]

For maintainers, after a change of VERSIONS; needs pip in the Python that runs it. Everything comes through pip's own
session, so pip's proxy, certificates and mirror hold. PyTorch's own index is asked too; where it cannot be reached,
what the file says of its wheels stays. --measure downloads one set of wheels for each choice (some gigabytes) into the
folder and notes how much disk it takes unpacked.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Tuple
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from dsrdmpd.runtime.requirements import FILE as TARGET  # noqa: E402
from dsrdmpd.runtime.requirements import is_pruned  # noqa: E402

TORCH = "2.13.0"
VERSIONS: Dict[str, List[str]] = {  # of several versions the first counts that has a wheel for the Python
    "torch": [TORCH],
    "numpy": ["2.4.6", "2.2.6"],  # the latter for Python 3.10
    "einops": ["0.8.1"],
    "safetensors": ["0.5.3"],
    "filelock": ["3.20.3"],
    "typing-extensions": ["4.15.0"],
    "setuptools": ["80.9.0"],
    "sympy": ["1.14.0"],
    "mpmath": ["1.3.0"],
    "networkx": ["3.4.2"],  # the last for Python 3.10
    "jinja2": ["3.1.6"],
    "markupsafe": ["3.0.3"],
    "fsspec": ["2025.12.0"],
    "pip": ["26.3"],  # its own, which reads the system's certificates and goes on with a broken download
}
CUDA: Dict[str, List[str]] = {  # what torch's CUDA build for Linux asks for
    "cuda-bindings": ["13.5.0"],
    "cuda-pathfinder": ["1.9.0"],
    "cuda-toolkit": ["13.0.3.0"],
    "nvidia-cublas": ["13.1.1.3"],
    "nvidia-cuda-cupti": ["13.0.85"],
    "nvidia-cuda-nvrtc": ["13.0.88"],
    "nvidia-cuda-runtime": ["13.0.96"],
    "nvidia-cudnn-cu13": ["9.20.0.48"],
    "nvidia-cufft": ["12.0.0.61"],
    "nvidia-cufile": ["1.15.1.6"],
    "nvidia-curand": ["10.4.0.35"],
    "nvidia-cusolver": ["12.0.4.66"],
    "nvidia-cusparse": ["12.6.3.3"],
    "nvidia-cusparselt-cu13": ["0.8.1"],
    "nvidia-nccl-cu13": ["2.29.7"],
    "nvidia-nvjitlink": ["13.5.37"],
    "nvidia-nvshmem-cu13": ["3.4.5"],
    "nvidia-nvtx": ["13.0.85"],
    "triton": ["3.7.1"],
}
_EXTRA_BYTES = 22_000_000  # pip, and the bytecode of what the proof imports, measured on Linux
PYTHONS = ("310", "311", "312", "313", "314")
_PLATFORM = re.compile(r"any|win_amd64|macosx_\d+_\d+_(arm64|universal2)|manylinux.*_(x86_64|aarch64)")
_CUDA_PLATFORM = re.compile(r"any|manylinux.*_x86_64")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--measure", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    old = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
    session = _session()
    packages = {name: _package(session, name, versions, _PLATFORM) for name, versions in VERSIONS.items()}
    packages.update({name: _package(session, name, versions, _CUDA_PLATFORM) for name, versions in CUDA.items()})
    for build, address in old.get("indexes", {}).items():
        version = f"{TORCH}+{build}"
        packages["torch"][version] = _pytorch_files(session, address, version) or old["packages"]["torch"][version]
    new = {**old, "torch": TORCH, "cuda": list(CUDA), "packages": packages}
    if options.measure:
        new["disk"] = {**old.get("disk", {}), **_measured(options.measure)}
    TARGET.write_text(_text(new), encoding="utf-8")
    print(f"{TARGET}: {sum(len(f) for p in packages.values() for f in p.values())} wheels")
    return 0


def _session() -> Any:
    from pip._internal.network.session import PipSession

    return PipSession(retries=1)


def _package(
    session: Any, name: str, versions: List[str], platform: re.Pattern[str]
) -> Dict[str, Dict[str, List[Any]]]:
    from pip._internal.models.index import PyPI

    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    listed = session.get(f"{PyPI.simple_url}/{name}/", headers=accept, timeout=60).json()["files"]
    return {
        version: {
            entry["filename"]: [entry["hashes"]["sha256"], entry["size"]]
            for entry in listed
            if _is_wanted(entry["filename"], version, platform) and not entry.get("yanked")
        }
        for version in versions
    }


def _is_wanted(filename: str, version: str, wanted: re.Pattern[str]) -> bool:
    if not filename.endswith(".whl"):
        return False
    _, its_version, *_, _, abi, platform = filename[: -len(".whl")].split("-")
    if its_version != version or not all(map(wanted.fullmatch, platform.split("."))):
        return False
    return abi in ("none", "abi3") or abi[len("cp") :] in PYTHONS


def _pytorch_files(session: Any, address: str, version: str) -> Dict[str, List[Any]]:
    """Return the wheels that PyTorch's index lists with their hashes; their sizes it does not say, so they are 0."""
    try:
        page = session.get(f"{address}/torch/", timeout=20)
        page.raise_for_status()
    except Exception as error:  # whatever requests and urllib3 raise
        print(f"{address} cannot be asked ({type(error).__name__}); what is known of its wheels stays", file=sys.stderr)
        return {}
    found: List[Tuple[str, str]] = re.findall(r'href="[^"]*/([^"/]+\.whl)#sha256=([0-9a-f]{64})"', page.text)
    return {unquote(name): [digest, 0] for name, digest in found if _is_wanted(unquote(name), version, _PLATFORM)}


def _measured(folder: Path) -> Dict[str, List[int]]:
    from pip._internal.models.index import PyPI

    basics = [f"{name}=={versions[0]}" for name, versions in VERSIONS.items() if name not in ("torch", "pip")]
    cuda = [f"{name}=={versions[0]}" for name, versions in CUDA.items()]
    sizes = {}
    if (folder / "linux_cpu").is_dir():  # by hand: torch's build for CPUs is not on the general index
        sizes["linux/cpu"] = _disk(folder / "linux_cpu")
    for choice, platforms, torch in (
        ("win/cpu", ["win_amd64"], f"torch=={TORCH}"),
        ("mac/cpu", ["macosx_14_0_arm64", "macosx_11_0_arm64"], f"torch=={TORCH}"),
        ("linux/cuda", [f"manylinux_2_{minor}_x86_64" for minor in range(17, 29)], f"torch=={TORCH}"),
    ):
        target = folder / choice.replace("/", "_")
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--dest", target]
        command += ["--python-version", "3.12", "--index-url", PyPI.simple_url]
        command += [part for platform in [*platforms, "manylinux2014_x86_64"] for part in ("--platform", platform)]
        subprocess.run([*map(str, command), torch, *basics, *(cuda if "cuda" in choice else ())], check=True)
        sizes[choice] = _disk(target)
    return sizes


def _disk(wheels: Path) -> List[int]:
    """Return the bytes of all that is in wheels, and of what an environment keeps of it; pip and bytecode are extra."""
    unpacked = kept = _EXTRA_BYTES
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for entry in archive.infolist():
                unpacked += entry.file_size
                kept += 0 if is_pruned(entry.filename) else entry.file_size
    return [unpacked, kept]


def _text(values: Dict[str, Any]) -> str:
    """Return JSON with one line for each wheel, so that changes are read easily."""
    text = json.dumps(values, indent=1)
    return re.sub(r'\[\s+("[0-9a-f]{64}"|\d+),\s+(\d+)\s+\]', r"[\1, \2]", text) + "\n"


if __name__ == "__main__":
    sys.exit(main())
