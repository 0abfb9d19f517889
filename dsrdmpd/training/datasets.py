"""Images to train and measure on: folders of clear images, and data sets of degraded/clear pairs."""

from __future__ import annotations

import re
import struct
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Dict, Iterable, Iterator, List, Sequence, Tuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ..errors import DehazeError
from .augment import AugmentRecipe, ImagePool
from .layouts import WORDS, Side, is_held_back, scene_of_file, side_of_file, side_of_folder

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
_USABLE = ("RGB", "RGBA", "P")
_KINDS = {
    "L": "grey",
    "LA": "grey",
    "1": "black and white",
    "I;16": "16-bit grey",
    "I": "32-bit grey",
    "F": "float grey",
}


class DataError(DehazeError):
    """Training or evaluation images cannot be used."""


def list_images(folder: Path | str) -> List[Path]:
    """Return the image files below `folder`, sorted.

    Raises:
        DataError: there is no such folder, or no image in it.
    """
    folder = Path(folder)
    files = folder.rglob("*") if folder.is_dir() else ()
    # Archives packed on a Mac hold a hidden ._name.png beside each image.
    paths = sorted(p for p in files if p.suffix.lower() in IMAGE_SUFFIXES and not p.name.startswith("."))
    if not paths:
        why = "there is no image in it" if folder.is_dir() else "there is no such folder"
        raise DataError(f"The folder {folder} cannot be used", why, "Name a folder of PNG, JPEG or TIFF images")
    return paths


def read_image(path: Path) -> np.ndarray:
    """Return an 8-bit RGB image as (h, w, 3) uint8.

    Raises:
        DataError: the file cannot be read or is not an 8-bit colour image.
    """
    with _opened(path) as image:
        # Pillow calls 16-bit colour RGB too and keeps the upper byte, which is nearly black for 12-bit values.
        kind = "16-bit colour" if image.mode in _USABLE and ";16" in str(getattr(image, "tile", "")) else image.mode
        if kind not in _USABLE:
            raise DataError(
                f"{path.name} cannot be used",
                f"it is a {_KINDS.get(kind, kind)} image, not 8-bit RGB",
                "Convert it to 8-bit RGB or take it out of the folder",
            )
        return np.asarray(image.convert("RGB"))


def image_size(path: Path) -> Tuple[int, int]:
    """Return (width, height) in pixels; only the file's header is read.

    Raises:
        DataError: the file cannot be read.
    """
    with _opened(path) as image:
        return image.size


def pair_images(hazy: Path | str, clear: Path | str) -> List[Tuple[Path, Path]]:
    """Return (hazy, clear) files of the same stem, or of the same scene (``12_hazy``, ``12_GT``), sorted by name.

    Images in folders below pair with those in the folder of the same name on the other side.

    Raises:
        DataError: a folder is empty, or names have no partner; the first few are named.
    """
    for name in (str, scene_of_file):
        left, right = _by_name(Path(hazy), name), _by_name(Path(clear), name)
        if set(left) == set(right):
            return [(left[key], right[key]) for key in sorted(left)]
    lonely = sorted(set(left) ^ set(right))
    why = f"{len(lonely)} names have no partner: {_first(lonely)}"
    raise DataError(f"{hazy} and {clear} do not pair up", why, "Add the missing images or take the others out")


def find_pairs(source: Path | str, held_back: bool = False) -> List[Tuple[Path, Path]]:
    """Return the (degraded, clear) files of a data set in any layout that `layouts` knows.

    Args:
        source: a folder with degraded and clear images in folders side by side, at any depth, or with both in one
            folder under names such as ``12_hazy.png`` and ``12_GT.png``; or ``DEGRADED:CLEAR``, two folders.
        held_back: return what lies in folders such as ``test`` and ``val`` (everything if there are none), instead of
            leaving that out.

    Raises:
        DataError: no such folder, no known layout, or names without partner.
    """
    folder = Path(source)
    if not folder.is_dir():
        return pair_images(*_two_folders(str(source)))
    inside = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    pairs = [pair for parent in inside for pair in _side_by_side(parent)] or _in_one_folder(folder)
    if not pairs:
        known = " or ".join(", ".join(words[:4]) for words in WORDS.values())
        why = f"it holds no degraded images beside clear ones, in folders or under names such as {known}"
        raise DataError(f"{folder} cannot be used as pairs", why, "Name the two folders as DEGRADED:CLEAR")
    chosen = [pair for pair in pairs if is_held_back(pair[0].relative_to(folder)) == held_back]
    if not chosen and not held_back:
        why = "all its pairs lie in a test or validation folder"
        raise DataError(f"{folder} cannot be trained on", why, "Name that folder itself if this is what you want")
    return chosen or pairs


def require_equal_sizes(pairs: Iterable[Tuple[Path, Path]]) -> None:
    """Raise `DataError`, naming the first few, if the two images of a pair differ in size."""
    unequal = [left.name for left, right in pairs if image_size(left) != image_size(right)]
    if unequal:
        why = f"the sizes of {len(unequal)} differ: {_first(unequal)}"
        raise DataError("Degraded and clear images do not match", why, "Bring each pair to one size, pixel on pixel")


