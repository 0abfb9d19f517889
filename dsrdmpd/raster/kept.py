"""What a run keeps beside its result so that another strength needs no model, as GeoTIFFs that any GIS opens:

    dehazed.tif              the result
    dehazed.haze_field.tif   the haze field: what is left of the ground's colours and what haze adds, thickness; small
    dehazed.haze_change.tif  what the networks made of the pixels, only where they had a say; all, without a field

Each says how it was made as the result does (``DEHAZE_…``), and, for this program, everything that a run at another
strength depends on: the request, the range of values, and by what to know the source again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text, from_json, to_json
from ..files import CHANGE_ENDING, FIELD_ENDING, digest_of
from ..physics import REFERENCE_UM
from ..request import DehazeOptions, DehazeRequest
from ..scene.field import HazeField
from ..scene.sensor_table import Sky
from ..scene.sensors import Calibration
from .bands import PROVENANCE, BandProfile
from .grid import Grid, Window
from .journal import code_digest
from .kept_change import CHANGE
from .mask import Mask
from .radiometry import Stretch
from .results import Results
from .source import RasterSource
from .writer import RasterProfile

DOMAIN = "DSRDMPD"  # of the GeoTIFFs' metadata, for this program alone
FORMAT = 1
HASHED_BYTES = 2_000_000_000  # of a source, up to which its content is known again, and not its date alone
_DECIDING = ("request.py", "physics.py", "flow.py", "job.py", "scene", "methods", "raster")  # what makes the pixels
_STRENGTH, _MATCHED = f"{PROVENANCE}STRENGTH_PERCENT", f"{PROVENANCE}MATCHED="
_COLOURS = ("red", "green", "blue")
AGAIN = "Dehaze the source again, and keep the haze field"


@dataclass(frozen=True)
class SourceMark:
    """By what a source is known again.

    Attributes:
        grid: its pixels. files: size in bytes and time of the last change of each file that holds pixels.
        content: SHA-256 of these files, None if they are too large, or on no disk.
    """

    grid: Grid
    files: Tuple[Tuple[int, int], ...]
    content: Optional[str]

    @classmethod
    def of(cls, source: RasterSource) -> SourceMark:
        """Return the mark of a raster; this reads its files."""
        return cls(source.grid, _stamps(source), _content(source))

    def check(self, source: RasterSource) -> None:
        """Refuse another raster, or the same one with other pixels.

        Raises:
            RasterError: it is.
        """
        what = Text("{path} cannot be dehazed at another strength", path=source.path)
        if self.grid.window_of(source.grid) != self.grid.window():
            raise RasterError(what, "its grid is not that of the kept haze field", "Choose the raster that was dehazed")
        now = _stamps(source)
        if now == self.files:
            return
        same_sizes = [size for size, _ in now] == [size for size, _ in self.files]
        if self.content is None or not same_sizes or _content(source) != self.content:
            raise RasterError(what, "it was changed after it was dehazed", AGAIN)


@dataclass(frozen=True)
class KeptRun:
    """Everything that a run at another strength depends on, beside the pixels of its source.

    Attributes:
        request: what was asked for. window: the pixels of the result. stretch: the range of values.
        described: what the method says of itself. tile_px, steps: the method's.
        field: the haze over the scene, None for a method without. known: what such a method measured, for other bands.
        beyond: see `Method.beyond_field_from`. has_change: whether there is a file of what goes beyond the field.
        source: by what to know it again. mask: what names the mask's content, None without one.
        said: what the result says of its making. beside: where the source lay from the result's folder.
    """

    request: DehazeRequest
    window: Window
    stretch: Stretch
    described: Mapping[str, Any]
    tile_px: int
    steps: int
    field: Optional[HazeField]
    known: Optional[np.ndarray]
    has_change: bool
    source: SourceMark
    mask: Optional[str]
    said: Tuple[str, ...]
    beside: Optional[str] = None

    def asked(self, output: str, strength_percent: float, source: Optional[str] = None) -> DehazeRequest:
        """Return the request of a new run that differs by the strength alone; `source` is where the raster is now."""
        options = replace(self.request.options, strength_percent=strength_percent)
        return replace(self.request, source=source or self.request.source, output=output, options=options)

    @property
    def matched(self) -> str:
        """How the scene was matched to others of its mosaic, in words; empty if it was not."""
        return next((line[len(_MATCHED) :] for line in self.said if line.startswith(_MATCHED)), "")

    def check_mask(self, mask: Optional[Mask]) -> None:
        """Refuse a mask that is not what it was.

        Raises:
            RasterError: it is not.
        """
        if (mask and mask.stamp()) != self.mask:
            what = Text("The mask {path} cannot be used", path=self.request.mask or "")
            raise RasterError(what, "it was changed after the raster was dehazed", AGAIN)

    def keep(self, results: Results, source: RasterSource) -> None:
        """Have a run's results get the files that hold this."""
        facts = ((DOMAIN, (f"FACTS={self._text()}",)),)
        output = self.request.output
        if self.has_change:
            said = "what the networks add to {}, display values of 0 to 1"
            bands = tuple(BandProfile(said.format(each)) for each in _COLOURS)
            grid = source.grid.crop(self.window)
            dtype = np.dtype(np.float32)
            results.add(
                CHANGE, beside(output, CHANGE_ENDING),
                RasterProfile(grid, dtype, 0.0, bands, (1, 2, 3), facts, sparse=True),
            )  # fmt: skip
        if self.field is not None:
            profile = _field_profile(source.grid, self.field)
            results.add_whole(beside(output, FIELD_ENDING), replace(profile, metadata=facts), _cells(self.field))

    def _text(self) -> str:
        facts = {
            "format": FORMAT,
            "program": code_digest(*_DECIDING),
            "request": _plain_request(self.request),
            "beside": _beside(self.request),
            "window": asdict(self.window),
            "stretch": _plain_stretch(self.stretch),
            "described": {name: to_json(value) for name, value in self.described.items()},
            "tile_px": self.tile_px,
            "steps": self.steps,
            "field": self.field and _plain_field(self.field),
            "known": None if self.known is None else [self.known.dtype.str, self.known.tolist()],
            "has_change": self.has_change,
            "source": asdict(self.source),
            "mask": self.mask,
            "said": without_strength(self.said),
        }
        return json.dumps(facts, sort_keys=True)

    @classmethod
    def read(cls, text: str, cells: Optional[np.ndarray]) -> KeptRun:
        """Return the run that a kept file's text tells of; `cells` are the pixels of its field, None if it has none.

        Raises:
            RasterError: another version of this program kept it. LookupError, TypeError, ValueError: it is damaged.
        """
        facts = json.loads(text)
        if (facts.get("format"), facts.get("program")) != (FORMAT, code_digest(*_DECIDING)):
            why = "another version of this program kept it, whose pixels may differ"
            raise RasterError("The kept haze field cannot be used", why, AGAIN)
        known = facts["known"] and np.array(facts["known"][1], np.dtype(facts["known"][0]))
        grid = Grid(**{**facts["source"]["grid"], "geotransform": _tuple(facts["source"]["grid"]["geotransform"])})
        files = tuple((size, time) for size, time in facts["source"]["files"])
        return cls(
            request=_request(facts["request"]),
            window=Window(**facts["window"]),
            stretch=_stretch(facts["stretch"]),
            described={**facts["described"], "device": from_json(facts["described"]["device"])},
            tile_px=facts["tile_px"],
            steps=facts["steps"],
            field=_field(facts["field"], cells),
            known=known,
            has_change=facts["has_change"],
            source=SourceMark(grid, files, facts["source"]["content"]),
            mask=facts["mask"],
            said=tuple(facts["said"]),
            beside=facts["beside"],
        )


