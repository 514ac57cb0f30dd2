"""Contact persons: whom to ask in a unit when a question needs a quick answer (H27)."""

from typing import Annotated

from commands import choices, rights
from commands.command import DECIDES, EVERYONE, Command, Context, Form, Key, NoForm
from core import accounts, contacts
from core.card import Card, Table
from core.errors import Refused
from core.people import Person, Role
from core.words import N_, _
from core.words.times import joined


class ContactForm(Form):
    """A unit and those who answer for it when it is urgent."""

    unit: Annotated[str, Key("verksamhet", "unit", N_("Unit"), position=1, max_length=120)]
    people: Annotated[
        tuple[Person, ...], Key("person", "person", N_("Contact persons"), source=choices.PEOPLE)
    ]


def name(context: Context, form: ContactForm) -> Card:
    """Names a unit's contact persons, instead of those before (H27)."""
    if not rights.may_act(context, rights.CONTACTS, unit=accounts.known_unit(context, form.unit)):
        raise Refused(_("{unit} is not your unit.", unit=form.unit), rights.who_may(context, rights.CONTACTS))
    unit = contacts.set_for(context, form.unit, form.people)
    names = [person.name for person in form.people]
    return Card(
        _("Contact persons of {unit}", unit=unit),
        joined(names),
        data={"unit": unit, "contacts": [person.slug for person in form.people]},
    )


def listing(context: Context, _form: NoForm) -> Card:
    """The contact persons of all units."""
    found = contacts.by_unit(context)
    rows = tuple(
        (unit, person.name, person.contact or person.title or "") for unit in found for person in found[unit]
    )
    return Card(
        _("Contact persons ({count})", count=len(rows)),
        "" if rows else _("There are none yet. Name them: kontakt Bibliotek person=rut-redaktör"),
        table=Table((_("Unit"), _("Name"), _("How to reach them")), rows) if rows else None,
        data={"contacts": {unit: [person.slug for person in found[unit]] for unit in found}},
    )


COMMANDS = (
    Command(
        "contact.set", "kontakt", "contact", ContactForm, name, DECIDES | {Role.MANAGER},
        N_("Name a unit's contact persons"), rules=("H27",),
        examples=("kontakt Bibliotek person=rut-redaktör,elis-ek",),
    ),
    Command(
        "contact.list", "kontakt lista", "contact list", NoForm, listing, EVERYONE, N_("List the contact persons"),
        reads=True, rules=("H27",), examples=("kontakt lista",),
    ),
)  # fmt: skip
