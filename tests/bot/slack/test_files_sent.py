"""A file sent to the bot: what it is, is asked, and nothing is fetched before that is known."""

import hashlib

import pytest
from aiohttp import web

from tests.bot.slack import limits
from tests.bot.slack.client import Talk, file_on, said
from tests.bot.slack.kept import case, open_questions
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.town import ACCOUNT, ADMIN, COUNCIL, Town, png
from tests.town import EDITOR as EVA


async def test_a_screenshot_is_asked_what_it_is(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """C1, S9: nothing is fetched before it is known what it is; a press keeps it."""
    slack.files["skarmdump.png"] = web.Response(body=png())
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    asked = await slack.called("chat.postMessage")
    assert "skarmdump.png" in asked["text"]
    assert ACCOUNT in said(asked)
    assert [call for call in slack.calls if call.method == "file"] == []
    await talk.push(asked, "Ögonblicksbild för arkivet")
    answer = await slack.called(RESPONSE_URL)
    assert ACCOUNT in answer["text"]
    assert answer["replace_original"] is True
    assert slack_town.store.get(hashlib.sha256(png()).hexdigest()) == png()


async def test_a_screenshot_is_evidence_of_a_case(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """F13: the cases that lack it are offered."""
    slack_town.say(EVA, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    slack.files["skarmdump.png"] = web.Response(body=png())
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    await talk.push(await slack.called("chat.postMessage"), "Underlag till M-2026-0001")
    await slack.called(RESPONSE_URL)
    assert case(slack_town).file_id is not None


async def test_a_screenshot_goes_along_through_a_form(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """S10: of something not yet recorded. The file is on the second page, and need not be attached again."""
    slack.files["skarmdump.png"] = web.Response(body=png())
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    await talk.push(await slack.called("chat.postMessage"), "Ny moderering")
    first = (await slack.called("views.update"))["view"]
    page = await talk.submit(first, {"category": "hets", "action": "dold"})
    assert "skarmdump.png" in said(page["view"])
    await talk.submit(page["view"], {}, hash="3.c")
    assert case(slack_town).file_id is not None
    assert (await slack.called(RESPONSE_URL))["replace_original"] is True


async def test_abuse_of_children_is_never_kept(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """S9: the file sent along is let go, with what to do, and the case is recorded without it."""
    slack.files["skarmdump.png"] = web.Response(body=png())
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    await talk.push(await slack.called("chat.postMessage"), "Ny moderering")
    first = (await slack.called("views.update"))["view"]
    refused = await talk.submit(first, {"category": "barnpornografi", "action": "borttagen"})
    assert limits.of_view(refused["view"]) == []
    page = await talk.submit(refused["view"], {}, hash="3.c")
    await talk.submit(page["view"], {}, hash="4.d")
    assert case(slack_town).file_id is None
    assert [call for call in slack.calls if call.method == "file"] == []


async def test_a_file_with_a_command_goes_to_it(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """No question is asked that was answered."""
    slack.files["skarmdump.png"] = web.Response(body=png())
    await talk.event("message_im_file", text=f"skärmdump {ACCOUNT}", files=[file_on(slack, "skarmdump.png")])
    assert ACCOUNT in (await slack.called("chat.postMessage"))["text"]
    assert slack_town.store.get(hashlib.sha256(png()).hexdigest()) == png()


async def test_a_file_shared_asks_nothing_twice(talk: Talk, slack: StandIn) -> None:
    """The line it came with has told of it already."""
    assert (await talk.event("file_shared"))["status"] == 200
    await talk.write("hjälp")
    await slack.called("chat.postMessage")
    assert len(slack.made("chat.postMessage")) == 1


async def test_a_file_gone_from_slack_is_told(talk: Talk, slack: StandIn) -> None:
    """With what to do."""
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    asked = await slack.called("chat.postMessage")
    slack.tell("files.info", body={"ok": False, "error": "file_not_found"})
    await talk.push(asked, "Ögonblicksbild för arkivet")
    assert "Slack" in (await slack.called(RESPONSE_URL))["text"]


async def test_a_line_with_a_file_it_does_not_take_is_heard_too(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """A question with its screenshot: the question is recorded, and of the file it is asked what it is (F10)."""
    await talk.event("message_im_file", text=f"fråga {ACCOUNT}", files=[file_on(slack, "skarmdump.png")])
    await slack.called("chat.postMessage", 2)
    assert open_questions(slack_town) == ["F-2026-0001"]
    answer, asked = slack.made("chat.postMessage")
    assert "F-2026-0001" in answer["text"]
    assert "skarmdump.png" in asked["text"]


async def test_words_that_are_no_command_are_no_fault_beside_a_file(talk: Talk, slack: StandIn) -> None:
    """People write what the picture is."""
    await talk.event("message_im_file", text="Här är bilden!", files=[file_on(slack, "skarmdump.png")])
    await slack.called("chat.postMessage")
    await talk.write("hjälp")
    await slack.called("chat.postMessage", 2)
    first, second = slack.made("chat.postMessage")
    assert "skarmdump.png" in first["text"]
    assert "Det här kan du skriva" in second["text"]


async def test_of_several_files_the_first_goes_with_the_command(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """C1: what was typed is done, and no file is passed over, however many Slack lets through."""
    slack.files["bild-0.png"] = web.Response(body=png())
    files = [{**file_on(slack, f"bild-{number}.png"), "id": f"F{number}"} for number in range(10)]
    await talk.event("message_im_file", text=f"skärmdump {ACCOUNT}", files=files)
    await slack.called("chat.postMessage", 10)
    done, *asked = slack.made("chat.postMessage")
    assert "bild-0.png" in done["text"]
    assert [f"bild-{number}.png" in message["text"] for number, message in enumerate(asked, 1)] == [True] * 9
    assert slack_town.store.get(hashlib.sha256(png()).hexdigest()) == png()


@pytest.mark.parametrize(("user", "says"), [("U0STRANGER", "Välkommen"), ("U0COUNCIL", "Du kan inte")])
async def test_who_may_keep_no_file_is_told_so_once(
    talk: Talk, slack: StandIn, slack_town: Town, user: str, says: str
) -> None:
    """S2: a stranger is greeted, and nobody is asked of a file they can't hand in."""
    slack_town.say(ADMIN, f"person koppla {COUNCIL} chatt=U0COUNCIL")
    files = [{**file_on(slack, f"bild-{number}.png"), "id": f"F{number}"} for number in range(3)]
    await talk.event("message_im_file", user=user, files=files)
    await slack.called("chat.postMessage")
    await talk.write("hjälp")
    await slack.called("chat.postMessage", 2)
    first, second = (made["text"] for made in slack.made("chat.postMessage"))
    assert says in first
    assert "Det här kan du skriva" in second


async def test_a_file_with_a_very_long_name_is_asked_of_too(talk: Talk, slack: StandIn) -> None:
    """Cameras and browsers make them."""
    await talk.event("message_im_file", files=[file_on(slack, f"{'s' * 300}.png")])
    assert "Vad är" in (await slack.called("chat.postMessage"))["text"]


async def test_a_file_too_large_is_told_with_a_way_on(talk: Talk, slack: StandIn) -> None:
    """C1: the button that said what it was opens the form, where another can be attached."""
    slack.files["skarmdump.png"] = web.Response(body=png() + b"\0" * 26_000_000)
    await talk.event("message_im_file", files=[file_on(slack, "skarmdump.png")])
    await talk.push(await slack.called("chat.postMessage"), "Ögonblicksbild för arkivet")
    view = (await slack.called("views.open"))["view"]
    assert "MB" in said(view)
