"""Measures methods side by side over several named sets, and shows where each is worst: `evaluate --suite`.

A suite is a JSON file, or a data folder laid out as `KNOWN_LAYOUT` says, which is such a file's content::

    {"patterns": "train/haze_maps",
     "sets": [{"name": "rice1", "hazy": "eval/rice1/hazy", "clear": "eval/rice1/clear"},
              {"name": "sand/thick", "clear": ["my/sahara", "my/dunes-*"], "simulate": "thick", "held_out": true}]}

Paths are relative to the file, or to the data folder. A set is either pairs (``hazy``) or clear images that get fixed
haze (``simulate``); ``held_out`` takes those that training leaves out (`held_out.py`); ``parts`` gives subsets of its
images, by a pattern of their names, rows of their own.

A method is any function from a (1, 3, h, w) image in [0, 1] to the same, and one line in `PLAIN_METHODS` or
`MODEL_METHODS`. What needs GDAL, such as the same picture written as 16-bit raster, dehazed by the pipeline and read
again, cannot stand here, for training knows no rasters: a caller who knows both hands it in as ``more`` of
`evaluate_suite`, as in ``more={"standard_16bit": through_raster}``, and it is measured on every set beside its 8-bit
twin.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..errors import OptionError
from ..inference import TwoStageDehazer
from ..methods import dark_channel, dark_object, hot
from ..model_files import DEFAULT_MODEL
from ..progress import Progress
from ..request import PAPER_STEPS
from .benchmark import SIMULATIONS
from .datasets import DataError, pair_images
from .evaluate import (
    Evaluation,
    Method,
    Pair,
    about,
    available_measures,
    check_pairs,
    legend,
    load_dehazers,
    measure,
    named_images,
    plain,
    spread,
    warm_up,
)
from .haze import load_patterns
from .held_out import held_out
from .metrics import PSNR_LIMIT_DB
from .sheets import WorstSheets

INPUT = "hazy"

PLAIN_METHODS: Dict[str, Method] = {
    INPUT: lambda image: image,
    "dark_channel": plain(dark_channel.dehaze),
    "dark_object": plain(dark_object.dehaze),
    "hot": plain(hot.dehaze),
}
MODEL_METHODS: Dict[str, Callable[[TwoStageDehazer], Method]] = {
    "draft": lambda dehazer: lambda image: dehazer.dehaze(image, steps=0),
    "standard": lambda dehazer: lambda image: dehazer.dehaze(image),
    "paper": lambda dehazer: lambda image: dehazer.dehaze(image, steps=PAPER_STEPS),
}

_AERIAL = {"clear": "validation/aerial"}
_SATELLITE = {"clear": ["train/landsat8", "train/satellite", "train/ground/*"], "held_out": True}
KNOWN_LAYOUT: Dict[str, Any] = {
    "patterns": "train/haze_maps",
    "sets": [
        {"name": "rice1", "hazy": "eval/rice1/hazy", "clear": "eval/rice1/clear"},
        {
            "name": "panels",
            "hazy": "eval/panels/hazy",
            "clear": "eval/panels/clear",
            "parts": {name: f"{name}*" for name in ("DHID", "RRSHID_Moderate", "RRSHID_Thick", "SateHaze1k")},
        },
        *({"name": f"aerial/{haze}", **_AERIAL, "simulate": haze} for haze in ("none", "thin", "moderate", "thick")),
        *(
            {"name": f"satellite/{haze}", **_SATELLITE, "simulate": haze}
            for haze in ("none", "thin", "moderate", "thick")
        ),
    ],
}

WIDTH = 120  # columns of a terminal
_MARK = "*"
_NOT_SHOWN = ("spectral_angle_deg",)  # one more block than a reader has use for; files hold it
_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")


# --- What a suite holds -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ImageSet:
    """One named set: pairs, or clear images and what to lay over them. Paths are relative to the suite's root.

    Attributes:
        name: words, with slashes between what it can be chosen by: ``aerial/thick``.
        clear: folders of the truth; ``*`` stands for any name. hazy: folder of hazy images of the same names, or None.
        simulate: one of `benchmark.SIMULATIONS`, or None for pairs. held_out: take what training leaves out alone.
        parts: ``{part: pattern}``; images whose name matches count in the set ``name/part``, too.
    """

    name: str
    clear: Tuple[str, ...]
    hazy: Optional[str] = None
    simulate: Optional[str] = None
    held_out: bool = False
    parts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        what = f"The set '{self.name}' cannot be used"
        for name in (self.name, *self.parts):
            if not _NAME.fullmatch(name):
                raise DataError(what, f"'{name}' is no name", "Use letters, digits, _, -, . and / between words")
        if (self.hazy is None) == (self.simulate is None):
            raise DataError(what, "it needs either hazy images or a simulation, not both", 'Give "hazy" or "simulate"')
        if self.simulate is not None and self.simulate not in SIMULATIONS:
            raise DataError(what, f"there is no simulation '{self.simulate}'", f"Use one of {', '.join(SIMULATIONS)}")
        if self.hazy is not None and (len(self.clear) != 1 or self.held_out):
            why = "pairs have one folder of clear images, and none is held out of them"
            raise DataError(what, why, 'Give "clear" as one folder, without "held_out"')

    @property
    def is_hazed(self) -> bool:
        """Whether haze is laid over its images, so that patterns of haze matter."""
        return self.simulate in ("thin", "moderate", "thick")

    def names(self) -> Tuple[str, ...]:
        """Return its name and those of its parts."""
        return (self.name, *(f"{self.name}/{part}" for part in self.parts))

    def missing(self, root: Path) -> List[str]:
        """Return which of its folders are not there."""
        wanted = [*self.clear, *([self.hazy] if self.hazy else [])]
        return [pattern for pattern in wanted if not _folders(root, pattern)]

    def pairs(self, root: Path) -> List[Pair]:
        """Return its images, sorted by folder and name.

        Raises:
            DataError: a folder is not there or empty, images do not pair up, or two have one name.
        """
        if missing := self.missing(root):
            raise DataError(f"The set '{self.name}' cannot be used", f"there is no folder {root / missing[0]}")
        folders = [folder for pattern in self.clear for folder in _folders(root, pattern)]
        if self.hazy is not None:
            (hazy,) = _folders(root, self.hazy)
            found = pair_images(hazy, folders[0])
            return [Pair(self._sets(left.stem), left.stem, right, left) for left, right in found]
        images: Dict[str, Path] = {}
        for folder in folders:
            prefix = f"{folder.name}/" if len(folders) > 1 else ""
            named = {prefix + name: path for name, path in named_images(folder).items()}
            if twice := sorted(set(named) & set(images)):
                why = f"two folders hold an image called {twice[0]}"
                raise DataError(f"The set '{self.name}' cannot be used", why, "Rename one of the folders")
            kept = set(held_out(folder) if self.held_out else named.values())
            images.update({name: path for name, path in named.items() if path in kept})
        return [Pair(self._sets(name), name, path, simulate=self.simulate or "none") for name, path in images.items()]

    def _sets(self, image: str) -> Tuple[str, ...]:
        parts = [part for part, pattern in self.parts.items() if fnmatchcase(image, pattern)]
        return (self.name, *(f"{self.name}/{part}" for part in parts))


@dataclass(frozen=True)
class Suite:
    """Named sets below one folder; `patterns` is the folder of haze patterns there, None for smooth noise."""

    root: Path
    sets: Tuple[ImageSet, ...]
    patterns: Optional[str] = None

    def pairs(self, names: Sequence[str] = (), limit: Optional[int] = None) -> List[Pair]:
        """Return the images to measure, at most `limit` of each set, spread over it.

        Args:
            names: sets to take; a word takes all that have it: ``aerial`` and ``thick`` both take ``aerial/thick``.
                Nothing takes all.

        Raises:
            DataError: there is no such set, it has no image, or its images cannot be used.
        """
        known = [name for each in self.sets for name in each.names()]
        if unknown := [name for name in names if not any(_is_meant(known_name, [name]) for known_name in known)]:
            raise DataError(f"There is no set '{unknown[0]}' in {self.root}", "", f"Choose from {', '.join(known)}")
        pairs: List[Pair] = []
        for each in self.sets:
            if any(_is_meant(name, names) for name in each.names()):
                found = [
                    replace(p, sets=tuple(n for n in p.sets if _is_meant(n, names))) for p in each.pairs(self.root)
                ]
                found = [pair for pair in found if pair.sets]
                if not found:
                    raise DataError(f"The set '{each.name}' cannot be measured", "it has no image", "Leave it out")
                pairs += spread(found, limit)
        return pairs


def load_suite(path: Path | str, progress: Optional[Progress] = None) -> Suite:
    """Return the suite of a JSON file, or of a data folder laid out as `KNOWN_LAYOUT` says.

    What a data folder lacks of that layout is left out, and said.

    Raises:
        DataError: no such file or folder, nothing of the known layout in it, or the file does not describe a suite.
    """
    path = Path(path)
    if not path.is_dir():
        return _suite(_read(path), path.parent, path.name)
    suite = _suite(KNOWN_LAYOUT, path, path.name)
    no_patterns = [suite.patterns] if suite.patterns and not _folders(path, suite.patterns) else []
    lacking = {each.name: each.missing(path) + (no_patterns if each.is_hazed else []) for each in suite.sets}
    there = tuple(each for each in suite.sets if not lacking[each.name])
    if not there:
        remedy = "Name a folder that has eval/rice1 or the like, or a JSON file that says what is where"
        raise DataError(
            f"The folder {path} is no suite", f"it has no {lacking[suite.sets[0].name][0]} and so on", remedy
        )
    for name, folders in lacking.items():
        if folders and progress:
            progress.info(f"{name} is left out: there is no {folders[0]} in {path}")
    return replace(suite, sets=there)


def _suite(content: Any, root: Path, name: str) -> Suite:
    try:
        sets = tuple(ImageSet(**{**entry, "clear": _tuple(entry["clear"])}) for entry in content["sets"])
        patterns = content.get("patterns")
    except (TypeError, KeyError, AttributeError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        remedy = 'It needs {"sets": [{"name": …, "clear": …, "hazy" or "simulate": …}, …]}'
        raise DataError(f"{name} does not describe a suite", why, remedy) from None
    names = [each for entry in sets for each in entry.names()]
    if twice := [each for each in names if names.count(each) > 1]:
        raise DataError(f"{name} does not describe a suite", f"two sets are called '{twice[0]}'", "Rename one")
    if not sets:
        raise DataError(f"{name} does not describe a suite", "there is no set in it", "Add one")
    return Suite(root, sets, patterns)


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"The suite {path} cannot be read", error.strerror or str(error), "Check the name") from None
    except ValueError as error:
        raise DataError(f"The suite {path} cannot be read", f"it is no JSON: {error}", "Mend it") from None


def _tuple(value: Any) -> Tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _folders(root: Path, pattern: str) -> List[Path]:
    """Return the folders that a path with ``*`` for any name stands for, sorted; it may be absolute."""
    path = root / pattern
    fixed = Path(*takewhile(lambda part: "*" not in part, path.parts))
    rest = path.relative_to(fixed)
    found = sorted(fixed.glob(str(rest))) if rest.parts else [fixed]
    return [folder for folder in found if folder.is_dir()]


def _is_meant(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(word in (name, *name.split("/")) for word in wanted)


# --- Measuring --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SuiteRequest:
    """What is to be measured.

    Attributes:
        suite: JSON file or data folder. sets: which of its sets, see `Suite.pairs`; nothing takes all.
        methods: names of methods, of `PLAIN_METHODS` and `MODEL_METHODS`; nothing takes all. The hazy input is always
            among them.
        models: installed models or weights files. limit: images of each set, spread over it; None takes all.
        sheets: folder that gets the worst images of each set and method as PNG, or None.
    """

    suite: Path
    sets: Tuple[str, ...] = ()
    methods: Tuple[str, ...] = ()
    models: Tuple[str, ...] = (DEFAULT_MODEL,)
    device: str = "auto"
    limit: Optional[int] = None
    sheets: Optional[Path] = None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise OptionError(
                "The evaluation cannot start", f"{self.limit} images cannot be measured", "Take 1 or more"
            )


def evaluate_suite(
    request: SuiteRequest, progress: Optional[Progress] = None, more: Optional[Mapping[str, Method]] = None
) -> Evaluation:
    """Measure every method on every set, one image in memory at a time; see `evaluate.measure` for how.

    Args:
        more: further methods by name, which training cannot build itself (see the top of this file).

    Raises:
        DataError: images that cannot be used, all of which are read first, or sheets that cannot be written.
        OptionError: there is no such method. WeightsError, DeviceError: from loading a model. Cancelled: on request.
    """
    progress, more = progress or Progress(), more or {}
    names = _checked_methods(request.methods, more)
    suite = load_suite(request.suite, progress)
    pairs = suite.pairs(request.sets, request.limit)
    hazed = any(each.is_hazed for each in suite.sets)
    patterns = load_patterns(suite.root / suite.patterns) if suite.patterns and hazed else None
    sheets = WorstSheets(request.sheets, pairs, INPUT) if request.sheets else None
    check_pairs(pairs, patterns, progress)
    dehazers = load_dehazers(request.models, request.device) if set(names) & set(MODEL_METHODS) else {}
    methods = _methods(names, dehazers, more)
    warm_up(methods)
    evaluation = Evaluation([], available_measures(), about(asdict(request), dehazers))
    for done in measure(pairs, methods, patterns, progress):
        evaluation.scores.extend(done.scores())
        if sheets:
            sheets.add(done)
    evaluation.about["suite"] = {"patterns": suite.patterns, "sets": [asdict(each) for each in suite.sets]}
    evaluation.about["worst"] = worst_sets(evaluation.tree())
    return evaluation


def worst_sets(tree: Mapping[str, Mapping[str, Any]]) -> Dict[str, Dict[str, Optional[str]]]:
    """Return ``{method: {"gain": set, "clear": set}}``: where it gains least PSNR over the hazy input, and which clear
    ground (the input is the truth already) it changes most; None where there is no such set."""
    haze, clear = (
        [name for name, rows in tree.items() if (rows[INPUT]["mean"]["psnr_db"] < PSNR_LIMIT_DB) == hazy]
        for hazy in (True, False)
    )
    methods = [method for method in next(iter(tree.values())) if method != INPUT]
    return {
        method: {
            "gain": _least({name: _gain(tree[name], method) for name in haze}),
            "clear": _least({name: tree[name][method]["mean"]["psnr_db"] for name in clear}),
        }
        for method in methods
    }


def _least(figures: Mapping[str, float]) -> Optional[str]:
    return min(figures, key=figures.__getitem__) if figures else None


def _gain(rows: Mapping[str, Any], method: str) -> float:
    return rows[method]["mean"]["psnr_db"] - rows[INPUT]["mean"]["psnr_db"]


def _checked_methods(wanted: Sequence[str], more: Mapping[str, Method]) -> List[str]:
    known = [*PLAIN_METHODS, *MODEL_METHODS, *more]
    if unknown := [name for name in wanted if name not in known]:
        raise OptionError(f"There is no method '{unknown[0]}'", "", f"Choose from {', '.join(known)}")
    return [name for name in known if name == INPUT or not wanted or name in wanted]


def _methods(
    names: Sequence[str], dehazers: Mapping[str, TwoStageDehazer], more: Mapping[str, Method]
) -> Dict[str, Method]:
    """Return the columns of the table: what needs no model, what each model does, what the caller brought."""
    methods = {name: restore for name, restore in PLAIN_METHODS.items() if name in names}
    for label, dehazer in dehazers.items():
        prefix = f"{label}: " if len(dehazers) > 1 else ""
        methods.update({prefix + name: build(dehazer) for name, build in MODEL_METHODS.items() if name in names})
    return {**methods, **{name: restore for name, restore in more.items() if name in names}}


# --- Table ------------------------------------------------------------------------------------------------------------


def show_suite(evaluation: Evaluation) -> str:
    """Return one block for each measure, a row a set and a column a method, no wider than `WIDTH`."""
    tree = evaluation.tree()
    worst = worst_sets(tree)
    lines: List[str] = []
    shown = [m for m in evaluation.measures if m.key not in _NOT_SHOWN]
    for m in shown:
        marked = {method: sets["clear"] for method, sets in worst.items()} if m.key == "psnr_db" else {}
        cells = {name: _row(rows, m.key, m.decimals) for name, rows in tree.items()}
        lines += _block(m.heading, tree, cells, marked)
        if m.key == "psnr_db":
            cells = {name: _gain_row(rows) for name, rows in tree.items()}
            marked = {method: sets["gain"] for method, sets in worst.items()}
            lines += _block(f"Gain of {m.heading}", tree, cells, marked)
    lines += _block("s/image", tree, {name: _row(rows, "seconds", 2) for name, rows in tree.items()}, {})
    mark = (
        f"{_MARK} the method's worst set: least gain over {INPUT}; on clear ground, where {INPUT} is the truth, PSNR."
    )
    return "\n".join([*lines, mark, *legend(shown)])


def _row(rows: Mapping[str, Any], key: str, decimals: int) -> Dict[str, str]:
    return {method: f"{figures['mean'][key]:.{decimals}f}" for method, figures in rows.items()}


def _gain_row(rows: Mapping[str, Any]) -> Dict[str, str]:
    clear = rows[INPUT]["mean"]["psnr_db"] >= PSNR_LIMIT_DB
    return {method: "-" if clear or method == INPUT else f"{_gain(rows, method):+.2f}" for method in rows}


def _block(
    heading: str, tree: Mapping[str, Any], cells: Mapping[str, Mapping[str, str]], marked: Mapping[str, Optional[str]]
) -> List[str]:
    """Return the lines of one measure; methods that do not fit side by side follow below, with the sets again."""
    titles = {name: f"{name} ({len(rows[INPUT]['images'])})" for name, rows in tree.items()}
    first = max(len(heading), *map(len, titles.values()))
    heads = {method: method.rpartition(": ") for method in next(iter(cells.values()))}  # model, sign, method
    wide = max(11, 1 + max(len(part) for head in heads.values() for part in head)) + 1
    lines: List[str] = []
    for methods in _portions(list(heads), max(1, (WIDTH - first) // wide)):
        if any(heads[method][0] for method in methods):
            lines.append(" " * first + "".join(f"{heads[method][0]:>{wide - 1}} " for method in methods))
        lines.append(f"{heading:<{first}}" + "".join(f"{heads[method][2]:>{wide - 1}} " for method in methods))
        for name, row in cells.items():
            marks = {method: _MARK if marked.get(method) == name else " " for method in methods}
            figures = "".join(f"{row[method]:>{wide - 1}}{marks[method]}" for method in methods)
            lines.append(f"{titles[name]:<{first}}{figures}")
        lines.append("")
    return [line.rstrip() for line in lines]


def _portions(items: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    yield from (items[start : start + count] for start in range(0, len(items), count))
