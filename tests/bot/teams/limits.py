"""What Teams takes, as it documents it and as the schema of cards says: every fault of what it would refuse."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, ValidationError
from jsonschema.exceptions import best_match

Json = dict[str, Any]

SCHEMAS = Path(__file__).parent / "schemas"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
MOST = 25_000  # octets of what is sent
ACTIONS, LABEL, FALLBACK = 6, 75, 1_000
TITLE = 64  # of a dialog
KINDS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
SEARCHED = {"graph.microsoft.com/users"}


@cache
def _cards() -> Draft7Validator:
    """Cards as version 1.5 has them.

    Where the schema says "one of these, each by its type" it is asked by the type, which is much faster.
    """
    schema = json.loads((SCHEMAS / "adaptive-card-1.5.0.json").read_text(encoding="utf-8"))
    for name, definition in schema["definitions"].items():
        if name.startswith("ImplementationsOf."):
            definition |= _by_type(definition.pop("anyOf"))
    return Draft7Validator(schema)


def _by_type(choices: list[Json]) -> Json:
    """The choices, told apart by their types; what has none may still be a text."""
    refs = {
        ref["$ref"].rpartition("/")[2]: ref for choice in choices for ref in choice.get("allOf", [choice])
    }
    typed = [{"if": _has_type(name), "then": ref} for name, ref in refs.items()]
    element = {
        "type": "object",
        "properties": {"type": {"enum": [*refs]}},
        "required": ["type"],
        "allOf": typed,
    }
    return {"anyOf": [{"type": "string"} if "TextRun" in refs else False, element]}


def _has_type(name: str) -> Json:
    return {"properties": {"type": {"const": name}}}


def of_activity(activity: Json) -> list[str]:
    """What is wrong with a message."""
    faults = [] if _octets(activity) <= MOST else [f"413: {_octets(activity)} octets"]
    attachments = activity.get("attachments") or []
    if not (attachments or str(activity.get("text", "")).strip()):
        faults.append("an empty message")
    for attachment in attachments:
        if attachment["contentType"] == "application/vnd.microsoft.card.adaptive":
            faults += of_card(attachment["content"])
    return faults


def of_dialog(task: Json) -> list[str]:
    """What is wrong with a dialog."""
    if task["type"] == "message":
        return [] if task["value"].strip() else ["an empty message"]
    value = task["value"]
    faults = [] if 0 < len(value["title"]) <= TITLE else ["title"]
    card = value["card"]["content"]
    if any(action["type"] == "Action.Execute" for action in actions(card)):
        faults.append("Action.Execute in a dialog")
    if any("msteams" in (action.get("data") or {}) for action in actions(card)):
        faults.append("a dialog opened from a dialog")
    return faults + of_card(card)


def of_card(card: Json) -> list[str]:
    """What is wrong with a card."""
    faults = [] if _octets(card) <= MOST else [f"{_octets(card)} octets"]
    faults += [f"schema: {fault}" for fault in schema_faults(card)]
    faults += [] if card.get("version") == "1.5" else ["version"]
    faults += [] if 0 < len(card.get("fallbackText", "").encode()) <= FALLBACK else ["fallbackText"]
    faults += [f"unseen: {text[:40]!r}" for text in texts(card) if UNSEEN.search(text)]
    faults += [fault for found in elements(card) for fault in _element_faults(found)]
    named = Counter(found["id"] for found in elements(card) if found["type"].startswith("Input."))
    return faults + [f"{name} twice" for name, count in named.items() if count > 1]


def _element_faults(found: Json) -> Iterator[str]:
    if found["type"] == "ActionSet":
        if not 0 < len(found["actions"]) <= ACTIONS:
            yield f"{len(found['actions'])} actions"
        yield from (fault for action in found["actions"] for fault in _action_faults(action))
    if found["type"] == "TextBlock" and MARKDOWN.search(found["text"]):
        yield f"parsed: {found['text'][:60]!r}"
    if found["type"] == "FactSet":
        for fact in found["facts"]:
            yield from (
                f"parsed: {said[:60]!r}" for said in (fact["title"], fact["value"]) if MARKDOWN.search(said)
            )
    if found["type"].startswith("Input."):
        yield from _input_faults(found)


MARKDOWN = re.compile(r"\*|\]\(|\{\{|\\[^⁠]|&[#A-Za-z]+;|^\s*([-+#>]|\d{1,9}[.)])\s")


def _action_faults(action: Json) -> Iterator[str]:
    if action["type"] not in KINDS:
        yield f"unknown action {action['type']}"
    if not action["title"].strip() or len(action["title"]) > LABEL:
        yield "title of an action"
    if action["type"] == "Action.Execute" and not action.get("verb"):
        yield "no verb"


def _input_faults(found: Json) -> Iterator[str]:
    if not found.get("label", "").strip():
        yield f"{found['id']} without a label"
    if found.get("isRequired") and not found.get("errorMessage"):
        yield f"{found['id']} without an errorMessage"
    if found["type"] != "Input.ChoiceSet":
        return
    values = [choice["value"] for choice in found.get("choices", [])]
    if len(set(values)) < len(values):
        yield "a choice twice"
    if not values and "choices.data" not in found:
        yield "nothing to choose"
    chosen = found.get("value", "")
    is_many, picker = found.get("isMultiSelect"), found.get("choices.data", {}).get("dataset") in SEARCHED
    for value in (chosen.split(",") if is_many else [chosen]) if chosen and not picker else []:
        if value not in values:
            yield f"{value} is no choice"


def schema_faults(card: Json) -> list[str]:
    """What the schema of cards says; a search in a list is Teams' own, and newer than it."""
    return [_deepest(error).message[:300] for error in _cards().iter_errors(_without_searches(card))]


def _deepest(error: ValidationError) -> ValidationError:
    found = best_match([error])
    return found or error


def _without_searches(drawn: Any) -> Any:
    if isinstance(drawn, list):
        return [_without_searches(part) for part in drawn]
    if not isinstance(drawn, dict):
        return drawn
    query = drawn.get("choices.data")
    is_searched = (
        isinstance(query, dict) and query.keys() == {"type", "dataset"} and query["type"] == "Data.Query"
    )
    own = {"choices.data", *(["style"] if drawn.get("style") == "filtered" else [])} if is_searched else set()
    return {name: _without_searches(part) for name, part in drawn.items() if name not in own}


def elements(drawn: Json) -> Iterator[Json]:
    """Every element of a card, also within others."""
    for part in (*drawn.get("body", ()), *drawn.get("items", ())):
        yield part
        yield from elements(part)


def actions(drawn: Json) -> list[Json]:
    """Every action of a card."""
    return [*drawn.get("actions", ()), *(a for found in elements(drawn) for a in found.get("actions", ()))]


def texts(drawn: Any) -> Iterator[str]:
    """Every text in it."""
    if isinstance(drawn, str):
        yield drawn
    for part in drawn.values() if isinstance(drawn, dict) else drawn if isinstance(drawn, list) else ():
        yield from texts(part)


def _octets(drawn: Any) -> int:
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode())
