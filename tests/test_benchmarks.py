"""`make bench` knows every measurement."""

import pytest

from benchmarks.__main__ import MEASUREMENTS, listing
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.any_database


def test_every_measurement_is_among_those_that_make_bench_runs():
    modules = (REPOSITORY / "benchmarks").glob("[a-z]*.py")
    can_be_run = {file.stem for file in modules if "__name__" in file.read_text()}
    assert can_be_run - {"curves"} == MEASUREMENTS.keys()
    assert listing().count("\n") == len(MEASUREMENTS) - 1
