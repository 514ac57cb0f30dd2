"""Reads what Teams told, of which any part may be missing or be something else than Teams says."""

from collections.abc import Mapping
from typing import Any

from bot.doors.texts import Json


def part(told: object, *names: str) -> Json:
    """What lies at the end of those names, one within the other; empty where that is nothing that has names."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, dict) else {}


def word(told: Mapping[str, Any], name: str) -> str:
    """The text by that name, else none; what should have been text and is a number or the like is not read."""
    said = told.get(name)
    return said if isinstance(said, str) else ""


def each(told: Mapping[str, Any], name: str) -> list[Json]:
    """The parts that are listed by that name."""
    listed = told.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
