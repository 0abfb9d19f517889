"""Which weights files there are and what their headers say, read with the standard library alone.

QGIS lists models, their task and tile size without ever importing torch; a weights file is a safetensors file whose
header carries the whole configuration as JSON under the metadata key ``dsrdmpd``.
"""

from __future__ import annotations

import dataclasses
import json
import os
import struct
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from .errors import Text, WeightsError, Words
from .folders import data_folder

METADATA_KEY = "dsrdmpd"
FORMAT_VERSION = 1
SUFFIX = ".safetensors"
DEFAULT_MODEL = "default"
SHIPPED_MODELS = Path(__file__).resolve().parents[1] / "resources" / "models"
TASKS = ("haze", "rain", "blur")
_MAX_HEADER_BYTES = 32 * 1024 * 1024
_KINDS = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,)}  # by annotation


@dataclass(frozen=True)
class Stage1Config:
    """The MCESS-UNet: `width` is the number of channels at full resolution (64 in the published weights)."""

    width: int = 64

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(
            self.width >= 8 and self.width % 8 == 0,
            Text("stage 1's width {width} is not a multiple of 8", width=self.width),
        )


@dataclass(frozen=True)
class Stage2Config:
    """The residual diffusion U-Net: `width` channels at full resolution, attention of `heads` × `head_channels`.

    `skips` gives it a decoder with skip connections in place of the published perceptual decoder, which has none.
    """

    width: int = 64
    heads: int = 4
    head_channels: int = 32
    skips: bool = False

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(
            self.width >= 8 and self.width % 8 == 0,
            Text("stage 2's width {width} is not a multiple of 8", width=self.width),
        )
        _require(self.heads >= 1 and self.head_channels >= 1, "stage 2 has no attention heads")


@dataclass(frozen=True)
class DiffusionConfig:
    """The residual diffusion: length of the schedule and the final noise variance (`sum_scale`, 1 as published)."""

    timesteps: int = 1000
    sum_scale: float = 1.0

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(
            1 <= self.timesteps <= 100_000, Text("the schedule has {timesteps} timesteps", timesteps=self.timesteps)
        )
        _require(0 <= self.sum_scale <= 1, Text("sum_scale is {value}", value=self.sum_scale))


@dataclass(frozen=True)
class FieldConfig:
    """The haze field network: three times `width` channels at a view's quarter, `depth` residual blocks a level.

    `view_px` is the longer side of the view that it sees of a scene, about as in training; `passes` says how often it
    looks, each time at what it left before. The haze's colour and brightness are even over each of `airlight_cells` by
    `airlight_cells` parts of the view, or vary as freely as its thickness if that is 0.
    """

    width: int = 16
    depth: int = 2
    view_px: int = 64
    passes: int = 1
    airlight_cells: int = 0
    exposed_to: float = 0.0

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(
            self.width >= 8 and self.width % 8 == 0,
            Text("the field's width {width} is not a multiple of 8", width=self.width),
        )
        _require(1 <= self.depth <= 16, Text("the field's depth is {depth}", depth=self.depth))
        _require(1 <= self.passes <= 8, Text("the field's passes are {passes}", passes=self.passes))
        _require(
            0 <= self.airlight_cells <= 16, Text("the field's airlight_cells are {cells}", cells=self.airlight_cells)
        )
        _require(0 <= self.exposed_to <= 1, Text("the field's exposed_to is {value}", value=self.exposed_to))
        _require(32 <= self.view_px <= 1024, Text("the field's view_px is {view_px}", view_px=self.view_px))

    def view_size(self, height: int, width: int) -> Tuple[int, int]:
        """Return height and width of the view of a scene: the longer side `view_px`, both multiples of 16."""
        scale = self.view_px / max(height, width)
        rows, cols = (max(16, round(side * scale / 16) * 16) for side in (height, width))
        return rows, cols


