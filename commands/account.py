"""Accounts: asked for, approved, activated, changed, closed (F1, F3, F5, F8)."""

import re
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

from commands import choices
from commands.command import DECIDES, EVERYONE, LOGS, Ask, Command, Context, Form, Key
from commands.grammar import typed
from core import accounts, approvals, gaps, people, posts, questions
from core.accounts import Access, Account, Status
from core.card import Button, Card, Fact, Style, Table
from core.errors import FieldError, Refused
from core.gaps import Gap, GapKind
from core.people import Person, Role
from core.policy.accounts import STEP_NAMES, Step
from core.slugs import fold, slug_of
from core.words import N_, _
from core.words.times import moment

ACCOUNT = Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)
PLATFORM = Key("plattform", "platform", N_("Platform"), source=choices.PLATFORMS)
UNIT = Key("verksamhet", "unit", N_("Unit"), max_length=120)
PURPOSE = Key("syfte", "purpose", N_("Purpose"), N_("What the account is for."), long=True, max_length=1000)
RESPONSIBLE = Key("ansvarig", "responsible", N_("Responsible"), source=choices.PEOPLE)
URL = Key("url", "url", N_("Address"), example="https://www.facebook.com/…", max_length=1000)
ADMINISTRATORS = Key("administratörer", "administrators", N_("Administrators"), source=choices.PEOPLE)
TARGET = Key("målgrupp", "target", N_("Target group"), max_length=500)
HANDLE = Key("namn", "handle", N_("The account's name on the platform"), max_length=120)
REASON = Key("orsak", "reason", N_("Reason"), free=True, max_length=500)

_NUMBER = re.compile(r"^[a-z]-\d{4}-\d+$")  # would be taken for a number of the log


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
    target_group: Annotated[str | None, TARGET] = None


def new(context: Context, form: NewForm) -> Card:
    """Asks for a new account: it starts after the manager's and communications' approval (F1)."""
    slug = slug_of(form.slug)
    if not slug or slug != form.slug.strip().lower():
        near = slug or "bibliotek-fb"
        raise FieldError(
            "slug", _("Write one word of letters, digits and hyphens, such as {slug}.", slug=near)
        )
    if fold(slug) in context.reserved or _NUMBER.match(slug):
        raise FieldError("slug", _("{name} is a word the bot uses itself. Choose another name.", name=slug))
    account = accounts.request(
        context, slug, form.responsible, form.administrators,
        platform=form.platform, unit=accounts.known_unit(context, form.unit), purpose=form.purpose,
        url=web_address(form.url), handle=form.handle, target_group=form.target_group,
    )  # fmt: skip
    return Card(
        _("{slug} is requested", slug=account.slug),
        _("It can start when it is approved by: {who}.", who=approvals.who_can_approve(context, account)),
        facts=_facts(context, account),
        buttons=(Button(_("Show"), f"konto visa {account.slug}"),),
        data=_data(account),
    )


def web_address(url: str | None) -> str | None:
    """The address, which must be whole and lead where it says: the public reads it (F6). FieldError otherwise."""
    if url and not _is_whole(url):
        raise FieldError("url", _("Write the whole address, beginning with https://"))
    return url


def _is_whole(url: str) -> bool:
    """Whether it is of the web, names a host but nobody's log-in (S1), and has no space or sign that isn't seen."""
    try:
        found = urlsplit(url)
        is_plain = url.isprintable() and " " not in url and "@" not in found.netloc
        return url.startswith(("https://", "http://")) and bool(found.hostname) and is_plain
    except ValueError:
        return False


def _data(account: Account) -> dict[str, object]:
    return {"account": account.slug, "status": account.status.value}


class AboutForm(Form):
    """Which account."""

    account: Annotated[Account, ACCOUNT]


class DecideForm(Form):
    """Which account, and why."""

    account: Annotated[Account, ACCOUNT]
    reason: Annotated[str, REASON]


