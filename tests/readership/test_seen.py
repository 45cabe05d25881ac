"""Readers are remembered for a day, in bounded memory that processes share."""

import datetime as dt
import os

from readership.seen import Seen

TODAY = dt.date(2026, 3, 11)


def test_is_new_once_a_day():
    seen = Seen(slots=64)
    assert [seen.is_new(TODAY, "a", "b") for _ in range(3)] == [True, False, False]
    assert seen.is_new(TODAY + dt.timedelta(days=1), "a", "b")
    assert seen.is_new(TODAY, "ab", "")


def test_table_never_grows_and_forgets_the_oldest():
    seen = Seen(slots=8)
    assert all(seen.is_new(TODAY, str(number)) for number in range(1000))
    assert not seen.is_new(TODAY, "999")


def test_workers_that_are_forked_share_it():
    seen = Seen(slots=64)
    child = os.fork()
    if not child:
        os._exit(not seen.is_new(TODAY, "reader"))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not seen.is_new(TODAY, "reader")


def test_nobody_can_make_the_marks_again():
    one, other = Seen(slots=64), Seen(slots=64)
    one.is_new(TODAY, "reader")
    other.is_new(TODAY, "reader")
    assert one._table[:] != other._table[:]
