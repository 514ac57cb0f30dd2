"""The status page's figures at their edges: where a half-year ends, and answers that had no due time (C1, G13)."""

from sqlmodel import select

from core import periods
from core.figures import Outcome
from core.overview import answering
from core.questions import Question
from tests.core.test_overview import NOW, PERIOD, ask, overview_of
from tests.town import ACCOUNT, COMMUNICATOR, Town, local


def test_every_answer_is_listed_also_without_a_due_time(town: Town) -> None:
    """G13: the median and the slowest are of these, so their list has them, and nothing unanswered."""
    ask(town, local(2026, 11, 23, 9, 0), local(2026, 11, 23, 10, 0))
    ask(town, local(2026, 11, 23, 9, 0), local(2026, 11, 23, 11, 0))
    ask(town, local(2026, 11, 23, 9, 0))
    with town.database.write() as session:
        for question in session.exec(select(Question)):
            question.due_at = None
    with town.database.read() as session:
        scope = town.scope(session, NOW)
        found = answering.listed(scope, periods.named(PERIOD, scope.calendar), (), 1, only_answered=True)
    assert [row.number for row in found.rows] == ["F-2026-0002", "F-2026-0001"]
    assert {row.outcome for row in found.rows} == {Outcome.UNSET}


def test_a_half_year_ends_where_the_next_begins(town: Town) -> None:
    """C1: the midnight between is the next one's; one closed just then was in use to the end, one closed now is not."""
    town.new_account("museum-fb", local(2026, 9, 2, 9, 0))
    town.say(COMMUNICATOR, "konto avsluta museum-fb orsak=Upphör", local(2027, 1, 1))
    town.new_account("nyår-fb", local(2027, 1, 1))
    now = local(2027, 2, 1)
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Upphör", now)
    before, after = overview_of(town, now, "2026-07-01..2027-06-30").snapshots
    assert [account.slug for account in before.expected] == [ACCOUNT, "museum-fb"]
    assert [account.slug for account in after.expected] == ["nyår-fb"]
    assert town.say(COMMUNICATOR, "status", now).card.data["snapshots_expected"] == 1
