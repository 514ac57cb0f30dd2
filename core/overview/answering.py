"""Questions of a period: how they stand against their due times, and how long answers took (F10)."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import compress
from operator import sub
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, cast, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from core.accounts import Account
from core.figures import Outcome, outcome_at
from core.overview.instants import Seconds, borders
from core.overview.rows import Rows, paged
from core.periods import Part, Period, WorkingTime, parts, working_time
from core.questions import Question
from core.scope import Scope
from core.table import plain

ANSWERED = (Outcome.IN_TIME, Outcome.LATE)
MOST_IDS = 10_000  # in one statement


@dataclass(frozen=True, slots=True)
class Took:
    """How long an answer took: in working time (days off stand still), and as the clock goes; to the second."""

    working: timedelta
    plain: timedelta


@dataclass(frozen=True, slots=True)
class Answering:
    """Questions received in the period, by outcome, in all and by week or month.

    `median` is of all answered questions, of each way to count by itself; `slowest` is the one longest in working
    time. Both are None where nothing is answered.
    """

    counts: Mapping[Outcome, int]
    by_part: tuple[tuple[Part, Mapping[Outcome, int]], ...]
    median: Took | None
    slowest: Took | None
    slowest_number: str
    answered: int = 0

    @property
    def total(self) -> int:
        """All questions received."""
        return sum(self.counts.values())

    @property
    def with_due(self) -> int:
        """Answered questions that had a due time: what the share is of."""
        return sum(self.counts.get(outcome, 0) for outcome in ANSWERED)

    @property
    def in_time(self) -> int:
        """Those of them answered in time."""
        return self.counts.get(Outcome.IN_TIME, 0)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question without its words: number, account's slug, times (aware UTC), outcome, and how long it took."""

    number: str
    account: str
    received_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    outcome: Outcome
    took: Took | None


class _Asked(NamedTuple):
    """Questions a column at a time, in one order: a row each would cost more than it holds.

    When they came and were answered is in seconds since 1970.
    """

    ids: Sequence[int]
    came: Sequence[int]
    went: Sequence[int | None]
    outcomes: Sequence[str]


class _Answers(NamedTuple):
    """The answered ones, likewise: the seconds each answer took, working and plain, and the question's id."""

    working: Sequence[int]
    plain: Sequence[int]
    ids: Sequence[int]


def _took(working: float, plain: float) -> Took:
    return Took(timedelta(seconds=working), timedelta(seconds=plain))


def of(scope: Scope, period: Period, only: Collection[int] | None = None) -> Answering:
    """How questions of the period stand now, of the accounts `only` (ids) or of all, in two statements.

    Parts are those that have begun; a question said to come later than now stands with the last of them.
    """
    begun = parts(period, scope.now, scope.calendar)
    asked = _asked(scope, received(scope, period, only))
    by_part = _by_part(asked, begun)
    answers = _answers(scope, period, asked)
    slowest = max(zip(*answers, strict=True), default=None)
    return Answering(
        {outcome: sum(found.get(outcome, 0) for found in by_part) for outcome in Outcome},
        tuple(zip(begun, by_part, strict=True)),
        _took(median(answers.working), median(answers.plain)) if slowest else None,
        _took(*slowest[:2]) if slowest else None,
        _number(scope, slowest[2]) if slowest else "",
        len(answers.ids),
    )


def _by_part(asked: _Asked, begun: Sequence[Part]) -> list[dict[Outcome, int]]:
    """How many came in each part by outcome, those there are."""
    by_part: list[dict[Outcome, int]] = [{} for _part in begun]
    places = map(partial(bisect_right, borders(begun)), asked.came)
    for (place, outcome), count in Counter(zip(places, asked.outcomes, strict=True)).items():
        by_part[place][Outcome(outcome)] = count
    return by_part


def _number(scope: Scope, id: int) -> str:
    return scope.session.exec(select(Question.number).where(Question.id == id)).one()


def median_of(scope: Scope, period: Period, answers: Sequence[tuple[int, int]]) -> Took | None:
    """The median of few answers of the period, each given by the seconds when the question came and was answered."""
    if not answers:
        return None
    between = _working_time(scope, period, max(went for _came, went in answers)).between
    return _took(
        median(between(came, went) for came, went in answers), median(went - came for came, went in answers)
    )


