"""The status page's figures at their edges: where a half-year ends, and answers that had no due time (C1, G13)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel import select, update

from core import accounts, periods, posts
from core.figures import Outcome
from core.overview import answering
from core.questions import Question
from tests.core.test_overview import NOW, PERIOD, ask, overview_of
from tests.records import scope_of
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, Town, local


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


def test_a_second_is_cut_never_rounded(town: Town) -> None:
    """F9, F10, S6: what came in the last half second of a Sunday is that week's, on every database."""
    monday, almost = local(2026, 9, 14), timedelta(seconds=0.4)
    with town.database.write() as session:
        scope = scope_of(town, session, EDITOR)
        account = accounts.get(session, town.account().id)
        posts.record(scope, account, monday - almost)
        posts.record(scope, account, monday, count=3)
    ask(town, monday, monday + timedelta(hours=1))
    with town.database.write() as session:
        came, went = monday - almost, monday + timedelta(hours=1) + almost
        session.exec(update(Question).values(received_at=came, answered_at=went))
    found = overview_of(town)
    places = {week.name: place for place, week in enumerate(found.posting.weeks)}
    (strip,) = found.posting.strips
    assert (strip.posts[places["2026-W37"]], strip.posts[places["2026-W38"]]) == (1, 3)
    assert {part.name for part, counts in found.answering.by_part if counts} == {"2026-W37"}
    assert found.answering.slowest is not None
    assert found.answering.slowest.plain == timedelta(hours=1, seconds=1)


def test_posts_are_counted_without_reading_them(small_town: Town) -> None:
    """F9: the index holds all a count is made of, so that cost follows the period, not where posts are stored."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(small_town.database.engine, "before_cursor_execute", hear)
    overview_of(small_town)
    event.remove(small_town.database.engine, "before_cursor_execute", hear)
    ((statement, parameters),) = [each for each in asked if "FROM post" in each[0]]
    with small_town.database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert "COVERING INDEX ix_post_account_id_published_at_voided_at_count" in plan[0][3]
