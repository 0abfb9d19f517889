"""The preview: what a run gives wherever it can be, at every strength; nothing read, asked or kept that need not be."""

import json

import numpy as np
import pytest
from osgeo import gdal

torch = pytest.importorskip("torch")

from dsrdmpd_dehaze.dsrdmpd import pipeline, preview  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, OptionError, RasterError, WeightsError  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.preview import preview_raster  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.progress import Progress  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.grid import UNREFERENCED  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.memory import MemoryFolder  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.radiometry import Stretch  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest, PreviewRequest  # noqa: E402

TILE = 64
SIDE = 100  # of the insets here, which is quicker than 256 and takes as many tiles
ROTATED = (500000.0, 8.0, 3.0, 5600000.0, 2.0, -9.0)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Random weights that change a raster a little."""
    config = ModelConfig(
        stage1=Stage1Config(8), stage2=Stage2Config(8, heads=2, head_channels=8), standard_steps=1, tile_size_px=TILE
    )
    torch.manual_seed(2)
    path = tmp_path_factory.mktemp("model") / "random.safetensors"
    save_weights(TwoStageNetworks.build(config), path)
    yield str(path)
    pipeline.close_workers()


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(preview, "INSET_PX", SIDE)


def scene(shape=(3, 150, 170), dtype=np.uint16):
    """Hills and waves of brightness, other ones in each band."""
    y, x = np.mgrid[: shape[1], : shape[2]] / 40.0
    bands = [6000 + 2500 * np.sin(x + b) * np.cos(y - b) + 1500 * (x + y) for b in range(shape[0])]
    noise = np.random.default_rng(0).normal(0, 60, shape)
    return (np.stack(bands) + noise).clip(1, 65535).astype(dtype)


def all_of(path, **options):
    """A request for the whole raster, whose first bands are red, green and blue unless said otherwise."""
    grid = RasterSource.open(path).grid
    return PreviewRequest(path, grid.bounds(), **{"bands": (1, 2, 3), **options})


def part_of(array, piece):
    """The pixels of `array`, of a raster with square pixels of 10, that a piece shows."""
    x, _, _, y, _, _ = piece.grid.geotransform
    col, row = round((x - 500000) / 10), round((5600000 - y) / 10)
    return array[..., row : row + piece.grid.height, col : col + piece.grid.width]


@pytest.mark.parametrize("quality", ["draft", "standard"])
def test_it_ends_with_the_pixels_of_a_run(make_raster, tmp_path, model, quality):
    pixels = scene((4, 170, 190))
    pixels[:, 70:90, 60:120] = 0
    source, whole = make_raster(pixels, nodata=0), {0: pixels[[3, 1, 0]].astype(float)}
    for strength in (40, 100, 150):
        options = DehazeOptions(model=model, quality=quality, strength_percent=strength, seed=3)
        request = DehazeRequest(source, str(tmp_path / "whole.tif"), bands=(4, 2, 1), options=options)
        pipeline.dehaze_raster(request)
        whole[strength] = gdal.Open(request.output).ReadAsArray()[[3, 1, 0]].astype(float)
    for left, top, right, bottom in ((0, 0, 190, 170), (30, 50, 110, 90), (150, 130, 500, 500)):
        bounds = 500000 + 10 * left, 5600000 - 10 * bottom, 500000 + 10 * right, 5600000 - 10 * top
        *_, last = preview_raster(PreviewRequest(source, bounds, bands=(4, 2, 1), options=options))
        assert last.final and last.exact and not last.inset
        assert (last.grid.height, last.grid.width) == (min(bottom, 170) - top, min(right, 190) - left)
        np.testing.assert_array_equal(last.hazy, part_of(pixels[[3, 1, 0]], last))
        np.testing.assert_array_equal(last.valid, part_of(pixels[0] != 0, last))
        differences = {percent: np.abs(last.at_strength(percent) - part_of(whole[percent], last)) for percent in whole}
        assert differences[0].max() == 0
        # the size of a batch moves the model's answer by some 1e-6 of the range, which may turn a rounding
        assert differences[100].max() <= 1 and (differences[100] > 0).mean() < 0.02
        assert differences[40].max() <= 1 and differences[150].max() <= 3  # what was a trifle is multiplied


@pytest.mark.parametrize("step", [1, 3])
def test_outside_a_mask_nothing_changes_at_any_strength(make_raster, tmp_path, model, step):
    source = make_raster(scene())
    x, y = 500000 + 10 * 30, 5600000 - 10 * 30
    ring = [[x, y], [x + 900, y], [x + 900, y - 600], [x, y - 600], [x, y]]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    named = {"type": "name", "properties": {"name": "EPSG:32633"}}
    mask = tmp_path / "mask.json"
    mask.write_text(json.dumps({"type": "FeatureCollection", "crs": named, "features": [shape]}))
    request = all_of(source, step_px=step, options=DehazeOptions(model=model), mask=str(mask), feather_px=4)
    *_, last = preview_raster(request)
    assert last.final
    covered = np.zeros(last.valid.shape, bool)
    covered[30 // step : 90 // step, 30 // step : 120 // step] = True
    for piece, inside in ((last, covered), (last.thinned(2), covered[::2, ::2])):
        for percent in (60, 150):
            changed = (piece.at_strength(percent) != piece.hazy).any(axis=0)
            assert not changed[~inside].any() and changed[inside].mean() > 0.7


@pytest.mark.parametrize("side", [200, 60])
def test_a_look_is_the_whole_raster_small_whatever_the_view_shows(make_raster, model, monkeypatch, side):
    monkeypatch.setattr(preview, "LOOK_PX", side)
    source = make_raster(scene())
    bounds = 500000, 5599500, 500400, 5600000
    request = PreviewRequest(source, bounds, bands=(1, 2, 3), options=DehazeOptions(model=model), look=True)
    pieces = list(preview_raster(request))
    (look,) = [piece for piece in pieces if piece.look]
    assert max(look.valid.shape) <= side and not look.final and not look.inset and pieces[-1].final
    xmin, ymin, xmax, ymax = look.grid.bounds()
    assert (xmin, ymax) == (500000, 5600000) and xmax >= 501700 - 30 and ymin <= 5598500 + 30
    assert (look.dehazed != look.hazy).mean() > 0.9


def test_a_draft_comes_first(make_raster, model):
    source = make_raster(scene())
    draft, last = preview_raster(all_of(source, options=DehazeOptions(model=model)))
    assert (draft.steps, draft.final, draft.exact) == (0, False, False)
    assert (last.steps, last.final, last.exact) == (1, True, True)
    assert draft.grid.bounds() == (500000, 5598500, 501680, 5600000)  # three pixels in one, so that one tile holds it
    assert (draft.dehazed != draft.hazy).mean() > 0.9


def test_a_small_raster_is_shown_whole(make_raster, model):
    source = make_raster(scene((3, 40, 300)))
    *_, last = preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft")))
    assert (last.grid.height, last.grid.width) == (40, 300)


@pytest.mark.parametrize("geotransform", [ROTATED, None])
def test_the_piece_lies_where_its_pixels_lie(make_raster, model, geotransform):
    pixels = scene()
    source = make_raster(pixels, geotransform=geotransform, crs=None)
    request = all_of(source, options=DehazeOptions(model=model, quality="draft"))
    *_, last = preview_raster(request)
    np.testing.assert_array_equal(last.hazy, pixels)
    assert last.grid.geotransform == (geotransform or UNREFERENCED)


def test_a_far_view_shows_an_overview(make_raster, model):
    pixels = np.repeat(np.repeat(scene((3, 90, 80)), 4, axis=1), 4, axis=2)[:, :-1, :-3]
    source = make_raster(pixels)
    request = all_of(source, step_px=4, options=DehazeOptions(model=model))
    draft, last = preview_raster(request)
    assert (last.grid.height, last.grid.width, last.steps) == (89, 79, 1)
    assert last.grid.geotransform == (500000, 40, 0, 5600000, 0, -40)
    assert last.final and not last.exact
    np.testing.assert_array_equal(last.hazy, pixels[:, 2:-1:4, 2:-2:4])
    assert draft.grid.geotransform[1] == 80 and not draft.final


def test_a_far_view_has_an_inset_with_the_pixels_of_a_run(make_raster, tmp_path, model):
    pixels = scene((3, 260, 280))
    source, options = make_raster(pixels), DehazeOptions(model=model)
    request = DehazeRequest(source, str(tmp_path / "whole.tif"), options=options)
    pipeline.dehaze_raster(request)
    _, far, inset = preview_raster(all_of(source, step_px=2, inset=True, options=options))
    assert far.final and not far.exact and not far.inset and far.grid.geotransform[1] == 20
    assert inset.final and inset.exact and inset.inset and (inset.grid.height, inset.grid.width) == (SIDE, SIDE)
    run = part_of(gdal.Open(request.output).ReadAsArray(), inset).astype(float)
    assert np.abs(inset.dehazed - run).max() <= 1
    near = preview_raster(all_of(source, inset=True, options=options))
    assert not any(piece.inset for piece in near)  # it is at full size already


def test_the_same_ground_looks_alike_wherever_the_view_is(make_raster, model):
    source = make_raster(scene((3, 400, 420)))
    pieces = []
    for left, top in ((0, 0), (620, 540)):
        bounds = 500000 + left, 5600000 - top - 2600, 500000 + left + 2600, 5600000 - top
        *_, last = preview_raster(PreviewRequest(source, bounds, step_px=2, options=DehazeOptions(model=model)))
        pieces.append(last)
    first, second = pieces
    assert (first.grid.width, second.grid.width) == (130, 130)
    here, there = first.dehazed[:, 27:, 31:].astype(int), second.dehazed[:, :-27, :-31]
    assert np.abs(here - there).max() <= 1


@pytest.fixture(scope="module")
def fielded(tmp_path_factory):
    """A model with a haze field network that is no identity, and little else."""
    config = ModelConfig(Stage1Config(8), Stage2Config(8, 1, 8), tile_size_px=TILE, field=FieldConfig(8, 1, 64))
    torch.manual_seed(3)
    networks = TwoStageNetworks.build(config)
    torch.nn.init.normal_(networks.field.head.weight, std=0.2)
    path = tmp_path_factory.mktemp("fielded") / "fielded.safetensors"
    save_weights(networks, path)
    return str(path)


@pytest.mark.parametrize("step", [1, 2])
def test_the_draft_is_the_field_alone_and_once_it_is_known_needs_no_process(make_raster, fielded, step, monkeypatch):
    source = make_raster(scene((3, 200, 220)))
    request = all_of(source, step_px=step, options=DehazeOptions(model=fielded))
    draft, last = preview_raster(request)
    assert not draft.final and last.final and draft.grid == last.grid
    field = draft.correction.field
    hazy = draft.stretched
    expected = field.clear(hazy, 0, 0, step)
    np.testing.assert_allclose(hazy + draft.change, expected, atol=1e-6)

    def no_process(*_, **__):
        raise AssertionError("a process was asked for")

    monkeypatch.setattr(preview, "open_method", no_process)
    part = PreviewRequest(**{**vars(request), "bounds": (500300, 5598500, 501500, 5599600)})
    again = next(preview_raster(part))
    row, col = again.place
    assert row > 0 and col > 0
    whole = draft.dehazed[:, row : row + again.grid.height, col : col + again.grid.width]
    np.testing.assert_array_equal(again.dehazed, whole)  # a draft depends on the ground, not on the view


@pytest.mark.parametrize("percent", [0, 70, 100, 200])
def test_a_thinned_piece_is_the_piece_at_fewer_places(make_raster, model, percent):
    *_, last = preview_raster(all_of(make_raster(scene()), options=DehazeOptions(model=model, quality="draft")))
    thin = last.thinned(3)
    np.testing.assert_array_equal(thin.at_strength(percent), last.at_strength(percent)[:, ::3, ::3])
    assert (thin.grid.height, thin.grid.width) == (50, 57) and thin.grid.geotransform[1] == 30


def test_a_step_larger_than_the_raster_is_too_far_away_but_no_error(make_raster, model):
    *_, last = preview_raster(
        all_of(make_raster(scene((3, 70, 170))), step_px=1000, options=DehazeOptions(model=model, quality="draft"))
    )
    assert (last.grid.height, last.grid.width) == (1, 2)


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
def test_strength_goes_from_the_source_to_the_full_change(make_raster, model, dtype):
    pixels = (scene() / 256).astype(dtype)
    source = make_raster(pixels)
    *_, last = preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft")))
    np.testing.assert_array_equal(last.at_strength(0), last.hazy)
    np.testing.assert_array_equal(last.at_strength(100), last.dehazed)
    half = last.at_strength(50)
    assert half.dtype == dtype
    before, moved = last.hazy.astype(float), np.abs(last.dehazed - last.hazy.astype(float))
    assert (np.abs(half - before) <= moved).all() and 0.2 < np.abs(half - before).sum() / moved.sum() < 0.7
    assert (np.abs(last.at_strength(200) - before) >= moved).all()


def test_no_strength_turns_a_usable_pixel_into_nodata(make_raster, model):
    pixels = scene()
    *_, last = preview_raster(all_of(make_raster(pixels), options=DehazeOptions(model=model, quality="draft")))
    passed = int((last.hazy[0, 5, 5].astype(int) + last.dehazed[0, 5, 5]) // 2)
    assert last.hazy[0, 5, 5] != passed
    pixels[pixels == passed] += 1
    *_, last = preview_raster(
        all_of(make_raster(pixels, nodata=passed), options=DehazeOptions(model=model, quality="draft"))
    )
    for percent in range(0, 201, 5):
        assert (last.at_strength(percent) != passed).all()


def test_what_is_not_finite_stays(make_raster, model):
    pixels = scene((3, SIDE, SIDE), np.float32)
    pixels[0, 30:40, 30:40], pixels[1, 90, 90] = np.nan, np.inf
    *_, last = preview_raster(all_of(make_raster(pixels), options=DehazeOptions(model=model, quality="draft")))
    assert not last.valid[30:40, 30:40].any() and not last.valid[90, 90]
    for percent in (0, 40, 100):
        np.testing.assert_array_equal(last.at_strength(percent)[:, ~last.valid], pixels[:, ~last.valid])
        assert np.isfinite(last.at_strength(percent)[:, last.valid]).all()


def test_it_is_written_with_the_sources_bands(make_raster, model):
    def describe(dataset):
        dataset.GetRasterBand(2).SetDescription("green")
        dataset.GetRasterBand(2).SetScale(0.5)
        dataset.GetRasterBand(2).SetOffset(-3)
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        mask = np.full((150, 170), 255, np.uint8)
        mask[:40, :60] = 0
        dataset.GetRasterBand(1).GetMaskBand().WriteRaster(0, 0, 170, 150, mask.tobytes())

    pixels = scene((5, 150, 170))
    request = all_of(make_raster(pixels, describe=describe), bands=(3, 2, 1), other_bands=(5, 2, 9))
    request = PreviewRequest(**{**vars(request), "options": DehazeOptions(model=model, quality="draft")})
    *_, last = preview_raster(request)
    folder = MemoryFolder()
    path = folder.write(*_written(last))
    path = last.write(folder, 40)
    made = gdal.Open(path)
    np.testing.assert_array_equal(made.ReadAsArray()[[2, 1, 0]], last.at_strength(40))
    np.testing.assert_array_equal(made.ReadAsArray()[4], pixels[4])
    assert made.RasterCount == 5 and not made.ReadAsArray()[3].any()
    assert made.GetGeoTransform() == last.grid.geotransform
    assert [made.GetRasterBand(2).GetDescription(), made.GetRasterBand(2).GetScale()] == ["green", 0.5]
    np.testing.assert_array_equal(made.GetRasterBand(1).GetMaskBand().ReadAsArray() != 0, last.valid)
    assert not last.valid[:40, :60].any() and last.valid[40:].all()
    for _ in range(9):
        last.write(folder, 100)
    assert gdal.VSIStatL(path) is None
    np.testing.assert_array_equal(made.ReadAsArray()[2], last.at_strength(40)[0])  # a reader keeps what it opened
    folder.close()
    made = None
    assert not [name for name in gdal.ReadDir("/vsimem/") or () if name.startswith("dsrdmpd")]


def _written(piece):
    return piece.grid, {1: piece.hazy[0]}, piece.profiles


def test_the_stretch_is_fitted_once_for_each_state_of_the_raster(make_raster, model, monkeypatch):
    fitted = []
    fit = Stretch.fit.__func__
    monkeypatch.setattr(Stretch, "fit", classmethod(lambda cls, *given: (fitted.append(given), fit(cls, *given))[1]))
    source = make_raster(scene())
    for _ in range(2):
        list(preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft"))))
    assert len(fitted) == 1
    make_raster(scene((3, 151, 170)))  # written over it
    list(preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft"))))
    assert len(fitted) == 2


class Stop(Progress):
    """Cancels once it was asked so many times."""

    def __init__(self, after):
        self.left = after

    def cancelled(self):
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("after", [0, 2, 5, 20])
def test_it_can_be_cancelled_and_started_again(make_raster, model, after):
    source = make_raster(scene())
    with pytest.raises(Cancelled):
        list(preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft")), Stop(after)))
    assert len(list(preview_raster(all_of(source, options=DehazeOptions(model=model, quality="draft"))))) == 2


def test_what_cannot_be_shown_is_a_sentence(make_raster, model):
    source, options = make_raster(scene()), DehazeOptions(model=model, quality="draft")
    with pytest.raises(RasterError, match="outside the raster"):
        list(preview_raster(PreviewRequest(source, (0, 0, 10, 10), options=options)))
    with pytest.raises(RasterError, match="cannot be opened"):
        list(preview_raster(PreviewRequest(source + "x", (0, 0, 10, 10), options=options)))
    with pytest.raises(WeightsError, match="There is no model"):
        list(preview_raster(all_of(source, options=DehazeOptions(model="nosuch"))))
    with pytest.raises(OptionError, match="at least 1"):
        PreviewRequest(source, (0, 0, 10, 10), step_px=0)
