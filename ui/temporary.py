"""Where the dock's results without a name lie: in a folder that goes when QGIS is left."""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Dict

from qgis.core import QgsApplication, QgsProcessing, QgsProcessingUtils

_folders: Dict[str, Path] = {}  # of this session, by the folder that they were made in


def place(chosen: str) -> str:
    """Return the folder on whose disk temporary results lie; `chosen` is the setting, empty for QGIS's own."""
    return chosen or QgsProcessingUtils.tempFolder()


def document(chosen: str, name: str) -> str:
    """Return a file for a page called after `name` that is not there yet, which goes when QGIS is left.

    Raises:
        OSError: no folder can be made in `chosen`.
    """
    file_name = f"{file_stem(name)}.html"
    if not chosen:
        return QgsProcessingUtils.generateTempFilename(file_name)
    return str(Path(destination(chosen, name)).with_name(file_name))


def destination(chosen: str, name: str) -> str:
    """Return what a raster destination takes: a file called after `name` that is not there yet, or leave it to QGIS.

    Raises:
        OSError: no folder can be made in `chosen`.
    """
    if not chosen:
        return QgsProcessing.TEMPORARY_OUTPUT
    if chosen not in _folders or not _folders[chosen].is_dir():
        _folders[chosen] = Path(tempfile.mkdtemp(prefix="dsrdmpd-", dir=chosen))
        # Not with the plugin: the layers that show these files outlive it.
        QgsApplication.instance().aboutToQuit.connect(partial(shutil.rmtree, _folders[chosen], ignore_errors=True))
    return str(Path(tempfile.mkdtemp(dir=_folders[chosen])) / f"{file_stem(name)}.tif")


def file_stem(name: str) -> str:
    """Return a file's name, without its ending, for something called `name`."""
    return re.sub(r"[^\w-]+", "_", name) or "layer"
