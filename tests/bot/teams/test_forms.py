"""Dialogs over real HTTP: opened by a button, errors in their fields, what was typed kept, pages, and late."""

from typing import Any

import pytest
from hypothesis import given

from bot.doors.teams import dialog, inputs
from bot.doors.teams.draw import Drawer
from bot.doors.teams.memo import Memo, Origin, TooMuch
from bot.doors.teams.pieces import Buttons
from commands.command import FieldView, FormView, Kind, Option
from core.card import Card
from tests.bot.slack.test_inputs import FIELDS
from tests.bot.slack.wiring import Held
from tests.bot.teams import limits
from tests.bot.teams.client import Talk, card, content, fields, input_of, labels, own, said
from tests.bot.teams.limits import MOST, elements
from tests.bot.teams.standin import PUT, StandIn
from tests.bot.teams.wiring import Talking
from tests.town import ACCOUNT, ADMIN, Town

Json = dict[str, Any]

DRAWER = Drawer(MOST, Buttons(lambda _line: False))
ASKED = {"account": ACCOUNT, "at": "2026-09-01", "at:clock": "08:15"}


async def opened(talk: Talk, line: str = "fråga") -> Json:
    """A form, opened by the button below a typed line."""
    return await talk.press(await talk.say(line), "Fyll i")


async def test_a_form_is_filled_in_and_its_card_read(talk: Talk) -> None:
    """F10: every field has an input that fits it."""
    task = await opened(talk)
    assert fields(task)[:3] == ["account", "at", "link"]
    assert [input_of(task, name)["type"] for name in ("account", "at", "at:clock", "text")] == [
        "Input.ChoiceSet", "Input.Date", "Input.Time", "Input.Text",
    ]  # fmt: skip
    done = await talk.submit(task, ASKED)
    assert content(done)["body"][0]["text"] == "F-2026-0001 är registrerad"
    assert "Besvarad" in labels(content(done))


async def test_an_error_stands_at_its_field_and_what_was_typed_is_kept(talk: Talk) -> None:
    task = await opened(talk)
    wrong = await talk.submit(task, ASKED | {"at": "2026-09-30", "text": "När öppnar ni?"})
    shown = content(wrong)
    (error,) = [part for part in elements(shown) if '"Attention"' in str(part).replace("'", '"')]
    before = [part["id"] for part in shown["body"][: shown["body"].index(error)] if "id" in part][-1]
    assert before == "at:clock"
    assert input_of(wrong, "text")["value"] == "När öppnar ni?"
    assert input_of(wrong, "account")["value"] == ACCOUNT
    done = await talk.submit(wrong, {"at": "2026-09-01"})
    assert "F-2026-0001" in said(content(done))


async def test_a_form_sent_in_twice_is_recorded_once(talk: Talk) -> None:
    """S4: Teams sends again what is not answered in five seconds."""
    task = await opened(talk)
    first, second = [await talk.submit(task, ASKED) for _twice in range(2)]
    assert "F-2026-0001" in said(content(first)) and "F-2026-0001" in said(content(second))
    assert "F-2026-0002" not in said(await talk.say("mina"))


async def test_a_form_has_pages(talk: Talk) -> None:
    """F13: what was answered before goes along."""
    task = await opened(talk, f"moderera {ACCOUNT}")
    more = await talk.submit(task, {"category": "hets", "action": "borttagen"})
    assert "place" in fields(more) and "evidence" not in [part.get("id") for part in elements(content(more))]
    assert "Skicka filen till mig i vår egen chatt" in said(content(more))
    done = await talk.submit(more, {"place": "Pärm 3"})
    assert "M-2026-0001" in said(content(done))


async def test_what_a_dialog_changed_is_drawn_in_the_message_it_was_opened_from(
    talk: Talk, teams: StandIn
) -> None:
    await talk.say(f"fråga {ACCOUNT}")
    listed = await talk.say("mina")
    task = await talk.press(listed, "Skicka vidare", message="1789459388888")
    await talk.submit(
        task, {"forward_to": "Barn och utbildning"} if "forward_to" in fields(task) else _first(task)
    )
    put = await teams.called(PUT)
    assert put.message == "1789459388888"


def _first(task: Json) -> Json:
    """An answer to the form's first text field."""
    name = next(part["id"] for part in elements(content(task)) if part["type"] == "Input.Text")
    return {name: "Barn och utbildning"}


async def test_what_can_t_be_undone_is_asked_about_first(talk: Talk) -> None:
    """Teams has no dialog of its own for that."""
    shown = {"body": [{"type": "ActionSet", "actions": [{
        "type": "Action.Submit", "title": "Stäng",
        "data": {"msteams": {"type": "task/fetch"}, "do": "press", "line": f"fråga {ACCOUNT}", "confirm": "Säkert?"},
    }]}]}  # fmt: skip
    task = await talk.press(shown, "Stäng")
    assert task["task"]["value"]["title"] == "Är du säker?"
    assert "Säkert?" in said(content(task))
    assert "F-2026-0001" not in said(await talk.say("mina"))
    done = await talk.push_in_dialog(task, "Ja, gör det")
    assert "F-2026-0001" in said(content(done))


async def test_a_button_of_a_card_in_a_dialog_goes_on_in_the_dialog(talk: Talk) -> None:
    done = await talk.submit(await opened(talk), ASKED)
    answered = await talk.push_in_dialog(done, "Besvarad")
    assert "F-2026-0001" in said(content(answered))
    assert "Besvarad" not in labels(content(answered))


