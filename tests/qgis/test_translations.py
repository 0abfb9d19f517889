"""Every text that the user can see is translated, and QGIS finds the translation."""

import ast
import json
import re
import string
import xml.etree.ElementTree as ElementTree

import pytest
from dsrdmpd_dehaze import classFactory
from dsrdmpd_dehaze.dsrdmpd.errors import DehazeError, RasterError, Text, as_text, from_json, to_json
from dsrdmpd_dehaze.dsrdmpd.model_files import read_header
from dsrdmpd_dehaze.dsrdmpd.raster.choice import BandChoice
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions
from dsrdmpd_dehaze.dsrdmpd.runtime.environment import find_python
from dsrdmpd_dehaze.resources import core_texts
from dsrdmpd_dehaze.ui.core_texts import sentence, translated
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication

LANGUAGES = ["en", "zh_Hans"]
# Code for the child, what a child's last words are searched for, and what the command line writes into files.
NOT_SHOWN = (
    *("import sys", "\nimport ", "python3 -m", "No module named", "unknown: the publishers", "imported from"),
    *("%(asctime)s", "No space left|", "DO NOT MATCH", "ProxyError|", "ConnectionError|"),
    *("Processed by a ", "{} {} {} (red green blue)"),  # tags of a GeoTIFF
    *("\n* { box-sizing", "S2[A-D]_MSIL2A|"),  # the style of a report, a pattern
    *("removed by the producer", "included, and divided by the sine"),  # `python -m dsrdmpd sensors`
    *("No matching distribution|", "WinError ("),  # patterns of `runtime.tools.FAILURES`
    *("(\\S[^:]*): No such file", "(?:HTTP|response", "/vsi(curl|", "CURL error|"),  # of `raster.damage`, by GDAL
    *("what the networks add to ", "the field is not what was written"),  # a band's name, a fault's details
)


def texts_of_code(path):
    """Texts given to `tr` and `translate`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = node.args[1:2] if name == "translate" else node.args[:1] if name == "tr" else []
            yield from (text.value for text in given if isinstance(text, ast.Constant))


def texts_of_form(path):
    return (text.text for text in ElementTree.parse(path).iter("string") if text.text)


def translations(root, language, only=None):
    """Translations by text, of all contexts or of one."""
    tree = ElementTree.parse(root / "resources" / "i18n" / f"dsrdmpd_dehaze_{language}.ts")
    contexts = [found for found in tree.iter("context") if only in (None, found.findtext("name"))]
    messages = [message for context in contexts for message in context.iter("message")]
    return {message.findtext("source"): message.find("translation") for message in messages}


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


# --- What dsrdmpd/ says -----------------------------------------------------------------------------------------------


@pytest.fixture
def chinese(plugin, monkeypatch):
    """QGIS speaks Chinese."""
    plugin.unload()
    monkeypatch.setattr(QgsApplication, "locale", lambda: "zh-Hans")
    other = classFactory(None)
    other.initProcessing()
    yield
    other.unload()


def instances():
    """Every text of the core with values in its fields."""
    for template in core_texts.collect():
        values = {name: 1.5 if form[-1:] in ("f", "%", "g") else f"<{name}>" for name, form in fields(template)}
        yield template, values, Text(template, **values) if values else template


def plural_endings(text):
    """Fields that Chinese has no use for, such as that of "band{1}"."""
    return set(re.findall(r"(?<=[a-z])\{(\w+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_core_is_translated(root, language):
    texts = core_texts.collect()
    assert len(texts) > 200
    known = translations(root, language, "Core")
    missing = [text for text in texts if text not in known or not known[text].text or known[text].get("type")]
    assert not missing, "run resources/translate.py"
    for text in texts:
        kept = set(fields(known[text].text))
        assert kept <= set(fields(text)), text
        assert {name for name, _ in fields(text)} <= {name for name, _ in kept} | plural_endings(text), text


def test_no_words_of_the_core_are_an_f_string(root):
    """Its values could not be told from its words, so nobody could translate it."""
    assert not [(path.relative_to(root).as_posix(), line) for path, line in core_texts.formatted()]


def test_a_translation_outlives_new_names_of_its_fields(tmp_path, root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "resources"))
    import translate

    path = tmp_path / "some.ts"
    old = "<source>{0} of {1}</source><translation type='obsolete'>{1} 中的 {0}</translation>"
    new = "<source>{part} of {all:.0f}</source><translation type='unfinished'></translation>"
    other = "<source>{a} or {b}</source><translation type='unfinished'></translation>"
    messages = "".join(f"<message>{message}</message>" for message in (old, new, other))
    path.write_text(f"<TS><context><name>Core</name>{messages}</context></TS>", encoding="utf-8")
    assert translate.finish(path, copy=False, tidy=True) == 1  # the other one waits
    texts = [message.findtext("translation") for message in ElementTree.parse(path).iter("message")]
    assert texts == ["{all:.0f} 中的 {part}", ""]


def test_fields_without_names_keep_their_order(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "resources"))
    import translate

    words = "<source>{} × {} pixels, {:.1f} s</source><translation>{} × {} 像元，{:.1f} 秒</translation>"
    message = ElementTree.fromstring(f"<message>{words}</message>")
    assert translate.renamed(message, "{} × {} pixels, {:.1f} s") == "{} × {} 像元，{:.1f} 秒"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_fields_of_its_text(root, language):
    """In whichever context: one text may be translated in several."""
    tree = ElementTree.parse(root / "resources" / "i18n" / f"dsrdmpd_dehaze_{language}.ts")
    contexts = [context for context in tree.iter("context") if context.findtext("name") != "Core"]
    for message in (message for context in contexts for message in context.iter("message")):
        assert fields(message.findtext("source")) == fields(message.findtext("translation")), message.findtext("source")


def sentences(path):
    """What reads like a sentence in a source file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    left_out |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    left_out |= {
        id(each) for call in calls if getattr(call.func.value, "id", "") in core_texts.LOGS for each in call.args
    }
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in left_out]
    for text in (node.value for node in constants if isinstance(node.value, str)):
        if len(text.split()) >= 4 and re.search("[a-z]{3}", text) and "->" not in text:  # that is einops
            yield text


