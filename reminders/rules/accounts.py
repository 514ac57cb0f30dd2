"""Accounts: decisions waited for, gaps, silence, the half-yearly snapshot (F1-F5, F8, C1)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from core import periods, snapshots, worktime
from core.accounts import Account, Status
from core.approvals import left
from core.gaps import Gap, GapKind
from core.people import Role
from core.policy.accounts import Step
from core.policy.parts import Stage, To
from core.policy.posting import Then
from core.worktime import DAY
from reminders.facts import About, ApprovalFacts, GapFacts, InactivityFacts, SnapshotFacts
from reminders.plan import Matter, Plan, Rung, earlier, ladder, later, merge, recipients, unique
from reminders.setting import Setting

SETTLE_IN = timedelta(days=14)  # how long a new account has before its first snapshot is asked for


def approval(facts: ApprovalFacts, setting: Setting) -> Plan:
    """A request waits for a step (F1), or a closing for communications (F5)."""
    account = facts.about.account
    if account.status is Status.CLOSING:
        return merge([_closing(facts, setting)], setting)
    if account.status is not Status.REQUESTED:
        return Plan()
    waiting = Counter(waiting_steps(facts, setting))
    return merge((_step(facts, step, count, setting) for step, count in waiting.items()), setting)


def waiting_steps(facts: ApprovalFacts, setting: Setting) -> tuple[Step, ...]:
    """The steps of a request that nobody has taken, a role as often as it is still asked."""
    if facts.about.account.status is not Status.REQUESTED:
        return ()
    return left(setting.policy.approval.chain.value, (step for step, _person in facts.taken))


def _step(facts: ApprovalFacts, step: Step, count: int, setting: Setting) -> Matter:
    """A role's step; where it is asked more than once, a new matter each time one has taken it."""
    account = facts.about.account
    able = able_to_decide(facts, step, setting)
    stages = setting.policy.reminders.approval.value
    asked = step.value if count == 1 else f"{step.value}-{count}"
    name = f"{account.slug}:{asked}:{_stamp(account.requested_at)}"

    def to(stage: Stage) -> tuple[str, ...]:
        return _deciders(step, stage, stage is stages[-1], able, setting)

    rungs = ladder(name, stages, account.requested_at, setting, to, "approval_waiting")
    data = {
        "kind": "request", "account": account.slug, "step": step.value, "count": count, "unit": account.unit,
        "nobody": len(able) < count, "as_employee": step is Step.MANAGER and setting.policy.approval.as_employee.value,
        "requested_at": setting.calendar.local(account.requested_at).isoformat(),
    }  # fmt: skip
    return Matter(f"approval:{name}", rungs, account.id, data)


def able_to_decide(facts: ApprovalFacts, step: Step, setting: Setting) -> tuple[str, ...]:
    """The people who can take a step: not the one who asked, nor one who has taken another (F1)."""
    account = facts.about.account
    out = {account.requested_by, *(person for _step, person in facts.taken)}
    able = setting.staff.holding(Role(step.value), account.unit)
    return tuple(str(id) for id in able if id not in out)


def _deciders(
    step: Step, stage: Stage, is_last: bool, able: tuple[str, ...], setting: Setting
) -> tuple[str, ...]:
    """Whom a stage speaks to: those who can take the step, and at the end the department also of the others'."""
    channel = tuple(to for to in setting.department if not to.isdigit() or to in able)
    if step is Step.COMMUNICATIONS:
        admins = tuple(map(str, setting.staff.admins))
        return channel or admins if To.DEPARTMENT in stage.to else ()
    if To.MANAGER in stage.to:
        return able or setting.department
    return setting.department if is_last else ()


def _closing(facts: ApprovalFacts, setting: Setting) -> Matter:
    account = facts.about.account
    asked_at = account.closing_requested_at or account.requested_at
    name = f"{account.slug}:closing:{_stamp(asked_at)}"
    stages = setting.policy.reminders.approval.value

    by_manager = setting.policy.approval.closing.value is Step.MANAGER

    def to(stage: Stage) -> tuple[str, ...]:
        if by_manager and To.MANAGER in stage.to:
            return recipients(facts.about, (To.MANAGER,), setting)
        return (
            setting.department
            if To.DEPARTMENT in stage.to and (not by_manager or stage is stages[-1])
            else ()
        )

    rungs = ladder(name, stages, asked_at, setting, to, "approval_waiting")
    data = {
        "kind": "closing", "account": account.slug, "reason": account.closing_reason or "",
        "last_snapshot": facts.has_last_snapshot,
        "requested_at": setting.calendar.local(asked_at).isoformat(),
    }  # fmt: skip
    return Matter(f"approval:{name}", rungs, account.id, data)


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def gap(facts: GapFacts, setting: Setting) -> Plan:
    """What an account lacks, told to those who can mend it (F2, F3, F4)."""
    return merge((_gap(facts.about, each, since, setting) for each, since in facts.gaps), setting)


