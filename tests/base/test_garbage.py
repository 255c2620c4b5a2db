"""The collector of cycles: left out, and then as it was."""

from __future__ import annotations

import gc

import pytest

from scripts.base.garbage import uncollected


@uncollected()
def enabled(*, fails: bool) -> bool:
    if fails:
        raise ValueError("wrong")
    return gc.isenabled()


def test_the_collector_rests_and_runs_again():
    assert not enabled(fails=False)
    assert gc.isenabled()


def test_the_collector_runs_again_after_an_error():
    with pytest.raises(ValueError, match="wrong"):
        enabled(fails=True)
    assert gc.isenabled()


def test_a_collector_that_did_not_run_does_not_afterwards():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
