"""All that the bot holds of somebody who works with the accounts, for that person to have (GDPR art. 15).

What they have done is told by kind, number and time. Others' names are not theirs to have, and free text is left out:
it may tell of others, or be a citizen's. What it says is asked for as public records.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, Enum, Row, String, Table, and_, or_
from sqlalchemy import select as select_from
from sqlmodel import col, select

from core.accounts import Account
from core.audit import AuditRow
from core.conversations import Conversation
from core.extracts import Extract, Record
from core.people import ChatIdentity, Person
from core.scope import Scope
from core.tables import METADATA

# Text that says nothing of anybody else; of the person's own row, all of it.
_TOLD = frozenset({
    "number", "door", "team", "user", "conversation", "week", "period", "days", "unit", "rule", "slug",
})  # fmt: skip
_TOLD_OF = {"person": frozenset({"name", "department", "title", "contact", "language", "zone", "locale", "chat"}),
            "assignment": frozenset({"task"})}  # fmt: skip
# How a message is sent; it says nothing of whom it goes to.
_UNTOLD = frozenset({
    "id", "workspace_id", "folded", "family", "subject_id", "attempts", "next_try_at", "drawn_at", "is_stale",
})  # fmt: skip
_MECHANICS = frozenset({"mailbox"})
Chats = frozenset[tuple[str, str]]


def collect(scope: Scope, person: Person) -> Extract:
    """All that is held of the person, kind by kind, the log of changes last."""
    query = select(col(Account.id), col(Account.slug)).where(Account.workspace_id == scope.workspace_id)
    accounts = dict(scope.session.exec(query).all())
    chats = known_chats(scope, person)
    records = (
        _record(table, row, person, accounts)
        for table in METADATA.sorted_tables
        for row in _rows(scope, table, person, chats)
    )
    return Extract((*records, *_log(scope, person)))


def columns_of(table: Table) -> list[str]:
    """The columns of a table that name a person."""
    return [
        c.name for c in table.columns if any(key.target_fullname == "person.id" for key in c.foreign_keys)
    ]


def known_chats(scope: Scope, person: Person) -> Chats:
    """The person's chat identities (door, user): those there are, and those the log knows them to have had."""
    query = select(col(ChatIdentity.door), col(ChatIdentity.user)).where(
        ChatIdentity.workspace_id == scope.workspace_id, ChatIdentity.person_id == person.id
    )
    logged = select(col(AuditRow.payload)).where(
        AuditRow.workspace_id == scope.workspace_id, AuditRow.subject == f"person:{person.slug}",
        AuditRow.action == "person.linked", col(AuditRow.payload).is_not(None),
    )  # fmt: skip
    told = (json.loads(payload or "{}")["changes"] for payload in scope.session.exec(logged))
    return frozenset({
        *((door, user) for door, user in scope.session.exec(query)),
        *((each["door"], each["user"]) for each in told),
    })  # fmt: skip


def in_chats(chats: Chats) -> ColumnElement[bool]:
    """The conversations with whoever has one of those chat identities."""
    return or_(
        *(and_(col(Conversation.door) == door, col(Conversation.user) == user) for door, user in chats)
    )


def _rows(scope: Scope, table: Table, person: Person, chats: Chats) -> Iterator[Row[Any]]:
    if table.name in _MECHANICS:
        return
    named = [table.c[name] == person.id for name in columns_of(table)]
    if table.name == "person":
        named.append(table.c.id == person.id)
    if "recipient" in table.c:
        named.append(table.c.recipient == str(person.id))
    if table.name == "conversation" and chats:
        named.append(in_chats(chats))
    if named:
        ours = (table.c.workspace_id == scope.workspace_id, or_(*named))
        yield from scope.session.execute(select_from(table).where(*ours).order_by(*table.primary_key.columns))


def _record(table: Table, row: Row[Any], person: Person, accounts: Mapping[int, str]) -> Record:
    values = dict(_values(table, dict(row._mapping), person, accounts))
    known = {"workspace_id", *columns_of(table)}
    keys = (str(row._mapping[c.name]) for c in table.primary_key.columns if c.name not in known)
    name = values.get("number") or values.get("slug") or ":".join((table.name, *keys))
    return Record(table.name, name, values, frozenset({name}))


def _values(
    table: Table, row: Mapping[str, Any], person: Person, accounts: Mapping[int, str]
) -> Iterator[tuple[str, Any]]:
    people = columns_of(table)
    for column in table.columns:
        value = row[column.name]
        if value is None or column.name in _UNTOLD:
            continue
        if column.name in people:
            if value == person.id:
                yield column.name.removesuffix("_id"), person.slug
        elif column.name == "account_id":
            yield "account", accounts[value]
        elif not column.foreign_keys and _is_told(table.name, column):
            yield column.name, value


def _is_told(table: str, column: Any) -> bool:
    """Times, numbers and choices from a list; of text, what is sure to be of the person."""
    if isinstance(column.type, Enum):
        return True
    if isinstance(getattr(column.type, "impl_instance", column.type), String):
        return column.name in _TOLD | _TOLD_OF.get(table, frozenset())
    return not isinstance(column.type, JSON)


def _log(scope: Scope, person: Person) -> Iterator[Record]:
    """What was logged of the person, and what they did themself, in order."""
    own = f"person:{person.slug}"
    query = (
        select(AuditRow)
        .where(
            AuditRow.workspace_id == scope.workspace_id,
            or_(
                col(AuditRow.subject) == own,
                col(AuditRow.payload).contains(f'"actor":"{person.slug}"', autoescape=True),
            ),
        )
        .order_by(col(AuditRow.seq))
    )
    others = frozenset(_names(scope, person))
    for row in scope.session.exec(query):
        yield _logged(row, person, others, is_own=row.subject == own)


def _names(scope: Scope, person: Person) -> Iterator[str]:
    """What everybody else is called."""
    query = select(col(Person.slug), col(Person.name)).where(
        Person.workspace_id == scope.workspace_id, Person.id != person.id
    )
    for slug, name in scope.session.exec(query):
        yield from (slug, name)


def _logged(row: AuditRow, person: Person, others: frozenset[str], *, is_own: bool) -> Record:
    told = json.loads(row.payload or "{}")
    is_actor = told.get("actor") == person.slug
    changes = {
        name: value
        for name, value in told.get("changes", {}).items()
        if value is not None and not _names_any(value, others)
    }
    about_another = row.subject.startswith("person:") and not is_own
    values = {
        "recorded_at": row.recorded_at,
        "action": row.action,
        "subject": "person" if about_another else row.subject,
        "actor": person.slug if is_actor else None,
        "door": told.get("door") if is_actor else None,
        "changes": changes if is_own else None,
    }
    name = f"audit:{row.seq}"
    return Record("audit", name, {k: v for k, v in values.items() if v}, frozenset({name}))


def _names_any(value: Any, others: frozenset[str]) -> bool:
    return any(
        each in others for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    )
