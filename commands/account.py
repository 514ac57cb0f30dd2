"""Accounts: asked for, changed, looked at, listed (F1, F6, G2, H2)."""

from dataclasses import replace
from typing import Annotated

from commands import choices
from commands.account_card import ACCOUNT, AboutForm, account_card, data_of, facts_of, show
from commands.account_start import NEEDED, need_lacks
from commands.command import EVERYONE, LOGS, Ask, Command, Context, Form, Key
from commands.fields import (
    CENTRAL,
    CHANNEL,
    GOALS,
    NUMBER,
    REACH,
    RESOURCES,
    TARGET,
    URL,
    paged,
    web_address,
)
from core import accounts, approvals, gapwords, people, plans, questions
from core.accounts import Account, Status
from core.card import Button, Card, Style, Table
from core.errors import FieldError, Refused
from core.gaps import GapKind
from core.people import Person
from core.slugs import fold, slug_of
from core.words import N_, _

PLATFORM = Key("plattform", "platform", N_("Platform"), source=choices.PLATFORMS)
UNIT = Key("verksamhet", "unit", N_("Unit"), max_length=120)
PURPOSE = Key("syfte", "purpose", N_("Purpose"), N_("What the account is for."), long=True, max_length=1000)
RESPONSIBLE = Key("ansvarig", "responsible", N_("Responsible"), source=choices.PEOPLE)
ADMINISTRATORS = Key("administratörer", "administrators", N_("Administrators"), source=choices.PEOPLE)
DEPUTY = Key("ersättare", "deputy", N_("Deputy of the one responsible"), source=choices.PEOPLE)
CONTACT = Key(
    "kontakt", "contact", N_("Contact for the public"), example="biblioteket@falkoping.se", max_length=200
)
WEBSITE = Key("webblänk", "website", N_("The website's page that links to the account"), max_length=1000)
HANDLE = Key("namn", "handle", N_("The account's name on the platform"), max_length=120)


class NewForm(Form):
    """A request for an account."""

    slug: Annotated[
        str, Key("kortnamn", "slug", N_("Short name"), N_("One word to type, such as bibliotek-fb."), position=1,
                 max_length=60)
    ]  # fmt: skip
    platform: Annotated[str, PLATFORM]
    unit: Annotated[str, UNIT]
    purpose: Annotated[str, PURPOSE]
    responsible: Annotated[Person, RESPONSIBLE]
    administrators: Annotated[tuple[Person, ...], ADMINISTRATORS] = ()
    url: Annotated[str | None, URL] = None
    handle: Annotated[str | None, HANDLE] = None
    target_group: Annotated[str | None, paged(TARGET)] = None
    goals: Annotated[str | None, paged(GOALS)] = None
    reach: Annotated[str | None, paged(REACH)] = None
    channel: Annotated[str | None, paged(CHANNEL)] = None
    central: Annotated[str | None, paged(CENTRAL)] = None
    resources: Annotated[str | None, paged(RESOURCES)] = None


def new(context: Context, form: NewForm) -> Card | Ask:
    """Asks for a new account: it starts when the whole chain has approved it (F1). A form also asks why (H2)."""
    slug, stated = _free_slug(context, form), form.model_dump(include=set(plans.OF_NEED))
    wanted = _needed(context)
    if context.step == 1 and wanted and not any(form.model_dump(include=set(wanted)).values()):
        return Ask(wanted, {}, Card(_("Why is the account needed?")))
    account = accounts.request(
        context, slug, form.responsible, form.administrators,
        platform=form.platform, unit=accounts.known_unit(context, form.unit), purpose=form.purpose,
        url=web_address(form.url), handle=form.handle, target_group=form.target_group,
    )  # fmt: skip
    if any(stated.values()):
        plans.state_need(context, account, None, **stated)
    return _requested(context, account)


def _needed(context: Context) -> tuple[str, ...]:
    """The fields that the guideline asks a request for, beside its purpose."""
    wants = context.policy.need
    items = {item.value for item in (*wants.stated.value, *wants.considered.value)}
    return tuple(name for name in NEEDED if name in items)