def received(
    scope: Scope, period: Period, only: Collection[int] | None = None
) -> tuple[ColumnElement[bool], ...]:
    """Received in the period, voided ones aside; by account, as the index is, of those `only` (ids) or of all."""
    ours = select(Account.id).where(Account.workspace_id == scope.workspace_id)
    if only is not None:
        ours = ours.where(col(Account.id).in_(only))
    return (
        col(Question.account_id).in_(ours),
        col(Question.voided_at).is_(None),
        col(Question.received_at) >= period.start,
        col(Question.received_at) < period.end,
    )


def _asked(scope: Scope, about: tuple[ColumnElement[bool], ...], outcomes: Sequence[Outcome] = ()) -> _Asked:
    """Those with one of the outcomes, or all, each column as one text."""
    outcome = outcome_at(scope.now)
    answered = func.coalesce(cast(Seconds(col(Question.answered_at)), String), "null")
    columns = (
        cast(col(Question.id), String),
        cast(Seconds(col(Question.received_at)), String),
        answered,
        outcome,
    )
    query = select_columns(*(func.aggregate_strings(column, ",") for column in columns)).where(*about)
    (texts,) = plain(scope.session, query.where(outcome.in_(outcomes)) if outcomes else query)
    *numbers, stands = (text or "" for text in texts)
    ids, came, went = (json.loads(f"[{text}]") for text in numbers)
    return _Asked(ids, came, went, stands.split(",") if stands else ())


def _answers(scope: Scope, period: Period, asked: _Asked) -> _Answers:
    """What each answered question took."""
    went = [at for at in asked.went if at is not None]
    if not went:
        return _Answers((), (), ())
    is_answered = [at is not None for at in asked.went]
    ids, came = (list(compress(column, is_answered)) for column in (asked.ids, asked.came))
    so_far = _working_time(scope, period, max(went)).so_far
    working, plain = map(sub, so_far(went), so_far(came)), map(sub, went, came)
    return _Answers(list(working), list(plain), ids)


def _working_time(scope: Scope, period: Period, until: int) -> WorkingTime:
    last = scope.calendar.local(datetime.fromtimestamp(until, UTC)).date()
    return working_time(period.first, max(last, period.last), scope.calendar)


def listed(
    scope: Scope, period: Period, outcomes: Iterable[Outcome], page: int, *, only_answered: bool = False
) -> Rows[QuestionRow]:
    """Questions of the period with one of the outcomes, or all: the slowest answered first, then by due time."""
    wanted = tuple(outcomes)
    about = received(scope, period)
    answered = sorted(zip(*_answers(scope, period, _asked(scope, about, wanted)), strict=True), reverse=True)
    took = {id: _took(working, plain) for working, plain, id in answered}
    unanswered = [] if only_answered else _unanswered(scope, period, wanted)
    found = paged((*took, *unanswered), page)
    return Rows(_questions(scope, found.rows, took), found.total, found.page, found.pages)


def all_of(scope: Scope, period: Period) -> tuple[QuestionRow, ...]:
    """Every question of the period in the order it came, in few statements."""
    asked = _asked(scope, received(scope, period))
    answers = zip(*_answers(scope, period, asked), strict=True)
    took = {id: _took(working, plain) for working, plain, id in answers}
    return _questions(scope, [id for _came, id in sorted(zip(asked.came, asked.ids, strict=True))], took)


def _questions(scope: Scope, ids: Sequence[int], took: Mapping[int, Took]) -> tuple[QuestionRow, ...]:
    """The questions with those ids, in that order."""
    query: Any = select(
        col(Question.id), Question.number, Account.slug, Question.received_at, Question.due_at,
        Question.answered_at, outcome_at(scope.now),
    ).join(Account, col(Account.id) == col(Question.account_id))  # type: ignore[call-overload]  # fmt: skip
    rows: dict[int, QuestionRow] = {}
    for some in (ids[start : start + MOST_IDS] for start in range(0, len(ids), MOST_IDS)):
        for row in scope.session.exec(query.where(col(Question.id).in_(some))):
            rows[row[0]] = QuestionRow(
                row[1], row[2], row[3], row[4], row[5], Outcome(row[6]), took.get(row[0])
            )
    return tuple(rows[id] for id in ids)


def _unanswered(scope: Scope, period: Period, outcomes: Sequence[Outcome]) -> list[int]:
    """Ids of questions without an answer, first due first."""
    query = select(col(Question.id)).where(*received(scope, period), col(Question.answered_at).is_(None))
    if outcomes:
        query = query.where(outcome_at(scope.now).in_(outcomes))
    by_due = (col(Question.due_at).is_(None), col(Question.due_at), col(Question.received_at))
    return list(scope.session.exec(query.order_by(*by_due)))
