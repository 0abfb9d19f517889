"""Keeps what was found out about rasters by reading them whole, until their files change."""

from __future__ import annotations

from collections import OrderedDict
from typing import Callable, Generic, Hashable, Optional, Tuple, TypeVar

from .source import RasterSource

T = TypeVar("T")


class Remembered(Generic[T]):
    """Values by raster, those not asked for the longest forgotten beyond `most` of them."""

    def __init__(self, most: int = 8) -> None:
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._most = most

    def of(self, source: RasterSource, make: Callable[[], T], *more: Hashable) -> T:
        """Return `make()`, or what it gave before for this raster in its present state, and for `more`."""
        key = _key(source, more)
        if key not in self._values:
            self._values[key] = make()
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return self._values[key]

    def known(self, source: RasterSource, *more: Hashable) -> Optional[T]:
        """Return what `of` would without making it, None if it would have to."""
        return self._values.get(_key(source, more))


def _key(source: RasterSource, more: Tuple[Hashable, ...]) -> Hashable:
    return source.path, source.bands, source.nodata, source.stamps(), more
