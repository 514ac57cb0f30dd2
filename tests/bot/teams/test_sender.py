"""Reminders to Teams: where they go, which failures are for good, and how long the bot waits for the connector."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from bot.app import policy_of
from bot.doors.pace import Pace
from bot.doors.teams.opening import Opened
from bot.doors.teams.sender import NOT_MET
from core import conversations, people
from core.card import Button, Card
from core.outbox import DEPARTMENT, Reminder, State
from core.words import _, speaking
from reminders.sending import SendError, Sent
from reminders.worker import Worker
from tests.bot.teams.client import CHANNEL, EDITOR, MANAGERS, card, found, own
from tests.bot.teams.keyserver import KeyServer, token
from tests.bot.teams.standin import CREATE, DELETE, POST, PUT, StandIn
from tests.bot.teams.wiring import door_of, over_http
from tests.chat import person
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, MANAGER, OUTSIDER, Town, local
from tests.town import EDITOR as EVA

CARD = Card("Svara i dag", "F-2026-0001 *nu*", buttons=(Button("Besvarad", "svar F-2026-0001"),))


@pytest.fixture
async def door(teams_town: Town, teams: StandIn, keys: KeyServer) -> AsyncIterator[Opened]:
    """The open door, to a town whose editor has met the bot."""
    async with door_of(teams_town, keys) as opened:
        async with over_http(opened, teams) as talk:
            await talk.say("mina")
        yield opened


def address(town: Town, door: Opened, recipient: str) -> str | None:
    """Where somebody, or the department, is reached."""
    with town.database.read() as session:
        home = town.home(session)
        someone = people.identify(session, home.id, recipient)
        return door.sender.can_reach(session, home, str(someone.id) if someone else recipient)


async def send(door: Opened, to: str, shown: Card = CARD) -> Sent:
    """As the worker does, from a thread."""
    return await asyncio.to_thread(door.sender.send, to, shown, "n")


async def test_who_has_met_the_bot_is_reached_in_their_own_chat(door: Opened, teams_town: Town) -> None:
    teams_town.say(ADMIN, f"person koppla {MANAGER} chatt={MANAGERS}")
    assert address(teams_town, door, EVA) == own()
    assert address(teams_town, door, MANAGER) == MANAGERS
    assert address(teams_town, door, OUTSIDER) is None
    assert address(teams_town, door, DEPARTMENT) is None
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    assert address(teams_town, door, DEPARTMENT) == CHANNEL


async def test_a_reminder_is_a_card_whose_buttons_are_a_reminder_s(door: Opened, teams: StandIn) -> None:
    """So that the message is the outbox's to draw again."""
    sent = await send(door, own())
    (_answer, posted) = teams.messages(own())
    assert (sent.channel, sent.message) == (own(), "1789459300001")
    assert found(card(posted), "Besvarad")["verb"] == "remind"
    assert posted.body["summary"].startswith("Svara i dag")
    await asyncio.to_thread(door.sender.update, sent.channel, sent.message, Card("Klart"))
    (put,) = teams.made(PUT)
    assert (put.conversation, put.message) == (own(), sent.message)


async def test_a_message_is_taken_back_and_one_that_is_gone_is_as_good(door: Opened, teams: StandIn) -> None:
    """S4: what the service can't do now is tried again."""
    sent = await send(door, own())
    for status in (200, 404):
        teams.tell(DELETE, status=status)
        await asyncio.to_thread(door.sender.withdraw, sent.channel, sent.message)
    assert [(c.conversation, c.message) for c in teams.made(DELETE)] == [(own(), sent.message)] * 2
    teams.tell(DELETE, status=403)
    with pytest.raises(SendError):
        await asyncio.to_thread(door.sender.withdraw, sent.channel, sent.message)


async def test_the_service_s_address_is_the_one_told_last(
    door: Opened, teams: StandIn, teams_town: Town
) -> None:
    """An install from elsewhere, then a word from here again."""
    elsewhere = f"{teams.url}/gone/"
    async with over_http(door, teams) as talk:
        body = talk.activity("install_add") | {"serviceUrl": elsewhere}
        assert (await talk.post(body, token=token(serviceurl=elsewhere)))["status"] == 200
        with teams_town.database.read() as session:
            kept = conversations.with_person(session, 1, "teams", EDITOR)
            assert kept and kept.service_url == elsewhere
        await talk.say("mina")
    await send(door, own())
    assert len(teams.messages(own())) == 3


async def test_who_the_bot_has_never_met_is_asked_for(door: Opened, teams: StandIn) -> None:
    """Where the tenant's administrator has installed the app for them."""
    sent = await send(door, MANAGERS)
    assert sent.channel == teams.opened[MANAGERS]
    (asked,) = teams.made(CREATE)
    assert asked.body["members"] == [{"id": MANAGERS}]


async def test_a_person_who_has_never_met_the_bot_is_a_gap_with_what_to_do(
    door: Opened, teams: StandIn, teams_town: Town
) -> None:
    """S7: told once, to who can mend it, in words."""
    teams_town.say(ADMIN, f"person koppla {MANAGER} chatt={MANAGERS}")
    teams_town.say(EVA, f'konto ny nytt-ig plattform=instagram verksamhet=Bibliotek syfte="x" ansvarig={EVA}')
    teams.tell(CREATE, status=403, body={"error": {"code": "ForbiddenOperationException"}})
    at = local(2026, 9, 1, 9, 30)
    await asyncio.to_thread(Worker(teams_town.database, policy_of).run, at, door.sender)
    with teams_town.database.read() as session:
        failed = session.exec(select(Reminder).where(Reminder.state == State.FAILED)).all()
        notes = [r for r in session.exec(select(Reminder)) if r.data.get("kind") == "unreached"]
    assert failed and {r.error for r in failed} >= {NOT_MET[:300]}
    with speaking("sv"):
        assert all(
            _(note.data["reason"]).startswith("har inte lagt till boten i Teams")
            for note in notes
            if note.data["reason"]
        )
    assert not person(teams_town, MANAGER).is_here


