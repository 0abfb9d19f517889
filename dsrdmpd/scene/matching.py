"""Haze fields of scenes that overlap, adjusted so that the same ground looks the same in all of them.

A field is right up to how much haze there is and how bright it is. With the optical thickness off by g, dehazed light J
becomes A + exp(g)·(J − A) about the airlight A; with the airlight off, it becomes J + q. Where two scenes show the same
ground, their means m and spreads s must agree:

    A₁ + exp(g₁)·(m₁ − A₁) + q₁ = A₂ + exp(g₂)·(m₂ − A₂) + q₂          g₁ + log s₁ = g₂ + log s₂

which is solved for g and q of every cell and colour by least squares (Gauss and Newton's, with outliers weighted down).
How far either may go grows with the haze that there is, so that a clear scene stays and the hazy ones come to it; both
are smooth, so that what overlaps tell reaches into the rest of a scene; and both tend to none, so that a scene which
overlaps nothing stays as it is. Differences count relative to the contrast that is left, or less contrast for both
would always be the better solution.

With a reference, whose exposure counts, the others may also have a gain and an offset of their own, the same for a
whole scene.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from .field import HazeField, Triple

# How far a field may be off, one standard deviation, display values: thickness by a share of itself, airlight, and
# what either may be off where no haze was found.
_THICKNESS_OFF, _AIRLIGHT_OFF = 0.5, 0.1
_GAIN_FLOOR, _OFFSET_FLOOR = 0.01, 0.003
_EXPOSURE_GAIN, _EXPOSURE_OFFSET = 0.5, 0.2  # the same of an exposure
_PIVOT = 0.4  # display value that an exposure's gain leaves
_REACH = 0.25  # of a scene's longer side: how far what an overlap tells is believed
_NOISE = 0.01  # display values by which the same ground may differ
_CONTRAST_NOISE = 0.05  # the same of the logarithm of spreads, at least
_FLAT = 1e-4  # spread of display values below which there is no detail
_MOST_GAIN = 3.0  # of either sign: twenty times the contrast
_OUTLIER = (0.2, 0.1, 0.06, 0.04, 0.03)  # difference, by round, from which other ground is seen rather than other haze
_ITERATIONS, _SMALL = 300, 1e-3  # of the solver; and the error, relative to the first, that ends it
_LEAST_TRANSMISSION, _LEAST_HIDDEN, _GREY_AIRLIGHT = 0.05, 0.02, 0.9
_LIGHT_OF_DISPLAY = 2.2  # optical thickness in linear light of one in display values


class Overlap(NamedTuple):
    """Ground that two scenes show, by cells of the first one's field; all arrays have a row or an entry for each.

    Attributes:
        first, second: which scenes.
        cell: (k,) number of the first one's cell, counted row by row.
        cells, shares: (k, 4) of the second one's cells around the same place, and how far each counts.
        means, spreads: (2, 3, k) of the display values dehazed as the fields have it, of both scenes.
        trust: (k,) 0 to 1: how much of the cell both show. alike: (3, k) 0 to 1: how far they show the same detail.
    """

    first: int
    second: int
    cell: np.ndarray
    cells: np.ndarray
    shares: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    trust: np.ndarray
    alike: np.ndarray


@dataclass(frozen=True)
class Matched:
    """What became of a scene.

    Attributes:
        field: its field, adjusted. before, after: mean difference from the scenes that it overlaps, in display values,
            as the fields had it and as it is now; NaN if it overlaps none.
    """

    field: HazeField
    before: float
    after: float


def match(fields: Sequence[HazeField], overlaps: Sequence[Overlap], reference: Optional[int] = None) -> List[Matched]:
    """Return the scenes' fields adjusted to each other, in order.

    Args:
        fields: of the scenes, of any shapes. overlaps: of pairs of them, the first being the one with the lower number.
        reference: the scene whose exposure counts; None leaves all exposures.
    """
    cells = _Cells.of(fields, reference)
    seen = _Seen.of(overlaps, cells)
    found = cells.none()
    if seen.count:
        for outlier in _OUTLIER:
            cells = cells.believing(found)
            weights = 1 / (1 + (np.abs(seen.apart(found, cells)).mean(axis=0) / outlier) ** 2)
            found = cells.bounded(_solved(cells, seen, weights, found))
    adjusted = cells.applied(fields, found)
    before, after = (
        seen.by_scene(np.abs(seen.apart(each, cells)).mean(axis=0), len(fields)) for each in (cells.none(), found)
    )
    return [Matched(*each) for each in zip(adjusted, before, after)]


class _Adjustments(NamedTuple):
    """What is looked for.

    Attributes:
        gain, offset: (3, cells): g and q. exposure: (2, 3, scenes): the same two of a whole scene's exposure.
    """

    gain: np.ndarray
    offset: np.ndarray
    exposure: np.ndarray

    def joined(self) -> np.ndarray:
        """All in one row."""
        return np.concatenate([part.ravel() for part in self])

    def parted(self, row: np.ndarray) -> _Adjustments:
        """A row of numbers as adjustments of these shapes."""
        ends = np.cumsum([part.size for part in self])[:-1]
        return _Adjustments(*(part.reshape(like.shape) for part, like in zip(np.split(row, ends), self)))

    def scaled(self, scales: _Adjustments) -> _Adjustments:
        """Each part times the scale of its kind."""
        return _Adjustments(*(part * scale for part, scale in zip(self, scales)))


@dataclass(frozen=True)
class _Cells:
    """All cells of all scenes in one row.

    Attributes:
        transmission, veil, airlight: (3, cells). gain_off, offset_off: (3, cells), how far a cell may be off.
        scene: (cells,) which scene each belongs to. starts: (scenes + 1,) where each scene's begin.
        pairs: (2, edges) neighbours. reach: (edges,) the square of how many cells of its scene what is known reaches.
        may_expose: (scenes,) 1 for those whose exposure is free.
    """

    transmission: np.ndarray
    veil: np.ndarray
    airlight: np.ndarray
    gain_off: np.ndarray
    offset_off: np.ndarray
    scene: np.ndarray
    starts: np.ndarray
    pairs: np.ndarray
    reach: np.ndarray
    may_expose: np.ndarray

    @classmethod
    def of(cls, fields: Sequence[HazeField], reference: Optional[int]) -> _Cells:
        t = np.concatenate([field.transmission.reshape(3, -1) for field in fields], axis=1).astype(np.float64)
        v = np.concatenate([field.veil.reshape(3, -1) for field in fields], axis=1).astype(np.float64)
        hidden = np.clip(1 - t, 0, 1)
        airlight = np.where(hidden > _LEAST_HIDDEN, v / np.maximum(hidden, _LEAST_HIDDEN), _GREY_AIRLIGHT)
        sizes = [field.thickness.size for field in fields]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        edges = [_edges(field.thickness.shape) + start for field, start in zip(fields, starts)]
        reach = [np.full(each.shape[1], (_REACH * max(field.thickness.shape)) ** 2)
                 for each, field in zip(edges, fields)]  # fmt: skip
        free = np.full(len(fields), 0.0 if reference is None else 1.0)
        if reference is not None:
            free[reference] = 0
        return cls(
            t, v, np.clip(airlight, 0, 1),
            *_off(t),
            np.repeat(np.arange(len(fields)), sizes), starts,
            np.concatenate(edges, axis=1), np.concatenate(reach), free,
        )  # fmt: skip

    def none(self) -> _Adjustments:
        """No adjustment."""
        nothing = np.zeros_like(self.transmission)
        return _Adjustments(nothing, nothing, np.zeros((2, 3, len(self.may_expose))))

    def believing(self, found: _Adjustments) -> _Cells:
        """Return the cells with how far each may be off by what the adjustments say of its haze, too."""
        gain_off, offset_off = _off(np.minimum(self._moved(found)[0], self.transmission))
        return replace(self, gain_off=gain_off, offset_off=offset_off)

    def scales(self) -> _Adjustments:
        """How far each adjustment may be off."""
        exposure = np.array([_EXPOSURE_GAIN, _EXPOSURE_OFFSET]).reshape(2, 1, 1) * self.may_expose
        return _Adjustments(self.gain_off, self.offset_off, np.repeat(exposure, 3, axis=1))

    def bounded(self, found: _Adjustments) -> _Adjustments:
        """Return adjustments that leave a field possible: none adds haze, and its light is between black and white."""
        t, v = self._moved(found)
        t = np.clip(t, np.minimum(self.transmission, _LEAST_TRANSMISSION), 1)
        v = np.clip(v, 0, np.maximum(1 - t, 0))
        more = self.transmission / t
        return found._replace(gain=np.log(more), offset=(self.veil - v) / t + (more - 1) * self.airlight)

    def _moved(self, found: _Adjustments) -> Tuple[np.ndarray, np.ndarray]:
        """Transmission and veil with which (hazy − veil) / transmission is A + exp(g)·(J − A) + q."""
        more = np.exp(np.clip(found.gain, -_MOST_GAIN, _MOST_GAIN))
        t = self.transmission / more
        return t, self.veil - (found.offset - (more - 1) * self.airlight) * t

    def applied(self, fields: Sequence[HazeField], found: _Adjustments) -> List[HazeField]:
        """Return the fields with the adjustments in them; one that nothing moves as it is."""
        transmission, veil = self._moved(found)
        adjusted = []
        for number, field in enumerate(fields):
            here = slice(self.starts[number], self.starts[number + 1])
            if found.gain[:, here].any() or found.offset[:, here].any():
                t, v = (part[:, here].reshape(field.veil.shape).astype(np.float32) for part in (transmission, veil))
                field = replace(field, transmission=t, veil=v, thickness=_thickness(field, t))
            if found.exposure[:, :, number].any():
                more, shift = np.exp(found.exposure[0, :, number]), found.exposure[1, :, number]
                field = replace(field, gain=_triple(more), offset=_triple(shift - _PIVOT * (more - 1)))
            adjusted.append(field)
        return adjusted


@dataclass(frozen=True)
class _Seen:
    """All overlaps in one row: what is seen in cells of one scene and, interpolated, of another.

    Attributes:
        scenes: (2, k) which. cells: (2, k, 4) numbers in the row of all cells. shares: (2, k, 4).
        means, spreads, airlight: (2, 3, k). trust: (k,). alike: (3, k).
    """

    scenes: np.ndarray
    cells: np.ndarray
    shares: np.ndarray
    means: np.ndarray
    spreads: np.ndarray
    airlight: np.ndarray
    trust: np.ndarray
    alike: np.ndarray

    @classmethod
    def of(cls, overlaps: Sequence[Overlap], cells: _Cells) -> _Seen:
        if not overlaps:
            none = np.zeros((2, 3, 0))
            return cls(np.zeros((2, 0), int), np.zeros((2, 0, 4), int), np.zeros((2, 0, 4)), none, none, none,
                       np.zeros(0), none[0])  # fmt: skip
        scenes, numbers, shares = [], [], []
        for overlap in overlaps:
            count = len(overlap.cell)
            scenes.append(np.broadcast_to([[overlap.first], [overlap.second]], (2, count)))
            alone = np.zeros((count, 4)) + [1, 0, 0, 0]
            first = np.repeat(overlap.cell[:, None], 4, axis=1) + cells.starts[overlap.first]
            numbers.append(np.stack([first, overlap.cells + cells.starts[overlap.second]]))
            shares.append(np.stack([alone, overlap.shares]))
        joined = np.concatenate(numbers, axis=1), np.concatenate(shares, axis=1)
        means, spreads, alike = (
            np.concatenate([getattr(each, name) for each in overlaps], axis=-1).astype(np.float64)
            for name in ("means", "spreads", "alike")
        )
        airlight = np.stack([_at(cells.airlight, *side) for side in zip(*joined)])
        trust = np.concatenate([overlap.trust for overlap in overlaps])
        return cls(np.concatenate(scenes, axis=1), *joined, means, spreads, airlight, trust, alike)

    @property
    def count(self) -> int:
        return len(self.trust)

    def shown(self, found: _Adjustments) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Means with adjustments, less the airlight before and the pivot of exposure after; and the pairs' contrast.

        Returns:
            (2, 3, k) exp(g)·(m − A), (2, 3, k) the adjusted means less the pivot, (3, k) the mean exp(g) of a pair.
        """
        gains = np.stack([_at(found.gain, *side) for side in zip(self.cells, self.shares)])
        offsets = np.stack([_at(found.offset, *side) for side in zip(self.cells, self.shares)])
        exposures = found.exposure[:, :, self.scenes].transpose(0, 2, 1, 3)  # (2, 2, 3, k): kind, side
        hidden = np.exp(gains) * (self.means - self.airlight)
        clear = self.airlight + hidden + offsets - _PIVOT
        exposed = np.exp(exposures[0]) * clear + exposures[1]
        return np.exp(exposures[0]) * hidden, exposed, np.exp((gains + exposures[0]).mean(axis=0))

    def apart(self, found: _Adjustments, _: object = None) -> np.ndarray:
        """How far the means of the two scenes are apart after adjustments, (3, k)."""
        exposed = self.shown(found)[1]
        difference: np.ndarray = exposed[0] - exposed[1]
        return difference

    def lines(self, found: _Adjustments) -> _Lines:
        """The equations near some adjustments: how far they are from true there, and what each adjustment does."""
        hidden, exposed, contrast = self.shown(found)
        apart = exposed[0] - exposed[1]
        gains = np.stack([_at(found.gain, *side) for side in zip(self.cells, self.shares)])
        gains += found.exposure[0][:, self.scenes].transpose(1, 0, 2)
        logs = np.log(np.maximum(self.spreads, _FLAT)) + gains
        half = np.stack([apart, -apart]) / 2  # less contrast for both is no solution
        return _Lines(self, apart / contrast, logs[0] - logs[1], (hidden - half) / contrast,
                      (exposed - half) / contrast, 1 / contrast)  # fmt: skip

    def by_scene(self, difference: np.ndarray, scenes: int) -> List[float]:
        """Mean of (k,) differences over what each scene shares with others, NaN if nothing."""
        sums, counts = np.zeros(scenes), np.zeros(scenes)
        for side in self.scenes:
            sums += np.bincount(side, difference * self.trust, scenes)
            counts += np.bincount(side, self.trust, scenes)
        with np.errstate(invalid="ignore"):
            return [float(mean) for mean in np.where(counts > 0, sums / counts, np.nan)]


