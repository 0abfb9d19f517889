"""Which clear images are kept out of training so that they can be measured on: one rule for both sides.

`suite` measures on what `held_out` returns, and a training that leaves out the same files (``exclude`` of `ClearCrops`
takes `held_out_stems`) is measured on ground that it never saw.
"""

from __future__ import annotations

from pathlib import Path
from typing import Iterable, List

from .datasets import list_images

EVERY = 9
FIRST = 4


def is_held_out(index: int) -> bool:
    """Whether the image at `index`, counted from 0 in its folder's sorted list, is held out: 4, 13, 22 and so on.

    The rule counts within one folder of one source, so every source with five images or more is measured on, in
    proportion. It goes by place in the list: images added to a folder move it, and weights trained before then have
    seen some of what is held out now. Neighbouring tiles of one scene fall on both sides of the rule, so it tells
    whether images were learned by heart, not how a place never seen comes out.
    """
    return index % EVERY == FIRST


def held_out(folder: Path | str) -> List[Path]:
    """Return the held-out images of one folder in the order of `list_images`; none if it has fewer than five.

    Raises:
        DataError: there is no such folder, or no image in it.
    """
    return [path for index, path in enumerate(list_images(folder)) if is_held_out(index)]


def held_out_stems(folders: Iterable[Path | str]) -> List[str]:
    """Return the file names without ending of every held-out image of several folders, each counted by itself.

    Raises:
        DataError: there is no such folder, or no image in it.
    """
    return [path.stem for folder in folders for path in held_out(folder)]
