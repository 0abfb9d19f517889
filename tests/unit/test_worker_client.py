"""The parent's side of the worker: what goes wrong in the child must not go wrong in QGIS. Fakes, no torch."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import closing

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import (
    Cancelled,
    DeviceError,
    WeightsError,
    WorkerError,
    WorkerMemoryError,
)
from dsrdmpd_dehaze.dsrdmpd.progress import Progress
from dsrdmpd_dehaze.dsrdmpd.runtime import child, client, pool
from dsrdmpd_dehaze.dsrdmpd.runtime.client import TileBatch, Worker
from dsrdmpd_dehaze.dsrdmpd.runtime.pool import borrow_worker, close_all_workers
from dsrdmpd_dehaze.dsrdmpd.runtime.protocol import PROTOCOL_VERSION

posix = pytest.mark.skipif(os.name == "nt", reason="uses POSIX signals")
SLOW_SECOND = "if rows[0] == 1: first_time('began'); time.sleep(60)\nreturn tiles * 2"
CRASH = "time.sleep(0.2); os._exit(3)"  # while computing, when the answer before has left
FULL = "if len(tiles) > {}: raise RuntimeError('CUDA out of memory. Tried to allocate')\nreturn tiles * 2"

FAKE = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from dsrdmpd import errors
from dsrdmpd.runtime import worker

flags = Path({flags!r})
worker.HEARTBEAT_S = 0.2

def first_time(name):
    new = not (flags / name).exists()
    (flags / name).touch()
    return new

class Fake:
    def __init__(self):
        {load}

    def describe(self):
        return {describe}

    def dehaze_tiles(self, tiles, rows, cols, *, steps, seed):
        {body}

worker.serve(Fake)
"""


class Listener(Progress):
    """Collects warnings, and cancels after some seconds or as soon as a file is there."""

    def __init__(self, cancel_after_s=float("inf"), cancel_when=None):
        self.warnings = []
        self._cancel_at = time.monotonic() + cancel_after_s
        self._file = cancel_when

    def warning(self, text):
        self.warnings.append(str(text))

    def cancelled(self):
        return time.monotonic() > self._cancel_at or bool(self._file and self._file.exists())


class Factory:
    """Writes fake workers and starts them; every one must be gone at the end of the test."""

    def __init__(self, folder, root):
        self.folder, self.root, self.workers, self.pids = folder, root, [], set()

    def command(self, body="return tiles * 2", load="pass", describe="{'device': 'a fake', 'batch_tiles': 4}"):
        script, indent = self.folder / "fake.py", " " * 8
        names = {"root": str(self.root), "flags": str(self.folder), "describe": describe}
        bodies = {"body": textwrap.dedent(body), "load": textwrap.dedent(load)}
        script.write_text(FAKE.format(**names, **{k: textwrap.indent(v, indent).strip() for k, v in bodies.items()}))
        return [sys.executable, str(script)]

    def __call__(self, body="return tiles * 2", load="pass", progress=None, **limits):
        limits.setdefault("batch_limit_s", 10)  # a broken client fails its test instead of hanging
        self.workers.append(Worker.start("fake", command=self.command(body, load), progress=progress, **limits))
        self.pids.add(self.workers[-1].pid)
        return self.workers[-1]


@pytest.fixture
def fake(tmp_path, root):
    threads = threading.active_count()
    files = open_files()
    factory = Factory(tmp_path, root)
    yield factory
    close_all_workers()
    for worker in factory.workers:
        factory.pids.add(worker.pid)
        worker.close()
        worker.close()  # twice does no harm
    assert not [pid for pid in factory.pids if is_there(pid)], "a process is left"
    assert wait_until(lambda: threading.active_count() <= threads), "a thread is left"
    assert wait_until(lambda: open_files() <= files), "a pipe is left open"


@pytest.fixture
def hasty(monkeypatch):
    """Nothing is waited for longer than needed where the waiting is not what is tested."""
    for module in (child, client):
        monkeypatch.setattr(module, "GRACE_S", 0.2)


