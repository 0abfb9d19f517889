"""Masks: which pixels are inside, how weights rise, that windows see what the whole sees, and what is refused."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import OptionError, RasterError
from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Grid, Window
from dsrdmpd_dehaze.dsrdmpd.raster.mask import Mask, feathered
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal, osr

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "landsat8_hazy.tif"


def wkt(epsg):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    return reference.ExportToWkt()


GRID = Grid(120, 150, (500000.0, 10.0, 0.0, 5600000.0, 0.0, -10.0), wkt(32633))
ROTATED = Grid(120, 150, (500000.0, 8.0, 3.0, 5600000.0, 2.0, -9.0), wkt(32633))


def polygons(path, rings, epsg=None, properties=None):
    """Writes rings of (x, y) as GeoJSON; `epsg` None is that of the grid."""
    features = [
        {
            "type": "Feature",
            "properties": (properties or [{}] * len(rings))[number],
            "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in (*ring, ring[0])]]},
        }
        for number, ring in enumerate(rings)
    ]
    name = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg or 32633}"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": name, "features": features}))
    return str(path)


def rectangle(grid, rows, cols):
    """The outline of some pixels on the map."""
    return [*grid.corners(Window(rows[0], cols[0], rows[1] - rows[0], cols[1] - cols[0]))]


@pytest.mark.parametrize("grid", [GRID, ROTATED], ids=["upright", "rotated"])
def test_pixels_inside_weigh_1_and_outside_0(tmp_path, grid):
    mask = Mask(polygons(tmp_path / "m.json", [rectangle(grid, (20, 60), (30, 100))]), grid)
    expected = np.zeros((120, 150), np.float32)
    expected[20:60, 30:100] = 1
    np.testing.assert_array_equal(mask.weights(grid.window()), expected)


@pytest.mark.parametrize("grid", [GRID, ROTATED], ids=["upright", "rotated"])
def test_a_mask_in_another_crs_covers_the_same_pixels(tmp_path, grid):
    shift = osr.CoordinateTransformation(*(_traditional(epsg) for epsg in (32633, 4326)))
    ring = [shift.TransformPoint(*point)[:2] for point in rectangle(grid, (20, 60), (30, 100))]
    mask = Mask(polygons(tmp_path / "m.json", [ring], 4326), grid)
    own = Mask(polygons(tmp_path / "own.json", [rectangle(grid, (20, 60), (30, 100))]), grid)
    different = mask.weights(grid.window()) != own.weights(grid.window())
    assert different.mean() < 0.005  # a straight line in one is curved in the other, by less than a pixel here


def _traditional(epsg):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


@pytest.mark.parametrize("crs", [32633, 32632])
def test_a_raster_is_inside_where_it_is_neither_0_nor_nodata(tmp_path, crs):
    values = np.zeros((120, 150), np.int16)
    values[30:80, 40:90], values[50:60, 50:60] = 7, -1
    path = str(tmp_path / "mask.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 150, 120, 1, gdal.GDT_Int16)
    dataset.SetGeoTransform(GRID.geotransform)
    dataset.SetProjection(GRID.crs_wkt)
    dataset.GetRasterBand(1).SetNoDataValue(-1)
    dataset.WriteRaster(0, 0, 150, 120, values.tobytes())
    dataset = None
    if crs != 32633:
        gdal.Warp(path.replace("mask", "warped"), path, dstSRS=f"EPSG:{crs}", xRes=5, yRes=5)
        path = path.replace("mask", "warped")
    found = Mask(path, GRID).weights(GRID.window())
    expected = (values > 0).astype(np.float32)
    assert (found != expected).mean() < (0 if crs == 32633 else 0.01) or np.array_equal(found, expected)


def brute_force(inside, width):
    """Weights by looking at every pixel outside."""
    rows, cols = np.nonzero(~inside)
    out = np.zeros(inside.shape)
    for row, col in zip(*np.nonzero(inside)):
        distance = math.sqrt(((rows - row) ** 2 + (cols - col) ** 2).min()) if len(rows) else math.inf
        t = min(1.0, distance / (width + 1))
        out[row, col] = t * t * (3 - 2 * t)
    return out


@given(st.integers(0, 2**31 - 1), st.integers(0, 9))
def test_weights_rise_by_the_distance_to_the_edge(seed, width):
    random = np.random.default_rng(seed)
    inside = random.random((18, 23)) < random.choice([0.5, 0.97, 1.0])
    found = feathered(inside, width, range(18))
    np.testing.assert_allclose(found, brute_force(inside, width) if width else inside, atol=1e-6)
    assert (found[~inside] == 0).all()


@given(st.integers(0, 90), st.integers(0, 110), st.integers(1, 50), st.integers(1, 60))
def test_a_window_has_the_weights_of_the_whole(tmp_path_factory, row, col, height, width):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "stars.json"
    if not path.exists():
        rings = [rectangle(GRID, (5, 70), (8, 90)), [(500900, 5599500), (501450, 5599700), (501200, 5598900)]]
        polygons(path, rings)
    mask = Mask(str(path), GRID, 12)
    window = Window(row, col, height, width).intersect(GRID.window())
    np.testing.assert_array_equal(mask.weights(window), mask.weights(GRID.window())[window.slices])


@pytest.mark.parametrize("step", [2, 5])
def test_a_coarser_mask_covers_the_same_ground(tmp_path, step):
    mask = Mask(polygons(tmp_path / "m.json", [rectangle(GRID, (20, 60), (30, 100))]), GRID, 10)
    coarse = mask.coarser(step)
    grid = GRID.coarser(step)
    weights = coarse.weights(grid.window())
    assert weights.shape == (grid.height, grid.width)
    whole = mask.weights(GRID.window())[step // 2 :: step, step // 2 :: step][: grid.height, : grid.width]
    assert ((weights > 0) != (whole > 0)).mean() < 0.03 * step and abs(weights.mean() - whole.mean()) < 0.02


def test_the_edge_of_the_raster_is_no_edge_of_the_mask(tmp_path):
    mask = Mask(polygons(tmp_path / "m.json", [rectangle(GRID, (-50, 400), (-50, 60))]), GRID, 10)
    weights = mask.weights(GRID.window())
    assert (
        (weights[:, :50] == 1).all() and (weights[:, 60:] == 0).all() and (np.diff(weights[:, 48:61]) < 0).sum() > 1000
    )


def test_a_small_polygon_on_a_large_raster_is_found(tmp_path):
    grid = Grid(6000, 7000, GRID.geotransform, GRID.crs_wkt)
    mask = Mask(polygons(tmp_path / "m.json", [rectangle(grid, (5000, 5001), (6001, 6003))]), grid)
    assert mask.weights(Window(4990, 5990, 20, 20)).sum() == 2 and not mask.touches(Window(0, 0, 512, 512))


def test_a_layer_and_a_subset_are_taken_by_name(tmp_path):
    ring, other = rectangle(GRID, (10, 20), (10, 20)), rectangle(GRID, (40, 60), (40, 70))
    source = polygons(tmp_path / "m.json", [ring, other], properties=[{"kind": "a|b"}, {"kind": "c"}])
    package = str(tmp_path / "m.gpkg")
    gdal.VectorTranslate(package, source, layerName="empty", where="kind = 'none'")
    gdal.VectorTranslate(package, source, layerName="fields", accessMode="update")
    assert Mask(f"{package}|layername=fields", GRID).weights(GRID.window()).sum() == 100 + 600
    assert Mask(f"{package}|layerid=1|subset=kind = 'a|b'", GRID).weights(GRID.window()).sum() == 100
    with pytest.raises(RasterError, match="it has no polygons"):
        Mask(package, GRID)
    with pytest.raises(RasterError, match="no such layer"):
        Mask(f"{package}|layername=nosuch", GRID)


def test_what_is_no_mask_is_refused(tmp_path):
    away = polygons(tmp_path / "away.json", [rectangle(GRID, (900, 950), (900, 950))])
    with pytest.raises(RasterError, match="The mask away.json cannot be used: nothing in it lies on the raster"):
        Mask(away, GRID)
    point = tmp_path / "point.json"
    point.write_text('{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[15,50]}}')
    with pytest.raises(RasterError, match="it has no polygons"):
        Mask(str(point), GRID)
    text = tmp_path / "words.txt"
    text.write_text("words")
    for path in (text, tmp_path / "nosuch.gpkg"):
        with pytest.raises(RasterError, match="cannot be used"):
            Mask(str(path), GRID)
    for feather in (-1, 257):
        with pytest.raises(OptionError, match="feather"):
            DehazeRequest("a.tif", "b.tif", feather_px=feather)


# --- A run


@pytest.fixture
def sample_mask(tmp_path):
    """Polygons over the middle of the sample, in geographic coordinates."""
    dataset = gdal.Open(str(SAMPLE))
    grid = Grid(dataset.RasterYSize, dataset.RasterXSize, dataset.GetGeoTransform(), dataset.GetProjection())
    own = osr.SpatialReference(dataset.GetProjection())
    own.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    shift = osr.CoordinateTransformation(own, _traditional(4326))
    ring = [shift.TransformPoint(*p)[:2] for p in rectangle(grid, (100, 300), (150, 400))]
    return polygons(tmp_path / "mask.json", [ring], 4326), grid


def dehazed(tmp_path, name, **more):
    options = DehazeOptions(model="dark_channel", tile_size_px=128, strength_percent=more.pop("strength", 100))
    path = tmp_path / name
    result = dehaze_raster(DehazeRequest(str(SAMPLE), str(path), options=options, **more))
    return gdal.Open(str(path)).ReadAsArray(), result


@pytest.mark.parametrize("strength", [70, 100, 150])
def test_outside_a_mask_a_run_changes_no_bit_and_well_inside_it_changes_all(tmp_path, sample_mask, strength):
    path, grid = sample_mask
    before = gdal.Open(str(SAMPLE)).ReadAsArray()
    free, all_tiles = dehazed(tmp_path, "free.tif", strength=strength)
    masked, tiles = dehazed(tmp_path, "masked.tif", strength=strength, mask=path, feather_px=10)
    weights = Mask(path, grid, 10).weights(grid.window())
    assert (weights == 0).any() and (weights == 1).any() and ((weights > 0) & (weights < 1)).any()
    np.testing.assert_array_equal(masked[:, weights == 0], before[:, weights == 0])
    np.testing.assert_array_equal(masked[:, weights == 1], free[:, weights == 1])
    between = (weights > 0) & (weights < 1)
    low, high = np.minimum(before, free), np.maximum(before, free)
    assert ((masked >= low) & (masked <= high))[:, between].all()
    assert (masked != free)[:, between].any() and (masked != before)[:, between].any()
    assert tiles.tiles < all_tiles.tiles  # tiles that no pixel of the mask needs are left out


def test_a_window_of_a_masked_run_is_that_window_of_the_whole(tmp_path, sample_mask):
    path, grid = sample_mask
    whole, _ = dehazed(tmp_path, "whole.tif", mask=path, feather_px=20)
    window = Window(90, 130, 140, 111)
    part, _ = dehazed(tmp_path, "part.tif", mask=path, feather_px=20, bounds=grid.bounds(window))
    np.testing.assert_array_equal(part, whole[(slice(None), *window.slices)])


def test_a_bad_mask_is_refused_before_the_run(tmp_path):
    arguments = ["dehaze", SAMPLE, tmp_path / "out.tif", "--model", "dark_channel", "--mask", tmp_path / "nosuch.gpkg"]
    command = [sys.executable, "-m", "dsrdmpd", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (
        done.returncode == 1 and "The mask nosuch.gpkg cannot be used" in done.stderr and "Dehazing" not in done.stderr
    )
    assert list(tmp_path.iterdir()) == []


def test_a_stamp_follows_what_the_mask_covers_and_not_its_name(tmp_path):
    ring, other = rectangle(GRID, (20, 60), (30, 100)), rectangle(GRID, (20, 61), (30, 100))
    names = ("a.json", "b.json", "c.json")
    one, same, different = (
        Mask(polygons(tmp_path / name, [each]), GRID).stamp() for name, each in zip(names, (ring, ring, other))
    )
    assert one == same != different
