"""Which rasters a user means who names files, folders, patterns and lists of them; and how their results are called."""

from __future__ import annotations

import glob
import os
from collections import Counter
from itertools import chain, count
from typing import Iterator, List, Sequence, Set
from xml.etree import ElementTree

from osgeo import gdal

from ..files import CHANGE_ENDING, FIELD_ENDING
from . import gdal_calls

LIST_ENDING = ".txt"  # of a file with a raster's name in each line
_SIDECARS = (".aux.xml", ".ovr", ".msk", ".rrd", FIELD_ENDING, CHANGE_ENDING)
_PATTERN = "*?["


def find_rasters(names: Sequence[str]) -> List[str]:
    """Return the rasters that names stand for, each once, in the order of the names and sorted within each.

    Args:
        names: what GDAL opens (files, `/vsi…` paths, URIs), folders, patterns such as ``scenes/*.tif`` (``**`` for any
            depth), and text files (.txt) with one such name in each line, from the list's own folder if relative.

    A folder stands for the rasters that lie in it, not in those inside it. What cannot be found stays in the list as it
    was named: whoever opens it learns the reason.
    """
    return list(dict.fromkeys(raster for name in names for raster in _expanded(name)))


def parts_of_mosaics(names: Sequence[str]) -> List[str]:
    """Return the rasters that names stand for as `find_rasters` does, a VRT mosaic being the rasters it is made of."""
    return list(dict.fromkeys(part for raster in find_rasters(names) for part in _parts(raster)))


def _parts(raster: str) -> List[str]:
    """The parts of a VRT mosaic, whose bands have more than one source; of any other raster, itself."""
    if not raster.lower().endswith(".vrt") or not os.path.isfile(raster):
        return [raster]
    try:
        bands = ElementTree.parse(raster).getroot().findall("VRTRasterBand")
    except ElementTree.ParseError:
        return [raster]
    parts = []
    for source in bands[0].iter("SourceFilename") if bands else ():
        path = (source.text or "").strip()
        relative = source.get("relativeToVRT") == "1"
        parts.append(os.path.join(os.path.dirname(raster), path) if relative else path)
    distinct = list(dict.fromkeys(parts))
    return [inner for part in distinct for inner in _parts(part)] if len(distinct) > 1 else [raster]


def output_names(sources: Sequence[str], folder: str, ending: str) -> List[str]:
    """Return a path in `folder` for each source: its name and `ending`. No two are the same, on any system.

    Where two have the same name, that of their folder comes before it, and a number if that does not help.
    """
    stems = [_stem(source) for source in sources]
    counts = Counter(stem.lower() for stem in stems)
    taken: Set[str] = set()
    paths = []
    for source, stem in zip(sources, stems):
        parent = os.path.basename(os.path.dirname(os.path.abspath(source)))
        longer = f"{parent}_{stem}" if parent else stem
        names = chain([stem] * (counts[stem.lower()] == 1), [longer], (f"{longer}_{n}" for n in count(2)))
        chosen = next(name for name in names if name.lower() not in taken)
        taken.add(chosen.lower())
        paths.append(os.path.join(folder, f"{chosen}{ending}"))
    return paths


def _expanded(name: str) -> Iterator[str]:
    if name.startswith("/vsi"):
        yield from _in_folder(name) if name.endswith("/") else [name]
    elif os.path.isdir(name):
        yield from [name] if _is_raster(name) else _in_folder(name)  # some formats are folders
    elif name.lower().endswith(LIST_ENDING) and os.path.isfile(name):
        yield from _in_list(name)
    elif any(sign in name for sign in _PATTERN) and not os.path.exists(name):
        yield from sorted(filter(_is_meant, glob.glob(name, recursive=True))) or [name]
    else:
        yield name


def _in_folder(folder: str) -> List[str]:
    with gdal_calls(folder):
        entries = sorted(gdal.ReadDir(folder) or ())
    paths = [os.path.join(folder, entry) for entry in entries if entry not in (".", "..")]
    return [path for path in paths if _is_meant(path) and _is_raster(path)] or [folder]


def _in_list(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8-sig") as lines:
        names = [line.strip() for line in lines]
    for name in names:
        if name and not name.startswith("#"):
            beside = os.path.join(os.path.dirname(path), name)
            local = not name.startswith("/vsi") and ":" not in name[2:]  # C:\\ is a path, NETCDF:… is none
            yield from _expanded(beside if local else name)


def _is_meant(path: str) -> bool:
    """Whether a file is no part of another one, and not one that a run is writing."""
    name = os.path.basename(path).lower()
    return not (name.startswith(".") or name.endswith(_SIDECARS))


def _is_raster(path: str) -> bool:
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return gdal.IdentifyDriverEx(path, gdal.OF_RASTER) is not None
    finally:
        gdal.PopErrorHandler()


def _stem(source: str) -> str:
    """What a result is called after: the source's name without folder and ending, fit for a file on any system."""
    inner = source.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1]
    stem = inner if inner.startswith(".") else os.path.splitext(inner)[0]
    return "".join(sign if sign.isalnum() or sign in " ._-+()" else "_" for sign in stem).strip(" .") or "raster"
