"""People: registered, changed, trained, linked to chat, gone."""

import re
from datetime import date
from typing import Annotated

from commands import choices, rights
from commands.command import DECIDES, Ask, Command, Context, Form, Key, Kind, NoForm
from core import absences, accounts, administrators, people, presence, questions
from core.card import Card, Fact, Table
from core.errors import FieldError, Refused
from core.people import Person, Role
from core.slugs import fold, slug_of
from core.words import N_, _, n_
from core.words.times import day

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

ROLES = Key("roll", "role", N_("Roles"), source=choices.ROLES)
UNIT = Key("verksamhet", "unit", N_("Unit"), max_length=120)
DEPARTMENT = Key(
    "avdelning", "department", N_("Department"), N_("Ends the answers the person signs."), max_length=120
)
CONTACT = Key("kontakt", "contact", N_("How to reach them at work"), example="0515-88 50 00", max_length=200)
TITLE = Key("titel", "title", N_("Title"), max_length=120)
PERSON = Key("person", "person", N_("Person"), position=1, source=choices.PEOPLE)


class NewForm(Form):
    """A new person."""

    name: Annotated[str, Key("namn", "name", N_("Name"), position=1, max_length=60)]
    roles: Annotated[tuple[Role, ...], ROLES]
    unit: Annotated[str | None, UNIT] = None
    department: Annotated[str | None, DEPARTMENT] = None
    title: Annotated[str | None, TITLE] = None
    contact: Annotated[str | None, CONTACT] = None


def new(context: Context, form: NewForm) -> Card:
    """Registers a person."""
    _check_name(context, form.name)
    rights.may_give(context, frozenset(), frozenset(form.roles))
    wanted = frozenset(form.roles)
    roles = administrators.at_once(context, None, wanted)
    person = people.add(
        context, form.name, roles,
        unit=_unit(context, form.unit), department=form.department, title=form.title, contact=form.contact,
    )  # fmt: skip
    if roles != wanted:
        administrators.ask(context, person, gives=True)
    return person_card(context, person, _("{name} is registered", name=person.name))


def _check_name(context: Context, name: str) -> None:
    slug = slug_of(name)
    if not slug:
        raise FieldError("name", _("Write a name with letters or digits."))
    if fold(slug) in context.reserved:
        raise FieldError("name", _("{name} is a word the bot uses itself. Choose another name.", name=name))


def _unit(context: Context, unit: str | None) -> str | None:
    return accounts.known_unit(context, unit) if unit else None


def person_card(context: Context, person: Person, title: str) -> Card:
    """A person with roles and what is missing."""
    roles = people.roles_of(context.session, person)
    lacks_unit = Role.MANAGER in roles and not person.unit
    hint = _("A manager needs a unit to approve accounts: person ändra {who} verksamhet=…", who=person.slug)
    facts = (
        (_("Short name"), person.slug),
        (_("Roles"), _role_names(roles)),
        (_("Waits for a second administrator"), _waits(context, person)),
        (_("Unit"), person.unit),
        (_("Department"), person.department),
        (_("Title"), person.title),
        (_("How to reach them"), person.contact),
        (_("Away"), _absence(context, person)),
        (_("Away from the chat since"), _away_since(context, person)),
    )
    return Card(
        title,
        hint if lacks_unit else "",
        tuple(Fact(label, value) for label, value in facts if value),
        data={
            "person": person.slug,
            "roles": [role.value for role in Role if role in roles],
            "waits": administrators.pending_for(context, person) is not None,
        },
    )


def _waits(context: Context, person: Person) -> str:
    """What a second administrator has to confirm, and who can."""
    change = administrators.pending_for(context, person)
    if change is None:
        return ""
    said = _("to be an administrator") if change.gives else _("to be an administrator no longer")
    names = ", ".join(each.name for each in administrators.able(context, change))
    return f"{said}. {_('It can be confirmed by: {who}.', who=names or _('nobody yet'))}"


def _away_since(context: Context, person: Person) -> str:
    return day(context.calendar.local(person.away_since).date()) if person.away_since else ""


def _absence(context: Context, person: Person) -> str:
    """The absence of today or the next one, and who stands in (H11)."""
    absence = absences.current(context, person)
    if absence is None:
        return ""
    deputy = context.session.get(Person, absence.deputy_id) if absence.deputy_id else None
    said = _("{first} to {last}", first=day(absence.first_day), last=day(absence.last_day))
    return f"{said} ({_('deputy: {name}', name=deputy.name)})" if deputy else said


