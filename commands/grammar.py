"""The language of commands: text to tokens, tokens to a command's own keys, times as people write them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches

from core.errors import Refused
from core.slugs import fold
from core.words import _
from core.worktime import Calendar

QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”“", "«": "»", "»": "»«", "'": "'", "‘": "’", "’": "’"}
APOSTROPHES = "'’‘"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a quoted passage; `head` is what stands before the first `=` outside quotes, if any."""

    text: str
    head: str = ""
    quoted: bool = False

    @property
    def whole(self) -> str:
        """The token as it was typed, quotes aside."""
        return f"{self.head}={self.text}" if self.head else self.text


def tokens(text: str) -> list[Token]:
    """Splits a command. Straight and curly quotes hold words together at the start of a word or after `=`.

    Backslashes and apostrophes inside words mean themselves. Refused when a quote is never closed.
    """
    text, found, at = unicodedata.normalize("NFC", text), [], 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _token(text, at)
        found.append(token)
    return found


def _token(text: str, at: int) -> tuple[Token, int]:
    if text[at] in QUOTES:
        inside, end = _quoted(text, at)
        if end > at:
            return Token(inside, quoted=True), end
    start = at
    while at < len(text) and not text[at].isspace():
        if text[at] == "=" and at > start and at + 1 < len(text) and text[at + 1] in QUOTES:
            inside, end = _quoted(text, at + 1)
            if end > at + 1:
                return Token(inside, head=text[start:at], quoted=True), end
        at += 1
    head, equals, value = text[start:at].partition("=")
    return (Token(value, head=head) if equals and head else Token(text[start:at])), at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """The passage inside the quote at `at` and where it ends; `at` again when it is an apostrophe, not a quote."""
    closers, end = QUOTES[text[at]], at + 1
    while end < len(text):
        ends_word = end + 1 == len(text) or text[end + 1].isspace()
        if text[end] in closers and (ends_word or text[at] not in APOSTROPHES):
            return text[at + 1 : end], end + 1
        end += 1
    if text[at] in APOSTROPHES:
        return "", at
    raise Refused(
        _("A quotation mark is never closed: {passage}", passage=text[at : at + 40]),
        _("Close it with {quote}.", quote=closers[0]),
    )


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice most like the word, case and accents aside; empty when none is near."""
    by_folded = {fold(choice): choice for choice in choices}
    close = get_close_matches(fold(word), list(by_folded), n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


# Times

_DAYS = {
    "idag": 0, "i dag": 0, "today": 0, "igar": -1, "i gar": -1, "yesterday": -1, "i forrgar": -2, "forrgar": -2,
    "imorgon": 1, "i morgon": 1, "tomorrow": 1,
}  # fmt: skip
_TIME = re.compile(r"^(?:kl\.?\s*)?(\d{1,2})(?:[:.](\d{2}))?$")
_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_ISO_TIME = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]")
YEARS = range(2000, 2101)  # others are slips of the pen, and no calendar is known for them
EXAMPLES = "2026-11-20 15:00, idag 14:30, igår 9"


class TimeProblem(ValueError):
    """A time that can't be read, or that can be read in two ways; its text is for the person."""


def moment(text: str, now: datetime, calendar: Calendar) -> datetime:
    """The instant a person means, aware UTC: ISO, `idag 14:30`, `igår 9`, `14:30`, a day with a time.

    A time without offset is local. TimeProblem, with examples, for anything that could mean two things,
    such as `5/6` or an hour that the autumn change repeats.
    """
    words = fold(unicodedata.normalize("NFC", text)).replace("kl. ", "").replace("kl ", "").split()
    if not words:
        raise TimeProblem(_("Give a time, such as {examples}.", examples=EXAMPLES))
    if words in (["nu"], ["now"]):
        return now.astimezone(UTC)
    day, rest = _day(words, calendar.local(now).date())
    if day and not rest:
        raise TimeProblem(_("Give the time of day too, such as {examples}.", examples=EXAMPLES))
    if day:
        at = clock(" ".join(rest))
        if at:
            return _local(datetime.combine(day, at), calendar, text)
    if not day and len(words) == 1 and (at := clock(words[0])) and re.search(r"[:.]", words[0]):
        return _local(datetime.combine(calendar.local(now).date(), at), calendar, text)
    return _iso(text, calendar)


def _day(words: list[str], today: date) -> tuple[date | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if name in _DAYS and len(words) >= length:
            return today + timedelta(days=_DAYS[name]), words[length:]
    if _ISO_DAY.match(words[0]):
        try:
            found = date.fromisoformat(words[0])
        except ValueError:
            return None, words
        if found.year in YEARS:
            return found, words[1:]
    return None, words


def clock(text: str) -> time | None:
    """A time of day: `9`, `9:30`, `09.30`; None when it is none."""
    match = _TIME.match(text)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def _iso(text: str, calendar: Calendar) -> datetime:
    typed = text.strip().upper().replace("KL", "").strip()
    try:
        if not _ISO_TIME.match(typed):
            raise ValueError
        read = datetime.fromisoformat(typed)
        if read.year not in YEARS:
            raise ValueError
    except ValueError:
        raise TimeProblem(
            _("I can't tell which time {text} is. Write it like {examples}.", text=text, examples=EXAMPLES)
        ) from None
    return read.astimezone(UTC) if read.tzinfo else _local(read, calendar, text)


def _local(wall: datetime, calendar: Calendar, text: str) -> datetime:
    """UTC of a wall time; a time the clock change repeats or skips is not guessed at."""
    zone = calendar.local(datetime(2000, 1, 1, tzinfo=UTC)).tzinfo
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        skipped = _("{text} does not exist: the clocks were moved forward over it.", text=text)
        raise TimeProblem(f"{skipped} {_('Give a time, such as {examples}.', examples=EXAMPLES)}")
    raise TimeProblem(
        _(
            "{text} came twice, as the clocks were moved back. Write {first} or {second}.",
            text=text,
            first=first.isoformat(timespec="minutes"),
            second=second.isoformat(timespec="minutes"),
        )
    )


def day(text: str, now: datetime, calendar: Calendar) -> date:
    """The day a person means: ISO, `idag`, `igår`. TimeProblem with examples for anything else."""
    found, rest = _day(fold(text).split() or [""], calendar.local(now).date())
    if found is None or rest:
        raise TimeProblem(
            _("I can't tell which day {text} is. Write it like 2026-11-20, idag or igår.", text=text)
        )
    return found


def quote(value: str) -> str:
    """A value written so that `tokens` reads it back as one."""
    begins_alone = value and not unicodedata.combining(value[0])  # else it would melt into the `=` before it
    if begins_alone and not any(c.isspace() or c in QUOTES or c == "=" for c in value):
        return value
    for opening, closing in (('"', '"'), ("“", "”"), ("«", "»")):
        if closing not in value and opening not in value:
            return f"{opening}{value}{closing}"
    return f'"{value.replace(chr(34), chr(39))}"'


def typed(words: str, values: Mapping[str, str]) -> str:
    """A command line of words and key=value pairs, as a button carries it."""
    return " ".join([words, *(f"{key}={quote(value)}" for key, value in values.items())])
