"""The toolbox's batch dialog over several scenes: one warm process, a bad scene does not stop the rest, a table."""

import os
from importlib import import_module
from types import SimpleNamespace

import pytest
from dsrdmpd_dehaze.dsrdmpd.runtime import pool
from osgeo import gdal
from qgis.core import QgsProcessingContext

RESULTS = {"OUTPUT": ".tif", "HAZE_MAP": "_haze.tif", "HAZE_MASK": "_mask.tif", "REPORT": ".html"}


@pytest.fixture
def scenes(scene, tmp_path):
    """Three scenes, of which the second has one band alone."""
    paths = [tmp_path / f"{name}.tif" for name in ("first", "grey", "third")]
    for path, bands in zip(paths, (None, [1], None)):
        gdal.Translate(str(path), str(scene), bandList=bands)
    return paths


def test_a_batch_goes_on_after_a_bad_scene(algorithm, scenes, tmp_path, read, monkeypatch):
    from processing.core.ProcessingResults import resultsList

    module = import_module("processing.gui.BatchAlgorithmDialog")

    # the dialog's own sign in the task manager, which outlives the dialog
    silent = SimpleNamespace(setProgress=lambda _: None)
    monkeypatch.setattr(module, "QgsScopedProxyProgressTask", lambda _: silent)
    pool.close_all_workers()
    started, start = [], pool.Worker.start
    monkeypatch.setattr(pool.Worker, "start", lambda *a, **k: started.append(start(*a, **k)) or started[-1])
    dialog = module.BatchAlgorithmDialog(algorithm)
    panel, context = dialog.mainWidget(), QgsProcessingContext()
    made = tmp_path / "made"
    made.mkdir()
    for row, path in enumerate(scenes):
        if row:
            panel.addRow()
        values = {"INPUT": str(path), "MODEL": "identity", "QUALITY": "draft"}
        for name, value in values.items():
            panel.wrappers[row][panel.parameter_to_column[name]].setParameterValue(value, context)
        for name, ending in RESULTS.items():
            cell = panel.tblParameters.cellWidget(row + 1, panel.parameter_to_column[name])
            cell.setValue(str(made / f"{path.stem}{ending}"))
    dialog.runAlgorithm()
    assert sorted(os.listdir(made)) == sorted(f"{name}{end}" for name in ("first", "third") for end in RESULTS.values())
    assert len(started) == 1
    assert (read(made / "third.tif") == read(scenes[2])).all()
    with open(resultsList.getResults()[-1].filename, encoding="utf-8") as table:
        summary = table.read()
    assert "grey.tif cannot be dehazed: it has 1 band" in summary and summary.count("Mean haze thickness") == 2
    dialog.close()
