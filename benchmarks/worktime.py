"""Due times a second: `weekday_hours`, with its steps, beside the library businesstimedelta."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from time import process_time

import businesstimedelta
import holidays
import pytz

from benchmarks import Result, Side, compare
from core.worktime import Calendar, weekday_hours

HOURS = 24
GOAL = 40
YEARS = range(2024, 2028)
REPEAT = 20  # ours is over too soon to measure once
SECOND = timedelta(seconds=1)
SWEDEN = Calendar()


def run(*, short: bool) -> list[Result]:
    """With both ways to hand businesstimedelta its holidays: as it documents, and as plain dates, faster."""
    moments = received(200 if short else 1500)
    sweden = holidays.country_holidays(
        "SE", years=range(YEARS.start, YEARS.stop + 2), categories=("public", "de_facto")
    )
    return [
        against("businesstimedelta, holidays object", sweden, moments, rounds=1 if short else 7),
        against("businesstimedelta, set of dates", frozenset(sweden), moments, rounds=1 if short else 7),
    ]


def received(count: int) -> list[datetime]:
    """Minutes spread over some years, the same in every run."""
    random, start = Random(2026), datetime(YEARS.start, 1, 1, tzinfo=UTC)
    minutes = len(YEARS) * 365 * 24 * 60
    return [start + timedelta(minutes=random.randrange(minutes)) for _ in range(count)]


def against(name: str, days_off: Container[date], moments: list[datetime], *, rounds: int) -> Result:
    """Check that both give the same due times, then measure."""
    delta = day_and_night(days_off)
    for moment in moments:
        ours, theirs = weekday_hours(moment, HOURS, SWEDEN).at, moment + delta
        if not agree(ours, theirs):
            raise SystemExit(f"{moment}: we say {ours}, {name} says {theirs}; nothing to compare")
    floor = Side(name, lambda: theirs_for(moments, delta), len(moments))
    ours_side = Side("core.worktime", lambda: ours_for(moments), len(moments) * REPEAT)
    return compare(
        "weekday_hours", "due times", floor, ours_side, goal=GOAL, rounds=rounds, clock=process_time
    )


def theirs_for(moments: list[datetime], delta: businesstimedelta.BusinessTimeDelta) -> None:
    """Each due time once."""
    for moment in moments:
        moment + delta


def ours_for(moments: list[datetime]) -> None:
    """Each due time, with its steps, so many times that it can be measured."""
    for _ in range(REPEAT):
        for moment in moments:
            weekday_hours(moment, HOURS, SWEDEN)


def day_and_night(days_off: Container[date]) -> businesstimedelta.BusinessTimeDelta:
    """24 hours that run on weekdays from midnight to the last microsecond, as late as its day can end."""
    zone = pytz.timezone(SWEDEN.zone)
    weekdays = businesstimedelta.WorkDayRule(
        start_time=time.min, end_time=time.max, working_days=[0, 1, 2, 3, 4], tz=zone
    )
    rules = businesstimedelta.Rules([weekdays, businesstimedelta.HolidayRule(days_off, tz=zone)])
    return businesstimedelta.BusinessTimeDelta(rules, hours=HOURS)


def agree(ours: datetime, theirs: datetime) -> bool:
    """The same to the second.

    Where ours is the midnight that ends a working day, the microsecond its days lack takes theirs to the
    beginning of the next working day.
    """
    if abs(theirs - ours) < SECOND:
        return True
    day = SWEDEN.local(ours).date()
    while not SWEDEN.is_working_day(day):
        day += timedelta(days=1)
    return SWEDEN.local(ours).time() == time.min and abs(theirs - SWEDEN.midnight(day)) < SECOND
