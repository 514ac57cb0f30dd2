"""The figures of one account, and what is told with them, in one statement: as `core.summary` counts them of many."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, select
from sqlmodel import col

from core import gaps, moderation, periods, posts, whole
from core.accounts import Account
from core.crisis import Crisis
from core.evaluations import Evaluation
from core.figures import IN_USE, Outcome, last_whole_weeks, lived, outcome_at
from core.inventory import facts_of
from core.metrics import Metric, Series, by_kind
from core.moderation import Case, FollowUp, Waiver
from core.overview import answering, standing
from core.overview.answering import Answering
from core.overview.instants import Seconds
from core.periods import Period
from core.posts import Post, WeekAnswer
from core.questions import Question
from core.scope import Scope
from core.snapshots import Snapshot
from core.summary import Counted, Posts, Summary, made_of
from core.table import columns_of
from core.together import Together
from core.worktime import DAY, week_start

Span = tuple[datetime, datetime]
Rows = Sequence[Any]
NOTHING: frozenset[FollowUp] = frozenset()


class OfAccount(NamedTuple):
    """An account's figures, what was read off its platform, its last evaluation; and the town's crisis, if any."""

    summary: Summary
    series: Sequence[Series]
    evaluation: Evaluation | None
    crisis: Crisis | None


def of(scope: Scope, account: Account, period: Period | None = None) -> OfAccount:
    """The figures of this half-year so far where no period is named; posts are then of the guideline's weeks (F9)."""
    weeks = _weeks(scope, account, period)
    chosen = period or periods.current(scope.now, scope.calendar)
    found = _asked().read(
        scope.session, town=scope.workspace_id, account=account.id, now=scope.now, start=chosen.start, end=chosen.end,
        since=min((start for start, _end in weeks.values()), default=scope.now),
        until=max((end for _start, end in weeks.values()), default=scope.now),
    )  # fmt: skip
    waived = moderation.by_case(found.waivers)
    counted = Counted(
        answered=_answered(scope, chosen, found.questions),
        due=[each.due_at for each in found.waiting],
        lacks=[moderation.follow_ups(case, scope.policy, waived.get(case.id, NOTHING)) for case in found.cases],
        snapshots=standing.snapshots_of(scope, chosen, [facts_of(account)], found.snapshots),
        posts=_posts(scope, weeks, found.posts, found.answers),
        gaps=len(gaps.found(scope.policy, account, whole.of(scope, account).held)) if account.status in IN_USE else 0,
    )  # fmt: skip
    return OfAccount(
        made_of(scope, chosen, [facts_of(account)], counted),
        by_kind(found.metrics),
        max(found.evaluations, key=lambda row: row.period, default=None),
        next(iter(found.crisis), None),
    )


def _weeks(scope: Scope, account: Account, period: Period | None) -> dict[str, Span]:
    """The whole weeks that count, by name: of the period, or of the guideline's window while the account is in use."""
    midnight = scope.calendar.midnight
    if period:
        weeks = {
            week.name: (week.start, week.end)
            for week in periods.whole_weeks(period, scope.now, scope.calendar)
        }
    else:
        names = last_whole_weeks(scope) if account.status in IN_USE else ()
        weeks = {name: (midnight(week_start(name)), midnight(week_start(name) + 7 * DAY)) for name in names}
    return {name: span for name, span in weeks.items() if lived(account, *span)}


def _posts(scope: Scope, weeks: Mapping[str, Span], logged: Rows, answers: Rows) -> Posts:
    """Posts a known week, and how many weeks are known of how many (S6)."""
    known = posts.by_week(scope.calendar, logged, answers)
    counts = [count for (_id, week), count in known.items() if week in weeks]
    return Posts(sum(counts) / len(counts) if counts else None, len(counts), len(weeks))


def _answered(scope: Scope, period: Period, questions: Rows) -> Answering:
    counts = Counter(Outcome(row.outcome) for row in questions)
    answers = [(row.came, row.went) for row in questions if row.went is not None]
    return Answering(counts, (), answering.median_of(scope, period, answers), None, "", len(answers))


_TOWN: BindParameter[int] = bindparam("town")


def _ours(kind: Any) -> ColumnElement[bool]:
    """The account's."""
    return and_(col(kind.workspace_id) == _TOWN, col(kind.account_id) == bindparam("account"))


def _stands(kind: Any, at: Any) -> ColumnElement[bool]:
    """The account's of the period, voided ones aside."""
    return and_(_ours(kind), col(kind.voided_at).is_(None), at >= bindparam("start"), at < bindparam("end"))


@cache
def _asked() -> Together:
    """Made when it is first needed."""
    return Together(
        questions=select(
            Seconds(col(Question.received_at)).label("came"), Seconds(col(Question.answered_at)).label("went"),
            outcome_at(bindparam("now")).label("outcome"),
        ).where(_stands(Question, col(Question.received_at))),
        waiting=select(col(Question.due_at)).where(
            _ours(Question), col(Question.answered_at).is_(None), col(Question.closed_at).is_(None),
            col(Question.voided_at).is_(None),
        ),
        cases=select(*moderation.LACKING).where(_stands(Case, col(Case.happened_at))),
        waivers=select(col(Waiver.case_id), col(Waiver.follow_up)).where(
            col(Waiver.workspace_id) == _TOWN, col(Waiver.case_id).in_(select(col(Case.id)).where(_ours(Case)))
        ),
        snapshots=select(
            col(Snapshot.account_id), col(Snapshot.period), col(Snapshot.number), col(Snapshot.taken_at)
        ).where(_ours(Snapshot), col(Snapshot.voided_at).is_(None)),
        posts=select(col(Post.account_id), col(Post.published_at), col(Post.count)).where(
            _ours(Post), col(Post.voided_at).is_(None),
            col(Post.published_at) >= bindparam("since"), col(Post.published_at) < bindparam("until"),
        ),
        answers=select(col(WeekAnswer.account_id), col(WeekAnswer.week), col(WeekAnswer.count)).where(
            _ours(WeekAnswer)
        ),
        metrics=select(*columns_of(Metric)).where(_ours(Metric)),
        evaluations=select(*columns_of(Evaluation)).where(_ours(Evaluation)),
        crisis=select(*columns_of(Crisis)).where(col(Crisis.workspace_id) == _TOWN, col(Crisis.ended_at).is_(None)),
    )  # fmt: skip
