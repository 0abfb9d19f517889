"""What the user has set once for all runs, kept in the QGIS profile."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsSettings

PREFIX = "dsrdmpd"


@dataclass(frozen=True)
class Settings:
    """The plugin's settings.

    Attributes:
        python: interpreter (or environment folder) that runs the model; empty leaves it to DSRDMPD_PYTHON, then to
            the environment that `./run` makes.
    """

    python: str = ""

    @classmethod
    def load(cls) -> Settings:
        """Return the settings as they are in the profile."""
        return cls(python=str(QgsSettings().value(f"{PREFIX}/python", "") or "").strip())

    def save(self) -> None:
        """Write the settings to the profile; an empty one is removed."""
        settings = QgsSettings()
        if self.python:
            settings.setValue(f"{PREFIX}/python", self.python)
        else:
            settings.remove(f"{PREFIX}/python")
