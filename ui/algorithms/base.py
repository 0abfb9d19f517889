"""What the provider's algorithms share: how they look, their help, and strict reading of parameters."""

from __future__ import annotations

import math
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProperty,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ...dsrdmpd.errors import Cancelled, DehazeError, OptionError, RasterError, Text
from ...dsrdmpd.files import check_document, own_source, same_file
from ...dsrdmpd.logs import LOGGER
from ..core_texts import sentence
from ..icon import ICON
from ..layers import SourceLayer, bounds_of, refuse_shown, style_when_loaded
from .values import is_unset

Parameters = Dict[str, Any]
Bounds = Tuple[float, float, float, float]

MAX_SEED = 2**31 - 1


class RasterAlgorithm(QgsProcessingAlgorithm):
    """From one raster layer, or an extent of it, to GeoTIFFs that look like it.

    Prepares on the main thread and computes on plain values in any thread. An algorithm reads its parameters in
    `_check` and `_prepare`, and computes in `_compute`.
    """

    INPUT, EXTENT, OUTPUT = "INPUT", "EXTENT", "OUTPUT"
    NODATA, FIND_FILL = "NODATA", "FIND_FILL"
    RESULTS: Sequence[str] = (OUTPUT,)  # names of the raster destinations
    FILES: Mapping[str, str] = {}  # names of the file destinations, and how their files' names end

    def __init__(self) -> None:
        super().__init__()
        self._source: Optional[SourceLayer] = None
        self._made: Dict[str, str] = {}  # paths of finished results, by parameter

    def createInstance(self) -> RasterAlgorithm:
        return type(self)()

    def tr(self, text: str) -> str:
        """Translate a text; each is filed under the class that it stands in, this one or one that it builds on."""
        for context in type(self).__mro__:
            translated = QCoreApplication.translate(context.__name__, text)
            if translated != text:
                return translated
            if context is RasterAlgorithm:
                break
        return text

    # --- What it is ---------------------------------------------------------------------------------------------------

    def icon(self) -> QIcon:
        return QIcon(ICON)

    def svgIconPath(self) -> str:
        return ICON

    def helpUrl(self) -> str:
        return "https://github.com/dsrdmpd/dsrdmpd_dehaze#readme"

    def _help(self, before: Sequence[str], after: Sequence[str]) -> str:
        """The help of all parameters between paragraphs, one a line, which the dialog and qgis_process show well."""
        terms = {p.name(): f"<b>{p.description()}</b>: {p.help()}" for p in self.parameterDefinitions()}
        results = [terms.pop(name) for name in (*self.RESULTS, *self.FILES) if name in terms]
        return "\n".join([*before, *terms.values(), *results, *after])

    def _add(self, parameter: QgsProcessingParameterDefinition, text: str, advanced: bool = False) -> None:
        parameter.setHelp(text)
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def _add_nodata(self) -> None:
        number = QgsProcessingParameterNumber
        self._add(
            number(self.NODATA, self.tr("Nodata value"), number.Type.Double, None, True),
            self.tr(
                "A value that means nodata in every colour band, beside what the file declares. Empty: what the "
                "layer's properties (Transparency) add. If the file's own value is unticked there, it counts as ground."
            ),
            advanced=True,
        )
        self._add(
            QgsProcessingParameterBoolean(self.FIND_FILL, self.tr("Leave out fill"), True),
            self.tr(
                "Many files have a border or holes of 0, 255, 65535 or -9999 that they do not declare as nodata. Such "
                "pixels are found, told in the log, and left as they are. Switch this off if they are ground."
            ),
            advanced=True,
        )

    # --- What it does -------------------------------------------------------------------------------------------------

    def checkParameterValues(self, parameters: Parameters, context: QgsProcessingContext) -> Tuple[bool, str]:
        """Our own checks come first: they say more than that a value is incorrect."""
        try:
            self._check(parameters, context)
            self._check_outputs(parameters, context)
        except DehazeError as error:
            return False, sentence(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take everything that a run needs from the layer and the settings; runs on the main thread."""
        self._made = {}  # a batch runs one object again and again
        layer = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if layer is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, self.INPUT))
        try:
            self._prepare(parameters, layer, context, feedback)
        except DehazeError as error:
            raise QgsProcessingException(sentence(error)) from None
        return True

    def processAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Dict[str, Any]:
        """Run on plain values; usually in a thread of its own."""
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) or None for name in self.RESULTS}
        paths.update({name: self.parameterAsFileOutput(parameters, name, context) or None for name in self.FILES})
        try:
            numbers = self._compute(paths, feedback)
        except Cancelled:
            feedback.pushInfo(self.tr("Cancelled: no file was written."))
            return {}
        except DehazeError as error:
            LOGGER.error("%s", error, exc_info=True)
            raise QgsProcessingException(sentence(error)) from None
        self._made = {name: path for name, path in paths.items() if path}
        return {**self._told(feedback), **numbers}

    def _told(self, feedback: QgsProcessingFeedback) -> Dict[str, str]:
        """The results that QGIS is told of: all that were made, but for pages in a batch.

        The batch dialog of QGIS 3.22 fails on them after the last row, and shows no table (QGIS issue 47884).
        """
        if type(feedback).__name__ != "BatchFeedback":
            return self._made
        return {name: path for name, path in self._made.items() if self.FILES.get(name) != ".html"}

    def _check(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        """Raise `DehazeError` for values that no run could use, without looking at the layer.

        This and the next two are for the algorithms to define; QGIS's metaclass leaves no room for `abc`.
        """
        raise NotImplementedError

    def _prepare(
        self,
        parameters: Parameters,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        """Keep what `_compute` needs as plain values, the layer's in `_source`."""
        raise NotImplementedError

    def _compute(self, paths: Dict[str, Optional[str]], feedback: QgsProcessingFeedback) -> Dict[str, Any]:
        """Make the results at `paths`, None for one that is not wanted, and return the numbers among the outputs."""
        raise NotImplementedError

    def _style(
        self, context: QgsProcessingContext, parameter: str, style: Callable[[QgsRasterLayer], None], name: str
    ) -> None:
        """Arrange how a result will look and be called once it is loaded; runs on the main thread."""
        if parameter in self._made:
            default_name = self.parameterDefinition(parameter).description()
            style_when_loaded(context, self._made[parameter], style, default_name, name)

    def _pixel_rules(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Dict[str, Any]:
        """What a request says of pixels that are no ground: the parameters, else the layer's properties."""
        given = self._number_or_none(parameters, self.NODATA, context)
        if given is None:
            self._warn_of_nodata(feedback)
        return {
            "nodata": self._source.nodata if given is None else given,
            "declared_nodata": self._source.declared_nodata,
            "find_fill": self.parameterAsBool(parameters, self.FIND_FILL, context),
        }

    def _warn_of_nodata(self, feedback: QgsProcessingFeedback) -> None:
        if self._source.nodata_left_out:
            feedback.pushWarning(self.tr(
                "The layer's bands differ in their additional nodata values: only those that all of them have are used."
            ))  # fmt: skip

    # --- From parameters to plain values ------------------------------------------------------------------------------

    def _bounds(self, parameters: Parameters, layer: QgsRasterLayer, context: QgsProcessingContext) -> Optional[Bounds]:
        if is_unset(self._plain(parameters, self.EXTENT, context)):
            return None
        box = self.parameterAsExtent(parameters, self.EXTENT, context, layer.crs())
        bounds = bounds_of(box)
        if box.isNull() or not all(map(math.isfinite, bounds)):
            raise OptionError(
                _unusable(self.EXTENT, parameters[self.EXTENT]),
                "it is no rectangle in the layer's coordinate reference system",
                "Give xmin,xmax,ymin,ymax with the CRS in brackets, such as 10,11,50,51 [EPSG:4326]",
            )
        return bounds

    def _number_or_none(self, parameters: Parameters, name: str, context: QgsProcessingContext) -> Optional[float]:
        """An optional number, strictly: QGIS would take the default, or 0, where it cannot read what it is given."""
        value = self._plain(parameters, name, context)
        if is_unset(value):
            return None
        try:
            return float(value)
        except (TypeError, ValueError):
            why = "it is no number"
            raise OptionError(_unusable(name, value), why, "Give one, or leave it empty") from None

    def _whole_or_none(self, parameters: Parameters, name: str, context: QgsProcessingContext) -> Optional[int]:
        """The same for a whole number."""
        number = self._number_or_none(parameters, name, context)
        if number is None or number.is_integer():
            return None if number is None else int(number)
        raise OptionError(_unusable(name, f"{number:g}"), "it is no whole number", "Give one, or leave it empty")

    def _check_outputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        layer = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if layer is None:
            return
        for name, ending in self.FILES.items():
            if not is_unset(parameters.get(name)):
                path = self.parameterAsFileOutput(parameters, name, context)
                check_document(path, ending, (layer.source(),))
        if is_unset(parameters.get(self.OUTPUT)):
            return
        for name in self.RESULTS:
            path = self.parameterAsFileOutput(parameters, name, context)
            try:
                if path and same_file(path, layer.source()):
                    raise own_source(path)
                if path and context.project():
                    refuse_shown(path, context.project())
            except RasterError as error:  # told by the parameter's name
                raise OptionError(_unusable(name, path), error.why, error.remedy) from None

    def _plain(self, parameters: Parameters, name: str, context: QgsProcessingContext) -> Any:
        """The parameter's value, worked out if it is an expression."""
        value = parameters.get(name)
        if isinstance(value, QgsProperty):
            return value.value(context.expressionContext(), None)[0]
        return value


def _unusable(name: str, value: Any) -> Text:
    return Text("{parameter} '{value}' cannot be used", parameter=name, value=value)
