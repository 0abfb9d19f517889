"""The model as a user of tensors sees it: both stages of a weights file on one device."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Dict, Optional, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..catalog import ModelConfig, find_model
from ..config import MIN_TILE_PX, TILE_MULTIPLE_PX
from ..errors import OptionError
from ..model import diffusion
from ..model.weights import TwoStageNetworks, load_weights
from .device import describe_device, resolve_device, suggest_batch, use_all_cores
from .noise import pinned_noise


class TwoStageDehazer:
    """DS-RDMPD ready to run.

    Args:
        networks: both networks in evaluation mode. device: where they shall run.
    """

    def __init__(self, networks: TwoStageNetworks, device: torch.device):
        if device.type == "cpu":
            use_all_cores()
        self.config: ModelConfig = networks.config
        self.device = device
        self._stage1 = networks.stage1.to(device, memory_format=torch.channels_last).requires_grad_(False)
        self._stage2 = networks.stage2.to(device, memory_format=torch.channels_last).requires_grad_(False)
        self._schedule = diffusion.NoiseSchedule.build(self.config.diffusion)

    @classmethod
    def load(cls, model: str, device: str = "auto") -> TwoStageDehazer:
        """Load ``"default"``, another installed model, or a weights file.

        Raises:
            WeightsError: there is no such model or the file is damaged. DeviceError: the device is not there.
        """
        target = resolve_device(device)
        return cls(load_weights(find_model(str(model)).path), target)

    @torch.no_grad()  # not inference_mode: its tensors could not be changed in place by whoever called
    def dehaze(self, hazy: Tensor, *, steps: Optional[int] = None, noise: Optional[Tensor] = None) -> Tensor:
        """Return the dehazed images, untiled.

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
        steps = self._checked_steps(steps)
        if hazy.ndim != 4 or hazy.shape[1] != 3 or min(hazy.shape) < 1:
            raise OptionError("The images cannot be dehazed", f"their shape is {tuple(hazy.shape)}, not (b, 3, h, w)")
        if noise is not None and noise.shape != hazy.shape:
            raise OptionError("The noise cannot be used", f"its shape is {tuple(noise.shape)}, not {tuple(hazy.shape)}")
        height, width = hazy.shape[-2:]
        padded = _pad(hazy.to(self.device, torch.float32))
        if steps == 0:
            image = self._coarse(padded)
        else:
            if noise is None:
                corners = [0] * len(hazy)
                start = torch.from_numpy(pinned_noise(0, corners, corners, *padded.shape[-2:])).to(self.device)
            else:
                start = _pad(noise.to(self.device, torch.float32))
            image = self._refine(padded, start, steps)
        return image[..., :height, :width].contiguous().to(hazy.device)

    @torch.inference_mode()
    def dehaze_tiles(
        self, tiles: np.ndarray, rows: Sequence[int], cols: Sequence[int], *, steps: int, seed: int
    ) -> np.ndarray:
        """Return dehazed tiles in [0, 1] with noise pinned to the raster's pixels.

        Args:
            tiles: (b, 3, t, t) float32 in [0, 1], t a multiple of 16, at least 64.
            rows, cols: absolute pixel of each tile's upper left corner. steps: 0 is stage 1 alone.
            seed: seed of the noise.
        """
        steps = self._checked_steps(steps)
        hazy = torch.from_numpy(tiles).to(self.device, memory_format=torch.channels_last)
        if steps == 0:
            return self._coarse(hazy).clamp_(0, 1).cpu().contiguous().numpy()
        noise = torch.from_numpy(pinned_noise(seed, rows, cols, tiles.shape[-1]))
        return self._refine(hazy, noise.to(self.device), steps).cpu().contiguous().numpy()

    def suggest_batch(self, tile_px: Optional[int] = None) -> int:
        """Return how many tiles to send at once."""
        width = max(self.config.stage1.width, self.config.stage2.width)
        return suggest_batch(self.device, tile_px or self.config.tile_size_px, width)

    def describe(self) -> Dict[str, Any]:
        """Return device and configuration as JSON-able values."""
        return {
            "device": describe_device(self.device),
            "batch_tiles": self.suggest_batch(),
            "model": asdict(self.config),
            "torch": torch.__version__,
        }

    def _coarse(self, hazy: Tensor) -> Tensor:
        return self._stage1(hazy.contiguous(memory_format=torch.channels_last))

    def _refine(self, hazy: Tensor, noise: Tensor, steps: int) -> Tensor:
        coarse = self._coarse(hazy)
        return diffusion.sample(self._stage2, hazy, coarse, noise, self._schedule, steps)

    def _checked_steps(self, steps: Optional[int]) -> int:
        steps = self.config.standard_steps if steps is None else int(steps)
        if not 0 <= steps <= self.config.diffusion.timesteps:
            raise OptionError(
                f"{steps} sampling steps cannot be used", f"the schedule has {self.config.diffusion.timesteps}"
            )
        return steps


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
