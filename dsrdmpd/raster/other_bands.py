"""Bands beside red, green and blue: what the haze that the colours show does to them, taken off by wavelength.

hazy = clear·t_j + A_j·(1 − t_j) holds in every band for light. The transmission t_j follows from that of the reference
band (`physics.transmission`: t_j = t1^((0.443/λ_j)^γ)), and the airlight A_j from the haze's colour; both come from the
scene's haze field, or, for a method that has none, from how much the colours changed, under white airlight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Sequence, Tuple

import numpy as np

from ..errors import Text, Words
from ..physics import RGB_UM, transmission
from ..progress import Progress
from ..request import Bands, DehazeOptions, Nodata
from ..scene.evidence import airlight_at
from ..scene.field import HazeField
from ..scene.veil import IndexedVeil
from .band_light import BandLight, lights_of
from .radiometry import Stretch
from .sites import sample_bands
from .source import RasterSource
from .values import Ranges, nodata_ranges, within_ranges
from .wavelengths import check_wavelengths, known_wavelengths

LEAST_TRANSMISSION = 0.1  # of a band, below which its noise would be all that is restored
_STEPS = 1024  # of the table from the colours' mean transmission to that of the reference band


@dataclass(frozen=True)
class OtherBands:
    """How the bands beside the colours are corrected.

    Attributes:
        lights: each of them by its 1-based number. avoid: values that no usable pixel has or may take.
        field: the haze over the raster, None for none. airlight: light of endless haze by band, (n, m) over its cells.
        veil: what a method without a field subtracts by an index of the colours. tables: the light of it by band.
    """

    lights: Mapping[int, BandLight]
    avoid: Ranges = ()
    field: Optional[HazeField] = None
    airlight: Optional[Mapping[int, np.ndarray]] = None
    veil: Optional[IndexedVeil] = None
    tables: Optional[Mapping[int, np.ndarray]] = None

    @classmethod
    def of(
        cls,
        source: RasterSource,
        stretch: Stretch,
        wavelengths_um: Optional[Sequence[float]] = None,
        also_nodata: Nodata = None,
        field: Optional[HazeField] = None,
        veil: Optional[IndexedVeil] = None,
    ) -> OtherBands:
        """Return the correction of those bands of a raster that see sunlight of a known wavelength.

        Args:
            wavelengths_um: of all bands, 0 for one that haze does not reach; None has the file say them.

        Raises:
            OptionError: the wavelengths given are not the raster's.
        """
        known = wavelengths_of(source, wavelengths_um)
        lights = {n: light for n, light in lights_of(stretch, known).items() if n not in source.bands}
        avoid = nodata_ranges(source.dtype, *source.nodata, also_nodata)
        airlight = {n: airlight_at(field, light.wavelength_um) for n, light in lights.items()} if field else None
        tables = _tables(source, stretch, lights, veil) if veil else None
        return cls(lights, avoid, field, airlight, veil, tables)

    @classmethod
    def wanted(
        cls,
        source: RasterSource,
        stretch: Stretch,
        options: DehazeOptions,
        also_nodata: Nodata,
        field: Optional[HazeField],
        progress: Optional[Progress] = None,
        veil: Optional[IndexedVeil] = None,
    ) -> Optional[OtherBands]:
        """Return `of` if the options want the other bands corrected, which `progress` is told; else None."""
        if options.other_bands is Bands.KEEP:
            return None
        others = cls.of(source, stretch, options.wavelengths_um, also_nodata, field, veil)
        told = others.told(source)
        if progress and told:
            progress.info(told)
        return others

    def told(self, source: RasterSource) -> Words:
        """Return which bands are corrected and which are copied, for people."""
        if source.band_count == len(source.bands):
            return ""
        taken = [Text("band {number} ({um:g} µm)", number=n, um=band.wavelength_um) for n, band in self.lights.items()]
        left = [n for n in range(1, source.band_count + 1) if n not in self.lights and n not in source.bands]
        if not taken:
            return "No other band is corrected: the file does not say what light they see"
        if not left:
            return Text("Corrected by their wavelength: {taken}", taken=taken)
        return Text(
            "Corrected by their wavelength: {taken}; copied: bands {left}", taken=taken, left=list(map(str, left))
        )

    def corrected(
        self,
        others: Mapping[int, np.ndarray],
        thickness: np.ndarray,
        share: np.ndarray,
        valid: np.ndarray,
        strength: float,
        place: Tuple[int, int],
        step_px: int = 1,
        hazy: Optional[np.ndarray] = None,
    ) -> Dict[int, np.ndarray]:
        """Return the bands without the haze.

        Args:
            others: DN (h, w) by number. thickness: (h, w), 1 − t of the reference band with a field, else of the
                colours' mean. share: (h, w), how much of the change counts. valid: (h, w) bool, which pixels may move.
            strength: how many times the optical thickness is taken off. place: row and column of the first pixel.
            step_px: as in `HazeField`. hazy: (3, h, w) display values of the colours, for a method with a veil.
        """
        index = self.veil.index(hazy) if self.veil and hazy is not None else None
        first = 1 - thickness.astype(np.float64)
        if self.field is None:
            first = _first_of_mean(first)
        moving = valid & (share > 0) & ((first < 1) if index is None else True)
        result = {}
        for number, band in self.lights.items():
            dn = others[number]
            light = band.light(dn)
            usable = moving & np.isfinite(light) & ~within_ranges(dn, self.avoid)
            before = light[usable]
            if index is not None and self.veil and self.tables:
                added = strength * np.interp(index[usable], self.veil.levels, self.tables[number])
                clear = np.maximum(before - added, np.minimum(before, 0))
            else:
                clear = self._without_haze(number, before, first, usable, strength, place, step_px)
            out = dn.copy()
            wanted = before + share[usable] * (clear - before)
            out[usable] = band.changed(dn[usable], before, wanted, self.avoid)
            result[number] = out
        return result

    def _without_haze(
        self,
        number: int,
        before: np.ndarray,
        first: np.ndarray,
        usable: np.ndarray,
        strength: float,
        place: Tuple[int, int],
        step_px: int,
    ) -> np.ndarray:
        """Return the light (n,) of the usable pixels without haze of the reference band's transmission `first`."""
        um = self.lights[number].wavelength_um
        t = np.maximum(transmission(first[usable], um), LEAST_TRANSMISSION) ** strength
        endless = self._airlight(number, first.shape, place, step_px)[usable]
        return np.maximum((before - endless * (1 - t)) / t, np.minimum(before, 0))

    def _airlight(self, number: int, shape: Tuple[int, ...], place: Tuple[int, int], step_px: int) -> np.ndarray:
        if self.field is None or self.airlight is None:
            return np.ones(shape)
        return self.field.spread(self.airlight[number], *place, shape[0], shape[1], step_px)