def approve(context: Context, form: AboutForm) -> Card:
    """Takes the caller's step of the approval chain (F1)."""
    account = form.account
    step = approvals.approve(context, account)
    if account.status is Status.APPROVED:
        text = _("Everybody needed has approved. Communications creates the account and activates it.")
    else:
        text = _("It still waits for: {who}.", who=approvals.who_can_approve(context, account))
    return Card(
        _("You approved {slug}", slug=account.slug),
        text,
        facts=(Fact(_("Your step"), _(STEP_NAMES[step])),),
        data=_data(account) | {"step": step.value},
    )


def reject(context: Context, form: DecideForm) -> Card:
    """Says no to a request (F1), or to a closing (F5): the account then goes on."""
    account = form.account
    if account.status is Status.CLOSING:
        if not context.roles & DECIDES:
            raise Refused(
                _("Communications decides whether {slug} is closed.", slug=account.slug),
                _("It can be decided by: {who}.", who=_names(context, Role.COMMUNICATIONS)),
            )
        accounts.keep(context, account, form.reason)
        title = _("{slug} goes on", slug=account.slug)
    else:
        approvals.reject(context, account, form.reason)
        title = _("{slug} is rejected", slug=account.slug)
    return Card(title, _("Reason: {reason}", reason=form.reason), data=_data(account))


def _names(context: Context, role: Role) -> str:
    return ", ".join(person.name for person in people.here(context, role)) or _("nobody yet")


class ActivateForm(Form):
    """How communications reaches the account."""

    account: Annotated[Account, ACCOUNT]
    access: Annotated[Access, Key("åtkomst", "access", N_("Communications' access"), source=choices.ACCESSES)]
    place: Annotated[
        str | None,
        Key(
            "plats",
            "place",
            N_("Where the log-in is kept"),
            N_("The place, never the log-in itself."),
            place=True,
        ),
    ] = None
    url: Annotated[str | None, URL] = None


def activate(context: Context, form: ActivateForm) -> Card:
    """Communications has created the account and has access: it is active (F3)."""
    accounts.activate(context, form.account, form.access, form.place, web_address(form.url))
    return _account_card(context, form.account, _("{slug} is active", slug=form.account.slug))


