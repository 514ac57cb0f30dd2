"""A person's rights to what the bot holds of them: an extract of one's own, and where a citizen's words are (GDPR)."""

from typing import Annotated

from commands import choices, rights
from commands.command import EVERYONE, Command, Context, Form, Key, Later
from commands.disclosure import HANDLES
from core import audit, citizens
from core.card import Button, Card, Table
from core.people import Person
from core.words import N_, _

MAKER, MOST = "own", 50


class ExtractForm(Form):
    """Of whom, if not of oneself."""

    person: Annotated[
        Person | None,
        Key("person", "person", N_("Person"), N_("Yourself, if you leave it out."), position=1,
            source=choices.ANYBODY),
    ] = None  # fmt: skip


def extract(context: Context, form: ExtractForm) -> Later:
    """Orders all that is held of somebody who works with the accounts (GDPR art. 15); who took it out is logged."""
    person = form.person or context.doer
    rights.must(context, rights.OWN_DATA, "person", _("That is about somebody else."), owner=person)
    audit.record(context, "person.extracted", f"person:{person.slug}")
    card = Card(
        _("Gathering what I hold of {name}…", name=person.name),
        _("It comes to you alone when it is done."),
        data={"person": person.slug},
    )
    return Later(MAKER, {"person": person.slug}, card)


class FindForm(Form):
    """What the citizen is known by."""

    text: Annotated[
        str,
        Key("text", "text", N_("What to look for"), N_("A name, a profile, a link or words of what was written."),
            free=True, max_length=200),
    ]  # fmt: skip


def find(context: Context, form: FindForm) -> Card:
    """Where something stands that a citizen has written, or a link to it (GDPR art. 15); then public records."""
    found = citizens.find(context, form.text, MOST)
    rows = tuple((hit.number, hit.account, _where(hit), hit.command) for hit in found)
    text = _(
        "There is no field for a citizen's name, so this is where the words stand or are linked to. Look whether it is "
        "the same person. An extract is made as public records. If they object: personuppgifter invändning NUMBER"
    )
    if not found:
        text = _("Nothing was found. Try the link to what they wrote, or a few of its words.")
    if len(found) == MOST:
        text = _("The first {count} are shown. Write more of the word to find fewer.", count=MOST)
    return Card(
        _("Found of citizens ({count})", count=len(found)),
        text,
        table=Table((_("Number"), _("Account"), _("Where it stands"), _("Extract")), rows) if rows else None,
        buttons=tuple(Button(hit.number, hit.command) for hit in found[:5]),
        data={"found": [hit.number for hit in found]},
    )


def _where(hit: citizens.Hit) -> str:
    """Where it stands, in words."""
    return ", ".join(_(citizens.PLACES[place]) for place in hit.places)


_RULES = ("S5",)
COMMANDS = (
    Command(
        "personal.extract", "personuppgifter utdrag", "personal-data extract", ExtractForm, extract, EVERYONE,
        N_("All that is held of you, as a file"), rules=("S4",),
        examples=("personuppgifter utdrag", "personuppgifter utdrag rut-redaktör"),
    ),
    Command(
        "personal.find", "personuppgifter sök", "personal-data find", FindForm, find, HANDLES,
        N_("Find what a citizen has written, for an extract or an objection"), reads=True, rules=_RULES,
        examples=('personuppgifter sök "facebook.com/anna"',),
    ),
)  # fmt: skip
