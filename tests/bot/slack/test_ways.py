"""The ways in beside the slash command: shortcuts, the Home tab, pickers; and messages that stay true."""

import pytest

from core import moderation
from tests.bot.slack import limits
from tests.bot.slack.client import Talk, buttons, element, said
from tests.bot.slack.kept import open_questions
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.town import ACCOUNT, ADMIN, Town
from tests.town import EDITOR as EVA

LINK = "https://falkoping.slack.com/archives/C0BIBLIOTEK/p1795430400000400"


# Shortcuts


async def test_a_message_becomes_a_question(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Its address is filled in; when the citizen wrote is asked, never taken from the message (F10)."""
    assert await talk.choose("question.new", message=True) == {"status": 200, "text": ""}
    view = (await slack.called("views.update"))["view"]
    assert element(view, "link")["initial_value"] == LINK
    asked = next(block for block in view["blocks"] if block.get("block_id") == "at@1")
    assert asked["optional"] is False
    assert "initial_date" not in asked["element"]
    await talk.submit(view, {"account": ACCOUNT, "at": "2026-09-01", "at:clock": "08:15"})
    assert open_questions(slack_town) == ["F-2026-0001"]


async def test_a_message_becomes_a_moderation(talk: Talk, slack: StandIn) -> None:
    """Nothing of what the message says is taken along (S5)."""
    await talk.choose("moderation.new", message=True)
    view = (await slack.called("views.update"))["view"]
    assert element(view, "link")["initial_value"] == LINK
    assert "fredag" not in said(view)
    assert [call.method for call in slack.calls if call.method.startswith("views")] == [
        "views.open",
        "views.update",
    ]


async def test_a_message_whose_address_slack_does_not_give(talk: Talk, slack: StandIn) -> None:
    """The bot is no member of the channel: the address is made of what the shortcut says."""
    slack.tell("chat.getPermalink", body={"ok": False, "error": "channel_not_found"})
    await talk.choose("question.new", message=True)
    view = (await slack.called("views.update"))["view"]
    assert element(view, "link")["initial_value"] == LINK


async def test_a_new_account_from_anywhere(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """F1: a global shortcut has no channel, and needs none."""
    await talk.choose("account.new")
    view = (await slack.called("views.update"))["view"]
    given = {
        "slug": "museet-ig", "platform": "instagram", "unit": "Bibliotek", "purpose": "Visar samlingen",
        "responsible": EVA,
    }  # fmt: skip
    done = await talk.submit(view, given)
    assert "museet-ig" in said(done["view"])
    assert slack_town.account("museet-ig").status == "requested"


# The Home tab


async def test_home_is_what_to_do_first(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Then one's accounts, how things stand, what can be done; fresh at each opening."""
    await talk.open_home()
    before = (await slack.called("views.publish"))["view"]
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    await talk.open_home()
    view = (await slack.called("views.publish", 2))["view"]
    assert view["type"] == "home"
    assert limits.of_view(view) == []
    text = said(view)
    assert "F-2026-0001" not in said(before)
    assert text.index("F-2026-0001") < text.index("Facebook") < text.index("2026-H2")
    labels = [button["text"]["text"] for button in buttons(view)]
    assert labels[:2] == ["Besvarad", "Skicka vidare"]
    assert {"Nytt konto", "Hjälp", "In English"} <= set(labels)


async def test_the_same_as_a_card(talk: Talk) -> None:
    """`/some` alone."""
    answer = await talk.slash("")
    assert "Att göra" in answer["text"]
    assert "Nytt konto" in said(answer)


async def test_a_press_at_home_is_answered_in_a_view_and_home_drawn_again(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """The Home tab has no message to answer in."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    await talk.open_home()
    await slack.called("views.publish")
    await talk.push_at_home("Besvarad")
    assert "F-2026-0001" in said((await slack.called("views.update"))["view"])
    assert "Skicka vidare" not in said((await slack.called("views.publish", 2))["view"])
    assert open_questions(slack_town) == []


async def test_a_form_from_home_shows_home_as_it_is_after(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """A button that lacks nothing still asks when it says so: a press records no question by itself."""
    await talk.open_home()
    await slack.called("views.publish")
    await talk.push_at_home("Fråga")
    view = (await slack.called("views.update"))["view"]
    assert open_questions(slack_town) == []
    assert element(view, "account")["initial_option"]["value"] == ACCOUNT
    await talk.submit(view, {"link": "https://example.org/1"})
    assert "F-2026-0001" in said((await slack.called("views.publish", 2))["view"])


async def test_another_tab_draws_nothing(talk: Talk, slack: StandIn) -> None:
    """Messages and About are Slack's own."""
    await talk.open_home(tab="messages")
    await talk.open_home()
    await slack.called("views.publish")
    assert len(slack.made("views.publish")) == 1


async def test_a_stranger_at_home_asks_for_nothing_by_looking(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """S2, S7: administrators are asked when the button is pressed, and not before."""
    before = slack_town.woken
    await talk.open_home(user="U0STRANGER")
    view = (await slack.called("views.publish"))["view"]
    assert "Välkommen" in said(view)
    assert slack_town.woken == before
    await talk.push_at_home("Be om att bli kopplad", user="U0STRANGER")
    await slack.called("views.update")
    assert slack_town.woken == before + 1


# Pickers, views, messages that stay true


async def test_a_picker_is_searched(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Beyond a hundred Slack asks the bot as one types; a stranger is told nothing (S2)."""
    for number in range(100):
        slack_town.say(ADMIN, f"person ny deltagare-{number:03} roll=råd")
    await talk.choose("account.new")
    view = (await slack.called("views.update"))["view"]
    assert element(view, "responsible")["type"] == "external_select"
    assert await talk.type_in(view, "responsible", "eva") == [EVA]
    assert len(await talk.type_in(view, "responsible", "deltagare")) == 100
    assert await talk.type_in(view, "responsible", "ingen") == []


async def test_a_form_closed_is_heard(talk: Talk) -> None:
    """And needs no answer."""
    assert (await talk.send("view_closed"))["status"] == 200


async def test_help_from_a_form_lies_over_it(talk: Talk, slack: StandIn) -> None:
    """What was typed in the form below is not lost."""
    await talk.slash("moderera")
    await slack.called("views.update")
    await talk.press("hjälp moderera", view="V0")
    assert len(slack.made("views.open")) == 1
    await slack.called("views.push")
    shown = await slack.called("views.update", 2)
    assert shown["view_id"] == "V1"


async def test_a_decided_answer_loses_its_buttons(talk: Talk, slack: StandIn) -> None:
    """The card that offered it is replaced by what came of it."""
    asked = await talk.slash(f"fråga {ACCOUNT}")
    await talk.push(asked, "Besvarad")
    answer = await slack.called(RESPONSE_URL)
    assert answer["replace_original"] is True
    assert "Skicka vidare" not in said(answer)


async def test_a_list_is_drawn_again_when_one_of_it_is_decided(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """The answer comes below, and the list has only what is left."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    listed = await talk.slash("mina")
    await talk.push(listed, "Besvarad")
    await slack.called(RESPONSE_URL, 2)
    below, again = slack.made(RESPONSE_URL)
    assert (below["replace_original"], again["replace_original"]) == (False, True)
    (answered,) = {"F-2026-0001", "F-2026-0002"} - set(open_questions(slack_town))
    assert f"svar {answered}" not in said(again)
    assert f"underteckna {answered}" in said(again)


async def test_a_long_list_goes_on(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Every row can be reached, none comes twice."""
    for number in range(150):
        slack_town.say(
            ADMIN, f'person ny deltagare-{number:03} roll=råd verksamhet="{"Kultur och fritid " * 5}"'
        )
    slack_town.say(ADMIN, f"person ändra {EVA} roll=kommunikation,redaktör")
    assert await talk.slash("person lista") == {"status": 200, "text": ""}
    shown = await slack.called(RESPONSE_URL)
    seen = said(shown)
    for times in range(2, 10):
        if not [b for b in buttons(shown) if b["action_id"].startswith("more")]:
            break
        await talk.push(shown, "Visa resten")
        shown = await slack.called(RESPONSE_URL, times)
        seen += said(shown)
    assert [seen.count(f"deltagare-{number:03} ·") for number in range(150)] == [1] * 150


async def test_a_long_answer_to_a_typed_line_is_drawn_smaller_too(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """What Slack refuses of an acknowledgement it tells nobody: so only what is short goes there."""
    for number in range(60):
        slack_town.say(ADMIN, f'person ny deltagare-{number:03} roll=råd verksamhet="{"Kultur " * 15}"')
    slack_town.say(ADMIN, f"person ändra {EVA} roll=kommunikation,redaktör")
    slack.tell(RESPONSE_URL, status=400, body={"ok": False, "error": "invalid_blocks"})
    await talk.slash("person lista")
    await slack.called(RESPONSE_URL, 2)
    whole, smaller = slack.made(RESPONSE_URL)
    assert len(smaller["blocks"]) < len(whole["blocks"])


async def test_a_message_slack_refuses_is_drawn_smaller(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Never lost: at last it is text, with what can be typed instead of pressed; never the same again."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    slack.tell("chat.postMessage", body={"ok": False, "error": "msg_blocks_too_long"})
    await talk.write("mina")
    answer = await slack.called("chat.postMessage", 2)
    assert "blocks" not in answer
    assert "/some svar F-2026-0001" in answer["text"]


# Guests


async def test_another_organisations_guest_gets_a_clear_answer(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """Slack Connect: no administrator is asked to link them."""
    woken = slack_town.woken
    await talk.press("mina", user={"id": "U0GUEST", "name": "gun", "team_id": "T0OTHER"})
    assert "Välkommen" not in (await slack.called(RESPONSE_URL))["text"]
    assert slack_town.woken == woken


@pytest.mark.parametrize("retry", ["1", "2", "3"])
async def test_a_retried_press_is_one_act(talk: Talk, slack: StandIn, slack_town: Town, retry: str) -> None:
    """The same trigger, whichever retry it is."""
    line = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
    await talk.press(line, trigger_id="1.2.same")
    talk.headers = {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"}
    await talk.press(line, trigger_id="1.2.same")
    await slack.called(RESPONSE_URL, 2)
    with slack_town.database.read() as session:
        assert moderation.identify(session, slack_town.home(session).id, "M-2026-0002") is None
