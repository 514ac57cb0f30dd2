"""Stops of deletion (*gallringsstopp*): nothing of an account, or of one entry, is deleted meanwhile (S4)."""

from typing import Annotated

from commands import choices
from commands.command import Command, Context, Form, Key
from commands.deletion import DELETES
from core import deletions
from core.accounts import Account
from core.card import Button, Card
from core.deletions import Hold
from core.logbook import LogRow
from core.words import N_, _


class HoldForm(Form):
    """What is stopped, and why."""

    reason: Annotated[str, Key("orsak", "reason", N_("Why"), max_length=300)]
    account: Annotated[Account | None, Key("konto", "account", N_("Account"), source=choices.ACCOUNTS)] = None
    item: Annotated[
        LogRow | None,
        Key("nummer", "number", N_("Entry of the log"), source=choices.ENTRIES, example="F-2026-0001"),
    ] = None

    def check(self, context: Context) -> None:
        """One of the two."""
        deletions.must_have_one(self.account, self.item.number if self.item else None)


def hold(context: Context, form: HoldForm) -> Card:
    """Stops deletion (S4): of an account, or of one entry."""
    made = deletions.hold(context, form.reason, form.account, form.item.number if form.item else None)
    what = form.account.slug if form.account else form.item.number if form.item else ""
    return Card(
        _("{number}: nothing of {what} is deleted", number=made.number, what=what),
        _("It holds until somebody lifts it."),
        buttons=(Button(_("Lift"), f"gallring häv {made.number}"),),
        data={"hold": made.number},
    )


class LiftForm(Form):
    """Which stop."""

    stop: Annotated[
        Hold, Key("stopp", "hold", N_("Stop"), position=1, source=choices.HOLDS, example="H-2026-0001")
    ]


def lift(context: Context, form: LiftForm) -> Card:
    """Takes a stop away."""
    deletions.lift(context, form.stop)
    return Card(_("{number} is lifted", number=form.stop.number), data={"hold": form.stop.number})


COMMANDS = (
    Command(
        "deletion.hold", "gallring stopp", "retention hold", HoldForm, hold, DELETES,
        N_("Stop the deletion of an account's entries, or of one"), rules=("S4",),
        examples=('gallring stopp konto=bibliotek-fb orsak="Tvist, KS 2026/9"',
                  'gallring stopp nummer=M-2026-0001 orsak="Polisutredning"'),
    ),
    Command(
        "deletion.lift", "gallring häv", "retention lift", LiftForm, lift, DELETES,
        N_("Lift a stop"), rules=("S4",), examples=("gallring häv H-2026-0001",),
    ),
)  # fmt: skip
