"""Figures in words: outcomes, periods, how long something took, shares; the same on every page, card and report."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.figures import Outcome
from core.periods import Part, Period
from core.policy import Policy
from core.words import N_, _
from core.words.times import MONTHS

_OUTCOMES = {
    Outcome.IN_TIME: N_("Answered in time"),
    Outcome.LATE: N_("Answered late"),
    Outcome.OVERDUE: N_("Unanswered, time is up"),
    Outcome.OPEN: N_("Unanswered, time is left"),
    Outcome.UNSET: N_("No set time"),
    Outcome.CLOSED: N_("Closed without an answer"),
}
# Of a guideline's `bör`, which nobody is late by.
_ADVISED = {
    Outcome.IN_TIME: N_("Answered within the recommended time"),
    Outcome.LATE: N_("Answered after the recommended time"),
    Outcome.OVERDUE: N_("Unanswered, the recommended time has passed"),
}


def outcome_labels(policy: Policy, found: Mapping[Outcome, int]) -> dict[Outcome, str]:
    """How questions stand, by what the guideline's time is: only one that binds makes anything late.

    Where it sets none, only what can be without one, and what was `found` from before.
    """
    asked = Outcome if policy.reply.clock.value is not None else (Outcome.UNSET, Outcome.CLOSED)
    return {each: label_of(policy, each) for each in Outcome if each in asked or found.get(each)}


def label_of(policy: Policy, outcome: Outcome) -> str:
    """What one outcome is called; a message to be translated."""
    return (_OUTCOMES if policy.reply.binds else _OUTCOMES | _ADVISED)[outcome]


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
