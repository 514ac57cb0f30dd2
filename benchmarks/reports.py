"""The council's figures of a year, beside one hand-written aggregate; and its report, beside a plain document."""

import sqlite3
from datetime import timedelta
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import typst
from pypdf import PdfReader
from sqlmodel import Session

from benchmarks import Result, Side, compare, large_town
from benchmarks.sweep import as_stored
from bot import app as house
from bot.report.typeset import STANDARDS
from bot.settings import Settings
from commands.command import Caller, Request
from core import overview, periods, workspace
from core.database import Database
from core.scope import Scope

PERIOD = f"{large_town.BEGIN:%Y-%m-%d}..{large_town.NOW:%Y-%m-%d}"
_triggers = iter(range(10**9))


def run(*, short: bool) -> list[Result]:
    """A summary of a million rows, and a report of 200 accounts."""
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        rounds = 1 if short else 7
        return [
            summary(Path(folder) / "rows.db", *((20, 2000) if short else (300, 1_000_000)), rounds),
            report(Path(folder) / "report.db", 20 if short else 200, rounds),
        ]


def summary(path: Path, accounts: int, rows: int, rounds: int) -> Result:
    """All figures of the council's page for a year, beside those that one statement can count."""
    database = Database(str(path))
    large_town.make(database, accounts, with_year=False)
    connection = sqlite3.connect(path)
    share = {"post": rows * 7 // 10, "question": rows * 2 // 10, "moderation_case": rows // 10}
    for table, count in share.items():
        connection.execute(_ROWS[table], {"count": count, "begin": as_stored(large_town.BEGIN)})
    connection.commit()

    def ours() -> None:
        with database.read() as session:
            scope = _scope(session)
            found = overview.of(scope, periods.named(PERIOD, scope.calendar))
        assert found.answering.total == share["question"]

    def aggregate() -> None:
        given = {"begin": as_stored(large_town.BEGIN - timedelta(days=1)), "now": as_stored(large_town.NOW)}
        found = connection.execute(_AGGREGATE, given).fetchall()
        assert sum(row[2] for row in found) == rows

    made = compare(
        "council summary", "summaries", Side("one SQL aggregate", aggregate, 1), Side("overview", ours, 1),
        goal=1 / 3, rounds=rounds, clock=process_time,
    )  # fmt: skip
    database.close()
    connection.close()
    return made


def _scope(session: Session) -> Scope:
    home = workspace.find(session, "")
    return Scope(session, home, house.policy_of(home), workspace.calendar_of(home), large_town.NOW)


_N = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :count)"
_AT = "strftime('%Y-%m-%d %H:%M:%S.000000', :begin, (n * 7919 % 525000) || ' minutes')"
_LATER = "strftime('%Y-%m-%d %H:%M:%S.000000', :begin, (n * 7919 % 525000 + {}) || ' minutes')"
_FROM = "FROM n JOIN account a ON a.id = 1 + n % (SELECT count(*) FROM account)"
_LOGGED = "workspace_id, number, account_id, recorded_by, recorded_at, door"
_ROWS = {
    "post": f"{_N} INSERT INTO post ({_LOGGED}, published_at, count)"
    f" SELECT a.workspace_id, 'I-' || n, a.id, a.responsible_id, {_AT}, 'terminal', {_AT}, 1 {_FROM}",
    "question": f"{_N} INSERT INTO question ({_LOGGED}, kind, received_at, due_at, answered_at)"
    f" SELECT a.workspace_id, 'F-' || n, a.id, a.responsible_id, {_AT}, 'terminal', 'question', {_AT},"
    f" {_LATER.format(1440)}, CASE WHEN n % 30 THEN {_LATER.format('n * 31 % 2000')} END {_FROM}",
    "moderation_case": f"{_N} INSERT INTO moderation_case ({_LOGGED}, category, action, judgement, count,"
    f" happened_at, author) SELECT a.workspace_id, 'M-' || n, a.id, a.responsible_id, {_AT}, 'terminal', 'hat',"
    f" 'removed', 'rules', 1, {_AT}, 'citizen' {_FROM}",
}
_AGGREGATE = """
    SELECT 'questions', answered_at <= due_at, count(*) FROM question
        WHERE voided_at IS NULL AND received_at >= :begin AND received_at < :now GROUP BY 2
    UNION ALL SELECT 'posts', account_id, sum(count) FROM post
        WHERE voided_at IS NULL AND published_at >= :begin AND published_at < :now GROUP BY 2
    UNION ALL SELECT 'removed', category, sum(count) FROM moderation_case
        WHERE voided_at IS NULL AND happened_at >= :begin AND happened_at < :now GROUP BY 2
"""


def report(path: Path, accounts: int, rounds: int) -> Result:
    """From the order to the kept PDF, beside Typst setting as many pages of plain text by the same standards.

    No two texts are alike, as no two reports are: Typst remembers what it has set before.
    """
    settings = Settings(_env_file=None, database_url=str(path), evidence_url=f"file://{path}.evidence")
    app = house.build(settings)
    large_town.make(app.database, accounts)

    def order() -> bytes:
        caller = Caller(large_town.COMMUNICATOR)
        request = Request(caller, f"benchmark:{next(_triggers)}", large_town.NOW, text="rapport 2026-H1")
        (file,) = app.dispatch.finish(request, app.dispatch.handle(request)).card.files
        return file.content

    pages = len(PdfReader(BytesIO(order())).pages)
    compiled = partial(_plain, pages)
    assert len(PdfReader(BytesIO(compiled())).pages) == pages
    made = compare(
        f"PDF report, {pages} pages", "reports", Side("Typst, plain text", compiled, 1),
        Side("rapport", order, 1), goal=1 / 4, rounds=rounds,
    )  # fmt: skip
    app.database.close()
    return made


def _plain(pages: int) -> bytes:
    """So many full pages."""
    page = "\n\n".join(["{} #lorem(115)"] * 5)
    text = "\n#pagebreak()\n".join(page.format(*islice(_triggers, 5)) for _ in range(pages))
    source = f"#set document(title: [Text])\n{text}".encode()
    made = typst.compile(source, ignore_system_fonts=True, pdf_standards=STANDARDS)
    assert isinstance(made, bytes)
    return made
