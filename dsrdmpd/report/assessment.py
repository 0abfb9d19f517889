"""The report of an assessment: pictures, figures, distributions, and what they mean."""

from __future__ import annotations

import math
import os
from datetime import datetime
from html import escape
from typing import Callable, Dict, Iterator, List, Sequence, Tuple

from ..assess.request import AFTER, BEFORE, REFERENCE, Assessment
from ..assess.table import MORE, ROLES, Row, rows
from ..errors import Text, Words, as_text
from ..files import said_by, unwritable, whole_file
from . import charts
from .page import cards, facts, note, page, pictures, section, table

Say = Callable[[Words], str]  # words in the reader's language
Facts = Sequence[Tuple[Words, Words]]

_AGAINST = {REFERENCE: Text("the reference"), BEFORE: Text("the raster before")}
SHOWN_FIRST = ("psnr_db", "ssim", "sam_deg", "ciede2000", "ndvi_rmse", "haze", "ndvi")


def write_report(
    assessment: Assessment,
    path: str,
    say: Say = str,
    *,
    kind: Words = Text("Assessment"),
    title: str = "",
    about: Facts = (),
    version: str = "",
) -> None:
    """Write an assessment as one HTML file.

    Args:
        say: gives words in the reader's language. kind, title: what the report is, and of what ("": its name).
        about: what else the reader should know, such as how the raster was made.

    Raises:
        RasterError: the file cannot be written.
    """
    html = render_report(assessment, say, kind=kind, title=title, about=about, version=version)
    try:
        with whole_file(path) as part:
            part.write_text(html, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, said_by(error)) from None


def render_report(assessment: Assessment, say: Say, *, kind: Words, title: str, about: Facts, version: str) -> str:
    """Return the HTML of `write_report`."""
    size = Text("{width} × {height} pixels, {count} of them usable in all rasters",
                width=assessment.width_px, height=assessment.height_px, count=f"{assessment.pixels:,}")  # fmt: skip
    sections = [
        cards(_cards(assessment, say)),
        *(note(say(text)) for text in assessment.notes),
        section(say(Text("Pictures")), pictures(_pictures(assessment, say))),
        section(say(Text("How it was made")), facts((say(name), say(value)) for name, value in about)),
        section(say(Text("Figures")), _figures(assessment, say), _explained(assessment, say)),
        section(say(Text("Distribution of the values")), _histograms(assessment, say)),
        section(say(Text("By band")), _bars(assessment, say), _by_band(assessment, say)),
        section(say(Text("Files")), facts((_role(role, say), path) for role, path in assessment.paths.items())),
    ]
    made = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    foot = [f"DS-RDMPD Dehaze {version}".strip() + f", {made}"]
    shown = title or os.path.basename(assessment.paths[AFTER])
    return page(say(kind), shown, say(size), [part for part in sections if part], foot)


def _role(role: str, say: Say) -> str:
    return say({BEFORE: Text("Before"), AFTER: Text("After"), REFERENCE: Text("Reference")}[role])


def _cards(assessment: Assessment, say: Say) -> Iterator[Tuple[str, str]]:
    """The figures that a reader looks for first: before and after, if there are both."""
    found = {row.key: row for row in rows(assessment) if not row.band}
    for row in (found[key] for key in SHOWN_FIRST if key in found):
        unit = f" {say(row.unit)}" if row.unit else ""
        values = [escape(row.shown(role)) for role in (BEFORE, AFTER) if role in row.values]
        yield say(row.title), '<span class="arrow">→</span>'.join(values) + escape(unit)


def _pictures(assessment: Assessment, say: Say) -> List[Tuple[str, str]]:
    return [(_role(role, say), assessment.pictures[role]) for role in ROLES if role in assessment.pictures]


