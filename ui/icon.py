"""The plugin's own icons, each drawn for light and for dark themes."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtGui import QGuiApplication, QIcon, QPalette

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
ICON = str(RESOURCES / "icon.svg")
_DARK_BELOW = 128  # lightness of a window's background, 0 to 255


def own_icon(name: str) -> QIcon:
    """Return the icon `name` (``dehaze``, ``preview``, ``compare``) for the theme in use."""
    if is_dark():
        return QIcon(str(RESOURCES / "icons" / f"{name}_dark.svg"))
    return QIcon(ICON if name == "dehaze" else str(RESOURCES / "icons" / f"{name}.svg"))


def is_dark() -> bool:
    """Whether windows have a dark background now."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < _DARK_BELOW
