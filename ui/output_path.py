"""Which files a run of the dock makes: from what the user wrote, and the next name once that is taken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict, Sequence

from qgis.core import QgsRasterLayer

from ..dsrdmpd.claims import refuse_claimed, unfinished_folder
from ..dsrdmpd.errors import RasterError
from .settings import Settings

# What the file of each result ends in, by the parameter of `dsrdmpd:dehaze`.
ENDINGS = {"OUTPUT": "", "HAZE_MAP": "_haze", "HAZE_MASK": "_mask", "REPORT": "_report"}


def output_paths(written: str, layer: QgsRasterLayer, results: Sequence[str]) -> Dict[str, str]:
    """Return the file of each of the results (keys of `ENDINGS`), all of them empty where they are temporary."""
    name = written.strip()
    if not name:
        return dict.fromkeys(results, "")
    path = Path(name).expanduser()
    if not path.suffix:
        path = path.with_name(path.name + ".tif")
    if not path.is_absolute():
        path = _folder_for(layer) / path
    made = {each: path.with_name(f"{path.stem}{ENDINGS[each]}.tif") for each in results if each != "OUTPUT"}
    if "REPORT" in made:
        made["REPORT"] = made["REPORT"].with_suffix(".html")
    return {"OUTPUT": str(path), **{each: str(file) for each, file in made.items()}}


def next_name(written: str, layer: QgsRasterLayer) -> str:
    """Return a name for the run after the one that takes this name: with the next number that no file has."""
    path = Path(written.strip())
    stem, number = re.fullmatch(r"(.*?)(?:_([1-9]\d{0,2}))?", path.stem).groups()
    following = int(number or 1) + 1
    while Path(output_paths(str(path.with_name(f"{stem}_{following}{path.suffix}")), layer, ())["OUTPUT"]).exists():
        following += 1
    return str(path.with_name(f"{stem}_{following}{path.suffix}"))


def is_unfinished(path: str) -> bool:
    """Whether an earlier run to this file left finished rows, and no run is at it now."""
    if not path or not any(unfinished_folder(path).glob("*.block")):
        return False
    try:
        refuse_claimed(path)
    except RasterError:
        return False
    return True


def _folder_for(layer: QgsRasterLayer) -> Path:
    chosen, source = Settings.load().output_folder, Path(layer.source()).parent
    if chosen:
        return Path(chosen)
    return source if source.is_dir() else Path.home()
