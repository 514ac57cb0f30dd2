"""The council's report, as PDF or spreadsheet (C2, F7)."""

from typing import Annotated

from commands import choices
from commands.command import Command, Context, Form, Key, Later
from core import pagelinks, periods, reports
from core.card import Audience, Card
from core.periods import Period
from core.reports import Format
from core.words import N_, _
from core.words.figures import said_of


class ReportForm(Form):
    """Of which period, as what, for which meeting."""

    period: Annotated[
        Period | None,
        Key("period", "period", N_("Period"), N_("This half-year so far, if you leave it out."), example="2026-H1",
            position=1, source=choices.PERIODS, max_length=30),
    ] = None  # fmt: skip
    format: Annotated[
        Format | None,
        Key("format", "format", N_("As what"), N_("PDF, if you leave it out."), source=choices.FORMATS),
    ] = None
    diary_number: Annotated[
        str | None,
        Key("diarienummer", "diary-number", N_("Diary number"), example="KS 2026/12", max_length=60),
    ] = None
    meeting: Annotated[
        str | None, Key("möte", "meeting", N_("For which meeting"), example="N-2026-0001", max_length=60)
    ] = None


def make(context: Context, form: ReportForm) -> Later:
    """Orders the report, which is made at once after it is saved, and kept as evidence."""
    period = form.period or periods.current(context.now, context.calendar)
    report = reports.order(context, period, form.format or Format.PDF, form.diary_number, form.meeting)
    card = Card(
        _("Making the report for {period}…", period=said_of(period)),
        _("It comes here when it is done."),
        audience=Audience.CALLER,
        data={"report": report.number, "period": period.name},
    )
    return Later("report", {"report": report.number}, card)


COMMANDS = (
    Command(
        "report.make", "rapport", "report", ReportForm, make, pagelinks.READERS, N_("Make the council's report"),
        rules=("C2", "F7"),
        examples=("rapport 2026-H1", "rapport period=2026-H1 format=xlsx diarienummer=\"KS 2026/12\""),
    ),
)  # fmt: skip
