"""What the algorithm `dsrdmpd:dehaze` takes: its parameters, and how they become plain values."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...dsrdmpd.cluster.engine import LOCAL
from ...dsrdmpd.errors import OptionError, Text
from ...dsrdmpd.machine import DEVICES
from ...dsrdmpd.methods.registry import HAZE_TASK, MethodEntry, find_method, list_methods
from ...dsrdmpd.model_files import DEFAULT_MODEL
from ...dsrdmpd.request import (
    MASK_THRESHOLD,
    MAX_FEATHER_PX,
    MAX_STEPS,
    MAX_STRENGTH_PERCENT,
    MIN_TILE_PX,
    Bands,
    DehazeOptions,
    Quality,
    Unfinished,
)
from ..core_texts import translated
from ..layers import gdal_uri
from ..settings import Settings
from .base import MAX_SEED, Parameters, RasterAlgorithm
from .values import is_unset, parse_bands, parse_wavelengths

MAX_TILE_PX = 4096


class DehazeParameters(RasterAlgorithm):
    """The parameters of `DehazeAlgorithm`, from their declaration to the values that a request is made of."""

    MASK, FEATHER, BANDS, MODEL, QUALITY = "MASK", "FEATHER", "BANDS", "MODEL", "QUALITY"
    STEPS, STRENGTH, SEED, DEVICE, TILE_SIZE = "STEPS", "STRENGTH", "SEED", "DEVICE", "TILE_SIZE"
    HAZE_MAP, HAZE_MASK, REPORT, UNFINISHED = "HAZE_MAP", "HAZE_MASK", "REPORT", "UNFINISHED"
    KEEP_FIELD = "KEEP_FIELD"
    SCHEDULER = "SCHEDULER"
    OTHER_BANDS, WAVELENGTHS, MASK_THRESHOLD = "OTHER_BANDS", "WAVELENGTHS", "MASK_THRESHOLD"
    RESULTS = (RasterAlgorithm.OUTPUT, HAZE_MAP, HAZE_MASK)
    FILES = {REPORT: ".html"}
    MEAN_HAZE, TILES, SECONDS, STEPS_USED, NOTES = "MEAN_HAZE", "TILES", "SECONDS", "STEPS_USED", "NOTES"

    # --- Declared -----------------------------------------------------------------------------------------------------

    def initAlgorithm(self, configuration: Optional[Parameters] = None) -> None:
        self._add_what_to_dehaze()
        self._add_how_to_dehaze()
        self._add_advanced()
        self._add_results()

    def _add_what_to_dehaze(self) -> None:
        self._add(
            QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Input layer")),
            self.tr("A raster file with at least three bands: 8, 16 or 32-bit integers, or floats."),
        )
        self._add(
            QgsProcessingParameterExtent(self.EXTENT, self.tr("Extent"), optional=True),
            self.tr(
                "The part to dehaze, snapped outward to the layer's pixels. Its pixels come out as in a run over the "
                "whole layer. Empty: everything."
            ),
        )
        kinds = [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeRaster]
        self._add(
            QgsProcessingParameterMapLayer(self.MASK, self.tr("Mask"), None, True, kinds),
            self.tr(
                "Where to dehaze: a polygon layer or a raster (inside where it is neither 0 nor nodata), in any CRS. "
                "Pixels outside stay exactly as they are. Empty: everywhere."
            ),
        )
        self._add(
            QgsProcessingParameterBand(
                self.BANDS, self.tr("Red, green and blue band"), None, self.INPUT, optional=True, allowMultiple=True
            ),
            self.tr(
                "Exactly three bands, in this order; drag them in the list to order them. Empty: taken from the band "
                "names, wavelengths, colours, the sensor or the values; the log says which bands and by what."
            ),
        )

    def _add_how_to_dehaze(self) -> None:
        methods = list_methods()
        names = list(dict.fromkeys([DEFAULT_MODEL, *(method.name for method in methods)]))
        self._add(
            self._choice(self.MODEL, self.tr("Model"), names, DEFAULT_MODEL),
            " ".join(
                [
                    self.tr("The weights to use: the plugin's own, or ones that you imported or trained."),
                    self.tr("Or a method that needs neither a model nor a Python with torch."),
                    *(f"{self._describe(method)}." for method in methods),
                ]
            ),
        )
        self._add(
            self._choice(
                self.QUALITY,
                self.tr("Quality: draft (fastest), standard, or paper (slowest)"),
                [q.value for q in Quality],
                Quality.STANDARD.value,
            ),
            self.tr(
                "draft: the first network alone, fastest. standard: the best trade measured for the model. "
                "paper: five diffusion steps, as published."
            ),
        )
        strength = QgsProcessingParameterNumber(
            self.STRENGTH,
            self.tr("Strength (%)"),
            QgsProcessingParameterNumber.Type.Double,
            100,
            False,
            0,
            MAX_STRENGTH_PERCENT,
        )
        strength.setMetadata({"widget_wrapper": {"decimals": 0}})
        self._add(
            strength,
            self.tr(
                "How much of the haze is removed: 0 returns the source as it is, 100 removes what the method finds, "
                "200 twice that, for haze that is still there."
            ),
        )
        self._add(
            QgsProcessingParameterBoolean(self.KEEP_FIELD, self.tr("Keep the haze field"), False),
            self.tr(
                "Puts the haze field beside the result (.haze_field.tif) and, where the networks went on after it, "
                "what they changed (.haze_change.tif). From these, Change the strength of a result makes the result "
                "at another strength in seconds."
            ),
        )

    def _add_advanced(self) -> None:
        self._add_nodata()
        whole = QgsProcessingParameterNumber.Type.Integer
        self._add_other_bands()
        self._add(
            QgsProcessingParameterNumber(self.STEPS, self.tr("Sampling steps"), whole, None, True, 0, MAX_STEPS),
            self.tr("Steps of the diffusion model, instead of those of the quality; 0 is the first network alone."),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterNumber(self.SEED, self.tr("Seed"), whole, 0, False, 0, MAX_SEED),
            self.tr("Start of the diffusion model's noise. The same seed gives the same result."),
            advanced=True,
        )
        device = QgsProcessingParameterString(self.DEVICE, self.tr("Device"), "auto")
        device.setMetadata({"widget_wrapper": {"value_hints": list(DEVICES)}})
        self._add(
            device,
            self.tr("Where the model runs: auto (the fastest there is), cpu, cuda:0 for the first NVIDIA GPU, mps."),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterNumber(
                self.TILE_SIZE, self.tr("Tile size (pixels)"), whole, None, True, MIN_TILE_PX, MAX_TILE_PX
            ),
            self.tr(
                "Side of the tiles, a multiple of 16. Best left empty: the model's own size. "
                "Smaller tiles need less memory."
            ),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterNumber(
                self.FEATHER, self.tr("Soft edge of the mask (pixels)"), whole, 16, False, 0, MAX_FEATHER_PX
            ),
            self.tr(
                "Over how many pixels inside the mask's edge the change grows to its full strength; 0 is a hard edge."
            ),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterString(self.SCHEDULER, self.tr("Dask scheduler"), optional=True),
            self.tr(
                "Address of a Dask scheduler, such as tcp://head:8786, or the .json file that it wrote: its workers "
                "share the raster, with the pixels of one machine. They need the raster, the weights and the result's "
                "folder under the same names, and the folder above the plugin's on PYTHONPATH. Empty: this machine."
            ),
            advanced=True,
        )
        self._add(
            self._choice(
                self.UNFINISHED,
                self.tr("Unfinished runs: resume, keep (also cancelled ones), or discard"),
                [u.value for u in Unfinished],
                Unfinished.RESUME.value,
            ),
            self.tr(
                "resume: a long run that failed, or whose QGIS ended, goes on where it stopped when the same run is "
                "started again. keep: one that was cancelled, too. discard: begin anew, and keep nothing."
            ),
            advanced=True,
        )

    def _add_other_bands(self) -> None:
        self._add(
            self._choice(
                self.OTHER_BANDS,
                self.tr("Other bands: keep (copy them) or correct (remove their haze, too)"),
                [b.value for b in Bands],
                Bands.KEEP.value,
            ),
            self.tr(
                "keep: near infrared and all other bands are copied. correct: the haze that red, green and blue show "
                "is taken off them, too, by their wavelength, so that indices such as NDVI are right."
            ),
        )
        self._add(
            QgsProcessingParameterString(self.WAVELENGTHS, self.tr("Wavelengths of all bands (µm)"), optional=True),
            self.tr(
                "For other bands, where the file does not say them: one number for each band, 0 for a band that haze "
                "does not reach."
            ),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterNumber(
                self.MASK_THRESHOLD,
                self.tr("Haze thickness that the mask marks"),
                QgsProcessingParameterNumber.Type.Double,
                MASK_THRESHOLD,
                False,
                0,
                1,
            ),
            self.tr("From which thickness on (0 to 1) the haze mask says haze."),
            advanced=True,
        )

    def _add_results(self) -> None:
        self._add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Dehazed")),
            self.tr("The dehazed raster, a compressed GeoTIFF with overviews."),
        )
        self._add(
            QgsProcessingParameterRasterDestination(
                self.HAZE_MAP, self.tr("Haze map"), optional=True, createByDefault=False
            ),
            self.tr(
                "Thickness of the haze, from 0 (clear) to 1: 1 − transmission at 0.443 µm; 1 where cloud hides the "
                "ground. Made if you name it."
            ),
        )
        self._add(
            QgsProcessingParameterRasterDestination(
                self.HAZE_MASK, self.tr("Haze mask"), optional=True, createByDefault=False
            ),
            self.tr(
                "0 clear, 1 haze, and what is left as it is: 2 thick cloud (or snow, without a shortwave infrared "
                "band), 3 snow, 4 saturated. Made if you name it."
            ),
        )
        html = self.tr("HTML files (*.html)")
        self._add(
            QgsProcessingParameterFileDestination(self.REPORT, self.tr("Report"), html, None, True, False),
            self.tr(
                "An HTML page about the run: pictures before and after, the distribution of each band's values, what "
                "was cut off, NDVI, tile consistency, model and parameters. Made if you name it."
            ),
        )
        for name, text in (
            (self.MEAN_HAZE, self.tr("Mean haze thickness (0 to 1)")),
            (self.TILES, self.tr("Tiles that went through the model")),
            (self.SECONDS, self.tr("Seconds")),
            (self.STEPS_USED, self.tr("Sampling steps used")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))
        self.addOutput(QgsProcessingOutputString(self.NOTES, self.tr("What to know about the layer, such as fill")))

    def _choice(self, name: str, text: str, options: List[str], default: str) -> QgsProcessingParameterEnum:
        return QgsProcessingParameterEnum(name, text, options, False, default, usesStaticStrings=True)

    def _describe(self, method: MethodEntry) -> str:
        """A method's name, what it removes, and its title if it has one."""
        tasks = {HAZE_TASK: self.tr("haze"), "rain": self.tr("rain"), "blur": self.tr("blur")}
        text = self.tr("{} removes {}").format(method.name, tasks.get(method.task, method.task))
        return f"{text} ({translated(method.title)})" if method.title else text

    # --- Checked and read ---------------------------------------------------------------------------------------------

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._check_choices(parameters)
        parse_bands(self._plain(parameters, self.BANDS, context))
        self._mask_layer(parameters, context)
        self._options(parameters, context)
        if self.parameterAsString(parameters, self.SCHEDULER, context).strip() == LOCAL:
            why, remedy = "QGIS starts no workers itself", "Leave it empty for this machine, or use the command line"
            raise OptionError(Text("{parameter} '{value}' cannot be used", parameter=self.SCHEDULER, value=LOCAL), why,
                              remedy)  # fmt: skip

    def _mask_layer(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[QgsMapLayer]:
        """The mask, None for none; anything but polygons or a raster is refused."""
        value = self._plain(parameters, self.MASK, context)
        if is_unset(value):
            return None
        layer = self.parameterAsLayer(parameters, self.MASK, context)
        polygons = QgsWkbTypes.GeometryType.PolygonGeometry
        if isinstance(layer, QgsRasterLayer) or (
            isinstance(layer, QgsVectorLayer) and layer.geometryType() == polygons
        ):
            return layer
        what = Text("{parameter} '{value}' cannot be used", parameter=self.MASK, value=str(value))
        raise OptionError(what, "it is neither a polygon layer nor a raster", "Choose one, or leave it empty")

    def _mask(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Optional[str]:
        """What GDAL opens for the mask; layers that are no file are written into one."""
        layer = self._mask_layer(parameters, context)
        if layer is None or isinstance(layer, QgsRasterLayer):
            return layer and gdal_uri(layer)
        return self.parameterAsCompatibleSourceLayerPath(
            parameters, self.MASK, context, ["gpkg", "shp", "geojson", "fgb"], "gpkg", feedback
        )

    def _options(self, parameters: Parameters, context: QgsProcessingContext) -> DehazeOptions:
        return DehazeOptions(
            model=self.parameterAsEnumString(self._named(parameters), self.MODEL, context),
            quality=self.parameterAsEnumString(self._named(parameters), self.QUALITY, context),
            steps=self._whole_or_none(parameters, self.STEPS, context),
            strength_percent=self.parameterAsDouble(parameters, self.STRENGTH, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
            device=self.parameterAsString(parameters, self.DEVICE, context).strip() or "auto",
            tile_size_px=self._whole_or_none(parameters, self.TILE_SIZE, context),
            batch_tiles=Settings.load().batch_tiles or None,
            other_bands=self.parameterAsEnumString(parameters, self.OTHER_BANDS, context),
            wavelengths_um=parse_wavelengths(self.parameterAsString(parameters, self.WAVELENGTHS, context)),
            mask_threshold=self.parameterAsDouble(parameters, self.MASK_THRESHOLD, context),
        )

    def checkParameterValues(self, parameters: Parameters, context: QgsProcessingContext) -> Tuple[bool, str]:
        """QGIS itself takes names alone, though `qgis_process help` lists numbers."""
        return super().checkParameterValues(self._named(parameters), context)

    def _named(self, parameters: Parameters) -> Parameters:
        """The parameters with choices by their names."""
        named = {name: self._chosen(parameters, name) for name in (self.QUALITY, self.MODEL) if name in parameters}
        return {**parameters, **named}

    def _chosen(self, parameters: Parameters, name: str) -> Any:
        """A choice by its name, also if it was given by its number."""
        value, offered = parameters.get(name), self.parameterDefinition(name).options()
        number = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        if value not in offered and number.isdigit() and int(number) < len(offered):
            return offered[int(number)]
        return value

    def _check_choices(self, parameters: Parameters) -> None:
        for name, remedy in (
            (self.QUALITY, "Name one of these"),
            (self.UNFINISHED, "Name one of these"),
            (self.OTHER_BANDS, "Name one of these"),
            (self.MODEL, "Name one of these, or add a weights file to the folder that `python -m dsrdmpd info` names"),
        ):
            value, offered = self._chosen(parameters, name), self.parameterDefinition(name).options()
            if isinstance(value, (str, int)) and value not in offered:
                what = Text("{parameter} '{value}' cannot be used", parameter=name, value=value)
                raise OptionError(what, Text("there are: {offered}", offered=", ".join(offered)), remedy)
        model = self._chosen(parameters, self.MODEL) or DEFAULT_MODEL
        if isinstance(model, str):
            find_method(model)  # its file may have gone, or be damaged
