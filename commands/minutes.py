"""A meeting's minutes: as a card, and as a file to keep (F7, C2). Absences are not in them (F15)."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from commands import choices
from commands.command import EVERYONE, Command, Context, Form, Key
from commands.summary import lines
from core import meetings, proceedings, summary, tasks
from core.card import Card, Fact, File, Section
from core.errors import Refused
from core.meetings import Meeting
from core.proceedings import Assignment, Decision
from core.words import N_, _
from core.words.times import day, joined, moment


class MinutesForm(Form):
    """Of which meeting."""

    meeting: Annotated[
        Meeting | None,
        Key("möte", "meeting", N_("Meeting"), N_("The last one, if you leave it out."), position=1,
            source=choices.MEETINGS),
    ] = None  # fmt: skip


def minutes(context: Context, form: MinutesForm) -> Card:
    """What a meeting came to, with the figures of the moment (F7, C2)."""
    meeting = form.meeting or meetings.latest(context)
    if meeting is None:
        raise Refused(_("There has been no meeting yet."), _("Call one: möte kalla"))
    meetings.must_have_begun(context, meeting)
    council = context.policy.council.name.value
    title = _("Minutes of {council}, {number}", council=council, number=meeting.number)
    parts = {heading: said for heading, said in _parts(context, meeting).items() if said}
    facts = _facts(context, meeting)
    return Card(
        title,
        facts=facts,
        sections=tuple(Section("\n".join(said), heading=heading) for heading, said in parts.items()),
        files=(File(f"{meeting.number}.md", "text/markdown", _markdown(title, facts, parts).encode()),),
        data={"meeting": meeting.number, "file": f"{meeting.number}.md"},
    )


def _facts(context: Context, meeting: Meeting) -> tuple[Fact, ...]:
    present = [p.name for p, row in meetings.attendance(context.session, meeting) if row.attended]
    return (
        Fact(_("When"), moment(meeting.starts_at, context.calendar)),
        Fact(_("Place or link"), meeting.place),
        Fact(_("Were there"), joined(present) or _("not noted")),
    )


def _parts(context: Context, meeting: Meeting) -> dict[str, list[str]]:
    agenda = meetings.agenda_of(context, meeting)
    given = proceedings.assignments(context, tasks.of_meetings(context.session, [meeting.id]))
    status = figures_facts(context, meeting)
    heading = _("How things stood {time}", time=moment(meeting.figures_at or context.now, context.calendar))
    return {
        _("Agenda"): [f"{n}. {item.text}" for n, item in enumerate(agenda, 1)],
        _("Decisions"): decision_lines(proceedings.decisions_of(context.session, meeting)),
        _("Tasks"): task_lines(given),
        heading: [f"– {fact.label}: {fact.value}" for fact in status],
    }


def figures_facts(context: Context, meeting: Meeting) -> tuple[Fact, ...]:
    """The figures kept with the meeting; while none are kept, and it is being held or was, those of now (C2)."""
    if not meeting.has_begun(context.now):
        return ()
    found = summary.restored(meeting.figures) if meeting.figures else summary.of(context)
    return tuple(Fact(label, value) for label, value in lines(context, found))


def decision_lines(found: Iterable[Decision]) -> list[str]:
    """Decisions as lines; one that is replaced says by which."""
    return [
        _("{number}: {text} (replaced by {other})", number=d.number, text=d.text, other=d.replaced_by)
        if d.replaced_by
        else f"{d.number}: {d.text}"
        for d in found
    ]


def task_lines(found: Iterable[Assignment]) -> list[str]:
    """Tasks as lines: what, who, until when, and what came of it."""
    return [
        _(
            "{number}: {text} ({owner}, by {day})",
            number=t.number,
            text=t.text,
            owner=t.owner,
            day=day(t.due_on),
        )
        + ("" if t.done_at is None else _(" – done. {outcome}", outcome=t.outcome).rstrip())
        for t in found
    ]


def _markdown(title: str, facts: Iterable[Fact], parts: dict[str, list[str]]) -> str:
    """The minutes as a text file that reads well as it is."""
    return "\n".join(_written(title, facts, parts)) + "\n"


def _written(title: str, facts: Iterable[Fact], parts: dict[str, list[str]]) -> Iterator[str]:
    yield f"# {title}"
    yield ""
    for fact in facts:
        yield f"- **{fact.label}:** {fact.value}"
    for heading, said in parts.items():
        yield from ("", f"## {heading}", "")
        yield from (line if line[:1].isdigit() else f"- {line.removeprefix('– ')}" for line in said)


COMMANDS = (
    Command(
        "meeting.minutes", "möte protokoll", "meeting minutes", MinutesForm, minutes, EVERYONE,
        N_("A meeting's minutes, as a file"), reads=True, rules=("F7", "C2"),
        examples=("möte protokoll", "möte protokoll N-2026-0001"),
    ),
)  # fmt: skip
