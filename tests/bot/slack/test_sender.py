"""Reminders to Slack: where they go, and which failures are for good."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.doors.pace import TEN_A_SECOND, Pace
from bot.doors.slack.sender import SlackSender
from bot.doors.slack.web import code
from core.card import Button, Card
from core.outbox import DEPARTMENT
from reminders.sending import Sender, SendError, Sent
from tests.bot.slack.client import buttons
from tests.bot.slack.standin import BOT_TOKEN, TEAM, StandIn
from tests.town import EDITOR, OUTSIDER, Town

CARD = Card("Svara i dag", "F-2026-0001 <!channel>", buttons=(Button("Besvarad", "svar F-2026-0001"),))


@pytest.fixture
def sender(slack: StandIn) -> Sender:
    """A sender to the stand-in."""
    return SlackSender(BOT_TOKEN, slack.api, TEAM, Pace(sleep=lambda _seconds: None))


def _address(town: Town, sender: Sender, recipient: str) -> str | None:
    with town.database.read() as session:
        return sender.can_reach(session, town.home(session), recipient)


def _id(town: Town, name: str) -> str:
    from core import people

    with town.database.read() as session:
        found = people.identify(session, town.home(session).id, name)
        assert found
        return str(found.id)


def test_a_person_is_reached_by_their_linked_identity(slack_town: Town) -> None:
    """And nobody else."""
    sender = SlackSender(BOT_TOKEN, "http://127.0.0.1:1/api/", TEAM)
    assert _address(slack_town, sender, _id(slack_town, EDITOR)) == "U0EDITOR"
    assert _address(slack_town, sender, _id(slack_town, OUTSIDER)) is None
    assert _address(slack_town, sender, DEPARTMENT) is None


def test_another_team_s_town_is_out_of_reach(slack_town: Town) -> None:
    """One town's bot never writes in another's channels."""
    sender = SlackSender(BOT_TOKEN, "http://127.0.0.1:1/api/", "T2OTHER")
    assert _address(slack_town, sender, _id(slack_town, EDITOR)) is None
    assert _address(slack_town, sender, DEPARTMENT) is None


async def test_a_reminder_is_a_message_in_the_persons_own_conversation(
    slack: StandIn, sender: Sender
) -> None:
    """Opened once."""
    sent = [await asyncio.to_thread(sender.send, "U0EDITOR", CARD, "n") for _ in range(2)]
    assert sent == [Sent("D0EDITOR", "1795430400.000100")] * 2
    assert len(slack.made("conversations.open")) == 1
    message = slack.made("chat.postMessage")[0]
    assert message["text"].startswith("Svara i dag")
    assert "<!channel>" not in message["text"]


async def test_a_message_is_drawn_again(slack: StandIn, sender: Sender) -> None:
    """Where a reminder was settled elsewhere."""
    await asyncio.to_thread(sender.update, "C0KOMM", "1.2", CARD)
    assert slack.made("chat.update")[0] | {"blocks": [], "text": ""} == {
        "channel": "C0KOMM", "ts": "1.2", "blocks": [], "text": "",
    }  # fmt: skip


async def test_a_message_is_taken_back_and_one_that_is_gone_is_as_good(
    slack: StandIn, sender: Sender
) -> None:
    """S4: what Slack will never delete is for good."""
    await asyncio.to_thread(sender.withdraw, "C0KOMM", "1.2")
    slack.tell("chat.delete", body={"ok": False, "error": "message_not_found"})
    await asyncio.to_thread(sender.withdraw, "C0KOMM", "1.2")
    assert slack.made("chat.delete") == [{"channel": "C0KOMM", "ts": "1.2"}] * 2
    slack.tell("chat.delete", body={"ok": False, "error": "cant_delete_message"})
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.withdraw, "C0KOMM", "1.2")
    assert failed.value.permanent


REFUSED = {"ok": False, "error": "msg_blocks_too_long"}
LONG = replace(CARD, text="ord " * 5_000)


async def test_a_message_slack_refuses_is_drawn_smaller(
    slack: StandIn, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    """Whole, in half the room, as text with commands to type; each refusal is logged, without its words."""
    for _twice in range(2):
        slack.tell("chat.postMessage", body=REFUSED)
    sent = await asyncio.to_thread(sender.send, "C0KOMM", LONG, "n")
    whole, smaller, alone = slack.made("chat.postMessage")
    assert len(whole["blocks"]) > len(smaller["blocks"]) > 0
    assert "blocks" not in alone
    assert "`/some svar F-2026-0001`" in alone["text"]
    assert sent == Sent("C0KOMM", "1795430400.000100")
    refusals = [record.getMessage() for record in caplog.records if record.name == "somerad.slack"]
    assert len(refusals) == 2
    assert all("msg_blocks_too_long" in line and "Svara" not in line for line in refusals)


async def test_a_message_slack_refuses_in_every_size_fails_for_good(slack: StandIn, sender: Sender) -> None:
    """The worker may send the same reminders one by one."""
    for _each in range(3):
        slack.tell("chat.postMessage", body=REFUSED)
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.send, "C0KOMM", LONG, "n")
    assert (failed.value.permanent, failed.value.of_message) == (True, True)
    assert len(slack.made("chat.postMessage")) == 3


async def test_a_message_drawn_again_is_drawn_smaller_too(slack: StandIn, sender: Sender) -> None:
    """As text alone its old blocks, and the buttons of what is decided, are taken away."""
    for _twice in range(2):
        slack.tell("chat.update", body=REFUSED)
    await asyncio.to_thread(sender.update, "C0KOMM", "1.2", LONG)
    *_larger, alone = slack.made("chat.update")
    assert alone["blocks"] == []
    assert alone["text"].endswith("`/some svar F-2026-0001`")


async def test_what_is_wrong_with_the_target_is_tried_once(slack: StandIn, sender: Sender) -> None:
    """A smaller message would not get there either; a rate limit is the outbox's to wait for."""
    for answer in ({"error": "is_archived"}, {"error": "ratelimited"}):
        slack.tell("chat.postMessage", body={"ok": False, **answer})
        with pytest.raises(SendError):
            await asyncio.to_thread(sender.send, "C0KOMM", LONG, "n")
    assert len(slack.made("chat.postMessage")) == 2


