"""Lines written to the bot: in its own conversation, or by its name in a channel."""

import pytest

from tests.bot.slack.client import EDITOR, Talk, buttons, said
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.town import ACCOUNT, Town

WHOLE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


async def test_a_line_in_the_bots_own_conversation_is_answered_there(talk: Talk, slack: StandIn) -> None:
    """With a button where a form is needed: a message can't open one."""
    await talk.write(f"moderera {ACCOUNT} länk=&lt;x&gt;")
    answer = await slack.called("chat.postMessage")
    assert answer["channel"] == "D0EDITOR"
    assert buttons(answer)[0]["value"] == f"moderera {ACCOUNT} länk=<x>"


@pytest.mark.parametrize(
    "event", [{"subtype": "message_changed"}, {"channel_type": "channel"}, {"bot_id": "B0X"}]
)
async def test_other_messages_are_left_alone(talk: Talk, slack: StandIn, event: dict[str, str]) -> None:
    """Taken care of, so that Slack doesn't send them again; answered not at all."""
    assert (await talk.write(WHOLE, **event))["status"] == 200
    await talk.write("hjälp")
    await slack.called("chat.postMessage")
    assert len(slack.made("chat.postMessage")) == 1


async def test_a_line_comes_to_the_bot_once(talk: Talk, slack: StandIn) -> None:
    """Slack sends an event again when it has not heard that it came."""
    body = payload("message_im")
    body["event"]["text"] = "mina"
    await talk.post(body)
    talk.headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    await talk.post(body)
    await talk.write("hjälp")
    await slack.called("chat.postMessage", 2)
    said_first = {made["text"].split("\n")[0] for made in slack.made("chat.postMessage")}
    assert said_first == {"Att göra", "Det här kan du skriva"}


async def test_a_mention_is_answered_so_that_only_who_asked_sees_it(talk: Talk, slack: StandIn) -> None:
    """In the channel, and in its thread; the bot's own name is no word of the command."""
    await talk.event("app_mention", text="<@U0SOMERAD> status", thread_ts="1.2")
    answer = await slack.called("chat.postEphemeral")
    assert (answer["channel"], answer["user"], answer["thread_ts"]) == ("C0BIBLIOTEK", EDITOR, "1.2")
    assert "2026-H2" in answer["text"]


async def test_a_mention_where_the_bot_is_no_member_is_answered_in_its_own_conversation(
    talk: Talk, slack: StandIn
) -> None:
    """Nobody is left without an answer."""
    slack.tell("chat.postEphemeral", body={"ok": False, "error": "not_in_channel"})
    await talk.event("app_mention", text="hej <@U0SOMERAD|some>, status")
    assert (await slack.called("chat.postMessage"))["channel"] == EDITOR


async def test_a_form_after_a_mention_is_a_button(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """No trigger, no view: the button brings it. What came of it takes the button's place."""
    await talk.event(
        "app_mention",
        text=f"<@U0SOMERAD> moderera {ACCOUNT} kategori=reklam åtgärd=dold länk=<http://a.se|a.se> x",
    )
    assert "x" in (await slack.called("chat.postEphemeral"))["text"]
    await talk.event("app_mention", text=f"<@U0SOMERAD> konto avsluta {ACCOUNT}")
    answer = await slack.called("chat.postEphemeral", 2)
    await talk.push(answer, "Fyll i")
    view = (await slack.called("views.update"))["view"]
    await talk.submit(view, {"reason": "Används inte"})
    replaced = await slack.called(RESPONSE_URL)
    assert replaced["replace_original"] is True
    assert "Fyll i" not in said(replaced)


@pytest.mark.parametrize(
    "text",
    [
        "<@U0SOMERAD>: status",
        "<@U0SOMERAD>, status",
        "`/some status`",
        "```status```",
        "<@U0SOMERAD> `status`",
    ],
)
async def test_a_line_is_read_as_people_write_to_somebody(talk: Talk, slack: StandIn, text: str) -> None:
    """With a comma after the name, or pasted in Slack's marks for code, as the bot shows commands itself."""
    await talk.event("app_mention", text=text)
    assert "2026-H2" in (await slack.called("chat.postEphemeral"))["text"]


async def test_marks_inside_a_line_are_the_persons_own(talk: Talk, slack: StandIn) -> None:
    """Only marks around the whole of it are Slack's."""
    await talk.write(f"fråga {ACCOUNT} text=`kod` länk=https://a.se/`b`")
    assert "F-2026-0001" in (await slack.called("chat.postMessage"))["text"]


async def test_the_name_alone_is_where_everybody_begins(talk: Talk, slack: StandIn) -> None:
    """As `/some` alone."""
    await talk.event("app_mention", text="<@U0SOMERAD>")
    assert "Att göra" in (await slack.called("chat.postEphemeral"))["text"]


async def test_a_reply_in_a_thread_shown_in_the_conversation_too_is_a_line(
    talk: Talk, slack: StandIn
) -> None:
    """Slack has a subtype of its own for it; the answer comes in the thread."""
    await talk.write("status", subtype="thread_broadcast", thread_ts="1.2")
    assert (await slack.called("chat.postMessage"))["thread_ts"] == "1.2"


async def test_a_line_over_several_lines_is_one_command(talk: Talk, slack: StandIn) -> None:
    """With the quotation marks a telephone makes."""
    await talk.write(f"fråga {ACCOUNT}\nlänk=<https://a.se/?b=1&amp;c=2>\ntext=”Rad ett\nrad två”")
    assert "https://a.se/?b=1&amp;c=2" in (await slack.called("chat.postMessage"))["text"]


@pytest.mark.parametrize("team", [{"team": "T0OTHER"}, {"user_team": "T0OTHER"}, {"source_team": "T0OTHER"}])
async def test_a_mention_by_another_organisations_guest_asks_nobody_to_link_them(
    talk: Talk, slack: StandIn, slack_town: Town, team: dict[str, str]
) -> None:
    """Slack Connect: however Slack says where they belong."""
    woken = slack_town.woken
    await talk.event("app_mention", user="U0GUEST", text="<@U0SOMERAD> mina", **team)
    assert "annan organisation" in (await slack.called("chat.postEphemeral"))["text"]
    assert slack_town.woken == woken
