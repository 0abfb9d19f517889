"""Many rasters one after the other with one warm worker: a bad one is told and does not stop the rest."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Iterator, List, Optional, Sequence, Union

from .errors import Cancelled, DehazeError, DeviceError, RasterError, Text, WeightsError, Words, as_text
from .files import said_by, same_file, unwritable
from .logs import LOGGER
from .methods.registry import find_method
from .pipeline import dehaze_raster
from .progress import PartOfProgress, Progress, Stage
from .raster.inputs import find_rasters, output_names
from .request import DehazeRequest, DehazeResult
from .runtime.environment import find_python

RESULT_ENDING, HAZE_ENDING = "_dehazed.tif", "_haze.tif"


@dataclass(frozen=True)
class Outcome:
    """What became of one raster of many.

    Attributes:
        request: what was asked for. result: None if it failed, or was there already. error: why it failed.
    """

    request: DehazeRequest
    result: Optional[DehazeResult] = None
    error: Optional[DehazeError] = None


def plan_batch(
    names: Sequence[str], like: DehazeRequest, folder: str, haze_folder: Optional[str] = None
) -> List[DehazeRequest]:
    """Return a request for each raster that `names` stand for (see `find_rasters`), with results in a folder.

    Args:
        like: what all have in common; its source and outputs do not count.
        folder: for the results, made if it is not there. haze_folder: for haze maps, None for none.

    Results of an earlier batch that lie among the inputs are no inputs.

    Raises:
        RasterError: there is nothing to dehaze, or a folder cannot be made.
    """
    sources = find_rasters(names)
    made = [*output_names(sources, folder, RESULT_ENDING), *output_names(sources, haze_folder or folder, HAZE_ENDING)]
    sources = [source for source in sources if not any(same_file(source, path) for path in made)]
    if not sources:
        raise RasterError("There is nothing to dehaze", "no raster was named", "Name rasters, or a folder of them")
    for each in filter(None, (folder, haze_folder)):
        _make_folder(each)
    outputs = output_names(sources, folder, RESULT_ENDING)
    hazes: List[Optional[str]] = [None] * len(sources)
    if haze_folder:
        hazes = [*output_names(sources, haze_folder, HAZE_ENDING)]
    return [
        replace(like, source=source, output=output, haze_map=haze)
        for source, output, haze in zip(sources, outputs, hazes)
    ]


def dehaze_many(
    requests: Sequence[DehazeRequest],
    progress: Optional[Progress] = None,
    *,
    python: Optional[str] = None,
    keep_existing: bool = False,
) -> Iterator[Outcome]:
    """Dehaze one raster after the other, and yield what became of each as soon as it is known.

    The model's process stays warm from one to the next. What is wrong with a raster, or with its result's place, is its
    own outcome; what is wrong with all of them alike (the model, the device, the Python) ends the batch.

    Args:
        requests: those of one model and device keep one process. progress: of the whole batch; may cancel.
        python: as in `dehaze_raster`. keep_existing: do nothing for a result that is there already.

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
        if keep_existing and all(os.path.exists(path) for path in (request.output, request.haze_map) if path):
            yield Outcome(request)
            continue
        part = _OneOfMany(progress, number, len(requests), request.source)
        try:
            outcome = Outcome(request, dehaze_raster(request, part, python=python))
        except (WeightsError, DeviceError, Cancelled):
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


class _OneOfMany(PartOfProgress):
    """The progress of one raster: says which it is."""

    def __init__(self, whole: Progress, number: int, count: int, source: str) -> None:
        super().__init__(whole, number / count, (number + 1) / count)
        self._number, self._count, self._name = number + 1, count, os.path.basename(source.rstrip("/")) or source

    def report(self, fraction: float, stage: Union[Stage, Words, None] = None) -> None:
        words = Text(str(stage)) if isinstance(stage, Stage) else stage
        if words:
            number, count = self._number, self._count
            words = Text("{number} of {count}: {stage}", number=number, count=count, stage=as_text(words))
        super().report(min(fraction, 0.999), words)  # 1 is for the whole batch

    def info(self, text: Words) -> None:
        super().info(Text("{name}: {text}", name=self._name, text=as_text(text)))

    def warning(self, text: Words) -> None:
        super().warning(Text("{name}: {text}", name=self._name, text=as_text(text)))


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, said_by(error), "Choose another folder") from None