def _role_names(roles: frozenset[Role]) -> str:
    return ", ".join(choices.word_of(choices.ROLE_WORDS, role) for role in Role if role in roles)


class ChangeForm(Form):
    """What changes; roles given replace those held."""

    person: Annotated[Person, PERSON]
    roles: Annotated[tuple[Role, ...], ROLES] = ()
    unit: Annotated[str | None, UNIT] = None
    department: Annotated[str | None, DEPARTMENT] = None
    title: Annotated[str | None, TITLE] = None
    contact: Annotated[str | None, CONTACT] = None


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Changes a person; without anything given it asks, with today's values filled in."""
    person = form.person
    details = {
        "unit": _unit(context, form.unit), "department": form.department, "title": form.title,
        "contact": form.contact,
    }  # fmt: skip
    if not form.roles and not any(details.values()):
        held = people.roles_of(context.session, person)
        words = [choices.ROLE_WORDS[role][0] for role in Role if role in held]
        fields = ("unit", "department", "title", "contact")
        now = {field: getattr(person, field) for field in fields}
        values = {field: value for field, value in now.items() if value}
        return Ask(("roles", *fields), {"roles": ",".join(words), **values})
    people.change(context, person, _roles(context, form), **details)
    for account in accounts.edited_by(context, person):
        accounts.wake_all(context, account)
    return person_card(context, person, _("{name} is changed", name=person.name))


def _roles(context: Context, form: ChangeForm) -> frozenset[Role]:
    """The roles to set now; the administrator's may wait for a second administrator. Refused as the rights say."""
    wanted, held = frozenset(form.roles), people.roles_of(context.session, form.person)
    if not wanted:
        return wanted
    rights.may_give(context, held, wanted)
    if wanted != held and Role.ADMIN not in wanted ^ held:
        rights.must_be_anothers(context, form.person)
    roles = administrators.at_once(context, form.person, wanted)
    if roles != wanted:
        administrators.ask(context, form.person, gives=Role.ADMIN in wanted)
    return roles


class LeaveForm(Form):
    """Who leaves, and who takes over."""

    person: Annotated[Person, PERSON]
    successor: Annotated[
        Person | None,
        Key("efterträdare", "successor", N_("Who takes over the accounts"), source=choices.PEOPLE),
    ] = None


def leave(context: Context, form: LeaveForm) -> Card:
    """A person leaves: their accounts get a new responsible, or become gaps."""
    if form.successor and form.successor.id == form.person.id:
        raise FieldError("successor", _("Choose another person than the one who leaves."))
    _may_leave(context, form.person)
    theirs = accounts.hand_over(context, form.person, form.successor)
    questions.wake_open(context, theirs)
    people.leave(context, form.person)
    slugs = [account.slug for account in theirs]
    without = [account.slug for account in theirs if account.responsible_id is None]
    text = (
        n_("{count} account was handed over.", "{count} accounts were handed over.", len(slugs))
        if slugs
        else ""
    )
    if without:
        text = _("These accounts have nobody responsible now: {slugs}.", slugs=", ".join(without))
    return Card(
        _("{name} has left", name=form.person.name),
        text,
        data={"person": form.person.slug, "accounts": slugs, "without_responsible": without},
    )


def _may_leave(context: Context, person: Person) -> None:
    """Refused where an administrator leaves whom a second administrator has not let go (S2)."""
    held = people.roles_of(context.session, person)
    rights.may_give(context, held, frozenset())
    if Role.ADMIN in held and administrators.at_once(context, person, frozenset()):
        raise Refused(
            _(
                "{name} is an administrator: a second administrator confirms that they leave.",
                name=person.name,
            ),
            _(
                "Take the role away first: person ändra {who} roll=redaktör. It can be confirmed by: {names}.",
                who=person.slug,
                names=", ".join(p.name for p in administrators.seconds(context, person)),
            ),
        )


class TrainedForm(Form):
    """Who was trained, and when."""

    person: Annotated[Person, PERSON]
    held_on: Annotated[date | None, Key("datum", "date", N_("Day of the training"))] = None


def trained(context: Context, form: TrainedForm) -> Card:
    """Records a training that communications held (F4)."""
    held_on = form.held_on or context.calendar.local(context.now).date()
    if held_on > context.calendar.local(context.now).date():
        raise FieldError("held_on", _("The training has not been held yet."))
    people.record_training(context, form.person, held_on)
    for account in accounts.edited_by(context, form.person):
        accounts.wake_all(context, account)
    return Card(
        _("{name} was trained on {day}", name=form.person.name, day=day(held_on)),
        data={"person": form.person.slug, "held_on": held_on.isoformat()},
    )


