"""Snapshots of accounts for the archive, every half-year and when something changes (C1)."""

from datetime import datetime
from typing import Annotated

from commands import choices
from commands.command import LOGS, Command, Context, Form, Key
from commands.recent import not_ahead
from core import snapshots
from core.accounts import Account
from core.card import Card, Fact
from core.evidence import Kept, StoredFile
from core.snapshots import Cause
from core.words import N_, _
from core.words.times import moment


class NewForm(Form):
    """A snapshot of an account: its file, or where it is kept."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    file: Annotated[
        Kept | None, Key("fil", "file", N_("The snapshot"), N_("PNG, JPEG, WebP, PDF or WACZ"))
    ] = None
    place: Annotated[
        str | None,
        Key("plats", "place", N_("Or where it is kept"), N_("If it is in the archive already."), place=True),
    ] = None
    cause: Annotated[Cause | None, Key("orsak", "cause", N_("Why it is taken"), source=choices.CAUSES)] = None
    at: Annotated[
        datetime | None, Key("när", "when", N_("When it was taken"), N_("Now, if you leave it out."))
    ] = None


def new(context: Context, form: NewForm) -> Card:
    """Records a snapshot; it counts for the half-year, or the year, in which it was taken (C1, M10)."""
    taken_at = not_ahead(context, "at", form.at)
    cause = form.cause or snapshots.usual_cause(context.policy)
    snapshot = snapshots.record(context, form.account, taken_at, cause, form.file, form.place)
    stored = context.session.get(StoredFile, snapshot.file_id) if snapshot.file_id else None
    facts = (
        Fact(_("Taken"), moment(taken_at, context.calendar)),
        Fact(_("Counts for"), snapshots.period_at(context.policy, taken_at, context.calendar)),
        Fact(_("Why it is taken"), choices.word_of(choices.CAUSE_WORDS, cause)),
        Fact(_("Kept"), f"{stored.name} ({stored.number})" if stored else snapshot.place or ""),
    )
    return Card(
        _("Thank you! The snapshot of {slug} is kept", slug=form.account.slug),
        facts=facts,
        data={
            "snapshot": snapshot.number,
            "sha256": stored.sha256 if stored else None,
            "evidence": stored.number if stored else None,
            "period": snapshot.period,
            "account": form.account.slug,
        },
    )


COMMANDS = (
    Command(
        "snapshot.new", "skärmdump", "snapshot", NewForm, new, LOGS, N_("Record a snapshot for the archive"),
        about="account", rules=("C1", "F18"),
        examples=("skärmdump bibliotek-fb fil=bibliotek.pdf", 'skärmdump bibliotek-fb plats="e-arkivet" orsak=avslut'),
    ),
)  # fmt: skip
