"""Collects what dsrdmpd/ says to people, so that it can be translated: it knows no Qt, and says it in English.

A text is the template of a `Text`, a plain string where `Words` are declared (a parameter, a variable, what a function
returns), or the name of a `Stage`.
"""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Set, Tuple

ROOT = Path(__file__).resolve().parents[1]
# These speak to people who read English in a terminal.
TERMINAL = ("dsrdmpd/training/", "dsrdmpd/commands/", "dsrdmpd/__main__.py")
WORDS = ("Words", "Term")  # the types in `dsrdmpd.errors`
LOGS = ("_log", "LOGGER")  # logging's `info` and `warning`
ERROR_PARTS = ("what", "why", "remedy")


def sources() -> List[Path]:
    """Return the files whose words QGIS may show: the core without what speaks to a terminal, and ui/."""
    paths = [*(ROOT / "dsrdmpd").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    return sorted(path for path in paths if not path.relative_to(ROOT).as_posix().startswith(TERMINAL))


def collect() -> List[str]:
    """Return the texts, each once, in the order of the sources."""
    return list(dict.fromkeys(text for text in _found() if _says_something(text)))


def formatted() -> List[Tuple[Path, int]]:
    """Return file and line of every f-string that stands where words are declared: nobody could translate it."""
    return sorted({(path, node.lineno) for path, node in _words() if isinstance(node, ast.JoinedStr)})


def _found() -> Iterator[str]:
    for _, node in _words():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _words() -> Iterator[Tuple[Path, ast.expr]]:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}
    declared = _declared(trees.values())
    for path, tree in trees.items():
        private = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[0] == "_"]
        own = {**dict.fromkeys(private, []), **_declared([tree])}  # not those of the same name in other modules
        yield from ((path, node) for node in _Module(tree, {**declared, **own}).words())


def _says_something(text: str) -> bool:
    """Whether there are words, apart from the fields."""
    try:
        literal = "".join(words for words, *_ in string.Formatter().parse(text))
    except ValueError:  # a plain string with a single brace
        literal = text
    return any(map(str.isalpha, literal))


Declared = Dict[str, List[str]]  # of a function: its parameters, those that are no words as ""


def _declared(trees: Iterable[ast.Module]) -> Declared:
    """Return which parameters of which functions and errors are words."""
    found: Declared = {"Text": ["template"]}
    errors: Set[str] = {"DehazeError"}
    nodes = [node for tree in trees for node in ast.walk(tree)]
    for node in nodes:
        if isinstance(node, ast.ClassDef) and errors & {_name(base) for base in node.bases}:
            errors.add(node.name)
        if isinstance(node, ast.ClassDef):  # a dataclass
            fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            if any(_is_words(item.annotation) for item in fields):
                found[node.name] = [_name(item.target) if _is_words(item.annotation) else "" for item in fields]
        if isinstance(node, ast.FunctionDef):
            parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            names = [each.arg if _is_words(each.annotation) else "" for each in parameters if each.arg != "self"]
            if any(names) and node.name != "__init__":
                found[node.name] = names
            elif any(names):
                found.update(dict.fromkeys(_classes_of(node, nodes), names))
    return {**found, **dict.fromkeys(errors, list(ERROR_PARTS))}


def _classes_of(function: ast.FunctionDef, nodes: Iterable[ast.AST]) -> List[str]:
    return [node.name for node in nodes if isinstance(node, ast.ClassDef) and function in node.body]


class _Module:
    """One source file and the names that stand for texts in it."""

    def __init__(self, tree: ast.Module, declared: Declared):
        self._tree, self._declared = tree, declared
        self._constants = _assignments(tree.body)

    def words(self) -> Iterator[ast.expr]:
        """Yield the strings and f-strings that stand where words are declared."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.ClassDef) and node.name == "Stage":
                yield from (item.value for item in node.body if isinstance(item, ast.Assign))
        functions = [node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)]
        outside = [node for node in self._tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        for scope in (*outside, *functions):
            names = {**self._constants, **_assignments(ast.walk(scope))}
            for node in ast.walk(scope):
                for value in self._given(node) if isinstance(node, ast.Call) else _declared_here(node, scope):
                    yield from _strings(value, names)

    def _given(self, call: ast.Call) -> List[ast.expr]:
        """The arguments of a call that are words."""
        names = self._declared.get(_name(call.func), [])
        if _name(getattr(call.func, "value", call)) in LOGS:
            return []
        given = [value for name, value in zip(names, call.args) if name]
        return given + [keyword.value for keyword in call.keywords if keyword.arg and keyword.arg in names]


def _strings(node: ast.expr, names: Dict[str, List[ast.expr]]) -> Iterator[ast.expr]:
    """Yield the strings and f-strings that an expression can be."""
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body, names)
        yield from _strings(node.orelse, names)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _strings(value, names)
    elif isinstance(node, ast.Name) and node.id in names:
        others = {name: values for name, values in names.items() if name != node.id}
        for value in names[node.id]:
            yield from _strings(value, others)


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


def _declared_here(node: ast.AST, scope: ast.AST) -> List[ast.expr]:
    """What a variable declared as words is set to, or a function that gives words returns."""
    if isinstance(node, ast.AnnAssign):
        annotation: object = node.annotation
    elif isinstance(node, ast.Return):
        annotation = getattr(scope, "returns", None)
    else:
        return []
    if node.value is not None and _is_words(annotation):
        return [node.value]
    if isinstance(node.value, ast.Tuple) and isinstance(annotation, ast.Subscript):  # (Optional of) a tuple of words
        types = [each for each in ast.walk(annotation) if isinstance(each, ast.Tuple)]
        return [value for found in types for kind, value in zip(found.elts, node.value.elts) if _is_words(kind)]
    return []


def _is_words(annotation: object) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id in WORDS


def _name(node: ast.AST) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))
