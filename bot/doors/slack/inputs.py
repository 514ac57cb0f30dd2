"""A form's fields as Slack's input blocks, and the answers read back from them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.doors.slack.memo import Held
from bot.doors.slack.texts import Json, clean, plain
from commands.command import FieldView, Kind, Option
from commands.grammar import EXAMPLES
from core.slugs import fold
from core.words import _

OPTIONS, OPTION, VALUE, INPUT, LABEL = 100, 75, 150, 3000, 2000
FILE_TYPES = ["png", "jpg", "jpeg", "webp", "pdf", "wacz", "zip"]
YES = {"ja", "j", "yes", "y", "true", "t", "1", "on", "sant"}


def block_id(name: str, step: int) -> str:
    """A field's block on a page. Slack keeps what was typed in a block it knows, so each page has its own."""
    return f"{name}@{step}"


def field_of(block: str) -> str:
    """The field a block is for."""
    return block.partition("@")[0]


def draw(field: FieldView, step: int, held: Held | None = None) -> Json:
    """The field as an input block, with its value in it."""
    element, hint = _element(field)
    hints = [field.hint, hint, kept(held) if held else ""]
    block: Json = {
        "type": "input",
        "block_id": block_id(field.name, step),
        "label": plain(field.label, LABEL),
        "element": {"action_id": "value", **element},
        "optional": not field.required or held is not None or field.kind is Kind.YES,
    }
    if said := " ".join(filter(None, hints)):
        block["hint"] = plain(said, LABEL)
    return block


def kept(held: Held) -> str:
    """What to say of a file that was handed in before."""
    return _("{name} is kept. Attach another file to replace it.", name=held.name)


def _element(field: FieldView) -> tuple[Json, str]:
    """The element and the hint it needs; a value the element can't show is shown as text instead."""
    drawers: dict[Kind, Callable[[FieldView], Json | None]] = {
        Kind.NUMBER: _number,
        Kind.YES: _yes,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.DAY: _day,
        Kind.FILE: _file,
    }
    drawer = drawers.get(field.kind)
    drawn = drawer(field) if drawer else None
    return (drawn, "") if drawn else (_text(field), _typed_hint(field))


def _typed_hint(field: FieldView) -> str:
    if field.kind is Kind.TIME:
        return _("For example: {examples}.", examples=EXAMPLES)
    if field.kind is Kind.DAY:
        return _("For example: {examples}.", examples="2026-11-20, idag, igår")
    if field.kind is Kind.CHOICES:
        return _("Type the words, with commas between them.")
    return _("Type the word.") if field.kind is Kind.CHOICE else ""


def _text(field: FieldView) -> Json:
    value = clean(field.value)[:INPUT]
    drawn: Json = {"type": "plain_text_input", "multiline": field.kind is Kind.LONG or "\n" in value}
    if field.kind in {Kind.TEXT, Kind.LONG}:
        drawn["max_length"] = min(max(field.max_length, len(value)), INPUT)
    return drawn | ({"initial_value": value} if value else {})


def _number(field: FieldView) -> Json | None:
    value = field.value.strip()
    drawn: Json = {"type": "number_input", "is_decimal_allowed": False}
    if not value:
        return drawn
    return drawn | {"initial_value": value} if value.lstrip("-").isdecimal() and value.isascii() else None


def _yes(field: FieldView) -> Json:
    option = {"text": plain(_("Yes"), OPTION), "value": "yes"}
    chosen = {"initial_options": [option]} if fold(field.value.strip()) in YES else {}
    return {"type": "checkboxes", "options": [option]} | chosen


def _choice(field: FieldView) -> Json | None:
    options = _options(field, [field.value.strip()])
    if options is None:
        return None
    chosen = _chosen(options, [field.value.strip()])
    return {"type": "static_select", "options": _drawn(options)} | (
        {"initial_option": _drawn(chosen)[0]} if chosen else {}
    )


def _choices(field: FieldView) -> Json | None:
    words = [word.strip() for word in field.value.split(",")]
    options = _options(field, words)
    if options is None:
        return None
    chosen = _chosen(options, words)
    return {"type": "multi_static_select", "options": _drawn(options)} | (
        {"initial_options": _drawn(chosen)} if chosen else {}
    )


def _options(field: FieldView, words: Iterable[str]) -> list[Option] | None:
    """What can be chosen, with words already given that are no option; None when Slack can't show them all."""
    unique = {option.value: option for option in field.options if option.value}
    given = [word for word in words if word and not _chosen(unique.values(), [word])]
    options = [*(Option(word, word) for word in dict.fromkeys(given)), *unique.values()]
    fits = unique and len(options) <= OPTIONS and all(len(option.value) <= VALUE for option in options)
    return options if fits else None


def _chosen(options: Iterable[Option], words: Iterable[str]) -> list[Option]:
    wanted = {fold(word) for word in words if word}
    return [option for option in options if wanted & {fold(option.value), fold(option.label)}]


def _drawn(options: Iterable[Option]) -> list[Json]:
    return [{"text": plain(option.label, OPTION), "value": option.value} for option in options]


def _day(field: FieldView) -> Json | None:
    if not field.value:
        return {"type": "datepicker"}
    try:
        return {"type": "datepicker", "initial_date": date.fromisoformat(field.value).isoformat()}
    except ValueError:
        return None


def _file(_field: FieldView) -> Json:
    return {"type": "file_input", "max_files": 1, "filetypes": FILE_TYPES}


def words(view: Mapping[str, Any]) -> dict[str, str]:
    """A submitted view's answers, as words by field name; a field left empty is an empty word."""
    ticked = {
        block["block_id"]
        for block in view["blocks"]
        if block["type"] == "input" and block["element"].get("initial_options")
    }
    return {
        field_of(block): _word(element, was_ticked=block in ticked)
        for block, element in _elements(view["state"])
        if element["type"] != "file_input"
    }


def files(state: Mapping[str, Any]) -> dict[str, Held]:
    """A submitted view's files by field name."""
    given = {field_of(block): element.get("files") or [] for block, element in _elements(state)}
    return {
        name: Held(str(found[0].get("name") or "file"), str(found[0].get("url_private_download") or ""))
        for name, found in given.items()
        if found
    }


def _elements(state: Mapping[str, Any]) -> list[tuple[str, Json]]:
    return [(block, element) for block, actions in state["values"].items() for element in actions.values()]


def _word(element: Json, *, was_ticked: bool) -> str:
    """One element's answer. A box left empty says nothing; one that was ticked before says no."""
    match element["type"]:
        case "static_select":
            return str((element.get("selected_option") or {}).get("value", ""))
        case "multi_static_select":
            return ",".join(option["value"] for option in element.get("selected_options") or [])
        case "checkboxes":
            return "yes" if element.get("selected_options") else "no" if was_ticked else ""
        case "datepicker":
            return element.get("selected_date") or ""
    return element.get("value") or ""


def refilled(block: Json, state: Mapping[str, Any]) -> Json:
    """A view's input block with what was answered in it, so that drawing it again loses nothing."""
    element = next(iter(state["values"].get(block.get("block_id", ""), {}).values()), None)
    if block["type"] != "input" or element is None:
        return block
    initial = {
        "selected_option": "initial_option",
        "selected_options": "initial_options",
        "selected_date": "initial_date",
        "value": "initial_value",
    }
    answered = {name: element[key] for key, name in initial.items() if element.get(key)}
    bare = {key: part for key, part in block["element"].items() if not key.startswith("initial_")}
    return {**block, "element": {**bare, **answered}}
