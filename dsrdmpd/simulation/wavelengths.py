"""Which wavelength each band of a raster sees, where every band must have one: from the user or from the file."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from ..errors import OptionError, Text
from ..physics import WAVELENGTHS_UM
from ..raster.source import RasterSource
from ..raster.wavelengths import check_wavelengths, known_wavelengths


def band_wavelengths(source: RasterSource, given_um: Optional[Sequence[float]] = None) -> Tuple[float, ...]:
    """Return the centre wavelength of every band in µm; `NO_LIGHT_UM` for a band that haze does not reach.

    Args:
        source: the raster.
        given_um: wavelengths of all its bands; None has the file say them: the bands' metadata, else their names, else
            their colour interpretation; if nothing is said of any band, `source.bands` are red, green and blue.

    Raises:
        OptionError: the number of wavelengths is wrong, one is no sunlight, all are 0, or a band's is not known.
    """
    wavelengths = tuple(_guessed(source) if given_um is None else given_um)
    check_wavelengths(wavelengths, source.band_count)
    return wavelengths


def _guessed(source: RasterSource) -> List[float]:
    found = known_wavelengths(source)
    unknown = [str(number) for number, um in enumerate(found, 1) if um is None]
    if unknown:
        example = ",".join(f"{WAVELENGTHS_UM['nir'] if um is None else um:g}" for um in found)
        raise OptionError(
            "The haze cannot be computed",
            Text("the file does not say what light bands {bands} see", bands=", ".join(unknown))
            if len(unknown) > 1
            else Text("the file does not say what light band {band} sees", band=unknown[0]),
            Text(
                "Give the wavelengths of all bands in micrometres, such as {example}; 0 leaves a band as it is",
                example=example,
            ),
        )
    return [um for um in found if um is not None]
