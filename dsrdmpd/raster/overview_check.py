"""Whether a band's overviews still show its pixels: programs that change pixels often leave them as they were."""

from __future__ import annotations

from typing import List, Tuple

import numpy as np
from osgeo import gdal

from .values import GDAL_OF_NUMPY

_SPOTS = 5  # along each side
_SPOT_PX = 4  # of the overview
_AGREE = 0.8  # of the overview's pixels; some ways of resampling go beyond the pixels' own range
_SLACK = 0.1  # of that range


def overviews_agree(band: gdal.Band, dtype: np.dtype) -> bool:
    """Whether pixels of the finest and the coarsest overview lie between the darkest and brightest that they stand for.

    It reads some hundred pixels of each, from all over the band. GDAL's errors are the caller's to handle.
    """
    levels = sorted({0, band.GetOverviewCount() - 1})
    agreeing = [agrees for level in levels for agrees in _compared(band, band.GetOverview(level), dtype)]
    return not agreeing or float(np.mean(agreeing)) >= _AGREE


def _compared(band: gdal.Band, overview: gdal.Band, dtype: np.dtype) -> List[bool]:
    """Of each pixel that is looked at, whether it agrees."""
    found: List[bool] = []
    rows, cols = _starts(overview.YSize), _starts(overview.XSize)
    for row in rows:
        for col in cols:
            height, width = min(_SPOT_PX, overview.YSize), min(_SPOT_PX, overview.XSize)
            reduced = _read(overview, (col, row, width, height), dtype)
            for (y, x), value in np.ndenumerate(reduced):
                place = (*_span(col + x, overview.XSize, band.XSize), *_span(row + y, overview.YSize, band.YSize))
                block = _read(band, (place[0], place[2], place[1] - place[0], place[3] - place[2]), dtype)
                low, high = float(np.nanmin(block)), float(np.nanmax(block))
                slack = _SLACK * (high - low) + (1 if dtype.kind in "iu" else 1e-6 * max(abs(low), abs(high)))
                found.append(bool(np.isnan(value) or low - slack <= float(value) <= high + slack))
    return found


def _starts(length: int) -> List[int]:
    last = max(0, length - _SPOT_PX)
    return sorted({round(number * last / (_SPOTS - 1)) for number in range(_SPOTS)})


def _span(number: int, count: int, length: int) -> Tuple[int, int]:
    """First pixel, and the one after the last, that an overview's pixel stands for, with a neighbour on either side."""
    step = length / count
    return max(0, int(number * step) - 1), min(length, int(np.ceil((number + 1) * step)) + 1)


def _read(band: gdal.Band, place: Tuple[int, int, int, int], dtype: np.dtype) -> np.ndarray:
    data = band.ReadRaster(*place, buf_type=GDAL_OF_NUMPY[dtype])
    if data is None:  # as of a torn file, of which GDAL does not always say more
        raise RuntimeError("nothing was read")
    return np.frombuffer(data, dtype=dtype).reshape(place[3], place[2])
