"""The Processing algorithm `dsrdmpd:restrength`: a result again at another strength, without the model."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)

from ...dsrdmpd.files import CHANGE_ENDING, FIELD_ENDING
from ...dsrdmpd.request import FULL_STRENGTH_PERCENT, MAX_STRENGTH_PERCENT, DehazeResult
from ...dsrdmpd.restrength import RestrengthRequest, restrength
from ..about import version
from ..feedback import QgisProgress
from ..layers import SourceLayer, gdal_uri, record_origin
from ..stretch import fit_stretch
from .base import Parameters, RasterAlgorithm


class RestrengthAlgorithm(RasterAlgorithm):
    """Makes a dehazed raster again at another strength, from the haze field that its run has kept."""

    STRENGTH, SOURCE, MEAN_HAZE, SECONDS = "STRENGTH", "SOURCE", "MEAN_HAZE", "SECONDS"

    def __init__(self) -> None:
        super().__init__()
        self._request: Optional[RestrengthRequest] = None
        self._result: Optional[DehazeResult] = None

    # --- What it is ---------------------------------------------------------------------------------------------------

    def name(self) -> str:
        return "restrength"

    def displayName(self) -> str:
        return self.tr("Change the strength of a result")

    def tags(self) -> List[str]:
        return self.tr("haze,dehaze,strength,stronger,weaker,again,fog,smoke").split(",")

    def shortDescription(self) -> str:
        return self.tr("Makes a dehazed raster again at another strength, in seconds and without the model.")

    def shortHelpString(self) -> str:
        return self._help(
            before=[
                self.tr(
                    "Makes a dehazed raster again at another strength. Nothing goes through the model: the haze field "
                    "that the run has kept says what to take away. The pixels are exactly those of a new run at that "
                    "strength, and it takes seconds."
                ),
                self.tr(
                    "<b>Before</b>: run <i>Dehaze raster</i> with <i>Keep the haze field</i> switched on. The raster "
                    "that was dehazed must still be there, unchanged."
                ),
            ],
            after=[
                self.tr(
                    "<b>Refused</b>, with what to do: a result whose haze field was not kept, a raster that has "
                    "changed since, and files that another version of the plugin has kept."
                )
            ],
        )

    # --- What it takes ------------------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:
        self._add(
            QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Dehazed layer")),
            self.tr(
                "A result of Dehaze raster whose haze field was kept beside it, or the file of that field "
                "(its name ends in .haze_field.tif)."
            ),
        )
        strength = QgsProcessingParameterNumber(
            self.STRENGTH,
            self.tr("Strength (%)"),
            QgsProcessingParameterNumber.Type.Double,
            FULL_STRENGTH_PERCENT,
            False,
            0,
            MAX_STRENGTH_PERCENT,
        )
        strength.setMetadata({"widget_wrapper": {"decimals": 0}})
        self._add(
            strength,
            self.tr("0 returns the raster before dehazing, 100 removes what the method found, 200 twice that."),
        )
        self._add(
            QgsProcessingParameterRasterLayer(self.SOURCE, self.tr("Raster that was dehazed"), None, True),
            self.tr("Only if it was moved or renamed. Empty: where it was."),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("At another strength")),
            self.tr("The dehazed raster, a compressed GeoTIFF with overviews."),
        )
        self.addOutput(QgsProcessingOutputNumber(self.MEAN_HAZE, self.tr("Mean haze thickness (0 to 1)")))
        self.addOutput(QgsProcessingOutputNumber(self.SECONDS, self.tr("Seconds")))

    # --- What it does -------------------------------------------------------------------------------------------------

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        """Arrange how the result will look once it is loaded; runs on the main thread."""
        name = self.tr("{} at {:g} %").format(self._source.name, self._request.strength_percent)
        self._style(context, self.OUTPUT, self._style_result, name)
        return {}

    def _style_result(self, layer: QgsRasterLayer) -> None:
        if not self._request.kept.endswith((FIELD_ENDING, CHANGE_ENDING)):  # which look like no picture
            self._source.apply_style(layer)
        fit_stretch(layer)
        abstract = self.tr("Another strength of {}.").format(self._source.name)
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        history = [
            self.tr("{}: {} made again at a strength of {:g} % by DS-RDMPD Dehaze {}").format(
                now, self._source.uri, self._request.strength_percent, version()
            ),
            self._summary(self._result),
        ]
        record_origin(layer, layer.name(), abstract, self._source, history)

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        """Every value that QGIS lets through can be used."""

    def _prepare(
        self,
        parameters: Parameters,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        self._source = SourceLayer.of(layer)
        moved = self.parameterAsRasterLayer(parameters, self.SOURCE, context)
        self._request = RestrengthRequest(
            kept=self._source.uri,
            output="",  # known when it begins
            strength_percent=self.parameterAsDouble(parameters, self.STRENGTH, context),
            source=gdal_uri(moved) if moved is not None else None,
        )

    def _compute(self, paths: Dict[str, Optional[str]], feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        request = replace(self._request, output=paths[self.OUTPUT])
        self._result = result = restrength(request, QgisProgress(feedback))
        feedback.pushInfo(self._summary(result))
        return {self.MEAN_HAZE: result.mean_haze, self.SECONDS: round(result.seconds, 2)}

    def _summary(self, result: DehazeResult) -> str:
        text = self.tr("{} × {} pixels, {:.1f} s").format(result.width_px, result.height_px, result.seconds)
        if math.isnan(result.mean_haze):
            return f"{text}; " + self.tr("no pixel was usable")
        return f"{text}; " + self.tr("mean haze thickness {:.2f}").format(result.mean_haze)
