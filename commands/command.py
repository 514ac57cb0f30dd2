"""The command model: a command is a form and a function; a form's fields carry all that a door needs to draw them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationInfo
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema
from sqlmodel import Session

from commands import grammar
from core.card import Card
from core.evidence import Kept, TextFile
from core.people import Role
from core.scope import Scope
from core.secrets import looks_like_a_secret
from core.slugs import fold
from core.words import N_, _, spoken

if TYPE_CHECKING:
    from commands.choices import Source


Info = ValidationInfo[Any]


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file a door holds; `read` fetches its content, outside any transaction. Text never makes one."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person by slug (the terminal), or a chat identity; `guest` where it is another organisation's.

    `name` is what the chat calls them, for whoever is to link them: it proves nothing.
    """

    person: str = ""
    team: str = ""
    user: str = ""
    guest: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody said, from any door: `text` as typed, or a command's name with its data.

    `workspace` is a slug (empty for the only one), `key` is unique to this act (a repeat gets the same
    answer), `at` the aware time it happens. `data` holds words as typed, by field name; `files` the door's
    files, by field name. `asks` shows the form first, whatever is filled in; `wants` names fields this way in asks
    for though the command could do without.
    `step` counts the form's pages answered; 0 when it was typed.
    """

    caller: Caller
    key: str
    at: datetime
    text: str = ""
    command: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FileRef] = field(default_factory=dict)
    asks: bool = False
    wants: frozenset[str] = frozenset()
    step: int = 0
    door: str = "terminal"
    workspace: str = ""


class Links(Protocol):
    """Makes addresses of the bot's own pages."""

    def overview(self, link_id: int, nonce: str) -> str:
        """The address that opens the status page once, by the link's id and its secret."""


@dataclass(frozen=True)
class Context(Scope):
    """A scope with the caller's roles and the page of the form that was answered; `links` where pages are served."""

    roles: frozenset[Role] = frozenset()
    step: int = 0
    links: Links | None = None

    commands: tuple["Command", ...] = ()

    @property
    def reserved(self) -> frozenset[str]:
        """Words that commands are made of, folded: no account or person can be called so."""
        spoken = (f"{command.words} {command.english}" for command in self.commands)
        return frozenset(fold(word) for words in spoken for word in words.split() if not word.endswith("*"))


class Kind(StrEnum):
    """How a door draws a field."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    YES = "yes"
    CHOICE = "choice"
    CHOICES = "choices"
    TIME = "time"
    DAY = "day"
    FILE = "file"
    MEMBER = "member"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A field of a form: what people type for it, what they read, and how its value is made from words.

    `sv` and `en` are what is typed before `=`; `label`, `hint` and `example` are msgids; `position` is its
    place among words without `=`; `free` takes the words left over; `page` is the form's page it stands on.
    `kind` is set where neither source nor type tells it: a member or a channel of the chat.
    """

    sv: str
    en: str
    label: str
    hint: str = ""
    example: str = ""
    position: int = 0
    free: bool = False
    source: "Source[Any] | None" = None
    long: bool = False
    page: int = 1
    max_length: int = 300
    place: bool = False
    kind: Kind | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        reader = self._reader(source)
        if reader is None:
            return handler(source)
        return core_schema.with_info_plain_validator_function(reader)

    def _reader(self, annotation: Any) -> Callable[[Any, Info], Any] | None:
        kind = kind_of(self, annotation)
        if kind is Kind.NUMBER:
            return None
        readers: dict[Kind, Callable[[Any, Info], Any]] = {
            Kind.CHOICE: self._choice,
            Kind.CHOICES: self._choices,
            Kind.TIME: self._moment,
            Kind.DAY: self._day,
            Kind.FILE: self._file,
            Kind.YES: self._yes,
        }
        return readers.get(kind, self._text)

    def _choice(self, value: str, info: Info) -> Any:
        assert self.source is not None  # noqa: S101
        return self.source.resolve(info.context, value)

    def _choices(self, value: str, info: Info) -> tuple[Any, ...]:
        words = (word.strip() for word in value.split(","))
        return tuple(self._choice(word, info) for word in words if word)

    def _moment(self, value: str, info: Info) -> datetime:
        return grammar.moment(value, info.context.now, info.context.calendar)

    def _day(self, value: str, info: Info) -> date:
        return grammar.day(value, info.context.now, info.context.calendar)

    def _file(self, value: object, _info: Info) -> Kept | TextFile | FileRef:
        if not isinstance(value, (Kept, TextFile, FileRef)):
            raise ValueError(_("A file can't be named in text here: attach it in the form."))
        return value

    def _yes(self, value: str, _info: Info) -> bool:
        words = {"ja": True, "yes": True, "true": True, "nej": False, "no": False, "false": False}
        if (said := words.get(fold(value.strip()))) is None:
            raise ValueError(_("Write ja or nej."))
        return said

    def _text(self, value: str, _info: Info) -> str:
        text = value.strip()
        if len(text) > self.max_length:
            raise ValueError(_("At most {count} characters.", count=self.max_length))
        if looks_like_a_secret(text, alone=self.place):
            raise ValueError(
                _("This looks like a password. Never write one here: say where it is kept instead.")
            )
        return text


