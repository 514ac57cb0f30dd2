"""What comes later, and what has a picture, in Slack: said at once, made meanwhile, handed over where asked (C2)."""

import asyncio
import json

from bot.doors.pace import Pace
from bot.doors.slack.sender import SlackSender
from core.card import Bar, Card, Chart
from reminders.withdrawing import withdraw
from tests.bot.slack.client import Json, said
from tests.bot.slack.standin import BOT_TOKEN, RESPONSE_URL, TEAM, StandIn
from tests.bot.slack.wiring import Talking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

REPORT = "rapport 2026-H2"


async def test_a_report_is_said_to_come_and_then_comes_to_the_channel(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """C2: within the three seconds; the file in the channel where it was asked for, and kept as evidence."""
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,råd")
    async with talking() as talk:
        answer = await talk.slash(REPORT)
        assert answer["status"] == 200
        first = await slack.called(RESPONSE_URL)
        assert "Tar fram rapporten" in first["text"]
        done = await slack.called(RESPONSE_URL, 2)
    assert "Rapporten för andra halvåret 2026 är klar" in done["text"]
    (ended,) = slack.made("files.completeUploadExternal")
    assert ended["channel_id"] == "C0BIBLIOTEK"
    ((_id, content),) = slack.uploads.items()
    assert content.startswith(b"%PDF-")
    assert slack.faults == []


async def test_where_the_bot_is_no_member_the_file_comes_to_who_asked(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """C2: and where Slack takes it nowhere, the answer says that it is kept."""
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,råd")
    refused = {"ok": False, "error": "not_in_channel"}
    slack.tell("files.completeUploadExternal", body=refused)
    async with talking() as talk:
        await talk.slash(REPORT)
        await slack.called(RESPONSE_URL, 2)
        assert slack.made("files.completeUploadExternal")[1]["channel_id"].startswith("D")
        slack.tell("files.completeUploadExternal", body=refused)
        slack.tell("files.completeUploadExternal", body=refused)
        await talk.slash(REPORT)
        done = await slack.called(RESPONSE_URL, 4)
    assert "Slack tog inte emot filen" in said(done)


async def test_minutes_come_as_a_file_to_who_asked(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """F7: typed in a channel, handed over in one's own conversation."""
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,råd")
    slack_town.say(COMMUNICATOR, 'möte kalla när="2026-12-03 10:00" plats="Rum 2"')
    slack_town.now = local(2026, 12, 3, 12)
    async with talking() as talk:
        await talk.slash("möte protokoll")
        await slack.called("files.completeUploadExternal")
    (ended,) = slack.made("files.completeUploadExternal")
    assert ended["channel_id"].startswith("D")
    ((_id, content),) = slack.uploads.items()
    assert "N-2026-0001" in content.decode()
    assert slack.faults == []


async def test_what_a_citizen_may_have_written_comes_to_who_asked_alone(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """H23, S5: public records are gone through in one's own conversation, wherever one asks for the copy."""
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,kansli")
    slack_town.say(EDITOR, f"utlämnande konto {ACCOUNT}")
    async with talking() as talk:
        await talk.slash("utlämnande granska U-2026-0001")
        await slack.called(RESPONSE_URL, 2)
    (ended,) = slack.made("files.completeUploadExternal")
    assert ended["channel_id"].startswith("D")
    assert slack.faults == []


async def test_what_was_handed_over_is_taken_back_when_the_request_is_deleted(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """S4: the copy for review, which is in clear, is deleted in Slack by its id there."""
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,kansli")
    slack_town.say(EDITOR, f"utlämnande konto {ACCOUNT}")
    async with talking() as talk:
        await talk.slash("utlämnande granska U-2026-0001")
        await slack.called(RESPONSE_URL, 2)
    (name,) = slack.uploads
    later = local(2027, 11, 26, 10)
    slack_town.say(EDITOR, "utlämnande återtagen U-2026-0001", local(2026, 11, 25, 10))
    slack_town.say(EDITOR, "gallring föreslå slag=utlämnande före=2027-01-01", later)
    slack_town.say(COMMUNICATOR, "gallring besluta G-2027-0001 beslut=KS", later)
    assert slack_town.report(COMMUNICATOR, "gallring verkställ G-2027-0001", later).ok
    sender = SlackSender(BOT_TOKEN, f"{slack.url}/api/", TEAM)
    assert await asyncio.to_thread(withdraw, slack_town.database, later, sender) == 1
    assert slack.made("files.delete") == [{"file": name}]


async def test_a_status_has_bars_and_a_picture_told_in_words(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """C2: where Slack does not take the picture, the bars are there alone."""
    slack_town.say(EDITOR, f"fråga {ACCOUNT}", slack_town.now)
    slack.tell("files.getUploadURLExternal", body={"ok": False, "error": "unknown_error"})
    async with talking() as talk:
        await talk.slash("status")
        bare = await slack.called(RESPONSE_URL)
        await talk.slash("status")
        shown = await slack.called(RESPONSE_URL, 2)
    assert "█" in said(bare)
    assert "image" not in [block["type"] for block in bare["blocks"]]
    (image,) = (block for block in shown["blocks"] if block["type"] == "image")
    assert "1 fråga kom in." in image["alt_text"]
    assert slack.uploads[image["slack_file"]["id"]].startswith(b"\x89PNG")
    assert slack.faults == []


async def test_the_weekly_picture_goes_along_with_the_digest(slack: StandIn) -> None:
    """C2: uploaded first, named in the message; where Slack refuses either, the bars go alone."""
    sender = SlackSender(BOT_TOKEN, slack.api, TEAM, Pace(sleep=lambda _seconds: None))
    chart = Chart("Inlägg per vecka", "v. 47: 2", (Bar("v. 46", 0, "okänt"), Bar("v. 47", 2)))
    card = Card("Dagens sammanställning", chart=chart)
    await asyncio.to_thread(sender.send, "C0KOMM", card, "n")
    (image,) = (block for block in drawn(slack, 0) if block["type"] == "image")
    assert (image["alt_text"], slack.uploads[image["slack_file"]["id"]][:4]) == ("v. 47: 2", b"\x89PNG")
    slack.tell("files.completeUploadExternal", body={"ok": False, "error": "internal_error"})
    await asyncio.to_thread(sender.send, "C0KOMM", card, "n")
    slack.tell("chat.postMessage", body={"ok": False, "error": "invalid_blocks"})
    await asyncio.to_thread(sender.send, "C0KOMM", card, "n")
    assert ["image" in [block["type"] for block in drawn(slack, n)] for n in range(4)] == [
        True,
        False,
        True,
        False,
    ]
    assert "v. 47  ████████████ 2" in str(drawn(slack, 3))


def drawn(slack: StandIn, number: int) -> list[Json]:
    """The blocks of a message posted."""
    blocks = slack.made("chat.postMessage")[number]["blocks"]
    return json.loads(blocks) if isinstance(blocks, str) else blocks  # type: ignore[no-any-return]
