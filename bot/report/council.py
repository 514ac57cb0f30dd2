"""The council's own part of its report: what it decided in the period, and who has taken on what (F7).

Written against what it needs to know, so that whoever keeps the meetings gives it: a section hands the period's
proceedings to `part`, and takes its place in `sections.SECTIONS`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.report.findings import Findings
from bot.report.parts import Cell, Column, Grid, Kind, Part
from core.words import _, n_


class Decided(Protocol):
    """A decision: its number and text, its meeting's number, when it was taken (aware UTC), and what replaces it."""

    @property
    def number(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def meeting(self) -> str: ...
    @property
    def decided_at(self) -> datetime: ...
    @property
    def replaced_by(self) -> str: ...


class Taken(Protocol):
    """A task: whose (a name) and until when, when it was done (aware UTC) and with what outcome."""

    @property
    def number(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def done_at(self) -> datetime | None: ...
    @property
    def is_late(self) -> bool: ...


class Proceedings(Protocol):
    """What the council came to in a period."""

    @property
    def decisions(self) -> Sequence[Decided]: ...
    @property
    def tasks(self) -> Sequence[Taken]: ...


def part(found: Findings, came: Proceedings) -> Part:
    """Decisions and tasks, each in its table."""
    if not (came.decisions or came.tasks):
        return Part(_("Decisions and tasks"), (_("The council decided nothing in the period."),))
    said = (
        n_("{count} decision was taken.", "{count} decisions were taken.", len(came.decisions)),
        n_("{count} task was given or is open.", "{count} tasks were given or are open.", len(came.tasks)),
    )
    grids = (_decisions(found, came.decisions), _tasks(found, came.tasks))
    return Part(_("Decisions and tasks"), (" ".join(said),), grids=tuple(grid for grid in grids if grid.rows))


def _decisions(found: Findings, decided: Sequence[Decided]) -> Grid:
    columns = (
        Column(_("Number"), width=2), Column(_("Decision"), width=6), Column(_("Meeting"), width=2),
        Column(_("Day"), Kind.DAY, width=2),
    )  # fmt: skip
    rows = tuple(
        (each.number, _with_heir(each), each.meeting, _day(found, each.decided_at)) for each in decided
    )
    return Grid(_("Decisions"), _("What the council decided"), columns, rows)


def _with_heir(each: Decided) -> str:
    return (
        f"{each.text} ({_('replaced by {number}', number=each.replaced_by)})"
        if each.replaced_by
        else each.text
    )


def _tasks(found: Findings, taken: Sequence[Taken]) -> Grid:
    columns = (
        Column(_("Number"), width=2), Column(_("Task"), width=5), Column(_("Who"), width=3),
        Column(_("Until"), Kind.DAY), Column(_("Done"), Kind.DAY),
    )  # fmt: skip
    rows = tuple((each.number, each.text, each.owner, each.due_on, _done(found, each)) for each in taken)
    return Grid(_("Tasks"), _("Who has taken on what"), columns, rows)


def _done(found: Findings, each: Taken) -> Cell:
    if each.done_at:
        return _day(found, each.done_at)
    return _("late") if each.is_late else None


def _day(found: Findings, at: datetime) -> date:
    return found.scope.calendar.local(at).date()
