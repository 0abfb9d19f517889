"""Messages survive the pipe bit for bit; what is no message is refused before it costs anything."""

import contextlib
import io
import json
import struct

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import WorkerError
from dsrdmpd_dehaze.dsrdmpd.runtime import protocol
from dsrdmpd_dehaze.dsrdmpd.runtime.protocol import Message, read_message, write_message
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


class Stingy(io.BytesIO):
    """A pipe that gives and takes at most three bytes at a time."""

    def readinto(self, buffer):
        return super().readinto(memoryview(buffer)[:3])

    def write(self, data):
        return super().write(bytes(memoryview(data)[:3]))


def frame(message: Message) -> bytes:
    stream = io.BytesIO()
    write_message(stream, message)
    return stream.getvalue()


def raw(header: bytes, payload: bytes = b"", magic: bytes = protocol.MAGIC) -> bytes:
    return struct.pack("<4sIQ", magic, len(header), len(payload)) + header + payload


def described(**entry) -> bytes:
    return json.dumps({"kind": "run", "fields": {}, "arrays": [entry]}).encode()


arrays = hnp.arrays(
    st.sampled_from(["|u1", "<i4", "<i8", "<f4", "<f8"]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)


@given(st.lists(arrays, max_size=3), st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_round_trip_is_exact_over_a_pipe_that_takes_portions(sent, fields):
    stream = Stingy()
    for _ in range(2):
        write_message(stream, Message("run", fields, tuple(sent)))
    stream.seek(0)
    for _ in range(2):
        message = read_message(stream)
        assert (message.kind, message.fields) == ("run", fields)
        assert [a.dtype for a in message.arrays] == [a.dtype for a in sent]
        assert [a.shape for a in message.arrays] == [a.shape for a in sent]
        assert [a.tobytes() for a in message.arrays] == [a.tobytes() for a in sent]
    assert read_message(stream) is None


def test_arrays_out_of_order_in_memory_arrive_in_order():
    array = np.arange(24, dtype=np.float32).reshape(4, 6)[::2, ::-1].T
    (received,) = read_message(io.BytesIO(frame(Message("run", {}, (array,))))).arrays
    np.testing.assert_array_equal(received, array)
    received[0] = 0  # torch wants writable memory


def test_every_torn_frame_is_refused():
    whole = frame(Message("run", {"id": 1}, (np.ones(3, np.float32),)))
    for length in range(1, len(whole)):
        with pytest.raises(WorkerError, match="broke off"):
            read_message(io.BytesIO(whole[:length]))


@pytest.mark.parametrize(
    "data, why",
    [
        (b"Traceback (most recent call last)", "begins with b'Trac'"),
        (raw(b"{}", magic=b"DHZ\x02"), "begins with"),
        (raw(b"no json"), "unreadable"),
        (raw(b"\xff\xfe{}"), "unreadable"),
        (raw(b"[1, 2]"), "unreadable"),
        (raw(b'{"kind": "dance", "fields": {}, "arrays": []}'), "dance"),
        (raw(b'{"kind": "run", "fields": [], "arrays": []}'), "of that form"),
        (raw(b'{"kind": "run", "fields": {}, "arrays": []}', b"more"), "do not fill"),
        (raw(described(dtype="|O", shape=[1]), bytes(8)), "described"),
        (raw(described(dtype="<f4", shape=[-1, -1]), bytes(4)), "described"),
        (raw(described(dtype="<f4", shape=[2**40, 2**40]), bytes(4)), "do not fill"),
        (raw(described(dtype="<f4", shape=[1] * 33), bytes(4)), "described"),
        (raw(described(shape=[1]), bytes(4)), "described"),
        (raw(described(dtype=["<f4"], shape=[1]), bytes(4)), "described"),
    ],
)
def test_garbage_is_refused(data, why):
    with pytest.raises(WorkerError, match=why):
        read_message(io.BytesIO(data))


@pytest.mark.parametrize("sizes", [(2**31, 0), (10, 2**40)])
def test_a_frame_that_claims_to_be_huge_is_refused_without_reading_on(sizes):
    stream = io.BytesIO(struct.pack("<4sIQ", protocol.MAGIC, *sizes) + bytes(1000))
    with pytest.raises(WorkerError, match="too large"):
        read_message(stream)
    assert stream.tell() == 16


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_worker_error(data):
    for start in (b"", protocol.MAGIC):
        with contextlib.suppress(WorkerError):
            read_message(io.BytesIO(start + data))


def test_what_cannot_travel_is_refused_by_the_sender():
    with pytest.raises(WorkerError, match="described"):
        protocol.pack(Message("run", {}, (np.array([object()]),)))
    with pytest.raises(WorkerError, match="too large"):
        protocol.pack(Message("run", {"text": "x" * protocol.MAX_HEADER_BYTES}))
