"""How data sets of degraded and clear pairs name their folders and files: one table of words, no file is opened here.

RSID has ``hazy`` beside ``GT``, SateHaze1k ``input`` beside ``target`` (and files such as ``12-inputs.png``), RICE
``cloud`` beside ``label``; rain and blur sets have ``rainy`` beside ``norain`` and ``blur`` beside ``sharp``.
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath
from typing import Optional


class Side(Enum):
    """Which of a pair's two images a word stands for."""

    DEGRADED = "degraded"
    CLEAR = "clear"


# fmt: off
WORDS = {
    Side.DEGRADED: (
        "hazy", "input", "cloud", "rainy", "blur", "haze", "inputs", "cloudy", "fog", "foggy", "rain", "blurry",
        "blurred", "degraded", "lq",
    ),
    Side.CLEAR: (
        "clear", "GT", "target", "label", "sharp", "labels", "targets", "groundtruth", "reference", "truth", "clean",
        "norain", "hazefree", "cloudfree", "fogfree", "rainfree", "hq",
    ),
}
HELD_BACK = frozenset(("test", "tests", "testing", "val", "valid", "validation", "eval", "evaluation"))
# fmt: on
_SIDES = {word.lower(): side for side, words in WORDS.items() for word in words}
_SEPARATORS = re.compile(r"[-_ .]+")


def side_of_folder(name: str) -> Optional[Side]:
    """Return the side that a folder's whole name stands for: ``Ground_Truth`` is clear, ``hazy_scenes`` is neither."""
    return _SIDES.get(_SEPARATORS.sub("", name.lower()))


def side_of_file(stem: str) -> Optional[Side]:
    """Return the side that a file's first or last word stands for: ``12_hazy`` is degraded, ``norain-12`` clear."""
    words = _SEPARATORS.split(stem.lower())
    return _SIDES.get(words[-1]) or _SIDES.get(words[0])


def scene_of_file(stem: str) -> str:
    """Return `stem` without the words for its side: ``12_hazy`` and ``12-GT`` are both scene ``12``."""
    words = _SEPARATORS.split(stem)
    if len(words) > 1 and words[-1].lower() in _SIDES:
        words.pop()
    if len(words) > 1 and words[0].lower() in _SIDES:
        words.pop(0)
    return "_".join(words)


def is_held_back(path: PurePath) -> bool:
    """Whether a path (relative to its data set) lies in the test or validation part."""
    return any(part.lower() in HELD_BACK for part in path.parts[:-1])
