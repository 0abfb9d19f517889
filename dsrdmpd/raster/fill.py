"""Finds pixels that are no ground although nothing declares them: the collar that a warp, a mosaic or a scanner leaves.

A value alone does not give fill away: a dark sea may be constant, a cloud clipped. So it must be one that programs fill
with, the same in all colours, in an unbroken run along an edge or a solid patch, without the neighbouring values that
clipped light has about it; or it must lie where no light of the scene can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from ..errors import Text, Words
from .values import HUGE

FillValue = Tuple[float, float, float]  # of red, green and blue

HUGE_FILL = 1e30  # floats from here on are no light
_MARKS = (-9999.0, -99999.0, -32768.0, -999.0)  # of whole numbers and floats, where a type has them
_WHITE = (255.0, 65535.0)  # the end of a type, or of a narrower one after a conversion
_LEAST_RUN, _RUN_SHARE = 4, 0.02  # of an edge's samples in a row
_LEAST_PATCH, _SOLID = 64, 0.6  # pixels of a solid patch, and how many of them have equal neighbours
_FAR = 3.0  # times the spread of the rest
_BEYOND_CLOUDS = 100.0  # the same, above the rest: clouds may be cut off at a round number
_SEEN = 1e-6  # share of fill that was seen at the edges alone
_LEAST_COPIES = 8  # of a value that lies far away
_CLEAN = 4  # fill is so many times as frequent as its neighbouring values
_NEAR = 0.01  # of the spread of the rest: a neighbouring value
_ENDS = (0.1, 99.9)  # percentiles between which the rest lies


@dataclass(frozen=True)
class Fill:
    """Colours that stand for no ground, wherever all three of them meet.

    Attributes:
        values: of red, green and blue. share: of the pixels that were looked at, 0 for values that are ruled out but
            were not seen.
    """

    values: FillValue
    share: float

    @property
    def told(self) -> Words:
        """What was found, for people."""
        red, green, blue = self.values
        value = f"{red:.6g}" if red == green == blue else f"{red:.6g}, {green:.6g}, {blue:.6g}"
        if self.share < 0.001:
            return Text("Pixels of value {value} look like fill, not ground, and are left as they are", value=value)
        return Text(
            "Pixels of value {value} look like fill, not ground, and are left as they are (about {share:.1%})",
            value=value, share=self.share,
        )  # fmt: skip


def find_fill(
    patches: Sequence[Tuple[np.ndarray, np.ndarray]],
    edges: Sequence[Tuple[np.ndarray, np.ndarray]],
    weights: Sequence[np.ndarray] = (),
) -> Tuple[Fill, ...]:
    """Return the fill of a raster.

    Args:
        patches: DN (3, h, w) of pieces of it, and which of their pixels are usable (h, w) bool. edges: the same of its
            four edges. weights: of each patch, how many of the raster's pixels each of its own stands for, (h, w); one
            if left out.
    """
    seen = np.concatenate([dn[:, valid] for dn, valid in (*patches, *edges)], axis=1)
    if seen.shape[1] == 0:
        return ()
    candidates = _candidates(seen)
    masks = {value: _equal(seen, value) for value in candidates}
    rest = seen[:, ~np.logical_or.reduce(list(masks.values()))]
    if rest.shape[1] == 0:
        return ()  # a constant raster is as it is
    judge = _Judge(_Rest.of(rest), patches, edges)
    found: List[Fill] = []
    for value, mask in masks.items():
        count = int(mask.sum())
        if (count and judge.is_fill(value, count)) or (not count and value[0] in _MARKS and judge.rest.is_above(value)):
            found.append(Fill(value, max(_share(value, patches, weights), _SEEN) if count else 0.0))
    return tuple(found)


def _share(value: FillValue, patches: Sequence[Tuple[np.ndarray, np.ndarray]], weights: Sequence[np.ndarray]) -> float:
    """The share of a raster's pixels that have a value, as far as its patches show."""
    counted = weights or [np.ones(dn.shape[1:]) for dn, _ in patches]
    whole = sum(float(each.sum()) for each in counted)
    return sum(float(each[_equal(dn, value) & valid].sum()) for each, (dn, valid) in zip(counted, patches)) / whole


@dataclass(frozen=True)
class _Rest:
    """What is no candidate: per colour where nearly all of it lies, and how wide that is."""

    pixels: np.ndarray
    low: np.ndarray
    high: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, pixels: np.ndarray) -> _Rest:
        finite = np.clip(pixels.astype(np.float64), -HUGE, HUGE)
        low, high = np.percentile(finite, _ENDS, axis=1)
        least = 1.0 if pixels.dtype.kind in "iu" else max(1e-6 * float(np.abs([low, high]).max()), 1e-30)
        return cls(finite, low, high, np.maximum(high - low, least))

    def is_above(self, value: FillValue) -> bool:
        return bool((np.array(value) < self.low).all())

    def is_below(self, value: FillValue) -> bool:
        return bool((np.array(value) > self.high).all())

    def gap(self, value: FillValue) -> float:
        """How far off a value lies, in spreads, in the colour where it is least far."""
        distance = np.maximum(self.low - np.array(value), np.array(value) - self.high)
        return float((distance / self.spread).min())


