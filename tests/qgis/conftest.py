"""QGIS without a window, in a profile of its own, with the provider registered and a model that changes nothing."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from osgeo import gdal

pytest.importorskip("qgis.core")
torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.runtime.pool import close_all_workers  # noqa: E402
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 200, 150  # of the scene


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory):
    """Environment variables that keep QGIS, here or in a process of its own, out of the user's folders."""
    home = tmp_path_factory.mktemp("home")
    runtime, plugins, models = home / "runtime", home / "plugins", home / "models"
    runtime.mkdir(mode=0o700)
    plugins.mkdir()
    models.mkdir()
    (plugins / "dsrdmpd_dehaze").symlink_to(ROOT, target_is_directory=True)
    write_identity_model(models / "identity.safetensors")
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PLUGINPATH": str(plugins),
        "DSRDMPD_MODELS": str(models),
    }


def write_identity_model(path):
    """A model whose first stage returns its input; with sampling steps it returns nonsense, slowly enough to cancel."""
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=1, tile_size_px=64
    )
    torch.manual_seed(2)
    networks = TwoStageNetworks.build(config)
    torch.nn.init.zeros_(networks.stage1.Final_conv.weight)
    torch.nn.init.zeros_(networks.stage1.Final_conv.bias)
    save_weights(networks, path)


@pytest.fixture(scope="session", autouse=True)
def qgis_app(surroundings):
    """The one QGIS application of the session."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings.items():
            patch.setenv(name, value)
        QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
        app = QgsApplication([], False)
        app.initQgis()
        patch.syspath_prepend(os.path.join(QgsApplication.pkgDataPath(), "python", "plugins"))
        from processing.core.Processing import Processing

        Processing.initialize()
        yield app
        # No exitQgis(): it would take the data providers away from layers that Python frees only when it ends.
        QgsProject.instance().clear()
        Processing.deinitialize()
        assert QgsApplication.taskManager().activeTasks() == []
        close_all_workers()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """End the process with pytest's status, before Python frees what is left of QGIS.

    Python frees the objects of QGIS and Qt in no order that they could bear, and now and then that ends in signal 11
    after the last test has passed. How QGIS itself ends with the plugin in it is seen in test_desktop.py and
    test_programs.py, in processes of its own.
    """
    session = config.pluginmanager.get_plugin("session")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(session.exitstatus))


@pytest.fixture(scope="session")
def loaded(qgis_app):
    """The plugin, as qgis_process makes it."""
    from dsrdmpd_dehaze import classFactory

    plugin = classFactory(None)
    yield plugin
    plugin.unload()


@pytest.fixture
def plugin(loaded):
    """The plugin with its provider registered, whatever an earlier test did."""
    loaded.initProcessing()
    return loaded


@pytest.fixture
def algorithm(plugin):
    """A fresh `dsrdmpd:dehaze`."""
    return QgsApplication.processingRegistry().createAlgorithmById("dsrdmpd:dehaze")


@pytest.fixture
def process(plugin):
    """Runs `dsrdmpd:dehaze` with the identity model, unless told otherwise, through `processing.run`."""
    import processing

    def run(source, output, feedback=None, **more):
        source = source if isinstance(source, QgsRasterLayer) else str(source)
        parameters = {"INPUT": source, "OUTPUT": str(output), "MODEL": "identity", "QUALITY": "draft", **more}
        return processing.run("dsrdmpd:dehaze", parameters, feedback=feedback)

    return run


@pytest.fixture(scope="session")
def scene_file(tmp_path_factory):
    """A piece of the shipped Landsat sample, uint16, with its third band once more as a fourth."""
    path = tmp_path_factory.mktemp("scene") / "scene.tif"
    options = gdal.TranslateOptions(srcWin=[40, 60, WIDTH, HEIGHT], bandList=[1, 2, 3, 3])
    dataset = gdal.Translate(str(path), str(ROOT / "resources/samples/landsat8_hazy.tif"), options=options)
    dataset.GetRasterBand(4).SetColorInterpretation(gdal.GCI_Undefined)
    dataset = None
    return path


@pytest.fixture
def scene(scene_file, tmp_path):
    """A copy of the scene that the test may do anything to."""
    return Path(shutil.copy(scene_file, tmp_path / "scene.tif"))


@pytest.fixture
def layer(scene):
    """The scene as a layer of the project."""
    layer = QgsRasterLayer(str(scene), "scene")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def read():
    """Returns all pixels of a raster."""

    def read(path):
        dataset = gdal.Open(str(path))
        assert dataset is not None, f"{path} is no raster"
        return dataset.ReadAsArray()

    return read
