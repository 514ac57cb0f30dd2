"""What comes later, files and charts in Teams: said at once, made meanwhile, offered in one's own chat (C2)."""

import hashlib
from datetime import UTC, datetime
from threading import Event

import pytest

from bot.doors.teams.draw import Drawer
from bot.doors.teams.pieces import Buttons
from commands.command import Later, Progress
from commands.dispatch import Dispatch
from core.card import Bar, Card, Chart
from core.errors import Refused
from tests.bot.teams import limits
from tests.bot.teams.client import CHANNEL, COMMUNICATORS, Json, Talk, card, own, said
from tests.bot.teams.standin import POST, PUT, UPLOAD, StandIn
from tests.bot.teams.wiring import Talking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town

REPORT = "rapport 2026-H2"
OFFER = "1789459199500"
HALF = Chart(
    "Inlägg per vecka", "v. 46: okänt. v. 47: 2 inlägg.", (Bar("v. 46", 0, "okänt"), Bar("v. 47", 2))
)


@pytest.fixture
def council(teams_town: Town) -> Town:
    """The town, whose editor is of the council too."""
    teams_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,råd")
    return teams_town


async def offered(teams: StandIn, times: int = 1) -> Json:
    """A file that was offered in one's own chat."""
    while True:
        found = [
            each
            for call in teams.messages(own())
            for each in call.body.get("attachments", ())
            if each["contentType"].endswith("card.file.consent")
        ]
        if len(found) >= times:
            made: Json = found[times - 1]
            return made
        await teams.written(len(teams.messages()) + 1)


def answer(talk: Talk, offer: Json, *, accepts: bool = True, user: str = "") -> Json:
    """The person's answer to an offer."""
    who = {"user": user} if user else {}
    body = talk.activity(f"file_consent_{'accept' if accepts else 'decline'}", **who)
    body["value"]["context"] = offer["content"]["acceptContext" if accepts else "declineContext"]
    if accepts:
        there = {"uploadUrl": f"{talk.teams.elsewhere}/upload/{offer['name']}", "name": offer["name"]}
        body["value"]["uploadInfo"] |= there
    return body


async def test_a_report_is_said_to_come_and_then_comes_to_ones_own_files(
    council: Town, talk: Talk, teams: StandIn
) -> None:
    """C2: the card at once, the same card when it is done, the file where one makes room; once, and for nobody else."""
    assert "Tar fram rapporten" in said(await talk.say(REPORT))
    offer = await offered(teams)
    done = await teams.called(PUT)
    assert done.message == "1789459300000"
    assert "Rapporten för andra halvåret 2026 är klar" in said(card(done))
    assert (offer["name"], offer["content"]["description"]) == (
        "rapport-2026-H2.pdf", "Rapporten för andra halvåret 2026 är klar",
    )  # fmt: skip
    taking = answer(talk, offer)
    await talk.post(taking)
    await talk.post(taking)
    uploaded = (await teams.called(UPLOAD)).body["content"]
    assert uploaded.startswith(b"%PDF-")
    assert len(uploaded) == offer["content"]["sizeInBytes"]
    assert hashlib.sha256(uploaded).hexdigest()[:12] in said(card(done))
    told = await teams.called(PUT, 2)
    assert (told.message, told.body["text"]) == (OFFER, "Filen finns bland dina filer.")
    await talk.post(answer(talk, offer))
    assert (await teams.called(PUT, 3)).body["text"] == "Filen kom inte fram. Be om den igen."
    assert len(teams.made(UPLOAD)) == 1


async def test_a_report_that_is_declined_or_taken_by_another_goes_nowhere(
    council: Town, talk: Talk, teams: StandIn
) -> None:
    """S1: it is forgotten, and nobody else's answer gets it."""
    council.say(ADMIN, f"person koppla {COMMUNICATOR} chatt={COMMUNICATORS}")
    await talk.say(REPORT)
    offer = await offered(teams)
    await teams.called(PUT)
    await talk.post(answer(talk, offer, accepts=False))
    assert (await teams.called(PUT, 2)).body["text"] == "Då blir det ingen fil."
    await talk.post(answer(talk, offer))
    assert (await teams.called(PUT, 3)).body["text"].startswith("Filen kom inte fram")
    await talk.say(REPORT)
    other = await offered(teams, 2)
    await talk.post(answer(talk, other, user=COMMUNICATORS))
    assert (await teams.called(PUT, 5)).body["text"].startswith("Filen kom inte fram")
    assert teams.made(UPLOAD) == []


async def test_in_a_channel_all_of_it_comes_in_ones_own_chat(
    council: Town, talk: Talk, teams: StandIn
) -> None:
    """S5: where it was asked it only says where to look, once."""
    await talk.say("mina")
    await talk.write(f"<at>SoMe-råd</at> {REPORT}", name="message_channel")
    await offered(teams)
    done = await teams.called(PUT)
    assert (done.conversation, "är klar" in said(card(done))) == (own(), True)
    (told,) = (call for call in teams.messages() if call.conversation.startswith(CHANNEL))
    assert told.body["text"] == "Jag har svarat dig i vår egen chatt."


