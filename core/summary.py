"""How things stand in a period, in few figures: of the town, of a unit or of one account (C2, F9, F10)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core import inventory, moderation, periods, posts, questions
from core.figures import IN_USE, Outcome, is_small, last_whole_weeks, lived
from core.inventory import AccountFacts
from core.moderation import FollowUp
from core.overview import answering, posting, standing
from core.overview.answering import Answering, Took
from core.overview.standing import Snapshots
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


class Posts(NamedTuple):
    """Posts a known account-week, and how many account-weeks are known of how many (F9, S6)."""

    mean: float | None
    known: int
    weeks: int


class Counted(NamedTuple):
    """What a summary is made of, however it was read: `due` of the open questions, what each case `lacks`."""

    answered: Answering
    due: Sequence[datetime | None]
    lacks: Sequence[Collection[FollowUp]]
    snapshots: Sequence[Snapshots]
    posts: Posts
    gaps: int


def of(scope: Scope, *, unit: str = "", period: Period | None = None) -> Summary:
    """The figures of a unit or all; of this half-year so far where no period is named.

    Without a period the posts a week are of the guideline's window of weeks (F9), else of the period.
    """
    chosen = [each for each in inventory.taken(scope) if unit in ("", each.unit)]
    ids = tuple(each.id for each in chosen) if unit else None
    of_period = period or periods.current(scope.now, scope.calendar)
    counted = Counted(
        answered=answering.of(scope, of_period, ids),
        due=[question.due_at for question in questions.open_ones(scope, ids)],
        lacks=_lacks(scope, of_period, ids),
        snapshots=standing.snapshots(scope, of_period, chosen),
        posts=_posts(scope, of_period, chosen, in_window=period is None),
        gaps=len(standing.gaps(scope, chosen)),
    )
    return made_of(scope, of_period, chosen, counted)


def made_of(scope: Scope, period: Period, chosen: Sequence[AccountFacts], counted: Counted) -> Summary:
    """The summary of the chosen accounts, of what was counted."""
    past_due = sum(at is not None and at < scope.now for at in counted.due)
    asked, halves = counted.answered, counted.snapshots[-1:]
    return Summary(
        period=period.name,
        accounts={str(status): count for status, count in standing.states(chosen).items()},
        open=len(counted.due),
        past_due=past_due,
        late=past_due if scope.policy.reply.binds else 0,
        received=asked.total,
        outcomes={outcome: count for outcome, count in asked.counts.items() if count},
        answered=asked.answered,
        answered_in_time=asked.in_time,
        answered_with_due=asked.with_due,
        median=asked.median,
        cases=len(counted.lacks),
        cases_lacking=sum(map(bool, counted.lacks)),
        posts_per_week=counted.posts.mean,
        weeks_known=counted.posts.known,
        weeks=counted.posts.weeks,
        snapshots=sum(len(half.taken) for half in halves),
        snapshots_of=halves[0].name if halves else period.name,
        snapshots_expected=sum(len(half.expected) for half in halves),
        gaps=counted.gaps,
    )


def _lacks(scope: Scope, period: Period, ids: tuple[int, ...] | None) -> list[tuple[FollowUp, ...]]:
    """What each case that happened in the period lacks."""
    found = [
        case
        for case in moderation.between(scope, period.start, period.end)
        if ids is None or case.account_id in ids
    ]
    waived = moderation.waived(scope.session, tuple(case.id for case in found))
    return [moderation.follow_ups(case, scope.policy, waived.get(case.id, frozenset())) for case in found]


def _posts(scope: Scope, period: Period, chosen: Sequence[AccountFacts], *, in_window: bool) -> Posts:
    if not in_window:
        found = posting.of(scope, period, chosen)
        return Posts(found.mean, found.weeks_known, found.weeks_lived)
    in_use, weeks = [account for account in chosen if account.status in IN_USE], last_whole_weeks(scope)
    midnight = scope.calendar.midnight
    spans = {week: (midnight(week_start(week)), midnight(week_start(week) + 7 * DAY)) for week in weeks}
    counted = {
        (account.id, week) for account in in_use for week, span in spans.items() if lived(account, *span)
    }
    known = posts.weeks_known(scope.session, scope.calendar, (account.id for account in in_use), weeks)
    counts = [count for key, count in known.items() if key in counted]
    return Posts(sum(counts) / len(counts) if counts else None, len(counts), len(counted))


def as_data(found: Summary) -> dict[str, Any]:
    """The summary as JSON takes it, times in seconds: for scripts, and to be kept."""
    median = found.median and {name: took.total_seconds() for name, took in asdict(found.median).items()}
    return {field.name: getattr(found, field.name) for field in fields(found)} | {"median": median}


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
