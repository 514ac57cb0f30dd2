"""Posts: how many there were each week, and too few on average (F9, S6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core import worktime
from core.accounts import Account, Status, rests_between
from core.policy.parts import To
from core.policy.posting import Minimum, Per
from reminders.facts import PostingFacts
from reminders.plan import Matter, Plan, Rung, merge, recipients
from reminders.setting import Setting, next_weekly, weekly, weeks_before, whole_weeks

WEEK = timedelta(weeks=1)


def posting(facts: PostingFacts, setting: Setting) -> Plan:
    """The weekly question how many posts there were, and the reminder when they are too few."""
    account, policy = facts.about.account, setting.policy.posting
    least = policy.least(account.platform)
    if least is None or account.status is not Status.ACTIVE or account.activated_at is None:
        return Plan()
    also = (next_weekly(setting, policy.ask.value), next_weekly(setting, policy.remind.value))
    today = setting.calendar.local(setting.now).date()
    if rests_between(account, today, today):
        return merge((), setting, also)
    said = _weekly(facts, least, setting) if least.per is Per.WEEK else _monthly(facts, least, setting)
    return merge((*_counts(facts, setting), *said), setting, also)


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


def _weekly(facts: PostingFacts, least: Minimum, setting: Setting) -> Iterable[Matter]:
    """Too few posts on average over the whole weeks, or two unknown ones in a row; at most every other week or so."""
    at = weekly(setting, setting.policy.posting.remind.value)
    this = worktime.iso_week(at, setting.calendar)
    weeks = _lived_through(facts, weeks_before(this, setting.policy.posting.window_weeks.value), setting)
    now, then = (_judge(known, weeks, least) for known in (facts.known, facts.known_then))
    if not now:
        return
    comes = bool(then) and not _is_closed(this, setting) and not _was_reminded(facts.reminded, this, setting)
    yield _too_few(facts, this, least, {"week": this, **now}, at if comes else None, setting)
    if facts.reminded and facts.reminded != this:
        name = f"posting_minimum:{facts.about.account.slug}:{facts.reminded}"
        yield Matter(name, (), facts.about.account.id)


def _monthly(facts: PostingFacts, least: Minimum, setting: Setting) -> Iterable[Matter]:
    """Too few posts in the last whole month, or too few known ones; said once."""
    at = weekly(setting, setting.policy.posting.remind.value)
    this = worktime.iso_week(at, setting.calendar)
    month, weeks = worktime.month_before(this)
    if len(_lived_through(facts, weeks, setting)) < len(weeks):
        return
    now, then = (_judge_month(known, weeks, least) for known in (facts.known, facts.known_then))
    if now:
        comes = bool(then) and not _is_closed(this, setting)
        yield _too_few(facts, month, least, {"month": month, **now}, at if comes else None, setting)


def _too_few(
    facts: PostingFacts,
    when: str,
    least: Minimum,
    found: Mapping[str, object],
    at: datetime | None,
    setting: Setting,
) -> Matter:
    """The matter of a week's or a month's reminder, which comes `at` a time or not at all."""
    account, name = facts.about.account, f"{facts.about.account.slug}:{when}"
    to = recipients(facts.about, (To.EDITORS,), setting)
    rungs = (Rung(name, at, to, "posting_minimum"),) if at else ()
    data = {"account": account.slug, "posts": least.posts, "per": least.per.value, **found}
    return Matter(f"posting_minimum:{name}", rungs, account.id, data)


def _lived_through(facts: PostingFacts, weeks: Iterable[str], setting: Setting) -> tuple[str, ...]:
    """Those of the weeks that count: none before the activation or with rest in it."""
    activated = facts.about.account.activated_at
    starts = {week: setting.calendar.midnight(worktime.week_start(week)) for week in weeks}
    lived = (week for week, start in starts.items() if activated is not None and activated <= start)
    return tuple(week for week in lived if not _rested(facts.about.account, week))


def _rested(account: Account, week: str) -> bool:
    monday = worktime.week_start(week)
    return rests_between(account, monday, monday + WEEK - worktime.DAY)


def _judge(known: Mapping[str, int], weeks: tuple[str, ...], least: Minimum) -> dict[str, object]:
    """The figures to say when they are too low or unknown too long (S6); empty when there is nothing to say."""
    counts = [known[week] for week in weeks if week in known]
    mean = sum(counts) / len(counts) if counts else None
    unknown = len(weeks) >= 2 and not any(week in known for week in weeks[-2:])
    too_few = mean is not None and mean < (least.posts or 0)
    if not (too_few or unknown):
        return {}
    return {"mean": mean, "unknown": unknown, "too_few": too_few, "weeks": list(weeks), "known": len(counts)}


def _judge_month(known: Mapping[str, int], weeks: tuple[str, ...], least: Minimum) -> dict[str, object]:
    """As `_judge`, of a month: too few where all its weeks are known, else unknown while too few are known (S6)."""
    counts = [known[week] for week in weeks if week in known]
    if sum(counts) >= (least.posts or 0):
        return {}
    unknown = len(counts) < len(weeks)
    return {"count": sum(counts), "unknown": unknown, "too_few": not unknown, "weeks": list(weeks)}


def _is_closed(week: str, setting: Setting) -> bool:
    return int(week[-2:]) in setting.policy.posting.closed_weeks.value


def _was_reminded(last: str, this: str, setting: Setting) -> bool:
    """Whether it was reminded so recently that it is not said again; the same week's own reminder still holds."""
    if not last or last == this:
        return False
    between = (worktime.week_start(this) - worktime.week_start(last)) // WEEK
    return between < setting.policy.posting.repeat_weeks.value
