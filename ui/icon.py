"""Where the plugin's icon is."""

from pathlib import Path

ICON = str(Path(__file__).resolve().parents[1] / "resources" / "icon.svg")
