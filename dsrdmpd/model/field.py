"""The haze field network: sees a scene as a small picture and says how thick the haze is where, and of what colour.

Haze lives at a fraction of a scene's resolution: hazy = transmission · clear + veil, with transmission and veil smooth.
Both are predicted per colour for a reduced view of the whole scene; applied at full resolution they remove the haze
and keep every detail, and neighbouring tiles cannot disagree about them.
"""

from __future__ import annotations

from typing import Callable, Iterable, NamedTuple, Tuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..model_files import FieldConfig

_CELL_PX = 4  # pixels of the view along a side of a cell of the field
_LEAST_TRANSMISSION = 0.03
_AIRLIGHT = (0.2, 1.3)  # range in display values: haze over dark ground, and haze that a sensor saturates under
_BRIGHT_END = 0.99  # quantile of a view's pixels, the brightest colour of each, that its exposure is judged by
_MOST_EXPOSURE = 3.0  # beyond that a view is dark for want of light, and noise is all that would come out
MIRRORED_VIEWS = 4  # that a field is the mean of
_START = -3.0  # of every thickness before its sigmoid: a new network leaves a picture nearly as it is


class Field(NamedTuple):
    """Haze over a view, at a quarter of its resolution.

    Attributes:
        transmission: (b, 3, h/4, w/4) share of the ground's display values that is left, above 0 to 1.
        veil: (b, 3, h/4, w/4) what the haze adds, display values.
        thickness: (b, 1, h/4, w/4) 1 − t of the shortest band (0.443 µm) in linear light, 0 to 1, for haze maps.
    """

    transmission: Tensor
    veil: Tensor
    thickness: Tensor


class FieldNet(nn.Module):
    """A U-Net from a view in display values (b, 3, h, w), sides multiples of 16, to its `Field`.

    It starts from 4 × 4 pixels at a time, so that all of its work lies where haze lives, and every block knows the mean
    and the contrast of the whole view: what counts as bright and as flat depends on them.
    """

    def __init__(self, config: FieldConfig) -> None:
        super().__init__()
        self.config = config
        widths = [config.width * factor for factor in (3, 6, 10)]
        self.stem = nn.Conv2d(4 * _CELL_PX**2, widths[0], 3, padding=1)
        self.encoder = nn.ModuleList(_Level(width, config.depth) for width in widths)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 2, stride=2) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in zip(widths, widths[1:]))
        self.decoder = nn.ModuleList(_Level(width, 1) for width in widths[:-1])
        self.head = nn.Conv2d(widths[0], 7, 3, padding=1)
        _start_at_zero(self.head)

    def exposure(self, view: Tensor) -> Tensor:
        """Return how many times brighter than they are views (b, 3, h, w) are seen: (b, 1, 1, 1), at least 1.

        The same scene may come in any exposure, by its sensor or by how its file is rendered; a gain of the whole
        picture changes the veil and not the transmission, so that the network need not know one from another.
        """
        if not self.config.exposed_to:
            return view.new_ones((len(view), 1, 1, 1))
        bright = view.amax(dim=1).flatten(1).float().quantile(_BRIGHT_END, dim=1).view(-1, 1, 1, 1)
        return (self.config.exposed_to / bright.clamp_min(1e-3)).clamp(1, _MOST_EXPOSURE)

    def forward(self, view: Tensor) -> Field:
        exposure = self.exposure(view)
        field = self._of_exposed((view * exposure).clamp(0, 1))
        return field._replace(veil=field.veil / exposure)

    def _of_exposed(self, view: Tensor) -> Field:
        x = torch.cat([view, view.amin(dim=1, keepdim=True)], dim=1) - 0.5
        x = self.stem(F.pixel_unshuffle(x, _CELL_PX))
        skips = []
        for number, level in enumerate(self.encoder):
            x = level(x if number == 0 else self.down[number - 1](x))
            skips.append(x)
        for number in reversed(range(len(self.decoder))):
            larger = F.interpolate(self.up[number](x), scale_factor=2, mode="nearest")
            x = self.decoder[number](larger + skips[number])
        return _as_field(self.head(x).float(), self.config.airlight_cells)


@torch.no_grad()
def find_field(network: FieldNet, view: Tensor, each: Callable[..., Iterable[Field]] = map) -> Field:
    """Return the field of a view (b, 3, h, w) as it is used: the mean over its mirror images, in several passes.

    What is up and what is left means nothing to haze, so the mean of four answers is steadier than one. What a pass
    leaves, the next one looks at: hazy = v₁ + t₁·(v₂ + t₂·clear). `each` is a `map` that may compute side by side.
    """
    field = _mirrored(network, view, each)
    for _ in range(network.config.passes - 1):
        left = _mirrored(network, remove_haze(view, field).clamp(0, 1), each)
        field = Field(
            field.transmission * left.transmission,
            field.veil + field.transmission * left.veil,
            1 - (1 - field.thickness) * (1 - left.thickness),
        )
    return field


