"""The Slack door over real HTTP: typed lines, forms, buttons, strangers, repeats."""

import hashlib

import pytest
from aiohttp import web

from core import moderation, people
from tests.bot.slack import limits
from tests.bot.slack.client import Talk, element, fields, file_on, said
from tests.bot.slack.kept import cases
from tests.bot.slack.standin import RESPONSE_URL, StandIn
from tests.town import ACCOUNT, EDITOR, Town, png

WHOLE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


async def test_a_whole_line_is_answered_in_the_acknowledgement(talk: Talk, slack_town: Town) -> None:
    """Only the caller sees it."""
    answer = await talk.slash(WHOLE)
    assert answer["response_type"] == "ephemeral"
    assert limits.of_message(answer) == []
    assert "M-2026-0001" in answer["text"]
    assert cases(slack_town) == ["M-2026-0001"]


async def test_a_line_that_lacks_something_opens_a_form(talk: Talk, slack: StandIn) -> None:
    """The view opens before the database is asked, and is filled after."""
    answer = await talk.slash(f"moderera {ACCOUNT} åtgärd=dold")
    assert answer == {"status": 200, "text": ""}
    updated = await slack.called("views.update")
    assert [call.method for call in slack.calls if call.method.startswith("views")] == [
        "views.open",
        "views.update",
    ]
    assert fields(slack.made("views.open")[0]["view"]) == []
    view = updated["view"]
    assert fields(view) == ["account", "category", "action", "at", "link", "count"]
    assert element(view, "account")["initial_option"]["value"] == ACCOUNT
    assert element(view, "action")["initial_option"]["value"] == "dold"


