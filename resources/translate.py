"""Brings the translations up to date: texts of ui/ into resources/i18n/*.ts, and those into the .qm files QGIS loads.

What dsrdmpd/ says goes the same way, in the context "Core", and into core.json, from which ui/core_texts.py knows it.

    python resources/translate.py

needs Debian's pyqt5-dev-tools and qttools5-dev-tools. Translate with Qt Linguist in between, and run it again. English
is what the sources say, so its file needs nobody.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Sequence

from core_texts import collect

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "i18n"
LANGUAGES = ("en", "zh_Hans")


def main() -> int:
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "ui").rglob("*") if path.suffix in (".py", ".ui"))
    texts, missing = collect(), 0
    (FOLDER / "core.json").write_text(json.dumps(texts, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        sources.append(as_source(texts, Path(folder) / "core.py"))
        for language in LANGUAGES:
            path = FOLDER / f"dsrdmpd_dehaze_{language}.ts"
            subprocess.run(["pylupdate5", "-noobsolete", *sources, "-ts", str(path)], cwd=ROOT, check=True)
            missing += finish(path, copy=language == "en")
            subprocess.run(["lrelease", "-silent", str(path)], check=True)
    print(f"{missing} texts wait for a translation")
    return 1 if missing else 0


def as_source(texts: Sequence[str], path: Path) -> str:
    """Write the core's texts as the only thing that pylupdate5 reads, a Python file, and return its name."""
    lines = (f'translate("Core", {json.dumps(text, ensure_ascii=False)})\n' for text in texts)
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def finish(path: Path, copy: bool) -> int:
    """Leave out line numbers, which change with every edit; return how many texts are not translated.

    Args:
        copy: translate every text by itself.
    """
    tree = ElementTree.parse(path)
    waiting = 0
    for message in tree.getroot().iter("message"):
        for location in message.findall("location"):
            message.remove(location)
        translation = message.find("translation")
        if copy:
            translation.text = message.findtext("source")
            translation.attrib.pop("type", None)
        waiting += not translation.text or translation.get("type") == "unfinished"
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(header + ElementTree.tostring(tree.getroot(), encoding="unicode") + "\n", encoding="utf-8")
    return waiting


if __name__ == "__main__":
    sys.exit(main())