def _gap(about: About, found: Gap, since: datetime, setting: Setting) -> Matter:
    account, stages = about.account, setting.policy.reminders.gap.value
    stages = stages[:1] if found.should else stages  # what only should be goes no higher
    name = f"{account.slug}:{found.key}:{setting.calendar.local(since).date()}"
    menders = _menders(about, found, setting)

    def to(stage: Stage) -> tuple[str, ...]:
        above = (each for each in stage.to if each is not To.EDITORS)
        return menders if stage is stages[0] else unique(menders, recipients(about, above, setting))

    rungs = ladder(name, stages, since, setting, to, "gap")
    data = {
        "kind": found.kind.value, "account": account.slug, "person": found.person, "menders": list(menders),
        "deciders": list(setting.department), "lacks": list(found.lacks), "should": found.should,
    } | _named(found, setting)  # fmt: skip
    return Matter(f"gap:{name}", rungs, account.id, data)


def _menders(about: About, found: Gap, setting: Setting) -> tuple[str, ...]:
    """Who can mend it; only oneself can say what one has read, and not while away."""
    if found.kind is not GapKind.READING:
        return recipients(about, _MENDERS[found.kind], setting)
    people = (setting.staff.people[id] for id in about.everybody)
    return tuple(str(p.id) for p in people if p.slug == found.person and setting.staff.is_here(p.id))


def _named(found: Gap, setting: Setting) -> dict[str, str]:
    person = setting.staff.named.get(found.person)
    return {"name": person.name if person else found.person}


_MENDERS = {
    GapKind.RESPONSIBLE: (To.MANAGER, To.DEPARTMENT),
    GapKind.AWAY: (To.MANAGER, To.DEPARTMENT),
    GapKind.ASSIGNMENT: (To.MANAGER,),
    GapKind.TRAINING: (To.DEPARTMENT,),
    GapKind.ACCESS: (To.DEPARTMENT,),
    GapKind.ADDRESS: (To.DEPARTMENT,),
    GapKind.ADMINISTRATORS: (To.EDITORS, To.MANAGER),
    GapKind.TOO_MANY: (To.EDITORS,),
    GapKind.DEPUTY: (To.EDITORS,),
    GapKind.NEED: (To.EDITORS,),
    GapKind.ADVICE: (To.DEPARTMENT,),
    GapKind.PLAN: (To.EDITORS,),
    GapKind.PLAN_PARTS: (To.EDITORS,),
    GapKind.PRESENTED: (To.EDITORS,),
    GapKind.DEPOSIT: (To.EDITORS,),
    GapKind.PROFILE: (To.EDITORS,),
    GapKind.LAUNCH: (To.EDITORS,),
    GapKind.WEBSITE: (To.DEPARTMENT,),
    GapKind.CONTACT: (To.MANAGER,),
    GapKind.CENTRAL: (To.DEPARTMENT,),
}


def inactivity(facts: InactivityFacts, setting: Setting) -> Plan:
    """An active account is silent: its editors are asked ahead, then the closing is proposed (F5, F8)."""
    months = setting.policy.inactivity.months.value
    if months is None or facts.last is None or facts.about.account.status is not Status.ACTIVE:
        return Plan()
    since = _silent_since(facts.about.account, facts.last.at, setting)
    limit = worktime.months_after(since, months, setting.calendar)
    return merge(
        _silence(facts, since, limit, setting), setting, also=_rest_begins(facts.about.account, setting)
    )


def _silent_since(account: Account, last: datetime, setting: Setting) -> datetime:
    """The last known activity, or the end of a rest that has begun: silence there says nothing."""
    if account.rests_from is None or account.rests_until is None:
        return last
    if setting.calendar.midnight(account.rests_from) > setting.now:
        return last
    return max(last, setting.calendar.midnight(account.rests_until + DAY))


def _rest_begins(account: Account, setting: Setting) -> tuple[datetime, ...]:
    return (setting.calendar.midnight(account.rests_from),) if account.rests_from else ()


