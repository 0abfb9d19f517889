"""Threads beside the pipeline's: order, bounds, errors as they are, cancelling at once, and none left behind."""

import threading
import time

import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import Cancelled, RasterError
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.threads import Meanwhile, ReadAhead, WriteBehind

CALM = Progress()
BROKEN = RasterError("The raster cannot be read", "its disk is gone")


class CancelAfter(Progress):
    """Cancels after some seconds."""

    def __init__(self, seconds):
        self._at = time.monotonic() + seconds

    def cancelled(self):
        return time.monotonic() > self._at


@pytest.fixture(autouse=True)
def no_thread_left():
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def broken_after(count):
    yield from range(count)
    raise BROKEN


def wait_for(condition):
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.002)
    assert condition()


def test_items_come_in_order():
    with ReadAhead(lambda _: iter(range(100)), 3) as ahead:
        assert list(ahead.items(CALM)) == list(range(100))
    used = []
    with WriteBehind(lambda item, _: used.append(item), 3) as behind:
        for item in range(100):
            behind.put(item, CALM)
        behind.finish(CALM)
    assert used == list(range(100))
    with Meanwhile(lambda _: 42) as value:
        assert value.result(CALM) == 42


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_no_more_is_made_than_has_room(depth):
    made = []

    def make(_):
        for item in range(50):
            made.append(item)
            yield item

    with ReadAhead(make, depth) as ahead:
        for taken, _ in enumerate(ahead.items(CALM), 1):
            time.sleep(0.002)
            assert len(made) <= taken + depth
    assert len(made) == 50


def test_no_more_waits_than_has_room():
    goes_on, using = threading.Event(), []

    def use(item, _):
        using.append(item)
        assert goes_on.wait(10)

    with WriteBehind(use, 2) as behind:
        behind.put(0, CALM)
        wait_for(lambda: using == [0])
        behind.put(1, CALM)
        behind.put(2, CALM)
        with pytest.raises(Cancelled):
            behind.put(3, CancelAfter(0.1))
        goes_on.set()
        behind.finish(CALM)
    assert using == [0, 1, 2]


def test_errors_come_out_as_they_are():
    seen = []
    with pytest.raises(RasterError) as caught, ReadAhead(lambda _: broken_after(3), 1) as ahead:
        for item in ahead.items(CALM):
            seen.append(item)
    assert caught.value is BROKEN and seen == [0, 1, 2]

    def use(_item, _progress):
        raise BROKEN

    with pytest.raises(RasterError) as caught, WriteBehind(use, 1) as behind:
        for item in range(1000):
            behind.put(item, CALM)
    assert caught.value is BROKEN
    with pytest.raises(RasterError) as caught, WriteBehind(use, 1) as behind:
        behind.put(0, CALM)
        behind.finish(CALM)
    assert caught.value is BROKEN
    with pytest.raises(RasterError) as caught, Meanwhile(lambda p: use(0, p)) as value:
        value.result(CALM)
    assert caught.value is BROKEN


def lasting(*arguments):
    """Go on until the progress, which comes last, is cancelled."""
    while True:
        arguments[-1].check()
        time.sleep(0.01)


def test_cancelling_is_seen_while_waiting_and_ends_the_thread():
    def items(progress):
        yield lasting(progress)

    for helper, wait in (
        (ReadAhead(items, 1), lambda ahead, progress: list(ahead.items(progress))),
        (Meanwhile(lasting), lambda value, progress: value.result(progress)),
        (WriteBehind(lasting, 1), lambda behind, progress: [behind.put(item, progress) for item in range(9)]),
    ):
        began = time.monotonic()
        with pytest.raises(Cancelled), helper:
            wait(helper, CancelAfter(0.1))
        assert time.monotonic() - began < 1


def test_a_block_that_is_left_early_makes_and_uses_no_more():
    used = []
    with ReadAhead(lambda _: iter(range(10**9)), 2) as ahead:
        assert next(ahead.items(CALM)) == 0
    with WriteBehind(lambda item, _: (used.append(item), time.sleep(0.05)), 5) as behind:
        for item in range(5):
            behind.put(item, CALM)
    assert len(used) <= 2


def test_busy_time_is_work_and_not_waiting():
    def make(_):
        for item in range(5):
            time.sleep(0.01)
            yield item

    with ReadAhead(make, 1) as ahead:
        for _ in ahead.items(CALM):
            time.sleep(0.05)
    assert 0.05 <= ahead.busy_s < 0.2
