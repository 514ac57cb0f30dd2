"""A deadline's reasoning in words: which days did not count, and why (decision of the clock, F10, H9)."""

from datetime import date, datetime, time, timedelta

from core.policy.questions import Clock, Reply
from core.words import N_, _, n_
from core.words.times import clock, joined, short_weekday, weekday
from core.worktime import Calendar, Due, Step, StepKind

_WEEKEND = {"saturday": N_("Saturday"), "sunday": N_("Sunday")}


def reasoning(reply: Reply, received: datetime, due: Due | None, calendar: Calendar) -> str:
    """`fre 15.00 + 24 h; lördag och söndag räknas inte → mån 15.00`; without a due time what the guideline does say."""
    if due is None:
        return reply.clock.reading or _("The guideline sets no time for answers.")
    start = _short(calendar.local(received))
    parts = [_counted(reply, start, due)]
    if skipped := _skipped_days(due.steps):
        parts.append(n_("{days} does not count", "{days} do not count", len(skipped), days=joined(skipped)))
    return _("{way} → {due}", way="; ".join(parts), due=_due(due.at, calendar))


def _counted(reply: Reply, start: str, due: Due) -> str:
    amount = reply.amount.value or 0
    if any(step.kind is StepKind.moved for step in due.steps):
        return _("{start} + {count} h, then until the office closes", start=start, count=amount)
    if reply.clock.value is Clock.WORKING_DAYS:
        return n_(
            "{start} + {count} working day, until the office closes",
            "{start} + {count} working days, until the office closes",
            amount, start=start,
        )  # fmt: skip
    return _("{start} + {count} h", start=start, count=amount)


def _skipped_days(steps: tuple[Step, ...]) -> list[str]:
    """The days that did not count, in order, each named once."""
    kinds = {StepKind.skipped, StepKind.moved}
    names = (_day_name(step) for step in steps if step.kind in kinds and step.reason)
    return list(dict.fromkeys(names))


def _day_name(step: Step) -> str:
    reason = step.reason or ""
    if reason in _WEEKEND:
        return _(_WEEKEND[reason]).lower()
    if reason == "extra":
        return _("{weekday} {day}/{month} (the town's own day off)", **_date(step.day))
    return reason.split(";")[0].lower()


def _date(day: date) -> dict[str, object]:
    return {"weekday": weekday(day), "day": day.day, "month": day.month}


def _short(local: datetime) -> str:
    return f"{short_weekday(local.date())} {clock(local)}"


def _due(at: datetime, calendar: Calendar) -> str:
    local = calendar.local(at)
    if local.time() == time(0):
        return _("during {weekday}", weekday=weekday(local.date() - timedelta(days=1)))
    return _short(local)
