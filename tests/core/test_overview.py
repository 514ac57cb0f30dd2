"""The status page's figures, against examples counted by hand (C1, C2, F9, F10, S6)."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import event
from sqlmodel import select

from core import accounts, figures, overview, periods, posts
from core.accounts import Account, Status
from core.figures import Outcome
from core.gaps import of_account, of_accounts
from core.overview import Overview, answering, removing, standing
from core.overview.posting import Level
from core.questions import Question
from core.workspace import Workspace
from tests.records import scope_of
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, Town, local, png

NOW = local(2026, 11, 26, 12, 0)
PERIOD = "2026-H2"


def overview_of(town: Town, now: datetime = NOW, period: str = PERIOD) -> Overview:
    """All figures of a period."""
    with town.database.read() as session:
        scope = town.scope(session, now)
        return overview.of(scope, periods.named(period, scope.calendar))


def ask(town: Town, at: datetime, answered: datetime | None = None) -> str:
    """A question that came at a time, answered at another; its number."""
    number = str(town.say(EDITOR, f"fråga {ACCOUNT}", at).card.data["question"])
    if answered:
        town.say(EDITOR, f"svar {number}", answered)
    return number


@pytest.fixture
def asked(town: Town) -> Town:
    """A town where every way a question can go has happened once."""
    ask(
        town, local(2026, 11, 20, 15, 0), local(2026, 11, 23, 14, 0)
    )  # 23 h of working time, 71 h by the clock
    ask(town, local(2026, 11, 23, 9, 0), local(2026, 11, 25, 10, 0))  # 49 h either way: late
    ask(town, local(2026, 11, 24, 8, 0))  # due the day before NOW
    ask(town, local(2026, 11, 26, 10, 0))  # due the day after
    town.say(
        EDITOR, f"stäng {ask(town, local(2026, 11, 25, 9, 0))} orsak=återtagen", local(2026, 11, 25, 9, 1)
    )
    ask(town, local(2026, 11, 25, 11, 0), local(2026, 11, 25, 11, 1))
    town.say(
        EDITOR, "rätta F-2026-0006 när=2026-06-30T23:59", local(2026, 11, 25, 11, 2)
    )  # not in the period
    return town


def test_questions_by_how_they_stand(asked: Town) -> None:
    """F10: one in time of two answers that had a due time; one is late unanswered, one waits, one was closed."""
    found = overview_of(asked).answering
    assert {outcome: count for outcome, count in found.counts.items() if count} == {
        Outcome.IN_TIME: 1, Outcome.LATE: 1, Outcome.OVERDUE: 1, Outcome.OPEN: 1, Outcome.CLOSED: 1,
    }  # fmt: skip
    assert (found.in_time, found.with_due, found.total) == (1, 2, 5)


def test_how_long_answers_took(asked: Town) -> None:
    """F10, S8: half-way between 23 and 49 h of working time, 49 and 71 by the clock; and the slowest."""
    found = overview_of(asked).answering
    assert found.median == answering.Took(timedelta(hours=36), timedelta(hours=60))
    assert found.slowest == answering.Took(timedelta(hours=49), timedelta(hours=49))
    assert found.slowest_number == "F-2026-0002"


def test_questions_by_week(asked: Town) -> None:
    """F10: by the local week they came in."""
    weeks = {part.name: dict(counts) for part, counts in overview_of(asked).answering.by_part if counts}
    assert weeks == {
        "2026-W47": {Outcome.IN_TIME: 1},
        "2026-W48": {Outcome.LATE: 1, Outcome.OVERDUE: 1, Outcome.OPEN: 1, Outcome.CLOSED: 1},
    }


def test_the_list_has_the_same_questions(asked: Town) -> None:
    """F10: the slowest first, then the unanswered by due time; of one outcome or of all; a page at a time."""
    with asked.database.read() as session:
        scope = asked.scope(session, NOW)
        period = periods.named(PERIOD, scope.calendar)
        every = answering.listed(scope, period, (), 1)
        late = answering.listed(scope, period, (Outcome.LATE,), 1)
        counts = answering.of(scope, period).counts
    assert [row.number[-1] for row in every.rows] == ["2", "1", "3", "5", "4"]
    assert [(row.number, row.outcome) for row in late.rows] == [("F-2026-0002", Outcome.LATE)]
    assert {row.outcome for row in every.rows} == {outcome for outcome, count in counts.items() if count}


def test_an_interim_answer_in_time_leaves_no_set_time(asked: Town) -> None:
    """H9, G13: what has no due time is neither in time nor late."""
    with asked.database.write() as session:
        question = session.exec(select(Question).where(Question.number == "F-2026-0002")).one()
        question.due_at = None
    found = overview_of(asked).answering
    assert (found.counts[Outcome.UNSET], found.with_due, found.in_time) == (1, 1, 1)


def test_the_outcome_is_the_question_s_own(asked: Town) -> None:
    """F10: what the database sorts by is what a question says of itself."""
    with asked.database.read() as session:
        rows = session.exec(select(Question, figures.outcome_at(NOW)).where(Question.voided_at == None)).all()  # noqa: E711
    assert len(rows) == 6
    for question, outcome in rows:
        assert (question.in_time is True) == (outcome == Outcome.IN_TIME)
        assert (question.in_time is False) == (outcome == Outcome.LATE)
        assert question.is_open == (outcome in {Outcome.OVERDUE, Outcome.OPEN})


def test_the_page_says_what_status_says(asked: Town) -> None:
    """C2: the same figure is counted once, wherever it is read."""
    asked.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold plats=Arkivet", NOW)
    asked.say(EDITOR, f"skärmdump {ACCOUNT}", NOW, files={"file": png()})
    asked.new_account("ny-fb", NOW, active=False)
    asked.say(ADMIN, f"person sluta {EDITOR}", NOW)
    said = asked.say(COMMUNICATOR, "status", NOW).card.data
    found = overview_of(asked)
    assert {state.value: count for state, count in found.states.items()} == said["accounts"]
    assert (found.answering.in_time, found.answering.with_due) == (
        said["answered_in_time"], said["answered_with_due"],
    )  # fmt: skip
    assert (found.answering.counts[Outcome.OVERDUE], sum(each.cases for each in found.removals)) == (
        said["late"], said["cases"],
    )  # fmt: skip
    (half,) = found.snapshots
    assert (len(half.taken), len(half.expected)) == (said["snapshots"], said["snapshots_expected"])
    assert len(found.gaps) == said["gaps"] > 0


def post(town: Town, at: datetime, count: int = 1) -> None:
    """Posts published at a time."""
    town.say(EDITOR, f"inlägg {ACCOUNT} antal={count} grund=inga-personuppgifter", at)


def test_a_week_nobody_has_answered_for_is_unknown(town: Town) -> None:
    """S6, F9: never zero; of what was recorded and what was said the larger counts, in whole weeks in use only."""
    post(town, local(2026, 9, 4, 9, 0))  # the week it was activated, not whole
    post(town, local(2026, 9, 7, 0, 0), 2)
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=0 vecka=2026-W38", local(2026, 9, 21, 9, 0))
    post(town, local(2026, 9, 27, 23, 59))
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=3 vecka=2026-W39", local(2026, 9, 28, 9, 0))
    post(town, local(2026, 10, 5, 8, 0))  # this week, not over
    found = overview_of(town, local(2026, 10, 5, 12, 0)).posting
    assert [week.name for week in found.weeks][-4:] == ["2026-W37", "2026-W38", "2026-W39", "2026-W40"]
    (strip,) = found.strips
    assert (strip.weeks, strip.posts[-4:], set(strip.posts[:-4])) == (4, (2, 0, 3, None), {None})
    assert (found.weeks_known, found.weeks_lived, found.mean) == (3, 4, pytest.approx(5 / 3))
    assert [[level for level, count in week.items() if count] for week in found.by_week[-4:]] == [
        [Level.ENOUGH], [Level.NONE], [Level.ENOUGH], [Level.UNKNOWN],
    ]  # fmt: skip


def test_nothing_known_has_no_mean(town: Town) -> None:
    """S6."""
    found = overview_of(town, local(2026, 10, 5, 12, 0)).posting
    assert (found.mean, found.strips[0].mean, found.weeks_known, found.weeks_lived) == (None, None, 0, 4)


def test_posts_by_week_are_those_the_reminders_count(town: Town) -> None:
    """F9, S6: over both changes of the clocks, whatever was recorded and said."""
    random, ids = Random(7), [town.account().id]
    with town.database.write() as session:
        scope = scope_of(town, session, EDITOR)
        account = accounts.get(session, ids[0])
        account.activated_at = local(2026, 1, 1)
        for _post in range(40):
            at = local(2026, 1, 1) + timedelta(minutes=random.randrange(365 * 24 * 60))
            posts.record(scope, account, at, count=random.randrange(1, 4))
        for monday in (local(2026, 3, 30), local(2026, 10, 26)):
            for minutes in (-90, -30, 0, 30, 90):
                posts.record(scope, account, monday + timedelta(minutes=minutes))
        for week in random.sample(range(2, 53), 12):
            posts.answer_week(scope, account, f"2026-W{week:02}", random.randrange(4))
    found = overview_of(town, local(2027, 2, 1), "2026").posting
    weeks = tuple(week.name for week in found.weeks)
    with town.database.read() as session:
        known = posts.weeks_known(session, town.scope(session).calendar, ids, weeks)
    assert found.strips[0].posts == tuple(known.get((ids[0], week)) for week in weeks)
    assert None in found.strips[0].posts
    assert 0 in found.strips[0].posts


def test_an_account_closed_since_has_its_weeks(town: Town) -> None:
    """F9: up to the last whole one; and it is no more in the periods after."""
    post(town, local(2026, 9, 9, 9, 0))
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Upphör", local(2026, 9, 23, 9, 0))
    (strip,) = overview_of(town).posting.strips
    assert (strip.weeks, strip.known, strip.total) == (2, 1, 1)
    assert overview_of(town, local(2027, 2, 1), "2027-H1").posting.strips == ()


def test_snapshots_of_the_half_year(town: Town) -> None:
    """C1: those in use as it ends should have one; a voided one is none; an account closed since counts for then."""
    town.new_account("museum-fb", local(2026, 9, 2, 9, 0))
    town.new_account("sent-fb", local(2027, 1, 2, 9, 0))
    town.say(EDITOR, f"skärmdump {ACCOUNT}", local(2026, 11, 2, 9, 0), files={"file": png()})
    town.say(EDITOR, "skärmdump museum-fb", local(2026, 11, 2, 9, 0), files={"file": png()})
    town.say(EDITOR, "ångra", local(2026, 11, 2, 9, 1))
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} orsak=Upphör", local(2027, 1, 20, 9, 0))
    before, after = overview_of(town, local(2027, 2, 1), "2026-07-01..2027-06-30").snapshots
    assert [account.slug for account in before.expected] == [ACCOUNT, "museum-fb"]
    assert [taken.number for taken in before.taken.values()] == ["S-2026-0001"]
    assert ([account.slug for account in after.expected], after.taken) == (["museum-fb", "sent-fb"], {})


def test_removals_by_category(town: Town) -> None:
    """F12: cases and the comments they were about, the period's own, most first."""
    line = f"moderera {ACCOUNT} plats=Arkivet"
    town.say(EDITOR, f"{line} kategori=reklam åtgärd=borttagen antal=7", local(2026, 9, 9, 9, 0))
    town.say(EDITOR, f"{line} kategori=reklam åtgärd=dold", local(2026, 9, 10, 9, 0))
    town.say(EDITOR, f"{line} kategori=svordomar åtgärd=dold", local(2026, 9, 10, 9, 0))
    town.say(EDITOR, f"{line} kategori=svordomar åtgärd=dold", local(2027, 1, 10, 9, 0))
    found = overview_of(town).removals
    assert [(each.id, each.cases, each.comments) for each in found] == [("reklam", 2, 8), ("svordomar", 1, 1)]
    with town.database.read() as session:
        scope = town.scope(session, NOW)
        rows = removing.listed(scope, periods.named(PERIOD, scope.calendar), "reklam", 1)
    assert [(row.number, row.comments) for row in rows.rows] == [("M-2026-0002", 1), ("M-2026-0001", 7)]


