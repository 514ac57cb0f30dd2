"""What a view remembers between its pages: Slack keeps it in private_metadata and gives it back signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.doors.held import Held

LIMIT = 3000


class TooMuch(Exception):
    """More than Slack keeps with a view; `field` holds the longest of it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Origin:
    """Where a form was opened: in a message, answered by its `response_url`, or on the Home tab.

    `replaces`: what comes of the form takes the message's place, or the message is drawn `again` by that line.
    """

    response_url: str = ""
    replaces: bool = False
    again: str = ""
    home: bool = False


@dataclass(frozen=True)
class Memo:
    """A form's command and page, the answers and files that are not on the view, and where it was opened."""

    command: str = ""
    step: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Held] = field(default_factory=dict)
    origin: Origin = Origin()

    def dump(self) -> str:
        """As text for Slack to keep. Raises TooMuch."""
        files = {name: [held.name, held.url] for name, held in self.files.items()}
        parts = {
            "c": self.command,
            "s": self.step,
            "v": dict(self.values),
            "f": files,
            "u": self.origin.response_url,
            "r": self.origin.replaces,
            "a": self.origin.again,
            "h": self.origin.home,
        }
        text = json.dumps(
            {key: part for key, part in parts.items() if part}, ensure_ascii=False, separators=(",", ":")
        )
        if len(text) > LIMIT:
            raise TooMuch(max(self.values, key=lambda name: len(self.values[name]), default=""))
        return text

    @classmethod
    def load(cls, text: str) -> "Memo":
        """What `dump` wrote; an empty one from a view that keeps nothing."""
        parts = json.loads(text or "{}")
        files = {name: Held(*held) for name, held in parts.get("f", {}).items()}
        origin = Origin(parts.get("u", ""), parts.get("r", False), parts.get("a", ""), parts.get("h", False))
        return cls(parts.get("c", ""), parts.get("s", 0), parts.get("v", {}), files, origin)
