"""Numbers people read aloud: `F-2026-0001`, per workspace, kind and local year of recording."""

from functools import cache
from typing import Any

from sqlmodel import Field

from core.scope import Scope
from core.table import Table, columns_of, dialect_of, insert_into


class Sequence(Table, table=True):
    """The last number given of a kind in a year."""

    workspace_id: int = Field(primary_key=True, foreign_key="workspace.id")
    kind: str = Field(primary_key=True, max_length=1)
    year: int = Field(primary_key=True)
    last: int


def next_number(scope: Scope, kind: str) -> str:
    """The next number of `kind` (`F` question, `M` moderation, `N` meeting, …). The database decides."""
    year = scope.calendar.local(scope.now).year
    row = {"workspace_id": scope.workspace_id, "kind": kind, "year": year, "last": 1}
    last = scope.session.connection().execute(_counting(dialect_of(scope.session)), row).scalar_one()
    return f"{kind}-{year}-{last:04}"


@cache
def _counting(dialect: str) -> Any:
    """Made once: making it takes longer than running it."""
    last = columns_of(Sequence).last
    return (
        insert_into(Sequence, dialect)
        .on_conflict_do_update(index_elements=["workspace_id", "kind", "year"], set_={"last": last + 1})
        .returning(last)
    )
