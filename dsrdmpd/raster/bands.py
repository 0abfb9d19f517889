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
PROVENANCE = "DEHAZE_"  # begins the items by which a result says how it was made

_COLOUR_WORDS = ({"red"}, {"green"}, {"blue"})
_OTHER_COLOURS = {"edge", "rededge", "coastal", "coastalblue"}  # a red edge is no red, a coastal blue no blue


@dataclass(frozen=True)
class BandProfile:
    """What a file says about a band beside its pixels."""

    description: str = ""
    interpretation: int = gdal.GCI_Undefined
    scale: Optional[float] = None
    offset: Optional[float] = None
    unit: str = ""
    metadata: Metadata = ()


def words_about(names: Sequence[str]) -> List[frozenset]:
    """Return the words of each band's name or colour, none of a band beside the three colours."""
    return [_words(name) for name in names]


def by_colour_words(described: Sequence[frozenset]) -> Optional[BandTriple]:
    """Return the red, green and blue band (1-based) by `words_about` all bands, None if they do not name all three."""
    return _find(described, _COLOUR_WORDS)


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