class _Lines(NamedTuple):
    """The equations, made linear.

    Attributes:
        seen: what they are about. mean, spread: (3, k) how far they are from true.
        by_gain, by_exposure: (2, 3, k) what g, and a scene's exposure, do to the means. by_offset: (3, k).
    """

    seen: _Seen
    mean: np.ndarray
    spread: np.ndarray
    by_gain: np.ndarray
    by_exposure: np.ndarray
    by_offset: np.ndarray

    def forward(self, of: _Adjustments) -> Tuple[np.ndarray, np.ndarray]:
        """What adjustments do to means and spreads: (3, k) each."""
        mean, spread, seen = np.zeros_like(self.mean), np.zeros_like(self.spread), self.seen
        for side, sign in ((0, 1), (1, -1)):
            gain, offset = (_at(part, seen.cells[side], seen.shares[side]) for part in of[:2])
            more, shift = of.exposure[:, :, seen.scenes[side]]
            mean += sign * (gain * self.by_gain[side] + more * self.by_exposure[side])
            mean += sign * (offset + shift) * self.by_offset
            spread += sign * (gain + more)
        return mean, spread

    def back(self, mean: np.ndarray, spread: np.ndarray, like: _Adjustments, squared: bool = False) -> _Adjustments:
        """The transpose of `forward`; `squared`: of its coefficients' squares, which makes a diagonal."""
        out = _Adjustments(*map(np.zeros_like, like))
        seen, power = self.seen, 2 if squared else 1
        for side, sign in ((0, 1.0), (1, -1.0)):
            sign = sign**power
            gain, more = (sign * (mean * by[side] ** power + spread) for by in (self.by_gain, self.by_exposure))
            shift, where, shares = sign * mean * self.by_offset**power, seen.cells[side].ravel(), seen.shares[side]
            for colour in range(3):
                for target, values in ((out.gain, gain), (out.offset, shift)):
                    parts = (values[colour][:, None] * shares**power).ravel()
                    target[colour] += np.bincount(where, parts, target.shape[1])
                for kind, values in ((0, more), (1, shift)):
                    total = np.bincount(seen.scenes[side], values[colour], like.exposure.shape[2])
                    out.exposure[kind, colour] += total
        return out


