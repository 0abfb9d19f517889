"""What a file says of its numbers: the evidence by which a sensor is recognised."""

from __future__ import annotations

import os

import numpy as np
from osgeo import gdal

from ..scene.sensors import SceneFacts
from .bands import PROVENANCE, metadata_of
from .stamps import files_behind


def facts_of(dataset: gdal.Dataset, path: str, dtype: np.dtype) -> SceneFacts:
    """Return what names, metadata and type of an open raster say of its numbers."""
    entries = [line for _, found in metadata_of(dataset) for line in found]
    lines = [line for line in entries if not line.startswith(PROVENANCE)]  # what we said of it is no evidence
    return SceneFacts(
        dtype=dtype.name,
        names=tuple(os.path.basename(each) for each in (path, *files_behind(dataset))),
        metadata={key.lower(): value for key, _, value in (line.partition("=") for line in lines)},
    )
