"""What a simulation is asked to do and what it made, as plain validated values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Tuple

from ..request import Nodata, within

LEAST_PATTERN_PX, MAX_PATTERN_PX = 2, 1e6
MAX_AIRLIGHT = 2.0


@dataclass(frozen=True)
class HazeOptions:
    """What haze to make.

    Attributes:
        thickness_max: share of the light of the shortest band (0.443 µm) that the thickest haze takes, 0 (the raster
            is returned bit for bit) to 1 (nothing but haze).
        pattern_px: size of the patches in pixels, at least 2; None takes a quarter of the raster's longer side.
        patchiness: 0 (a veil of even thickness) to 1 (patches with clear air between them).
        airlight: brightness of endless haze, from the raster's dark (0) to its bright pixels (1) and beyond, to 2.
        seed: which pattern, 0 to 2**31 - 1.

    Raises:
        OptionError: a value is outside these ranges.
    """

    thickness_max: float = 0.6
    pattern_px: Optional[float] = None
    patchiness: float = 0.8
    airlight: float = 0.9
    seed: int = 0

    def __post_init__(self) -> None:
        within("thickness", self.thickness_max, 0, 1)
        within("pattern size", self.pattern_px, LEAST_PATTERN_PX, MAX_PATTERN_PX)
        within("patchiness", self.patchiness, 0, 1)
        within("airlight", self.airlight, 0, MAX_AIRLIGHT)
        within("seed", self.seed, 0, 2**31 - 1)


@dataclass(frozen=True)
class SimulationRequest:
    """One run: which pixels of which raster, and where the results go.

    Attributes:
        source: what GDAL opens (path, `/vsi…` path or GDAL URI).
        output: path of the hazy GeoTIFF to make.
        thickness: path of the GeoTIFF of the true haze thickness to make, or None.
        bounds: (xmin, ymin, xmax, ymax) in the map units of the source's CRS; None is the whole raster.
        wavelengths_um: of all bands, 0 for a band that gets no haze; None has the file say them.
        nodata: value, or ranges of them, to treat as nodata beside what the file declares; None adds nothing.
        crs_wkt: CRS for a file that has none; None leaves it without.
        options: what haze to make.
        declared_nodata, find_fill, override_crs: as in `dsrdmpd.request.DehazeRequest`.
    """

    source: str
    output: str
    thickness: Optional[str] = None
    bounds: Optional[Tuple[float, float, float, float]] = None
    wavelengths_um: Optional[Tuple[float, ...]] = None
    nodata: Nodata = None
    crs_wkt: Optional[str] = None
    options: HazeOptions = field(default_factory=HazeOptions)
    declared_nodata: bool = True
    find_fill: bool = True
    override_crs: bool = False

    @property
    def bands(self) -> None:
        """Red, green and blue are left to the file: haze is laid by wavelength."""


@dataclass(frozen=True)
class SimulationResult:
    """What a finished run made, in numbers worth chaining.

    Attributes:
        output, thickness: paths of the files made (thickness None if not asked for).
        width_px, height_px: size of the result.
        wavelengths_um: of all bands, as they were used.
        mean_thickness: mean haze thickness (0 to 1) over the usable pixels, NaN if there are none.
        seconds: wall time of the run.
    """

    output: str
    thickness: Optional[str]
    width_px: int
    height_px: int
    wavelengths_um: Tuple[float, ...]
    mean_thickness: float
    seconds: float
