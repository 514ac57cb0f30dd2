"""Lines, presses and cards over real HTTP: what is answered where, and what stands in the answer to Teams itself."""

import pytest

from core.words import _, speaking
from tests.bot.teams.client import CHANNEL, EDITOR, Talk, card, found, labels, own, said
from tests.bot.teams.standin import CREATE, PUT, StandIn
from tests.town import ACCOUNT, Town


@pytest.mark.parametrize(
    "line",
    ["mina", "/some mina", "some mina", "Some  mina", "`mina`", "<at>SoMe-råd</at> mina", "&nbsp;mina"],
)
async def test_a_line_is_answered_by_a_card(talk: Talk, line: str) -> None:
    """With and without the slash, the name, what Teams puts round it."""
    mention = [
        {
            "type": "mention",
            "text": "<at>SoMe-råd</at>",
            "mentioned": {"id": "28:6f1d9c1e-2d0b-4c55-9b0e-0c7e5a3f4b21"},
        }
    ]
    assert (await talk.write(line, entities=mention))["status"] == 200
    shown = card(await talk.teams.written())
    assert shown["body"][0]["text"] == "Att göra"
    assert shown["refresh"]["userIds"] == [f"29:{EDITOR}"]


async def test_some_alone_is_home(talk: Talk) -> None:
    shown = await talk.say("/some")
    assert "Registrera fråga" in labels(shown)


@pytest.mark.parametrize("name", ["message_channel", "message_group"])
async def test_in_company_the_answer_comes_in_ones_own_chat(talk: Talk, name: str) -> None:
    """S5: there may be a citizen's words in it; where it was asked it only says where to look."""
    await talk.say("mina")
    await talk.write("<at>SoMe-råd</at> mina", name=name)
    private = await talk.teams.written(2, own())
    assert card(private)["body"][0]["text"] == "Att göra"
    told = await talk.teams.written(3)
    assert told.conversation.startswith(CHANNEL if name == "message_channel" else "19:7a1f")
    with speaking("sv"):
        assert told.body["text"] == _("I have answered you in our own chat.")


async def test_who_has_no_chat_with_the_bot_gets_one(talk: Talk, teams: StandIn) -> None:
    """Opened by their object id, where the tenant lets the bot."""
    await talk.write("mina", name="message_group")
    await teams.written(2)
    assert [call.conversation for call in teams.made(CREATE)] == [EDITOR]
    assert card(teams.messages(teams.opened[EDITOR])[0])["body"][0]["text"] == "Att göra"


async def test_where_there_can_be_none_it_says_how_to_have_one(talk: Talk, teams: StandIn) -> None:
    """And nothing of what was asked for."""
    teams.tell(CREATE, status=403, body={"error": {"code": "BotNotInConversationRoster"}})
    await talk.write("mina", name="message_group")
    told = await teams.written()
    with speaking("sv"):
        assert told.body["text"] == _(
            "What I have to say is for you alone. Add me as an app of your own in Teams, and ask again."
        )


async def test_a_line_that_lacks_something_offers_its_form(talk: Talk) -> None:
    """Typed text can't open a dialog."""
    shown = await talk.say(f"fråga {ACCOUNT}")
    assert "F-2026-0001" in said(shown)
    shown = await talk.say("fråga")
    assert found(shown, "Fyll i")["data"] == {
        "msteams": {"type": "task/fetch"},
        "do": "open",
        "line": "fråga",
    }
    dialog = await talk.press(shown, "Fyll i")
    assert dialog["task"]["value"]["title"] == "Registrera fråga"


async def test_a_decided_card_is_replaced(talk: Talk, teams: StandIn) -> None:
    """At once for who pressed, and for good in the message."""
    asked = await talk.say(f"fråga {ACCOUNT}")
    answer = await talk.press(asked, "Besvarad", message="1789459300000")
    assert answer["type"] == "application/vnd.microsoft.card.adaptive"
    put = await teams.called(PUT)
    assert (put.message, card(put)) == ("1789459300000", answer["value"])
    assert "Besvarad" not in labels(answer["value"])


