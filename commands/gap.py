"""Gaps: what the accounts lack by the policy, gathered for those who can mend it (F2, F3, F4)."""

from commands.account_card import gap_text
from commands.command import DECIDES, EVERYONE, Command, Context, NoForm
from core import accounts, gaps, people
from core.accounts import Account
from core.card import Card, Table
from core.people import Role
from core.words import N_, _

ALL = DECIDES | {Role.COUNCIL, Role.REGISTRAR}


def listing(context: Context, _form: NoForm) -> Card:
    """The gaps of the accounts that are the caller's concern: their own, their unit's, or all."""
    concern = _concern(context)
    lacking = gaps.of_accounts(context, concern)
    found = [(account, gap) for account in concern for gap in lacking[account.id]]
    names = {person.slug: person.name for person in people.present(context)}
    rows = tuple((account.slug, gap_text(gap, names), f"konto visa {account.slug}") for account, gap in found)
    return Card(
        _("Gaps ({count})", count=len(found)),
        "" if found else _("Nothing is missing."),
        table=Table((_("Account"), _("What is missing"), _("Look at it")), rows) if rows else None,
        data={"gaps": [{"account": account.slug, "gap": gap.key} for account, gap in found]},
    )


def _concern(context: Context) -> list[Account]:
    if context.roles & ALL:
        return accounts.listed(context)
    return accounts.concerning(context, context.doer, context.roles)


COMMANDS = (
    Command(
        "gap.list", "luckor", "gaps", NoForm, listing, EVERYONE, N_("List what the accounts lack"), reads=True,
        rules=("F2", "F3", "F4"), examples=("luckor",),
    ),
)  # fmt: skip
