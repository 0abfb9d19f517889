"""The model as a user of tensors sees it: both stages of a weights file on one device."""

from __future__ import annotations

import copy
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any, Dict, Iterator, Optional, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..errors import OptionError, Text, to_json
from ..model import diffusion
from ..model.field import MIRRORED_VIEWS, Field, find_field, scene_views, take_off
from ..model.weights import TwoStageNetworks, load_weights
from ..model_files import ModelConfig, find_model
from ..request import MIN_TILE_PX, TILE_MULTIPLE_PX
from ..scene.evidence import contrast_of, judge
from ..scene.field import HazeField
from .convolution import Placement
from .device import (
    describe_device,
    fast_dtype,
    full_digits,
    resolve_device,
    suggest_batch,
    tiles_side_by_side,
    use_all_cores,
)
from .fast_stage1 import FastStage1
from .fast_stage2 import FastStage2
from .noise import pinned_noise

_PRECISIONS = ("exact", "fast")
_MEAN_DEVIATION = 1e-3  # that fast may be from exact, in [0, 1]: a quarter of a step of 8 bits


class TwoStageDehazer:
    """DS-RDMPD ready to run, in its inference form (`fast_stage1`, `fast_stage2`).

    Args:
        networks: both networks in evaluation mode; they are read, and kept no longer than until a stage is needed.
        device: where the form shall run.
        precision: ``"exact"`` computes in float32 and gives the networks' own numbers; ``"fast"``, which the raster
            pipeline takes, in bfloat16 where the device has it and these weights bear it: see `_stays_accurate`.
    """

    def __init__(self, networks: TwoStageNetworks, device: torch.device, precision: str = "exact"):
        if precision not in _PRECISIONS:
            what = Text("There is no precision '{precision}'", precision=precision)
            raise OptionError(what, remedy=Text("Use one of {names}", names=list(_PRECISIONS)))
        if device.type == "cpu":
            use_all_cores()
        self.config: ModelConfig = networks.config
        self._threads = _tile_threads(max(self.config.stage1.width, self.config.stage2.width))
        self.device = device
        self._schedule = diffusion.NoiseSchedule.build(self.config.diffusion)
        # Each view on a thread alone: its means are then summed in one order, whatever cores a computer has.
        alone = _threads_alone(MIRRORED_VIEWS) if device.type == "cpu" and networks.field else None
        self._each_view = alone.map if alone else map
        self._field = copy.deepcopy(networks.field).to(device).eval() if networks.field else None
        self._dtype = fast_dtype(device) if precision == "fast" else torch.float32
        self._waiting: Optional[TwoStageNetworks] = networks
        # Where the field settles a scene nobody needs the stages: their form, and what checking it imports, take longer
        # than loading all weights. A GPU that does not work has to be found out at once.
        if self._field is None or device.type != "cpu":
            self._ready()

    @classmethod
    def load(cls, model: str, device: str = "auto", *, precision: str = "exact") -> TwoStageDehazer:
        """Load ``"default"``, another installed model, or a weights file.

        Raises:
            WeightsError: there is no such model or the file is damaged. DeviceError: the device is not there.
            OptionError: there is no such precision.
        """
        target = resolve_device(device)
        return cls(load_weights(find_model(str(model)).path), target, precision)

    def dehaze(self, hazy: Tensor, *, steps: Optional[int] = None, noise: Optional[Tensor] = None) -> Tensor:
        """Return the dehazed images, untiled; each is a scene of its own to the haze field, if the weights have one.

        Args:
            hazy: (b, 3, h, w) float32 in [0, 1]; any h and w, though tiles of the training size do best.
            steps: sampling steps; None takes the weights' `standard_steps`. 0 is stage 1 alone, about [0, 1] and not
                clipped.
            noise: the sampler's starting ε, same shape as `hazy`; None takes noise pinned to seed 0 and pixel (0, 0).

        Returns:
            Same shape, float32, on the device of `hazy`; in [0, 1] if steps > 0.

        Raises:
            OptionError: the shape or number of steps cannot be used.
        """
        self._ready()
        steps = self._checked_steps(steps)
        if hazy.ndim != 4 or hazy.shape[1] != 3 or min(hazy.shape) < 1:
            why = Text("their shape is {shape}, not (b, 3, h, w)", shape=str(tuple(hazy.shape)))
            raise OptionError("The images cannot be dehazed", why)
        if noise is not None and noise.shape != hazy.shape:
            its, other = str(tuple(noise.shape)), str(tuple(hazy.shape))
            raise OptionError("The noise cannot be used", Text("its shape is {its}, not {other}", its=its, other=other))
        height, width = hazy.shape[-2:]
        cleared, weight = self._without_field(hazy.to(self.device, torch.float32))
        padded = _pad(cleared)
        if steps == 0:
            start = None
        elif noise is None:
            corners = [0] * len(hazy)
            start = torch.from_numpy(pinned_noise(0, corners, corners, *padded.shape[-2:])).to(self.device)
        else:
            start = _pad(noise.to(self.device, torch.float32))
        together = 1 if self.device.type == "cpu" else len(hazy)  # see dehaze_tiles
        image = torch.cat([self._run(images, noise, steps) for images, noise in _split(padded, start, together)])
        image = image[..., :height, :width]
        image = image if weight is None else torch.lerp(cleared, image.clamp(0, 1), weight)  # as tiles are
        return image.contiguous().to(hazy.device)

    @torch.no_grad()
    def find_field(self, views: np.ndarray) -> np.ndarray:
        """Return the haze fields of scenes: float32 (b, 7, h/4, w/4), transmission and veil of the colours, thickness.

        Args:
            views: (b, 3, h, w) float32 display values in [0, 1] of reduced scenes, sides multiples of 16.

        Raises:
            OptionError: these weights have no haze field.
        """
        if self._field is None:
            raise OptionError("No haze field can be found", "the weights have none")
        views_here = torch.from_numpy(views).to(self.device)
        return torch.cat(find_field(self._field, views_here, self._each_view), dim=1).cpu().numpy()

    def _without_field(self, hazy: Tensor) -> Tuple[Tensor, Optional[Tensor]]:
        """Return images without their field's haze, and how far the stages then count: `take_off`; None is in full.

        Each image is a scene of its own, and keeps what no evidence says is haze, as rasters do (`scene.evidence`).
        """
        if self._field is None:
            return hazy, None
        views = scene_views(self._field, hazy)
        found = torch.cat(find_field(self._field, views, self._each_view), dim=1)
        fields = [_borne_out(field, view) for field, view in zip(found, views)]
        transmission, veil, thickness = torch.stack(fields).split([3, 3, 1], dim=1)
        cleared, weight = take_off(hazy, Field(transmission, veil, thickness), self.config.coarse_from)
        return cleared, weight if self.config.coarse_from else None

    def dehaze_tiles(
        self, tiles: np.ndarray, rows: Sequence[int], cols: Sequence[int], *, steps: int, seed: int
    ) -> np.ndarray:
        """Return dehazed tiles in [0, 1] with noise pinned to the raster's pixels.

        A GPU takes the tiles together. A CPU takes each alone, a few side by side: its caches hold the features of one,
        and a tile then gives the same bits in whatever batch it comes.

        Args:
            tiles: (b, 3, t, t) float32 in [0, 1], t a multiple of 16, at least 64.
            rows, cols: absolute pixel of each tile's upper left corner. steps: 0 is stage 1 alone.
            seed: seed of the noise.
        """
        self._ready()
        steps = self._checked_steps(steps)
        hazy = self._moved(tiles)
        noise = self._moved(pinned_noise(seed, rows, cols, tiles.shape[-1])) if steps else None
        if self.device.type == "cpu":
            alone = self._threads.map(lambda tile: self._run(tile[0], tile[1], steps), _split(hazy, noise, 1))
            images = torch.cat(list(alone))
        else:
            images = self._run(hazy, noise, steps)
        return images.clamp_(0, 1).cpu().contiguous().numpy()

    def suggest_batch(self, tile_px: Optional[int] = None) -> int:
        """Return how many tiles to send at once."""
        width = max(self.config.stage1.width, self.config.stage2.width)
        return suggest_batch(self.device, tile_px or self.config.tile_size_px, width)

    def describe(self) -> Dict[str, Any]:
        """Return device and configuration as JSON-able values; ``device_text`` is the device to translate.

        ``precision`` is that of the stages, as far as it is known before they are needed.
        """
        device = describe_device(self.device)
        return {
            "device": str(device),
            "device_text": to_json(device),
            "precision": str(self._dtype).rpartition(".")[2],
            "batch_tiles": self.suggest_batch(),
            "model": asdict(self.config),
            "torch": torch.__version__,
        }

    def _ready(self) -> None:
        """Build the stages' inference form, once."""
        networks, self._waiting = self._waiting, None
        if networks is None:
            return
        self._build_inference_form(networks, self._dtype)
        if self._dtype != torch.float32 and not self._stays_accurate(networks):
            self._build_inference_form(networks, torch.float32)

    def _build_inference_form(self, networks: TwoStageNetworks, dtype: torch.dtype) -> None:
        self._dtype = dtype
        self._place = Placement(self.device, dtype)
        self._stage1 = FastStage1(networks.stage1, self._place)
        self._stage2 = FastStage2(networks.stage2, self._place)

    @torch.no_grad()
    def _stays_accurate(self, networks: TwoStageNetworks) -> bool:
        """Whether one step on a small smooth image stays within `_MEAN_DEVIATION` of the networks' own numbers.

        Trained weights do, by far. Weights that amplify rounding would show it in colours, and get float32 instead.
        """
        coarse_grid = torch.from_numpy(pinned_noise(0, [0], [0], 8))
        image = F.interpolate(0.5 + 0.15 * coarse_grid, size=(64, 64), mode="bicubic").clamp_(0, 1)
        noise = torch.from_numpy(pinned_noise(1, [0], [0], 64))
        coarse, times = networks.stage1(image), diffusion.sampling_times(self._schedule.timesteps, 1)
        predict = diffusion.conditioned(networks.stage2, image, coarse)
        expected = diffusion.sample(predict, coarse, noise, self._schedule, times)
        actual = self._run(image.to(self.device), noise.to(self.device), 1, refined_from=0).cpu()
        return bool((actual - expected).abs().mean() <= _MEAN_DEVIATION)

    @torch.no_grad()  # here, because it holds for one thread; inference_mode's tensors could not be changed in place
    def _run(self, hazy: Tensor, noise: Optional[Tensor], steps: int, refined_from: Optional[float] = None) -> Tensor:
        """Return the images after `steps` steps from `noise`, or stage 1's without; all (b, 3, h, w) on the device.

        `refined_from` is the configuration's unless it is given.
        """
        least = self.config.refined_from if refined_from is None else refined_from
        hazy = hazy.contiguous(memory_format=torch.channels_last)
        with full_digits(self.device, self._place.dtype):
            coarse = self._stage1(hazy)
            if noise is None:
                return coarse
            if least == 0:
                return self._refined(hazy, coarse, noise, steps)
            image = coarse.clamp(0, 1)
            worth = ((coarse - hazy).abs().mean(dim=(1, 2, 3)) >= least).nonzero().flatten()
            if len(worth):
                image[worth] = self._refined(hazy[worth], coarse[worth], noise[worth], steps)
            return image

    def _refined(self, hazy: Tensor, coarse: Tensor, noise: Tensor, steps: int) -> Tensor:
        """Return stage 2's images, which `steps` steps from `noise` lead to."""
        condition = self._stage2.condition(diffusion.to_signed(coarse), diffusion.to_signed(hazy))

        def predict(noisy: Tensor, t: int) -> Tensor:
            return self._stage2(noisy, condition, t)

        times = diffusion.sampling_times(self._schedule.timesteps, steps)
        return diffusion.sample(predict, coarse, noise, self._schedule, times)

    def _moved(self, images: np.ndarray) -> Tensor:
        """Return images on the device; a GPU fetches them itself from memory that cannot be swapped out."""
        tensor = torch.from_numpy(images)
        if self.device.type == "cuda":
            return tensor.pin_memory().to(self.device, non_blocking=True)
        return tensor.to(self.device)

    def _checked_steps(self, steps: Optional[int]) -> int:
        steps = self.config.standard_steps if steps is None else int(steps)
        if not 0 <= steps <= self.config.diffusion.timesteps:
            raise OptionError(
                Text("The number of sampling steps {steps} cannot be used", steps=steps),
                Text("the schedule has {timesteps}", timesteps=self.config.diffusion.timesteps),
            )
        return steps


