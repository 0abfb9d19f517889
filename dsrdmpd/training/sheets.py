"""Contact sheets: the worst images of a set by one method, hazy | result | clear in a row each, as one PNG."""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Sequence, Tuple, Union

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from .evaluate import Measured, Pair, unwritable, write_whole
from .metrics import PSNR_LIMIT_DB

ROWS = 5
CELL_PX = 256  # larger images are reduced to it
GAP_PX, MARGIN_PX, HEAD_PX, TEXT_PX = 12, 24, 84, 52
PAPER, INK, FAINT, BETTER, WORSE = "#1f2226", "#f2f2f2", "#9aa2ab", "#8fd694", "#f0907a"

Font = Union[ImageFont.ImageFont, ImageFont.FreeTypeFont]


@dataclass(frozen=True)
class _Row:
    psnr_db: float
    hazy_db: float
    image: str
    cells: Tuple[Image.Image, ...]  # hazy, result, clear


class WorstSheets:
    """Keeps the worst images of each set and method, by PSNR, and writes their sheet when the set is through.

    So no more is in memory than `ROWS` rows of small pictures for each method of the sets that are under way.

    Args:
        folder: gets ``SET_METHOD.png`` each; it is made. pairs: all that `add` will be told of.
        baseline: the method that leaves the input as it is; it gets no sheet.

    Raises:
        DataError: the folder cannot be made.
    """

    def __init__(self, folder: Path | str, pairs: Sequence[Pair], baseline: str) -> None:
        self._folder, self._baseline = Path(folder), baseline
        self._sizes = Counter(name for pair in pairs for name in pair.sets)
        self._left = dict(self._sizes)
        self._kept: Dict[str, Dict[str, List[_Row]]] = defaultdict(lambda: defaultdict(list))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self._folder, error) from None

    def add(self, done: Measured) -> None:
        """Take note of one image; writes the sheets of the sets that it completes.

        Raises:
            DataError: a sheet cannot be written.
        """
        hazy, clear = _cell(done.hazy), _cell(done.truth)
        hazy_db = done.results[self._baseline].values["psnr_db"]
        for method, result in done.results.items():
            if method == self._baseline:
                continue
            row = _Row(result.values["psnr_db"], hazy_db, done.pair.image, (hazy, _cell(result.image), clear))
            for name in done.pair.sets:
                rows = self._kept[name][method]
                rows.append(row)
                rows.sort(key=lambda each: each.psnr_db)
                del rows[ROWS:]
        for name in done.pair.sets:
            self._left[name] -= 1
            if not self._left[name]:
                self._write(name)

    def _write(self, name: str) -> None:
        for method, rows in self._kept.pop(name, {}).items():
            count = self._sizes[name]
            title = f"the {len(rows)} lowest PSNR of {count} images" if count > len(rows) else "all images"
            content = io.BytesIO()
            draw_sheet(f"{name}  ·  {method}", f"{title}, worst first", method, rows).save(content, "PNG")
            write_whole(self._folder / f"{_file_name(name)}_{_file_name(method)}.png", content.getvalue())


def draw_sheet(title: str, subtitle: str, method: str, rows: Sequence[_Row]) -> Image.Image:
    """Return one sheet of `rows`; every cell keeps its picture's proportions."""
    width = 2 * MARGIN_PX + 3 * CELL_PX + 2 * GAP_PX
    heights = [max(cell.height for cell in row.cells) + TEXT_PX for row in rows]
    sheet = Image.new("RGB", (width, HEAD_PX + sum(heights) + MARGIN_PX), PAPER)
    draw = ImageDraw.Draw(sheet)
    _write_text(draw, MARGIN_PX, 18, title, 22, INK)
    _write_text(draw, MARGIN_PX, 50, subtitle, 14, FAINT)
    top = HEAD_PX
    for row, height in zip(rows, heights):
        _draw_row(sheet, draw, top, method, row)
        top += height
    return sheet


def _draw_row(sheet: Image.Image, draw: ImageDraw.ImageDraw, top: int, method: str, row: _Row) -> None:
    lowest = top + max(cell.height for cell in row.cells)
    gain = row.psnr_db - row.hazy_db
    result = f"{method}  {row.psnr_db:.2f} dB"
    if row.hazy_db < PSNR_LIMIT_DB:
        lines = (f"hazy  {row.hazy_db:.2f} dB", f"{result}  ({gain:+.2f})", "clear")
        inks = (FAINT, BETTER if gain > 0 else WORSE, FAINT)
    else:  # nothing to remove, so nothing to gain
        lines, inks = ("given, without haze", result, "clear"), (FAINT, INK, FAINT)
    for number, (cell, line, ink) in enumerate(zip(row.cells, lines, inks)):
        left = MARGIN_PX + number * (CELL_PX + GAP_PX)
        sheet.paste(cell, (left, top))
        _write_text(draw, left, lowest + 5, line, 14, ink, CELL_PX)
    _write_text(draw, MARGIN_PX, lowest + 23, row.image, 14, INK, sheet.width - 2 * MARGIN_PX)


def _write_text(
    draw: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int, ink: str, most_px: int = 10**6
) -> None:
    """Write one line; what is wider than `most_px` loses its beginning, for names differ at their end."""
    font = _font(size)
    text = text.encode("latin-1", "replace").decode("latin-1")  # more the built-in font does not have
    if draw.textlength(text, font) > most_px:
        while text and draw.textlength("..." + text, font) > most_px:
            text = text[1:]
        text = "..." + text
    draw.text((x, y), text, ink, font)


def _font(size: int) -> Font:
    try:
        return ImageFont.load_default(size)
    except (TypeError, OSError, ImportError):  # Pillow before 10.1, or built without FreeType: one small size
        return ImageFont.load_default()


def _cell(image: Tensor) -> Image.Image:
    """Return (1, 3, h, w) in [0, 1] as a picture of at most CELL_PX a side."""
    pixels = (image[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy()
    cell = Image.fromarray(np.ascontiguousarray(pixels))
    cell.thumbnail((CELL_PX, CELL_PX), Image.Resampling.LANCZOS)
    return cell


def _file_name(words: str) -> str:
    return re.sub(r"[^\w.]+", "-", words).strip("-.")
