"""Small generated rasters, and the released networks' golden numbers, for the unit tests."""

import json
from pathlib import Path
from typing import Callable

import numpy as np
import pytest
from hypothesis import settings
from osgeo import gdal

settings.register_profile("untimed", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("untimed")

TYPES = {
    "uint8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "uint32": gdal.GDT_UInt32,
    "int32": gdal.GDT_Int32,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
    "complex64": gdal.GDT_CFloat32,
}
UTM33 = """PROJCRS["WGS 84 / UTM zone 33N",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",
ELLIPSOID["WGS 84",6378137,298.257223563,
LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]],
CONVERSION["UTM zone 33N",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0,
ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8801]],PARAMETER["Longitude of natural origin",15,
ANGLEUNIT["degree",0.0174532925199433],ID["EPSG",8802]],PARAMETER["Scale factor at natural origin",0.9996,
SCALEUNIT["unity",1],ID["EPSG",8805]],PARAMETER["False easting",500000,LENGTHUNIT["metre",1],ID["EPSG",8806]],
PARAMETER["False northing",0,LENGTHUNIT["metre",1],ID["EPSG",8807]]],CS[Cartesian,2],AXIS["(E)",east,ORDER[1],
LENGTHUNIT["metre",1]],AXIS["(N)",north,ORDER[2],LENGTHUNIT["metre",1]],ID["EPSG",32633]]""".replace("\n", "")
UPRIGHT = (500000.0, 10.0, 0.0, 5600000.0, 0.0, -10.0)
ROTATED = (500000.0, 8.0, 3.0, 5600000.0, 2.0, -9.0)


@pytest.fixture
def make_raster(tmp_path: Path) -> Callable[..., str]:
    """Writes (b, h, w) pixels as a GeoTIFF, lets `describe(dataset)` say more about it, and returns its path."""

    def make(pixels, name="raster.tif", geotransform=UPRIGHT, crs=UTM33, nodata=None, colours=None, describe=None):
        pixels = np.ascontiguousarray(pixels)
        count, height, width = pixels.shape
        path, code = str(tmp_path / name), TYPES[pixels.dtype.name]
        options = ["PHOTOMETRIC=MINISBLACK", "ALPHA=NO"]
        dataset = gdal.GetDriverByName("GTiff").Create(path, width, height, count, code, options)
        if geotransform is not None:
            dataset.SetGeoTransform(geotransform)
        if crs:
            dataset.SetProjection(crs)
        if nodata is not None:
            dataset.GetRasterBand(1).SetNoDataValue(nodata)
        for number, colour in enumerate(colours or (), 1):
            dataset.GetRasterBand(number).SetColorInterpretation(colour)
        if describe:
            describe(dataset)
        dataset.WriteRaster(0, 0, width, height, pixels.tobytes(), width, height, code)
        dataset.FlushCache()
        return path

    return make


@pytest.fixture
def random() -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(7)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The released networks' shapes, and what small ones with synthetic weights answer (model-spec.md)."""
    return Path(__file__).resolve().parents[1] / "data" / "reference"


@pytest.fixture(scope="session")
def golden(reference):
    """Inputs and outputs of the released networks under synthetic weights, by name (model-spec.md)."""
    torch = pytest.importorskip("torch")
    with np.load(reference / "golden_small.npz") as arrays:
        return {name: torch.from_numpy(np.asarray(arrays[name])) for name in arrays.files}


@pytest.fixture(scope="session")
def golden_networks(reference):
    """Networks with those weights: stage 1 of width 32, stage 2 of width 16. Tests read them and change nothing."""
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, drop_dead_decoder
    from dsrdmpd_dehaze.dsrdmpd.model_files import ModelConfig, Stage1Config, Stage2Config
    from dsrdmpd_dehaze.tests.unit.synthetic_weights import synthetic_state

    shapes = json.loads((reference / "golden_small_shapes.json").read_text())
    networks = TwoStageNetworks.build(ModelConfig(stage1=Stage1Config(32), stage2=Stage2Config(16)))
    for stage in ("stage1", "stage2"):
        state = synthetic_state(shapes[stage], seed=11)
        network = getattr(networks, stage).eval()
        network.load_state_dict({name: torch.from_numpy(value) for name, value in drop_dead_decoder(state).items()})
    return networks