def _split(images: Tensor, noise: Optional[Tensor], size: int) -> Iterator[Tuple[Tensor, Optional[Tensor]]]:
    """Yield `size` images at a time with their noise, if there is any."""
    starts = itertools.repeat(None) if noise is None else noise.split(size)
    return zip(images.split(size), starts)


def _threads_alone(count: int) -> ThreadPoolExecutor:
    """Return as many threads as there are cores, `count` at most, on which torch uses no others."""
    count = min(count, torch.get_num_threads())
    return ThreadPoolExecutor(count, "dsrdmpd_view", initializer=torch.set_num_threads, initargs=(1,))


def _tile_threads(width: int) -> ThreadPoolExecutor:
    """Return threads that compute a tile each, with a fair share of the cores."""
    count = tiles_side_by_side(width)
    share = max(1, torch.get_num_threads() // count)
    return ThreadPoolExecutor(count, "dsrdmpd_tile", initializer=torch.set_num_threads, initargs=(share,))


def _borne_out(cells: Tensor, view: Tensor) -> Tensor:
    """Return a field (7, n, m) as far as its scene's view bears it out; its pixels' number does not matter to that."""
    found = cells.cpu().numpy()
    field = HazeField(found[:3], found[3:6], found[6], found.shape[1], found.shape[2])
    field = judge(field, contrast=contrast_of(view.cpu().numpy())).field
    return torch.from_numpy(np.concatenate([field.transmission, field.veil, field.thickness[None]])).to(cells.device)


def _pad(images: Tensor) -> Tensor:
    """Grow to a multiple of 16 of at least 64 pixels, reflecting as far as the image reaches."""
    for axis in (-2, -1):
        size = images.shape[axis]
        target = max(MIN_TILE_PX, -(-size // TILE_MULTIPLE_PX) * TILE_MULTIPLE_PX)
        while images.shape[axis] < target:
            # a reflection reaches as far as the image does; a single row or column has nothing to reflect
            reach = images.shape[axis] - 1
            grow = min(target - images.shape[axis], reach) if reach else target - 1
            padding = (0, grow, 0, 0) if axis == -1 else (0, 0, 0, grow)
            images = F.pad(images, padding, mode="reflect" if reach else "replicate")
    return images