def _free_slug(context: Context, form: NewForm) -> str:
    slug = slug_of(form.slug)
    if not slug or slug != form.slug.strip().lower():
        near = slug or "bibliotek-fb"
        raise FieldError(
            "slug", _("Write one word of letters, digits and hyphens, such as {slug}.", slug=near)
        )
    if fold(slug) in context.reserved or NUMBER.match(slug):
        raise FieldError("slug", _("{name} is a word the bot uses itself. Choose another name.", name=slug))
    return slug


def _requested(context: Context, account: Account) -> Card:
    """The request, with what is missing of the need."""
    lacks = need_lacks(context, account)
    buttons = [Button(_("Show"), f"konto visa {account.slug}")]
    lines = [
        _("It can start when it is approved by: {who}.", who=approvals.who_can_approve(context, account))
    ]
    if lacks:
        lines.append(gapwords.said(GapKind.NEED, "", lacks))
        buttons.insert(0, Button(_("State the need"), f"behov {account.slug}", Style.PRIMARY))
    return Card(
        _("{slug} is requested", slug=account.slug),
        "\n".join(lines),
        facts=facts_of(context, account),
        buttons=tuple(buttons),
        data=data_of(account),
    )


class ChangeForm(Form):
    """What changes about an account."""

    account: Annotated[Account, ACCOUNT]
    platform: Annotated[str | None, PLATFORM] = None
    unit: Annotated[str | None, UNIT] = None
    purpose: Annotated[str | None, PURPOSE] = None
    responsible: Annotated[Person | None, RESPONSIBLE] = None
    administrators: Annotated[tuple[Person, ...], ADMINISTRATORS] = ()
    url: Annotated[str | None, URL] = None
    handle: Annotated[str | None, HANDLE] = None
    target_group: Annotated[str | None, TARGET] = None
    deputy: Annotated[Person | None, DEPUTY] = None
    contact: Annotated[str | None, CONTACT] = None
    website_url: Annotated[str | None, WEBSITE] = None


ENTRY = ("platform", "purpose", "handle", "target_group", "contact")


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Changes an account's entry; without anything given it asks, with today's values filled in."""
    account = form.account
    details = _details(context, form)
    if not form.administrators and not any(details.values()):
        return _ask_changes(context, account)
    if account.status in {Status.CLOSED, Status.REJECTED}:
        raise Refused(_("{slug} is not in use.", slug=account.slug), _("Its entry stays as it is."))
    _check_request(context, account, details)
    is_large = _is_large(account, details)
    accounts.change(context, account, form.administrators, **details)
    if form.deputy and account.deputy_id != form.deputy.id:
        raise FieldError("deputy", _("The deputy is one of the account's administrators: name them too."))
    questions.wake_open(context, (account,))
    card = account_card(context, account, _("{slug} is changed", slug=account.slug))
    return _asks_for_snapshot(context, account, card) if is_large else card


def _is_large(account: Account, details: dict[str, object]) -> bool:
    """Whether the account will look another: on another platform, under another name, at another address."""
    return any(
        details[field] not in (None, getattr(account, field)) for field in ("platform", "handle", "url")
    )


def _asks_for_snapshot(context: Context, account: Account, card: Card) -> Card:
    """Where the guideline wants a snapshot at larger changes (H18, O10, G11, M10)."""
    if not context.policy.snapshots.at_change.value or account.status not in {Status.ACTIVE, Status.CLOSING}:
        return card
    hint = _("A larger change is shown by a snapshot: skärmdump {slug} orsak=förändring", slug=account.slug)
    button = Button(_("Record a snapshot"), f"skärmdump {account.slug} orsak=förändring")
    return replace(card, text="\n".join(filter(None, (card.text, hint))), buttons=(*card.buttons, button))


def _details(context: Context, form: ChangeForm) -> dict[str, object]:
    """What is given, by the account's own names."""
    return {
        **form.model_dump(include=set(ENTRY)),
        "url": web_address(form.url),
        "website_url": web_address(form.website_url, "website_url"),
        "responsible_id": form.responsible.id if form.responsible else None,
        "deputy_id": form.deputy.id if form.deputy else None,
        "unit": accounts.known_unit(context, form.unit) if form.unit else None,
    }


