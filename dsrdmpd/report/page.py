"""The page of a report: its look, and pieces of HTML from plain values."""

from __future__ import annotations

from html import escape
from typing import Iterable, List, Sequence, Tuple

# No grid and no variables, which the web view of older QGIS lacks; system fonts, so that nothing is fetched.
_STYLE = """
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; background: #f4f6f8; color: #1d2733; line-height: 1.5;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 36px 28px 48px; background: #fff; min-height: 100vh; }
header { border-bottom: 3px solid #2c6aa0; padding-bottom: 16px; margin-bottom: 26px; }
.kind { color: #2c6aa0; font-size: 12px; letter-spacing: .09em; text-transform: uppercase; font-weight: 600; }
h1 { font-size: 26px; line-height: 1.25; margin: 4px 0 2px; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 36px 0 10px; font-weight: 650; }
p { margin: 6px 0; } .soft, figcaption, footer { color: #5d6b7a; font-size: 13px; }
.cards { display: flex; flex-wrap: wrap; margin: -6px; }
.card { flex: 1 1 180px; min-width: 180px; margin: 6px; padding: 12px 14px; background: #f4f7fa; border-radius: 8px; }
.card b { display: block; font-size: 19px; font-weight: 650; white-space: nowrap; }
.card span { color: #5d6b7a; font-size: 12.5px; }
.arrow { color: #8a97a5; font-weight: 400; padding: 0 3px; }
.pictures { display: flex; flex-wrap: wrap; margin: 0 -6px; }
figure { flex: 1 1 240px; margin: 6px; } figure img, .chart svg { width: 100%; height: auto; display: block; }
figure img { border-radius: 6px; background: #eef1f4; } figcaption { margin-top: 5px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 600; color: #5d6b7a; font-size: 12.5px; border-bottom: 1px solid #cfd8e1; }
td { text-align: right; border-bottom: 1px solid #eceff3; } th, td { padding: 6px 8px; vertical-align: top; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.text { text-align: left; overflow-wrap: anywhere; } td.label { color: #5d6b7a; width: 34%; }
table.dense { font-size: 12.5px; } table.dense th { font-size: 11.5px; vertical-align: bottom; }
.better { color: #1c7a45; font-weight: 600; } .worse { color: #b23b2e; font-weight: 600; }
.note { background: #fff7e3; border-left: 3px solid #d9a520; padding: 8px 12px; margin: 8px 0; font-size: 13.5px; }
footer { margin-top: 40px; border-top: 1px solid #dfe5eb; padding-top: 12px; }
@page { margin: 14mm; }
@media print { body { background: #fff; font-size: 12.5px; } main { padding: 0; max-width: none; }
  h2 { break-after: avoid; } figure, .card, .chart, tr { break-inside: avoid; page-break-inside: avoid; } }
"""


def page(kind: str, title: str, lead: str, sections: Sequence[str], foot: Sequence[str]) -> str:
    """Return a whole HTML file. `sections` are HTML, everything else is text."""
    footer = "".join(f"<p>{escape(line)}</p>" for line in foot)
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>"
        f'<header><div class="kind">{escape(kind)}</div><h1>{escape(title)}</h1>'
        f'<p class="soft">{escape(lead)}</p></header>\n' + "\n".join(sections) + f"\n<footer>{footer}</footer>"
        "</main></body></html>\n"
    )


def section(heading: str, *parts: str) -> str:
    """A heading and what is under it, HTML; nothing if there is nothing."""
    return f"<section><h2>{escape(heading)}</h2>{''.join(parts)}</section>" if any(parts) else ""


def cards(figures: Iterable[Tuple[str, str]]) -> str:
    """Large figures (HTML) with what they are (text)."""
    made = "".join(f'<div class="card"><b>{value}</b><span>{escape(name)}</span></div>' for name, value in figures)
    return f'<div class="cards">{made}</div>' if made else ""


def pictures(shown: Iterable[Tuple[str, str]]) -> str:
    """Images, as data URIs, with captions."""
    made = "".join(
        f'<figure><img alt="{escape(text)}" src="{uri}"/><figcaption>{escape(text)}</figcaption></figure>'
        for text, uri in shown
    )
    return f'<div class="pictures">{made}</div>' if made else ""


def table(head: Sequence[str], rows: Sequence[Sequence[Tuple[str, str]]], dense: bool = False) -> str:
    """A table of cells (text, class) under headings; `dense` for many columns."""
    if not rows:
        return ""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body: List[str] = []
    for row in rows:
        cells = "".join(f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"
                        for text, kind in row)  # fmt: skip
        body.append(f"<tr>{cells}</tr>")
    kind = ' class="dense"' if dense else ""
    return f"<table{kind}><thead><tr>{top}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def facts(pairs: Iterable[Tuple[str, str]]) -> str:
    """What something is, line by line."""
    made = "".join(
        f'<tr><td class="label">{escape(name)}</td><td class="text">{escape(value)}</td></tr>' for name, value in pairs
    )
    return f"<table><tbody>{made}</tbody></table>" if made else ""


def note(text: str) -> str:
    """A line that the reader should not miss."""
    return f'<p class="note">{escape(text)}</p>'
