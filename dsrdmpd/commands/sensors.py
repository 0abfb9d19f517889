"""`sensors`: the table of known sensors, and what a raster is taken for."""

from __future__ import annotations

import argparse
from typing import Iterator, List, Sequence

from .nodata import add_nodata, nodata_of

HELP = "the sensors whose numbers are known, or what a raster's numbers are taken for"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.add_argument("input", nargs="?", metavar="IN", help="raster that GDAL reads; without one: the whole table")
    add.add_argument("--bands", nargs=3, type=int, metavar=("R", "G", "B"), help="band numbers, counted from 1")
    add_nodata(add)


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    lines = _of_raster(options) if options.input else _table()
    print("\n".join(lines))


def _table() -> Iterator[str]:
    from ..scene.sensor_table import SENSORS

    rows: List[Sequence[str]] = [("sensor", "recognised by", "type", "scale", "offset", "clear sky", "bands, µm")]
    for sensor in SENSORS:
        fixed = sensor.scale is not None
        numbers = (f"{sensor.scale:g}", f"{sensor.offset:g}") if fixed else ("by scene", "")
        bands = " ".join(f"{label}:{um:g}" for label, um in sensor.bands.items())
        said = str(sensor.recognised), "/".join(sensor.dtypes), *numbers, sensor.sky.value
        rows.append((sensor.name, *said, bands or "from metadata"))
        if sensor.note:
            rows.append((f"  ({sensor.note})",))
    widths = [max(len(row[place]) for row in rows if len(row) > 1) for place in range(6)]
    for row in rows:
        yield row[0] if len(row) == 1 else "  ".join([*(t.ljust(w) for t, w in zip(row, widths)), row[-1]]).rstrip()


def _of_raster(options: argparse.Namespace) -> Iterator[str]:
    from ..raster.radiometry import Stretch
    from ..raster.source import RasterSource
    from ..raster.wavelengths import known_wavelengths

    with RasterSource.open(options.input, options.bands, nodata_of(options)) as source:
        stretch = Stretch.fit(source)
        found, wavelengths, names = stretch.calibration, known_wavelengths(source), source.band_profiles()
        yield str(stretch.told or "8-bit values are taken for a picture")
        if found:
            sun = "not said" if found.sun_sine is None else f"{found.sun_sine:.3f}"
            yield f"reflectance = {found.scale[0]:g} · DN {found.offset[0]:+g}"
            yield f"clear sky's light: {found.sky.value}; sine of the sun's elevation: {sun}"
        for colour, number, low, high in zip(("red", "green", "blue"), source.bands, stretch.low, stretch.high):
            yield f"{colour} is band {number}: black at DN {low:.6g}, white at {high:.6g}"
        for number, (um, profile) in enumerate(zip(wavelengths, names), 1):
            seen = "not known" if um is None else "no light that haze reaches" if um == 0 else f"{um:g} µm"
            sky = f", clear sky adds {found.clear_sky_at(um):.4f}" if found and um else ""
            yield f"band {number} {profile.description}: {seen}{sky}".replace(" :", ":")
