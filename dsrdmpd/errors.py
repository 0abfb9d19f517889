"""The errors a user can meet: each says what went wrong, why, and what to do about it."""

from __future__ import annotations

from typing import Any, Dict, Union


class Text:
    """A sentence whose values are kept apart from its words, so that the words alone are translated.

    Args:
        template: the words, with a field ``{name}`` (and a format, as in ``{share:.0%}``) for each value.
        values: what stands in the fields: names and numbers, which stay as they are, or `Text`, which is translated.

    ``str(text)`` is the English sentence.
    """

    def __init__(self, template: str, **values: Any) -> None:
        self.template, self.values = template, values
        self._english = template.format(**values) if values else template

    def __str__(self) -> str:
        return self._english

    def __repr__(self) -> str:
        return f"Text({self.template!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, (Text, str)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._english)

    def __reduce__(self) -> Any:
        return _text, (self.template, self.values)


Words = Union[str, Text]  # a plain string is a template without values, or what another program said


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

    def __reduce__(self):  # keeps the three parts when the error crosses a process or a pickle
        return type(self), (self.what, self.why, self.remedy)


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


class WorkerMemoryError(WorkerError):
    """The process that holds torch ran out of memory, even with the smallest batch."""


class Cancelled(Exception):
    """The user asked to stop. Not an error: callers end quietly and leave nothing behind."""
