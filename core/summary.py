"""How things stand in a period, in few figures: of the town, of a unit or of one account (C2, F9, F10)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any

from core import inventory, moderation, periods, posts, questions
from core.accounts import Account
from core.figures import IN_USE, Outcome, is_small, last_whole_weeks, lived
from core.inventory import AccountFacts
from core.overview import answering, posting, standing
from core.overview.answering import Took
from core.periods import Period
from core.scope import Scope
from core.worktime import DAY, week_start


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a period. `posts_per_week` is None where nothing is known (S6); what is hidden for being few is None.

    `open`, `gaps` and `accounts` are as they are now. `past_due` are open questions past their due time, and `late` too
    where that time binds: a `bör` is never late. `answered_in_time` of `answered_with_due` is F10's share, `median` of
    all answers; `snapshots_of` the half-year or year of the snapshots; `weeks_known` of `weeks` are the whole
    account-weeks somebody has answered for.
    """

    period: str
    accounts: Mapping[str, int]
    open: int
    past_due: int | None
    late: int | None
    received: int
    outcomes: Mapping[Outcome, int]
    answered: int
    answered_in_time: int | None
    answered_with_due: int
    median: Took | None
    cases: int | None
    cases_lacking: int | None
    posts_per_week: float | None
    weeks_known: int
    weeks: int
    snapshots: int
    snapshots_of: str
    snapshots_expected: int
    gaps: int

    @property
    def is_hidden(self) -> bool:
        """Whether something is hidden for being few."""
        return self.answered_in_time is None or self.cases is None or self.late is None


def of(
    scope: Scope, account: Account | None = None, *, unit: str = "", period: Period | None = None
) -> Summary:
    """The figures of an account, a unit or all; of this half-year so far where no period is named.

    Without a period the posts a week are of the guideline's window of weeks (F9), else of the period.
    """
    chosen = [
        each
        for each in inventory.taken(scope)
        if (account is None or each.id == account.id) and unit in ("", each.unit)
    ]
    ids = None if account is None and not unit else tuple(each.id for each in chosen)
    return _of(
        scope, chosen, ids, period or periods.current(scope.now, scope.calendar), in_window=period is None
    )


def _of(
    scope: Scope,
    chosen: Sequence[AccountFacts],
    ids: tuple[int, ...] | None,
    period: Period,
    *,
    in_window: bool,
) -> Summary:
    asked = answering.of(scope, period, ids)
    waiting = questions.open_ones(scope, ids)
    past_due = sum(q.due_at is not None and q.due_at < scope.now for q in waiting)
    cases, lacking = _cases(scope, period, ids)
    halves = standing.snapshots(scope, period, chosen)[-1:]
    mean, known, weeks = _posts(scope, period, chosen, in_window=in_window)
    return Summary(
        period=period.name,
        accounts={str(status): count for status, count in standing.states(chosen).items()},
        open=len(waiting),
        past_due=past_due,
        late=past_due if scope.policy.reply.binds else 0,
        received=asked.total,
        outcomes={outcome: count for outcome, count in asked.counts.items() if count},
        answered=asked.answered,
        answered_in_time=asked.in_time,
        answered_with_due=asked.with_due,
        median=asked.median,
        cases=cases,
        cases_lacking=lacking,
        posts_per_week=mean,
        weeks_known=known,
        weeks=weeks,
        snapshots=sum(len(half.taken) for half in halves),
        snapshots_of=halves[0].name if halves else period.name,
        snapshots_expected=sum(len(half.expected) for half in halves),
        gaps=len(standing.gaps(scope, chosen)),
    )


def _cases(scope: Scope, period: Period, ids: tuple[int, ...] | None) -> tuple[int, int]:
    """Cases that happened in the period, and how many of them lack something."""
    found = [
        case
        for case in moderation.between(scope, period.start, period.end)
        if ids is None or case.account_id in ids
    ]
    waived = moderation.waived(scope.session, tuple(case.id for case in found))
    lacks = (moderation.follow_ups(case, scope.policy, waived.get(case.id, frozenset())) for case in found)
    return len(found), sum(map(bool, lacks))


def _posts(
    scope: Scope, period: Period, chosen: Sequence[AccountFacts], *, in_window: bool
) -> tuple[float | None, int, int]:
    """Posts a known account-week, and how many account-weeks are known of how many (F9, S6)."""
    if not in_window:
        found = posting.of(scope, period, chosen)
        return found.mean, found.weeks_known, found.weeks_lived
    in_use, weeks = [account for account in chosen if account.status in IN_USE], last_whole_weeks(scope)
    midnight = scope.calendar.midnight
    spans = {week: (midnight(week_start(week)), midnight(week_start(week) + 7 * DAY)) for week in weeks}
    counted = {
        (account.id, week) for account in in_use for week, span in spans.items() if lived(account, *span)
    }
    known = posts.weeks_known(scope.session, scope.calendar, (account.id for account in in_use), weeks)
    counts = [count for key, count in known.items() if key in counted]
    return (sum(counts) / len(counts) if counts else None), len(counts), len(counted)


def as_data(found: Summary) -> dict[str, Any]:
    """The summary as JSON takes it, times in seconds: for scripts, and to be kept."""
    median = found.median and {name: took.total_seconds() for name, took in asdict(found.median).items()}
    return asdict(found) | {"median": median}


def restored(kept: Mapping[str, Any]) -> Summary:
    """A summary kept as `as_data` gave it; what was not counted then is unknown."""
    values: dict[str, Any] = {field.name: kept.get(field.name) for field in fields(Summary)}
    median = values["median"]
    took = Took(**{name: timedelta(seconds=each) for name, each in median.items()}) if median else None
    outcomes = {Outcome(name): count for name, count in (values["outcomes"] or {}).items()}
    return Summary(**values | {"median": took, "outcomes": outcomes})


def protected(found: Summary) -> Summary:
    """For who does not handle these accounts: how few people did, and what few citizens did, is not told.

    How many questions came and how many posts there were tells of nobody.
    """
    few = is_small(found.answered_with_due)
    hides_cases = is_small(found.cases or 0)
    return replace(
        found,
        past_due=None if is_small(found.open) else found.past_due,
        late=None if is_small(found.open) else found.late,
        outcomes={} if few or is_small(found.open) else found.outcomes,
        answered_in_time=None if few else found.answered_in_time,
        median=None if is_small(found.answered) else found.median,
        cases=None if hides_cases else found.cases,
        cases_lacking=None if hides_cases else found.cases_lacking,
    )
