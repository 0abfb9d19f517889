"""Images to train and measure on: folders of clear images, and folders of hazy/clear pairs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, List, Sequence, Tuple

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor
from torch.nn import functional as F

from ..errors import DehazeError

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


class DataError(DehazeError):
    """Training or evaluation images cannot be used."""


def list_images(folder: Path | str) -> List[Path]:
    """Return the image files below `folder`, sorted.

    Raises:
        DataError: there is no such folder, or no image in it.
    """
    folder = Path(folder)
    paths = sorted(p for p in folder.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES) if folder.is_dir() else []
    if not paths:
        why = "there is no image in it" if folder.is_dir() else "there is no such folder"
        raise DataError(f"The folder {folder} cannot be used", why, "Name a folder of PNG, JPEG or TIFF images")
    return paths


def read_image(path: Path) -> np.ndarray:
    """Return an 8-bit RGB image as (h, w, 3) uint8.

    Raises:
        DataError: the file cannot be read or is not an 8-bit colour image.
    """
    try:
        with Image.open(path) as image:
            if image.mode not in ("RGB", "RGBA", "P"):
                raise DataError(
                    f"{path.name} cannot be used",
                    f"it is a {image.mode} image, not 8-bit RGB",
                    "Convert it to 8-bit RGB or take it out of the folder",
                )
            return np.asarray(image.convert("RGB"))
    except (OSError, UnidentifiedImageError, SyntaxError) as error:
        raise DataError(f"{path.name} cannot be read", str(error), "Take it out of the folder or mend it") from None


def pair_images(hazy: Path | str, clear: Path | str) -> List[Tuple[Path, Path]]:
    """Return (hazy, clear) files of the same stem.

    Raises:
        DataError: a folder is empty, or names have no partner; the first few are named.
    """
    left = {path.stem: path for path in list_images(hazy)}
    right = {path.stem: path for path in list_images(clear)}
    lonely = sorted(set(left) ^ set(right))
    if lonely:
        names = ", ".join(lonely[:5]) + (" …" if len(lonely) > 5 else "")
        raise DataError(f"{hazy} and {clear} do not pair up", f"{len(lonely)} names have no partner: {names}")
    return [(left[stem], right[stem]) for stem in sorted(left)]


@dataclass
class ClearCrops:
    """Random augmented crops of clear images that are held in memory as uint8.

    Args:
        folders: where the images are. exclude: stems to leave out (held back for measuring).
    """

    folders: Sequence[Path]
    exclude: Iterable[str] = ()

    def __post_init__(self) -> None:
        left_out = set(self.exclude)
        # An image of a small folder is drawn more often: few satellite tiles must not drown in aerial ones.
        self.images: List[Tensor] = []
        weights: List[float] = []
        for folder in self.folders:
            paths = [path for path in list_images(folder) if path.stem not in left_out]
            self.images += [torch.from_numpy(read_image(path).copy()).permute(2, 0, 1) for path in paths]
            weights += [len(paths) ** -0.5] * len(paths)
        self.weights = torch.tensor(weights)

    def draw(self, count: int, size: int, generator: torch.Generator) -> Tensor:
        """Return (count, 3, size, size) display values in [0, 1] on the CPU."""
        picks = torch.multinomial(self.weights, count, replacement=True, generator=generator)
        crops = torch.stack([_random_crop(self.images[int(i)], size, generator) for i in picks])
        return _random_colour(crops, generator)


def _random_crop(image: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """Return (3, size, size): a crop of 0.6 to 1.6 times the side, resized, turned and flipped."""

    def integer(low: int, high: int) -> int:
        return int(torch.randint(low, high, (), generator=generator))

    limit = min(image.shape[1:])
    side = min(int(size * 2 ** float(torch.empty(()).uniform_(-0.7, 0.7, generator=generator))), limit)
    top, left = integer(0, image.shape[1] - side + 1), integer(0, image.shape[2] - side + 1)
    crop = image[None, :, top : top + side, left : left + side].float() / 255
    if side != size:
        crop = F.interpolate(crop, size=(size, size), mode="bilinear", antialias=side > size, align_corners=False)
    crop = torch.rot90(crop[0], integer(0, 4), dims=(1, 2))
    return crop.flip(2) if integer(0, 2) else crop


def _random_colour(crops: Tensor, generator: torch.Generator) -> Tensor:
    """Vary exposure, contrast (gamma), saturation and white balance, as scenes and sensors do."""
    shape = (len(crops), 1, 1, 1)

    def uniform(low: float, high: float, *size: int) -> Tensor:
        return low + (high - low) * torch.rand(size, generator=generator)

    grey = crops.mean(dim=1, keepdim=True)
    crops = grey + (crops - grey) * uniform(0.5, 2.0, *shape)
    crops = crops.clamp(0, 1) ** torch.exp(uniform(-0.4, 0.4, *shape))
    gain = uniform(0.7, 1.3, *shape) * uniform(0.85, 1.15, len(crops), 3, 1, 1)
    return (crops * gain).clamp(0, 1)
