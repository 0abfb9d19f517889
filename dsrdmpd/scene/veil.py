"""A veil that a method subtracts from each band by an index of the colours: what dark objects tell, level by level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np


@dataclass(frozen=True)
class IndexedVeil:
    """How much light haze adds, as a function of an index that the colours give.

    Attributes:
        levels: (n,) rising values of the index. index: of display values (3, …), the index (…).
        table: of the index and the light of pixels, (n,) each, the light that haze adds to a band at each level.
    """

    levels: np.ndarray
    index: Callable[[np.ndarray], np.ndarray]
    table: Callable[[np.ndarray, np.ndarray], np.ndarray]