class Form(BaseModel):
    """A command's fields. Values are validated with a Context; words become rows, times and choices."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    @classmethod
    def keys(cls) -> Mapping[str, Key]:
        """The form's keys by field name, in order."""
        return _keys(cls)

    def check(self, context: Context) -> None:
        """What must hold between fields, before any file is stored. Raises FieldError."""

    @classmethod
    def required(cls) -> tuple[str, ...]:
        """The names of fields that must be given."""
        return tuple(name for name, info in cls.model_fields.items() if info.is_required())


def takes_file(form: type[Form], name: str) -> bool:
    """Whether a field is for a file; one for anything else gets none, whatever a door was sent."""
    key = form.keys().get(name)
    return key is not None and kind_of(key, form.model_fields[name].annotation) is Kind.FILE


def takes_text(form: type[Form], name: str) -> bool:
    """Whether a file field is for text that is read, not for evidence that is kept."""
    return TextFile in get_args(form.model_fields[name].annotation)


class NoForm(Form):
    """The form of a command that takes nothing."""


@cache
def _keys(form: type[Form]) -> Mapping[str, Key]:
    return MappingProxyType({name: _key(info) for name, info in form.model_fields.items()})


def _key(info: FieldInfo) -> Key:
    return next(extra for extra in info.metadata if isinstance(extra, Key))


def kind_of(key: Key, annotation: Any) -> Kind:
    """How a field of that annotation is drawn and read."""
    if key.kind is not None:
        return key.kind
    inner = [a for a in get_args(annotation) if a is not type(None)]
    many = get_origin(annotation) is tuple
    plain = annotation if not inner or many else inner[0]
    if key.source is not None:
        return Kind.CHOICES if many else Kind.CHOICE
    by_type = {
        datetime: Kind.TIME, date: Kind.DAY, int: Kind.NUMBER, bool: Kind.YES, Kept: Kind.FILE, TextFile: Kind.FILE,
    }  # fmt: skip
    return by_type.get(plain, Kind.LONG if key.long else Kind.TEXT)


@dataclass(frozen=True)
class Ask:
    """The same command wants more: those fields, with `values` (words as typed) kept or suggested.

    Without fields it asks only for a yes. Nothing has been written.
    """

    fields: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    card: Card | None = None


@dataclass(frozen=True)
class Later:
    """A report or an extract, which is made after what the command wrote is saved: `card` is said meanwhile.

    `kind` names who makes it, `args` are what they need.
    """

    kind: str
    args: Mapping[str, str]
    card: Card


Progress = Callable[[int, int, str], None]
Enter = Callable[[Session], Context]


class Maker(Protocol):
    """Makes what comes later, outside any transaction but its own."""

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the files. `enter` gives the caller's context; `progress` hears how far. Raises Refused."""


Run = Callable[[Context, Any], Card | Ask | Later]


@dataclass(frozen=True)
class Command:
    """One thing people can say. `words` are Swedish, `english` their English; `roles` who may at all.

    `about` names the field whose account decides for editors (their own accounts) and managers (their unit's).
    `reads` commands write nothing. `rule` names the rules behind it, `examples` are typed as they stand.
    """

    name: str
    words: str
    english: str
    form: type[Form]
    run: Run
    roles: frozenset[Role]
    summary: str
    about: str = ""
    reads: bool = False
    rules: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


EVERYONE = frozenset(Role)
LOGS = frozenset({Role.EDITOR, Role.MANAGER, Role.COMMUNICATIONS, Role.ADMIN})
DECIDES = frozenset({Role.COMMUNICATIONS, Role.ADMIN})

ROLE_NAMES = {
    Role.EDITOR: N_("editor"),
    Role.MANAGER: N_("manager"),
    Role.COMMUNICATIONS: N_("communications"),
    Role.COUNCIL: N_("the SoMe council"),
    Role.REGISTRAR: N_("the registrar"),
    Role.ADMIN: N_("administrator"),
}


@dataclass(frozen=True)
class Option:
    """A choice: the word typed for it and the label read."""

    value: str
    label: str


@dataclass(frozen=True)
class FieldView:
    """A field as a door draws it. `key` is the Swedish word typed before `=`; texts are in the caller's language.

    `value` is what was given: a time that can be read as local `2026-11-20 15:00`, a day as `2026-11-20`, anything
    else as typed. `zone` (IANA) is a time's. `has_more`: other words than the options will do. `takes_text`: a file of
    text, not a picture or a document.
    """

    name: str
    key: str
    label: str
    kind: Kind
    required: bool
    hint: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    max_length: int = 300
    zone: str = ""
    has_more: bool = False
    takes_text: bool = False


@dataclass(frozen=True)
class FormView:
    """A form to fill in: `values` are what was given before, by field name; `step` goes back with the answer."""

    command: str
    title: str
    step: int
    fields: tuple[FieldView, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    card: Card | None = None


@dataclass(frozen=True)
class Reply:
    """What a door gets: a card, or a form to fill in, or errors by field name (with the form to mend them in).

    With `later` the card is said meanwhile, and dispatch's `finish` gives the one to say after it. `language` is what
    it was said in, for the few words that are the door's own.
    """

    ok: bool
    card: Card
    form: FormView | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    language: str = field(default_factory=spoken)
    later: Later | None = None
