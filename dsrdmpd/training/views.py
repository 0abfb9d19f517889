"""Whole views with haze, made a batch at a time: what the haze field network is trained on.

A view is 64 to 96 pixels of reduced ground. Every step works on the whole batch, so that making the data costs a small
part of a training step. The ground is varied in both directions, really dark and really flat and bright, because
nothing else teaches to tell sand from a veil; the haze comes from a broad family, every image with its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, List, NamedTuple, Sequence, Tuple

import torch
from torch import Tensor
from torch.nn import functional as F

from .. import physics
from ..physics import DISPLAY_GAMMA
from .datasets import DataError, list_images, read_image

POOL_PX = 128  # side of the stored pieces; a view shows between half of one and all of it
Range = Tuple[float, float]
_WARM = (0.0, 0.2, 0.45)  # what bright soil lacks of red, green and blue, at most
_SAND, _WATER = (0.0, 0.45, 1.0), (1.0, 0.4, 0.0)  # what flat ground lacks of them, as shares of its tint
_TINT = (0.15, 0.5)
_FOLLOWS = 0.6  # how far the brightness of haze follows the ground's where both were exposed together
_GREY = 0.1  # difference between the colours' means up to which a view is grey
_PATTERN_PX = 192  # side of the haze patterns as they are sampled here


@dataclass(frozen=True)
class GroundRecipe:
    """How views of clear ground are varied; ranges are drawn uniformly, shares are of the views.

    Attributes:
        natural_share: left as they are. palette_share: take mean and deviation of each colour from another view.
        flat_share, flat_contrast: keep only this much of their contrast (log-uniform); the grey ones get a colour.
        dark_share, bright_share: are exposed to a mean within `dark_mean` or `bright_mean`.
        lifted_share, lift: mix with this much of one bright colour, as flat ground without any shadow: warm as sand.
        subtracted_share: lose up to the darkest light of each colour, as scenes do whose clear sky was taken off.
        saturation, gamma: factor, and largest |ln γ|. tint: largest relative change of a colour.
    """

    natural_share: float = 0.2
    palette_share: float = 0.3
    flat_share: float = 0.14
    flat_contrast: Range = (0.04, 0.6)
    dark_share: float = 0.42
    dark_mean: Range = (0.05, 0.25)
    bright_share: float = 0.06
    bright_mean: Range = (0.4, 0.7)
    lifted_share: float = 0.08
    lift: Range = (0.1, 0.6)
    subtracted_share: float = 0.5
    saturation: Range = (0.7, 1.7)
    gamma: float = 0.3
    tint: float = 0.06


@dataclass(frozen=True)
class ViewHazeRecipe:
    """The family that haze is drawn from; ranges are drawn uniformly, shares are of the views.

    Attributes:
        clear_share: get none. linear_share: of the hazy ones, composed in linear light, the others in display space.
        grey_share: of the hazy ones, the same transmission in all colours; in the others it follows the wavelength.
        even_share: of the hazy ones, evenly over the whole view. evenness: least even part of the others.
        thickness: share of light lost where haze is thickest. thick_share, thick: of the hazy ones, and their range.
        airlight: brightness in display values; pictures that are exposed for their haze have it as low as mid grey.
        matched_share, matched: of the hazy ones, exposed together with the ground: haze is this much brighter than a
            bit over half of the ground's mean, so darker than bright sand.
        glaring_share, glaring, glaring_thickness: of the hazy ones, thin haze whose airlight is brighter than white by
            this factor, as in scenes that are exposed for dark ground.
        cast: largest deviation of a colour from the airlight.
        shaded_share, shade: ground under haze is darkened by up to this share of its light, in proportion to the haze.
        blur_share: see the ground blurred in proportion to the haze. noise_share, noise: largest standard deviation.
    """

    clear_share: float = 0.1
    linear_share: float = 0.45
    grey_share: float = 0.6
    even_share: float = 0.5
    evenness: Range = (0.0, 0.9)
    thickness: Range = (0.04, 0.85)
    thick_share: float = 0.45
    thick: Range = (0.65, 0.96)
    airlight: Range = (0.34, 1.0)
    matched_share: float = 0.22
    matched: Range = (0.1, 0.4)
    glaring_share: float = 0.25
    glaring: Range = (1.0, 1.7)
    glaring_thickness: Range = (0.03, 0.4)
    cast: float = 0.1
    shaded_share: float = 0.35
    shade: Range = (0.1, 0.6)
    blur_share: float = 0.2
    noise_share: float = 0.5
    noise: float = 0.015


class HazyViews(NamedTuple):
    """Views under haze.

    Attributes:
        hazy: (b, 3, h, w) display values rounded to 8 bits. thickness: (b, 1, h, w) 1 − t1.
        transmission: (b, 3, h, w) share of the ground's display values that is left; NaN where haze was composed in
            linear light, in which display values are left no one share.
    """

    hazy: Tensor
    thickness: Tensor
    transmission: Tensor


class Draw:
    """Random numbers for a batch of `count` views from one generator."""

    def __init__(self, count: int, generator: torch.Generator) -> None:
        self.count, self.generator = count, generator

    def uniform(self, low: float, high: float, channels: int = 1) -> Tensor:
        """(count, channels, 1, 1), uniform."""
        return low + (high - low) * torch.rand((self.count, channels, 1, 1), generator=self.generator)

    def log_uniform(self, low: float, high: float) -> Tensor:
        return torch.exp(self.uniform(math.log(low), math.log(high)))

    def chance(self, share: float) -> Tensor:
        """(count, 1, 1, 1) bool."""
        return self.uniform(0, 1) < share

    def some(self, share: float) -> List[Tensor]:
        """The numbers (n,) of the views that a chance picks, in a list that is empty if it picks none."""
        picked = self.chance(share).view(-1).nonzero().view(-1)
        return [picked] if len(picked) else []

    def normal(self, *shape: int) -> Tensor:
        return torch.randn((self.count, *shape), generator=self.generator)

    def integers(self, high: int, *shape: int) -> Tensor:
        return torch.randint(high, (self.count, *shape), generator=self.generator)


class ViewPool:
    """Pieces of clear images, POOL_PX a side, that views are drawn from.

    Args:
        pieces: (n, 3, POOL_PX, POOL_PX) uint8. weights: (n,) how often each is drawn, relative to the others.
    """

    def __init__(self, pieces: Tensor, weights: Tensor) -> None:
        self.pieces, self.weights = pieces, weights

    @classmethod
    def of_folders(cls, folders: Sequence[Path], left_out: Iterable[str] = ()) -> ViewPool:
        """Read folders of 8-bit RGB images but those with the stems `left_out`.

        A folder is drawn from in proportion to the root of how many images it has: many images show more than few, and
        yet one large folder must not drown the others.

        Raises:
            DataError: a folder has no usable image.
        """
        excluded = set(left_out)
        pieces: List[Tensor] = []
        weights: List[float] = []
        for folder in folders:
            paths = [path for path in list_images(folder) if path.stem not in excluded]
            if not paths:
                raise DataError(f"{folder} cannot be trained on", "all its images are left out", "Leave out fewer")
            found = [pieces_of(torch.from_numpy(read_image(path).copy()).permute(2, 0, 1)) for path in paths]
            count = sum(map(len, found))
            pieces += [piece for several in found for piece in several]
            weights += [math.sqrt(len(paths)) / count] * count
        return cls(torch.stack(pieces), torch.tensor(weights))

    def draw(self, count: int, side: int, generator: torch.Generator) -> Tensor:
        """Return (count, 3, side, side) views in [0, 1]: half a piece or more, flipped and turned at random."""
        draw = Draw(count, generator)
        picks = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        return sample_squares(self.pieces[picks].float() / 255, side, draw, least=min(1.0, side / POOL_PX))


def pieces_of(image: Tensor) -> List[Tensor]:
    """Return squares of an image (3, h, w) uint8, brought to POOL_PX: the whole, and quarters of it in more detail."""
    height, width = image.shape[1:]
    side = min(height, width)
    squares = [(0, 0, side)] if height == width else [(0, 0, side), (height - side, width - side, side)]
    half = side // 2
    if half >= POOL_PX:
        squares += [(y, x, half) for y in (0, height - half) for x in (0, width - half)]
    return [_resized(image[:, y : y + s, x : x + s]) for y, x, s in squares]


def sample_squares(images: Tensor, side: int, draw: Draw, least: float) -> Tensor:
    """Return (b, c, side, side): a random square of each image, at least this share of it, flipped and turned."""
    share = draw.uniform(least, 1.0).view(-1)
    centre = (2 * draw.uniform(0, 1, 2).view(-1, 2) - 1) * (1 - share)[:, None]
    turn = math.pi / 2 * draw.integers(4).float()
    flip = 2.0 * draw.integers(2).float() - 1
    cos, sin = torch.cos(turn), torch.sin(turn)
    rows = [torch.stack([share * flip * cos, -share * sin, centre[:, 0]], 1)]
    rows += [torch.stack([share * flip * sin, share * cos, centre[:, 1]], 1)]
    grid = F.affine_grid(torch.stack(rows, 1), [len(images), images.shape[1], side, side], align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def vary_ground(clear: Tensor, draw: Draw, recipe: GroundRecipe = GroundRecipe()) -> Tensor:
    """Return views of other ground made of (b, 3, h, w) display values; what comes out is clear ground, too."""
    varied = clear
    other = torch.randperm(draw.count, generator=draw.generator)
    mean, deviation = _mean(clear), clear.std(dim=(2, 3), keepdim=True)
    gain = (deviation[other] / deviation.clamp_min(0.01)).clamp(0.25, 3)
    varied = torch.where(draw.chance(recipe.palette_share), (varied - mean) * gain + mean[other], varied).clamp(0, 1)
    flat = _coloured(_mean(varied), draw) + draw.log_uniform(*recipe.flat_contrast) * (varied - _mean(varied))
    varied = torch.where(draw.chance(recipe.flat_share), flat.clamp(0, 1), varied)
    for some in draw.some(recipe.subtracted_share):
        light = varied[some] ** DISPLAY_GAMMA
        light = light - light.amin(dim=(2, 3), keepdim=True) * draw.uniform(0, 1)[some]
        varied[some] = light.clamp(0, 1) ** (1 / DISPLAY_GAMMA)
    grey = varied.mean(dim=1, keepdim=True)
    varied = (grey + (varied - grey) * draw.uniform(*recipe.saturation)).clamp(0, 1)
    varied = varied ** torch.exp(draw.uniform(-recipe.gamma, recipe.gamma))
    varied = (varied * draw.uniform(1 - recipe.tint, 1 + recipe.tint, 3)).clamp(0, 1)
    for share, means in ((recipe.dark_share, recipe.dark_mean), (recipe.bright_share, recipe.bright_mean)):
        exposure = draw.uniform(*means) / _mean(varied).mean(dim=1, keepdim=True).clamp_min(0.02)
        exposed = (varied * exposure).clamp(0, 1)
        varied = torch.where(draw.chance(share), exposed, varied)
    warmth = draw.uniform(0, 1) * torch.tensor(_WARM).view(1, 3, 1, 1)  # grey flats are haze far more often than ground
    lift, colour = draw.uniform(*recipe.lift), (draw.uniform(0.4, 0.85) * (1 - warmth)).clamp(0, 1)
    varied = torch.where(draw.chance(recipe.lifted_share), varied * (1 - lift) + colour * lift, varied)
    return torch.where(draw.chance(recipe.natural_share), clear, varied.clamp(0, 1))


def _coloured(means: Tensor, draw: Draw) -> Tensor:
    """Return mean colours (b, 3, 1, 1) that are those of sand or water where they were grey.

    Flat ground has a colour: what is flat and grey is nearly always a veil, and the network must not learn otherwise.
    """
    chroma = means.amax(dim=1, keepdim=True) - means.amin(dim=1, keepdim=True)
    depth = draw.uniform(*_TINT)
    sand = means * (1 - depth * torch.tensor(_SAND).view(1, 3, 1, 1))
    water = means * (1 - depth * torch.tensor(_WATER).view(1, 3, 1, 1))
    tinted = torch.where(draw.chance(0.6), sand, water)
    return torch.where(chroma < _GREY, tinted, means)


def add_view_haze(clear: Tensor, patterns: Tensor, draw: Draw, recipe: ViewHazeRecipe = ViewHazeRecipe()) -> HazyViews:
    """Lay haze over clear views (b, 3, h, w)."""
    b, _, h, w = clear.shape
    even = draw.chance(recipe.even_share)
    evenness = torch.where(even, torch.ones(b, 1, 1, 1), draw.uniform(*recipe.evenness))
    maps = evenness + (1 - evenness) * haze_maps(b, h, w, patterns, draw)
    strength = torch.where(
        draw.chance(recipe.thick_share), draw.uniform(*recipe.thick), draw.uniform(*recipe.thickness)
    )
    glaring = draw.chance(recipe.glaring_share)
    strength = torch.where(glaring, draw.uniform(*recipe.glaring_thickness), strength)
    thickness = torch.where(draw.chance(recipe.clear_share), torch.zeros_like(maps), strength * maps)
    first = 1 - thickness
    coloured = physics.transmission(first, torch.tensor(physics.RGB_UM).view(1, 3, 1, 1))
    t = torch.where(draw.chance(recipe.grey_share), first.expand_as(coloured), coloured)
    shade = 1 - torch.where(draw.chance(recipe.shaded_share), draw.uniform(*recipe.shade), torch.zeros(b, 1, 1, 1)) * (
        1 - t
    )
    seen = clear.clone()
    for blurred in draw.some(recipe.blur_share):
        seen[blurred] = _blurred(clear[blurred], thickness[blurred])
    most = torch.where(glaring, draw.uniform(*recipe.glaring), torch.ones(b, 1, 1, 1))
    cast = (recipe.cast / 3 * draw.normal(3, 1, 1)).clamp(-recipe.cast, recipe.cast)
    matched = draw.uniform(*recipe.matched) + _FOLLOWS * _mean(clear).mean(dim=1, keepdim=True)
    brightness = torch.where(draw.chance(recipe.matched_share), matched, draw.uniform(*recipe.airlight))
    airlight = torch.minimum((most * brightness + cast).clamp_min(0.25), most)
    hazy, share = physics.compose(shade * seen, t, airlight), shade * t
    for some in draw.some(recipe.linear_share):
        light = physics.compose(shade[some] * seen[some] ** DISPLAY_GAMMA, t[some], airlight[some] ** DISPLAY_GAMMA)
        hazy[some] = light.clamp(0, 1) ** (1 / DISPLAY_GAMMA)
        share[some] = torch.where(t[some] < 1, torch.nan, 1.0)
    hazy = hazy + draw.uniform(0, recipe.noise) * draw.chance(recipe.noise_share) * draw.normal(3, h, w)
    return HazyViews((hazy.clamp(0, 1) * 255).round() / 255, thickness, share)


def small_patterns(patterns: Tensor) -> Tensor:
    """Return haze patterns (n, s, s) small enough that a whole batch of them is quickly sampled."""
    if not len(patterns):
        return patterns
    return F.interpolate(patterns[:, None], (_PATTERN_PX, _PATTERN_PX), mode="bilinear", antialias=True)[:, 0]


def haze_maps(b: int, h: int, w: int, patterns: Tensor, draw: Draw) -> Tensor:
    """Return (b, 1, h, w) in [0, 1]: crops of real patterns (n, s, s), smooth noise, or a mix; each to a power."""
    noise = torch.zeros(b, 1, h // 2, w // 2)  # smooth enough to be doubled
    first = int(torch.randint(1, 5, (), generator=draw.generator))  # cells of the coarsest octave
    for octave in range(4):
        cells = first * 2**octave + 1
        grid = draw.normal(1, cells, cells)
        noise += F.interpolate(grid, size=noise.shape[-2:], mode="bicubic", align_corners=True) * 0.5**octave
    noise = _stretched(F.interpolate(noise, size=(h, w), mode="bilinear", align_corners=False))
    if len(patterns):
        crops = _stretched(sample_squares(patterns[draw.integers(len(patterns))][:, None], max(h, w), draw, least=0.15))
        share = torch.where(draw.chance(0.5), torch.ones(b, 1, 1, 1), draw.uniform(0, 1))
        noise = _stretched(share * crops[..., :h, :w] + (1 - share) * noise)
    return noise ** torch.exp(draw.uniform(-0.7, 0.9))


def _blurred(image: Tensor, share: Tensor) -> Tensor:
    """Mix with a 3 × 3 mean in proportion to `share`."""
    return image + share * (F.avg_pool2d(F.pad(image, (1, 1, 1, 1), mode="reflect"), 3, 1) - image)


def _mean(images: Tensor) -> Tensor:
    return images.mean(dim=(2, 3), keepdim=True)


def _resized(square: Tensor) -> Tensor:
    side = square.shape[-1]
    if side == POOL_PX:
        return square.contiguous()
    scaled = F.interpolate(square[None].float(), (POOL_PX, POOL_PX), mode="bilinear", antialias=side > POOL_PX)
    return scaled[0].round().clamp(0, 255).to(torch.uint8)


def _stretched(maps: Tensor) -> Tensor:
    low, high = maps.amin(dim=(2, 3), keepdim=True), maps.amax(dim=(2, 3), keepdim=True)
    return (maps - low) / (high - low).clamp_min(1e-6)
