"""What is measured: rasters that lie on the same pixels, their common bands, and what the numbers in them mean."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from osgeo import osr

from ..errors import OptionError, RasterError, Text, Words, as_text
from ..raster.bandwise import BandReader
from ..raster.grid import Window
from ..raster.radiometry import Stretch
from ..raster.source import RasterSource
from ..raster.wavelengths import known_wavelengths
from ..scene.sensors import Calibration
from .request import AFTER, BEFORE, REFERENCE, AssessRequest, Triple

NIR_UM = (0.76, 0.9)  # what NDVI is made with; the band closest to the middle
NIR_MIDDLE_UM = 0.842
BINS = 128  # of a histogram
_SPAN = (0.1, 99.9)  # percentiles of a sample, between which values lie that say nothing of their range
_LOOK_PX = 512  # side of that sample


@dataclass(frozen=True)
class Units:
    """What the numbers of one raster mean: value = scale · DN + offset, by band."""

    scale: Mapping[int, float]
    offset: Mapping[int, float]

    def values(self, number: int, dn: np.ndarray) -> np.ndarray:
        """DN of a band as values, float64."""
        return dn * self.scale[number] + self.offset[number]


@dataclass(frozen=True)
class Inputs:
    """Rasters that are open side by side.

    Attributes:
        readers: by what they are measured as. windows: of the shared pixels, in each raster's own numbers.
        bands: numbers of those that are measured. units: of each raster. stretch: from DN to display values, None
            without colours. colours: red, green and blue, None if there are none or they are not measured.
        nir: 0 for none. data_range: in values. edges: of the histograms, by band.
    """

    readers: Dict[str, BandReader]
    windows: Dict[str, Window]
    bands: Tuple[int, ...]
    units: Dict[str, Units]
    stretch: Optional[Stretch]
    colours: Optional[Triple]
    nir: int
    data_range: float
    edges: Dict[int, np.ndarray]
    unit: Words
    range_told: Words
    notes: Tuple[Words, ...]

    @property
    def base(self) -> str:
        """The raster by which the others are understood."""
        return _base(self.readers)


def open_inputs(request: AssessRequest, stack: ExitStack) -> Inputs:
    """Open the rasters of a request until `stack` ends, and find out what can be measured on them.

    Raises:
        RasterError: one cannot be measured, or they do not lie on the same pixels. OptionError: a band is not there.
    """
    readers = {role: stack.enter_context(BandReader.open(path, request.nodata)) for role, path in request.paths.items()}
    base = readers[_base(readers)]
    windows = _shared_windows(readers)
    bands = _bands(request, readers)
    for reader in readers.values():
        _refuse_other_types(base, reader, bands)
    meaning = _meaning(request, base)
    stretch, notes = meaning.stretch, list(meaning.notes)
    calibration = stretch.calibration if stretch else None
    units = {role: _units(reader, base, bands, calibration) for role, reader in readers.items()}
    colours = meaning.colours if meaning.colours and set(meaning.colours) <= set(bands) else None
    if meaning.colours and not colours:
        notes.append(Text("Colours are left out: red, green and blue are not among the bands that are compared"))
    nir = _nir(request, meaning.wavelengths, bands, colours, notes)
    looks = {(role, n): _look(reader, windows[role], n) for role, reader in readers.items() for n in bands}
    data_range, range_told = _range(request, base, bands, units[_base(readers)], meaning, looks)
    return Inputs(
        readers=readers,
        windows=windows,
        bands=bands,
        units=units,
        stretch=stretch if colours else None,
        colours=colours,
        nir=nir,
        data_range=data_range,
        edges={n: _edges(base, n, units, {role: looks[role, n] for role in readers}) for n in bands},
        unit="DN" if _is_plain(units.values()) else "reflectance",
        range_told=range_told,
        notes=tuple(notes),
    )


def _base(readers: Mapping[str, object]) -> str:
    return next(role for role in (REFERENCE, BEFORE, AFTER) if role in readers)


def _shared_windows(readers: Mapping[str, BandReader]) -> Dict[str, Window]:
    """The pixels that all rasters have, in each one's own rows and columns."""
    first = readers[AFTER]
    places: Dict[str, Window] = {}
    for role, reader in readers.items():
        _refuse_other_crs(first, reader)
        place = first.grid.window_of(reader.grid)
        if place is None:
            raise RasterError(
                Text("{first} and {second} cannot be compared", first=first.name, second=reader.name),
                "their pixels do not lie on each other",
                "Bring one onto the other's grid first, with gdalwarp -te -ts or Raster > Align Rasters",
            )
        places[role] = place
    shared = first.grid.window()
    for place in places.values():
        shared = shared.intersect(place)
    if shared.is_empty:
        names = ", ".join(reader.name for reader in readers.values())
        raise RasterError(
            Text("{names} cannot be compared", names=names), "they do not overlap", "Choose other rasters"
        )
    return {role: shared.shifted(-place.row, -place.col) for role, place in places.items()}


