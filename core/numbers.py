"""Numbers people read aloud: `F-2026-0001`, per workspace, kind and local year of recording."""

from sqlmodel import Field

from core.scope import Scope
from core.table import Table, insert


class Sequence(Table, table=True):
    """The last number given of a kind in a year."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    kind: str = Field(primary_key=True, max_length=1)
    year: int = Field(primary_key=True)
    last: int


def next_number(scope: Scope, kind: str) -> str:
    """The next number of `kind` (`F` question, `M` moderation, `N` meeting, …). The database decides."""
    year = scope.calendar.local(scope.now).year
    statement = (
        insert(scope.session, Sequence)
        .values(workspace_id=scope.workspace_id, kind=kind, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["workspace_id", "kind", "year"],
            set_={"last": Sequence.__table__.c.last + 1},  # type: ignore[attr-defined]
        )
        .returning(Sequence.__table__.c.last)  # type: ignore[attr-defined]
    )
    last = scope.session.execute(statement).scalar_one()
    return f"{kind}-{year}-{last:04}"
