"""Makes the council's report: reads, typesets in a process of its own, keeps the file as evidence, hands it over."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.report import findings, sections, sheets, told, typeset
from bot.report.parts import Grid, Head, Part
from bot.report.press import Press
from commands.command import Context, Enter, Later, Progress
from core import media, meetings, periods, reports
from core.card import Card, Fact, File
from core.database import Database, take_turn
from core.evidence import Kept, Store
from core.meetings import Meeting
from core.periods import Period
from core.reports import Format, Report
from core.scope import Scope
from core.words import _, speaking, spoken
from core.words.figures import day, said_of
from core.words.times import moment

MEDIA = {
    Format.PDF: "application/pdf",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv",
}
STEPS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it was read, before it is set: what it is, its parts, and the logo's content."""

    report: Report
    period: Period
    head: Head
    parts: tuple[Part, ...]
    logo_sha256: str

    @property
    def grids(self) -> tuple[Grid, ...]:
        """All of its tables."""
        return tuple(grid for part in self.parts for grid in part.grids)

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{_('report')}-{self.period.name}.{self.report.format}"


class CouncilReport:
    """commands.command.Maker of the council's report, which is set in the town's language."""

    def __init__(self, database: Database, store: Store, press: Press) -> None:
        self._database = database
        self._store = store
        self._press = press

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the report's file."""
        progress(0, STEPS, _("Reading the figures"))
        with self._database.read() as session:
            draft = _draft(enter(session), later.args["report"])
        progress(1, STEPS, _("Setting the report"))
        content = self._made(draft)
        progress(2, STEPS, _("Keeping it"))
        kept = Kept(hashlib.sha256(content).hexdigest(), len(content), MEDIA[draft.report.format], draft.name)
        self._store.put(kept.sha256, content)
        with self._database.write() as session:
            self._keep(session, enter, later, kept)
        progress(STEPS, STEPS, _("Done"))
        return _card(draft, kept, content)

    def _made(self, draft: Draft) -> bytes:
        format, made = draft.report.format, draft.report.ordered_at
        if format is Format.XLSX:
            return self._press.run(sheets.workbook, draft.head, draft.grids)
        if format is Format.CSV:
            return sheets.table(_of_accounts(draft.grids))
        logo = self._store.get(draft.logo_sha256) if draft.logo_sha256 else b""
        suffix = (media.media_type_of(logo) or "").rpartition("/")[2]
        data = told.report(draft.head, draft.parts, f"logo.{suffix}" if logo else "")
        return self._press.run(typeset.report, data, logo, suffix, made)

    def _keep(self, session: Session, enter: Enter, later: Later, kept: Kept) -> None:
        context = enter(session)
        take_turn(session, context.workspace_id)
        reports.keep(context, _report(context, later.args["report"]), kept)


def _report(context: Context, number: str) -> Report:
    found = reports.identify(context.session, context.workspace_id, number)
    assert found  # noqa: S101
    return found


def _meeting(context: Context, report: Report) -> Meeting | None:
    """The council's meeting that the report is for, where it was called here."""
    return (
        meetings.identify(context.session, context.workspace_id, report.meeting) if report.meeting else None
    )


def _draft(context: Context, number: str) -> Draft:
    """Everything the report says, in the town's language, whoever asked for it."""
    report, home = _report(context, number), context.workspace
    period = periods.named(report.period, context.calendar)
    with speaking(home.language):
        for_sheets = report.format is Format.XLSX
        found = findings.gather(context, period, _meeting(context, report), for_sheets=for_sheets)
        parts = tuple(section(found) for section in sections.SECTIONS)
        return Draft(report, period, _head(context, report, period), parts, home.logo_sha256 or "")


def _head(scope: Scope, report: Report, period: Period) -> Head:
    home, made = scope.workspace, scope.calendar.local(report.ordered_at)
    facts = (
        (_("Report"), report.number),
        (_("Diary number"), report.diary_number or ""),
        (_("Meeting"), report.meeting or ""),
        (
            _("Guideline"),
            ", ".join(filter(None, (scope.policy.document.title, scope.policy.document.number))),
        ),
        (_("Period's days"), f"{day(period.first)} – {day(period.last)}"),
        (_("Made"), moment(report.ordered_at, scope.calendar)),
    )
    return Head(
        home.name, _("Report to {council}", council=scope.policy.council.name.value), said_of(period),
        tuple(fact for fact in facts if fact[1]), _naive(made), spoken(),
        {"logo": _("The logo of {town}", town=home.name), "about": _("About")},
        report.diary_number or report.number, home.colour or "",
    )  # fmt: skip


def _naive(local: datetime) -> datetime:
    return local.replace(tzinfo=None, microsecond=0)


def _of_accounts(grids: Sequence[Grid]) -> Grid:
    """The table that a file of one table is made from."""
    return next(grid for grid in grids if grid.name == _("Accounts"))


def _card(draft: Draft, kept: Kept, content: bytes) -> Card:
    report = draft.report
    facts = [Fact(_("File"), kept.name), Fact(_("Number"), report.number)]
    facts += [Fact(_("Meeting"), report.meeting)] if report.meeting else []
    return Card(
        _("The report for {period} is done", period=said_of(draft.period)),
        _("It is kept as evidence, with the hash {sha256}…", sha256=kept.sha256[:12]),
        facts=tuple(facts),
        data={
            "report": report.number, "period": report.period, "format": report.format.value, "sha256": kept.sha256,
            "meeting": report.meeting, "diary_number": report.diary_number,
        },
        files=(File(kept.name, kept.media_type, content),),
    )  # fmt: skip
