"""Images to train on: layouts of data sets, pairs that are cut alike, and bad files named in a sentence."""

import struct
import zlib

import numpy as np
import pytest

torch = pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

from dsrdmpd_dehaze.dsrdmpd.training.datasets import (  # noqa: E402
    ClearCrops,
    DataError,
    PairedCrops,
    find_pairs,
    list_images,
    pair_images,
    read_image,
    require_equal_sizes,
)
from dsrdmpd_dehaze.dsrdmpd.training.haze import load_patterns  # noqa: E402
from dsrdmpd_dehaze.dsrdmpd.training.layouts import Side, scene_of_file, side_of_folder  # noqa: E402


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def write(path, size=(48, 40), seed=0, shift=0):
    """Write a smooth random image, brighter by `shift`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 200, (5, 5, 3), dtype=np.uint8)
    image = np.asarray(Image.fromarray(coarse).resize(size[::-1], Image.Resampling.BICUBIC))
    Image.fromarray(np.clip(image.astype(int) + shift, 0, 255).astype(np.uint8)).save(path)
    return path


def deep_png(path):
    """Write a 16-bit RGB PNG, which Pillow can read but not write."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + np.full((4, 3), 4000, ">u2").tobytes() for _ in range(4))
    header = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


LAYOUTS = {
    "RSID": ("train/hazy/{}.png", "train/GT/{}.png"),
    "SateHaze1k": ("Haze1k_thin/dataset/train/input/{}-inputs.png", "Haze1k_thin/dataset/train/target/{}-targets.png"),
    "RICE": ("RICE1/cloud/{}.png", "RICE1/label/{}.png"),
    "RRSHID": ("hazy/{}_hazy.tif", "clear/{}_clear.tif"),
    "outdoor": ("Hazy/{}_outdoor_hazy.jpg", "Ground_Truth/{}_outdoor_GT.png"),
    "rain": ("rainy/rain-{}.png", "clean/norain-{}.png"),
    "blur": ("train/street/blur/{}.png", "train/street/sharp/{}.png"),
    "sides on top": ("hazy/city/{}.png", "GT/city/{}.png"),
    "one folder": ("all/{}_hazy.png", "all/{}_GT.png"),
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts_in_which_data_sets_come(tmp_path, layout):
    degraded, clear = layout
    expected = {(write(tmp_path / degraded.format(n)), write(tmp_path / clear.format(n))) for n in (1, 2, 12)}
    assert set(find_pairs(tmp_path)) == expected


def test_words_for_the_sides():
    assert side_of_folder("Cloud-Free") is side_of_folder("GT") is Side.CLEAR
    assert side_of_folder("cloud") is side_of_folder("INPUT") is Side.DEGRADED
    assert side_of_folder("hazy_scenes") is None
    assert scene_of_file("hazy") == "hazy" and scene_of_file("12-hazy") == scene_of_file("12_GT") == "12"


def test_test_parts_are_for_measuring(tmp_path):
    for part in ("train", "test"):
        write(tmp_path / part / "hazy" / f"{part}.png")
        write(tmp_path / part / "GT" / f"{part}.png")
    assert [left.stem for left, _ in find_pairs(tmp_path)] == ["train"]
    assert [left.stem for left, _ in find_pairs(tmp_path, held_back=True)] == ["test"]
    assert [left.stem for left, _ in find_pairs(tmp_path / "test")] == ["test"]  # named itself: it is meant
    assert [left.stem for left, _ in find_pairs(tmp_path / "train", held_back=True)] == ["train"]
    for path in (tmp_path / "train").rglob("*.png"):
        path.unlink()
    with pytest.raises(DataError, match="there is no image in it"):
        find_pairs(tmp_path)
    for folder in ("hazy", "GT"):
        (tmp_path / "train" / folder).rmdir()
    with pytest.raises(DataError, match="Name that folder itself"):
        find_pairs(tmp_path)


def test_two_folders_of_any_name(tmp_path):
    expected = (write(tmp_path / "a:b" / "1.png"), write(tmp_path / "c" / "1.png"))
    assert find_pairs(f"{tmp_path}/a:b:{tmp_path}/c") == [expected]
    with pytest.raises(DataError, match="no such folder.*DEGRADED:CLEAR"):
        find_pairs(f"{tmp_path}/a:b:{tmp_path}/nosuch")


def test_what_does_not_pair_is_named(tmp_path):
    for n in range(8):
        write(tmp_path / "hazy" / f"{n}.png")
    write(tmp_path / "GT" / "0.png")
    with pytest.raises(DataError, match="7 names have no partner: 1, 2, 3, 4, 5 …"):
        find_pairs(tmp_path)
    write(tmp_path / "GT" / "0_GT.png")
    with pytest.raises(DataError, match="0.png beside it is of the same scene"):
        find_pairs(tmp_path)
    write(tmp_path / "input" / "0.png")
    with pytest.raises(DataError, match="It is not clear what pairs up.*hazy, input, GT"):
        find_pairs(tmp_path)
    write(tmp_path / "other" / "flowers" / "0.png")
    with pytest.raises(DataError, match="no degraded images beside clear ones"):
        find_pairs(tmp_path / "other")
    write(tmp_path / "mixed" / "1_hazy.png"), write(tmp_path / "mixed" / "1_GT.png")
    write(tmp_path / "mixed" / "2_GT.png")
    with pytest.raises(DataError, match="1 names have no partner: 2"):
        find_pairs(tmp_path / "mixed")


def test_unequal_sizes_are_named(tmp_path):
    pairs = [(write(tmp_path / "hazy/1.png", (40, 48)), write(tmp_path / "GT/1.png", (48, 40)))]
    with pytest.raises(DataError, match="the sizes of 1 differ: 1.png"):
        require_equal_sizes(pairs)
    with pytest.raises(DataError, match="the sizes of 1 differ"):
        PairedCrops([tmp_path])


def test_both_sides_are_cut_flipped_and_turned_alike(tmp_path):
    for n in range(3):
        write(tmp_path / "hazy" / f"{n}.png", (70, 90), seed=n, shift=30)
        write(tmp_path / "GT" / f"{n}.png", (70, 90), seed=n)
    crops = PairedCrops([tmp_path], exclude=["2"])
    assert len(crops.pool.images) == 2
    degraded, clear = crops.draw(20, 48, seeded())
    assert degraded.shape == clear.shape == (20, 3, 48, 48)
    assert torch.allclose(degraded - clear, torch.full_like(clear, 30 / 255), atol=2e-3)
    assert torch.equal(crops.draw(20, 48, seeded())[0], degraded)
    assert not torch.equal(clear[0], clear[1])


def test_crops_have_the_size_asked_for_and_leave_out_what_is_held_back(tmp_path):
    for n in range(3):
        write(tmp_path / f"{n}.png", (150, 160), seed=n)
    crops = ClearCrops([tmp_path], exclude=["1"])
    assert len(crops.pool.images) == 2
    drawn = crops.draw(5, 64, seeded())
    assert drawn.shape == (5, 3, 64, 64) and drawn.min() >= 0 and drawn.max() <= 1 and drawn.std() > 0.01
    assert torch.equal(drawn, crops.draw(5, 64, seeded()))
    with pytest.raises(DataError, match="left out with --exclude"):
        ClearCrops([tmp_path], exclude=["0", "1", "2"])


def test_bad_folders_are_sentences(tmp_path):
    with pytest.raises(DataError, match="no such folder"):
        list_images(tmp_path / "nosuch")
    with pytest.raises(DataError, match="no image"):
        list_images(tmp_path)
    a, b = tmp_path / "a", tmp_path / "b"
    write(a / "0.png"), write(b / "0.png"), write(b / "3.png"), (b / "._0.png").write_bytes(b"a Mac's note")
    with pytest.raises(DataError, match="1 names have no partner: 3"):
        pair_images(a, b)


@pytest.mark.parametrize(
    "kind, message",
    [
        ("grey", "it is a grey image, not 8-bit RGB"),
        ("grey16", "it is a 16-bit grey image"),
        ("rgb16", "it is a 16-bit colour image"),
        ("text", "cannot be read"),
        ("torn", "cannot be read"),
        ("bomb", "cannot be read"),
    ],
)
def test_bad_images_are_sentences(tmp_path, monkeypatch, kind, message):
    path = tmp_path / "bad.png"
    if kind == "grey":
        Image.fromarray(np.zeros((40, 40), np.uint8)).save(path)
    elif kind == "grey16":
        Image.fromarray(np.zeros((40, 40), np.uint16)).save(path)
    elif kind == "rgb16":
        deep_png(path)
    elif kind == "text":
        path.write_bytes(b"no image at all")
    elif kind == "torn":
        path.write_bytes(write(path).read_bytes()[:-200])
    else:
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
        write(path)
    with pytest.raises(DataError, match=message) as caught:
        read_image(path)
    assert "bad.png" in str(caught.value)
    with pytest.raises(DataError):
        ClearCrops([tmp_path])


def test_patterns_that_cannot_be_used_are_named(tmp_path):
    with pytest.raises(DataError, match="no PNG pattern"):
        load_patterns(tmp_path)
    (tmp_path / "torn.png").write_bytes(b"\x89PNG\r\n\x1a\n torn")
    with pytest.raises(DataError, match="torn.png"):
        load_patterns(tmp_path)


def test_patterns_are_stretched_to_their_whole_range(tmp_path):
    Image.fromarray(np.linspace(1000, 3000, 64 * 48).reshape(48, 64).astype(np.uint16)).save(tmp_path / "one.png")
    patterns = load_patterns(tmp_path)
    assert patterns.shape == (1, 512, 512) and patterns.min() == 0 and patterns.max() == 1
