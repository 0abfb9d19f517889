"""The haze field of a scene: what it removes, at which strength, and that windows equal the whole."""

from dataclasses import replace

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.scene.field import HazeField
from hypothesis import given
from hypothesis import strategies as st


def made_field(rng, n=6, m=9):
    transmission = rng.uniform(0.2, 1, (3, n, m)).astype(np.float32)
    veil = (1 - transmission) * rng.uniform(0.5, 1, (3, 1, 1)).astype(np.float32)
    return HazeField(transmission, veil, rng.uniform(0, 1, (n, m)).astype(np.float32), 42, 63)


def test_a_field_without_haze_changes_nothing():
    clear = np.random.default_rng(0).uniform(0, 1, (3, 20, 30)).astype(np.float32)
    none = HazeField(
        np.ones((3, 2, 3), np.float32), np.zeros((3, 2, 3), np.float32), np.zeros((2, 3), np.float32), 20, 30
    )
    assert np.array_equal(none.clear(clear, 0, 0), clear)


@given(st.integers(0, 30), st.integers(0, 40), st.integers(1, 12), st.integers(1, 23))
def test_a_window_equals_its_part_of_the_whole(row, col, height, width):
    rng = np.random.default_rng(1)
    field, hazy = made_field(rng), rng.uniform(0, 1, (3, 42, 63)).astype(np.float32)
    whole = field.clear(hazy, 0, 0)
    rows, cols = slice(row, row + height), slice(col, col + width)
    assert np.array_equal(field.clear(hazy[:, rows, cols], row, col), whole[:, rows, cols])
    assert np.array_equal(field.thickness_at(row, col, 3, 5), field.thickness_at(0, 0, 42, 63)[row:, col:][:3, :5])


def test_haze_of_an_even_field_is_removed_exactly():
    rng = np.random.default_rng(2)
    clear = rng.uniform(0, 1, (3, 16, 16)).astype(np.float32)
    t, airlight = np.float32([0.4, 0.5, 0.6]).reshape(3, 1, 1), np.float32([0.9, 0.8, 0.85]).reshape(3, 1, 1)
    cells = np.ones((3, 4, 4), np.float32)
    field = HazeField(t * cells, airlight * (1 - t) * cells, cells[0], 16, 16)
    assert np.allclose(field.clear(clear * t + airlight * (1 - t), 0, 0), clear, atol=1e-6)


def test_strength_is_a_power_of_the_transmission_under_the_same_airlight():
    field = made_field(np.random.default_rng(3))
    none, same, twice = (field.strengthened(k) for k in (0.0, 1.0, 2.0))
    assert np.array_equal(none.transmission, np.ones_like(none.transmission)) and not none.veil.any()
    assert np.allclose(same.veil, field.veil, atol=1e-6) and np.allclose(same.thickness, field.thickness, atol=1e-6)
    assert np.allclose(twice.transmission, field.transmission**2, atol=1e-6)
    airlight = [f.veil / (1 - f.transmission) for f in (field, twice)]
    assert np.allclose(*airlight, atol=1e-4)


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError):
        HazeField(np.ones((3, 2, 2)), np.ones((3, 2, 3)), np.ones((2, 2)), 4, 4)


# the network, its weights and its process


@pytest.fixture(scope="module")
def field_file(tmp_path_factory):
    """A small model with a haze field network that is no identity."""
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.weights import TwoStageNetworks, save_weights
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig, ModelConfig, Stage1Config, Stage2Config

    torch.manual_seed(3)
    config = ModelConfig(Stage1Config(8), Stage2Config(8, 1, 8), tile_size_px=64, field=FieldConfig(8, 1, 64))
    networks = TwoStageNetworks.build(config)
    torch.nn.init.normal_(networks.field.head.weight, std=0.2)
    path = tmp_path_factory.mktemp("models") / "fielded.safetensors"
    save_weights(networks, path)
    return path


def test_weights_keep_their_field(field_file):
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig

    networks = load_weights(field_file)
    assert networks.config.field == FieldConfig(8, 1, 64) and set(networks.named) == {"stage1", "stage2", "field"}