def _solved(cells: _Cells, seen: _Seen, weights: np.ndarray, found: _Adjustments) -> _Adjustments:
    """Solve the equations as they are near `found`, in units of how far each adjustment may be off."""
    scales, lines = cells.scales(), seen.lines(found)
    believed = np.broadcast_to(seen.trust * weights / _NOISE**2, lines.mean.shape)
    sure = np.minimum((seen.spreads.min(axis=0) / _NOISE) ** 2, _CONTRAST_NOISE**-2)
    detailed = seen.trust * weights * sure * seen.alike**2

    def normal(row: np.ndarray) -> np.ndarray:
        x = found.parted(row)
        mean, spread = lines.forward(x.scaled(scales))
        data = lines.back(believed * mean, detailed * spread, found).scaled(scales)
        priors = _Adjustments(_smooth(x.gain, cells), _smooth(x.offset, cells), x.exposure)
        return data.joined() + priors.joined()

    mean, spread = lines.forward(found)
    mean, spread = mean - lines.mean, spread - lines.spread
    wanted = lines.back(believed * mean, detailed * spread, found).scaled(scales).joined()
    steep = lines.back(believed, detailed, found, squared=True).scaled(scales).scaled(scales)
    alone = (1 + _neighbours(cells)) / (4 * np.pi)
    diagonal = _Adjustments(steep.gain + alone, steep.offset + alone, steep.exposure + 1).joined()
    return found.parted(_conjugate(normal, wanted, diagonal)).scaled(scales)


