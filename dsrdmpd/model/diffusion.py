"""The residual diffusion: its noise schedule, forward process and sampler.

| symbol | name here | what |
|---|---|---|
| T | `timesteps` | length of the schedule |
| ᾱ_t | `schedule.alpha_bar` | share of the residual that x_t holds |
| β̄_t | `schedule.beta_bar` | standard deviation of the noise that x_t holds |
| ε | `noise` | standard normal noise |
| r | `residual` | coarse − clear |

Images in this file are in [−1, 1] units unless said otherwise. After RDDM (Liu et al., CVPR 2024) as DS-RDMPD uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor

from ..model_files import DiffusionConfig

Network = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]  # (x_t, coarse, hazy, t (b,)) → residual
ResidualPredictor = Callable[[Tensor, int], Tensor]  # (x_t, t) → residual


@dataclass(frozen=True)
class NoiseSchedule:
    """ᾱ_t and β̄_t for t = 0 … T − 1, float32 tensors of shape (T,), and the variance of the starting noise."""

    alpha_bar: Tensor
    beta_bar: Tensor
    sum_scale: float

    @classmethod
    def build(cls, config: DiffusionConfig) -> NoiseSchedule:
        """Return α_t ∝ T − t summing to 1 and β²_t ∝ t + 1 summing to `sum_scale`, accumulated in float64."""
        t = np.arange(config.timesteps, dtype=np.float64)
        alpha = config.timesteps - t
        beta2 = t + 1
        alpha_bar = np.clip(np.cumsum(alpha / alpha.sum()), 0, 1)
        beta2_bar = np.clip(np.cumsum(beta2 / beta2.sum() * config.sum_scale), 0, 1)
        return cls(
            torch.from_numpy(alpha_bar.astype(np.float32)),
            torch.from_numpy(np.sqrt(beta2_bar).astype(np.float32)),
            config.sum_scale,
        )

    @property
    def timesteps(self) -> int:
        """T."""
        return len(self.alpha_bar)


def to_signed(image: Tensor) -> Tensor:
    """Map [0, 1] to [−1, 1]."""
    return 2 * image - 1


def to_unit(image: Tensor) -> Tensor:
    """Map [−1, 1] to [0, 1]."""
    return (image + 1) / 2


def add_noise(clear: Tensor, residual: Tensor, noise: Tensor, timestep: Tensor, schedule: NoiseSchedule) -> Tensor:
    """Return x_t = clear + ᾱ_t·residual + β̄_t·ε (RDDM, forward process); `timestep` is (b,)."""
    shape = (-1, 1, 1, 1)
    alpha_bar = schedule.alpha_bar.to(clear.device)[timestep].view(shape)
    beta_bar = schedule.beta_bar.to(clear.device)[timestep].view(shape)
    return clear + alpha_bar * residual + beta_bar * noise


def sampling_times(timesteps: int, steps: int) -> List[Tuple[int, int]]:
    """Return the pairs (t, s) that `steps` sampling steps go through, s = −1 being the clear image."""
    times = [int(t) for t in np.linspace(-1, timesteps - 1, steps + 1)][::-1]
    return list(zip(times[:-1], times[1:]))


def conditioned(network: Network, hazy: Tensor, coarse: Tensor) -> ResidualPredictor:
    """Return `network` as a function of x_t and t, given its images (b, 3, h, w) in [0, 1]."""
    hazy, coarse = to_signed(hazy), to_signed(coarse)

    def predict(noisy: Tensor, t: int) -> Tensor:
        return network(noisy, coarse, hazy, torch.full((len(noisy),), t, device=noisy.device))

    return predict


def sample(
    predict: ResidualPredictor, coarse: Tensor, noise: Tensor, schedule: NoiseSchedule, times: Sequence[Tuple[int, int]]
) -> Tensor:
    """Return the image that deterministic sampling (η = 0) reaches from `noise` through `times`.

    Args:
        predict: the residual network, given its images. coarse, noise: (b, 3, h, w), the image in [0, 1].
        times: pairs (t, s) from T − 1 down to −1, see `sampling_times`.

    Returns:
        (b, 3, h, w) in [0, 1].
    """
    coarse = to_signed(coarse)
    # 1. start at x_T = coarse + β̄_T·ε: all of the residual, all of the noise
    x = coarse + schedule.sum_scale**0.5 * noise
    for t, s in times:
        # 2. the residual that the network sees at t, and the clear image it implies
        residual = predict(x, t).clamp(-1, 1)
        clear = (coarse - residual).clamp(-1, 1)
        if s < 0:
            x = clear
            break
        # 3. step to s along the same noise: k = β̄_s / β̄_t; a schedule without noise keeps none
        beta_t = schedule.beta_bar[t]
        k = schedule.beta_bar[s] / beta_t if beta_t > 0 else torch.zeros(())
        x = k * x + (1 - k) * clear + (schedule.alpha_bar[s] - k * schedule.alpha_bar[t]) * residual
    return to_unit(x)


def residuals(
    network: Network,
    hazy: Tensor,
    coarse: Tensor,
    clear: Tensor,
    noise: Tensor,
    timestep: Tensor,
    schedule: NoiseSchedule,
) -> Tuple[Tensor, Tensor]:
    """Return the predicted residual and the true one, (b, 3, h, w), for images in [0, 1] at timesteps (b,)."""
    hazy, coarse, clear = to_signed(hazy), to_signed(coarse), to_signed(clear)
    residual = coarse - clear
    noisy = add_noise(clear, residual, noise, timestep, schedule)
    return network(noisy, coarse, hazy, timestep), residual
