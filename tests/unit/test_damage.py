"""Files that are torn, parts that are gone, servers that say no: each is told in plain words, with what to do."""

import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError
from dsrdmpd_dehaze.dsrdmpd.raster import pixels
from dsrdmpd_dehaze.dsrdmpd.raster.bandwise import BandReader
from dsrdmpd_dehaze.dsrdmpd.raster.damage import server_says
from dsrdmpd_dehaze.dsrdmpd.raster.source import RasterSource
from osgeo import gdal

SAMPLE = str(Path(__file__).resolve().parents[2] / "resources" / "samples" / "landsat8_hazy.tif")
GDALS_WORDS = ("IReadBlock", "TIFF", "libpng", "opj", "ReadEncoded", "X offset")


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    monkeypatch.setattr(pixels, "PAUSES_S", ())


def torn(path, share=0.6, damaged=0):
    """End a file too early, or write nonsense into its middle."""
    data = bytearray(Path(path).read_bytes())
    middle = int(share * len(data))
    data[middle : middle + damaged if damaged else None] = os.urandom(damaged)
    Path(path).write_bytes(data)
    return str(path)


def told(path):
    with pytest.raises(RasterError) as caught, RasterSource.open(path) as source:
        source.read_with_valid(source.grid.window())
    sentence = str(caught.value)
    assert caught.value.remedy and not any(word in sentence for word in GDALS_WORDS), sentence
    return sentence


@pytest.mark.parametrize("options", [["COMPRESS=DEFLATE"], ["COMPRESS=LZW", "TILED=YES"], [], ["INTERLEAVE=BAND"]])
def test_a_tiff_that_ends_too_early(tmp_path, options):
    path = str(tmp_path / "torn.tif")
    gdal.Translate(path, SAMPLE, creationOptions=options)
    sentence = told(torn(path))
    assert "torn.tif cannot be read in rows" in sentence and "the file ends too early, as it was not copied" in sentence
    assert "Copy or download it again" in sentence


def test_a_tiff_with_damaged_data(tmp_path):
    path = str(tmp_path / "bad.tif")
    gdal.Translate(path, SAMPLE, creationOptions=["COMPRESS=DEFLATE", "TILED=YES"])
    assert "the data are damaged there" in told(torn(path, 0.5, damaged=30_000))


@pytest.mark.parametrize("driver, ending", [("JP2OpenJPEG", "jp2"), ("PNG", "png")])
def test_other_formats_that_are_torn(tmp_path, driver, ending):
    if gdal.GetDriverByName(driver) is None:
        pytest.skip(f"this GDAL has no {driver}")
    path = str(tmp_path / f"torn.{ending}")
    gdal.Translate(path, SAMPLE, format=driver)
    assert "the data are damaged there, or the file ends too early" in told(torn(path))


def test_a_virtual_raster_whose_part_is_gone(tmp_path):
    gdal.Translate(str(tmp_path / "part.tif"), SAMPLE)
    path = str(tmp_path / "all.vrt")
    gdal.BuildVRT(path, [str(tmp_path / "part.tif")]).FlushCache()
    (tmp_path / "part.tif").unlink()
    sentence = told(path)
    assert "its part" in sentence and "part.tif is not there. Put that file back" in sentence


def test_a_file_that_a_server_does_not_have():
    class Empty(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(404)

        def do_HEAD(self):
            self.send_error(404)

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for opens in (RasterSource.open, BandReader.open):
            with pytest.raises(RasterError, match="gone.tif cannot be opened: the server does not have it"):
                opens(f"/vsicurl/http://127.0.0.1:{server.server_port}/gone.tif")
    finally:
        server.shutdown()
        server.server_close()


def test_what_servers_say():
    for said, why in (
        ("HTTP response code: 403", "does not let it be read"),
        ("HTTP error code : 503", "answers with an error"),
        ("CURL error: Could not resolve host: example.invalid", "cannot be reached"),
    ):
        assert why in str(server_says(said)[0])
    assert server_says("band 1: IReadBlock failed at X offset 0") is None


def test_a_whole_file_is_read_as_ever():
    with RasterSource.open(SAMPLE) as source:
        assert np.isfinite(source.read(source.grid.window())).all()
