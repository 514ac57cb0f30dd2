"""What a year's reminders must be, told plainly from the ledger: each key with the instant it is due."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta

from tests.reminders.calendar import HOUR, closing, local_time, monday, opening, utc, week_of, works
from tests.reminders.life import DAY, END, NEVER, START, Kept, Life

DEPARTMENT = "department"
Expected = Iterator[tuple[str, datetime]]
NINE = time(9)


def expected(life: Life) -> dict[str, datetime]:
    """All reminders of the year; of a matter's stages that come at the same instant, only the last."""
    found = [*_questions(life), *_follow_ups(life), *_digests(life)]
    for account in life.accounts:
        for rule in (_approvals, _gaps, _snapshots, _counts, _minimum, _silence):
            found += rule(account)
    last = {(_matter(key), at): key for key, at in found}
    return {key: at for (_name, at), key in last.items() if START <= at < END}


def _matter(key: str) -> tuple[str, str]:
    """A key without its stage, and whom it is for."""
    stem, _at, who = key.partition("@")
    return stem.rpartition(":")[0], who


def _to(stem: str, at: datetime, *who: str) -> Expected:
    for each in who:
        yield f"{stem}@{each}", at


def _to_editors(
    account: Kept,
    stem: str,
    at: datetime,
    holds: Callable[[datetime], bool],
    manager_until: datetime = NEVER,
) -> Expected:
    """To the editors when it is due, and as long as it holds to whoever comes to hear what is theirs.

    `manager_until` is when the manager hears more of the matter as such.
    """
    news = sorted(when for absence in account.absences for when in (absence.start, absence.end) if when > at)
    told: set[str] = set()
    for moment in (at, *(opening(when) for when in news)):
        for who in account.hearing(moment) if holds(moment) else ():
            if who not in told and (who != account.manager or moment < manager_until):
                told.add(who)
                yield from _to(stem, moment, who)


def _before(*ends: datetime) -> Callable[[datetime], bool]:
    """Whether a time comes before all of these."""
    return lambda when: when < min(ends)


def _account(life: Life, slug: str) -> Kept:
    return next(account for account in life.accounts if account.slug == slug)


def _questions(life: Life) -> Expected:
    """F10: four hours ahead, when it is late and the bot may say so, four hours after that."""
    for asked in life.questions:
        account = _account(life, asked.account)
        ahead = closing(asked.due - 4 * HOUR)
        ahead = ahead if ahead >= asked.start else opening(asked.start)
        due = min(asked.due, asked.end)
        yield from _to_editors(account, f"reply_due:{asked.number}:0", ahead, _before(due))
        late = opening(max(asked.due, asked.start))
        later = opening(late + 4 * HOUR)
        yield from _to_editors(account, f"reply_overdue:{asked.number}:1", late, _before(asked.end), later)
        if later < asked.end:
            yield from _to(f"reply_overdue:{asked.number}:2", later, account.manager, DEPARTMENT)


def _follow_ups(life: Life) -> Expected:
    """F11, F13, F14: by the policy's stages from the recording."""
    stages = {"signature": (1, 72), "case": (24, 72, 168), "consent": (24, 168)}
    for entry in life.follow_ups:
        account = _account(life, entry.account)
        number = f"{entry.number}:signature" if entry.kind == "signature" else entry.number
        moments = [opening(entry.start + hours * HOUR) for hours in stages[entry.kind]]
        for n, (at, after) in enumerate(zip(moments, (*moments[1:], NEVER), strict=True)):
            stem = f"follow_up:{number}:{n}"
            if entry.kind != "case":
                yield from _to_editors(account, stem, at, _before(entry.end, after))
            elif n < 2:
                until = entry.end if n else min(entry.end, after)
                yield from _to_editors(account, stem, at, _before(until), after)
            elif at < entry.end:
                yield from _to(stem, at, account.manager, DEPARTMENT)


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def _approvals(account: Kept) -> Expected:
    """F1: each step until it is taken; F5: a closing until it is decided."""
    moments = [opening(account.requested + hours * HOUR) for hours in (0, 72, 168)]
    took = {"manager": account.manager_took, "communications": account.department_took}
    for n, at in enumerate(moments):
        for step, when in took.items():
            who = account.manager if step == "manager" and n < 2 else DEPARTMENT
            if at < when:
                yield from _to(
                    f"approval_waiting:{account.slug}:{step}:{_stamp(account.requested)}:{n}", at, who
                )
    for n, hours in enumerate((0, 72, 168)) if account.closing != NEVER else ():
        at = opening(account.closing + hours * HOUR)
        if at < account.closed:
            name = f"{account.slug}:closing:{_stamp(account.closing)}:{n}"
            yield from _to(f"approval_waiting:{name}", at, DEPARTMENT)


