"""Forms as modals: every kind of field, with what was given in it, and what a view remembers."""

from typing import Any

import pytest

from bot.doors.held import Held
from bot.doors.slack import inputs, modal
from bot.doors.slack.memo import Memo, Origin, TooMuch
from commands.command import FieldView, FormView, Kind, Option
from core.card import Button, Card
from tests.bot.slack import limits
from tests.bot.slack.client import element, said, submission

FEW = (Option("dold", "Dold"), Option("borttagen", "Borttagen"))
SIX = tuple(Option(f"val-{n}", f"Val {n}") for n in range(6))
MANY = tuple(Option(f"konto-{n}", f"Konto {n}") for n in range(101))


def form(*fields: FieldView, values: dict[str, str] | None = None, **more: Any) -> FormView:
    """A page of the form of `moderera`."""
    return FormView(
        "moderation.new", "Registrera vad du dolde eller tog bort", 1, fields, values or {}, **more
    )


def one(kind: Kind, value: str = "", **more: Any) -> dict[str, Any]:
    """A field of that kind, drawn on a view that Slack would take."""
    field = FieldView("f", "f", "Fält", kind, value=value, **{"required": True, **more})
    view = modal.of_form(form(field), {}, Origin())
    assert limits.of_view(view) == []
    return element(view, "f")


@pytest.mark.parametrize(
    ("kind", "value", "more", "drawn", "initial"),
    [
        (Kind.TEXT, "Hej", {}, "plain_text_input", "Hej"),
        (Kind.LONG, "Hej\ndu", {}, "plain_text_input", "Hej\ndu"),
        (Kind.TEXT, "x" * 400, {"max_length": 300}, "plain_text_input", "x" * 400),
        (Kind.NUMBER, "12", {}, "number_input", "12"),
        (Kind.NUMBER, "många", {}, "plain_text_input", "många"),
        (Kind.NUMBER, "--5", {}, "plain_text_input", "--5"),
        (Kind.TIME, "igår 9", {}, "plain_text_input", "igår 9"),
        (Kind.DAY, "2026-11-20", {}, "datepicker", "2026-11-20"),
        (Kind.TIME, "2026-02-30 15:00", {}, "plain_text_input", "2026-02-30 15:00"),
        (Kind.DAY, "igår", {}, "plain_text_input", "igår"),
        (Kind.CHOICE, "Borttagen", {"options": FEW}, "radio_buttons", "borttagen"),
        (Kind.CHOICE, "", {"options": FEW, "required": False}, "static_select", None),
        (Kind.CHOICE, "", {"options": SIX}, "static_select", None),
        (Kind.CHOICE, "dold", {"options": FEW, "has_more": True}, "external_select", "dold"),
        (Kind.CHOICE, "hidden", {"options": FEW}, "radio_buttons", "hidden"),
        (Kind.CHOICE, "konto-7", {"options": MANY[:100]}, "static_select", "konto-7"),
        (Kind.CHOICE, "konto-7", {"options": MANY}, "external_select", "konto-7"),
        (Kind.CHOICE, "M-2026-0001", {}, "plain_text_input", "M-2026-0001"),
        (Kind.CHOICES, "dold,borttagen", {"options": FEW}, "multi_static_select", ["dold", "borttagen"]),
        (Kind.CHOICES, "konto-7,konto-8", {"options": MANY}, "multi_external_select", ["konto-7", "konto-8"]),
        (Kind.CHOICE, "x" * 151, {"options": FEW}, "plain_text_input", "x" * 151),
        (Kind.MEMBER, "<@U012AB3CD|eva>", {}, "users_select", "U012AB3CD"),
        (Kind.MEMBER, "eva", {}, "plain_text_input", "eva"),
        (Kind.CHANNEL, "C012AB3CD", {}, "conversations_select", "C012AB3CD"),
        (Kind.CHANNEL, "#komm", {}, "plain_text_input", "#komm"),
        (Kind.YES, "ja", {}, "checkboxes", ["yes"]),
        (Kind.YES, "nej", {}, "checkboxes", None),
        (Kind.YES, "kanske", {}, "plain_text_input", "kanske"),
        (Kind.FILE, "", {}, "file_input", None),
    ],
)
def test_a_field_keeps_what_was_given(kind: Kind, value: str, more: Any, drawn: str, initial: object) -> None:
    """What its element can't show is shown as text instead."""
    shown = one(kind, value, **more)
    assert shown["type"] == drawn
    assert _initial(shown) == initial


def test_a_file_of_text_may_be_of_any_type() -> None:
    """Slack knows no TOML; evidence is of the kinds that are kept."""
    assert "filetypes" not in one(Kind.FILE, "", takes_text=True)
    assert "png" in one(Kind.FILE, "")["filetypes"]


