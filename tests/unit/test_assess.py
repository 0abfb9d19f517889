"""Assessing rasters: figures against formulas written out, what counts, what is refused, and the table."""

import csv
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.assess import run as assessing
from dsrdmpd_dehaze.dsrdmpd.assess.request import AFTER, BEFORE, REFERENCE, AssessRequest
from dsrdmpd_dehaze.dsrdmpd.assess.run import assess
from dsrdmpd_dehaze.dsrdmpd.assess.table import rows, write_csv
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, DehazeError, OptionError, RasterError
from dsrdmpd_dehaze.dsrdmpd.methods.dark_channel import dark_channel
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from osgeo import gdal, osr

ROOT = Path(__file__).resolve().parents[2]
DTYPES = ("uint8", "uint16", "int16", "uint32", "int32", "float32", "float64")
UPRIGHT = (500000.0, 10.0, 0.0, 5600000.0, 0.0, -10.0)


def scene(random, dtype="uint16", shape=(4, 70, 50), low=20, high=220):
    return (low + (high - low) * random.random(shape)).astype(dtype)


@pytest.fixture
def two(make_raster, random):
    """Writes an image and a truth and assesses them."""

    def run(image, truth, nodata=None, **request):
        paths = [make_raster(pixels, f"{n}.tif", nodata=nodata) for n, pixels in enumerate((image, truth))]
        return assess(AssessRequest(paths[0], reference=paths[1], **request))

    return run


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bands", [1, 2, 4])
def test_equal_rasters_are_equal_in_every_measure(two, random, dtype, bands):
    pixels = scene(random, dtype, (bands, 30, 40))
    found = two(pixels, pixels).compared[AFTER]
    assert found.psnr_db == math.inf and found.ssim == pytest.approx(1) and found.rmse == 0 and found.ergas == 0
    assert all(band.bias == 0 and band.psnr_db == math.inf for band in found.bands.values())
    assert found.sam_deg == 0 if bands > 1 else math.isnan(found.sam_deg)
    assert found.ciede2000 == 0 if bands > 2 else math.isnan(found.ciede2000)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_constant_offset_gives_the_known_figures(two, random, dtype):
    truth = scene(random, dtype)
    found = two(truth + np.array(8, dtype), truth, data_range=200)
    compared = found.compared[AFTER]
    unit = found.data_range / 200  # value of one DN
    assert compared.psnr_db == pytest.approx(10 * math.log10(200**2 / 64), abs=1e-6)
    assert compared.rmse == pytest.approx(8 * unit)
    assert all(band.bias == pytest.approx(8 * unit) for band in compared.bands.values())


def test_the_figures_are_those_of_the_formulas(two, random):
    truth = scene(random, "uint16", (4, 83, 61), 300, 3000)
    image = np.clip(truth + random.normal(40, 120, truth.shape), 1, 65535).astype("uint16")
    found = two(image, truth, nir=4, data_range=2500, bands=(1, 2, 3)).compared[AFTER]
    x, y = image.astype(float), truth.astype(float)
    error = ((x - y) ** 2).mean(axis=(1, 2))
    assert found.psnr_db == pytest.approx(10 * math.log10(2500**2 / error.mean()))
    assert found.rmse == pytest.approx(math.sqrt(error.mean()))
    assert found.ergas == pytest.approx(100 * math.sqrt((error / y.mean(axis=(1, 2)) ** 2).mean()))
    cosine = (x * y).sum(0) / np.sqrt((x * x).sum(0) * (y * y).sum(0))
    assert found.sam_deg == pytest.approx(np.degrees(np.arccos(cosine)).mean(), rel=1e-6)
    ndvi = [(a[3] - a[0]) / (a[3] + a[0]) for a in (x, y)]
    assert found.ndvi_rmse == pytest.approx(math.sqrt(((ndvi[0] - ndvi[1]) ** 2).mean()))
    metrics = pytest.importorskip("skimage.metrics")
    for number, band in found.bands.items():
        options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "full": True}
        _, places = metrics.structural_similarity(x[number - 1], y[number - 1], data_range=2500, **options)
        assert band.ssim == pytest.approx(places[5:-5, 5:-5].mean(), abs=2e-6)
        assert band.bias == pytest.approx((x - y)[number - 1].mean())


