"""The council's status page: a personal link to it, and taking links back."""

from typing import Annotated

from commands import choices, rights
from commands.command import Command, Context, Form, Key, NoForm
from core import pagelinks
from core.card import Button, Card, Style
from core.errors import Refused
from core.people import Person
from core.words import N_, _, n_
from core.words.times import clock


def link(context: Context, _form: NoForm) -> Card:
    """A link to the status page, only for who asked (item by item what it shows stands in docs/figures.md)."""
    if context.links is None:
        raise Refused(
            _("There is no status page here."),
            _("Whoever runs the bot can open it by setting PUBLIC_URL and PAGE_KEY."),
        )
    made, nonce = pagelinks.make(context)
    until = clock(context.calendar.local(made.expires_at))
    return Card(
        _("Your link to the status page"),
        _(
            "It is yours alone and opens once, until {until}. After that the page is open to you for {hours} hours "
            "in that browser. Don't pass it on: what is seen with it is seen as you.",
            until=until,
            hours=pagelinks.SESSION_LASTS.seconds // 3600,
        ),
        buttons=(
            Button(_("Open the status page"), "", Style.PRIMARY, url=context.links.overview(made.id, nonce)),
        ),
        data={"expires_at": made.expires_at.isoformat()},
        holds_a_secret=True,
    )


class RevokeForm(Form):
    """Whose links."""

    person: Annotated[
        Person | None, Key("person", "person", N_("Person"), position=1, source=choices.PEOPLE)
    ] = None


def revoke(context: Context, form: RevokeForm) -> Card:
    """Takes back one's own links and sessions, or for an administrator anybody's."""
    person = form.person or context.doer
    text = _("Only an administrator takes back other people's links.")
    rights.must(context, rights.LINKS, "person", text, owner=person)
    count = pagelinks.revoke(context, person)
    return Card(
        n_("{count} link was taken back", "{count} links were taken back", count),
        _("The status page is closed to {name} until a new link is opened.", name=person.name),
        data={"person": person.slug, "revoked": count},
    )


COMMANDS = (
    Command(
        "overview.link", "lägesbild", "overview", NoForm, link, pagelinks.READERS,
        N_("Open the status page in the browser"), rules=("C2", "F9", "F10"), examples=("lägesbild",),
    ),
    Command(
        "overview.revoke", "lägesbild återkalla", "overview revoke", RevokeForm, revoke, pagelinks.READERS,
        N_("Take back links to the status page"),
        examples=("lägesbild återkalla", "lägesbild återkalla cia-council"),
    ),
)  # fmt: skip