def _mirrored(network: FieldNet, view: Tensor, each: Callable[..., Iterable[Field]]) -> Field:
    """Return the mean of the fields of a view and its mirror images, each turned back."""

    @torch.no_grad()  # which holds for one thread
    def turned(axes: Tuple[int, ...]) -> Field:
        return Field(*(part.flip(axes) for part in network(view.flip(axes))))

    fields = list(each(turned, ((), (2,), (3,), (2, 3))))
    transmission, veil, thickness = (torch.stack(parts).mean(dim=0) for parts in zip(*fields))
    return Field(transmission, veil, thickness)


def remove_haze(hazy: Tensor, field: Field) -> Tensor:
    """Return clear = (hazy − veil) / transmission, not clipped: (b, 3, h, w), the field brought to its size."""
    transmission, veil = (
        F.interpolate(part, size=hazy.shape[-2:], mode="bilinear", align_corners=False)
        for part in (field.transmission, field.veil)
    )
    return (hazy - veil) / transmission


@torch.no_grad()
def find_scene_field(network: FieldNet, hazy: Tensor, each: Callable[..., Iterable[Field]] = map) -> Field:
    """Return the fields of images (b, 3, h, w) of any size, each of which is a scene of its own; `each` as above."""
    return find_field(network, scene_views(network, hazy), each)


def scene_views(network: FieldNet, hazy: Tensor) -> Tensor:
    """Return the views (b, 3, n, m) of images (b, 3, h, w), each of which is a scene of its own."""
    size = network.config.view_size(*hazy.shape[-2:])
    return F.interpolate(hazy, size, mode="bilinear", antialias=True, align_corners=False)


@torch.no_grad()
def take_off(hazy: Tensor, field: Field, start: float) -> Tuple[Tensor, Tensor]:
    """Return images (b, 3, h, w) without the haze of their fields, in [0, 1].

    Beside them, how far what the field left is worth a closer look, (b, 1, h, w) in [0, 1]: not at all where haze hides
    up to `start` of the light (1 − transmission, mean of the colours), in full from twice that on; 0 is everywhere.
    """
    cleared = remove_haze(hazy, field).clamp(0, 1)
    if start <= 0:
        return cleared, torch.ones_like(cleared[:, :1])
    hidden = 1 - field.transmission.mean(dim=1, keepdim=True)
    hidden = F.interpolate(hidden, hazy.shape[-2:], mode="bilinear", align_corners=False)
    return cleared, (hidden / start - 1).clamp(0, 1)


def _as_field(raw: Tensor, airlight_cells: int) -> Field:
    hidden = torch.sigmoid(raw[:, :3] + _START) * (1 - _LEAST_TRANSMISSION)  # 1 − transmission
    low, high = _AIRLIGHT
    airlight = low + (high - low) * torch.sigmoid(_evened(raw[:, 3:6], airlight_cells) + 0.5)
    return Field(1 - hidden, hidden * airlight, torch.sigmoid(raw[:, 6:] + _START))


def _evened(airlight: Tensor, cells: int) -> Tensor:
    """Return an airlight (b, 3, n, m) that varies smoothly between `cells` × `cells` means; 0 leaves it as it is.

    One that varied with every cell could follow the ground, and would be painted instead of contrast being restored.
    """
    if not cells:
        return airlight
    size = airlight.shape[-2:]
    means = F.adaptive_avg_pool2d(airlight, (min(cells, size[0]), min(cells, size[1])))
    return F.interpolate(means, size=size, mode="bilinear", align_corners=False)


def _start_at_zero(layer: nn.Conv2d) -> None:
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)


class _Level(nn.Sequential):
    def __init__(self, width: int, depth: int) -> None:
        super().__init__(*(_Block(width) for _ in range(depth)))


class _Block(nn.Module):
    """x + gate(means of x) · conv(act(conv(act(x)))): a residual block that starts as the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.context = nn.Linear(2 * width, 2 * width)
        _start_at_zero(self.second)

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(dim=(2, 3))
        contrast = (x - mean[..., None, None]).abs().mean(dim=(2, 3))
        shift, gate = self.context(torch.cat([mean, contrast], dim=1))[..., None, None].chunk(2, dim=1)
        return x + torch.sigmoid(gate) * self.second(F.relu(self.first(F.relu(x)) + shift))
