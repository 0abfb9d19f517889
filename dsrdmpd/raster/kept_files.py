"""Finds and opens what a run has kept beside its result, and refuses what is torn, mixed up or of something else."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import List, Mapping, Optional, Sequence, Tuple

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text, Words
from ..files import CHANGE_ENDING, FIELD_ENDING
from . import close_dataset, gdal_calls
from .kept import AGAIN, DOMAIN, KeptRun, beside, without_strength
from .place import grid_of

_ENDINGS = (FIELD_ENDING, CHANGE_ENDING)


@dataclass(frozen=True)
class Kept:
    """A run as it lies on the disk. Made by `open_kept`.

    Attributes:
        run: what it was. field_path, change_path: its files, None for one that it does not have.
    """

    run: KeptRun
    field_path: Optional[str]
    change_path: Optional[str]

    @property
    def files(self) -> Tuple[str, ...]:
        """Its files."""
        return tuple(path for path in (self.field_path, self.change_path) if path)

    def source(self, given: Optional[str] = None) -> str:
        """Return where the source is: as given, else where it was, or as it lay from here.

        Raises:
            RasterError: at none of these places.
        """
        was = self.run.request.source
        if given or os.path.exists(was) or not os.path.isabs(was) or was.startswith("/vsi"):
            return given or was
        moved = self.run.beside and os.path.join(os.path.dirname(self.files[0]), self.run.beside)
        if moved and os.path.exists(moved):
            return os.path.normpath(moved)
        what = Text("{path} cannot be dehazed at another strength", path=was)
        raise RasterError(what, "the raster is not there any more", "Say where it is now")


def open_kept(path: str) -> Kept:
    """Find what a run has kept.

    Args:
        path: the result, or one of the kept files.

    Raises:
        RasterError: nothing was kept, or it is damaged, of another run or of another version of this program.
    """
    text = _text(path)
    stem = os.path.splitext(path)[0]
    if text is not None:
        stem = next((path[: -len(ending)] for ending in _ENDINGS if path.endswith(ending)), "")
        if not stem:
            why = Text("its name does not end in {endings}", endings=list(_ENDINGS))
            raise _unusable(path, why, "Give it the name that it was made with")
    named = [stem + ending for ending in _ENDINGS if os.path.exists(stem + ending)]
    texts = {each: _text(each) for each in named}
    wanted = text or next(filter(None, texts.values()), None)
    if wanted is None:
        what = Text("{path} cannot be dehazed at another strength", path=path)
        why = Text("there is no haze field beside it ({name})", name=os.path.basename(stem + FIELD_ENDING))
        raise RasterError(what, why, "Dehaze the source with its haze field kept, or name the file of the field")
    kept = _kept(stem, wanted, texts)
    if text is None:
        _check_result(path, kept)
    return kept


def kept_beside(result: str) -> List[str]:
    """Return the kept files that lie beside a result."""
    return [path for path in (beside(result, ending) for ending in _ENDINGS) if os.path.exists(path)]


def forget(result: str, published: Sequence[str]) -> None:
    """Remove what an earlier run has kept beside a new result, unless the new one has published a file of that name."""
    for path in (beside(result, ending) for ending in _ENDINGS):
        if path not in published and _text(path) is not None:  # something else may be called so
            with suppress(OSError):  # what stays says by itself that it is of another run
                os.unlink(path)


def _kept(stem: str, text: str, texts: Mapping[str, Optional[str]]) -> Kept:
    """The run that `text` tells of, from the files that there are; `texts` of each of them."""
    field_path, change_path = (stem + ending for ending in _ENDINGS)
    cells = _cells(field_path) if texts.get(field_path) == text else None
    try:
        run = KeptRun.read(text, cells)
    except (LookupError, TypeError, ValueError) as error:
        raise _unusable(stem + FIELD_ENDING, Text("it is damaged ({error})", error=str(error)), AGAIN) from None
    for path, needed in ((field_path, run.field is not None), (change_path, run.has_change)):
        if needed and path not in texts:
            raise _unusable(path, "it is missing", "Put it beside the other one, or dehaze the source again")
        if needed and texts[path] != text:
            raise _unusable(path, "it belongs to another run than the file beside it", AGAIN)
    return Kept(run, field_path if cells is not None else None, change_path if run.has_change else None)


def _check_result(path: str, kept: Kept) -> None:
    """Refuse a result that is not of the run whose haze field lies beside it."""
    with gdal_calls(Text("{path} cannot be opened", path=path)):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        said = without_strength(dataset.GetMetadata_List() or ())
        grid = grid_of(dataset)
        close_dataset(dataset)
    run = kept.run
    same = run.source.grid.crop(run.window).window_of(grid) == grid.window()
    if not same or sorted(said) != sorted(run.said):
        what = Text("{path} cannot be dehazed at another strength", path=path)
        raise RasterError(what, "the haze field beside it is of another run", AGAIN)


def _cells(path: str) -> Optional[np.ndarray]:
    """The pixels of a field, (7, n, m) float32."""
    with gdal_calls(Text("{path} cannot be read", path=path), AGAIN):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        shape = dataset.RasterCount, dataset.RasterYSize, dataset.RasterXSize
        data = dataset.ReadRaster(buf_type=gdal.GDT_Float32)
        close_dataset(dataset)
    return np.frombuffer(data, np.float32).reshape(shape)


def _text(path: str) -> Optional[str]:
    """What a kept file holds for this program, None of another file, or of none."""
    if not os.path.exists(path):
        return None
    with suppress(RasterError), gdal_calls(Text("{path} cannot be opened", path=path)):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY | gdal.OF_VERBOSE_ERROR)
        found: Optional[str] = dataset.GetMetadataItem("FACTS", DOMAIN)
        close_dataset(dataset)
        return found
    return None


def _unusable(path: str, why: Words, remedy: Words) -> RasterError:
    return RasterError(Text("{path} cannot be used", path=path), why, remedy)
