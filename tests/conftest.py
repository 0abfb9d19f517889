"""Loads the checkout as the plugin package `dsrdmpd_dehaze`, under whatever folder name it was cloned."""

import atexit
import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DSRDMPD_SHARED", ROOT.parent / "shared"))


def _register_plugin_package() -> None:
    if "dsrdmpd_dehaze" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        "dsrdmpd_dehaze", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["dsrdmpd_dehaze"] = package
    spec.loader.exec_module(package)


_register_plugin_package()
# Test tiles are so small that a second thread costs more than it brings, above all on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Nothing that a test runs writes to the user's logs.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="dsrdmpd_logs_")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference arrays and real rasters that are not part of the project; tests that need them skip without."""
    if not SHARED.is_dir():
        pytest.skip("the shared reference material is not beside this checkout (set DSRDMPD_SHARED)")
    return SHARED