def test_what_waits_for_a_decision(town: Town) -> None:
    """F1, F5: a request with the steps left, and closings; the longest waiting first."""
    town.new_account("ny-fb", local(2026, 9, 3, 9, 0), active=False)
    town.new_account("nyare-fb", local(2026, 9, 4, 9, 0), active=False)
    town.say(MANAGER, "konto godkänn ny-fb", local(2026, 9, 5, 9, 0))
    town.say(EDITOR, f'konto avsluta {ACCOUNT} orsak="Slut"', local(2026, 9, 6, 9, 0))
    found = overview_of(town)
    waiting = [(each.account.slug, [step.value for step in each.steps]) for each in found.approvals]
    assert waiting == [("ny-fb", ["communications"]), ("nyare-fb", ["manager", "communications"])]
    assert [account.slug for account in found.closings] == [ACCOUNT]
    assert (found.states[Status.REQUESTED], found.states[Status.CLOSING]) == (2, 1)


def test_gaps_in_bulk_are_those_of_each(town: Town) -> None:
    """F2, F3, F4: with editors away, left, untrained and unassigned."""
    town.new_account("museum-fb")
    town.say(ADMIN, "person ny otto-otränad roll=redaktör verksamhet=Bibliotek avdelning=Kultur")
    town.say(COMMUNICATOR, "konto ändra museum-fb administratörer=otto-otränad,elis-editor")
    town.say(ADMIN, f"person sluta {EDITOR}")
    with town.database.read() as session:
        scope = town.scope(session)
        every = accounts.listed(scope)
        found = of_accounts(scope, every)
        assert {a.id: frozenset(of_account(scope, a)) for a in every} == {
            id: frozenset(gaps) for id, gaps in found.items()
        }
        assert len(standing.gaps(scope, every)) == sum(map(len, found.values())) > 3


