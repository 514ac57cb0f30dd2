"""How an account rests, ends, is handed over or comes back (F5, F8, H1, H20)."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from commands import choices
from commands.account_card import ACCOUNT, AboutForm, data_of, rest_text
from commands.account_start import APPROVES
from commands.archive import ARCHIVES
from commands.command import DECIDES, LOGS, Command, Context, Form, Key
from commands.fields import FIRST, LAST, REASON
from core import accounts, approvals, closing
from core.accounts import Account, Status
from core.card import Button, Card
from core.errors import FieldError, Refused
from core.people import Role
from core.policy.accounts import STEP_NAMES
from core.policy.parts import Named
from core.words import N_, _


class DecideForm(Form):
    """Which account, and why."""

    account: Annotated[Account, ACCOUNT]
    reason: Annotated[str, REASON]


def close(context: Context, form: DecideForm) -> Card:
    """Closes the account, or asks whoever decides to (F5, F8, H1)."""
    account = form.account
    if closing.may_decide(context, account, context.roles):
        closing.close(context, account, form.reason)
        return _with_archive(
            context,
            account,
            _with_last_snapshot(context, account, _("{slug} is closed", slug=account.slug), ""),
        )
    closing.ask(context, account, form.reason)
    who = _(STEP_NAMES[closing.decider(context)])
    text = _("It is decided by {who}. You will see it under konto visa {slug}.", who=who, slug=account.slug)
    title = _("The closing of {slug} is asked for", slug=account.slug)
    return _with_last_snapshot(context, account, title, text)


def _with_last_snapshot(context: Context, account: Account, title: str, text: str) -> Card:
    """The last snapshot is asked for until there is one."""
    data, buttons = data_of(account), tuple[Button, ...]()
    if account.activated_at and closing.without_last_snapshot(context.session, [account]):
        asked = _("Take a last snapshot if there is none: skärmdump {slug} orsak=avslut", slug=account.slug)
        text = "\n".join(filter(None, (text, asked)))
        buttons = (Button(_("Record the last snapshot"), f"skärmdump {account.slug} orsak=avslut"),)
    return Card(title, text, buttons=buttons, data=data | {"last_snapshot": not buttons})


def _with_archive(context: Context, account: Account, card: Card) -> Card:
    """What is closed is offered to the archive (C1), to those who hand over."""
    if not (context.roles & ARCHIVES and account.activated_at):
        return card
    button = Button(_("Hand over to the archive"), f"arkivera konto {account.slug}", asks=True)
    return replace(card, buttons=(*card.buttons, button))


def reject(context: Context, form: DecideForm) -> Card:
    """Says no to a request (F1), or to a closing (F5): the account then goes on."""
    account = form.account
    if account.status is Status.CLOSING:
        if not closing.may_decide(context, account, context.roles):
            names = ", ".join(person.name for person in closing.deciders(context, account))
            raise Refused(
                _("It is not yours to decide whether {slug} is closed.", slug=account.slug),
                _("It can be decided by: {who}.", who=names or _("nobody yet")),
            )
        closing.keep(context, account, form.reason)
        title = _("{slug} goes on", slug=account.slug)
    else:
        approvals.reject(context, account, form.reason)
        title = _("{slug} is rejected", slug=account.slug)
    return Card(title, _("Reason: {reason}", reason=form.reason), data=data_of(account))


def confirm_inactive(context: Context, form: AboutForm) -> Card:
    """The editor confirms that nothing has been posted (F8)."""
    closing.confirm_inactive(context, form.account)
    return Card(
        _("Thank you, it is noted that {slug} is inactive", slug=form.account.slug),
        _("Communications decides whether it is closed."),
        buttons=(Button(_("Ask for the closing"), f"konto avsluta {form.account.slug}"),),
        data=data_of(form.account),
    )


def reopen(context: Context, form: DecideForm) -> Card:
    """Asks for a closed account again; everybody in the chain approves it anew (F1, H1)."""
    account = form.account
    closing.reopen(context, account, form.reason)
    return Card(
        _("{slug} is asked for again", slug=account.slug),
        _("It can start when it is approved by: {who}.", who=approvals.who_can_approve(context, account)),
        data=data_of(account),
    )


class RestForm(Form):
    """When the account rests."""

    account: Annotated[Account, ACCOUNT]
    first: Annotated[date | None, FIRST] = None
    last: Annotated[date | None, LAST] = None
    over: Annotated[bool, Key("slut", "over", N_("The rest is over"))] = False

    def check(self, context: Context) -> None:
        """Both days, or the end of a rest. FieldError."""
        if self.over:
            return
        for field, day in (("first", self.first), ("last", self.last)):
            if day is None:
                raise FieldError(field, _("This is needed."))
        if self.first and self.last and self.last < self.first:
            raise FieldError("last", _("The last day is before the first."))


def rest(context: Context, form: RestForm) -> Card:
    """The account rests for a time: posts and silence are not asked about meanwhile, questions are."""
    if form.over:
        accounts.rest(context, form.account, None, None)
        return Card(_("{slug} rests no more", slug=form.account.slug), data=data_of(form.account))
    accounts.rest(context, form.account, form.first, form.last)
    return Card(
        _("{slug} rests {days}", slug=form.account.slug, days=rest_text(form.account)),
        _("I don't ask about posts meanwhile. Questions are answered and removals recorded as always."),
        data=data_of(form.account) | {"rests_from": str(form.first), "rests_until": str(form.last)},
    )


class TransferForm(Form):
    """To whom the account goes, by which decision, and what is done."""

    account: Annotated[Account, ACCOUNT]
    to: Annotated[
        str,
        Key(
            "till",
            "to",
            N_("Who takes over the account"),
            N_("The organisation's name, not a person's."),
            max_length=200,
        ),
    ]
    decision: Annotated[
        str,
        Key(
            "beslut",
            "decision",
            N_("The decision"),
            N_("Its number, such as KS 2026/12 § 34."),
            max_length=200,
        ),
    ]
    is_renamed: Annotated[
        bool, Key("namnbyte", "renamed", N_("The account changes its name"), source=choices.YES_NO)
    ]
    conditions: Annotated[
        tuple[Named, ...], Key("villkor", "conditions", N_("What is done"), source=choices.CONDITIONS)
    ] = ()


def transfer(context: Context, form: TransferForm) -> Card:
    """Hands the account over to somebody outside, once the decision and all conditions are there (H20)."""
    account = form.account
    closing.check_conditions(context, frozenset(point.id for point in form.conditions))
    closing.hand_over(context, account, form.to, form.decision, form.is_renamed)
    wish = context.policy.transfer.wish.value
    text = _("The municipality wishes: {wish}", wish=wish) if wish and not form.is_renamed else ""
    return _with_last_snapshot(
        context, account, _("{slug} is handed over to {to}", slug=account.slug, to=form.to), text
    )


COMMANDS = (
    Command(
        "account.reject", "konto avslå", "account reject", DecideForm, reject, APPROVES | {Role.ADMIN},
        N_("Say no to a new account or to a closing"), rules=("F1", "F5", "H1"),
        examples=('konto avslå bibliotek-fb orsak="Använd det centrala kontot"',),
    ),
    Command(
        "account.rest", "konto vila", "account rest", RestForm, rest, LOGS, N_("Let an account rest for a time"),
        about="account", rules=("F9",),
        examples=("konto vila badet-ig från=2026-09-15 till=2027-04-30", "konto vila badet-ig slut=ja"),
    ),
    Command(
        "account.inactive", "konto inaktivt", "account inactive", AboutForm, confirm_inactive, LOGS,
        N_("Confirm that an account is inactive"), about="account", rules=("F8",),
        examples=("konto inaktivt bibliotek-fb",),
    ),
    Command(
        "account.close", "konto avsluta", "account close", DecideForm, close, LOGS, N_("Close an account"),
        about="account", rules=("F5", "F8", "H1"),
        examples=('konto avsluta bibliotek-fb orsak="Verksamheten upphör"',),
    ),
    Command(
        "account.reopen", "konto öppna", "account open", DecideForm, reopen, LOGS, N_("Ask for a closed account again"),
        about="account", rules=("F1", "H1"), examples=('konto öppna bibliotek-fb orsak="Verksamheten är i gång igen"',),
    ),
    Command(
        "account.transfer", "konto överlåt", "account transfer", TransferForm, transfer, DECIDES,
        N_("Hand an account over to somebody outside"), rules=("H20",),
        examples=(
            'konto överlåt bibliotek-fb till="Föreningen Bokens vänner" beslut="KS 2026/12 § 34" namnbyte=ja '
            "villkor=ägare,inlägg,ansvar",
        ),
    ),
)  # fmt: skip