def test_colour_difference_is_that_of_the_display_values(two, random):
    color = pytest.importorskip("skimage.color")
    image, truth = scene(random, "uint8", (3, 30, 40), 0, 256), scene(random, "uint8", (3, 30, 40), 0, 256)
    labs = [color.rgb2lab(np.moveaxis(pixels, 0, -1)) for pixels in (image, truth)]
    assert two(image, truth).compared[AFTER].ciede2000 == pytest.approx(color.deltaE_ciede2000(*labs).mean(), abs=1e-3)


@pytest.mark.parametrize("rows_at_once", [1, 7, 32, 500])
def test_strips_of_any_height_give_the_figures_of_the_whole(two, random, monkeypatch, rows_at_once):
    truth, image = scene(random, "uint8", (4, 90, 40), 0, 256), scene(random, "uint8", (4, 90, 40), 0, 256)
    image[:, 30:33, 10:14] = 255
    monkeypatch.setattr(assessing, "STRIP_VALUES", rows_at_once * 40 * 4)
    monkeypatch.setattr(assessing, "LEAST_ROWS", 1)
    found = two(image, truth, nodata=255, nir=4)
    monkeypatch.setattr(assessing, "STRIP_VALUES", 10**9)
    whole = two(image, truth, nodata=255, nir=4)
    assert found.pixels == whole.pixels < 90 * 40
    for ours, theirs in zip(rows(found), rows(whole)):
        assert ours.values == pytest.approx(theirs.values, rel=2e-6, abs=1e-6), ours.key


def test_haze_density_is_the_mean_dark_channel_of_the_display_values(two, random):
    truth = scene(random, "uint8", (3, 60, 50), 10, 120)
    image = (0.6 * truth + 0.4 * 240).astype("uint8")
    found = two(image, truth)
    for role, pixels in ((AFTER, image), (REFERENCE, truth)):
        assert found.states[role].haze == pytest.approx(dark_channel(pixels / 255).mean(), abs=1e-6)
    assert found.states[AFTER].haze > found.states[REFERENCE].haze + 0.3


def test_only_pixels_that_are_usable_everywhere_count(make_raster, random):
    truth = scene(random, "uint16", (3, 60, 50), 100, 900)
    image = truth + 5
    before = truth + 50
    image[0, 3, 4], before[1, 10, 11], truth[2, 50, 49] = 0, 0, 0
    paths = [make_raster(p, f"{n}.tif", nodata=0) for n, p in enumerate((image, before, truth))]
    found = assess(AssessRequest(paths[0], before=paths[1], reference=paths[2], data_range=100))
    assert found.pixels == 60 * 50 - 3 and found.against == REFERENCE
    unit = found.data_range / 100
    assert {role: each.rmse / unit for role, each in found.compared.items()} == pytest.approx({AFTER: 5, BEFORE: 50})
    extra = assess(AssessRequest(paths[0], reference=paths[2], nodata=float(image[1, 30, 30])))
    assert extra.pixels < 60 * 50 - 2


def test_rasters_without_a_usable_pixel_have_no_figures(two):
    found = two(np.zeros((3, 20, 20), "uint16"), np.zeros((3, 20, 20), "uint16"), nodata=0)
    assert found.pixels == 0 and math.isnan(found.compared[AFTER].psnr_db) and math.isnan(found.compared[AFTER].rmse)
    assert all(row.shown(AFTER) == "–" for row in rows(found) if AFTER in row.values)


def test_an_infinite_float_does_not_count(two, random):
    truth = random.random((3, 30, 30)).astype("float32")
    image = truth.copy()
    image[0, 0, 0], image[1, 1, 1] = np.nan, np.inf
    found = two(image, truth)
    assert found.pixels == 898 and found.compared[AFTER].rmse == 0