def _tables(
    source: RasterSource, stretch: Stretch, lights: Mapping[int, BandLight], veil: IndexedVeil
) -> Dict[int, np.ndarray]:
    """Return what haze adds to each band at each level of the veil's index, from squares spread over the raster."""
    bands, colours = sample_bands(source, tuple(lights))
    index = veil.index(stretch.normalise(colours[:, None]))[0]
    tables = {}
    for number, dn in bands.items():
        light = lights[number].light(dn)
        usable = np.isfinite(light)
        tables[number] = veil.table(index[usable], light[usable])
    return tables


def wavelengths_of(source: RasterSource, given_um: Optional[Sequence[float]] = None) -> Sequence[Optional[float]]:
    """Return the wavelengths of all bands in µm as given, else as the file says, None where it does not.

    Raises:
        OptionError: those given are not the raster's.
    """
    if given_um is None:
        return known_wavelengths(source)
    check_wavelengths(given_um, source.band_count)
    return given_um


def _first_of_mean(mean: np.ndarray) -> np.ndarray:
    """Return the transmission of the reference band where the colours' mean is `mean`."""
    first = np.linspace(0, 1, _STEPS)
    colours = np.mean([transmission(first, um) for um in RGB_UM], axis=0)
    return np.interp(mean, np.maximum.accumulate(colours), first)