def open_files():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def is_there(pid):
    """Whether the process exists, be it as a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition, seconds=2.5):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def batches(*sizes, tile_px=8):
    """Random batches of the given numbers of tiles, each tile at a position of its own."""
    random, first = np.random.default_rng(0), 0
    for size in sizes:
        tiles = random.random((size, 3, tile_px, tile_px), dtype=np.float32)
        yield TileBatch(tiles, tuple(range(first, first + size)), tuple(range(size)))
        first += size


def dehaze(worker, *sizes, progress=None, **kwargs):
    return list(worker.dehaze(batches(*sizes, **kwargs), steps=1, seed=0, progress=progress))


def assert_doubled(results, *sizes):
    wanted = list(batches(*sizes))
    assert [batch.rows for batch, _ in results] == [batch.rows for batch in wanted]
    for (batch, result), expected in zip(results, wanted):
        np.testing.assert_array_equal(batch.tiles, expected.tiles)
        np.testing.assert_array_equal(result, expected.tiles * 2)
        assert result.dtype == np.float32


# the good days


def test_the_device_can_be_translated(fake):
    told = "{'device': 'CPU 2', 'device_text': {'template': 'CPU {cores}', 'values': {'cores': 2}}, 'batch_tiles': 4}"
    with Worker.start("m", command=fake.command(describe=told)) as worker:
        assert (worker.device.template, str(worker.device)) == ("CPU {cores}", worker.hello["device"])
    with Worker.start("m", command=fake.command(describe="{}")) as worker:
        assert worker.device == "an unknown device"


@pytest.mark.parametrize("sizes", [(), (1,), (3, 3), (4, 1, 2, 4, 3, 1, 1)])
def test_results_are_exact_and_in_order(fake, sizes):
    worker = fake()
    assert worker.hello["device"] == "a fake"
    assert_doubled(dehaze(worker, *sizes), *sizes)
    assert_doubled(dehaze(worker, *sizes), *sizes)  # and again, with the same process


def test_rows_cols_steps_and_seed_arrive(fake):
    worker = fake(
        "for i, (row, col) in enumerate(zip(rows, cols)): tiles[i] = row + 1000 * col + 1e5 * steps + 1e6 * seed\n"
        "return tiles"
    )
    ((batch, result),) = worker.dehaze(batches(3), steps=2, seed=3)
    for i in range(3):
        assert (result[i] == batch.rows[i] + 1000 * batch.cols[i] + 2e5 + 3e6).all()


def test_large_batches_and_noise_do_not_block_or_mix(fake):
    worker = fake("print('x' * 200_000, flush=True)\nreturn tiles * 2")
    results = dehaze(worker, 16, 16, 16, tile_px=256)  # 12 MB each, far more than a pipe holds
    for (batch, result), expected in zip(results, batches(16, 16, 16, tile_px=256)):
        np.testing.assert_array_equal(result, expected.tiles * 2)
        assert batch.rows == expected.rows


def test_the_next_batches_compute_meanwhile_and_few_are_held(fake):
    worker = fake("time.sleep(0.3)\nreturn tiles * 2")
    taken = []

    def counted():
        for batch in batches(1, 1, 1, 1, 1, 1):
            taken.append(batch)
            yield batch

    began = time.monotonic()
    for number, _ in enumerate(worker.dehaze(counted(), steps=1, seed=0), start=1):
        assert len(taken) - number <= 3, "one that computes, one that waits there, and one on its way"
        time.sleep(0.3)
    assert number == 6
    assert time.monotonic() - began < 3.3, "one after the other it would be 3.6 s"


def test_it_tells_how_long_it_computed(fake):
    worker = fake("time.sleep(0.1)\nreturn tiles * 2")
    assert worker.computed_s == 0
    dehaze(worker, 1, 1, 1)
    assert 0.3 <= worker.computed_s < 1


def test_the_suggested_batch_goes_with_the_area(fake):
    fake.workers.append(
        Worker.start("m", command=fake.command(describe="{'batch_tiles': 8, 'model': {'tile_size_px': 256}}"))
    )
    assert [fake.workers[0].suggest_batch(px) for px in (128, 256, 512, 2048)] == [32, 8, 2, 1]


# memory


def test_out_of_memory_halves_the_batches_until_they_fit(fake):
    worker, listener = fake(FULL.format(2)), Listener()
    assert_doubled(dehaze(worker, 7, 5, 8, progress=listener), 7, 5, 8)
    assert len(listener.warnings) == 2
    assert all("emory" in text for text in listener.warnings)
    pid = worker.pid
    assert_doubled(dehaze(worker, 8, progress=listener), 8)  # what was learned stays
    assert len(listener.warnings) == 2
    assert worker.pid == pid, "memory alone is no reason to start again"


def test_one_tile_too_large_is_an_error_with_a_way_out(fake):
    worker = fake(FULL.format(0))
    with pytest.raises(WorkerMemoryError, match="smaller tile size") as caught:
        dehaze(worker, 4)
    assert "CUDA out of memory" in caught.value.why
    assert worker.alive


# deaths


@pytest.mark.parametrize("death", ["os._exit(3)", "os.abort()", "os.kill(os.getpid(), 9)"])
def test_one_crash_is_survived(fake, death):
    worker, listener = fake(f"if rows[0] == 2 and first_time('x'): {death}\nreturn tiles * 2"), Listener()
    before = worker.pid
    assert_doubled(dehaze(worker, 2, 2, 2, 2, progress=listener), 2, 2, 2, 2)
    assert worker.pid != before
    assert "started again" in listener.warnings[0]
    assert not is_there(before)


@posix
def test_after_the_systems_kill_the_batch_is_halved(fake):
    """The kernel's out-of-memory killer says nothing else than SIGKILL."""
    worker, listener = fake("if len(tiles) > 2: os.kill(os.getpid(), signal.SIGKILL)\nreturn tiles * 2"), Listener()
    assert_doubled(dehaze(worker, 4, 4, progress=listener), 4, 4)
    assert any("SIGKILL" in text for text in listener.warnings)


