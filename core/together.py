"""Several queries in one statement: a card is made of many tables, and each statement is a way there and back."""

from collections import namedtuple
from functools import cache, cached_property
from itertools import accumulate, pairwise
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Dialect,
    Select,
    cast,
    false,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.types import NullType
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
        parts = self._parts(session.get_bind().dialect)
        for row in plain(session, self._statement, **given):
            name, place, kind, read = parts[row[0]]
            values = zip(read, row[place], strict=True)
            found[name].append(kind(*(value if make is None else make(value) for make, value in values)))
        return SimpleNamespace(**found)

    @cached_property
    def _places(self) -> list[slice]:
        """Where each query's columns are."""
        ends = list(accumulate((len(query.selected_columns) for query in self._queries.values()), initial=1))
        return [slice(start, end) for start, end in pairwise(ends)]

    @cache  # noqa: B019 (they live as long as the program)
    def _parts(self, dialect: Dialect) -> list[tuple[str, slice, Any, list[Any]]]:
        """Of each query: its name, where its columns are, what its rows are, and how each value is read."""
        return [
            (
                name,
                place,
                namedtuple(name, columns.keys(), rename=True),
                [_reader(c, dialect) for c in columns],
            )
            for (name, query), place in zip(self._queries.items(), self._places, strict=True)
            for columns in (query.selected_columns,)
        ]

    @cached_property
    def _statement(self) -> CompoundSelect[Any]:
        """The first part has no rows: it says of what type each column is, as the others hold nothing in most.

        That nothing is not to be read as a time or a word, so each value is read by its own query's columns alone.
        """
        columns = [column for query in self._queries.values() for column in query.selected_columns]
        types = [type_coerce(cast(null(), column.type), NullType()) for column in columns]
        head: Select[*tuple[Any, ...]] = select(literal_column("0").label("query"), *types).where(false())
        return union_all(head, *(self._part(n, len(columns) + 1) for n in range(len(self._queries))))

    def _part(self, number: int, width: int) -> Select[*tuple[Any, ...]]:
        query, place = list(self._queries.values())[number], self._places[number]
        before, after = [null()] * (place.start - 1), [null()] * (width - place.stop)
        columns = (literal_column(str(number)), *before, *query.selected_columns, *after)
        return query.with_only_columns(*columns, maintain_column_froms=True)


def _reader(column: ColumnElement[Any], dialect: Dialect) -> Any:
    """What makes a column's value of what the driver gives; None where that is it."""
    return column.type.dialect_impl(dialect).result_processor(dialect, None)