class LinkForm(Form):
    """Which chat user is which person."""

    person: Annotated[Person, PERSON]
    chat: Annotated[
        str, Key("chatt", "chat", N_("Who it is in the chat"), example="U012AB3CD", max_length=120, kind=Kind.MEMBER)
    ]  # fmt: skip


def link(context: Context, form: LinkForm) -> Card:
    """Links a chat user to a person; only an administrator can, never the person's own claim."""
    door, team, user = _chat_identity(context, form.chat)
    presence.link(context, form.person, door, team, user)
    return Card(
        _("{name} is linked to {user}", name=form.person.name, user=user),
        data={"person": form.person.slug, "user": user},
    )


def _chat_identity(context: Context, text: str) -> tuple[str, str, str]:
    """`U012AB3CD`, `<@U012AB3CD|name>`, an Entra object id, or `door:team:user`, as door, team and user."""
    word = text.strip().strip("<>@").split("|")[0]
    door, _colon, rest = word.partition(":")
    team, _colon, user = rest.partition(":")
    if not rest:
        door, user = ("teams", word.lower()) if _OBJECT_ID.fullmatch(word) else ("slack", word)
        team = context.workspace.team_of(door) or ""
    is_user = bool(user) if rest else door == "teams" or (user.isalnum() and user.isupper())
    if is_user and team and team == context.workspace.team_of(door):
        return door, team, user
    raise FieldError(
        "chat",
        _(
            "This is no member of a connected chat. A member ID in Slack looks like U012AB3CD, an object ID in Teams "
            "like 8d3f0c2e-5b1a-4c7e-9f60-2a41c9d07b11. The chat must be connected first."
        ),
    )


class ShowForm(Form):
    """Whom to look at."""

    person: Annotated[Person, PERSON]


def show(context: Context, form: ShowForm) -> Card:
    """A person, as registered."""
    return person_card(context, form.person, form.person.name)


def listing(context: Context, _form: NoForm) -> Card:
    """Those who work with the accounts."""
    found = people.present(context)
    roles = people.roles_by_person(context)
    rows = tuple(
        (
            choices.name_of(p),
            p.slug,
            ", ".join(choices.word_of(choices.ROLE_WORDS, r) for r in Role if r in roles[p.id]),
            p.unit or "",
        )
        for p in found
    )
    columns = (_("Name"), _("Short name"), _("Roles"), _("Unit"))
    return Card(
        _("People ({count})", count=len(found)),
        table=Table(columns, rows),
        data={"people": [p.slug for p in found]},
    )


ADMINS = frozenset({Role.ADMIN})

COMMANDS = (
    Command(
        "person.new", "person ny", "person new", NewForm, new, DECIDES, N_("Register a person"),
        examples=('person ny "Rut Redaktör" roll=redaktör verksamhet=Bibliotek avdelning="Kultur och fritid"',),
        rules=("S2",),
    ),
    Command(
        "person.change", "person ändra", "person change", ChangeForm, change, DECIDES, N_("Change a person"),
        examples=("person ändra rut-redaktör avdelning=Kultur",),
    ),
    Command(
        "person.show", "person visa", "person show", ShowForm, show, DECIDES | {Role.MANAGER},
        N_("Look at a person"), reads=True, examples=("person visa rut-redaktör",),
    ),
    Command(
        "person.list", "person lista", "person list", NoForm, listing, DECIDES | {Role.MANAGER, Role.COUNCIL},
        N_("List the people"), reads=True, examples=("person lista",),
    ),
    Command(
        "person.trained", "person utbildad", "person trained", TrainedForm, trained, DECIDES,
        N_("Record a training"), rules=("F4",), examples=("person utbildad rut-redaktör datum=2026-09-01",),
    ),
    Command(
        "person.link", "person koppla", "person link", LinkForm, link, ADMINS,
        N_("Link a person to the chat"), examples=("person koppla rut-redaktör chatt=U012AB3CD",),
    ),
    Command(
        "person.leave", "person sluta", "person leave", LeaveForm, leave, DECIDES, N_("A person leaves"),
        rules=("F2",), examples=("person sluta rut-redaktör efterträdare=eva-editor",),
    ),
)  # fmt: skip
