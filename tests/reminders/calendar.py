"""The simulated year's calendar, told apart from the code's: days off written out, hours counted plainly."""

from datetime import UTC, date, datetime, time, timedelta

from tests.town import STOCKHOLM

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OPENS, CLOSES = time(8), time(16, 30)

# Weekdays off between September 2026 and September 2027, and the eves the law counts with them (S8).
DAYS_OFF = {
    date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 6),
    date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 6), date(2027, 6, 25),
}  # fmt: skip


def local_time(at: datetime) -> datetime:
    """The wall time in Stockholm."""
    return at.astimezone(STOCKHOLM)


def utc(day: date, clock: time) -> datetime:
    """The instant of a wall time in Stockholm."""
    return datetime.combine(day, clock, STOCKHOLM).astimezone(UTC)


def works(day: date) -> bool:
    """Whether it is a working day."""
    return day.weekday() < 5 and day not in DAYS_OFF


def may_speak(at: datetime) -> bool:
    """Whether the bot may speak then."""
    wall = local_time(at)
    return works(wall.date()) and OPENS <= wall.time() < CLOSES


def opening(at: datetime) -> datetime:
    """The first instant from then on when the bot may speak."""
    day = local_time(at).date()
    while not works(day) or utc(day, CLOSES) <= at:
        day += timedelta(days=1)
    return max(at, utc(day, OPENS))


def closing(at: datetime) -> datetime:
    """The last minute up to then when the bot may speak."""
    day = local_time(at).date()
    while not works(day) or utc(day, OPENS) > at:
        day -= timedelta(days=1)
    return min(at, utc(day, CLOSES) - MINUTE) if not may_speak(at) else at


def week_of(at: datetime) -> str:
    """`2026-W47`."""
    year, week, _day = local_time(at).isocalendar()
    return f"{year}-W{week:02}"


def monday(week: str) -> date:
    """The week's first day."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
