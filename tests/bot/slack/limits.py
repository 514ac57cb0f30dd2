"""Slack's limits, as it documents them: every fault of a message or a view that it would refuse."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

Json = dict[str, Any]

OPENS_SOMETHING = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MESSAGE, TEXT, METADATA, VIEW = 13_200, 4_000, 3_000, 250_000
BLOCK_ID, ACTION_ID, ALT = 255, 255, 2_000
HEADER, SECTION, FIELDS, FIELD, CONTEXT = 150, 3_000, 10, 2_000, 2_000
ELEMENTS, BUTTON, BUTTON_VALUE, BUTTON_URL = 25, 75, 2_000, 3_000
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
LABEL, HINT, INPUT = 2_000, 2_000, 3_000
OPTIONS = {"static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10}
OPTION, OPTION_VALUE = 75, 150
SEARCHED = {"external_select", "multi_external_select"}


def of_message(message: Json) -> list[str]:
    """What is wrong with a message; one without blocks is text alone."""
    faults = list(_text_faults("text", message.get("text", ""), TEXT))
    if OPENS_SOMETHING.search(message.get("text", "")):
        faults.append("text: not escaped")
    blocks = message.get("blocks", [])
    if _size(blocks) > MESSAGE:
        faults.append("msg_blocks_too_long")
    return faults + (_blocks_faults(blocks, MOST_BLOCKS["message"]) if blocks else [])


def of_view(view: Json) -> list[str]:
    """What is wrong with a modal, or with App Home."""
    faults = _blocks_faults(view["blocks"], MOST_BLOCKS[view["type"]])
    for name in ("title", "submit", "close"):
        if name in view:
            faults += _object_faults(name, view[name], 24)
    if len(view.get("private_metadata", "")) > METADATA:
        faults.append("private_metadata")
    if _size(view) > VIEW:
        faults.append("view_too_large")
    return faults + (_home_faults(view) if view["type"] == "home" else _modal_faults(view))


def of_options(answer: Json) -> list[str]:
    """What is wrong with an answer to a search in a list."""
    options = answer["options"]
    faults = [] if len(options) <= 100 else [f"{len(options)} options"]
    return faults + [fault for option in options for fault in _option_faults(option)]


def _size(drawn: Any) -> int:
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")))


def _home_faults(view: Json) -> list[str]:
    return [f"{name} on App Home" for name in ("title", "submit", "close") if name in view]


def _modal_faults(view: Json) -> list[str]:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    lacks = [name for name, needed in (("title", True), ("submit", has_input)) if needed and name not in view]
    return [f"{name} is missing" for name in lacks]


def _blocks_faults(blocks: list[Json], most: int) -> list[str]:
    faults = [] if 0 < len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        faults += _block_faults(block) + list(_text_faults("block_id", block.get("block_id", "x"), BLOCK_ID))
    elements = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    for what, named in (
        ("block_id", [b["block_id"] for b in blocks if "block_id" in b]),
        ("action_id", [e["action_id"] for e in elements]),
    ):
        faults += [f"{what} {name} twice" for name, count in Counter(named).items() if count > 1]
    return faults


def _block_faults(block: Json) -> list[str]:
    match block["type"]:
        case "header":
            return _object_faults("header", block["text"], HEADER)
        case "section":
            return _section_faults(block)
        case "context":
            return [f for e in block["elements"] for f in _object_faults("context", e, CONTEXT)]
        case "actions":
            return _actions_faults(block["elements"])
        case "input":
            return _input_faults(block)
        case "image":
            return [*_text_faults("alt_text", block["alt_text"], ALT)] + (
                [] if block["slack_file"]["id"] else ["no file"]
            )
    return [f"unknown block {block['type']}"]


def _section_faults(block: Json) -> list[str]:
    fields = block.get("fields", [])
    faults = [] if "text" in block or fields else ["an empty section"]
    if "text" in block:
        faults += _object_faults("section", block["text"], SECTION)
    if len(fields) > FIELDS:
        faults.append("fields")
    return faults + [f for field in fields for f in _object_faults("field", field, FIELD)]


def _actions_faults(elements: list[Json]) -> list[str]:
    faults = [] if 0 < len(elements) <= ELEMENTS else [f"{len(elements)} elements"]
    for element in elements:
        faults += _object_faults("button", element["text"], BUTTON)
        does = "url" if "url" in element else "value"
        faults += _text_faults(does, element[does], BUTTON_URL if does == "url" else BUTTON_VALUE)
        faults += _text_faults("action_id", element["action_id"], ACTION_ID)
        if element.get("style", "primary") not in {"primary", "danger"}:
            faults.append("style")
        if "confirm" in element:
            faults += _confirm_faults(element["confirm"])
    return faults


def _confirm_faults(confirm: Json) -> list[str]:
    faults = [] if confirm.get("style", "primary") in {"primary", "danger"} else ["style of confirm"]
    return faults + [f for name, most in CONFIRM.items() for f in _object_faults(name, confirm[name], most)]


def _input_faults(block: Json) -> list[str]:
    element = block["element"]
    faults = _object_faults("label", block["label"], LABEL)
    faults += _text_faults("action_id", element["action_id"], ACTION_ID)
    if "hint" in block:
        faults += _object_faults("hint", block["hint"], HINT)
    if element["type"] in OPTIONS:
        return faults + _options_faults(element, OPTIONS[element["type"]])
    if element["type"] in SEARCHED:
        return faults + _searched_faults(element)
    check = _ELEMENTS.get(element["type"])
    return faults + (check(element) if check else [f"unknown element {element['type']}"])


def _chosen(element: Json) -> list[Json]:
    return [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])


def _options_faults(element: Json, most: int) -> list[str]:
    options = element["options"]
    faults = [] if 0 < len(options) <= most else [f"{len(options)} options"]
    if len({option["value"] for option in options}) < len(options):
        faults.append("an option twice")
    faults += [fault for option in options for fault in _option_faults(option)]
    return faults + [f"initial {option['value']}" for option in _chosen(element) if option not in options]


def _searched_faults(element: Json) -> list[str]:
    faults = [fault for option in _chosen(element) for fault in _option_faults(option)]
    if "options" in element:
        faults.append("options of a list that is searched in")
    least = element.get("min_query_length", 3)
    return faults + ([] if isinstance(least, int) and least >= 0 else ["min_query_length"])


def _option_faults(option: Json) -> list[str]:
    return _object_faults("option", option["text"], OPTION) + list(
        _text_faults("value of option", option["value"], OPTION_VALUE)
    )


def _text_input_faults(element: Json) -> list[str]:
    most, value = element.get("max_length", INPUT), element.get("initial_value")
    faults = [] if 0 < most <= INPUT else ["max_length"]
    if value is not None:
        faults += _text_faults("initial_value", value, most)
    return faults


def _number_faults(element: Json) -> list[str]:
    is_number = re.fullmatch(r"-?\d+", element.get("initial_value", "0"))
    return ([] if is_number else ["initial_value"]) + (
        [] if element.get("is_decimal_allowed") is False else ["is_decimal_allowed"]
    )


def _date_faults(element: Json) -> list[str]:
    initial = element.get("initial_date", "2026-11-20")
    return [] if date.fromisoformat(initial).isoformat() == initial else ["initial_date"]


def _time_faults(element: Json) -> list[str]:
    initial = element.get("initial_time", "15:00")
    faults = [] if time.fromisoformat(initial).isoformat("minutes") == initial else ["initial_time"]
    return faults + (
        [] if element.get("timezone", "Europe/Stockholm") in available_timezones() else ["timezone"]
    )


def _user_faults(element: Json) -> list[str]:
    return [] if re.fullmatch("[UW][A-Z0-9]+", element.get("initial_user", "U1")) else ["initial_user"]


def _conversation_faults(element: Json) -> list[str]:
    faults = [] if set(element["filter"]["include"]) <= {"im", "mpim", "private", "public"} else ["filter"]
    is_one = re.fullmatch("[CGD][A-Z0-9]+", element.get("initial_conversation", "C1"))
    return faults + ([] if is_one else ["initial_conversation"])


def _file_faults(element: Json) -> list[str]:
    return [] if 1 <= element["max_files"] <= 10 and element.get("filetypes", ["any"]) else ["file_input"]


_ELEMENTS: dict[str, Callable[[Json], list[str]]] = {
    "plain_text_input": _text_input_faults,
    "number_input": _number_faults,
    "datepicker": _date_faults,
    "timepicker": _time_faults,
    "users_select": _user_faults,
    "conversations_select": _conversation_faults,
    "file_input": _file_faults,
}


def _object_faults(name: str, shown: Json, limit: int) -> list[str]:
    faults = list(_text_faults(name, shown["text"], limit))
    if shown["type"] == "mrkdwn" and OPENS_SOMETHING.search(shown["text"]):
        faults.append(f"{name}: not escaped")
    if shown["type"] == "mrkdwn" and not shown.get("verbatim"):
        faults.append(f"{name}: Slack would look for names and links")
    if shown["type"] == "plain_text" and shown.get("emoji", True):
        faults.append(f"{name}: emoji")
    return faults


def _text_faults(name: str, text: str, limit: int) -> Iterator[str]:
    if not text.strip():
        yield f"{name}: empty"
    if len(text) > limit:
        yield f"{name}: {len(text)} characters"
    if UNSEEN.search(text):
        yield f"{name}: a character Slack refuses or hides"
