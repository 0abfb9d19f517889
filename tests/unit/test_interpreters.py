"""Where Pythons lie in QGIS's real packages, which of them serve, what is installed for them, and on which device.

Only Linux is at hand: Windows and macOS are described here as their packages lay them out.
"""

import json
import re
import sys
from pathlib import PurePosixPath, PureWindowsPath
from unittest import mock

import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import SetupError, WeightsError, from_json
from dsrdmpd_dehaze.dsrdmpd.runtime import choice, finding, graphics, managed, worker
from dsrdmpd_dehaze.dsrdmpd.runtime.environment import PYTHON_VARIABLE
from dsrdmpd_dehaze.dsrdmpd.runtime.interpreters import (
    Interpreter,
    PassedOver,
    Surroundings,
    candidates,
    is_qgis,
    judge,
)
from dsrdmpd_dehaze.dsrdmpd.runtime.requirements import FILE, PACKAGES, builds_for, fits, requirements

# package: platform, sys.base_prefix inside that QGIS, version, variables, where its Python must be looked for first
LAYOUTS = {
    "OSGeo4W": ("win32", r"C:\OSGeo4W\apps\Python312", (3, 12), {"OSGEO4W_ROOT": r"C:\OSGeo4W"},
                r"C:\OSGeo4W\apps\Python312\python.exe"),
    "standalone": ("win32", r"C:\Program Files\QGIS 3.40.6\apps\Python312", (3, 12),
                   {"OSGEO4W_ROOT": r"C:\PROGRA~1\QGIS34~1.6"},
                   r"C:\Program Files\QGIS 3.40.6\apps\Python312\python.exe"),
    "QGIS.app, old": ("darwin", "/Applications/QGIS-LTR.app/Contents/MacOS", (3, 9), {},
                      "/Applications/QGIS-LTR.app/Contents/MacOS/bin/python3.9"),
    "QGIS.app, new": ("darwin", "/Applications/QGIS.app/Contents/Frameworks", (3, 12), {},
                      "/Applications/QGIS.app/Contents/Frameworks/bin/python3.12"),
    "Debian": ("linux", "/usr", (3, 11), {}, "/usr/bin/python3"),
    "conda": ("linux", "/home/me/miniforge3/envs/qgis", (3, 12), {}, "/home/me/miniforge3/envs/qgis/bin/python3.12"),
}  # fmt: skip
LINUX = Interpreter("/usr/bin/python3", (3, 11, 2), "linux", "x86_64", (2, 36))
WINDOWS = Interpreter(r"C:\python.exe", (3, 12, 8), "win", "x86_64")
MAC = Interpreter("/opt/homebrew/bin/python3", (3, 13, 1), "mac", "arm64", (15, 1))
SAID = {"python": [3, 12, 8], "machine": "x86_64", "bits": 64, "missing": [], "ensurepip": True, "system": [2, 39]}


@pytest.mark.parametrize("package", LAYOUTS)
def test_the_python_of_each_package_is_looked_for_first(package):
    platform, prefix, version, environ, expected = LAYOUTS[package]
    found = candidates(Surroundings(platform, prefix, version, environ, which=lambda _: None))
    assert found[0] == expected
    assert not any(map(is_qgis, found)) and len(found) == len(set(found))


def test_on_windows_a_bundle_too_old_is_followed_by_registered_ones():
    here = Surroundings("win32", r"C:\OSGeo4W\apps\Python39", (3, 9), {"LOCALAPPDATA": r"C:\Users\Jörg\AppData\Local"},
                        registered=[r"D:\Python 3.12\python.exe"])  # fmt: skip
    found = candidates(here)
    assert found.index(r"D:\Python 3.12\python.exe") == 1
    assert r"C:\Users\Jörg\AppData\Local\Programs\Python\Python312\python.exe" in found


@pytest.mark.parametrize("name", ["qgis-bin.exe", r"C:\OSGeo4W\bin\qgis-ltr-bin.exe", "/usr/bin/qgis", "QGIS"])
def test_qgis_is_never_started_as_python(name):
    assert is_qgis(name)
    assert not is_qgis("/Applications/QGIS.app/Contents/MacOS/bin/python3")


