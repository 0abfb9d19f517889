"""The environment that runs the model: made from fake wheels of a few bytes, and broken in every way there is."""

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from dsrdmpd_dehaze.dsrdmpd.__main__ import main
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, SetupError
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.runtime import environment, install, managed, requirements, tools
from dsrdmpd_dehaze.dsrdmpd.runtime.interpreters import Interpreter, ask
from dsrdmpd_dehaze.dsrdmpd.runtime.managed import find_managed

posix = pytest.mark.skipif(os.name == "nt", reason="uses POSIX signals and scripts")
BASE = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
TORCH = """
__version__ = "2.13.0"
class Tensor:
    def sum(self):
        return 1944.0
def ones(*shape, device="cpu"):
    if device == "cuda":
        raise RuntimeError("no kernel image is available for execution on the device")
    return Tensor()
class nn:
    class functional:
        @staticmethod
        def conv2d(image, kernel):
            return Tensor()
"""
PACKAGES = {
    "torch": {"torch/__init__.py": TORCH, "torch/test/large.bin": "x", "torch/bin/torch_shm_manager": "x"},
    "numpy": {"numpy/__init__.py": ""},
    "einops": {"einops/__init__.py": ""},
    "safetensors": {"safetensors/__init__.py": "", "safetensors/torch.py": ""},
}


def write_wheel(folder, name, files, version="1.0"):
    """Make a wheel that pip accepts."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {**files, f"{info}/METADATA": metadata}
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    lines = []
    for inside, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{inside},sha256={digest},{len(text)}")
    files[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,"]) + "\n"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return path


def listed(folder):
    """What requirements.json would say of the wheels in a folder."""
    packages = {}
    for path in folder.glob("*.whl"):
        name, version = path.name.split("-")[:2]
        entry = {path.name: [hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size]}
        packages[name] = {version: entry}
    return {"torch": "1.0", "indexes": {}, "disk": {}, "cuda": [], "packages": packages}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The managed folder of this test, with a space and an umlaut in its name."""
    folder = tmp_path / "Müller data" / "py"
    monkeypatch.setenv(managed.FOLDER_VARIABLE, str(folder))
    monkeypatch.delenv(environment.PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr(requirements, "PACKAGES", tuple(PACKAGES))
    return folder


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """An environment with pip in it; making one takes seconds."""
    path = tmp_path_factory.mktemp("empty") / "environment"
    subprocess.run([BASE, "-m", "venv", str(path)], check=True, stdin=subprocess.DEVNULL)
    return path


@pytest.fixture
def quick(empty, monkeypatch):
    """Environments are copied."""
    monkeypatch.setattr(
        tools.Tools, "make_environment", lambda _, base, path: shutil.copytree(empty, path, symlinks=True)
    )


@pytest.fixture
def wheels(tmp_path):
    folder = tmp_path / "wheels of mine"
    folder.mkdir()
    for name, files in PACKAGES.items():
        write_wheel(folder, name, files)
    return folder


@pytest.fixture
def plan(wheels):
    return install.make_plan("cpu", wheels=wheels, base=BASE, data=listed(wheels))


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "lock") if folder.is_dir() else []


class Listener(Progress):
    def __init__(self, cancel_at="never"):
        self.stages, self.fractions, self.warnings, self._cancel_at = [], [], [], cancel_at

    def report(self, fraction, stage=None):
        self.fractions.append(fraction)
        self.stages.append(str(stage))

    def warning(self, text):
        self.warnings.append(str(text))

    def cancelled(self):
        return any(self._cancel_at in stage for stage in self.stages)


def test_it_is_made_from_a_folder_of_wheels_and_found(plan, folder, monkeypatch, tmp_path):
    progress = Listener()
    made = install.install(plan, progress)
    assert names(folder) == [plan.needs.name] and made.device == "cpu" and made.torch == "2.13.0"
    assert progress.fractions == sorted(progress.fractions) and progress.fractions[-1] == 1
    assert progress.stages[-1] == "The model is ready"
    packages = next(Path(made.folder).glob("lib/python3*/site-packages"))
    assert not (packages / "torch/test/large.bin").exists() and (packages / "torch/bin/torch_shm_manager").exists()
    with monkeypatch.context() as patch:
        patch.setattr(environment, "ROOT", tmp_path)
        assert environment.find_python() == str(made.program)
    began = time.monotonic()
    assert install.install(plan) == find_managed(), "what is there and works is left alone"
    assert time.monotonic() - began < 10
    assert install.status()["installed"]["folder"] == made.folder
    assert install.remove() > 0 and not folder.exists() and find_managed() is None


def test_other_pins_make_another_one_and_the_old_one_goes_last(quick, plan, folder, wheels):
    old = install.install(plan)
    write_wheel(wheels, "einops", PACKAGES["einops"], version="2.0")
    (wheels / "einops-1.0-py3-none-any.whl").unlink()
    new = install.make_plan("cpu", wheels=wheels, base=BASE, data=listed(wheels))
    with pytest.raises(Cancelled):
        install.install(new, Listener(cancel_at="Unpacking"))
    assert find_managed().folder == old.folder, "until the new one is proved, the old one runs the model"
    made = install.install(new)
    assert made.folder != old.folder and names(folder) == [Path(made.folder).name]


