"""What can be said against a run before it starts, each in one sentence with what to do about it."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from typing import Optional, Sequence

from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication

from ..dsrdmpd.errors import DehazeError
from .area import Where
from .core_texts import sentence
from .device import Device
from .estimate import Estimate, pixels_in
from .layers import gdal_uri, layer_of, same_file

LEAST_BANDS = 3

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Problem:
    """Why a run cannot start.

    Attributes:
        text: what, why, and what to do. about_python: whether the settings page is where to do it.
    """

    text: str
    about_python: bool = False


def layer_problem(layer: Optional[QgsRasterLayer], bands: Sequence[int]) -> Optional[Problem]:
    """Look at what is to be dehazed; `bands` are the chosen numbers, none before a choice was possible."""
    if layer is None:
        return Problem(
            translate("Checks", "There is no raster layer to dehaze. Add one with Layer, Add Layer, Add Raster Layer.")
        )
    try:
        gdal_uri(layer)
    except DehazeError as error:
        return Problem(sentence(error))
    if layer.bandCount() < LEAST_BANDS:
        text = translate("Checks", "The layer “{}” cannot be dehazed: it has no three bands for red, green and blue.")
        return Problem(text.format(layer.name()))
    if bands and len(set(bands)) < LEAST_BANDS:
        return Problem(
            translate("Checks", "One band is chosen twice. Choose three different ones for red, green and blue.")
        )
    return None


def area_problem(layer: QgsRasterLayer, where: Where, area: Optional[QgsRectangle]) -> Optional[Problem]:
    """Look at the area, in the layer's CRS."""
    if area is None:
        return Problem(
            {
                Where.RECTANGLE: translate(
                    "Checks", "No rectangle is drawn yet. Press the button beside the area and draw one."
                ),
                Where.OTHER: translate("Checks", "Choose the layer whose extent is meant."),
            }.get(
                where,
                translate(
                    "Checks", "The area cannot be expressed in the layer's CRS. Zoom to the layer, or check its CRS."
                ),
            )
        )
    if 0 in pixels_in(layer, area):
        text = translate("Checks", "The area lies outside the layer “{}”. Zoom to the layer, or choose another area.")
        return Problem(text.format(layer.name()))
    return None


def folder_problem(folder: str) -> Optional[Problem]:
    """Look whether files can be made in `folder`."""
    if not os.path.isdir(folder):
        return Problem(translate("Checks", "The folder {} does not exist. Make it, or choose another.").format(folder))
    try:
        with tempfile.TemporaryFile(dir=folder):  # asking for permission says nothing of disks that are read-only
            return None
    except OSError as error:
        text = translate("Checks", "No file can be made in the folder {} ({}). Choose another.")
        return Problem(text.format(folder, error.strerror))


def output_problem(paths: Sequence[str], busy: Sequence[str]) -> Optional[Problem]:
    """Look at the files to be made; `busy` are those that runs are going to write."""
    for path in paths:
        if not path.lower().endswith((".tif", ".tiff")):
            return Problem(
                translate("Checks", "The result “{}” must be a GeoTIFF. Give it a name that ends in .tif.").format(path)
            )
        if any(same_file(path, other) for other in busy):
            text = translate("Checks", "Another run is going to write {}. Choose another name, or wait for it.")
            return Problem(text.format(path))
        shown = layer_of(path, QgsProject.instance())
        if shown is not None:
            text = translate("Checks", "{} is open as the layer “{}”. Choose another name, or remove that layer first.")
            return Problem(text.format(path, shown.name()))
    return None


def disk_problem(estimate: Estimate, folder: str) -> Optional[Problem]:
    """Look whether the results fit into `folder`."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return None  # the run will say what is wrong with it
    if estimate.bytes <= free:
        return None
    text = translate(
        "Checks", "The disk of {} is too full: the result may need {}, and {} are free. Choose a smaller area."
    )
    return Problem(text.format(folder, as_bytes(estimate.bytes), as_bytes(free)))


def python_problem(device: Optional[Device]) -> Optional[Problem]:
    """Look whether a Python with torch was found; None if it is not known yet."""
    if device is None or device.torch:
        return None
    return Problem(translate("Checks", "The model is not set up yet. Press “Set up the model” in the dock."), True)


def as_bytes(number: float) -> str:
    """Return a number of bytes in words, in powers of 1000."""
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def as_duration(seconds: float) -> str:
    """Return a rough duration in words."""
    if seconds < 55:
        step = 1 if seconds < 10 else 5
        return translate("Checks", "{} s").format(max(1, round(seconds / step) * step))
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("Checks", "{} min").format(minutes)
    return translate("Checks", "{} h {} min").format(*divmod(minutes, 60))
