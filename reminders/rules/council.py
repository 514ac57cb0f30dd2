"""The council: invitations, a word before the meeting, who was there, tasks; and crises told to all (F7, F15, H21)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from core import crisis as crises
from core.crisis import Crisis
from core.meetings import Answer
from core.worktime import DAY, HOUR
from reminders.facts import CrisisFacts, MeetingFacts, TaskFacts
from reminders.plan import Matter, Plan, Rung, earlier, later, merge, unique
from reminders.setting import Setting

ASK_AGAIN = timedelta(days=7)
OVER_IS_NEWS = timedelta(days=1)


def meeting(facts: MeetingFacts, setting: Setting) -> Plan:
    """Each member is invited, once more when it is moved, and reminded before; then asked who was there (F7, F15).

    Until it begins it is looked at each morning, as the editors and with them the members change.
    """
    row = facts.meeting
    if row.has_begun(setting.now):
        return merge(_attendance(facts, setting), setting)
    if setting.now >= row.starts_at:
        return Plan()
    say = _called_off if row.called_off_at else _invited
    matters = (matter for id in facts.members for matter in say(facts, id, setting))
    return merge(matters, setting, also=(row.starts_at, _tomorrow(setting)))


def _tomorrow(setting: Setting) -> datetime:
    day = setting.calendar.local(setting.now).date() + DAY
    return setting.calendar.at(day, setting.window.opens)


def _invited(facts: MeetingFacts, id: int, setting: Setting) -> Iterable[Matter]:
    """The invitation until it is answered, and what has changed since; then, unless they can't come, the word before.

    The word before takes a late invitation's place.
    """
    row, data = facts.meeting, _data(facts, id, setting)
    name, who = f"{row.number}:{row.version}", setting.staff.slug(str(id))
    invited = later(row.changed_at, setting)
    soon = earlier(row.starts_at - setting.policy.council.remind_hours.value * HOUR, setting, row.changed_at)
    until = soon if soon > invited else row.starts_at
    if not data["answer"] or (data["answer"] == Answer.COMES and _is_news(facts, id)):
        invite = Rung(name, invited, (str(id),), "meeting_invitation", until)
        yield Matter(f"meeting:{name}:{who}", (invite,), None, data)
    if data["answer"] != Answer.CANT and soon > invited:
        rung = Rung(name, soon, (str(id),), "meeting_soon", row.starts_at)
        yield Matter(f"meeting_soon:{name}:{who}", (rung,), None, data)


def _is_news(facts: MeetingFacts, id: int) -> bool:
    """Whether the meeting was moved after the member answered."""
    answered_at = facts.answers[id].answered_at
    return facts.meeting.version > 1 and answered_at is not None and answered_at < facts.meeting.changed_at


def _called_off(facts: MeetingFacts, id: int, setting: Setting) -> Iterable[Matter]:
    row = facts.meeting
    data = _data(facts, id, setting)
    if row.called_off_at is None or data["answer"] == Answer.CANT:
        return
    rung = Rung(row.number, later(row.called_off_at, setting), (str(id),), "meeting_called_off")
    name = f"meeting_called_off:{row.number}:{setting.staff.slug(str(id))}"
    yield Matter(name, (rung,), None, data | {"reason": row.called_off_reason or ""})


def _data(facts: MeetingFacts, id: int, setting: Setting) -> dict[str, Any]:
    row, said = facts.meeting, facts.answers.get(id)
    return {
        "meeting": row.number, "council": setting.policy.council.name.value, "place": row.place,
        "starts_at": setting.calendar.local(row.starts_at).isoformat(), "agenda": list(facts.agenda),
        "moved": row.version > 1, "answer": said.answer.value if said and said.answer else "",
    }  # fmt: skip


def _attendance(facts: MeetingFacts, setting: Setting) -> Iterable[Matter]:
    """Communications is asked who was there, the next working morning and a week later (F15)."""
    if facts.is_attended or not setting.policy.council.attendance.value:
        return
    row = facts.meeting
    day = setting.calendar.local(row.starts_at).date() + DAY
    first = later(setting.calendar.at(day, setting.window.opens), setting)
    rungs = tuple(
        Rung(f"{row.number}:{n}", at, setting.department, "meeting_attendance")
        for n, at in enumerate((first, later(first + ASK_AGAIN, setting)))
    )
    yield Matter(f"attendance:{row.number}", rungs, None, _data(facts, 0, setting))


def task(facts: TaskFacts, setting: Setting) -> Plan:
    """A task is told to who got it from somebody else, and reminded before, on and after its day (F7).

    At the last of the policy's days communications hears of it too.
    """
    row = facts.task
    if row.done_at is not None:
        return Plan()
    owner = (str(row.owner_id),) if setting.staff.is_here(row.owner_id) else setting.department
    rungs = [Rung(f"{row.number}:{n}", at, owner, "task_due") for n, at in _task_days(facts, setting)]
    if rungs:
        rungs[-1] = Rung(rungs[-1].name, rungs[-1].at, unique(owner, setting.department), "task_due")
    if row.owner_id != row.recorded_by:
        rungs.insert(0, Rung(f"{row.number}:given", later(row.recorded_at, setting), owner, "task_due"))
    today = setting.calendar.local(setting.now).date()
    data = {"task": row.number, "text": row.text, "due_on": str(row.due_on), "is_past": row.due_on < today}
    name = f"{row.number}:{setting.staff.slug(str(row.owner_id))}"
    return merge([Matter(name, tuple(rungs), None, data)], setting)


def _task_days(facts: TaskFacts, setting: Setting) -> Iterable[tuple[int, datetime]]:
    """The policy's days from the task's date with their moments, but for those that had come when it was given."""
    row = facts.task
    for n in sorted(setting.policy.council.task_days.value):
        morning = setting.calendar.at(row.due_on + n * DAY, setting.window.opens)
        at = earlier(morning, setting, row.recorded_at) if n < 0 else later(morning, setting)
        if morning > row.recorded_at:
            yield n, at


def crisis(facts: CrisisFacts, setting: Setting) -> Plan:
    """All editors are told that a crisis has begun, at any hour, and in working hours that it is over (H21)."""
    row = facts.crisis
    rule, at = (crises.STARTED, row.started_at) if row.ended_at is None else (crises.OVER, row.ended_at)
    if row.ended_at and setting.now >= later(row.ended_at, setting) + OVER_IS_NEWS:
        return Plan()
    data = told(row, setting)
    to = tuple(map(str, facts.members))
    rung = Rung(str(row.id), at if row.ended_at is None else later(at, setting), to, rule)
    ends = () if row.ended_at is None else (later(row.ended_at, setting) + OVER_IS_NEWS,)
    return merge([Matter(f"{rule}:{row.id}", (rung,), None, data)], setting, also=(*ends, _tomorrow(setting)))


def told(row: Crisis, setting: Setting) -> dict[str, Any]:
    """A crisis as machine values, with what the guideline says of it."""
    policy = setting.policy
    return {
        "reason": row.reason, "leads": row.leads or policy.crisis.leads.value or "",
        "coordinates": policy.crisis.coordinates.value or "", "points": list(policy.checklists.crisis.value),
        "started_at": setting.calendar.local(row.started_at).isoformat(),
        "ended_at": setting.calendar.local(row.ended_at).isoformat() if row.ended_at else "",
    }  # fmt: skip
