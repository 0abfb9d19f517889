"""What pixels hold: the types that rasters may have, nodata values in them, and the moving of pixels within them."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Tuple, Union

import numpy as np
from osgeo import gdal

from ..request import Nodata

Ranges = Tuple[Tuple[Any, Any], ...]  # lowest and highest pixel of each

_SUPPORTED = ("Byte", "Int8", "UInt16", "Int16", "UInt32", "Int32", "Float32", "Float64")
_NUMPY_NAMES = {"Byte": "uint8"}
NUMPY_OF_GDAL: Dict[int, np.dtype] = {
    getattr(gdal, f"GDT_{name}"): np.dtype(_NUMPY_NAMES.get(name, name.lower()))
    for name in _SUPPORTED
    if hasattr(gdal, f"GDT_{name}")  # Int8 came with GDAL 3.7
}
GDAL_OF_NUMPY: Dict[np.dtype, int] = {dtype: code for code, dtype in NUMPY_OF_GDAL.items()}
HUGE = np.finfo(np.float64).max / 8  # bounds that a float64 can still subtract from each other


def nodata_as(dtype: np.dtype, value: Optional[float]) -> Optional[Any]:
    """A nodata value as a pixel of this type holds it; None if no pixel can, or for NaN, which equals none."""
    dtype = np.dtype(dtype)
    if value is None or np.isnan(value):
        return None
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            return dtype.type(value)
    limits = np.iinfo(dtype)
    fits = limits.min <= value <= limits.max and float(value).is_integer()
    return dtype.type(int(value)) if fits else None


def nodata_ranges(dtype: np.dtype, *nodata: Nodata) -> Ranges:
    """Values that mean nodata as pixels of this type hold them: rising ranges, no two of which touch.

    Args:
        nodata: values, of which those that no pixel can hold count for nothing; and ranges.
    """
    dtype, found = np.dtype(dtype), []
    for each in nodata:
        if isinstance(each, tuple):
            found += [ends for low, high in each if (ends := _ends_within(dtype, low, high))]
        elif (held := nodata_as(dtype, each)) is not None:
            found.append((held, held))
    joined: List[Tuple[Any, Any]] = []
    for low, high in sorted(found):
        if joined and low <= _beside(joined[-1][1], 1):
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return tuple(joined)


def only_value(nodata: Nodata) -> Optional[float]:
    """The one value that means nodata, None where there is none, or there are more."""
    if not isinstance(nodata, tuple):
        return nodata
    values = {low for low, high in nodata if low == high or math.isnan(low)}
    return values.pop() if len(values) == len(nodata) == 1 else None


def _ends_within(dtype: np.dtype, low: float, high: float) -> Optional[Tuple[Any, Any]]:
    """The first and the last pixel of a type in a range, None if it has none there."""
    limits: Any = np.iinfo(dtype) if dtype.kind in "iu" else np.finfo(dtype)
    low, high = max(low, float(limits.min)), min(high, float(limits.max))  # NaN, on the left, stays, and ends nothing
    if dtype.kind in "iu" and low <= high:
        low, high = math.ceil(low), math.floor(high)
    return (dtype.type(low), dtype.type(high)) if low <= high else None


def _beside(value: Any, step: int) -> Any:
    """The next value of a type above (1) or below (-1) one; a whole number may leave the type's range."""
    if value.dtype.kind in "iu":
        return int(value) + step
    return np.nextafter(value, value.dtype.type(step * np.inf))


def within_ranges(pixels: np.ndarray, ranges: Ranges) -> np.ndarray:
    """Which pixels lie in one of `nodata_ranges` of their type, bool."""
    found = np.zeros(pixels.shape, dtype=bool)
    for low, high in ranges:
        found |= pixels == low if low == high else (pixels >= low) & (pixels <= high)
    return found


def moved(before: np.ndarray, shift: np.ndarray, avoid: Ranges) -> np.ndarray:
    """Pixels of one band moved by `shift` (float64) DN, within the type's range and never into `avoid`.

    They stop short of it on the side that they come from. `shift` is the function's to change.
    """
    dtype = before.dtype
    whole = dtype.kind in "iu"
    limits: Union[np.iinfo, np.finfo] = np.iinfo(dtype) if whole else np.finfo(dtype)
    with np.errstate(over="ignore"):  # a float64 holds every whole number of 32 bits, and their sums
        if whole:
            np.rint(shift, out=shift)
        shift += before
        after = np.clip(shift, limits.min, limits.max, out=shift).astype(dtype)
    for low, high in avoid:  # which do not touch: the step out of one leads into no other
        hit = within_ranges(after, ((low, high),))
        if hit.any():
            after[hit] = np.where(before[hit] > high, _beside(high, 1), _beside(low, -1))
    return after
