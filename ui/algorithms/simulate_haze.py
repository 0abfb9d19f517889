"""The Processing algorithm `dsrdmpd:simulatehaze`: lays known haze over a raster, to test dehazing with."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterExtent,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsRasterLayer,
)

from ...dsrdmpd.simulation.request import MAX_AIRLIGHT, HazeOptions, SimulationRequest, SimulationResult
from ...dsrdmpd.simulation.run import simulate_haze
from ..feedback import QgisProgress
from ..layers import SourceLayer, style_haze_map
from .base import MAX_SEED, Parameters, RasterAlgorithm
from .values import parse_wavelengths

DEFAULTS = HazeOptions()


class SimulateHazeAlgorithm(RasterAlgorithm):
    """Lays haze over a raster layer by the physical model that the default weights were trained with."""

    THICKNESS_MAX, PATTERN_SIZE, PATCHINESS = "THICKNESS_MAX", "PATTERN_SIZE", "PATCHINESS"
    AIRLIGHT, SEED, WAVELENGTHS = "AIRLIGHT", "SEED", "WAVELENGTHS"
    THICKNESS = "THICKNESS"
    RESULTS = (RasterAlgorithm.OUTPUT, THICKNESS)
    MEAN_THICKNESS, SECONDS = "MEAN_THICKNESS", "SECONDS"

    def __init__(self) -> None:
        super().__init__()
        self._request: Optional[SimulationRequest] = None

    # --- What it is ---------------------------------------------------------------------------------------------------

    def name(self) -> str:
        return "simulatehaze"

    def displayName(self) -> str:
        return self.tr("Simulate haze")

    def tags(self) -> List[str]:
        return self.tr("haze,simulate,synthetic,fog,smoke,atmosphere,airlight,test,validation").split(",")

    def shortDescription(self) -> str:
        return self.tr("Lays haze of known thickness over a raster, to test dehazing with.")

    def shortHelpString(self) -> str:
        return self._help(
            before=[
                self.tr(
                    "Lays haze over a clear raster, so that a dehazed result can be compared with the truth: run it, "
                    "dehaze its result, and compare with the source. The result lies on the same pixels and has the "
                    "data type, bands, nodata, CRS and style of the source."
                ),
                self.tr(
                    "The model is physical: what haze lets through of each band's light depends on the band's "
                    "wavelength, blue being hazed most and infrared least, and what it takes is replaced by airlight "
                    "(Koschmieder's equation). The same seed gives the same haze, and an extent gets the haze that "
                    "it has in the whole raster."
                ),
            ],
            after=[
                self.tr(
                    "<b>Numbers</b>: the mean haze thickness and the seconds it took are outputs too, for models and "
                    "scripts."
                ),
                self.tr(
                    "<b>Limits</b>: pixels of 8 bits are taken for display values (mixed with a gamma of 2.2), all "
                    "others for values linear in light. Palette rasters, rasters with fewer than three bands and "
                    "layers that are no file (web maps, virtual layers) are refused, with what to do instead."
                ),
            ],
        )

    # --- What it takes ------------------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:
        self._add_where()
        self._add_haze()
        self._add_results()

    def _add_where(self) -> None:
        self._add(
            QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Input layer")),
            self.tr("A clear raster file with at least three bands: 8, 16 or 32-bit integers, or floats."),
        )
        self._add(
            QgsProcessingParameterExtent(self.EXTENT, self.tr("Extent"), optional=True),
            self.tr("The part to make, snapped outward to the layer's pixels. Empty: everything."),
        )

    def _add_haze(self) -> None:
        number = QgsProcessingParameterNumber
        self._add(
            self._fraction(self.THICKNESS_MAX, self.tr("Greatest thickness"), DEFAULTS.thickness_max),
            self.tr(
                "Share of the shortest waves' light (0.443 µm) that the thickest haze takes: 0 returns the source, "
                "0.3 is a thin veil, 0.6 clearly hazy, 1 hides the ground."
            ),
        )
        self._add(
            number(self.PATTERN_SIZE, self.tr("Size of the patches (pixels)"), number.Type.Double, None, True, 2),
            self.tr("How wide the patches of haze are. Empty: a quarter of the layer's longer side."),
        )
        self._add(
            self._fraction(self.PATCHINESS, self.tr("Patchiness"), DEFAULTS.patchiness),
            self.tr("0 is a veil of even thickness, 1 patches with clear air between them."),
        )
        self._add(
            self._fraction(self.AIRLIGHT, self.tr("Brightness of the haze"), DEFAULTS.airlight, most=MAX_AIRLIGHT),
            self.tr(
                "Airlight, measured against the layer's own pixels: 0 is as dark as the darkest of a band, like "
                "smoke, 1 as bright as the brightest."
            ),
        )
        self._add(
            number(self.SEED, self.tr("Seed"), number.Type.Integer, DEFAULTS.seed, False, 0, MAX_SEED),
            self.tr("Which pattern of haze. The same seed gives the same one."),
        )
        self._add(
            QgsProcessingParameterString(self.WAVELENGTHS, self.tr("Wavelengths (µm)"), None, False, True),
            self.tr(
                "The centre of every band in micrometres, in the bands' order, such as 0.655,0.5625,0.4825,0.865 for "
                "red, green, blue and near infrared; 0 for a band that gets no haze. Empty: taken from the file's "
                "metadata, band names (such as blue, nir, B8A) or colours."
            ),
        )
        self._add_nodata()

    def _add_results(self) -> None:
        self._add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Hazy")),
            self.tr("The hazy raster, a compressed GeoTIFF with overviews."),
        )
        self._add(
            QgsProcessingParameterRasterDestination(
                self.THICKNESS, self.tr("Haze thickness"), optional=True, createByDefault=False
            ),
            self.tr("The truth: the thickness at each pixel, from 0 (clear) to 1. Made if you name it."),
        )
        self.addOutput(QgsProcessingOutputNumber(self.MEAN_THICKNESS, self.tr("Mean haze thickness (0 to 1)")))
        self.addOutput(QgsProcessingOutputNumber(self.SECONDS, self.tr("Seconds")))

    def _fraction(self, name: str, text: str, default: float, most: float = 1) -> QgsProcessingParameterNumber:
        real = QgsProcessingParameterNumber.Type.Double
        parameter = QgsProcessingParameterNumber(name, text, real, default, False, 0, most)
        parameter.setMetadata({"widget_wrapper": {"decimals": 2}})
        return parameter

    # --- What it does -------------------------------------------------------------------------------------------------

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        """Arrange how the results will look once they are loaded; runs on the main thread."""
        self._style(context, self.OUTPUT, self._source.apply_style, self.tr("{} hazy").format(self._source.name))
        self._style(context, self.THICKNESS, style_haze_map, self.tr("{} true haze").format(self._source.name))
        return {}

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        parse_wavelengths(self._plain(parameters, self.WAVELENGTHS, context))
        self._options(parameters, context)

    def _prepare(
        self,
        parameters: Parameters,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._source = SourceLayer.of(layer)
        self._request = SimulationRequest(
            source=self._source.uri,
            output="",  # known when the run begins
            bounds=self._bounds(parameters, layer, context),
            wavelengths_um=parse_wavelengths(self._plain(parameters, self.WAVELENGTHS, context)),
            crs_wkt=self._source.crs_wkt,
            override_crs=self._source.override_crs,
            options=self._options(parameters, context),
            **self._pixel_rules(parameters, context, feedback),
        )

    def _compute(self, paths: Dict[str, Optional[str]], feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        request = replace(self._request, output=paths[self.OUTPUT], thickness=paths[self.THICKNESS])
        result = simulate_haze(request, QgisProgress(feedback))
        feedback.pushInfo(self._summary(result))
        return {self.MEAN_THICKNESS: result.mean_thickness, self.SECONDS: round(result.seconds, 2)}

    def _options(self, parameters: Parameters, context: QgsProcessingContext) -> HazeOptions:
        return HazeOptions(
            thickness_max=self.parameterAsDouble(parameters, self.THICKNESS_MAX, context),
            pattern_px=self._number_or_none(parameters, self.PATTERN_SIZE, context),
            patchiness=self.parameterAsDouble(parameters, self.PATCHINESS, context),
            airlight=self.parameterAsDouble(parameters, self.AIRLIGHT, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
        )

    def _summary(self, result: SimulationResult) -> str:
        text = self.tr("{} × {} pixels, {:.1f} s").format(result.width_px, result.height_px, result.seconds)
        if math.isnan(result.mean_thickness):
            return f"{text}; " + self.tr("no pixel was usable")
        return f"{text}; " + self.tr("mean haze thickness {:.2f}").format(result.mean_thickness)
