"""Values of parameters as people and programs write them: empty, band numbers, wavelengths."""

from __future__ import annotations

import re
from typing import Any, Optional, Tuple

from qgis.core import NULL

from ...dsrdmpd.errors import OptionError, Text


def is_unset(value: Any) -> bool:
    """Whether a parameter was left empty, in any of the ways that QGIS says so."""
    return value is None or value == NULL or (isinstance(value, (str, list, tuple)) and not len(value))


def parse_bands(value: Any) -> Optional[Tuple[int, int, int]]:
    """Return the red, green and blue band number, or None if `value` is empty.

    Args:
        value: a list of numbers, or a text such as "4 3 2", "4,3,2" or "4;3;2".

    Raises:
        OptionError: anything but three different numbers from 1 on.
    """
    if is_unset(value):
        return None
    parts = re.split(r"[\s,;]+", value.strip("[]() \t")) if isinstance(value, str) else value
    try:
        red, green, blue = (int(str(part)) for part in parts)
        if min(red, green, blue) >= 1 and len({red, green, blue}) == 3:
            return red, green, blue
    except (TypeError, ValueError):
        pass
    raise OptionError(
        Text("BANDS '{value}' cannot be used", value=str(value)),
        "three different band numbers are needed, for red, green and blue",
        "Give them in this order, such as 4,3,2, or leave BANDS empty",
    )


def parse_wavelengths(value: Any) -> Optional[Tuple[float, ...]]:
    """Return wavelengths in µm, or None if `value` is empty.

    Args:
        value: a list of numbers, or a text such as "0.655 0.5625 0.4825" or "0.655,0.5625,0.4825".

    Raises:
        OptionError: something in it is no number.
    """
    if is_unset(value):
        return None
    parts = re.split(r"[\s,;]+", value.strip("[]() \t")) if isinstance(value, str) else value
    try:
        return tuple(float(part) for part in parts)
    except (TypeError, ValueError):
        raise OptionError(
            Text("WAVELENGTHS '{value}' cannot be used", value=value),
            "they are no list of numbers",
            "Give micrometres with points and commas, such as 0.655,0.5625,0.4825, or leave WAVELENGTHS empty",
        ) from None
