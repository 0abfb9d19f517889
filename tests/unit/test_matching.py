"""Scenes of one mosaic: fields that agree about the same ground, where scenes overlap, and whole batches."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.batch import Folders, dehaze_many, plan_batch
from dsrdmpd_dehaze.dsrdmpd.errors import OptionError
from dsrdmpd_dehaze.dsrdmpd.mosaic import dehaze_mosaic, fit_together
from dsrdmpd_dehaze.dsrdmpd.pipeline import close_workers
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.raster import kept
from dsrdmpd_dehaze.dsrdmpd.raster.grid import Grid
from dsrdmpd_dehaze.dsrdmpd.raster.inputs import parts_of_mosaics
from dsrdmpd_dehaze.dsrdmpd.raster.overlaps import ReducedScene, find_overlaps
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from dsrdmpd_dehaze.dsrdmpd.scene.matching import match
from osgeo import gdal, osr

SIDE, PX, LEFT = 128, 10.0, 500000.0
ROOT = Path(__file__).resolve().parents[2]


def wkt(epsg):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    return reference.ExportToWkt(["FORMAT=WKT2_2018"])


UTM33 = wkt(32633)


def even_field(transmission, airlight=0.85, side=SIDE, width=SIDE):
    t = np.full((3, 8, 8), transmission, np.float32)
    return HazeField(t, airlight * (1 - t), np.full((8, 8), 1 - transmission**2.2, np.float32), side, width)


def ground(rng, width=SIDE):
    """Smooth ground with detail, (3, SIDE, width)."""
    coarse = rng.uniform(0.1, 0.6, (3, SIDE // 8, width // 8)).repeat(8, 1).repeat(8, 2)
    return (coarse + rng.normal(0, 0.02, (3, SIDE, width))).clip(0.02, 0.8).astype(np.float32)


def scene(clear, col, true, found, crs=UTM33, name="a"):
    """The scene of `clear` from a column on, under a field, as one sees it who believes in another."""
    grid = Grid(SIDE, clear.shape[2], (LEFT + PX * col, PX, 0, 5e6, 0, -PX), crs)
    hazy = true.transmission[:, :1, :1] * clear + true.veil[:, :1, :1]
    return ReducedScene.of(name, grid, hazy, np.ones(clear.shape[1:], bool), 1, found)


def matched(scenes, reference=None):
    return match([each.field for each in scenes], find_overlaps(scenes, Progress()), reference)


def dehazed(of, found):
    return found.field.clear(of.display.astype(np.float32), 0, 0)


@pytest.fixture
def pair(random):
    """Two overlapping scenes, a nearly clear one that is judged rightly, and a hazy one that is judged too clear."""
    whole = ground(random, SIDE + 64)
    parts = whole[:, :, :SIDE], whole[:, :, 64:]
    clear, hazy = even_field(0.95), even_field(0.5)
    return parts, [scene(parts[0], 0, clear, clear), scene(parts[1], 64, hazy, even_field(0.75))]


def errors(parts, scenes, found):
    return [float(np.abs(dehazed(s, f) - p).mean()) for p, s, f in zip(parts, scenes, found)]


def test_the_hazy_scene_comes_to_the_clear_one_everywhere(pair):
    parts, scenes = pair
    found = matched(scenes)
    alone = errors(parts, scenes, match([s.field for s in scenes], []))
    together = errors(parts, scenes, found)
    assert found[1].after < found[1].before / 5
    assert together[1] < alone[1] / 2  # also beyond what they share
    assert together[0] < 0.01  # and the clear one is not dragged along
    assert found[1].field.thickness.mean() > scenes[1].field.thickness.mean()


def test_the_order_of_scenes_hardly_matters(pair):
    _, (one, other) = pair
    a, b = matched([one, other])
    c, d = matched([other, one])
    assert np.allclose(a.field.transmission, d.field.transmission, atol=0.03)
    assert np.allclose(b.field.transmission, c.field.transmission, atol=0.03)


def test_two_scenes_that_agree_stay_as_they_are(random):
    whole = ground(random, SIDE + 64)
    fields = even_field(0.9), even_field(0.5)
    scenes = [scene(whole[:, :, :SIDE], 0, fields[0], fields[0]), scene(whole[:, :, 64:], 64, fields[1], fields[1])]
    for before, after in zip(fields, matched(scenes)):
        assert np.allclose(before.transmission, after.field.transmission, atol=0.02)


def test_agreement_is_not_bought_with_contrast(random):
    """Two scenes that disagree for good must not both become grey, which would make them agree best."""
    one, other = ground(random), ground(random)
    hazy = even_field(0.5)
    found = matched([scene(one, 0, hazy, hazy), scene(other, 0, hazy, hazy)])
    assert all(f.field.transmission.mean() < 0.65 for f in found)


def test_scenes_that_share_nothing_are_the_same_objects(pair):
    _, (one, other) = pair
    far = replace(other, grid=replace(other.grid, geotransform=(LEFT + 1e5, PX, 0, 5e6, 0, -PX)))
    nowhere = replace(other, grid=replace(other.grid, crs_wkt=""))
    for scenes in ([one, far], [one, nowhere], [one]):
        assert find_overlaps(scenes, Progress()) == []
        assert all(f.field is s.field and np.isnan(f.before) for f, s in zip(matched(scenes), scenes))


def test_fields_stay_possible(random):
    whole = ground(random)
    scenes = [scene(whole, 0, even_field(t), even_field(found)) for t, found in ((0.3, 0.95), (0.9, 0.3), (0.6, 0.6))]
    for each in matched(scenes):
        t, veil = each.field.transmission, each.field.veil
        assert t.min() > 0 and t.max() <= 1 + 1e-6 and veil.min() >= -1e-6 and (veil <= 1 - t + 1e-5).all()
        assert each.field.thickness.min() >= 0 and each.field.thickness.max() <= 1


def test_another_crs_and_other_pixels_meet_at_the_same_place(pair):
    """The second scene, brought to another CRS with pixels half as large, still tells the same."""
    parts, (one, other) = pair
    rows = gdal.GetDriverByName("MEM").Create("", SIDE, SIDE, 3, gdal.GDT_Float32)
    rows.SetGeoTransform(other.grid.geotransform)
    rows.SetProjection(UTM33)
    rows.WriteArray(other.display.astype(np.float32))
    warped = gdal.Warp("", rows, format="MEM", dstSRS="EPSG:3857", xRes=8, yRes=8, dstNodata="nan")
    display = warped.ReadAsArray()
    grid = Grid(*display.shape[1:], warped.GetGeoTransform(), wkt(3857))
    field = even_field(0.75, side=grid.height, width=grid.width)
    moved = ReducedScene.of("b", grid, display, np.isfinite(display).all(axis=0), 1, field)
    same, far = matched([one, other])[1], matched([one, moved])[1]
    assert far.after < far.before / 4
    assert np.isclose(far.field.transmission.mean(), same.field.transmission.mean(), atol=0.05)


def test_ground_that_changed_is_passed_over(pair):
    parts, (one, other) = pair
    display = other.display.copy()
    display[:, 40:72, :32] = 0.95  # a cloud in a quarter of what they share
    found = matched([one, replace(other, display=display)])
    assert abs(found[1].field.transmission.mean() - matched([one, other])[1].field.transmission.mean()) < 0.08


def test_the_reference_gives_its_exposure(random):
    """Two dates of one place: no haze, less light. Without a reference nothing moves, with one the others follow."""
    whole, none = ground(random), even_field(1.0)
    dim = scene(whole * 0.7, 0, none, none, name="b")
    scenes = [scene(whole, 0, none, none), dim]
    without, found = matched(scenes), matched(scenes, 0)
    assert not any(each.field.is_exposed for each in without)
    assert np.abs(dehazed(dim, without[1]) - whole * 0.7).mean() < 0.01
    assert not found[0].field.is_exposed and np.allclose(found[1].field.gain, 1 / 0.7, atol=0.1)
    assert np.abs(dehazed(dim, found[1]) - whole).mean() < 0.015
    assert found[1].after < found[1].before / 3


def test_exposure_goes_with_strength():
    field = replace(even_field(0.5), gain=(1.2, 1.1, 1.0), offset=(0.1, 0.0, -0.1))
    hazy = np.full((3, 4, 4), 0.6, np.float32)
    assert np.allclose(field.strengthened(0.0).clear(hazy, 0, 0), hazy, atol=1e-6)
    assert field.strengthened(1.0).gain == field.gain == field.strengthened(2.0).gain
    plain = replace(field, gain=(1.0,) * 3, offset=(0.0,) * 3).clear(hazy, 0, 0)
    expected = plain * np.float32([1.2, 1.1, 1]).reshape(3, 1, 1) + np.float32([0.1, 0, -0.1]).reshape(3, 1, 1)
    assert np.allclose(field.clear(hazy, 0, 0), expected.clip(0, 1), atol=1e-6)


def test_a_kept_field_keeps_its_exposure():
    field = replace(even_field(0.5), gain=(1.2, 1.1, 1.0), offset=(0.1, 0.0, -0.1))
    again = kept._field(json.loads(json.dumps(kept._plain_field(field))), kept._cells(field))
    assert again.gain == field.gain and again.offset == field.offset


# --- Whole batches ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model with a haze field network that sees haze where there is none, and no working tiles."""
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config

    torch.manual_seed(3)
    config = ModelConfig(
        Stage1Config(8), Stage2Config(8, 1, 8), tile_size_px=64, coarse_from=1.0, field=FieldConfig(8, 1, 64)
    )
    networks = TwoStageNetworks.build(config)
    torch.nn.init.normal_(networks.field.head.weight, std=0.2)
    path = tmp_path_factory.mktemp("models") / "fielded.safetensors"
    save_weights(networks, path)
    yield str(path)
    close_workers()


