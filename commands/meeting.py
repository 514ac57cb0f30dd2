"""The SoMe-råd's meetings: called, moved, called off, answered; their agenda, who was there, and lists (F7, F15)."""

from datetime import datetime
from typing import Annotated

from commands import choices
from commands.command import DECIDES, EVERYONE, Ask, Command, Context, Form, Key, NoForm
from commands.minutes import decision_lines, task_lines
from core import meetings, proceedings, tasks
from core.card import Button, Card, Fact, Section, Style, Table
from core.errors import FieldError, Refused
from core.meetings import Answer, Meeting
from core.people import Person, Role
from core.words import N_, _, n_
from core.words.times import joined, moment

CONVENES = DECIDES | {Role.COUNCIL}

WHEN = Key("när", "when", N_("When"), example="2026-12-03 10:00")
PLACE = Key("plats", "place", N_("Place or link"), max_length=1000)
AGENDA = Key("dagordning", "agenda", N_("Agenda"), N_("One point a line."), long=True, max_length=3000)
MEETING = Key("möte", "meeting", N_("Meeting"), position=1, source=choices.MEETINGS, example="N-2026-0001")


class CallForm(Form):
    """When and where the council meets, and about what."""

    starts_at: Annotated[datetime, WHEN]
    place: Annotated[str, PLACE]
    agenda: Annotated[str | None, AGENDA] = None


def call(context: Context, form: CallForm) -> Card:
    """Calls the council: every member is invited in working hours (F7)."""
    meeting = meetings.call(context, form.starts_at, form.place, _points(form.agenda))
    count = len(meetings.members(context))
    invited = n_("{count} member is invited.", "{count} members are invited.", count)
    return _card(context, meeting, _("{number} is called", number=meeting.number), invited)


def _points(agenda: str | None) -> list[str]:
    """The agenda's points: one a line. FieldError on one that is too long."""
    points = [point.strip().removeprefix("-").strip() for point in (agenda or "").splitlines()]
    if any(len(point) > 300 for point in points):
        raise FieldError("agenda", _("At most {count} characters.", count=300))
    return [point for point in points if point]


