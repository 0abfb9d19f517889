"""The checkout works in a folder of any name: a downloaded archive unpacks into one that is no Python name."""

import importlib.util
import shutil
import subprocess
import sys

import pytest

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "build", "dist", "runs", "__pycache__", ".*_cache", ".hypothesis")
TESTS = [f"tests/unit/test_{name}.py" for name in ("architecture", "texts", "folders", "worker")]


@pytest.fixture(scope="module")
def elsewhere(root, tmp_path_factory):
    return shutil.copytree(root, tmp_path_factory.mktemp("any") / "dé haze-main", ignore=LEFT_OUT)


def told(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(importlib.util.find_spec("ruff") is None, reason="ruff is not installed")
def test_the_linter_finds_nothing(elsewhere):
    told([sys.executable, "-m", "ruff", "check", "."], elsewhere)


def test_tests_pass(elsewhere):
    assert "[100%]" in told([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS], elsewhere)


def test_the_entry_finds_its_own_folder(elsewhere, tmp_path):
    assert "usage: ./run COMMAND" in told(["bash", str(elsewhere / "run")], tmp_path)
