"""The dialog that sets the model up: what it means, yes or no, how it goes, and what went wrong."""

from __future__ import annotations

import html
from typing import Optional

from qgis.PyQt.QtCore import Qt, QTimer, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..dsrdmpd.logs import log_file
from ..dsrdmpd.progress import clock
from ..dsrdmpd.runtime.install import Plan, as_size
from .core_texts import translated
from .icon import own_icon
from .setup import Setup

_WIDTH, _VALUE_WIDTH = 500, 370  # a wrapped label knows its height only if it knows its width
_ICON_PX = 40


class SetupDialog(QDialog):
    """Asks, then shows how it goes. `finished_well` is emitted when the model is ready."""

    finished_well = pyqtSignal()

    def __init__(self, setup: Setup, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setWindowTitle(self.tr("Set up the model"))
        self.setObjectName("DsrdmpdSetupDialog")
        self._setup = setup
        self._plan: Optional[Plan] = None
        self._wheels: Optional[str] = None
        self._fitter = QTimer(self)
        self._fitter.setSingleShot(True)
        self._fitter.setInterval(0)
        self._fitter.timeout.connect(self.adjustSize)
        self._build()
        setup.planned.connect(self._planned)
        setup.progressed.connect(self._progressed)
        setup.warned.connect(self._warn)
        setup.ended.connect(self._ended)
        self._look("auto")

    # --- How it is made -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(14)
        column.addLayout(self._head())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._question_page())
        self._pages.addWidget(self._progress_page())
        column.addWidget(self._pages)
        self._problem = QLabel()
        self._problem.setTextFormat(Qt.TextFormat.RichText)  # else what is escaped is shown so where there is no link
        self._problem.setWordWrap(True)
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._problem.linkActivated.connect(
            lambda _: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_file("setup"))))
        )
        self._problem.hide()
        column.addWidget(self._problem)
        self._buttons = QDialogButtonBox()
        self.yes_button = QPushButton(self.tr("&Set up"))
        self.yes_button.setDefault(True)
        self.no_button = QPushButton(self.tr("Not now"))
        self._buttons.addButton(self.yes_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.addButton(self.no_button, QDialogButtonBox.ButtonRole.RejectRole)
        self._buttons.accepted.connect(self._start)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._buttons)
        self.setFixedWidth(_WIDTH)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        picture = QLabel()
        picture.setPixmap(own_icon("dehaze").pixmap(_ICON_PX, _ICON_PX))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(picture)
        text = QLabel(
            "<p style='font-size:13pt; margin:0'><b>{}</b></p><p style='margin-top:5px; margin-bottom:0'>{}</p>".format(
                html.escape(self.tr("The model needs PyTorch, once")),
                html.escape(
                    self.tr(
                        "It goes into a folder of its own and runs outside QGIS. QGIS's Python stays as it is, and one "
                        "button in the settings takes everything away again."
                    )
                ),
            )
        )
        text.setWordWrap(True)
        row.addWidget(text, 1)
        return row

    def _question_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        column.addWidget(line)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        choice = QVBoxLayout()
        choice.setSpacing(4)
        self.cpu_button, self.gpu_button = QRadioButton(self.tr("&CPU")), QRadioButton(self.tr("NVIDIA &GPU"))
        buttons = QHBoxLayout()
        for button, device in ((self.cpu_button, "cpu"), (self.gpu_button, "cuda")):
            button.clicked.connect(lambda _, device=device: self._look(device))
            buttons.addWidget(button)
        buttons.addStretch()
        choice.addLayout(buttons)
        self._why = self._value(dim=True)
        choice.addWidget(self._why)
        form.addRow(self.tr("Runs on"), choice)
        self._download, self._disk, self._python = self._value(), self._value(), self._value(dim=True)
        self._unverified = self._value(dim=True)
        self._unverified.setObjectName("DsrdmpdUnverified")
        form.addRow(self.tr("Download"), self._download)
        form.setWidget(form.rowCount(), QFormLayout.ItemRole.FieldRole, self._unverified)
        form.addRow(self.tr("On disk"), self._disk)
        form.addRow(self.tr("Made from"), self._python)
        for row in range(form.rowCount()):
            caption = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            if caption is not None:  # beside several lines the form makes it higher than its text
                caption.widget().setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addLayout(form)
        self._offline = QLabel()
        self._offline.setWordWrap(True)
        self._offline.setText(
            "{} <a href='wheels'>{}</a>".format(
                html.escape(self.tr("No network?")), html.escape(self.tr("Take a folder of wheels…"))
            )
        )
        self._offline.linkActivated.connect(self._choose_wheels)
        column.addWidget(self._offline)
        column.addStretch()
        return page

    def _progress_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addStretch()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        self.stage_label, self.left_label = QLabel(), QLabel()
        row.addWidget(self.stage_label, 1)
        row.addWidget(self.left_label)
        column.addLayout(row)
        note = self._value(dim=True)
        note.setText(self.tr("You can go on working in QGIS meanwhile. What has come is kept if it breaks off."))
        column.addWidget(note)
        column.addStretch()
        return page

    def _value(self, dim: bool = False) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        label.setMinimumWidth(_VALUE_WIDTH)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if dim:
            palette = label.palette()
            colour = palette.color(label.foregroundRole())
            colour.setAlphaF(0.65)
            palette.setColor(label.foregroundRole(), colour)
            label.setPalette(palette)
        return label

    # --- Before yes ---------------------------------------------------------------------------------------------------

    def _look(self, device: str) -> None:
        self._plan = None
        self.yes_button.setEnabled(False)
        self._download.setText(self.tr("Looking…"))
        self._unverified.hide()
        self._setup.look(device, self._wheels)

    def _choose_wheels(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of wheels"), self._wheels or "")
        if folder:
            self._wheels = folder
            self._look("cuda" if self.gpu_button.isChecked() else "cpu")

    def _planned(self, plan: object) -> None:
        if self._setup.running:
            return
        if not isinstance(plan, Plan):
            self._download.setText("–")
            self._tell_problem(str(plan), log=False)
            return
        self._plan = plan
        self._problem.hide()
        (self.gpu_button if plan.needs.device == "cuda" else self.cpu_button).setChecked(True)
        self.gpu_button.setVisible("cuda" in plan.devices)
        self._why.setText(self.tr("Chosen because {}").format(translated(plan.why)))
        if plan.wheels:
            self._download.setText(self.tr("none: from the folder {}").format(plan.wheels))
        else:
            size = plan.size if plan.download_bytes else self.tr("more than 1 GB, how much is not known beforehand")
            source = html.escape(self.tr("from {}").format(translated(plan.needs.source)))
            self._download.setText(f"<b>{html.escape(size)}</b>, {source}")
        unverified = plan.unverified_lines()
        self._unverified.setText("\n".join(map(translated, unverified)))
        self._unverified.setVisible(bool(unverified))
        disk = self.tr("about {}").format(as_size(plan.disk_bytes))
        self._disk.setText(f"<b>{html.escape(disk)}</b>, {html.escape(str(plan.folder))}")
        version = ".".join(map(str, plan.base.python))
        self._python.setText(self.tr("Python {} ({}), which stays as it is").format(version, plan.base.path))
        self.yes_button.setEnabled(True)
        self._fit()

    # --- After yes ----------------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._plan is None:
            self._look("auto")
            return
        self._problem.hide()
        self._pages.setCurrentIndex(1)
        self.bar.setValue(0)
        self.stage_label.setText(self.tr("Starting"))
        self.left_label.clear()
        self.yes_button.hide()
        self.no_button.setText(self.tr("Cancel"))
        self.no_button.setEnabled(True)
        self._setup.start(self._plan)

    def _progressed(self, fraction: float, stage: str, seconds_left: float) -> None:
        self.bar.setValue(round(1000 * fraction))
        self.stage_label.setText(stage)
        self.left_label.setText(self.tr("{} left").format(clock(seconds_left)) if seconds_left >= 0 else "")

    def _warn(self, text: str) -> None:
        self._tell_problem(text, log=False)

    def _ended(self, done: bool, why: str) -> None:
        if done:
            self.accept()
            self.finished_well.emit()
            return
        self._pages.setCurrentIndex(0)
        self.yes_button.show()
        self.yes_button.setText(self.tr("&Try again"))
        self.no_button.setText(self.tr("Close"))
        self.no_button.setEnabled(True)
        if why:
            self._tell_problem(why, log=True)
        else:
            super().reject()

    def _tell_problem(self, text: str, log: bool) -> None:
        caption = self.tr("Show the log")
        link = f" <a href='log'>{html.escape(caption)}</a>" if log else ""
        self._problem.setText(f"⚠ {html.escape(text)}{link}")
        self._problem.show()
        self._fit()

    def _fit(self) -> None:
        """Take the height that the texts need, once their labels know their width."""
        self.layout().activate()
        self.adjustSize()
        self._fitter.start()

    def reject(self) -> None:
        """Not now; or stop what goes on, and close when it has stopped."""
        if self._setup.running:
            self.no_button.setEnabled(False)
            self.stage_label.setText(self.tr("Cancelling"))
            self._setup.cancel()
        else:
            super().reject()
