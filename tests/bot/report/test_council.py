"""The council's part of its report: decisions and tasks in their tables, since the meeting before (C2, F7)."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from bot.report import told
from bot.report.council import council
from bot.report.findings import Findings, gather
from bot.report.parts import Part
from core import meetings, periods
from tests.town import COMMUNICATOR, EDITOR, Town, local

NOW = local(2026, 11, 26, 12, 0)


@pytest.fixture
def session(small_town: Town) -> Iterator[Session]:
    """A reading session of a town whose council met in September, and is called for December."""
    town, before, held, after = small_town, *(local(2026, 9, day, 9, 0) for day in (1, 2, 3))
    town.say(COMMUNICATOR, 'möte kalla när="2026-09-02 08:00" plats=Teams', before)
    town.say(COMMUNICATOR, "möte beslut Samma ton på alla konton möte=N-2026-0001", held)
    town.say(COMMUNICATOR, "möte beslut En ton på alla konton möte=N-2026-0001 ersätter=B-2026-0001", held)
    for text in ("Se över mallarna", "Boka utbildning"):
        town.say(COMMUNICATOR, f'möte uppgift "{text}" ansvarig={EDITOR} klart=2026-10-01', held)
    town.say(EDITOR, "uppgift klar T-2026-0001", local(2026, 9, 30, 9, 0))
    town.say(COMMUNICATOR, 'möte kalla när="2026-12-02 08:00" plats=Teams', after)
    with town.database.read() as reading:
        yield reading


def found(town: Town, session: Session, period: str, meeting: str = "") -> Findings:
    """What a report is made from."""
    scope = town.scope(session, NOW)
    called = meetings.identify(session, scope.workspace_id, meeting) if meeting else None
    return gather(scope, periods.named(period, scope.calendar), called)


def texts(part: Part) -> list[list[list[str]]]:
    """Each table's rows as they are printed."""
    return [[[told.said(cell) for cell in row] for row in grid.rows] for grid in part.grids]


def test_decisions_and_tasks_stand_in_their_tables(small_town: Town, session: Session) -> None:
    """F7: what replaces a decision is told with it; a task is done on a day, late, or neither."""
    decisions, tasks = texts(council(found(small_town, session, "2026-H2")))
    assert decisions == [
        ["B-2026-0001", "Samma ton på alla konton (ersatt av B-2026-0002)", "N-2026-0001", "2 sep 2026"],
        ["B-2026-0002", "En ton på alla konton", "N-2026-0001", "2 sep 2026"],
    ]
    assert [row[1:] for row in tasks] == [
        ["Se över mallarna", EDITOR, "1 okt 2026", "30 sep 2026"],
        ["Boka utbildning", EDITOR, "1 okt 2026", "sent"],
    ]


def test_a_report_for_a_meeting_looks_back_to_the_one_before(small_town: Town, session: Session) -> None:
    """C2, F7: whatever period its figures are of; one for no meeting tells of its period."""
    earlier = council(found(small_town, session, "2025-H2"))
    assert (earlier.grids, earlier.text) == ((), ("SoMe-rådet har inte beslutat något under perioden.",))
    meant = texts(council(found(small_town, session, "2025-H2", "N-2026-0002")))
    assert meant == texts(council(found(small_town, session, "2026-H2")))
