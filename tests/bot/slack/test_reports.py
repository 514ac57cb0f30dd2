"""What comes later, and what has a picture, in Slack: said at once, made meanwhile, handed over where asked (C2)."""

from tests.bot.slack.client import said
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.bot.slack.wiring import Talking
from tests.town import ACCOUNT, ADMIN, EDITOR, Town

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