IN_THE_MIDDLE = """
import gc
for link in gc.get_objects():
    if type(link).__name__ == '_Link' and len(tiles) > 2:
        link._sink.write(b'DHZ')
        {}
return tiles * 2
"""


def test_a_death_in_the_middle_of_an_answer_is_no_nonsense(fake):
    """An answer leaves while the next batch is computed, so either may be cut short by the other's failure."""
    with pytest.raises(WorkerError, match="ended with exit status 3"):
        dehaze(fake(IN_THE_MIDDLE.format("os._exit(3)")), 4)


@posix
def test_after_the_systems_kill_in_the_middle_of_an_answer_the_batch_is_halved(fake):
    worker, listener = fake(IN_THE_MIDDLE.format("os.kill(os.getpid(), signal.SIGKILL)")), Listener()
    assert_doubled(dehaze(worker, 4, progress=listener), 4)
    assert "SIGKILL" in listener.warnings[0]
    assert "going on with 2" in listener.warnings[1]


@posix
@pytest.mark.parametrize(
    "death, words",
    [("os._exit(3)", "exit status 3"), ("os.abort()", "SIGABRT"), ("os.kill(os.getpid(), 9)", "SIGKILL")],
)
def test_crashing_at_the_same_batch_twice_is_an_error_with_status_and_last_words(fake, death, words):
    worker = fake(f"sys.stderr.write('the last straw\\n'); {death}")
    with pytest.raises(WorkerError, match=f"{words}.*its last words were: the last straw") as caught:
        dehaze(worker, 1, 1)
    assert "\n" not in str(caught.value)
    assert not worker.alive


def test_the_innocent_batch_is_not_blamed(fake):
    """Batch 0 is answered, 1 crashes twice: its error must come after 0's result."""
    results = []
    with pytest.raises(WorkerError, match="twice"):
        for result in fake(f"if rows[0] == 1: {CRASH}\nreturn tiles * 2").dehaze(batches(1, 1), steps=1, seed=0):
            results.append(result)  # noqa: PERF402
    assert_doubled(results, 1)


def test_each_batch_may_crash_once(fake):
    worker, listener = fake(f"if first_time(str(rows[0])): {CRASH}\nreturn tiles * 2"), Listener()
    assert_doubled(dehaze(worker, 1, 1, 1, progress=listener), 1, 1, 1)
    assert len(listener.warnings) == 3


def test_a_worker_that_left_by_itself_is_started_again(fake):
    worker = fake()
    os.kill(worker.pid, signal.SIGTERM)
    assert wait_until(lambda: not worker.alive)
    assert_doubled(dehaze(worker, 1), 1)


@posix
def test_a_hang_is_noticed_and_survived(fake):
    worker = fake("if first_time('x'): os.kill(os.getpid(), signal.SIGSTOP)\nreturn tiles * 2", silence_limit_s=1)
    listener, before, began = Listener(), worker.pid, time.monotonic()
    assert_doubled(dehaze(worker, 2, 2, progress=listener), 2, 2)
    assert "no sign of life" in listener.warnings[0]
    assert not is_there(before)
    assert time.monotonic() - began < 6


