"""The Processing algorithm `dsrdmpd:dehazemosaic`: scenes of one mosaic, dehazed so that neighbours meet."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)

from ...dsrdmpd.batch import Folders, Outcome, plan_batch
from ...dsrdmpd.errors import Cancelled, DehazeError, OptionError
from ...dsrdmpd.logs import LOGGER
from ...dsrdmpd.mosaic import dehaze_mosaic
from ...dsrdmpd.raster.mosaic_file import check_mosaic, write_mosaic
from ...dsrdmpd.request import DehazeRequest
from .. import idle
from ..about import version
from ..core_texts import sentence, translated
from ..feedback import QgisProgress
from ..layers import SourceLayer, gdal_uri, record_origin, style_when_loaded
from ..settings import Settings
from ..stretch import fit_stretch, take_stretch
from .base import Parameters
from .dehaze_parameters import DehazeParameters


class DehazeMosaicAlgorithm(DehazeParameters):
    """Dehazes raster layers together: one range of values, and haze fields that agree where they overlap."""

    INPUTS, REFERENCE, MOSAIC = "INPUTS", "REFERENCE", "MOSAIC"
    LAYERS, DONE, FAILED = "LAYERS", "DONE", "FAILED"
    RESULTS = ()
    FILES = {MOSAIC: ".vrt"}

    def __init__(self) -> None:
        super().__init__()
        self._sources: Dict[str, SourceLayer] = {}  # by what GDAL opens
        self._like: Optional[DehazeRequest] = None
        self._reference: Optional[str] = None
        self._python: Optional[str] = None
        self._keep_s = 0.0
        self._first: Optional[QgsRasterLayer] = None  # whose stretch the others take

    # --- What it is ---------------------------------------------------------------------------------------------------

    def name(self) -> str:
        return "dehazemosaic"

    def displayName(self) -> str:
        return self.tr("Dehaze scenes of a mosaic")

    def tags(self) -> List[str]:
        return self.tr("haze,dehaze,mosaic,match,scenes,neighbours,dates,seam,fog,smoke").split(",")

    def shortDescription(self) -> str:
        return self.tr("Dehazes overlapping rasters together, so that neighbours meet after mosaicking.")

    def shortHelpString(self) -> str:
        return self._help(
            before=[
                self.tr(
                    "Dehazes several rasters together. All get one range of values, and where they overlap their "
                    "haze fields are adjusted so that the same ground looks the same in all of them. Hazy scenes come "
                    "to the clear ones; a scene that overlaps none comes out as by itself."
                )
            ],
            after=[
                self.tr(
                    "<b>Numbers</b>: how many rasters were dehazed and how many were not. The log says of each what "
                    "was adjusted. A raster that cannot be dehazed does not stop the rest."
                )
            ],
        )

    # --- What it takes ------------------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:
        self._add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Input layers"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr("Raster files that overlap, in any CRS, with at least three bands each."),
        )
        self._add(
            QgsProcessingParameterRasterLayer(self.REFERENCE, self.tr("Reference for exposure"), None, True),
            self.tr(
                "One of the input layers, whose exposure the others take, too: the clearest of several dates of one "
                "place. Empty: exposures stay as they are."
            ),
        )
        self._add_how_to_dehaze()
        self._add_advanced()
        for name in (self.FEATHER, self.SCHEDULER):  # there is no mask, and the scenes share one process
            self.removeParameter(name)
        self._add(
            QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of the results")),
            self.tr("A GeoTIFF for each raster is made there, called after it."),
        )
        vrt = self.tr("VRT files (*.vrt)")
        self._add(
            QgsProcessingParameterFileDestination(self.MOSAIC, self.tr("Mosaic"), vrt, None, True, False),
            self.tr("A virtual raster that shows all results as one. Made if you name it."),
        )
        self.addOutput(QgsProcessingOutputMultipleLayers(self.LAYERS, self.tr("Results")))
        self.addOutput(QgsProcessingOutputNumber(self.DONE, self.tr("Rasters that were dehazed")))
        self.addOutput(QgsProcessingOutputNumber(self.FAILED, self.tr("Rasters that could not be dehazed")))

    # --- What it does -------------------------------------------------------------------------------------------------

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._check_choices(parameters)
        self._options(parameters, context)
        path = self.parameterAsFileOutput(parameters, self.MOSAIC, context)
        if path:
            check_mosaic(path)

    def _check_outputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        """Each run checks its own, with the raster's name."""

    def prepareAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take everything that a run needs from the layers and the settings; runs on the main thread."""
        self._made, self._first = {}, None
        layers = self.parameterAsLayerList(parameters, self.INPUTS, context)
        reference = self.parameterAsRasterLayer(parameters, self.REFERENCE, context)
        settings = Settings.load()
        self._python, self._keep_s = settings.python or None, 60.0 * settings.keep_minutes
        try:
            sources = [SourceLayer.of(layer) for layer in layers if isinstance(layer, QgsRasterLayer)]
            self._sources = {source.uri: source for source in sources}
            self._reference = gdal_uri(reference) if reference is not None else None
            if self._reference and self._reference not in self._sources:
                what = self.tr("The reference is not one of the input layers")
                raise OptionError(what, remedy=self.tr("Choose it among the input layers, too"))
            self._like = DehazeRequest(
                "",
                "",
                options=self._options(parameters, context),
                unfinished=self.parameterAsEnumString(parameters, self.UNFINISHED, context),
                keep_field=self.parameterAsBool(parameters, self.KEEP_FIELD, context),
                find_fill=self.parameterAsBool(parameters, self.FIND_FILL, context),
            )
        except DehazeError as error:
            raise QgsProcessingException(sentence(error)) from None
        self._given_nodata = self._number_or_none(parameters, self.NODATA, context)
        return True

    def processAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Dict[str, Any]:
        """Run on plain values; usually in a thread of its own."""
        folder = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        mosaic = self.parameterAsFileOutput(parameters, self.MOSAIC, context) or None
        outcomes: List[Outcome] = []
        try:
            for outcome in dehaze_mosaic(
                self._requests(folder), QgisProgress(feedback), self._reference, python=self._python
            ):
                outcomes.append(outcome)
                if outcome.error:
                    feedback.reportError(f"{self._name(outcome)}: {sentence(outcome.error)}")
            made = [outcome.request.output for outcome in outcomes if outcome.result]
            if not made:
                raise QgsProcessingException(self.tr("None of the rasters could be dehazed: the log says why"))
            if mosaic:
                write_mosaic(made, mosaic)
        except Cancelled:
            feedback.pushInfo(self.tr("Cancelled: the results that were finished stay."))
            return {}
        except DehazeError as error:
            LOGGER.error("%s", error, exc_info=True)
            raise QgsProcessingException(sentence(error)) from None
        finally:
            idle.run_ended(self._keep_s)
        self._load([outcome for outcome in outcomes if outcome.result], context)
        numbers = {self.DONE: len(made), self.FAILED: len(outcomes) - len(made)}
        return {self.OUTPUT: folder, self.LAYERS: made, **({self.MOSAIC: mosaic} if mosaic else {}), **numbers}

    def _requests(self, folder: str) -> List[DehazeRequest]:
        """A request for each input layer, by what its properties say of its pixels."""
        planned = plan_batch(list(self._sources), self._like, Folders(folder))
        requests = []
        for request in planned:
            source = self._sources[request.source]
            nodata = source.nodata if self._given_nodata is None else self._given_nodata
            requests.append(
                replace(
                    request,
                    crs_wkt=source.crs_wkt,
                    override_crs=source.override_crs,
                    nodata=nodata,
                    declared_nodata=source.declared_nodata,
                )
            )
        return requests

    def _name(self, outcome: Outcome) -> str:
        return self._sources[outcome.request.source].name

    def _load(self, outcomes: List[Outcome], context: QgsProcessingContext) -> None:
        """Have the results loaded if there is a project, all in one stretch, so that the eye sees whether they meet."""
        if context.project() is None:
            return
        for outcome in outcomes:
            path, name = outcome.request.output, self.tr("{} dehazed").format(self._name(outcome))
            details = QgsProcessingContext.LayerDetails(name, context.project(), os.path.basename(path))
            context.addLayerToLoadOnCompletion(path, details)
            style_when_loaded(context, path, self._styler(outcome), name, name)

    def _styler(self, outcome: Outcome) -> Callable[[QgsRasterLayer], None]:
        source = self._sources[outcome.request.source]

        def style(layer: QgsRasterLayer) -> None:
            if self._first is None:
                source.apply_style(layer)
                fit_stretch(layer)
                self._first = layer
            else:
                take_stretch(self._first, layer)
            now = datetime.now(timezone.utc).isoformat(timespec="seconds")
            history = [
                self.tr("{}: {} dehazed by DS-RDMPD Dehaze {}").format(now, source.uri, version()),
                translated(outcome.result.matched),
            ]
            abstract = self.tr("Haze was removed from {}, matched to the scenes around it.").format(source.name)
            record_origin(layer, layer.name(), abstract, source, history)

        return style