async def test_a_button_of_a_list_is_answered_below_and_the_list_drawn_as_it_is_now(
    talk: Talk, teams: StandIn
) -> None:
    """Its other rows stay."""
    await talk.say(f"fråga {ACCOUNT}")
    await talk.say(f"fråga {ACCOUNT}")
    listed = await talk.say("mina")
    answer = await talk.press(listed, "Besvarad", message="1789459399999")
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert "F-2026-0001" in said(card(await teams.written(4)))
    put = await teams.called(PUT)
    assert put.message == "1789459399999"
    assert labels(card(put)).count("Besvarad") == 1
    assert "Underteckna" in labels(card(put))


async def test_a_list_that_comes_into_sight_is_as_it_is_now(talk: Talk, teams_town: Town) -> None:
    """Action.Execute's refresh."""
    first = await talk.send("card_refresh")
    await talk.say(f"fråga {ACCOUNT}")
    second = await talk.send("card_refresh")
    assert first["type"] == second["type"] == "application/vnd.microsoft.card.adaptive"
    assert "F-2026-0001" not in said(first["value"])
    assert "F-2026-0001" in said(second["value"])


async def test_a_refresh_changes_nothing_on_record(talk: Talk) -> None:
    """Whatever line a card is made to bear: only what reads is given again."""
    value = {
        "action": {"verb": "again", "data": {"do": "again", "line": f"fråga {ACCOUNT}"}},
        "trigger": "automatic",
    }
    await talk.send("card_refresh", value=value)
    assert "F-2026-0001" not in said(await talk.say("mina"))


async def test_two_taps_are_one_press(talk: Talk, teams: StandIn) -> None:
    asked = await talk.say("hjälp")
    body = talk.activity("card_action")
    body["value"]["action"] |= {"data": found(asked, "Att göra")["data"]}
    await talk.post(body | {"id": "f:1"})
    again = await talk.post(body | {"id": "f:2"})
    assert again["value"] == "Arbetar…"
    await teams.written(2)
    assert len(teams.messages()) == 2


async def test_a_message_sent_again_is_answered_once(talk: Talk, teams: StandIn) -> None:
    """S4: Teams sends what it has not heard of again."""
    body = talk.activity("message_personal", text=f"fråga {ACCOUNT}")
    for _twice in range(2):
        assert (await talk.post(body))["status"] == 200
    assert "F-2026-0001" in said(card(await teams.written()))
    assert "F-2026-0002" not in said(await talk.say("mina"))
    assert len(teams.messages()) == 2


async def test_an_old_client_s_button_comes_as_a_message(talk: Talk, teams: StandIn) -> None:
    await talk.send("message_value")
    assert card(await teams.written())["body"][0]["text"] == "Att göra"


async def test_what_nobody_here_knows_is_acknowledged(talk: Talk, teams: StandIn) -> None:
    """A reaction, or what Teams comes up with next."""
    assert (await talk.send("message_reaction"))["status"] == 200
    assert (await talk.send("card_action", name="tab/fetch"))["status"] == 200
    assert teams.calls == []


async def test_a_stranger_is_greeted_and_the_administrator_asked_to_link_them(
    talk: Talk, teams_town: Town
) -> None:
    """By the name Teams gives."""
    from sqlmodel import select

    from core.outbox import Reminder

    stranger = "11111111-2222-4333-8444-555555555555"
    body = talk.activity("message_personal", user=stranger)
    body["from"]["name"] = "Nils Ny"
    await talk.post(body)
    shown = card(await talk.teams.written())
    assert shown["body"][0]["text"].startswith("Välkommen")
    with teams_town.database.read() as session:
        (asked,) = session.exec(select(Reminder).where(Reminder.rule == "gap", Reminder.family == "link"))
    assert (asked.data["door"], asked.data["user"], asked.data["name"]) == ("teams", stranger, "Nils Ny")
