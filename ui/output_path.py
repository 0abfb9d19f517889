"""Which files a run of the dock makes: from what the user wrote, and the next name once that is taken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Tuple

from qgis.core import QgsRasterLayer

from .settings import Settings


def output_paths(written: str, layer: QgsRasterLayer, haze_map: bool) -> Tuple[str, str]:
    """Return the files of the result and of the haze map, empty where they are temporary or not wanted."""
    name = written.strip()
    if not name:
        return "", ""
    path = Path(name).expanduser()
    if not path.suffix:
        path = path.with_name(path.name + ".tif")
    if not path.is_absolute():
        path = _folder_for(layer) / path
    return str(path), str(path.with_name(f"{path.stem}_haze.tif")) if haze_map else ""


def next_name(written: str, layer: QgsRasterLayer) -> str:
    """Return a name for the run after the one that takes this name: with the next number that no file has."""
    path = Path(written.strip())
    stem, number = re.fullmatch(r"(.*?)(?:_([1-9]\d{0,2}))?", path.stem).groups()
    following = int(number or 1) + 1
    while Path(output_paths(str(path.with_name(f"{stem}_{following}{path.suffix}")), layer, False)[0]).exists():
        following += 1
    return str(path.with_name(f"{stem}_{following}{path.suffix}"))


def _folder_for(layer: QgsRasterLayer) -> Path:
    chosen, source = Settings.load().output_folder, Path(layer.source()).parent
    if chosen:
        return Path(chosen)
    return source if source.is_dir() else Path.home()
