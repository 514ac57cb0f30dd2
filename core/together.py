"""Several queries in one statement: a card is made of many tables, and each statement is a way there and back."""

from collections import namedtuple
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from sqlalchemy import CompoundSelect, Select, cast, false, literal_column, null, select, union_all
from sqlmodel import Session

from core.table import plain


class Together:
    """Queries for columns by name, none of them in an order: a UNION ALL in which each has columns of its own.

    Made once, with what is to be given by name (`bindparam`).
    """

    def __init__(self, **queries: Select[*tuple[Any, ...]]) -> None:
        self._queries = queries

    def read(self, session: Session, **given: object) -> Any:
        """The rows of each query, under its name."""
        found: dict[str, list[Any]] = {name: [] for name in self._queries}
        for row in plain(session, self._statement, **given):
            name, start, kind = self._kinds[row[0]]
            found[name].append(kind._make(row[start : start + len(kind._fields)]))
        return SimpleNamespace(**found)

    @cached_property
    def _kinds(self) -> list[tuple[str, int, Any]]:
        """Of each query: its name, where its columns begin, and what its rows are."""
        kinds, start = [], 1
        for name, query in self._queries.items():
            keys = query.selected_columns.keys()
            kinds.append((name, start, namedtuple(name, keys, rename=True)))
            start += len(keys)
        return kinds

    @cached_property
    def _statement(self) -> CompoundSelect[Any]:
        """The first part has no rows: it says of what type each column is, as the others hold nothing in most."""
        columns = [column for query in self._queries.values() for column in query.selected_columns]
        types = [cast(null(), column.type) for column in columns]
        head = select(literal_column("0").label("query"), *types).where(false())
        return union_all(head, *(self._part(number, len(columns)) for number in range(len(self._queries))))

    def _part(self, number: int, width: int) -> Select[*tuple[Any, ...]]:
        name, start, kind = self._kinds[number]
        query, after = self._queries[name], width + 1 - start - len(kind._fields)
        own = (
            (null() for _column in range(start - 1)),
            query.selected_columns,
            (null() for _column in range(after)),
        )
        columns = (column for some in own for column in some)
        return query.with_only_columns(literal_column(str(number)), *columns, maintain_column_froms=True)