def test_no_sentence_of_the_core_is_overlooked(root):
    texts = set(core_texts.collect())
    for path in core_texts.sources():
        place = path.relative_to(root).as_posix()
        if place.startswith("dsrdmpd/"):
            overlooked = [text for text in sentences(path) if text not in texts and not text.startswith(NOT_SHOWN)]
            assert not overlooked, path


def test_the_core_speaks_chinese_with_its_values(chinese, root):
    known = translations(root, "zh_Hans", "Core")
    for template, values, text in instances():
        expected = known[template].text
        assert translated(text) == (expected.format(**values) if values else expected)


def test_english_stays_what_the_core_says(plugin):
    for _, _, text in instances():
        assert translated(text) == str(text)
    for parts in (("No tile",), ("No tile", "it is torn"), ("No tile.", "", "Wait."), ("No", "a: b; c.", "Go  on")):
        assert sentence(RasterError(*parts)) == str(RasterError(*parts))


@pytest.mark.parametrize("name", ["Done", "none", "Check the path", "Use cases.tif", "{0}"])
def test_a_name_is_never_translated(chinese, name):
    """Not even one that is a text of the core, or looks like an instance of its template."""
    assert translated("Check the path") != "Check the path"
    text = Text("{name} cannot be used as weights", name=name)
    assert name in translated(text) and "weights" not in translated(text)
    error = RasterError(Text("{name} was refused", name=name), Text("{program}: {said}", program=name, said="no"))
    assert sentence(error).count(name) == 2


def test_words_within_words_are_translated(chinese):
    """Plain strings among the values of a text are names; the core's own have to be texts there."""
    told = translated(BandChoice((3, 2, 1), "the bands' names").told)
    assert told == "采用波段 3、2、1 作为红、绿、蓝，依据：波段名称"
    assert translated(as_text("Check the path")) == "请检查路径" and translated(as_text("a {0} b")) == "a {0} b"


@pytest.mark.parametrize("text", ["", "; ", "TIFFReadDirectory:Failed to read directory at offset 8", "雾", "a {0} b"])
def test_what_is_no_text_of_the_core_stays(chinese, text):
    assert translated(text) == text


@pytest.mark.parametrize(
    "fail, said",
    [
        (lambda: DehazeOptions(steps=-1), "无法使用采样步数 -1：它必须在 0 和 1000 之间。"),
        (lambda: DehazeOptions(tile_size_px=100), "无法使用瓦片大小 100：它不是 16 像元的倍数。请使用 96。"),
        (
            lambda: find_python("/nosuch/python"),
            "无法使用设置指定的 Python：没有 /nosuch/python。"
            "请指定带 torch 的 Python，或清除设置并在面板中安装模型环境。",
        ),
        (
            lambda: read_header("/nosuch/w.safetensors"),
            "无法读取权重文件 /nosuch/w.safetensors：No such file or directory。请检查路径。",
        ),
    ],
)
def test_errors_are_chinese_sentences(chinese, fail, said):
    with pytest.raises(DehazeError) as raised:
        fail()
    assert sentence(raised.value) == said


def test_a_process_that_died_is_told_in_chinese(chinese):
    status, output = (
        Text("ended with exit status {status}", status=1),
        Text("; its last words were: {lines}", lines="No"),
    )
    why = from_json(json.loads(json.dumps(to_json(Text("it {a} before it was ready{b}", a=status, b=output)))))
    assert str(why) == "it ended with exit status 1 before it was ready; its last words were: No"
    why = Text("it {ended} before it was ready{output}", ended=why.values["a"], output=why.values["b"])
    assert translated(why) == "它在就绪之前以退出状态 1 结束；其最后的输出是：No"
    device = Text("CPU, {cores} cores ({machine})", cores=2, machine="x86_64")
    assert translated(Text("Model {name} on {device}", name="default", device=device)) == (
        "模型 default，运行于 CPU，2 核（x86_64）"
    )
    ended = Text("The dehazing process {ended}; it is started again.", ended=Text("closed its pipe"))
    assert translated(ended) == "去雾进程关闭了管道；正在重新启动。"


class Listening(QgsProcessingFeedback):
    """Keeps the stages of a run."""

    def __init__(self):
        super().__init__(False)
        self.stages = []

    def setProgressText(self, text):
        self.stages.append(text)


def test_a_run_speaks_chinese(chinese, process, scene, tmp_path):
    feedback = Listening()
    process(scene, tmp_path / "out.tif", feedback)
    assert feedback.stages == ["正在启动模型", "正在去雾", "正在构建金字塔", "完成"]
    assert "模型 identity，运行于 CPU" in feedback.textLog()
    with pytest.raises(QgsProcessingException, match="无法使用 BANDS“1 1 2”：需要三个不同的波段号"):
        process(scene, tmp_path / "out.tif", BANDS="1 1 2")
