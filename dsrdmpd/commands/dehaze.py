"""`dehaze`: a raster without its haze, as a GeoTIFF."""

from __future__ import annotations

import argparse
from typing import Optional

from .. import model_files
from ..errors import OptionError
from ..request import MASK_THRESHOLD, Bands, DehazeOptions, DehazeRequest, Quality, Unfinished
from .many import dehaze_into_folder
from .nodata import add_nodata, nodata_of
from .terminal import DEVICE_HELP, TerminalProgress

HELP = "dehaze a raster into a GeoTIFF, or many into a folder"


def arguments(add: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add.usage = f"{add.prog} [OPTIONS] IN OUT\n       {add.prog} [OPTIONS] IN [IN ...] --out-dir DIR"
    add.set_defaults(wrong_usage=add.error)
    add.add_argument(
        "paths",
        nargs="+",
        metavar="IN",
        help="raster that GDAL reads, and OUT, the GeoTIFF to make on its grid, or a VRT of several",
    )
    add.add_argument(
        "--out-dir",
        metavar="DIR",
        help="folder for the results of many rasters: each IN is a raster, a folder of them, a pattern, or a .txt file "
        "with one in each line; a bad one does not stop the rest",
    )
    add.add_argument(
        "--keep-existing", action="store_true", help="with --out-dir or OUT.vrt: results that are there stay"
    )
    add.add_argument(
        "--match",
        action="store_true",
        help="with --out-dir: one range and haze fields that agree for all rasters, so that neighbours meet in a "
        "mosaic; a VRT mosaic stands for its parts",
    )
    add.add_argument("--mosaic", metavar="FILE.vrt", help="with --out-dir: a VRT to make that shows all results as one")
    add.add_argument("--reference", metavar="IN", help="with --match: the raster whose exposure the others take, too")
    extent = ("XMIN", "YMIN", "XMAX", "YMAX")
    add.add_argument(
        "--extent", nargs=4, type=float, metavar=extent, help="part to dehaze, map units of the input's CRS"
    )
    add.add_argument("--bands", nargs=3, type=int, metavar=("R", "G", "B"), help="band numbers, counted from 1")
    add.add_argument(
        "--model",
        default=model_files.DEFAULT_MODEL,
        help="installed model, weights file, dark_channel, dark_object or hot",
    )
    add.add_argument("--quality", default="standard", choices=[q.value for q in Quality])
    add.add_argument("--steps", type=int, help="sampling steps of stage 2; 0 is stage 1 alone; overrides --quality")
    add.add_argument("--strength", type=float, default=100, metavar="P", help="percent of the haze to remove, 0 to 200")
    add.add_argument("--seed", type=int, default=0, metavar="N")
    add.add_argument("--device", default="auto", metavar="D", help=DEVICE_HELP)
    add.add_argument(
        "--haze-map", metavar="FILE", help="GeoTIFF of haze thickness to make, too; with --out-dir a folder for them"
    )
    add.add_argument("--report", metavar="FILE", help="HTML report of the run to make, too; with --out-dir a folder")
    add.add_argument(
        "--keep-field",
        action="store_true",
        help="keep the haze field beside the result, so that restrength makes it at another strength in seconds",
    )
    add.add_argument("--mask", metavar="FILE", help="polygons or raster, in any CRS; what lies outside stays as it is")
    add.add_argument("--feather", type=int, default=16, metavar="PX", help="soft edge inside the mask; default 16")
    add.add_argument(
        "--haze-mask",
        metavar="FILE",
        help="GeoTIFF that marks haze, cloud and snow to make, too; with --out-dir a folder",
    )
    add.add_argument(
        "--mask-threshold", type=float, default=MASK_THRESHOLD, metavar="T", help="haze thickness that the mask marks"
    )
    add.add_argument(
        "--other-bands",
        default=Bands.KEEP.value,
        choices=[choice.value for choice in Bands],
        help="keep copies the bands beside red, green and blue; correct takes the haze off them by their wavelength",
    )
    wavelengths = "of every band in micrometres, 0 for one that haze does not reach; default: what the file says"
    add.add_argument("--wavelengths", nargs="+", type=float, metavar="UM", help=wavelengths)
    add_nodata(add)
    add.add_argument(
        "--keep-fill", action="store_true", help="treat pixels that look like fill, such as a collar of 0, as ground"
    )
    add.add_argument("--tile-size", type=int, metavar="PX", help="default: what the model names")
    add.add_argument("--batch", type=int, metavar="N", help="tiles at once; default: by free memory")
    add.add_argument(
        "--unfinished",
        default=Unfinished.KEEP.value,
        choices=[choice.value for choice in Unfinished],
        help="what becomes of the finished part of a run that ends early. keep (the default): the same run, started "
        "again, goes on there; resume: not if it was cancelled; discard: begin anew, and keep nothing",
    )
    add.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, whose workers share the raster; local starts one")
    add.add_argument("--workers", type=int, metavar="N", help="with --scheduler: to start here, or to expect there")
    add.add_argument("--timing", action="store_true", help="show where the time went")


def run(options: argparse.Namespace) -> None:
    """Run the command."""
    if options.reference is not None and not options.match:
        options.wrong_usage("--reference belongs to --match")
    if options.match and not options.out_dir:
        options.wrong_usage("--match is for many rasters: name a folder with --out-dir")
    if options.mosaic and not options.out_dir:
        options.wrong_usage("--mosaic is for many rasters; the result of one may itself be a VRT: IN OUT.vrt")
    if options.out_dir:
        for name in ("scheduler", "workers"):
            if getattr(options, name) is not None:
                options.wrong_usage(f"--{name.replace('_', '-')} is for one raster, not for --out-dir")
        dehaze_into_folder(options, _request(options, "", "", None))
    else:
        _dehaze_one(options)


def _dehaze_one(options: argparse.Namespace) -> None:
    from ..pipeline import dehaze_raster
    from ..raster.kept_files import kept_beside
    from ..runtime.environment import python_with_torch

    if len(options.paths) != 2:
        options.wrong_usage("IN and OUT are needed, or --out-dir for many rasters")
    source, output = options.paths
    request = _request(options, source, output, options.haze_map)
    if options.workers is not None and not options.scheduler:
        raise OptionError("The run cannot start", "--workers belongs to --scheduler", "Say --scheduler local, too")
    if options.scheduler:
        from ..cluster.engine import Engine
        from ..cluster.run import dehaze_on_cluster

        result = dehaze_on_cluster(request, Engine(options.scheduler, options.workers), TerminalProgress())
    elif output.lower().endswith(".vrt"):
        from ..mosaic import dehaze_in_parts

        how = {"python": python_with_torch(), "keep_existing": options.keep_existing}
        parts = dehaze_in_parts(request, TerminalProgress(), **how)
        print(f"{output}  {len(parts)} parts made")
        return
    else:
        result = dehaze_raster(request, TerminalProgress(), python=python_with_torch())
    print(f"{result.output}  {result.width_px} × {result.height_px} px, {result.tiles} tiles, {result.seconds:.1f} s")
    if result.haze_map:
        print(f"{result.haze_map}  mean haze thickness {result.mean_haze:.3f}")
    if result.haze_mask:
        print(result.haze_mask)
    for path in kept_beside(result.output) if options.keep_field else ():
        print(path)
    if options.timing:
        for stage, seconds in sorted(result.seconds_by_stage.items(), key=lambda item: -item[1]):
            print(f"  {stage:<16} {seconds:8.2f} s  {100 * seconds / result.seconds:5.1f} %")


def _request(options: argparse.Namespace, source: str, output: str, haze_map: Optional[str]) -> DehazeRequest:
    return DehazeRequest(
        source=source,
        output=output,
        haze_map=haze_map,
        haze_mask=options.haze_mask,
        bounds=tuple(options.extent) if options.extent else None,
        bands=tuple(options.bands) if options.bands else None,
        nodata=nodata_of(options),
        mask=options.mask,
        feather_px=options.feather,
        unfinished=options.unfinished,
        report=options.report,
        keep_field=options.keep_field,
        find_fill=not options.keep_fill,
        options=DehazeOptions(
            model=options.model,
            quality=options.quality,
            steps=options.steps,
            strength_percent=options.strength,
            seed=options.seed,
            device=options.device,
            tile_size_px=options.tile_size,
            batch_tiles=options.batch,
            other_bands=options.other_bands,
            wavelengths_um=tuple(options.wavelengths) if options.wavelengths else None,
            mask_threshold=options.mask_threshold,
        ),
    )