def close(context: Context, form: DecideForm) -> Card:
    """An editor or manager asks for the closing; communications decides it (F5, F8)."""
    account = form.account
    if context.roles & DECIDES:
        accounts.close(context, account, form.reason)
        hint = ""
        if context.policy.snapshots.at_closing.value:
            hint = _(
                "Take a last snapshot if there is none: skärmdump {slug} orsak=avslut", slug=account.slug
            )
        return Card(_("{slug} is closed", slug=account.slug), hint, data=_data(account))
    accounts.ask_to_close(context, account, form.reason)
    text = _("Communications decides. You will see it under konto visa {slug}.", slug=account.slug)
    return Card(_("The closing of {slug} is asked for", slug=account.slug), text, data=_data(account))


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


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Changes an account's entry; without anything given it asks, with today's values filled in."""
    account = form.account
    details = form.model_dump(include={"platform", "purpose", "handle", "target_group"})
    details |= {"url": web_address(form.url), "responsible_id": form.responsible and form.responsible.id}
    details["unit"] = accounts.known_unit(context, form.unit) if form.unit else None
    if not form.administrators and not any(details.values()):
        return _ask_changes(context, account)
    if account.status in {Status.CLOSED, Status.REJECTED}:
        raise Refused(_("{slug} is not in use.", slug=account.slug), _("Its entry stays as it is."))
    _check_request(context, account, details)
    is_large = _is_large(account, details)
    accounts.change(context, account, form.administrators, **details)
    questions.wake_open(context, (account,))
    card = _account_card(context, account, _("{slug} is changed", slug=account.slug))
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
    fields = ("platform", "unit", "purpose", "url", "handle", "target_group")
    values = {field: str(value) for field in fields if (value := getattr(account, field))}
    editors = accounts.editors(context.session, account)
    responsible = next((p.slug for p in editors if p.id == account.responsible_id), "")
    values["responsible"] = responsible
    values["administrators"] = ",".join(p.slug for p in editors if p.slug != responsible)
    return Ask((*fields, "responsible", "administrators"), values)


def confirm_inactive(context: Context, form: AboutForm) -> Card:
    """The editor confirms that nothing has been posted (F8)."""
    accounts.confirm_inactive(context, form.account)
    return Card(
        _("Thank you, it is noted that {slug} is inactive", slug=form.account.slug),
        _("Communications decides whether it is closed."),
        buttons=(Button(_("Ask for the closing"), f"konto avsluta {form.account.slug}"),),
        data=_data(form.account),
    )


class AssignForm(Form):
    """Who gets the task of working with which account."""

    account: Annotated[Account, ACCOUNT]
    person: Annotated[Person, Key("person", "person", N_("Person"), position=2, source=choices.PEOPLE)]


def assign(context: Context, form: AssignForm) -> Card:
    """The manager assigns a person to an account (F2)."""
    if context.actor and form.person.id == context.actor.id:
        raise FieldError("person", _("Your own assignment is given by your manager."))
    accounts.assign(context, form.account, form.person)
    return Card(
        _("{name} is assigned to {slug}", name=form.person.name, slug=form.account.slug),
        data=_data(form.account) | {"person": form.person.slug},
    )


def show(context: Context, form: AboutForm) -> Card:
    """An account, what it waits for and what it lacks."""
    return _account_card(context, form.account, form.account.slug)


def _account_card(context: Context, account: Account, title: str) -> Card:
    found = gaps.of_account(context, account)
    waiting = approvals.waiting_steps(context, account)
    lines = [gap_text(context, account, gap) for gap in found]
    if waiting:
        lines.insert(0, _("It waits for: {who}.", who=approvals.who_can_approve(context, account)))
    return Card(
        title,
        "\n".join(lines),
        facts=_facts(context, account),
        buttons=_buttons(context, account),
        data=_data(account)
        | {"gaps": [gap.key for gap in found], "waiting": [step.value for step in waiting]},
    )


def gap_text(context: Context, account: Account, gap: Gap) -> str:
    """What is missing, in one sentence."""
    person = people.identify(context.session, context.workspace_id, gap.person) if gap.person else None
    return gap_said(gap.kind, person.name if person else "")


def gap_said(kind: GapKind, name: str) -> str:
    """As `gap_text`; `name` is the person's whom it concerns, if anybody's."""
    return {
        GapKind.RESPONSIBLE: _("Nobody is responsible for the account."),
        GapKind.AWAY: _(
            "{name} is away from the chat, so the account has one administrator less.", name=name
        ),
        GapKind.ASSIGNMENT: _("{name} has no assignment from the manager.", name=name),
        GapKind.TRAINING: _("{name} has had no training.", name=name),
        GapKind.ACCESS: _("It is not noted how communications reaches the account."),
        GapKind.ADDRESS: _("The account's address is missing, so it is not in the public list."),
    }[kind]


def _facts(context: Context, account: Account) -> tuple[Fact, ...]:
    editors = accounts.editors(context.session, account)
    responsible = next((p.name for p in editors if p.id == account.responsible_id), _("nobody"))
    last = posts.last_activity(context.session, context.calendar, [account]).get(account.id)
    facts = (
        (_("Status"), _(choices.STATUS_LABELS[account.status])),
        (_("Platform"), account.platform),
        (_("Unit"), account.unit),
        (_("Purpose"), account.purpose),
        (_("Target group"), account.target_group),
        (_("Responsible"), responsible),
        (_("Administrators"), ", ".join(p.name for p in editors if p.id != account.responsible_id)),
        (_("Address"), account.url),
        (_("Why it is to be closed"), account.closing_reason),
        (_("Last known activity"), moment(last.at, context.calendar) if last else None),
    )
    return tuple(Fact(label, value) for label, value in facts if value)


def _buttons(context: Context, account: Account) -> tuple[Button, ...]:
    slug = account.slug
    if account.status is Status.REQUESTED and approvals.steps_open_to(context, account, context.doer):
        return decide_buttons(slug)
    if account.status is Status.CLOSING and context.roles & DECIDES:
        return closing_buttons(account)
    if account.status is Status.APPROVED and context.roles & DECIDES:
        return (activate_button(slug),)
    if account.status is Status.ACTIVE and account in accounts.edited_by(context, context.doer):
        return (
            Button(_("Record a post"), f"inlägg {slug}", asks=True),
            Button(_("Record a question"), f"fråga {slug}", asks=True),
        )
    return ()


def activate_button(slug: str) -> Button:
    """The button of an account that everybody needed has approved."""
    return Button(_("Activate"), f"konto aktivera {slug}", Style.PRIMARY)


def decide_buttons(slug: str) -> tuple[Button, ...]:
    """The buttons of a waiting request."""
    return (
        Button(_("Approve"), f"konto godkänn {slug}", Style.PRIMARY),
        Button(_("Reject"), f"konto avslå {slug}", Style.DANGER),
    )


def closing_buttons(account: Account) -> tuple[Button, ...]:
    """The buttons of a closing that is asked for (F5)."""
    reason = account.closing_reason or ""
    return (
        Button(_("Close"), typed(f"konto avsluta {account.slug}", {"orsak": reason}), Style.PRIMARY),
        Button(_("Keep the account"), f"konto avslå {account.slug}"),
    )


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


APPROVES = frozenset(Role(step.value) for step in Step)  # which of them, the guideline says

COMMANDS = (
    Command(
        "account.new", "konto ny", "account new", NewForm, new, LOGS, N_("Ask for a new account"), rules=("F1",),
        examples=(
            "konto ny bibliotek-fb plattform=facebook verksamhet=Bibliotek "
            'syfte="Tips om böcker och evenemang" ansvarig=rut-redaktör',
        ),
    ),
    Command(
        "account.approve", "konto godkänn", "account approve", AboutForm, approve, APPROVES,
        N_("Approve a new account"), rules=("F1", "F2"), examples=("konto godkänn bibliotek-fb",),
    ),
    Command(
        "account.reject", "konto avslå", "account reject", DecideForm, reject, APPROVES,
        N_("Say no to a new account or to a closing"), rules=("F1", "F5"),
        examples=('konto avslå bibliotek-fb orsak="Använd det centrala kontot"',),
    ),
    Command(
        "account.activate", "konto aktivera", "account activate", ActivateForm, activate, DECIDES,
        N_("Activate an approved account"), rules=("F3", "S1"),
        examples=("konto aktivera bibliotek-fb åtkomst=administratör url=https://www.facebook.com/bibliotek",),
    ),
    Command(
        "account.assign", "konto uppdrag", "account assign", AssignForm, assign, frozenset({Role.MANAGER, Role.ADMIN}),
        N_("Assign a person to an account"), about="account", rules=("F2",),
        examples=("konto uppdrag bibliotek-fb eva-editor",),
    ),
    Command(
        "account.change", "konto ändra", "account change", ChangeForm, change, LOGS, N_("Change an account's entry"),
        about="account", rules=("F6",), examples=("konto ändra bibliotek-fb administratörer=eva-editor",),
    ),
    Command(
        "account.inactive", "konto inaktivt", "account inactive", AboutForm, confirm_inactive, LOGS,
        N_("Confirm that an account is inactive"), about="account", rules=("F8",),
        examples=("konto inaktivt bibliotek-fb",),
    ),
    Command(
        "account.close", "konto avsluta", "account close", DecideForm, close, LOGS, N_("Close an account"),
        about="account", rules=("F5", "F8"), examples=('konto avsluta bibliotek-fb orsak="Verksamheten upphör"',),
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
