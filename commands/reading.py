"""From tokens to a command and its words by field name; nothing here asks the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import get_origin

from commands.command import Command, Form
from commands.grammar import Token, nearest
from commands.registry import COMMANDS
from core.errors import Refused
from core.slugs import fold
from core.words import _


def match(tokens: Sequence[Token]) -> tuple[Command, Sequence[Token]]:
    """The command the tokens open with, and the tokens left. Refused, with the nearest, when there is none."""
    if tokens and tokens[0].text.lower() in {"some", "/some"}:
        tokens = tokens[1:]
    typed = [fold(token.text) if not token.head else "" for token in tokens]
    if not typed:
        return _named("home"), tokens
    best, length = _best(typed)
    if not (best and length):
        raise _no_such_command(tokens)
    return best, tokens[length - _pattern_length(best) :]


def _named(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)


def _best(typed: Sequence[str]) -> tuple[Command | None, int]:
    """The command whose words match the most of the tokens, and how many; a word such as `F-*` matches a beginning."""
    said = _said()
    near = (*said.get(typed[0], ()), *said.get("*", ()))
    found = ((command, _matched(words, typed)) for words, command in near)
    return max(found, key=lambda each: each[1], default=(None, 0))


@cache
def _said() -> Mapping[str, Sequence[tuple[Sequence[str], Command]]]:
    """Commands with their words, by the first of them; those that begin with a number's pattern by `*`."""
    said: defaultdict[str, list[tuple[Sequence[str], Command]]] = defaultdict(list)
    for command in COMMANDS:
        for words in (fold(command.words).split(), fold(command.english).split()):
            said["*" if words[0].endswith("*") else words[0]].append((words, command))
    return said


def _matched(words: Sequence[str], typed: Sequence[str]) -> int:
    fits = len(words) <= len(typed) and all(
        given.startswith(word[:-1]) if word.endswith("*") else word == given
        for word, given in zip(words, typed, strict=False)
    )
    return len(words) if fits else 0


def _pattern_length(command: Command) -> int:
    """Number patterns are matched but stay: they are the command's first word too."""
    return command.words.count("*")


def _no_such_command(tokens: Sequence[Token]) -> Refused:
    """What is near: of the noun's verbs where the noun is known, else of all first words."""
    first = fold(tokens[0].whole)
    siblings = [c.words for c in COMMANDS if first in (fold(c.words.split()[0]), fold(c.english.split()[0]))]
    word = " ".join(token.whole for token in tokens[: 2 if siblings else 1])
    near = nearest(word, siblings or {command.words.split()[0] for command in COMMANDS})
    if (near and len(tokens) > 1) or (near and not siblings):
        what_to_do = _("Did you mean {near}?", near=near)
    else:
        what_to_do = _("Choose one of: {choices}.", choices=", ".join(siblings)) if siblings else ""
    return Refused(
        _("There is no command {word}.", word=word), " ".join(filter(None, (what_to_do, _("See all: hjälp"))))
    )


def read_words(command: Command, tokens: Iterable[Token]) -> dict[str, str]:
    """The tokens as words by field name: keys first, then positions, then the free field. Refused on what is left."""
    form = command.form
    by_key = _by_key(form)
    positions = sorted((key.position, name) for name, key in form.keys().items() if key.position)
    free = next((name for name, key in form.keys().items() if key.free), None)
    words: dict[str, str] = {}
    loose: list[Token] = []
    for token in tokens:
        name = by_key.get(fold(token.head)) if token.head else None
        if name:
            _give(command, words, name, token)
        else:
            loose.append(token)
    for _position, name in positions:
        if loose and name not in words:
            words[name] = loose.pop(0).whole
    if loose and free and free not in words:
        words[free] = " ".join(token.whole for token in loose)
    elif loose:
        raise _left_over(command, loose[0])
    return words


@cache
def _by_key(form: type[Form]) -> Mapping[str, str]:
    """A form's fields by every word typed for them."""
    return {fold(word): name for name, key in form.keys().items() for word in (key.sv, key.en, name)}


def _give(command: Command, words: dict[str, str], name: str, token: Token) -> None:
    if name not in words:
        words[name] = token.text
    elif get_origin(command.form.model_fields[name].annotation) is tuple:
        words[name] += "," + token.text
    else:
        raise Refused(_("{key} is given twice.", key=command.form.keys()[name].sv), _("Give it once."))


def _left_over(command: Command, token: Token) -> Refused:
    keys = [key.sv for key in command.form.keys().values()]
    near = nearest(token.head, keys) if token.head else ""
    if near:
        what_to_do = _("Did you mean {near}?", near=f"{near}=")
    else:
        what_to_do = _("See what it takes: hjälp {command}", command=command.words.split()[0])
    return Refused(_("I don't understand {word} here.", word=token.whole), what_to_do)
