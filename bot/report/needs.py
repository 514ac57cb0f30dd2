"""What the accounts need, as sections of the report: gaps counted by kind, and closings that wait to be decided."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.report.findings import Findings
from bot.report.parts import Cell, Column, Grid, Kind, Part
from core.gaps import GapKind
from core.words import N_, _, n_
from core.words.times import joined


def gaps(found: Findings) -> Part:
    """What accounts in use lack now (F2, F3, F4): how many of each kind, and nobody's name."""
    columns = (
        Column(_("Account"), width=3),
        Column(_("Gaps"), Kind.NUMBER),
        Column(_("What is missing"), width=7),
    )
    by_account: dict[str, Counter[tuple[GapKind, bool]]] = {}
    for account, gap in found.now.gaps:
        by_account.setdefault(account.slug, Counter())[gap.kind, gap.should] += 1
    rows = tuple(
        (slug, kinds.total(), joined([_said(*kind, count) for kind, count in kinds.items()]))
        for slug, kinds in by_account.items()
    )
    text = () if rows else (_("Nothing is missing."),)
    grid = Grid(_("Gaps"), _("What the accounts lack now"), columns, rows)
    return Part(_("Gaps"), text, grids=(grid,) if rows else ())


def _said(kind: GapKind, should: bool, count: int) -> str:
    said = _lack(kind, count)
    return _("{text} (should)", text=said) if should else said


def _lack(kind: GapKind, count: int) -> str:
    if kind in _OF_PEOPLE:
        return _OF_PEOPLE[kind](count)
    return _(_OF_ACCOUNT[kind])


_OF_PEOPLE: dict[GapKind, Callable[[int], str]] = {
    GapKind.AWAY: lambda count: n_("{count} editor who is away", "{count} editors who are away", count),
    GapKind.ASSIGNMENT: lambda count: n_(
        "assignment for {count} editor", "assignments for {count} editors", count
    ),
    GapKind.TRAINING: lambda count: n_("training for {count} editor", "training for {count} editors", count),
    GapKind.READING: lambda count: n_(
        "a confirmed reading by {count} editor", "confirmed readings by {count} editors", count
    ),
}
_OF_ACCOUNT = {
    GapKind.RESPONSIBLE: N_("somebody responsible"),
    GapKind.ADMINISTRATORS: N_("enough administrators"),
    GapKind.TOO_MANY: N_("fewer administrators"),
    GapKind.DEPUTY: N_("a deputy"),
    GapKind.NEED: N_("parts of the needs analysis"),
    GapKind.ADVICE: N_("the communicator's advice"),
    GapKind.PLAN: N_("a plan"),
    GapKind.PLAN_PARTS: N_("parts of the plan"),
    GapKind.PRESENTED: N_("the plan's presentation"),
    GapKind.DEPOSIT: N_("the plan and the log-in left where they are kept"),
    GapKind.PROFILE: N_("points of the profile"),
    GapKind.LAUNCH: N_("points of the launch"),
    GapKind.WEBSITE: N_("a link from the website"),
    GapKind.CONTACT: N_("a contact person for urgent questions"),
    GapKind.ACCESS: N_("a note of how communications reaches it"),
    GapKind.CENTRAL: N_("communications as administrator"),
    GapKind.ADDRESS: N_("its address"),
}


def closings(found: Findings) -> Part:
    """Closings that are asked for, and those proposed for silence (F5, F8); communications decides."""
    columns = (
        Column(_("Account"), width=3), Column(_("Unit"), width=3), Column(_("Why"), width=4),
        Column(_("Last known activity"), Kind.DAY),
    )  # fmt: skip
    asked = [(a.slug, a.unit, _("its closing is asked for"), None) for a in found.now.closings]
    silent = [
        (each.account.slug, each.account.unit, _silence(each.is_confirmed), _day(found, each.since))
        for each in found.silent
    ]
    rows: tuple[tuple[Cell, ...], ...] = (*asked, *silent)
    text = () if rows else (_("No closing is proposed."),)
    grid = Grid(_("Closings"), _("Accounts whose closing is asked for or proposed"), columns, rows)
    return Part(_("Closings proposed"), text, grids=(grid,) if rows else ())


def _silence(is_confirmed: bool) -> str:
    said = _("silent for longer than the guideline allows")
    return f"{said}; {_('confirmed by the editor')}" if is_confirmed else said


def _day(found: Findings, at: datetime) -> datetime:
    return found.scope.calendar.local(at).replace(tzinfo=None)