@pytest.fixture
def halves(make_raster, random):
    """Two overlapping halves of one scene under different haze, 8 bit."""
    whole = ground(random, SIDE + 64)
    paths = []
    for name, part, (t, col) in zip("ab", (whole[:, :, :SIDE], whole[:, :, 64:]), ((0.9, 0), (0.5, 64))):
        field = even_field(t)
        hazy = field.transmission[:, :1, :1] * part + field.veil[:, :1, :1]
        place = (LEFT + PX * col, PX, 0, 5e6, 0, -PX)
        paths.append(make_raster(np.rint(255 * hazy).astype(np.uint8), f"{name}.tif", geotransform=place, crs=UTM33))
    return paths


def requests_of(paths, model, folder, **options):
    like = DehazeRequest("", "", options=DehazeOptions(model=model, device="cpu", **options))
    return plan_batch(paths, like, Folders(str(folder)))


def apart(outcomes):
    left, right = (gdal.Open(outcome.result.output).ReadAsArray().astype(float) for outcome in outcomes)
    return np.abs(left[:, :, 64:] - right[:, :, :64]).mean()


def test_halves_meet_after_a_batch_and_say_so(halves, model, tmp_path):
    alone = list(dehaze_many(requests_of(halves, model, tmp_path / "alone"), python=sys.executable))
    together = list(dehaze_mosaic(requests_of(halves, model, tmp_path / "mosaic"), python=sys.executable))
    hazy = [gdal.Open(path).ReadAsArray().astype(float) for path in halves]
    assert apart(together) < min(apart(alone), np.abs(hazy[0][:, :, 64:] - hazy[1][:, :, :64]).mean()) / 2
    assert "Matched: mean difference" in str(together[1].result.matched)
    said = gdal.Open(together[1].result.output).GetMetadata()["DEHAZE_MATCHED"]
    assert said == str(together[1].result.matched)