def test_alpha_tells_usable_pixels_and_is_not_compared(make_raster, random):
    pixels = scene(random, "uint8", (4, 30, 40))
    pixels[3] = 255
    other = pixels.copy()
    other[:3, :10], other[3, :10] = 0, 0
    colours = [gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand, gdal.GCI_AlphaBand]
    paths = [make_raster(p, f"{n}.tif", colours=colours) for n, p in enumerate((other, pixels))]
    found = assess(AssessRequest(paths[0], reference=paths[1]))
    assert list(found.bands) == [1, 2, 3] and found.pixels == 20 * 40 and found.compared[AFTER].rmse == 0


def test_a_part_is_compared_with_the_same_part(make_raster, random):
    truth = scene(random, "uint16", (3, 80, 90), 100, 900)
    x, dx, _, y, _, dy = UPRIGHT
    part = make_raster(truth[:, 12:52, 30:80] + 2, "part.tif", geotransform=(x + 30 * dx, dx, 0, y + 12 * dy, 0, dy))
    whole = make_raster(truth, "whole.tif")
    for request in (AssessRequest(part, reference=whole), AssessRequest(whole, reference=part)):
        found = assess(request)
        assert (found.height_px, found.width_px) == (40, 50)
        dn = float(str(found.range_told).split(" DN")[0])
        assert abs(found.compared[AFTER].bands[2].bias) == pytest.approx(2 * found.data_range / dn)


def test_a_raster_alone_is_measured_by_itself(make_raster, random):
    found = assess(AssessRequest(make_raster(scene(random))))
    assert found.compared == {} and found.against == "" and 0 < found.states[AFTER].haze < 1


