"""A training run from the command line: recipe, data and folder in, weights out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Dict, Optional, Sequence, Tuple

import numpy as np
import torch
from torch import Tensor, nn

from ..catalog import ModelConfig
from ..inference.device import resolve_device
from ..model import diffusion
from ..model.weights import TwoStageNetworks, load_weights, save_weights
from .datasets import ClearCrops, DataError, list_images, pair_images, read_image
from .haze import add_haze, load_patterns
from .loop import Trainer, TrainingError
from .metrics import mean_scores
from .recipes import RECIPES, Recipe
from .stage1 import PairDrawer, build_stage1, pair_drawer, stage1_loss
from .stage2 import build_stage2, stage2_loss

VALIDATION_SEED = 20250917

MeasuringSets = Dict[str, Tuple[Tensor, Tensor]]  # name: (hazy, clear), each (n, 3, h, w)


@dataclass(frozen=True)
class TrainingRequest:
    """What `train` is asked to do.

    Attributes:
        stage: 1 or 2. out: folder of the run; the weights go to ``out/weights.safetensors``.
        data: folders of clear images. patterns: folder of real haze patterns, or None.
        validation: folder of clear images that get fixed haze, or None. pairs: (hazy, clear) folders to measure on.
        stage1_weights: for stage 2, the weights file whose stage 1 is frozen.
        exclude: stems of images that training must not see. half: store the weights in float16.
    """

    stage: int
    out: Path
    data: Sequence[Path]
    recipe: str = "compact"
    patterns: Optional[Path] = None
    validation: Optional[Path] = None
    pairs: Optional[Tuple[Path, Path]] = None
    stage1_weights: Optional[Path] = None
    exclude: Sequence[str] = ()
    iterations: Optional[int] = None
    hours: Optional[float] = None
    device: str = "cpu"
    seed: int = 0
    half: bool = False
    title: str = ""
    licence: str = "unknown"
    provenance: str = ""


def train(request: TrainingRequest, say: Callable[[str], None]) -> Path:
    """Run one stage's training and return the weights file it wrote.

    Raises:
        TrainingError, DataError, WeightsError: with what to do.
    """
    if request.recipe not in RECIPES:
        raise TrainingError(f"There is no recipe '{request.recipe}'", remedy=f"Use one of {', '.join(RECIPES)}")
    recipe = RECIPES[request.recipe]
    device = resolve_device(request.device)
    torch.manual_seed(request.seed)
    precision = _training_precision(device)
    patterns = load_patterns(request.patterns) if request.patterns else torch.zeros((0, 512, 512))
    draw = pair_drawer(ClearCrops(request.data, request.exclude), patterns, recipe.haze, device)
    means = _Means(recipe, device, precision, draw, _measuring_sets(request, recipe, patterns))
    trainer, networks = (_stage1_trainer if request.stage == 1 else _stage2_trainer)(request, means)
    averaged = trainer.run(say)
    if request.stage == 1:
        networks.stage1.load_state_dict(averaged.state_dict())
    else:
        networks.stage2.load_state_dict(averaged.state_dict())
    path = request.out / "weights.safetensors"
    save_weights(networks, path, half=request.half)
    return path


@dataclass(frozen=True)
class _Means:
    """What both stages train with."""

    recipe: Recipe
    device: torch.device
    precision: torch.dtype
    draw: PairDrawer
    sets: MeasuringSets

    def autocast(self) -> torch.autocast:
        return torch.autocast(self.device.type, self.precision, enabled=self.precision != torch.float32)


def _stage1_trainer(request: TrainingRequest, means: _Means) -> Tuple[Trainer, TwoStageNetworks]:
    network = build_stage1(means.recipe.stage1, means.device)

    @torch.no_grad()
    def validate(average: nn.Module) -> Dict[str, float]:
        def restore(hazy: Tensor) -> Tensor:
            with means.autocast():
                return average(hazy.to(means.device))

        return mean_scores(restore, means.sets)  # figures in full precision: bfloat16 spoils SSIM's variances

    schedule = replace(means.recipe.schedule1, iterations=request.iterations, hours=request.hours)
    trainer = Trainer(
        network, stage1_loss(network, means.draw, means.precision), validate, schedule, request.out, request.seed
    )
    networks = TwoStageNetworks(
        network, build_stage2(means.recipe.stage2, means.device), _config(request, means.recipe, steps=0)
    )
    return trainer, networks


def _stage2_trainer(request: TrainingRequest, means: _Means) -> Tuple[Trainer, TwoStageNetworks]:
    if request.stage1_weights is None:
        raise TrainingError("Stage 2 cannot be trained", "it needs a trained stage 1", "Give --stage1-weights FILE")
    stage1 = load_weights(request.stage1_weights).stage1.to(means.device, memory_format=torch.channels_last)
    stage1.requires_grad_(False)
    network = build_stage2(means.recipe.stage2, means.device)
    schedule = diffusion.NoiseSchedule.build(means.recipe.diffusion)

    @torch.no_grad()
    def validate(average: nn.Module) -> Dict[str, float]:
        def restore(hazy: Tensor) -> Tensor:
            hazy = hazy.to(means.device)
            noise = torch.randn(hazy.shape, generator=torch.Generator().manual_seed(0)).to(means.device)
            with means.autocast():
                coarse = stage1(hazy).float()
                return diffusion.sample(lambda *x: average(*x).float(), hazy, coarse, noise, schedule, steps=1)

        return mean_scores(restore, means.sets)

    loss = stage2_loss(network, stage1, means.draw, schedule, means.precision)
    budget = replace(means.recipe.schedule2, iterations=request.iterations, hours=request.hours)
    trainer = Trainer(network, loss, validate, budget, request.out, request.seed)
    config = replace(_config(request, means.recipe, steps=1), stage1=stage1.config)
    return trainer, TwoStageNetworks(stage1, network, config)


def _config(request: TrainingRequest, recipe: Recipe, steps: int) -> ModelConfig:
    return ModelConfig(
        stage1=recipe.stage1,
        stage2=recipe.stage2,
        diffusion=recipe.diffusion,
        standard_steps=steps,
        tile_size_px=recipe.tile_size_px,
        task="haze",
        title=request.title,
        licence=request.licence,
        provenance=request.provenance,
    )


def _measuring_sets(request: TrainingRequest, recipe: Recipe, patterns: Tensor) -> MeasuringSets:
    """Return named (hazy, clear) sets: fixed synthetic haze, and real pairs that are never trained on."""
    sets: MeasuringSets = {}
    if request.validation:
        clear = _stack(list_images(request.validation)[::7])
        hazy, _ = add_haze(clear, patterns, torch.Generator().manual_seed(VALIDATION_SEED), recipe.haze)
        sets["synthetic"] = (hazy, clear)
    if request.pairs:
        pairs = pair_images(*request.pairs)
        sets["real"] = (_stack([hazy for hazy, _ in pairs]), _stack([clear for _, clear in pairs]))
    return sets


def _stack(paths: Sequence[Path], side: int = 256) -> Tensor:
    """Return the images' upper left squares as (n, 3, side, side) in [0, 1]; smaller images are left out."""
    images = [read_image(path) for path in paths]
    squares = [image[:side, :side] for image in images if min(image.shape[:2]) >= side]
    if not squares:
        raise DataError(
            f"The images in {paths[0].parent} cannot be measured on", f"none of them has {side} × {side} pixels or more"
        )
    return torch.from_numpy(np.stack(squares)).permute(0, 3, 1, 2).float() / 255


def _training_precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware computes in it; there it is about twice as fast."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    if device.type == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX512":
        return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
    return torch.float32
