"""What a rule makes of a matter at one time: what to say now, what is open, and when to look again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core import worktime
from core.outbox import URGENT
from core.people import Role
from core.policy.parts import Stage, To
from core.worktime import HOUR
from reminders.facts import About
from reminders.setting import Setting


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to one recipient. `key` is its natural name, `send_at` when it may be sent."""

    key: str
    rule: str
    matter: str
    recipient: str
    send_at: datetime
    account_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What holds now. `open` names the matters that are open; without `next_check_at` only a change can matter."""

    reminders: tuple[Planned, ...] = ()
    open: frozenset[str] = frozenset()
    next_check_at: datetime | None = None

    def without(self, handled: frozenset[str]) -> "Plan":
        """The plan but for matters a person has dealt with."""
        if not handled:
            return self
        kept = tuple(planned for planned in self.reminders if planned.matter not in handled)
        return Plan(kept, self.open - handled, self.next_check_at)

    def muted(self) -> "Plan":
        """The plan without anything to say now: what is open stays so, and is said later."""
        return Plan((), self.open, self.next_check_at)


@dataclass(frozen=True, slots=True)
class Rung:
    """A reminder that comes at a time, unless it is past `until`. `name` tells it from its matter's others."""

    name: str
    at: datetime
    to: tuple[str, ...]
    rule: str
    until: datetime | None = None

    def sent_at(self, setting: Setting) -> datetime:
        """When it may be sent: in the window, or now where it is urgent (H21)."""
        return setting.now if self.rule == URGENT else setting.speaks_at


@dataclass(frozen=True, slots=True)
class Matter:
    """Something open, with its rungs in the order of time; each recipient hears of the last one that has come."""

    name: str
    rungs: tuple[Rung, ...]
    account_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def merge(matters: Iterable[Matter], setting: Setting, also: Iterable[datetime] = ()) -> Plan:
    """The plan of all the matters, looked at again at the next rung of any, or at a time of `also`."""
    matters = tuple(matters)
    coming = [rung.at for matter in matters for rung in matter.rungs if rung.at > setting.now]
    coming += [at for at in also if at > setting.now]
    return Plan(
        tuple(planned for matter in matters for planned in _due(matter, setting)),
        frozenset(matter.name for matter in matters),
        min(coming, default=None),
    )


def _due(matter: Matter, setting: Setting) -> Iterable[Planned]:
    come = [rung for rung in matter.rungs if rung.at <= setting.now and _in_time(rung, rung.at)]
    latest = {to: rung for rung in come for to in rung.to}
    for to, rung in latest.items():
        if _in_time(rung, send_at := rung.sent_at(setting)):
            key = f"{rung.rule}:{rung.name}@{setting.staff.slug(to)}"
            yield Planned(key, rung.rule, matter.name, to, send_at, matter.account_id, matter.data)


def _in_time(rung: Rung, at: datetime) -> bool:
    return rung.until is None or at < rung.until


def later(at: datetime, setting: Setting) -> datetime:
    """The moment itself if the bot may speak then, else the next one when it may."""
    return worktime.next_in_window(at, setting.window, setting.calendar)


def earlier(at: datetime, setting: Setting, seen: datetime) -> datetime:
    """As `later`, but before the moment: for what is reminded ahead. Not before it was first seen."""
    moment = worktime.last_in_window(at, setting.window, setting.calendar)
    return moment if moment >= seen else later(seen, setting)


def hours(stage: Stage) -> timedelta:
    """A stage's distance from its matter's time."""
    return stage.hours * HOUR


def ladder(
    name: str,
    stages: Iterable[Stage],
    start: datetime,
    setting: Setting,
    to: Callable[[Stage], tuple[str, ...]],
    rule: str,
) -> tuple[Rung, ...]:
    """The rungs of stages that come after a matter's time."""
    return tuple(
        Rung(f"{name}:{n}", later(start + hours(stage), setting), to(stage), rule)
        for n, stage in enumerate(stages)
    )


def recipients(about: About, to: Iterable[To], setting: Setting) -> tuple[str, ...]:
    """Who that is for the account, each once. Who is missing is stood in for: managers, then the department."""
    return unique(*(tuple(map(str, _people(each, about, setting))) or setting.department for each in to))


def _people(to: To, about: About, setting: Setting) -> tuple[int, ...]:
    match to:
        case To.EDITORS:
            return about.editors or _people(To.MANAGER, about, setting)
        case To.MANAGER:
            return setting.staff.managers.get(about.account.unit, ())
        case To.REGISTRAR:
            return setting.staff.holding(Role.REGISTRAR, about.account.unit)
        case To.DEPARTMENT:
            return ()


def unique(*groups: Iterable[str]) -> tuple[str, ...]:
    """All recipients of the groups, each once, in order."""
    return tuple(dict.fromkeys(recipient for group in groups for recipient in group))
