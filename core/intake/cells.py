"""Reads a cell as a person would have meant it. What can't be read is a ValueError in words."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from core.intake.columns import Value
from core.secrets import looks_like_a_secret
from core.slugs import fold
from core.words import _
from core.worktime import Calendar

PLATFORMS = {
    "fb": "facebook", "facebooksida": "facebook", "facebook sida": "facebook", "insta": "instagram",
    "ig": "instagram", "yt": "youtube", "you tube": "youtube", "youtubekanal": "youtube", "twitter": "x",
    "x twitter": "x", "twitter x": "x",
    "linked in": "linkedin", "li": "linkedin", "tik tok": "tiktok", "tt": "tiktok", "snap": "snapchat",
    "facebook grupp": "facebook", "facebookgrupp": "facebook",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": 5, "oct": 10}
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIALS = range(30_000, 80_000)  # 1982 to 2118
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ ](\d{1,2})[./ -](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[. ]*([a-zåäö]{3,9})\.? (\d{4})")
_T = re.compile(r"(?<=\d)t(?=\d)")  # between day and clock
_CLOCK = re.compile(r"(?:kl\.? ?)?(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?")


def text(value: Value, most: int) -> str:
    """Words on one line, in at most so many characters; whole numbers without a point."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    said = " ".join(str("" if whole is None else whole).replace("\xa0", " ").split())
    if len(said) > most:
        raise ValueError(_("At most {count} characters.", count=most))
    if looks_like_a_secret(said):
        raise ValueError(_("This looks like a password. Never write one here: say where it is kept instead."))
    return said


def platform(value: Value, known: tuple[str, ...]) -> str:
    """One of the platforms, also by the names people have for it."""
    said = " ".join(fold(text(value, 100)).replace("-", " ").replace("/", " ").split())
    found = next((each for each in known if fold(each) == said), PLATFORMS.get(said, ""))
    if found not in known:
        raise ValueError(_("There is no platform {word}.", word=text(value, 100) or "–"))
    return found


def address(value: Value) -> str:
    """A web address, with the `https://` that people leave out; empty for none."""
    said = text(value, 1000)
    if not said or said in {"-", "–", "saknas"}:
        return ""
    whole = said if "://" in said else f"https://{said}"
    parts = urlsplit(whole)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in whole:
        raise ValueError(_("{address} is no web address.", address=said[:80]))
    return whole


def people(value: Value) -> tuple[str, ...]:
    """Names, divided by commas, semicolons, slashes or `och`; `Ek, Eva` alone is one person, turned round."""
    said = text(value, 500)
    if re.fullmatch(r"[^\W\d_-]+(?:-[^\W\d_]+)?, [^\W\d_-]+(?:-[^\W\d_]+)?", said):
        last, first = said.split(", ")
        return (f"{first} {last}",)
    names = (name.strip(" .") for name in re.split(r"[;,/&\n]| och | samt ", said))
    return tuple(dict.fromkeys(name for name in names if name and name not in {"-", "–"}))


def count(value: Value) -> int:
    """A whole number from 0 to 1 000."""
    said = text(value, 20)
    if not said.isdecimal() or int(said) > 1000:
        raise ValueError(_("Write a whole number."))
    return int(said)


def moment(value: Value, clock: Value, calendar: Calendar, now: datetime) -> datetime | None:
    """A local time as aware UTC, at noon where there is only a day; None for nothing. Not in the future."""
    if value is None or not str(value).strip():
        return None
    day, at = _day_and_clock(value)
    at = _clock(clock) or at or time(12)
    found = calendar.at(day, at)
    if found > now:
        raise ValueError(_("{day} is ahead.", day=day))
    return found


def _day_and_clock(value: Value) -> tuple[date, time | None]:
    if isinstance(value, datetime):
        return value.date(), value.time().replace(
            tzinfo=None, microsecond=0
        ) if value.time() != time() else None
    if isinstance(value, date):
        return value, None
    said = _T.sub(" ", fold(text(value, 60)))
    if re.fullmatch(r"\d{5}(\.\d+)?", said) and int(float(said)) in _SERIALS:
        return _EXCEL_BEGINS + timedelta(days=int(float(said))), _part_of_day(float(said) % 1)
    return _day(said), _clock(said.rpartition(" ")[2]) if " " in said else None


def _part_of_day(part: float) -> time | None:
    minutes = round(part * 1440) % 1440
    return time(minutes // 60, minutes % 60) if minutes else None


def _day(said: str) -> date:
    try:
        if found := _ISO.match(said):
            return date(*map(int, found.groups()))
        if found := _DAY_FIRST.match(said):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := _NAMED.match(said):
            month = _ENGLISH.get(found[2][:3]) or _MONTHS.index(found[2][:3]) + 1
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        pass
    raise ValueError(_("{day} is no day. Write it like 2026-01-31.", day=said[:40] or "–"))


def _clock(value: Value) -> time | None:
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None)
    if isinstance(value, float) and 0 < value < 1:
        return _part_of_day(value)
    found = _CLOCK.fullmatch(str(getattr(value, "isoformat", lambda: value or "")()).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))
