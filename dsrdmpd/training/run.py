"""A training run from the command line: recipe, data and folder in, weights out.

Fine-tuning is the same run from given weights (`TrainingRequest.init`): the networks' configuration is that of the
file, and the stage that is not trained is carried over, so that the result is a complete model again.
"""

from __future__ import annotations

import json
import math
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Union

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..inference.device import resolve_device
from ..model import diffusion
from ..model.field import FieldNet, find_scene_field, remove_haze, take_off
from ..model.layers import channels_last
from ..model.weights import TwoStageNetworks, load_weights, save_weights
from ..model_files import TASKS, ModelConfig, find_model
from ..progress import Progress
from .behind_field import BehindField
from .datasets import ClearCrops, PairedCrops
from .degradations import DEGRADATIONS
from .field import field_loss, view_drawer
from .haze import load_patterns
from .held_out import held_out_stems
from .loop import CHECKPOINT, Schedule, Trainer, TrainingError
from .recipes import Recipe, find_recipe
from .stage1 import PairDrawer, PairSource, build_stage1, stage1_loss
from .stage2 import build_stage2, stage2_loss
from .validation import Restore, Validator, measuring_sets
from .views import ViewPool

FINE_TUNE_SHARE = 0.1  # of a recipe's learning rate and iterations: enough to adapt, too little to forget
REQUEST = "run.json"
FIELD = "field"  # instead of a stage's number


@dataclass(frozen=True)
class TrainingRequest:
    """What `train` is asked to do.

    Attributes:
        stage: 1, 2, or `FIELD`, the haze field network, which learns from clear images alone.
        out: folder of the run; the weights go to ``out/weights.safetensors``.
        data: folders of clear images. train_pairs: data sets of real pairs (`find_pairs`). One of them is needed.
        real_share: share of the images drawn from `train_pairs`, if there are both.
        recipe: a name or a recipe file. task: what to remove; default that of the weights it starts from, else haze.
        init: weights to start from (a name or a file), for fine-tuning. learning_rate: instead of the recipe's.
        stage1_weights: for stage 2, the weights whose stage 1 is frozen; default `init`.
        patterns: folder of real haze patterns, or None.
        validation: folder of clear images that get fixed degradation, or None. pairs: a data set of pairs, or two
            folders, to measure on. validate_minutes: how often that is done.
        exclude: stems of images that training must not see. hold_out: nor every ninth of each folder of `data`
            (`held_out`), for measuring. half: store the weights in float16.
        iterations, hours: the budget, instead of the recipe's.
        title, licence, provenance: stored in the weights file; default those of `init`.

    Raises:
        TrainingError: values with which nothing can be trained.
    """

    stage: Union[int, str]
    out: Path
    data: Sequence[Path] = ()
    train_pairs: Sequence[Path | str] = ()
    real_share: float = 0.5
    recipe: str = "compact"
    task: Optional[str] = None
    init: Optional[str] = None
    learning_rate: Optional[float] = None
    stage1_weights: Optional[Path | str] = None
    patterns: Optional[Path] = None
    validation: Optional[Path] = None
    pairs: Sequence[Path | str] = ()
    validate_minutes: float = 5.0
    exclude: Sequence[str] = ()
    hold_out: bool = False
    iterations: Optional[int] = None
    hours: Optional[float] = None
    device: str = "cpu"
    seed: int = 0
    half: bool = False
    title: str = ""
    licence: str = ""
    provenance: str = ""

    def __post_init__(self) -> None:
        for right, what, remedy in (
            (self.stage in _STAGES, f"There is no stage {self.stage}", "Train the field, stage 1 or stage 2"),
            (self.stage != FIELD or self.data, "There is nothing to train the field on", "Give --data, clear images"),
            (self.stage != FIELD or not self.train_pairs, "The field is not trained on pairs", "Give --data alone"),
            (self.stage != FIELD or self.task in (None, "haze"), "The field is one of haze", "Leave --task away"),
            (self.data or self.train_pairs, "There is nothing to train on", "Give --data or --train-pairs"),
            (self.task is None or self.task in TASKS, f"There is no task '{self.task}'", f"Use {', '.join(TASKS)}"),
            (len(self.pairs) <= 2, "--pairs names too many folders", "Name one data set, or HAZY CLEAR"),
            (0 <= self.real_share <= 1, f"A share of {self.real_share} real pairs cannot be drawn", "Use 0 to 1"),
            (0 <= self.validate_minutes < math.inf, "The time between measurements is negative", "Use 0 or more"),
        ):
            if not right:
                raise TrainingError(what, remedy=remedy)


