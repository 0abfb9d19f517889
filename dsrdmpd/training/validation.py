"""What a run measures as it goes: figures on fixed images, a sheet of them as PNG, and the best weights so far."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from ..errors import WeightsError
from ..files import whole_file
from ..progress import Progress
from .datasets import DataError, find_pairs, image_size, list_images, pair_images, read_image, require_equal_sizes
from .degradations import Degradation
from .log import highest
from .metrics import mean_scores

SEED = 20250917
SIDE_PX = 256
MOST_IMAGES = 40  # of each set, so that measuring stays cheap
SHEET_ROWS = 3  # of each set
SHEETS_KEPT = 10

MeasuringSets = Dict[str, Tuple[Tensor, Tensor]]  # name: (degraded, clear), each (n, 3, SIDE_PX, SIDE_PX)
Restore = Callable[[nn.Module, Tensor], Tensor]  # (averaged network, degraded images) → restored images


def measuring_sets(
    validation: Optional[Path], pairs: Sequence[Path | str], degrade: Degradation, patterns: Tensor
) -> MeasuringSets:
    """Return the named sets to measure on: ``synthetic``, fixed degradation of clear images, and ``real``, pairs.

    Args:
        validation: folder of clear images, or None. pairs: nothing, a data set of pairs, or two folders.
        degrade: (clear, patterns, generator) → (degraded, strength). patterns: (n, s, s) on the CPU.

    Raises:
        DataError: images that cannot be read, paired, or are all smaller than SIDE_PX.
    """
    sets: MeasuringSets = {}
    if validation:
        clear = _squares(_spread([path for path in list_images(validation) if _is_large(path)]), str(validation))
        degraded, _ = degrade(clear, patterns, torch.Generator().manual_seed(SEED))
        sets["synthetic"] = (degraded, clear)
    if pairs:
        found = pair_images(*pairs) if len(pairs) == 2 else find_pairs(pairs[0], held_back=True)
        require_equal_sizes(found)
        found = _spread([pair for pair in found if _is_large(pair[0])])
        left, right = ([pair[side] for pair in found] for side in (0, 1))
        sets["real"] = (_squares(left, str(pairs[0])), _squares(right, str(pairs[-1])))
    return sets


@dataclass
class Validator:
    """Measures the averaged network, stores a sheet of images, and keeps the best weights.

    Args:
        sets: what to measure on. restore: how the network restores images.
        save: stores weights with the averaged network under a path. folder: of the run.
        progress: is told about what cannot be written; a sheet is not worth stopping for.
    """

    sets: MeasuringSets
    restore: Restore
    save: Callable[[nn.Module, Path], None]
    folder: Path
    progress: Progress

    @torch.no_grad()
    def __call__(self, average: nn.Module, iteration: int) -> Mapping[str, float]:
        """Return ``{set_psnr, set_ssim}``, means over each set."""
        figures = mean_scores(lambda degraded: self.restore(average, degraded), self.sets)
        try:
            if self.sets:
                write_sheet(self._sheet(average), self.folder / "images", iteration)
            self._keep_best(average, figures)
        except (OSError, WeightsError) as error:
            why = error.why if isinstance(error, WeightsError) else error.strerror or error
            self.progress.warning(f"images or best weights cannot be written ({why}); the training goes on")
        return figures

    def _sheet(self, average: nn.Module) -> Tensor:
        """Return (3, rows·SIDE_PX, 3·SIDE_PX): degraded, restored and clear side by side."""
        rows = []
        for degraded, clear in self.sets.values():
            picks = torch.linspace(0, len(clear) - 1, min(SHEET_ROWS, len(clear))).long()
            degraded, clear = degraded[picks], clear[picks]
            restored = self.restore(average, degraded).float().clamp(0, 1).cpu()
            rows += list(torch.cat([degraded, restored, clear], dim=3))
        return torch.cat(rows, dim=1)

    def _keep_best(self, average: nn.Module, figures: Mapping[str, float]) -> None:
        """Store ``best.safetensors`` if no PSNR in the log, on real pairs if there are any, is higher."""
        name = next((name for name in ("real_psnr", "synthetic_psnr") if name in figures), None)
        if name and figures[name] > highest(self.folder, name):
            self.save(average, self.folder / "best.safetensors")


def write_sheet(sheet: Tensor, folder: Path, iteration: int) -> None:
    """Write (3, h, w) in [0, 1] as ``ITERATION.png``, whole or not at all, and drop the oldest beyond SHEETS_KEPT.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(exist_ok=True)
    path = folder / f"{iteration:07d}.png"
    pixels = (sheet.permute(1, 2, 0) * 255).round().byte().numpy()
    with whole_file(path) as part:
        Image.fromarray(pixels).save(part, format="PNG")
    for old in sorted(folder.glob("*.png"))[:-SHEETS_KEPT]:
        old.unlink()


def _is_large(path: Path) -> bool:
    return min(image_size(path)) >= SIDE_PX


def _spread(items: List) -> List:
    """Return at most MOST_IMAGES of `items`, evenly spread over them."""
    picks = np.linspace(0, len(items) - 1, min(MOST_IMAGES, len(items))).round().astype(int)
    return [items[pick] for pick in picks]


def _squares(paths: Sequence[Path], source: str) -> Tensor:
    """Return the images' upper left squares as (n, 3, SIDE_PX, SIDE_PX) in [0, 1]."""
    if not paths:
        why = f"none of them has {SIDE_PX} × {SIDE_PX} pixels or more"
        raise DataError(f"The images in {source} cannot be measured on", why, "Name larger ones")
    squares = np.stack([read_image(path)[:SIDE_PX, :SIDE_PX] for path in paths])
    return torch.from_numpy(squares).permute(0, 3, 1, 2).float() / 255
