"""Training recipes: the networks' sizes, how each stage is trained, and on what; named, or read from a file.

A recipe file is JSON that names a base recipe and what it changes of it, for example::

    {"base": "compact",
     "stage1": {"width": 32},
     "schedule1": {"iterations": 20000, "learning_rate": 1e-3, "crops": [[0.0, 128, 16], [0.8, 256, 4]]},
     "haze": {"veil_share": 0.3},
     "tile_size_px": 256}

Its names are the attributes of `Recipe` and, inside them, those of `Stage1Config`, `Stage2Config`, `DiffusionConfig`,
`Schedule` (``schedule1`` and ``schedule2``), `AugmentRecipe`, `HazeRecipe`, `RainRecipe` and `BlurRecipe`. Ranges are
lists. A name that is not known, or a value of another kind, is an error.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Dict, Mapping

import msgspec

from ..model_files import DiffusionConfig, FieldConfig, Stage1Config, Stage2Config
from .augment import AugmentRecipe
from .degradations import BlurRecipe, RainRecipe
from .haze import HazeRecipe
from .loop import Schedule, TrainingError
from .views import GroundRecipe, ViewHazeRecipe

_CROP_STEP_PX, _LEAST_CROP_PX = 16, 64  # both networks halve the image four times, then pad by 3

# A view is a whole scene, so many views count for more than large ones.
SCHEDULE_FIELD = Schedule(
    iterations=60_000,
    learning_rate=1e-3,
    weight_decay=0.01,
    warmup=0.01,
    crops=((0.0, 64, 64),),
    ema_decay=0.999,
    clip_norm=5.0,
)


@dataclass(frozen=True)
class Recipe:
    """A configuration of both networks and their training.

    Attributes:
        schedule1, schedule2: of the stages; their budgets hold where the command line names none.
        start_share: share of stage 2's batches that train at the timestep where sampling starts; the rest is uniform.
        decibel_weight: of PSNR in both stages' losses, beside L1: clear ground must be left alone.
        standard_steps, tile_size_px, refined_from: of the weights, see `ModelConfig`. The last is for whoever measured
            it: rain and blur may change an image by little everywhere.
        field, schedule_field: the haze field network and its training. ground, view_haze: what it is trained on.
        augment: how clear images are varied. haze, rain, blur: how they are then degraded, by task.

    Raises:
        TrainingError: a value with which nothing can be trained.
    """

    stage1: Stage1Config
    stage2: Stage2Config
    diffusion: DiffusionConfig
    schedule1: Schedule
    schedule2: Schedule
    tile_size_px: int
    standard_steps: int
    start_share: float
    decibel_weight: float = 0.0
    refined_from: float = 0.0
    augment: AugmentRecipe = AugmentRecipe()
    haze: HazeRecipe = HazeRecipe()
    rain: RainRecipe = RainRecipe()
    blur: BlurRecipe = BlurRecipe()
    field: FieldConfig = FieldConfig(view_px=128, airlight_cells=4, exposed_to=0.9)
    schedule_field: Schedule = SCHEDULE_FIELD
    ground: GroundRecipe = GroundRecipe()
    view_haze: ViewHazeRecipe = ViewHazeRecipe()

    def __post_init__(self) -> None:
        if not 0 <= self.start_share <= 1:
            raise TrainingError("The recipe cannot be used", f"start_share is {self.start_share}, not 0 to 1")
        if not 0 <= self.decibel_weight < math.inf:
            raise TrainingError("The recipe cannot be used", f"decibel_weight is {self.decibel_weight}, not 0 or more")
        for name, schedule in (
            ("schedule1", self.schedule1),
            ("schedule2", self.schedule2),
            ("schedule_field", self.schedule_field),
        ):
            if any(side % _CROP_STEP_PX or side < _LEAST_CROP_PX for _, side, _ in schedule.crops):
                why = f"{name} has crops whose side is no multiple of {_CROP_STEP_PX} of at least {_LEAST_CROP_PX}"
                raise TrainingError("The recipe cannot be used", why)

    def to_dict(self) -> Dict[str, Any]:
        """Return all of it as plain JSON values."""
        return dict(json.loads(json.dumps(asdict(self))))


# Small crops of wide views first: they teach what colours ground has, which decides how much is removed; then detail.
_CROPS = ((0.0, 64, 32), (0.4, 128, 12))
COMPACT = Recipe(
    stage1=Stage1Config(width=16),
    # Heads of 8 channels: at this width the released heads of 32 cost more memory traffic than all convolutions.
    stage2=Stage2Config(width=16, heads=4, head_channels=8),
    diffusion=DiffusionConfig(sum_scale=0.01),
    schedule1=Schedule(iterations=40_000, learning_rate=1.5e-3, crops=_CROPS, weight_decay=0.01, ema_decay=0.998),
    schedule2=Schedule(iterations=20_000, learning_rate=8e-4, crops=_CROPS, ema_decay=0.998),
    # Wider than any crop: with more of the scene in view colours came out the same or better, and fewer pixels overlap.
    tile_size_px=512,
    standard_steps=1,
    decibel_weight=0.004,
    # Sampling starts at T − 1 and visits few other timesteps, so most of the training happens where it starts.
    start_share=0.75,
)
_PUBLISHED = Schedule(
    iterations=300_000, optimizer="adam", weight_decay=0.0, warmup=0.0, learning_rate=2e-4, crops=((0.0, 512, 6),)
)
PAPER = Recipe(
    stage1=Stage1Config(width=64),
    stage2=Stage2Config(width=64, heads=4, head_channels=32),
    diffusion=DiffusionConfig(sum_scale=1.0),
    # Published as 200 epochs; crops are drawn at random here, and this many are 200 epochs of 9 000 images.
    schedule1=replace(_PUBLISHED, betas=(0.5, 0.999), final_rate=1e-6),
    schedule2=replace(_PUBLISHED, learning_rate=8e-5, final_rate=8e-5, crops=((0.0, 512, 1),)),
    tile_size_px=512,
    standard_steps=5,
    start_share=0.0,
)
RECIPES = {"compact": COMPACT, "paper": PAPER}


def find_recipe(name: str) -> Recipe:
    """Return the recipe that `name`, one of `RECIPES` or a recipe file, stands for.

    Raises:
        TrainingError: no such recipe, no JSON, unknown names or values of another kind. WeightsError: a network that
            cannot be built.
    """
    if name in RECIPES:
        return RECIPES[name]
    path = Path(name)
    if not path.is_file():
        raise TrainingError(f"There is no recipe '{name}'", remedy=f"Use {', '.join(RECIPES)} or a recipe file (JSON)")
    try:
        changes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TrainingError(f"The recipe {path} cannot be read", str(error), "Write it as JSON") from None
    what = f"The recipe {path} cannot be used"
    if not isinstance(changes, dict) or changes.get("base") not in RECIPES:
        raise TrainingError(what, f'it does not name its base recipe as {{"base": …}}, one of {", ".join(RECIPES)}')
    merged = _merged(RECIPES[changes.pop("base")].to_dict(), changes, what, "")
    try:
        return msgspec.convert(merged, Recipe)
    except msgspec.ValidationError as error:  # such as: Expected `int`, got `str` - at `$.stage1.width`
        why, _, place = str(error).partition(" - at ")
        name = place.strip("`").partition(".")[2]
        why = f"'{name}' is {_at(merged, name)!r:.60}: {why[:1].lower()}{why[1:]}"
        raise TrainingError(what, why) from None


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any], what: str, where: str) -> Dict[str, Any]:
    """Return the recipe `base` with `changes`, whose names are its own."""
    merged = dict(base)
    for name, value in changes.items():
        if name not in base:
            known = ", ".join(sorted(base))
            raise TrainingError(what, f"'{where}{name}' is no part of a recipe", f"Use some of: {known}")
        inside = isinstance(base[name], dict) and isinstance(value, dict)
        merged[name] = _merged(base[name], value, what, f"{where}{name}.") if inside else value
    return merged


def _at(recipe: Mapping[str, Any], name: str) -> Any:
    """Return the value that msgspec calls `name`, or what it is in: ``schedule1.crops[...][0]`` is in crops."""
    value: Any = recipe
    for part in name.partition("[")[0].split("."):
        value = value.get(part) if isinstance(value, dict) else value
    return value
