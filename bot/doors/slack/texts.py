"""Text for Slack: cleaned, cut to length, and escaped so that nothing a person wrote is read as a mention or a link."""

import re

from bot.doors.texts import EMPTY, Json, chunks, clean, clip, unmarked

__all__ = [
    "EMPTY", "Json", "bold", "chunks", "clean", "clip", "cut", "escape", "escaped", "literal", "mrkdwn", "plain",
    "unescape",
]  # fmt: skip

_LINK = re.compile(r"<((?:https?://|mailto:)[^|>]+)(?:\|[^>]*)?>")
_HALF_ENTITY = re.compile(r"&[a-z]*$")


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
    return escape(unmarked(text))


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
