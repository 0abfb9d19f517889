"""Brings the translations up to date: texts of ui/ into resources/i18n/*.ts, and those into the .qm files QGIS loads.

What dsrdmpd/ says goes the same way, in the context "Core".

    python resources/translate.py [--tidy]

needs Debian's pyqt5-dev-tools and qttools5-dev-tools. Translate with Qt Linguist in between, and run it again; --tidy
then drops the translations of texts that are gone. English is what the sources say, so its file needs nobody.
"""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Dict, List, Sequence

from core_texts import collect

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "i18n"
LANGUAGES = ("en", "zh_Hans")
GONE = "obsolete"  # how Qt marks a text that the sources no longer have
_FIELD = re.compile(r"\{(\w*)[^{}]*\}")


def main(arguments: Sequence[str]) -> int:
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*") if path.suffix in (".py", ".ui"))
    texts, missing = collect(), 0
    with tempfile.TemporaryDirectory() as folder:
        sources.append(as_source(texts, Path(folder) / "core.py"))
        for language in LANGUAGES:
            path = FOLDER / f"dsrdmpd_dehaze_{language}.ts"
            subprocess.run(["pylupdate5", *sources, "-ts", str(path)], cwd=ROOT, check=True)
            missing += finish(path, copy=language == "en", tidy=language == "en" or "--tidy" in arguments)
            subprocess.run(["lrelease", "-silent", str(path)], check=True)
    print(f"{missing} texts wait for a translation")
    return 1 if missing else 0


def as_source(texts: Sequence[str], path: Path) -> str:
    """Write the core's texts as the only thing that pylupdate5 reads, a Python file, and return its name."""
    lines = (f'translate("Core", {json.dumps(text, ensure_ascii=False)})\n' for text in texts)
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def finish(path: Path, copy: bool, tidy: bool) -> int:
    """Leave out line numbers, which change with every edit; return how many texts are not translated.

    Args:
        copy: translate every text by itself. tidy: drop the texts that are gone.
    """
    tree = ElementTree.parse(path)
    waiting, anywhere = 0, translated(tree.getroot())  # a text may have moved to another class
    for context in tree.getroot().iter("context"):
        messages = context.findall("message")
        known = {**anywhere, **translated(context)}
        for message in messages:
            for location in message.findall("location"):
                message.remove(location)
            translation = message.find("translation")
            if translation.get("type") == GONE:
                if tidy:
                    context.remove(message)
                continue
            source = message.findtext("source", "")
            if copy:
                translation.text = source
                translation.attrib.pop("type", None)
            elif translation.get("type") and shape(source) in known:
                translation.text = renamed(known[shape(source)], source)
                translation.attrib.pop("type")
            waiting += not translation.text or bool(translation.get("type"))
            if not translation.text or translation.get("type"):
                print(f"waits: {source}")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(header + ElementTree.tostring(tree.getroot(), encoding="unicode") + "\n", encoding="utf-8")
    return waiting


def translated(texts: ElementTree.Element) -> Dict[str, ElementTree.Element]:
    """Return the messages in `texts` that have a translation, by their shape."""
    return {shape(message.findtext("source", "")): message for message in texts.iter("message") if _text(message)}


def shape(text: str) -> str:
    """Return a text without the names of its fields: it says the same if they are called otherwise."""
    return _FIELD.sub("{}", text)


def renamed(message: ElementTree.Element, source: str) -> str:
    """Return the translation of `message` with its fields called as in `source`, a text of the same shape."""
    old, new = fields(message.findtext("source", "")), [found.group(0) for found in _FIELD.finditer(source)]
    if not all(old):  # those without a name follow one another in every language
        return _FIELD.sub(lambda _: new.pop(0), _text(message))
    names = dict(zip(old, new))
    return _FIELD.sub(lambda found: names[found.group(1)], _text(message))


def fields(text: str) -> List[str]:
    """Return the names of a text's fields, in order."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _text(message: ElementTree.Element) -> str:
    """The translation of a message, "" if nobody has finished it."""
    translation = message.find("translation")
    return (translation.text or "") if translation.get("type") in (None, GONE) else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
