"""Working time: which days count, when an answer is due and why, and the weeks and months around it.

Pure functions of their arguments: no clock, no network, no database. Every instant that comes in is aware
(a naive one is a `ValueError`) and every instant that goes out is aware UTC; days and clock times are local
to the calendar's zone. A local day runs from its first midnight to the next day's first midnight, whatever
its length: 23 and 25 hours when the clocks change, none at all where a zone skipped the day.
"""

import calendar as gregorian
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIDNIGHT = time(0)
FIRST_YEAR, LAST_YEAR = 1953, 2100  # outside these `holidays` knows of no Swedish holiday, and says nothing

_THURSDAY, _SATURDAY, _SUNDAY = 3, 5, 6
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_HALF_YEAR = re.compile(r"([0-9]{4})-H([12])")


# Days -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendar:
    """A town's days off and office hours (S8); `ValueError` for no such zone, or hours that never open."""

    zone: str = "Europe/Stockholm"
    extra_days_off: frozenset[date] = frozenset()
    office_open: time = time(8, 0)
    office_close: time = time(16, 30)

    def __post_init__(self) -> None:
        _zone(self.zone)
        _check_hours(self.office_open, self.office_close)

    def local(self, at: datetime) -> datetime:
        """The same instant in the calendar's zone. `ValueError` for a naive one."""
        return _utc(at).astimezone(_zone(self.zone))

    def at(self, day: date, clock: time) -> datetime:
        """UTC of a local wall time.

        A wall time the spring change skips becomes the first instant after the gap; one that comes twice is
        the first. `ValueError` for an instant instead of a day, and for a clock time with a zone.
        """
        _check_day(day)
        _check_clock(clock)
        wall = datetime.combine(day, clock.replace(fold=0))
        zone = _zone(self.zone)
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        exists = instant.astimezone(zone).replace(tzinfo=None) == wall
        return instant if exists else _after_gap(wall, zone)

    def midnight(self, day: date) -> datetime:
        """UTC of local 00.00, where the day begins; later where the clocks skip midnight."""
        return _midnight(self, day)

    def day_off(self, day: date) -> str | None:
        """Why a local day is no working day, None when it is one (S8).

        The reason is the Swedish holiday's name ("Midsommardagen", also on a weekend), else "saturday" or
        "sunday", else "extra" for one of the town's own. `ValueError` for years without known holidays.
        """
        _check_day(day)
        holiday = _public_holidays(day.year).get(day)
        return holiday or _weekend(day) or ("extra" if day in self.extra_days_off else None)

    def is_working_day(self, day: date) -> bool:
        """Whether a local day is a working day (S8); errors as `day_off`."""
        return self.day_off(day) is None


@lru_cache(maxsize=4096)
def _midnight(calendar: Calendar, day: date) -> datetime:
    """Kept, since the same few hundred days are asked for all the time and a zone's rules do not change."""
    return calendar.at(day, MIDNIGHT)


def _weekend(day: date) -> str | None:
    return {_SATURDAY: "saturday", _SUNDAY: "sunday"}.get(day.weekday())


