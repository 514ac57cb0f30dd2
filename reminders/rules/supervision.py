"""Supervision: an account is to be looked at, and who does over days off (G4, H11, H22)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from core import supervision as looking
from core import worktime
from core.accounts import Status
from core.policy.parts import To
from core.policy.supervision import Per, Rate
from core.worktime import DAY, HOUR
from reminders.facts import SupervisionFacts
from reminders.plan import Matter, Plan, Rung, later, merge, recipients
from reminders.setting import Setting


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time in which an account is to be looked at once, and when that is reminded."""

    name: str
    starts: datetime
    ends: datetime
    remind_at: datetime


def supervision(facts: SupervisionFacts, setting: Setting) -> Plan:
    """An account in use, by the guideline's rate or the raised one; without a number nothing is reminded (S6)."""
    rate = rate_now(facts, setting)
    if rate is None or facts.about.account.status not in {Status.ACTIVE, Status.CLOSING}:
        return Plan()
    coming = _slots(rate, setting)
    slot = next(coming)
    also = [slot.remind_at, next(coming).remind_at]
    matters = [] if slot.starts > setting.now else list(_look(facts, slot, rate, setting))
    if is_raised(facts, setting) and facts.raised:
        also += [facts.raised.until, later(_tomorrow(setting), setting)]
        matters += _days_off(facts, rate, setting)
    return merge(matters, setting, also)


def is_raised(facts: SupervisionFacts, setting: Setting) -> bool:
    """Whether the account is looked at more often just now: after a removal, by hand, or in a crisis (H11, H21)."""
    if setting.policy.supervision.raised.value is None:
        return False
    return setting.crisis is not None or (facts.raised is not None and facts.raised.until > setting.now)


def rate_now(facts: SupervisionFacts, setting: Setting) -> Rate | None:
    """How often the account is looked at just now; None where no number is set."""
    policy = setting.policy.supervision
    return policy.raised.value if is_raised(facts, setting) else policy.rate.value


def _tomorrow(setting: Setting) -> datetime:
    return setting.calendar.midnight(setting.calendar.local(setting.now).date() + DAY)


# Slots


def _slots(rate: Rate, setting: Setting) -> Iterator[Slot]:
    """The slot that is on, or the next one, and those after it. On days off the bot says nothing, so they have none."""
    day = setting.calendar.local(setting.now).date()
    day -= day.weekday() * DAY if rate.per is Per.WEEK else timedelta(0)
    while True:
        found = _of_week(day, rate, setting) if rate.per is Per.WEEK else _of_day(day, rate, setting)
        yield from (slot for slot in found if slot.ends > setting.now)
        day += 7 * DAY if rate.per is Per.WEEK else DAY


def _of_day(day: date, rate: Rate, setting: Setting) -> Iterable[Slot]:
    """A working day in equal parts of the bot's hours; the first begins and the last ends at midnight."""
    if not setting.calendar.is_working_day(day):
        return
    opens = setting.calendar.at(day, setting.window.opens)
    part = (setting.calendar.at(day, setting.window.closes) - opens) / rate.times
    ends = [setting.calendar.midnight(day), *(opens + n * part for n in range(1, rate.times))]
    ends.append(setting.calendar.midnight(day + DAY))
    for n, (start, end) in enumerate(pairwise(ends), 1):
        yield Slot(
            _named(str(day), n, rate.times), start, end, opens + n * part - min(_lead(setting), part / 2)
        )


def _of_week(monday: date, rate: Rate, setting: Setting) -> Iterable[Slot]:
    """A week in parts of as many working days; reminded on the morning of each part's last."""
    days = [day for n in range(7) if setting.calendar.is_working_day(day := monday + n * DAY)]
    times = min(rate.times, len(days))
    first = monday
    for n in range(1, times + 1):
        last = days[n * len(days) // times - 1]
        after = monday + 7 * DAY if n == times else last + DAY
        name = _named(worktime.iso_week(setting.calendar.midnight(monday), setting.calendar), n, times)
        morning = setting.calendar.at(last, setting.window.opens)
        yield Slot(name, setting.calendar.midnight(first), setting.calendar.midnight(after), morning)
        first = after


def _named(period: str, n: int, times: int) -> str:
    return period if times == 1 else f"{period}:{n}"


def _lead(setting: Setting) -> timedelta:
    return setting.policy.supervision.lead_hours.value * HOUR


# What is said


def _look(facts: SupervisionFacts, slot: Slot, rate: Rate, setting: Setting) -> Iterable[Matter]:
    """Nobody has looked in this slot; where a whole one has passed so and it is a must, the manager hears it once."""
    account = facts.about.account
    last = max(filter(None, (facts.last, account.activated_at)), default=None)
    if last is None or last >= slot.starts:
        return
    to = (To.EDITORS, To.MANAGER) if _was_missed(last, rate, setting) else (To.EDITORS,)
    name = f"{account.slug}:{slot.name}"
    rung = Rung(name, slot.remind_at, recipients(facts.about, to, setting), "supervision_due", slot.ends)
    known = facts.last and setting.calendar.local(facts.last).isoformat()
    data = _rated(facts, rate, setting) | {"kind": "look", "last": known}
    yield Matter(f"supervision:{name}", (rung,), account.id, data)


def _was_missed(last: datetime, rate: Rate, setting: Setting) -> bool:
    """Whether the last look was in the period before the one before this: then one whole period has just gone by."""
    missed = _period_before(setting.now, rate, setting)
    return setting.policy.supervision.rate.binds and _period_before(missed, rate, setting) <= last < missed


def _period_before(at: datetime, rate: Rate, setting: Setting) -> datetime:
    """When the working day, or the week, before that of `at` began."""
    day = setting.calendar.local(at).date()
    if rate.per is Per.WEEK:
        return setting.calendar.midnight(day - (day.weekday() + 7) * DAY)
    day -= DAY
    while not setting.calendar.is_working_day(day):
        day -= DAY
    return setting.calendar.midnight(day)


def _rated(facts: SupervisionFacts, rate: Rate, setting: Setting) -> dict[str, object]:
    raised = facts.raised if is_raised(facts, setting) else None
    return {
        "account": facts.about.account.slug, "times": rate.times, "per": rate.per.value,
        "binds": setting.policy.supervision.rate.binds,
        "last_day": str(raised.last_day(setting.calendar)) if raised else None,
    }  # fmt: skip


def _days_off(facts: SupervisionFacts, rate: Rate, setting: Setting) -> list[Matter]:
    """On the last working day before days off: who looks then (H11)? First the editors, later the manager too."""
    first, last = looking.next_days_off(setting.now, setting.calendar)
    today, begins = setting.calendar.local(setting.now).date(), setting.calendar.midnight(first)
    asks = setting.policy.supervision.days_off.value and first == today + DAY
    if not asks or facts.over_days_off is not None or facts.raised is None or facts.raised.until <= begins:
        return []
    account, closes = facts.about.account, setting.calendar.at(today, setting.window.closes)
    name = f"{account.slug}:days_off:{first}"
    rungs = tuple(
        Rung(f"{name}:{n}", closes - leads * _lead(setting), recipients(facts.about, to, setting),
             "supervision_due", begins)
        for n, (leads, to) in enumerate(((3, (To.EDITORS,)), (1, (To.MANAGER,))))
    )  # fmt: skip
    data = _rated(facts, rate, setting) | {"kind": "days_off", "first": str(first), "last": str(last)}
    return [Matter(f"supervision:{name}", rungs, account.id, data)]
