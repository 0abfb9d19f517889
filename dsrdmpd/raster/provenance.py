"""What a result says of its making, as items of the GeoTIFF's metadata that `gdalinfo` shows."""

from __future__ import annotations

import os
from typing import Any, Dict, Mapping, Tuple

from ..errors import Words
from ..request import DehazeRequest
from .bands import PROVENANCE, Metadata
from .radiometry import Stretch
from .source import RasterSource

_LEARNED = "Processed by a learned model: pixels are estimates, not measurements"
_PLAIN = "Processed by a method without a learned model: pixels are estimates, not measurements"


def provenance(
    request: DehazeRequest,
    source: RasterSource,
    stretch: Stretch,
    method: Mapping[str, Any],
    version: str,
    matched: Words = "",
) -> Tuple[str, ...]:
    """Return the items ``DEHAZE_…=value`` for a result, the same for the same run: its files are compared by bytes.

    Args:
        request: what was asked for. source: what was read. stretch: the range that was used. method: as it describes
            itself. version: of this software. matched: how the scene was matched to others.
    """
    options, learned = request.options, "weights" in method
    spread = " ".join(f"{low:.6g}..{high:.6g}" for low, high in zip(stretch.low, stretch.high))
    items: Dict[str, Any] = {
        "NOTE": _LEARNED if learned else _PLAIN,
        "SOFTWARE": f"DS-RDMPD Dehaze {version}",
        "SOURCE": os.path.basename(source.path),
        "MODEL": method["method"],
        "MODEL_SHA256": method.get("weights"),
        "SAMPLING_STEPS": method["steps"],
        "QUALITY": options.quality.value if learned else None,
        "STRENGTH_PERCENT": f"{options.strength_percent:g}",
        "SEED": options.seed if learned else None,
        "BANDS": "{} {} {} (red green blue)".format(*source.bands),
        "BANDS_BY": source.choice.why if source.choice else "the user",
        "RANGE": f"{spread} (black..white of red green blue), gamma {stretch.gamma:g}",
        "VALUES": stretch.told or None,
        "MATCHED": matched or None,
        "LEFT_OUT": "; ".join(map(str, source.findings.told)) or None,
        "BEFORE": _before(source.metadata()),
    }
    return tuple(f"{PROVENANCE}{key}={_one_line(value)}" for key, value in items.items() if value is not None)


def with_provenance(metadata: Metadata, lines: Tuple[str, ...]) -> Metadata:
    """Return a result's metadata with `lines`, in place of what an earlier run has said."""
    kept = {domain: tuple(line for line in found if not line.startswith(PROVENANCE)) for domain, found in metadata}
    return tuple({**kept, "": (*kept.get("", ()), *lines)}.items())


def _before(metadata: Metadata) -> Any:
    """What an earlier run has said, in one line; None if there was none."""
    said = [line for domain, found in metadata if not domain for line in found if line.startswith(PROVENANCE)]
    return "; ".join(line[len(PROVENANCE) :] for line in said) or None


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
