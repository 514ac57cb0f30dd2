"""A form's fields as a card's inputs, and the answers read back from them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from microsoft_teams.cards import (
    Choice,
    ChoiceSetInput,
    DateInput,
    NumberInput,
    QueryData,
    TextInput,
    TimeInput,
    ToggleInput,
)
from pydantic import BaseModel

from bot.doors import choosing
from bot.doors.held import Held
from bot.doors.teams import pieces
from bot.doors.teams.texts import literal
from bot.doors.texts import EMPTY, Json, clean, clip
from commands.command import FieldView, Kind, Option
from commands.grammar import EXAMPLES, YEARS
from core.slugs import fold
from core.words import _

CLOCK = ":clock"
PEOPLE = "graph.microsoft.com/users"  # Teams' own picker of the organisation's people
RADIOS, SHOWN, FOUND = 5, 25, 15  # choices shown at once, in a list, in answer to a search
VALUE, LABEL, TEXT = 150, 200, 3_000
UNSAID = "-"
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"-?[0-9]{1,15}")


def draw(field: FieldView, command: str, error: str = "", held: Held | None = None) -> list[Json]:
    """The field with its value, what to know of it, and what was wrong; a value its input can't show stands as text."""
    found = list(_inputs(field, command))
    hints = [field.hint, *_told(field, found, held)]
    drawn = [pieces.dump(each) for each in found or [_text(field)]]
    if field.kind is Kind.FILE:
        drawn = list(pieces.lines(field.label, weight="Bolder"))
    drawn += [pieces.note(hint) | {"spacing": "None"} for hint in hints if hint]
    return [*drawn, *(line | {"spacing": "None"} for line in pieces.lines(error, color="Attention"))]


def _inputs(field: FieldView, command: str) -> Iterator[BaseModel]:
    """The field's own inputs; none where these can't show what was given."""
    if field.kind is Kind.TIME:
        yield from _time(field)
        return
    drawers: dict[Kind, Callable[[FieldView, str], BaseModel | None]] = {
        Kind.NUMBER: _number,
        Kind.YES: _yes,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choice,
        Kind.DAY: _day,
        Kind.MEMBER: _member,
    }
    found = drawers[field.kind](field, command) if field.kind in drawers else None
    if found is not None:
        yield found


def _common(field: FieldView, *, label: str = "", suffix: str = "") -> dict[str, Any]:
    needed = {"is_required": True, "error_message": _("This is needed.")} if field.required else {}
    return {
        "id": field.name + suffix,
        "label": clip(clean(label or field.label).strip(), LABEL) or EMPTY,
        **needed,
    }


def _text(field: FieldView) -> TextInput:
    value = clean(field.value)[:TEXT]
    is_plain = field.kind in {Kind.TEXT, Kind.LONG}
    return TextInput(
        **_common(field),
        is_multiline=field.kind is Kind.LONG or "\n" in value or None,
        max_length=min(max(field.max_length, len(value)), TEXT) if is_plain else None,
        value=value or None,
    )


def _number(field: FieldView, _command: str) -> NumberInput | None:
    value = field.value.strip()
    if value and not _NUMBER.fullmatch(value):
        return None
    return NumberInput(**_common(field), value=int(value) if value else None)


def _yes(field: FieldView, _command: str) -> ToggleInput | None:
    """A switch. Where an answer was given before, one that is off is an answer too."""
    said = fold(field.value.strip())
    if said and said not in choosing.YES | choosing.NO:
        return None
    common = _common(field) | {"is_required": None, "error_message": None}
    off = "no" if said else UNSAID
    return ToggleInput(
        **common, title=_("Yes"), value="yes" if said in choosing.YES else off, value_on="yes", value_off=off
    )


def _choice(field: FieldView, command: str) -> ChoiceSetInput | None:
    """A list to choose from; one that is long, or that is not all there is, is searched in."""
    is_many = field.kind is Kind.CHOICES
    words = choosing.words_of(field.value) if is_many else [field.value.strip()]
    known = choosing.known(field, words)
    if not known or not all(_holds(option) for option in known):
        return None
    given = choosing.chosen(known, words)
    is_searched = field.has_more or len(known) > SHOWN
    return ChoiceSetInput(
        **_common(field),
        choices=_choices(given if is_searched else known),
        choices_data=QueryData(dataset=f"{command}:{field.name}") if is_searched else None,
        is_multi_select=is_many or None,
        style=_style(field, known, is_searched=is_searched),
        value=",".join(option.value for option in given) or None,
        wrap=True,
    )