def beside(result: str, ending: str) -> str:
    """Return the path of a kept file of a result."""
    return os.path.splitext(result)[0] + ending


def without_strength(said: Sequence[str]) -> List[str]:
    """Return what tells one run from another that does not only differ by the strength."""
    return [line for line in said if line.startswith(PROVENANCE) and not line.startswith(_STRENGTH)]


# --- To and from plain values -----------------------------------------------------------------------------------------


def _plain_stretch(stretch: Stretch) -> Dict[str, Any]:
    found = stretch.calibration
    plain = {"low": stretch.low, "high": stretch.high, "gamma": stretch.gamma, "told": to_json(stretch.told)}
    if found is None:
        return {**plain, "calibration": None}
    words = {name: to_json(getattr(found, name)) for name in ("sensor", "evidence", "doubt")}
    numbers = {name: getattr(found, name) for name in ("scale", "offset", "sun_sine", "white")}
    return {**plain, "calibration": {**words, **numbers, "sky": found.sky.value}}


def _stretch(plain: Mapping[str, Any]) -> Stretch:
    found = plain["calibration"]
    if found is not None:
        words = {name: from_json(found[name]) for name in ("sensor", "evidence", "doubt")}
        scale, offset = (_triple(found[name]) for name in ("scale", "offset"))
        found = Calibration(**{**found, **words, "scale": scale, "offset": offset, "sky": Sky(found["sky"])})
    low, high = _triple(plain["low"]), _triple(plain["high"])
    return Stretch(low, high, plain["gamma"], from_json(plain["told"]), found)


