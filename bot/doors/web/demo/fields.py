"""A form's fields as a page's controls, and the words read back from them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from commands.command import FieldView, FormView, Kind, Option
from commands.grammar import clock
from core.slugs import fold

WORD = "word."
RADIOS, LISTED = 5, 12
YES, NO = frozenset({"ja", "yes", "true"}), frozenset({"nej", "no", "false"})
_TIME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})?(?: (?P<clock>\d{2}:\d{2}))?")


class Drawn(StrEnum):
    """The control a field is drawn as."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    YES = "yes"
    RADIOS = "radios"
    BOXES = "boxes"
    LIST = "list"
    SEARCH = "search"
    TIME = "time"
    DAY = "day"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Control:
    """A field with how it is drawn: `chosen` are values of `options`; `held` a file handed in before."""

    field: FieldView
    drawn: Drawn
    error: str = ""
    options: tuple[Option, ...] = ()
    chosen: frozenset[str] = frozenset()
    day: str = ""
    clock: str = ""
    is_given: bool = False
    held: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """The id of its element, or of its group."""
        return f"field-{self.field.name}"

    @property
    def first(self) -> str:
        """The id of the element that takes the focus."""
        part = {Drawn.TIME: "-day", Drawn.RADIOS: "-1", Drawn.BOXES: "-1"}
        return self.id + part.get(self.drawn, "")

    @property
    def is_group(self) -> bool:
        """Whether it is several elements under one legend."""
        return self.drawn in {Drawn.TIME, Drawn.RADIOS, Drawn.BOXES}

    @property
    def described_by(self) -> str:
        """The ids of what is said of it."""
        said = ((self.field.hint, "hint"), (self.held, "held"), (self.error, "error"))
        return " ".join(f"{self.id}-{name}" for text, name in said if text)


def controls(
    form: FormView, errors: Mapping[str, str], held: Mapping[str, tuple[str, str]] = {}
) -> list[Control]:
    """The form's controls, in order. `held` are the handle and the name of files handed in before, by field."""
    return [_control(view, errors.get(view.name, ""), held.get(view.name)) for view in form.fields]


def elsewhere(form: FormView) -> dict[str, str]:
    """What was answered on other pages, to go along."""
    shown = {view.name for view in form.fields}
    return {name: value for name, value in form.values.items() if value and name not in shown}


def _control(view: FieldView, error: str, held: tuple[str, str] | None) -> Control:
    """The kind's own control; a value that it can't show stands as text, to be mended."""
    drawer = _DRAWERS.get(view.kind)
    own = drawer(view, error) if drawer else None
    return own or Control(view, _PLAIN.get(view.kind, Drawn.TEXT), error, held=held)


def _choices(view: FieldView, error: str) -> Control:
    words = [word.strip() for word in view.value.split(",")]
    known = _with_given(view.options, words)
    return Control(view, Drawn.BOXES, error, known, _chosen(known, words))


def _time(view: FieldView, error: str) -> Control | None:
    read = _TIME.fullmatch(view.value.strip())
    if read is None or (read["clock"] and clock(read["clock"]) is None):
        return None
    return Control(view, Drawn.TIME, error, day=read["day"] or "", clock=read["clock"] or "")


def _day(view: FieldView, error: str) -> Control | None:
    try:
        is_day = not view.value.strip() or bool(date.fromisoformat(view.value.strip()))
    except ValueError:
        is_day = False
    return Control(view, Drawn.DAY, error) if is_day else None


def _yes(view: FieldView, error: str) -> Control | None:
    """A box to tick. Where an answer was given before, an empty box is an answer too."""
    said = fold(view.value.strip())
    if said not in {"", *YES, *NO}:
        return None
    chosen = frozenset({"yes"}) if said in YES else frozenset()
    return Control(view, Drawn.YES, error, chosen=chosen, is_given=bool(said))


def _choice(view: FieldView, error: str) -> Control:
    """A few as radio buttons, some as a list, many or open ones as a field to search in."""
    word = view.value.strip()
    known = _with_given(view.options, [word])
    if view.has_more or len(known) > LISTED or not known:
        return Control(view, Drawn.SEARCH, error)
    drawn = Drawn.RADIOS if view.required and len(known) <= RADIOS else Drawn.LIST
    return Control(view, drawn, error, known, _chosen(known, [word]))


def _with_given(options: Iterable[Option], words: Iterable[str]) -> tuple[Option, ...]:
    """What can be chosen, with words already given that are no option: they stand there until mended."""
    known = list({option.value: option for option in options}.values())
    strange = [word for word in dict.fromkeys(words) if word and not _chosen(known, [word])]
    return (*(Option(word, word) for word in strange), *known)


def _chosen(known: Iterable[Option], words: Iterable[str]) -> frozenset[str]:
    """For each word the value it stands for: by value or by label, case and accents aside."""
    by_word = {fold(text): o.value for o in reversed(list(known)) for text in (o.label, o.value)}
    return frozenset(by_word[fold(word)] for word in words if fold(word) in by_word)


_PLAIN = {Kind.LONG: Drawn.LONG, Kind.NUMBER: Drawn.NUMBER, Kind.FILE: Drawn.FILE}
_DRAWERS: dict[Kind, Callable[[FieldView, str], Control | None]] = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.TIME: _time,
    Kind.DAY: _day,
    Kind.YES: _yes,
}


@dataclass
class _Answer:
    """What a field's elements hold."""

    words: list[str] = field(default_factory=list)
    day: str = ""
    clock: str = ""
    is_given: bool = False

    @property
    def word(self) -> str:
        """As a person would type it."""
        said = ",".join(filter(None, self.words)) or " ".join(filter(None, (self.day, self.clock)))
        return said or ("no" if self.is_given else "")


def words(posted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The posted fields as words by field name; a field left empty is an empty word."""
    answers: dict[str, _Answer] = {}
    for key, value in posted:
        if key.startswith(WORD):
            name, _dot, part = key.removeprefix(WORD).partition(".")
            _put(answers.setdefault(name, _Answer()), part, value)
    return {name: answer.word for name, answer in answers.items()}


def _put(answer: _Answer, part: str, value: str) -> None:
    if part == "day":
        answer.day = value
    elif part == "clock":
        answer.clock = value
    elif part == "given":
        answer.is_given = True
    else:
        answer.words.append(value)
