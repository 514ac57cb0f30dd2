"""What seldom happens to the Slack door: views stacked, a Home refused, a form of yesterday, the door closing."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.doors.slack import answer, heard, web
from bot.doors.slack.files import Files
from bot.doors.slack.heard import Heard
from bot.doors.slack.memo import Memo
from bot.doors.slack.texts import clean, escape
from bot.doors.slack.work import Work
from commands.command import Caller, Reply, Request
from core.card import Button, Card
from tests.bot.slack import limits
from tests.bot.slack.client import EDITOR, Talk, buttons, said
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import BOT_TOKEN, RESPONSE_URL, TEAM, StandIn
from tests.town import ACCOUNT, ADMIN, Town

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
GUEST = {"id": "U0GUEST", "name": "gun", "team_id": "T0OTHER"}


async def test_a_fourth_view_is_a_message_instead(talk: Talk, slack: StandIn) -> None:
    """Slack lays three over each other, and no more."""
    await talk.slash("moderera")
    await slack.called("views.update")
    slack.tell("views.push", body={"ok": False, "error": "push_limit_reached"})
    await talk.press("hjälp moderera", view="V0")
    assert "moderera" in (await slack.called(RESPONSE_URL))["text"]


async def test_home_that_slack_refuses_is_drawn_smaller(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """There is no other place for it; the rest is a button away."""
    for number in range(30):
        slack_town.new_account(f"konto-{number:02}")
    slack.tell("views.publish", body={"ok": False, "error": "view_too_large"})
    await talk.open_home()
    await slack.called("views.publish", 2)
    whole, smaller = (made["view"] for made in slack.made("views.publish"))
    assert len(smaller["blocks"]) < len(whole["blocks"])
    assert "Visa resten" in [button["text"]["text"] for button in buttons(smaller)]
    assert limits.of_view(smaller) == []


@pytest.mark.parametrize("metadata", [Memo(command="moderation.old"), Memo(command="help")])
async def test_a_picker_of_a_form_that_is_no_more_is_empty(
    talk: Talk, slack: StandIn, metadata: Memo, caplog: pytest.LogCaptureFixture
) -> None:
    """A form left open while the bot was replaced by a newer one."""
    await talk.choose("account.new")
    view = (await slack.called("views.update"))["view"]
    assert await talk.type_in(view | {"private_metadata": metadata.dump()}, "responsible", "eva") == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_picker_tells_nothing_to_who_may_not_use_its_command(talk: Talk, slack: StandIn) -> None:
    """S2: whatever the view says it is for."""
    await talk.choose("account.new")
    await slack.called("views.update")
    forbidden = {
        "private_metadata": Memo(command="person.leave").dump(),
        "blocks": [{"block_id": "person@1"}],
    }
    assert await talk.type_in(forbidden, "person", "eva") == []


@pytest.mark.parametrize(
    ("user", "says"), [({"id": "U0STRANGER"}, "Välkommen"), (GUEST, "annan organisation")]
)
async def test_a_shortcut_by_somebody_else_is_answered_in_its_view(
    talk: Talk, slack: StandIn, user: dict[str, str], says: str
) -> None:
    """S2: no field is shown, no account named."""
    await talk.send("message_action", callback_id="question.new", user=user)
    view = (await slack.called("views.update"))["view"]
    assert says in said(view)
    assert "submit" not in view
    assert ACCOUNT not in said(view)


@pytest.mark.parametrize("line", ['sök "F-2026 & b"', "konto visa <@U0EDITOR> x", "sök “två\x00 ord”\nslut"])
@pytest.mark.parametrize("as_slack_gives_it", [str, escape])
def test_what_a_card_answers_comes_back_with_its_buttons(
    line: str, as_slack_gives_it: Callable[[str], str]
) -> None:
    """With its quotation marks and mentions, whether Slack escapes block_ids or not."""
    asked = Heard(Request(Caller(), "", NOW, text=line))
    reply = Reply(True, Card("Svar", buttons=(Button("Hjälp", "hjälp"),)), command="search")
    shown = next(answer.messages(asked, reply))
    assert limits.of_message(shown) == []
    body = payload("block_actions")
    body["actions"][0] |= {"block_id": as_slack_gives_it(shown["blocks"][-1]["block_id"])}
    assert heard.press(body, NOW).origin.again == clean(line)


async def test_the_door_closes_after_what_its_last_answer_brings_with_it(
    slack_town: Town, slack: StandIn
) -> None:
    """Who was answered is looked up: that is waited for too."""
    may_end = asyncio.Event()

    async def look_up(_user: str) -> None:
        await may_end.wait()

    async with web.session() as http:
        calls = web.Web(web.client(BOT_TOKEN, slack.api), http)
        work = Work(slack_town.dispatch, calls, Files(BOT_TOKEN, slack.api), look_up, ack_seconds=2)
        work.begin(Heard(Request(Caller(team=TEAM, user=EDITOR), "", NOW, text="hjälp", door="slack")))
        closing = asyncio.create_task(work.close())
        closed, _still_open = await asyncio.wait({closing}, timeout=0.3)
        assert not closed
        may_end.set()
        await closing


async def test_home_of_who_may_do_nothing_says_who_may(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Somebody registered without a role."""
    slack_town.say(ADMIN, 'person ny rut-roll-lös roll=","')
    slack_town.say(ADMIN, "person koppla rut-roll-lös chatt=U0NOROLE")
    await talk.open_home(user="U0NOROLE")
    view = (await slack.called("views.publish"))["view"]
    assert limits.of_view(view) == []
    assert "Det kan göras av" in said(view)
