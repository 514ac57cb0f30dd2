"""Times as people read them: local, with weekday, midnight as the day that ends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.words import N_, _, listening_in
from core.worktime import Calendar

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


_WHOLE_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def month_name(number: int) -> str:
    """`oktober`, by its number from 1."""
    return _(_WHOLE_MONTHS[number - 1])


def month(written: str) -> str:
    """`2026-10` as `oktober 2026`."""
    return f"{month_name(int(written[5:]))} {written[:4]}"


def weekday(day: date) -> str:
    """`måndag`."""
    return _(WEEKDAYS[day.weekday()])


def short_weekday(day: date) -> str:
    """`mån`."""
    return _(SHORT_WEEKDAYS[day.weekday()])


def day(day: date) -> str:
    """`måndag 23 nov 2026`."""
    return _(
        "{weekday} {day} {month} {year}",
        weekday=weekday(day), day=day.day, month=_(MONTHS[day.month - 1]), year=day.year,
    )  # fmt: skip


def clock(at: datetime) -> str:
    """`15.00`, of a local time."""
    return _("{hour:02}.{minute:02}", hour=at.hour, minute=at.minute)


def moment(at: datetime, calendar: Calendar) -> str:
    """`måndag 23 nov 2026 kl. 15.00`, in the calendar's zone; which that is, for whoever is elsewhere."""
    local = calendar.local(at)
    said = _("{day} at {clock}", day=day(local.date()), clock=clock(local))
    return _for_those_elsewhere(said, local, calendar)


def zone_named(key: str) -> ZoneInfo | None:
    """The zone with that IANA name; None when there is none."""
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        return None


def _for_those_elsewhere(said: str, local: datetime, calendar: Calendar) -> str:
    """Adds whose time it is where the listener's clock shows another just then."""
    theirs = zone_named(listening_in()) if listening_in() else None
    if theirs is None or local.astimezone(theirs).utcoffset() == local.utcoffset():
        return said
    if calendar.zone == "Europe/Stockholm":
        return _("{time} (Swedish time)", time=said)
    city = calendar.zone.rpartition("/")[2].replace("_", " ")
    return _("{time} (time in {city})", time=said, city=city)


def joined(names: Sequence[str]) -> str:
    """`a`, `a och b`, `a, b och c`."""
    if len(names) < 2:
        return "".join(names)
    return _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])


def deadline(at: datetime, calendar: Calendar, *, is_past: bool = False) -> str:
    """The last instant in time, as people keep it: midnight is `under måndagen`, an evening adds the office's close."""
    local = calendar.local(at)
    if (local.hour, local.minute) == (0, 0):
        ended = local.date() - timedelta(days=1)
        said = _(
            "{during} {date}", during=_("during {weekday}", weekday=weekday(ended)), date=_short_date(ended)
        )
        return _for_those_elsewhere(said, local, calendar)
    said = moment(at, calendar)
    if not is_past and local.time() > calendar.office_close and calendar.is_working_day(local.date()):
        return _("{moment} (before the office closes, if you can)", moment=said)
    return said


def _short_date(day: date) -> str:
    return f"{day.day} {_(MONTHS[day.month - 1])} {day.year}"


def age(since: datetime, now: datetime) -> str:
    """How long ago in the unit a person would say: minutes, hours, days. Both aware."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 60:
        return _("{count} min", count=minutes)
    if minutes < 48 * 60:
        return _("{count} h", count=minutes // 60)
    return _("{count} days", count=minutes // 1440)