def train(request: TrainingRequest, progress: Progress) -> Path:
    """Run one stage's training and return the weights file it wrote.

    Raises:
        TrainingError, DataError, WeightsError, DeviceError: with what to do.
        Cancelled: `progress` asked to stop; the run is stored and can go on.
    """
    recipe = find_recipe(request.recipe)
    schedule = _schedule(request, recipe)
    device = resolve_device(request.device)
    torch.manual_seed(request.seed)
    networks = _networks(request, recipe, device)
    record = _record(request, recipe, networks.config)
    _require_same_run(request.out, record)
    kind = getattr(recipe, networks.config.task)
    degrade = DEGRADATIONS[networks.config.task]
    patterns = load_patterns(request.patterns) if request.patterns else torch.zeros((0, 512, 512))
    # Images that nothing was done to would drown the mean: the identity scores 100 dB on them.
    always = partial(degrade, recipe=replace(kind, clear_share=0.0))
    sets = measuring_sets(request.validation, request.pairs, always, patterns)
    part = _STAGES[request.stage](networks, request, recipe, patterns)
    save = partial(_save, networks, request)
    _write_record(request.out, record)
    trainer = Trainer(
        part.network,
        part.loss,
        Validator(sets, part.restore, save, request.out, progress),
        schedule,
        request.out,
        request.seed,
        validate_minutes=request.validate_minutes,
    )
    path = request.out / "weights.safetensors"
    save(trainer.run(progress), path)
    return path


# --- The stages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """The network that a stage trains, its loss, and how it restores images when it is measured."""

    network: nn.Module
    loss: Any
    restore: Restore


def _field(networks: TwoStageNetworks, request: TrainingRequest, recipe: Recipe, patterns: Tensor) -> _Part:
    field = networks.field
    assert field is not None
    device = next(field.parameters()).device
    precision = _training_precision(device)
    pool = ViewPool.of_folders(request.data, _left_out(request))
    draw = view_drawer(pool, patterns, recipe.ground, recipe.view_haze)

    def restore(average: nn.Module, degraded: Tensor) -> Tensor:
        degraded = degraded.to(device)
        size = field.config.view_size(*degraded.shape[-2:])
        views = F.interpolate(degraded, size, mode="bilinear", antialias=True, align_corners=False)
        return remove_haze(degraded, average(views))

    return _Part(field, field_loss(field, draw, precision), restore)


def _pairs(networks: TwoStageNetworks, request: TrainingRequest, recipe: Recipe, patterns: Tensor) -> PairDrawer:
    """Return what draws the pairs that stage 1 and stage 2 train on: what the field leaves, if the weights have one."""
    device = next(networks.stage1.parameters()).device
    task, left_out = networks.config.task, _left_out(request)
    source = PairSource(
        clear=ClearCrops(request.data, left_out, recipe.augment) if request.data else None,
        pairs=PairedCrops(request.train_pairs, request.exclude, recipe.augment) if request.train_pairs else None,
        real_share=request.real_share,
        degrade=partial(DEGRADATIONS[task], recipe=getattr(recipe, task)),
        patterns=patterns.to(device),
        device=device,
    )
    if networks.field is None:
        return source
    return BehindField(source, networks.field.eval().requires_grad_(False), networks.config.coarse_from)


def _merged(networks: TwoStageNetworks, degraded: Tensor, restore: Callable[[Tensor], Tensor]) -> Tensor:
    """Return degraded images restored as they are when the weights are used: behind the field, if there is one."""
    if networks.field is None:
        return restore(degraded)
    cleared, weight = take_off(degraded, find_scene_field(networks.field, degraded), networks.config.coarse_from)
    return torch.lerp(cleared, restore(cleared).float().clamp(0, 1), weight)


def _left_out(request: TrainingRequest) -> Sequence[str]:
    """Return the stems of the clear images that training must not see."""
    return [*request.exclude, *(held_out_stems(request.data) if request.hold_out else ())]


