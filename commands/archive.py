"""The archive: an account, or all accounts of a period, as a package that an archive takes over (C1, F18)."""

from typing import Annotated

from commands import choices
from commands.command import Command, Context, Form, Key, Later
from core import deliveries
from core.accounts import Account
from core.card import Audience, Card
from core.errors import Refused
from core.people import Role
from core.periods import Period
from core.words import N_, _

ARCHIVES = frozenset({Role.COMMUNICATIONS, Role.REGISTRAR})
MOST_BYTES = 500_000_000  # the package is made whole before it is handed over

AGREEMENT = Key(
    "överenskommelse", "agreement", N_("The archive's reference"),
    N_("To what you have agreed with the archive on deliveries."), max_length=200,
)  # fmt: skip
ORGANISATION = Key(
    "organisationsnummer", "organisation", N_("The municipality's organisation number"), example="212000-1637",
    max_length=60,
)  # fmt: skip
RECEIVER = Key("mottagare", "receiver", N_("The archive that takes it over"), max_length=200)


class AccountForm(Form):
    """Which account, and what the archive wants to know."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    agreement: Annotated[str | None, AGREEMENT] = None
    organisation: Annotated[str | None, ORGANISATION] = None
    receiver: Annotated[str | None, RECEIVER] = None


class PeriodForm(Form):
    """Which period, and what the archive wants to know."""

    period: Annotated[
        Period,
        Key("period", "period", N_("Period"), example="2026-H1", position=1, source=choices.PERIODS, max_length=30),
    ]  # fmt: skip
    agreement: Annotated[str | None, AGREEMENT] = None
    organisation: Annotated[str | None, ORGANISATION] = None
    receiver: Annotated[str | None, RECEIVER] = None


def account(context: Context, form: AccountForm) -> Later:
    """Everything of one account (C1)."""
    return _order(context, form, form.account, None)


def period(context: Context, form: PeriodForm) -> Later:
    """Everything of all accounts in a period (C1)."""
    return _order(context, form, None, form.period)


def _order(
    context: Context, form: AccountForm | PeriodForm, of: Account | None, during: Period | None
) -> Later:
    size = deliveries.size_of(context, deliveries.span_of(context, of, during))
    if size > MOST_BYTES:
        raise Refused(
            _("The files are {size} MB, and a package holds {most}.",
              size=size // 1_000_000, most=MOST_BYTES // 1_000_000),
            _("Make one package an account, or of shorter periods."),
        )  # fmt: skip
    said = {"agreement": form.agreement, "organisation": form.organisation, "receiver": form.receiver}
    delivery = deliveries.order(context, of, during, **said)
    card = Card(
        _("Making the package {number}…", number=delivery.number),
        _("It comes here when it is done."),
        audience=Audience.CALLER,
        data={"delivery": delivery.number},
    )
    return Later("archive", {"delivery": delivery.number}, card)


COMMANDS = (
    Command(
        "archive.account", "arkivera konto", "archive account", AccountForm, account, ARCHIVES,
        N_("Make a package of an account for the archive"), rules=("C1", "F18"),
        examples=('arkivera konto bibliotek-fb överenskommelse="Dnr KA 2026/12"',),
    ),
    Command(
        "archive.period", "arkivera period", "archive period", PeriodForm, period, ARCHIVES,
        N_("Make a package of a period for the archive"), rules=("C1", "F18"),
        examples=("arkivera period 2026-H1",),
    ),
)  # fmt: skip
