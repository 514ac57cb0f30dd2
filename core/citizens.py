"""Finds where a citizen's words stand, or are linked to, for a request of theirs: there is no field for a name (S5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from core import pseudonyms
from core.accounts import Account
from core.evidence import StoredFile
from core.moderation import Case
from core.questions import Question
from core.scope import Scope
from core.words import N_

_AT_ONCE = 500
PLACES = {
    "text": N_("what was written"), "link": N_("the link"), "profile": N_("the profile that is blocked"),
    "evidence": N_("the link of the evidence"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter in which it stands, where in it, and the command that asks for its extract."""

    number: str
    account: str
    places: tuple[str, ...]
    command: str


def find(scope: Scope, text: str, limit: int) -> list[Hit]:
    """The matters that have `text` in a citizen's words or in a link, case aside, the newest first.

    Words are encrypted in the database, so every text is opened and looked through.
    """
    query = select(col(Account.id), col(Account.slug)).where(Account.workspace_id == scope.workspace_id)
    slugs = dict(scope.session.exec(query).all())
    evidence = _evidence(scope, text)
    found = [
        Hit(row.number, slugs[row.account_id], places, f"utlämnande {kind} {row.number}")
        for row, kind in _rows(scope)
        if (places := tuple(_places(row, text, evidence)))
    ]
    return found[:limit]


def _rows(scope: Scope) -> Iterator[tuple[Any, str]]:
    for table, kind in ((Question, "fråga"), (Case, "ärende")):
        query = select(table).where(table.workspace_id == scope.workspace_id, col(table.deleted_at).is_(None))
        rows = scope.session.exec(query.order_by(col(table.id).desc()).execution_options(yield_per=_AT_ONCE))
        yield from ((row, kind) for row in rows)


def _places(row: Any, text: str, evidence: frozenset[str]) -> Iterator[str]:
    if _has(getattr(row, "text", None), text):
        yield "text"
    if _has(row.link, text):
        yield "link"
    profile = getattr(row, "profile", None)
    if _has(profile, text) or (profile and pseudonyms.same(profile, text)):
        yield "profile"
    if row.number in evidence:
        yield "evidence"


def _has(said: str | None, text: str) -> bool:
    return said is not None and " ".join(text.casefold().split()) in " ".join(said.casefold().split())


def _evidence(scope: Scope, text: str) -> frozenset[str]:
    """The numbers of the matters whose evidence has that link."""
    query = select(col(StoredFile.about), col(StoredFile.url)).where(
        StoredFile.workspace_id == scope.workspace_id, col(StoredFile.url).is_not(None)
    )
    return frozenset(about for about, url in scope.session.exec(query) if about and _has(url, text))
