"""Says in the user's language what dsrdmpd/ says in English: it knows no Qt, so its texts are recognised here.

resources/core_texts.py collects those texts as templates ("{0} has no pixels"). What was said is an instance of one of
them, whose translation gets the same values.
"""

from __future__ import annotations

import json
import re
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import List, Optional, Pattern

from qgis.PyQt.QtCore import QCoreApplication

from ..dsrdmpd.errors import DehazeError

CONTEXT = "Core"
TEMPLATES = Path(__file__).resolve().parents[1] / "resources" / "i18n" / "core.json"

translate = QCoreApplication.translate


def sentence(error: DehazeError) -> str:
    """Return `str(error)` in the user's language."""
    what, why, remedy = (say(part) for part in (error.what, error.why, error.remedy))
    line = translate("CoreTexts", "{0}: {1}").format(what, why) if why else what
    line = translate("CoreTexts", "{0}.").format(line.rstrip(".。"))
    if remedy:
        line = translate("CoreTexts", "{0} {1}.").format(line, remedy.rstrip(".。"))
    return " ".join(line.split())


def say(text: str) -> str:
    """Return a text of the core in the user's language; what is none comes back as it is. Safe from any thread."""
    text = str(text)
    end = text.find("; ", 1)
    more = _translated(text[end:]) if end > 0 else None  # such as what a process said last
    if more is not None:
        return say(text[:end]) + more
    whole = _translated(text)
    return text if whole is None else whole


def _translated(text: str) -> Optional[str]:
    """Return the translation of an instance of the template that leaves least to the values, None if there is none."""
    for template in _templates():
        found = template.pattern.fullmatch(text)
        if found:
            return translate(CONTEXT, template.text).format(*map(_value, found.groups()))
    return None


def _value(text: str) -> str:
    """A value in a text: a text itself, a list of texts, or a name or number, which stays."""
    said = say(text)
    return said if said != text else ", ".join(map(say, text.split(", ")))


@dataclass(frozen=True)
class _Template:
    """A text with fields, and what its instances look like."""

    text: str
    pattern: Pattern[str]

    @classmethod
    def of(cls, text: str) -> _Template:
        pieces = string.Formatter().parse(text)
        pattern = "".join(re.escape(words) + "(.*?)" * (field is not None) for words, field, *_ in pieces)
        return cls(text, re.compile(pattern, re.DOTALL))

    @property
    def words(self) -> int:
        """Letters that every instance has."""
        return sum(len(words) for words, *_ in string.Formatter().parse(self.text))


@cache
def _templates() -> List[_Template]:
    texts = json.loads(TEMPLATES.read_text(encoding="utf-8"))
    return sorted(map(_Template.of, texts), key=lambda template: -template.words)