async def test_each_message_in_a_channel_takes_its_turn(slack: StandIn) -> None:
    """One that is drawn smaller, too."""
    slept: list[float] = []
    sender = SlackSender(BOT_TOKEN, slack.api, TEAM, Pace(clock=lambda: 0.0, sleep=slept.append))
    slack.tell("chat.postMessage", body=REFUSED)
    for channel in ("C0KOMM", "C0KOMM", "C0RAD"):
        await asyncio.to_thread(sender.send, channel, CARD, "n")
    assert slept == [1.0, 2.0]


async def test_all_channels_of_a_team_share_its_rate(slack: StandIn) -> None:
    """Ten a second, to whomever: Slack takes several hundred messages a minute of an app in a workspace."""
    slept: list[float] = []
    together = Pace(TEN_A_SECOND, lambda: 0.0, slept.append)
    sender = SlackSender(BOT_TOKEN, slack.api, TEAM, together=together)
    for number in range(11):
        await asyncio.to_thread(sender.send, f"C0{number}", CARD, "n")
    assert slept == [1.0]


async def test_a_reminder_s_buttons_are_named_so(slack: StandIn, sender: Sender) -> None:
    """Pressed, the message is drawn again as things are."""
    await asyncio.to_thread(sender.send, "C0KOMM", CARD, "n")
    assert [b["action_id"] for b in buttons(slack.made("chat.postMessage")[0])] == ["remind:0"]


@pytest.mark.parametrize(
    ("answer", "permanent", "retry_after"),
    [
        ({"body": {"ok": False, "error": "account_inactive"}}, True, None),
        ({"body": {"ok": False, "error": "user_not_found"}}, True, None),
        ({"body": {"ok": False, "error": "channel_not_found"}}, True, None),
        ({"body": {"ok": False, "error": "not_in_channel"}}, True, None),
        ({"body": {"ok": False, "error": "is_archived"}}, True, None),
        ({"body": {"ok": False, "error": "token_revoked"}}, False, None),
        ({"body": {"ok": False, "error": "internal_error"}}, False, None),
        ({"status": 500, "body": {"ok": False, "error": "fatal_error"}}, False, None),
        (
            {"status": 429, "body": {"ok": False, "error": "ratelimited"}, "headers": {"Retry-After": "30"}},
            False,
            30.0,
        ),
    ],
)
async def test_a_failure_says_whether_it_is_for_good(
    slack: StandIn, sender: Sender, answer: dict[str, Any], permanent: bool, retry_after: float | None
) -> None:
    """The worker stops and tells, or tries again after what Slack says."""
    slack.tell("chat.postMessage", **answer)
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.send, "C0KOMM", CARD, "n")
    assert (failed.value.permanent, failed.value.retry_after) == (permanent, retry_after)
    assert "Svara" not in failed.value.reason
    assert len(slack.made("chat.postMessage")) == 1


