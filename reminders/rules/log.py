"""What log entries still lack: a moderation case's evidence and report, the place of a consent (F13, F14)."""

from core.posts import lacks_consent_place
from reminders.facts import CaseFacts, ConsentFacts
from reminders.plan import Matter, Plan, ladder, merge, recipients
from reminders.setting import Setting


def case(facts: CaseFacts, setting: Setting) -> Plan:
    """A moderation case, until nothing is missing or it is closed with a reason (F13)."""
    if not facts.lacks:
        return Plan()
    row, about = facts.case, facts.about
    category = setting.policy.moderation.category(row.category)
    rungs = ladder(
        row.number, setting.policy.moderation.stages.value, row.recorded_at, setting,
        lambda stage: recipients(about, stage.to, setting), "follow_up",
    )  # fmt: skip
    data = {
        "kind": "case", "case": row.number, "account": about.account.slug, "category": category.name,
        "follow_ups": [kind.value for kind in facts.lacks], "never": category.keeps_no_evidence,
        "managers": [str(id) for id in setting.staff.managers.get(about.account.unit, ())],
    }  # fmt: skip
    return merge([Matter(row.number, rungs, about.account.id, data)], setting)


def consent(facts: ConsentFacts, setting: Setting) -> Plan:
    """A post whose consent has no known place (F14)."""
    if not lacks_consent_place(facts.post, setting.policy):
        return Plan()
    post, about = facts.post, facts.about
    rungs = ladder(
        post.number, setting.policy.reminders.consent.value, post.recorded_at, setting,
        lambda stage: recipients(about, stage.to, setting), "follow_up",
    )  # fmt: skip
    data = {"kind": "consent", "post": post.number, "account": about.account.slug}
    return merge([Matter(post.number, rungs, about.account.id, data)], setting)
