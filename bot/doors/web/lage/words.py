"""What the status page calls things: outcomes, levels, periods, times; and how each is drawn."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.doors.web.lage.charts import Mark
from core.accounts import Status
from core.figures import Outcome
from core.overview.posting import Level
from core.periods import Part, Period
from core.policy import Policy
from core.words import N_, _
from core.words.times import MONTHS, clock
from core.worktime import Calendar

_OUTCOMES = {
    Outcome.IN_TIME: (N_("Answered in time"), Mark("good")),
    Outcome.LATE: (N_("Answered late"), Mark("warn", "hatched")),
    Outcome.OVERDUE: (N_("Unanswered, time is up"), Mark("bad")),
    Outcome.OPEN: (N_("Unanswered, time is left"), Mark("open")),
    Outcome.UNSET: (N_("No set time"), Mark("quiet", "dotted")),
    Outcome.CLOSED: (N_("Closed without an answer"), Mark("quiet")),
}
# Of a guideline's `bör`, which nobody is late by.
_ADVISED = {
    Outcome.IN_TIME: (N_("Answered within the recommended time"), Mark("good")),
    Outcome.LATE: (N_("Answered after the recommended time"), Mark("open", "hatched")),
    Outcome.OVERDUE: (N_("Unanswered, the recommended time has passed"), Mark("warn", "hatched")),
}
_OUTCOME_OF_ONE = {
    Outcome.IN_TIME: N_("answered in time"),
    Outcome.LATE: N_("answered late"),
    Outcome.OVERDUE: N_("unanswered, time is up"),
    Outcome.OPEN: N_("unanswered, time is left"),
    Outcome.UNSET: N_("no set time"),
    Outcome.CLOSED: N_("closed without an answer"),
}
_ADVISED_OF_ONE = {
    Outcome.IN_TIME: N_("answered within the recommended time"),
    Outcome.LATE: N_("answered after the recommended time"),
    Outcome.OVERDUE: N_("unanswered, the recommended time has passed"),
}
LEVELS = {
    Level.ENOUGH: (N_("Enough posts"), Mark("brand")),
    Level.FEW: (N_("Too few posts"), Mark("warn", "hatched")),
    Level.NONE: (N_("No posts"), Mark("open")),
    Level.UNKNOWN: (N_("Unknown"), Mark("unknown", "unsure")),
}
STATES = {
    Status.ACTIVE: Mark("brand"),
    Status.CLOSING: Mark("warn", "hatched"),
    Status.APPROVED: Mark("good"),
    Status.REQUESTED: Mark("open"),
    Status.CLOSED: Mark("quiet"),
    Status.REJECTED: Mark("quiet", "dotted"),
}
TAKEN, MISSING, ADVISED_MISSING = Mark("good"), Mark("bad", "hatched"), Mark("warn", "hatched")


def outcomes(policy: Policy, found: Mapping[Outcome, int]) -> dict[Outcome, tuple[str, Mark]]:
    """How questions stand, by what the guideline's time is: only one that binds makes anything late.

    Where it sets none, only what can be without one, and what was `found` from before.
    """
    words = _OUTCOMES if policy.reply.binds else _OUTCOMES | _ADVISED
    if policy.reply.clock.value is not None:
        return words
    timeless = {Outcome.UNSET, Outcome.CLOSED}
    return {outcome: said for outcome, said in words.items() if outcome in timeless or found.get(outcome)}


def in_time(policy: Policy) -> str:
    """What the share of answers in time is called."""
    label, _mark = (_OUTCOMES if policy.reply.binds else _ADVISED)[Outcome.IN_TIME]
    return _(label)


def outcome_of_one(policy: Policy, outcome: Outcome) -> str:
    """As `outcomes`, of one question."""
    words = _OUTCOME_OF_ONE if policy.reply.binds else _OUTCOME_OF_ONE | _ADVISED_OF_ONE
    return _(words[outcome])


def period_name(name: str) -> str:
    """A period as people say it: `andra halvåret 2026`, `kvartal 3 2026`, `2026`, `15 jan – 1 mar 2026`."""
    year, _dash, part = name.partition("-")
    if part.startswith("H") and len(part) == 2:
        return _("first half of {year}", year=year) if part == "H1" else _("second half of {year}", year=year)
    if part.startswith("Q") and len(part) == 2:
        return _("quarter {number} of {year}", number=part[1], year=year)
    return name


def said_of(period: Period) -> str:
    """As `period_name`, also of chosen days."""
    if ".." not in period.name:
        return period_name(period.name)
    return _("{first} – {last}", first=day(period.first), last=day(period.last))


def part_name(part: Part) -> str:
    """A week as `v. 5`, a month as `feb`."""
    _year, _dash, rest = part.name.partition("-")
    if rest.startswith("W"):
        return _("w. {number}", number=int(rest[1:]))
    return _(MONTHS[int(rest) - 1])


def day(when: date) -> str:
    """`15 jan 2026`, of a local day."""
    return f"{when.day} {_(MONTHS[when.month - 1])} {when.year}"


def moment(at: datetime | None, calendar: Calendar) -> str:
    """`15 jan 2026 14.05`, local; a dash for none."""
    if at is None:
        return "–"
    local = calendar.local(at)
    return f"{day(local)} {clock(local)}"


def due(at: datetime | None, calendar: Calendar) -> str:
    """The last day and time in time; midnight belongs to the day it ends."""
    if at is None:
        return _("No set time")
    local = calendar.local(at)
    if (local.hour, local.minute) != (0, 0):
        return moment(at, calendar)
    return _("{day} (all day)", day=day(local - timedelta(days=1)))


def duration(took: timedelta) -> str:
    """`25 min`, `5 h 20 min`, `4 d 3 h`, cut to the smaller unit."""
    minutes = int(took.total_seconds()) // 60
    if minutes < 60:
        return _("{count} min", count=minutes)
    if minutes < 100 * 60:
        return _("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    return _("{days} d {hours} h", days=minutes // 1440, hours=minutes % 1440 // 60)


def decimal(number: float | None) -> str:
    """One decimal; a dash for what is not known."""
    if number is None:
        return "–"
    whole, _point, tenth = f"{number:.1f}".partition(".")
    return _("{whole}.{tenth}", whole=whole, tenth=tenth)


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, cut, so that only all is 100."""
    return _("{share} %", share=100 * part // whole) if whole else "–"


def choices(now: datetime, calendar: Calendar) -> tuple[str, ...]:
    """The periods offered: four half-years back, four quarters back, three years."""
    local = calendar.local(now)
    half, quarter = local.year * 2 + (local.month > 6), local.year * 4 + (local.month - 1) // 3
    return (
        *(f"{n // 2}-H{n % 2 + 1}" for n in range(half, half - 4, -1)),
        *(f"{n // 4}-Q{n % 4 + 1}" for n in range(quarter, quarter - 4, -1)),
        *(f"{local.year - n}" for n in range(3)),
    )