async def test_a_case_goes_through_two_pages_with_its_file(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """F13, S10: the same rows as from the terminal."""
    slack.files["bild.png"] = web.Response(body=png())
    await talk.slash("moderera")
    first = (await slack.called("views.update"))["view"]
    page = await talk.submit(first, {"account": ACCOUNT, "category": "hets", "action": "borttagen"})
    assert page["response_action"] == "update"
    assert fields(page["view"]) == [
        "judgement",
        "evidence",
        "posted_at",
        "place",
        "police_report",
        "diary_number",
        "author",
    ]
    assert limits.of_view(page["view"]) == []
    given = {"evidence": [file_on(slack, "bild.png")], "police_report": "K123456-26"}
    done = await talk.submit(page["view"], given, hash="3.c")
    assert "M-2026-0001" in said(done["view"])
    assert slack_town.store.get(hashlib.sha256(png()).hexdigest()) == png()
    through_slack = _case(slack_town, "M-2026-0001")
    slack_town.say(
        EDITOR,
        f"moderera {ACCOUNT} kategori=hets åtgärd=borttagen polisanmälan=K123456-26",
        files={"evidence": png()},
    )
    assert through_slack == _case(slack_town, "M-2026-0002")


def _case(town: Town, number: str) -> dict[str, object]:
    with town.database.read() as session:
        case = moderation.identify(session, town.home(session).id, number)
        assert case
        return case.model_dump(exclude={"id", "number", "file_id", "door"}) | {
            "has_file": case.file_id is not None
        }


async def test_errors_stand_in_their_fields(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """And what was filled in stays."""
    await talk.slash(f"moderera {ACCOUNT} kategori=reklam")
    view = (await slack.called("views.update"))["view"]
    answer = await talk.submit(view, {"action": "dold", "at": "2026-09-02", "at:clock": "08:30"})
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["at@1"]
    again = await talk.submit(view, {"action": "dold", "at:clock": "08:30"})
    assert again["response_action"] == "update"
    assert cases(slack_town) == []


async def test_an_error_of_a_field_elsewhere_is_told_on_the_view(talk: Talk, slack: StandIn) -> None:
    """The field comes along, and what was filled in stays."""
    await talk.slash(f"moderera {ACCOUNT} kategori=svordomar bedömning=brott")
    view = (await slack.called("views.update"))["view"]
    answer = await talk.submit(view, {"action": "dold", "link": "https://example.org/1"})
    assert answer["response_action"] == "update"
    shown = answer["view"]
    assert limits.of_view(shown) == []
    assert "judgement" in fields(shown)
    assert element(shown, "link")["initial_value"] == "https://example.org/1"
    page = await talk.submit(shown, {"judgement": "regelbrott"}, hash="3.c")
    assert "evidence" in fields(page["view"])


async def test_a_refusal_keeps_the_form(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Nothing that was written is lost."""
    await talk.slash(f"moderera {ACCOUNT} kategori=reklam")
    view = (await slack.called("views.update"))["view"]
    slack_town.say("admin", f"person sluta {EDITOR} efterträdare=elis-editor")
    answer = await talk.submit(view, {"action": "dold", "link": "https://example.org/1"})
    assert answer["response_action"] == "update"
    assert element(answer["view"], "link")["initial_value"] == "https://example.org/1"
    assert limits.of_view(answer["view"]) == []


async def test_a_retry_and_a_double_press_make_one_row(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Request.key: the same trigger, and the same view, are the same act."""
    first = await talk.slash(WHOLE, trigger_id="1.2.same")
    talk.headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    again = await talk.slash(WHOLE, trigger_id="1.2.same")
    assert again["blocks"] == first["blocks"]
    assert cases(slack_town) == ["M-2026-0001"]


async def test_a_form_sent_in_twice_makes_one_row(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Request.key: a view's id and hash."""
    await talk.slash("moderera")
    view = (await slack.called("views.update"))["view"]
    page = await talk.submit(view, {"account": ACCOUNT, "category": "reklam", "action": "dold"})
    done = await talk.submit(page["view"], {"place": "G:\\Arkiv"}, hash="3.c")
    twice = await talk.submit(page["view"], {"place": "G:\\Arkiv"}, hash="3.c")
    assert done == twice
    assert cases(slack_town) == ["M-2026-0001"]


async def test_a_stranger_gets_a_friendly_way_in(talk: Talk) -> None:
    """S2: nobody links themselves."""
    answer = await talk.slash("mina", user="U0STRANGER")
    assert "Välkommen" in answer["text"]


async def test_a_button_is_a_command_already_typed(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """It is answered where it was pressed, only to who pressed it."""
    await talk.press(WHOLE)
    answer = await slack.called(RESPONSE_URL)
    assert answer["response_type"] == "ephemeral"
    assert cases(slack_town) == ["M-2026-0001"]


async def test_a_button_that_lacks_a_field_opens_its_form(talk: Talk, slack: StandIn) -> None:
    """As the same words typed."""
    await talk.press(f"moderera {ACCOUNT}")
    assert "category" in fields((await slack.called("views.update"))["view"])


async def test_a_command_that_only_asks_opens_a_form(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Nothing was missing, yet it wants more: the trigger still lives."""
    slack_town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    await talk.slash("moderering komplettera M-2026-0001")
    view = (await slack.called("views.open"))["view"]
    assert "evidence" in fields(view)
    answer = await talk.submit(view, {"place": "G:\\Arkiv"})
    assert "M-2026-0001" in said(answer["view"])


async def test_a_spent_trigger_gives_a_button_to_fill_in(talk: Talk, slack: StandIn) -> None:
    """views.open refused: the form is offered again, and that button opens it first."""
    slack.tell("views.open", body={"ok": False, "error": "expired_trigger_id"})
    await talk.slash(f"moderera {ACCOUNT}")
    message = await slack.called(RESPONSE_URL)
    await talk.push(message, "Fyll i")
    assert "category" in fields((await slack.called("views.update"))["view"])


async def test_a_call_too_many_is_made_again(talk: Talk, slack: StandIn) -> None:
    """After what Slack says, in Retry-After."""
    limited = {"ok": False, "error": "ratelimited"}
    slack.tell("views.update", status=429, body=limited, headers={"Retry-After": "0"})
    await talk.slash("moderera")
    assert "category" in fields((await slack.called("views.update", 2))["view"])


async def test_a_press_in_a_view_answers_in_the_view(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """The answer goes to the form that asked."""
    slack_town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold")
    await talk.press("moderering komplettera M-2026-0001", view="V7")
    updated = await slack.called("views.update")
    assert updated["view_id"] == "V7"
    assert "evidence" in fields(updated["view"])


async def test_the_doors_own_words_are_in_the_persons_language(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """As the command's are."""
    with slack_town.database.write() as session:
        eva = people.identify(session, slack_town.home(session).id, EDITOR)
        assert eva
        eva.language = "en"
    await talk.slash("moderera")
    assert (await slack.called("views.update"))["view"]["submit"]["text"] == "Send"


async def test_what_slack_cant_hold_between_pages_is_told(talk: Talk, slack: StandIn) -> None:
    """The form stays, with what was filled in."""
    address = f"{slack.url}/respond?{'x' * 2850}"
    await talk.slash("moderera", response_url=address)
    view = (await slack.called("views.update"))["view"]
    answer = await talk.submit(
        view, {"account": ACCOUNT, "category": "reklam", "action": "dold", "link": "https://example.org/1"}
    )
    assert limits.of_view(answer["view"]) == []
    assert element(answer["view"], "link")["initial_value"] == "https://example.org/1"
    assert "Länk till inlägget" in said(answer["view"])


async def test_what_people_wrote_calls_on_nobody(talk: Talk) -> None:
    """`<!channel>` and friends are shown as they were written."""
    answer = await talk.slash(f'{WHOLE} länk="<!channel> <@U0EDITOR> <http://a|b> &amp;"')
    assert limits.of_message(answer) == []
    assert "<!channel>" not in answer["text"]
    assert "&lt;!channel&gt;" in answer["text"]


async def test_a_wrong_signature_is_turned_away(talk: Talk, slack_town: Town) -> None:
    """Nobody but Slack is heard."""
    talk.secret = "0" * 32
    assert (await talk.slash(WHOLE))["status"] == 401
    assert cases(slack_town) == []


async def test_who_the_bot_is_is_asked_once(talk: Talk, slack: StandIn) -> None:
    """Not at each request."""
    await talk.slash(WHOLE)
    await talk.slash(WHOLE)
    assert len(slack.made("auth.test")) == 1


@pytest.mark.parametrize("trouble", ["elsewhere", "missing", "redirect"])
async def test_a_file_that_cant_be_fetched_is_told_in_its_field(
    talk: Talk, slack: StandIn, trouble: str
) -> None:
    """The token goes nowhere but to Slack."""
    slack.files["bort.png"] = web.Response(status=302, headers={"Location": f"{slack.url}/files/bild.png"})
    file = file_on(slack, "bort.png" if trouble == "redirect" else "finns-inte.png")
    if trouble == "elsewhere":
        file["url_private_download"] = "http://127.0.0.1:1/files/bild.png"
    await talk.slash("moderera")
    view = (await slack.called("views.update"))["view"]
    page = await talk.submit(view, {"account": ACCOUNT, "category": "hets", "action": "dold"})
    answer = await talk.submit(page["view"], {"evidence": [file]}, hash="3.c")
    assert list(answer["errors"]) == ["evidence@2"]
    assert [call.body["name"] for call in slack.calls if call.method == "file"] == (
        [] if trouble == "elsewhere" else [file["name"]]
    )
