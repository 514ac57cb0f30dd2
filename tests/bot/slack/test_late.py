"""Work that takes longer than Slack waits for: it goes on, and its answer comes after."""

import hashlib

from aiohttp import web

from tests.bot.slack.client import buttons, element, fields, file_on, said
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.bot.slack.wiring import Held, Talking
from tests.town import ACCOUNT, EDITOR, Town, png

WHOLE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


async def test_a_late_answer_says_so_and_comes_after(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """The work is never cancelled."""
    held = Held(slack_town)
    async with talking(held, ack_seconds=0.02) as talk:
        answer = await talk.slash(WHOLE)
        assert "Arbetar" in answer["text"]
        assert answer["response_type"] == "ephemeral"
        held.go.set()
        later = await slack.called(RESPONSE_URL)
    assert "M-2026-0001" in later["text"]
    assert later["response_type"] == "ephemeral"


async def test_a_late_form_waits_and_shows_the_result(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """The same view is updated."""
    held = Held(slack_town)
    held.go.set()
    async with talking(held, ack_seconds=0.02) as talk:
        await talk.slash("moderera")
        view = (await slack.called("views.update"))["view"]
        held.go.clear()
        late = await talk.submit(view, {"account": ACCOUNT, "category": "reklam", "action": "dold"})
        assert "Arbetar" in said(late["view"])
        held.go.set()
        updated = await slack.called("views.update", 2)
    assert "evidence" in fields(updated["view"])


async def test_errors_after_the_acknowledgement_come_with_the_form(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """Slack takes field errors only in the acknowledgement: later they are text on the form drawn again."""
    held = Held(slack_town)
    held.go.set()
    async with talking(held, ack_seconds=0.02) as talk:
        await talk.slash(f"moderera {ACCOUNT} kategori=reklam")
        view = (await slack.called("views.update"))["view"]
        held.go.clear()
        given = {"action": "dold", "at": "2026-09-02", "at:clock": "08:30", "link": "https://example.org/1"}
        await talk.submit(view, given)
        held.go.set()
        updated = (await slack.called("views.update", 2))["view"]
    assert "Tidpunkten" in said(updated)
    assert element(updated, "at")["initial_date"] == "2026-09-02"
    assert element(updated, "at:clock")["initial_time"] == "08:30"
    assert element(updated, "link")["initial_value"] == "https://example.org/1"


async def test_a_file_is_kept_when_its_form_is_drawn_again(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """Slack can't fill in a file: the view remembers where it is, and the file need not be attached twice."""
    slack.files["bild.png"] = web.Response(body=png())
    slack_town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    held = Held(slack_town)
    held.go.set()
    async with talking(held, ack_seconds=0.02) as talk:
        await talk.press("moderering komplettera M-2026-0001", action="open:0")
        view = (await slack.called("views.update"))["view"]
        held.go.clear()
        await talk.submit(view, {"evidence": [file_on(slack, "bild.png")], "place": "lösenord: Sommar2026!"})
        held.go.set()
        again = (await slack.called("views.update", 2))["view"]
        held.go.clear()
        await talk.submit(again, {"place": "G:\\Arkiv"}, hash="3.c")
        held.go.set()
        done = (await slack.called("views.update", 3))["view"]
    assert "bild.png" in said(again)
    assert "M-2026-0001" in said(done)
    assert slack_town.store.get(hashlib.sha256(png()).hexdigest()) == png()


async def test_a_late_answer_to_a_closed_form_comes_as_a_message(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """Nobody is left without an answer."""
    held = Held(slack_town)
    held.go.set()
    async with talking(held, ack_seconds=0.02) as talk:
        await talk.slash(f"moderera {ACCOUNT} kategori=reklam")
        view = (await slack.called("views.update"))["view"]
        held.go.clear()
        await talk.submit(view, {"action": "dold"})
        slack.tell("views.update", body={"ok": False, "error": "not_found"})
        held.go.set()
        later = await slack.called(RESPONSE_URL)
    assert "open:0" in [button["action_id"] for button in buttons(later)]
