"""How much a network may send is counted for all processes of a machine together."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from incoming.limits import Limiter


def test_limiter_lets_a_network_back_in(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    limiter = Limiter(slots=64)
    assert [limiter.seconds_to_wait("x", "a", 60) for _ in range(62)] == [0] * 60 + [1, 1]
    now[0] += 1
    assert [limiter.seconds_to_wait("x", "a", 60) for _ in range(2)] == [0, 1]
    now[0] += 3600
    assert [limiter.seconds_to_wait("x", "a", 60) for _ in range(61)] == [0] * 60 + [1]


@pytest.mark.parametrize("a_minute", [1, 7, 90, 100_000])
def test_limiter_gives_exactly_as_much_as_the_setting_says(monkeypatch, a_minute):
    monkeypatch.setattr("time.monotonic", lambda: 12345.678)
    limiter = Limiter(slots=64)
    waits = [limiter.seconds_to_wait("x", "a", a_minute) for _ in range(a_minute + 1)]
    assert waits[:-1] == [0] * a_minute
    assert waits[-1] == -(-60 // a_minute)


def test_limiter_forgets_who_asked_when_its_memory_is_full(monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)
    limiter = Limiter(slots=8)
    assert [limiter.seconds_to_wait("x", "a", 1) for _ in range(2)] == [0, 60]
    assert not any(limiter.seconds_to_wait("x", str(number), 1) for number in range(1000))
    assert limiter.seconds_to_wait("x", "a", 1) == 0


def test_processes_that_are_forked_count_together():
    limiter = Limiter(slots=64)
    child = os.fork()
    if not child:
        os._exit(limiter.seconds_to_wait("x", "a", 1))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert limiter.seconds_to_wait("x", "a", 1) > 0


def test_module_stands_alone_so_that_the_server_can_load_it_before_it_forks():
    asked = "import sys, incoming.limits; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=settings.BASE_DIR).returncode == 0