def _tuple(values: Optional[Sequence[float]]) -> Any:
    return None if values is None else tuple(values)


def _triple(values: Sequence[float]) -> Tuple[float, float, float]:
    first, second, third = map(float, values)
    return first, second, third


def _cells(field: HazeField) -> np.ndarray:
    """The bands of a field's GeoTIFF, (7, n, m)."""
    return np.concatenate([field.transmission, field.veil, field.thickness[None]])


def _plain_field(field: HazeField) -> Dict[str, Any]:
    exposure = {"gain": field.gain, "offset": field.offset}
    return {"height": field.height, "width": field.width, "cells": _digest(_cells(field)), **exposure}


def _field(plain: Optional[Mapping[str, Any]], cells: Optional[np.ndarray]) -> Optional[HazeField]:
    if plain is None:
        return None
    if cells is None or _digest(cells) != plain["cells"]:
        raise ValueError("the field is not what was written")
    exposure = _triple(plain["gain"]), _triple(plain["offset"])
    return HazeField(cells[:3], cells[3:6], cells[6], plain["height"], plain["width"], *exposure)


def _digest(cells: np.ndarray) -> str:
    return hashlib.sha256(cells.dtype.str.encode() + np.ascontiguousarray(cells).tobytes()).hexdigest()


def _field_profile(grid: Grid, field: HazeField) -> RasterProfile:
    """The profile of a field's GeoTIFF, one pixel a cell."""
    names = [f"share of {each} display values that haze lets through" for each in _COLOURS]
    names += [f"what haze adds to {each} display values" for each in _COLOURS]
    names += [f"haze thickness, 1 - transmission at {REFERENCE_UM:g} um"]
    rows, cols = field.thickness.shape
    cells = grid.cells(rows, cols, field.height, field.width)
    bands = tuple(BandProfile(name, gdal.GCI_Undefined) for name in names)
    return RasterProfile(cells, np.dtype(np.float32), None, bands, tuple(range(1, 8)))


def _request(plain: Mapping[str, Any]) -> DehazeRequest:
    tuples = {name: tuple(plain[name]) for name in ("bounds", "bands") if plain[name] is not None}
    if isinstance(plain["nodata"], list):
        tuples["nodata"] = tuple(map(tuple, plain["nodata"]))
    options = dict(plain["options"])
    if options["wavelengths_um"] is not None:
        options["wavelengths_um"] = tuple(options["wavelengths_um"])
    return DehazeRequest(**{**plain, **tuples, "options": DehazeOptions(**options), "keep_field": False})


def _plain_request(request: DehazeRequest) -> Dict[str, Any]:
    """The request as any working folder understands it, without results."""
    mask = request.mask and _absolute_name(request.mask)
    named = replace(request, source=_absolute_name(request.source), mask=mask)
    return asdict(replace(named, output="", haze_map=None, haze_mask=None, report=None))


def _absolute_name(name: str) -> str:
    path, bar, more = name.partition("|")  # what QGIS adds to it
    return os.path.abspath(path) + bar + more if os.path.exists(path) else name


def _beside(request: DehazeRequest) -> Optional[str]:
    """Where the source lies from the result's folder, for a folder that is moved as a whole."""
    try:
        return os.path.relpath(request.source, os.path.dirname(os.path.abspath(request.output)))
    except ValueError:  # on another disk of Windows
        return None


def _stamps(source: RasterSource) -> Tuple[Tuple[int, int], ...]:
    """Size and time of the files with pixels: overviews that somebody makes afterwards change none."""
    return tuple((size, time) for path, time, size in source.stamps() if not path.lower().endswith(".ovr"))


def _content(source: RasterSource) -> Optional[str]:
    paths = [path for path, _, _ in source.stamps() if not path.lower().endswith(".ovr")]
    try:
        if not paths or sum(os.path.getsize(path) for path in paths) > HASHED_BYTES:
            return None
        return hashlib.sha256("".join(map(digest_of, paths)).encode()).hexdigest()
    except OSError:
        return None
