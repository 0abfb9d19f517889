"""Averages weights files: what runs from a common start agree on generalises better than each of them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Dict, Optional, Sequence

from torch import Tensor, nn

from ..model.weights import TwoStageNetworks, load_weights, save_weights
from ..model_files import ModelConfig, find_model
from .loop import TrainingError


def average_weights(
    models: Sequence[str], out: Path, shares: Optional[Sequence[float]] = None, half: bool = False
) -> ModelConfig:
    """Write the weighted mean of the networks of several weights files, and return its configuration.

    The mean of a model and its fine-tuned self keeps what either does best (Wortsman et al., CVPR 2022, arXiv
    2109.01903); so does that of several fine-tuned ones (Wortsman et al., ICML 2022, arXiv 2203.05482).

    Args:
        models: names of installed models or weights files, of one configuration; title, licence, provenance and
            standard steps are those of the first, as is what it refines.
        shares: how much each counts; None counts them alike. half: store float16.

    Raises:
        TrainingError: they cannot be averaged. WeightsError: one cannot be read, or `out` cannot be written.
    """
    shares = [1.0] * len(models) if shares is None else list(shares)
    if len(shares) != len(models) or not all(share >= 0 for share in shares) or not 0 < sum(shares) < math.inf:
        why = f"{len(models)} models have the shares {shares}"
        raise TrainingError("The weights cannot be averaged", why, "Give each a share of 0 or more, one above 0")
    networks = [load_weights(find_model(str(name)).path) for name in models]
    for name, other in zip(models, networks):
        if _kind(other.config) != _kind(networks[0].config):
            why = f"{name} has another configuration than {models[0]}"
            raise TrainingError("The weights cannot be averaged", why, "Average runs that began at the same weights")
    weights = [share / sum(shares) for share in shares]
    mean = TwoStageNetworks.build(networks[0].config)
    for name, network in mean.named.items():
        network.load_state_dict(_mean([each.named[name] for each in networks], weights))
    save_weights(mean, out, half)
    return mean.config


def _mean(networks: Sequence[nn.Module], weights: Sequence[float]) -> Dict[str, Tensor]:
    """Return the weighted mean of the networks' tensors; batch norms' statistics are averaged as the weights are."""
    states = [network.state_dict() for network in networks]
    return {
        name: sum(state[name].double() * weight for state, weight in zip(states, weights)).to(value.dtype)
        for name, value in states[0].items()
    }


def _kind(config: ModelConfig) -> ModelConfig:
    """What the networks were built from, without what was found out about them or said of them."""
    return replace(config, standard_steps=0, refined_from=0.0, coarse_from=0.0, title="", licence="", provenance="")
