"""QGIS's own window on a screen of its own: the plugin from a zip in a fresh profile, used as a user does."""

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

FOLDERS = ("dsrdmpd", "ui", "resources")
FILES = ("__init__.py", "plugin.py", "metadata.txt", "LICENSE")
DESKTOP_LIMIT_S = 420
GONE_S = 5  # for a process to be gone


@pytest.fixture
def screen():
    """The name of a screen that nobody else looks at."""
    if not (shutil.which("Xvfb") and shutil.which("qgis")):
        pytest.skip("needs qgis and xvfb")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def profile(root, tmp_path):
    """A home whose profile has the plugin as the plugin manager unpacks and enables it."""
    home = tmp_path / "home"
    profile = home / ".local" / "share" / "QGIS" / "QGIS3" / "profiles" / "default"
    plugins = profile / "python" / "plugins"
    plugins.mkdir(parents=True)
    (home / "run").mkdir(mode=0o700)
    (profile / "QGIS").mkdir()
    (profile / "QGIS" / "QGIS3.ini").write_text("[PythonPlugins]\ndsrdmpd_dehaze=true\nprocessing=true\n")
    archive = tmp_path / "plugin.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        paths = [root / name for name in FILES]
        paths += [path for folder in FOLDERS for path in (root / folder).rglob("*") if "__pycache__" not in path.parts]
        for path in paths:
            packed.write(path, f"dsrdmpd_dehaze/{path.relative_to(root)}")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(plugins)
    return home


@pytest.fixture
def session(screen, profile, scene, tmp_path, root):
    """Runs a script of data/ inside QGIS; returns its report, and QGIS's exit status as "status".

    Further variables may be given; None takes one away.
    """

    def run(script, **variables):
        report = tmp_path / "report.json"
        python = os.environ.get("DSRDMPD_PYTHON", sys.executable)
        inherited = os.environ.items()
        environment = {name: value for name, value in inherited if not name.startswith(("QT_", "QGIS_", "XDG_"))}
        environment.update(DISPLAY=screen, HOME=str(profile), XDG_RUNTIME_DIR=str(profile / "run"))
        environment.update(DSRDMPD_PYTHON=python, LANG="C.UTF-8", PYTHONPATH=str(root / "tests" / "qgis" / "data"))
        environment.update(SESSION_REPORT=str(report), SESSION_SCENE=str(scene), SESSION_FOLDER=str(tmp_path / "made"))
        environment.update(variables)
        environment = {name: value for name, value in environment.items() if value is not None}
        (tmp_path / "made").mkdir()
        command = ["qgis", "--nologo", "--noversioncheck", "--code", str(root / "tests" / "qgis" / "data" / script)]
        ended = subprocess.run(command, env=environment, timeout=DESKTOP_LIMIT_S, capture_output=True, check=False)
        found = json.loads(report.read_text())
        assert found["tracebacks"] == []
        return {**found, "status": ended.returncode}

    return run


def test_a_session_in_qgis(session):
    found = session("desktop_session.py")
    assert found["followed"] and "free" in found["device"] and found["controls_width"] <= 320
    assert found["layers"] == ["scene dehazed (draft)", "scene"]
    assert "{} × {} px".format(*found["pixels"]) in found["estimate"]
    assert found["cancel_s"] < 10 and found["layers_after_cancel"] == 2  # 2 seconds, and a busy machine
    assert found["swiping"] and not found["preview_left"]
    assert not found["tasks_left"] and not found["provider_left"] and found["actions_left"] == []


def test_quitting_during_a_run_leaves_nothing(session, tmp_path):
    found = session("desktop_quit.py")
    (worker,) = found["children"]
    assert found["status"] == 0 and "Dehaze raster" in found["asked"][0]
    assert {"scene_dehazed.tif", "lock"} < set(found["files"]) and len(found["files"]) == 3  # and a part file
    until = time.monotonic() + GONE_S
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
    assert list((tmp_path / "made").iterdir()) == []


def test_loading_it_anew_leaves_nothing_behind(session):
    counts = session("desktop_reload.py")["counts"]
    assert len(counts) == 10
    for what in ("docks", "buttons", "menu entries", "panels", "providers", "translators"):
        assert [count[what] for count in counts] == [1] * 10, what
    first, last = counts[0], counts[-1]
    assert first["pages"] == 1 and last["objects"] - first["objects"] < 50  # one more dock has 200
    for what in ("pages", "desktops", "all docks", "threads", "tasks", "canvas items"):
        assert last[what] == first[what], what
