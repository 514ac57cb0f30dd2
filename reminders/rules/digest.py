"""The digest: what is late, due, waiting, missing, changed; and on Mondays last week's figures (C2, H28).

The department hears of all accounts, each working morning. Whoever has chosen one of their own hears of what is theirs:
an editor of their accounts, a manager of the unit's, communications of all; at their own time and days.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from core import worktime
from core.accounts import Status
from core.digests import WEEKDAYS, DigestChoice, Place
from core.outbox import DEPARTMENT
from core.policy.accounts import Step
from core.posts import lacking
from core.questions import Question
from core.worktime import DAY
from reminders.facts import ApprovalFacts, DigestFacts, QuestionFacts
from reminders.plan import Plan, Planned
from reminders.rules.accounts import waiting_steps
from reminders.setting import Setting

COMING_DAYS = 7
BY_THE_WAY = frozenset({"coming"})  # no reason to write


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who hears a digest, when it comes, and of which accounts (ids); of all where there are none named."""

    to: str
    at: time
    days: frozenset[int] = WEEKDAYS
    ids: frozenset[int] | None = None


def digest(facts: DigestFacts, setting: Setting) -> Plan:
    """Each hearer's digest of the morning that has come, while it is that day; nothing to say is silence."""
    hearers = tuple(_hearers(facts, setting))
    planned = [each for hearer in hearers if (each := _planned(hearer, facts, setting))]
    signs = tuple(_signs(facts, setting))
    usual = _next(_morning_of(setting), setting)
    coming = [usual, *(_next(hearer, setting) for hearer in hearers)]
    return Plan(
        (*planned, *signs),
        frozenset(each.matter for each in (*planned, *signs)),
        min(coming),
    )


def _hearers(facts: DigestFacts, setting: Setting) -> Iterable[Hearer]:
    """The department as it is reached, then whoever has chosen a digest of their own."""
    for to in setting.department:
        choice = facts.choices.get(int(to)) if to.isdigit() else None
        if choice is None or choice.place is not Place.NONE:
            yield _chosen(to, choice, setting)
    for id, choice in facts.choices.items():
        is_own = choice.place is Place.OWN and str(id) not in setting.department
        if is_own and setting.staff.is_here(id):
            yield _chosen(str(id), choice, setting, _theirs(id, facts, setting))


def _chosen(
    to: str, choice: DigestChoice | None, setting: Setting, ids: frozenset[int] | None = None
) -> Hearer:
    usual = setting.policy.reminders.digest.value
    if choice is None:
        return Hearer(to, usual, WEEKDAYS, ids)
    at = choice.at if choice.at and setting.window.opens <= choice.at < setting.window.closes else usual
    return Hearer(to, at, choice.weekdays, ids)


def _theirs(id: int, facts: DigestFacts, setting: Setting) -> frozenset[int] | None:
    """The accounts a person edits or manages; None, which is all, for communications and administrators."""
    if id in (*setting.staff.communications, *setting.staff.admins):
        return None
    units = {unit for unit, managers in setting.staff.managers.items() if id in managers}
    return frozenset(
        about.account.id
        for about in facts.accounts
        if id in (*about.editors, *about.everybody) or about.account.unit in units
    )


def _planned(hearer: Hearer, facts: DigestFacts, setting: Setting) -> Planned | None:
    day = _last_day(hearer, setting)
    if day != setting.calendar.local(setting.now).date():
        return None
    mine = facts if hearer.ids is None else _of(facts, hearer.ids)
    said = content(mine, setting, since=facts.told.get(hearer.to, facts.told_first))
    if _is_first_of_week(day, hearer, setting):
        said["week"] = _week(mine, hearer.ids)
    if not any(values for heading, values in said.items() if heading not in BY_THE_WAY):
        return None
    matter = f"digest:{day}"
    data = {"day": str(day), "seq": facts.seq} | said
    return Planned(
        _key(matter, hearer.to, setting), "digest", matter, hearer.to, setting.speaks_at, None, data
    )


def _key(matter: str, to: str, setting: Setting) -> str:
    return f"{matter}@{setting.staff.slug(to)}" if to.isdigit() else matter


def _of(facts: DigestFacts, ids: Collection[int]) -> DigestFacts:
    """What of the facts is about those accounts."""
    return facts.only(lambda about: about.account.id in ids)


# When


def _moment(day: date, hearer: Hearer, setting: Setting) -> datetime:
    return setting.calendar.at(day, hearer.at)


def _is_day(day: date, hearer: Hearer, setting: Setting) -> bool:
    """Whether it is a working day the hearer has chosen, or the first after a chosen day that is none."""
    if not setting.calendar.is_working_day(day):
        return False
    while day.isoweekday() not in hearer.days:
        day -= DAY
        if setting.calendar.is_working_day(day):
            return False
    return True


def _last_day(hearer: Hearer, setting: Setting) -> date:
    """The last day of the hearer's whose digest's time has come."""
    day = setting.calendar.local(setting.now).date()
    while not _is_day(day, hearer, setting) or _moment(day, hearer, setting) > setting.now:
        day -= DAY
    return day


def _next(hearer: Hearer, setting: Setting) -> datetime:
    day = setting.calendar.local(setting.now).date()
    while not _is_day(day, hearer, setting) or _moment(day, hearer, setting) <= setting.now:
        day += DAY
    return _moment(day, hearer, setting)


def _is_first_of_week(day: date, hearer: Hearer, setting: Setting) -> bool:
    earlier = (day - n * DAY for n in range(1, day.isoweekday()))
    return not any(_is_day(each, hearer, setting) for each in earlier)


