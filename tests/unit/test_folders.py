"""Models and logs lie where each system keeps such things, and the log keeps itself small."""

import logging
import os
from pathlib import Path

import pytest
from dsrdmpd_dehaze.dsrdmpd import logs
from dsrdmpd_dehaze.dsrdmpd.folders import data_folder, log_folder
from dsrdmpd_dehaze.dsrdmpd.model_files import user_models_folder

HOME = {"HOME": "/h", "USERPROFILE": "/h"}


@pytest.mark.parametrize(
    "platform, environ, data, log",
    [
        ("linux", {}, "/h/.local/share/dsrdmpd", "/h/.local/state/dsrdmpd/log"),
        ("linux", {"XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"}, "/d/dsrdmpd", "/s/dsrdmpd/log"),
        (
            "linux",
            {"XDG_DATA_HOME": "d", "LOCALAPPDATA": "/l"},
            "/h/.local/share/dsrdmpd",
            "/h/.local/state/dsrdmpd/log",
        ),
        ("darwin", {"XDG_DATA_HOME": "/d"}, "/h/Library/Application Support/dsrdmpd", "/h/Library/Logs/dsrdmpd"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/dsrdmpd", "/l/dsrdmpd/Logs"),
        ("win32", {}, "/h/AppData/Local/dsrdmpd", "/h/AppData/Local/dsrdmpd/Logs"),
    ],
)
def test_each_system_has_its_own_folders(platform, environ, data, log):
    environ = {**HOME, **environ}
    assert (data_folder(environ, platform), log_folder(environ, platform)) == (Path(data), Path(log))


@pytest.mark.skipif(os.name == "nt", reason="uses POSIX paths")
def test_the_variable_names_the_models_folder():
    assert user_models_folder({**HOME, "DSRDMPD_MODELS": "/m"}) == Path("/m")
    assert user_models_folder(HOME) == data_folder(HOME) / "models"


def test_the_log_rotates(monkeypatch, tmp_path):
    monkeypatch.setattr(logs, "log_folder", lambda: tmp_path / "deep")
    monkeypatch.setattr(logs, "MOST_BYTES", 1000)
    handler = logs.start_logging("test")
    for number in range(100):
        logging.getLogger("dsrdmpd.some.room").info("line %d", number)
    logs.stop_logging(handler)
    files = sorted((tmp_path / "deep").iterdir())
    assert len(files) == 1 + logs.OLD_FILES and max(path.stat().st_size for path in files) <= 1000
    assert "line 99" in logs.log_file("test").read_text()
    logging.getLogger("dsrdmpd").info("after the end")
    assert "after the end" not in logs.log_file("test").read_text()


def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(logs, "log_folder", lambda: tmp_path / "file" / "log")
    assert logs.start_logging("test") is None
    logs.stop_logging(None)
