"""What the status page calls things: outcomes, levels, periods, times; and how each is drawn."""

from datetime import datetime, timedelta

from bot.doors.web.lage.charts import Mark
from core.accounts import Status
from core.figures import Outcome
from core.overview.posting import Level
from core.policy.model import Step
from core.words import N_, _
from core.words.figures import OUTCOME_LABELS, day
from core.words.times import clock
from core.worktime import Calendar

OUTCOMES = {
    outcome: (label, mark)
    for (outcome, label), mark in zip(
        OUTCOME_LABELS.items(),
        (
            Mark("good"), Mark("warn", "hatched"), Mark("bad"), Mark("open"), Mark("quiet", "dotted"),
            Mark("quiet"),
        ),
        strict=True,
    )
}  # fmt: skip
OUTCOME_OF_ONE = {
    Outcome.IN_TIME: N_("answered in time"),
    Outcome.LATE: N_("answered late"),
    Outcome.OVERDUE: N_("unanswered, time is up"),
    Outcome.OPEN: N_("unanswered, time is left"),
    Outcome.UNSET: N_("no set time"),
    Outcome.CLOSED: N_("closed without an answer"),
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
STEPS = {Step.MANAGER: N_("a manager of the unit"), Step.COMMUNICATIONS: N_("communications")}
TAKEN, MISSING = Mark("good"), Mark("bad", "hatched")


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
