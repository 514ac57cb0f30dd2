"""A deletion as whoever works with it sees it: what it rests on, how much of what, how far, what is left outside."""

from collections.abc import Iterable

from commands.command import Context
from core import accounts, deleting, deletions
from core.card import Button, Card, Fact, File, Style, Table
from core.deletions import Deletion, DeletionStage
from core.people import Person
from core.policy.records import Deletable
from core.policy.said import DELETABLE
from core.words import N_, _
from core.words.times import day, moment

_MOST_NAMED = 5
STAGES = {
    DeletionStage.PROPOSED: N_("proposed, to be decided by another person"),
    DeletionStage.DECIDED: N_("decided, to be carried out"),
    DeletionStage.DONE: N_("carried out"),
    DeletionStage.DROPPED: N_("dropped"),
}
COUNTED = {
    **{kind.value: name for kind, name in DELETABLE.items()},
    "files": N_("Files"),
    "log": N_("Rows of the log that say nothing any more"),
    "reach": N_("Details to reach them by"),
    "links": N_("Links to chat, and conversations"),
    "settings": N_("Settings"),
    "absences": N_("Absences"),
    "told": N_("Reminders they have had"),
    "messages": N_("Messages of the bot's in chat"),
    "handed": N_("Files handed over in chat"),
    "left": N_("Left, as they are stopped or open by now"),
}


def card(context: Context, found: Deletion, title: str, text: str = "", files: tuple[File, ...] = ()) -> Card:
    """A deletion as whoever works with it sees it."""
    return Card(
        title,
        text,
        tuple(Fact(label, value) for label, value in facts(context, found) if value),
        table=Table((_("Kinds"), _("How many")), counted(found)),
        buttons=buttons(found),
        data={
            "deletion": found.number,
            "stage": found.stage.value,
            "counts": found.counts,
            "decision": found.decision,
        },
        files=files,
    )


def counted(found: Deletion) -> tuple[tuple[str, str], ...]:
    """What a deletion is of, and what went with it, in words."""
    return tuple(
        (_(label), str(found.counts[name])) for name, label in COUNTED.items() if found.counts.get(name)
    )


def facts(context: Context, found: Deletion) -> Iterable[tuple[str, str | None]]:
    """What a deletion rests on, who has done what, and how it goes with chat and files."""
    account = accounts.get(context.session, found.account_id).slug if found.account_id else _("all accounts")
    yield _("How far"), _(STAGES[found.stage])
    yield _("Account"), account
    yield _("Only"), _named(context, found)
    yield _("Settled before"), day(found.before)
    yield _("Rule"), found.rule
    yield _("Decision"), found.decision
    yield _("Proposed by"), _who(context, found.proposed_by)
    yield _("Decision recorded by"), _who(context, found.decided_by) if found.decided_by else None
    yield _("Carried out"), moment(found.closed_at, context.calendar) if found.closed_at else None
    yield from _outside(context, found)


def _named(context: Context, found: Deletion) -> str:
    """Which they are, where they are few: people by name, entries by number."""
    if sum(map(len, found.items.values())) > _MOST_NAMED:
        return ""
    rows = [
        context.session.get_one(deleting.table_of(Deletable(kind)), id)
        for kind, ids in found.items.items()
        for id in ids
    ]
    return ", ".join(row.name if isinstance(row, Person) else row.number for row in rows)


def _who(context: Context, person_id: int) -> str:
    return context.session.get_one(Person, person_id).name


def _outside(context: Context, found: Deletion) -> Iterable[tuple[str, str | None]]:
    """How many of the files and messages are gone; why some are not."""
    rows = deletions.erasures(context.session, found)
    for label, some in (
        (_("Files gone from the store"), [row for row in rows if not row.door]),
        (_("Messages and files taken back from chat"), [row for row in rows if row.door]),
    ):
        gone = sum(row.done_at is not None for row in some)
        yield label, _("{part} of {whole}", part=gone, whole=len(some)) if some else None
    yield _("Not taken back"), ", ".join(sorted({row.error for row in rows if row.error and not row.done_at}))


def buttons(found: Deletion) -> tuple[Button, ...]:
    """What can be done next."""
    number = found.number
    drop_it = Button(_("Drop"), f"gallring släpp {number}")
    if found.stage is DeletionStage.PROPOSED:
        return (Button(_("Decide"), f"gallring besluta {number}", Style.PRIMARY), drop_it)
    if found.stage is DeletionStage.DECIDED:
        sure = _("What is deleted can't be brought back here.")
        return (Button(_("Carry out"), f"gallring verkställ {number}", Style.DANGER, confirm=sure), drop_it)
    return ()
