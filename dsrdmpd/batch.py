"""Many rasters one after the other with one warm worker: a bad one is told and does not stop the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Any, Dict, Iterator, List, Optional, Sequence, Union

from .errors import (
    Cancelled,
    DehazeError,
    DeviceError,
    RasterError,
    Text,
    WeightsError,
    Words,
    WorkerStartError,
    as_text,
)
from .files import GEOTIFF_ENDINGS, said_by, same_file, unwritable
from .job import Given
from .logs import LOGGER
from .methods.registry import find_method
from .pipeline import dehaze_raster
from .progress import NamedProgress, Progress, Stage
from .raster.inputs import find_rasters, output_names
from .request import DehazeRequest, DehazeResult
from .runtime.environment import find_python

# How the name of each result of a raster ends, by the field of `DehazeRequest` that it is.
ENDINGS = {
    "output": "_dehazed.tif",
    "haze_map": "_haze.tif",
    "haze_mask": "_haze_mask.tif",
    "report": "_report.html",
}
FILE_ENDINGS = (*GEOTIFF_ENDINGS, ".html")


@dataclass(frozen=True)
class Folders:
    """Where the results of many rasters go, each called after its raster; None for results that are not wanted.

    Attributes:
        output: for the dehazed rasters. haze_map, haze_mask, report: for these; it may be the same folder.
    """

    output: str
    haze_map: Optional[str] = None
    haze_mask: Optional[str] = None
    report: Optional[str] = None

    @property
    def wanted(self) -> Dict[str, str]:
        """The folder of each result that is wanted, by the field of `DehazeRequest` that it is."""
        found = {name: getattr(self, name) for name in ENDINGS}
        return {name: folder for name, folder in found.items() if folder is not None}


@dataclass(frozen=True)
class Outcome:
    """What became of one raster of many.

    Attributes:
        request: what was asked for. result: None if it failed, or was there already. error: why it failed.
    """

    request: DehazeRequest
    result: Optional[DehazeResult] = None
    error: Optional[DehazeError] = None


def plan_batch(names: Sequence[str], like: DehazeRequest, folders: Folders) -> List[DehazeRequest]:
    """Return a request for each raster that `names` stand for (see `find_rasters`), with results in folders.

    Args:
        like: what all have in common; its source and results do not count.
        folders: where the results go; those that are not there are made.

    Results of an earlier batch that lie among the inputs are no inputs.

    Raises:
        RasterError: there is nothing to dehaze, or a folder cannot be made.
    """
    sources = find_rasters(names)
    made = [
        path
        for name, ending in ENDINGS.items()
        for path in output_names(sources, folders.wanted.get(name, folders.output), ending)
    ]
    sources = [source for source in sources if not any(same_file(source, path) for path in made)]
    if not sources:
        raise RasterError("There is nothing to dehaze", "no raster was named", "Name rasters, or a folder of them")
    for folder in folders.wanted.values():
        make_folder(folder)
    paths: Dict[str, Sequence[Any]] = {name: [None] * len(sources) for name in ENDINGS}
    paths.update({name: output_names(sources, folder, ENDINGS[name]) for name, folder in folders.wanted.items()})
    fields = [dict(zip(paths, made)) for made in zip(*paths.values())]
    return [replace(like, source=source, **made) for source, made in zip(sources, fields)]


def dehaze_many(
    requests: Sequence[DehazeRequest],
    progress: Optional[Progress] = None,
    *,
    python: Optional[str] = None,
    keep_existing: bool = False,
    given: Sequence[Optional[Given]] = (),
) -> Iterator[Outcome]:
    """Dehaze one raster after the other, and yield what became of each as soon as it is known.

    The model's process stays warm from one to the next. What is wrong with a raster, or with its result's place, is its
    own outcome; what is wrong with all of them alike (the model, the device, the Python) ends the batch.

    Args:
        requests: those of one model and device keep one process. progress: of the whole batch; may cancel.
        python: as in `dehaze_raster`. keep_existing: do nothing for a raster whose results are all there already.
        given: what is known of each raster before (`mosaic.fit_together`); empty has each run find it.

    Raises:
        WeightsError, DeviceError, WorkerError: nothing can be dehazed so. Cancelled: `progress` says so; the results
        that were yielded stay.
    """
    progress = progress or Progress()
    for model in dict.fromkeys(request.options.model for request in requests):
        if find_method(model).model:
            find_python(python)
    for number, request in enumerate(requests):
        progress.check()
        if keep_existing and all(os.path.exists(path) for path in _results_of(request)):
            yield Outcome(request)
            continue
        part = _OneOfMany(progress, number, len(requests), request.source)
        try:
            known = given[number] if given else None
            outcome = Outcome(request, dehaze_raster(request, part, python=python, given=known))
        except (WeightsError, DeviceError, WorkerStartError, Cancelled):
            raise
        except DehazeError as error:
            LOGGER.error("%s: %s", request.source, error, exc_info=True)
            outcome = Outcome(request, error=error)
        except Exception as error:  # a fault of ours is no reason to leave the other rasters undone
            LOGGER.exception("%s: an error that nobody expected", request.source)
            what = Text("{name} cannot be dehazed", name=os.path.basename(request.source))
            why = Text("{kind}: {error}", kind=type(error).__name__, error=str(error))
            outcome = Outcome(request, error=DehazeError(what, why, "The log has the details"))
        yield outcome
    progress.report(1, Stage.DONE)


class _OneOfMany(NamedProgress):
    """The progress of one raster: says which it is."""

    def __init__(self, whole: Progress, number: int, count: int, source: str) -> None:
        name = os.path.basename(source.rstrip("/")) or source
        super().__init__(whole, number / count, (number + 1) / count, name)
        self._number, self._count = number + 1, count

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        words = Text(str(stage)) if isinstance(stage, Stage) else stage
        if words:
            number, count = self._number, self._count
            words = Text("{number} of {count}: {stage}", number=number, count=count, stage=as_text(words))
        super().report(min(fraction, 0.999), words)  # 1 is for the whole batch


def _results_of(request: DehazeRequest) -> List[str]:
    """The files that a request is to make."""
    return [path for path in (getattr(request, name) for name in ENDINGS) if path]


def make_folder(folder: str) -> None:
    """Make a folder for results, if it is not there.

    Raises:
        RasterError: it cannot be made.
    """
    if folder.lower().endswith(FILE_ENDINGS) and not os.path.isdir(folder):
        why = "it is called like a file, and the results of many rasters go into a folder, one file for each"
        raise unwritable(folder, why, "Name a folder; it is made if it is not there")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, said_by(error), "Choose another folder") from None