def test_a_batch_that_takes_too_long_is_a_hang_though_the_heart_beats(fake):
    worker = fake("time.sleep(60)", batch_limit_s=0.4)
    with pytest.raises(WorkerError, match="did not answer within"):
        dehaze(worker, 1)


def test_a_slow_batch_that_beats_is_no_hang(fake):
    worker = fake("time.sleep(1.5)\nreturn tiles * 2", silence_limit_s=1)
    listener = Listener()
    assert_doubled(dehaze(worker, 1, progress=listener), 1)
    assert not listener.warnings


def test_a_slow_consumer_is_no_hang(fake):
    worker, listener = fake(silence_limit_s=0.5, batch_limit_s=0.5), Listener()
    for _ in worker.dehaze(batches(1, 1, 1), steps=1, seed=0, progress=listener):
        time.sleep(0.7)
    assert not listener.warnings


# nonsense


@pytest.mark.parametrize(
    "body, words",
    [
        ("return tiles[:, :2]", "wrong array"),
        ("return tiles.astype('float64')", "wrong array"),
        ("tiles[0, 0, 0, 0] = float('nan'); return tiles", "not numbers"),
        ("tiles[0, 0, 0, 0] = float('inf'); return tiles", "not numbers"),
        ("raise ValueError('odd value')", "ValueError: odd value"),
    ],
)
def test_nonsense_from_the_model_is_an_error(fake, body, words):
    with pytest.raises(WorkerError, match=words):
        dehaze(fake(body), 1, 1)


def test_garbage_on_the_pipe_is_an_error_that_says_so(fake):
    body = """
        import gc
        for link in gc.get_objects():
            if type(link).__name__ == '_Link':
                link._sink.write(b'garbage ' * 9)
        return tiles
    """
    with pytest.raises(WorkerError, match="nonsense.*begins with b'garb'"):
        dehaze(fake(body), 1)


def test_an_error_of_the_childs_keeps_its_template_and_values(fake):
    """So that it can be said in another language here; what is a name stays one."""
    with pytest.raises(WeightsError) as caught:
        fake(load="raise errors.WeightsError(errors.Text('{name} is torn', name='Use cases'), errors.Text('none'))")
    what, why = caught.value.what, caught.value.why
    assert (what.template, what.values, why.template) == ("{name} is torn", {"name": "Use cases"}, "none")


def test_an_error_of_the_childs_keeps_its_class(fake):
    with pytest.raises(WeightsError, match="torn: why. remedy"):
        fake(load="raise errors.WeightsError('torn', 'why', 'remedy')")
    with pytest.raises(DeviceError):
        fake(load="raise errors.DeviceError('gone')")
    with pytest.raises(WorkerMemoryError):
        fake(load="raise MemoryError")


@pytest.mark.parametrize(
    "tiles, rows",
    [
        (np.zeros((1, 3, 8, 8)), (0,)),
        (np.zeros((1, 4, 8, 9), np.float32), (0,)),
        (np.zeros((0, 3, 8, 8), np.float32), ()),
        (np.zeros((2, 3, 8, 8), np.float32), (0,)),
        (np.zeros((8, 8, 3, 1), np.float32).T, (0,)),
    ],
)
def test_a_batch_of_another_form_is_refused(tiles, rows):
    with pytest.raises(WorkerError, match="cannot be sent"):
        TileBatch(tiles, rows, rows)


# starting


def test_a_missing_interpreter_is_one_clear_sentence(tmp_path):
    with pytest.raises(WorkerError, match="there is no .*nowhere"):
        Worker.start("default", python=str(tmp_path / "nowhere"))
    with pytest.raises(WorkerError, match="cannot be started"):
        Worker.start("default", command=[str(tmp_path / "nowhere")])


@pytest.mark.parametrize(
    "load, module",
    [
        ("raise ModuleNotFoundError('No module', name='torch')", "torch"),
        ("sys.modules['torch'] = None; import torch", "torch"),
    ],
)
def test_a_python_without_torch_is_told_by_the_child(fake, load, module):
    with pytest.raises(WorkerError, match=f"lacks the module '{module}'.*Install it there"):
        fake(load=load)


