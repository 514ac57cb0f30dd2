"""Citizens' words as they stand in the database: under which key each text is, and put under the newest (S5)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, TableClause, select
from sqlmodel import Session

from core.cipher import Cipher, State, state_of
from core.table import CitizensWords, bare
from core.tables import METADATA

_READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A table with columns of citizens' words, as they are stored, and what tells a workspace's rows apart."""

    table: TableClause
    key: str
    columns: tuple[str, ...]

    def rows(self, workspace_id: int) -> Select[Any]:
        """The workspace's rows in order, as they are stored: the key, then the texts."""
        wanted = (self.table.c[name] for name in (self.key, *self.columns))
        query = select(*wanted).where(self.table.c.workspace_id == workspace_id)
        return query.order_by(self.table.c[self.key])


def places() -> Iterator[Place]:
    """Every table that has such columns."""
    for table in METADATA.sorted_tables:
        if columns := tuple(c.name for c in table.columns if isinstance(c.type, CitizensWords)):
            (key,) = (c.name for c in table.primary_key.columns if c.name != "workspace_id")
            yield Place(bare(table), key, columns)


def look(session: Session, workspace_id: int, cipher: Cipher | None) -> Counter[State]:
    """How many of a workspace's texts are stored how, as far as the keys at hand tell."""
    found = Counter[State]()
    for place in places():
        rows = session.connection().execute(
            place.rows(workspace_id).execution_options(yield_per=_READ_AT_ONCE)
        )
        found.update(state_of(text, cipher) for _key, *texts in rows for text in texts if text is not None)
    return found


def renew(
    session: Session, workspace_id: int, place: Place, cipher: Cipher, after: Any, most: int
) -> tuple[int, Any]:
    """Puts the texts of the next `most` rows after that key under the newest; how many, and the last row's key.

    The key is None when there are no more. Rows that others are writing, and texts that can't be read, are left.
    """
    table = place.table
    query = place.rows(workspace_id).limit(most).with_for_update(skip_locked=True)
    if after is not None:
        query = query.where(table.c[place.key] > after)
    rows = session.connection().execute(query).all()
    count = 0
    for key, *texts in rows:
        anew = [text and cipher.renewed(text) for text in texts]
        if different := sum(new != old for new, old in zip(anew, texts, strict=True)):
            mine = (table.c.workspace_id == workspace_id, table.c[place.key] == key)
            values = dict(zip(place.columns, anew, strict=True))
            session.connection().execute(table.update().where(*mine).values(values))
            count += different
    return count, rows[-1][0] if rows else None
