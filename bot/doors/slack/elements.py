"""Each kind of field as Slack's element for it; None where the element can't show the value that was given."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from bot.doors import choosing
from bot.doors.slack.texts import Json, clean, plain
from commands.command import FieldView, Kind, Option
from commands.grammar import YEARS
from core.slugs import fold
from core.words import _

OPTIONS, RADIOS, OPTION, VALUE, INPUT = 100, 5, 75, 150, 3000
FILE_TYPES = ["png", "jpg", "jpeg", "webp", "pdf", "wacz", "zip"]
GIVEN, TYPED = "given", "typed"
_NUMBER = re.compile(r"-?[0-9]{1,15}")
_MEMBER = re.compile(r"<?@?(?P<id>[UW][A-Z0-9]{2,30})(\|[^>]*)?>?")
_CHANNEL = re.compile(r"<?#?(?P<id>[CG][A-Z0-9]{2,30})(\|[^>]*)?>?")


def element(field: FieldView) -> Json | None:
    """The element of a field that has one of its own; not of a time, which has two."""
    drawers: dict[Kind, Callable[[FieldView], Json | None]] = {
        Kind.NUMBER: _number,
        Kind.YES: _yes,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.DAY: _day,
        Kind.FILE: _file,
        Kind.MEMBER: _member,
        Kind.CHANNEL: _channel,
    }
    drawer = drawers.get(field.kind)
    return drawer(field) if drawer else None


def day_and_clock(field: FieldView) -> tuple[Json, Json] | None:
    """A time's two elements, of a value such as `2026-11-20 15:00`, its day alone, or none."""
    read = choosing.day_and_clock(field.value)
    if read is None:
        return None
    day = _datepicker(read[0])
    zone = {"timezone": field.zone} if field.zone else {}
    at = {"initial_time": read[1]} if read[1] else {}
    return (day, {"type": "timepicker", **zone, **at}) if day else None


def text(field: FieldView) -> Json:
    """The value as text to write over; in another element's place it has a name of its own, so Slack fills it anew."""
    value = clean(field.value)[:INPUT]
    drawn: Json = {"type": "plain_text_input", "multiline": field.kind is Kind.LONG or "\n" in value}
    if field.kind in {Kind.TEXT, Kind.LONG}:
        drawn["max_length"] = min(max(field.max_length, len(value)), INPUT)
    else:
        drawn["action_id"] = TYPED
    return drawn | ({"initial_value": value} if value.strip() else {})


def options(found: Iterable[Option]) -> list[Json]:
    """At most 100 options of a list, in order; those whose word Slack can't hold are left out."""
    unique = {option.value: option for option in found if _holds(option.value)}
    return _drawn(list(unique.values())[:OPTIONS])


def _holds(value: str) -> bool:
    return bool(value.strip()) and value == clean(value) and len(value) <= VALUE


def _number(field: FieldView) -> Json | None:
    value = field.value.strip()
    drawn: Json = {"type": "number_input", "is_decimal_allowed": False}
    if not value:
        return drawn
    return drawn | {"initial_value": value} if _NUMBER.fullmatch(value) else None


def _yes(field: FieldView) -> Json | None:
    """A box to tick. Where an answer was given before, an empty box is an answer too."""
    said, option = fold(field.value.strip()), {"text": plain(_("Yes"), OPTION), "value": "yes"}
    if said and said not in choosing.YES | choosing.NO:
        return None
    given = {"action_id": GIVEN} if said else {}
    ticked = {"initial_options": [option]} if said in choosing.YES else {}
    return {"type": "checkboxes", "options": [option]} | given | ticked


def _choice(field: FieldView) -> Json | None:
    word = field.value.strip()
    known = _options(field, [word])
    if known is None:
        return None
    chosen = {"initial_option": _drawn(choosing.chosen(known, [word]))[0]} if word else {}
    if field.required and len(known) <= RADIOS and not field.has_more:
        return {"type": "radio_buttons", "options": _drawn(known)} | chosen
    return _select("", known, field.has_more) | chosen


def _choices(field: FieldView) -> Json | None:
    words = choosing.words_of(field.value)
    known = _options(field, words)
    if known is None:
        return None
    chosen = {"initial_options": _drawn(choosing.chosen(known, words))} if words else {}
    return _select("multi_", known, field.has_more) | chosen


def _select(many: str, known: list[Option], has_more: bool) -> Json:
    """A list to choose from; one longer than Slack shows, or that is not all there is, is searched in."""
    if len(known) > OPTIONS or has_more:
        return {"type": f"{many}external_select", "min_query_length": 0}
    return {"type": f"{many}static_select", "options": _drawn(known)}


def _options(field: FieldView, words: list[str]) -> list[Option] | None:
    """What can be chosen; None where there is nothing, or where Slack can't hold it."""
    known = choosing.known(field, words)
    return known if known and all(_holds(option.value) for option in known) else None


def _drawn(shown: Iterable[Option]) -> list[Json]:
    return [{"text": plain(option.label, OPTION), "value": option.value} for option in shown]


def _day(field: FieldView) -> Json | None:
    return _datepicker(field.value.strip())


def _datepicker(value: str) -> Json | None:
    if not value:
        return {"type": "datepicker"}
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return {"type": "datepicker", "initial_date": day.isoformat()} if day.year in YEARS else None


def _member(field: FieldView) -> Json | None:
    return _by_id(field, _MEMBER, {"type": "users_select"}, "initial_user")


def _channel(field: FieldView) -> Json | None:
    drawn = {
        "type": "conversations_select",
        "default_to_current_conversation": False,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return _by_id(field, _CHANNEL, drawn, "initial_conversation")


def _by_id(field: FieldView, looks: re.Pattern[str], drawn: dict[str, Any], initial: str) -> Json | None:
    value = field.value.strip()
    if not value:
        return drawn
    found = looks.fullmatch(value)
    return drawn | {initial: found["id"]} if found else None


def _file(field: FieldView) -> Json:
    """Of text any file will do: Slack has no type for TOML, and what it says is checked when it is read."""
    drawn: dict[str, Any] = {"type": "file_input", "max_files": 1}
    return drawn if field.takes_text else drawn | {"filetypes": FILE_TYPES}