async def test_a_form_that_orders_a_report_may_be_closed(council: Town, talk: Talk, teams: StandIn) -> None:
    """C2: a dialog can't be changed once it is shown; what it came from is, and then holds the result."""
    shown = {
        "type": "Action.Submit",
        "title": "Rapport",
        "data": {"do": "press", "line": REPORT, "asks": True},
    }
    task = await talk.press({"actions": [shown]}, "Rapport")
    closing = await talk.submit(task, {})
    assert "Svaret kommer i vår egen chatt" in said(closing)
    await offered(teams)
    assert [call.message for call in teams.made(PUT)][-1:] == ["1789459199000"]
    done = await teams.called(PUT, 2)
    assert (done.message, "är klar" in said(card(done))) == ("1789459199000", True)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refused("Inte nu.", "Vänta."), "Inte nu."),
        (RuntimeError("x"), "Något gick fel och det blev inget av det."),
    ],
)
async def test_a_report_that_fails_says_so_in_its_card(
    talking: Talking, council: Town, teams: StandIn, error: Exception, told: str
) -> None:
    """C2: with what to do, or a reference; no file is offered."""

    def broken(_enter: object, _later: Later, _progress: Progress) -> Card:
        raise error

    dispatch = Dispatch(
        council.database, council.store, council.dispatch.policy_of, makers={"report": broken}
    )
    async with talking(dispatch) as talk:
        await talk.say(REPORT)
        assert told in said(card(await teams.called(PUT)))
    assert len(teams.messages()) == 1


async def test_a_file_that_can_t_be_offered_is_told_of(council: Town, talk: Talk, teams: StandIn) -> None:
    teams.tell(POST)
    teams.tell(POST, status=403, body={"error": {"code": "BotNotInConversationRoster"}})
    await talk.say(REPORT)
    shown = said(card(await teams.called(PUT)))
    assert "är klar" in shown
    assert "Filen gick inte att erbjuda" in shown


async def test_minutes_come_with_their_file_made_anew_when_it_is_taken(
    talk: Talk, teams: StandIn, teams_town: Town
) -> None:
    """F7: what only reads is kept nowhere."""
    called = teams_town.say(
        COMMUNICATOR, 'möte kalla när="2026-12-03 10:00" plats="Stadshuset" dagordning="Läget"'
    )
    teams_town.now = datetime(2026, 12, 3, 12, tzinfo=UTC)
    shown = await talk.say("möte protokoll")
    assert called.card.data["meeting"] in said(shown)
    offer = await offered(teams)
    assert offer["content"]["acceptContext"]["line"] == "möte protokoll"
    await talk.post(answer(talk, offer))
    uploaded = (await teams.called(UPLOAD)).body["content"]
    assert (offer["name"], uploaded[:2]) == (f"{called.card.data['meeting']}.md", b"# ")
    assert (await teams.called(PUT)).message == OFFER


async def test_a_status_has_bars_and_says_the_same_in_words(
    talk: Talk, teams: StandIn, teams_town: Town
) -> None:
    """C2: with letters of one width; the notification has the words alone."""
    teams_town.say(EDITOR, f"fråga {ACCOUNT}", teams_town.now)
    shown = await talk.say("status")
    runs = [
        run for part in limits.elements(shown) for run in part.get("inlines", ()) if isinstance(run, dict)
    ]
    bars = [run["text"] for run in runs if run.get("fontType") == "Monospace"]
    assert any("█" in bar for bar in bars)
    assert "1 fråga kom in." in said(shown["body"])
    assert "█" not in shown["fallbackText"]
    assert "1 fråga kom in." in shown["fallbackText"]


def test_bars_stay_under_each_other() -> None:
    """C2: no client makes one space of a column's, and what stands at the end of a bar stays."""
    drawn = Drawer(25_000, Buttons(lambda _line: False)).card(Card("Veckan", chart=HALF))
    texts = [*limits.texts(drawn["body"])]
    assert "v. 46\xa0\xa0okänt" in texts
    assert "v. 47\xa0\xa0████████████ 2" in texts
    assert HALF.told in texts


async def test_it_is_told_how_far_it_is_but_not_every_step(
    talking: Talking, council: Town, teams: StandIn
) -> None:
    """C2: the newest step, once."""
    is_seen = Event()

    def slow(_enter: object, _later: Later, progress: Progress) -> Card:
        for number in range(100):
            progress(number, 100, "Sätter rapporten")
        is_seen.wait(10)
        return Card("Klart")

    dispatch = Dispatch(council.database, council.store, council.dispatch.policy_of, makers={"report": slow})
    async with talking(dispatch, step_seconds=0.3) as talk:
        await talk.say(REPORT)
        assert "Sätter rapporten (99/100)" in said(card(await teams.called(PUT)))
        is_seen.set()
        assert "Klart" in said(card(await teams.called(PUT, 2)))
    assert len(teams.made(PUT)) == 2