class ClearCrops:
    """Random augmented crops of clear images that are held in memory as uint8.

    Args:
        folders: where the images are; each is drawn from as often as the others. recipe: how crops are varied.
        exclude: stems to leave out (held back for measuring).

    Raises:
        DataError: a folder has no usable image.
    """

    def __init__(
        self, folders: Sequence[Path], exclude: Iterable[str] = (), recipe: AugmentRecipe = AugmentRecipe()
    ) -> None:
        left_out = set(exclude)
        counts: List[int] = []
        images: List[Tensor] = []
        for folder in folders:
            paths = [path for path in list_images(folder) if path.stem not in left_out]
            _require_some(paths, folder)
            counts.append(len(paths))
            images += [_tensor(path) for path in paths]
        self.pool = ImagePool(images, _draw_weights(counts), recipe)

    def draw(self, count: int, size: int, generator: torch.Generator) -> Tensor:
        """Return (count, 3, size, size) display values in [0, 1] on the CPU."""
        return self.pool.varied(count, size, generator)


class PairedCrops:
    """Random crops of (degraded, clear) pairs held in memory as uint8; both sides are cut, flipped and turned alike.

    Their colours stay as they are: how they differ is what these pairs teach.

    Args:
        sources: data sets as `find_pairs` takes them. exclude: stems of degraded images to leave out.

    Raises:
        DataError: a data set has no usable pairs, or the two images of a pair differ in size.
    """

    def __init__(
        self, sources: Sequence[Path | str], exclude: Iterable[str] = (), recipe: AugmentRecipe = AugmentRecipe()
    ) -> None:
        left_out = set(exclude)
        counts: List[int] = []
        images: List[Tensor] = []  # (6, h, w): degraded above clear
        for source in sources:
            pairs = [pair for pair in find_pairs(source) if pair[0].stem not in left_out]
            _require_some(pairs, source)
            require_equal_sizes(pairs)
            counts.append(len(pairs))
            images += [torch.cat([_tensor(degraded), _tensor(clear)]) for degraded, clear in pairs]
        self.pool = ImagePool(images, _draw_weights(counts), recipe)

    def draw(self, count: int, size: int, generator: torch.Generator) -> Tuple[Tensor, Tensor]:
        """Return (degraded, clear), each (count, 3, size, size) display values in [0, 1] on the CPU."""
        degraded, clear = self.pool.crops(count, size, generator).clamp(0, 1).chunk(2, dim=1)
        return degraded, clear


def _draw_weights(counts: Sequence[int]) -> Tensor:
    """Weigh each image so that its folder weighs as much as any: few satellite tiles must not drown in aerial ones."""
    return torch.tensor([1 / count for count in counts for _ in range(count)])


# --- Files ------------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open an image; what goes wrong there, or while its pixels are read, is a `DataError`."""
    try:
        with Image.open(path) as image:
            yield image
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise DataError(f"{path.name} cannot be read", str(error), "Take it out of the folder or mend it") from None


def _tensor(path: Path) -> Tensor:
    return torch.from_numpy(read_image(path).copy()).permute(2, 0, 1)


def _require_some(images: Sequence[object], source: Path | str) -> None:
    if not images:
        why = "all its images are left out with --exclude"
        raise DataError(f"{source} cannot be trained on", why, "Exclude fewer or leave the folder away")


def _by_name(folder: Path, name: Callable[[str], str]) -> Dict[str, Path]:
    return _index(
        ((path.relative_to(folder).parent / name(path.stem)).as_posix(), path) for path in list_images(folder)
    )


def _index(named: Iterable[Tuple[str, Path]]) -> Dict[str, Path]:
    found: Dict[str, Path] = {}
    for key, path in named:
        if key in found:
            why = f"{found[key].name} beside it is of the same scene"
            raise DataError(f"{path} cannot be paired", why, "Keep one of the two")
        found[key] = path
    return found


def _two_folders(text: str) -> Tuple[Path, Path]:
    """Return the folders of ``DEGRADED:CLEAR``; any colon may be the one between them, for drives have one, too."""
    for position in (match.start() for match in re.finditer(":", text)):
        left, right = Path(text[:position]), Path(text[position + 1 :])
        if left.is_dir() and right.is_dir():
            return left, right
    raise DataError(f"{text} cannot be used as pairs", "there is no such folder", "Name a folder, or DEGRADED:CLEAR")


def _side_by_side(parent: Path) -> List[Tuple[Path, Path]]:
    """Return the pairs in two folders of `parent` whose names say degraded and clear."""
    folders = {side: [path for path in _folders(parent) if side_of_folder(path.name) is side] for side in Side}
    if not all(folders.values()):
        return []
    if any(len(paths) > 1 for paths in folders.values()):
        names = _first([path.name for paths in folders.values() for path in paths])
        raise DataError(f"It is not clear what pairs up in {parent}", f"it holds {names}", "Name two: DEGRADED:CLEAR")
    return pair_images(folders[Side.DEGRADED][0], folders[Side.CLEAR][0])


def _in_one_folder(folder: Path) -> List[Tuple[Path, Path]]:
    """Return the pairs of files whose own names say degraded and clear."""
    scenes: Dict[Side, Dict[str, Path]] = {}
    for side in Side:
        paths = [path for path in list_images(folder) if side_of_file(path.stem) is side]
        scenes[side] = _index(((path.parent / scene_of_file(path.stem)).as_posix(), path) for path in paths)
    left, right = scenes[Side.DEGRADED], scenes[Side.CLEAR]
    lonely = sorted(Path(key).name for key in set(left) ^ set(right))
    if left and right and lonely:
        raise DataError(f"{folder} does not pair up", f"{len(lonely)} names have no partner: {_first(lonely)}")
    return [(left[key], right[key]) for key in sorted(set(left) & set(right))]


def _folders(parent: Path) -> List[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir())


def _first(names: Sequence[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