def test_a_new_field_leaves_pictures_nearly_as_they_are():
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.field import FieldNet, remove_haze
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig

    hazy = torch.rand(2, 3, 64, 48, generator=torch.Generator().manual_seed(0))
    field = FieldNet(FieldConfig(8, 1)).eval()(hazy)
    assert field.transmission.shape == (2, 3, 16, 12) and field.thickness.shape == (2, 1, 16, 12)
    assert float((remove_haze(hazy, field) - hazy).abs().mean().detach()) < 0.05


@pytest.mark.parametrize("cells, colours", [(1, 1), (4, 16 * 12), (0, 16 * 12)])
def test_the_airlight_is_as_even_as_it_is_asked_to_be(cells, colours):
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.field import FieldNet
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig

    network = FieldNet(FieldConfig(8, 1, airlight_cells=cells)).eval().requires_grad_(False)
    torch.nn.init.normal_(network.head.weight, std=0.2)
    field = network(torch.rand(1, 3, 64, 48, generator=torch.Generator().manual_seed(0)))
    airlight = field.veil / (1 - field.transmission)
    assert len(airlight[0, 0].flatten().round(decimals=4).unique()) <= colours
    freedom = airlight.diff(dim=2).abs().mean()
    assert freedom < 1e-5 if cells == 1 else freedom > 1e-3


@pytest.mark.parametrize("passes", [1, 2])
def test_a_field_ignores_mirroring_and_passes_add_up(passes):
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.field import FieldNet, find_field, remove_haze
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig

    torch.manual_seed(5)
    network = FieldNet(FieldConfig(8, 1, passes=passes)).eval()
    torch.nn.init.normal_(network.head.weight, std=0.2)
    view = torch.rand(1, 3, 64, 64)
    field = find_field(network, view)
    for mirrored, back in zip(find_field(network, view.flip(3)), field):
        assert torch.allclose(mirrored.flip(3), back, atol=1e-5)
    if passes == 2:
        once = FieldNet(FieldConfig(8, 1)).eval()
        once.load_state_dict(network.state_dict())
        first = find_field(once, view)
        second = find_field(once, remove_haze(view, first).clamp(0, 1))
        flat = torch.full((1, 3, 16, 16), 0.7)  # at the field's own resolution, where nothing is interpolated
        assert torch.allclose(remove_haze(flat, field), remove_haze(remove_haze(flat, first), second), atol=1e-4)


def test_what_the_process_finds_is_what_the_network_finds(field_file):
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd_dehaze.dsrdmpd.runtime.client import Worker

    view = np.random.default_rng(4).uniform(0, 1, (3, 48, 64)).astype(np.float32)
    expected = TwoStageDehazer.load(str(field_file), "cpu").find_field(view[None])[0]
    assert expected.shape == (7, 12, 16) and float(expected[:3].min()) < 0.9
    with Worker.start(str(field_file), "cpu") as worker:
        assert np.allclose(worker.find_field(view), expected, atol=1e-6)
        with pytest.raises(Exception, match="wrong array|No haze field|cannot be"):
            worker.find_field(view[:2])
    assert torch is not None


@pytest.fixture()
def taken_as_found(monkeypatch):
    """Fields count in full: what a scene bears out of them is another test's."""
    pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.inference import dehazer
    from dsrdmpd_dehaze.dsrdmpd.methods import model
    from dsrdmpd_dehaze.dsrdmpd.scene.evidence import Judged

    for module in (dehazer, model):
        monkeypatch.setattr(module, "judge", lambda field, *_, **__: Judged(field, "taken as it is"))


def test_untiled_dehazing_begins_with_the_field(field_file, taken_as_found):
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd_dehaze.dsrdmpd.model.field import Field, remove_haze
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights

    networks = load_weights(field_file)
    cpu = torch.device("cpu")
    with_field = TwoStageDehazer(networks, cpu)
    bare = replace(networks, field=None, config=replace(networks.config, field=None))
    without = TwoStageDehazer(bare, cpu)
    hazy = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    cells = torch.from_numpy(with_field.find_field(hazy.numpy()))
    first = remove_haze(hazy, Field(*cells.split([3, 3, 1], dim=1))).clamp(0, 1)
    assert torch.allclose(with_field.dehaze(hazy, steps=0), without.dehaze(first, steps=0), atol=1e-5)
    with pytest.raises(Exception, match="weights have none"):
        without.find_field(hazy.numpy())


