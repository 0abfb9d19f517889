"""What a run is asked to do, as plain validated values that any process or queue can carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Optional, Tuple, Union

from .errors import OptionError, Text, Words

# Pixels that mean nodata: those of one value, or of ranges with both ends in them; None adds none to the file's own.
Nodata = Union[None, float, Tuple[Tuple[float, float], ...]]


class Quality(str, Enum):
    """How much work a run spends on each tile."""

    DRAFT = "draft"  # stage 1 alone
    STANDARD = "standard"  # the steps that the weights file names as its best trade
    PAPER = "paper"  # five sampling steps, as published


class Unfinished(str, Enum):
    """What becomes of the part that a run has finished when it ends early; a short run leaves nothing."""

    RESUME = "resume"  # kept if the run was killed or failed, not if it was cancelled; the same run goes on there
    KEEP = "keep"  # kept if it was cancelled, too
    DISCARD = "discard"  # begin anew, and keep nothing


class Bands(str, Enum):
    """What becomes of the bands beside red, green and blue."""

    KEEP = "keep"  # copied bit for bit
    CORRECT = "correct"  # the haze that the colours show is taken off them by their wavelength


PAPER_STEPS = 5
FULL_STRENGTH_PERCENT = 100  # what the method finds
MAX_STRENGTH_PERCENT = 200  # twice the optical thickness that the method finds
MAX_FEATHER_PX = 256  # of a mask's edge: as many pixels around a strip are looked at
MAX_STEPS = 1000  # timesteps of the published schedule; a run cannot take more
TILE_MULTIPLE_PX = 16  # four halvings in both networks
MASK_THRESHOLD = 0.2  # haze thickness from which a mask says haze, unless another is asked for
MIN_TILE_PX = 64  # stage 1 reflects 3 pixels at 1/16 scale


@dataclass(frozen=True)
class DehazeOptions:
    """How to dehaze, apart from what.

    Attributes:
        model: name of an installed model (``"default"``) or path of a weights file.
        quality: preset that decides the sampling steps; `steps` overrides it.
        steps: sampling steps of stage 2, 0 to 1000; 0 is stage 1 alone; None leaves it to `quality`.
        strength_percent: how much of the haze is removed, by optical thickness: 0 (input unchanged), 100 (what the
            method finds), up to 200 (twice that).
        seed: seed of the sampler's starting noise, 0 to 2**31 - 1.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N`` or ``mps``.
        tile_size_px: side of a tile, a multiple of 16, at least 64; None takes the size that the weights name.
        batch_tiles: tiles sent to the model at once; None lets the worker decide from its memory.
        other_bands: what becomes of the bands beside the colours.
        wavelengths_um: of all bands, 0 for one that haze does not reach; None has the file say them.
        mask_threshold: haze thickness, 0 to 1, from which the mask says haze.

    Raises:
        OptionError: a value is outside these ranges.
    """

    model: str = "default"
    quality: Quality = Quality.STANDARD
    steps: Optional[int] = None
    strength_percent: float = FULL_STRENGTH_PERCENT
    seed: int = 0
    device: str = "auto"
    tile_size_px: Optional[int] = None
    batch_tiles: Optional[int] = None
    other_bands: Bands = Bands.KEEP
    wavelengths_um: Optional[Tuple[float, ...]] = None
    mask_threshold: float = MASK_THRESHOLD

    def __post_init__(self) -> None:
        object.__setattr__(self, "quality", _quality(self.quality))
        object.__setattr__(self, "other_bands", _other_bands(self.other_bands))
        within("mask threshold", self.mask_threshold, 0, 1)
        within("steps", self.steps, 0, MAX_STEPS)
        within("strength", self.strength_percent, 0, MAX_STRENGTH_PERCENT)
        within("seed", self.seed, 0, 2**31 - 1)
        within("batch size", self.batch_tiles, 1, 4096)
        if self.tile_size_px is not None:
            within("tile size", self.tile_size_px, MIN_TILE_PX, 4096)
            if self.tile_size_px % TILE_MULTIPLE_PX:
                raise OptionError(
                    Text("The tile size {size} cannot be used", size=self.tile_size_px),
                    Text("it is not a multiple of {step} pixels", step=TILE_MULTIPLE_PX),
                    Text("Use {size}", size=round(self.tile_size_px / TILE_MULTIPLE_PX) * TILE_MULTIPLE_PX),
                )


@dataclass(frozen=True)
class DehazeRequest:
    """One run: which pixels of which raster, and where the results go.

    Attributes:
        source: what GDAL opens (path, `/vsi…` path or GDAL URI).
        output: path of the GeoTIFF to make.
        haze_map: path of the haze thickness GeoTIFF to make, or None.
        bounds: (xmin, ymin, xmax, ymax) in the map units of the source's CRS; None is the whole raster.
        bands: 1-based numbers of the red, green and blue band; None takes the best guess.
        nodata: value, or ranges of values, to treat as nodata beside what the file declares; None adds nothing.
        declared_nodata: whether what the file declares counts. find_fill: whether pixels that look like fill, such as a
            collar of zeros, are left out though nothing declares them.
        crs_wkt: CRS for a file that has none; None leaves it without. override_crs: whether it replaces the file's own.
        options: how to dehaze. haze_mask: path of the haze mask to make, or None (`raster.correction.HazeClass`).
        unfinished: what becomes of the finished part of a run that ends early, and whether to go on from such a part.
        mask: polygons or raster that GDAL opens, in any CRS: what lies outside stays bit for bit; None is everywhere.
        feather_px: width over which the change grows inside the mask's edge, 0 to 256 pixels.
        report: path of the HTML report of the run to make, or None.
        keep_field: whether the haze field, and what the networks add to it, is kept in files beside the result, so that
            another strength needs no new run (`restrength`).

    Raises:
        OptionError: there is no such choice, or the feather is outside its range.
    """

    source: str
    output: str
    haze_map: Optional[str] = None
    bounds: Optional[Tuple[float, float, float, float]] = None
    bands: Optional[Tuple[int, int, int]] = None
    nodata: Nodata = None
    crs_wkt: Optional[str] = None
    options: DehazeOptions = field(default_factory=DehazeOptions)
    unfinished: Unfinished = Unfinished.RESUME
    mask: Optional[str] = None
    feather_px: int = 16
    report: Optional[str] = None
    declared_nodata: bool = True
    find_fill: bool = True
    override_crs: bool = False
    keep_field: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "unfinished", _unfinished(self.unfinished))
        within("feather", self.feather_px, 0, MAX_FEATHER_PX)

    haze_mask: Optional[str] = None


@dataclass(frozen=True)
class PreviewRequest:
    """Which view of which raster to show dehazed.

    Attributes:
        source: what GDAL opens.
        bounds: (xmin, ymin, xmax, ymax) of the view in the map units of the source's CRS.
        step_px: pixels of the raster, along a row or column, that one pixel of the preview stands for: 1 shows the
            raster itself, more an overview of it.
        bands, nodata, crs_wkt, options, declared_nodata, find_fill, override_crs: as in `DehazeRequest`; the strength
            is left to `PreviewResult.at_strength`.
        other_bands: bands that are shown beside the dehazed ones, 1-based.
        inset: whether the middle of an overview is wanted at full size, too.
        look: whether the whole raster is wanted small, too: what a result's own stretch on the screen is judged by.
        mask, feather_px: as in `DehazeRequest`.

    Raises:
        OptionError: the step is less than 1.
    """

    source: str
    bounds: Tuple[float, float, float, float]
    step_px: int = 1
    bands: Optional[Tuple[int, int, int]] = None
    nodata: Nodata = None
    crs_wkt: Optional[str] = None
    other_bands: Tuple[int, ...] = ()
    inset: bool = False
    look: bool = False
    options: DehazeOptions = field(default_factory=DehazeOptions)
    declared_nodata: bool = True
    find_fill: bool = True
    override_crs: bool = False
    mask: Optional[str] = None
    feather_px: int = 16

    def __post_init__(self) -> None:
        within("feather", self.feather_px, 0, MAX_FEATHER_PX)
        if self.step_px < 1:
            what = Text("A preview cannot show every {step}th pixel", step=self.step_px)
            raise OptionError(what, "the step must be at least 1")


@dataclass(frozen=True)
class DehazeResult:
    """What a finished run made, in numbers worth chaining.

    Attributes:
        output, haze_map: paths of the files made (haze_map None if not asked for).
        width_px, height_px: size of the result.
        tiles: tiles that went through the model.
        steps: sampling steps that were used.
        mean_haze: mean haze thickness (0 to 1) over the valid pixels, NaN if there are none.
        seconds: wall time of the run. seconds_by_stage: busy seconds of each stage, which overlap: start, stretch (what
            was left to wait for), network (as the worker says), read, blend, write, finish.
        device: device that ran the model, in words. haze_mask: path of the mask, or None.
        saturated, hidden, clipped: shares of the valid pixels that are at the end of the type's range, that cloud or
            snow hides, and that became black in some colour.
        bands: that were taken for red, green and blue.
        notes: what the user should know of the raster, such as what was taken for fill.
        matched: how the scene was matched to others of its mosaic, empty if it was not.
    """

    output: str
    haze_map: Optional[str]
    width_px: int
    height_px: int
    tiles: int
    steps: int
    mean_haze: float
    seconds: float
    seconds_by_stage: dict
    device: Words
    haze_mask: Optional[str] = None
    saturated: float = 0.0
    hidden: float = 0.0
    clipped: float = 0.0
    notes: Tuple[Words, ...] = ()
    bands: Tuple[int, ...] = ()
    matched: Words = ""


def _quality(value: object) -> Quality:
    try:
        return Quality(value)
    except ValueError:
        remedy = Text("Use one of {names}", names=[quality.value for quality in Quality])
        raise OptionError(Text("There is no quality '{name}'", name=value), remedy=remedy) from None


def _unfinished(value: object) -> Unfinished:
    try:
        return Unfinished(value)
    except ValueError:
        what = Text("There is no choice '{name}' of what becomes of an unfinished run", name=value)
        remedy = Text("Use one of {names}", names=[choice.value for choice in Unfinished])
        raise OptionError(what, remedy=remedy) from None


def _other_bands(value: object) -> Bands:
    try:
        return Bands(value)
    except ValueError:
        remedy = Text("Use one of {names}", names=[choice.value for choice in Bands])
        raise OptionError(Text("There is no choice '{name}' for other bands", name=value), remedy=remedy) from None


def within(name: Words, value: Optional[float], low: float, high: float) -> None:
    """Refuse a value, called `name` in words, that is given and does not lie between `low` and `high`.

    Raises:
        OptionError: it does not.
    """
    if value is not None and not low <= value <= high:
        why = Text("it must lie between {low:.10g} and {high:.10g}", low=low, high=high)
        raise OptionError(Text("The {name} {value} cannot be used", name=Text(str(name)), value=value), why)
