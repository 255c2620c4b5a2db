"""What tests of threads need."""

import sys

import pytest


@pytest.fixture
def eager_switching():
    """Let threads get in each other's way as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
