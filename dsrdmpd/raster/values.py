"""What pixels hold: the types that rasters may have, nodata values in them, and the moving of pixels within them."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Union

import numpy as np
from osgeo import gdal

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


def moved(before: np.ndarray, shift: np.ndarray, avoid: Sequence[Any]) -> np.ndarray:
    """Pixels of one band moved by `shift` (float64) DN, within the type's range and never onto a value of `avoid`."""
    dtype = before.dtype
    whole = dtype.kind in "iu"
    limits: Union[np.iinfo, np.finfo] = np.iinfo(dtype) if whole else np.finfo(dtype)
    with np.errstate(over="ignore"):  # a float64 holds every whole number of 32 bits, and their sums
        after = before + (np.rint(shift) if whole else shift)
        after = np.clip(after, limits.min, limits.max, out=after).astype(dtype)
    for value in (*avoid, *avoid):  # twice, as the step away from one value may lead onto the other
        hit = after == value
        if whole:
            after[hit] = np.where(before[hit] > value, int(value) + 1, int(value) - 1)
        else:
            after[hit] = np.nextafter(value, before[hit])
    return after
