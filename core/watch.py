"""What the next sweep must look at, and when: one indexed row a matter, so that cost follows what is due."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, bindparam, delete, update
from sqlmodel import Field, Session, col, select

from core.table import Table, dialect_of, insert_into, one_of, spanning

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
    query = select(Watch.workspace_id).where(Watch.next_check_at <= now)
    if workspace_id is not None:
        query = query.where(Watch.workspace_id == workspace_id)
    due = query.order_by(col(Watch.next_check_at)).limit(_ALL).subquery()
    return sorted(session.exec(spanning(select(due.c.workspace_id).distinct())))


def due(session: Session, now: datetime, workspace_id: int, limit: int = 1000) -> list[Watch]:
    """What to look at now in a workspace, longest waiting first."""
    settle(session)
    query = select(Watch).where(Watch.next_check_at <= now, Watch.workspace_id == workspace_id)
    return list(session.exec(query.order_by(col(Watch.next_check_at)).limit(limit)))


def next_due(session: Session) -> datetime | None:
    """When the next matter is to be looked at."""
    query = select(Watch.next_check_at).order_by(col(Watch.next_check_at)).limit(1)
    return session.exec(spanning(query)).first()


def move(session: Session, watch: Watch, at: datetime | None) -> None:
    """Looks at the matter next at `at`, or not until something wakes it; not when it was woken since it was read."""
    seen = {
        "home": watch.workspace_id, "of": watch.family, "subject": watch.subject_id, "was": watch.next_check_at,
    }  # fmt: skip
    session.execute(_FORGET, seen) if at is None else session.execute(_MOVE, seen | {"at": at})


# Made once: a sweep that looks at much would spend its time making them.
_ROWS: Any = Watch.__table__  # type: ignore[attr-defined]
_SAME = (
    _ROWS.c.workspace_id == bindparam("home"), _ROWS.c.family == bindparam("of"),
    _ROWS.c.subject_id == bindparam("subject"), _ROWS.c.next_check_at == bindparam("was"),
)  # fmt: skip
_FORGET = delete(_ROWS).where(*_SAME)
_MOVE = update(_ROWS).where(*_SAME).values(next_check_at=bindparam("at"))