@dataclass(frozen=True)
class ModelConfig:
    """All that a weights file needs beside its tensors.

    Attributes:
        stage1, stage2, diffusion: the two networks and the sampler.
        standard_steps: sampling steps of quality ``standard``, the best trade measured for these weights.
        field: of the haze field network, None if the weights have none: then tiles see the haze by themselves.
        coarse_from: share of the light that the field's haze hides (1 − transmission, mean of the colours) up to which
            the field alone is applied; from twice that on both stages act in full, in between in part. 0 is everywhere,
            1 nowhere. It means nothing without a field.
        refined_from: mean |coarse − hazy|, in [0, 1], from which stage 2 refines a tile; below it stage 1's image
            stays, as measured for these weights. 0 refines every tile.
        tile_size_px: side of the tiles that rasters are cut into: part of a model, whose networks pool over a tile.
        task: what the weights remove: ``haze``, ``rain`` or ``blur``.
        title: name shown to people.
        licence: licence of the weights, an SPDX expression or a sentence.
        provenance: where the weights come from (data, recipe, date, or the checkpoint they were imported from).

    Raises:
        WeightsError: a value no network can be built from.
    """

    stage1: Stage1Config = dataclasses.field(default_factory=Stage1Config)
    stage2: Stage2Config = dataclasses.field(default_factory=Stage2Config)
    diffusion: DiffusionConfig = dataclasses.field(default_factory=DiffusionConfig)
    standard_steps: int = 5
    tile_size_px: int = 256
    task: str = "haze"
    title: str = ""
    licence: str = "unknown"
    provenance: str = ""
    refined_from: float = 0.0
    coarse_from: float = 0.0
    field: Optional[FieldConfig] = None

    def __post_init__(self) -> None:
        _check_kinds(self)
        _require(self.task in TASKS, Text("its task '{task}' is none of {tasks}", task=self.task, tasks=list(TASKS)))
        _require(
            0 <= self.standard_steps <= self.diffusion.timesteps,
            Text("standard_steps is {value}", value=self.standard_steps),
        )
        _require(0 <= self.coarse_from <= 1, Text("coarse_from is {value}", value=self.coarse_from))
        _require(0 <= self.refined_from <= 1, Text("refined_from is {value}", value=self.refined_from))
        _require(
            self.tile_size_px >= 64 and self.tile_size_px % 16 == 0,
            Text("the tile size {side} is not a multiple of 16 of at least 64", side=self.tile_size_px),
        )

    def to_json(self) -> str:
        """Return the text stored in a weights file's header."""
        return json.dumps({"format": FORMAT_VERSION, **asdict(self)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ModelConfig:
        """Read what `to_json` wrote; names that this version does not know are an error.

        Raises:
            WeightsError: not JSON, another format version, unknown names or impossible values.
        """
        try:
            values: Dict[str, Any] = json.loads(text)
            version = values.pop("format")
            if version != FORMAT_VERSION:
                raise WeightsError(
                    "The weights file cannot be read",
                    Text("it has format {its} and this version reads format {ours}", its=version, ours=FORMAT_VERSION),
                    "Update the dehazer or export the weights again",
                )
            haze_field = values.pop("field", None)
            return cls(
                stage1=Stage1Config(**values.pop("stage1")),
                stage2=Stage2Config(**values.pop("stage2")),
                diffusion=DiffusionConfig(**values.pop("diffusion")),
                field=None if haze_field is None else FieldConfig(**haze_field),
                **values,
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise WeightsError(
                "The weights file cannot be read", Text("its configuration is damaged ({error})", error=str(error))
            ) from None


@dataclass(frozen=True)
class ModelEntry:
    """One weights file found on this machine."""

    name: str
    path: Path
    config: ModelConfig


def read_header(path: os.PathLike[str] | str) -> Dict[str, Any]:
    """Return a safetensors file's header: ``{tensor: {dtype, shape, data_offsets}}`` and ``__metadata__``.

    Raises:
        WeightsError: the file is missing, torn, or no safetensors file.
    """
    name = os.path.basename(os.fspath(path))
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            prefix = stream.read(8)
            length = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
            if not 2 <= length <= min(_MAX_HEADER_BYTES, size - 8):
                raise WeightsError(
                    Text("{name} cannot be used as weights", name=name),
                    "it is no safetensors file, or it is torn",
                    "Download or export it again; released checkpoints go through `import-weights` first",
                )
            header = json.loads(stream.read(length))
    except OSError as error:
        raise WeightsError(
            Text("The weights file {path} cannot be read", path=os.fspath(path)),
            error.strerror or str(error),
            "Check the path",
        ) from None
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise WeightsError(
            Text("{name} cannot be used as weights", name=name), "its header is damaged", "Download it again"
        )
    _check_extent(name, header, size - 8 - length)
    return header


def read_config(path: os.PathLike[str] | str) -> ModelConfig:
    """Return the configuration stored in the weights file `path`.

    Raises:
        WeightsError: the file cannot be read or is not one of ours.
    """
    metadata = read_header(path).get("__metadata__")
    text = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        raise WeightsError(
            Text("{name} cannot be used as weights", name=os.path.basename(os.fspath(path))),
            "it is a safetensors file of another program",
            "Make one with `python -m dsrdmpd import-weights` or `train`",
        )
    return ModelConfig.from_json(text)


def user_models_folder(environ: Optional[Mapping[str, str]] = None) -> Path:
    """Folder of the user's own models: ``DSRDMPD_MODELS``, else the platform's data folder."""
    environ = os.environ if environ is None else environ
    if environ.get("DSRDMPD_MODELS"):
        return Path(environ["DSRDMPD_MODELS"]).expanduser()
    return data_folder(environ) / "models"


def list_models() -> List[ModelEntry]:
    """Return the usable models, the shipped ones first; a damaged file is passed over (`find_model` says why)."""
    found: Dict[str, ModelEntry] = {}
    for folder in (SHIPPED_MODELS, user_models_folder()):
        for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []:
            try:
                found.setdefault(path.stem, ModelEntry(path.stem, path, read_config(path)))
            except WeightsError:
                continue
    return sorted(found.values(), key=lambda entry: (entry.name != DEFAULT_MODEL, entry.name))


def find_model(model: str) -> ModelEntry:
    """Return the weights file that `model`, an installed name or a path, stands for.

    Raises:
        WeightsError: there is no such model or file, or it cannot be read.
    """
    for folder in (SHIPPED_MODELS, user_models_folder()):
        path = folder / f"{model}{SUFFIX}"
        if os.path.basename(model) == model and path.is_file():
            return ModelEntry(model, path, read_config(path))
    path = Path(model).expanduser()
    if path.suffix == SUFFIX or path.is_file():
        return ModelEntry(path.stem, path.resolve(), read_config(path))
    names = [entry.name for entry in list_models()] or Text("none")
    raise WeightsError(
        Text("There is no model '{model}'", model=model),
        Text("installed are: {names}", names=names),
        "Name one of these or the path of a weights file",
    )


def _check_extent(name: str, header: Dict[str, Any], data_bytes: int) -> None:
    """Refuse a file that is shorter or longer than its header promises, before anything is loaded."""
    try:
        ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
        complete = max(ends, default=0) == data_bytes
    except (AttributeError, TypeError, KeyError, IndexError):
        complete = False
    if not complete:
        raise WeightsError(
            Text("{name} cannot be used as weights", name=name), "the file is torn or damaged", "Download it again"
        )


def _check_kinds(config: Any) -> None:
    """Refuse a number or text of another type: 256.0 and True pass every comparison and fail in range() much later."""
    for item in fields(config):
        value = getattr(config, item.name)
        why = Text("{name} is {value}, no {kind}", name=item.name, value=f"{value!r:.80}", kind=item.type)
        _require(type(value) in _KINDS.get(str(item.type), (type(value),)), why)


def _require(condition: bool, why: Words) -> None:
    if not condition:
        raise WeightsError("The weights' configuration cannot be used", why)
