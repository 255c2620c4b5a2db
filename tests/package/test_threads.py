"""Threads share decoders, openers and buffers, and find nothing wrong."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from openai_run_steps import RunStepObject, ValidationError, _decoders, _extract_unknown, _model
from tests.package.payloads import canonical, good_steps, with_unknown, written

THREADS = 8


@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.fuzz)])
def test_eight_threads_read_and_write_with_unknown_mixed_in(count, eager_switching):
    chance = random.Random(29)
    known = [step.value for step in good_steps()]
    trees = known + [with_unknown(step, chance) for step in known]
    texts = [(written(tree), canonical(tree), written({**tree, "object": "thread"})) for tree in trees]
    _decoders.decoders.clear()
    _extract_unknown._made.clear()

    def work(seed):
        mine = random.Random(seed)
        for _ in range(count):
            text, expected, broken = mine.choice(texts)
            model = RunStepObject.from_json(text)
            assert canonical(model.to_dict()) == expected
            assert RunStepObject.from_json(model.to_json(), strict=False) == model
            if mine.random() < 0.1:
                with pytest.raises(ValidationError, match=r"^\$\.object: "):
                    RunStepObject.from_json(broken)
        return seed

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS))) == list(range(THREADS))
    assert len(_model._writers) <= THREADS + 1


FIRST_USE = """
import sys, threading
from openai_run_steps import RunStepObject
sys.setswitchinterval(1e-9)
data, tree = eval(sys.stdin.read())
start = threading.Barrier(8)
wrong = []


def work(number):
    start.wait()
    read = RunStepObject.from_json(data) if number % 2 else RunStepObject.from_dict(tree)
    if read.to_dict() != tree:
        wrong.append(read)


threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
sys.exit(len(wrong))
"""


@pytest.mark.parametrize("count", [8, pytest.param(200, marks=pytest.mark.fuzz)])
@pytest.mark.parametrize("extended", [False, True])
def test_the_first_use_may_be_in_eight_threads_at_once(count, extended):
    tree = good_steps()[0].value | ({"new": 1} if extended else {})
    for _ in range(count):
        run = subprocess.run([sys.executable, "-c", FIRST_USE], input=repr((written(tree), tree)).encode(), check=False)
        assert run.returncode == 0