def _gaps(account: Kept) -> Expected:
    """F4: who has had no training, until they have; F2: who is away, until they are back."""
    for absence in account.absences:
        for n, hours in enumerate((24, 336)):
            at = opening(absence.start + hours * HOUR)
            if at < min(absence.end, account.closed):
                name = f"{account.slug}:away:{absence.who}:{local_time(absence.start).date()}:{n}"
                yield from _to(f"gap:{name}", at, account.manager, DEPARTMENT)
    day = local_time(account.active).date()
    for n, hours in enumerate((24, 336)) if account.untrained else ():
        at = opening(account.active + hours * HOUR)
        if at < account.trained:
            who = (DEPARTMENT,) if n == 0 else (account.manager, DEPARTMENT)
            yield from _to(f"gap:{account.slug}:training:{account.untrained}:{day}:{n}", at, *who)


def _snapshots(account: Kept) -> Expected:
    """C1: in November and May; who came later in the half-year has two weeks."""
    halves = (("2026-H2", 2026, 11, date(2027, 1, 1)), ("2027-H1", 2027, 5, date(2027, 7, 1)))
    for period, year, month, ends in halves:
        end, begins = utc(ends, time(0)), utc(date(year, month - 10 if month == 11 else 1, 1), time(0))
        days = [(str(n), opening(utc(date(year, month, day), time(8)))) for n, day in enumerate((1, 15, 25))]
        if account.active > days[0][1]:
            new = opening(account.active + 14 * DAY)
            days = [("new", new), *((n, at) for n, at in days if at > new)]
        start = utc(date(year, 7 if month == 11 else 1, 1), time(0))
        taken = min((s for s in account.snapshots if max(start, begins) <= s < end), default=NEVER)
        last = min(taken, end, account.closed)
        for (n, at), (_n, after) in zip(days, (*days[1:], ("", NEVER)), strict=True):
            if account.active <= at < last:
                stem = f"snapshot_due:{account.slug}:{period}:{n}"
                yield from _to_editors(account, stem, at, _before(last, after))
                yield from _to(stem, at, *([DEPARTMENT] if n == "2" else []))


def _known(account: Kept, at: datetime) -> dict[str, int]:
    """Posts by week, as recorded by then."""
    known: dict[str, int] = {}
    for when, count in account.posts:
        if when <= at:
            known[week_of(when)] = known.get(week_of(when), 0) + count
    answers: dict[str, int] = {}
    for when, week, count in account.weeks:
        if when <= at:
            answers[week] = count
    return {week: max(known.get(week, 0), answers.get(week, 0)) for week in known.keys() | answers.keys()}


def _weeks() -> Iterable[str]:
    at = START
    while at < END:
        yield week_of(at)
        at += 7 * DAY


def _counts(account: Kept) -> Expected:
    """F9, S6: each Monday, for the week before, when nobody has answered for it."""
    for week in _weeks():
        next_week = monday(week) + timedelta(days=7)
        at = opening(utc(next_week, NINE))
        asked_until = opening(utc(next_week + timedelta(days=7), NINE))

        def holds(when: datetime, week: str = week, until: datetime = asked_until) -> bool:
            return when < until and account.is_active(when) and week not in _known(account, when)

        if account.active < utc(next_week, time(0)):
            yield from _to_editors(account, f"posting_count:{account.slug}:{week}", at, holds)


def _minimum(account: Kept) -> Expected:
    """F9, S6: on Wednesdays, when the known weeks are too few or the last two unknown; every other week at most."""
    last = date(2000, 1, 1)
    for week in _weeks():
        start = monday(week)
        at = opening(utc(start + timedelta(days=2), NINE))
        window = [start - timedelta(days=7 * n) for n in (4, 3, 2, 1)]
        window = [day for day in window if utc(day, time(0)) >= account.active]
        until, names = opening(at + timedelta(days=7)), [week_of(utc(day, NINE)) for day in window]

        def holds(when: datetime, names: list[str] = names, until: datetime = until) -> bool:
            return when < until and account.is_active(when) and _too_few(_known(account, when), names)

        if holds(at) and (start - last).days >= 14:
            last = start
            yield from _to_editors(account, f"posting_minimum:{account.slug}:{week}", at, holds)


