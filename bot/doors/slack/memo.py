"""What a view remembers between its pages: Slack keeps it in private_metadata and gives it back signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

LIMIT = 3000


class TooMuch(Exception):
    """More than Slack keeps with a view; `field` holds the longest of it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Held:
    """A file that was handed in on an earlier page: its name, and where Slack keeps it."""

    name: str
    url: str


@dataclass(frozen=True)
class Memo:
    """A form's command and page, the answers and files that are not on the view, and where else to answer."""

    command: str = ""
    step: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Held] = field(default_factory=dict)
    response_url: str = ""

    def dump(self) -> str:
        """As text for Slack to keep. Raises TooMuch."""
        files = {name: [held.name, held.url] for name, held in self.files.items()}
        parts = {
            "c": self.command,
            "s": self.step,
            "v": dict(self.values),
            "f": files,
            "u": self.response_url,
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
        return cls(parts.get("c", ""), parts.get("s", 0), parts.get("v", {}), files, parts.get("u", ""))
