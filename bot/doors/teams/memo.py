"""What a dialog remembers between its pages. Teams gives it back unsigned, so it is looked at as anything typed is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.doors.held import Held
from bot.doors.texts import Json


class TooMuch(Exception):
    """More than finds room in a dialog; `field` holds the longest of it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Origin:
    """The message, of the same conversation, that a button stood in.

    `replaces`: what comes of it takes the message's place, or the message is drawn `again` by that line.
    """

    message: str = ""
    replaces: bool = False
    again: str = ""

    def dump(self) -> Json:
        """As a button of a dialog bears it."""
        parts = {"m": self.message, "r": self.replaces, "a": self.again}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def load(cls, told: object) -> "Origin":
        """What `dump` made; none of anything else."""
        parts = told if isinstance(told, dict) else {}
        return cls(_word(parts.get("m")), parts.get("r") is True, _word(parts.get("a")))


@dataclass(frozen=True)
class Memo:
    """A form's command and page, the answers and files that are not on it, where it was opened; `nonce` is its own."""

    command: str = ""
    step: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Held] = field(default_factory=dict)
    origin: Origin = Origin()
    nonce: str = ""

    def dump(self) -> Json:
        """As the form's button bears it."""
        files = {name: [held.name, held.url] for name, held in self.files.items()}
        parts = {
            "c": self.command, "s": self.step, "v": dict(self.values), "f": files, "o": self.origin.dump(),
            "n": self.nonce,
        }  # fmt: skip
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def load(cls, told: object) -> "Memo":
        """What `dump` made; an empty one of anything else."""
        parts = told if isinstance(told, dict) else {}
        files = {str(name): held for name, given in _pairs(parts.get("f")) if (held := held_of(given))}
        values = {str(name): value for name, value in _pairs(parts.get("v")) if isinstance(value, str)}
        step = parts.get("s", 0)
        return cls(
            _word(parts.get("c")), step if isinstance(step, int) else 0, values, files,
            Origin.load(parts.get("o")), _word(parts.get("n"))[:60],
        )  # fmt: skip


def held_of(told: object) -> Held | None:
    """A file as a button or a memo bears it: its name and address."""
    if isinstance(told, list) and len(told) == 2 and all(isinstance(part, str) for part in told):
        return Held(told[0][:255], told[1])
    return None


def _word(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _pairs(told: object) -> list[tuple[Any, Any]]:
    return list(told.items()) if isinstance(told, dict) else []
