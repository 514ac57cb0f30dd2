"""How an account starts: the need, the communicator's advice, approvals, activation (F1, F3, G2, H2, H4, O1)."""

from typing import Annotated

from commands import choices
from commands.account_card import ACCOUNT, AboutForm, account_card, data_of
from commands.command import DECIDES, LOGS, Ask, Command, Context, Form, Key
from commands.fields import CENTRAL, CHANNEL, GOALS, REACH, RESOURCES, TARGET, URL, web_address
from core import activation, approvals, gapwords, plans
from core.accounts import Access, Account, Status
from core.card import Card, Fact
from core.people import Role
from core.policy.accounts import STEP_NAMES, Step
from core.words import N_, _

APPROVES = frozenset(Role(step.value) for step in Step)  # which of them, the guideline says


class NeedForm(Form):
    """Why an account is needed."""

    account: Annotated[Account, ACCOUNT]
    goals: Annotated[str | None, GOALS] = None
    target_group: Annotated[str | None, TARGET] = None
    reach: Annotated[str | None, REACH] = None
    channel: Annotated[str | None, CHANNEL] = None
    central: Annotated[str | None, CENTRAL] = None
    resources: Annotated[str | None, RESOURCES] = None


NEEDED = ("goals", "target_group", "reach", "channel", "central", "resources")


def need(context: Context, form: NeedForm) -> Card | Ask:
    """States why the account is needed (G2, H2); without anything given it asks for what the guideline does."""
    account, given = form.account, form.model_dump(include=set(NEEDED))
    if not any(given.values()):
        return Ask(NEEDED, _stated(context, account))
    plans.state_need(context, account, **given)
    lacks = need_lacks(context, account)
    text = _("Still missing: {what}.", what=gapwords.parts(lacks)) if lacks else ""
    return Card(
        _("The need of {slug} is stated", slug=account.slug),
        text,
        data=data_of(account) | {"lacks": list(lacks)},
    )


def _stated(context: Context, account: Account) -> dict[str, str]:
    stated = plans.need_of(context.session, account)
    values = {name: getattr(stated, name, None) for name in plans.OF_NEED}
    return {name: text for name, text in {**values, "target_group": account.target_group}.items() if text}


def need_lacks(context: Context, account: Account) -> tuple[str, ...]:
    """What the guideline asks of the request that it does not say: what it shall, then what it should."""
    wants, stated = context.policy.need, plans.need_of(context.session, account)
    return plans.need_lacks((*wants.stated.value, *wants.considered.value), account, stated)


class AdviceForm(Form):
    """The communicator's advice."""

    account: Annotated[Account, ACCOUNT]
    text: Annotated[str, Key("text", "text", N_("Your advice"), free=True, long=True, max_length=1000)]


def advise(context: Context, form: AdviceForm) -> Card:
    """Records communications' advice before the start (O1)."""
    plans.advise(context, form.account, form.text)
    return Card(
        _("Your advice on {slug} is recorded", slug=form.account.slug), form.text, data=data_of(form.account)
    )


def approve(context: Context, form: AboutForm) -> Card:
    """Takes the caller's step of the approval chain (F1); the manager confirms the task as an employee's (O3, H14)."""
    account = form.account
    step = approvals.approve(context, account)
    if account.status is Status.APPROVED:
        text = _("Everybody needed has approved. Communications creates the account and activates it.")
    else:
        text = _("It still waits for: {who}.", who=approvals.who_can_approve(context, account))
    if step is Step.MANAGER and context.policy.approval.as_employee.value:
        text += "\n" + _("You have confirmed that those who work with the account do so as employees.")
    return Card(
        _("You approved {slug}", slug=account.slug),
        text,
        facts=(Fact(_("Your step"), _(STEP_NAMES[step])),),
        data=data_of(account) | {"step": step.value},
    )


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
    """Communications has created the account and has access: it is active (F3, H4)."""
    activation.activate(context, form.account, form.access, form.place, web_address(form.url))
    return account_card(context, form.account, _("{slug} is active", slug=form.account.slug))


COMMANDS = (
    Command(
        "account.need", "behov", "need", NeedForm, need, LOGS, N_("Say why an account is needed"), about="account",
        rules=("G2", "H2", "O2"),
        examples=('behov bibliotek-fb mål="Fler lånar" målgrupp="Barnfamiljer" resurser="Två timmar i veckan"',),
    ),
    Command(
        "account.advise", "konto råd", "account advice", AdviceForm, advise, DECIDES,
        N_("Record communications' advice on an account"), rules=("O1",),
        examples=('konto råd bibliotek-fb "Börja med två inlägg i veckan"',),
    ),
    Command(
        "account.approve", "konto godkänn", "account approve", AboutForm, approve, APPROVES,
        N_("Approve a new account"), rules=("F1", "F2", "O3", "H14"), examples=("konto godkänn bibliotek-fb",),
    ),
    Command(
        "account.activate", "konto aktivera", "account activate", ActivateForm, activate, DECIDES,
        N_("Activate an approved account"), rules=("F3", "H4", "S1"),
        examples=("konto aktivera bibliotek-fb åtkomst=administratör url=https://www.facebook.com/bibliotek",),
    ),
)  # fmt: skip
