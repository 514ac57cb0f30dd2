"""A form's fields as Slack's input blocks, and the answers read back from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from bot.doors.held import Held
from bot.doors.slack import elements
from bot.doors.slack.files import told_of
from bot.doors.slack.texts import Json, clean, plain
from commands.command import FieldView, Kind, Option
from commands.grammar import EXAMPLES
from core.words import _

LABEL = 2000
CLOCK = ":clock"
_ANSWERS = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
    "value": "initial_value",
}


def block_id(name: str, step: int) -> str:
    """A field's block on a page. Slack keeps what was typed in a block it knows, so each page has its own."""
    return f"{name}@{step}"


def field_of(block: str) -> str:
    """The field a block is for; a time has two blocks."""
    return block.partition("@")[0].removesuffix(CLOCK)


def draw(field: FieldView, step: int, held: Held | None = None) -> list[Json]:
    """The field as input blocks with its value in them; a value its element can't show is shown as text instead."""
    pair = elements.day_and_clock(field) if field.kind is Kind.TIME else None
    if pair:
        return _time(field, step, *pair)
    element = elements.element(field)
    hints = [field.hint, kept(held) if held else "", *([] if element else _typed_hints(field))]
    drawn = _block(field, block_id(field.name, step), element or elements.text(field), hints)
    return [drawn | {"optional": True} if held or field.kind is Kind.YES else drawn]


def _time(field: FieldView, step: int, day: Json, clock: Json) -> list[Json]:
    """The day and the time of day; its hints say whose time it is, and what leaving them out means."""
    left_out = [] if field.required else [field.hint, _("Today, if you only give the time of day.")]
    told = [
        _block(field, block_id(field.name, step), day, left_out),
        _block(field, block_id(f"{field.name}{CLOCK}", step), clock, [_whose(field.zone)]),
    ]
    labels = (_("{label}, the day", label=field.label), _("{label}, the time of day", label=field.label))
    return [block | {"label": plain(label, LABEL)} for block, label in zip(told, labels, strict=True)]


def _block(field: FieldView, name: str, element: Json, hints: Iterable[str]) -> Json:
    block: Json = {
        "type": "input",
        "block_id": name,
        "label": plain(field.label, LABEL),
        "element": {"action_id": "value", **element},
        "optional": not field.required,
    }
    said = " ".join(filter(None, hints))
    return block | {"hint": plain(said, LABEL)} if said else block


def kept(held: Held) -> str:
    """What to say of a file that was handed in before."""
    return _("{name} is kept. Attach another file to replace it.", name=held.name)


def _whose(zone: str) -> str:
    if zone == "Europe/Stockholm":
        return _("Swedish time.")
    return _("Time in {zone}.", zone=zone) if zone else ""


def _typed_hints(field: FieldView) -> list[str]:
    """What to write where a field of that kind is shown as text."""
    told = {
        Kind.TIME: _("For example: {examples}.", examples=EXAMPLES),
        Kind.DAY: _("For example: {examples}.", examples="2026-11-20, idag, igår"),
        Kind.CHOICE: _("Type the word."),
        Kind.CHOICES: _("Type the words, with commas between them."),
        Kind.YES: _("Write ja or nej."),
    }.get(field.kind, "")
    cut = _("The end did not find room here: at most {count} characters.", count=elements.INPUT)
    whose = _whose(field.zone) if field.kind is Kind.TIME else ""
    return [told, whose, cut if len(clean(field.value)) > elements.INPUT else ""]


def options(found: Iterable[Option]) -> Json:
    """The answer to a search in a list: at most 100 options."""
    return {"options": elements.options(found)}


def words(view: Mapping[str, Any]) -> dict[str, str]:
    """A submitted view's answers, as words by field name; a field left empty is an empty word."""
    parts: defaultdict[str, dict[bool, str]] = defaultdict(dict)
    for block, action, element in _elements(view["state"]):
        if element["type"] != "file_input":
            is_clock = block.partition("@")[0].endswith(CLOCK)
            parts[field_of(block)][is_clock] = _word(element, was_given=action == elements.GIVEN)
    return {name: " ".join(said[part] for part in sorted(said) if said[part]) for name, said in parts.items()}


def files(state: Mapping[str, Any]) -> dict[str, Held]:
    """A submitted view's files by field name."""
    given = {field_of(block): element.get("files") or [] for block, _action, element in _elements(state)}
    return {name: told_of(found[0]) for name, found in given.items() if found}


def _elements(state: Mapping[str, Any]) -> list[tuple[str, str, Json]]:
    return [
        (block, action, element)
        for block, actions in state["values"].items()
        for action, element in actions.items()
    ]


def _word(element: Json, *, was_given: bool) -> str:
    """One element's answer. A box left empty says nothing, unless an answer was given before: then it says no."""
    if element["type"] == "checkboxes":
        return "yes" if element.get("selected_options") else "no" if was_given else ""
    if "selected_options" in element:
        return ",".join(option["value"] for option in element["selected_options"] or [])
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    said = next((element[key] for key in _ANSWERS if element.get(key)), "")
    return said if said.strip() else ""


def refilled(block: Json, state: Mapping[str, Any]) -> Json:
    """A view's input block with what was answered in it, so that drawing it again loses nothing."""
    said = next(iter(state["values"].get(block.get("block_id", ""), {}).values()), None)
    if block["type"] != "input" or said is None:
        return block
    bare = {key: part for key, part in block["element"].items() if not key.startswith("initial_")}
    answered = {name: _as_offered(bare, said[key]) for key, name in _ANSWERS.items() if said.get(key)}
    filled = {name: value for name, value in answered.items() if not isinstance(value, str) or value.strip()}
    return {**block, "element": {**bare, **filled}}


def _as_offered(element: Json, answer: Any) -> Any:
    """The answer as it stands among the element's options, where it has any: Slack wants it the same to the letter."""
    offered = {option["value"]: option for option in element.get("options", [])}
    if isinstance(answer, list):
        return [offered.get(option["value"], option) for option in answer]
    return offered.get(answer["value"], answer) if isinstance(answer, dict) else answer
