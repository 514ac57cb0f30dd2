"""What goes of somebody who has left, and what stays as public record (GDPR art. 17.1, 17.3 b and d).

What goes is what the bot held to reach and serve them. What they have done in their post stays, with their name.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete
from sqlmodel import SQLModel, col, func, select

from core import audit, deletions, disclosures, subjects, tasks
from core.absences import Absence
from core.audit import AuditRow
from core.contacts import Contact
from core.conversations import Conversation
from core.deletions import Deletion
from core.digests import DigestChoice
from core.errors import Refused
from core.mailbox import Mailbox
from core.outbox import Reminder
from core.pagelinks import PageLink
from core.people import ChatIdentity, Person
from core.scope import Scope
from core.sendings import Sending
from core.unsaying import empty_log, unsay
from core.watch import Family, Watch
from core.words import _

# To reach them, and how they want it; name, unit and title are signed with and stay.
REACHED_BY = ("contact", "language", "zone", "locale", "chat")
OWN: Mapping[str, tuple[type[SQLModel], ...]] = {
    "links": (ChatIdentity, Contact), "settings": (DigestChoice, PageLink), "absences": (Absence,),
}  # fmt: skip
# What the log says of the same. Roles, trainings, and that they came and left, stay.
LOGGED = (
    "person.linked", "person.changed", "person.followed", "person.away", "person.back", "person.absent",
    "person.present", "digest.chosen",
)  # fmt: skip
GOES = frozenset({
    "chat_identity", "contact", "conversation", "digest_choice", "page_link", "absence", "delivery", "sending",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """How much of what goes, by name, and how many entries of what stay, by kind."""

    goes: Mapping[str, int]
    stays: Mapping[str, int]


def must_be_free(scope: Scope, person: Person) -> None:
    """Refused, with what to do first, while they work here or have something left to do."""
    if person.left_at is None:
        raise Refused(
            _("{name} works here still.", name=person.name),
            _(
                "Their accounts and duties are handed over first: person sluta {who} efterträdare=…",
                who=person.slug,
            ),
        )
    if waiting := tasks.open_ones(scope, person):
        raise Refused(
            _("{name} has tasks that are not done.", name=person.name),
            _(
                "Give them to somebody else first: uppgift ändra {number} ansvarig=…",
                number=waiting[0].number,
            ),
        )


def judge(scope: Scope, person: Person) -> Judged:
    """What would go now and what stays."""
    held = Counter(record.kind for record in subjects.collect(scope, person).records)
    stays = {kind: count for kind, count in held.items() if kind not in GOES}
    return Judged(goes(scope, person), stays)


def goes(scope: Scope, person: Person) -> dict[str, int]:
    """How much of what would go now; nothing of what is nought."""
    counts = {name: sum(_count(scope, kind, person) for kind in kinds) for name, kinds in OWN.items()}
    counts["links"] += len(_conversations(scope, person))
    counts["reach"] = sum(getattr(person, field) is not None for field in REACHED_BY)
    counts["told"] = len(_reminders(scope, person))
    counts["log"] = len(_logged(scope, person))
    return {name: count for name, count in counts.items() if count}


def forget(scope: Scope, deletion: Deletion, person: Person) -> dict[str, int]:
    """It goes; how much of what, as `goes` counts it, and the messages that are to be taken back."""
    counts, session = goes(scope, person), scope.session
    roles = _first_roles(scope, person)
    rows = _logged(scope, person)
    for conversation in _conversations(scope, person):
        session.delete(conversation)
    for kind in (each for kinds in OWN.values() for each in kinds):
        session.execute(delete(kind).where(*_of(scope, kind, person)), execution_options=_UNREAD)
    for field in REACHED_BY:
        setattr(person, field, None)
    session.add(person)
    counts["messages"] = unsay(scope, deletion, _reminders(scope, person))
    _stop_sending(scope, person)
    if rows:
        empty_log(scope, f"person:{person.slug}", actions={row.action for row in rows})
    audit.record(scope, "person.erased", f"person:{person.slug}", deletion=deletion.number, first_roles=roles)
    return counts


_UNREAD = {"synchronize_session": False}


def _of(scope: Scope, kind: Any, person: Person) -> tuple[Any, ...]:
    return (col(kind.workspace_id) == scope.workspace_id, col(kind.person_id) == person.id)


def _count(scope: Scope, kind: Any, person: Person) -> int:
    return scope.session.exec(select(func.count()).select_from(kind).where(*_of(scope, kind, person))).one()


def _conversations(scope: Scope, person: Person) -> list[Conversation]:
    """The bot's conversations with them, also by chat identities they had: leaving has cut those off."""
    chats = subjects.known_chats(scope, person)
    query = select(Conversation).where(Conversation.workspace_id == scope.workspace_id)
    return list(scope.session.exec(query.where(subjects.in_chats(chats)))) if chats else []


def _reminders(scope: Scope, person: Person) -> list[Reminder]:
    """What they were reminded of, but for what is stopped: by account, or as public records that are asked for."""
    query = select(Reminder).where(
        Reminder.workspace_id == scope.workspace_id, Reminder.recipient == str(person.id)
    )
    asked = disclosures.open_ones(scope)
    held = {stop.account_id for stop in deletions.holds(scope)} | {each.account_id for each in asked}
    is_all = any(each.account_id is None for each in asked)
    return [
        row for row in scope.session.exec(query)
        if row.account_id is None or not (is_all or row.account_id in held)
    ]  # fmt: skip


def _stop_sending(scope: Scope, person: Person) -> None:
    for kind in (Sending, Mailbox):
        mine = (col(kind.workspace_id) == scope.workspace_id, col(kind.recipient) == str(person.id))
        scope.session.execute(delete(kind).where(*mine), execution_options=_UNREAD)
    looked_at = (
        col(Watch.workspace_id) == scope.workspace_id, col(Watch.family) == Family.ABSENCE,
        col(Watch.subject_id) == person.id,
    )  # fmt: skip
    scope.session.execute(delete(Watch).where(*looked_at), execution_options=_UNREAD)


def _logged(scope: Scope, person: Person) -> list[AuditRow]:
    """The log's rows that say how to reach them, or when they were away: their coming too, where it says so."""
    query = select(AuditRow).where(
        AuditRow.workspace_id == scope.workspace_id, AuditRow.subject == f"person:{person.slug}",
        col(AuditRow.action).in_((*LOGGED, "person.added")), col(AuditRow.payload).is_not(None),
    )  # fmt: skip
    return [row for row in scope.session.exec(query) if row.action in LOGGED or _changes(row).get("contact")]


def _changes(row: AuditRow) -> dict[str, Any]:
    changes: dict[str, Any] = json.loads(row.payload or "{}").get("changes", {})
    return changes


def _first_roles(scope: Scope, person: Person) -> list[str]:
    """The roles they came with, which are told again where the row that says so is emptied."""
    rows = (row for row in _logged(scope, person) if row.action == "person.added")
    return sorted({role for row in rows for role in _changes(row).get("roles", ())})
