"""What a first look at a raster finds out: fill, an alpha that is none, and what hides nearly all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np

from ..errors import Text, Words
from .fill import Fill, find_fill
from .look import Look, Readable, take_look

MUCH = 0.95  # of the pixels: what hides as many may be wrong
_MANY_VALUES, _BETWEEN = 16, 0.25  # of an alpha, and its pixels that are neither clear nor opaque
_OPAQUE = (1, 255, 65535)


@dataclass(frozen=True)
class Findings:
    """What was found about a raster's pixels.

    Attributes:
        fills: colours that stand for no ground. told: all that was found, for people.
        alpha_is_band: whether the band tagged as alpha holds values of its own. stale_overviews: whether the raster's
            overviews show other pixels than its own.
    """

    fills: Tuple[Fill, ...] = ()
    alpha_is_band: bool = False
    told: Tuple[Words, ...] = ()
    stale_overviews: bool = False


def inspect(raster: Readable, alpha: int, seek_fill: bool) -> Findings:
    """Take a look at a raster.

    Args:
        raster: whose looked-at arrays are DN (3, h, w), and, (h, w) each: which pixels nodata leaves usable (bool), its
            alpha and its mask, both of them 255 everywhere where there is none.
        alpha: number of the band that is tagged as alpha, 0 if none is. seek_fill: whether fill is wanted to be found.
    """
    look = take_look(raster)
    if not look.patches or not look.edges:
        return Findings()  # nothing could be read, and the run will say why
    told: List[Words] = []
    alpha_is_band = alpha > 0 and _is_band(np.concatenate([np.ravel(part[2]) for part in look.all]))
    if alpha_is_band:
        told.append(Text(
            "Band {number} is tagged as alpha, but holds many values, as near infrared does: it is not used as a mask",
            number=alpha,
        ))  # fmt: skip
    shown = [_without(part, alpha_is_band) for part in (*look.patches, *look.edges)]
    patches, edges = shown[: len(look.patches)], shown[len(look.patches) :]
    fills = find_fill(patches, edges, look.weights) if seek_fill else ()
    told += [fill.told for fill in fills if fill.share]
    return Findings(fills, alpha_is_band, (*told, *_hidden(look, alpha_is_band)))


def _without(part: Sequence[np.ndarray], alpha_is_band: bool) -> Tuple[np.ndarray, np.ndarray]:
    dn, usable, alpha, mask = part
    return dn, usable & (mask != 0) & (True if alpha_is_band else alpha != 0)


def _is_band(alpha: np.ndarray) -> bool:
    """Whether an alpha has so many values that it is light: a soft rim has few pixels, and most are clear or opaque."""
    values, counts = np.unique(alpha, return_counts=True)
    between = ~np.isin(values, (0, alpha.max(), *_OPAQUE))
    return int(between.sum()) >= _MANY_VALUES and counts[between].sum() > _BETWEEN * alpha.size


def _hidden(look: Look, alpha_is_band: bool) -> Tuple[Words, ...]:
    """What hides nearly all pixels, if something does."""
    nodata, alpha, mask = (
        float(np.mean([(part[number] == 0).mean() for part in look.patches])) for number in (1, 2, 3)
    )
    told: List[Words] = []
    if nodata >= MUCH:
        told.append(Text("The nodata value hides {share:.1%} of the pixels, which are left as they are", share=nodata))
    if alpha >= MUCH and not alpha_is_band:
        told.append(Text("The alpha band hides {share:.1%} of the pixels, which are left as they are", share=alpha))
    if mask >= MUCH:
        told.append(Text("The mask hides {share:.1%} of the pixels, which are left as they are", share=mask))
    return tuple(told)
