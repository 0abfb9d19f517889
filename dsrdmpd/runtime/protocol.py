"""Messages between QGIS and the process that holds torch: a small JSON header, then raw array bytes.

A frame is `MAGIC`, the header's length (u32), the payload's length (u64), the header (UTF-8 JSON) and the arrays'
bytes, one after another, all little endian. The frame itself never changes, so that two versions of the plugin can
always say hello to each other and find out that their messages differ (`PROTOCOL_VERSION`).

Every `run` and `field` is answered exactly once: by a `result`, or by an `error` (which may say that it was cancelled).
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from .. import errors
from ..errors import DehazeError, Text, Words, WorkerError, from_json, to_json

PROTOCOL_VERSION = 2
MAGIC = b"DHZ\x01"
MAX_HEADER_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 1 << 31
MAX_DIMENSIONS = 8

HELLO = "hello"  # child to parent, once, when the model is loaded
RUN = "run"  # parent to child: one batch of tiles
FIELD = "field"  # parent to child: a view of the whole scene, whose haze field is wanted
RESULT = "result"  # child to parent: the batch dehazed, or the field
ERROR = "error"  # child to parent: a code below, and a DehazeError: its class and three parts
HEARTBEAT = "heartbeat"  # child to parent, every second
CANCEL = "cancel"  # parent to child: drop the runs that have not begun
BYE = "bye"  # parent to child: leave now
KINDS = frozenset({HELLO, RUN, FIELD, RESULT, ERROR, HEARTBEAT, CANCEL, BYE})

OUT_OF_MEMORY = "out_of_memory"
BAD_WEIGHTS = "bad_weights"
NO_DEVICE = "no_device"
FAILED = "failed"
CANCELLED = "cancelled"

Buffer = Union[bytes, memoryview]
_PREFIX = struct.Struct("<4sIQ")
_DTYPES = {text: np.dtype(text) for text in ("|u1", "<i4", "<i8", "<f4", "<f8")}  # never objects


class BrokenOffError(WorkerError):
    """The stream ended inside a message: its sender is gone."""


@dataclass(frozen=True)
class Message:
    """One message: what it is, JSON-able fields, and arrays that travel as raw bytes."""

    kind: str
    fields: Dict[str, Any] = field(default_factory=dict)
    arrays: Tuple[np.ndarray, ...] = ()


def pack(message: Message) -> List[Buffer]:
    """Return the frame of `message` as buffers to write one after another; arrays are not copied if contiguous.

    Raises:
        WorkerError: the message exceeds a limit or holds an array of a dtype that does not travel.
    """
    arrays = [np.asarray(array, order="C") for array in message.arrays]
    described = [{"dtype": array.dtype.str, "shape": list(array.shape)} for array in arrays]
    payload_bytes = sum(_array_bytes(entry) for entry in described)
    header = json.dumps({"kind": message.kind, "fields": message.fields, "arrays": described}).encode("utf-8")
    _check_sizes(len(header), payload_bytes)
    prefix = _PREFIX.pack(MAGIC, len(header), payload_bytes)
    return [prefix + header] + [array.reshape(-1).view(np.uint8).data for array in arrays if array.size]


def write_buffers(stream: BinaryIO, buffers: Sequence[Buffer]) -> None:
    """Write packed buffers to an unbuffered stream, which may take them in portions."""
    for buffer in buffers:
        rest = memoryview(buffer)
        while rest:
            rest = rest[stream.write(rest) :]


def write_message(stream: BinaryIO, message: Message) -> None:
    """Pack `message` and write it to an unbuffered stream."""
    write_buffers(stream, pack(message))


def read_message(stream: BinaryIO) -> Optional[Message]:
    """Read one message; None if the stream ended between two messages.

    Raises:
        WorkerError: the stream ended inside a message, or holds something that is no message.
    """
    prefix = bytearray(_PREFIX.size)
    if not _fill(stream, prefix, may_end=True):
        return None
    magic, header_bytes, payload_bytes = _PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise _garbage(Text("a message begins with {start}", start=repr(bytes(prefix[:4]))))
    _check_sizes(header_bytes, payload_bytes)
    header = bytearray(header_bytes)
    _fill(stream, header)
    kind, fields, described = _parse_header(header)
    if sum(_array_bytes(entry) for entry in described) != payload_bytes:
        raise _garbage("the arrays do not fill the payload")
    return Message(kind, fields, tuple(_read_array(stream, entry) for entry in described))


def error_fields(error: DehazeError) -> Dict[str, Any]:
    """Return an error as fields of a message: its texts keep their templates and values."""
    parts = {"what": error.what, "why": error.why, "remedy": error.remedy}
    return {"error": type(error).__name__, **{name: to_json(words) for name, words in parts.items()}}


def error_from(message: Message) -> DehazeError:
    """Return the error that the child met, of the same class."""
    known = getattr(errors, str(message.fields.get("error")), None)
    error_class = known if isinstance(known, type) and issubclass(known, DehazeError) else WorkerError
    return error_class(*(from_json(message.fields.get(part)) for part in ("what", "why", "remedy")))


def _parse_header(header: bytes) -> Tuple[str, Dict[str, Any], List[Dict[str, Any]]]:
    try:
        parsed = json.loads(header.decode("utf-8"))
        kind, fields, described = parsed["kind"], parsed["fields"], parsed["arrays"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _garbage("a message has an unreadable header") from None
    if kind not in KINDS or not isinstance(fields, dict) or not isinstance(described, list):
        raise _garbage(Text("there is no message '{kind}' of that form", kind=str(kind)))
    return kind, fields, described


def _array_bytes(entry: Any) -> int:
    """Size in bytes of an array described as {dtype, shape}, checked; Python integers, which cannot overflow."""
    try:
        itemsize, shape = _DTYPES[entry["dtype"]].itemsize, entry["shape"]
        sound = len(shape) <= MAX_DIMENSIONS and all(type(side) is int and side >= 0 for side in shape)
    except (KeyError, TypeError):
        sound = False
    if not sound:
        raise _garbage(Text("an array is described as {entry}", entry=repr(entry)[:200]))
    return int(math.prod(shape)) * itemsize


def _read_array(stream: BinaryIO, entry: Dict[str, Any]) -> np.ndarray:
    array = np.empty(entry["shape"], dtype=_DTYPES[entry["dtype"]])
    if array.size:
        _fill(stream, array.reshape(-1).view(np.uint8).data)
    return array


def _fill(stream: BinaryIO, buffer: Any, may_end: bool = False) -> bool:
    """Fill `buffer` from the stream; False if it ended before the first byte and that is allowed."""
    rest = memoryview(buffer)
    while rest:
        count = stream.readinto(rest)  # type: ignore[attr-defined]  # raw and buffered streams both have it
        if not count:
            if may_end and len(rest) == len(buffer):
                return False
            error = _garbage("a message broke off in the middle")
            raise BrokenOffError(error.what, error.why, error.remedy)
        rest = rest[count:]
    return True


def _check_sizes(header_bytes: int, payload_bytes: int) -> None:
    if not 2 <= header_bytes <= MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise WorkerError(
            "A message to or from the dehazing process is too large",
            Text(
                "header {header} of {most_header} bytes, payload {payload} of {most_payload}",
                header=header_bytes,
                most_header=MAX_HEADER_BYTES,
                payload=payload_bytes,
                most_payload=MAX_PAYLOAD_BYTES,
            ),
            "Use a smaller batch or tile size",
        )


def _garbage(why: Words) -> WorkerError:
    return WorkerError("The dehazing process and its parent do not understand each other", why, "Run again")