def test_a_slack_out_of_reach_may_come_back() -> None:
    """A network that is down is no reason to give up."""
    with pytest.raises(SendError) as failed:
        SlackSender(BOT_TOKEN, "http://127.0.0.1:1/api/", TEAM).send("C0KOMM", CARD, "n")
    assert not failed.value.permanent


@pytest.mark.parametrize("response", [None, {"ok": False, "error": "<html>no Slack</html>"}, object()])
def test_what_is_no_answer_of_slacks_is_told_without_its_content(response: object) -> None:
    """A proxy's page in Slack's place is no code, and may hold anything."""
    assert code(SlackApiError("failed", response)) == "HTTP ?"  # type: ignore[arg-type]


NAMED = {"event_type": "somerad_message", "event_payload": {"name": "n"}}
OTHER = {"event_type": "somerad_message", "event_payload": {"name": "m"}}


async def test_a_message_is_found_again_by_its_name(slack: StandIn, sender: Sender) -> None:
    """In the person's own conversation, of what came after the last that is known, page by page."""
    await asyncio.to_thread(sender.send, "U0EDITOR", CARD, "n")
    (sent,) = slack.made("chat.postMessage")
    assert sent["metadata"] == NAMED
    first = {"ok": True, "messages": [{"ts": "3.0", "metadata": OTHER}, {"ts": "2.5"}]}
    slack.tell("conversations.history", body=first | {"response_metadata": {"next_cursor": "c2"}})
    slack.history = [{"ts": "2.0", "metadata": NAMED}]
    found = await asyncio.to_thread(sender.find, "U0EDITOR", "n", "1.0")
    assert found == Sent("D0EDITOR", "2.0")
    asked = slack.made("conversations.history")
    assert [(each["channel"], each["oldest"], each.get("cursor")) for each in asked] == [
        ("D0EDITOR", "1.0", None), ("D0EDITOR", "1.0", "c2"),
    ]  # fmt: skip
    assert await asyncio.to_thread(sender.find, "U0EDITOR", "x", "") is None


async def test_a_channel_is_read_only_where_that_was_granted(slack: StandIn, sender: Sender) -> None:
    slack.history = [{"ts": "2.0", "metadata": NAMED}]
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.find, "C0KOMM", "n", "")
    assert failed.value.permanent
    reads = SlackSender(BOT_TOKEN, slack.api, TEAM, reads_channels=True)
    assert await asyncio.to_thread(reads.find, "C0KOMM", "n", "") == Sent("C0KOMM", "2.0")


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ({"body": {"ok": False, "error": "missing_scope"}}, True),
        ({"body": {"ok": False, "error": "channel_not_found"}}, True),
        ({"body": {"ok": False, "error": "internal_error"}}, False),
        ({"status": 429, "body": {"ok": False, "error": "ratelimited"}}, False),
    ],
)
async def test_whether_it_can_be_known_later(
    slack: StandIn, sender: Sender, answer: dict[str, Any], permanent: bool
) -> None:
    slack.tell("conversations.history", **answer)
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.find, "U0EDITOR", "n", "")
    assert failed.value.permanent is permanent


@pytest.mark.parametrize(
    ("answer", "in_doubt"),
    [
        ({"body": {"ok": False, "error": "is_archived"}}, False),
        ({"status": 429, "body": {"ok": False, "error": "ratelimited"}}, False),
        ({"status": 500, "body": {"ok": False, "error": "fatal_error"}}, True),
        ({"body": {"ok": False, "error": "internal_error"}}, True),
    ],
)
async def test_a_failure_says_whether_the_message_may_have_arrived(
    slack: StandIn, sender: Sender, answer: dict[str, Any], in_doubt: bool
) -> None:
    slack.tell("chat.postMessage", **answer)
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.send, "C0KOMM", CARD, "n")
    assert failed.value.in_doubt is in_doubt
