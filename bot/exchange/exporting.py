"""`somerad export`: everything given back in open formats: tables people read, every row there is, every file."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.app import App, check_schema, policy_of
from core import accounts, evidence, workspace
from core.accounts import Account, Status
from core.errors import Refused
from core.evidence import StoredFile
from core.posts import Post
from core.questions import Question
from core.scope import Scope
from core.tables import METADATA
from core.words import _

# Links that open something, and copies of answers: of no use elsewhere.
LEFT_OUT = frozenset({"page_link", "stored_reply", "mailbox", "watch"})
OF_ACCOUNTS = (
    "Konto", "Namn", "Plattform", "Verksamhet", "Syfte", "Målgrupp", "Ansvarig", "Administratörer", "Länk", "Status",
    "Startdatum",
)  # fmt: skip
OF_POSTS = ("Konto", "Publicerat", "Antal", "Länk")
OF_QUESTIONS = ("Konto", "Mottagen", "Besvarad", "Länk", "Besvarad av")
Progress = Callable[[int, int], None]


def export(
    app: App, folder: Path, now: datetime, home: str = "", progress: Progress = lambda _done, _of: None
) -> list[Path]:
    """Writes a workspace into an empty folder; what was written. Refused where the folder holds something."""
    check_schema(app.database)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            _("{folder} is not empty.", folder=str(folder)), _("Name a new folder, or an empty one.")
        )
    with app.database.read() as session:
        scope = _scope(session, home, now)
        written = [_put(folder / name, content) for name, content in _sheets(scope)]
        written += [_put(folder / "rader" / name, content) for name, content in _rows(scope)]
        files = evidence.registered_in(session, scope.workspace_id)
    for number, file in enumerate(files, 1):
        written += _file(app, folder, file)
        progress(number, len(files))
    written.append(_put(folder / "datapackage.json", _package(folder, written, scope).encode()))
    return written


def _scope(session: Session, home: str, now: datetime) -> Scope:
    found = workspace.find(session, home)
    policy = policy_of(found)
    return Scope(session, found, policy, workspace.calendar_of(found, policy), now)


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _file(app: App, folder: Path, file: StoredFile) -> list[Path]:
    """A file of evidence under its hash; nothing where the store has lost it, which `rader` still tells of."""
    try:
        content = app.store.get(file.sha256)
    except (FileNotFoundError, ValueError):
        return []
    return [_put(folder / "filer" / f"{file.sha256}{Path(file.name).suffix[:10]}", content)]


# Tables for people, which `somerad import` reads again


def _sheets(scope: Scope) -> Iterator[tuple[str, bytes]]:
    listed = [each for each in accounts.listed(scope) if each.status is not Status.REJECTED]
    slugs = {account.id: account.slug for account in listed}
    yield "konton.csv", _csv(OF_ACCOUNTS, (_account(scope, account) for account in listed))
    yield "inlagg.csv", _csv(OF_POSTS, _posts(scope, slugs))
    yield "fragor.csv", _csv(OF_QUESTIONS, _questions(scope, slugs))


def _account(scope: Scope, account: Account) -> Sequence[str]:
    editors = accounts.editors(scope.session, account)
    responsible = [person.name for person in editors if person.id == account.responsible_id]
    others = [person.name for person in editors if person.id != account.responsible_id]
    in_use = account.status in {Status.ACTIVE, Status.CLOSING}
    return (
        account.slug, account.handle or "", account.platform, account.unit, account.purpose, account.target_group or "",
        *(responsible or [""]), "; ".join(others), account.url or "",
        "aktivt" if in_use else "avslutat" if account.status is Status.CLOSED else str(account.status),
        _local(scope, account.activated_at),
    )  # fmt: skip


def _posts(scope: Scope, slugs: Mapping[int, str]) -> Iterator[Sequence[str]]:
    query = select_rows(Post).where(Post.workspace_id == scope.workspace_id, col(Post.voided_at).is_(None))
    for post in scope.session.exec(query.order_by(col(Post.published_at))):
        yield (
            slugs.get(post.account_id, ""),
            _local(scope, post.published_at),
            str(post.count),
            post.link or "",
        )


def _questions(scope: Scope, slugs: Mapping[int, str]) -> Iterator[Sequence[str]]:
    query = select_rows(Question).where(
        Question.workspace_id == scope.workspace_id, col(Question.voided_at).is_(None)
    )
    for asked in scope.session.exec(query.order_by(col(Question.received_at))):
        times = (_local(scope, asked.received_at), _local(scope, asked.answered_at))
        yield slugs.get(asked.account_id, ""), *times, asked.link or "", asked.signed_name or ""


def _local(scope: Scope, at: datetime | None) -> str:
    return f"{scope.calendar.local(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    kept = io.StringIO(newline="")
    written = csv.writer(kept, delimiter=";")
    written.writerow(heads)
    written.writerows(rows)
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


# Every row


def _rows(scope: Scope) -> Iterator[tuple[str, bytes]]:
    """Every table's rows of the workspace as JSON lines, with all their columns."""
    for table in METADATA.sorted_tables:
        if table.name not in LEFT_OUT:
            query = _of_workspace(table, scope.workspace_id)
            found = scope.session.connection().execute(query).mappings()
            lines = (json.dumps({k: _plain(v) for k, v in row.items()}, ensure_ascii=False) for row in found)
            yield f"{table.name}.jsonl", "".join(f"{line}\n" for line in lines).encode()


def _of_workspace(table: Table, workspace_id: int) -> Any:
    owner = table.c["id" if table.name == "workspace" else "workspace_id"]
    return select(table).where(owner == workspace_id).order_by(*table.primary_key.columns)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def _package(folder: Path, written: Iterable[Path], scope: Scope) -> str:
    """What the folder holds, as the Frictionless Data Package says it."""
    resources = [
        {"name": path.stem.lower(), "path": path.relative_to(folder).as_posix(), "format": path.suffix[1:]}
        for path in written
    ]
    told = {
        "name": scope.workspace.slug,
        "title": scope.workspace.name,
        "created": scope.now.isoformat(),
        "resources": resources,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
