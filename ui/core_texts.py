"""Says in the user's language what dsrdmpd/ says in English: it knows no Qt, so its texts are translated here.

resources/core_texts.py collects those texts. A `Text` is looked up by its template, and its values, which are names and
numbers unless they are texts themselves, stay as they are.
"""

from __future__ import annotations

from typing import Union

from qgis.PyQt.QtCore import QCoreApplication

from ..dsrdmpd.errors import DehazeError, Words, render
from ..dsrdmpd.progress import Stage

CONTEXT = "Core"
translate = QCoreApplication.translate


def translated(words: Union[Words, Stage]) -> str:
    """Return words of the core in the user's language, plain ones as they are if it has none. Safe from any thread."""
    return render(
        words.value if isinstance(words, Stage) else words, lambda text: translate(CONTEXT, text) if text else ""
    )


say = translated  # until `ui/preview.py` and `ui/algorithms` call it by its name


def sentence(error: DehazeError) -> str:
    """Return `str(error)` in the user's language."""
    what, why, remedy = (translated(part) for part in (error.what, error.why, error.remedy))
    line = translate("CoreTexts", "{0}: {1}").format(what, why) if why else what
    line = translate("CoreTexts", "{0}.").format(line.rstrip(".。"))
    if remedy:
        line = translate("CoreTexts", "{0} {1}.").format(line, remedy.rstrip(".。"))
    return " ".join(line.split())
