"""The council's own part of its report: what it decided, and who has taken on what (F7)."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.report.findings import Findings
from bot.report.parts import Cell, Column, Grid, Kind, Part
from core.proceedings import Assignment, Decision
from core.words import _, n_


def council(found: Findings) -> Part:
    """Decisions and tasks, each in its table."""
    came = found.council
    if not (came.decisions or came.tasks):
        return Part(_("Decisions and tasks"), (_("The council decided nothing in the period."),))
    said = (
        n_("{count} decision was taken.", "{count} decisions were taken.", len(came.decisions)),
        n_("{count} task was given or is open.", "{count} tasks were given or are open.", len(came.tasks)),
    )
    grids = (_decisions(found, came.decisions), _tasks(found, came.tasks))
    return Part(_("Decisions and tasks"), (" ".join(said),), grids=tuple(grid for grid in grids if grid.rows))


def _decisions(found: Findings, decided: Sequence[Decision]) -> Grid:
    columns = (
        Column(_("Number"), width=2), Column(_("Decision"), width=6), Column(_("Meeting"), width=2),
        Column(_("Day"), Kind.DAY, width=2),
    )  # fmt: skip
    rows = tuple(
        (each.number, _with_heir(each), each.meeting, _day(found, each.decided_at)) for each in decided
    )
    return Grid(_("Decisions"), _("What the council decided"), columns, rows)


def _with_heir(each: Decision) -> str:
    return (
        f"{each.text} ({_('replaced by {number}', number=each.replaced_by)})"
        if each.replaced_by
        else each.text
    )


def _tasks(found: Findings, taken: Sequence[Assignment]) -> Grid:
    columns = (
        Column(_("Number"), width=2), Column(_("Task"), width=5), Column(_("Who"), width=3),
        Column(_("Until"), Kind.DAY), Column(_("Done"), Kind.DAY),
    )  # fmt: skip
    rows = tuple((each.number, each.text, each.owner, each.due_on, _done(found, each)) for each in taken)
    return Grid(_("Tasks"), _("Who has taken on what"), columns, rows)


def _done(found: Findings, each: Assignment) -> Cell:
    if each.done_at:
        return _day(found, each.done_at)
    return _("late") if each.is_late else None


def _day(found: Findings, at: datetime) -> date:
    return found.scope.calendar.local(at).date()
