"""Channels: one that is gone is no setting any more, and whoever can mend it is told, once."""

import json

import pytest

from core import channels, outbox
from core.outbox import DEPARTMENT, Reminder, State
from core.watch import Family
from tests.chat import deactivate, person
from tests.records import audit_rows, contents, together
from tests.town import ADMIN, COMMUNICATOR, Town

DEPARTMENTS, COUNCILS = "C0KOMMUNIK", "C0RADET000"


@pytest.fixture
def connected(town: Town) -> Town:
    """The town in Slack, with both its channels."""
    return in_slack(town)


def in_slack(town: Town, **channels: str) -> Town:
    """The town in Slack, with these channels."""
    with town.database.write() as session:
        home = town.home(session)
        home.slack_team = "T1"
        home.department_channel = channels.get("department", DEPARTMENTS)
        home.council_channel = channels.get("council", COUNCILS)
    return town


def lose(town: Town, channel: str) -> bool:
    """The chat says that a channel is gone."""
    with town.database.write() as session:
        return channels.lose(town.scope(session), channel)


def notes(town: Town) -> list[Reminder]:
    """What is to be said of channels."""
    with town.database.read() as session:
        waiting = outbox.standing(session, town.home(session).id, Family.LINK, (0,))
    return [note for note in waiting if note.data["kind"] == "channel"]


def rows(town: Town) -> list[dict[str, object]]:
    """What the audit log says of lost channels."""
    found = (row for row in audit_rows(town) if row.action == "workspace.channel_lost")
    return [json.loads(row.payload or "")["changes"] for row in found]


def test_the_departments_channel_is_lost_once(connected: Town) -> None:
    """C2, S3: each of communications is told, and told again of nothing."""
    assert lose(connected, DEPARTMENTS)
    with connected.database.read() as session:
        home = connected.home(session)
        assert (home.department_channel, home.council_channel) == (None, COUNCILS)
    (note,) = notes(connected)
    assert note.recipient == str(person(connected, COMMUNICATOR).id)
    assert note.data["lost"] == ["department"]
    before = contents(connected.database)
    assert not lose(connected, DEPARTMENTS)
    assert contents(connected.database) == before
    assert rows(connected) == [{"channel": DEPARTMENTS, "was": ["department"]}]


def test_two_who_notice_at_once_tell_it_once(connected: Town) -> None:
    """The event and the message that could not be sent."""
    said = together(lambda: lose(connected, DEPARTMENTS), lambda: lose(connected, DEPARTMENTS))
    assert sorted(said) == [False, True]
    assert len(notes(connected)) == len(rows(connected)) == 1


def test_the_councils_channel_is_told_of_in_the_departments(small_town: Town) -> None:
    """The department's stays."""
    lose(in_slack(small_town), COUNCILS)
    assert [note.recipient for note in notes(small_town)] == [DEPARTMENT]


def test_one_channel_for_both_is_one_loss(small_town: Town) -> None:
    lose(in_slack(small_town, council=DEPARTMENTS), DEPARTMENTS)
    (note,) = notes(small_town)
    assert note.data["lost"] == ["department", "council"]


def test_a_channel_of_no_concern_changes_nothing(small_town: Town) -> None:
    in_slack(small_town)
    before = contents(small_town.database)
    assert not lose(small_town, "C0ELSEWHERE")
    assert contents(small_town.database) == before


def test_without_communications_the_administrators_are_told(small_town: Town) -> None:
    """S2: whoever is away can mend nothing."""
    deactivate(in_slack(small_town), COMMUNICATOR)
    lose(small_town, DEPARTMENTS)
    assert [note.recipient for note in notes(small_town)] == [str(person(small_town, ADMIN).id)]


def test_a_channel_lost_again_is_told_again(small_town: Town) -> None:
    """It was mended in between."""
    lose(in_slack(small_town), DEPARTMENTS)
    small_town.now = small_town.now.replace(hour=12)
    small_town.say(COMMUNICATOR, f"inställningar kanal avdelning={DEPARTMENTS}")
    lose(small_town, DEPARTMENTS)
    assert len({note.matter for note in notes(small_town)}) == 2


@pytest.mark.parametrize(("channel", "state"), [(DEPARTMENTS, State.PENDING), (COUNCILS, State.FAILED)])
def test_a_channel_that_is_open_again_gets_what_was_given_up(
    small_town: Town, channel: str, state: State
) -> None:
    """S7: nothing is lost."""
    with in_slack(small_town).database.write() as session:
        home = small_town.home(session)
        outbox.add(
            session, home.id, small_town.now, key="k", rule="gap", family=Family.LINK, subject_id=0,
            matter="m", recipient=DEPARTMENT, data={"kind": "unreached"},
        )  # fmt: skip
        given_up = outbox.standing(session, home.id, Family.LINK, (0,))
        given_up[0].state = State.FAILED
        channels.found(small_town.scope(session), channel)
        session.refresh(given_up[0])
        assert given_up[0].state is state
