"""Finds accounts, people and log entries by what is typed."""

from typing import Annotated

from commands.command import EVERYONE, Command, Context, Form, Key
from core import search
from core.card import Card, Table
from core.words import N_, _


class SearchForm(Form):
    """What to look for."""

    text: Annotated[str, Key("text", "text", N_("What to look for"), free=True, max_length=100)]


LIMIT = 30


def find(context: Context, form: SearchForm) -> Card:
    """Looks in names, numbers, links, places and diary numbers; never in citizens' words (S5)."""
    found = search.find(context, form.text, LIMIT)
    rows = tuple((hit.kind, hit.name, hit.text, hit.command) for hit in found)
    text = "" if found else _("Nothing was found. Try a part of the word, or a number such as F-2026-0001.")
    if len(found) == LIMIT:
        text = _("The first {count} are shown. Write more of the word to find fewer.", count=LIMIT)
    return Card(
        _("Found for {text} ({count})", text=form.text, count=len(found)),
        text,
        table=Table((_("Kind"), _("Name"), _("What"), _("Look at it")), rows) if rows else None,
        data={"found": [{"kind": hit.kind, "name": hit.name, "command": hit.command} for hit in found]},
    )


COMMANDS = (
    Command(
        "search", "sök", "search", SearchForm, find, EVERYONE, N_("Search the register and the log"), reads=True,
        rules=("S5",), examples=("sök bibliotek", "sök KS 2026/12"),
    ),
)  # fmt: skip
