"""A field's choices for a picker: with words already given that are no option, and what of them was chosen."""

import re
from collections.abc import Iterable

from commands.command import FieldView, Option
from commands.grammar import clock
from core.slugs import fold

YES, NO = frozenset({"ja", "yes", "true"}), frozenset({"nej", "no", "false"})
_TIME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})?(?: (?P<clock>\d{2}:\d{2}))?")


def known(field: FieldView, words: Iterable[str]) -> list[Option]:
    """What can be chosen, once each, with words already given that are no option; nothing where there is no list."""
    unique = {option.value: option for option in field.options if option.value.strip()}
    given = [word for word in dict.fromkeys(words) if word and not chosen(unique.values(), [word])]
    return [*(Option(word, word) for word in given), *unique.values()] if unique else []


def chosen(options: Iterable[Option], words: Iterable[str]) -> list[Option]:
    """For each word its option: by its own word first, else by its label; case and accents aside."""
    every = list(options)
    by_label = {fold(option.label): option for option in reversed(every)}
    by_value = {fold(option.value): option for option in reversed(every)}
    exact = {option.value: option for option in every}
    found = [
        exact.get(word) or by_value.get(fold(word)) or by_label.get(fold(word)) for word in words if word
    ]
    return list({option.value: option for option in found if option}.values())


def words_of(value: str) -> list[str]:
    """The words of a field that takes several."""
    return [word.strip() for word in value.split(",") if word.strip()]


def day_and_clock(value: str) -> tuple[str, str] | None:
    """A time such as `2026-11-20 15:00`, its day alone, or none, as its two parts; None where it is another text."""
    read = _TIME.fullmatch(value.strip())
    if read is None or (read["clock"] and clock(read["clock"]) is None):
        return None
    return read["day"] or "", read["clock"] or ""
