"""What metadata.txt, the one source of name and version, says of this software."""

from __future__ import annotations

import configparser
from functools import lru_cache
from pathlib import Path

_METADATA = Path(__file__).resolve().parents[1] / "metadata.txt"


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version, empty where the core was copied without that file."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(_METADATA, encoding="utf-8")
    return parser.get("general", "version", fallback="")