def test_a_scene_that_overlaps_none_comes_out_bit_for_bit(halves, make_raster, model, tmp_path):
    pixels = gdal.Open(halves[0]).ReadAsArray()
    far = make_raster(pixels, "far.tif", geotransform=(LEFT + 1e5, PX, 0, 5e6, 0, -PX), crs=UTM33)
    alone = list(dehaze_many(requests_of([far], model, tmp_path / "alone"), python=sys.executable))
    together = list(dehaze_mosaic(requests_of([*halves, far], model, tmp_path / "all"), python=sys.executable))
    arrays = [gdal.Open(outcome.result.output).ReadAsArray() for outcome in (alone[0], together[2])]
    assert np.array_equal(*arrays) and "overlaps no other scene" in str(together[2].result.matched)


def test_scenes_share_a_range_and_a_bad_one_is_told_by_its_own_run(make_raster, model, tmp_path, random):
    dark = random.integers(100, 900, (3, 96, 96), dtype=np.uint16)
    paths = [make_raster(dark, "dark.tif"), make_raster(dark * 3, "bright.tif")]
    torn = tmp_path / "torn.tif"
    torn.write_bytes(Path(paths[0]).read_bytes()[:2000])
    requests = requests_of([*paths, str(torn)], model, tmp_path / "out")
    one, other, none = fit_together(requests, Progress(), python=sys.executable)
    assert one.stretch == other.stretch and one.stretch.high[0] > 2000 and none is None
    outcomes = list(dehaze_mosaic(requests, python=sys.executable))
    assert [outcome.error is None for outcome in outcomes] == [True, True, False]


class Heard(Progress):
    def __init__(self):
        self.warnings = []

    def warning(self, text):
        self.warnings.append(str(text))


def test_other_kinds_are_matched_with_their_own(halves, make_raster, model, tmp_path, random):
    wide = make_raster(random.integers(100, 900, (3, 96, 96), dtype=np.uint16), "wide.tif")
    heard = Heard()
    given = fit_together(requests_of([*halves, wide], model, tmp_path), heard, python=sys.executable)
    assert "2 kinds" in heard.warnings[-1] and given[0].stretch != given[2].stretch


def test_what_cannot_be_matched_is_refused_before_any_work(halves, model, tmp_path):
    with pytest.raises(OptionError, match="no haze field"):
        fit_together(requests_of(halves, "dark_object", tmp_path / "out"), Progress())
    with pytest.raises(OptionError, match="not among the rasters"):
        fit_together(requests_of(halves, model, tmp_path / "out"), Progress(), "other.tif")


def test_a_mosaic_stands_for_its_parts_and_a_stack_for_itself(halves, tmp_path):
    mosaic, stack, inner = (str(tmp_path / name) for name in ("mosaic.vrt", "stack.vrt", "inner.vrt"))
    gdal.BuildVRT(inner, halves).FlushCache()
    gdal.BuildVRT(stack, halves[:1] * 3, separate=True).FlushCache()
    third = str(tmp_path / "third.tif")
    gdal.Translate(third, halves[0])
    gdal.BuildVRT(mosaic, [inner, third]).FlushCache()
    assert parts_of_mosaics([inner]) == halves
    assert parts_of_mosaics([stack]) == [stack]
    assert parts_of_mosaics([mosaic, halves[0]]) == [*halves, third]