@dataclass(frozen=True)
class _Judge:
    rest: _Rest
    patches: Sequence[Tuple[np.ndarray, np.ndarray]]
    edges: Sequence[Tuple[np.ndarray, np.ndarray]]

    def is_fill(self, value: FillValue, count: int) -> bool:
        """Whether a value that was seen `count` times is fill."""
        above, below = self.rest.is_above(value), self.rest.is_below(value)
        negative = max(value) < 0
        if abs(value[0]) >= HUGE_FILL or (value[0] in _MARKS and above):
            return True
        far = _FAR if above or value[0] in _WHITE else _BEYOND_CLOUDS
        if (below or (above and max(value) <= 0)) and self.rest.gap(value) >= far:
            return count >= _LEAST_COPIES and self._is_alone(value, count)
        if negative and above:  # light is not negative, and a sea that is does not lie below everything else
            return self._touches(value)
        if len(set(value)) > 1 or not (value[0] <= 0 or value[0] in _WHITE):
            return False  # a sea may have one colour, a cloud be cut off at a round number
        at_end = self._is_end(value[0])
        return ((at_end or below) and self._touches(value)) or ((above or below) and self._is_solid(value))

    def _is_end(self, value: float) -> bool:
        """Whether pixels cannot be darker or brighter."""
        dtype = self.edges[0][0].dtype
        return value == 0 or (dtype.kind in "iu" and value in (np.iinfo(dtype).min, np.iinfo(dtype).max))

    def _touches(self, value: FillValue) -> bool:
        """Whether it runs along an edge, where it is no end of a range of values."""
        runs = exact = near = 0
        for dn, valid in self.edges:
            equal = (_equal(dn, value) & valid).ravel()
            if _longest_run(equal) >= min(equal.size, max(_LEAST_RUN, _RUN_SHARE * equal.size)):
                runs += 1
                exact += int(equal.sum())
                near += int((self._near(dn, value) & valid).sum())
        return runs > 0 and exact >= _CLEAN * near

    def _is_solid(self, value: FillValue) -> bool:
        """Whether it fills patches, where it is no end of a range of values."""
        exact = inner = near = 0
        for dn, valid in self.patches:
            equal = _equal(dn, value) & valid
            if equal.any():
                exact += int(equal.sum())
                inner += int((equal[:-1, :-1] & equal[1:, :-1] & equal[:-1, 1:]).sum())
            near += int((self._near(dn, value) & valid).sum())
        return exact >= _LEAST_PATCH and inner >= _SOLID * exact and exact >= _CLEAN * near

    def _is_alone(self, value: FillValue, count: int) -> bool:
        """Whether few pixels lie between it and the rest, as about clipped light many do."""
        rest, given = self.rest, np.array(value)
        upper = given > rest.high
        middle = np.where(upper, (given + rest.high) / 2, (given + rest.low) / 2)
        beyond = np.where(upper[:, None], rest.pixels > middle[:, None], rest.pixels < middle[:, None])
        return count >= _CLEAN * int(beyond.any(axis=0).sum())

    def _near(self, dn: np.ndarray, value: FillValue) -> np.ndarray:
        """Pixels within a step, or a hundredth of the rest's spread, of a value in all colours, but not equal to it."""
        step = 1.0 if dn.dtype.kind in "iu" else 0.0
        near = np.ones(dn.shape[1:], dtype=bool)
        for band, each, spread in zip(dn, value, self.rest.spread):
            with np.errstate(invalid="ignore", over="ignore"):
                near &= np.abs(band.astype(np.float64) - each) <= max(step, _NEAR * spread)
        return near & ~_equal(dn, value)


def _candidates(seen: np.ndarray) -> List[FillValue]:
    """Colours to look at: those that programs fill with, and those at the ends of what was seen."""
    values: Dict[FillValue, None] = {}
    kind = seen.dtype.kind
    ends = (-np.inf, np.inf) if kind == "f" else (float(np.iinfo(seen.dtype).min), float(np.iinfo(seen.dtype).max))
    for each in (0.0, *_MARKS, *_WHITE, *ends):
        if np.isfinite(each) and ends[0] <= each <= ends[1]:
            values[each, each, each] = None
    for end in (seen[0].min(), seen[0].max()):
        colours = seen[:, seen[0] == end]
        first = colours[:, 0]
        if (colours == first[:, None]).all(axis=0).mean() > 0.9:
            red, green, blue = first.astype(np.float64).tolist()
            values[red, green, blue] = None
    return list(values)


def _equal(dn: np.ndarray, value: FillValue) -> np.ndarray:
    """Pixels (3, …) that have the colours of `value`."""
    same: Optional[np.ndarray] = None
    for band, each in zip(dn, value):
        here = band == dn.dtype.type(each)
        same = here if same is None else same & here
    assert same is not None
    return same


def _longest_run(flags: np.ndarray) -> int:
    padded = np.concatenate([[0], flags.astype(np.int8), [0]])
    turns = np.flatnonzero(np.diff(padded))
    return int((turns[1::2] - turns[::2]).max()) if len(turns) else 0
