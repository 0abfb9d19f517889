"""A real environment, made once from real wheels: in QGIS's own window, then used by qgis_process; and no leaks.

The wheels (221 MB) are fetched with pip as a user's would be. Without a network that has them the tests skip.
"""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from dsrdmpd_dehaze.dsrdmpd.runtime import install
from dsrdmpd_dehaze.dsrdmpd.runtime.environment import find_python
from dsrdmpd_dehaze.dsrdmpd.runtime.interpreters import Interpreter
from dsrdmpd_dehaze.dsrdmpd.runtime.managed import finished
from dsrdmpd_dehaze.dsrdmpd.runtime.pool import close_all_workers
from dsrdmpd_dehaze.dsrdmpd.runtime.requirements import requirements
from dsrdmpd_dehaze.ui.setup import Setup, proxy_variables
from dsrdmpd_dehaze.ui.setup_dialog import SetupDialog
from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QLabel


def _neighbour(name):
    """A test module beside this one: --import-mode=importlib puts no folder on the path."""
    spec = importlib.util.spec_from_file_location(f"neighbour_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_desktop, _programs = _neighbour("test_desktop"), _neighbour("test_programs")
screen, profile, session, qgis_process = _desktop.screen, _desktop.profile, _desktop.session, _programs.qgis_process
LIMIT_S = 240  # to fetch the wheels


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """A folder with every wheel that this computer's environment for CPUs needs."""
    folder = tmp_path_factory.mktemp("wheels")
    plan = install.make_plan("cpu")
    listed = folder / "requirements.txt"
    listed.write_text("".join(f"{each.line()}\n" for each in [*plan.needs.packages, plan.needs.pip]))
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    tags = ["--python-version", ".".join(map(str, plan.base.python[:2]))]
    try:
        done = subprocess.run(
            [*command, *tags, "--dest", folder, "-r", listed],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"the wheels did not come within {LIMIT_S} s")
    if done.returncode:
        pytest.skip(f"the wheels cannot be had here: {done.stderr.strip().splitlines()[-1]}")
    return folder


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    """The managed folder that the tests below share."""
    return tmp_path_factory.mktemp("runtime") / "Übung py"


def test_the_first_minute(session, wheels, runtime):
    """Dock, one button, the dialog, and then the run that was wanted."""
    found = session("desktop_setup.py", DSRDMPD_PYTHON=None, DSRDMPD_RUNTIME=str(runtime), SESSION_WHEELS=str(wheels))
    assert found["panel"] and not found["panel_afterwards"]
    assert "Set up the model" in found["button"] and "MB" in found["button"] and found["controls_width"] <= 320
    assert "Dark channel prior" in found["sentence"], "what works without it is told"
    assert not found["unasked"], "nothing is made before the user says yes"
    assert found["layers"] == ["scene dehazed (draft)", "scene"] and "free" in found["device"]
    assert not found["torch"], "QGIS never has torch"


def test_qgis_process_dehazes_with_it(qgis_process, runtime, scene, tmp_path, monkeypatch, read):
    (made,) = finished(runtime) or [None]
    if made is None:
        pytest.skip("the environment was not made")
    monkeypatch.delenv("DSRDMPD_RUNTIME", raising=False)
    monkeypatch.setenv("DSRDMPD_PYTHON", made.folder)
    output = tmp_path / "out.tif"
    done = qgis_process("run", "dsrdmpd:dehaze", "--", f"INPUT={scene}", f"OUTPUT={output}", "QUALITY=draft")
    assert done.returncode == 0, done.stderr
    assert (read(output) != read(scene)).any()


def test_without_one_the_toolbox_says_what_to_do(qgis_process, scene, tmp_path, monkeypatch, root):
    if (root / ".venv").exists():
        monkeypatch.setenv("DSRDMPD_PYTHON", str(tmp_path / "nosuch"))
    monkeypatch.setenv("DSRDMPD_RUNTIME", str(tmp_path / "none"))
    done = qgis_process("run", "dsrdmpd:dehaze", "--", f"INPUT={scene}", f"OUTPUT={tmp_path / 'out.tif'}")
    assert done.returncode != 0 and not (tmp_path / "out.tif").exists()
    assert "in the dock" in done.stdout + done.stderr


# --- Life of the worker -----------------------------------------------------------------------------------------------


def test_fifty_runs_leak_nothing(process, scene, tmp_path):
    """Neither processes, nor handles, nor shared memory."""
    counts = []
    for number in range(50):
        process(scene, tmp_path / f"{number % 2}.tif")
        if number in (4, 49):
            counts.append((len(children()), len(os.listdir("/proc/self/fd")), len(os.listdir("/dev/shm"))))
    assert counts[0] == counts[1]
    close_all_workers()
    assert children() == []


def test_killing_the_process_in_a_run_leaves_a_whole_result_or_none(process, scene, tmp_path):
    """SIGKILL from outside: the run goes on with a new process, or fails; a part of a file is never left."""
    from threading import Thread

    def kill():
        until = time.monotonic() + 60
        while not children() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(4)  # it computes by then
        for child in children():
            os.kill(child, signal.SIGKILL)

    close_all_workers()
    thread = Thread(target=kill)
    thread.start()
    output = tmp_path / "killed" / "out.tif"
    output.parent.mkdir()
    try:
        process(scene, output, STEPS=20)
        assert output.exists()
    except Exception as error:  # QGIS's
        assert "process" in str(error) and not output.exists()
    thread.join()
    assert [path.name for path in output.parent.iterdir()] in ([], ["out.tif"])


def test_killing_qgis_leaves_no_process(scene, surroundings, tmp_path):
    script = f"""
import sys, threading
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
sys.path[0:0] = [{str(Path(surroundings["QGIS_PLUGINPATH"]))!r}]
from dsrdmpd_dehaze.dsrdmpd.runtime.client import Worker
worker = Worker.start("identity", "cpu", python={find_python(sys.executable)!r})
print(worker.pid, "torch" in sys.modules, flush=True)
threading.Event().wait(60)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, **surroundings}, stdout=subprocess.PIPE, text=True
    )
    number, torch = parent.stdout.readline().split()
    parent.kill()
    parent.wait()
    until = time.monotonic() + 3
    while Path(f"/proc/{number}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert torch == "False" and not Path(f"/proc/{number}").exists()


def children():
    """Live processes of ours that run the model."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            if (
                int(status[1]) == os.getpid()
                and status[0] != "Z"
                and b"runtime.worker" in (entry / "cmdline").read_bytes()
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


# --- The proxy --------------------------------------------------------------------------------------------------------


def test_qgis_proxy_becomes_variables():
    settings = QgsSettings()
    values = {
        "proxyEnabled": True,
        "proxyType": "HttpProxy",
        "proxyHost": "proxy.example",
        "proxyPort": "8080",
        "proxyUser": "me",
        "proxyPassword": "p@ss/word",
        "noProxyUrls": ["https://intranet.example/x"],
    }
    try:
        assert proxy_variables() == {}
        for name, value in values.items():
            settings.setValue(f"proxy/{name}", value)
        found = proxy_variables()
        assert found["HTTPS_PROXY"] == found["HTTP_PROXY"] == "http://me:p%40ss%2Fword@proxy.example:8080"
        assert found["NO_PROXY"].startswith("intranet.example")
        settings.setValue("proxy/proxyType", "Socks5Proxy")
        assert proxy_variables()["HTTPS_PROXY"].startswith("socks5h://")
    finally:
        settings.remove("proxy")


# --- The question -----------------------------------------------------------------------------------------------------


def test_the_dialog_lists_what_has_no_pinned_hash_as_the_terminal_does(monkeypatch):
    monkeypatch.setattr(Setup, "look", lambda *_: None)
    dialog = SetupDialog(Setup())
    label = dialog.findChild(QLabel, "DsrdmpdUnverified")
    base = Interpreter("/usr/bin/python3", (3, 10, 1), "linux", "x86_64", (2, 36))
    plan = install.Plan(requirements("cpu", base), base, Path("/nowhere"), "you asked for it")
    verified = replace(plan, needs=requirements("cpu", replace(base, python=(3, 11, 1))))
    for shown in (plan, verified):
        dialog._setup.planned.emit(shown)
        assert label.text() == "\n".join(str(line) for line in shown.lines() if "checksum" in str(line))
        assert label.isHidden() == (shown is verified)
    assert plan.unverified_lines() and not replace(plan, wheels=Path("/wheels")).unverified_lines()
