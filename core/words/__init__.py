"""Words: English msgids in the code, a catalogue for each other language, chosen per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DEFAULT_LANGUAGE = "sv"
LANGUAGES = ("sv", "en")

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

Catalogue = dict[str, tuple[str, ...]]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything said inside is said in `language` (`sv` or `en`)."""
    token = _language.set(language if language in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _language.reset(token)


def spoken() -> str:
    """The language spoken just now."""
    return _language.get()


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
