"""What the next sweep must look at, and when: one indexed row a matter, so that cost follows what is due."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Index, bindparam, delete, update
from sqlmodel import Field, Session, col, select

from core.table import Table, dialect_of, insert_into, one_of, plain, spanning

if TYPE_CHECKING:
    from core.scope import Scope


class Family(StrEnum):
    """A family of rules that looks at one kind of facts."""

    QUESTION = "question"
    POSTING = "posting"
    INACTIVITY = "inactivity"
    SNAPSHOT = "snapshot"
    APPROVAL = "approval"
    GAPS = "gaps"
    CASE = "case"
    CONSENT = "consent"
    DIGEST = "digest"
    LINK = "link"
    PLAN = "plan"
    LOAN = "loan"
    ABSENCE = "absence"
    SUPERVISION = "supervision"
    MEETING = "meeting"
    TASK = "task"
    CRISIS = "crisis"
    EVALUATION = "evaluation"
    DISCLOSURE = "disclosure"
    EVIDENCE = "evidence"


ACCOUNT_FAMILIES = (
    Family.POSTING, Family.INACTIVITY, Family.SNAPSHOT, Family.APPROVAL, Family.GAPS, Family.EVALUATION, Family.PLAN,
    Family.SUPERVISION,
)  # fmt: skip


_ALL = 10**9  # with a limit a query is not made into another


class Watch(Table, table=True):
    """A matter and when to look at it next. `subject_id` is the id of the family's own row."""

    __table_args__ = (Index(None, "workspace_id", "next_check_at"),)

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    family: Family = Field(sa_column=one_of(Family, primary_key=True))
    subject_id: int = Field(primary_key=True)
    next_check_at: datetime = Field(index=True)


class Seen(NamedTuple):
    """A matter as a sweep found it."""

    workspace_id: int
    family: Family
    subject_id: int
    next_check_at: datetime


def wake(scope: "Scope", subject_id: int, *families: Family) -> None:
    """Has the next sweep look at the subject: its facts have changed."""
    wake_many(scope, ((family, subject_id) for family in families))


def wake_many(scope: "Scope", matters: Iterable[tuple[Family, int]]) -> None:
    """As `wake`, for many at once."""
    for family, subject_id in matters:
        look_at(scope.session, scope.workspace_id, family, subject_id, scope.now)


def look_at(session: Session, workspace_id: int, family: Family, subject_id: int, at: datetime) -> None:
    """Sets when the matter is looked at next; written with all others of the transaction when it is settled."""
    session.info.setdefault("watch", {})[workspace_id, family, subject_id] = at


def settle(session: Session) -> None:
    """Writes what was woken so far, in one statement: before watches are read, and before commit."""
    woken: dict[tuple[int, Family, int], datetime] = session.info.pop("watch", {})
    rows = [
        {"workspace_id": home, "family": family, "subject_id": id, "next_check_at": at}
        for (home, family, id), at in woken.items()
    ]
    if rows:
        session.execute(_looking(dialect_of(session)), rows)


@cache
def _looking(dialect: str) -> Any:
    statement = insert_into(_ROWS, dialect)
    return statement.on_conflict_do_update(
        index_elements=["workspace_id", "family", "subject_id"],
        set_={"next_check_at": statement.excluded.next_check_at},
    )


def wake_all(session: Session, workspace_id: int, at: datetime) -> None:
    """Has the next sweep look at everything of a workspace: what its rules are made of has changed."""
    settle(session)
    every = update(Watch).where(col(Watch.workspace_id) == workspace_id)
    session.execute(every.values(next_check_at=at).execution_options(synchronize_session=False))


def forget(session: Session, workspace_id: int, family: Family, subject_ids: Iterable[int]) -> None:
    """The subjects are no more, so there is nothing to look at."""
    settle(session)
    session.execute(
        delete(Watch).where(
            col(Watch.workspace_id) == workspace_id, col(Watch.family) == family,
            col(Watch.subject_id).in_(tuple(subject_ids)),
        )
    )  # fmt: skip


def homes_due(session: Session, now: datetime, workspace_id: int | None = None) -> list[int]:
    """The workspaces (ids) in which there is something to look at now; of one, or of all.

    What is due is read first, by its index: asked for workspaces alone, SQLite would go through every matter there is.
    """
    settle(session)
    query = _HOMES if workspace_id is None else _HOME
    return sorted(id for (id,) in plain(session, query, now=now, home=workspace_id))


def due(session: Session, now: datetime, workspace_id: int, limit: int = 1000) -> list[Seen]:
    """What to look at now in a workspace, longest waiting first."""
    settle(session)
    return [Seen(*row) for row in plain(session, _DUE, now=now, home=workspace_id, most=limit)]


def next_due(session: Session) -> datetime | None:
    """When the next matter is to be looked at."""
    query = select(Watch.next_check_at).order_by(col(Watch.next_check_at)).limit(1)
    return session.exec(spanning(query)).first()


def move(session: Session, moves: Iterable[tuple[Seen, datetime | None]]) -> None:
    """Looks at each matter next at its time, or not until something wakes it; not if it was woken since it was seen."""
    of_all = [
        {"home": seen.workspace_id, "of": seen.family, "subject": seen.subject_id, "was": seen.next_check_at, "at": at}
        for seen, at in moves
    ]  # fmt: skip
    if ends := [each for each in of_all if each["at"] is None]:
        session.execute(_FORGET, ends)
    if goes_on := [each for each in of_all if each["at"] is not None]:
        session.execute(_MOVE, goes_on)


# Made once: a sweep would spend its time making them.
_ROWS: Any = Watch.__table__  # type: ignore[attr-defined]
_IS_DUE = _ROWS.c.next_check_at <= bindparam("now")
_IN_HOME = _ROWS.c.workspace_id == bindparam("home")


def _homes(*which: Any) -> Any:
    due = select(_ROWS.c.workspace_id).where(*which).order_by(_ROWS.c.next_check_at).limit(_ALL).subquery()
    return spanning(select(due.c.workspace_id).distinct())


_HOMES, _HOME = _homes(_IS_DUE), _homes(_IS_DUE, _IN_HOME)
_DUE = (
    select(*(_ROWS.c[name] for name in Seen._fields))
    .where(_IS_DUE, _IN_HOME)
    .order_by(_ROWS.c.next_check_at)
    .limit(bindparam("most"))
)
_SAME = (
    _ROWS.c.workspace_id == bindparam("home"), _ROWS.c.family == bindparam("of"),
    _ROWS.c.subject_id == bindparam("subject"), _ROWS.c.next_check_at == bindparam("was"),
)  # fmt: skip
_FORGET = delete(_ROWS).where(*_SAME)
_MOVE = update(_ROWS).where(*_SAME).values(next_check_at=bindparam("at"))
