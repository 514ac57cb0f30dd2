"""A file that came without a word: what is it, and which account is it of?"""

from collections.abc import Iterable
from typing import Annotated

from commands.command import LOGS, Command, Context, Form, Key
from core import accounts, moderation
from core.accounts import Account, Status
from core.card import Button, Card, Section
from core.figures import IN_USE
from core.moderation import Case, FollowUp
from core.words import N_, _
from core.words.times import moment

MOST_ACCOUNTS, MOST_CASES = 8, 8


class FileForm(Form):
    """What the file is called."""

    name: Annotated[str, Key("namn", "name", N_("File"), free=True, max_length=255)]


def ask(context: Context, form: FileForm) -> Card:
    """Asks what a file is: evidence that a case lacks, a snapshot, or of something not yet recorded (F13, C1, S9)."""
    theirs = [a for a in accounts.handled_by(context, context.doer) if a.status in IN_USE]
    cases = _cases_without_evidence(context, theirs or accounts.listed(context, Status.ACTIVE))
    sections = [_case(context, case) for case in cases[:MOST_CASES]]
    sections += [_account(account) for account in theirs[:MOST_ACCOUNTS]]
    other = (_snapshot("skärmdump"), _moderation("moderera"))
    heading = _("Another account") if theirs else _("Which account?")
    return Card(
        _("What is {name}?", name=form.name),
        _(
            "Nothing is kept until you choose. Never send pictures of abuse of children: call the police, 114 14."
        ),
        sections=(*sections, Section(_("Choose the account in the form."), other, heading=heading)),
        data={"name": form.name, "accounts": [a.slug for a in theirs], "cases": [c.number for c in cases]},
    )


def _cases_without_evidence(context: Context, looked_at: Iterable[Account]) -> list[Case]:
    ids = tuple(account.id for account in looked_at)
    found = moderation.unfinished(context, ids) if ids else []
    return [
        case
        for case, lacks in found
        if FollowUp.EVIDENCE in lacks
        and not context.policy.moderation.category(case.category).keeps_no_evidence
    ]


def _case(context: Context, case: Case) -> Section:
    account = accounts.get(context.session, case.account_id)
    category = context.policy.moderation.category(case.category).name
    return Section(
        f"{account.slug} · {category} · {moment(case.happened_at, context.calendar)}",
        (
            Button(
                _("Evidence of {number}", number=case.number),
                f"moderering komplettera {case.number}",
                file="evidence",
            ),
        ),
        heading=case.number,
    )


def _account(account: Account) -> Section:
    buttons = (_snapshot(f"skärmdump {account.slug}"), _moderation(f"moderera {account.slug}"))
    return Section(account.platform.capitalize(), buttons, heading=account.slug)


def _snapshot(command: str) -> Button:
    return Button(_("Snapshot for the archive"), command, file="file")


def _moderation(command: str) -> Button:
    return Button(_("New moderation"), command, file="evidence")


COMMANDS = (
    Command(
        "file.ask", "fil", "file", FileForm, ask, LOGS, N_("Say what a file is"), reads=True,
        rules=("C1", "F13", "S9"), examples=("fil skärmdump.png",),
    ),
)  # fmt: skip
