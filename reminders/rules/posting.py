"""Posts: how many there were each week, and too few on average (F9, S6)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from core import worktime
from core.accounts import Account, Status, rests_between
from core.policy.parts import To
from reminders.facts import PostingFacts
from reminders.plan import Matter, Plan, Rung, merge, recipients
from reminders.setting import Setting, next_weekly, weekly, whole_weeks

WEEK = timedelta(weeks=1)


def posting(facts: PostingFacts, setting: Setting) -> Plan:
    """The weekly question how many posts there were, and the reminder when they are too few."""
    account, policy = facts.about.account, setting.policy.posting
    if policy.per_week.value is None or account.status is not Status.ACTIVE or account.activated_at is None:
        return Plan()
    also = (next_weekly(setting, policy.ask.value), next_weekly(setting, policy.remind.value))
    today = setting.calendar.local(setting.now).date()
    if rests_between(account, today, today):
        return merge((), setting, also)
    return merge((*_counts(facts, setting), *_minimum(facts, setting)), setting, also)


def _counts(facts: PostingFacts, setting: Setting) -> Iterable[Matter]:
    """One matter for each week that nobody has answered for; only the week just ended is asked about."""
    account = facts.about.account
    asked_at = weekly(setting, setting.policy.posting.ask.value)
    asked = worktime.weeks_back(worktime.iso_week(asked_at, setting.calendar), 1)
    to = recipients(facts.about, (To.EDITORS,), setting)
    for week in whole_weeks(setting):
        if week > asked or week in facts.known or not _was_active(facts, week, setting):
            continue
        name = f"{account.slug}:{week}"
        rungs = (Rung(name, asked_at, to, "posting_count"),) if week == asked else ()
        data = {"account": account.slug, "week": week}
        yield Matter(f"posting_count:{name}", rungs, account.id, data)


def _was_active(facts: PostingFacts, week: str, setting: Setting) -> bool:
    """Whether the account was active before the week's end, and did not rest in it."""
    if _rested(facts.about.account, week):
        return False
    ends = setting.calendar.midnight(worktime.week_start(week) + WEEK)
    activated = facts.about.account.activated_at
    return activated is not None and activated < ends


def _minimum(facts: PostingFacts, setting: Setting) -> Iterable[Matter]:
    """Too few posts on average over the whole weeks, or two unknown ones in a row; at most every other week or so."""
    account, policy = facts.about.account, setting.policy.posting
    at = weekly(setting, policy.remind.value)
    this = worktime.iso_week(at, setting.calendar)
    weeks = _window(facts, this, setting)
    now, then = _judge(facts.known, weeks, setting), _judge(facts.known_then, weeks, setting)
    if not now:
        return
    data = {"account": account.slug, "week": this, "per_week": policy.per_week.value} | now
    to = recipients(facts.about, (To.EDITORS,), setting)
    name = f"{account.slug}:{this}"
    comes = then and not _is_closed(this, setting) and not _was_reminded(facts.reminded, this, setting)
    rungs = (Rung(name, at, to, "posting_minimum"),) if comes else ()
    yield Matter(f"posting_minimum:{name}", rungs, account.id, data)
    if facts.reminded and facts.reminded != this:
        yield Matter(f"posting_minimum:{account.slug}:{facts.reminded}", (), account.id, data)


def _window(facts: PostingFacts, this: str, setting: Setting) -> tuple[str, ...]:
    """The whole weeks before `this` that count: the window's, but none before the activation or with rest in it."""
    weeks = (worktime.weeks_back(this, n) for n in range(setting.policy.posting.window_weeks.value, 0, -1))
    activated = facts.about.account.activated_at
    starts = {week: setting.calendar.midnight(worktime.week_start(week)) for week in weeks}
    lived = (week for week, start in starts.items() if activated is not None and activated <= start)
    return tuple(week for week in lived if not _rested(facts.about.account, week))


def _rested(account: Account, week: str) -> bool:
    monday = worktime.week_start(week)
    return rests_between(account, monday, monday + WEEK - worktime.DAY)


def _judge(known: Mapping[str, int], weeks: tuple[str, ...], setting: Setting) -> dict[str, object]:
    """The figures to say when they are too low or unknown too long (S6); empty when there is nothing to say."""
    counts = [known[week] for week in weeks if week in known]
    mean = sum(counts) / len(counts) if counts else None
    unknown = len(weeks) >= 2 and not any(week in known for week in weeks[-2:])
    too_few = mean is not None and mean < (setting.policy.posting.per_week.value or 0)
    if not (too_few or unknown):
        return {}
    return {"mean": mean, "unknown": unknown, "too_few": too_few, "weeks": list(weeks), "known": len(counts)}


def _is_closed(week: str, setting: Setting) -> bool:
    return int(week[-2:]) in setting.policy.posting.closed_weeks.value


def _was_reminded(last: str, this: str, setting: Setting) -> bool:
    """Whether it was reminded so recently that it is not said again; the same week's own reminder still holds."""
    if not last or last == this:
        return False
    between = (worktime.week_start(this) - worktime.week_start(last)) // WEEK
    return between < setting.policy.posting.repeat_weeks.value