def _figures(assessment: Assessment, say: Say) -> str:
    if not assessment.compared:  # then the cards have said it all
        return ""
    roles = [role for role in ROLES if role in assessment.states]
    head = ["", *(_role(role, say) for role in roles)]
    made = []
    for row in (row for row in rows(assessment) if not row.band):
        name = f"{say(row.title)} ({say(row.unit)})" if row.unit else say(row.title)
        made.append([(name, ""), *((row.shown(role), _verdict(row) if role == AFTER else "") for role in roles)])
    return table(head, made)


def _verdict(row: Row) -> str:
    """Whether the figure after is better than the one before."""
    before, after = (row.values.get(role, math.nan) for role in (BEFORE, AFTER))
    if not row.better or math.isnan(before) or math.isnan(after) or before == after:
        return ""
    return "better" if (after > before) == (row.better == MORE) else "worse"


def _explained(assessment: Assessment, say: Say) -> str:
    if not assessment.compared:
        return ""
    against = Text("Against {raster}.", raster=_AGAINST[assessment.against])
    told = Text("Range of PSNR and SSIM: {told}", told=as_text(assessment.range_told))
    return f'<p class="soft">{escape(say(against))} {escape(say(told))}</p>'


def _histograms(assessment: Assessment, say: Say) -> str:
    chosen = _chosen(assessment)
    drawn = charts.histograms(
        [
            (
                assessment.bands[number],
                assessment.edges[number],
                {role: assessment.states[role].bands[number].histogram for role in _roles(assessment)},
            )
            for number in chosen
        ],
        {role: _role(role, say) for role in ROLES},
    )
    if drawn is None:
        return note(say(Text("There are no charts: this Python has no matplotlib that works.")))
    unit = Text("Share of the pixels by value ({unit}).", unit=as_text(assessment.unit))
    few = Text("{shown} of {count} bands are drawn.", shown=len(chosen), count=len(assessment.bands))
    text = say(unit) + (f" {say(few)}" if len(chosen) < len(assessment.bands) else "")
    return f'<div class="chart">{drawn}</div><p class="soft">{escape(text)}</p>'


def _bars(assessment: Assessment, say: Say) -> str:
    if not assessment.compared or len(assessment.bands) < 2:
        return ""
    chosen = _chosen(assessment)
    values = {role: [found.bands[number].rmse for number in chosen] for role, found in assessment.compared.items()}
    title = Text("RMSE against {raster} ({unit})", raster=_AGAINST[assessment.against], unit=as_text(assessment.unit))
    names = {role: _role(role, say) for role in ROLES}
    drawn = charts.bars(say(title), [assessment.bands[number] for number in chosen], values, names)
    return f'<div class="chart">{drawn}</div>' if drawn else ""


def _by_band(assessment: Assessment, say: Say) -> str:
    """A line for each band and figure that differs between the rasters."""
    by_band: Dict[int, List[Row]] = {}
    for row in rows(assessment):
        if row.band:
            by_band.setdefault(row.band, []).append(row)
    keys = list(dict.fromkeys((row.key, row.title, row.unit) for found in by_band.values() for row in found))
    roles = _roles(assessment)
    head = [say(Text("Band")), *(f"{say(title)}{f' ({say(unit)})' if unit else ''}" for _, title, unit in keys)]
    made = []
    for number, found in by_band.items():
        cells = {row.key: " → ".join(row.shown(role) for role in roles if role in row.values and role != REFERENCE)
                 for row in found}  # fmt: skip
        made.append([(assessment.bands[number], ""), *((cells.get(key, "–") or "–", "") for key, _, _ in keys)])
    return table(head, made, dense=True)


def _roles(assessment: Assessment) -> List[str]:
    return [role for role in ROLES if role in assessment.states]


def _chosen(assessment: Assessment) -> List[int]:
    """Bands to draw: all, or some spread over them."""
    numbers = list(assessment.bands)
    if len(numbers) <= charts.MOST_BANDS:
        return numbers
    step = len(numbers) / charts.MOST_BANDS
    return [numbers[int(place * step)] for place in range(charts.MOST_BANDS)]
