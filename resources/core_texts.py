"""Collects what dsrdmpd/ says to people, so that it can be translated: it knows no Qt, and says it in English.

A text is a constant or an f-string that reaches an error or a progress, straight, through a variable of the function,
or inside another text. Values in it become fields: `f"{name} has {count} bands"` is "{0} has {1} bands".
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Tuple

ROOT = Path(__file__).resolve().parents[1]
# Where QGIS leads to; training and the command line speak to people who read a terminal.
SOURCES = (
    "dsrdmpd/model_files.py",
    "dsrdmpd/request.py",
    "dsrdmpd/pipeline.py",
    "dsrdmpd/preview.py",
    "dsrdmpd/simulate.py",
    "dsrdmpd/inference/device.py",
    "dsrdmpd/inference/dehazer.py",
    "dsrdmpd/model/weights.py",
    "dsrdmpd/raster/*.py",
    "dsrdmpd/runtime/*.py",
    "ui/preview.py",  # these raise the same errors
    "ui/algorithms/*.py",
)
ERRORS = ("OptionError", "RasterError", "WeightsError", "DeviceError", "WorkerError", "WorkerMemoryError")
PROGRESS = ("report", "info", "warning")
HELPERS = ("gdal_calls", "_error", "_garbage", "_Lost", "_require", "_usable", "_within")  # which speak in turn
SPEAKING = frozenset(ERRORS + PROGRESS + HELPERS)
ANSWERING = frozenset(("describe_device", "_why_no_cuda", "_words", "last_words"))  # they return parts of texts


def collect() -> List[str]:
    """Return the texts, each once, in the order of the sources."""
    texts: Dict[str, None] = {}
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            texts.update(dict.fromkeys(_Module(ast.parse(path.read_text(encoding="utf-8"))).texts()))
    return [text for text in texts if _says_something(text)]


class _Module:
    """One source file and the names that stand for texts in it."""

    def __init__(self, tree: ast.Module):
        self._tree = tree
        self._constants = _assignments(tree.body)

    def texts(self) -> Iterator[str]:
        """Yield what each function says."""
        functions = [node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            names = {**self._constants, **_assignments(ast.walk(function))}
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _name(node.func) in SPEAKING:
                    for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                        yield from texts_in(given, names)
                elif isinstance(node, ast.Return) and function.name in ANSWERING and node.value is not None:
                    yield from texts_in(node.value, names)


def _assignments(nodes: Iterable[ast.AST]) -> Dict[str, List[ast.expr]]:
    """What names are set to: by `=`, or by a loop over tuples that are written out."""
    found: Dict[str, List[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            pairs: List[Tuple[ast.expr, ast.expr]] = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            pairs = [(node.target, item) for item in node.iter.elts]
        else:
            continue
        for target, value in pairs:
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                for name, part in zip(target.elts, value.elts):
                    found.setdefault(_name(name), []).append(part)
            else:
                found.setdefault(_name(target), []).append(value)
    return found


def texts_in(node: ast.expr, names: Dict[str, List[ast.expr]]) -> Iterator[str]:
    """Yield the texts that an expression can be, and those inside them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield _escaped(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield _template(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from texts_in(part.value, names)
    elif isinstance(node, ast.IfExp):
        yield from texts_in(node.body, names)
        yield from texts_in(node.orelse, names)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts_in(value, names)
    elif isinstance(node, (ast.GeneratorExp, ast.ListComp)):
        yield from texts_in(node.elt, names)
    elif isinstance(node, ast.Subscript):
        yield from texts_in(node.value, names)
    elif isinstance(node, ast.Call) and _name(node.func) == "join":
        yield from texts_in(node.args[0], names)
    elif isinstance(node, ast.Name) and node.id in names:
        others = {name: values for name, values in names.items() if name != node.id}
        for value in names[node.id]:
            yield from texts_in(value, others)


def _template(node: ast.JoinedStr) -> str:
    parts, count = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(_escaped(part.value))
        else:
            parts.append(f"{{{count}}}")
            count += 1
    return "".join(parts)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _says_something(text: str) -> bool:
    """Whether there are words, apart from the fields."""
    return any(part.isalpha() for part in text)


def _name(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))
