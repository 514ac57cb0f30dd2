"""Text for Adaptive Cards: measured in octets, and with nothing in it that a card would read as Markdown."""

import json
import re
from typing import Any

from bot.doors.texts import EMPTY, clean, clip, unmarked

JOINER = "⁠"  # takes no room, and parts what would be read together
_MARKUP = re.compile(
    r"\](?=[(\[])|\{(?=\{)|&(?=[#A-Za-z])|\\|^(?=\s*(?:[-+#>]|\d{1,9}[.)])(?:\s|$))", re.MULTILINE
)


def octets(drawn: Any) -> int:
    """The octets of a part of a card as it is sent."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"))


def literal(text: str, limit: int = 2_000) -> str:
    """One line to set where a card reads Markdown, looking as it was written."""
    line = clip(" ".join(clean(text).split()), limit)
    return _MARKUP.sub(lambda found: found[0] + JOINER, unmarked(line).replace("*", "∗")) or EMPTY


def cut(text: str, most: int) -> str:
    """The text in at most so many octets; no character is cut in two."""
    whole = text.encode()
    return text if len(whole) <= most else whole[: most - 3].decode(errors="ignore").rstrip() + "…"