def _initial(shown: dict[str, Any]) -> object:
    if "initial_options" in shown:
        return [option["value"] for option in shown["initial_options"]]
    if "initial_option" in shown:
        return shown["initial_option"]["value"]
    return next((value for key, value in shown.items() if key.startswith("initial_")), None)


def test_answers_come_back_as_words() -> None:
    """One word a field, however its element gives it."""
    view = modal.of_form(
        form(
            FieldView("a", "a", "A", Kind.CHOICES, True, value="dold", options=FEW),
            FieldView("b", "b", "B", Kind.YES, False),
            FieldView("c", "c", "C", Kind.DAY, False, value="2026-11-20"),
            FieldView("d", "d", "D", Kind.FILE, False),
            FieldView("e", "e", "E", Kind.TEXT, False),
        ),
        {},
        Origin(),
    )
    sent = submission(view, {"a": ["borttagen", "dold"], "b": ["yes"]}, "V0", "1.a")["view"]
    assert inputs.words(sent) == {"a": "borttagen,dold", "b": "yes", "c": "2026-11-20", "e": ""}


@pytest.mark.parametrize(("before", "after", "word"), [("", [], ""), ("ja", [], "no"), ("", ["yes"], "yes")])
def test_a_box_says_no_only_when_it_was_ticked(before: str, after: list[str], word: str) -> None:
    """One never touched says nothing."""
    view = modal.of_form(form(FieldView("b", "b", "B", Kind.YES, False, value=before)), {}, Origin())
    assert inputs.words(submission(view, {"b": after}, "V0", "1.a")["view"]) == {"b": word}


def test_advice_stays_when_the_form_is_drawn_again() -> None:
    """The fault before is taken away, the advice is not (S9)."""
    field = FieldView("f", "f", "F", Kind.TEXT, True)
    page = form(field, card=Card("Hets", "Dölj först.", buttons=(Button("Hjälp", "hjälp"),)))
    sent = submission(modal.of_form(page, {}, Origin(), Card("Första felet")), {"f": "x"}, "V0", "1.a")[
        "view"
    ]
    view = modal.again(sent, Card("Andra felet", buttons=(Button("Visa", "mina"),)), {})
    assert limits.of_view(view) == []
    assert "Dölj först." in said(view)
    assert "Andra felet" in said(view)
    assert "Första felet" not in said(view)


def test_a_view_remembers_what_it_does_not_show() -> None:
    """Earlier answers and files, never a file's name typed as text."""
    values = {"account": "bibliotek-fb", "f": "kort", "evidence": "C:\\bild.png"}
    held = {"evidence": Held("bild.png", "https://files.slack.com/x")}
    view = modal.of_form(
        form(FieldView("f", "f", "F", Kind.TEXT, True), values=values), held, Origin("https://hooks")
    )
    memo = Memo.load(view["private_metadata"])
    assert (memo.command, memo.step, memo.origin.response_url) == ("moderation.new", 1, "https://hooks")
    assert memo.values == {"account": "bibliotek-fb"}
    assert memo.files == held


def test_a_file_handed_in_before_is_not_asked_for_again() -> None:
    """It may be replaced."""
    field = FieldView("evidence", "underlag", "Skärmdump", Kind.FILE, True)
    view = modal.of_form(form(field), {"evidence": Held("bild.png", "https://files.slack.com/x")}, Origin())
    assert view["blocks"][-1]["optional"] is True
    assert "bild.png" in view["blocks"][-1]["hint"]["text"]


def test_more_than_slack_keeps_is_refused_not_cut() -> None:
    """The field to shorten is named."""
    with pytest.raises(TooMuch) as long:
        modal.of_form(form(values={"account": "x", "link": "y" * 3000}), {}, Origin())
    assert long.value.field == "link"


def test_advice_and_faults_stand_on_top() -> None:
    """What to know comes before the fields (S9)."""
    field = FieldView("f", "f", "F", Kind.TEXT, True)
    advice = Card("Hets", "Dölj först, ta sedan en skärmdump.")
    view = modal.of_form(form(field, card=advice), {}, Origin(), Card("Det går inte än", "Fält: fel"))
    assert [block["type"] for block in view["blocks"]][-1] == "input"
    text = said(view)
    assert text.index("Fält: fel") < text.index("Dölj först")
    assert limits.of_view(view) == []


def test_a_form_without_fields_asks_for_a_yes() -> None:
    """A confirmation is a form too."""
    view = modal.of_form(form(card=Card("Säkert?", "Kontot avslutas.")), {}, Origin())
    assert "submit" in view
    assert limits.of_view(view) == []
