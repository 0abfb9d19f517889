"""Where results go: whether a file can be made there, and that one takes its name only when it is whole."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator, Optional, Sequence, Union

from .errors import RasterError, Text, Words

Name = Union[str, "os.PathLike[str]"]

GEOTIFF_ENDINGS = (".tif", ".tiff")
_TOO_LONG_ON_WINDOWS = (123, 206)  # ERROR_INVALID_NAME, ERROR_FILENAME_EXCED_RANGE
FIELD_ENDING, CHANGE_ENDING = ".haze_field.tif", ".haze_change.tif"  # of what a run keeps beside its result
OVERVIEWS = 4 / 3  # what a raster grows to with overviews: 1 + 1/4 + 1/16 …


def same_file(path: Name, other: Name) -> bool:
    """Whether both paths lead to one file, be it there or not; links, hard ones too, count as what they lead to."""
    if not (os.fspath(path) and os.fspath(other)):
        return False
    with suppress(OSError):
        return os.path.samefile(path, other)
    return os.path.normcase(os.path.realpath(path)) == os.path.normcase(os.path.realpath(other))


def room_for(height_px: int, width_px: int, pixel_bytes: int) -> int:
    """Return the most bytes that a GeoTIFF with overviews takes, which is before compression."""
    return int(height_px * width_px * pixel_bytes * OVERVIEWS)


def check_output(path: str, reading: Sequence[str] = (), size_bytes: int = 0) -> None:
    """Refuse a GeoTIFF that could not be written, or would destroy what is being read, before any work is done.

    Args:
        path: where it is to go. reading: files that must stay as they are. size_bytes: room that it may take.

    Raises:
        RasterError: with the reason and a remedy.
    """
    if not path.lower().endswith(GEOTIFF_ENDINGS):
        raise unwritable(path, "the result is a GeoTIFF", "Let the name end in .tif or .tiff")
    _check_place(path, reading)
    check_room(path, os.path.dirname(os.path.realpath(path)), size_bytes)


def check_document(path: str, ending: str, reading: Sequence[str] = ()) -> None:
    """The same for a file of another kind, a small one, whose name is to end in `ending`, such as ``.csv``.

    Raises:
        RasterError: with the reason and a remedy.
    """
    if not path.lower().endswith(ending):
        why = Text("its name does not end in {ending}", ending=ending)
        raise unwritable(path, why, Text("Let the name end in {ending}", ending=ending))
    _check_place(path, reading)


def _check_place(path: str, reading: Sequence[str]) -> None:
    """Refuse a path where no file can be made, or where one is that is read or held."""
    if os.fspath(path).startswith("/vsi"):
        why = "results are written to disks only, and this is a place inside GDAL"
        raise unwritable(path, why, "Choose a file in a folder")
    if os.path.isdir(path):
        raise unwritable(path, "it is a folder", "Choose a file name")
    check_name(path)
    if any(same_file(path, other) for other in reading):
        raise own_source(path)
    check_folder(path, os.path.dirname(os.path.realpath(path)))
    if os.path.exists(path):
        if not os.stat(path).st_mode & 0o222:  # renaming would replace it all the same
            raise unwritable(path, "the file that is there is write-protected", "Choose another name, or unprotect it")
        try:
            os.rename(path, path)  # changes nothing, but fails on Windows while another program holds the file
        except OSError as error:
            raise unwritable(path, said_by(error), "Close it in other programs, or remove its layer") from None


def check_name(path: str) -> None:
    """Refuse a name that the disk has no room for; a folder that is not there is another matter.

    Raises:
        RasterError: with the reason and a remedy.
    """
    try:
        os.lstat(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) in _TOO_LONG_ON_WINDOWS:
            raise unwritable(path, "its name is too long for the disk", "Choose a shorter name") from None


def check_folder(path: str, folder: str) -> None:
    """Refuse `path` if no file can be made in its folder.

    Raises:
        RasterError: with the reason and a remedy.
    """
    if not os.path.isdir(folder):
        raise unwritable(path, Text("there is no folder {folder}", folder=folder), "Create it, or choose another one")
    try:
        with tempfile.TemporaryFile(dir=folder):  # asking for permission says nothing of disks that are read-only
            pass
    except OSError as error:
        why = Text("no file can be made in {folder} ({reason})", folder=folder, reason=said_by(error))
        raise unwritable(path, why, "Choose another folder") from None


def check_room(path: str, folder: str, size_bytes: int) -> None:
    """Refuse `path` if the disk of its folder has not `size_bytes` left.

    Raises:
        RasterError: with the reason and a remedy.
    """
    if not has_room(folder, size_bytes):
        free = shutil.disk_usage(folder).free
        needed, left = (f"{number / 1e6:,.0f} MB" for number in (size_bytes, free))
        why = Text("it may take {needed} and {folder} has {left} left", needed=needed, folder=folder, left=left)
        raise unwritable(path, why, "Free some space, choose another disk, or dehaze a smaller extent")


def has_room(folder: str, size_bytes: int) -> bool:
    """Whether the disk of a folder has `size_bytes` left; of one that does not say, the run will say what is wrong."""
    try:
        return shutil.disk_usage(folder).free >= size_bytes
    except OSError:
        return True


def digest_of(path: Name) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()


def said_by(error: OSError) -> str:
    """Return the system's reason, in its own language."""
    return error.strerror or str(error)


def unwritable(path: Name, why: Words, remedy: Words = "") -> RasterError:
    """Return the error that `path` cannot be written."""
    return RasterError(Text("{path} cannot be written", path=path), why, remedy)


def own_source(path: Name) -> RasterError:
    """Return the error that `path` cannot be written because it is what is read."""
    return unwritable(path, "it is the raster that is read", "Choose another file name")


def beside(path: Path, kind: str) -> Path:
    """Return a hidden name beside `path` that no other run has.

    Two runs may be on their way to one name, even in one process; long names leave no room for an addition.
    """
    return path.with_name(f".{path.stem[:60]}.{uuid.uuid4().hex[:12]}.{kind}{path.suffix}")


@contextmanager
def whole_file(path: Name, part: Optional[Path] = None) -> Iterator[Path]:
    """Yield the path of a part file that takes the name `path` when the block ends well, and else is removed.

    Args:
        part: where the part file is to be, if what a killed run leaves there is to be written over by the next; None
            is a name that no other run has.

    Raises:
        OSError: the name cannot be taken.
    """
    target = Path(os.path.realpath(path))
    part = part or beside(target, "part")
    try:
        yield part
        os.replace(part, target)
    finally:
        with suppress(OSError):
            part.unlink()
