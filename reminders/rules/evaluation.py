"""Each half-year an account's editors and manager say how it goes, and whether it is kept (G3, H19)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from core import worktime
from core.accounts import Status
from core.policy.parts import To
from reminders.facts import EvaluationFacts
from reminders.plan import Matter, Plan, Rung, later, merge, recipients
from reminders.setting import Setting

LIVED = timedelta(days=90)  # a younger account has nothing to look back on


def evaluation(facts: EvaluationFacts, setting: Setting) -> Plan:
    """The half-year's evaluation, until it is answered; of one seldom updated communications hears at once (H19)."""
    account, policy = facts.about.account, setting.policy.evaluation
    if not policy.asked.value or account.status is not Status.ACTIVE:
        return Plan()
    period = worktime.half_year(setting.now, setting.calendar)
    _starts, ends = worktime.half_year_bounds(period, setting.calendar)
    coming = [rung.at for rung in _campaign(worktime.half_year(ends, setting.calendar), facts, setting)]
    if facts.is_evaluated:
        return merge([], setting, also=coming)
    data = {
        "account": account.slug, "period": period, "questions": list(policy.questions.value),
        "last_activity": str(setting.calendar.local(facts.last.at).date()) if facts.last else "",
        "is_quiet": _is_quiet(facts, setting), "with_communications": policy.with_communications.value,
    }  # fmt: skip
    rungs = tuple(_campaign(period, facts, setting))
    matter = Matter(f"evaluation:{account.slug}:{period}", rungs, account.id, data)
    return merge([matter], setting, also=coming)


def _is_quiet(facts: EvaluationFacts, setting: Setting) -> bool:
    """Whether nothing is known of it for so long that its closing is proposed; unknown is not inactive (S6)."""
    quiet = timedelta(days=setting.policy.evaluation.quiet_days.value)
    return facts.last is not None and setting.now - facts.last.at > quiet


def _campaign(period: str, facts: EvaluationFacts, setting: Setting) -> Iterable[Rung]:
    account = facts.about.account
    also = (To.DEPARTMENT,) if _is_quiet(facts, setting) else ()
    for n, (at, to) in enumerate(_days(period, setting)):
        if account.activated_at and at >= account.activated_at + LIVED:
            who = recipients(facts.about, (*to, *also), setting)
            yield Rung(f"{account.slug}:{period}:{n}", later(at, setting), who, "evaluation")


def _days(period: str, setting: Setting) -> Iterable[tuple[datetime, tuple[To, ...]]]:
    """The days it is asked in a half-year, from the morning, with whom they speak to."""
    policy, half = setting.policy.evaluation, period[-1]
    month = next(month for month in policy.months.value if (month > 6) == (half == "2"))
    for stage in policy.days.value:
        yield setting.calendar.at(date(int(period[:4]), month, stage.day), setting.window.opens), stage.to