def _style(field: FieldView, known: list[Option], *, is_searched: bool) -> Any:
    if not is_searched and field.required and len(known) <= RADIOS:
        return "expanded"
    return "filtered" if is_searched else "compact"


def _holds(option: Option) -> bool:
    """Whether a word can be told from others when it comes back: commas part several."""
    value = option.value
    return bool(value.strip()) and value == clean(value) and "," not in value and len(value) <= VALUE


def _choices(options: Iterable[Option]) -> list[Choice]:
    return [Choice(title=literal(option.label, VALUE), value=option.value) for option in options]


def _day(field: FieldView, _command: str) -> DateInput | None:
    return _date(field, field.value.strip())


def _date(field: FieldView, value: str, label: str = "") -> DateInput | None:
    is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and int(value[:4]) in YEARS
    return DateInput(**_common(field, label=label), value=value or None) if is_day or not value else None


def _time(field: FieldView) -> Iterator[BaseModel]:
    """The day and the time of day."""
    read = choosing.day_and_clock(field.value)
    day = read and _date(field, read[0], _("{label}, the day", label=field.label))
    if read and day:
        yield day
        label = _("{label}, the time of day", label=field.label)
        yield TimeInput(**_common(field, label=label, suffix=CLOCK), value=read[1] or None)


def _member(field: FieldView, _command: str) -> ChoiceSetInput | None:
    """Teams' picker of people; it gives back an Entra object id."""
    value = field.value.strip()
    user = value.rpartition(":")[2] if not value or value.startswith("teams:") else value.strip("<>@")
    if value and not _ID.fullmatch(user):
        return None
    return ChoiceSetInput(
        **_common(field), choices=[], choices_data=QueryData(dataset=PEOPLE), value=user or None
    )


def _told(field: FieldView, found: list[BaseModel], held: Held | None) -> Iterator[str]:
    """What to know of a field besides its hint."""
    if field.kind is Kind.TIME and found and not field.required:
        yield _("Today, if you only give the time of day.")
    if field.kind is Kind.TIME:
        yield whose(field.zone)
    if held:
        yield _("{name} is kept.", name=held.name)
    elif field.kind is Kind.FILE:
        yield _("A form here takes no files: send the file to me in our own chat, and I ask what it is.")
    if field.kind is Kind.CHANNEL:
        yield _("In Teams, paste the link from the channel's menu: Get link to channel.")
    if not found:
        yield _typed_hint(field)
    if len(clean(field.value)) > TEXT:
        yield _("The end did not find room here: at most {count} characters.", count=TEXT)


def whose(zone: str) -> str:
    """Whose time a time is."""
    if zone == "Europe/Stockholm":
        return _("Swedish time.")
    return _("Time in {zone}.", zone=zone) if zone else ""


def _typed_hint(field: FieldView) -> str:
    """What to write where a field of that kind is shown as text."""
    return {
        Kind.TIME: _("For example: {examples}.", examples=EXAMPLES),
        Kind.DAY: _("For example: {examples}.", examples="2026-11-20, idag, igår"),
        Kind.CHOICE: _("Type the word."),
        Kind.CHOICES: _("Type the words, with commas between them."),
        Kind.YES: _("Write ja or nej."),
    }.get(field.kind, "")


def words(data: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The answers that came back for fields of these names, as words; a field left empty is an empty word."""
    found = {}
    for name in names:
        if name in data or name + CLOCK in data:
            parts = (_word(data.get(name)), _word(data.get(name + CLOCK)))
            found[name] = " ".join(part for part in parts if part)
    return found


def _word(answer: Any) -> str:
    """One input's answer."""
    if isinstance(answer, bool) or answer is None:
        return ""
    if isinstance(answer, float) and answer.is_integer():
        answer = int(answer)
    said = str(answer) if isinstance(answer, str | int | float) else ""
    return said if said.strip() and said != UNSAID else ""


def results(found: Iterable[Option]) -> Json:
    """The answer to a search in a list."""
    options = [option for option in {o.value: o for o in found}.values() if _holds(option)][:FOUND]
    return {"results": [{"title": clip(clean(o.label), VALUE), "value": o.value} for o in options]}
