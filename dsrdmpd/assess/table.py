"""The figures of an assessment as rows: for a terminal, a CSV file and a report."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence

from ..errors import Text, Words
from ..files import said_by, unwritable, whole_file
from .request import AFTER, BEFORE, REFERENCE, Assessment

ROLES = (BEFORE, AFTER, REFERENCE)
EITHER, MORE, LESS = "", "more", "less"  # which way is better
TITLES: Dict[str, Words] = {  # of the figures of all bands together
    "psnr_db": Text("PSNR"),
    "ssim": Text("SSIM"),
    "rmse": Text("RMSE"),
    "sam_deg": Text("Spectral angle"),
    "ergas": Text("ERGAS"),
    "ciede2000": Text("Colour difference ΔE00"),
    "ndvi_rmse": Text("NDVI RMSE"),
    "haze": Text("Haze density (dark channel)"),
    "ndvi": Text("Mean NDVI"),
}


@dataclass(frozen=True)
class Row:
    """One measure.

    Attributes:
        key: its name in files. title, unit: for people. band: number, 0 for all bands together. decimals: shown.
        better: more, less, or neither. values: by raster; without those that it does not apply to.
    """

    key: str
    title: Words
    unit: Words
    decimals: int
    better: str
    values: Mapping[str, float]
    band: int = 0

    def shown(self, role: str) -> str:
        """The figure of a raster in words, "–" for none."""
        value = self.values.get(role, math.nan)
        if math.isnan(value):
            return "–"
        return "∞" if math.isinf(value) else f"{value:.{self.decimals}f}"


def rows(assessment: Assessment) -> List[Row]:
    """Return the figures of all bands together, then of each band."""
    return [*_overall(assessment), *_by_band(assessment)]


def show(assessment: Assessment) -> str:
    """Return the figures of all bands together as a table for a terminal, and those against the reference by band."""
    roles = [role for role in ROLES if role in assessment.states]
    lines = [f"{'':36}" + "".join(f"{role:>12}" for role in roles)]
    for row in _overall(assessment):
        title = f"{row.title} ({row.unit})" if row.unit else str(row.title)
        lines.append(f"{title:36}" + "".join(f"{row.shown(role):>12}" for role in roles))
    for role in assessment.compared:
        lines += ["", f"{role} against {assessment.against}, by band"]
        lines.append(f"{'':16}{'PSNR dB':>12}{'SSIM':>12}{'RMSE':>12}{'bias':>12}")
        decimals = _decimals(assessment.unit)
        for number, band in assessment.compared[role].bands.items():
            figures = f"{band.psnr_db:12.2f}{band.ssim:12.4f}{band.rmse:12.{decimals}f}{band.bias:12.{decimals}f}"
            lines.append(f"{number:3} {assessment.bands[number]:12.12}{figures}")
    lines += ["", f"{assessment.width_px} × {assessment.height_px} px, {assessment.pixels} usable in all rasters"]
    if assessment.compared:
        lines.append(f"Range of PSNR and SSIM: {assessment.range_told}")
    return "\n".join([*lines, *map(str, assessment.notes)])


def write_csv(assessment: Assessment, path: str) -> None:
    """Write the figures as CSV: measure, unit, band, band_name, and one column for each raster.

    Raises:
        RasterError: the file cannot be written.
    """
    try:
        with whole_file(path) as part, open(part, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["measure", "unit", "band", "band_name", *ROLES])
            for row in rows(assessment):
                band = [row.band or "", assessment.bands.get(row.band, "")]
                writer.writerow([row.key, row.unit, *band, *(_plain(row.values.get(role)) for role in ROLES)])
    except OSError as error:
        raise unwritable(path, said_by(error)) from None


def _plain(value: Optional[float]) -> str:
    return "" if value is None or math.isnan(value) else repr(float(value))


@dataclass(frozen=True)
class _Measure:
    """How a row is made: `get` takes it from a `Comparison` or `RasterState`, or from one band of them."""

    key: str
    title: Words
    unit: Words
    decimals: int
    get: Callable[[Any], float]
    better: str = EITHER


def _overall(assessment: Assessment) -> Iterator[Row]:
    unit, decimals = assessment.unit, _decimals(assessment.unit)
    compared = (
        _Measure("psnr_db", TITLES["psnr_db"], "dB", 2, lambda found: found.psnr_db, MORE),
        _Measure("ssim", TITLES["ssim"], "", 4, lambda found: found.ssim, MORE),
        _Measure("rmse", TITLES["rmse"], unit, decimals, lambda found: found.rmse, LESS),
        _Measure("sam_deg", TITLES["sam_deg"], "°", 2, lambda found: found.sam_deg, LESS),
        _Measure("ergas", TITLES["ergas"], "", 2, lambda found: found.ergas, LESS),
        _Measure("ciede2000", TITLES["ciede2000"], "", 2, lambda found: found.ciede2000, LESS),
        _Measure("ndvi_rmse", TITLES["ndvi_rmse"], "", 4, lambda found: found.ndvi_rmse, LESS),
    )
    states = (
        _Measure("haze", TITLES["haze"], "", 4, lambda found: found.haze),
        _Measure("ndvi", TITLES["ndvi"], "", 4, lambda found: found.ndvi),
    )
    yield from _rows(assessment, compared, assessment.compared, 0)
    yield from _rows(assessment, states, assessment.states, 0)


def _by_band(assessment: Assessment) -> Iterator[Row]:
    unit, decimals = assessment.unit, _decimals(assessment.unit)
    compared = (
        _Measure("psnr_db", "PSNR", "dB", 2, lambda band: band.psnr_db, MORE),
        _Measure("ssim", "SSIM", "", 4, lambda band: band.ssim, MORE),
        _Measure("rmse", "RMSE", unit, decimals, lambda band: band.rmse, LESS),
        _Measure("bias", "Mean difference", unit, decimals, lambda band: band.bias),
    )
    states = (
        _Measure("mean", "Mean", unit, decimals, lambda band: band.mean),
        _Measure("deviation", "Standard deviation", unit, decimals, lambda band: band.deviation),
        _Measure("low_percent", "At the lowest value", "%", 2, lambda band: 100 * band.low),
        _Measure("high_percent", "At the highest value", "%", 2, lambda band: 100 * band.high),
    )
    for number in assessment.bands:
        against = {role: figures.bands[number] for role, figures in assessment.compared.items()}
        yield from _rows(assessment, compared, against, number)
        alone = {role: figures.bands[number] for role, figures in assessment.states.items()}
        yield from _rows(assessment, states, alone, number)


def _rows(assessment: Assessment, measures: Sequence[_Measure], found: Mapping[str, Any], band: int) -> Iterator[Row]:
    """One row for each measure that applies to any raster."""
    for each in measures:
        values = {role: each.get(figures) for role, figures in found.items()}
        if any(not math.isnan(value) for value in values.values()):
            better = each.better if assessment.against == REFERENCE else EITHER
            yield Row(each.key, each.title, each.unit, each.decimals, better, values, band)


def _decimals(unit: Words) -> int:
    return 4 if unit == "reflectance" else 1
