"""A whole copy of what is on record, taken while the bot runs: every row of one moment, and every evidence file."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from bot.app import App, check_schema
from core import migrations
from core.database import Database
from core.errors import Refused
from core.table import bare, spanning
from core.tables import METADATA
from core.words import _, n_

FORMAT = 1
ROWS = 500
Row = dict[str, Any]


def backup(app: App, file: Path, now: datetime) -> str:
    """Writes the copy; says what is in it. Refused where the file is there already, or evidence is gone.

    Rows are read in one transaction that sees one moment. What citizens wrote and tokens stay as they are stored:
    with a key, encrypted, and the key is not in the copy.
    """
    check_schema(app.database)
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise Refused(_("{file} is there already.", file=file), _("Give another name, or move it away."))
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as made:
            said = _write(app, made, now)
        part.rename(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return said


def _write(app: App, made: zipfile.ZipFile, now: datetime) -> str:
    counts, hashes = dict[str, int](), set[str]()
    with _one_moment(app.database) as connection:
        for table in METADATA.sorted_tables:
            with made.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as out:
                counts[table.name] = 0
                for row in _rows(connection, table):
                    out.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
                    counts[table.name] += 1
                    if table.name == "stored_file":
                        hashes.add(str(row["sha256"]))
    for sha256 in sorted(hashes):
        made.writestr(f"evidence/{sha256}", _evidence(app, sha256))
    about = {
        "format": FORMAT, "schema": migrations.HEAD, "made_at": now.isoformat(), "rows": counts,
        "evidence": len(hashes),
    }  # fmt: skip
    made.writestr("somerad.json", json.dumps(about, indent=2))
    return _said(about)


def _one_moment(database: Database) -> Connection:
    """SQLite's transactions see one state by themselves; PostgreSQL's are told to."""
    connection = database.engine.connect()
    if not database.is_sqlite:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    result = connection.execution_options(stream_results=True).execute(spanning(select(bare(table))))
    for values in result.yield_per(ROWS).mappings():
        yield {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, time)) else value


def _evidence(app: App, sha256: str) -> bytes:
    try:
        return app.store.get(sha256)
    except (OSError, ValueError) as error:
        raise Refused(
            _("Evidence {hash} can't be copied: {why}", hash=sha256, why=error),
            _("See what else is wrong: somerad doctor"),
        ) from None


def restore(app: App, file: Path) -> str:
    """Puts the copy into an empty database and its evidence into the store; says what it was.

    Refused where there is anything already, where the copy is damaged, or is of another schema. In one
    transaction: after a failure there are no rows.
    """
    with _opened(file) as made:
        about = json.loads(made.read("somerad.json"))
        _check(about)
        migrations.upgrade(app.database)
        with app.database.engine.connect() as connection:
            if connection.execute(
                spanning(select(func.count()).select_from(METADATA.tables["workspace"]))
            ).scalar():
                raise Refused(
                    _("There is something in {url} already.", url=app.database.shown_url),
                    _("Restore into an empty database: --db URL"),
                )
        _keep_evidence(app, made)
        with app.database.engine.begin() as connection:
            for table in METADATA.sorted_tables:
                _fill(connection, table, made, about["rows"])
    return _said(about)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        made = zipfile.ZipFile(file)
        damaged = made.testzip()
        if damaged is None and "somerad.json" in made.namelist():
            return made
    except (OSError, zipfile.BadZipFile) as error:
        raise Refused(_("{file} can't be read: {why}", file=file, why=error)) from None
    raise Refused(_("{file} is damaged, or no copy of ours.", file=file), _("Take another copy."))


def _check(about: Row) -> None:
    if about["format"] != FORMAT or about["schema"] != migrations.HEAD:
        raise Refused(
            _("The copy is of another version's schema ({at}).", at=about["schema"]),
            _("Restore it with the version it was made with, then: somerad db upgrade"),
        )


def _keep_evidence(app: App, made: zipfile.ZipFile) -> None:
    for name in made.namelist():
        folder, _slash, sha256 = name.partition("/")
        if folder == "evidence":
            content = made.read(name)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise Refused(_("Evidence {hash} in the copy has been changed.", hash=sha256))
            app.store.put(sha256, content)


def _fill(connection: Connection, table: Table, made: zipfile.ZipFile, counts: dict[str, int]) -> None:
    filled, kinds = 0, {column.name: _kind(column.type) for column in table.columns}
    with made.open(f"rows/{table.name}.jsonl") as lines:
        rows = ({name: _read(v, kinds[name]) for name, v in json.loads(line).items()} for line in lines)
        while batch := list(islice(rows, ROWS)):
            connection.execute(bare(table).insert(), batch)
            filled += len(batch)
    if filled != counts[table.name]:
        raise Refused(_("{file} is damaged, or no copy of ours.", file=f"rows/{table.name}.jsonl"))
    _go_on_counting(connection, table)


def _kind(of: Any) -> type:
    """What a column's values are in Python; SQLModel's own times are made of SQLAlchemy's."""
    kind: type = getattr(of, "impl_instance", of).python_type
    return kind


def _read(value: Any, kind: type) -> Any:
    return kind.fromisoformat(value) if value is not None and issubclass(kind, (date, time)) else value


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL's sequences know nothing of rows that came with their numbers."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    name = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
    highest = f'(SELECT coalesce(max(id), 1) FROM "{table.name}")'  # noqa: S608
    connection.execute(text(f"SELECT setval({name}, {highest})"))


def _said(about: Row) -> str:
    rows = sum(about["rows"].values())
    files = about["evidence"]
    return ", ".join((
        n_("{count} row", "{count} rows", rows),
        n_("{count} file of evidence", "{count} files of evidence", files),
        about["made_at"],
    ))  # fmt: skip