def _first_stage(networks: TwoStageNetworks, request: TrainingRequest, recipe: Recipe, patterns: Tensor) -> _Part:
    source = _pairs(networks, request, recipe, patterns)
    device = next(networks.stage1.parameters()).device
    precision = _training_precision(device)

    def restore(average: nn.Module, degraded: Tensor) -> Tensor:
        with _autocast(device, precision):
            return _merged(networks, degraded.to(device), average)

    loss = stage1_loss(networks.stage1, source, precision, recipe.decibel_weight)
    return _Part(networks.stage1, loss, restore)


def _second_stage(networks: TwoStageNetworks, request: TrainingRequest, recipe: Recipe, patterns: Tensor) -> _Part:
    source = _pairs(networks, request, recipe, patterns)
    device = next(networks.stage2.parameters()).device
    precision = _training_precision(device)
    schedule = diffusion.NoiseSchedule.build(networks.config.diffusion)
    stage1 = networks.stage1.eval().requires_grad_(False)

    def restore(average: nn.Module, degraded: Tensor) -> Tensor:
        noise = torch.randn(degraded.shape, generator=torch.Generator().manual_seed(0)).to(device)
        times = diffusion.sampling_times(schedule.timesteps, networks.config.standard_steps)

        def sampled(images: Tensor) -> Tensor:
            coarse = stage1(images).float()
            predict = diffusion.conditioned(lambda *inputs: average(*inputs).float(), images, coarse)
            return diffusion.sample(predict, coarse, noise, schedule, times)

        with _autocast(device, precision):
            return _merged(networks, degraded.to(device), sampled)

    loss = stage2_loss(networks.stage2, stage1, source, schedule, precision, recipe.start_share, recipe.decibel_weight)
    return _Part(networks.stage2, loss, restore)


_STAGES = {1: _first_stage, 2: _second_stage, FIELD: _field}


def _networks(request: TrainingRequest, recipe: Recipe, device: torch.device) -> TwoStageNetworks:
    """Return the networks to start from, on `device`: new ones, or those of the files that the request names."""
    named = {option: find_model(str(name)) for option, name in _weights_named(request).items()}
    task = _task(request, {f"{entry.name} ({option})": entry.config.task for option, entry in named.items()})
    if request.stage == 2 and not named:
        raise TrainingError("Stage 2 cannot be trained", "it needs a trained stage 1", "Give --stage1-weights FILE")
    if "--init" in named:
        networks = load_weights(named["--init"].path)
    else:
        config = ModelConfig(
            recipe.stage1,
            recipe.stage2,
            recipe.diffusion,
            0 if request.stage == 1 else recipe.standard_steps,  # stage 2 is untrained as yet
            recipe.tile_size_px,
            refined_from=recipe.refined_from,
        )
        stages = build_stage1(config.stage1, device), build_stage2(config.stage2, device)
        networks = TwoStageNetworks(*stages, config)
    if "--stage1-weights" in named:
        stage1 = load_weights(named["--stage1-weights"].path).stage1
        networks = replace(networks, stage1=stage1, config=replace(networks.config, stage1=stage1.config))
    if request.stage == FIELD and networks.field is None:
        networks = replace(networks, field=FieldNet(recipe.field), config=replace(networks.config, field=recipe.field))
    for network in networks.named.values():
        channels_last(network, device)
    return replace(networks, config=_described(networks.config, request, recipe, task))


def _weights_named(request: TrainingRequest) -> Dict[str, Path | str]:
    """Return the weights that the run starts from by the option that names them."""
    named: Dict[str, Optional[Union[Path, str]]] = {"--init": request.init}
    if request.stage == 2:
        named["--stage1-weights"] = request.stage1_weights
    return {option: name for option, name in named.items() if name}


def _task(request: TrainingRequest, tasks: Mapping[str, str]) -> str:
    """Return the run's task; weights of another one are refused, for the stage carried over would stay theirs."""
    of_weights = next(iter(tasks.values()), "haze")
    task = request.task or of_weights
    for name, other in tasks.items():
        if other != task:
            why = f"the model {name} removes {other}"
            raise TrainingError(f"A model that removes {task} cannot be trained", why, f"Use weights for {task}")
    return task


def _described(config: ModelConfig, request: TrainingRequest, recipe: Recipe, task: str) -> ModelConfig:
    steps = config.standard_steps
    if request.stage == 2 and not steps:  # the weights to start from had stage 1 alone
        steps = recipe.standard_steps
    provenance = request.provenance
    if request.init and not provenance:
        provenance = f"{_stage_words(request.stage)} fine-tuned from {config.title or Path(request.init).name}"
        provenance += f"; {config.provenance}" if config.provenance else ""
    return replace(
        config,
        task=task,
        standard_steps=steps,
        title=request.title or config.title,
        licence=request.licence or config.licence,
        provenance=provenance,
    )