def _neighbours(cells: _Cells) -> np.ndarray:
    """How strongly each cell is bound to those around it, (cells,)."""
    count = len(cells.scene)
    first, second = (np.bincount(side, cells.reach, count) for side in cells.pairs)
    total: np.ndarray = first + second
    return total


def _off(transmission: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """How far gain and offset may be off, (3, cells) each, where this is left of the light."""
    t = np.clip(transmission, _LEAST_TRANSMISSION, 1)
    return _GAIN_FLOOR - _THICKNESS_OFF * np.log(t), _OFFSET_FLOOR + _AIRLIGHT_OFF * (1 - t) / t


def _smooth(x: np.ndarray, cells: _Cells) -> np.ndarray:
    """The prior's precision times x, (3, cells): x is small, and changes little from cell to cell."""
    first, second = cells.pairs
    flow = cells.reach * (x[:, first] - x[:, second])
    out = x.copy()
    for colour in range(3):
        out[colour] += np.bincount(first, flow[colour], x.shape[1]) - np.bincount(second, flow[colour], x.shape[1])
    return out / (4 * np.pi)


def _conjugate(product: Callable[[np.ndarray], np.ndarray], wanted: np.ndarray, diagonal: np.ndarray) -> np.ndarray:
    """Solve product(x) = wanted for a symmetric, positive product of this diagonal (Hestenes and Stiefel 1952)."""
    x, residual = np.zeros_like(wanted), wanted.copy()
    direction = residual / diagonal
    size = float(residual @ direction)
    least = _SMALL**2 * size
    for _ in range(_ITERATIONS):
        if size <= least:
            break
        turned = product(direction)
        step = size / float(direction @ turned)
        x += step * direction
        residual -= step * turned
        nearer = residual / diagonal
        size, before = float(residual @ nearer), size
        direction = nearer + size / before * direction
    return x


def _at(values: np.ndarray, numbers: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Values (3, cells) at places between cells: (3, k)."""
    return (values[:, numbers] * shares).sum(axis=-1)


def _triple(values: np.ndarray) -> Triple:
    red, green, blue = values.tolist()
    return red, green, blue


def _edges(shape: Sequence[int]) -> np.ndarray:
    """Numbers of neighbouring cells, (2, edges)."""
    number = np.arange(shape[0] * shape[1]).reshape(tuple(shape))
    across, down = (number[:, :-1], number[:, 1:]), (number[:-1], number[1:])
    return np.concatenate([np.stack([a.ravel(), b.ravel()]) for a, b in (across, down)], axis=1)


def _thickness(field: HazeField, transmission: np.ndarray) -> np.ndarray:
    """Return the thickness (n, m) that belongs to another transmission of the colours."""
    before, now = (-np.log(np.clip(t, 1e-4, 1)).mean(axis=0) for t in (field.transmission, transmission))
    depth = -np.log(np.clip(1 - field.thickness, 1e-4, 1))
    rate = np.where(before > 0.01, depth / np.maximum(before, 0.01), _LIGHT_OF_DISPLAY)
    moved = np.maximum(depth + rate * (now - before), 0)
    return (1 - np.exp(-moved)).astype(np.float32)