def _check_request(context: Context, account: Account, details: dict[str, object]) -> None:
    """What is being decided stays as it was asked for, and the unit decides who approves (F1). FieldError."""
    if account.status is not Status.REQUESTED:
        return
    if details["unit"] not in (None, account.unit):
        raise FieldError(
            "unit", _("The unit decides who approves. Wait for the decision, or make a new request.")
        )
    names = {"responsible_id": "responsible"}
    for field in ("platform", "purpose", "target_group", "responsible_id"):
        changed = details[field] not in (None, getattr(account, field))
        if changed and approvals.standing(context.session, account):
            text = _(
                "Somebody has approved it as it is. Change it after the decision, or make a new request."
            )
            raise FieldError(names.get(field, field), text)


def _ask_changes(context: Context, account: Account) -> Ask:
    fields = ("platform", "unit", "purpose", "url", "handle", "target_group", "contact", "website_url")
    values = {field: str(value) for field in fields if (value := getattr(account, field))}
    editors = accounts.editors(context.session, account)
    responsible = next((p.slug for p in editors if p.id == account.responsible_id), "")
    values["responsible"] = responsible
    values["administrators"] = ",".join(p.slug for p in editors if p.slug != responsible)
    values["deputy"] = next((p.slug for p in editors if p.id == account.deputy_id), "")
    return Ask((*fields, "responsible", "administrators", "deputy"), values)


class ListForm(Form):
    """Which accounts."""

    unit: Annotated[str | None, UNIT] = None
    all: Annotated[bool, Key("alla", "all", N_("Closed ones too"))] = False


def listing(context: Context, form: ListForm) -> Card:
    """The accounts, closed and rejected ones only when asked for."""
    found = [
        account
        for account in accounts.listed(context)
        if (form.all or account.status not in {Status.CLOSED, Status.REJECTED})
        and (not form.unit or fold(form.unit) == fold(account.unit))
    ]
    names = {person.id: person.name for person in people.present(context)}
    rows = tuple(
        (
            a.slug,
            a.platform,
            a.unit,
            _(choices.STATUS_LABELS[a.status]),
            names.get(a.responsible_id or 0, "–"),
        )
        for a in found
    )
    columns = (_("Account"), _("Platform"), _("Unit"), _("Status"), _("Responsible"))
    return Card(
        _("Accounts ({count})", count=len(found)),
        "" if found else _("There are none yet. Ask for one: konto ny"),
        table=Table(columns, rows) if rows else None,
        data={
            "accounts": [
                {
                    "account": a.slug,
                    "status": a.status.value,
                    "platform": a.platform,
                    "unit": a.unit,
                    "url": a.url,
                }
                for a in found
            ]
        },
    )


COMMANDS = (
    Command(
        "account.new", "konto ny", "account new", NewForm, new, LOGS, N_("Ask for a new account"),
        rules=("F1", "G2", "H2", "H3"),
        examples=(
            "konto ny bibliotek-fb plattform=facebook verksamhet=Bibliotek "
            'syfte="Tips om böcker och evenemang" ansvarig=rut-redaktör',
        ),
    ),
    Command(
        "account.change", "konto ändra", "account change", ChangeForm, change, LOGS, N_("Change an account's entry"),
        about="account", rules=("F6", "O6"), examples=("konto ändra bibliotek-fb administratörer=eva-editor",),
    ),
    Command(
        "account.show", "konto visa", "account show", AboutForm, show, EVERYONE, N_("Look at an account"),
        reads=True, examples=("konto visa bibliotek-fb",),
    ),
    Command(
        "account.list", "konto lista", "account list", ListForm, listing, EVERYONE, N_("List the accounts"),
        reads=True, rules=("F6",), examples=("konto lista", "konto lista verksamhet=Bibliotek"),
    ),
)  # fmt: skip
