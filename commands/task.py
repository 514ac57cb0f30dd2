"""What a meeting decides and whom it gives what to do: decisions, tasks, and tasks done (F7)."""

from datetime import date
from typing import Annotated

from commands import choices, rights
from commands.command import EVERYONE, Ask, Command, Context, Form, Key, NoForm
from commands.meeting import CONVENES, last_meeting
from core import meetings, proceedings, tasks
from core.card import Button, Card, Style, Table
from core.errors import Refused
from core.meetings import Meeting
from core.people import Person
from core.proceedings import DecisionRow
from core.tasks import Task
from core.words import N_, _
from core.words.times import day

MEETING = Key(
    "möte", "meeting", N_("Meeting"), N_("The last one, if you leave it out."), source=choices.MEETINGS,
)  # fmt: skip
OWNER = Key("ansvarig", "owner", N_("Who does it"), source=choices.PEOPLE)
DUE = Key("klart", "due", N_("Done by"), example="2026-12-15")
TASK = Key("uppgift", "task", N_("Task"), position=1, source=choices.TASKS, example="T-2026-0001")


class DecideForm(Form):
    """What the meeting decided."""

    text: Annotated[str, Key("beslut", "decision", N_("Decision"), free=True, long=True, max_length=1000)]
    meeting: Annotated[Meeting | None, MEETING] = None
    replaces: Annotated[
        DecisionRow | None,
        Key("ersätter", "replaces", N_("Replaces the decision"), source=choices.DECISIONS, page=2),
    ] = None


def decide(context: Context, form: DecideForm) -> Card:
    """Records a numbered decision (F7); a mistake is replaced by another, and stays."""
    meeting = form.meeting or last_meeting(context)
    made = proceedings.decide(context, meeting, form.text, form.replaces)
    return Card(
        _("{number} is recorded", number=made.number),
        form.text,
        buttons=(
            Button(_("Another decision"), f"möte beslut möte={meeting.number}"),
            Button(_("Task"), f"möte uppgift möte={meeting.number}"),
        ),
        data={"decision": made.number, "meeting": meeting.number},
    )


class GiveForm(Form):
    """What is to be done, by whom and until when."""

    text: Annotated[str, Key("uppgift", "task", N_("What is to be done"), free=True, max_length=500)]
    owner: Annotated[Person, OWNER]
    due_on: Annotated[date, DUE]
    meeting: Annotated[Meeting | None, MEETING] = None


def give(context: Context, form: GiveForm) -> Card:
    """Gives somebody a task: they are told, and reminded before, on and after its day (F7)."""
    meeting = form.meeting or meetings.latest(context)
    if form.meeting:
        meetings.must_have_begun(context, form.meeting)
    task = tasks.record(context, form.text, form.owner, form.due_on, meeting.id if meeting else None)
    return _card(context, task, _("{number} is recorded", number=task.number))


def _card(context: Context, task: Task, title: str) -> Card:
    (said,) = proceedings.assignments(context, [task])
    return Card(
        title,
        _("{text} ({owner}, by {day})", text=task.text, owner=said.owner, day=day(task.due_on)),
        data={
            "task": task.number,
            "due_on": str(task.due_on),
            "owner": said.owner,
            "meeting": said.meeting or None,
            "done": task.done_at is not None,
        },
    )


class DoneForm(Form):
    """Which task is done, and what came of it."""

    task: Annotated[Task, TASK]
    outcome: Annotated[
        str | None, Key("resultat", "outcome", N_("What came of it"), free=True, max_length=500)
    ] = None


def done(context: Context, form: DoneForm) -> Card:
    """A task is done, or no longer needed (F7)."""
    _must_be_theirs(context, form.task)
    tasks.finish(context, form.task, form.outcome)
    return _card(context, form.task, _("Thank you! {number} is done", number=form.task.number))


class ChangeForm(Form):
    """Who does a task now, or until when."""

    task: Annotated[Task, TASK]
    owner: Annotated[Person | None, OWNER] = None
    due_on: Annotated[date | None, DUE] = None


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Gives a task to somebody else, or another day (F7)."""
    _must_be_theirs(context, form.task)
    tasks.must_be_open(form.task)
    if not (form.owner or form.due_on):
        return Ask(("owner", "due_on"))
    tasks.change(context, form.task, form.owner, form.due_on)
    return _card(context, form.task, _("{number} is changed", number=form.task.number))


def _must_be_theirs(context: Context, task: Task) -> None:
    """Refused unless the task is the caller's, or they convene the council."""
    owner = context.session.get_one(Person, task.owner_id)
    if not rights.may_act(context, rights.TASK, owner=owner):
        raise Refused(
            _("{number} is somebody else's task.", number=task.number),
            rights.who_may(context, rights.TASK, owner=owner),
        )


def listing(context: Context, _form: NoForm) -> Card:
    """The tasks that are not done, first due first."""
    found = tuple(proceedings.assignments(context, tasks.open_ones(context)))
    rows = tuple((each.number, each.text, each.owner, _due(each)) for each in found)
    return Card(
        _("Tasks ({count})", count=len(found)),
        "" if rows else _("There is nothing to do now."),
        table=Table((_("Task"), _("What is to be done"), _("Who does it"), _("Done by")), rows)
        if rows
        else None,
        data={"tasks": [each.number for each in found], "late": [e.number for e in found if e.is_late]},
    )


def _due(each: proceedings.Assignment) -> str:
    return _("{day} (its day has passed)", day=day(each.due_on)) if each.is_late else day(each.due_on)


def done_button(task: Task) -> Button:
    """The button that says a task is done."""
    return Button(_("Done"), f"uppgift klar {task.number}", Style.PRIMARY)


COMMANDS = (
    Command(
        "meeting.decide", "möte beslut", "meeting decision", DecideForm, decide, CONVENES,
        N_("Record a meeting's decision"), rules=("F7",),
        examples=('möte beslut "Alla profiler får en bild"', 'möte beslut "Till årsskiftet" ersätter=B-2026-0001'),
    ),
    Command(
        "task.new", "möte uppgift", "meeting task", GiveForm, give, CONVENES, N_("Give somebody a task"),
        rules=("F7",), examples=('möte uppgift "Ta fram en mall" ansvarig=rut-redaktör klart=2026-12-15',),
    ),
    Command(
        "task.done", "uppgift klar", "task done", DoneForm, done, EVERYONE, N_("Say that a task is done"),
        rules=("F7",), examples=("uppgift klar T-2026-0001", 'uppgift klar T-2026-0001 "Mallen ligger på intranätet"'),
    ),
    Command(
        "task.change", "uppgift ändra", "task change", ChangeForm, change, EVERYONE,
        N_("Give a task to somebody else, or another day"), rules=("F7",),
        examples=("uppgift ändra T-2026-0001 klart=2026-12-20",),
    ),
    Command(
        "task.list", "uppgift lista", "task list", NoForm, listing, EVERYONE, N_("List the council's tasks"),
        reads=True, rules=("F7",), examples=("uppgift lista",),
    ),
)  # fmt: skip
