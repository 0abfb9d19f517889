"""The child gets the right Python and as little of QGIS as possible."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import WorkerError
from dsrdmpd_dehaze.dsrdmpd.runtime import environment
from dsrdmpd_dehaze.dsrdmpd.runtime.environment import child_environment, find_python, worker_command

posix = pytest.mark.skipif(os.name == "nt", reason="uses POSIX permissions and links")


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(environment.PYTHON_VARIABLE, raising=False)


def make_program(path: Path, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(mode)
    return path


def test_the_order_is_setting_variable_own_environment(tmp_path, monkeypatch):
    own, named, set_ = (make_program(tmp_path / name / "bin" / "python") for name in (".venv", "named", "set"))
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    assert find_python() == str(own)
    assert find_python("  ") == str(own)
    monkeypatch.setenv(environment.PYTHON_VARIABLE, str(named))
    assert find_python() == str(named)
    assert find_python(str(set_)) == str(set_)
    assert find_python(str(tmp_path / "set")) == str(set_), "the folder of an environment stands for its Python"


@posix
def test_a_virtual_environments_link_is_not_followed(tmp_path):
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    assert find_python(str(link)) == str(link)


@posix
def test_a_relative_path_and_a_command_become_absolute(tmp_path, monkeypatch):
    program = make_program(tmp_path / "bin" / "python3.99")
    monkeypatch.chdir(tmp_path)
    assert find_python("bin/python3.99") == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_python("python3.99") == str(program)


@posix
@pytest.mark.parametrize(
    "name, mode, why",
    [("gone", None, "there is no"), ("python", 0o644, "not a program"), ("qgis", 0o755, "QGIS itself")],
)
def test_what_was_named_and_cannot_be_used_is_an_error(tmp_path, monkeypatch, name, mode, why):
    monkeypatch.setattr(environment, "ROOT", tmp_path / "root")
    make_program(tmp_path / "root" / ".venv" / "bin" / "python")  # must not be fallen back on
    if mode:
        make_program(tmp_path / name, mode)
    with pytest.raises(WorkerError, match=why) as by_setting:
        find_python(str(tmp_path / name))
    monkeypatch.setenv(environment.PYTHON_VARIABLE, str(tmp_path / name))
    with pytest.raises(WorkerError, match=environment.PYTHON_VARIABLE):
        find_python()
    assert "\n" not in str(by_setting.value)
    assert by_setting.value.remedy


def test_nothing_found_is_an_error_that_says_what_to_do_and_never_this_program(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    with pytest.raises(WorkerError, match=r"not set up yet.*in the dock.*runtime install"):
        find_python()


def test_the_child_environment_drops_what_belongs_to_qgis(tmp_path):
    certificates = tmp_path / "ca.pem"
    certificates.touch()
    (tmp_path / "QGIS 3.40").mkdir()
    dropped = [
        "PYTHONHOME",
        "PYTHONPATH",
        "PYTHONEXECUTABLE",
        "VIRTUAL_ENV",
        "PYTHONUSERBASE",
        "PIP_INDEX_URL",
        "PROJ_LIB",
        "PROJ_DATA",
        "GDAL_DATA",
        "GDAL_DRIVER_PATH",
        "QGIS_PREFIX_PATH",
        "QT_PLUGIN_PATH",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "DYLD_LIBRARY_PATH",
        "DYLD_INSERT_LIBRARIES",
    ]
    kept = {
        "HOME": "/h",
        "PATH": "/bin",
        "CUDA_VISIBLE_DEVICES": "1",
        "HTTPS_PROXY": "p",
        "CURL_CA_BUNDLE": str(certificates),
    }
    base = {
        **dict.fromkeys(dropped, "x"),
        **kept,
        "SSL_CERT_FILE": str(tmp_path / "nowhere.pem"),
        "SSL_CERT_DIR": str(tmp_path / "QGIS 3.40"),
        "REQUESTS_CA_BUNDLE": "",
    }
    before = dict(base)
    added = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "PYTHONNOUSERSITE": "1", "GOMP_SPINCOUNT": "20000"}
    added.update(MALLOC_ARENA_MAX="1", MALLOC_MMAP_MAX_="0", MALLOC_TRIM_THRESHOLD_="4294967296")
    assert child_environment(base) == {**kept, **added}
    assert base == before
    assert child_environment({"GOMP_SPINCOUNT": "9"})["GOMP_SPINCOUNT"] == "9"  # the user's word stands


def test_threads_are_not_tied_to_cores():
    bound = dict.fromkeys(("OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY"), "0")
    kept = child_environment({**bound, "OMP_NUM_THREADS": "3"})
    assert not bound.keys() & kept.keys()
    assert kept["OMP_NUM_THREADS"] == "3"


def test_the_folders_of_osgeo4w_come_last_in_the_path(tmp_path):
    root = str(tmp_path / "OSGeo4W")
    folders = [os.path.join(root, "bin"), str(tmp_path / "OSGeo4W-tools"), str(tmp_path)]
    path = child_environment({"OSGEO4W_ROOT": root, "PATH": os.pathsep.join(folders)})["PATH"]
    assert path.split(os.pathsep) == [*folders[1:], folders[0]]


def test_on_windows_no_console_window_opens(monkeypatch):
    monkeypatch.setattr(environment.os, "name", "nt")
    monkeypatch.setattr(environment.subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    options = environment.popen_options()
    assert options["creationflags"] == 0x08000000 and "start_new_session" not in options


def test_the_command_shadows_no_library(tmp_path, root):
    """Neither the working directory (anybody's) nor the plugin's folder may lend a module its name."""
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported from the working directory')")
    command = worker_command(sys.executable, "no such model", "cpu", 5)
    assert command[:3] == [sys.executable, "-s", "-c"]
    show = command[3].replace(
        "sys.exit(main(sys.argv[1:]))", f"print(main.__module__, sys.path.count({str(root)!r}), *sys.argv[1:])"
    )
    run = subprocess.run(command[:3] + [show] + command[4:], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    words = run.stdout.split()
    assert words[:2] == ["dsrdmpd.runtime.worker", "0"], run.stderr
    assert words[2:] == ["--model", "no", "such", "model", "--device", "cpu", "--idle-seconds", "5"]