async def test_a_form_that_is_refused_as_a_whole_keeps_what_was_typed(talk: Talk, teams_town: Town) -> None:
    """The account was closed meanwhile."""
    task = await opened(talk)
    teams_town.say(ADMIN, "person sluta eva-editor efterträdare=elis-editor")
    refused = await talk.submit(task, ASKED)
    assert "F-2026-0001" not in said(content(refused))


async def test_an_entry_of_a_message_s_menu_has_its_address(talk: Talk) -> None:
    """F10: and asks when the citizen wrote, which is seldom when somebody wrote about it."""
    task = await talk.send("extension_fetch")
    assert input_of(task, "link")["value"].startswith("https://teams.microsoft.com/l/message/")
    assert input_of(task, "at")["isRequired"]
    assert "När öppnar biblioteket" not in said(content(task))
    done = await talk.submit(task, ASKED, name="extension_submit")
    assert "F-2026-0001" in said(content(done))


async def test_a_list_that_is_searched_in(talk: Talk, teams_town: Town) -> None:
    """Where other words will do than those shown."""
    await talk.say(f"fråga {ACCOUNT}")
    task = await opened(talk, "svar")
    assert input_of(task, "question")["choices.data"] == {
        "type": "Data.Query",
        "dataset": "question.answer:question",
    }
    value = {"queryText": "biblio", "dataset": "question.answer:question"}
    found_ = await talk.send("search", value=value)
    assert [result["value"] for result in found_["value"]["results"]] == ["F-2026-0001"]
    nothing = await talk.send("search", value={"queryText": "x", "dataset": "hittar:inget"})
    assert nothing["value"]["results"] == []


async def test_a_person_is_picked_among_the_organisation_s_people(talk: Talk, teams_town: Town) -> None:
    """And comes back as an Entra object id."""
    teams_town.say(ADMIN, f"person koppla admin chatt={OPERATOR}")
    task = await talk.press(
        await talk.say("person koppla maja-manager", user=OPERATOR), "Fyll i", user=OPERATOR
    )
    picker = input_of(task, "chat")
    assert picker["choices.data"]["dataset"] == "graph.microsoft.com/users"
    someone = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
    done = await talk.submit(task, {"chat": someone}, user=OPERATOR)
    assert someone in said(content(done))


OPERATOR = "22222222-3333-4444-8555-666666666666"


# Late


async def test_a_dialog_that_takes_too_long_is_answered_in_the_chat(
    talking: Talking, teams: StandIn, teams_town: Town
) -> None:
    """Teams waits five seconds, and a dialog can't be changed afterwards."""
    async with talking() as talk:
        task = await opened(talk)
    held = Held(teams_town)
    async with talking(held, ack_seconds=0.05) as talk:
        late = await talk.submit(task, ASKED)
        assert "Arbetar…" in said(content(late))
        before = len(teams.messages())
        held.go.set()
        assert "F-2026-0001" in said(card(await teams.written(before + 1, own())))


async def test_a_press_that_takes_too_long_is_answered_later(
    talking: Talking, teams: StandIn, teams_town: Town
) -> None:
    """And the card is replaced all the same."""
    async with talking() as talk:
        asked = await talk.say(f"fråga {ACCOUNT}")
    held = Held(teams_town)
    async with talking(held, ack_seconds=0.05) as talk:
        answer = await talk.press(asked, "Besvarad", message="1789459300000")
        assert answer["value"] == "Arbetar…"
        held.go.set()
        assert "Besvarad" not in labels(card(await teams.called(PUT)))


async def test_closing_waits_for_what_is_under_way(
    talking: Talking, teams: StandIn, teams_town: Town
) -> None:
    held = Held(teams_town)
    async with talking(held, ack_seconds=0.05) as talk:
        await talk.write(f"fråga {ACCOUNT}")
        await held.reached()
        held.go.set()
    assert "F-2026-0001" in said(card(teams.messages()[0]))


# Any field


@given(FIELDS)
def test_any_field_is_one_that_teams_takes(field: FieldView) -> None:
    """With any value given before, by the schema, and it comes back."""
    form = FormView("question.new", "Titel", 1, (field,), {field.name: field.value})
    try:
        task = dialog.of_form(
            dialog.in_dialog(DRAWER, Origin()), form, {}, Origin(), Card("Fel", "text"), {field.name: "fel"}
        )
    except TooMuch:
        return
    assert limits.of_dialog(task["task"]) == []


def test_what_a_memo_holds_comes_back_whole_and_anything_else_is_nothing() -> None:
    """Teams gives it back unsigned: it is read as anything typed is."""
    memo = Memo("question.new", 2, {"text": "å"}, {}, Origin("1", True, "mina"), "abc")
    assert Memo.load(memo.dump()) == memo
    for odd in (None, 3, "x", {"c": 3, "s": "x", "v": [1], "f": {"a": [1, 2]}, "o": 7, "n": None}):
        assert Memo.load(odd) == Memo()


@pytest.mark.parametrize(
    ("answer", "word"), [(3, "3"), (3.0, "3"), ("3", "3"), ("", ""), (None, ""), ("-", ""), ("yes", "yes")]
)
def test_an_answer_is_a_word(answer: object, word: str) -> None:
    assert inputs.words({"count": answer}, ["count", "other"]) == {"count": word}


def test_a_choice_that_was_typed_and_is_none_is_kept() -> None:
    """With the others."""
    field = FieldView(
        "a", "a", "Konto", Kind.CHOICE, True, value="okänt", options=(Option("bibliotek-fb", "B"),)
    )
    (drawn, *_hints) = inputs.draw(field, "question.new")
    assert [choice["value"] for choice in drawn["choices"]] == ["okänt", "bibliotek-fb"]
    assert drawn["value"] == "okänt"
