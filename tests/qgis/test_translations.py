"""Every text that the user can see is translated, and QGIS finds the translation."""

import ast
import string
import xml.etree.ElementTree as ElementTree

import pytest
from dsrdmpd_dehaze import classFactory
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

LANGUAGES = ["en", "zh_Hans"]


def texts_of_code(path):
    """Texts given to `tr` and `translate`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[1:2] if name == "translate" else node.args[:1] if name == "tr" else []
            yield from (text.value for text in given if isinstance(text, ast.Constant))


def texts_of_form(path):
    return (text.text for text in ElementTree.parse(path).iter("string") if text.text)


def translations(root, language):
    tree = ElementTree.parse(root / "resources" / "i18n" / f"dsrdmpd_dehaze_{language}.ts")
    return {message.findtext("source"): message.find("translation") for message in tree.iter("message")}


def fields(text):
    """What `format` puts into a text, in order."""
    return [found[1:3] for found in string.Formatter().parse(text) if found[1] is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(root, language):
    known = translations(root, language)
    texts = {text for path in (root / "ui").rglob("*.py") for text in texts_of_code(path)}
    texts |= {text for path in (root / "ui").rglob("*.ui") for text in texts_of_form(path)}
    assert len(texts) > 200
    missing = {text for text in texts if text not in known or not known[text].text or known[text].get("type")}
    assert not missing, "run resources/translate.py"
    assert all(fields(text) == fields(known[text].text) for text in texts)


def test_english_is_what_the_sources_say(root):
    assert all(source == translation.text for source, translation in translations(root, "en").items())


@pytest.mark.parametrize(
    "locale, expected", [("zh-Hans", "去雾…"), ("zh_CN", "去雾…"), ("zh_TW", "Dehaze…"), ("de", "Dehaze…")]
)
def test_qgis_finds_the_language(plugin, monkeypatch, locale, expected):
    plugin.unload()
    monkeypatch.setattr(QgsApplication, "locale", lambda: locale)
    other = classFactory(None)
    other.initProcessing()
    try:
        assert QCoreApplication.translate("Desktop", "Dehaze…") == expected
    finally:
        other.unload()
    assert QCoreApplication.translate("Desktop", "Dehaze…") == "Dehaze…"


def test_the_help_page_is_there_in_both_languages(root):
    pages = [
        (root / "resources" / "help" / name).read_text(encoding="utf-8") for name in ("help.html", "help_zh_CN.html")
    ]
    assert [page.count("<dt>") for page in pages][0] == pages[1].count("<dt>")
    for page in pages:
        for name in ("help.css", "before_after.jpg"):
            assert name in page and (root / "resources" / "help" / name).is_file()