def test_a_torn_wheel_or_another_hash_is_told_before_anything_is_unpacked(quick, plan, folder, wheels):
    path = wheels / "torch-1.0-py3-none-any.whl"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SetupError, match=r"torch-1\.0.*damaged or was changed.*Fetch that wheel again"):
        install.install(plan)
    assert names(folder) == ["wheels"] or names(folder) == []
    assert path.exists(), "the user's folder is left alone"


def test_a_missing_wheel_is_named(quick, plan, wheels):
    (wheels / "einops-1.0-py3-none-any.whl").unlink()
    with pytest.raises(SetupError, match=r"no wheel of einops 1\.0.*einops-1\.0-py3-none-any\.whl"):
        install.install(plan)


def test_a_full_disk_is_told_before_and_in_the_middle(plan, folder, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(SetupError, match=r"the disk has 5 MB free.*Make room"):
        patch.setattr(install.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 5_000_000}))
        install.install(plan)
    with monkeypatch.context() as patch, pytest.raises(SetupError, match=r"the disk is full.*Make room"):
        patch.setattr(tools.Tools, "_run", lambda *_, **__: (1, "OSError: [Errno 28] No space left on device"))
        patch.setattr(tools.Tools, "make_environment", lambda *_: None)
        install.install(plan)
    assert [name for name in names(folder) if name != "wheels"] == []


def test_a_torch_that_does_not_import_is_never_put_in_place(quick, plan, folder, wheels):
    write_wheel(wheels, "torch", {"torch/__init__.py": "raise ImportError('libfancy.so.1: cannot open')"})
    plan = install.make_plan("cpu", wheels=wheels, base=BASE, data=listed(wheels))
    with pytest.raises(SetupError, match=r"cannot be used \(ImportError: libfancy\.so\.1: cannot open\)"):
        install.install(plan)
    assert find_managed() is None and plan.needs.name not in names(folder)


def test_a_gpu_that_cannot_is_told_and_the_cpu_serves(quick, plan, folder):
    plan = replace(plan, needs=replace(plan.needs, device="cuda"))
    progress = Listener()
    assert install.install(plan, progress).device == "cuda"
    assert "no kernel image" in progress.warnings[0] and "runs on the CPU" in progress.warnings[0]


@posix
def test_an_interpreter_that_hangs_is_passed_over(tmp_path):
    program = tmp_path / "python3"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    began = time.monotonic()
    assert "did not answer within 1 s" in str(ask(str(program), limit_s=1).why)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("stage", ["Making", "Unpacking"])
def test_cancel_leaves_nothing_half_made(quick, plan, folder, stage):
    began = time.monotonic()
    with pytest.raises(Cancelled):
        install.install(plan, Listener(cancel_at=stage))
    assert time.monotonic() - began < 30 and not [name for name in names(folder) if name.startswith("cpu")]


SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from dsrdmpd.progress import Progress
from dsrdmpd.runtime import install, requirements
import json
requirements.PACKAGES = {packages!r}
class Telling(Progress):
    def report(self, fraction, stage=None):
        print(stage, flush=True)
plan = install.make_plan("cpu", wheels={wheels!r}, base={base!r}, data=json.loads({data!r}))
install.install(plan, Telling())
"""


@posix
def test_two_at_once_and_one_that_is_killed(quick, plan, folder, wheels, root):
    """The second is refused while the first is at it; killed, the first leaves no program, and the next one cleans."""
    slow = "import time\ntime.sleep(60)\n" + TORCH
    write_wheel(wheels, "torch", {"torch/__init__.py": slow})
    data = listed(wheels)
    values = {"root": str(root), "packages": tuple(PACKAGES), "wheels": str(wheels), "base": BASE}
    script = SCRIPT.format(**values, data=json.dumps(data))
    first = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    for line in first.stdout:
        if "Trying it out" in line:
            break
    with pytest.raises(SetupError, match="another QGIS or terminal is at it"):
        install.install(plan)
    until = time.monotonic() + 20
    while not running(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert running(folder), "the proof runs"
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    until = time.monotonic() + 3
    while running(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(folder)
    assert find_managed() is None
    write_wheel(wheels, "torch", PACKAGES["torch"])
    plan = install.make_plan("cpu", wheels=wheels, base=BASE, data=listed(wheels))
    install.install(plan)
    assert names(folder) == [plan.needs.name]


def running(folder):
    """Programs that have the folder in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


class Index:
    """Stands for pip: copies what is asked for from a folder, and fails as often as it is told."""

    def __init__(self, source, failures):
        self.source, self.failures, self.asked = source, list(failures), []

    def pip(self, python, command, needs, tell=None, may_fail=False):
        if command[0] != "download":
            return self.real(python, command, needs, tell=tell, may_fail=may_fail)
        self.asked.append([each.name for each in needs])
        if self.failures:
            failure = self.failures.pop(0)
            if failure:
                self.raised(failure)
        target = Path(command[command.index("--dest") + 1])
        for each in needs:
            for name in each.files:
                (target / name).write_bytes((self.source / name).read_bytes())
        return None


