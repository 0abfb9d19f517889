"""Keeps what was found out about rasters by reading them whole, until their files change."""

from __future__ import annotations

from collections import OrderedDict
from typing import Callable, Generic, Hashable, Optional, Protocol, Tuple, TypeVar

from ..request import Nodata

T = TypeVar("T")


class Raster(Protocol):
    """What tells one raster, as it was opened, from another."""

    path: str
    bands: Tuple[int, int, int]
    nodata: Tuple[Optional[float], ...]
    also_nodata: Nodata

    @property
    def findings(self) -> Hashable:
        """What was found out about its pixels."""

    def stamps(self) -> Hashable:
        """When its files were changed last."""


class Remembered(Generic[T]):
    """Values by raster, those not asked for the longest forgotten beyond `most` of them."""

    def __init__(self, most: int = 8) -> None:
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._most = most

    def of(self, source: Raster, make: Callable[[], T], *more: Hashable) -> T:
        """Return `make()`, or what it gave before for this raster in its present state, and for `more`."""
        key = _key(source, more)
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return self._values[key]

    def known(self, source: Raster, *more: Hashable) -> Optional[T]:
        """Return what `of` would without making it, None if it would have to."""
        return self._values.get(_key(source, more))


def _key(source: Raster, more: Tuple[Hashable, ...]) -> Hashable:
    return source.path, source.bands, source.nodata, source.also_nodata, source.stamps(), source.findings, more
