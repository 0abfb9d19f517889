"""What a file says about its bands: names, colours, metadata, masks; and which three are red, green and blue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Iterator, List, Optional, Sequence, Tuple

from osgeo import gdal

BandTriple = Tuple[int, int, int]
Metadata = Tuple[Tuple[str, Tuple[str, ...]], ...]  # (domain, its lines as GDAL lists them), …

# What describes the file rather than its pixels, or stops being true when pixels change or move.
_FILE_DOMAINS = {"IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "SUBDATASETS", "COLOR_PROFILE", "GEOLOCATION", "xml:VRT"}
_STALE_PREFIX = "STATISTICS_"

_COLOUR_WORDS = ({"red"}, {"green"}, {"blue"})
_OTHER_COLOURS = {"edge", "rededge", "coastal", "coastalblue"}  # a red edge is no red, a coastal blue no blue
_COLOUR_NUMBERS = ({"b4", "b04"}, {"b3", "b03"}, {"b2", "b02"})  # Sentinel-2, and Landsat since 8


@dataclass(frozen=True)
class BandProfile:
    """What a file says about a band beside its pixels."""

    description: str = ""
    interpretation: int = gdal.GCI_Undefined
    scale: Optional[float] = None
    offset: Optional[float] = None
    unit: str = ""
    metadata: Metadata = ()


def guess_bands(colours: Sequence[str], names: Sequence[str]) -> BandTriple:
    """The likeliest red, green and blue band (1-based) of a raster with at least three bands.

    By colour interpretation if all three are there, else by the bands' descriptions (colour words, then B4, B3, B2),
    else by their number: 7 or more bands are ordered like Landsat's and Sentinel-2's (4, 3, 2), fewer are 1, 2, 3.

    Args:
        colours: GDAL's or QGIS's name of each band's colour interpretation.
        names: each band's description, empty if it has none.
    """
    described = [_words(name) for name in names]
    return (
        _find([_words(colour) for colour in colours], _COLOUR_WORDS)
        or _find(described, _COLOUR_WORDS)
        or _find(described, _COLOUR_NUMBERS)
        or ((4, 3, 2) if len(names) >= 7 else (1, 2, 3))
    )


def _words(text: str) -> frozenset:
    """The lower-case words of a band's name, none if it names a band beside the three colours."""
    words = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    return frozenset() if words & _OTHER_COLOURS else words


def _find(described: Sequence[frozenset], wanted: Sequence[set]) -> Optional[BandTriple]:
    """The first bands called exactly that, as ``green`` beside ``green i``, else the first whose words include it."""
    red, green, blue = (
        next((i for i, words in enumerate(described, 1) if len(words) == 1 and words <= any_of), 0)
        or next((i for i, words in enumerate(described, 1) if words & any_of), 0)
        for any_of in wanted
    )
    return (red, green, blue) if len({0, red, green, blue}) == 4 else None


def each_band(dataset: gdal.Dataset) -> Iterator[gdal.Band]:
    """Yield all bands, the first one first."""
    return (dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1))


def colours_and_names(dataset: gdal.Dataset) -> Tuple[List[str], List[str]]:
    """Return what `guess_bands` judges by."""
    colours = [gdal.GetColorInterpretationName(band.GetColorInterpretation()) for band in each_band(dataset)]
    return colours, [band.GetDescription() for band in each_band(dataset)]


def alpha_band(dataset: gdal.Dataset) -> int:
    """Number of the first alpha band, 0 if there is none."""
    bands = enumerate(each_band(dataset), 1)
    return next((number for number, band in bands if band.GetColorInterpretation() == gdal.GCI_AlphaBand), 0)


def mask_bands(dataset: gdal.Dataset, colours: BandTriple) -> Tuple[int, ...]:
    """The colour bands with a mask of their own, not derived from nodata or alpha; only the first if they share one."""
    numbers = []
    for number in colours:
        flags = dataset.GetRasterBand(number).GetMaskFlags()
        if flags & (gdal.GMF_ALL_VALID | gdal.GMF_ALPHA) or flags == gdal.GMF_NODATA:
            continue
        numbers.append(number)
        if flags & gdal.GMF_PER_DATASET:
            break
    return tuple(numbers)


def metadata_of(described: gdal.MajorObject) -> Metadata:
    """Return the metadata of a dataset or band that stay true of a copy with other pixels."""
    domains = [d for d in described.GetMetadataDomainList() or () if d not in _FILE_DOMAINS]
    lines = ((d, tuple(described.GetMetadata_List(d) or ())) for d in domains)
    kept = ((d, tuple(line for line in found if not line.startswith(_STALE_PREFIX))) for d, found in lines)
    return tuple((domain, found) for domain, found in kept if found)


def band_profile(band: gdal.Band) -> BandProfile:
    """Return what the file says about a band."""
    return BandProfile(
        band.GetDescription(),
        band.GetColorInterpretation(),
        band.GetScale(),
        band.GetOffset(),
        band.GetUnitType() or "",
        metadata_of(band),
    )
