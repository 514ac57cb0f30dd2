"""What slack_sdk's own models of blocks and views say of what was drawn."""

from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]


def faults(drawn: Json) -> list[str]:
    """What the models refuse of a message or a view, and every key they don't know."""
    found = [fault for block in drawn.get("blocks", []) for fault in _faults_of(block)]
    if drawn.get("type") in {"modal", "home"}:
        try:
            View(**drawn).validate_json()  # type: ignore[no-untyped-call]
        except SlackObjectFormationError as fault:
            found.append(f"view: {fault}")
    return found


def _faults_of(block: Json) -> list[str]:
    parsed = Block.parse(block)
    if parsed is None:
        return [f"no block: {block['type']}"]
    try:
        parsed.validate_json()
        known = parsed.to_dict()  # type: ignore[no-untyped-call]
    except SlackObjectFormationError as fault:
        return [f"{block['type']}: {fault}"]
    return list(_unknown(block, known, block["type"]))


def _unknown(drawn: Any, known: Any, where: str) -> list[str]:
    """Where the model lost something that was drawn: a key Slack has no use for, or another value."""
    if isinstance(drawn, dict) and isinstance(known, dict):
        return [fault for key in drawn for fault in _unknown(drawn[key], known.get(key), f"{where}.{key}")]
    if isinstance(drawn, list) and isinstance(known, list) and len(drawn) == len(known):
        pairs = zip(drawn, known, strict=True)
        return [f for at, (one, other) in enumerate(pairs) for f in _unknown(one, other, f"{where}[{at}]")]
    return [] if drawn == known else [f"{where}: {drawn!r} became {known!r}"]
