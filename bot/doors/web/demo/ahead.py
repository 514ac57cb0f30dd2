"""Type-ahead: how a line that is being typed can go on, a command first, then its fields and what they can be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commands.command import Command, Option
from commands.grammar import QUOTES, quote, tokens
from commands.reading import match, read_words
from core.errors import Refused
from core.slugs import fold
from core.words import _

MOST, FIRST = 8, 5

Suggest = Callable[[Command, str, str], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on: the whole line it makes, what it is called, and what it does."""

    line: str
    label: str
    hint: str = ""


def ways(text: str, commands: Iterable[Command], suggest: Suggest) -> list[Way]:
    """How the line can go on. `suggest` gives what a command's field can be by the text typed for it so far."""
    if _ends_quoted(text):
        return []
    cut = max((text.rfind(space) for space in (" ", "\t")), default=-1) + 1
    stem, last = text[:cut], text[cut:]
    known, first = _fields(stem, last, suggest), 0 if last else FIRST
    return [*known[:first], *_commands(text, commands), *known[first:]][:MOST]


def _ends_quoted(text: str) -> bool:
    """Whether the text ends inside or just after a quotation: there is nothing to suggest."""
    return text[-1:] in QUOTES or text.count('"') % 2 == 1


def _commands(text: str, commands: Iterable[Command]) -> list[Way]:
    typed = fold(text.lstrip().removeprefix("/some").lstrip())
    found = [
        (words, command)
        for command in commands
        for words in (command.words, command.english)
        if "*" not in words and fold(words).startswith(typed) and fold(words) != typed.rstrip()
    ]
    by_name = {
        command.name: Way(f"{words} ", words, _(command.summary)) for words, command in reversed(found)
    }
    return [by_name[name] for name in dict.fromkeys(command.name for _words, command in found)]


def _fields(stem: str, last: str, suggest: Suggest) -> list[Way]:
    """The values of the field that comes next, and the keys that are not given yet."""
    try:
        command, rest = match(tokens(stem)) if stem.strip() else (None, ())
        given = read_words(command, rest) if command else {}
    except Refused:
        return []
    if command is None:
        return []
    key, equals, value = last.partition("=")
    if equals:
        return _of_key(command, stem, key, value, suggest)
    return [*_next_value(command, stem, last, given, suggest), *_keys(command, stem, last, given)]


def _of_key(command: Command, stem: str, key: str, value: str, suggest: Suggest) -> list[Way]:
    """A key may hold several values with commas between."""
    keys = command.form.keys()
    name = next((n for n, k in keys.items() if fold(key) in (fold(k.sv), fold(k.en))), "")
    if not name:
        return []
    before, comma, part = value.rpartition(",")
    found = suggest(command, name, part)
    return [Way(f"{stem}{key}={before}{comma}{quote(o.value)} ", o.label, keys[name].sv) for o in found]


def _next_value(command: Command, stem: str, last: str, given: dict[str, str], suggest: Suggest) -> list[Way]:
    keys = command.form.keys()
    waiting = sorted((k.position, name) for name, k in keys.items() if k.position and name not in given)
    if not waiting:
        return []
    name = waiting[0][1]
    found = suggest(command, name, last)
    label = _(keys[name].label)
    return [Way(f"{stem}{quote(o.value)} ", o.label, label) for o in found if fold(o.value) != fold(last)]


def _keys(command: Command, stem: str, last: str, given: dict[str, str]) -> list[Way]:
    return [
        Way(f"{stem}{key.sv}=", f"{key.sv}=", _(key.label))
        for name, key in command.form.keys().items()
        if name not in given and not key.position and fold(key.sv).startswith(fold(last))
    ]
