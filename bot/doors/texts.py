"""Text for any chat: cleaned of what no screen shows, cut to length, split where it is too long."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]

EMPTY = "–"
_EDGE = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_LOOKALIKES = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without control characters and half surrogates, which chats refuse or hide."""
    return _HIDDEN.sub("", text)


def clip(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def chunks(text: str, size: int = 2_900) -> Iterator[str]:
    """The text in parts of at most `size` characters, cut at line ends or spaces where there are any."""
    rest = clean(text).strip()
    while len(rest) > size:
        cut = max(rest.rfind("\n", size // 2, size), rest.rfind(" ", size // 2, size))
        end = cut if cut > 0 else size
        yield rest[:end].strip() or EMPTY
        rest = rest[end:].strip()
    if rest:
        yield rest


def row(cells: Sequence[str]) -> str:
    """A table's row as a line: the first cell, then the others."""
    shown = [" ".join(clean(cell).split()) or EMPTY for cell in cells]
    return " — ".join(filter(None, (shown[0], " · ".join(shown[1:])))) if shown else EMPTY


def unmarked(text: str) -> str:
    """The text, looking as it was written where a chat would format it: marks at words' edges are their likes."""
    return _EDGE.sub(lambda mark: _LOOKALIKES[mark[0]], clean(text))