@cache
def _public_holidays(year: int) -> Mapping[date, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Swedish holidays are known for {FIRST_YEAR}-{LAST_YEAR}, not for {year}")
    from holidays.countries.sweden import Sweden  # 0.2 s, so not before a calendar is asked

    # Without a language `holidays` follows the machine's locale, and the reasons would change with it.
    return dict(
        Sweden(
            years=year,
            expand=False,
            categories=("public", "de_facto"),
            include_sundays=False,
            language="sv",
        )
    )


@lru_cache(maxsize=64)
def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no time zone is called {key!r}") from error


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the change itself: fold=1 reads a skipped wall time before it, fold=0 after it."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)

    def changed(seconds: int) -> bool:
        return (early + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None) >= wall

    span = range((late - early) // timedelta(seconds=1) + 1)
    return early + timedelta(seconds=bisect_left(span, True, key=changed))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at!r} has no zone; times here are aware")
    return at.astimezone(UTC)


def _check_day(day: date) -> None:
    if isinstance(day, datetime):
        raise ValueError(f"{day!r} is an instant, where a local day is wanted")


def _check_clock(clock: time) -> None:
    if clock.tzinfo is not None:
        raise ValueError(f"{clock!r} has a zone; clock times here are the calendar's own")


def _check_hours(opens: time, closes: time) -> None:
    _check_clock(opens)
    _check_clock(closes)
    if opens >= closes:
        raise ValueError(f"hours from {opens} to {closes} never open")


# Due times ------------------------------------------------------------------------------------------------


class StepKind(StrEnum):
    """What happened on a day, on the way to a due time."""

    received = "received"
    """The day it came in."""
    counted = "counted"
    """A day that counts: `minutes` of it, or 0 where whole days are counted."""
    skipped = "skipped"
    """A day that does not count, for a `reason`."""
    moved = "moved"
    """The hours ran out here, at the instant `at`, on a day off (`reason`): the due time moves later."""
    due = "due"
    """The day it is due; midnight belongs to the day it ends."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning: a local day and, by kind, minutes, a UTC instant, a reason as `day_off`."""

    kind: StepKind
    day: date
    reason: str | None = None
    minutes: int = 0
    at: datetime | None = None


_COUNTED = StepKind.counted  # looked up once: most of a due time's cost is its steps
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Due:
    """The last instant (UTC) at which an answer is in time, and the steps that led there, in order."""

    at: datetime
    steps: tuple[Step, ...]


def weekday_hours(received: datetime, hours: int, calendar: Calendar) -> Due:
    """Due after hours that run on working days, midnight to midnight, and stand still on others (F10, S8).

    Friday 00.00 + 24 h is Saturday 00.00, the end of Friday. The counted minutes sum to the hours.
    `ValueError` for a naive time, for less than one hour, and where the holidays are not known.
    """
    at, last, steps = _run(received, hours, calendar, pause=True)
    return Due(at, (*steps, last.due))


def next_working_day(received: datetime, hours: int, calendar: Calendar) -> Due:
    """Due after hours as the clock goes or, if they run out on a day off, when the office next closes (S8).

    Midnight belongs to the day it ends: Saturday 00.00 is still Friday's. Errors as `weekday_hours`.
    """
    at, last, steps = _run(received, hours, calendar, pause=False)
    if last.off is None:
        return Due(at, (*steps, last.due))
    steps.append(Step(StepKind.moved, last.day, last.off, 0, at))
    coming = _days_from(last.ends, calendar)
    while (day := next(coming)).off is not None:
        steps.append(day.skipped)
    return _at_closing(day, calendar, steps)


def working_days(received: datetime, days: int, calendar: Calendar) -> Due:
    """Due when the office closes on the n-th working day after the local day it came in (H9, S8).

    The day it came in never counts. `ValueError` for a naive time, for less than one day, and where the
    holidays are not known.
    """
    left = _at_least_one(days, "days")
    coming = _days_from(_utc(received), calendar)
    day = next(coming)
    steps = [day.received]
    while left:
        day = next(coming)
        steps.append(day.skipped if day.off is not None else Step(_COUNTED, day.day))
        left -= day.off is None
    return _at_closing(day, calendar, steps)


def due(clock: str | None, amount: int | None, received: datetime, calendar: Calendar) -> Due | None:
    """The due time by a policy's clock and its amount of hours or days; None where it sets none (F10, H9).

    `ValueError` for an unknown clock and for a clock without an amount; else as the clock itself.
    """
    if clock is None:
        return None
    if clock not in CLOCKS:
        raise ValueError(f"no clock is called {clock!r}; there are {', '.join(CLOCKS)}")
    if amount is None:
        raise ValueError(f"the clock {clock!r} needs an amount")
    return CLOCKS[clock](received, amount, calendar)


CLOCKS = {
    "weekday_hours": weekday_hours,
    "working_days": working_days,
    "next_working_day": next_working_day,
}


@dataclass(frozen=True, slots=True)
class _Day:
    """A local day as the clocks need it: its first and the next day's first instant (UTC), its steps."""

    day: date
    starts: datetime
    ends: datetime
    off: str | None
    received: Step
    skipped: Step
    due: Step


def _run(
    received: datetime, hours: int, calendar: Calendar, *, pause: bool
) -> tuple[datetime, _Day, list[Step]]:
    """Let the hours run out, standing still on days off if `pause`: the instant, its day, the steps."""
    at, left = _utc(received), _at_least_one(hours, "hours") * HOUR
    minutes = hours * 60
    steps: list[Step] = []
    for day in _days_from(at, calendar):
        if not steps:
            steps.append(day.received)
        if pause and day.off is not None:
            steps.append(day.skipped)
        else:
            rest = left - (day.ends - at)
            if rest <= _NOTHING:
                steps.append(Step(_COUNTED, day.day, None, minutes))
                return at + left, day, steps
            # Whole minutes by difference, so that seconds are cut once and the minutes sum to the hours.
            after = rest // MINUTE
            steps.append(Step(_COUNTED, day.day, None, minutes - after))
            left, minutes = rest, after
        at = day.ends
    raise AssertionError("there is always another day")


def _at_closing(day: _Day, calendar: Calendar, steps: list[Step]) -> Due:
    return Due(calendar.at(day.day, calendar.office_close), (*steps, day.due))


def _at_least_one(amount: int, unit: str) -> int:
    if amount < 1:
        raise ValueError(f"a due time needs at least one of its {unit}, not {amount}")
    return amount


def _days_from(at: datetime, calendar: Calendar) -> Iterator[_Day]:
    """The local day of an instant and all days after it, to the last year with known holidays."""
    local = at.astimezone(_zone(calendar.zone))
    year, month = local.year, local.month
    days = _month(calendar, year, month)[local.day - 1 :]
    if days[0].ends <= at:  # clocks turned back past midnight show the old date again
        days = days[1:]
    while True:
        yield from days
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        days = _month(calendar, year, month)


@lru_cache(maxsize=1024)
def _month(calendar: Calendar, year: int, month: int) -> tuple[_Day, ...]:
    """A month's days: the zone is asked here, once a day, and not for each due time."""
    first = date(year, month, 1)
    days = [first + n * DAY for n in range(gregorian.monthrange(year, month)[1] + 1)]
    bounds = [calendar.midnight(day) for day in days]
    return tuple(_day(*each, calendar) for each in zip(days[:-1], bounds[:-1], bounds[1:], strict=True))


def _day(day: date, starts: datetime, ends: datetime, calendar: Calendar) -> _Day:
    off = calendar.day_off(day)
    received, due = Step(StepKind.received, day), Step(StepKind.due, day)
    return _Day(day, starts, ends, off, received, Step(StepKind.skipped, day, off), due)


# Months ---------------------------------------------------------------------------------------------------

_D = TypeVar("_D", bound=date)


def add_months(day_or_datetime: _D, months: int) -> _D:
    """The same day number so many months later (earlier if negative), else that month's last day (F8, S8).

    Law 1930:173 § 1: 31 August + 6 months = 28 February. An aware datetime keeps its wall time and zone as
    written; `months_after` gives the instant. `ValueError` for a naive one and outside the years 1-9999.
    """
    day = day_or_datetime
    if isinstance(day, datetime):
        _utc(day)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{day} + {months} months is outside the calendar")
    last = gregorian.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def months_after(at: datetime, months: int, calendar: Calendar) -> datetime:
    """UTC of the same local wall time `months` later by `add_months`, read as `Calendar.at` (F8, C1, S8)."""
    local = calendar.local(at)
    return calendar.at(add_months(local.date(), months), local.time())


# Sending windows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours [opens, closes) on working days, in whole minutes; `ValueError` for others."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        _check_hours(self.opens, self.closes)
        if any(clock.second or clock.microsecond for clock in (self.opens, self.closes)):
            raise ValueError(f"a window from {self.opens} to {self.closes} is not in whole minutes")


def in_window(at: datetime, window: Window, calendar: Calendar) -> bool:
    """Whether an instant is inside the window of a working day (F10, S8).

    The bounds are read as `Calendar.at`: a window the spring change skips is not there that day.
    """
    instant = _utc(at)
    opens, closes = _opening(_day_of(instant, calendar), window, calendar)
    return opens <= instant < closes


def next_in_window(at: datetime, window: Window, calendar: Calendar) -> datetime:
    """The instant itself (UTC) if inside the window, else the next opening (F10: reminders move later)."""
    instant = _utc(at)
    day = _day_of(instant, calendar)
    while True:
        opens, closes = _opening(day, window, calendar)
        if opens < closes and instant < closes:
            return max(instant, opens)
        day += DAY


def last_in_window(at: datetime, window: Window, calendar: Calendar) -> datetime:
    """The instant itself (UTC) if inside the window, else one minute before the window last closed.

    F10: reminders ahead of the due time move earlier.
    """
    instant = _utc(at)
    day = _day_of(instant, calendar)
    while True:
        opens, closes = _opening(day, window, calendar)
        if opens < closes and opens <= instant:
            return instant if instant < closes else closes - MINUTE
        day -= DAY


@lru_cache(maxsize=4096)
def _opening(day: date, window: Window, calendar: Calendar) -> tuple[datetime, datetime]:
    """[opens, closes) in UTC; empty, at the day's start, on a day off. Kept, as `_midnight` is."""
    if not calendar.is_working_day(day):
        return calendar.midnight(day), calendar.midnight(day)
    return calendar.at(day, window.opens), calendar.at(day, window.closes)


def _day_of(at: datetime, calendar: Calendar) -> date:
    return next(_days_from(at, calendar)).day


# Weeks and half-years -------------------------------------------------------------------------------------


def iso_week(at: datetime, calendar: Calendar) -> str:
    """The ISO week of an instant's local day, as "2026-W47" (F9)."""
    return _week_of(calendar.local(at).date())


def week_start(week: str) -> date:
    """The Monday of an ISO week (F9); `ValueError` if there is none or it is not written "2026-W47"."""
    match = _WEEK.fullmatch(week)
    if not match:
        raise ValueError(f'{week!r} is not a week; write it like "2026-W47"')
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise ValueError(f"there is no week {match[2]} in the year {match[1]}") from None


def weeks_back(week: str, n: int) -> str:
    """The ISO week `n` weeks earlier; errors as `week_start` (F9)."""
    return _week_of(week_start(week) - timedelta(weeks=n))


def month_before(week: str) -> tuple[str, tuple[str, ...]]:
    """The last month (`2026-10`) over before an ISO week, and its weeks: those with their Thursday in it (F9)."""
    thursday = week_start(week) + 3 * DAY
    last = thursday.replace(day=1) - DAY
    first = last.replace(day=1)
    days = (first + n * DAY for n in range(last.day))
    return f"{first:%Y-%m}", tuple(_week_of(day) for day in days if day.weekday() == _THURSDAY)


def half_year(at: datetime, calendar: Calendar) -> str:
    """The half-year of an instant's local day, January-June as "2026-H1", July-December as "2026-H2" (C1)."""
    local = calendar.local(at)
    return f"{local.year:04}-H{1 if local.month <= 6 else 2}"


def half_year_bounds(period: str, calendar: Calendar) -> tuple[datetime, datetime]:
    """A half-year's first instant and the next one's, in UTC (C1); `ValueError` if not written "2026-H2"."""
    match = _HALF_YEAR.fullmatch(period)
    if not match:
        raise ValueError(f'{period!r} is not a half-year; write it like "2026-H2"')
    starts = date(int(match[1]), 1 if match[2] == "1" else 7, 1)
    return calendar.midnight(starts), calendar.midnight(add_months(starts, 6))


def _week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"
