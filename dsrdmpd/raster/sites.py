"""A quick look at every band of a raster: squares spread evenly over it, so that large files need not be read whole."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

import numpy as np

from .grid import Window
from .source import RasterSource

SITES, SITE_PX = 8, 128  # SITES × SITES squares


def sites(whole: Window) -> List[Window]:
    """Return squares spread evenly over a raster; on a small one they overlap."""
    height, width = min(SITE_PX, whole.height), min(SITE_PX, whole.width)
    rows = sorted({i * (whole.height - height) // (SITES - 1) for i in range(SITES)})
    cols = sorted({i * (whole.width - width) // (SITES - 1) for i in range(SITES)})
    return [Window(row, col, height, width) for row in rows for col in cols]


def sample_bands(source: RasterSource, numbers: Sequence[int]) -> Tuple[Dict[int, np.ndarray], np.ndarray]:
    """Return the usable DN of some bands at these squares, (n,) each, and the colour bands' there, (3, n)."""
    looked = sites(source.grid.window())
    seen = [source.read_with_valid(site) for site in looked]
    bands = {
        number: np.concatenate([source.read_band(number, site)[valid] for site, (_, valid) in zip(looked, seen)])
        for number in numbers
    }
    return bands, np.concatenate([dn[:, valid] for dn, valid in seen], axis=1)
