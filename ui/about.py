"""What metadata.txt says of the plugin."""

from __future__ import annotations

import configparser
from functools import cache
from pathlib import Path

_METADATA = Path(__file__).resolve().parents[1] / "metadata.txt"


@cache
def version() -> str:
    """Return the plugin's version."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(_METADATA, encoding="utf-8")
    return parser["general"]["version"]
