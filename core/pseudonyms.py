"""Pseudonyms: what tells blocked people apart in lists without saying who they are (S5, S11)."""

import secrets
from collections.abc import Mapping

from core.errors import FieldError
from core.words import _


def checked(profile: str) -> str:
    """A profile's address or user name. FieldError for what looks like a person's name: no citizen's is kept (S5)."""
    if len(profile.split()) != 1:
        raise FieldError("profile", _("Give the profile's address or user name, not the person's name."))
    return profile


def of(profile: str, known: Mapping[str, str]) -> str:
    """The pseudonym the profile has among those `known`, else a new one, drawn by lot so that nothing leads back."""
    same = {_plain(each): pseudonym for each, pseudonym in known.items()}
    if found := same.get(_plain(profile)):
        return found
    taken = set(known.values())
    while (drawn := secrets.token_hex(3).upper()) in taken:
        pass
    return drawn


def same(one: str, other: str) -> bool:
    """Whether two ways to write a profile are of the same."""
    return _plain(one) == _plain(other)


def _plain(profile: str) -> str:
    """The user name, also of an address; where it is a number in the query, that too."""
    path, _mark, query = profile.partition("#")[0].partition("?")
    name = path.rstrip("/").rpartition("/")[2].removeprefix("@").casefold()
    return f"{name}?{query}" if name.endswith(".php") else name
