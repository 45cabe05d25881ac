"""Hypothesis as tests of the search ask it: the same examples in every run, on every machine."""

from functools import partial

from hypothesis import HealthCheck, settings

fuzzed = partial(
    settings,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
