"""What log entries still lack, blocks to look at again, removals to tell of (F13, F14, G7, H29, M7, S11)."""

from collections.abc import Iterable
from datetime import datetime

from core import blocks
from core.moderation import FollowUp
from core.policy.parts import To
from core.posts import Lack, lacking
from core.worktime import DAY
from reminders.facts import CaseFacts, ConsentFacts
from reminders.plan import Matter, Plan, Rung, ladder, later, merge, recipients
from reminders.rules.questions import diary_matter
from reminders.setting import Setting


def case(facts: CaseFacts, setting: Setting) -> Plan:
    """A moderation case, until nothing is missing or it is closed with a reason, and nobody is blocked (F13, S11)."""
    return merge(_of_case(facts, setting), setting)


def _of_case(facts: CaseFacts, setting: Setting) -> Iterable[Matter]:
    row = facts.case
    lacks = [kind.value for kind in facts.lacks if kind is not FollowUp.DIARY]
    if lacks:
        yield _lacks(facts, lacks, setting)
    if FollowUp.DIARY in facts.lacks:
        yield diary_matter(row.number, row.recorded_at, facts.about, setting)
    if row.blocks:
        yield _block(facts, setting)
    if row.voided_at is None and (row.blocks or setting.policy.moderation.tell_manager.value):
        yield _report(facts, setting)


def _lacks(facts: CaseFacts, lacks: list[str], setting: Setting) -> Matter:
    row, about = facts.case, facts.about
    category = setting.policy.moderation.category(row.category)
    rungs = ladder(
        row.number, setting.policy.moderation.stages.value, row.recorded_at, setting,
        lambda stage: recipients(about, stage.to, setting), "follow_up",
    )  # fmt: skip
    data = {
        "kind": "case", "case": row.number, "account": about.account.slug, "category": category.name,
        "follow_ups": lacks, "never": category.keeps_no_evidence,
        "managers": [str(id) for id in setting.staff.managers.get(about.account.unit, ())],
    }  # fmt: skip
    return Matter(row.number, rungs, about.account.id, data)


def _block(facts: CaseFacts, setting: Setting) -> Matter:
    """A block is looked at again on its day (S11)."""
    row, about = facts.case, facts.about
    on = blocks.review_day(row, setting.policy, setting.calendar)
    name = f"{row.number}:block:{on}"
    rungs = ladder(
        name, setting.policy.moderation.block_stages.value, setting.calendar.midnight(on), setting,
        lambda stage: recipients(about, stage.to, setting), "follow_up",
    )  # fmt: skip
    since = setting.calendar.local(row.happened_at).date()
    data = {"kind": "block", "case": row.number, "account": about.account.slug, "since": str(since)}
    return Matter(name, rungs, about.account.id, data)


def _report(facts: CaseFacts, setting: Setting) -> Matter:
    """The manager is told: of a block at once (S11), of a day's removals together the next working morning (M7)."""
    row, about = facts.case, facts.about
    at = later(row.recorded_at, setting) if row.blocks else _next_morning(row.recorded_at, setting)
    to = (each for each in recipients(about, (To.MANAGER,), setting) if each != str(row.recorded_by))
    name = f"{row.number}:report"
    data = {
        "case": row.number, "account": about.account.slug, "action": row.action.value, "count": row.count,
        "category": setting.policy.moderation.category(row.category).name,
    }  # fmt: skip
    return Matter(name, (Rung(name, at, tuple(to), "removal_report"),), about.account.id, data)


def _next_morning(at: datetime, setting: Setting) -> datetime:
    day = setting.calendar.local(at).date() + DAY
    return later(setting.calendar.at(day, setting.policy.reminders.digest.value), setting)


def consent(facts: ConsentFacts, setting: Setting) -> Plan:
    """A post whose consent has no known place (F14), or whose pictures lack an agreement or rights (H29)."""
    lacks = lacking(facts.post, setting.policy)
    pictures = [lack.value for lack in lacks if lack is not Lack.CONSENT]
    matters = []
    if Lack.CONSENT in lacks:
        matters.append(_post(facts, facts.post.number, "consent", [Lack.CONSENT.value], setting))
    if pictures:
        matters.append(_post(facts, f"{facts.post.number}:pictures", "pictures", pictures, setting))
    return merge(matters, setting)


def _post(facts: ConsentFacts, name: str, kind: str, lacks: list[str], setting: Setting) -> Matter:
    post, about = facts.post, facts.about
    rungs = ladder(
        name, setting.policy.reminders.consent.value, post.recorded_at, setting,
        lambda stage: recipients(about, stage.to, setting), "follow_up",
    )  # fmt: skip
    data = {"kind": kind, "post": post.number, "account": about.account.slug, "lacks": lacks}
    return Matter(name, rungs, about.account.id, data)
