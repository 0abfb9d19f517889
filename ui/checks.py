"""What can be said against a run before it starts, each in one sentence with what to do about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Optional, Sequence

from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QCoreApplication

from ..dsrdmpd.errors import DehazeError
from ..dsrdmpd.files import check_document, check_output, same_file
from .area import Where
from .core_texts import sentence
from .device import Device
from .estimate import pixels_in
from .layers import gdal_uri, refuse_shown

LEAST_BANDS = 3
PAGE = ".html"  # what a report ends in
TEMPORARY = "dehazed.tif"  # stands for a result without a name

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
        text = translate(
            "Checks", "The layer “{}” cannot be dehazed: it has fewer than the three bands that are needed."
        )
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


def output_problem(paths: Sequence[str], folder: str, size_bytes: int, busy: Sequence[str]) -> Optional[Problem]:
    """Look at the files to be made: `paths`, or temporary ones in `folder`, which may take `size_bytes` together.

    `busy` are those that runs are going to write.
    """
    try:
        for path in paths or [os.path.join(folder, TEMPORARY)]:
            if path.endswith(PAGE):
                check_document(path, PAGE, ())
                continue
            refuse_shown(path, QgsProject.instance())
            check_output(path, size_bytes=size_bytes)
    except DehazeError as error:
        return Problem(sentence(error))
    for path in paths:
        if any(same_file(path, other) for other in busy):
            text = translate("Checks", "Another run is going to write {}. Choose another name, or wait for it.")
            return Problem(text.format(path))
    return None


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
