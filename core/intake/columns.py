"""Which column is which: headings in Swedish or English, as towns write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.slugs import fold

Value = str | int | float | datetime | date | None
LEAST_KNOWN = 2  # headings that make a row the heading row
LOOKED_AT = 30  # rows


class Kind(StrEnum):
    """What a table holds."""

    ACCOUNTS = "accounts"
    POSTS = "posts"
    QUESTIONS = "questions"


_ACCOUNT = ("konto", "kortnamn", "slug", "kontots kortnamn", "account")
_LINK = (
    "länk",
    "url",
    "adress",
    "webbadress",
    "webblänk",
    "hemsida",
    "länk till kontot",
    "link",
    "address",
    "kontoadress",
)
HEADINGS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.ACCOUNTS: {
        "slug": _ACCOUNT,
        "name": ("namn", "kontonamn", "kontots namn", "sidans namn", "sida", "name", "account name",
            "användarnamn"),
        "platform": ("plattform", "kanal", "medium", "socialt medium", "sociala medier", "platform",
            "channel", "nätverk"),
        "unit": ("verksamhet", "enhet", "förvaltning", "sektor", "ansvarig verksamhet", "unit", "department"),
        "purpose": ("syfte", "syfte och mål", "beskrivning", "ändamål", "purpose", "description"),
        "target_group": ("målgrupp", "målgrupper", "target group", "audience"),
        "responsible": (
            "ansvarig", "ansvarig redaktör", "ansvarig person", "kontoansvarig", "kontaktperson",
            "responsible", "owner",
        ),
        "administrators": (
            "administratörer", "administratör", "redaktörer", "admins", "admin", "administrators", "editors",
        ),
        "url": _LINK,
        "status": ("status", "läge", "state"),
        "since": ("startdatum", "start", "startades", "skapat", "skapad",
            "aktiverat", "aktivt sedan", "since", "created"),
    },
    Kind.POSTS: {
        "account": (*_ACCOUNT, "kontonamn"),
        "at": ("publicerat", "publicerad", "publiceringsdatum", "datum", "tidpunkt", "när", "published", "date",
            "when"),
        "time": ("tid", "klockslag", "klockan", "time"),
        "count": ("antal", "antal inlägg", "count", "posts"),
        "link": ("länk", "url", "länk till inlägget", "inlägg", "link", "permalink"),
    },
    Kind.QUESTIONS: {
        "account": (*_ACCOUNT, "kontonamn"),
        "at": ("mottagen", "mottaget", "datum", "inkom", "inkommen", "kom in", "ställd",
            "fråga ställd", "received", "asked"),
        "answered": ("besvarad", "besvarat", "svarad", "svar", "svarsdatum", "svarade", "answered",
            "answered at"),
        "link": ("länk", "url", "länk till frågan", "link"),
        "signed_name": ("besvarad av", "svarade av", "undertecknat", "handläggare", "answered by"),
    },
}  # fmt: skip
NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.ACCOUNTS: ("platform",), Kind.POSTS: ("account", "at"), Kind.QUESTIONS: ("account", "at"),
}  # fmt: skip
SECRETS = frozenset(
    map(fold, ("lösenord", "password", "inloggning", "inloggningsuppgifter", "pinkod", "login"))
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number there (from 1), and its values by field."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was understood. By field, `headings` are the columns' own; `unused` are those nobody asks for."""

    kind: Kind
    rows: tuple[Row, ...]
    headings: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


def understood(table: Sequence[Sequence[Value]]) -> Sheet | None:
    """The table, where its headings tell what it is; what stands above them is left out. None where they do not."""
    for number, row in enumerate(table[:LOOKED_AT]):
        kind, fields = _kind(row)
        if kind and len(fields) >= LEAST_KNOWN:
            return _sheet(kind, fields, row, table, number)
    return None


def _kind(row: Sequence[Value]) -> tuple[Kind | None, dict[str, int]]:
    """The kind whose columns most of the headings are, and the place of each field's."""
    found = {kind: _places(kind, row) for kind in Kind}
    whole = {kind: places for kind, places in found.items() if all(name in places for name in NEEDED[kind])}
    best = max(whole, key=lambda kind: len(whole[kind]), default=None)
    return best, whole[best] if best else {}


def _places(kind: Kind, row: Sequence[Value]) -> dict[str, int]:
    words = {_key(word): name for name, known in HEADINGS[kind].items() for word in reversed(known)}
    places: dict[str, int] = {}
    for place, heading in enumerate(row):
        name = words.get(_key(heading)) if isinstance(heading, str) else None
        if name and name not in places:
            places[name] = place
    return places


def _key(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    return " ".join(
        fold(heading.partition("(")[0]).replace(":", " ").replace("*", " ").replace("-", " ").split()
    )


def _sheet(
    kind: Kind,
    fields: Mapping[str, int],
    headings: Sequence[Value],
    table: Sequence[Sequence[Value]],
    number: int,
) -> Sheet:
    named = {place: str(heading).strip() for place, heading in enumerate(headings) if _is_said(heading)}
    rest = [text for place, text in named.items() if place not in fields.values()]
    rows = (
        Row(place + 1, {name: _at(row, column) for name, column in fields.items()})
        for place, row in enumerate(table)
        if place > number
    )
    return Sheet(
        kind,
        tuple(row for row in rows if any(map(_is_said, row.values.values()))),
        {name: named[place] for name, place in fields.items()},
        tuple(text for text in rest if _key(text) not in SECRETS),
        tuple(text for text in rest if _key(text) in SECRETS),
    )


def _at(row: Sequence[Value], place: int) -> Value:
    return row[place] if place < len(row) else None


def _is_said(value: Value) -> bool:
    return value is not None and str(value).strip() != ""
