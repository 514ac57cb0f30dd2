"""Accounts' plans: presented again and revised in time, as the guideline says it (M5)."""

from collections.abc import Iterable
from datetime import date, datetime

from core import worktime
from core.accounts import Status
from core.policy.life import Months
from core.policy.parts import Cited
from reminders.facts import PlanFacts
from reminders.plan import Matter, Plan, Rung, earlier, hours, later, merge, recipients
from reminders.setting import Setting


def plan_review(facts: PlanFacts, setting: Setting) -> Plan:
    """A plan is to be presented again, or revised (M5); one that was never presented is a gap."""
    if facts.plan is None or facts.about.account.status is not Status.ACTIVE:
        return Plan()
    return merge(_matters(facts, setting), setting)


def _matters(facts: PlanFacts, setting: Setting) -> Iterable[Matter]:
    policy, plan = setting.policy.plan, facts.plan
    if plan is None:
        return
    made = setting.calendar.local(plan.made_at).date()
    revised = max(made, plan.looked_at or made)
    bases = (
        ("present", policy.present_months, plan.last_presented_on),
        ("revise", policy.revise_months, revised),
    )
    for kind, months, since in bases:
        if months.value is not None and since is not None:
            yield _matter(facts, kind, months, since, setting)


def _matter(
    facts: PlanFacts, kind: str, months: Cited[Months | None], since: date, setting: Setting
) -> Matter:
    account = facts.about.account
    begins = setting.calendar.at(since, setting.window.opens)
    due = worktime.months_after(begins, months.value or 0, setting.calendar)
    name = f"{account.slug}:{kind}:{setting.calendar.local(due).date()}"
    data = {
        "kind": kind, "account": account.slug, "should": not months.binds, "months": months.value,
        "due": setting.calendar.local(due).date().isoformat(), "since": since.isoformat(),
        "to": setting.policy.plan.presented_to.value or "",
    }  # fmt: skip
    return Matter(f"plan:{name}", tuple(_rungs(facts, name, due, months.binds, setting)), account.id, data)


def _rungs(facts: PlanFacts, name: str, due: datetime, binds: bool, setting: Setting) -> Iterable[Rung]:
    """Ahead and on the day to the editors; after that higher up, where it shall be done."""
    seen = facts.plan.made_at if facts.plan else due
    for n, stage in enumerate(setting.policy.plan.stages.value):
        if stage.hours > 0 and not binds:
            continue
        at = due + hours(stage)
        moment = earlier(at, setting, seen) if stage.hours < 0 else later(at, setting)
        yield Rung(f"{name}:{n}", moment, recipients(facts.about, stage.to, setting), "plan_review")
