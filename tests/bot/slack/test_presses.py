"""Buttons pressed: twice, late, in a reminder, in a view; what they stood in stays true."""

import pytest

from bot.doors.slack import draw
from core.card import Button, Card, Section
from tests.bot.slack.client import Talk, said
from tests.bot.slack.kept import case, cases, open_questions
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.bot.slack.wiring import Talking
from tests.town import ACCOUNT, Town
from tests.town import EDITOR as EVA

WHOLE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


async def test_a_form_from_a_reminder_leaves_its_message_to_the_outbox(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """The others it holds would be lost, and in a channel everybody would read one person's answer (C2, S5)."""
    button = Button("Registrera fråga", f"fråga {ACCOUNT}", asks=True)
    card = Card("Två saker", sections=(Section("Den ena", (button,)), Section("Den andra")))
    reminder = draw.message(card, prefix="remind").as_message()
    async with talking() as talk:
        await talk.push(reminder, "Registrera fråga")
        view = (await slack.called("views.update"))["view"]
        assert open_questions(slack_town) == []
        await talk.submit(view, {})
    assert open_questions(slack_town) == ["F-2026-0001"]
    assert slack.made(RESPONSE_URL) == []


# Twice


async def test_a_double_tap_undoes_once(talking: Talking, slack: StandIn, slack_town: Town) -> None:
    """S3: the second tap would take back the entry before, which was right."""
    slack_town.say(EVA, WHOLE)
    async with talking() as talk:
        corrected = await talk.slash("rätta M-2026-0001 åtgärd=borttagen")
        await talk.push(corrected, "Ångra")
        await talk.push(corrected, "Ångra", after=0.4)
    assert len(slack.made(RESPONSE_URL)) == 1
    assert case(slack_town).voided_at is None


async def test_a_double_tap_at_home_opens_one_view(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """The second would say that it is answered already, over the thanks."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    async with talking() as talk:
        await talk.open_home()
        await slack.called("views.publish")
        await talk.push_at_home("Besvarad")
        await talk.push_at_home("Besvarad", after=0.4)
    assert len(slack.made("views.open")) == 1


async def test_the_same_button_pressed_again_later_is_heard_again(talk: Talk, slack: StandIn) -> None:
    """So is another button at once."""
    shown = await talk.slash("")
    await talk.push(shown, "Hjälp")
    await talk.push(shown, "Hjälp", after=5)
    await talk.push(shown, "Luckor", after=0.4)
    await slack.called(RESPONSE_URL, 3)


async def test_two_who_press_at_once_are_both_heard(talk: Talk, slack: StandIn) -> None:
    """A department's message has many readers."""
    shown = await talk.slash("")
    await talk.push(shown, "Hjälp")
    await talk.push(shown, "Hjälp", after=0.1, user="U0STRANGER")
    await slack.called(RESPONSE_URL, 2)


# In a view


async def test_a_press_in_a_card_from_home_draws_home_again(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """The view that took the form's place has buttons too; below it nothing decided may stay."""
    await talk.open_home()
    await slack.called("views.publish")
    await talk.push_at_home("Fråga")
    form = (await slack.called("views.update"))["view"]
    card = (await talk.submit(form, {}))["view"]
    assert "F-2026-0001" in said((await slack.called("views.publish", 2))["view"])
    await talk.push_in_view(card, "Besvarad", view_id="V0")
    home = (await slack.called("views.publish", 3))["view"]
    assert "svar F-2026-0001" not in said(home)


async def test_a_press_in_a_card_from_a_list_draws_the_list_again(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """As often as something is decided in the view."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    listed = await talk.slash("mina")
    await talk.push(listed, "Skicka vidare")
    form = (await slack.called("views.update"))["view"]
    card = (await talk.submit(form, {"to": "Kultur"}))["view"]
    await slack.called(RESPONSE_URL)
    await talk.push_in_view(card, "Besvarad", view_id="V0")
    again = await slack.called(RESPONSE_URL, 2)
    assert again["replace_original"] is True
    assert "svar F-2026-0001" not in said(again)


# Late


async def test_an_answer_to_a_form_that_was_closed_is_said_once(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """In the place of the button it came from."""
    async with talking() as talk:
        await talk.write(WHOLE.replace("kategori=reklam", ""))
        asked = await slack.called("chat.postMessage")
        slack.tell("views.update", body={"ok": False, "error": "not_found"})
        await talk.press(WHOLE, action="open:0", message=asked)
    assert cases(slack_town) == ["M-2026-0001"]
    assert [answer["replace_original"] for answer in slack.made(RESPONSE_URL)] == [True]


@pytest.mark.parametrize("status", [200, 404])
async def test_an_address_that_is_used_up_is_no_answer(talk: Talk, slack: StandIn, status: int) -> None:
    """Slack says so in the body, with one status or the other: the answer comes in the person's conversation."""
    slack.tell(RESPONSE_URL, status=status, body={"ok": False, "error": "Expired url"})
    await talk.press("hjälp")
    assert (await slack.called("chat.postMessage"))["channel"] == "U0EDITOR"


# Decided meanwhile


async def test_a_list_of_what_was_decided_meanwhile_is_drawn_again(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """A colleague was first: that is said below, and the button is gone."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    listed = await talk.slash("mina")
    slack_town.say(EVA, "svar F-2026-0001")
    await talk.push(listed, "Besvarad")
    below, again = await slack.called(RESPONSE_URL), await slack.called(RESPONSE_URL, 2)
    assert "redan besvarad" in below["text"]
    assert again["replace_original"] is True
    assert "svar F-2026-0001" not in said(again)


async def test_home_is_drawn_again_when_what_stood_there_was_decided_meanwhile(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """It was drawn when it was opened, perhaps this morning."""
    slack_town.say(EVA, f"fråga {ACCOUNT}")
    await talk.open_home()
    await slack.called("views.publish")
    slack_town.say(EVA, "svar F-2026-0001")
    await talk.push_at_home("Besvarad")
    assert "redan besvarad" in said((await slack.called("views.update"))["view"])
    assert "svar F-2026-0001" not in said((await slack.called("views.publish", 2))["view"])


async def test_an_answer_stays_where_its_button_was_refused(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """What it says is still so; the refusal comes below."""
    async with talking() as talk:
        recorded = await talk.slash(f"fråga {ACCOUNT}")
        slack_town.say(EVA, "svar F-2026-0001")
        await talk.push(recorded, "Besvarad")
    assert [answer["replace_original"] for answer in slack.made(RESPONSE_URL)] == [False]
