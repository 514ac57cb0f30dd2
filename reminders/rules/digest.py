"""The department's digest, each working day: what is late, due, waiting, missing, and what has changed (C2, H28)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from core.accounts import Status
from core.policy.accounts import Step
from core.questions import Question
from core.worktime import DAY
from reminders.facts import ApprovalFacts, DigestFacts, QuestionFacts
from reminders.plan import Plan, Planned, later
from reminders.rules.accounts import waiting_steps
from reminders.setting import Setting


def digest(facts: DigestFacts, setting: Setting) -> Plan:
    """The digest of the last working day's morning that has come, while it is that day; nothing to say is silence."""
    day, coming = _last_day(setting), _next(setting)
    is_today = day == setting.calendar.local(setting.now).date()
    said = content(facts, setting)
    if not (is_today and any(said.values())):
        return Plan(next_check_at=coming)
    matter = f"digest:{day}"
    data = {"day": str(day), "seq": facts.seq} | said
    send_at = later(setting.now, setting)
    reminders = (
        Planned(_key(matter, to, setting), "digest", matter, to, send_at, None, data)
        for to in setting.department
    )
    return Plan(tuple(reminders), frozenset({matter}), coming)


def _key(matter: str, to: str, setting: Setting) -> str:
    return f"{matter}@{setting.staff.slug(to)}" if to.isdigit() else matter


def _moment(day: date, setting: Setting) -> datetime:
    return setting.calendar.at(day, setting.policy.reminders.digest.value)


def _last_day(setting: Setting) -> date:
    """The last working day whose digest's time has come."""
    day = setting.calendar.local(setting.now).date()
    while not setting.calendar.is_working_day(day) or _moment(day, setting) > setting.now:
        day -= DAY
    return day


def _next(setting: Setting) -> datetime:
    day = setting.calendar.local(setting.now).date()
    while not setting.calendar.is_working_day(day) or _moment(day, setting) <= setting.now:
        day += DAY
    return _moment(day, setting)


def content(facts: DigestFacts, setting: Setting) -> dict[str, Any]:
    """What there is to say, as machine values by heading."""
    late, today = _by_time(facts.open, setting)
    waiting = [each for each in facts.waiting if each.about.account.status is Status.REQUESTED]
    closings = [each for each in facts.waiting if each.about.account.status is Status.CLOSING]
    return {
        "late": [_question(each, setting) for each in late],
        "due_today": [_question(each, setting) for each in today],
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
        "follow_ups": list(_follow_ups(facts)),
        "changes": [{"account": each.account, "action": each.action} for each in facts.changes],
    }


def _by_time(
    asked: Iterable[QuestionFacts], setting: Setting
) -> tuple[list[QuestionFacts], list[QuestionFacts]]:
    """Those that are late, and those due before the day is over; midnight belongs to the day it ends."""
    tonight = setting.calendar.midnight(setting.calendar.local(setting.now).date() + DAY)
    due = [(each, each.question.due_at) for each in asked]
    late = [each for each, at in due if at is not None and at < setting.now]
    today = [each for each, at in due if at is not None and setting.now <= at <= tonight]
    return late, today


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
                account = each.about.account.slug
                yield {"account": account, "kind": gap.kind.value, "name": name, "lacks": list(gap.lacks)}


def _follow_ups(facts: DigestFacts) -> Iterable[dict[str, Any]]:
    for case in facts.cases:
        lacks = [kind.value for kind in case.lacks]
        yield {"number": case.case.number, "account": case.about.account.slug, "lacks": lacks}
    for answer in facts.unsigned:
        number = answer.question.number
        yield {"number": number, "account": answer.about.account.slug, "lacks": ["signature"]}
    for consent in facts.consents:
        number = consent.post.number
        yield {"number": number, "account": consent.about.account.slug, "lacks": ["consent"]}
