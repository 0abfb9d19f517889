"""The log of a training run: ``log.csv``, and scalars for TensorBoard where its package is installed."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

from ..files import whole_file

LOG = "log.csv"
COLUMNS = ("iteration", "hours", "loss")  # of every row; figures follow
_NUMBER = re.compile(r"-?[\d.]+(e[-+]?\d+)?")


class RunLog:
    """Appends rows of figures to a run's log; a resumed run goes on with the log it finds.

    Args:
        folder: gets ``log.csv`` and the folder ``tensorboard``. iteration: from which the run goes on.
    """

    def __init__(self, folder: Path, iteration: int = 0) -> None:
        self.path = folder / LOG
        self._board = _open_board(folder / "tensorboard", iteration)

    def add(self, row: Mapping[str, float]) -> None:
        """Write one row. The file is replaced as a whole: a full disk leaves no torn line, and columns may change.

        Raises:
            OSError: it cannot be written; the log is as it was before.
        """
        rows = [*read_log(self.path.parent), {name: f"{value:.6g}" for name, value in row.items()}]
        names = list(dict.fromkeys([*COLUMNS, *(name for entry in rows for name in entry)]))
        with whole_file(self.path) as part, part.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, names)
            writer.writeheader()
            writer.writerows(rows)
        if self._board:
            for name in set(row) - {"iteration"}:
                self._board.add_scalar(name, row[name], int(row["iteration"]))
            self._board.flush()


def read_log(folder: Path) -> List[Dict[str, str]]:
    """Return the rows of a run's log, as text by column; none if there is no log."""
    path = folder / LOG
    if not path.exists():
        return []
    with path.open(newline="", errors="replace") as stream:
        return [{name: value for name, value in row.items() if name and value} for row in csv.DictReader(stream)]


def highest(folder: Path, name: str) -> float:
    """Return the largest figure of a column in a run's log, −∞ if there is none."""
    texts = [row[name] for row in read_log(folder) if name in row]
    return max((float(text) for text in texts if _NUMBER.fullmatch(text)), default=-math.inf)


def _open_board(folder: Path, iteration: int) -> Optional[Any]:
    """Return TensorBoard's writer, or None where its package is absent: the CSV says the same."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder), purge_step=iteration)
