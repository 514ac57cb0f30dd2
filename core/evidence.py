"""Stored files: what they are, where they come from, who has witnessed them, and the store that keeps them (F13)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit, media
from core.errors import FieldError, Refused
from core.media import UNSAID, Origin
from core.numbers import next_number
from core.scope import Scope
from core.table import Table, one_of, spanning
from core.words import _


class Fault(StrEnum):
    """What is wrong with a file in the store."""

    MISSING = "missing"
    CHANGED = "changed"
    UNREACHABLE = "unreachable"


class StoredFile(Table, table=True):
    """One file somebody handed in: its content's address, who gave it when, and where it comes from.

    `about` is the number of what it is evidence of, on the account; a logo and a report have none. `captured_at` is
    when it was taken, `posted_at` when what it shows was published, `collector` who took it where that is another
    than who handed it in. `checked_at` is when the store last said whether it has it, `fault` what was wrong.
    """

    __tablename__ = "stored_file"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    sha256: str = Field(max_length=64, index=True)
    size: int
    media_type: str = Field(max_length=100)
    name: str = Field(max_length=255)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime
    number: str = Field(max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    about: str | None = Field(default=None, max_length=20)
    captured_at: datetime | None = None
    posted_at: datetime | None = None
    collector: str | None = Field(default=None, max_length=120)
    url: str | None = Field(default=None, max_length=1000)
    tool: str | None = Field(default=None, max_length=120)
    checked_at: datetime | None = Field(default=None, index=True)
    fault: Fault | None = Field(default=None, sa_column=one_of(Fault, nullable=True))


class Witness(Table, table=True):
    """A second person who says that the file shows what was there."""

    __tablename__ = "evidence_witness"

    file_id: int = Field(primary_key=True, foreign_key="stored_file.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    workspace_id: int = Field(foreign_key="workspace.id")
    witnessed_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store but not yet in the register. `size` in bytes, `sha256` in hex."""

    sha256: str
    size: int
    media_type: str
    name: str
    origin: Origin = UNSAID


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text that is read and not kept, such as a guideline."""

    name: str
    text: str


LONGEST_TEXT = 200_000  # bytes; a guideline has about ten thousand


def _bare(name: str) -> str:
    """A file's own name: its folders are nobody's business, and no way out of ours where it is exported."""
    return name.replace("\0", "").replace("\\", "/").rpartition("/")[2][-255:]


def read_text(field: str, name: str, content: bytes) -> TextFile:
    """A file's text. FieldError on `field` when it is too long or is no text in UTF-8."""
    if len(content) > LONGEST_TEXT:
        raise FieldError(field, _("The file is larger than {size} kB.", size=LONGEST_TEXT // 1000))
    try:
        return TextFile(_bare(name), content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FieldError(field, _("The file is no text in UTF-8.")) from None


class Store(Protocol):
    """Keeps content by its hash. Never called inside a transaction: it may be a network away."""

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the content; the same content twice is kept once. Refused, with nothing kept, when it can't."""

    def get(self, sha256: str) -> bytes:
        """The content. FileNotFoundError when it is gone, ValueError when it is not what its hash says.

        Another OSError when the store does not answer.
        """

    def addresses(self) -> Iterator[tuple[str, datetime | None]]:
        """Every file there is by its path, whose end is the hash, and when it was put there."""

    def remove(self, path: str) -> None:
        """Takes away a file that `addresses` named, if it is there."""


def inspect(field: str, name: str, content: bytes, max_megabytes: int) -> Kept:
    """What a file is, by its content. FieldError on `field` when it is too large, empty, damaged or of another kind."""
    if not content:
        raise FieldError(field, _("The file is empty."))
    if len(content) > max_megabytes * 1_000_000:
        raise FieldError(field, _("The file is larger than {size} MB.", size=max_megabytes))
    try:
        found = media.look(content)
    except media.Unfit as fault:
        raise FieldError(field, str(fault)) from None
    return Kept(
        hashlib.sha256(content).hexdigest(), len(content), found.media_type, _bare(name), found.origin
    )


def register(scope: Scope, kept: Kept, captured_at: datetime | None = None, **of: Any) -> StoredFile:
    """The row of a file that is in the store. What the file says of itself goes first, if it can be so.

    `of`: account_id, about, url, posted_at, of what is evidence.
    """
    said, url = kept.origin.captured_at, of.pop("url", None)
    row = StoredFile(
        workspace_id=scope.workspace_id, number=next_number(scope, "E"),
        sha256=kept.sha256, size=kept.size, media_type=kept.media_type, name=kept.name,
        recorded_by=scope.doer.id, recorded_at=scope.now, tool=kept.origin.tool, url=kept.origin.url or url,
        captured_at=said if said and said <= scope.now else captured_at, **of,
    )  # fmt: skip
    scope.session.add(row)
    scope.session.flush()
    return row


def change(scope: Scope, file: StoredFile, **changes: Any) -> None:
    """Says better where the file comes from: captured_at, posted_at, collector, url, tool.

    A file that is witnessed is as the witnesses saw it: Refused.
    """
    if witnesses(scope.session, file):
        raise Refused(
            _("{number} is witnessed and no longer changed.", number=file.number),
            _("Hand in the capture again, with what is right."),
        )
    for field, value in changes.items():
        setattr(file, field, value)
    scope.session.add(file)
    times = {field: changes[field] for field in ("captured_at", "posted_at") if field in changes}
    audit.record(scope, "evidence.described", subject(file), fields=sorted(changes), **times)


def witness(scope: Scope, file: StoredFile) -> None:
    """The actor has seen that the capture shows what was there. Refused for who handed it in, and for twice."""
    if file.fault:
        raise Refused(
            _("{number} is not in the store as it was handed in.", number=file.number),
            _("The administrators are told. It can be brought back from a backup."),
        )
    if scope.doer.id == file.recorded_by:
        raise Refused(
            _("You handed in {number} yourself.", number=file.number),
            _("Ask a colleague who saw it too: underlag intyga {number}", number=file.number),
        )
    if any(each.person_id == scope.doer.id for each in witnesses(scope.session, file)):
        raise Refused(_("You have witnessed {number} already.", number=file.number))
    scope.session.add(
        Witness(
            file_id=file.id,
            person_id=scope.doer.id,
            workspace_id=scope.workspace_id,
            witnessed_at=scope.now,
        )
    )
    audit.record(scope, "evidence.witnessed", subject(file), sha256=file.sha256)


def witnesses(session: Session, file: StoredFile) -> list[Witness]:
    """Who has witnessed the file, in order."""
    query = select(Witness).where(Witness.workspace_id == file.workspace_id, Witness.file_id == file.id)
    return list(session.exec(query.order_by(col(Witness.witnessed_at), col(Witness.person_id))))


def identify(session: Session, workspace_id: int, number: str) -> StoredFile | None:
    """The evidence with that number, or the latest of the case or snapshot with that number; no report, no logo."""
    said = number.strip().upper()
    query = select(StoredFile).where(
        StoredFile.workspace_id == workspace_id,
        col(StoredFile.account_id).is_not(None),
        (col(StoredFile.number) == said) | (col(StoredFile.about) == said),
    )
    return session.exec(query.order_by(col(StoredFile.id).desc())).first()


def of(session: Session, workspace_id: int, about: str) -> list[StoredFile]:
    """Everything that was handed in as evidence of a case or a snapshot, in order."""
    query = select(StoredFile).where(StoredFile.workspace_id == workspace_id, StoredFile.about == about)
    return list(session.exec(query.order_by(col(StoredFile.id))))


def latest(scope: Scope, account_ids: tuple[int, ...] | None, most: int) -> list[StoredFile]:
    """The evidence handed in last, at most so many; of the accounts or of all."""
    query = select(StoredFile).where(
        StoredFile.workspace_id == scope.workspace_id, col(StoredFile.account_id).is_not(None)
    )
    if account_ids is not None:
        query = query.where(col(StoredFile.account_id).in_(account_ids))
    return list(scope.session.exec(query.order_by(col(StoredFile.id).desc()).limit(most)))


def subject(file: StoredFile) -> str:
    """The file's name in the audit log: `evidence:E-2026-0001`."""
    return f"evidence:{file.number}"


def registered(session: Session) -> list[StoredFile]:
    """Every registered file, of all workspaces."""
    return list(session.exec(spanning(select(StoredFile))))


def get(session: Session, file_id: int) -> StoredFile:
    """The file's row. NoResultFound when there is none."""
    return session.get_one(StoredFile, file_id)


def registered_by_content(session: Session, sha256: str) -> bool:
    """Whether any workspace has a file of that content."""
    return session.exec(spanning(select(StoredFile).where(StoredFile.sha256 == sha256))).first() is not None


def registered_in(session: Session, workspace_id: int) -> list[StoredFile]:
    """A workspace's registered files, oldest first."""
    query = select(StoredFile).where(StoredFile.workspace_id == workspace_id)
    return sorted(session.exec(query), key=lambda file: file.id)