def test_a_python_without_numpy_dies_and_is_understood(tmp_path):
    environment = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    with pytest.raises(WorkerError, match=r"bare.* lacks the module 'numpy'") as caught:
        Worker.start("default", python=str(environment))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "program, words",
    [
        ("import sys; sys.exit('no luck')", "exit status 1 before it was ready; its last words were: no luck"),
        ("print('hello, I am no worker at all')", "nonsense.*begins with b'hell'"),
        ("import time; time.sleep(60)", "did not answer within"),
    ],
)
def test_a_program_that_is_no_worker_is_an_error(program, words):
    with pytest.raises(WorkerError, match=words):
        Worker.start("m", command=[sys.executable, "-c", program], startup_limit_s=1)


def test_another_version_of_the_protocol_is_refused(fake):
    with pytest.raises(WorkerError, match="version 99 of the protocol and the plugin version 2"):
        Worker.start("m", command=fake.command(describe="{'protocol': 99}"))


def test_another_version_once_is_started_again(fake):
    """As in an upgrade, whose first start met the old files."""
    ours = PROTOCOL_VERSION
    version = (
        f"{{'protocol': 99 if first_time('old') else {ours}, 'device': 'a fake', 'batch_tiles': 1, 'model': {{}}}}"
    )
    with Worker.start("m", command=fake.command(describe=version)) as worker:
        assert worker.alive


# stopping


def test_cancel_while_starting(fake):
    began = time.monotonic()
    with pytest.raises(Cancelled):
        fake(load="time.sleep(60)", progress=Listener(cancel_after_s=0.5))
    assert time.monotonic() - began < 2


def test_cancel_while_computing_ends_the_process(fake, tmp_path):
    worker = fake("first_time('began'); time.sleep(60)")
    with pytest.raises(Cancelled):
        dehaze(worker, 1, 1, progress=Listener(cancel_when=tmp_path / "began"))
    assert time.time() - (tmp_path / "began").stat().st_mtime < 2
    assert not is_there(worker.pid)


def test_cancel_keeps_a_worker_that_finishes_soon(fake):
    worker = fake("time.sleep(0.5)\nreturn tiles * 2")
    pid = worker.pid
    with pytest.raises(Cancelled):
        dehaze(worker, 1, 1, 1, progress=Listener(cancel_after_s=0.2))
    assert worker.alive
    assert_doubled(dehaze(worker, 2), 2)
    assert worker.pid == pid


