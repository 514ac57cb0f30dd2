"""The register of personal data: what every column of every table holds, told or by its type, and why it is held."""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import JSON, Column, Enum, LargeBinary, String, Table

from core.policy.records import Deletable
from core.table import CitizensWords
from core.tables import METADATA

FILE = Path(__file__).with_name("register.toml")


class Holds(StrEnum):
    """Whom a column tells of. `either`: free text of a member of staff's that may name a citizen too."""

    NONE = "none"
    STAFF = "staff"
    CITIZEN = "citizen"
    EITHER = "either"
    TECHNICAL = "technical"


class Entry(BaseModel):
    """A table of the register: its columns by what they hold. `of_staff`: each row is about a member of staff."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    of_staff: bool = False
    covers: Deletable | None = None
    none: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    citizen: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()

    def told(self) -> Iterator[tuple[str, Holds]]:
        """The columns that are named, with what they hold."""
        for holds in Holds:
            yield from ((name, holds) for name in getattr(self, holds.value))


class Holding(BaseModel):
    """What is done with personal data for one purpose: whose they are, why, by which law, how long, who sees them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    whose: str
    purpose: str
    basis: str
    kept: str
    seen: str
    tables: dict[str, Entry]


class Register(BaseModel):
    """All of it; `words` are what columns are called (`name`, or `table.name`) where an extract's word won't do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    holding: tuple[Holding, ...]
    words: dict[str, str] = {}

    @property
    def tables(self) -> Mapping[str, Entry]:
        """Every table."""
        return {name: entry for holding in self.holding for name, entry in holding.tables.items()}


@cache
def register() -> Register:
    """The register as it is written."""
    return Register.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def held(table: Table, entry: Entry) -> dict[str, Holds]:
    """What each column of a table holds, as it is told or by its type."""
    named = dict(entry.told())
    return {
        column.name: named.get(column.name) or _by_type(column, of_staff=entry.of_staff)
        for column in table.columns
    }


def _by_type(column: Column[Any], *, of_staff: bool) -> Holds:
    """Who it refers to; else of nobody but where the row is about somebody: a key, a time, a number, one of a few."""
    if any(key.target_fullname == "person.id" for key in column.foreign_keys):
        return Holds.STAFF
    is_key = column.name == "id" or bool(column.foreign_keys)
    return Holds.STAFF if of_staff and not is_key else Holds.TECHNICAL


def is_free(column: Column[Any]) -> bool:
    """Whether anything may stand in it, so that its type tells nothing of whom."""
    if column.foreign_keys or isinstance(column.type, Enum):
        return False
    return isinstance(column.type, String | JSON | LargeBinary | CitizensWords)


def faults(told: Register, tables: Mapping[str, Table]) -> Iterator[str]:
    """What the register lacks of the tables or has too much of: tables, columns, names given twice."""
    entries = told.tables
    yield from (f"{name}: no such table" for name in entries.keys() - tables.keys())
    yield from (f"{name}: the table is not in the register" for name in tables.keys() - entries.keys())
    for name in sorted(entries.keys() & tables.keys()):
        yield from _faults_of(tables[name], entries[name])


def _faults_of(table: Table, entry: Entry) -> Iterator[str]:
    told = [name for name, _holds in entry.told()]
    yield from (f"{table.name}.{name}: no such column" for name in told if name not in table.columns)
    yield from (f"{table.name}.{name}: named twice" for name in set(told) if told.count(name) > 1)
    for column in table.columns:
        if is_free(column) and column.name not in told:
            yield f"{table.name}.{column.name}: say in {FILE.name} whom it tells of"
        if isinstance(column.type, CitizensWords) and column.name not in entry.citizen:
            yield f"{table.name}.{column.name}: encrypted as a citizen's words, so it is a citizen's"


def encrypted() -> list[str]:
    """The columns with a citizen's words, encrypted at rest where there is a key: `question.text`."""
    return [
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, CitizensWords)
    ]