def test_untiled_dehazing_leaves_alone_what_no_evidence_says_is_haze(field_file):
    """A field without thickness is not believed, whatever its veil."""
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights

    networks = load_weights(field_file)
    networks = replace(networks, config=replace(networks.config, coarse_from=1.0))  # the stages stay out of it
    hazy = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    found = TwoStageDehazer(networks, torch.device("cpu")).find_field(hazy.numpy())
    with torch.no_grad():
        networks.field.head.bias[6] = -10.0
    unmoved = TwoStageDehazer(networks, torch.device("cpu")).dehaze(hazy, steps=0)
    assert float(found[:, :3].min()) < 0.9 and torch.equal(unmoved, hazy)


# --- A model with a field, over a raster ------------------------------------------------------------------------------


def test_a_run_with_a_field_is_what_the_parts_make_of_it(field_file, tmp_path, taken_as_found):
    """One tile holds the raster: field by hand, then the networks where the field says that haze was."""
    torch = pytest.importorskip("torch")
    gdal = pytest.importorskip("osgeo.gdal")
    from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights, save_weights
    from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
    from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest

    pixels = np.random.default_rng(6).integers(0, 250, (3, 64, 64), dtype=np.uint8)  # none saturated
    path = str(tmp_path / "in.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 64, 64, 3, gdal.GDT_Byte)
    dataset.WriteRaster(0, 0, 64, 64, pixels.tobytes())
    dataset = None
    for start in (0.0, 0.05, 1.0):
        networks = load_weights(field_file)
        model = tmp_path / f"from{start}.safetensors"
        save_weights(replace(networks, config=replace(networks.config, coarse_from=start)), model)
        options = DehazeOptions(str(model), quality="draft", device="cpu")
        result = dehaze_raster(
            DehazeRequest(path, str(tmp_path / "out.tif"), str(tmp_path / "haze.tif"), options=options)
        )
        out = gdal.Open(str(tmp_path / "out.tif")).ReadAsArray().astype(int)
        dehazer = TwoStageDehazer.load(str(model), "cpu", precision="fast")
        expected = dehazer.dehaze(torch.from_numpy(pixels[None] / np.float32(255)), steps=0).clamp(0, 1)[0].numpy()
        assert np.abs(out - np.rint(255 * expected)).max() <= 2, start
        haze = gdal.Open(str(tmp_path / "haze.tif")).ReadAsArray()
        cells = dehazer.find_field(pixels[None] / np.float32(255))[0]
        assert result.mean_haze == pytest.approx(float(cells[6].mean()), abs=0.02) and haze.min() >= 0


def test_nothing_goes_through_the_networks_where_the_field_says_so():
    field = made_field(np.random.default_rng(8))
    hidden = 1 - field.transmission.mean()
    assert field.weight_at(0, 0, 0, 5, 5).min() == 1 and not field.weight_at(1, 0, 0, 42, 63).any()
    weights = field.weight_at(float(hidden), 0, 0, 42, 63)
    assert weights.min() >= 0 and weights.max() <= 1 and 0 < weights.mean() < 0.6


def test_stages_train_on_what_the_field_leaves_of_haze(field_file, taken_as_found):
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.inference import TwoStageDehazer
    from dsrdmpd_dehaze.dsrdmpd.model.field import find_scene_field, take_off
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights
    from dsrdmpd_dehaze.dsrdmpd.training.behind_field import BehindField

    networks = load_weights(field_file)
    images = torch.rand(8, 3, 64, 64, generator=torch.Generator().manual_seed(4)) ** 2
    truth = torch.arange(8).view(8, 1, 1, 1).expand(8, 3, 64, 64) / 8
    field = find_scene_field(networks.field, images)
    _, weight = take_off(images, field, 0.0)
    assert bool((weight == 1).all())
    for start in np.linspace(0.001, 1, 400):  # up to where some images have haze that hides more, and some have not
        cleared, weight = take_off(images, field, float(start))
        hazy = [number for number in range(8) if bool(weight[number].any())]
        if len(hazy) < 6:
            break
    left, clear = BehindField(lambda *_: (images, truth), networks.field, float(start))(torch.Generator(), 64, 4)
    wanted = (hazy + [number for number in range(8) if number not in hazy])[:4]
    assert 0 < len(hazy) < 8
    assert torch.equal(left, cleared[wanted]) and torch.equal(clear, truth[wanted])
    dehazer = TwoStageDehazer(networks, torch.device("cpu"))
    unmoved = dehazer.dehaze(images[wanted], steps=0)
    behind = networks.stage1(left)
    assert torch.allclose(unmoved, behind, atol=1e-3)  # coarse_from of this file is 0: the stage in full


def test_fine_tuning_a_stage_keeps_the_field(field_file, tmp_path):
    pytest.importorskip("torch")
    Image = pytest.importorskip("PIL.Image")
    from dsrdmpd_dehaze.dsrdmpd.model.weights import load_weights
    from dsrdmpd_dehaze.dsrdmpd.progress import Progress
    from dsrdmpd_dehaze.dsrdmpd.training.run import TrainingRequest, train

    folder = tmp_path / "clear"
    folder.mkdir()
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 256, (80, 80, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    tuned = train(TrainingRequest(1, tmp_path / "run", [folder], init=str(field_file), iterations=1), Progress())
    before, after = load_weights(field_file), load_weights(tuned)
    changed = {name: not _same(before.named[name], after.named[name]) for name in before.named}
    assert changed == {"stage1": True, "stage2": False, "field": False}


def _same(one, other):
    return all((a == b).all() for a, b in zip(one.state_dict().values(), other.state_dict().values()))


def test_a_field_knows_the_same_haze_in_any_exposure():
    torch = pytest.importorskip("torch")
    from dsrdmpd_dehaze.dsrdmpd.model.field import FieldNet
    from dsrdmpd_dehaze.dsrdmpd.model_files import FieldConfig

    torch.manual_seed(5)
    network = FieldNet(FieldConfig(8, 1, exposed_to=0.9)).eval().requires_grad_(False)
    torch.nn.init.normal_(network.head.weight, std=0.2)
    picture = 0.8 * torch.rand(1, 3, 64, 48)
    field, darker = network(picture), network(0.5 * picture)
    assert torch.allclose(darker.transmission, field.transmission, atol=1e-5)
    assert torch.allclose(darker.veil, 0.5 * field.veil, atol=1e-5)
    assert float(network.exposure(picture / 100)) == float(network.exposure(picture / 10)) > 1  # darkness stays dark
    assert float(network.exposure(torch.ones(1, 3, 64, 48))) == 1


def test_a_collar_of_nodata_does_not_hide_a_scenes_contrast(field_file, tmp_path, monkeypatch):
    gdal = pytest.importorskip("osgeo.gdal")
    from dsrdmpd_dehaze.dsrdmpd.methods import model
    from dsrdmpd_dehaze.dsrdmpd.pipeline import dehaze_raster
    from dsrdmpd_dehaze.dsrdmpd.request import DehazeOptions, DehazeRequest

    seen = []
    contrast_of = model.contrast_of
    monkeypatch.setattr(model, "contrast_of", lambda *parts: seen.append(contrast_of(*parts)) or seen[-1])
    ground = np.random.default_rng(4).integers(60, 250, (3, 8, 8), dtype=np.uint8).repeat(16, 1).repeat(16, 2)
    for name, pad in (("plain", 0), ("collar", 320)):
        pixels = np.pad(ground, ((0, 0), (pad, pad), (pad, pad)))
        path = str(tmp_path / f"{name}.tif")
        dataset = gdal.GetDriverByName("GTiff").Create(path, pixels.shape[2], pixels.shape[1], 3, gdal.GDT_Byte)
        for number, band in enumerate(pixels, 1):
            dataset.GetRasterBand(number).SetNoDataValue(0)
            dataset.GetRasterBand(number).WriteArray(band)
        dataset = None
        options = DehazeOptions(str(field_file), quality="draft", device="cpu")
        dehaze_raster(DehazeRequest(path, str(tmp_path / f"{name}_out.tif"), options=options))
    plain, collar = seen
    assert collar > plain / 2  # a coarser view of it
