"""How hypothesis searches: shortly and differently each time, the same each time in a workflow, or long."""

import os
import sys

from hypothesis import HealthCheck, settings

settings.register_profile("quick", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, database=None, print_blob=True)
settings.register_profile(  # mutmut runs the tests three times in one process, so that a class is made three times
    "mutants", settings.get_profile("ci"), suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
)
settings.register_profile("fuzz", settings.get_profile("quick"), max_examples=5_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))
if os.environ.get("HYPOTHESIS_PROFILE") == "mutants":  # mutmut puts two calls before each
    sys.setrecursionlimit(3 * sys.getrecursionlimit())
