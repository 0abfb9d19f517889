"""Another strength from a kept haze field against a new run at that strength: seconds, their ratio, and what is kept.

    ./run python tests/benchmarks/restrength.py [--sizes 1024 4096] [--rounds 3] [--strength 140]

Two scenes, mirrored to the size: the hazy sample, which the field settles alone, and the clear one as an 8-bit picture
under thick modelled haze, where tiles go through the networks. Both ways take turns, so that another program disturbs
both; the new run has its process warm. That both make the same bytes is checked in every round.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import bench  # noqa: E402
from osgeo import gdal  # noqa: E402

from dsrdmpd.pipeline import close_workers, dehaze_raster  # noqa: E402
from dsrdmpd.request import DehazeOptions, DehazeRequest  # noqa: E402
from dsrdmpd.restrength import RestrengthRequest, restrength  # noqa: E402
from dsrdmpd.simulation.request import HazeOptions, SimulationRequest  # noqa: E402
from dsrdmpd.simulation.run import simulate_haze  # noqa: E402

CLEAR = bench.ROOT / "resources" / "samples" / "landsat8_clear.tif"
SHOWN = [[5000, 20000, 0, 255]]  # what its DN are in a picture
THICK = HazeOptions(thickness_max=0.9, patchiness=0.2, airlight=1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1024, 4096], metavar="PX")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--strength", type=float, default=140.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dsrdmpd-bench-") as folder:
        picture, thick = Path(folder, "picture.tif"), Path(folder, "thick.tif")
        gdal.Translate(str(picture), str(CLEAR), outputType=gdal.GDT_Byte, scaleParams=SHOWN * 3)
        simulate_haze(SimulationRequest(str(picture), str(thick), options=THICK))
        for size in options.sizes:
            for name, sample in (("thin haze", bench.SAMPLE), ("thick haze", thick)):
                source = Path(folder, "source.tif")
                bench.make_raster(source, size, sample)
                measure(name, size, source, options)
    close_workers()


def measure(name: str, size: int, source: Path, options: argparse.Namespace) -> None:
    """Print one scene's figures."""
    kept, new, again = (str(source.with_name(each)) for each in ("kept.tif", "new.tif", "again.tif"))
    plain = timed(lambda: dehaze_raster(DehazeRequest(str(source), kept)))  # which makes the process warm
    plain = timed(lambda: dehaze_raster(DehazeRequest(str(source), kept)))
    keeping = timed(lambda: dehaze_raster(DehazeRequest(str(source), kept, keep_field=True)))
    stronger = DehazeRequest(str(source), new, options=DehazeOptions(strength_percent=options.strength))
    runs, agains = [], []
    for _ in range(options.rounds):
        runs.append(timed(lambda: dehaze_raster(stronger)))
        agains.append(timed(lambda: restrength(RestrengthRequest(kept, again, options.strength))))
        same = Path(new).read_bytes() == Path(again).read_bytes()
        assert same, "the two differ"
    sizes = {path.name: path.stat().st_size / 1e6 for path in source.parent.glob("kept.*")}
    run, made = statistics.median(runs), statistics.median(agains)
    print(f"{name}, {size} × {size} × 3 {gdal.GetDataTypeName(gdal.Open(str(source)).GetRasterBand(1).DataType)}")
    print(f"  new run {run:7.2f} s   again {made:6.2f} s   {run / made:5.1f} times as long")
    print(f"  keeping the field: {keeping:.2f} s against {plain:.2f} s")
    print("  " + ", ".join(f"{each} {megabytes:.2f} MB" for each, megabytes in sorted(sizes.items())), flush=True)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that it takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


if __name__ == "__main__":
    main()