@pytest.mark.parametrize(
    ("answer", "permanent", "retry_after"),
    [
        ({"status": 403, "body": {"error": {"code": "MessageWritesBlocked"}}}, True, None),
        ({"status": 404, "body": {"error": {"code": "ConversationNotFound"}}}, True, None),
        ({"status": 413}, True, None),
        ({"status": 400, "body": {"error": {"code": "BadSyntax"}}}, True, None),
        ({"status": 429, "headers": {"Retry-After": "30"}}, False, 30.0),
        ({"status": 401}, False, None),
        ({"status": 500}, False, None),
        ({"status": 503}, False, None),
    ],
)
async def test_a_failure_says_whether_it_is_for_good(
    door: Opened, teams: StandIn, answer: dict[str, Any], permanent: bool, retry_after: float | None
) -> None:
    """And holds nothing of the message."""
    for _each in range(3):
        teams.tell(POST, **answer)
    with pytest.raises(SendError) as failed:
        await send(door, own())
    assert (failed.value.permanent, failed.value.retry_after) == (permanent, retry_after)
    assert "Svara" not in failed.value.reason


async def test_a_message_refused_for_what_it_is_is_sent_smaller(door: Opened, teams: StandIn) -> None:
    """At last as text with the commands to type."""
    long = Card("Svara i dag", "ord " * 5_000, buttons=CARD.buttons)
    for _twice in range(2):
        teams.tell(POST, status=413)
    await send(door, own(), long)
    *_answer, whole, smaller, alone = teams.messages(own())
    assert len(str(card(whole))) > len(str(card(smaller)))
    assert "attachments" not in alone.body and "svar F-2026-0001" in alone.body["text"]


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_what_passes_is_tried_again_after_as_long_as_asked(
    teams_town: Town, teams: StandIn, keys: KeyServer, status: int
) -> None:
    """In the connector's own time."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async with door_of(teams_town, keys, sleep=sleep) as door, over_http(door, teams) as talk:
        teams.tell(POST, status=status, headers={"Retry-After": "3"})
        teams.tell(POST, status=status)
        await talk.say("mina")
        await teams.written(3, own())
        assert slept == [3.0, 1.0]


async def test_a_conversation_s_rate_is_kept_by_waiting(
    teams_town: Town, teams: StandIn, keys: KeyServer
) -> None:
    """Seven in a second; another conversation waits for nobody."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(((7, 1.0), (60, 30.0)), clock=lambda: 100.0)
    async with door_of(teams_town, keys, sleep=sleep, pace=pace) as door:
        async with over_http(door, teams) as talk:
            await talk.say("mina")
        for _each in range(7):
            await send(door, own())
        assert slept == [1.0]
        await send(door, MANAGERS)
        assert slept == [1.0]


async def test_a_connector_that_does_not_answer_is_given_up(
    door: Opened, teams: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next sweep tries again."""
    never = asyncio.Event()
    teams.tell(POST, after=never)
    monkeypatch.setattr("bot.doors.teams.sender.LONGEST", 0.2)
    with pytest.raises(SendError) as failed:
        await send(door, own())
    assert (failed.value.permanent, failed.value.in_doubt) == (False, True)
    never.set()


@pytest.mark.parametrize(("status", "in_doubt"), [(500, True), (503, True), (429, False), (403, False)])
async def test_an_answer_tells_whether_the_message_may_have_come(
    door: Opened, teams: StandIn, status: int, in_doubt: bool
) -> None:
    """F2: what was refused was not sent; what broke may have been."""
    for _each in range(3):
        teams.tell(POST, status=status)
    with pytest.raises(SendError) as failed:
        await send(door, own())
    assert failed.value.in_doubt == in_doubt


async def test_teams_does_not_tell_what_was_sent(door: Opened) -> None:
    """For good: then the message goes again, better twice than never."""
    with pytest.raises(SendError) as failed:
        door.sender.find(own(), "n", "")
    assert failed.value.permanent


async def test_who_has_let_the_bot_go_is_away_until_they_return(
    door: Opened, teams: StandIn, teams_town: Town
) -> None:
    """F2, S7: others hear what was said to them; a word to the bot, and they are back."""
    teams.tell(POST, status=403, body={"error": {"code": "MessageWritesBlocked"}})
    with pytest.raises(SendError):
        await send(door, own())
    assert not person(teams_town, EVA).is_here
    assert f"away:{EVA}" in teams_town.say(ADMIN, f"konto visa {ACCOUNT}").card.data["gaps"]
    async with over_http(door, teams) as talk:
        await talk.say("mina")
    assert person(teams_town, EVA).is_here
    assert address(teams_town, door, EVA) == own()


async def test_a_channel_that_is_gone_falls_back_to_people(
    door: Opened, teams: StandIn, teams_town: Town
) -> None:
    """C2: and they are told."""
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    teams.tell(POST, status=404, body={"error": {"code": "ConversationNotFound"}})
    with pytest.raises(SendError) as failed:
        await send(door, CHANNEL)
    assert (failed.value.permanent, failed.value.gone) == (True, True)
