"""Small manners of the dock's widgets: lists that may be narrow, texts that step back."""

from __future__ import annotations

import re
from typing import Any

from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

LEAST_BOX_PX = 48  # a box may become this narrow in a narrow dock
_COMBO, _ICON_GAP_PX, _TEXT_MARGINS_PX = QStyle.ComplexControl.CC_ComboBox, 4, 2  # as Qt's styles draw a box
_DIM = 0.65


def add_entry(box: QComboBox, text: str, data: Any, tip: str) -> None:
    """Add an entry with a tip of its own to a list."""
    box.addItem(text, data)
    box.setItemData(box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)


def choose(box: QComboBox, data: Any) -> None:
    """Choose the entry that stands for `data`, the first if there is none."""
    box.setCurrentIndex(max(0, box.findData(data)))


def let_shrink(box: QComboBox) -> None:
    """Let a long entry be cut off rather than widen the dock."""
    box.installEventFilter(_Elider(box))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(1)
    box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    box.setMinimumWidth(LEAST_BOX_PX)


def dim(widget: QWidget) -> None:
    """Show a text that is there for whoever looks for it."""
    palette = widget.palette()
    colour = palette.color(QPalette.ColorRole.WindowText)
    colour.setAlphaF(_DIM)
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    widget.setPalette(palette)


def breakable(text: str) -> str:
    """Let a line be broken within names of files, too, rather than cut off."""
    return re.sub(r"([_/\\.-])(?=\w)", "\\1\u200b", text)


class HugContent(QObject):
    """Keeps a scroll area from being higher than what it holds, so that what stands below it follows it closely."""

    def __init__(self, area: QScrollArea):
        super().__init__(area)
        self._area = area
        self._after = QTimer(self)  # once the layout has come to rest: before, it would count what is about to go
        self._after.setSingleShot(True)
        self._after.timeout.connect(self._hug)
        area.widget().installEventFilter(self)

    def eventFilter(self, body: QWidget, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Resize):
            self._hug()
            self._after.start()
        return False

    def _hug(self) -> None:
        frames = 2 * self._area.frameWidth()
        bar = self._area.verticalScrollBar().sizeHint().width()  # as high as with one beside it, so that none is needed
        layout, width = self._area.widget().layout(), self._area.width() - frames - bar
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        self._area.setMaximumHeight(max(height, self._area.widget().minimumSizeHint().height()) + frames)


class _Elider(QObject):
    """Draws a box's entry with an ellipsis where Qt would cut it off in the middle of a letter."""

    def eventFilter(self, box: QComboBox, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Paint:
            return False
        option, painter = QStyleOptionComboBox(), QStylePainter(box)
        box.initStyleOption(option)
        field = box.style().subControlRect(_COMBO, option, QStyle.SubControl.SC_ComboBoxEditField, box)
        icon = 0 if option.currentIcon.isNull() else option.iconSize.width() + _ICON_GAP_PX
        width = field.width() - icon - _TEXT_MARGINS_PX
        option.currentText = box.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, width)
        painter.drawComplexControl(_COMBO, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        return True
