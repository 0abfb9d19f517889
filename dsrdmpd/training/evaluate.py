"""Measures models beside the hazy input and the dark channel prior, on real pairs or under fixed haze, rain or blur."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ..errors import OptionError
from ..inference import TwoStageDehazer
from ..model_files import DEFAULT_MODEL, find_model
from ..progress import Progress
from .baselines import dark_channel_prior
from .benchmark import SIMULATIONS, fixed_degradation
from .datasets import DataError, list_images, pair_images, read_image
from .haze import load_patterns
from .metrics import MEASURES, SSIM_WINDOW_PX, Measure

INPUT, PRIOR = "hazy input", "dark channel prior"
PAIRS = "pairs"  # the name of the set when the images are not simulated

Method = Callable[[Tensor], Tensor]  # (1, 3, h, w) in [0, 1] → the same


@dataclass(frozen=True)
class EvaluationRequest:
    """What is to be measured.

    Attributes:
        clear: folder of the truth. hazy: folder of hazy images with the same names, or None to simulate them.
        simulate: which of `benchmark.SIMULATIONS` to lay over the clear images: haze of a density, rain, blur.
        patterns: folder of real haze patterns to simulate with; None takes smooth noise.
        models: installed models or weights files. steps: 0 is stage 1 alone; None takes 0 and each model's standard.
        limit: how many images to take, spread over the folder; None takes all.
        write_simulated: folder that gets the simulated pairs as PNG files, or None.
    """

    clear: Path
    hazy: Optional[Path] = None
    simulate: Tuple[str, ...] = ()
    patterns: Optional[Path] = None
    models: Tuple[str, ...] = (DEFAULT_MODEL,)
    steps: Optional[Tuple[int, ...]] = None
    device: str = "auto"
    limit: Optional[int] = None
    write_simulated: Optional[Path] = None

    def __post_init__(self) -> None:
        what = "The evaluation cannot start"
        if (self.hazy is None) == (not self.simulate):
            raise OptionError(what, "it needs either a folder of hazy images or something to simulate, not both")
        if unknown := sorted(set(self.simulate) - set(SIMULATIONS)):
            raise OptionError(what, f"there is no simulation '{unknown[0]}'", f"Choose from {', '.join(SIMULATIONS)}")
        if self.hazy is not None and (self.patterns or self.write_simulated):
            raise OptionError(what, "patterns and written pairs belong to simulated haze, and the haze here is real")
        if self.limit is not None and self.limit < 1:
            raise OptionError(what, f"{self.limit} images cannot be measured", "Take 1 or more")


@dataclass(frozen=True)
class Score:
    """The figures of one image restored by one method; `values` by `Measure.key`, `seconds` of wall time."""

    set: str
    image: str
    method: str
    values: Dict[str, float]
    seconds: float


@dataclass(frozen=True)
class Evaluation:
    """Every score, and what it took to get there (models, versions, device, options) as JSON-able values."""

    scores: List[Score]
    measures: Tuple[Measure, ...]
    about: Dict[str, Any] = field(default_factory=dict)

    def tree(self) -> Dict[str, Dict[str, Any]]:
        """Return ``{set: {method: {"mean": figures, "images": {image: figures}}}}``, seconds among the figures."""
        tree: Dict[str, Dict[str, Any]] = {}
        for score in self.scores:
            rows = tree.setdefault(score.set, {}).setdefault(score.method, {"mean": {}, "images": {}})
            rows["images"][score.image] = {**score.values, "seconds": score.seconds}
        for methods in tree.values():
            for rows in methods.values():
                figures = list(rows["images"].values())
                rows["mean"] = {key: float(np.mean([row[key] for row in figures])) for key in figures[0]}
        return tree


@dataclass(frozen=True)
class _Pair:
    set: str
    image: str
    clear: Path
    hazy: Optional[Path] = None  # None: the haze is simulated

    def load(self, patterns: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
        """Return hazy and clear image, (1, 3, h, w) in [0, 1]."""
        truth = _tensor(self.clear)
        if self.hazy is None:
            return fixed_degradation(truth, self.clear.stem, self.set, patterns), truth
        return _tensor(self.hazy), truth

    def check(self, hazy: Tensor, truth: Tensor) -> None:
        """Raise `DataError` for what cannot be compared."""
        names = " and ".join(path.name for path in (self.hazy, self.clear) if path)
        if hazy.shape != truth.shape:
            raise DataError(f"{names} cannot be compared", "their sizes differ", "Crop one or take both out")
        if min(truth.shape[-2:]) < SSIM_WINDOW_PX:
            raise DataError(f"{names} cannot be measured", f"SSIM needs {SSIM_WINDOW_PX} pixels a side", "Take it out")


def evaluate(request: EvaluationRequest, progress: Optional[Progress] = None) -> Evaluation:
    """Restore every image by every method and measure the results.

    Results are compared as 8-bit files would be: clipped to [0, 1] and rounded. Images are not tiled. Every image is
    read and checked before the first is measured.

    Raises:
        DataError: folders that do not pair up, an image that cannot be used, a pair of unequal size.
        WeightsError, DeviceError, OptionError: from loading a model or its number of steps. Cancelled: on request.
    """
    progress = progress or Progress()
    pairs = _pairs(request)
    patterns = load_patterns(request.patterns) if request.patterns else None
    for pair in pairs:
        images = pair.load(patterns)
        pair.check(*images)
        if request.write_simulated:
            _keep(pair, images, request.write_simulated)
        progress.check()
    dehazers = {name: TwoStageDehazer.load(model, request.device) for name, model in _labels(request.models).items()}
    methods = _methods(dehazers, request.steps)
    measures = tuple(measure for measure in MEASURES if measure.available)
    scores = []
    for done, pair in enumerate(pairs):
        hazy, truth = pair.load(patterns)
        for name, restore in methods.items():
            progress.report(done / len(pairs), f"{pair.set} {done + 1} of {len(pairs)}")
            progress.check()
            scores.append(_score(pair, name, restore, hazy, truth, measures))
    progress.report(1, "measured")
    return Evaluation(scores, measures, _about(request, dehazers))


def show(evaluation: Evaluation) -> str:
    """Return the means as one table for each set, with what the columns mean below."""
    measures = evaluation.measures
    headings = [*(measure.heading for measure in measures), "s/image"]
    width = max(24, *(len(score.method) for score in evaluation.scores))
    lines = []
    for name, methods in evaluation.tree().items():
        count = len(methods[INPUT]["images"])
        title = f"{name}, {count} image{'' if count == 1 else 's'}"
        lines.append(f"{title:<{width}} " + " ".join(f"{heading:>9}" for heading in headings))
        for method, rows in methods.items():
            cells = [f"{rows['mean'][m.key]:9.{m.decimals}f}" for m in measures]
            lines.append(f"{method:<{width}} " + " ".join([*cells, f"{rows['mean']['seconds']:9.2f}"]))
        lines.append("")
    higher = ", ".join(m.heading.split()[0] for m in measures if m.higher_is_better)
    lower = ", ".join(m.heading.split()[0] for m in measures if not m.higher_is_better)
    lines.append(f"Means over images. Higher is better: {higher}; lower is better: {lower}.")
    for m in MEASURES:
        if m not in measures:
            lines.append(f"{m.heading} is left out: it needs the package {m.package} (pip install {m.package}).")
    return "\n".join(lines)


def write_json(evaluation: Evaluation, path: Path | str) -> None:
    """Store everything: options, models, versions, means, and the figures of each image.

    Raises:
        DataError: the file cannot be written; what was there before stays.
    """
    measures = {m.key: {"heading": m.heading, "higher_is_better": m.higher_is_better} for m in evaluation.measures}
    content = {**evaluation.about, "measures": measures, "sets": evaluation.tree()}
    _write_whole(path, json.dumps(content, indent=1, ensure_ascii=False).encode())


def write_csv(evaluation: Evaluation, path: Path | str) -> None:
    """Store one row for each image and method.

    Raises:
        DataError: the file cannot be written; what was there before stays.
    """
    keys = [measure.key for measure in evaluation.measures]
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(["set", "image", "method", *keys, "seconds"])
    for score in evaluation.scores:
        table.writerow([score.set, score.image, score.method, *(score.values[key] for key in keys), score.seconds])
    _write_whole(path, text.getvalue().encode())


def check_writable(path: Path | str) -> None:
    """Raise `DataError` before a long run rather than after it, if `path` cannot be written."""
    path = Path(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from None


# --- Images and methods -----------------------------------------------------------------------------------------------


def _pairs(request: EvaluationRequest) -> List[_Pair]:
    if request.hazy is not None:
        found = _spread(pair_images(request.hazy, request.clear), request.limit)
        return [_Pair(PAIRS, hazy.stem, clear, hazy) for hazy, clear in found]
    folder = Path(request.clear)
    paths = {path: path.relative_to(folder).with_suffix("").as_posix() for path in list_images(folder)}
    twice = [name for name, count in Counter(paths.values()).items() if count > 1]
    if twice:
        raise DataError(f"The folder {folder} cannot be used", f"two images are called {twice[0]}", "Rename one")
    chosen = _spread(list(paths), request.limit)
    return [_Pair(density, paths[path], path) for density in dict.fromkeys(request.simulate) for path in chosen]


def _spread(items: List[Any], limit: Optional[int]) -> List[Any]:
    count = min(limit or len(items), len(items))
    return [items[number * len(items) // count] for number in range(count)]


def _labels(models: Sequence[str]) -> Dict[str, str]:
    """Return ``{label: model}``: the shortest ends of the paths that tell the models apart."""
    models = list(dict.fromkeys(models))
    parts = [Path(model).with_suffix("").parts for model in models]
    for depth in range(1, max(map(len, parts))):
        labels = ["/".join(part[-depth:]) for part in parts]
        if len(set(labels)) == len(models):
            return dict(zip(labels, models))
    return {model: model for model in models}


def _methods(dehazers: Dict[str, TwoStageDehazer], steps: Optional[Sequence[int]]) -> Dict[str, Method]:
    """Return what each row of the table does, warmed up: the first call of a network takes longer than the rest."""
    methods: Dict[str, Method] = {INPUT: lambda image: image, PRIOR: dark_channel_prior}
    for label, dehazer in dehazers.items():
        for count in dict.fromkeys(steps or sorted({0, dehazer.config.standard_steps})):
            name = "stage 1 alone" if count == 0 else f"{count} step{'s' if count > 1 else ''}"
            name = name if len(dehazers) == 1 else f"{label}: {name}"
            methods[name] = lambda image, dehazer=dehazer, count=count: dehazer.dehaze(image, steps=count)
    for restore in methods.values():
        restore(torch.full((1, 3, 64, 64), 0.5))
    return methods


def _score(pair: _Pair, name: str, restore: Method, hazy: Tensor, truth: Tensor, measures: Sequence[Measure]) -> Score:
    started = time.perf_counter()
    result = restore(hazy)
    seconds = time.perf_counter() - started
    result = (result.clamp(0, 1) * 255).round() / 255
    values = {measure.key: float(measure.score(result, truth)) for measure in measures}
    return Score(pair.set, pair.image, name, values, seconds)


def _about(request: EvaluationRequest, dehazers: Dict[str, TwoStageDehazer]) -> Dict[str, Any]:
    packages = ("torch", "numpy", *(measure.package for measure in MEASURES if measure.module and measure.available))
    models = {}
    for label, model in _labels(request.models).items():
        path = find_model(model).path
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        models[label] = {"file": str(path), "sha256": digest, "config": asdict(dehazers[label].config)}
    return {
        "options": {key: str(v) if isinstance(v, Path) else v for key, v in asdict(request).items()},
        "device": next(iter(dehazers.values())).describe()["device"],
        "versions": {"python": platform.python_version(), **{name: metadata.version(name) for name in packages}},
        "models": models,
    }


# --- Files ------------------------------------------------------------------------------------------------------------


def _tensor(path: Path) -> Tensor:
    return torch.from_numpy(read_image(path).copy()).permute(2, 0, 1)[None].float() / 255


def _keep(pair: _Pair, images: Sequence[Tensor], folder: Path) -> None:
    """Write one simulated pair below ``folder/density/hazy`` and ``folder/density/clear``."""
    for kind, image in zip(("hazy", "clear"), images):
        path = (folder / pair.set / kind / pair.image).with_name(f"{Path(pair.image).name}.png")
        pixels = (image[0] * 255).round().byte().permute(1, 2, 0).numpy()
        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "PNG")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from None
        _write_whole(path, content.getvalue())


def _write_whole(path: Path | str, content: bytes) -> None:
    """Write to a part file and rename it, so that a full disk leaves no torn result and the old one intact."""
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> DataError:
    return DataError(f"{path} cannot be written", error.strerror or str(error), "Choose another place or free space")