def _silence(facts: InactivityFacts, last: datetime, limit: datetime, setting: Setting) -> Iterable[Matter]:
    account = facts.about.account
    day = setting.calendar.local(last).date()
    confirmed = account.inactive_confirmed_at is not None and account.inactive_confirmed_at > last
    data = {
        "account": account.slug,
        "last_activity": setting.calendar.local(facts.last.at if facts.last else last).isoformat(),
        "limit": setting.calendar.local(limit).isoformat(), "is_post": bool(facts.last and facts.last.is_post),
        "confirmed": confirmed, "months": setting.policy.inactivity.months.value,
        "then": setting.policy.inactivity.then.value or Then.CLOSE,
    }  # fmt: skip
    if not confirmed:
        yield Matter(f"silence:{account.slug}:{day}", _warnings(facts, day, limit, setting), account.id, data)
    name = f"{account.slug}:{day}"
    close = Rung(name, later(limit, setting), setting.department, "inactivity_close")
    yield Matter(f"close:{name}", (close,), account.id, data)


def _warnings(facts: InactivityFacts, day: date, limit: datetime, setting: Setting) -> tuple[Rung, ...]:
    to = recipients(facts.about, (To.EDITORS,), setting)
    end = setting.calendar.local(limit)
    seen = facts.about.account.activated_at or facts.about.account.requested_at
    rungs = []
    for days in sorted(setting.policy.inactivity.warn_days.value, reverse=True):
        ahead = earlier(setting.calendar.at(end.date() - days * DAY, end.time()), setting, seen)
        name = f"{facts.about.account.slug}:{day}:{days}"
        rungs.append(Rung(name, ahead, to, "inactivity_warning", until=limit))
    return tuple(rungs)


def snapshot(facts: SnapshotFacts, setting: Setting) -> Plan:
    """An account in use has no snapshot of the half-year, or of the year (C1, M10)."""
    account, policy = facts.about.account, setting.policy.snapshots
    if policy.every.value is None or account.status not in {Status.ACTIVE, Status.CLOSING}:
        return Plan()
    period = snapshots.period_at(setting.policy, setting.now, setting.calendar)
    ends = periods.named(period, setting.calendar).end
    after = _campaign(snapshots.period_at(setting.policy, ends, setting.calendar), facts.about, setting)
    if facts.taken:
        return merge([], setting, also=[rung.at for rung in after])
    rungs = tuple(rung for rung in _campaign(period, facts.about, setting) if rung.at < ends)
    data = {
        "account": account.slug,
        "period": period,
        "last_day": str(setting.calendar.local(ends).date() - DAY),
        "binds": policy.every.binds,
    }
    matter = Matter(f"snapshot:{account.slug}:{period}", rungs, account.id, data)
    return merge([matter], setting, also=[rung.at for rung in after])


def _campaign(period: str, about: About, setting: Setting) -> tuple[Rung, ...]:
    """The period's reminders; an account that came after the first one gets its own first, two weeks on."""
    name = f"{about.account.slug}:{period}"
    rungs = tuple(
        Rung(f"{name}:{n}", later(at, setting), recipients(about, to, setting), "snapshot_due")
        for n, (at, to) in enumerate(_days(period, setting))
    )
    active = _active_since(about.account)
    if not rungs or active <= rungs[0].at:
        return rungs
    at = _out_of_season(active + SETTLE_IN, period, setting)
    first = Rung(f"{name}:new", later(at, setting), rungs[0].to, "snapshot_due")
    return (first, *(rung for rung in rungs if rung.at > first.at))


def _out_of_season(at: datetime, period: str, setting: Setting) -> datetime:
    """The moment itself, or the first of the next month that is not kept free, if that is in the period."""
    day = setting.calendar.local(at).date()
    while day.month in setting.policy.snapshots.avoid.value:
        day = worktime.add_months(day.replace(day=1), 1)
    moved = setting.calendar.at(day, setting.window.opens)
    is_same = day == setting.calendar.local(at).date()
    return at if is_same or moved >= periods.named(period, setting.calendar).end else moved


def _active_since(account: Account) -> datetime:
    return account.activated_at or account.requested_at


def _days(period: str, setting: Setting) -> Iterable[tuple[datetime, tuple[To, ...]]]:
    """The campaign's days, from the morning, with whom they speak to."""
    policy = setting.policy.snapshots
    month = policy.month_of(period)
    for stage in policy.days.value if month else ():
        yield (
            setting.calendar.at(date(int(period[:4]), month or 1, stage.day), setting.window.opens),
            stage.to,
        )