@pytest.fixture
def index(wheels, monkeypatch):
    index = Index(wheels, [])
    index.real = lambda *args, **kwargs: None
    original, raised = tools.Tools.pip, tools.Tools._raise

    def pip(self, *args, **kwargs):
        index.real = lambda *a, **k: original(self, *a, **k)
        index.raised = lambda tail: raised(self, tail)
        return index.pip(*args, **kwargs)

    monkeypatch.setattr(tools.Tools, "pip", pip)
    monkeypatch.setattr(install, "_PAUSE_S", 0.01)
    return index


def test_a_broken_download_goes_on_where_it_was(quick, plan, folder, wheels, index):
    plan = replace(plan, wheels=None)
    broken = "ReadTimeoutError: HTTPSConnectionPool: Read timed out."
    index.failures = [None, broken, broken, broken]  # the small ones come, torch does not
    with pytest.raises(SetupError, match=r"connection broke.*what has been downloaded is kept"):
        install.install(plan)
    assert names(folder) == ["wheels"] and len(list((folder / "wheels").glob("*.whl"))) == 3
    assert install.status()["downloads_bytes"] > 0
    (folder / "wheels" / "numpy-1.0-py3-none-any.whl").write_bytes(b"torn")
    index.asked.clear()
    index.failures = [broken]  # once more, and then it comes
    install.install(plan)
    assert index.asked == [["numpy"], ["numpy"], ["torch"]], "what has come, sound, is not asked for again"
    assert names(folder) == [plan.needs.name], "the wheels go when they have served"


@pytest.mark.parametrize(
    "said, sentence",
    [
        ("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407'))", "proxy refused"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "certificate.*PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its checksum is another one"),
        ("ERROR: No matching distribution found for torch==1.0", "no such wheel"),
        ("PermissionError: [WinError 5] Access is denied", "virus scanner"),
        ("ERROR: something new", "something new.*whole log"),
    ],
)
def test_what_pip_says_becomes_a_sentence(plan, index, monkeypatch, said, sentence):
    monkeypatch.setattr(tools.Tools, "make_environment", lambda _, base, path: path.mkdir())
    index.failures = [said] * 3
    with pytest.raises(SetupError, match=sentence):
        install.install(replace(plan, wheels=None))


def test_only_the_programs_that_download_know_the_proxy(quick, plan, monkeypatch, tmp_path):
    seen = []

    class Spy(tools.Tools):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            seen.append(dict(self._environment))

    monkeypatch.setattr(install, "Tools", Spy)
    monkeypatch.setenv("PIP_TARGET", "/nowhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    install.install(plan, proxies={"HTTPS_PROXY": "http://me:secret@proxy.example:8080"})
    assert seen[0]["HTTPS_PROXY"].endswith("8080") and seen[0]["PIP_INDEX_URL"] and "PIP_TARGET" not in seen[0]
    assert "HTTPS_PROXY" not in os.environ or "secret" not in os.environ["HTTPS_PROXY"]
    assert tools._without_secrets("at http://me:secret@proxy.example") == "at http://…@proxy.example"


@posix
def test_a_python_without_ensurepip_says_what_to_install(plan, folder, monkeypatch):
    monkeypatch.setattr(tools.Tools, "_run", lambda *_, **__: (1, "No module named pip"))
    with pytest.raises(SetupError, match=r"sudo apt install python3\.\d+-venv"):
        install.install(replace(plan, base=replace(plan.base, ensurepip=False)))


def test_the_command_line_asks_and_tells(quick, wheels, folder, monkeypatch, capsys):
    data = listed(wheels)
    monkeypatch.setattr(requirements, "_data", lambda: data)
    options = ["runtime", "install", "--device", "cpu", "--wheels", str(wheels), "--base", BASE]
    assert main(options) == 1
    told = capsys.readouterr()
    assert "Say --yes" in told.err and str(wheels) in told.out and not list(folder.parent.glob("py/cpu*"))
    assert main([*options, "--yes"]) == 0
    assert "torch 2.13.0 for cpu" in capsys.readouterr().out
    assert main(["runtime", "status", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["current"] and said["installed"]["device"] == "cpu"
    assert main(["runtime", "remove", "--yes"]) == 0 and not folder.exists()
    assert main(["runtime", "status"]) == 0 and "not set up" in capsys.readouterr().out


def test_the_log_says_what_was_done(quick, plan):
    install.install(plan)
    log = Path(install.status()["log"]).read_text(encoding="utf-8")
    assert "Successfully installed" in log and textwrap.shorten(plan.needs.name, 40) in log


def test_of_an_interpreter_that_serves_nothing_is_changed():
    assert isinstance(ask(BASE), Interpreter)
