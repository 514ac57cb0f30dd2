"""Periods people look back on: a half-year, a quarter, a year or chosen days, and the weeks or months they hold."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, chain, pairwise, repeat
from operator import mul

from core import worktime
from core.words import _
from core.worktime import Calendar

DAY = timedelta(days=1)
QUARTER = 15 * 60
LONGEST_DAYS = 3 * 366
WEEKS_AT_MOST_DAYS = 190  # longer periods are told by the month

_NAMED = re.compile(r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])))?")
_DAYS = re.compile(r"(?P<first>[0-9-]{10})\.\.(?P<last>[0-9-]{10})")


@dataclass(frozen=True, slots=True)
class Period:
    """Local days `first` to `last`, both counted; `start` and `end` are its bounds [start, end) in UTC.

    `name` is how it is written: `2026-H1`, `2026-Q3`, `2026` or `2026-01-15..2026-03-01`.
    """

    name: str
    first: date
    last: date
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A week (`2026-W05`) or month (`2026-02`) of a period, [start, end) in UTC, cut off where the period ends."""

    name: str
    start: datetime
    end: datetime


def current(now: datetime, calendar: Calendar) -> Period:
    """The half-year of an instant (C1)."""
    return named(worktime.half_year(now, calendar), calendar)


def named(name: str, calendar: Calendar) -> Period:
    """The period written so. `ValueError`, in words for people, when it can't be read or is too long."""
    if days := _DAYS.fullmatch(name):
        return _of_days(name, _day(days["first"]), _day(days["last"]), calendar)
    found = _NAMED.fullmatch(name)
    if not found or not worktime.FIRST_YEAR <= int(found["year"]) <= worktime.LAST_YEAR:
        raise ValueError(_("{name} is no period. Write it like 2026-H1, 2026-Q3 or 2026.", name=name[:40]))
    months = 6 if found["half"] else 3 if found["quarter"] else 12
    month = 1 + months * (int(found["half"] or found["quarter"] or 1) - 1)
    first = date(int(found["year"]), month, 1)
    return _of_days(name, first, worktime.add_months(first, months) - DAY, calendar)


def between(first: str, last: str, calendar: Calendar) -> Period:
    """The period of two local days, both counted, written `2026-01-15`. `ValueError` as `named`."""
    return named(f"{_day(first)}..{_day(last)}", calendar)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("{day} is no day. Write it like 2026-01-31.", day=text[:40] or "–")) from None


def _of_days(name: str, first: date, last: date, calendar: Calendar) -> Period:
    if last < first:
        raise ValueError(_("The period ends before it begins."))
    if last - first > timedelta(days=LONGEST_DAYS):
        raise ValueError(_("The period is too long: three years at most."))
    if not worktime.FIRST_YEAR <= first.year <= last.year <= worktime.LAST_YEAR:
        raise ValueError(_("The period is outside the calendar."))
    return Period(name, first, last, calendar.midnight(first), calendar.midnight(last + DAY))


def offered(now: datetime, calendar: Calendar) -> tuple[str, ...]:
    """The periods to choose from: four half-years back, four quarters back, three years."""
    local = calendar.local(now)
    half, quarter = local.year * 2 + (local.month > 6), local.year * 4 + (local.month - 1) // 3
    return (
        *(f"{n // 2}-H{n % 2 + 1}" for n in range(half, half - 4, -1)),
        *(f"{n // 4}-Q{n % 4 + 1}" for n in range(quarter, quarter - 4, -1)),
        *(f"{local.year - n}" for n in range(3)),
    )


def before(period: Period, calendar: Calendar) -> Period | None:
    """The period of the same length right before it; None where that is before the calendar."""
    whole = _NAMED.fullmatch(period.name)
    length = period.last - period.first + DAY
    first, last = period.first - length, period.first - DAY
    if whole:
        months = 6 if whole["half"] else 3 if whole["quarter"] else 12
        first = worktime.add_months(period.first, -months)
    if first.year < worktime.FIRST_YEAR:
        return None
    return named(_name(first, whole) if whole else f"{first}..{last}", calendar)