@pytest.mark.parametrize(
    "platform, more, why",
    [
        ("linux", {}, ""),
        ("win32", {"machine": "AMD64", "system": []}, ""),
        ("darwin", {"machine": "arm64", "system": [15, 1]}, ""),
        ("linux", {"machine": "aarch64"}, ""),
        ("win32", {"python": [3, 9, 5], "machine": "AMD64"}, "Python 3.9.5, and torch wants 3.10 to 3.14"),
        ("linux", {"python": [3, 15, 0]}, "3.15.0"),
        ("linux", {"bits": 32}, "32 bits"),
        ("darwin", {"machine": "x86_64", "system": [15, 1]}, "Intel.*torch ended at 2.2"),
        ("darwin", {"machine": "arm64", "system": [13, 0]}, "macOS 14"),
        ("win32", {"machine": "ARM64"}, "no torch for the processor"),
        ("linux", {"system": []}, "glibc"),
        ("win32", {"machine": "AMD64", "missing": ["ssl", "venv"]}, "lacks the modules ssl, venv"),
        ("linux", {"free_threaded": True}, "without the global lock"),
    ],
)
def test_what_serves_and_why_another_does_not(platform, more, why):
    found = judge("python", {**SAID, **more}, platform)
    if why:
        assert isinstance(found, PassedOver)
        assert re.search(why, str(found.why))
    else:
        assert isinstance(found, Interpreter) and found.machine in ("x86_64", "arm64")


def test_the_interpreter_of_an_environment_on_each_platform(tmp_path):
    assert managed.python_of(tmp_path, windows=True) == tmp_path / "Scripts" / "python.exe"
    assert managed.python_of(tmp_path, windows=False) == tmp_path / "bin" / "python"
    (tmp_path / "python.exe").touch()
    assert managed.python_of(tmp_path, windows=True) == tmp_path / "python.exe", "conda has it there"


# --- What is installed for them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("python", [LINUX, WINDOWS, MAC], ids=lambda python: python.system)
@pytest.mark.parametrize("minor", range(10, 15))
def test_every_platform_and_version_has_its_wheels(python, minor):
    python = Interpreter(python.path, (3, minor, 1), python.system, python.machine, python.release)
    needs = requirements("cpu", python)
    assert [each.name for each in needs.packages] == list(PACKAGES)
    assert not any("nvidia" in each.name or "cuda" in each.version for each in needs.packages)
    assert needs.unverified == (["torch"] if python.system == "linux" and minor == 10 else [])
    assert 120e6 < needs.download_bytes < 230e6 and 500e6 < needs.kept_bytes < needs.unpacked_bytes < 900e6


def test_on_a_cpu_linux_gets_the_build_without_cuda_from_its_own_index():
    torch = requirements("cpu", LINUX).packages[0]
    assert torch.version == "2.13.0+cpu" and requirements("cpu", LINUX).index.endswith("/cpu")
    assert requirements("cpu", WINDOWS).packages[0].version == "2.13.0" and not requirements("cpu", WINDOWS).index
    assert "PyTorch" in str(requirements("cpu", LINUX).source) and "PyTorch" not in str(requirements("cpu", MAC).source)


def test_the_cuda_builds_say_their_size_where_it_is_known():
    linux, windows = requirements("cuda", LINUX), requirements("cuda", WINDOWS)
    assert 2.5e9 < linux.download_bytes < 3e9 and not linux.unverified and not linux.index
    assert windows.download_bytes is None and windows.unverified == ["torch"] and windows.index.endswith("cu130")
    assert builds_for(MAC) == ("cpu",)
    with pytest.raises(SetupError, match="no torch for CUDA"):
        requirements("cuda", MAC)


