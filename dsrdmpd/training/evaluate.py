"""Measures models beside the hazy input and the dark channel prior, on real pairs or under fixed haze, rain or blur.

`evaluate` takes one folder; `suite` measures several named sets with the same core, `measure`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ..errors import OptionError
from ..files import whole_file
from ..inference import TwoStageDehazer
from ..measures.similarity import SSIM_WINDOW_PX
from ..methods import dark_channel
from ..model_files import DEFAULT_MODEL, find_model
from ..progress import Progress
from .benchmark import SIMULATIONS, fixed_degradation
from .datasets import DataError, list_images, pair_images, read_image
from .haze import load_patterns
from .metrics import MEASURES, Measure

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

    clear: Optional[Path]
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
        if self.clear is None:
            raise OptionError(what, "it needs the clear images to compare with", "Name their folder with --clear")
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
class Pair:
    """One image to measure.

    Attributes:
        sets: names of the sets that it counts in. image: its name in them.
        clear: file of the truth. hazy: file of the hazy image, or None for one that is made of the truth.
        simulate: which of `benchmark.SIMULATIONS` to lay over the truth where there is no hazy file.
    """

    sets: Tuple[str, ...]
    image: str
    clear: Path
    hazy: Optional[Path] = None
    simulate: str = "none"

    def load(self, patterns: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
        """Return hazy and clear image, (1, 3, h, w) in [0, 1]; patterns (n, s, s) in [0, 1] or None."""
        truth = _tensor(self.clear)
        if self.hazy is None:
            return fixed_degradation(truth, self.clear.stem, self.simulate, patterns), truth
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

    See `measure` for how. Every image is read and checked before the first is measured.

    Raises:
        DataError: folders that do not pair up, an image that cannot be used, a pair of unequal size.
        WeightsError, DeviceError, OptionError: from loading a model or its number of steps. Cancelled: on request.
    """
    progress = progress or Progress()
    pairs = _pairs(request)
    patterns = load_patterns(request.patterns) if request.patterns else None
    check_pairs(pairs, patterns, progress, request.write_simulated)
    dehazers = load_dehazers(request.models, request.device)
    methods = _methods(dehazers, request.steps)
    warm_up(methods)
    scores = [score for done in measure(pairs, methods, patterns, progress) for score in done.scores()]
    return Evaluation(scores, available_measures(), about(asdict(request), dehazers))


@dataclass(frozen=True)
class Result:
    """One image restored by one method: (1, 3, h, w) as an 8-bit file would hold it, figures and seconds."""

    image: Tensor
    values: Dict[str, float]
    seconds: float


@dataclass(frozen=True)
class Measured:
    """One image by every method; `hazy` and `truth` (1, 3, h, w) in [0, 1]."""

    pair: Pair
    hazy: Tensor
    truth: Tensor
    results: Dict[str, Result]

    def scores(self) -> Iterator[Score]:
        """Yield one score for each method and each set that the image counts in."""
        for name in self.pair.sets:
            for method, result in self.results.items():
                yield Score(name, self.pair.image, method, result.values, result.seconds)


def measure(
    pairs: Sequence[Pair], methods: Mapping[str, Method], patterns: Optional[Tensor], progress: Progress
) -> Iterator[Measured]:
    """Yield each image restored and measured by every method, one at a time, so that memory does not grow.

    Results are compared as 8-bit files would be: clipped to [0, 1] and rounded. Images are not tiled and may differ in
    size.

    Raises:
        DataError: an image that cannot be used. Cancelled: on request.
    """
    measures = available_measures()
    for done, pair in enumerate(pairs):
        hazy, truth = pair.load(patterns)
        results = {}
        for name, restore in methods.items():
            progress.report(done / len(pairs), f"{pair.sets[0]} {done + 1} of {len(pairs)}")
            progress.check()
            results[name] = _result(restore, hazy, truth, measures)
        yield Measured(pair, hazy, truth, results)
    progress.report(1, "measured")


def check_pairs(
    pairs: Sequence[Pair], patterns: Optional[Tensor], progress: Progress, keep: Optional[Path] = None
) -> None:
    """Read every image, so that one which cannot be used is told before a long run; `keep` gets the pairs as PNG.

    Raises:
        DataError: an image that cannot be used, a pair of unequal size. Cancelled: on request.
    """
    for pair in pairs:
        images = pair.load(patterns)
        pair.check(*images)
        if keep:
            _keep(pair, images, keep)
        progress.check()


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
    return "\n".join([*lines, *legend(measures)])


def legend(measures: Sequence[Measure]) -> List[str]:
    """Return the lines below a table: which way is better, and which measures lack their package."""
    higher = ", ".join(m.heading.split()[0] for m in measures if m.higher_is_better)
    lower = ", ".join(m.heading.split()[0] for m in measures if not m.higher_is_better)
    lines = [f"Means over images. Higher is better: {higher}; lower is better: {lower}."]
    for m in MEASURES:
        if not m.available:
            lines.append(f"{m.heading} is left out: it needs the package {m.package} (pip install {m.package}).")
    return lines


def write_json(evaluation: Evaluation, path: Path | str) -> None:
    """Store everything: options, models, versions, means, and the figures of each image.

    Raises:
        DataError: the file cannot be written; what was there before stays.
    """
    measures = {m.key: {"heading": m.heading, "higher_is_better": m.higher_is_better} for m in evaluation.measures}
    content = {**evaluation.about, "measures": measures, "sets": evaluation.tree()}
    write_whole(path, json.dumps(content, indent=1, ensure_ascii=False).encode())


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
    write_whole(path, text.getvalue().encode())


