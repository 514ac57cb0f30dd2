"""Slack's limits, as it documents them: every fault of a message or a view that it would refuse."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

OPENS_SOMETHING = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")
ACTIONABLE = ("button",)


def of_message(message: Json) -> list[str]:
    """What is wrong with a message."""
    faults = list(_text_faults("text", message.get("text", ""), 4000))
    if OPENS_SOMETHING.search(message.get("text", "")):
        faults.append("text: not escaped")
    blocks = message.get("blocks", [])
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > 13_200:
        faults.append("msg_blocks_too_long")
    return faults + _blocks_faults(blocks, 50)


def of_view(view: Json) -> list[str]:
    """What is wrong with a modal."""
    faults = _blocks_faults(view["blocks"], 100)
    for name in ("title", "submit", "close"):
        if name in view:
            faults += _object_faults(name, view[name], 24)
    if len(view.get("private_metadata", "")) > 3000:
        faults.append("private_metadata")
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if has_input and "submit" not in view:
        faults.append("submit is missing")
    return faults


def _blocks_faults(blocks: list[Json], most: int) -> list[str]:
    faults = [] if 0 < len(blocks) <= most else [f"{len(blocks)} blocks"]
    for block in blocks:
        faults += _block_faults(block)
    for what, named in (
        ("block_id", [b["block_id"] for b in blocks if "block_id" in b]),
        ("action_id", _ids(blocks)),
    ):
        faults += [f"{what} {name} twice" for name, count in Counter(named).items() if count > 1]
    return faults


def _ids(blocks: list[Json]) -> list[str]:
    return [e["action_id"] for block in blocks if block["type"] == "actions" for e in block["elements"]]


def _block_faults(block: Json) -> list[str]:
    match block["type"]:
        case "header":
            return _object_faults("header", block["text"], 150)
        case "section":
            return _section_faults(block)
        case "context":
            return [f for e in block["elements"] for f in _object_faults("context", e, 2000)]
        case "actions":
            return _actions_faults(block["elements"])
        case "input":
            return _input_faults(block)
    return [f"unknown block {block['type']}"]


def _section_faults(block: Json) -> list[str]:
    fields = block.get("fields", [])
    faults = [] if "text" in block or fields else ["an empty section"]
    if "text" in block:
        faults += _object_faults("section", block["text"], 3000)
    if len(fields) > 10:
        faults.append("fields")
    return faults + [f for field in fields for f in _object_faults("field", field, 2000)]


def _actions_faults(elements: list[Json]) -> list[str]:
    faults = [] if 0 < len(elements) <= 25 else [f"{len(elements)} elements"]
    for element in elements:
        faults += _object_faults("button", element["text"], 75)
        faults += _text_faults("value", element["value"], 2000)
        if element.get("style", "primary") not in {"primary", "danger"}:
            faults.append("style")
        if "confirm" in element:
            faults += _confirm_faults(element["confirm"])
    return faults


def _confirm_faults(confirm: Json) -> list[str]:
    limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    return [f for name, limit in limits.items() for f in _object_faults(name, confirm[name], limit)]


def _input_faults(block: Json) -> list[str]:
    element = block["element"]
    faults = _object_faults("label", block["label"], 2000) + list(
        _text_faults("block_id", block["block_id"], 255)
    )
    if "hint" in block:
        faults += _object_faults("hint", block["hint"], 2000)
    if "options" in element:
        faults += _options_faults(element)
    if element["type"] == "plain_text_input":
        limit = element.get("max_length", 3000)
        if limit > 3000 or len(element.get("initial_value", "")) > limit:
            faults.append("initial_value")
        if element.get("initial_value") == "":
            faults.append("an empty initial_value")
    return faults


def _options_faults(element: Json) -> list[str]:
    options = element["options"]
    faults = [] if 0 < len(options) <= 100 else [f"{len(options)} options"]
    for option in options:
        faults += _object_faults("option", option["text"], 75) + list(
            _text_faults("value", option["value"], 150)
        )
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    return faults + [f"initial {option['value']}" for option in chosen if option not in options]


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
