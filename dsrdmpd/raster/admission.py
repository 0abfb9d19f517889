"""Refuses, before any work, what cannot be dehazed, each with the reason and what to do about it."""

from __future__ import annotations

from typing import Optional, Sequence

import numpy as np
from osgeo import gdal

from ..errors import RasterError, Text, Words
from .bands import BandTriple, alpha_band, each_band
from .values import NUMPY_OF_GDAL


def admit(name: str, dataset: gdal.Dataset, bands: Optional[Sequence[int]] = None) -> None:
    """Refuse a raster that cannot be dehazed, whichever bands are taken.

    Args:
        name: the raster's, for messages. dataset: the open raster. bands: those asked for, if some are.

    Raises:
        RasterError: it cannot, or the bands cannot be used.
    """
    _refuse_without_pixels(name, dataset)
    _refuse_bands(name, dataset, bands)
    _refuse_position(name, dataset)


def admit_bands(name: str, dataset: gdal.Dataset, chosen: BandTriple) -> None:
    """Refuse a raster that cannot be dehazed with these bands for red, green and blue.

    Raises:
        RasterError: it cannot.
    """
    _refuse_palette(name, dataset, chosen)
    _refuse_types(name, dataset, chosen)
    _refuse_nodata(name, dataset, chosen)


def _refusal(name: str, why: Words, remedy: Words) -> RasterError:
    return RasterError(Text("{name} cannot be dehazed", name=name), why, remedy)


def _refuse_without_pixels(name: str, dataset: gdal.Dataset) -> None:
    inner = [line.split("=", 1)[1] for line in dataset.GetMetadata_List("SUBDATASETS") or () if "_NAME=" in line]
    if dataset.RasterCount == 0 and inner:
        raise _refusal(
            name,
            Text("it holds {count} rasters and does not say which one to take", count=len(inner)),
            _one_or_stacked(inner),
        )
    if dataset.RasterCount == 0 or dataset.RasterXSize < 1 or dataset.RasterYSize < 1:
        raise _refusal(name, Text("it has no pixels"), "Choose another raster")


def _one_or_stacked(inner: Sequence[str]) -> Words:
    if len(inner) < 3:
        return Text("Open one of them by its own name, such as {example}", example=inner[0])
    return Text(
        "Open one of them by its own name, such as {example}, or, if each is one band, stack red, green and blue: "
        "gdalbuildvrt -separate stack.vrt {bands}",
        example=inner[0], bands=" ".join(f"'{name}'" for name in inner[:3]),
    )  # fmt: skip


def _refuse_palette(name: str, dataset: gdal.Dataset, bands: Sequence[int]) -> None:
    for number in bands:
        band = dataset.GetRasterBand(number)
        if band.GetColorInterpretation() == gdal.GCI_PaletteIndex or band.GetColorTable() is not None:
            raise _refusal(
                name,
                Text("band {number} holds palette indices instead of colours", number=number),
                "Expand it first with Raster > Conversion > PCT to RGB, or with gdal_translate -expand rgb",
            )


def _refuse_bands(name: str, dataset: gdal.Dataset, bands: Optional[Sequence[int]]) -> None:
    count = dataset.RasterCount
    if count < 3:
        _refuse_palette(name, dataset, (1,))  # its colours are there, so the remedy is another one
        raise _refusal(
            name,
            Text("it has {count} bands, and red, green and blue are needed", count=count)
            if count > 1
            else Text("it has 1 band, and red, green and blue are needed"),
            "Stack three bands first with Raster > Miscellaneous > Build Virtual Raster, or gdalbuildvrt -separate",
        )
    if bands is None:
        return
    if len(bands) != 3 or len(set(bands)) != 3 or not all(1 <= number <= count for number in bands):
        raise RasterError(
            Text("The bands {bands} cannot be used", bands=", ".join(map(str, bands))),
            Text("red, green and blue must be three different bands from 1 to {count}", count=count),
            "Choose other band numbers",
        )


def _refuse_types(name: str, dataset: gdal.Dataset, colours: BandTriple) -> None:
    types = [band.DataType for band in each_band(dataset)]
    unknown = {gdal.GetDataTypeName(code) for code in types if code not in NUMPY_OF_GDAL}
    if any(band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE" for band in each_band(dataset)):
        unknown.add("signed Byte")  # how GDAL before 3.7 says Int8
    if unknown:
        raise _refusal(
            name,
            Text("pixels of type {types} are not supported", types=", ".join(sorted(unknown))),
            "Convert it first with gdal_translate -ot Float32 (or -ot Int32 for whole numbers)",
        )
    names = [gdal.GetDataTypeName(types[number - 1]) for number in colours]
    if len(set(names)) > 1:
        raise _refusal(
            name,
            Text("its red, green and blue band are of different types ({types})", types=", ".join(names)),
            "Convert it first to one type with gdal_translate -ot",
        )
    held = NUMPY_OF_GDAL[types[colours[0] - 1]]
    for number, code in enumerate(types, 1):
        if not np.can_cast(NUMPY_OF_GDAL[code], held):
            raise _refusal(
                name,
                Text(
                    "a GeoTIFF of its colours' type {type} cannot hold band {number} ({other})",
                    type=names[0], number=number, other=gdal.GetDataTypeName(code),
                ),
                "Leave that band out with gdal_translate -b, or convert all bands to its type with -ot",
            )  # fmt: skip


def _refuse_nodata(name: str, dataset: gdal.Dataset, colours: BandTriple) -> None:
    remedy = "Give them one value first with gdalwarp -dstnodata"
    values = [dataset.GetRasterBand(number).GetNoDataValue() for number in colours]
    if len({str(value) for value in values}) > 1:  # as text, NaN equals itself
        raise _refusal(
            name,
            Text(
                "its colour bands differ in nodata value ({values}), and a GeoTIFF keeps only one",
                values=", ".join(map(str, values)),
            ),
            remedy,
        )
    others = set(range(1, dataset.RasterCount + 1)) - {*colours, alpha_band(dataset)}
    for number in sorted(others):
        value = dataset.GetRasterBand(number).GetNoDataValue()
        if value is not None and str(value) != str(values[0]):
            raise _refusal(
                name,
                Text(
                    "the nodata value of band {number} is {value} and that of the colour bands {colours}, and a "
                    "GeoTIFF keeps only one",
                    number=number, value=value, colours=values[0],
                ),
                remedy,
            )  # fmt: skip


def _refuse_position(name: str, dataset: gdal.Dataset) -> None:
    if dataset.GetGeoTransform(can_return_null=True) is not None:
        return
    remedy = "Warp it first with Raster > Projections > Warp, or with gdalwarp"
    if dataset.GetGCPCount() > 0:
        raise _refusal(name, Text("it is placed on the map by ground control points only"), remedy)
    if dataset.GetMetadata_List("GEOLOCATION"):
        raise _refusal(name, Text("it is placed on the map by geolocation arrays only"), remedy)
