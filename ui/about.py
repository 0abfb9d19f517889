"""What metadata.txt says of the plugin."""

from __future__ import annotations

from ..dsrdmpd.about import version

__all__ = ["version"]
