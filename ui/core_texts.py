"""Says in the user's language what dsrdmpd/ says in English: it knows no Qt, so its texts are translated here.

resources/core_texts.py collects those texts. A `Text` is looked up by its template, and its values, which are names and
numbers unless they are texts themselves, stay as they are.
"""

from __future__ import annotations

from typing import Union

from qgis.PyQt.QtCore import QCoreApplication

from ..dsrdmpd.errors import DehazeError, Words, render
from ..dsrdmpd.progress import Stage
from ..dsrdmpd.request import Quality

CONTEXT = "Core"
translate = QCoreApplication.translate


def translated(words: Union[Words, Stage]) -> str:
    """Return words of the core in the user's language, plain ones as they are if it has none. Safe from any thread."""
    return render(
        words.value if isinstance(words, Stage) else words, lambda text: translate(CONTEXT, text) if text else ""
    )


def quality_name(quality: Quality) -> str:
    """Return the name of a quality in the user's language, as part of a line."""
    return {
        Quality.DRAFT: translate("CoreTexts", "draft"),
        Quality.STANDARD: translate("CoreTexts", "standard"),
        Quality.PAPER: translate("CoreTexts", "paper"),
    }[quality]


def sentence(error: DehazeError) -> str:
    """Return `str(error)` in the user's language."""
    what, why, remedy = (translated(part) for part in (error.what, error.why, error.remedy))
    line = translate("CoreTexts", "{0}: {1}").format(what, why) if why else what
    line = translate("CoreTexts", "{0}.").format(line.rstrip(".。"))
    if remedy:
        line = translate("CoreTexts", "{0} {1}.").format(line, remedy.rstrip(".。"))
    return " ".join(line.split())
