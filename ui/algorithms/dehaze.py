"""The Processing algorithm `dsrdmpd:dehaze`: from parameters to a request, from a result to outputs."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsRasterLayer,
)

from ...dsrdmpd.cluster.engine import Engine
from ...dsrdmpd.cluster.run import dehaze_on_cluster
from ...dsrdmpd.methods.registry import HAZE_TASK, MethodEntry, find_method
from ...dsrdmpd.model_files import DEFAULT_MODEL
from ...dsrdmpd.pipeline import dehaze_raster
from ...dsrdmpd.request import (
    FULL_STRENGTH_PERCENT,
    DehazeRequest,
    DehazeResult,
)
from .. import idle
from ..about import version
from ..core_texts import quality_name, translated
from ..feedback import QgisProgress
from ..layers import SourceLayer, record_origin, style_haze_map, style_haze_mask
from ..settings import Settings
from ..stretch import fit_stretch
from .base import Parameters
from .dehaze_parameters import DehazeParameters
from .values import parse_bands


class DehazeAlgorithm(DehazeParameters):
    """Removes haze from a raster layer."""

    def __init__(self) -> None:
        super().__init__()
        self._request: Optional[DehazeRequest] = None
        self._method: Optional[MethodEntry] = None
        self._python: Optional[str] = None
        self._scheduler = ""  # whose workers share the raster, empty for none
        self._keep_s = 0.0  # how long the model stays ready afterwards
        self._result: Optional[DehazeResult] = None

    # --- What it is ---------------------------------------------------------------------------------------------------

    def name(self) -> str:
        return "dehaze"

    def displayName(self) -> str:
        return self.tr("Dehaze raster")

    def tags(self) -> List[str]:
        words = self.tr("haze,dehaze,dehazing,fog,smoke,atmosphere,thin cloud,satellite,aerial,drone,restoration")
        return words.split(",")

    def shortDescription(self) -> str:
        return self.tr("Removes haze from a raster and keeps its grid, data type, bands and nodata.")

    def shortHelpString(self) -> str:
        return self._help(
            before=[
                self.tr(
                    "Removes haze, thin smoke and mist from the red, green and blue band of an aerial or satellite "
                    "raster. The result lies on the same pixels and has the data type, bands, nodata, CRS and style "
                    "of the source, so the two layers can be compared directly."
                ),
                self.tr(
                    "The model is DS-RDMPD: a first network removes the haze coarsely, a diffusion model refines the "
                    "result. It runs in a process of its own, outside QGIS, which stays ready for some minutes, so "
                    "that a second run starts faster. Cancelling leaves no file behind."
                ),
            ],
            after=[
                self.tr(
                    "<b>Numbers</b>: the mean haze thickness, the tiles that went through the model, the sampling "
                    "steps used and the seconds it took are outputs too, for models and scripts."
                ),
                self.tr(
                    "<b>Limits</b>: three bands are dehazed; all others are copied, or corrected by what these "
                    "show. Clouds that hide the ground stay. "
                    "Palette rasters, rasters with fewer than three bands and layers that are no file (web maps, "
                    "virtual layers) are refused, with what to do instead. The model needs a Python with torch; the "
                    "plugin's description says how to get one."
                ),
            ],
        )

    # --- What it does -------------------------------------------------------------------------------------------------

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        """Arrange how the results will look once they are loaded; runs on the main thread."""
        self._style(context, self.OUTPUT, self._style_dehazed, self._result_name())
        self._style(context, self.HAZE_MAP, self._style_haze_map, self.tr("{} haze").format(self._source.name))
        self._style(context, self.HAZE_MASK, self._style_haze_mask, self.tr("{} haze mask").format(self._source.name))
        return {}

    def _result_name(self) -> str:
        """What tells this run's result from that of another over the same layer."""
        options, how = self._request.options, []
        if self._method.name != DEFAULT_MODEL:
            how.append(self._method.name)
        if self._method.model:
            how.append(
                quality_name(options.quality) if options.steps is None else self.tr("steps {}").format(options.steps)
            )
        if options.strength_percent != FULL_STRENGTH_PERCENT:
            how.append(f"{options.strength_percent:g} %")
        return self.tr("{} dehazed ({})").format(self._source.name, ", ".join(how))

    def _style_dehazed(self, layer: QgsRasterLayer) -> None:
        self._source.apply_style(layer)
        fit_stretch(layer)  # in the source's it would look broken: what haze had lightened is dark
        if self._method.model:
            abstract = self.tr("Haze was removed from {} by a neural network.").format(self._source.name)
        else:
            abstract = self.tr("Haze was removed from {}: {}.").format(
                self._source.name, translated(self._method.title)
            )
        record_origin(layer, layer.name(), abstract, self._source, self._history())

    def _style_haze_mask(self, layer: QgsRasterLayer) -> None:
        names = (self.tr("clear"), self.tr("haze"), self.tr("cloud"), self.tr("snow"), self.tr("saturated"))
        style_haze_mask(layer, names)
        abstract = self.tr("Where {} shows haze, and what was left as it is.").format(self._source.name)
        record_origin(layer, layer.name(), abstract, self._source, self._history())

    def _style_haze_map(self, layer: QgsRasterLayer) -> None:
        style_haze_map(layer)
        abstract = self.tr("Thickness of the haze in {}, from 0 (clear) to 1.").format(self._source.name)
        record_origin(layer, layer.name(), abstract, self._source, self._history())

    def _prepare(
        self,
        parameters: Parameters,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        bands = parse_bands(self._plain(parameters, self.BANDS, context))
        self._source = SourceLayer.of(layer, bands)
        self._request = DehazeRequest(
            source=self._source.uri,
            output="",  # known when the run begins
            bounds=self._bounds(parameters, layer, context),
            bands=bands,
            crs_wkt=self._source.crs_wkt,
            override_crs=self._source.override_crs,
            options=self._options(parameters, context),
            mask=self._mask(parameters, context, feedback),
            feather_px=self.parameterAsInt(parameters, self.FEATHER, context),
            unfinished=self.parameterAsEnumString(parameters, self.UNFINISHED, context),
            keep_field=self.parameterAsBool(parameters, self.KEEP_FIELD, context),
            **self._pixel_rules(parameters, context, feedback),
        )
        self._method = find_method(self._request.options.model)
        settings = Settings.load()
        self._python, self._keep_s = settings.python or None, 60.0 * settings.keep_minutes
        self._scheduler = self.parameterAsString(parameters, self.SCHEDULER, context).strip()

    def _compute(self, paths: Dict[str, Optional[str]], feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        feedback.pushInfo(self._describe(self._method))
        if self._method.task != HAZE_TASK:
            feedback.pushWarning(
                self.tr("The model {} was not made for haze: use it on rasters that show what it removes.").format(
                    self._method.name
                )
            )
        request = replace(
            self._request,
            output=paths[self.OUTPUT],
            haze_map=paths[self.HAZE_MAP],
            haze_mask=paths[self.HAZE_MASK],
            report=paths[self.REPORT],
        )
        try:
            self._result = result = self._dehazed(request, QgisProgress(feedback))
        finally:
            idle.run_ended(self._keep_s)
        feedback.pushInfo(self._summary(result))
        return {
            self.MEAN_HAZE: result.mean_haze,
            self.TILES: result.tiles,
            self.SECONDS: round(result.seconds, 2),
            self.STEPS_USED: result.steps,
            self.NOTES: " ".join(f"{translated(note)}." for note in result.notes),
        }

    def _dehazed(self, request: DehazeRequest, progress: QgisProgress) -> DehazeResult:
        """Run here, or have the workers of a scheduler do it."""
        if not self._scheduler:
            return dehaze_raster(request, progress, python=self._python)
        return dehaze_on_cluster(request, Engine(self._scheduler), progress)

    def _history(self) -> List[str]:
        """The steps from the source to the result, for the metadata of its layers."""
        options, result = self._request.options, self._result
        bands = ", ".join(map(str, result.bands))
        masked = self._request.mask is not None
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        return [
            self.tr("{}: {} dehazed by DS-RDMPD Dehaze {}").format(now, self._source.uri, version()),
            self.tr("Model {}, sampling steps: {}, strength {:g} %, seed {}, bands {}").format(
                self._method.name, result.steps, options.strength_percent, options.seed, bands
            ),
            *([self.tr("Mask {}, soft over {} pixels").format(self._request.mask, self._request.feather_px)] * masked),
            f"{self._summary(result)}; {translated(result.device)}",
            *map(translated, result.notes),
        ]

    def _summary(self, result: DehazeResult) -> str:
        text = self.tr("{} × {} pixels, tiles: {}, sampling steps: {}, {:.1f} s").format(
            result.width_px, result.height_px, result.tiles, result.steps, result.seconds
        )
        if math.isnan(result.mean_haze):
            return f"{text}; " + self.tr("no pixel was usable")
        return f"{text}; " + self.tr("mean haze thickness {:.2f}").format(result.mean_haze)
