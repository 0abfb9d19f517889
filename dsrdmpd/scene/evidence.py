"""How much of the haze that a model sees the scene's own numbers bear out: so that clear ground is left alone.

Four kinds of evidence, none of which knows what lies where:

- *Dark ground in other bands.* Haze adds light to every band, to near and shortwave infrared less by a known measure
  (`physics.transmission`). Where a band is darker than that somewhere near by (water and forest shade in the near
  infrared, snow in the shortwave), haze cannot be as thick: A·(1 − t) may not exceed the darkest light there is.
- *How bright it is.* Where a sensor's DN are reflectance it is known how bright endless haze is at least
  (`bright_enough`).
- *How much there is to see.* Open water and sand have next to no contrast, and nothing then tells a veil from the
  ground itself: calm water under a thin veil came out nearly black, 12 dB worse than it was. It is left alone.
- *How much there is at all.* Every scene shows some haze to a network, as it knows no scene without doubt. Where even
  the haziest twentieth of a scene is thinner than the air's own variations, nothing is removed; between that and
  visible haze, a part. With the weights that this was set by, 60 clear satellite pictures came out at 85.4 dB from
  the input instead of 50.0, and as many under thin haze at 28.3 dB from the truth instead of 28.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Sequence

import numpy as np

from ..errors import Text, Words
from ..physics import DISPLAY_GAMMA, RGB_UM, transmission
from .field import HazeField

NO_HAZE, HAZE = 0.05, 0.15  # thickness of the haziest part up to which nothing is removed, and from which all
HAZIEST = 95.0  # percentile of the field's cells
# Contrast (deviation of a reduced view over its mean) up to which nothing is removed, and from which all. RICE1, with
# water and sand, gains 1.3 dB by it, thick modelled haze over aerial ground 0.6; over satellite ground it loses 0.2.
EMPTY, SEEN = 0.01, 0.025
EVEN = 20.0  # percentile of the cells whose optical thickness counts as lying over the whole scene
SLACK = 0.01  # light that dark ground may have itself and noise may take away, in units of white
NEAR_CELLS = 1  # cells around a cell in which its darkest ground is looked for
BRIGHT_ALL_OVER = 0.95  # share of a scene that cloud or snow covers, from which nothing else can be judged
_TOO_DARK = 0.2  # share of the least brightness of endless haze at which none of an even veil is believed
_LITTLE = 1e-6  # share of the light below which a veil has no brightness to speak of
_STEPS = 512  # of the table that turns the transmission of a band into that of the reference band


@dataclass(frozen=True)
class SceneBand:
    """A band beside the colours over the whole scene, reduced.

    Attributes:
        wavelength_um: its centre. light: (h, w) float32, 0 black and 1 the white of the colours; NaN where unusable.
    """

    wavelength_um: float
    light: np.ndarray


@dataclass(frozen=True)
class Judged:
    """A field as far as the scene bears it out, and what was found, for people."""

    field: HazeField
    told: Words


def judge(
    field: HazeField,
    bands: Sequence[SceneBand] = (),
    bright_share: float = 0.0,
    least_airlight: float = 0.0,
    contrast: float = SEEN,
) -> Judged:
    """Return a field weakened to what the scene bears out.

    Args:
        field: what a model found. bands: others of the scene. bright_share: of the scene that is cloud or snow.
        least_airlight: light that endless haze has at least, in units of white; 0 if nothing is known of it.
        contrast: of the view that the field was found in, `contrast_of`.
    """
    if bright_share >= BRIGHT_ALL_OVER:
        none = field.strengthened(0.0)
        return Judged(
            none, Text("Cloud or snow covers {share:.0%} of the scene: nothing is changed", share=bright_share)
        )
    if contrast <= EMPTY:
        return Judged(
            field.strengthened(0.0),
            Text("The scene is too even to tell haze from ground (contrast {contrast:.3f}): nothing is changed",
                 contrast=contrast),
        )  # fmt: skip
    exponent = bright_enough(field, least_airlight) * np.float32(min((contrast - EMPTY) / (SEEN - EMPTY), 1))
    for band in bands:
        exponent = np.minimum(exponent, borne_out(field, band, least_airlight))
    borne = field.strengthened(_blurred(_blurred(exponent)))  # the least nearby falls in steps, haze does not
    most = float(np.percentile(borne.thickness, HAZIEST))
    share = _smooth((most - NO_HAZE) / (HAZE - NO_HAZE))
    if share == 0:
        return Judged(
            field.strengthened(0.0),
            Text("No haze was found (its thickness is {most:.2f}): nothing is changed", most=most),
        )
    kept = borne if share == 1 else borne.strengthened(share)
    told = Text("Haze was found: thickness {mean:.2f} on average, up to {most:.2f}", **_range(kept))
    if exponent.min() < 1:
        told = Text("{told}; more was seen than the scene's light bears out", told=told)
    return Judged(kept, told)


def contrast_of(view: np.ndarray, usable: Optional[np.ndarray] = None) -> float:
    """Return how far a view (3, h, w) varies, as a share of how bright it is: the same at any exposure.

    Args:
        usable: (h, w) bool, pixels that are ground; what fills the others is smooth and does not count; None is all.
    """
    pixels = view.reshape(len(view), -1)
    if usable is not None and usable.any():
        pixels = pixels[:, usable.ravel()]
    return float(pixels.std(axis=1).mean() / max(float(pixels.mean()), _LITTLE))


def bright_enough(field: HazeField, least_airlight: float) -> np.ndarray:
    """Return the share of the field's optical thickness that is believed for its brightness: (n, m) float32, 0 to 1.

    Pictures may be exposed so that haze is mid grey in them, and a model has to know such haze. Where DN are known to
    be reflectance, endless haze has a least brightness, and what is darker than that is in part the ground's own lack
    of contrast. That lies over the whole scene: it is the even part of the thickness that is doubted, believed not at
    all at a fifth of that brightness (in display values) and in full at all of it. What comes and goes within a scene
    is haze however dark it looks, as little of it over dark ground does.
    """
    if least_airlight <= 0:
        return np.ones(field.thickness.shape, np.float32)
    hidden = (1 - field.transmission).mean(axis=0)
    airlight = field.veil.mean(axis=0) / np.maximum(hidden, _LITTLE)
    brightness = airlight / least_airlight ** (1 / DISPLAY_GAMMA)
    believed = np.clip((brightness - _TOO_DARK) / (1 - _TOO_DARK), 0, 1)
    optical = -np.log(np.clip(1 - field.thickness, _LITTLE, 1 - _LITTLE))
    even = np.minimum(np.percentile(optical, EVEN), optical)
    return (1 - (1 - believed) * even / optical).astype(np.float32)


def borne_out(field: HazeField, band: SceneBand, least_airlight: float = 0.0) -> np.ndarray:
    """Return how many times the field's optical thickness a band's darkest ground allows: (n, m) float32, 0 to 1."""
    darkest = _darkest_near(band.light, field.thickness.shape)
    airlight = np.maximum(airlight_at(field, band.wavelength_um), max(least_airlight, 1e-3))
    least = np.clip(1 - (darkest + SLACK) / airlight, 0, 1)  # transmission of the band that leaves no negative light
    first = np.linspace(0, 1, _STEPS)
    through = np.maximum.accumulate(transmission(first, band.wavelength_um))
    least_first = np.interp(least, through, first)
    found = np.clip(1 - field.thickness, 1e-4, 1 - 1e-6)
    allowed = np.log(np.clip(least_first, 1e-4, 1)) / np.log(found)
    return np.clip(np.where(np.isfinite(darkest), allowed, 1.0), 0, 1).astype(np.float32)


def airlight_at(field: HazeField, wavelength_um: float) -> np.ndarray:
    """Return the light of endless haze at a wavelength, (n, m), 1 for white; beyond the colours the nearest one's.

    Where there is hardly any haze its colour says nothing; it is white there.
    """
    hidden = 1 - field.transmission
    display = np.where(hidden > 1e-3, field.veil / np.maximum(hidden, 1e-3), 1.0)
    red, green, blue = np.clip(display, 0, 1) ** DISPLAY_GAMMA
    longest, middle, shortest = RGB_UM
    if wavelength_um >= middle:
        share = min((wavelength_um - middle) / (longest - middle), 1.0)
        return green + share * (red - green)
    share = min((middle - wavelength_um) / (middle - shortest), 1.0)
    return green + share * (blue - green)


def _darkest_near(light: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Return the darkest light in the cells around each of `shape` cells, inf where none is usable."""
    rows, cols = (np.minimum(np.arange(count) * cells // count, cells - 1) for count, cells in zip(light.shape, shape))
    darkest = np.full(tuple(shape), np.inf)
    usable = np.isfinite(light)
    np.minimum.at(darkest, (np.broadcast_to(rows[:, None], light.shape)[usable],
                            np.broadcast_to(cols, light.shape)[usable]), light[usable])  # fmt: skip
    for axis in (0, 1):
        width = [(NEAR_CELLS, NEAR_CELLS) if each == axis else (0, 0) for each in (0, 1)]
        padded = np.pad(darkest, width, constant_values=np.inf)
        count = darkest.shape[axis]
        darkest = np.min([padded.take(range(s, s + count), axis) for s in range(2 * NEAR_CELLS + 1)], axis=0)
    return darkest


def _blurred(cells: np.ndarray) -> np.ndarray:
    """Return the mean of the cells around each, (n, m) float32; edges are repeated."""
    for axis in (0, 1):
        padded = np.pad(cells, [(1, 1) if each == axis else (0, 0) for each in (0, 1)], mode="edge")
        count = cells.shape[axis]
        cells = np.mean([padded.take(range(s, s + count), axis) for s in range(3)], axis=0, dtype=np.float32)
    return cells


def _smooth(x: float) -> float:
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)


def _range(field: HazeField) -> dict:
    return {"mean": float(field.thickness.mean()), "most": float(np.percentile(field.thickness, HAZIEST))}
