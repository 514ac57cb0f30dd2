"""Questions: an answer is due, is late, was not signed, has no diary number (F10, F11, H9, H15)."""

from collections.abc import Iterable
from datetime import datetime

from core import diary
from core.people import Role
from core.policy.parts import Stage, To
from core.questions import Question
from reminders.facts import About, QuestionFacts
from reminders.plan import Matter, Plan, Rung, earlier, hours, ladder, later, merge, recipients
from reminders.setting import Setting


def question(facts: QuestionFacts, setting: Setting) -> Plan:
    """An open question by its due time, an answered one by its signature, and the diary's number of either."""
    return merge(_matters(facts, setting), setting)


def _matters(facts: QuestionFacts, setting: Setting) -> Iterable[Matter]:
    asked, account = facts.question, facts.about.account
    data = {"question": asked.number, "account": account.slug, "binds": setting.policy.reply.binds}
    if asked.is_open:
        due_at = asked.due_at and setting.calendar.local(asked.due_at).isoformat()
        waits = asked.waiting_since if asked.is_waiting else None
        since = waits and setting.calendar.local(waits).isoformat()
        received = setting.calendar.local(asked.received_at).isoformat()
        data_open = data | {"due_at": due_at, "received_at": received, "waiting_since": since}
        yield Matter(asked.number, _reply_rungs(facts, setting), account.id, data_open | _passed_on(asked))
    elif lacks_signature(asked, setting):
        name = f"{asked.number}:signature"
        stages, start = setting.policy.reminders.unsigned.value, asked.answer_recorded_at or asked.recorded_at
        rungs = ladder(
            name,
            stages,
            start,
            setting,
            lambda stage: recipients(facts.about, stage.to, setting),
            "follow_up",
        )
        yield Matter(name, rungs, account.id, data | {"kind": "signature"})
    if diary.lacks_number(asked, setting.policy):
        yield diary_matter(asked.number, asked.recorded_at, facts.about, setting)


def _passed_on(asked: Question) -> dict[str, str]:
    return {"kind": "passed_on", "passed_to": asked.forwarded_to} if asked.forwarded_to else {}


def diary_matter(number: str, recorded_at: datetime, about: About, setting: Setting) -> Matter:
    """A diary number that is not there: the registrar hears it at once, then the editors too (H15, O9, G7)."""
    name, stages = f"{number}:diary", setting.policy.diary.stages.value
    rungs = ladder(
        name, stages, recorded_at, setting, lambda stage: recipients(about, stage.to, setting), "follow_up"
    )
    data = {
        "kind": "diary", "number": number, "account": about.account.slug,
        "registrars": [str(id) for id in setting.staff.holding(Role.REGISTRAR, about.account.unit)],
    }  # fmt: skip
    return Matter(name, rungs, about.account.id, data)


def lacks_signature(asked: Question, setting: Setting) -> bool:
    """Whether an answer that stands is neither signed nor excused (F11)."""
    answered = asked.answered_at is not None and asked.voided_at is None
    return answered and not asked.signs(setting.policy) and not asked.unsigned_reason


def _reply_rungs(facts: QuestionFacts, setting: Setting) -> tuple[Rung, ...]:
    """Without a due time nothing is ever late (G13); what is passed on, and the citizen told, is kept in mind (H9)."""
    asked, due_at = facts.question, facts.question.due_at
    if due_at is None and asked.forwarded_to and asked.interim_at:
        stages_on = setting.policy.reply.passed_on.value
        return ladder(
            f"{asked.number}:passed_on", stages_on, asked.interim_at, setting,
            lambda stage: recipients(facts.about, stage.to, setting), "follow_up",
        )  # fmt: skip
    if due_at is None:
        return ()
    late = later(max(due_at, asked.recorded_at), setting)
    rungs = (_reply_rung(n, stage, due_at, late, facts, setting) for n, stage in _stages(setting))
    return tuple(sorted(rungs, key=lambda rung: rung.at))


def _stages(setting: Setting) -> Iterable[tuple[int, Stage]]:
    """The reminders of an answer, numbered; by a `bör` nothing is late, so nobody but the editors is told."""
    for n, stage in enumerate(setting.policy.reply.stages.value):
        if setting.policy.reply.binds:
            yield n, stage
        elif To.EDITORS in stage.to:
            yield n, stage.model_copy(update={"to": (To.EDITORS,)})


def _reply_rung(
    n: int, stage: Stage, due_at: datetime, late: datetime, facts: QuestionFacts, setting: Setting
) -> Rung:
    """Ahead of the due time; or so long after it is first said to be late, so that the editor hears before others."""
    name, to = f"{facts.question.number}:{n}", recipients(facts.about, stage.to, setting)
    if stage.hours < 0:
        ahead = earlier(due_at + hours(stage), setting, facts.question.recorded_at)
        return Rung(name, ahead, to, "reply_due", until=due_at)
    rule = "reply_overdue" if setting.policy.reply.binds else "reply_due"
    return Rung(name, later(late + hours(stage), setting), to, rule)
