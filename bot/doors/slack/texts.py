"""Text for Slack: cleaned, cut to length, and escaped so that nothing a person wrote is read as a mention or a link."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

EMPTY = "–"
_LINK = re.compile(r"<((?:https?://|mailto:)[^|>]+)(?:\|[^>]*)?>")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HALF_ENTITY = re.compile(r"&[a-z]*$")
_EDGE = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_LOOKALIKES = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}


def clean(text: str) -> str:
    """The text without control characters and half surrogates, which Slack refuses or hides."""
    return _HIDDEN.sub("", text)


def clip(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    """The text with the three characters that Slack reads as its own written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str, limit: int) -> str:
    """The text escaped, in at most `limit` characters; no entity is cut in two."""
    return cut(escape(text), limit)


def cut(whole: str, limit: int) -> str:
    """Escaped text in at most `limit` characters; no entity is cut in two."""
    return whole if len(whole) <= limit else _HALF_ENTITY.sub("", whole[: limit - 1]) + "…"


def unescape(text: str) -> str:
    """What a person typed: links as addresses, entities as characters."""
    plain = _LINK.sub(lambda link: link[1], text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def literal(text: str) -> str:
    """The text to set in mrkdwn, looking as it was written: escaped, with no mark that would format it."""
    return escape(_EDGE.sub(lambda mark: _LOOKALIKES[mark[0]], clean(text)))


def plain(text: str, limit: int = 3000) -> Json:
    """A plain_text object: nothing in it is parsed."""
    shown = clip(clean(text).strip(), limit)
    return {"type": "plain_text", "text": shown or EMPTY, "emoji": False}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object of text that is already `literal`; Slack looks for no links or names in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def bold(text: str) -> str:
    """One line of mrkdwn in bold."""
    return f"*{literal(' '.join(text.split())) or EMPTY}*"


def chunks(text: str, size: int = 2900) -> Iterator[str]:
    """The text in parts of at most `size` characters, cut at line ends or spaces where there are any."""
    rest = clean(text).strip()
    while len(rest) > size:
        cut = max(rest.rfind("\n", size // 2, size), rest.rfind(" ", size // 2, size))
        end = cut if cut > 0 else size
        yield rest[:end].strip() or EMPTY
        rest = rest[end:].strip()
    if rest:
        yield rest