def check_writable(path: Path | str) -> None:
    """Raise `DataError` before a long run rather than after it, if `path` cannot be written."""
    path = Path(path)
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise unwritable(path, error) from None


# --- Images and methods -----------------------------------------------------------------------------------------------


def named_images(folder: Path | str) -> Dict[str, Path]:
    """Return the images below a folder by their path in it, without ending.

    Raises:
        DataError: no folder, no image, or two images that differ in their ending alone.
    """
    folder = Path(folder)
    paths = list_images(folder)
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(f"The folder {folder} cannot be used", f"two images are called {twice[0]}", "Rename one")
    return dict(zip(names, paths))


def spread(items: Sequence[Any], limit: Optional[int]) -> List[Any]:
    """Return at most `limit` of the items, evenly spread over them; all for None."""
    count = min(limit or len(items), len(items))
    return [items[number * len(items) // count] for number in range(count)]


def available_measures() -> Tuple[Measure, ...]:
    """Return the measures whose packages are installed."""
    return tuple(measure for measure in MEASURES if measure.available)


def load_dehazers(models: Sequence[str], device: str) -> Dict[str, TwoStageDehazer]:
    """Return ``{label: dehazer}``; the label is the end of the model's path that tells it from the others.

    Raises:
        WeightsError, DeviceError: a model or the device is not there.
    """
    return {label: TwoStageDehazer.load(model, device) for label, model in _labels(models).items()}


def plain(dehaze: Callable[[np.ndarray], np.ndarray]) -> Method:
    """Return a method without a model, a function of (3, h, w) float32 arrays, as one of tensors."""
    return lambda image: torch.from_numpy(dehaze(image[0].numpy()))[None]


def warm_up(methods: Mapping[str, Method]) -> None:
    """Call every method once: the first call of a network takes longer than the rest."""
    for restore in methods.values():
        restore(torch.full((1, 3, 64, 64), 0.5))


def about(options: Mapping[str, Any], dehazers: Mapping[str, TwoStageDehazer]) -> Dict[str, Any]:
    """Return what the figures were made with, as JSON-able values: options, device, versions, models.

    `options` holds the models asked for under ``models``; `dehazers` are those that were loaded, by label.
    """
    packages = ("torch", "numpy", *(measure.package for measure in available_measures() if measure.module))
    models = {}
    for label, model in _labels(options["models"]).items():
        if label in dehazers:
            path = find_model(model).path
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            models[label] = {"file": str(path), "sha256": digest, "config": asdict(dehazers[label].config)}
    devices = [dehazer.describe()["device"] for dehazer in dehazers.values()]
    return {
        "options": {key: str(v) if isinstance(v, Path) else v for key, v in options.items()},
        "device": devices[0] if devices else "no model was run",
        "versions": {"python": platform.python_version(), **{name: metadata.version(name) for name in packages}},
        "models": models,
    }


def _pairs(request: EvaluationRequest) -> List[Pair]:
    assert request.clear is not None, "the request refuses that"
    if request.hazy is not None:
        found = spread(pair_images(request.hazy, request.clear), request.limit)
        return [Pair((PAIRS,), hazy.stem, clear, hazy) for hazy, clear in found]
    chosen = spread(list(named_images(request.clear).items()), request.limit)
    simulations = dict.fromkeys(request.simulate)
    return [Pair((kind,), name, path, simulate=kind) for kind in simulations for name, path in chosen]


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
    """Return what each row of the table does."""
    methods: Dict[str, Method] = {INPUT: lambda image: image, PRIOR: plain(dark_channel.dehaze)}
    for label, dehazer in dehazers.items():
        for count in dict.fromkeys(steps or sorted({0, dehazer.config.standard_steps})):
            name = "stage 1 alone" if count == 0 else f"{count} step{'s' if count > 1 else ''}"
            name = name if len(dehazers) == 1 else f"{label}: {name}"
            methods[name] = partial(dehazer.dehaze, steps=count)
    return methods


def _result(restore: Method, hazy: Tensor, truth: Tensor, measures: Sequence[Measure]) -> Result:
    started = time.perf_counter()
    image = restore(hazy)
    seconds = time.perf_counter() - started
    image = (image.clamp(0, 1) * 255).round() / 255
    return Result(image, {measure.key: float(measure.score(image, truth)) for measure in measures}, seconds)


# --- Files ------------------------------------------------------------------------------------------------------------


def _tensor(path: Path) -> Tensor:
    return torch.from_numpy(read_image(path).copy()).permute(2, 0, 1)[None].float() / 255


def _keep(pair: Pair, images: Sequence[Tensor], folder: Path) -> None:
    """Write one simulated pair below ``folder/density/hazy`` and ``folder/density/clear``."""
    for kind, image in zip(("hazy", "clear"), images):
        path = (folder / pair.sets[0] / kind / pair.image).with_name(f"{Path(pair.image).name}.png")
        pixels = (image[0] * 255).round().byte().permute(1, 2, 0).numpy()
        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "PNG")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(path, error) from None
        write_whole(path, content.getvalue())


def write_whole(path: Path | str, content: bytes) -> None:
    """Write to a part file and rename it, so that a full disk leaves no torn result and the old one intact.

    Raises:
        DataError: the file cannot be written; what was there before stays.
    """
    try:
        with whole_file(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise unwritable(Path(path), error) from None


def unwritable(path: Path, error: OSError) -> DataError:
    """Return the error to raise for a file or folder that the system would not write."""
    return DataError(f"{path} cannot be written", error.strerror or str(error), "Choose another place or free space")