def _refuse_other_crs(first: BandReader, second: BandReader) -> None:
    if not (first.grid.crs_wkt and second.grid.crs_wkt):
        return
    one, other = osr.SpatialReference(), osr.SpatialReference()
    one.ImportFromWkt(first.grid.crs_wkt)
    other.ImportFromWkt(second.grid.crs_wkt)
    if not one.IsSame(other, ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES"]):
        raise RasterError(
            Text("{first} and {second} cannot be compared", first=first.name, second=second.name),
            "their coordinate reference systems differ",
            "Warp one to the other's first, with Raster > Projections > Warp",
        )


def _bands(request: AssessRequest, readers: Mapping[str, BandReader]) -> Tuple[int, ...]:
    if request.compared is None:
        found = {reader.numbers for reader in readers.values()}
        if len(found) == 1:
            return found.pop()
        counts = [Text("{name} has {count}", name=each.name, count=len(each.numbers)) for each in readers.values()]
        raise RasterError(
            "The rasters cannot be compared",
            Text("their numbers of bands differ: {counts}", counts=counts),
            "Name the bands that are to be compared",
        )
    for reader in readers.values():
        missing = [str(number) for number in request.compared if number not in reader.numbers]
        if missing:
            why = Text("{name} has no such band to measure: {bands}", name=reader.name, bands=", ".join(missing))
            raise OptionError("The bands cannot be compared", why, "Name bands that all rasters have; alpha is none")
    return request.compared


def _refuse_other_types(base: BandReader, other: BandReader, bands: Sequence[int]) -> None:
    for number in bands:
        kinds = [_kind(reader.dtypes[number]) for reader in (base, other)]
        if kinds[0] != kinds[1]:
            names = [reader.dtypes[number].name for reader in (base, other)]
            raise RasterError(
                Text("{first} and {second} cannot be compared", first=base.name, second=other.name),
                Text("band {number} holds {first} and {second}", number=number, first=names[0], second=names[1]),
                "Bring both to the same unit and data type first, with gdal_translate -ot -scale",
            )


def _kind(dtype: np.dtype) -> str:
    """Types whose numbers can mean the same."""
    return "8 bit" if dtype.itemsize == 1 else ("float" if dtype.kind == "f" else "whole")


@dataclass(frozen=True)
class _Meaning:
    """What the base's colours tell: how they are shown, and how DN become reflectance."""

    stretch: Optional[Stretch] = None
    colours: Optional[Triple] = None
    wavelengths: Tuple[Optional[float], ...] = ()  # of all bands
    notes: Tuple[Words, ...] = ()


def _meaning(request: AssessRequest, base: BandReader) -> _Meaning:
    try:
        source = RasterSource.open(base.path, request.bands, request.nodata)
    except RasterError as error:
        if request.bands:
            raise
        return _Meaning(notes=(Text("Colours are left out: {why}", why=as_text(error.why or error.what)),))
    with source:
        return _Meaning(Stretch.fit(source), source.bands, known_wavelengths(source))


def _units(reader: BandReader, base: BandReader, bands: Sequence[int], calibration: Optional[Calibration]) -> Units:
    """What a raster itself declares, else what the base does, else its sensor's: the same for all its bands."""
    for each in (reader, base):
        profiles = {number: each.profiles[number] for number in bands}
        if all(found.scale not in (None, 0, 1) for found in profiles.values()):
            scale = {number: float(found.scale or 1) for number, found in profiles.items()}
            return Units(scale, {number: float(found.offset or 0) for number, found in profiles.items()})
    if calibration and len(set(calibration.scale)) == len(set(calibration.offset)) == 1:
        return Units(dict.fromkeys(bands, calibration.scale[0]), dict.fromkeys(bands, calibration.offset[0]))
    return Units(dict.fromkeys(bands, 1.0), dict.fromkeys(bands, 0.0))


def _is_plain(units: Iterable[Units]) -> bool:
    return all(set(each.scale.values()) == {1.0} and set(each.offset.values()) == {0.0} for each in units)


def _nir(
    request: AssessRequest,
    wavelengths: Sequence[Optional[float]],
    bands: Sequence[int],
    colours: Optional[Triple],
    notes: List[Words],
) -> int:
    if request.nir == 0 or (request.nir is None and not colours):
        return 0
    if request.nir is not None:
        if request.nir not in bands or not colours or request.nir in colours:
            why = "it is none of the bands that are compared, or a colour itself, or the colours are not known"
            raise OptionError(Text("Near infrared cannot be band {number}", number=request.nir), why)
        return request.nir
    known = enumerate(wavelengths, 1)
    found = {number: um for number, um in known if um and NIR_UM[0] <= um <= NIR_UM[1] and number in bands}
    if found:
        return min(found, key=lambda number: abs(found[number] - NIR_MIDDLE_UM))
    if len(bands) > 3:
        notes.append(Text("NDVI is left out: no band is named near infrared. Name its number"))
    return 0


def _look(reader: BandReader, window: Window, number: int) -> np.ndarray:
    """Usable DN spread over a window, (n,) float64."""
    shape = min(window.height, _LOOK_PX), min(window.width, _LOOK_PX)
    dn, valid = reader.read(number, window, shape)
    reader.trim_cache()
    return dn[valid].astype(np.float64)


def _range(
    request: AssessRequest,
    base: BandReader,
    bands: Sequence[int],
    units: Units,
    meaning: _Meaning,
    looks: Mapping[Tuple[str, int], np.ndarray],
) -> Tuple[float, Words]:
    """The range L of PSNR and SSIM in values, and what it is and why."""
    scale = units.scale[meaning.colours[0] if meaning.colours and meaning.colours[0] in bands else bands[0]]
    if request.data_range is not None:
        return request.data_range * scale, Text("{range:g} DN, as given", range=request.data_range)
    if all(base.dtypes[number].itemsize == 1 for number in bands):
        return 255.0 * scale, Text("255 DN, that of 8 bits")
    if meaning.stretch:
        stretch = meaning.stretch
        dn = max(high - low for low, high in zip(stretch.low, stretch.high))
        how = Text("{range:.6g} DN, from black to white of {name} as the model sees it. {told}",
                   range=dn, name=base.name, told=as_text(stretch.told))  # fmt: skip
        return dn * scale, how
    ends = [_ends(values) for values in looks.values() if len(values)]
    span = (max(high for _, high in ends) - min(low for low, _ in ends)) if ends else 1.0
    span = span if span > 0 else 1.0
    return span * scale, Text("{range:.6g} DN, between the darkest and the brightest thousandth", range=span)


def _ends(values: np.ndarray) -> Tuple[float, float]:
    low, high = np.percentile(values, _SPAN)
    return float(low), float(high)


def _edges(base: BandReader, number: int, units: Mapping[str, Units], looks: Mapping[str, np.ndarray]) -> np.ndarray:
    """Edges of a band's histograms in values: one range for all rasters."""
    ends = [sorted(units[role].values(number, np.array(_ends(look)))) for role, look in looks.items() if len(look)]
    low, high = (min(low for low, _ in ends), max(high for _, high in ends)) if ends else (0.0, 1.0)
    if base.dtypes[number].itemsize == 1:  # a bin for each two of them
        limits = np.iinfo(base.dtypes[number])
        low, high = sorted(units[_base(looks)].values(number, np.array([limits.min - 0.5, limits.max + 0.5])))
        return np.linspace(low, high, BINS + 1)
    margin = 0.02 * (high - low) or 0.5
    return np.linspace(low - margin, high + margin, BINS + 1)
