"""The public register (F6, M6, O6, H5): the accounts in use, with nothing about any person."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from core import audit
from core.accounts import Account, Status
from core.audit import AuditRow
from core.slugs import fold
from core.words import N_, _
from core.workspace import Workspace

SHOWN = (Status.ACTIVE, Status.CLOSING)
PUBLIC = frozenset({"platform", "handle", "unit", "purpose", "url"})
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # signs that turn text round, unseen
PLATFORMS = {
    "annan": N_("Another platform"),
    "blogg": N_("Blog"),
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "youtube": "YouTube",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An account as the public sees it; `unit` answers for it. `words` is what a search looks in, folded."""

    account: str
    name: str
    platform: str
    unit: str
    purpose: str
    url: str
    words: str

    @property
    def platform_name(self) -> str:
        """The platform as people write it, in the language spoken."""
        return _(PLATFORMS.get(self.platform, self.platform.capitalize()))

    @property
    def address(self) -> str:
        """The address as people read it: `facebook.com/bibliotek`."""
        return self.url.partition("://")[2].removeprefix("www.").rstrip("/")


@dataclass(frozen=True, slots=True)
class Register:
    """The accounts in use that have an address, by unit and name; `updated` (aware) is when they last changed.

    `seq` is the audit row up to which that is known.
    """

    entries: tuple[Entry, ...]
    updated: datetime
    seq: int


def published(session: Session, home: Workspace, known: Register | None = None) -> Register:
    """The register as it is now. `known` is one read before: nothing is read again while nothing has happened."""
    seq = audit.last_seq(session, home.id)
    if known and known.seq == seq:
        return known
    everyone = list(_ever_active(session, home.id))
    seen = {slug: status for slug, status, *_rest, url in everyone if url}
    rows = audit.after(session, home.id, known.seq if known else 0, "account.")
    times = (row.recorded_at for row in rows if _changes(row, seen))
    updated = max(times, default=known.updated if known else home.created_at)
    return Register(tuple(sorted(_entries(everyone), key=_order)), updated, seq)


def _ever_active(session: Session, workspace_id: int) -> Iterable[tuple[Any, ...]]:
    query = select(
        Account.slug,
        Account.status,
        Account.handle,
        Account.platform,
        Account.unit,
        Account.purpose,
        Account.url,
    )  # type: ignore[call-overload]
    rows: Iterable[tuple[Any, ...]] = session.exec(
        query.where(Account.workspace_id == workspace_id, col(Account.activated_at).is_not(None))
    )
    return rows


def _entries(rows: Iterable[tuple[Any, ...]]) -> Iterator[Entry]:
    for slug, status, handle, platform, unit, purpose, url in rows:
        if status in SHOWN and url:
            name, unit, purpose = (text.translate(_TURNS) for text in (handle or slug, unit, purpose))
            words = fold("\n".join((name, slug, platform, unit, purpose, url)))
            yield Entry(slug, name, platform, unit, purpose, url, words)


def _order(entry: Entry) -> tuple[str, str, str]:
    return _swedish(entry.unit), _swedish(entry.name), entry.account


def _swedish(text: str) -> str:
    """A key that sorts å, ä and ö last, as in a Swedish list."""
    return text.casefold().translate({0xE5: "{a", 0xE4: "{b", 0xF6: "{c"})


def _changes(row: AuditRow, seen: Mapping[str, Status]) -> bool:
    """Whether the row says something the public sees; one whose payload was deleted counts, since it may have.

    `seen` are the accounts that have been in the register, with their status now.
    """
    status = seen.get(row.subject.removeprefix("account:"))
    if status is None or row.action not in {"account.status", "account.changed"}:
        return False
    if row.payload is None:
        return True
    changes: dict[str, Any] = json.loads(row.payload)["changes"]
    if row.action == "account.status":
        return "access" in changes or changes["status"] == Status.CLOSED
    return status in SHOWN and not PUBLIC.isdisjoint(changes)


def matching(
    entries: Iterable[Entry], text: str = "", platform: str = "", unit: str = ""
) -> tuple[Entry, ...]:
    """The entries of that platform and that unit that have every word of `text` in them, case and accents aside."""
    words = fold(text).split()
    return tuple(
        entry
        for entry in entries
        if platform in {"", entry.platform}
        and unit in {"", entry.unit}
        and all(word in entry.words for word in words)
    )
