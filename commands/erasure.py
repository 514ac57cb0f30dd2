"""A person's wish that what is held of them is deleted (GDPR art. 17, 21): recorded, judged, led to a deletion."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from commands import choices, ready
from commands.command import EVERYONE, Command, Context, Form, Key
from commands.deletion import DELETES
from commands.deletion_card import COUNTED
from commands.disclosure import CAME
from commands.recent import not_ahead
from core import accounts, audit, deleting, deletions, forgetting, people, tasks, worktime
from core.card import Button, Card, Fact, Table
from core.deletions import Deletion
from core.errors import Refused
from core.extractwords import kind_label
from core.logbook import LogRow, subject
from core.people import Person, Role
from core.policy.records import Deletable
from core.tasks import Task
from core.words import N_, _, speaking
from core.words.times import day

HANDLERS = (Role.COMMUNICATIONS, Role.REGISTRAR, Role.ADMIN)


class EraseForm(Form):
    """Of whom."""

    person: Annotated[Person, Key("person", "person", N_("Person"), position=1, source=choices.GONE)]
    received_at: Annotated[datetime | None, CAME] = None


def erase(context: Context, form: EraseForm) -> Card:
    """Records the wish of somebody who has left, and proposes the deletion of what can go (GDPR art. 17).

    Refused, with what to do first, while they work here or have something left to do.
    """
    person, came = form.person, not_ahead(context, "received_at", form.received_at)
    forgetting.must_be_free(context, person)
    _must_be_new(context, Deletable.PERSON, person.id)
    judged = forgetting.judge(context, person)
    audit.record(context, "person.erasure_asked", f"person:{person.slug}", came)
    made = _propose(context, Deletable.PERSON, person.id) if judged.goes else None
    task = _task(context, came, made)
    return Card(
        _("The request of {name} is recorded", name=person.name),
        _("What they have done in their post is public record and stays. What the bot held to reach them by can go, "
          "when a second person has decided it.")
        if made
        else _("There is nothing more that can go: what is left is public record."),
        tuple(_facts(made, task)),
        table=Table((_("Kinds"), _("How many"), _("What happens with it")), tuple(_judged(context, judged))),
        buttons=_buttons(made),
        data=_data(made, task) | {"person": person.slug, "goes": dict(judged.goes), "stays": dict(judged.stays)},
    )  # fmt: skip


def _judged(context: Context, judged: forgetting.Judged) -> Iterable[tuple[str, ...]]:
    for name, count in judged.goes.items():
        label = _("What the log says of that") if name == "log" else _(COUNTED[name])
        yield label, str(count), _("goes, when it is decided")
    for kind, count in judged.stays.items():
        yield kind_label(kind), str(count), _until(context, kind)


def _until(context: Context, kind: str) -> str:
    """By what a kind of entry stays, and until when."""
    of_kind = {table.__tablename__: each for each, table in deleting.LOGS.items()}
    rule = next((r for r in context.policy.retention.rules if of_kind.get(kind) in r.covers), None)
    if rule is None:
        return _("stays as public record, until there is a decision that it may be deleted")
    return _(
        "stays as public record; may be deleted: {after} ({decision})",
        after=rule.after,
        decision=rule.decision,
    )


class ObjectionForm(Form):
    """To which entry of the log."""

    item: Annotated[
        LogRow,
        Key("ärende", "case", N_("Entry of the log"), position=1, source=choices.ENTRIES, example="F-2026-0001"),
    ]  # fmt: skip
    received_at: Annotated[datetime | None, CAME] = None


def objection(context: Context, form: ObjectionForm) -> Card:
    """Records a citizen's wish that an entry is deleted, and proposes it where it may be (GDPR art. 17, 21; M9, H17).

    Nothing goes by it: a decision does, of a second person. What is stopped or not settled yet stays.
    """
    row, came = form.item, not_ahead(context, "received_at", form.received_at)
    kind = next(kind for kind, table in deleting.LOGS.items() if isinstance(row, table))
    if row.deleted_at is not None:
        raise Refused(_("{number} is deleted already, by {by}.", number=row.number, by=row.deleted_by))
    _must_be_new(context, kind, row.id)
    audit.record(context, f"{subject(row).partition(':')[0]}.objected", subject(row), came)
    account = accounts.get(context.session, row.account_id)
    due = deleting.due(context, kind, _tomorrow(context), account)
    may = any(each.id == row.id for each in due.rows)
    is_stopped = any(each.id == row.id for each in due.stopped)
    made = _propose(context, kind, row.id) if may else None
    task = _task(context, came, made, row.number)
    paste = ready.objected(context, task.number, task.due_on)
    return Card(
        _("The objection to {number} is recorded", number=row.number),
        _what_happens(row.number, may=may, is_stopped=is_stopped),
        tuple(_facts(made, task)),
        sections=(ready.section(paste),),
        buttons=_buttons(made),
        data=_data(made, task) | {"item": row.number, "stopped": is_stopped, "ready_text": paste},
    )


def _what_happens(number: str, *, may: bool, is_stopped: bool) -> str:
    if may:
        return _(
            "It is a public record: it goes only by a decision, which a second person says. Send the text meanwhile."
        )
    if is_stopped:
        return _("It may not be deleted now: deletion is stopped, or it is asked for as a public record. It stays "
                 "until that is over. Send the text meanwhile.")  # fmt: skip
    return _("Something is left to do with {number}: it has to be settled before it can be deleted. Send the text "
             "meanwhile, and record the objection again then.", number=number)  # fmt: skip


# What both have


def _must_be_new(context: Context, kind: Deletable, row_id: int) -> None:
    if found := deletions.under_way(context, kind, row_id):
        raise Refused(
            _("It is on its way already: {number}.", number=found.number),
            _("Look at it: gallring visa {number}", number=found.number),
        )


def _tomorrow(context: Context) -> date:
    return context.calendar.local(context.now).date() + worktime.DAY


def _propose(context: Context, kind: Deletable, row_id: int) -> Deletion:
    return deletions.propose(context, {kind: [row_id]}, _tomorrow(context), None, None)


def _task(context: Context, came: datetime, made: Deletion | None, item: str = "") -> Task:
    """To answer whoever wishes it within a month (GDPR art. 12.3), reminded of as any task."""
    with speaking(context.workspace.language):
        text = _("Answer a wish to have personal data deleted: {what}",
                 what=", ".join(filter(None, (item, made.number if made else ""))) or "–")  # fmt: skip
    today, until = (context.calendar.local(at).date() for at in (context.now, came))
    due = max(today, worktime.add_months(until, 1))
    return tasks.record(context, text, _handler(context), due, None)


def _handler(context: Context) -> Person:
    """Who answers: the caller, if they handle such; else communications, the registrar or an administrator."""
    if context.roles & DELETES:
        return context.doer
    return next((p for role in HANDLERS for p in people.here(context, role)), context.doer)


def _facts(made: Deletion | None, task: Task) -> Iterable[Fact]:
    yield Fact(_("Answer at the latest"), day(task.due_on))
    yield Fact(_("Task"), task.number)
    if made:
        yield Fact(_("Deletion"), made.number)


def _buttons(made: Deletion | None) -> tuple[Button, ...]:
    return (Button(_("Show"), f"gallring visa {made.number}"),) if made else ()


def _data(made: Deletion | None, task: Task) -> dict[str, object]:
    return {"task": task.number, "due_on": str(task.due_on), "deletion": made.number if made else None}


COMMANDS = (
    Command(
        "personal.objection", "personuppgifter invändning", "personal-data objection", ObjectionForm, objection,
        EVERYONE, N_("Record a citizen's wish to have something deleted"), about="item", rules=("S4", "M9", "H17"),
        examples=("personuppgifter invändning F-2026-0001",),
    ),
    Command(
        "personal.erase", "personuppgifter radera", "personal-data erase", EraseForm, erase, DELETES,
        N_("Record the wish of somebody who has left to be deleted"), rules=("S4", "M9", "H17"),
        examples=("personuppgifter radera rut-redaktör",),
    ),
)  # fmt: skip
