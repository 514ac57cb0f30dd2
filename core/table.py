"""What all tables share: constraint names, text enumerations, the encrypting type for citizens' words."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    Enum,
    Executable,
    Row,
    TableClause,
    Text,
    TypeDecorator,
    sql,
)
from sqlalchemy import Table as TableBase
from sqlalchemy import insert as core_insert
from sqlmodel import Session, SQLModel, col

from core.cipher import PLAIN, Cipher

S = TypeVar("S", bound=Executable)


class Table(SQLModel):
    """What every table is made from, so that its constraints get names."""

    # Rows are not validated, so no time at start goes to a schema for them.
    model_config = {"defer_build": True}


Table.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def insert(session: Session, kind: type[Table]) -> Any:
    """An INSERT of the session's own dialect, which knows ON CONFLICT."""
    return insert_into(kind, dialect_of(session))


def dialect_of(session: Session) -> str:
    """The name of the session's dialect: what a statement made once is made for."""
    return session.get_bind().dialect.name


def insert_into(kind: Any, dialect: str) -> Any:
    """As `insert`, into a table or its `__table__`. Only that dialect is imported (slow)."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as dialect_insert
    else:
        from sqlalchemy.dialects.postgresql import insert as dialect_insert  # type: ignore[assignment]
    return dialect_insert(kind)


def plain(session: Session, query: Executable, **given: object) -> Sequence[Row[*tuple[Any, ...]]]:
    """All rows of a query for columns, without the ORM, whose part in many rows costs more than they hold.

    What a query made once is `given` by name (`bindparam`): making one takes longer than running many of them.
    """
    return session.connection().execute(query, given).all()


def put(session: Session, kind: type[Table], **row: object) -> None:
    """Writes a row at once that nobody reads again in the transaction: without the ORM, whose part costs more."""
    session.connection().execute(_putting(kind), row)


@cache
def _putting(kind: type[Table]) -> Any:
    return core_insert(kind)


def columns_of(kind: type[Table]) -> Any:
    """A table's columns, to be read without the ORM."""
    return kind.__table__.c  # type: ignore[attr-defined]


def of_accounts(kind: Any, workspace_id: int, account_ids: Iterable[int] | None) -> ColumnElement[bool]:
    """The criterion for rows of the accounts given, or of the whole workspace.

    Not both: asked for the workspace too, SQLite goes through all that it has, not to what the accounts have.
    """
    if account_ids is None:
        return col(kind.workspace_id) == workspace_id
    return col(kind.account_id).in_(tuple(account_ids))


def spanning(statement: S) -> S:
    """The statement, said to be about every workspace's rows: no other may leave out whose it is about."""
    return statement.execution_options(spans_workspaces=True)


def one_of(kind: type[StrEnum], *, nullable: bool = False, primary_key: bool = False) -> Any:
    """A text column with a CHECK on the enumeration's values (a native enum would hold member names)."""
    return Column(
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            length=40,
            name=kind.__name__.lower(),
            values_callable=lambda members: [m.value for m in members],
        ),
        nullable=nullable,
        primary_key=primary_key,
    )


class CitizensWords(TypeDecorator[str]):
    """Text a citizen may have written (S5): encrypted at rest when the database was opened with a key.

    Stored as `0:` and the text, or `1:` and a Fernet token, so that a key can be introduced at any time.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it is stored."""
        if value is None:
            return None
        cipher = cipher_of(dialect)
        return cipher.lock(value) if cipher else PLAIN + value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it was written. LookupError when it can't be read without another key."""
        if value is None or value.startswith(PLAIN):
            return value and value.removeprefix(PLAIN)
        cipher = cipher_of(dialect)
        text = cipher.unlock(value) if cipher else None
        if text is None:
            raise LookupError("This text is encrypted: add the key it was written with last in DATA_KEY.")
        return text


def cipher_of(dialect: Dialect) -> Cipher | None:
    """The keys the database was opened with; None without any."""
    return getattr(dialect, "cipher", None)


def bare(table: TableBase) -> TableClause:
    """The table without the types that decrypt: what is stored is read and written as it is."""
    kinds = {c.name: Text() if isinstance(c.type, CitizensWords) else c.type for c in table.columns}
    return sql.table(table.name, *(sql.column(name, kind) for name, kind in kinds.items()))
