"""What the council came to, as a section of the report: decisions and tasks; no names, no absences (F15)."""

from bot.report.findings import Findings
from bot.report.parts import Cell, Column, Grid, Kind, Part
from core.proceedings import Assignment, Decision, Held
from core.words import _, n_
from core.words.figures import day


def council(found: Findings) -> Part:
    """Meetings held, decisions and tasks, since the meeting before the report's or in its period (F7, C2)."""
    came = found.council
    grids = []
    if came.decisions:
        columns = (
            Column(_("Number"), width=2),
            Column(_("Decision"), width=7),
            Column(_("Meeting"), width=2),
        )
        rows = tuple((each.number, _decided(each), each.meeting) for each in came.decisions)
        grids.append(Grid(_("Decisions"), _("Decisions of the council"), columns, rows))
    if came.tasks:
        grids.append(_tasks(came.tasks))
    said = tuple(_held(found, each) for each in came.meetings)
    return Part(
        _("Decisions and tasks of the council"), said or (_("There was no meeting."),), grids=tuple(grids)
    )


def _held(found: Findings, meeting: Held) -> str:
    when = day(found.scope.calendar.local(meeting.starts_at).date())
    if meeting.present is None:
        return _("{number} was held {day}.", number=meeting.number, day=when)
    return n_(
        "{number} was held {day}; {count} person took part.",
        "{number} was held {day}; {count} people took part.",
        meeting.present, number=meeting.number, day=when,
    )  # fmt: skip


def _decided(decision: Decision) -> str:
    if not decision.replaced_by:
        return decision.text
    return _("{text} (replaced by {other})", text=decision.text, other=decision.replaced_by)


def _tasks(tasks: tuple[Assignment, ...]) -> Grid:
    columns = (
        Column(_("Number"), width=2), Column(_("Task"), width=5), Column(_("By"), Kind.DAY, width=2),
        Column(_("How it went"), width=4),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple((t.number, t.text, t.due_on, _went(t)) for t in tasks)
    return Grid(_("Tasks"), _("Tasks of the council, given, done or still open"), columns, rows)


def _went(task: Assignment) -> str:
    if task.done_at is None:
        return _("open, late") if task.is_late else _("open")
    return _("done. {outcome}", outcome=task.outcome) if task.outcome else _("done")