def _stage_words(stage: Union[int, str]) -> str:
    return "haze field" if stage == FIELD else f"stage {stage}"


def _save(networks: TwoStageNetworks, request: TrainingRequest, average: nn.Module, path: Path) -> None:
    """Store a complete model with the averaged network in place of the trained stage."""
    changed: Dict[str, Any] = {FIELD if request.stage == FIELD else f"stage{request.stage}": average}
    save_weights(replace(networks, **changed), path, half=request.half)


def _schedule(request: TrainingRequest, recipe: Recipe) -> Schedule:
    """Return the stage's schedule with what the command line says instead: budget and learning rate."""
    schedule = {1: recipe.schedule1, 2: recipe.schedule2, FIELD: recipe.schedule_field}[request.stage]
    if request.init:
        schedule = replace(
            schedule,
            learning_rate=FINE_TUNE_SHARE * schedule.learning_rate,
            final_rate=FINE_TUNE_SHARE * schedule.final_rate,
            iterations=schedule.iterations and math.ceil(FINE_TUNE_SHARE * schedule.iterations),
        )
    if request.learning_rate is not None:
        final = min(schedule.final_rate, request.learning_rate)
        schedule = replace(schedule, learning_rate=request.learning_rate, final_rate=final)
    if request.iterations is not None or request.hours is not None:
        schedule = replace(schedule, iterations=request.iterations, hours=request.hours)
    return schedule


# --- What a run's folder remembers ------------------------------------------------------------------------------------


def _record(request: TrainingRequest, recipe: Recipe, config: ModelConfig) -> Dict[str, Any]:
    """Return what must stay the same when a run goes on, and for the reader what else it was asked."""
    must_stay = {
        "stage": request.stage,
        "task": config.task,
        "init": str(request.init) if request.init else None,
        "recipe": recipe.to_dict(),
    }
    asked = {name: getattr(request, name) for name in TrainingRequest.__dataclass_fields__ if name != "out"}
    return json.loads(json.dumps({"run": must_stay, "asked": asked}, default=str))


def _require_same_run(folder: Path, record: Mapping[str, Any]) -> None:
    """Refuse to go on with a run that was of another stage, task, recipe or start."""
    path = folder / REQUEST
    if not (folder / CHECKPOINT).exists() or not path.exists():
        return
    try:
        before = json.loads(path.read_text(encoding="utf-8"))["run"]
        differing = _differing(before, record["run"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingError(f"{folder} cannot be resumed", f"its {REQUEST} is damaged ({error})") from None
    if differing:
        why = f"it is a run with {', '.join(differing[:3])}"
        raise TrainingError(f"{folder} cannot be resumed", why, "Choose another folder with --out, or ask for the same")


def _differing(before: Mapping[str, Any], now: Mapping[str, Any], where: str = "") -> List[str]:
    """Return 'name old, not new' for each value that differs; what only one of them knows is no difference."""
    found = []
    for name in sorted(set(before) & set(now)):
        if isinstance(before[name], dict) and isinstance(now[name], dict):
            found += _differing(before[name], now[name], f"{where}{name}.")
        elif before[name] != now[name]:
            found.append(f"{where}{name} {before[name]}, not {now[name]}")
    return found


def _write_record(folder: Path, record: Mapping[str, Any]) -> None:
    part = folder / f"{REQUEST}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(record, indent=1), encoding="utf-8")
        os.replace(part, folder / REQUEST)
    except OSError as error:
        with suppress(OSError):  # there may be no such folder
            part.unlink()
        raise TrainingError(f"The folder {folder} cannot be written", str(error), "Choose another --out") from None


# --- Precision --------------------------------------------------------------------------------------------------------


def _autocast(device: torch.device, precision: torch.dtype) -> torch.autocast:
    return torch.autocast(device.type, precision, enabled=precision != torch.float32)


def _training_precision(device: torch.device) -> torch.dtype:
    """bfloat16 where the hardware computes in it; there it is about twice as fast."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    if device.type == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX512":
        return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
    return torch.float32
