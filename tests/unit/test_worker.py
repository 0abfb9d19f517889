"""The process that holds torch, spoken to over its pipes: with fakes instead of the model, so without torch."""

import os
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import WeightsError, WorkerError, from_json
from dsrdmpd_dehaze.dsrdmpd.logs import log_file
from dsrdmpd_dehaze.dsrdmpd.runtime.protocol import PROTOCOL_VERSION, Message, read_message, write_message
from dsrdmpd_dehaze.dsrdmpd.runtime.worker import error_message, is_out_of_memory

TILES = np.random.default_rng(0).random((2, 3, 8, 8), dtype=np.float32)
POSITIONS = {"rows": [0, 8], "cols": [0, 0]}


class Talk:
    """A worker process and both ends of the conversation."""

    def __init__(self, script):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, script], stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0)

    def say(self, kind, arrays=(), **fields):
        write_message(self.process.stdin, Message(kind, fields, tuple(arrays)))

    def run(self, number):
        self.say("run", [TILES], id=number, steps=1, seed=0, **POSITIONS)

    def hear(self):
        """Return the next message that is no heartbeat; None at the end."""
        while True:
            message = read_message(self.process.stdout)
            if message is None or message.kind != "heartbeat":
                return message


@pytest.fixture
def talk(tmp_path, root):
    """Start a worker around a fake dehazer whose `dehaze_tiles` and loading have the given bodies."""
    talks = []

    def start(body="return tiles", load="", idle=60):
        script = tmp_path / "fake.py"
        script.write_text(
            f"import os, sys, time\nsys.path.insert(0, {str(root)!r})\nfrom dsrdmpd import errors\n"
            "from dsrdmpd.runtime.worker import serve\nclass Fake:\n"
            "    def describe(self):\n        return {'device': 'a fake', 'batch_tiles': 4, 'model': {}}\n"
            "    def dehaze_tiles(self, tiles, rows, cols, *, steps, seed):\n"
            + textwrap.indent(textwrap.dedent(body), " " * 8)
            + f"\ndef load():\n{textwrap.indent(textwrap.dedent(load), ' ' * 4)}\n    return Fake()\n"
            f"serve(load, idle_seconds={idle})\n"
        )
        talks.append(Talk(script))
        return talks[-1]

    yield start
    for each in talks:
        each.process.kill()
        each.process.wait()
        for pipe in (each.process.stdin, each.process.stdout, each.process.stderr):
            pipe.close()


def test_it_says_hello_then_answers_each_run_by_its_id(talk):
    worker = talk("return tiles * steps + seed")
    hello = worker.hear()
    assert hello.kind == "hello"
    assert hello.fields["protocol"] == PROTOCOL_VERSION
    assert hello.fields["numpy"] == np.__version__
    assert (hello.fields["device"], hello.fields["batch_tiles"]) == ("a fake", 4)
    for number in (7, 3):
        worker.run(number)
    for number in (7, 3):
        answer = worker.hear()
        assert (answer.kind, answer.fields["id"]) == ("result", number)
        np.testing.assert_array_equal(answer.arrays[0], TILES)


def test_the_next_run_is_computed_while_an_answer_waits_to_be_read(talk, tmp_path):
    """The answer is larger than any pipe, and nobody reads it until the second run has begun."""
    flag = tmp_path / "began"
    worker = talk(f"open({str(flag)!r} + str(seed), 'w').close(); return tiles.repeat(4000, axis=0)")
    worker.hear()
    for number in (1, 2):
        worker.say("run", [TILES], id=number, steps=1, seed=number, **POSITIONS)
    until = time.monotonic() + 10
    while not flag.with_name("began2").exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert flag.with_name("began2").exists()
    assert [worker.hear().fields["id"] for _ in range(2)] == [1, 2]


def test_what_libraries_print_goes_to_standard_error(talk):
    worker = talk("print('a word'); os.system('echo a child'); os.write(1, b'bytes'); return tiles", "print('loading')")
    worker.hear()
    worker.run(1)
    np.testing.assert_array_equal(worker.hear().arrays[0], TILES)
    worker.say("bye")
    noise = worker.process.stderr.readall()
    for word in (b"loading", b"a word", b"a child", b"bytes"):
        assert word in noise


def test_libraries_find_nothing_to_read(talk):
    worker = talk("assert sys.stdin.read() == ''; return tiles")
    worker.hear()
    worker.run(1)
    assert worker.hear().kind == "result"


def test_the_heart_beats_while_the_model_loads(talk):
    worker = talk(load="time.sleep(60)")
    began = time.monotonic()
    assert [read_message(worker.process.stdout).kind for _ in range(2)] == ["heartbeat"] * 2
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("load", ["", "time.sleep(60)"])
def test_it_leaves_when_the_parents_pipe_closes_even_while_loading(talk, load):
    worker = talk(load=load)
    read_message(worker.process.stdout)
    worker.process.stdin.close()
    assert worker.process.wait(timeout=2) == 0


