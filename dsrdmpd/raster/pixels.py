"""Reads pixels of an open dataset or band, again after a pause if that fails, and says which cannot be read."""

from __future__ import annotations

import time
from typing import Any, Iterator, Optional, Tuple

from osgeo import gdal

from ..errors import RasterError, Text
from ..progress import Progress
from . import gdal_calls
from .damage import DAMAGED, explained, server_says
from .grid import Window

PAUSES_S = (0.2, 1.3)  # before a read that failed is tried again; a cancel waits no longer than that


def opened(path: str, name: str) -> gdal.Dataset:
    """Return what GDAL opens to be read.

    Raises:
        RasterError: it does not; with `name`, the reason and a remedy.
    """
    what = Text("{name} cannot be opened", name=name)
    try:
        with gdal_calls(what, "Check the path, and that GDAL reads this format"):
            dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
    except RasterError as error:
        answer = server_says(str(error.why))
        if answer is None:
            raise
        raise RasterError(what, *answer) from error
    if dataset is None:
        raise RasterError(what, "GDAL does not say why")
    return dataset


def read_pixels(
    readable: Any,
    path: str,
    window: Window,
    kind: Tuple[int, int, int],
    progress: Optional[Progress] = None,
    **more: Any,
) -> bytearray:
    """Read a window of a dataset or a band, again after a pause if that fails: a network may be back by then.

    Args:
        path: its name, for messages. kind: width, height and GDAL type of what comes back. progress: may cancel.
        more: of `ReadRaster`.

    Raises:
        RasterError: it failed every time; the first of its blocks that cannot be read is named. Cancelled.
    """
    if progress is not None:
        more["callback"] = lambda *_: 0 if progress.cancelled() else 1
    for pause_s in (*PAUSES_S, None):
        try:
            return read_once(readable, path, window, kind, **more)
        except RasterError:
            if progress is not None:
                progress.check()  # a cancelled read comes back as a failure, or as nothing
            if pause_s is None:
                break
        time.sleep(pause_s)
    for block in _blocks(readable, window):
        read_once(readable, path, block, (block.width, block.height, kind[2]), **more)
    return read_once(readable, path, window, kind, **more)  # each of them can be read now


def read_once(readable: Any, path: str, window: Window, kind: Tuple[int, int, int], **more: Any) -> bytearray:
    """`read_pixels` without a second try."""
    what = Text(
        "{path} cannot be read in rows {row} to {row_end}, columns {col} to {col_end}",
        path=path,
        row=window.row,
        row_end=window.row_stop - 1,
        col=window.col,
        col_end=window.col_stop - 1,
    )
    try:
        with gdal_calls(what, DAMAGED):
            # Not ReadAsArray: that needs bindings built for the numpy installed, which a user's pip may break.
            data = readable.ReadRaster(*placed(window), *kind, **more)
    except RasterError as error:
        with gdal_calls(what, DAMAGED):
            raise RasterError(what, *explained(str(error.why), readable, window)) from error
    if data is None:
        raise RasterError(what, "GDAL returned nothing and gave no reason", DAMAGED)
    return data


def placed(window: Window) -> Tuple[int, int, int, int]:
    """Return a window as GDAL's functions take it: column, row, width, height."""
    return window.col, window.row, window.width, window.height


def _blocks(readable: Any, window: Window) -> Iterator[Window]:
    """Yield the parts of a window that lie in one block of the file each."""
    band = readable if hasattr(readable, "GetBlockSize") else readable.GetRasterBand(1)
    width, height = band.GetBlockSize()
    for row in range(window.row // height * height, window.row_stop, height):
        for col in range(window.col // width * width, window.col_stop, width):
            yield Window(row, col, height, width).intersect(window)