class ChangeForm(Form):
    """Which meeting, and what is new of it."""

    meeting: Annotated[Meeting, MEETING]
    starts_at: Annotated[datetime | None, WHEN] = None
    place: Annotated[str | None, PLACE] = None


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Moves a meeting: all members are told, and at another time they answer anew (F7)."""
    meetings.must_be_coming(context, form.meeting)
    if not (form.starts_at or form.place):
        return Ask(("starts_at", "place"))
    meetings.change(context, form.meeting, form.starts_at, form.place)
    return _card(
        context,
        form.meeting,
        _("{number} is changed", number=form.meeting.number),
        _("All members are told."),
    )


class CallOffForm(Form):
    """Which meeting, and why there is none."""

    meeting: Annotated[Meeting, MEETING]
    reason: Annotated[str, Key("orsak", "reason", N_("Reason"), free=True, max_length=500)]


def call_off(context: Context, form: CallOffForm) -> Card:
    """There is no meeting: all members are told, and its agenda waits for the next (F7)."""
    meetings.call_off(context, form.meeting, form.reason)
    return Card(
        _("{number} is called off", number=form.meeting.number),
        _("All members are told. The points of the agenda wait for the next meeting."),
        data=_data(context, form.meeting),
    )


class AnswerForm(Form):
    """Whether the caller comes."""

    meeting: Annotated[Meeting, MEETING]
    answer: Annotated[Answer, Key("svar", "answer", N_("Answer"), position=2, source=choices.MEETING_ANSWERS)]


def answer(context: Context, form: AnswerForm) -> Card:
    """Says whether one comes (F15)."""
    meetings.answer(context, form.meeting, form.answer)
    when = moment(form.meeting.starts_at, context.calendar)
    said = (
        _("Welcome {time}, {place}.", time=when, place=form.meeting.place)
        if form.answer is Answer.COMES
        else _("Thank you for saying so. You can propose a point all the same: möte punkt")
    )
    return Card(
        _("Noted: {answer}", answer=choices.word_of(choices.MEETING_ANSWER_WORDS, form.answer)),
        said,
        data={"meeting": form.meeting.number, "answer": form.answer.value},
    )


class ItemForm(Form):
    """What to talk about."""

    text: Annotated[str, Key("punkt", "item", N_("Point of the agenda"), free=True, max_length=300)]


def item(context: Context, form: ItemForm) -> Card:
    """Proposes a point for the next meeting, also before it is called (F7)."""
    _made, meeting = meetings.propose(context, form.text)
    where = (
        _("It is on the agenda of {number}, {time}.", number=meeting.number,
          time=moment(meeting.starts_at, context.calendar))
        if meeting
        else _("It waits for the next meeting that is called.")
    )  # fmt: skip
    return Card(_("The point is noted"), where, data={"meeting": meeting.number if meeting else None})


class AttendanceForm(Form):
    """Who was at which meeting."""

    meeting: Annotated[
        Meeting | None,
        Key("möte", "meeting", N_("Meeting"), N_("The last one, if you leave it out."), position=1,
            source=choices.MEETINGS),
    ] = None  # fmt: skip
    present: Annotated[
        tuple[Person, ...], Key("närvarande", "present", N_("Who was there"), source=choices.PEOPLE)
    ] = ()


def attendance(context: Context, form: AttendanceForm) -> Card | Ask:
    """Notes who was there; the other members were absent, which only communications sees (F15)."""
    meeting = form.meeting or last_meeting(context)
    meetings.must_have_begun(context, meeting)
    if not form.present:
        known = meetings.attendance(context.session, meeting)
        come = [
            p.slug
            for p, row in known
            if row.attended or (row.attended is None and row.answer is Answer.COMES)
        ]
        return Ask(("present",), {"meeting": meeting.number, "present": ",".join(come)})
    meetings.record_attendance(context, meeting, form.present)
    return _card(context, meeting, _("Attendance at {number} is noted", number=meeting.number))


def last_meeting(context: Context) -> Meeting:
    """The last meeting that has begun. Refused when there has been none."""
    found = meetings.latest(context)
    if found is None:
        raise Refused(_("There has been no meeting yet."), _("Call one: möte kalla"))
    return found


class AboutForm(Form):
    """Which meeting."""

    meeting: Annotated[
        Meeting | None,
        Key("möte", "meeting", N_("Meeting"), N_("The next one, or else the last."), position=1,
            source=choices.MEETINGS),
    ] = None  # fmt: skip


def show(context: Context, form: AboutForm) -> Card:
    """A meeting: when and where, who comes, its agenda, decisions and tasks."""
    meeting = form.meeting or meetings.coming(context) or last_meeting(context)
    return _card(context, meeting, meeting.number)


def _card(context: Context, meeting: Meeting, title: str, text: str = "") -> Card:
    agenda = meetings.agenda_of(context, meeting)
    decided = proceedings.decisions_of(context.session, meeting)
    given = tuple(proceedings.assignments(context, tasks.of_meetings(context.session, [meeting.id])))
    lines = {
        _("Agenda"): [f"{n}. {each.text}" for n, each in enumerate(agenda, 1)],
        _("Decisions"): decision_lines(decided),
        _("Tasks"): task_lines(given),
    }
    return Card(
        title,
        text,
        facts=tuple(_facts(context, meeting)),
        sections=tuple(Section("\n".join(said), heading=heading) for heading, said in lines.items() if said),
        buttons=_buttons(context, meeting),
        data=_data(context, meeting)
        | {
            "agenda": [each.text for each in agenda],
            "decisions": [each.number for each in decided],
            "tasks": [each.number for each in given],
        },
    )


def _facts(context: Context, meeting: Meeting) -> list[Fact]:
    known = meetings.attendance(context.session, meeting)
    comes = [p.name for p, row in known if row.answer is Answer.COMES]
    cant = [p.name for p, row in known if row.answer is Answer.CANT]
    present = [p.name for p, row in known if row.attended]
    absent = [p.name for p, row in known if row.attended is False]
    sees_all = bool(context.roles & DECIDES)
    facts = [
        (_("When"), moment(meeting.starts_at, context.calendar)),
        (_("Place or link"), meeting.place),
        (_("Called off"), meeting.called_off_reason or ""),
        (_("Come"), joined(comes) if not present else ""),
        (_("Can't"), joined(cant) if sees_all and not present else ""),
        (_("Were there"), joined(present)),
        (_("Absent (only communications sees this)"), joined(absent) if sees_all else ""),
    ]
    return [Fact(label, value) for label, value in facts if value]


def _buttons(context: Context, meeting: Meeting) -> tuple[Button, ...]:
    number = meeting.number
    if meeting.called_off_at:
        return ()
    if meeting.has_begun(context.now):
        decides = (
            Button(_("Decision"), f"möte beslut möte={number}", Style.PRIMARY),
            Button(_("Task"), f"möte uppgift möte={number}"),
        )
        minutes = (Button(_("Minutes"), f"möte protokoll {number}"), Button(_("Show status"), "status"))
        notes = (Button(_("Note who was there"), f"möte närvaro {number}"),)
        convenes = bool(context.roles & CONVENES)
        return (*(decides if convenes else ()), *(notes if context.roles & DECIDES else ()), *minutes)
    comes = Button(_("I come"), f"möte svar {number} kommer", Style.PRIMARY)
    cant = Button(_("I can't"), f"möte svar {number} kan-inte")
    point = Button(_("Propose a point"), "möte punkt")
    change = (Button(_("Change"), f"möte ändra {number}"),) if context.roles & CONVENES else ()
    return (comes, cant, point, *change)


def _data(context: Context, meeting: Meeting) -> dict[str, object]:
    return {
        "meeting": meeting.number,
        "starts_at": context.calendar.local(meeting.starts_at).isoformat(),
        "place": meeting.place,
    }


def listing(context: Context, _form: NoForm) -> Card:
    """All meetings, the newest first."""
    found = meetings.listed(context)
    rows = tuple(
        (
            each.number,
            moment(each.starts_at, context.calendar),
            _state(context, each),
            f"möte visa {each.number}",
        )
        for each in found
    )
    waiting = meetings.agenda_of(context, None)
    text = "\n".join((_("Points that wait for a meeting:"), *(f"– {each.text}" for each in waiting)))
    return Card(
        _("Meetings ({count})", count=len(found)),
        text if waiting else "",
        table=Table((_("Meeting"), _("When"), _("State"), _("Look at it")), rows) if rows else None,
        buttons=(Button(_("Call the SoMe council"), "möte kalla"),) if context.roles & CONVENES else (),
        data={"meetings": [each.number for each in found], "waiting": [each.text for each in waiting]},
    )


def _state(context: Context, meeting: Meeting) -> str:
    if meeting.called_off_at:
        return _("called off")
    return _("held") if meeting.has_begun(context.now) else _("coming")


def taken_part(context: Context, _form: NoForm) -> Card:
    """How many meetings each editor has taken part in; only communications sees it (F15)."""
    found = meetings.taken_part(context)
    rows = tuple((p.name, _("{part} of {whole}", part=part, whole=whole)) for p, part, whole in found)
    return Card(
        _("Attendance at the council's meetings"),
        "" if rows else _("No attendance is noted yet."),
        table=Table((_("Person"), _("Meetings")), rows) if rows else None,
        data={"attendance": {p.slug: [part, whole] for p, part, whole in found}},
    )


COMMANDS = (
    Command(
        "meeting.call", "möte kalla", "meeting call", CallForm, call, CONVENES, N_("Call the SoMe council"),
        rules=("F7",),
        examples=('möte kalla när="2026-12-03 10:00" plats="Stadshuset, rum 2" dagordning="Läget i siffror"',),
    ),
    Command(
        "meeting.change", "möte ändra", "meeting change", ChangeForm, change, CONVENES, N_("Change a meeting"),
        rules=("F7",), examples=('möte ändra N-2026-0001 när="2026-12-04 10:00"',),
    ),
    Command(
        "meeting.call_off", "möte ställ-in", "meeting call-off", CallOffForm, call_off, CONVENES,
        N_("Call off a meeting"), rules=("F7",), examples=("möte ställ-in N-2026-0001 Sjukdom",),
    ),
    Command(
        "meeting.answer", "möte svar", "meeting answer", AnswerForm, answer, EVERYONE,
        N_("Say whether you come to a meeting"), rules=("F15",), examples=("möte svar N-2026-0001 kommer",),
    ),
    Command(
        "meeting.item", "möte punkt", "meeting item", ItemForm, item, EVERYONE,
        N_("Propose a point for the next meeting"), rules=("F7",),
        examples=('möte punkt "Ska vi finnas på Threads?"',),
    ),
    Command(
        "meeting.attendance", "möte närvaro", "meeting attendance", AttendanceForm, attendance, DECIDES,
        N_("Note who was at a meeting"), rules=("F15",),
        examples=("möte närvaro N-2026-0001 närvarande=rut-redaktör,rolf-rektor",),
    ),
    Command(
        "meeting.show", "möte visa", "meeting show", AboutForm, show, EVERYONE, N_("Look at a meeting"),
        reads=True, rules=("F7",), examples=("möte visa", "möte visa N-2026-0001"),
    ),
    Command(
        "meeting.list", "möte lista", "meeting list", NoForm, listing, EVERYONE, N_("List the meetings"),
        reads=True, rules=("F7",), examples=("möte lista",),
    ),
    Command(
        "meeting.taken_part", "möte deltagande", "meeting taken-part", NoForm, taken_part, DECIDES,
        N_("See who takes part in the meetings"), reads=True, rules=("F15",), examples=("möte deltagande",),
    ),
)  # fmt: skip
