"""The charts of a report, as SVG, drawn by matplotlib where it is there.

matplotlib and not another library: every QGIS package brings it (Debian's depends on it by name), it draws without a
browser, and its SVG needs no script, prints sharply and takes some kilobytes. plotly, which QGIS brings too, would put
3.5 MB of script into every report. Where matplotlib is missing or broken, a report says so and has its tables. Only its
figures are used, not pyplot, whose state belongs to the whole process; text is outlines, so no font has to be there.
"""

from __future__ import annotations

import io
import logging
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

COLOURS = {"before": "#c98a1b", "after": "#2c6aa0", "reference": "#3d8b5a"}
MOST_BANDS = 24  # that are drawn
_ACROSS = 3
_log = logging.getLogger("dsrdmpd.report")

Histograms = Mapping[str, np.ndarray]  # pixels by value, of each raster


def histograms(bands: Sequence[Tuple[str, np.ndarray, Histograms]], names: Mapping[str, str]) -> Optional[str]:
    """Return the distribution of each band's values in all rasters as SVG, None without matplotlib.

    Args:
        bands: name, edges (n + 1,) and counts (n,) by raster. names: what the rasters are called.
    """
    rows = -(-len(bands) // _ACROSS)
    made = _figure(10, 0.5 + 1.75 * rows)
    if made is None or not bands:
        return None
    figure, across = made, min(_ACROSS, len(bands))
    handles: Dict[str, Any] = {}
    for number, (name, edges, counts) in enumerate(bands):
        axes = figure.add_subplot(rows, across, number + 1)
        middles = (edges[:-1] + edges[1:]) / 2
        for role, found in counts.items():
            share = found / max(1, found.sum())
            axes.fill_between(middles, share, color=COLOURS[role], alpha=0.16, linewidth=0)
            (handles[role],) = axes.plot(middles, share, color=COLOURS[role], linewidth=1.4)
        _plain(axes)
        axes.set_title(name, fontsize=9.5, loc="left", color="#1d2733")
        axes.set_yticks([])
        axes.set_ylim(bottom=0)
        axes.set_xlim(*_shown(edges, counts))
        axes.locator_params(axis="x", nbins=5)
    figure.legend(list(handles.values()), [names[role] for role in handles], loc="upper right",
                  ncol=len(handles), frameon=False, fontsize=9.5)  # fmt: skip
    figure.tight_layout(rect=(0, 0, 1, 1 - 0.32 / figure.get_figheight()))
    return _svg(figure)


def bars(
    title: str, bands: Sequence[str], values: Mapping[str, List[float]], names: Mapping[str, str]
) -> Optional[str]:
    """Return a figure of each band in some rasters, side by side, as SVG; None without matplotlib."""
    made = _figure(10, 2.6)
    if made is None or not bands:
        return None
    axes = made.add_subplot(1, 1, 1)
    places, width = np.arange(len(bands)), 0.8 / len(values)
    for number, (role, heights) in enumerate(values.items()):
        left = places + (number - (len(values) - 1) / 2) * width
        axes.bar(left, heights, width * 0.92, color=COLOURS[role], label=names[role])
    _plain(axes)
    axes.set_title(title, fontsize=9.5, loc="left", color="#1d2733")
    axes.set_xticks(places)
    axes.set_xticklabels(bands, rotation=0 if len(bands) <= 13 else 90)
    if len(values) > 1:
        axes.legend(frameon=False, fontsize=9.5)
    made.tight_layout()
    return _svg(made)


def _shown(edges: np.ndarray, counts: Histograms) -> Tuple[float, float]:
    """The part of the values where there is something to see."""
    total = sum(counts.values(), np.zeros(len(edges) - 1))
    kept = np.flatnonzero(total > 2e-4 * max(1, total.max()))
    if len(kept) == 0:
        return float(edges[0]), float(edges[-1])
    return float(edges[max(0, kept[0] - 2)]), float(edges[min(len(edges) - 1, kept[-1] + 3)])


def _figure(width: float, height: float) -> Optional[Any]:
    """An empty figure of a size in inches."""
    try:
        from matplotlib.figure import Figure
    except Exception:  # a broken one fails in many ways, and none of them may cost the report
        _log.info("no charts: matplotlib cannot be used", exc_info=True)
        return None
    return Figure(figsize=(width, height))


def _plain(axes: Any) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#aab5c0")
    axes.tick_params(colors="#5d6b7a", labelsize=8.5, length=3)


def _svg(figure: Any) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    text = io.StringIO()
    FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None, "Creator": None})
    made = text.getvalue()
    return made[made.index("<svg") :]