def test_names_tell_pins_and_devices_apart_and_are_short():
    names = {requirements(device, python).name for device in ("cpu", "cuda") for python in (LINUX, WINDOWS)}
    assert len(names) == 4 and max(map(len, names)) <= 11
    folder = PureWindowsPath(r"C:\Users\Firstname.Lastname-Double\AppData\Local\dsrdmpd\py")
    deepest = folder / f"{max(names, key=len)}~" / "Lib" / "site-packages"
    assert len(str(deepest)) + 1 + 167 <= 259, "Windows counts every letter"
    assert PurePosixPath(str(FILE)).name == "requirements.json"


@pytest.mark.parametrize(
    "name, python, expected",
    [
        ("numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", LINUX, True),
        ("numpy-2.4.6-cp312-cp312-manylinux_2_27_x86_64.whl", LINUX, False),
        ("safetensors-0.5.3-cp38-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", LINUX, True),
        ("safetensors-0.5.3-cp38-abi3-manylinux_2_17_aarch64.manylinux2014_aarch64.whl", LINUX, False),
        ("safetensors-0.5.3-cp38-abi3-win_amd64.whl", WINDOWS, True),
        ("cuda_toolkit-13.0.3.0-py2.py3-none-any.whl", LINUX, True),
        ("nvidia_nvtx-13.0.85-py3-none-manylinux1_x86_64.manylinux_2_5_x86_64.whl", LINUX, True),
        ("torch-2.13.0-cp313-cp313-macosx_14_0_arm64.whl", MAC, True),
        ("torch-2.13.0-cp313-cp313-macosx_16_0_arm64.whl", MAC, False),
        ("torch-2.13.0-cp311-cp311-manylinux_2_99_x86_64.whl", LINUX, False),
    ],
)
def test_wheels_fit_as_pip_sees_it(name, python, expected):
    assert fits(name, python) is expected


def test_the_file_holds_hashes_and_sizes():
    data = json.loads(FILE.read_text(encoding="utf-8"))
    entries = [(name, *entry) for package in data["packages"].values() for files in package.values()
               for name, entry in files.items()]  # fmt: skip
    assert len(entries) > 100 and all(len(digest) == 64 for _, digest, _ in entries)
    assert {name.split("-")[0] for name, _, size in entries if not size} <= {"torch"}


# --- On which device --------------------------------------------------------------------------------------------------

SMI = (
    "0, GPU-aa, NVIDIA A2, 15356, {free}, {driver}, {capability}\n1, GPU-bb, NVIDIA H100, 81559, 70000, {driver}, 9.0\n"
)


def smi(free=15000, driver="580.95", capability="8.6"):
    return graphics.parse(SMI.format(free=free, driver=driver, capability=capability))


def test_the_card_with_most_free_memory_is_named():
    device, why = graphics.choose("auto", ("cpu", "cuda"), smi())
    assert device == "cuda" and "H100" in str(why)


@pytest.mark.parametrize(
    "cards, why",
    [
        ([], "no NVIDIA graphics card was found"),
        (smi(driver="535.183"), r"driver 535\.183 of the NVIDIA A2 is too old, torch wants 580; update"),
        (smi(capability="6.1")[:1], "too old for this torch"),
        (graphics.parse("0, GPU-a, GT 1030, 1024, 900, 580.1, 8.0"), "too little memory"),
        (graphics.parse("garbage\n0, x, [N/A]"), "no NVIDIA graphics card"),
    ],
)
def test_why_it_is_not_the_gpu(cards, why):
    device, said = graphics.choose("auto", ("cpu", "cuda"), cards)
    assert device == "cpu" and re.search(why, str(said))
    assert graphics.choose("cuda", ("cpu", "cuda"), cards)[0] == "cuda", "the user's word stands"
    assert graphics.choose("cuda", ("cpu",), cards)[0] == "cpu"