def test_the_state_of_a_band(make_raster, random):
    pixels = scene(random, "uint8", (3, 40, 50), 0, 256)
    found = assess(AssessRequest(make_raster(pixels))).states[AFTER].bands
    for number, band in found.items():
        own = pixels[number - 1].astype(float)
        assert (band.mean, band.deviation) == pytest.approx((own.mean(), own.std()))
        assert (band.low, band.high) == ((own == 0).mean(), (own == 255).mean())
        np.testing.assert_array_equal(band.histogram, np.bincount(pixels[number - 1].ravel() // 2, minlength=128))


def test_offsets_of_a_sensor_do_not_count_as_light(make_raster, random):
    """NDVI and angles are of reflectance: declared offsets are taken off first."""
    light = random.uniform(0.02, 0.3, (4, 40, 40))
    named = ("red", "green", "blue", "nir")

    def describe(dataset):
        for number, name in enumerate(named, 1):
            band = dataset.GetRasterBand(number)
            band.SetDescription(name)
            band.SetScale(1e-4)
            band.SetOffset(-0.1)

    shifted = make_raster(np.rint((light + 0.1) * 10_000).astype("uint16"), "shifted.tif", describe=describe)
    found = assess(AssessRequest(shifted))
    assert found.nir == 4 and found.unit == "reflectance"
    ndvi = (light[3] - light[0]) / (light[3] + light[0])
    assert found.states[AFTER].ndvi == pytest.approx(ndvi.mean(), abs=1e-3)
    assert found.states[AFTER].bands[1].mean == pytest.approx(light[0].mean(), abs=1e-4)


def refused(request):
    with pytest.raises(DehazeError) as caught:
        assess(request)
    return str(caught.value)


def test_what_cannot_be_compared_is_refused_with_a_reason(make_raster, random):
    pixels = scene(random, "uint16")
    raster = make_raster(pixels, "a.tif")
    x, dx, _, y, _, dy = UPRIGHT
    shifted = make_raster(pixels, "b.tif", geotransform=(x + 4.0, dx, 0, y, 0, dy))
    assert "their pixels do not lie on each other" in refused(AssessRequest(raster, reference=shifted))
    coarse = make_raster(pixels, "c.tif", geotransform=(x, 2 * dx, 0, y, 0, 2 * dy))
    assert "their pixels do not lie on each other" in refused(AssessRequest(raster, reference=coarse))
    away = make_raster(pixels, "d.tif", geotransform=(x + 9000 * dx, dx, 0, y, 0, dy))
    assert "do not overlap" in refused(AssessRequest(raster, before=away))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32634)
    elsewhere = make_raster(pixels, "e.tif", crs=reference.ExportToWkt())
    assert "reference systems differ" in refused(AssessRequest(raster, reference=elsewhere))
    three = make_raster(pixels[:3], "f.tif")
    assert "numbers of bands differ: a.tif has 4, f.tif has 3" in refused(AssessRequest(raster, reference=three))
    assert assess(AssessRequest(raster, reference=three, compared=(1, 2, 3))).compared[AFTER].rmse == 0
    assert "f.tif has no such band to measure: 4" in refused(AssessRequest(raster, reference=three, compared=(1, 4)))
    eight = make_raster(pixels.astype("uint8"), "g.tif")
    assert "holds uint8 and uint16" in refused(AssessRequest(raster, reference=eight))
    assert "cannot be opened" in refused(AssessRequest(raster, reference=str(ROOT / "nosuch.tif")))
    assert "Near infrared cannot be band 9" in refused(AssessRequest(raster, nir=9))
    classes = str(Path(raster).with_name("h.vrt"))
    dataset = gdal.Translate(classes, eight, options=gdal.TranslateOptions(format="VRT", bandList=[1]))
    table = gdal.ColorTable()
    table.SetColorEntry(1, (9, 9, 9))
    dataset.GetRasterBand(1).SetColorTable(table)
    dataset = None
    assert "palette" in refused(AssessRequest(classes))
    assert "CFloat32" in refused(AssessRequest(make_raster(pixels.astype("complex64"), "i.tif")))


@pytest.mark.parametrize("wrong", [{"data_range": 0}, {"data_range": math.nan}, {"compared": (1, 1)}, {"compared": ()}])
def test_wrong_options_are_refused(wrong):
    with pytest.raises(OptionError):
        AssessRequest("a.tif", **wrong)


def test_it_can_be_cancelled(make_raster, random):
    class Impatient(Progress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        assess(AssessRequest(make_raster(scene(random))), Impatient())


def test_the_table_holds_every_figure(two, random, tmp_path):
    truth = scene(random, "uint8", (3, 40, 50))
    found = two(np.minimum(truth.astype(int) + 3, 255).astype("uint8"), truth)
    write_csv(found, str(tmp_path / "table.csv"))
    with open(tmp_path / "table.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    by_key = {(row["measure"], row["band"]): row for row in table}
    assert float(by_key["psnr_db", ""]["after"]) == found.compared[AFTER].psnr_db
    assert float(by_key["bias", "2"]["after"]) == 3 and by_key["bias", "2"]["before"] == ""
    assert float(by_key["haze", ""]["reference"]) == found.states[REFERENCE].haze
    with pytest.raises(RasterError, match="cannot be written"):
        write_csv(found, str(tmp_path / "nosuch" / "table.csv"))


def test_the_command_prints_and_writes_the_figures(tmp_path):
    samples = ROOT / "resources" / "samples"
    arguments = [samples / "landsat8_hazy.tif", "--reference", samples / "landsat8_clear.tif", "--csv"]
    command = [sys.executable, "-m", "dsrdmpd", "assess", *map(str, arguments)]
    done = subprocess.run([*command, str(tmp_path / "a.csv")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "PSNR (dB)" in done.stdout and "Landsat 8 or 9" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    wrong = subprocess.run([*command, str(tmp_path / "a.txt")], cwd=ROOT, capture_output=True, text=True)
    assert wrong.returncode == 1 and "Let the name end in .csv" in wrong.stderr
