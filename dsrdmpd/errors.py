"""The errors a user can meet: each says what went wrong, why, and what to do about it."""

from __future__ import annotations

import numbers
from typing import Any, Callable, Dict, Tuple, Type, Union


class Text:
    """A sentence whose values are kept apart from its words, so that the words alone are translated.

    Args:
        template: the words, with a field ``{name}`` (and a format, as in ``{share:.0%}``) for each value.
        values: what stands in the fields: names and numbers, which stay as they are; `Text`, which is translated; or a
            list of these, which is shown with commas between.

    ``str(text)`` is the English sentence.
    """

    __slots__ = ("_english", "template", "values")

    def __init__(self, template: str, **values: Any) -> None:
        self.template, self.values = template, values
        self._english = self.render(lambda words: words)

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the sentence with its template, and those of texts among its values, as `translate` gives them."""
        template = translate(self.template)
        return template.format(**{name: _shown(value, translate) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self._english

    def __repr__(self) -> str:
        return f"Text({self.template!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, (Text, str)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._english)

    def __reduce__(self) -> Tuple[Callable[[str, Dict[str, Any]], Text], Tuple[str, Dict[str, Any]]]:
        return _text, (self.template, self.values)


Words = Union[str, Text]  # a plain string is a text without values, or what another program said
Term = str  # words without values that code compares, too: collected for translation, shown through `as_text`


def as_text(words: Words) -> Text:
    """Return words as a `Text`, to be a value of another: there a plain string is a name, which stays English."""
    return words if isinstance(words, Text) else Text(words.replace("{", "{{").replace("}", "}}"))


def render(words: Words, translate: Callable[[str], str]) -> str:
    """Return words with their texts as `translate` gives them, and their values as they are."""
    return words.render(translate) if isinstance(words, Text) else translate(words)


def to_json(words: Any) -> Any:
    """Return words, or a value in them, as JSON values: a text is ``{"template": …, "values": {…}}``."""
    if isinstance(words, Text):
        return {"template": words.template, "values": {name: to_json(value) for name, value in words.values.items()}}
    if isinstance(words, list):
        return [to_json(item) for item in words]
    if words is None or isinstance(words, (str, bool)):
        return words
    if isinstance(words, numbers.Integral):  # numpy's, too
        return int(words)
    return float(words) if isinstance(words, numbers.Real) else str(words)


def from_json(value: Any) -> Words:
    """Return the words that `to_json` turned into `value`; of what is no text, what it looks like."""
    if value is None:
        return ""
    if not isinstance(value, dict):
        return str(value)
    try:
        return Text(value["template"], **{name: _value_from_json(item) for name, item in value["values"].items()})
    except (LookupError, ValueError, TypeError, AttributeError):
        return str(value.get("template", value))


def _value_from_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_value_from_json(item) for item in value]
    return from_json(value) if isinstance(value, dict) else value


def _shown(value: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(value, Text):
        return value.render(translate)
    if isinstance(value, list):
        return ", ".join(str(_shown(item, translate)) for item in value)
    return value


def _text(template: str, values: Dict[str, Any]) -> Text:
    return Text(template, **values)


class DehazeError(Exception):
    """Root of every error this project raises on purpose.

    Args:
        what: what could not be done, one clause without a final stop.
        why: the cause, as precisely as it is known.
        remedy: what the user can do now.

    ``str(error)`` is one line that a message bar, a terminal or a log can show as it is.
    """

    def __init__(self, what: Words, why: Words = "", remedy: Words = "") -> None:
        self.what, self.why, self.remedy = what, why, remedy
        line = f"{what}: {why}" if str(why) else str(what)
        line = f"{line.rstrip('.')}."
        if str(remedy):
            line += f" {str(remedy).rstrip('.')}."
        super().__init__(" ".join(line.split()))

    def __reduce__(self) -> Tuple[Type[DehazeError], Tuple[Words, Words, Words]]:
        return type(self), (self.what, self.why, self.remedy)  # keeps the three parts across a process or a pickle


class OptionError(DehazeError):
    """An option or parameter has a value that cannot be used."""


class RasterError(DehazeError):
    """A raster cannot be read, dehazed or written."""


class WeightsError(DehazeError):
    """A weights file or checkpoint cannot be used."""


class DeviceError(DehazeError):
    """The device asked for is not there or cannot run the model."""


class WorkerError(DehazeError):
    """The process that holds torch could not be started, died, hung, or answered nonsense."""


class WorkerStartError(WorkerError):
    """The process that holds torch could not be started, which no other raster changes."""


class WorkerMemoryError(WorkerError):
    """The process that holds torch ran out of memory, even with the smallest batch."""


class SetupError(DehazeError):
    """The environment that runs the model could not be made."""


class Cancelled(Exception):
    """The user asked to stop. Not an error: callers end quietly and leave nothing behind."""