@posix
def test_cancel_works_though_the_process_does_not_read(fake, hasty):
    worker = fake()
    os.kill(worker.pid, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        dehaze(worker, 16, 16, tile_px=256, progress=Listener(cancel_after_s=0.3))
    assert time.monotonic() - began < 2
    assert not is_there(worker.pid)


def test_a_generator_closed_early_leaves_nothing_running(fake, hasty, tmp_path):
    worker = fake(SLOW_SECOND)
    with pytest.raises(KeyError), closing(worker.dehaze(batches(1, 1, 1), steps=1, seed=0)) as results:
        next(results)
        assert wait_until((tmp_path / "began").exists)
        raise KeyError("the consumer fails")
    assert not is_there(worker.pid)


def test_a_failing_source_of_batches_leaves_the_worker_usable(fake):
    worker = fake()

    def failing():
        yield from batches(1)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(worker.dehaze(failing(), steps=1, seed=0))
    assert_doubled(dehaze(worker, 1), 1)


def test_a_generator_left_behind_does_not_disturb_the_next(fake):
    worker = fake()
    old = worker.dehaze(batches(1, 1, 1), steps=1, seed=0)
    next(old)
    new = worker.dehaze(batches(2, 2), steps=1, seed=0)
    first = next(new)
    old.close()
    assert_doubled([first, *new], 2, 2)


@posix
@pytest.mark.parametrize("load", ["pass", "time.sleep(60)"])
def test_the_parents_death_ends_the_child(fake, root, load):
    """No signal handler, no atexit: the parent is gone between two instructions."""
    parent = textwrap.dedent(f"""
        import sys, threading
        sys.path.insert(0, {str(root)!r})
        from dsrdmpd.runtime import client

        class Child(client.ChildProcess):
            def __init__(self, command):
                super().__init__(command)
                print(self.pid, flush=True)

        client.ChildProcess = Child
        worker = client.Worker.start("m", command={fake.command(load=load)!r})
        threading.Event().wait()
    """)
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        child = int(process.stdout.readline())
        time.sleep(0.5)
        assert is_there(child)
        process.kill()
    assert wait_until(lambda: not is_running(child))


def is_running(pid):
    """Whether the process exists and is no zombie (whoever adopted it may be slow to reap)."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_the_child_started_is_killed_with_it(fake, hasty, tmp_path):
    worker = fake(
        """
        import subprocess
        (flags / 'pid').write_text(str(subprocess.Popen(['sleep', '60']).pid))
        first_time('began')
        time.sleep(60)
        """
    )
    with pytest.raises(Cancelled):
        dehaze(worker, 1, progress=Listener(cancel_when=tmp_path / "began"))
    assert wait_until(lambda: not is_running(int((tmp_path / "pid").read_text())))


# the warm worker


def test_the_same_process_serves_again(fake):
    command = fake.command()
    with borrow_worker("m", command=command) as worker:
        pid = worker.pid
        assert_doubled(dehaze(worker, 1), 1)
    with borrow_worker("m", command=command) as worker:
        assert worker.pid == pid
        assert_doubled(dehaze(worker, 2), 2)
    with borrow_worker("m", "cpu", command=command) as worker:
        assert worker.pid != pid
        assert wait_until(lambda: not is_there(pid)), "one model at a time"
        fake.pids.add(worker.pid)


def test_two_at_once_are_two_processes_and_one_stays(fake):
    command = fake.command()
    with borrow_worker("m", command=command) as first, borrow_worker("m", command=command) as second:
        pids = {first.pid, second.pid}
        assert len(pids) == 2
    assert [is_there(pid) for pid in pids].count(True) == 1
    fake.pids |= pids


def test_a_dead_or_interrupted_worker_is_not_lent_again(fake, hasty, tmp_path):
    command = fake.command("first_time('began'); time.sleep(60)")
    with borrow_worker("m", command=command) as worker:
        pid = worker.pid
        os.kill(pid, signal.SIGTERM)
        assert wait_until(lambda: not worker.alive)
    with pytest.raises(KeyError), borrow_worker("m", command=command) as worker:
        assert worker.pid != pid
        pid = worker.pid
        results = worker.dehaze(batches(1), steps=1, seed=0, progress=Listener(cancel_when=tmp_path / "began"))
        with pytest.raises(Cancelled):
            next(results)
        raise KeyError
    with borrow_worker("m", command=command) as worker:
        assert worker.pid != pid
        fake.pids |= {pid, worker.pid}


def test_a_worker_given_back_in_the_middle_of_a_batch_is_not_kept(fake, hasty, tmp_path):
    with borrow_worker("m", command=fake.command(SLOW_SECOND)) as worker:
        results = worker.dehaze(batches(1, 1, 1), steps=1, seed=0)
        next(results)  # and the reference stays, as in a traceback
        assert wait_until((tmp_path / "began").exists)
    assert not is_there(worker.pid)
    results.close()


def test_a_changed_weights_file_is_another_model(fake, tmp_path, monkeypatch):
    weights = tmp_path / "w.safetensors"
    weights.write_bytes(b"1")

    class Entry:
        path = weights

    monkeypatch.setattr(pool, "find_model", lambda model: Entry)
    command, pids = fake.command(), []
    for change in (False, False, True):
        if change:
            weights.write_bytes(b"2")
            os.utime(weights, (1, 1))
        with borrow_worker(str(weights), command=command) as worker:
            pids.append(worker.pid)
    assert pids[0] == pids[1] != pids[2]


def test_an_idle_worker_that_leaves_is_no_zombie(fake):
    with borrow_worker("m", command=fake.command()) as worker:
        pid = worker.pid
    os.kill(pid, signal.SIGTERM)
    assert wait_until(lambda: not is_there(pid))


def test_a_relative_path_of_a_model_is_made_absolute(tmp_path, monkeypatch):
    (tmp_path / "w.safetensors").touch()
    (tmp_path / "default").touch()
    monkeypatch.chdir(tmp_path)
    assert client._absolute_model("w.safetensors") == str(tmp_path / "w.safetensors")
    assert client._absolute_model("default") == "default", "a name, whatever lies in the working directory"
    assert client._absolute_model("gone.safetensors") == "gone.safetensors"