def test_bye_ends_it_even_while_it_computes(talk):
    worker = talk("time.sleep(60)")
    worker.hear()
    worker.run(1)
    worker.say("bye")
    assert worker.process.wait(timeout=2) == 0


def test_it_leaves_by_itself_when_idle(talk):
    worker = talk(idle=0.3)
    worker.hear()
    worker.run(1)
    assert worker.hear().kind == "result"
    assert worker.process.wait(timeout=3) == 0


def test_garbage_on_its_pipe_ends_it(talk):
    worker = talk()
    worker.hear()
    worker.process.stdin.write(b"what is this? " * 10)
    assert worker.process.wait(timeout=2) == 1
    assert b"do not understand each other" in worker.process.stderr.readall()


def test_cancel_drops_what_has_not_begun_and_answers_all_the_same(talk):
    worker = talk("time.sleep(0.4)\nreturn tiles")
    worker.hear()
    for number in (1, 2, 3):
        worker.run(number)
    time.sleep(0.2)
    worker.say("cancel")
    answers = {answer.fields["id"]: answer for answer in (worker.hear() for _ in range(3))}
    assert answers[1].kind == "result"
    assert [answers[number].fields["code"] for number in (2, 3)] == ["cancelled"] * 2
    worker.run(4)
    assert worker.hear().fields["id"] == 4


@pytest.mark.parametrize(
    "statement, code, name",
    [
        ("raise MemoryError", "out_of_memory", "WorkerMemoryError"),
        ("raise ValueError('odd')", "failed", "WorkerError"),
        ("raise errors.OptionError('a', 'b', 'c')", "failed", "OptionError"),
        ("return None", "failed", "WorkerError"),
        ("return tiles.astype('float16')", "failed", "WorkerError"),
    ],
)
def test_a_failing_run_is_answered_and_the_process_lives_on(talk, statement, code, name):
    worker = talk(f"if seed == 0: {statement}\nreturn tiles")
    worker.hear()
    worker.run(1)
    answer = worker.hear()
    assert (answer.kind, answer.fields["id"]) == ("error", 1)
    assert (answer.fields["code"], answer.fields["error"]) == (code, name)
    worker.say("run", [TILES], id=2, steps=1, seed=1, **POSITIONS)
    assert worker.hear().kind == "result"


def test_a_model_that_does_not_load_is_told_in_words(talk):
    worker = talk(load="raise errors.WeightsError('no weights', 'torn', 'load again')")
    fields = worker.hear().fields
    assert fields["code"] == "bad_weights"
    assert [fields[part] for part in ("error", "what", "why", "remedy")] == [
        "WeightsError", "no weights", "torn", "load again",
    ]  # fmt: skip
    assert worker.process.wait(timeout=2) == 1


def test_errors_name_their_module_and_keep_their_parts():
    missing = error_message(ModuleNotFoundError("No module named 'torch'", name="torch")).fields
    assert str(from_json(missing["why"])) == f"{sys.executable} lacks the module 'torch'"
    kept = error_message(WeightsError("a", "b", "c"), 5).fields
    assert (kept["id"], kept["what"], kept["why"], kept["remedy"]) == (5, "a", "b", "c")


def test_the_traceback_of_a_failed_run_is_in_the_log(talk, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    worker = talk("raise ValueError('an odd value')")
    worker.hear()
    worker.run(1)
    remedy = str(from_json(worker.hear().fields["remedy"]))
    assert str(log_file("worker")) in remedy
    text = log_file("worker").read_text(encoding="utf-8")
    assert "Traceback" in text and "in dehaze_tiles" in text and "ValueError: an odd value" in text


class OutOfMemoryError(RuntimeError):
    """Named like torch's."""


@pytest.mark.parametrize(
    "error, expected",
    [
        (MemoryError(), True),
        (OutOfMemoryError("CUDA"), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"), True),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried"), True),
        (RuntimeError("CUDA error: out of memory"), True),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling"), True),
        (RuntimeError("CUDA error: an illegal memory access was encountered"), False),
        (ValueError("out of memory"), False),
        (WorkerError("a", "b"), False),
    ],
)
def test_out_of_memory_is_told_from_other_errors(error, expected):
    assert is_out_of_memory(error) is expected


@pytest.mark.skipif(os.name == "nt", reason="looks at file descriptors the POSIX way")
def test_a_process_that_a_library_starts_does_not_hold_the_parents_pipes(talk):
    worker = talk("import subprocess; subprocess.Popen(['sleep', '3']); return tiles")
    worker.hear()
    worker.run(1)
    worker.hear()
    worker.say("bye")
    began = time.monotonic()
    assert worker.hear() is None
    assert time.monotonic() - began < 2
