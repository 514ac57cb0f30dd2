"""Periods: written in few ways, cut into weeks and months without a hole; and working time to the second."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import periods, worktime
from core.periods import Period, WorkingTime
from core.worktime import Calendar
from tests.town import local

CALENDAR = Calendar()
LATER = local(2030, 1, 1)


def named(name: str) -> Period:
    """A period in Sweden."""
    return periods.named(name, CALENDAR)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-H1", "2026-01-01", "2026-06-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2028", "2028-01-01", "2028-12-31"),
        ("2028-02-28..2028-03-01", "2028-02-28", "2028-03-01"),
    ],
)
def test_a_period_is_written_so(name: str, first: str, last: str) -> None:
    found = named(name)
    assert (found.name, found.first.isoformat(), found.last.isoformat()) == (name, first, last)


def test_its_bounds_are_local_midnights() -> None:
    """In winter and in summer time."""
    found = named("2026-H1")
    assert (found.start, found.end) == (local(2026, 1, 1), local(2026, 7, 1))


@pytest.mark.parametrize(
    "name",
    ["", "nu", "2026-H3", "2026-Q5", "2026-07", "20026", "1800", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01",
     "2020-01-01..2026-01-01", "2026-03-01..", "2026-H1<script>"],
)  # fmt: skip
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        named(name)


def test_days_are_given_one_by_one() -> None:
    assert periods.between("2026-01-15", " 2026-03-01 ", CALENDAR) == named("2026-01-15..2026-03-01")
    with pytest.raises(ValueError, match=r"\S"):
        periods.between("2026-01-15", "", CALENDAR)


@pytest.mark.parametrize(
    "name", ["2026-H1", "2026-H2", "2027", "2026-Q1", "2026-01-15..2026-03-01", "2026-05-05..2026-05-05"]
)
def test_the_parts_are_all_of_it(name: str) -> None:
    """Without a hole, by weeks where it is short and by months where it is long."""
    found = named(name)
    parts = periods.parts(found, LATER, CALENDAR)
    assert (parts[0].start, parts[-1].end) == (found.start, found.end)
    assert all(one.end == two.start for one, two in pairwise(parts))
    assert len({part.name for part in parts}) == len(parts)
    assert {("W" in part.name) for part in parts} == {name != "2027"}


def test_only_what_has_begun_is_a_part() -> None:
    assert [part.name for part in periods.parts(named("2026-H2"), local(2026, 7, 8), CALENDAR)] == [
        "2026-W27",
        "2026-W28",
    ]
    assert len(periods.parts(named("2027-H1"), local(2026, 7, 8), CALENDAR)) == 1


def test_every_week_belongs_to_one_half_year() -> None:
    """F9: the one its Monday is in; 2026 has 53 weeks, and each is whole."""
    halves = [periods.whole_weeks(named(name), LATER, CALENDAR) for name in ("2026-H1", "2026-H2")]
    names = [week.name for weeks in halves for week in weeks]
    assert (names[0], names[-1], len(names)) == ("2026-W02", "2026-W53", 52)
    assert all(timedelta(days=6) < week.end - week.start < timedelta(days=8) for week in halves[1])


def test_a_week_is_whole_when_it_is_over() -> None:
    """F9."""
    on_sunday, on_monday = local(2026, 10, 4, 23, 59), local(2026, 10, 5, 0, 0)
    weeks = [periods.whole_weeks(named("2026-H2"), at, CALENDAR)[-1].name for at in (on_sunday, on_monday)]
    assert weeks == ["2026-W39", "2026-W40"]


def test_the_half_years_a_period_touches() -> None:
    """C1."""
    now = local(2026, 11, 23)
    assert periods.half_years(named("2026"), now, CALENDAR) == ("2026-H1", "2026-H2")
    assert periods.half_years(named("2026-Q3"), now, CALENDAR) == ("2026-H2",)
    assert periods.half_years(named("2026"), local(2026, 5, 1), CALENDAR) == ("2026-H1",)
    assert periods.half_years(named("2026-12-01..2027-01-31"), now, CALENDAR) == ("2026-H2",)
    assert periods.half_years(named("2027"), now, CALENDAR) == ()
    assert periods.half_years(named("2027"), local(2027, 1, 1), CALENDAR) == ("2027-H1",)


WORKING = WorkingTime(named("2026").first, named("2026").last, CALENDAR)


@given(
    st.integers(0, 330 * 24 * 3600).map(lambda seconds: local(2026, 1, 1) + timedelta(seconds=seconds)),
    st.integers(1, 200),
)
def test_working_time_is_what_the_deadline_counts(received: datetime, hours: int) -> None:
    """F10, S8: from a question to its due time run exactly the hours the guideline gives."""
    due = worktime.weekday_hours(received, hours, CALENDAR).at
    assert WORKING.between(int(received.timestamp()), int(due.timestamp())) == hours * 3600


def test_working_time_stands_still_on_days_off() -> None:
    """S8: Friday 15.00 to Monday 14.00 is 9 and 14 hours."""
    start, end = local(2026, 11, 20, 15, 0), local(2026, 11, 23, 14, 0)
    assert WORKING.between(int(start.timestamp()), int(end.timestamp())) == 23 * 3600


def test_working_time_is_known_to_the_end_of_the_calendar() -> None:
    """S8: the last year that can be asked for, to its last second; and the first."""
    first, last = (
        named(str(worktime.FIRST_YEAR)),
        named(f"{worktime.LAST_YEAR}-12-31..{worktime.LAST_YEAR}-12-31"),
    )
    for period, days in ((first, 250), (last, 0)):
        seconds = WorkingTime(period.first, period.last, CALENDAR).between(
            int(period.start.timestamp()), int(period.end.timestamp())
        )
        assert seconds == days * 24 * 3600
