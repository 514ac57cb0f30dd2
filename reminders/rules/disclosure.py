"""Requests for public records: who handles them hears at once, and each working day until one is closed (H23, H25)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.people import Role
from core.worktime import DAY
from reminders.facts import DisclosureFacts
from reminders.plan import Matter, Plan, Rung, later, merge, unique
from reminders.setting import Setting


def disclosure(facts: DisclosureFacts, setting: Setting) -> Plan:
    """The registrar is told the same working day (H25), then each morning with the department, and it can't wait (H23).

    Where there is no registrar the department handles it.
    """
    row = facts.disclosure
    if not row.is_open:
        return Plan()
    matter = Matter(row.number, tuple(_rungs(facts, setting)), row.account_id, _data(facts, setting))
    return merge([matter], setting, also=(_morning(setting, days=1),))


def _rungs(facts: DisclosureFacts, setting: Setting) -> Iterable[Rung]:
    row = facts.disclosure
    handlers = tuple(map(str, setting.staff.holding(Role.REGISTRAR, ""))) or setting.department
    first, today = later(row.registered_at, setting), _morning(setting)
    yield Rung(f"{row.number}:0", first, handlers, "disclosure")
    if today > first:
        day = setting.calendar.local(setting.now).date()
        yield Rung(f"{row.number}:{day}", today, unique(handlers, setting.department), "disclosure")


def _morning(setting: Setting, days: int = 0) -> datetime:
    day = setting.calendar.local(setting.now).date() + days * DAY
    return later(setting.calendar.at(day, setting.window.opens), setting)


def _data(facts: DisclosureFacts, setting: Setting) -> dict[str, Any]:
    row = facts.disclosure
    return {
        "disclosure": row.number, "account": facts.account, "period": row.period or "", "item": row.item or "",
        "received_at": setting.calendar.local(row.received_at).isoformat(), "stage": row.stage.value,
    }  # fmt: skip
