"""Why pixels cannot be read, and what to do, in place of what GDAL says: torn files, parts that are gone, servers."""

from __future__ import annotations

import os
import re
from typing import Any, Iterator, Optional, Tuple

from osgeo import gdal

from ..errors import Text, Words
from .bands import each_band
from .grid import Window

DAMAGED = "The file may be damaged: check it with gdalinfo -checksum"
_AGAIN = "Copy or download it again; gdalinfo -checksum shows whether it is whole"
_DECODING = re.compile(
    r"IReadBlock failed|TIFF(Read|Fill)|opj_|JP2|Jpeg|libpng|Zstd|LZW|inflate|decod|unexpected end|corrupt", re.I
)


def explained(said: str, readable: Any, window: Window) -> Tuple[Words, Words]:
    """Return why a window cannot be read, and what to do.

    Args:
        said: by GDAL. readable: dataset or band that was read.
    """
    answer = server_says(said)
    if answer:
        return answer
    gone = re.search(r"(\S[^:]*): No such file or directory|`?([^`']+)'? does not exist in the file system", said)
    if gone:
        why = Text("its part {name} is not there", name=gone.group(1) or gone.group(2))
        return why, "Put that file back, or make the virtual raster again"
    if _DECODING.search(said):
        if _ends_too_early(readable, window):
            return "the file ends too early, as it was not copied or downloaded whole", _AGAIN
        return "the data are damaged there, or the file ends too early", _AGAIN
    return said, DAMAGED


def server_says(said: str) -> Optional[Tuple[Words, Words]]:
    """Return why a file on a server cannot be had, and what to do; None if GDAL says something else."""
    status = re.search(r"(?:HTTP|response|error)[ a-z]* code ?:? ?(\d{3})", said, re.I)
    if status:
        code = status.group(1)
        if code in ("404", "410"):
            return Text("the server does not have it (HTTP {code})", code=code), "Check the address"
        if code in ("401", "403"):
            return Text("the server does not let it be read (HTTP {code})", code=code), "Check address and login"
        return Text("the server answers with an error (HTTP {code})", code=code), "Start again later"
    if re.search(r"/vsi(curl|s3|gs|az|adls|oss|swift|hdfs|webhdfs)\S*'? does not exist", said):
        return "the server does not have it, or cannot be reached", "Check address and network, and start again"
    if re.search(r"CURL error|Could not resolve|Connection (refused|reset)|timed out", said, re.I):
        return Text("the server cannot be reached ({said})", said=said), "Check address and network, and start again"
    return None


def _ends_too_early(readable: Any, window: Window) -> bool:
    """Whether blocks of a TIFF lie behind the end of its file, as far as that is known."""
    dataset = readable if hasattr(readable, "GetRasterBand") else readable.GetDataset()
    if dataset is None or not os.path.isfile(dataset.GetDescription()):
        return False
    bands = each_band(dataset) if readable is dataset else [readable]
    size = os.path.getsize(dataset.GetDescription())
    return any(end > size for band in bands for end in _block_ends(band, window))


def _block_ends(band: gdal.Band, window: Window) -> Iterator[int]:
    """Yield where in the file each block of a window ends, as far as the file is a TIFF."""
    width, height = band.GetBlockSize()
    for row in range(window.row // height, (window.row_stop - 1) // height + 1):
        for col in range(window.col // width, (window.col_stop - 1) // width + 1):
            place = [band.GetMetadataItem(f"BLOCK_{item}_{col}_{row}", "TIFF") for item in ("OFFSET", "SIZE")]
            if None not in place:
                yield sum(map(int, place))