def _name(first: date, like: re.Match[str]) -> str:
    """A half-year, quarter or year that begins then, written as the other."""
    if like["half"]:
        return f"{first.year}-H{1 + (first.month > 6)}"
    return f"{first.year}-Q{1 + (first.month - 1) // 3}" if like["quarter"] else f"{first.year}"


def parts(period: Period, now: datetime, calendar: Calendar) -> tuple[Part, ...]:
    """The period's weeks, or its months where it is long, that have begun by `now`; the first one always."""
    by_week = (period.last - period.first).days < WEEKS_AT_MOST_DAYS
    made: list[Part] = []
    day = period.first
    while day <= period.last and (not made or calendar.midnight(day) <= now):
        following = _next_monday(day) if by_week else worktime.add_months(day.replace(day=1), 1)
        name = worktime.iso_week(calendar.midnight(day), calendar) if by_week else f"{day:%Y-%m}"
        made.append(Part(name, calendar.midnight(day), min(calendar.midnight(following), period.end)))
        day = following
    return tuple(made)


def _next_monday(day: date) -> date:
    return day + (7 - day.weekday()) * DAY


def whole_weeks(period: Period, now: datetime, calendar: Calendar) -> tuple[Part, ...]:
    """The ISO weeks whose Monday is in the period and that are over by `now`, each whole (F9)."""
    made: list[Part] = []
    monday = period.first if period.first.weekday() == 0 else _next_monday(period.first)
    while monday <= period.last and calendar.midnight(monday + 7 * DAY) <= now:
        starts, ends = calendar.midnight(monday), calendar.midnight(monday + 7 * DAY)
        made.append(Part(worktime.iso_week(starts, calendar), starts, ends))
        monday += 7 * DAY
    return tuple(made)


def half_years(period: Period, now: datetime, calendar: Calendar) -> tuple[str, ...]:
    """The half-years the period touches that have begun by `now`, oldest first (C1)."""
    names, at = list[str](), period.start
    while at < period.end:
        name = worktime.half_year(at, calendar)
        begins, at = worktime.half_year_bounds(name, calendar)
        if begins <= now:
            names.append(name)
    return tuple(names)


class WorkingTime:
    """Time that runs on working days, midnight to midnight, and stands still on others (F10, S8).

    As `worktime.weekday_hours` counts it; the days from `first` to `last` (local) are reckoned once. Instants are
    whole seconds since 1970, so that many answers are soon told.
    """

    def __init__(self, first: date, last: date, calendar: Calendar) -> None:
        days = [first + n * DAY for n in range((last - first).days + 1)]
        starts = [int(calendar.midnight(day).timestamp()) for day in (*days, last + DAY)]
        runs = [*(int(calendar.is_working_day(day)) for day in days), 0]
        lengths = [*(ends - begins for begins, ends in pairwise(starts)), QUARTER]
        before = accumulate(map(mul, lengths, runs), initial=0)
        # On each day the time so far is a straight line of the instant; found by its quarter of an hour, as no zone's
        # midnight is inside one.
        offsets = [so_far - begins * run for so_far, begins, run in zip(before, starts, runs, strict=False)]
        self._offsets, self._runs = _by_quarter(offsets, lengths), _by_quarter(runs, lengths)
        self._first = starts[0] // QUARTER

    def so_far(self, instants: Sequence[int]) -> list[int]:
        """The seconds of working time from the first day to each of the instants, inside the days reckoned."""
        offsets, runs, first = self._offsets, self._runs, self._first
        return [offsets[n] + at * runs[n] for at in instants for n in (at // QUARTER - first,)]

    def between(self, start: int, end: int) -> int:
        """The seconds of working time from `start` to `end`, both inside the days reckoned."""
        before, after = self.so_far((start, end))
        return after - before


@lru_cache(maxsize=4)
def working_time(first: date, last: date, calendar: Calendar) -> WorkingTime:
    """The working time of those days, reckoned once: it follows from them alone."""
    return WorkingTime(first, last, calendar)


def _by_quarter(of_days: Iterable[int], lengths: Iterable[int]) -> list[int]:
    return list(chain.from_iterable(map(repeat, of_days, (length // QUARTER for length in lengths))))
