"""The import table: which room may import what. README's architecture section shows the same table."""

import ast
import sys
from pathlib import Path

import pytest

LEAVES = {
    "about",
    "request",
    "errors",
    "progress",
    "threads",
    "model_files",
    "physics",
    "files",
    "folders",
    "logs",
    "machine",
    "pace",
    "claims",
}
TABLE = {  # room: (other rooms, outside packages); the standard library and the leaves are open to all
    "leaves": (set(), set()),
    "scene": (set(), {"numpy"}),
    "raster": ({"scene"}, {"numpy", "osgeo"}),
    "methods": ({"raster", "runtime", "scene"}, {"numpy"}),
    "simulation": ({"raster"}, {"numpy", "osgeo"}),
    "measures": (set(), {"numpy"}),
    "assess": ({"measures", "methods", "raster", "scene"}, {"numpy", "osgeo"}),
    "report": ({"assess", "raster"}, {"numpy", "matplotlib"}),
    "flow": ({"raster", "methods"}, {"numpy"}),
    "model": (set(), {"numpy", "torch", "einops", "safetensors"}),
    "inference": ({"model", "scene"}, {"numpy", "torch"}),
    "runtime": (set(), {"numpy"}),
    "training": (
        {"model", "inference", "measures", "methods", "scene"},
        {"torch", "numpy", "PIL", "msgspec", "flip_evaluator"},
    ),
    "pipeline": ({"raster", "methods", "runtime", "flow", "job", "assess", "report"}, set()),
    "job": ({"raster", "methods", "flow", "scene"}, set()),
    "restrength": ({"raster", "methods", "flow", "job"}, set()),
    "cluster": ({"raster", "methods", "runtime", "flow", "job", "scene"}, {"distributed"}),
    "batch": ({"pipeline", "job", "raster", "methods", "runtime"}, set()),
    "mosaic": ({"batch", "flow", "job", "methods", "raster", "scene"}, {"numpy"}),
    "preview": ({"raster", "methods", "flow", "scene"}, {"numpy"}),
}
# Inside a function that only the process that holds torch calls.
EXCEPTIONS = {("runtime/worker.py", "inference"), ("runtime/report.py", "inference")}
COMMAND_LINE = {"__main__", "commands"}
OPEN_TO_QGIS = {
    "mosaic",
    "cluster",
    "assess",
    "report",
    "batch",
    "pipeline",
    "preview",
    "restrength",
    "simulation",
    "methods",
    "raster",
    "runtime",
}
ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "dsrdmpd"


def room_of(path):
    parts = path.relative_to(CORE).parts
    if len(parts) > 1:
        return parts[0]
    return "leaves" if path.stem in LEAVES | {"__init__"} else path.stem


def imports(path):
    """Yield (level, dotted name) of every import statement, and of the names taken from a bare relative package."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.level, node.module
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.level, alias.name) for alias in node.names)


def target_room(path, level, name):
    """Return the room inside dsrdmpd that a relative import reaches; None if it climbs above dsrdmpd."""
    folder = path.parent
    for _ in range(level - 1):
        folder = folder.parent
    if folder != CORE and CORE not in folder.parents:
        return None
    found = folder.joinpath(*name.split("."))
    inside = found.relative_to(CORE).parts
    return "leaves" if inside[0] in LEAVES else inside[0]


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda p: str(p.relative_to(CORE)))
def test_core_keeps_the_table(path):
    room = room_of(path)
    if room in COMMAND_LINE:  # calls every room, from inside the command that needs it
        nodes = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.ImportFrom) and n.level]
        names = [(node.level, node.module or node.names[0].name) for node in nodes]
        assert {target_room(path, *name) for name in names} <= {"leaves", "commands"}
        return
    rooms, packages = TABLE[room]
    for level, name in imports(path):
        top = name.split(".")[0]
        if level:
            target = target_room(path, level, name)
            assert target is not None, f"{path.name} climbs above dsrdmpd"
            excused = (path.relative_to(CORE).as_posix(), target) in EXCEPTIONS
            assert target in rooms | {room, "leaves"} or excused, f"{room} imports {target}"
        else:
            assert top in packages or top in sys.stdlib_module_names, f"{room} imports {name}"


UI = sorted([*(ROOT / "ui").rglob("*.py"), ROOT / "plugin.py", ROOT / "__init__.py"])


@pytest.mark.parametrize("path", UI, ids=lambda p: str(p.relative_to(ROOT)))
def test_qgis_side_knows_nothing_that_needs_torch(path):
    for level, name in imports(path):
        parts = name.split(".")
        if level == 0:
            assert parts[0] in {"qgis", "processing"} or parts[0] in sys.stdlib_module_names, name
        elif "dsrdmpd" in parts:
            inside = parts[parts.index("dsrdmpd") + 1 :]
            assert not inside or inside[0] in LEAVES | OPEN_TO_QGIS, name


def test_the_table_is_checked_against_something():
    assert {room_of(path) for path in CORE.rglob("*.py")} == set(TABLE) | COMMAND_LINE
    assert target_room(CORE / "raster" / "grid.py", 3, "plugin") is None
    assert target_room(CORE / "raster" / "grid.py", 2, "model.layers") == "model"


def modules_imported(path):
    """Return the files of the core that a file imports when it is itself imported; types alone do not count."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            if node.module:
                names += [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {folder.joinpath(*name.split(".")).with_suffix(".py") for name in names}
    return {path for path in found if path.is_file()}


def test_no_file_imports_itself_by_way_of_others():
    waiting = {path: modules_imported(path) for path in CORE.rglob("*.py")}
    while free := [path for path, needs in waiting.items() if not needs & set(waiting)]:
        for path in free:
            del waiting[path]
    assert not waiting, f"a circle among {sorted(path.name for path in waiting)}"
