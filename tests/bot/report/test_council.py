"""The council's part of its report: decisions and tasks in their tables, whoever keeps them (F7)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.report import council, findings, told
from core import periods
from tests.town import Town, local


@dataclass(frozen=True)
class Decision:
    """As whoever keeps the meetings gives it."""

    number: str
    text: str
    meeting: str
    decided_at: datetime
    replaced_by: str = ""


@dataclass(frozen=True)
class Task:
    """As whoever keeps the meetings gives it."""

    number: str
    text: str
    owner: str
    due_on: date
    done_at: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Came:
    """A period's proceedings."""

    decisions: tuple[Decision, ...] = ()
    tasks: tuple[Task, ...] = ()


def test_decisions_and_tasks_stand_in_their_tables(small_town: Town) -> None:
    """F7: what replaces a decision is told with it; a task is done on a day, late, or neither."""
    came = Came(
        (
            Decision(
                "B-2026-0001", "Samma ton på alla konton", "R-1", local(2026, 9, 2, 23, 30), "B-2026-0002"
            ),
        ),
        (
            Task(
                "U-2026-0001",
                "Se över mallarna",
                "Eva",
                date(2026, 10, 1),
                local(2026, 9, 30, 9, 0),
                is_late=False,
            ),
            Task("U-2026-0002", "Boka utbildning", "Kim", date(2026, 10, 1), None, is_late=True),
        ),
    )
    with small_town.database.read() as session:
        scope = small_town.scope(session, local(2026, 11, 26, 12, 0))
        found = findings.gather(scope, periods.named("2026-H2", scope.calendar))
        part, empty = council.part(found, came), council.part(found, Came())
    decisions, tasks = part.grids
    assert [told.said(cell) for cell in decisions.rows[0]] == [
        "B-2026-0001", "Samma ton på alla konton (ersatt av B-2026-0002)", "R-1", "2 sep 2026",
    ]  # fmt: skip
    assert [told.said(row[-1]) for row in tasks.rows] == ["30 sep 2026", "sent"]
    assert (empty.grids, empty.text) == ((), ("SoMe-rådet har inte beslutat något under perioden.",))
