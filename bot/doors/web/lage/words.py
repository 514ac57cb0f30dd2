"""What the status page calls things: outcomes, levels, periods, times; and how each is drawn."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.doors.web.lage.charts import Mark
from core.accounts import Status
from core.figures import Outcome
from core.overview.posting import Level
from core.policy import Policy
from core.words import N_, _
from core.words.figures import day, label_of, outcome_labels
from core.words.times import clock
from core.worktime import Calendar

_MARKS = {
    Outcome.IN_TIME: Mark("good"),
    Outcome.LATE: Mark("warn", "hatched"),
    Outcome.OVERDUE: Mark("bad"),
    Outcome.OPEN: Mark("open"),
    Outcome.UNSET: Mark("quiet", "dotted"),
    Outcome.CLOSED: Mark("quiet"),
}
# Of a guideline's `bör`, which nobody is late by.
_ADVISED_MARKS = {Outcome.LATE: Mark("open", "hatched"), Outcome.OVERDUE: Mark("warn", "hatched")}
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
    """As `outcome_labels`, with how each is drawn."""
    marks = _MARKS if policy.reply.binds else _MARKS | _ADVISED_MARKS
    return {outcome: (label, marks[outcome]) for outcome, label in outcome_labels(policy, found).items()}


def in_time(policy: Policy) -> str:
    """What the share of answers in time is called."""
    return _(label_of(policy, Outcome.IN_TIME))


def outcome_of_one(policy: Policy, outcome: Outcome) -> str:
    """As `outcomes`, of one question."""
    words = _OUTCOME_OF_ONE if policy.reply.binds else _OUTCOME_OF_ONE | _ADVISED_OF_ONE
    return _(words[outcome])


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