def _too_few(known: dict[str, int], names: list[str]) -> bool:
    """On average over the weeks known, or unknown whether."""
    counts = [known[name] for name in names if name in known]
    too_few = bool(counts) and sum(counts) / len(counts) < 1
    return too_few or (len(names) >= 2 and not any(name in known for name in names[-2:]))


def _half_a_year_on(at: datetime) -> datetime:
    wall = local_time(at)
    year, month = divmod(wall.year * 12 + wall.month - 1 + 6, 12)
    for day in (wall.day, 30, 29, 28):
        try:
            return utc(date(year, month + 1, day), wall.time())
        except ValueError:
            continue
    raise AssertionError(at)


def _silence(account: Kept) -> Expected:
    """F8, F5: from the last known activity, warnings ahead and the proposal at six months."""
    learned = [(account.active, account.active)]
    learned += [(when, when) for when, _count in account.posts]
    learned += [
        (when, utc(monday(week) + timedelta(days=6), time(0))) for when, week, count in account.weeks if count
    ]
    learned.sort()
    for n, (known, _at) in enumerate(learned):
        posts = [at for when, at in learned[: n + 1] if at != account.active or when != account.active]
        last = max(posts, default=account.active)
        until = learned[n + 1][0] if n + 1 < len(learned) else NEVER
        yield from _silent_from(account, last, known, until)


def _silent_from(account: Kept, last: datetime, known: datetime, until: datetime) -> Expected:
    limit, day = _half_a_year_on(last), local_time(last).date()
    wall = local_time(limit)
    moments = [closing(utc(wall.date() - timedelta(days=days), wall.time())) for days in (30, 7)]
    for days, at, after in zip((30, 7), moments, (moments[1], limit), strict=True):
        last_moment = min(until, account.confirmed, account.closing, account.closed, after)
        if known <= at and account.active <= at:
            stem = f"inactivity_warning:{account.slug}:{day}:{days}"
            yield from _to_editors(account, stem, at, _before(last_moment))
    at = opening(limit)
    if known <= at < until and account.is_active(at):
        yield from _to(f"inactivity_close:{account.slug}:{day}", at, DEPARTMENT)


def _digests(life: Life) -> Expected:
    """C2, H28: each working day at eight when there is something to say."""
    yield f"digest:{START.date()}", START  # late, at the first beat: the town was founded that morning
    told = START
    day = START.date() + timedelta(days=1)
    while (at := utc(day, time(8))) < END:
        if works(day) and (_something_to_say(life, at, told) or _tells_of_last_week(life, day, at)):
            told = at
            yield f"digest:{day}", at
        day += timedelta(days=1)


def _tells_of_last_week(life: Life, day: date, at: datetime) -> bool:
    """C2: the week's first digest has last week's figures, when anything is known to have happened in it."""
    first = day - timedelta(days=day.weekday())
    if any(works(first + timedelta(days=n)) for n in range(day.weekday())):
        return False
    starts, ends = utc(first - timedelta(days=7), time(0)), utc(first, time(0))
    asked = any(starts <= each.wrote < ends and each.start <= at for each in life.questions)
    removed = any(starts <= each.start < ends for each in life.follow_ups if each.kind == "case")
    return asked or removed or any(_posted(account, starts, ends, at) for account in life.accounts)


def _posted(account: Kept, starts: datetime, ends: datetime, at: datetime) -> bool:
    """Whether posts are known of the week, which the account lived all through."""
    if account.active > starts or account.closed < ends:
        return False
    recorded = any(starts <= when < ends for when, _count in account.posts)
    said = any(count and when <= at and week == week_of(starts + HOUR) for when, week, count in account.weeks)
    return recorded or said


def _something_to_say(life: Life, at: datetime, told: datetime) -> bool:
    tonight = utc(local_time(at).date() + timedelta(days=1), time(0))
    due = any(asked.open_at(at) and asked.due <= tonight for asked in life.questions)
    lacking = any(entry.open_at(at) for entry in life.follow_ups)
    changed = any(told < when <= at for when in life.changes)
    return due or lacking or changed or any(_undecided(account, at) for account in life.accounts)


def _undecided(account: Kept, at: datetime) -> bool:
    requested = account.requested <= at < max(account.manager_took, account.department_took)
    untrained = bool(account.untrained) and account.active <= at < min(account.trained, account.closed)
    lost = any(absence.open_at(at) for absence in account.absences) and at < account.closed
    return lost or requested or untrained or account.closing <= at < account.closed
