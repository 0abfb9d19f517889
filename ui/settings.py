"""What the user has set once for all runs, and what the dock remembers, kept in the QGIS profile."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from qgis.core import QgsSettings

PREFIX = "dsrdmpd"
MOST_KEEP_MINUTES = 60  # then the process leaves by itself


class _Stored:
    """A frozen dataclass of texts, whole numbers and truth values that can be kept in the profile.

    A value equal to its default is not stored, so that a better default reaches those who never chose.
    """

    @classmethod
    def load(cls):
        """Return the values as they are in the profile; one that cannot be read is the default."""
        stored = {item.name: _read(item.name, item.default) for item in fields(cls)}
        return cls(**stored)

    def save(self) -> None:
        """Write the values to the profile."""
        settings = QgsSettings()
        for item in fields(self):
            value = getattr(self, item.name)
            if value == item.default:
                settings.remove(f"{PREFIX}/{item.name}")
            else:
                settings.setValue(f"{PREFIX}/{item.name}", value)


@dataclass(frozen=True)
class Settings(_Stored):
    """What holds for every run, from the dock, the toolbox or a script.

    Attributes:
        python: interpreter (or environment folder) that runs the model; empty leaves it to DSRDMPD_PYTHON, then to
            the environment that `./run` makes.
        device: where the dock's runs and previews compute, see `DehazeOptions.device`.
        output_folder: where the dock puts results that have a name and no folder; empty is the source's folder.
        temporary_folder: where the dock puts results without a name until QGIS is left; empty is QGIS's own.
        tile_size_px: side of the tiles of the dock's runs; 0 leaves it to the model.
        batch_tiles: tiles that go through the model at once, which limits its memory; 0 leaves it to the worker.
        keep_minutes: how long the process that holds the model stays ready after a run.
    """

    python: str = ""
    device: str = "auto"
    output_folder: str = ""
    temporary_folder: str = ""
    tile_size_px: int = 0
    batch_tiles: int = 0
    keep_minutes: int = 5


@dataclass(frozen=True)
class DockState(_Stored):
    """What the dock's controls were left at, and whether the dock was open.

    Attributes:
        dock_open: whether the dock was shown when QGIS was left.
        dock_area: where to dehaze, a name of `area.Where`.
        dock_model, dock_quality, dock_strength, dock_haze_map, dock_steps, dock_seed: as in `dsrdmpd:dehaze`;
            `dock_steps` -1 leaves the steps to the quality.
        dock_haze_mask, dock_report, dock_other_bands, dock_feather, dock_unfinished: the same;
            dock_threshold: in percent.
        dock_as_source: whether preview and result are stretched as the source is.
        dock_options, dock_advanced, dock_log: whether these parts are unfolded.
    """

    dock_open: bool = False
    dock_area: str = "layer"
    dock_model: str = "default"
    dock_quality: str = "standard"
    dock_strength: int = 100
    dock_haze_map: bool = False
    dock_haze_mask: bool = False
    dock_threshold: int = 20
    dock_report: bool = False
    dock_other_bands: str = "keep"
    dock_feather: int = 16
    dock_unfinished: str = "resume"
    dock_steps: int = -1
    dock_seed: int = 0
    dock_as_source: bool = False
    dock_options: bool = False
    dock_advanced: bool = False
    dock_log: bool = False


def member(kind: Any, value: str) -> Any:
    """Return the member of an enumeration that `value` names, None for none."""
    try:
        return kind(value)
    except ValueError:
        return None


def _read(name: str, default: Any) -> Any:
    """Read one value in the type of its default: the profile's file holds texts."""
    value = QgsSettings().value(f"{PREFIX}/{name}", default)
    if isinstance(default, bool):
        return value if isinstance(value, bool) else str(value).lower() in ("true", "1")
    if isinstance(default, int):
        try:
            return int(value)
        except (TypeError, ValueError):
            return default
    return str(value or "").strip()
