"""Stored files: what they are (typed by content, not by name), and the protocol of the store that keeps them."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Field, Session, select

from core.errors import FieldError
from core.scope import Scope
from core.table import Table, spanning
from core.words import _


class StoredFile(Table, table=True):
    """One file somebody handed in: its content's address, and who gave it when."""

    __tablename__ = "stored_file"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    sha256: str = Field(max_length=64, index=True)
    size: int
    media_type: str = Field(max_length=100)
    name: str = Field(max_length=255)
    recorded_by: int = Field(foreign_key="person.id")
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store but not yet in the register. `size` in bytes, `sha256` in hex."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text that is read and not kept, such as a guideline."""

    name: str
    text: str


LONGEST_TEXT = 200_000  # bytes; a guideline has about ten thousand


def read_text(field: str, name: str, content: bytes) -> TextFile:
    """A file's text. FieldError on `field` when it is too long or is no text in UTF-8."""
    if len(content) > LONGEST_TEXT:
        raise FieldError(field, _("The file is larger than {size} kB.", size=LONGEST_TEXT // 1000))
    try:
        return TextFile(name[-255:], content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FieldError(field, _("The file is no text in UTF-8.")) from None


class Store(Protocol):
    """Keeps content by its hash. Never called inside a transaction: it may be a network away."""

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the content; the same content twice is kept once."""

    def get(self, sha256: str) -> bytes:
        """The content. FileNotFoundError when it is gone, ValueError when it is not what its hash says."""


def inspect(field: str, name: str, content: bytes, max_megabytes: int) -> Kept:
    """What a file is, by its content. FieldError on `field` when it is too large, empty or of another kind."""
    if not content:
        raise FieldError(field, _("The file is empty."))
    if len(content) > max_megabytes * 1_000_000:
        raise FieldError(field, _("The file is larger than {size} MB.", size=max_megabytes))
    media_type = media_type_of(content)
    if media_type is None:
        raise FieldError(
            field, _("The file is none of PNG, JPEG, WebP, PDF or WACZ. Take a screenshot and attach that.")
        )
    return Kept(hashlib.sha256(content).hexdigest(), len(content), media_type, name[-255:])


def media_type_of(content: bytes) -> str | None:
    """PNG, JPEG, WebP, PDF or WACZ by content; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "application/wacz" if content.startswith(b"PK") and _is_wacz(content) else None


def _is_wacz(content: bytes) -> bool:
    """A WACZ is a zip whose datapackage.json says so; only that small file is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("datapackage.json")
            if entry.file_size > 1_000_000:
                return False
            described = json.loads(archive.read(entry))
    except Exception:  # a damaged archive raises nearly anything (zlib.error, EOFError, …), and is no WACZ
        return False
    return isinstance(described, dict) and "wacz_version" in described


def register(scope: Scope, kept: Kept) -> StoredFile:
    """The row of a file that is in the store."""
    row = StoredFile(
        workspace_id=scope.workspace_id,
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
        name=kept.name,
        recorded_by=scope.doer.id,
        recorded_at=scope.now,
    )
    scope.session.add(row)
    scope.session.flush()
    return row


def registered(session: Session) -> list[StoredFile]:
    """Every registered file, of all workspaces."""
    return list(session.exec(spanning(select(StoredFile))))


def registered_in(session: Session, workspace_id: int) -> list[StoredFile]:
    """A workspace's registered files, oldest first."""
    query = select(StoredFile).where(StoredFile.workspace_id == workspace_id)
    return sorted(session.exec(query), key=lambda file: file.id)