def test_a_page_takes_as_many_statements_for_many_accounts(town: Town) -> None:
    """However many accounts there are, requested and closing ones too."""
    few = _statements(town)
    with town.database.write() as session:
        model = accounts.get(session, town.account().id).model_dump(
            exclude={"id", "slug", "folded", "status"}
        )
        for number in range(30):
            slug, status = f"konto-{number}", [Status.ACTIVE, Status.CLOSING, Status.REQUESTED][number % 3]
            session.add(Account(**model, slug=slug, folded=slug, status=status))
    assert _statements(town) <= few + 1  # approvals are asked for only where a request waits
    assert few <= 11


def _statements(town: Town) -> int:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    with town.database.read() as session:
        scope = town.scope(session, NOW)
        event.listen(town.database.engine, "before_cursor_execute", count)
        overview.of(scope, periods.named(PERIOD, scope.calendar))
        event.remove(town.database.engine, "before_cursor_execute", count)
    return len(counted)


def test_another_town_s_records_are_not_counted(town: Town) -> None:
    """Everything is scoped by its workspace."""
    ask(town, local(2026, 11, 20, 15, 0))
    with town.database.write() as session:
        scope = town.scope(session, NOW)
        other = Workspace(**scope.workspace.model_dump(exclude={"id", "slug"}), slug="annan")
        session.add(other)
        session.flush()
        found = overview.of(replace(scope, workspace=other), periods.named(PERIOD, scope.calendar))
    assert (found.answering.total, sum(found.states.values())) == (0, 0)
    assert (found.gaps, found.removals, found.posting.strips) == ((), (), ())
