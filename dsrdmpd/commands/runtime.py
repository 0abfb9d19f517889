"""`runtime`: the Python that runs the model, set up, shown or removed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator

from ..errors import Cancelled, DehazeError
from .terminal import TerminalProgress

HELP = "set up, show or remove the Python that runs the model"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("action", choices=["install", "status", "remove"])
    add.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"], help="which build of torch")
    add.add_argument("--wheels", type=Path, metavar="DIR", help="install from this folder of wheels, without a network")
    add.add_argument("--base", metavar="PYTHON", help="the Python to make it from; default: looked for")
    add.add_argument("--yes", action="store_true", help="do not ask")
    add.add_argument("--json", action="store_true", help="status as one line of JSON")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    from ..runtime import install

    if options.action == "status":
        found = install.status()
        print(json.dumps(found) if options.json else "\n".join(_status_lines(found)))
    elif options.action == "remove":
        if not _said_yes("Remove the environment that runs the model?", options.yes):
            raise Cancelled("Nothing was removed.")
        print(f"freed {install.as_size(install.remove())}")
    else:
        plan = install.make_plan(options.device, wheels=options.wheels, base=options.base)
        print("\n".join(map(str, plan.lines())), flush=True)
        if not _said_yes("Set the model up?", options.yes):
            raise Cancelled("Nothing was installed.")
        try:
            made = install.install(plan, TerminalProgress())
        except Cancelled:
            raise Cancelled(str(install.cancelled_text())) from None
        print(f"{made.program}  torch {made.torch} for {made.device}, {install.as_size(made.bytes)}")


def _status_lines(found: Dict[str, Any]) -> Iterator[str]:
    from ..runtime.install import as_size

    managed = found["installed"]
    if managed is None:
        yield "not set up; `python -m dsrdmpd runtime install` does it"
    else:
        yield f"{managed['program']}  torch {managed['torch']} for {managed['device']}, Python {managed['python']}"
        yield f"takes {as_size(managed['bytes'])}"
        if not found["current"]:
            yield "made for another version of the plugin: `runtime install` renews it; until then it works as it is"
    if found["downloads_bytes"]:
        yield f"downloads kept for the next try: {as_size(found['downloads_bytes'])}"
    yield f"folder: {found['folder']}"
    yield f"log: {found['log']}"


def _said_yes(question: str, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise DehazeError("Nobody can be asked here", remedy="Say --yes if you agree")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
