"""The Processing algorithm `dsrdmpd:assess`: figures of a raster, by itself and against others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBand,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)

from ...dsrdmpd.assess.request import AFTER, BEFORE, REFERENCE, Assessment, AssessRequest
from ...dsrdmpd.assess.run import assess
from ...dsrdmpd.assess.table import ROLES, TITLES, Row, rows, write_csv
from ...dsrdmpd.errors import OptionError, Text
from ...dsrdmpd.report.assessment import write_report
from ..about import version
from ..core_texts import translated
from ..feedback import QgisProgress
from ..layers import SourceLayer, gdal_uri
from .base import Parameters, RasterAlgorithm
from .values import is_unset, parse_bands

NUMBERS = {  # key of a row: name of the output
    "psnr_db": "PSNR",
    "ssim": "SSIM",
    "rmse": "RMSE",
    "sam_deg": "SAM",
    "ergas": "ERGAS",
    "ciede2000": "CIEDE2000",
    "ndvi_rmse": "NDVI_RMSE",
    "haze": "HAZE",
    "ndvi": "NDVI",
}
SUFFIXES = {AFTER: "", BEFORE: "_BEFORE", REFERENCE: "_REFERENCE"}
ALONE = ("haze", "ndvi")  # keys of what a reference has, too


class AssessAlgorithm(RasterAlgorithm):
    """Measures a raster layer."""

    REFERENCE, BEFORE, BANDS, COMPARE = "REFERENCE", "BEFORE", "BANDS", "COMPARE"
    NIR, DATA_RANGE, TABLE, REPORT, PIXELS = "NIR", "DATA_RANGE", "TABLE", "REPORT", "PIXELS"
    RESULTS = ()
    FILES = {TABLE: ".csv", REPORT: ".html"}

    def __init__(self) -> None:
        super().__init__()
        self._request: Optional[AssessRequest] = None

    # --- What it is ---------------------------------------------------------------------------------------------------

    def name(self) -> str:
        return "assess"

    def displayName(self) -> str:
        return self.tr("Assess raster")

    def tags(self) -> List[str]:
        return self.tr("quality,PSNR,SSIM,SAM,ERGAS,CIEDE2000,NDVI,haze,compare,accuracy,reference,metrics").split(",")

    def shortDescription(self) -> str:
        return self.tr("Measures a raster: against a reference, before and after, or by itself.")

    def shortHelpString(self) -> str:
        return self._help(
            before=[
                self.tr(
                    "Measures a raster of any type and number of bands. With a reference, such as the scene without "
                    "haze, it says how far the raster is from it; with a raster before as well, how far that was. "
                    "With a raster before alone, it says how much was changed. By itself, how hazy the raster looks."
                ),
            ],
            after=[
                self.tr(
                    "<b>Numbers</b>: PSNR (dB), SSIM, RMSE, SAM (spectral angle, degrees), ERGAS, CIEDE2000 (colour "
                    "difference), NDVI_RMSE, HAZE (mean dark channel: 0 is clear) and NDVI are outputs, and the "
                    "same with _BEFORE for the raster before. They are over the pixels that are usable in all rasters."
                ),
                self.tr(
                    "<b>Limits</b>: the rasters must lie on the same pixels; what they share is measured. They must be "
                    "of one kind of data type. Palette rasters and complex numbers are refused."
                ),
            ],
        )

    # --- What it takes ------------------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:
        self._add(
            QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Raster to assess")),
            self.tr("The raster that is judged, such as a dehazed one."),
        )
        self._add(
            QgsProcessingParameterRasterLayer(self.REFERENCE, self.tr("Reference"), None, True),
            self.tr("The truth, such as the scene without haze, on the same pixels."),
        )
        self._add(
            QgsProcessingParameterRasterLayer(self.BEFORE, self.tr("Raster before"), None, True),
            self.tr("What the raster was made from, such as the hazy one, on the same pixels."),
        )
        self._add_bands()
        self._add(
            QgsProcessingParameterNumber(
                self.DATA_RANGE, self.tr("Data range"), QgsProcessingParameterNumber.Type.Double, None, True, 0
            ),
            self.tr(
                "Range of the values, in the raster's own numbers, that PSNR and SSIM are measured against. Empty: 255 "
                "for 8 bits, else from black to white by the sensor, as the log says."
            ),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterFileDestination(
                self.TABLE, self.tr("Table"), self.tr("CSV files (*.csv)"), None, True, False
            ),
            self.tr("All figures, those of each band too, as CSV. Made if you name it."),
        )
        self._add(
            QgsProcessingParameterFileDestination(
                self.REPORT, self.tr("Report"), self.tr("HTML files (*.html)"), None, True, False
            ),
            self.tr("An HTML page with pictures, figures and charts, to keep or to print. Made if you name it."),
        )
        titles = {**_titles(), "pixels": self.tr("Usable pixels")}
        for key, name in NUMBERS.items():
            for role in ROLES:
                if role != REFERENCE or key in ALONE:
                    text = f"{titles[key]} ({self._role(role)})"
                    self.addOutput(QgsProcessingOutputNumber(name + SUFFIXES[role], text))
        self.addOutput(QgsProcessingOutputNumber(self.PIXELS, titles["pixels"]))

    def _add_bands(self) -> None:
        self._add(
            QgsProcessingParameterBand(
                self.BANDS, self.tr("Red, green and blue band"), None, self.INPUT, optional=True, allowMultiple=True
            ),
            self.tr("Exactly three bands, in this order. Empty: taken from the file's colours or band names."),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterBand(
                self.COMPARE, self.tr("Bands to compare"), None, self.INPUT, optional=True, allowMultiple=True
            ),
            self.tr("Empty: all of them, but for alpha."),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterBand(self.NIR, self.tr("Near-infrared band"), None, self.INPUT, optional=True),
            self.tr("For NDVI. Empty: by the wavelengths or names of the bands."),
            advanced=True,
        )

    def _role(self, role: str) -> str:
        return {AFTER: self.tr("raster"), BEFORE: self.tr("before"), REFERENCE: self.tr("reference")}[role]

    # --- What it does -------------------------------------------------------------------------------------------------

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        parse_bands(self._plain(parameters, self.BANDS, context))
        parse_numbers(self.COMPARE, self._plain(parameters, self.COMPARE, context))
        self._whole_or_none(parameters, self.NIR, context)
        AssessRequest("", data_range=self._number_or_none(parameters, self.DATA_RANGE, context))

    def _prepare(
        self,
        parameters: Parameters,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._source = SourceLayer.of(layer)
        self._request = AssessRequest(
            raster=self._source.uri,
            before=self._other(parameters, self.BEFORE, context),
            reference=self._other(parameters, self.REFERENCE, context),
            bands=parse_bands(self._plain(parameters, self.BANDS, context)),
            compared=parse_numbers(self.COMPARE, self._plain(parameters, self.COMPARE, context)),
            nir=self._whole_or_none(parameters, self.NIR, context),
            data_range=self._number_or_none(parameters, self.DATA_RANGE, context),
            nodata=self._source.nodata,
        )
        self._warn_of_nodata(feedback)

    def _other(self, parameters: Parameters, name: str, context: QgsProcessingContext) -> Optional[str]:
        value = self._plain(parameters, name, context)
        if is_unset(value):
            return None
        layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None:
            what = Text("{parameter} '{value}' cannot be used", parameter=name, value=str(value))
            raise OptionError(what, "it is no raster", "Choose a raster, or leave it empty")
        return gdal_uri(layer)

    def _compute(self, paths: Dict[str, Optional[str]], feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        request = replace(self._request, pictures=paths[self.REPORT] is not None)
        assessment = assess(request, QgisProgress(feedback))
        for line in self._lines(assessment):
            feedback.pushInfo(line)
        if paths[self.TABLE]:
            write_csv(assessment, paths[self.TABLE])
        if paths[self.REPORT]:
            write_report(assessment, paths[self.REPORT], translated, version=version())
        overall = [row for row in rows(assessment) if not row.band]
        numbers = {
            NUMBERS[row.key] + SUFFIXES[role]: value
            for row in overall
            for role, value in row.values.items()
            if role != REFERENCE or row.key in ALONE
        }
        return {**numbers, self.PIXELS: assessment.pixels}

    def _lines(self, assessment: Assessment) -> List[str]:
        """The figures for the log."""
        overall = [row for row in rows(assessment) if not row.band]
        lines = [self._line(row) for row in overall]
        if assessment.compared:
            lines.append(self.tr("Range of PSNR and SSIM: {}").format(translated(assessment.range_told)))
        return [*lines, *map(translated, assessment.notes)]

    def _line(self, row: Row) -> str:
        unit = f" {translated(row.unit)}" if row.unit else ""
        figures = [f"{row.shown(role)}{unit} ({self._role(role)})" for role in ROLES if role in row.values]
        return f"{translated(row.title)}: {', '.join(figures)}"


def _titles() -> Dict[str, str]:
    """What the numbers are called, as the table calls them."""
    return {key: translated(title) for key, title in TITLES.items()}


def parse_numbers(name: str, value: Any) -> Optional[Tuple[int, ...]]:
    """Return band numbers, or None if `value` is empty.

    Args:
        value: a list of numbers, or a text such as "4 3 2" or "4,3,2".

    Raises:
        OptionError: something in it is no number from 1 on, or is there twice.
    """
    if is_unset(value):
        return None
    parts = re.split(r"[\s,;]+", value.strip("[]() \t")) if isinstance(value, str) else value
    try:
        numbers = tuple(int(str(part)) for part in parts)
        if min(numbers) >= 1 and len(set(numbers)) == len(numbers):
            return numbers
    except (TypeError, ValueError):
        pass
    what = Text("{parameter} '{value}' cannot be used", parameter=name, value=str(value))
    raise OptionError(what, "different band numbers are needed", "Give them such as 1,2,4, or leave it empty")