class Torch:
    """As much of torch as the choice asks."""

    def __init__(self, uuids=(), cuda="13.0", mps=False):
        torch, self.backends, self.version = self, type("B", (), {}), type("V", (), {"cuda": cuda})
        self.backends.mps = type("M", (), {"is_available": staticmethod(lambda: mps)})

        class Cuda:
            is_available = staticmethod(lambda: bool(uuids))
            device_count = staticmethod(lambda: len(uuids))
            get_device_name = staticmethod(lambda index: f"card {index}")
            get_device_properties = staticmethod(lambda index: type("P", (), {"uuid": uuids[index]}))

        torch.cuda = Cuda


def test_auto_takes_the_freest_card_by_uuid_whatever_its_number():
    assert choice.choose_device("auto", Torch(["bb", "aa"]), smi())[0] == "cuda:0"
    assert choice.choose_device("auto", Torch(["aa", "bb"]), smi())[0] == "cuda:1"
    assert choice.choose_device("auto", Torch(["aa", "cc"]), [])[0] == "cuda:0"
    assert choice.choose_device("cuda:0", Torch(["aa", "bb"]), smi()) == ("cuda:0", "")
    assert choice.choose_device("auto", Torch(mps=True), [])[0] == "mps"
    words = list(map(str, choice.choosable(Torch(["aa", "bb"]), smi())))
    assert words[0].startswith("cpu") and words[2] == "cuda:1, card 1 (73.4 GB free)"


def test_auto_on_the_cpu_says_why_where_there_is_a_card():
    assert choice.choose_device("auto", Torch(), []) == ("cpu", "")
    assert "made for CPUs" in str(choice.choose_device("auto", Torch(cuda=None), smi())[1])
    assert "driver 470" in str(choice.choose_device("auto", Torch(), smi(driver="470.1"))[1])
    assert "cannot use the driver" in str(choice.choose_device("auto", Torch(), smi())[1])


def test_auto_falls_back_to_the_cpu_and_says_so():
    class Model:
        dehaze_tiles = None

        def __init__(self, device):
            if device.startswith("cuda"):
                raise RuntimeError("CUDA error: no kernel image is available")
            self.device = device

        def describe(self):
            return {"device": f"the {self.device}"}

    with mock.patch.dict(sys.modules, {"torch": Torch(["aa"])}):
        said = worker.load_on("auto", Model).describe()
        assert (
            str(from_json(said["device"]))
            == "the cpu, not the GPU: RuntimeError: CUDA error: no kernel image is available"
        )
        with pytest.raises(RuntimeError):
            worker.load_on("cuda:0", Model)
        with pytest.raises(WeightsError):
            worker.load_on("auto", mock.Mock(side_effect=WeightsError("torn")))
        assert worker.load_on("cpu", Model).describe() == {"device": "the cpu"}


# --- Which Pythons could run the model --------------------------------------------------------------------------------


def test_every_place_is_asked_and_told(tmp_path, monkeypatch):
    for name in ("hangs", "lies", "works"):
        program = tmp_path / name
        said = json.dumps({"python": "3.12.1", "torch": "2.13.0", "devices": ["cpu"], "why": ""})
        body = {"hangs": "sleep 60", "lies": "echo hello", "works": f"echo '{said}'"}[name]
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    monkeypatch.setattr(finding, "ROOT", tmp_path)
    monkeypatch.setenv(managed.FOLDER_VARIABLE, str(tmp_path / "py"))
    monkeypatch.setenv(PYTHON_VARIABLE, str(tmp_path / "hangs"))
    found = finding.survey(limit_s=1)
    assert "did not answer within 1 s" in str(found[0].why) and not any(each.used for each in found)
    assert "not set up" in str(found[-1].why)
    named = finding.survey(str(tmp_path / "works"), limit_s=5)
    assert named[0].used and "torch 2.13.0, cpu; used" in named[0].line() and not named[1].used
    monkeypatch.setenv(PYTHON_VARIABLE, str(tmp_path / "lies"))
    assert "answers like no Python" in finding.survey(limit_s=5)[0].line()
    monkeypatch.setenv(PYTHON_VARIABLE, str(tmp_path / "nosuch"))
    assert "there is no" in finding.survey(limit_s=5)[0].line()
