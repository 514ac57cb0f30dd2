"""Words: English msgids in the code, a catalogue for each other language, chosen per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DEFAULT_LANGUAGE = "sv"
LANGUAGES = ("sv", "en")

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)
_zone: ContextVar[str] = ContextVar("zone", default="")

Catalogue = dict[str, tuple[str, ...]]


@contextmanager
def speaking(language: str, zone: str = "") -> Iterator[None]:
    """Everything said inside is said in `language` (`sv` or `en`), to somebody in `zone` (IANA) where it is known."""
    tokens = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE), _zone.set(zone)
    try:
        yield
    finally:
        _language.reset(tokens[0])
        _zone.reset(tokens[1])


def spoken() -> str:
    """The language spoken just now."""
    return _language.get()


def listening_in() -> str:
    """The zone (IANA) of whoever is spoken to just now; empty when it is not known."""
    return _zone.get()


def language_of_locale(locale: str) -> str:
    """The language to speak where a chat says `sv-SE`, `en-GB` or another; empty when it says nothing."""
    if not locale:
        return ""
    return "sv" if locale.lower().replace("_", "-").partition("-")[0] == "sv" else "en"


def _(msgid: str, /, **values: object) -> str:
    """The message in the language spoken, with `{name}` filled from `values`."""
    return _forms(msgid)[0].format(**values) if values else _forms(msgid)[0]


def n_(one: str, many: str, count: int, /, **values: object) -> str:
    """As `_`, in the form that `count` asks for; `{count}` is filled too."""
    forms = _forms(one)
    plural = forms[-1] if len(forms) > 1 else many
    return (forms[0] if count == 1 else plural).format(count=count, **values)


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name)
    """Marks a message for the catalogue without translating it yet."""
    return msgid


def _forms(msgid: str) -> tuple[str, ...]:
    return _catalogue(_language.get()).get(msgid) or (msgid,)


@cache
def _catalogue(language: str) -> Catalogue:
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    with (Path(__file__).parent / f"{language}.po").open("rb") as file:
        return {_key(m.id): _strings(m.string) for m in read_po(file) if m.id and m.string}


def _key(message_id: str | list[str] | tuple[str, ...]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def _strings(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
