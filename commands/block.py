"""Blocked people: who is, for how long more, and no longer (S11)."""

from datetime import date
from typing import Annotated

from commands import choices, rights
from commands.case_card import case_card, pseudonym
from commands.command import EVERYONE, LOGS, Command, Context, Form, Key, NoForm
from core import accounts, blocks
from core.card import Card, Table
from core.moderation import Case
from core.words import N_, _
from core.words.times import day

COLUMNS = (
    N_("Case"), N_("Account"), N_("Who"), N_("Reason for blocking"), N_("The block is looked at again"),
)  # fmt: skip
CASE = Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)


def listing(context: Context, _form: NoForm) -> Card:
    """Who is blocked by which case, by pseudonym, and when each is looked at again (S5).

    The reason, which somebody wrote, is for those who may look at the case.
    """
    found = blocks.standing(context)
    theirs = {case.account_id: accounts.get(context.session, case.account_id) for case in found}
    seen = {id for id, account in theirs.items() if rights.handles(context, EVERYONE, account)}
    reviews = {case.number: blocks.review_day(case, context.policy, context.calendar) for case in found}
    rows = tuple(
        (
            case.number,
            theirs[case.account_id].slug,
            pseudonym(case),
            (case.block_reason or _("no reason given")) if case.account_id in seen else "–",
            day(reviews[case.number]),
        )
        for case in found
    )
    return Card(
        _("Blocked people ({count})", count=len(found)),
        "" if found else _("Nobody is blocked."),
        table=Table(tuple(map(_, COLUMNS)), rows) if rows else None,
        data={
            "blocks": [
                {"case": case.number, "review_on": str(reviews[case.number]), "who": case.pseudonym}
                for case in found
            ]
        },
    )


class KeepForm(Form):
    """For how long a block stands, and why."""

    case: Annotated[Case, CASE]
    until: Annotated[date, Key("till", "until", N_("It is looked at again"))]
    reason: Annotated[str, Key("orsak", "reason", N_("Reason for blocking"), free=True, max_length=500)]


def keep(context: Context, form: KeepForm) -> Card:
    """The block stands, and is looked at again on another day (S11)."""
    blocks.keep(context, form.case, form.until, form.reason)
    title = _("The block by {number} stands", number=form.case.number)
    return case_card(context, form.case, accounts.get(context.session, form.case.account_id), title)


class LiftForm(Form):
    """Which block is lifted, and perhaps why."""

    case: Annotated[Case, CASE]
    reason: Annotated[str | None, Key("orsak", "reason", N_("Reason"), free=True, max_length=500)] = None


def lift(context: Context, form: LiftForm) -> Card:
    """The person is no longer blocked (S11)."""
    blocks.lift(context, form.case, form.reason)
    title = _("The block by {number} is lifted", number=form.case.number)
    return case_card(context, form.case, accounts.get(context.session, form.case.account_id), title)


COMMANDS = (
    Command(
        "block.list", "blockering lista", "block list", NoForm, listing, EVERYONE, N_("List who is blocked"),
        reads=True, rules=("S11",), examples=("blockering lista",),
    ),
    Command(
        "block.keep", "blockering behåll", "block keep", KeepForm, keep, LOGS, N_("Let a block stand"), about="case",
        rules=("S11",), examples=('blockering behåll M-2026-0001 till=2027-05-01 "Hoten fortsätter"',),
    ),
    Command(
        "block.lift", "blockering häv", "block lift", LiftForm, lift, LOGS, N_("Lift a block"), about="case",
        rules=("S11",), examples=("blockering häv M-2026-0001",),
    ),
)  # fmt: skip