# What


def _week(facts: DigestFacts, ids: Collection[int] | None) -> dict[str, Any]:
    """Last week's figures; nothing where nothing is known to have happened."""
    told = facts.weekly.told(ids) if facts.weekly else None
    return {} if told is None or told.is_quiet else asdict(told)


def _signs(facts: DigestFacts, setting: Setting) -> Iterable[Planned]:
    """The operator's weekly sign of life: that the bot goes, and how much of what it said came through."""
    hearer = _morning_of(setting)
    day = _last_day(hearer, setting)
    is_today = day == setting.calendar.local(setting.now).date()
    if not (is_today and _is_first_of_week(day, hearer, setting)):
        return
    matter = f"sign:{worktime.iso_week(setting.now, setting.calendar)}"
    data = {"sign": asdict(facts.carried)}
    for id in facts.operators:
        to = str(id)
        yield Planned(_key(matter, to, setting), "digest", matter, to, setting.speaks_at, None, data)


def _morning_of(setting: Setting) -> Hearer:
    return _chosen(DEPARTMENT, None, setting)


def content(facts: DigestFacts, setting: Setting, since: int = 0) -> dict[str, Any]:
    """What there is to say, as machine values by heading; changes after the audit log's row `since`."""
    late, today, coming = _by_time(facts.open, setting)
    binds = setting.policy.reply.binds
    waiting = [each for each in facts.waiting if each.about.account.status is Status.REQUESTED]
    closings = [each for each in facts.waiting if each.about.account.status is Status.CLOSING]
    crisis = setting.crisis and {
        "reason": setting.crisis.reason,
        "since": setting.calendar.local(setting.crisis.started_at).isoformat(),
    }
    return {
        "crisis": crisis or {},
        "late": [_question(each, setting) for each in late if binds],
        "advised": [_question(each, setting) for each in late if not binds],
        "due_today": [_question(each, setting) for each in today],
        "coming": [_question(each, setting) for each in coming],
        "waiting": _waiting(facts.open, setting),
        "approvals": [_request(each, setting) for each in waiting],
        "closings": [
            {
                "account": each.about.account.slug,
                "reason": each.about.account.closing_reason or "",
                "theirs": setting.policy.approval.closing.value is not Step.MANAGER,
            }
            for each in closings
        ],
        "gaps": list(_gaps(facts, setting)),
        "follow_ups": list(_follow_ups(facts, setting)),
        "changes": [
            {"account": each.account, "action": each.action} for each in facts.changes if each.seq > since
        ],
    }


def _by_time(
    asked: Iterable[QuestionFacts], setting: Setting
) -> tuple[list[QuestionFacts], list[QuestionFacts], list[QuestionFacts]]:
    """Those that are late, due before the day is over, and in the days after; midnight belongs to the day it ends."""
    today = setting.calendar.local(setting.now).date()
    tonight, soon = (setting.calendar.midnight(today + n * DAY) for n in (1, COMING_DAYS))
    due = [(each, each.question.due_at) for each in asked]
    late = [each for each, at in due if at is not None and at < setting.now]
    tonights = [each for each, at in due if at is not None and setting.now <= at <= tonight]
    return late, tonights, [each for each, at in due if at is not None and tonight < at <= soon]


def _waiting(asked: Iterable[QuestionFacts], setting: Setting) -> list[dict[str, Any]]:
    """Questions without a due time from before today, oldest first, with their age in days (G13)."""
    today = setting.calendar.local(setting.now).date()
    undated = sorted(
        (each for each in asked if each.question.due_at is None), key=lambda e: e.question.received_at
    )
    aged = ((each, today - setting.calendar.local(each.question.received_at).date()) for each in undated)
    return [
        {"question": each.question.number, "account": each.about.account.slug, "days": age.days}
        for each, age in aged
        if age.days > 0
    ]


def _question(each: QuestionFacts, setting: Setting) -> dict[str, str]:
    asked: Question = each.question
    due_at = setting.calendar.local(asked.due_at).isoformat() if asked.due_at else ""
    return {"question": asked.number, "account": each.about.account.slug, "due_at": due_at}


def _request(each: ApprovalFacts, setting: Setting) -> dict[str, Any]:
    return {
        "account": each.about.account.slug,
        "steps": [step.value for step in waiting_steps(each, setting)],
    }


def _gaps(facts: DigestFacts, setting: Setting) -> Iterable[dict[str, Any]]:
    """What accounts lack of what they shall have; what only should be is the editors' own."""
    names = {person.slug: person.name for person in setting.staff.people.values()}
    for each in facts.gaps:
        for gap, _since in each.gaps:
            if not gap.should:
                name = names.get(gap.person, gap.person)
                yield {
                    "account": each.about.account.slug, "kind": gap.kind.value, "person": gap.person,
                    "name": name, "lacks": list(gap.lacks),
                }  # fmt: skip


def _follow_ups(facts: DigestFacts, setting: Setting) -> Iterable[dict[str, Any]]:
    for case in facts.cases:
        lacks = [kind.value for kind in case.lacks]
        yield {"number": case.case.number, "account": case.about.account.slug, "lacks": lacks}
    for answer in facts.unsigned:
        number = answer.question.number
        yield {"number": number, "account": answer.about.account.slug, "lacks": ["signature"]}
    for asked in facts.unregistered:
        yield {"number": asked.question.number, "account": asked.about.account.slug, "lacks": ["diary"]}
    for each in facts.consents:
        missing = [lack.value for lack in lacking(each.post, setting.policy)]
        yield {"number": each.post.number, "account": each.about.account.slug, "lacks": missing}
